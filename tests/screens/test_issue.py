"""Sending a technician: who is proposed, what else can be said, and what becomes of it."""

from __future__ import annotations

import pytest

from repairdesk.desk import orders
from repairdesk.desk.office import StaffForm, add_staff
from repairdesk.views.board import board
from repairdesk.views.call_card import call_card
from repairdesk.views.dispatch import dispatch
from tests.screens.small_office import NOW, Written, at, matches, picture, play


@pytest.fixture
def crew(small_office):
    """Three more technicians, and a call about a tap."""
    for name, trade in (("赵志刚", "plumbing"), ("罗建军", "general"), ("单国栋", "electric")):
        add_staff(
            small_office.store,
            small_office.who,
            StaffForm(name=name, role="technician", trade=trade),
            now=NOW,
        )
    return small_office, small_office.call(at("10:20"), trade="plumbing")


def names(desk, call: str) -> list[str]:
    return [person.name for person in dispatch(desk.store, call, NOW).crew]


def test_the_trade_and_the_shortest_list_come_first(crew):
    desk, call = crew
    desk.issued(at("9:00"), room="2-1-301", technician="王强")
    assert names(desk, call)[:3] == ["赵志刚", "王强", "罗建军"]


def test_a_job_given_anew_goes_to_somebody_else_and_an_unfinished_one_to_whom_knows_it(crew):
    desk, call = crew
    assert names(desk, call)[0] == "王强"
    order = orders.issue(*desk.by(at("10:21")), call, technician="王强", now=at("10:21"))
    assert names(desk, call)[0] == "赵志刚"
    assert names(desk, call)[-1] == "王强"
    orders.arrive(*desk.by(at("10:22")), order, now=at("10:22"))
    orders.finish(*desk.by(at("10:25")), order, result="unfinished", reason="缺配件", now=at("10:25"))
    assert names(desk, call)[0] == "王强"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_it_looks(crew, language):
    desk, _call = crew

    async def script(app, press):
        await press("f3")
        matches(app, f"issue_{language}")
        await press("tab", "tab", "2", "tab", Written("ghs"))
        matches(app, f"issue_paid_{language}")

    play(desk, script, language=language)


def test_a_digit_picks_and_enter_issues(crew):
    desk, call = crew

    async def script(app, press):
        await press("f3", "2", "enter")
        assert app.screen is app.area("board")
        order = app.screen.row.order
        assert f"Order {order} goes to 赵志刚" in picture(app)

    play(desk, script)
    assert call_card(desk.store, call, NOW).orders[0].technician == "赵志刚"


def test_an_appointment_and_a_price_go_with_the_order_in_one_save(crew):
    desk, call = crew

    async def script(app, press):
        await press(
            "f3", "tab", Written("1500"), "enter", "2", "enter", Written("ghs"), "enter", "enter", "enter"
        )
        assert "30.00" in picture(app)
        app.screen.focus_field("consent")
        await press("1", "ctrl+s")
        assert app.screen.row.next == "await_arrival"

    play(desk, script)
    card = call_card(desk.store, call, NOW)
    assert (card.appointment, card.quoted, card.paid) == (at("15:00"), 3000, True)
    assert card.consent_at == NOW


def test_an_order_given_by_word_of_mouth_is_written_up_with_its_own_time(crew):
    desk, call = crew

    async def script(app, press):
        await press("f3", "tab", "tab", "tab", Written("1015"), "enter")
        assert "! This is before" in picture(app)
        await press("ctrl+u", Written("1022"), "enter")

    play(desk, script)
    (order,) = call_card(desk.store, call, NOW).orders
    assert order.issued_at == at("10:22")


def test_a_wrong_time_is_said_at_its_field_and_nothing_is_issued(crew):
    desk, call = crew

    async def script(app, press):
        await press("f3", "tab", Written("25:00"), "ctrl+s")
        assert "The clock has no such time" in picture(app)

    play(desk, script)
    assert not call_card(desk.store, call, NOW).orders


def test_without_a_call_that_waits_f3_says_so(small_office):
    async def script(app, press):
        await press("f3")
        assert app.screen is app.area("board")
        assert "No call waits for a work order." in picture(app)

    play(small_office, script)


def test_f3_takes_the_line_under_the_cursor_if_it_waits_for_an_order(crew):
    desk, _call = crew
    second = desk.call(at("10:25"), "2-1-301", "插座没电", trade="electric")

    async def script(app, press):
        app.go("board", second)
        await press("f3")
        assert app.screen.about() == second

    play(desk, script)
    assert len(board(desk.store, NOW).rows) == 2
