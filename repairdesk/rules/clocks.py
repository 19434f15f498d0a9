"""Which limits run on a line, when each is due, and whether it was kept.

A clock exists once the fact it runs from is recorded, and is settled by the first fact that answers it. An agreed
time takes the place of a limit that has not run out yet; one that has run out keeps its verdict and the agreed time
is tracked beside it (S000-I-10, reading I6).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from .facts import Fact, Job, Timeline
from .limits import Due, Limit, Pattern
from .procedure import Procedure
from .worktime import Hours, minutes

LONGEST_WARNING = minutes(60)
OPEN = frozenset({"running", "warning", "overdue"})
FINISH = "work.finished"


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit on one line.

    ``from_`` is where the span begins (it may lie ahead), ``since`` the instant at which the fact it runs from was
    recorded. ``agreed`` is the appointment it hangs on, if any; ``order`` the order it belongs to (0: the call).
    """

    limit: str
    rule: str
    from_: datetime
    since: datetime
    due: datetime
    order: int
    definition: Limit
    agreed: Fact | None = None
    met_at: datetime | None = None
    state: str = "running"

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in OPEN


def clocks(procedure: Procedure, timeline: Timeline, now: datetime) -> tuple[Clock, ...]:
    """Every clock of the line as it stands at ``now`` (UTC), in the order of the procedure's limits."""
    return _Reading(procedure, timeline).clocks(now)


def origin(procedure: Procedure, timeline: Timeline) -> str | None:
    """``day`` or ``night``, fixed by the entry on the register (reading I2); ``None`` before there is one."""
    return procedure.hours.origin(timeline.received.at) if timeline.received else None


def started(procedure: Procedure, limit: Limit, fact: Fact) -> datetime:
    """Where the span of ``limit`` begins when it runs from ``fact``."""
    if limit.starts is not None:
        return procedure.hours.next(fact.at, _clock_time(limit.starts, procedure.hours))
    if limit.promised and fact.for_ is not None:
        return max(fact.at, fact.for_)
    return fact.at


def due_at(due: Due, start: datetime, hours: Hours) -> datetime:
    """When a limit that starts at ``start`` runs out."""
    if due.after is not None:
        return start + minutes(due.after)
    if due.by is None:
        return start
    clock = _clock_time(due.by, hours)
    if due.if_before is not None:
        local = hours.local(start)
        late = local.time() >= _clock_time(due.if_before, hours)
        return hours.at(local.date() + timedelta(days=late), clock)
    if due.next_shift:
        return hours.next(hours.next(start, hours.opening, strictly=True), clock)
    return hours.next(start, clock)


def warns_at(clock: Clock, hours: Hours) -> datetime:
    """When the clock turns to ``warning``: a third of its span is left, at most an hour, or as the limit says."""
    if clock.definition.warn_from is not None:
        return hours.next(clock.from_, clock.definition.warn_from)
    return clock.due - min((clock.due - clock.from_) / 3, LONGEST_WARNING)


def _clock_time(word: time | str, hours: Hours) -> time:
    if isinstance(word, time):
        return word
    return hours.opening if word == "opening" else hours.closing


