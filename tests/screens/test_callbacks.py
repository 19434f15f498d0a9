"""The calls that are due, one after the other."""

from __future__ import annotations

import pytest

from repairdesk.desk import calls
from repairdesk.screens.big_digits import rows
from repairdesk.screens.telephone import grouped
from repairdesk.views.call_card import call_card
from tests.screens.small_office import NOW, at, matches, picture, play, typed


@pytest.fixture
def three(small_office):
    """Nobody came in time to the first; the second is finished; the third came back unfinished."""
    late, _order = small_office.issued(at("10:05"), room="1-1-102", content="卧室插座没电")
    done, order = small_office.issued(at("9:40"))
    small_office.there(done, order, at("9:50"))
    small_office.returned(done, order, at("10:10"))
    plan, order = small_office.issued(at("9:10"), room="2-1-301", content="门铃不响")
    small_office.there(plan, order, at("9:20"))
    small_office.returned(
        plan,
        order,
        at("9:50"),
        result="unfinished",
        reason="没有配件",
        plan="明天带配件来",
        next_time=at("9:30", 3),
    )
    return small_office, late, done, plan


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_it_looks(three, language):
    desk, *_calls = three

    async def script(app, press):
        await press("f5", "2")
        matches(app, f"callbacks_{language}")

    play(desk, script, language=language)


def test_satisfied_takes_two_keys_and_the_next_call_is_there(three):
    desk, _late, done, plan = three

    async def script(app, press):
        app.go("callbacks", done)
        await press("1", "enter")
        assert "satisfied" in picture(app)
        assert app.screen.about() == plan

    play(desk, script)
    assert call_card(desk.store, done, NOW).opinion == "satisfied"


def test_nobody_came_asks_for_the_time_and_the_apology(three):
    desk, late, *_others = three

    async def script(app, press):
        await press("f5")
        assert "Apologise: nobody was there by 10:20" in picture(app)
        await press("2", "enter", *typed("+20"), "enter", "enter")
        assert "apologise to the customer, then press 1" in picture(app)
        await press("1", "enter")
        assert app.screen.about() != late

    play(desk, script)
    made = call_card(desk.store, late, NOW).callbacks[-1]
    assert (made.kind, made.answer, made.promised) == ("arrival", "not_there", at("10:50"))
    assert "apologised" in [entry.remark for entry in call_card(desk.store, late, NOW).timeline]


def test_he_is_there_and_since_when(three):
    desk, late, *_others = three

    async def script(app, press):
        await press("f5", "1", "enter", *typed("-5"), "enter", "1", "enter")
        assert app.screen.about() != late

    play(desk, script)
    card = call_card(desk.store, late, NOW)
    assert (card.state, card.orders[0].visits[0].arrived_at) == ("on_site", at("10:25"))


def test_three_times_not_reached(three):
    desk, _late, done, _plan = three

    async def script(app, press):
        for attempt in (1, 2, 3):
            app.go("callbacks", done)
            await press("4", "enter")
            assert f"attempt {attempt} of 3 is noted" in picture(app)

    play(desk, script)
    assert call_card(desk.store, done, NOW).state == "called_back"


def test_what_was_typed_for_one_call_waits_while_another_is_made(three):
    desk, _late, _done, _plan = three

    async def script(app, press):
        await press("f5", "2", "enter", *typed("11"), "down")
        assert app.screen.values()["answer"] == ""
        await press("up")
        assert app.screen.values()["promised"] == "11"
        await press("ctrl+l", "ctrl+l")
        assert app.screen.values()["promised"] == "11"

    play(desk, script)


def test_a_matter_is_asked_about_too(small_office):
    call = small_office.call(at("9:40"), kind="matter", content="问一下装修手续")
    calls.assign(*small_office.by(at("9:41")), call, now=at("9:41"))
    calls.answer(*small_office.by(at("9:50")), call, result="已当面答复", now=at("9:50"))

    async def script(app, press):
        await press("f5")
        assert "is the matter settled" in picture(app)
        assert "Result: 已当面答复" in picture(app)
        await press("2", "enter")
        assert "No call is due" in picture(app)

    play(small_office, script)
    assert call_card(small_office.store, call, NOW).opinion == "basically"


def test_the_number_is_large_and_fits():
    assert grouped("13800000101") == "138 0000 0101"
    for number in ("13800000101", "0571-87654321", "0571-87654321x801", "801", ""):
        for width in (79, 119):
            found = rows(grouped(number), width)
            assert len(found) == 5
            assert all(sum(cells for cells, _lit in row) <= width for row in found)
