"""The figures of a month: each a list of lines over a list of lines, never a bare number (S000-I-26, section 5).

Rates count register lines, not slips, by the month in which they were received; only timeliness and the return of
slips are counted in the month in which the limit fell due. Lines withdrawn or converted are in no rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from .clocks import Clock, clocks, origin
from .closing import completion_calls, finish, reworks
from .facts import CORRECTION, OPINIONS, Timeline
from .procedure import Procedure
from .statements import Field, OwnRate

CONFIRMED_BY = ("customer_signature", "officer_check")
CONTENT = ("satisfied", "basically")
LATE = ("missed", "overdue")
COUNTS = (
    "received", "withdrawn", "converted", "repair", "matter", "day", "night", "in_home", "public_area", "paid", "free",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One register line with what the figures need of it.

    ``technicians``: one name for each of its orders. Money in fen; ``received`` less what was given back.
    """

    number: str
    procedure: Procedure
    timeline: Timeline
    technicians: tuple[str, ...] = ()
    trade: str = ""
    building: str = ""
    labour: int = 0
    material: int = 0
    total: int = 0
    waived: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """A share: the numbers of the calls that count, and of all those they are a share of."""

    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """The share to three decimals; None where there is nothing to have a share of."""
        return round(len(self.numerator) / len(self.denominator), 3) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Target:
    """What a rate should reach, and whether it does; None while there is nothing to judge."""

    rate: str
    target: float
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Group:
    """The month of one technician, trade or building."""

    name: str
    calls: tuple[str, ...]
    rates: dict[str, Rate]
    total: int


@dataclass(frozen=True, slots=True)
class Money:
    """The fees of the paid jobs received in the month, in fen; ``open`` is what is still owed."""

    labour: int = 0
    material: int = 0
    total: int = 0
    paid: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What was filled in of one field of the office's own: the calls for each answer, and the mean of a score."""

    field: Field
    calls: dict[str, tuple[str, ...]]

    @property
    def mean(self) -> float | None:
        """The mean score to two decimals; None for a choice, or where nobody gave one. Blanks are left out."""
        count = sum(len(calls) for calls in self.calls.values())
        if self.field.kind != "score" or not count:
            return None
        return round(sum(int(score) * len(calls) for score, calls in self.calls.items()) / count, 2)


