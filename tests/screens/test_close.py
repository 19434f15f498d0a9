"""The returned slip, as the clerk types it in."""

from __future__ import annotations

import pytest

from repairdesk.desk import orders
from repairdesk.screens.fields import ChoiceField
from repairdesk.views.call_card import call_card
from repairdesk.views.drafts import drafts
from tests.screens.small_office import NOW, at, matches, picture, play, typed


@pytest.fixture
def slip(small_office):
    """The desk, a call and its order; the technician has been there since 9:50."""
    call, order = small_office.issued(at("9:40"), paid=True)
    small_office.there(call, order, at("9:50"))
    return small_office, call, order


def test_a_whole_slip_in_as_few_keys_as_the_paper_has_entries(slip):
    desk, call, order = slip
    keys = [
        *typed("1020"), "enter",  # finished
        "enter",  # result: finished
        *typed("ghs"), "enter", "enter",  # one tap replaced: found by initials, one piece
        *typed("dlslt"), "enter", "enter", "2", "enter",  # a tap, the customer's own
        "enter",  # no more lines
        "1", "enter",  # signed by the caller
        "2",  # paid to the technician: the amount is there
        "ctrl+s",
    ]  # fmt: skip

    async def script(app, press):
        app.go("close", order)
        await press(*keys)
        matches(app, "close_saved_en")
        await press("enter")
        assert "Callbacks" in picture(app)
        assert call in str(app.screen.about())

    play(desk, script)
    card = call_card(desk.store, call, NOW)
    done = card.orders[0]
    assert card.state == "returned"
    assert (done.result, done.signed_by, done.paid, done.total) == ("finished", "赵㬎", 3000, 3000)
    assert [(c.item, c.source, c.amount) for c in done.charges] == [
        ("更换水龙头", "list", 3000),
        ("单冷水龙头", "customer", 0),
    ]
    assert len(keys) == 25


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_it_looks(slip, language):
    desk, _call, order = slip

    async def script(app, press):
        app.go("close", order)
        await press(*typed("1020"), "enter", "enter", *typed("slt"))
        matches(app, f"close_lines_{language}")

    play(desk, script, language=language)


def test_the_number_is_typed_scanned_or_only_its_tail_also_full_width(slip):
    desk, call, order = slip

    async def script(app, press):
        for number in (
            order,
            order[-4:],
            "５０００" + order[-2:].translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
        ):
            app.area("close").slip = None
            await press("f4")
            app.screen.fill({"order": ""})
            app.screen.focus_field("order")
            await press(*typed(number), "enter")
            assert app.screen.about() == call

    play(desk, script)


def test_of_two_numbers_with_the_same_tail_the_slip_that_is_out_is_meant(small_office):
    call, order = small_office.issued(at("9:40", 1))
    small_office.there(call, order, at("9:50", 1))
    small_office.returned(call, order, at("10:10", 1))
    later, second = small_office.issued(at("9:40"))
    assert second[6:] == order[6:]

    async def script(app, press):
        await press("f4", *typed(order[-4:]), "enter")
        assert app.screen.about() == later

    play(small_office, script)


def test_an_unknown_number_says_so_at_the_field(slip):
    desk, _call, _order = slip

    async def script(app, press):
        await press("f4", *typed("999"), "enter")
        assert "There is no work order 999" in picture(app)

    play(desk, script)


def test_unfinished_asks_for_reason_plan_and_time(slip):
    desk, call, order = slip

    async def script(app, press):
        app.go("close", order)
        await press(*typed("1020"), "enter", "2", "ctrl+s")
        assert picture(app).count("Nothing is filled in here") == 2
        app.screen.fill({"reason": "没有配件", "plan": "配件到了再来", "next_time": "明天 1500"})
        app.screen.focus_field("signature")
        await press("1", "ctrl+s")
        assert "is in." in picture(app)

    play(desk, script)
    card = call_card(desk.store, call, NOW)
    assert (card.state, card.orders[0].unfinished_reason, card.orders[0].plan) == (
        "unfinished",
        "没有配件",
        "配件到了再来",
    )
    assert card.appointment == at("15:00", 3)


@pytest.mark.parametrize(
    ("typed_time", "said"),
    [
        ("0930", "before 2 Mar 2026 09:42"),
        ("1200", "lies ahead"),
        ("2561", "no such time"),
        ("abc", "This is no time"),
    ],
)
def test_a_wrong_time_is_told_at_the_field_and_nothing_is_saved(slip, typed_time, said):
    desk, call, order = slip

    async def script(app, press):
        app.go("close", order)
        await press(*typed(typed_time), "enter")
        assert said in picture(app).replace("\n               ", " ")
        await press("ctrl+s")
        assert "Not saved" in picture(app)

    play(desk, script)
    assert call_card(desk.store, call, NOW).state == "on_site"


def test_a_slip_of_a_public_area_says_that_the_officer_signs(small_office):
    _call, order = small_office.issued(at("9:40"), room="中心花园", place="public_area", channel="patrol")

    async def script(app, press):
        app.go("close", order)
        await press()
        assert "nobody: the officer checks instead" in picture(app)
        assert app.screen.query_one("#field-signature", ChoiceField).value == "none"

    play(small_office, script)


def test_half_a_slip_is_kept_when_another_one_comes(slip):
    desk, _call, order = slip
    _other, second = desk.issued(at("10:00"), room="1-1-102", content="卧室插座没电")

    async def script(app, press):
        app.go("close", order)
        await press(*typed("1020"), "enter")
        app.go("close", second)
        await press()
        assert [line.title for line in drafts(desk.store)] == [order]
        app.go("close", order)
        await press()
        assert app.screen.values()["finished_at"] == "10:20"
        assert "filled in again" in picture(app)
        app.screen.fill({"signature": "caller"})
        await press("ctrl+s")
        assert drafts(desk.store) == ()

    play(desk, script)


def test_the_language_changes_under_what_is_typed(slip):
    desk, _call, order = slip

    async def script(app, press):
        app.go("close", order)
        await press(*typed("1020"), "enter", "enter", *typed("slt"), "ctrl+l")
        assert "完工" in picture(app)
        assert app.screen.values()["item"] == "slt"
        assert "单冷水龙头" in picture(app)

    play(desk, script)


def test_a_slip_replaced_by_another_is_refused(slip):
    desk, call, order = slip
    orders.finish(*desk.by(NOW), order, result="unfinished", reason="没有配件", at=at("10:10"), now=NOW)
    later = orders.issue(*desk.by(NOW), call, technician="刘洋", now=NOW)

    async def script(app, press):
        app.go("close", order)
        await press()
        assert f"taken this one's place: {later}" in picture(app)

    play(desk, script)
