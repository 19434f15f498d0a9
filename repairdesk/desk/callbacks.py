"""The calls the desk makes: is he there, is the plan all right, are you satisfied (S000-I-11 to -15, -18, -22, -41)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules import typed
from repairdesk.rules.closing import finish
from repairdesk.rules.facts import CALLBACK_ANSWERS, Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views import load

from .work import NOTHING, Work, on_call

FINAL = ("completion", "recheck")
"""The calls after the work, for which the office's form has its fields."""


def record(
    store: Store, who: Operator, call: str, *, kind: str, answer: str, promised: datetime | None = None,
    arrived_at: datetime | None = None, remark: str = "", apologised: bool = False,
    fields: Mapping[str, str] = NOTHING, at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Record one call: what was answered, and where nobody was there, the time now promised (S000-I-14).

    ``arrived_at`` is what the customer says about the technician's arrival. A call that comes too early is kept all
    the same; the rules decide what it settles (reading I9). It stays with the order that is out, even where the next
    one is issued in the same second.
    """
    with on_call(store, who, "callback.record", call, at=at, now=now, records="callback.made") as work:
        if kind not in CALLBACK_ANSWERS:
            raise refuse("kind", "not_one_of", allowed=", ".join(CALLBACK_ANSWERS))
        if answer not in CALLBACK_ANSWERS[kind]:
            raise refuse("answer", "not_one_of", allowed=", ".join(CALLBACK_ANSWERS[kind]))
        _must_be_time(work, kind)
        if promised is not None and promised < work.at:
            raise refuse("promised", "time_in_past", now=work.hours.local(work.at))
        reached = kind in FINAL and answer != "unreachable"
        work.fill(fields, "callback" if reached else "")
        said = typed.clean_text(remark, "remark", typed.REMARK)
        if arrived_at is not None and kind == "arrival" and answer == "there":
            work.fact("technician.arrived", at=arrived_at, field="arrived_at")
        order = work.latest_order()
        if order is not None and load.instant(order["issued_at"]) > work.at:
            order = None
        work.fact("callback.made", kind=kind, answer=answer, for_=promised, remark=said, order=order)
        if apologised:
            work.fact("note.written", by="clerk", remark="apologised")


def _must_be_time(work: Work, kind: str) -> None:
    """A call about something that has not happened yet is refused, saying what comes first."""
    if kind == "arrival" and work.timeline.first("order.issued") is None:
        raise refuse("kind", "not_dispatched_yet")
    if kind == "completion":
        end = finish(work.procedure, work.timeline)
        if end is None:
            raise refuse("kind", "not_finished_yet")
        work.not_before(work.at, end, "at")
    if kind == "plan" and not any(
        fact.outcome == "unfinished" for fact in work.timeline.all("work.finished")
    ):
        raise refuse("kind", "no_plan_yet")