class _Reading:
    """One timeline read by one procedure: places every fact in its order and derives the clocks."""

    def __init__(self, procedure: Procedure, timeline: Timeline) -> None:
        self.procedure, self.timeline, self.hours = procedure, timeline, procedure.hours
        self.job: Job = timeline.job
        self.found: list[Clock] = []
        self.withdrawn = timeline.first("call.withdrawn", "job.converted")
        self.closed = timeline.first("job.closed")
        self.appointments = [fact for fact in timeline.all("appointment.agreed") if fact.for_ is not None]

    def clocks(self, now: datetime) -> tuple[Clock, ...]:
        at = origin(self.procedure, self.timeline)
        if at is None:
            return ()
        for limit in self.procedure.limit:
            if not limit.applies(self.job, at):
                continue
            for anchor in self._anchors(limit):
                self.found.extend(self._chain(limit, anchor))
        return tuple(replace(clock, state=self._state(clock, now)) for clock in self.found)

    # -- where clocks begin ---------------------------------------------------------------------------------------

    def _anchors(self, limit: Limit) -> Iterator[Fact]:
        """The facts from which a clock of this limit runs."""
        finishes_seen = set()
        for fact in self.timeline.facts:
            fitting = next((p for p in limit.from_ if p.fits(fact) and self._holds(p, fact)), None)
            if fitting is None:
                continue
            if fitting.work is not None:  # one return of the slip for each end of the work
                finish = self._finish_before(fact)
                if finish in finishes_seen:
                    continue
                finishes_seen.add(finish)
            yield fact
            if fact.what.startswith("call.") or fact.what == "appointment.agreed":
                return

    def _holds(self, pattern: Pattern, fact: Fact) -> bool:
        """The parts of a description that ask the timeline."""
        if pattern.work is not None:
            finish = self._finish_before(fact)
            if finish is None or finish.outcome != pattern.work:
                return False
        return pattern.once_past is None or self._past(pattern.once_past, fact.at, fact.at)

    def _finish_before(self, fact: Fact) -> Fact | None:
        order = self.timeline.order_of(fact)
        ends = [
            f for f in self.timeline.all(FINISH) if f.at <= fact.at and self.timeline.order_of(f) == order
        ]
        return ends[-1] if ends else None

    def _past(self, limit: str, reference: datetime, moment: datetime) -> bool:
        """Whether the limit in force at ``reference`` had run out by ``moment``; where none ran, nothing is early."""
        running = [clock for clock in self.found if clock.limit == limit and clock.since <= reference]
        return not running or running[-1].due < moment

    # -- what an agreed time does to them ---------------------------------------------------------------------------

    def _chain(self, limit: Limit, anchor: Fact) -> list[Clock]:
        """The clock that runs from ``anchor``, and those that agreed times put in its place or beside it."""
        agreed_times = self._appointments_for(limit, anchor)
        known = [a for a in agreed_times if a.at <= anchor.at]
        later = [a for a in agreed_times if a.at > anchor.at]
        on = anchor if anchor.what == "appointment.agreed" else (known[-1] if known else None)
        chain, first_visit = [self._clock(limit, anchor, on)], True
        for agreed in later:
            last = chain[-1]
            settled = last.met_at is not None and last.met_at <= agreed.at
            if settled and limit.appointment != "due":
                break  # the order's own limits are settled; the agreed time is for the next visit
            first_visit = first_visit and not settled
            new = self._clock(limit, anchor, agreed, moved=True, first_visit=first_visit)
            if not settled and new.due == last.due:
                continue
            if not settled and agreed.at <= last.due:
                chain[-1] = replace(last, state="replaced", met_at=None)
            chain.append(new)
        return chain

    def _appointments_for(self, limit: Limit, anchor: Fact) -> list[Fact]:
        if limit.appointment is None:
            return []
        if self._of_call(anchor):
            return [a for a in self.appointments if a is not anchor]
        order = self.timeline.order_of(anchor)
        return [a for a in self.appointments if self.timeline.order_of(a) == order]

    @staticmethod
    def _of_call(anchor: Fact) -> bool:
        return anchor.what.startswith("call.") or anchor.what == "appointment.agreed"

    def _clock(
        self,
        limit: Limit,
        anchor: Fact,
        agreed: Fact | None,
        *,
        moved: bool = False,
        first_visit: bool = True,
    ) -> Clock:
        """The clock from ``anchor``, hanging on ``agreed``.

        The first visit keeps the limit that holds without an appointment where the agreed time is earlier (I5);
        a later visit has the agreed time alone.
        """
        start = started(self.procedure, limit, anchor)
        due = due_at(limit.due, start, self.hours)
        since = anchor.at
        if agreed is not None and agreed.for_ is not None:
            since = agreed.at if moved else since
            if limit.appointment == "due":
                start = since if moved else start
                due = max(due, agreed.for_) if first_visit and not limit.due.agreed else agreed.for_
            else:
                start = max(start, agreed.for_) if limit.appointment == "start_if_later" else agreed.for_
                due = due_at(limit.due, start, self.hours)
        order = 0 if self._of_call(anchor) else self.timeline.order_of(anchor)
        clock = Clock(limit.name, limit.rule, start, since, due, order, limit, agreed)
        return replace(clock, met_at=self._settled(limit, anchor, clock))

    # -- how they end ---------------------------------------------------------------------------------------------

    def _settled(self, limit: Limit, anchor: Fact, clock: Clock) -> datetime | None:
        """When the first fact that answers the clock happened."""
        after_anchor = False
        for fact in self.timeline.facts:
            if fact is anchor:
                after_anchor = True
                continue
            if fact.at < clock.since or (fact.what == anchor.what and not after_anchor):
                continue
            if clock.order and self.timeline.order_of(fact) != clock.order:
                continue
            if any(p.fits(fact) and self._answers(p, fact, clock) for p in limit.to):
                return fact.at
        return None

    def _answers(self, pattern: Pattern, fact: Fact, clock: Clock) -> bool:
        return pattern.once_past is None or self._past(pattern.once_past, clock.since, fact.at)

    def _state(self, clock: Clock, now: datetime) -> str:
        if clock.state == "replaced":
            return clock.state
        if clock.met_at is not None:
            return "met" if clock.met_at <= clock.due or clock.definition.reminder else "missed"
        if self.withdrawn is not None or self._waived(clock):
            return "waived"
        if self._superseded(clock):
            return "replaced"
        if self.closed is not None:
            return "overdue" if clock.due < self.closed.at and not clock.definition.reminder else "waived"
        if now > clock.due:
            return "warning" if clock.definition.reminder else "overdue"
        return "warning" if now >= clock.from_ and now >= warns_at(clock, self.hours) else "running"

    def _waived(self, clock: Clock) -> bool:
        return any(
            p.fits(fact)
            and fact.at >= clock.since
            and (not clock.order or self.timeline.order_of(fact) == clock.order)
            for p in clock.definition.waived_by
            for fact in self.timeline.facts
        )

    def _superseded(self, clock: Clock) -> bool:
        """A new order before any end of the work takes the place of the old one's limits that had not run out."""
        if not clock.order:
            return False
        following = self.timeline.order(clock.order + 1)
        return (
            following is not None
            and following.at <= clock.due
            and not any(
                f.what == FINISH and self.timeline.order_of(f) == clock.order for f in self.timeline.facts
            )
        )
