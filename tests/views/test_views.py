"""The questions about the register, on a register that the operations made."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest

from repairdesk.desk import calls, orders
from repairdesk.desk import drafts as keep
from repairdesk.desk import office as setup
from repairdesk.rules.refusal import Refused
from repairdesk.text import told
from repairdesk.views import board as boards
from repairdesk.views import call_card, callbacks, callers, directories, drafts, people, register, why
from tests.desk.conftest import Office, at


def rows(desk: Office, when: str) -> list[tuple[str, str]]:
    shown = boards.board(desk.store, at(when), past=True)
    return [(row.call, row.next) for row in shown.rows]


def test_the_board_shows_the_most_urgent_line_first(desk: Office) -> None:
    routine = desk.log("10:00")
    later = desk.log("10:05", content="门锁坏了")
    agreed = desk.log("10:06", content="换灯", appointment=at("16:00"))
    emergency = desk.log("10:10", content="水管爆裂", urgency="emergency")
    assert [call for call, _ in rows(desk, "10:12")] == [emergency, routine, later, agreed]
    order = desk.issue(emergency, "10:11")
    orders.arrive(desk.store, desk.clerk, order, at=at("10:13"), now=desk.now)
    assert next(call for call, _ in rows(desk, "10:14")) == routine


def test_the_board_says_when_it_may_change(desk: Office) -> None:
    call = desk.log("10:00")
    now = at("10:00")
    seen = []
    while (shown := boards.board(desk.store, now, past=True)).changes_at is not None and len(seen) < 6:
        (row,) = shown.rows
        seen.append((row.next, row.clock_state))
        assert shown.changes_at > now
        before = boards.board(desk.store, shown.changes_at - timedelta(seconds=1), past=True).rows[0]
        assert (before.next, before.clock_state) == (row.next, row.clock_state)
        now = shown.changes_at
    assert ("issue", "overdue") in seen or boards.board(desk.store, now, past=True).rows[
        0
    ].clock_state == "overdue"
    assert call


def test_two_hundred_open_lines_are_read_in_a_blink(desk: Office) -> None:
    with desk.store.together():
        for number in range(200):
            call = desk.log("10:00", content=f"漏水 {number}")
            if number % 2:
                desk.issue(call, "10:04")
    boards.board(desk.store, at("10:05"))
    spans = []
    for _ in range(5):
        begun = time.perf_counter()
        shown = boards.board(desk.store, at("10:20"))
        spans.append(time.perf_counter() - begun)
    assert len(shown.rows) == 200
    assert min(spans) < 0.2, spans  # 40 ms on a quiet machine; this one may be busy


def test_a_call_card_tells_everything(desk: Office) -> None:
    call = desk.log("10:00")
    desk.done(call, desk.issue(call))
    card = call_card.call_card(desk.store, call, desk.now)
    assert (card.state, card.opinion, card.missing) == ("called_back", "satisfied", ())
    (order,) = card.orders
    assert (order.signed_by, order.result, order.returned_at) == ("赵女士", "finished", at("11:10"))
    assert [visit.arrived_at for visit in order.visits] == [at("10:12")]
    assert [entry.what for entry in card.timeline][:2] == ["call.received", "order.issued"]
    then = call_card.call_card(desk.store, call, at("10:30"))
    assert (then.state, then.opinion, then.orders[0].result) == ("on_site", None, None)
    with pytest.raises(Refused):
        call_card.call_card(desk.store, call, at("09:59"))


def test_work_in_several_visits(desk: Office) -> None:
    order = desk.issue(desk.log("10:00"))
    s, who, now = desk.store, desk.clerk, desk.now
    for step, when in ((orders.arrive, "10:10"), (orders.start, "10:11"), (orders.stop, "10:30")):
        step(s, who, order, at=at(when), now=now)
    orders.arrive(s, who, order, at=at("14:00"), now=now)
    orders.start(s, who, order, at=at("14:05"), now=now)
    orders.finish(s, who, order, at=at("15:00"), now=now)
    (card,) = call_card.card_of_order(s, order, now).orders
    assert [(v.arrived_at, v.started_at, v.stopped_at) for v in card.visits] == [
        (at("10:10"), at("10:11"), at("10:30")),
        (at("14:00"), at("14:05"), at("15:00")),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "3-2-1201",
        "3-2",
        "1201",
        "2-1201",
        "321201",
        "13800138000",
        "8000",
        "１３８００１３８０００",
        "赵",
        "zns",
    ],
)
def test_a_caller_is_found_by_whatever_he_gives(desk: Office, typed: str) -> None:
    setup.add_resident(
        desk.store,
        desk.person("王经理"),
        room_name="3-2-1201",
        name="赵女士",
        phone="13800138000",
        now=desk.now,
    )
    call = desk.log("10:00")
    found = callers.find(desk.store, typed)
    assert found, typed
    assert (found[0].name, found[0].room) == ("赵女士", "3-2-1201")
    assert [line.number for line in found[0].open_calls] == [call]


def test_a_caller_on_no_list_is_known_by_the_telephone(desk: Office) -> None:
    desk.log("10:00", caller="路人", phone="13911112222")
    (found,) = callers.find(desk.store, "2222")
    assert (found.resident_id, found.name, len(found.open_calls)) == (None, "路人", 1)
    assert callers.find(desk.store, "没有这个人") == ()
    assert callers.find(desk.store, "  ") == ()


def test_a_likely_duplicate_is_named(desk: Office) -> None:
    first = desk.log("10:00", content="厨房水管漏水")
    again = callers.likely_duplicates(desk.store, "3-2-1201", "厨房水管漏水了", None, desk.now)
    assert [line.number for line in again] == [first]
    assert callers.likely_duplicates(desk.store, "3-2-1201", "大门门禁失灵", None, desk.now) == ()


@pytest.mark.parametrize(
    "typed",
    ["漏水", "厨房 漏", "3-2-1201", "赵女士", "zns", "000001", "500001", "8000", "２６０３０２０００００１"],
)
def test_the_register_is_searched_by_any_word(desk: Office, typed: str) -> None:
    call = desk.log("10:00")
    desk.issue(call)
    desk.log("10:01", content="换灯", caller="钱先生", phone="13700009999")
    assert call in [line.number for line in register.search(desk.store, typed)], typed


@pytest.mark.parametrize("typed", ['"', "*", "漏水 OR 1", "NEAR(", "'; --", "%", "_", "\x00"])
def test_hostile_questions_are_only_words(desk: Office, typed: str) -> None:
    desk.log("10:00")
    try:
        assert isinstance(register.search(desk.store, typed), tuple)
        assert isinstance(callers.find(desk.store, typed), tuple)
    except Refused:
        assert "\x00" in typed


def test_filters_and_pages(desk: Office) -> None:
    first, second, third = (desk.log(f"10:0{n}") for n in range(3))
    desk.issue(second)
    calls.withdraw(desk.store, desk.clerk, third, reason="打错", at=at("10:05"), now=desk.now)
    found = register.search(desk.store, filters=register.Filters(open_only=True))
    assert [line.number for line in found] == [second, first]
    assert [line.number for line in register.search(desk.store, before=found[-1].id)] == []
    assert [
        line.number for line in register.search(desk.store, filters=register.Filters(technician="张师傅"))
    ] == [second]
    assert [line.number for line in register.search(desk.store, limit=1)] == [third]
    since = register.Filters(since=at("10:01"), until=at("10:02"))
    assert [line.number for line in register.search(desk.store, filters=since)] == [second]
    assert register.numbers(desk.store) == (first, second, third)


def test_technicians_with_what_they_carry(desk: Office) -> None:
    order = desk.issue(desk.log("10:00"))
    orders.arrive(desk.store, desk.clerk, order, at=at("10:10"), now=desk.now)
    carried = {
        each.name: (each.open_orders, each.on_site, each.last_room)
        for each in people.technicians(desk.store, desk.now)
    }
    assert carried == {"张师傅": (1, True, "3-2-1201"), "赵师傅": (0, False, "")}
    assert people.operators(desk.store)[0].role == "clerk"


def test_callbacks_due_know_what_went_before(desk: Office) -> None:
    call = desk.log("10:00")
    desk.issue(call)
    assert callbacks.due(desk.store, at("10:10"), past=True) == ()
    (due,) = callbacks.due(desk.store, at("10:18"), past=True)
    assert (due.call, due.kind, due.due, due.apologise, due.attempts) == (
        call,
        "arrival",
        at("10:19"),
        True,
        0,
    )


def test_why_a_clock_stands_as_it_does(desk: Office) -> None:
    call = desk.log("10:00")
    desk.issue(call)
    calls.agree_appointment(desk.store, desk.clerk, call, for_=at("15:00"), at=at("10:10"), now=desk.now)
    explained = {
        each.limit: each for each in why.why(desk.store, call, at("10:11")) if each.state != "replaced"
    }
    arrival = explained["arrival"]
    assert (arrival.rule, arrival.clause) == ("S000-I-09", "3.4")
    assert [step.code for step in arrival.steps] == ["begins", "agreed_due", "left"]
    assert [step.code for step in explained["slip_return"].steps] == [
        "begins",
        "agreed_start",
        "by_next_day",
        "left",
    ]
    for each in explained.values():
        for step in each.steps:
            assert "{" not in told(why.STEPS[step.code], step.params)


def test_drafts_wait_to_be_finished(desk: Office) -> None:
    made = keep.save(desk.store, desk.clerk, "log", "3-2-1201", {"room": "3-2-1201"}, now=desk.now)
    (line,) = drafts.drafts(desk.store)
    assert (line.id, line.kind, line.who) == (made, "log", "李前台")
    assert drafts.draft(desk.store, made) == {"room": "3-2-1201"}
    assert drafts.draft(desk.store, made + 1) == {}


def test_directories(desk: Office) -> None:
    manager, now = desk.person("王经理"), desk.now
    setup.add_resident(desk.store, manager, room_name="3-2-1201", name="赵女士", phone="13800138000", now=now)
    for price, day in ((500, "2026-01-01"), (800, "2026-06-01")):
        form = setup.PriceForm(
            item="装灯", unit="piece", price=price, valid_from=at(f"{day} 00:00").date() + timedelta(days=1)
        )
        setup.add_price(desk.store, manager, form, now=now)
    assert [room.residents for room in directories.rooms(desk.store, "赵")] == ["赵女士"]
    assert [each.room for each in directories.residents(desk.store, "8000")] == ["3-2-1201"]
    assert [each.price for each in directories.prices(desk.store, at("10:00").date(), "装")] == [500]
    assert len(directories.prices(desk.store, text="装")) == 2
    (adopted,) = directories.procedures(desk.store)
    assert (adopted.name, adopted.in_use) == ("property-desk", True)


def test_views_need_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import repairdesk.views.board, repairdesk.views.callers, repairdesk.views.callbacks, sys, json;"
        "print(json.dumps(sorted({'sqlmodel','sqlalchemy','pydantic','typer','textual','pendulum','tomllib'} & set(sys.modules))))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(ran.stdout) == []