@dataclass(frozen=True, slots=True)
class Handled:
    """The calls that one person finished, by the office's day on which he did (S002-L-05)."""

    name: str
    days: dict[date, tuple[str, ...]]

    @property
    def calls(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(number for numbers in self.days.values() for number in numbers)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a month sheet says."""

    calls: dict[str, tuple[str, ...]]
    rates: dict[str, Rate]
    targets: tuple[Target, ...]
    by_technician: tuple[Group, ...]
    by_trade: tuple[Group, ...]
    by_building: tuple[Group, ...]
    fees: Money
    answers: tuple[Answers, ...] = ()
    handled: tuple[Handled, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A record, read: its clocks and whether it counts at all."""

    record: Record
    now: datetime
    first: datetime
    last: datetime
    clocks: tuple[Clock, ...] = field(default=())

    @property
    def timeline(self) -> Timeline:
        return self.record.timeline

    @property
    def in_month(self) -> bool:
        """Whether it was received in the month."""
        received = self.timeline.received
        return received is not None and self.first <= received.at < self.last

    @property
    def void(self) -> bool:
        """Whether it ended otherwise than by the work: withdrawn, converted, answered at once, price declined."""
        converted = () if self.timeline.job.kind == "follow_up" else ("job.converted",)
        if self.timeline.first("call.withdrawn", *converted) is not None:
            return True
        closed = self.timeline.first("job.closed")
        return closed is not None and self.record.procedure.ends_apart(closed.kind)

    @property
    def origin(self) -> str:
        return origin(self.record.procedure, self.timeline) or "day"

    @property
    def finished(self) -> bool:
        return finish(self.record.procedure, self.timeline) is not None

    def due_here(self, clock: Clock) -> bool:
        """Whether the clock's limit fell in the month and there is a verdict on it."""
        return self.first <= clock.due < self.last and clock.state in ("met", *LATE)


def month(
    procedure: Procedure, records: Iterable[Record], first: datetime, last: datetime, now: datetime
) -> Figures:
    """The figures of the month from ``first`` up to ``last``, as they stand at ``now`` (all UTC).

    ``records`` are the lines received in the month and those of before whose limits may fall in it; ``procedure`` is
    the one in use, which says which rates are shown and what they should reach.
    """
    lines = [
        _Line(record, now, first, last, clocks(record.procedure, record.timeline, now)) for record in records
    ]
    mine = [line for line in lines if line.in_month]
    counted = _rates(procedure)
    rates = {name: count(lines) for name, count in counted.items()}
    return Figures(
        calls=_counts(mine),
        rates=rates,
        targets=_targets(procedure, rates),
        by_technician=_groups(lines, _technician, counted),
        by_trade=_groups(lines, lambda line: line.record.trade, counted),
        by_building=_groups(lines, lambda line: line.record.building, counted),
        fees=_fees(mine),
        answers=_answers(procedure, mine),
        handled=_handled(lines),
    )


def figures_due(procedure: Procedure, now: datetime) -> date | None:
    """The last day of the month, once its figures are to be reminded of; None before, and where none are asked.

    The month is summed up on or before its last day, although calls of that evening are still open (reading I25).
    """
    if procedure.month is None:
        return None
    today = procedure.hours.local(now).date()
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    last = following - timedelta(days=1)
    return last if today >= last - timedelta(days=procedure.month.remind_days) else None


def _counts(lines: list[_Line]) -> dict[str, tuple[str, ...]]:
    words = [(line.record.number, _words(line)) for line in lines]
    return {name: tuple(number for number, under in words if name in under) for name in COUNTS}


def _words(line: _Line) -> set[str]:
    """Under which counts a line falls."""
    job = line.timeline.job
    words = {"received", job.kind, line.origin, job.place}
    words.add("paid" if job.paid else "free")
    if line.timeline.first("call.withdrawn"):
        words.add("withdrawn")
    if line.timeline.first("job.converted") and job.kind != "follow_up":
        words.add("converted")
    return words


def _numbers(lines: Iterable[_Line], counts: Callable[[_Line], bool]) -> tuple[str, ...]:
    return tuple(line.record.number for line in lines if counts(line))


# --- the rates --------------------------------------------------------------------------------------------------------


def _timeliness(lines: list[_Line]) -> Rate:
    """Repairs first reached within the limit in force / repairs whose limit fell in the month."""
    judged = [
        (line, clock)
        for line in lines
        if not line.void and (clock := _arrival(line)) and line.due_here(clock)
    ]
    return Rate(
        tuple(line.record.number for line, clock in judged if clock.state == "met"),
        tuple(line.record.number for line, _ in judged),
    )


def _arrival(line: _Line) -> Clock | None:
    """The limit that decides about a repair: the first of its first visit that no agreed time has replaced."""
    if line.timeline.job.kind != "repair":
        return None
    return next((c for c in line.clocks if c.limit == "arrival" and c.state != "replaced"), None)


def _completion(lines: list[_Line]) -> Rate:
    """Repairs finished and confirmed / repairs received."""
    repairs = [line for line in _counted(lines) if line.timeline.job.kind == "repair"]
    return Rate(
        _numbers(repairs, lambda line: line.finished and confirmed(line.record.procedure, line.timeline)),
        _numbers(repairs, lambda _: True),
    )


def confirmed(procedure: Procedure, timeline: Timeline) -> bool:
    """Whether somebody has confirmed the work: the customer or the officer, whichever closing asks for."""
    at = origin(procedure, timeline) or "day"
    return all(
        any(p.fits(fact) and fact.outcome != "not_fixed" for p in bar.needs for fact in timeline.facts)
        for bar in procedure.closing.bar
        if bar.code in CONFIRMED_BY and bar.applies(timeline.job, at)
    )


def _callback(lines: list[_Line]) -> Rate:
    """Finished calls with a completion callback that reached somebody / finished calls."""
    finished = [line for line in _counted(lines) if line.finished]
    return Rate(_numbers(finished, _reached), _numbers(finished, lambda _: True))


def _reached(line: _Line) -> bool:
    return any(call.answer in OPINIONS for call in completion_calls(line.record.procedure, line.timeline))


def _satisfaction(lines: list[_Line]) -> Rate:
    """Calls whose last opinion is satisfied or basically satisfied / calls with an opinion."""
    asked = [
        (line.record.number, opinion) for line in _counted(lines) if (opinion := last_opinion(line.timeline))
    ]
    return Rate(
        tuple(number for number, opinion in asked if opinion in CONTENT), tuple(number for number, _ in asked)
    )


def last_opinion(timeline: Timeline) -> str | None:
    """What the customer said last about the work; a call that reached nobody says nothing."""
    calls = [fact for fact in timeline.all("callback.made") if fact.kind in ("completion", "recheck")]
    return next((fact.answer for fact in reversed(calls) if fact.answer in OPINIONS), None)


def _slip_return(lines: list[_Line]) -> Rate:
    """Slips back in time / slips due back in the month; a line with two slips counts twice."""
    due = [
        (line.record.number, clock)
        for line in lines
        for clock in line.clocks
        if clock.limit == "slip_return" and line.due_here(clock)
    ]
    return Rate(
        tuple(number for number, clock in due if clock.state == "met"), tuple(number for number, _ in due)
    )


def _rework(lines: list[_Line]) -> Rate:
    """Finished calls that had a rework order / finished calls."""
    finished = [line for line in _counted(lines) if line.finished]
    return Rate(
        _numbers(finished, lambda line: reworks(line.timeline) > 0), _numbers(finished, lambda _: True)
    )


def _accuracy(lines: list[_Line]) -> Rate:
    """Calls of which nothing that was written down had to be put right / calls received (S002-M-03)."""
    counted = list(_counted(lines))
    right = _numbers(
        counted, lambda line: not any(f.kind == CORRECTION for f in line.timeline.all("note.written"))
    )
    return Rate(right, _numbers(counted, lambda _: True))


RATES: dict[str, Callable[[list[_Line]], Rate]] = {
    "timeliness": _timeliness,
    "completion": _completion,
    "callback": _callback,
    "satisfaction": _satisfaction,
    "slip_return": _slip_return,
    "rework": _rework,
}
KNOWN = {**RATES, "accuracy": _accuracy}


def _rates(procedure: Procedure) -> dict[str, Callable[[list[_Line]], Rate]]:
    """The rates the office shows, its own among them, in its order."""
    if procedure.month is None:
        return RATES
    own: dict[str, Callable[[list[_Line]], Rate]] = {
        rate.name: partial(_own, rate) for rate in procedure.month.rate
    }
    known = {**KNOWN, **own}
    shown = [name for name in procedure.month.rates if name in known]
    return {name: known[name] for name in (*shown, *(name for name in own if name not in shown))}


def _own(rate: OwnRate, lines: list[_Line]) -> Rate:
    """A rate of the office's own: limits kept, each clock counting once, or good answers to a field."""
    mine = [line for line in lines if rate.when.holds(line.timeline.job, line.origin)]
    if rate.field is not None:
        answers = [(line.record.number, line.timeline.job.entry(rate.field)) for line in _counted(mine)]
        given = [(number, answer) for number, answer in answers if answer]
        return Rate(tuple(n for n, answer in given if answer in rate.options), tuple(n for n, _ in given))
    due = [
        (line.record.number, clock.state)
        for line in mine
        for clock in line.clocks
        if clock.limit in rate.limits and line.due_here(clock)
    ]
    return Rate(tuple(n for n, state in due if state == "met"), tuple(n for n, _ in due))


def _answers(procedure: Procedure, lines: list[_Line]) -> tuple[Answers, ...]:
    """What was filled in of the scores and choices, over the lines of the month."""
    found = []
    for one in procedure.field:
        if one.kind in ("score", "choice"):
            calls: dict[str, tuple[str, ...]] = {}
            for line in lines:
                answer = line.timeline.job.entry(one.name)
                if answer:
                    calls[answer] = (*calls.get(answer, ()), line.record.number)
            found.append(Answers(one, dict(sorted(calls.items()))))
    return tuple(found)


def _counted(lines: list[_Line]) -> Iterator[_Line]:
    return (line for line in lines if line.in_month and not line.void)


# --- targets, groups, money -------------------------------------------------------------------------------------------


def _targets(procedure: Procedure, rates: dict[str, Rate]) -> tuple[Target, ...]:
    wanted = procedure.month.targets if procedure.month else {}
    return tuple(
        Target(name, target / 1000, None if (value := rates[name].value) is None else value * 1000 >= target)
        for name, target in wanted.items()
        if name in rates
    )


def _technician(line: _Line) -> str:
    """The technician of the first order, who is the one to be there in time."""
    return line.record.technicians[0] if line.record.technicians else ""


def _handled(lines: list[_Line]) -> tuple[Handled, ...]:
    """What each person finished, whenever it was received; an order that was handed on counts for its last holder."""
    found: dict[str, dict[date, tuple[str, ...]]] = {}
    for line in lines:
        holder = "".join(line.record.technicians[-1:])
        end = None if line.void else finish(line.record.procedure, line.timeline)
        if holder and end is not None and line.first <= end.at < line.last:
            days, day = found.setdefault(holder, {}), line.record.procedure.hours.local(end.at).date()
            days[day] = (*days.get(day, ()), line.record.number)
    return tuple(Handled(name, dict(sorted(days.items()))) for name, days in sorted(found.items()))


def _groups(
    lines: list[_Line], name: Callable[[_Line], str], shown: dict[str, Callable[[list[_Line]], Rate]]
) -> tuple[Group, ...]:
    """The month for each technician, trade or building; lines without one are in none."""
    names = sorted({name(line) for line in lines if name(line)})
    return tuple(
        group
        for each in names
        if (group := _group(each, [line for line in lines if name(line) == each], shown)) is not None
    )


def _group(name: str, lines: list[_Line], shown: dict[str, Callable[[list[_Line]], Rate]]) -> Group | None:
    mine = [line for line in lines if line.in_month]
    rates = {rate: count(lines) for rate, count in shown.items()}
    if not mine and not any(rate.denominator for rate in rates.values()):
        return None
    return Group(name, _numbers(mine, lambda _: True), rates, _fees(mine).total)


def _fees(lines: Iterable[_Line]) -> Money:
    jobs = [line.record for line in lines if line.timeline.job.paid and not line.void]
    return Money(
        sum(job.labour for job in jobs),
        sum(job.material for job in jobs),
        sum(job.total for job in jobs),
        sum(job.received for job in jobs),
        sum(max(0, job.total - job.waived - job.received) for job in jobs),
    )
