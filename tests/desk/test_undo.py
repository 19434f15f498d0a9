"""Taking back: afterwards everything stands as if it had never been entered, and whatever cannot be is refused whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repairdesk.desk import alarms, calls, entries, handover, items, office, orders, pads, undo
from repairdesk.entries import ENTRIES
from repairdesk.models.doctor import doctor
from repairdesk.rules.refusal import Refused
from repairdesk.views import as_json
from repairdesk.views.board import board
from repairdesk.views.call_card import call_card
from repairdesk.views.handover import sheet as sheet_of
from repairdesk.views.month import month
from repairdesk.views.register import search
from repairdesk.views.undo import last
from tests.desk.conftest import Office, an_office, at, body_of, refused
from tests.desk.undo_steps import STEPS

FIRST = at("2026-03-20 09:30")
LATER = timedelta(days=2)
PROCEDURES = (
    "property-desk", "grab-pool", "follow-up-sheets", "numbered-slip", "price-review", "rated-close", "three-copy-visit",
    "equipment", "skill-and-load", "named-department", "dispatch-rules", "warranty-office",
)  # fmt: skip


def standing(desk: Office, call: str, now: datetime, *, figures: bool = True) -> dict[str, Any]:
    """Everything that is to be seen of a line then, and of the office: no trace of what was taken back."""
    card = call_card(desk.store, call, now)
    shown = as_json.call(card, "zh", to_desk=True)
    shown.pop("entry", None)  # the journal goes on
    rest = board(desk.store, now)
    rows = tuple(
        replace(row, saw=None) if hasattr(row, "saw") else row for row in rest.rows if row.call == call
    )
    found = as_json.stats(month(desk.store, 2026, 3, now)) if figures else None
    return {"call": shown, "timeline": card.timeline, "board": rows, "figures": found}


def take_back(desk: Office, person: str, now: datetime, **more: Any) -> undo.Undone:
    """Somebody takes back the last thing."""
    return undo.take_back(desk.store, desk.person(person), "按错了", now=now, **more)


def done_and_undone(desk: Office, call: str, step: str, now: datetime, way: int) -> str:
    """Do a step; where it is accepted see that it can be taken back and done again. Returns the action, or ""."""
    before = {then: standing(desk, call, now + then) for then in (timedelta(0), LATER)}
    known = journal(desk)
    content = desk.content()
    try:
        person = STEPS[step](desk, call, now, way)
    except Refused:
        assert desk.content() == content
        return ""
    if journal(desk) == known:
        return ""
    undone = take_back(desk, person, now)
    figures = not undone.withdrawn  # a withdrawn line is counted among the withdrawn ones
    for then, what in before.items():
        expected = what if figures else {**what, "figures": None}
        assert standing(desk, call, now + then, figures=figures) == expected, step
    STEPS[step](desk, call, now, way)
    return undone.action


def journal(desk: Office) -> int:
    """How many entries there are."""
    with desk.store.read() as tx:
        return int(tx.value("SELECT count(*) FROM journal"))


ASTRAY = """
SELECT k.id FROM slip_copy k LEFT JOIN copy_move m ON m.id = (SELECT max(id) FROM copy_move WHERE copy_id = k.id)
WHERE (k.state, k.keeper) IS NOT (coalesce(m.state, 'blank'), coalesce(m.keeper, 'desk'))
"""
"""Copies that the ledger has elsewhere."""
_offices: dict[str, Office] = {}


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:
    """An office for each of some procedures; whole jobs need no new one each."""
    made = {name: an_office(tmp_path_factory.mktemp(name), body_of(name)) for name in PROCEDURES}
    sheets = made["numbered-slip"]
    pads.add(
        sheets.store, sheets.clerk, first="NO.0001", last="NO.0990", at=at("2026-03-20 09:00"), now=sheets.now
    )
    yield made
    for desk in made.values():
        assert doctor(desk.store.path) == []
        with desk.store.read() as tx:
            assert tx.all(ASTRAY) == [], "every copy is where its last move took it"
        desk.store.close()


@settings(deadline=None, max_examples=60)
@given(
    name=st.sampled_from(PROCEDURES),
    matter=st.booleans(),
    begins=st.sampled_from((FIRST, at("2026-03-20 17:00"), at("2026-03-20 22:00"))),
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 60), st.integers(0, 30)), max_size=30
    ),
)
def test_whatever_is_taken_back_leaves_no_trace_and_can_be_done_again(
    offices: dict[str, Office], name: str, matter: bool, begins: datetime, steps: list[tuple[str, int, int]]
) -> None:
    desk = offices[name]
    now = desk.now = begins
    new = calls.NewCall(
        kind="matter" if matter else "repair",
        room="3-2-1201",
        caller="赵女士",
        phone="13800138000",
        content="厨房漏水",
    )
    call = calls.log(desk.store, desk.clerk, new, now=now).number
    for step, way, minutes in steps:
        now = desk.now = now + timedelta(minutes=minutes)
        done_and_undone(desk, call, step, now, way)


JOBS = {
    "a repair": ("property-desk", "repair", "correct wait fact not_reached told issue accept start stop arrive move accept charge finish return satisfied check close"),
    "a paid repair": ("property-desk", "repair", "quote agree issue arrive charge waive finish return pay refund finance satisfied close"),
    "cash of a technician": ("property-desk", "repair", "issue close_out hand_in money_on"),
    "copies lost and handed on": ("property-desk", "repair", "quote agree issue lose find arrive finish return hand_on sign"),
    "another sheet": ("numbered-slip", "repair", "issue renumber"),
    "a price declined": ("property-desk", "repair", "issue arrive quote decline"),
    "sent again": ("property-desk", "repair", "issue arrive unfinished return call_back issue close_out confirm"),
    "not put right": ("property-desk", "repair", "issue arrive finish return recheck approve"),
    "withdrawn": ("property-desk", "repair", "appointment withdraw"),
    "a matter": ("property-desk", "matter", "assign answer satisfied close"),
    "taken over": ("property-desk", "matter", "convert"),
    "from the pool": ("grab-pool", "repair", "pool take give_back take accept move arrive verify"),
    "ended otherwise": ("rated-close", "repair", "fill end"),
    "a sheet": ("follow-up-sheets", "follow_up", "note track sheet_check sheet_done fill"),
    "a book": ("equipment", "repair", "book"),
    "at night": ("property-desk", "night", "issue arrive finish write_slip"),
}  # fmt: skip
"""Whole jobs by the names of their steps, which together are everything that can be taken back."""
STAYS = {
    "crew.free", "crew.full", "draft.drop", "draft.save", "duty.done", "import", "office.create", "alarm.answer", "undo", "order.print",
}  # fmt: skip
"""Entries that are put right otherwise, beside those of the lists, of handovers and of what the desk holds."""
OTHERWISE = ("directory.", "room", "resident.", "price", "equipment.", "staff.", "office.", "procedure.", "register.",
             "handover.", "item.", "pad.", "printing.", "emergency.", "contact.")  # fmt: skip


def a_line(desk: Office, kind: str) -> tuple[str, datetime]:
    """A line of this kind on the day of the tests, and when its next step is."""
    now = desk.now = at("2026-03-20 20:00" if kind == "night" else "2026-03-20 09:30")
    new = calls.NewCall(
        kind="matter" if kind == "matter" else "repair", room="3-2-1201", caller="赵女士", phone="13800138000", content="厨房漏水"
    )  # fmt: skip
    call = calls.log(desk.store, desk.clerk, new, now=now).number
    if kind == "follow_up":
        desk.issue(call, "2026-03-20 09:30")
        call = calls.convert(
            desk.store, desk.clerk, call, to="follow_up", tracker="陈专员", reason="等配件", now=now
        )
    return call, now


def test_every_kind_of_entry_of_a_line_can_be_taken_back(offices: dict[str, Office]) -> None:
    undone = {"call.log"}  # in a test of its own, because a line that was taken keeps its number
    for name, (procedure, kind, steps) in JOBS.items():
        desk = offices[procedure]
        call, now = a_line(desk, kind)
        for step in steps.split():
            now = desk.now = now + timedelta(minutes=3)
            action = next(
                filter(None, (done_and_undone(desk, call, step, now, way) for way in range(1, 40))), ""
            )
            assert action, f"{name}: {step} is refused"
            undone.add(action)
    wanted = {action for action in ENTRIES if not action.startswith(OTHERWISE)} - STAYS
    assert (wanted | {"emergency.told", "emergency.tried"}) - undone == set()


# --- one by one -------------------------------------------------------------------------------------------------------


def test_a_call_that_was_taken_is_withdrawn_and_keeps_its_number(desk: Office) -> None:
    call = desk.log("2026-03-20 11:00", appointment=at("2026-03-20 15:00"))
    undone = take_back(desk, "李前台", desk.now)
    assert (undone.action, undone.about, undone.withdrawn) == ("call.log", call, (call,))
    row = desk.call(call)
    assert (row["state"], row["reason"]) == ("withdrawn", "按错了")
    assert desk.facts(call) == ["call.received", "appointment.agreed", "call.withdrawn"]
    assert desk.log("2026-03-20 11:01") == f"{int(call) + 1}"
    assert doctor(desk.store.path) == []


def test_an_order_that_was_issued_is_gone_and_its_number_stays_used(desk: Office) -> None:
    call = desk.log()
    first = desk.issue(call)
    take_back(desk, "李前台", desk.now)
    card = call_card(desk.store, call, desk.now)
    assert (card.orders, card.state, desk.facts(call)) == ((), "open", ["call.received"])
    with refused("order", "unknown_order", desk):
        orders.arrive(desk.store, desk.clerk, first, now=desk.now)
    assert desk.issue(call, "10:05", "赵师傅") == f"{int(first) + 1}"
    assert len(call_card(desk.store, call, desk.now).orders[0].copies) == 3
    assert doctor(desk.store.path) == []


def test_what_an_order_replaced_is_out_again(desk: Office) -> None:
    call = desk.log()
    first = desk.issue(call)
    desk.issue(call, "10:05", "赵师傅")
    take_back(desk, "李前台", desk.now)
    (order,) = call_card(desk.store, call, desk.now).orders
    assert (order.number, order.technician, order.state) == (first, "张师傅", "dispatched")
    assert {copy.state for copy in order.copies} == {"out"}


def test_a_line_that_took_over_is_withdrawn_and_the_first_goes_on(desk: Office) -> None:
    old = desk.log(kind="matter", matter_kind="facilities")
    new = calls.convert(desk.store, desk.clerk, old, to="repair", now=desk.now)
    assert take_back(desk, "李前台", desk.now).withdrawn == (new,)
    assert (desk.call(old)["state"], desk.call(old)["linked_call_id"]) == ("open", None)
    assert desk.call(new)["state"] == "withdrawn"


def test_a_line_is_found_by_its_words_again_and_no_longer_by_those_taken_back(desk: Office) -> None:
    call = desk.log(content="厨房漏水")
    calls.correct(desk.store, desk.clerk, call, content="阳台积水", reason="听错了", now=desk.now)

    def found(words: str) -> list[str]:
        return [each.number for each in search(desk.store, words)]

    assert (found("阳台积水"), found("厨房漏水")) == ([call], [])
    take_back(desk, "李前台", desk.now)
    assert (found("阳台积水"), found("厨房漏水")) == ([], [call])


def test_taking_back_twice_goes_one_further_back(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    orders.arrive(desk.store, desk.clerk, order, at=at("10:12"), now=desk.now)
    found = [take_back(desk, "李前台", desk.now).action for _ in range(3)]
    assert found == ["order.arrive", "order.issue", "call.log"]
    with refused("entry", "nothing_to_undo", desk):
        take_back(desk, "李前台", desk.now)


def test_it_is_an_entry_of_its_own_about_the_same_call(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    take_back(desk, "李前台", desk.now)
    with desk.store.read() as tx:
        entry = tx.one("SELECT * FROM journal ORDER BY seq DESC LIMIT 1")
        rows = tx.all("SELECT * FROM taken_back ORDER BY id")
        kept = tx.value("SELECT count(*) FROM fact")
    assert entry is not None
    assert (entry["action"], entry["about"], entry["name"]) == ("undo", call, "李前台")
    assert [row["what"] for row in rows] == ["journal", "work_order", "fact", "fact"]
    assert {(row["entry"], row["reason"]) for row in rows} == {(rows[0]["record_id"], "按错了")}
    assert kept == 3, "nothing is erased"
    assert order


def test_a_field_emptied_or_taken_back_shows_what_was_filled_in_before(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("three-copy-visit"))
    call = desk.log()

    def shown() -> str | None:
        fields: dict[str, str] = as_json.call(call_card(desk.store, call, desk.now), "zh")["fields"]
        return fields.get("cloth_and_covers")

    entries.fill(desk.store, desk.clerk, call, {"cloth_and_covers": "yes"}, now=desk.now)
    desk.issue(call)
    assert shown() == "yes"
    entries.fill(desk.store, desk.clerk, call, {"cloth_and_covers": "no"}, now=desk.now)
    take_back(desk, "李前台", desk.now)
    assert shown() == "yes"
    entries.fill(desk.store, desk.clerk, call, {"cloth_and_covers": "no"}, now=desk.now)
    entries.fill(desk.store, desk.clerk, call, {"cloth_and_covers": ""}, now=desk.now)
    assert shown() is None


# --- what stays -------------------------------------------------------------------------------------------------------


def test_it_needs_a_reason(desk: Office) -> None:
    desk.log()
    with refused("reason", "required", desk):
        undo.take_back(desk.store, desk.clerk, " ", now=desk.now)


def test_nobody_takes_back_what_others_have_built_upon(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    mine = latest(desk)
    orders.accept(desk.store, desk.person("张师傅"), order, now=desk.now)
    with refused("entry", "cannot_take_back", desk):
        take_back(desk, "李前台", desk.now)
    take_back(desk, "张师傅", desk.now)
    assert take_back(desk, "李前台", desk.now).entry == mine


def test_who_heard_an_alarm_or_handed_over_has_built_upon_nothing(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    mine = latest(desk)
    desk.now = at("2026-03-20 17:25")
    assert alarms.answer(desk.store, desk.person("周夜班"), call, now=desk.now)
    sheet = handover.make(desk.store, desk.person("周夜班"), now=desk.now)
    assert call in {line.call for line in sheet_of(desk.store, sheet).lines}
    assert take_back(desk, "李前台", desk.now, entry=mine).action == "order.issue"
    assert call_card(desk.store, call, desk.now).orders == ()
    assert order


def test_somebody_else_s_entry_is_taken_back_by_a_supervisor_alone(desk: Office) -> None:
    desk.log()
    entry = latest(desk)
    with refused("entry", "nothing_to_undo", desk):
        take_back(desk, "周夜班", desk.now)
    with refused("entry", "not_your_entry", desk):
        take_back(desk, "周夜班", desk.now, entry=entry)
    with refused("entry", "unknown_entry", desk):
        take_back(desk, "孙主管", desk.now, entry=entry + 5)
    assert take_back(desk, "孙主管", desk.now, entry=entry).action == "call.log"
    with refused("entry", "already_taken_back", desk):
        take_back(desk, "李前台", desk.now, entry=entry)


def test_an_earlier_entry_of_one_s_own_by_its_number(desk: Office) -> None:
    one = desk.log()
    entry = latest(desk)
    desk.log()
    assert take_back(desk, "李前台", desk.now, entry=entry).about == one


DAYS = [
    ("2026-03-20 00:00:00", "2026-03-20 23:59:59", True),
    ("2026-03-19 17:30:00", "2026-03-20 08:59:59", True),  # the night shift takes its own back
    ("2026-03-19 17:29:59", "2026-03-20 08:59:59", False),
    ("2026-03-19 23:59:59", "2026-03-20 09:00:00", False),
    ("2026-02-28 12:00:00", "2026-03-01 12:00:00", False),
    ("2025-12-31 23:59:59", "2026-01-01 00:00:00", True),
    ("2024-02-29 09:00:00", "2024-02-29 17:30:00", True),
]


@pytest.mark.parametrize(("entered", "now", "goes"), DAYS)
def test_an_entry_can_be_taken_back_on_its_day_or_in_its_shift(
    desk: Office, entered: str, now: str, goes: bool
) -> None:
    desk.now = at(entered)
    desk.log(entered)
    entry = latest(desk)
    desk.now = at(now)
    found = last(desk.store, desk.clerk, now=desk.now)
    assert (found is not None and found.entry == entry) is goes
    if goes:
        assert take_back(desk, "李前台", desk.now).entry == entry
    else:
        with refused("entry", "undo_other_day", desk):
            take_back(desk, "李前台", desk.now, entry=entry)


OTHERS: dict[str, tuple[str, Callable[[Office], object]]] = {
    "undo_list": (
        "王经理",
        lambda desk: office.add_room(desk.store, desk.person("王经理"), "1-1-101", now=desk.now),
    ),
    "undo_item": (
        "李前台",
        lambda desk: items.take(desk.store, desk.clerk, kind="key", content="钥匙", now=desk.now),
    ),
    "undo_handover": ("李前台", lambda desk: handover.make(desk.store, desk.clerk, now=desk.now)),
}


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_put_right_otherwise_says_how(desk: Office, code: str) -> None:
    person, does = OTHERS[code]
    does(desk)
    with refused("entry", code, desk):
        take_back(desk, person, desk.now)


def test_a_line_stays_handed_on_with_its_shift(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("dispatch-rules"))
    desk.now = at("2026-03-20 23:00")
    call = desk.log("2026-03-20 23:00")
    desk.now = at("2026-03-21 09:01")
    sheet = handover.make(desk.store, desk.person("周夜班"), now=desk.now)
    handover.accept(desk.store, desk.clerk, sheet, now=desk.now)
    assert "order.moved" in desk.facts(call)
    with refused("entry", "undo_handover", desk):
        take_back(desk, "李前台", desk.now)


def test_taking_back_is_not_taken_back(desk: Office) -> None:
    desk.log()
    take_back(desk, "李前台", desk.now)
    with refused("entry", "undo_enter_anew", desk):
        take_back(desk, "李前台", desk.now, entry=latest(desk))


def latest(desk: Office) -> int:
    """The number of the last entry."""
    return journal(desk)


# --- what is still to be seen -----------------------------------------------------------------------------------------


def test_the_card_says_what_was_taken_back_by_whom_and_why(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    undo.take_back(desk.store, desk.person("孙主管"), "派错了人", entry=latest(desk), now=desk.now)
    (gone,) = call_card(desk.store, call, desk.now).taken_back
    assert (gone.action, gone.who, gone.by, gone.reason) == ("order.issue", "李前台", "孙主管", "派错了人")
    assert [(fact.what, fact.order) for fact in gone.facts] == [
        ("order.issued", order),
        ("technician.told", order),
    ]
    assert call_card(desk.store, desk.log(), desk.now).taken_back == ()


def test_whoever_decides_sees_what_it_would_be(desk: Office) -> None:
    call = desk.log()
    desk.issue(call)
    found = last(desk.store, desk.clerk, now=desk.now)
    assert found is not None
    assert (found.action, found.call, found.room, found.made) == ("order.issue", call, "3-2-1201", ())
    assert [what for what, _at in found.facts] == ["order.issued", "technician.told"]
    assert found.problem is None
