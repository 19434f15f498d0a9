"""The boxes of the steps that only some offices have, and the office's own fields on F3, F4, F5 and the card."""

from __future__ import annotations

import pytest

from repairdesk import clock
from repairdesk.desk import calls, entries, orders, transfers
from repairdesk.desk.office import StaffForm, add_staff
from repairdesk.views.board import board_row
from repairdesk.views.call_card import call_card
from tests.screens.small_office import NOW, Office, Written, at, matches, picture, play


def noted(desk: Office, call: str, what: str, when: str, **more: str) -> None:
    calls.record_fact(*desk.by(at(when)), call, calls.FactForm(what=what, **more), now=at(when))  # type: ignore[arg-type]


def titles(app) -> list[str]:
    """The entries of the menu that is open."""
    return [line.cells[1] for line in app.screen._list.lines]


async def choose(app, press, title: str) -> None:
    await press("space")
    await press(*["down"] * titles(app).index(title), "enter")


# --- how they look --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_limit_that_ran_out_says_what_its_rule_says(office_by, language):
    desk = office_by("grab-pool")
    call = desk.call(at("10:20"))
    orders.pool(*desk.by(at("10:21")), call, now=at("10:21"))

    async def script(app, press):
        await press("enter")
        matches(app, f"step_tell_{language}")

    play(desk, script, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_code_is_asked_for_at_the_door(office_by, language):
    desk = office_by("grab-pool")
    _call, order = desk.issued(at("10:25"))
    orders.accept(*desk.by(at("10:28")), order, now=at("10:28"))

    async def script(app, press):
        await press("enter")
        matches(app, f"step_door_{language}")

    play(desk, script, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_has_to_be_there_before_an_order(office_by, language):
    desk = office_by("price-review")
    desk.call(at("10:25"))

    async def script(app, press):
        await press("enter")
        matches(app, f"step_first_{language}")
        await press("tab", "1", "ctrl+s")  # as soon as possible, instead of a time
        matches(app, f"issue_own_{language}")

    play(desk, script, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_limit_with_several_ways_out_is_a_choice(office_by, language, monkeypatch):
    desk = office_by("follow-up-sheets")
    desk.issued(at("10:00"))
    monkeypatch.setattr(clock, "now", lambda: at("23:10"))

    async def script(app, press):
        await press("enter")
        matches(app, f"step_ways_{language}")
        await press("2")
        matches(app, f"step_sheet_{language}")

    play(desk, script, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_a_slip_with_the_office_s_own_fields(office_by, language, size):
    desk = office_by("service-slip")
    call, order = desk.issued(at("9:00"))
    desk.there(call, order, at("9:10"))

    async def script(app, press):
        app.go("close", order)
        await press(Written("1000"), "enter", "enter", "enter")
        matches(app, f"close_own_{size[0]}_{language}")

    play(desk, script, language=language, size=size)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_callback_with_scores(office_by, language):
    desk = office_by("double-confirm-slip")
    call, order = desk.issued(at("9:00"))
    desk.returned(call, order, at("10:00"), arrived_at=at("9:20"))

    async def script(app, press):
        app.go("callbacks", call)
        await press("1")
        matches(app, f"callback_own_{language}")

    play(desk, script, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_of_a_sheet(office_by, language):
    desk = office_by("follow-up-sheets")
    old, _order = desk.issued(at("9:00"))
    store, who = desk.by(at("9:30"))
    sheet = calls.convert(store, who, old, to="follow_up", tracker="王强", reason="缺配件", now=at("9:30"))
    from repairdesk.desk import follow_ups

    follow_ups.note(store, who, sheet, "配件已订", fields={"contact_person": "供应商"}, now=at("10:00"))

    async def script(app, press):
        app.go("card", sheet)
        await press("2")
        matches(app, f"card_sheet_{language}")

    play(desk, script, language=language)


# --- what they do ---------------------------------------------------------------------------------


def test_the_menu_has_only_what_the_office_s_procedure_knows(office_by):
    desk = office_by("sms-transfer")
    desk.issued(at("10:00"))

    async def script(app, press):
        await press("space")
        assert titles(app) == [
            "Issue a work order, or give the job to somebody else",
            "Appointment agreed",
            "Technician takes the job",
            "Hand the order on",
            "Technician has arrived",
            "Take the slip in",
            "Price told, and agreed or declined",
            "Note, for example that the customer called again",
            "Correct paid, urgency, telephone or content",
            "Withdraw, or taken twice",
            "Strike off, or see what is missing",
            "Card with the whole timeline",
        ]

    play(desk, script)


def test_a_customer_who_asks_again_comes_first_and_it_says_so(office_by):
    desk = office_by("grab-pool")
    desk.issued(at("10:10"))
    call, _order = desk.issued(at("10:20"), room="1-1-102")

    async def script(app, press):
        assert app.screen.rows[0].call != call
        app.screen.read_board(select=call)
        await choose(app, press, "The customer asks again: this comes first")
        await press(Written("还没人来"), "enter")
        app.screen.read_board()
        assert app.screen.rows[0].call == call
        assert "ASKS AGAIN" in picture(app)

    play(desk, script)
    assert board_row(desk.store, call, NOW).asked_again


def test_an_order_is_handed_on_and_accepted_by_the_one_it_went_to(office_by):
    desk = office_by("sms-transfer")
    call, order = desk.issued(at("10:20"))

    async def script(app, press):
        await choose(app, press, "Hand the order on")
        await press(Written("刘洋"), "enter", Written("电路问题"), "enter")
        await choose(app, press, "Technician takes the job")
        assert "Handed on to: 刘洋" in picture(app)
        await press("enter")

    play(desk, script)
    card = call_card(desk.store, call, NOW)
    assert (card.orders[-1].number, card.orders[-1].technician) == (order, "刘洋")
    assert transfers.BETWEEN.join(("刘洋", "电路问题")) in [entry.remark for entry in card.timeline]


def test_a_line_may_end_another_way_with_the_fields_that_end_asks(office_by):
    desk = office_by("rated-close")
    call = desk.call(at("10:20"))

    async def script(app, press):
        await choose(app, press, "End it another way")
        await press("enter", Written("已电话解答"), "ctrl+s")

    play(desk, script)
    card = call_card(desk.store, call, NOW)
    assert (card.state, card.ending) == ("closed", "answered")


def test_fields_can_be_filled_in_by_stage(office_by):
    desk = office_by("fault-report")
    call = desk.call(at("10:20"), fields={})

    async def script(app, press):
        await choose(app, press, "Fill in what the office's own forms ask")
        await press(*["down"] * titles(app).index("Fill in the survey"), "enter")
        before = app.screen
        await press("+", "ctrl+s")
        assert app.screen is not before

    play(desk, script)
    assert call_card(desk.store, call, NOW).state == "open"


def test_a_technician_whom_the_customer_names_comes_first(office_by):
    desk = office_by("grab-pool")
    add_staff(desk.store, desk.who, StaffForm(name="郑水工", role="technician", trade="plumbing"), now=NOW)
    call = desk.call(at("10:20"), trade="plumbing")
    entries.fill(*desk.by(NOW), call, {"named_technician": "刘洋"}, now=NOW)

    async def script(app, press):
        await press("enter")
        assert "asked for by name" in picture(app)
        await press("enter")

    play(desk, script)
    assert call_card(desk.store, call, NOW).orders[-1].technician == "刘洋"


def test_lines_of_work_have_their_times_where_blocks_are_charged(office_by):
    desk = office_by("follow-up-sheets")
    call, order = desk.issued(at("8:00"), paid=True)
    desk.there(call, order, at("8:10"))

    async def script(app, press):
        app.go("close", order)
        await press(Written("1000"), "enter", "enter", Written("水工"), "enter")
        await press(Written("0815"), "enter", Written("0900"), "enter", "enter")
        assert "45 minutes" in picture(app)
        await press("ctrl+s", "1", "ctrl+s")

    play(desk, script)
    (line,) = call_card(desk.store, call, NOW).orders[-1].charges
    assert (line.minutes, line.begins, line.ends) == (45, at("8:15"), at("9:00"))
