"""Which limits run on a line, when each is due, and whether it was kept.

A clock exists once the fact it runs from is recorded, and is settled by the first fact that answers it. An agreed
time takes the place of a limit that has not run out yet; one that has run out keeps its verdict and the agreed time
is tracked beside it (S000-I-10, reading I6).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from .facts import Fact, Job, Timeline
from .limits import Due, Limit, Pattern
from .procedure import Procedure
from .worktime import Hours, day_of_month, minutes

LONGEST_WARNING = minutes(60)
LAST_SECOND = time(23, 59, 59)
OPEN = frozenset({"running", "warning", "overdue"})
FINISH = "work.finished"
AGREED = "appointment.agreed"
CONVERTED = "job.converted"
FOLLOW_UP = "follow_up"
TAKEN_OVER = "converted"
"""How a line is closed whose limits go on with the follow-up sheet that it became."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit on one line.

    ``from_`` is where the span begins (it may lie ahead), ``since`` the instant at which the fact it runs from was
    recorded (``anchor``). ``agreed`` is the appointment it hangs on, if any; ``order`` the order it belongs to
    (0: the call).
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
    anchor: Fact | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in OPEN


def clocks(procedure: Procedure, timeline: Timeline, now: datetime) -> tuple[Clock, ...]:
    """Every clock of the line as it stands at ``now`` (UTC), in the order of the procedure's limits."""
    return _Reading(procedure, timeline, now).clocks()


def origin(procedure: Procedure, timeline: Timeline) -> str | None:
    """``day`` or ``night``, fixed by the entry on the register (reading I2); ``None`` before there is one."""
    return procedure.hours.origin(timeline.received.at) if timeline.received else None


def started(procedure: Procedure, limit: Limit, fact: Fact) -> datetime:
    """Where the span of ``limit`` begins when it runs from ``fact``."""
    hours = procedure.hours
    if limit.starts == "day_shift":
        return fact.at if hours.is_day(fact.at) else hours.next(fact.at, hours.opening)
    if limit.starts is not None:
        return hours.next(fact.at, _clock_time(limit.starts, hours))
    if limit.promised and fact.for_ is not None:
        return max(fact.at, fact.for_)
    return fact.at


def due_at(due: Due, start: datetime, hours: Hours) -> datetime:
    """When a limit that starts at ``start`` runs out."""
    if due.after is not None:
        return start + minutes(due.after)
    if due.by is not None:
        return _by(due, due.by, start, hours)
    if due.end_of_shift:
        return hours.next(start, hours.closing if hours.is_day(start) else hours.opening)
    today = hours.local(start).date()
    if due.end_of_day is not None:
        return hours.at(today + timedelta(days=due.end_of_day), LAST_SECOND)
    if due.next_month_day is not None:
        return hours.at(day_of_month(today, 1, due.next_month_day), LAST_SECOND)
    if due.months is not None:
        return hours.at(day_of_month(today, due.months, today.day), hours.local(start).time())
    return start - minutes(due.earlier)


def _by(due: Due, word: time | str, start: datetime, hours: Hours) -> datetime:
    clock = _clock_time(word, hours)
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
    if clock.definition.warn is not None:
        return clock.due - minutes(clock.definition.warn)
    return clock.due - min((clock.due - clock.from_) / 3, LONGEST_WARNING)


def _clock_time(word: time | str, hours: Hours) -> time:
    if isinstance(word, time):
        return word
    return hours.opening if word == "opening" else hours.closing


