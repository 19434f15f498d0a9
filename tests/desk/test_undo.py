"""Taking back: afterwards everything stands as if it had never been entered, and whatever cannot be is refused whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repairdesk.desk import calls, undo
from repairdesk.models.doctor import doctor
from repairdesk.rules.refusal import Refused
from repairdesk.views import as_json
from repairdesk.views.board import board
from repairdesk.views.call_card import call_card
from repairdesk.views.month import month
from tests.desk.conftest import Office, an_office, at, body_of
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


_offices: dict[str, Office] = {}


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:
    """An office for each of some procedures; whole jobs need no new one each."""
    made = {name: an_office(tmp_path_factory.mktemp(name), body_of(name)) for name in PROCEDURES}
    yield made
    for desk in made.values():
        assert doctor(desk.store.path) == []
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
