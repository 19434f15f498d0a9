"""Why a clock stands as it does: the rule, its words in the office's document, and the steps of the sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING

from repairdesk.messages import N_
from repairdesk.rules.clocks import Clock, started
from repairdesk.rules.facts import Fact
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.schema import Words
from repairdesk.rules.worktime import Hours

from . import load
from .standing import Standing, line

if TYPE_CHECKING:
    from repairdesk.models.store import Store

# Sentences of the steps by code. Times among the values are on the office's clock.
STEPS: dict[str, str] = {
    "begins": N_("Begins with: {event}, {at}"),
    "begins_promised": N_("The time promised is later: {at}"),
    "begins_next": N_("Counts from the next {clock}: {at}"),
    "agreed_due": N_("Agreed with the customer at {told}: {at} is the limit"),
    "agreed_start": N_("Agreed with the customer at {told}: counts from {at}"),
    "agreed_earlier": N_("The agreed time {at} is earlier than the limit without it, which stays"),
    "after": N_("{minutes} minutes later: due {due}"),
    "by": N_("The first {clock} from then on: due {due}"),
    "by_same_day": N_("Before {border}, so {clock} the same day: due {due}"),
    "by_next_day": N_("At {border} or later, so {clock} the next day: due {due}"),
    "by_next_shift": N_("The next day shift to begin ends at {clock}: due {due}"),
    "due_agreed": N_("Due at the agreed time: {due}"),
    "met": N_("Done at {at}: in time"),
    "missed": N_("Done at {at}: {minutes} minutes late"),
    "left": N_("Nothing has settled it yet: {minutes} minutes left"),
    "over": N_("Nothing has settled it yet: {minutes} minutes over"),
    "reminder": N_("Only a reminder: {minutes} minutes over"),
    "replaced": N_("Another time or another order has taken its place"),
    "waived": N_("Ended without a verdict"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the sum: the key of its sentence in ``STEPS``, and the values the sentence needs."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhyClock:
    """One clock explained; ``clause`` is where the rule stands in the document, ``text`` what it says."""

    limit: str
    title: Words
    rule: str
    clause: str
    text: Words
    from_: datetime
    due: datetime
    state: str
    met_at: datetime | None
    steps: tuple[Step, ...]


def why(store: Store, call: str, now: datetime) -> tuple[WhyClock, ...]:
    """Every clock of a line explained, the open ones first. Refused: ``unknown_call``."""
    with store.read() as tx:
        row = load.call_row(tx, call)
        standing = line(tx, row["id"], load.office(tx).hours, now)
    explained = [(clock.open, _why(standing, clock, now)) for clock in standing.clocks]
    return tuple(one for is_open, one in sorted(explained, key=lambda pair: (not pair[0], pair[1].due)))


def _why(standing: Standing, clock: Clock, now: datetime) -> WhyClock:
    rule = standing.procedure.rules[clock.rule]
    return WhyClock(
        clock.limit,
        clock.definition.title,
        clock.rule,
        rule.clause,
        Words(rule.zh, rule.en),
        clock.from_,
        clock.due,
        clock.state,
        clock.met_at,
        tuple(_steps(standing, clock, now)),
    )


def _steps(standing: Standing, clock: Clock, now: datetime) -> Iterator[Step]:
    hours = standing.procedure.hours
    yield from _beginning(standing, clock, hours)
    yield from _agreed(clock, hours)
    if not _is_agreed_time(clock):
        yield _sum(standing.procedure, clock, hours)
    yield _end(clock, now, hours)


def _beginning(standing: Standing, clock: Clock, hours: Hours) -> Iterator[Step]:
    anchor = _anchor(standing, clock)
    if anchor is None:
        return
    yield Step("begins", {"event": anchor.what, "at": hours.local(anchor.at)})
    start = started(standing.procedure, clock.definition, anchor)
    if clock.definition.starts is not None:
        yield Step("begins_next", {"clock": _clock(clock.definition.starts, hours), "at": hours.local(start)})
    elif start != anchor.at:
        yield Step("begins_promised", {"at": hours.local(start)})


def _anchor(standing: Standing, clock: Clock) -> Fact | None:
    """The fact from which the clock runs: the last of its kind, in its order, when the clock came into being."""
    timeline = standing.timeline
    fitting = [
        fact
        for fact in timeline.facts
        if fact.at <= clock.since
        and any(pattern.fits(fact) for pattern in clock.definition.from_)
        and clock.order in (0, timeline.order_of(fact))
    ]
    if not fitting:
        return None
    return fitting[0] if clock.order == 0 else fitting[-1]


def _agreed(clock: Clock, hours: Hours) -> Iterator[Step]:
    agreed = clock.agreed
    if agreed is None or agreed.for_ is None:
        return
    values: dict[str, object] = {"told": hours.local(agreed.at), "at": hours.local(agreed.for_)}
    if clock.definition.appointment == "due":
        yield Step("agreed_due" if clock.due == agreed.for_ else "agreed_earlier", values)
    elif clock.from_ == agreed.for_:
        yield Step("agreed_start", values)


def _is_agreed_time(clock: Clock) -> bool:
    by_appointment = clock.definition.appointment == "due" and clock.agreed is not None
    return by_appointment and clock.agreed is not None and clock.due == clock.agreed.for_


def _sum(procedure: Procedure, clock: Clock, hours: Hours) -> Step:
    """How the due time comes from the start."""
    due, values = clock.definition.due, {"due": hours.local(clock.due)}
    if due.after is not None:
        return Step("after", {**values, "minutes": due.after})
    if due.by is None:
        return Step("due_agreed", {**values})
    at = _clock(due.by, procedure.hours)
    if due.if_before is not None:
        border = _clock(due.if_before, procedure.hours)
        same_day = hours.local(clock.from_).time() < border
        return Step("by_same_day" if same_day else "by_next_day", {**values, "border": border, "clock": at})
    return Step("by_next_shift" if due.next_shift else "by", {**values, "clock": at})


def _end(clock: Clock, now: datetime, hours: Hours) -> Step:
    if clock.state in ("replaced", "waived"):
        return Step(clock.state)
    if clock.met_at is not None:
        late = _minutes(clock.met_at, clock.due)
        values: dict[str, object] = {"at": hours.local(clock.met_at)}
        return Step("met", values) if clock.state == "met" else Step("missed", {**values, "minutes": late})
    if now <= clock.due:
        return Step("left", {"minutes": _minutes(clock.due, now)})
    return Step("reminder" if clock.definition.reminder else "over", {"minutes": _minutes(now, clock.due)})


def _minutes(later: datetime, earlier: datetime) -> int:
    """Whole minutes between two instants, a started one counted."""
    return -int((earlier - later).total_seconds() // 60)


def _clock(word: time | str, hours: Hours) -> time:
    if isinstance(word, time):
        return word
    return hours.opening if word == "opening" else hours.closing