class _Reading:
    """One timeline read by one procedure: places every fact in its order and derives the clocks."""

    def __init__(self, procedure: Procedure, timeline: Timeline, now: datetime) -> None:
        self.procedure, self.timeline, self.hours, self.now = procedure, timeline, procedure.hours, now
        self.job: Job = timeline.job
        self.found: list[Clock] = []
        self.withdrawn = timeline.first(
            "call.withdrawn", *(() if self.job.kind == FOLLOW_UP else (CONVERTED,))
        )
        self.closed = timeline.first("job.closed")
        self.appointments = [fact for fact in timeline.all("appointment.agreed") if fact.for_ is not None]

    def clocks(self) -> tuple[Clock, ...]:
        at = origin(self.procedure, self.timeline)
        if at is None:
            return ()
        for limit in self.procedure.limit:
            if not limit.applies(self.job, at) or not self._given(limit):
                continue
            for anchor in self._anchors(limit):
                self.found.extend(
                    self._monthly(limit, anchor) if limit.due.each_month else self._chain(limit, anchor)
                )
        return tuple(replace(clock, state=self._state(clock)) for clock in self.found)

    # -- where clocks begin ---------------------------------------------------------------------------------------

    def _given(self, limit: Limit) -> bool:
        return not limit.given or any(p.fits(fact) for p in limit.given for fact in self.timeline.facts)

    def _anchors(self, limit: Limit) -> list[Fact]:
        """The facts from which a clock of this limit runs; what ``or_from`` names stands in until one is there."""
        anchors = self._starting(limit.from_)
        if limit.once:
            anchors = anchors[:1]
        if limit.or_from:
            begun = {self.timeline.order_of(fact) for fact in anchors}
            anchors += [
                fact
                for fact in self._starting(limit.or_from)
                if not (begun if self._of_call(fact) else self.timeline.order_of(fact) in begun)
            ]
        promised = [fact for fact in anchors if fact.for_ is not None] if limit.due.agreed else anchors
        return [fact for fact in promised if not self._yielded(limit, fact)]

    def _starting(self, patterns: tuple[Pattern, ...]) -> list[Fact]:
        """Every fact that fits; of the call's own and of agreed times only the first, which the later ones move."""
        found: list[Fact] = []
        finishes_seen = set()
        for fact in self.timeline.facts:
            fitting = next((p for p in patterns if p.fits(fact) and self._holds(p, fact)), None)
            if fitting is None or (fact.what == AGREED and fact.for_ is None):
                continue
            if fitting.work is not None:  # one return of the slip for each end of the work
                finish = self._finish_before(fact)
                if finish in finishes_seen:
                    continue
                finishes_seen.add(finish)
            found.append(fact)
            if fact.what.startswith("call.") or fact.what == AGREED:
                break
        return found

    def _yielded(self, limit: Limit, anchor: Fact) -> bool:
        """Whether another limit has taken over before this one would begin."""
        return any(
            fact.at <= anchor.at and fact is not anchor and self._same_order(fact, anchor)
            for fact in self._those(limit.yields_to)
        )

    def _those(self, patterns: tuple[Pattern, ...]) -> Iterator[Fact]:
        return (fact for fact in self.timeline.facts if any(p.fits(fact) for p in patterns))

    def _same_order(self, fact: Fact, anchor: Fact) -> bool:
        order = 0 if self._of_call(anchor) else self.timeline.order_of(anchor)
        return not order or self.timeline.order_of(fact) == order

    def _holds(self, pattern: Pattern, fact: Fact) -> bool:
        """The parts of a description that ask the timeline."""
        if pattern.work is not None:
            finish = self._finish_before(fact)
            if finish is None or finish.outcome != pattern.work:
                return False
        if pattern.after is not None and not any(
            earlier.at <= fact.at and earlier is not fact for earlier in self.timeline.all(pattern.after)
        ):
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
        on = anchor if anchor.what == AGREED else (known[-1] if known else None)
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
        return [a for a in self.appointments if not order or self.timeline.order_of(a) == order]

    @staticmethod
    def _of_call(anchor: Fact) -> bool:
        return anchor.what.startswith(("call.", "follow_up.")) or anchor.what in (
            AGREED,
            CONVERTED,
            "job.closed",
        )

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
        due = due_at(limit.due, (limit.due.agreed and anchor.for_) or start, self.hours)
        since = anchor.at
        if agreed is not None and agreed.for_ is not None:
            since = agreed.at if moved else since
            if limit.appointment == "due":
                start = since if moved else start
                due = agreed.for_ - minutes(limit.due.earlier) if limit.due.agreed else agreed.for_
                if first_visit and not limit.due.agreed:
                    due = max(due_at(limit.due, started(self.procedure, limit, anchor), self.hours), due)
            else:
                start = max(start, agreed.for_) if limit.appointment == "start_if_later" else agreed.for_
                due = due_at(limit.due, start, self.hours)
        order = 0 if self._of_call(anchor) else self.timeline.order_of(anchor)
        clock = Clock(limit.name, limit.rule, start, since, due, order, limit, agreed, anchor=anchor)
        return replace(clock, met_at=self._settled(limit, anchor, clock))

    # -- once a month --------------------------------------------------------------------------------------------

    def _monthly(self, limit: Limit, anchor: Fact) -> Iterator[Clock]:
        """One clock for each day named in every month begun; the k-th is settled by the k-th day with such a fact."""
        begun = self.hours.local(anchor.at).date()
        settled = self.closed.at if self.closed else self.now
        month, last = begun.replace(day=1), self.hours.local(min(settled, self.now)).date()
        while month <= last:
            days = limit.due.each_month
            if month <= begun and limit.due.first_month_from and begun.day >= limit.due.first_month_from:
                days = days[1:]
            start = max(anchor.at, self.hours.at(month, time()))
            end = self.hours.at(day_of_month(month, 0, 31), LAST_SECOND)
            done = self._on_different_days(limit, start, end)
            for place, day in enumerate(days):
                due = self.hours.at(day_of_month(month, 0, day), LAST_SECOND)
                met_at = done[place] if place < len(done) else None
                yield Clock(limit.name, limit.rule, start, start, due, 0, limit, None, met_at, anchor=anchor)
            month = day_of_month(month, 1, 1)

    def _on_different_days(self, limit: Limit, start: datetime, end: datetime) -> list[datetime]:
        found: dict[date, datetime] = {}
        for fact in self._those(limit.to):
            if start <= fact.at <= end:
                found.setdefault(self.hours.local(fact.at).date(), fact.at)
        return list(found.values())

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

    def _state(self, clock: Clock) -> str:
        if clock.state == "replaced" or self._taken_over(clock):
            return "replaced"
        if clock.met_at is not None:
            return "met" if clock.met_at <= clock.due or clock.definition.reminder else "missed"
        if self._ended_before(clock) or self._waived(clock):
            return "waived"
        if self._superseded(clock):
            return "replaced"
        if self.closed is not None and not self._outlives(clock):
            return "overdue" if clock.due < self.closed.at and not clock.definition.reminder else "waived"
        if self.now > clock.due:
            return "warning" if clock.definition.reminder else "overdue"
        return "warning" if self.now >= clock.from_ and self.now >= warns_at(clock, self.hours) else "running"

    def _ended_before(self, clock: Clock) -> bool:
        """Whether the line ended without being struck off; a follow-up sheet's limits begin with that end."""
        if self.closed is not None and self.closed.kind == TAKEN_OVER:
            return True
        if self.withdrawn is None:
            apart = self.closed is not None and self.procedure.ends_apart(self.closed.kind)
            return apart and not self._outlives(clock)
        return self.withdrawn.what != CONVERTED or not any(
            p.what in (CONVERTED, "follow_up.noted") for p in clock.definition.from_
        )

    def _outlives(self, clock: Clock) -> bool:
        return clock.definition.outlives_closing or (
            self.closed is not None and clock.since >= self.closed.at
        )

    def _taken_over(self, clock: Clock) -> bool:
        """Whether the fact from which another limit runs came before this one ran out."""
        return any(
            clock.since <= fact.at <= clock.due
            and (clock.met_at is None or fact.at < clock.met_at)
            and (not clock.order or self.timeline.order_of(fact) == clock.order)
            for fact in self._those(clock.definition.yields_to)
        )

    def _waived(self, clock: Clock) -> bool:
        return any(
            p.fits(fact)
            and fact.at >= clock.since
            and (not clock.order or self.timeline.order_of(fact) == clock.order)
            for p in clock.definition.waived_by
            for fact in self.timeline.facts
        )

    def _superseded(self, clock: Clock) -> bool:
        """A new order takes the place of the old one's limits that had not run out, and so does giving the old one back.

        After an unfinished end only of those that wait for the work to be finished; the slip is still owed.
        """
        if not clock.order:
            return False
        begun = self.timeline.all("order.pooled", "order.issued")
        following = next((f for f in begun if self.timeline.order_of(f) == clock.order + 1), None)
        if following is None or following.at > clock.due:
            return False
        waits_for_the_end = any(p.what == FINISH for p in clock.definition.to)
        return waits_for_the_end or not any(
            f.what == FINISH and self.timeline.order_of(f) == clock.order for f in self.timeline.facts
        )
