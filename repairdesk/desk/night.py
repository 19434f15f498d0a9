"""What is settled out of hours: a call that can wait is left to the day shift, if the caller agrees (S000-I-10, -30)."""

from __future__ import annotations

from datetime import datetime, time

from repairdesk.models.store import Store
from repairdesk.rules.clocks import AGREED, clocks, due_at
from repairdesk.rules.facts import Fact, Operator
from repairdesk.rules.gates import barred, may
from repairdesk.rules.limits import Limit
from repairdesk.rules.refusal import refuse
from repairdesk.rules.worktime import minutes

from . import booking
from .work import Work, on_call

WAITS = "may_wait"
"""The kind of the note on a line that waits without an agreed time."""
WITH_THE_DAY = ("day_shift", "opening")
NOBODY_THERE = ("open", "dispatched", "accepted", "waiting", "unfinished")
"""States of a line that can be put off: somebody has yet to come."""


def may_wait(
    store: Store, who: Operator, call: str, *, until: datetime | None = None, at: datetime | None = None, now: datetime
) -> datetime:  # fmt: skip
    """The caller agrees that it waits for the day shift; the time it now waits for is returned.

    Where a limit of the line follows an agreed time, ``until`` is agreed: without one the next opening and the minutes
    that such a call has then (reading I34). Where none does, where such a line waits for the day shift anyway
    (S002-A-09), or the office leaves agreeing to others, it is noted.
    """
    with on_call(store, who, "call.wait", call, at=at, now=now) as work:
        work.must_be(*NOBODY_THERE)
        if until is not None and until < work.at:
            raise refuse("until", "time_in_past", now=work.hours.local(work.at))
        limit = _follows(work, named=until is not None)
        agreed = until or _proposed(work, limit)
        if limit is None or _left_to_others(work):
            work.fact("note.written", for_=agreed, kind=WAITS, by="clerk")
        else:
            booking.require_free(work, agreed, special=False, field="until")
            work.fact(AGREED, for_=agreed)
        return agreed


def _follows(work: Work, *, named: bool) -> Limit | None:
    """The limit for being there that an agreed time moves, or that begins with one.

    Where it begins with the day shift by itself, only a time that was ``named`` takes its place: the desk has yet to
    ask who can come.
    """
    running = (clock for clock in clocks(work.procedure, work.timeline, work.now) if clock.open)
    moved = [clock.definition for clock in running if clock.definition.appointment == "due"]
    ours = [limit for limit in work.procedure.limit if limit.applies(work.timeline.job, work.origin)]
    by_itself = {limit.name for limit in ours if limit.starts in WITH_THE_DAY and not named}
    begun = [
        limit
        for limit in ours
        if limit.due.agreed
        and limit.name not in by_itself
        and any(pattern.what == AGREED for pattern in limit.from_)
    ]
    return next(iter((*moved, *begun)), None)


def _proposed(work: Work, limit: Limit | None) -> datetime:
    """As if the call came when the office, or its hours for visits, begin next."""
    hours = work.procedure.booking
    opening: time = max(work.hours.opening, hours.opens) if hours else work.hours.opening
    begins = work.hours.next(work.at, opening, strictly=True)
    if limit is None:
        return begins
    if limit.due.agreed:
        return begins + minutes(limit.due.earlier)
    return due_at(limit.due, begins, work.hours)


def _left_to_others(work: Work) -> bool:
    """Whether the office's rules leave agreeing on a time to others, or bar it for the moment (S000-E-13)."""
    fact = Fact(work.at, AGREED)
    reserved = may(work.procedure, work.timeline, fact, work.who.role) is not None
    return reserved or bool(barred(work.procedure, work.timeline, AGREED))
