"""Why a clock stands as it does: the rule, its words in the office's document, and the steps of the sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from repairdesk.messages import N_
from repairdesk.rules.clocks import AGREED, Clock, started
from repairdesk.rules.facts import Fact
from repairdesk.rules.limits import Limit, Pattern
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.schema import Words
from repairdesk.rules.worktime import Hours

from . import load
from .standing import Standing, line

if TYPE_CHECKING:
    from repairdesk.models.store import Store

# Sentences of the steps by code. Times among the values are on the office's clock.
STEPS: dict[str, str] = {
    "given": N_("It applies because of this: {event}, {at}"),
    "begins": N_("Begins with: {event}, {at}"),
    "begins_or": N_("Not on record: {events}. So it begins with: {event}, {at}"),
    "begins_promised": N_("The time promised is later: {at}"),
    "begins_next": N_("Counts from the next {clock}: {at}"),
    "begins_opening": N_("That was by night: counts from the opening, {at}"),
    "begins_month": N_("In this month it counts from {at}"),
    "month_left_out": N_("It began on day {day} of its month or later: that month's first is left out"),
    "agreed_due": N_("Agreed with the customer at {told}: {at} is the limit"),
    "agreed_for": N_("Agreed with the customer at {told}: {at}"),
    "agreed_start": N_("Agreed with the customer at {told}: counts from {at}"),
    "agreed_earlier": N_("The agreed time {at} is earlier than the limit without it, which stays"),
    "told_due": N_("Said at {told}: {at} is the limit"),
    "told_for": N_("Said at {told}: {at}"),
    "after": N_("{span} later: due {due}"),
    "month": N_("One month later, the same day and time, or that month's last day: due {due}"),
    "months": N_("{n} months later, the same day and time, or that month's last day: due {due}"),
    "by": N_("The first {clock} from then on: due {due}"),
    "by_same_day": N_("Before {border}, so {clock} the same day: due {due}"),
    "by_next_day": N_("At {border} or later, so {clock} the next day: due {due}"),
    "by_following_day": N_("{clock} on the next day: due {due}"),
    "by_next_shift": N_("The next day shift to begin ends at {clock}: due {due}"),
    "end_of_shift": N_("The post then on duty goes off at {clock}: due {due}"),
    "end_of_day": N_("The end of that day: due {due}"),
    "end_of_next_day": N_("The end of the next day: due {due}"),
    "end_of_later_day": N_("The end of day {n}, that day being the first: due {due}"),
    "next_month_day": N_("The end of day {day} of the following month: due {due}"),
    "next_month_end": N_("The end of the following month: due {due}"),
    "each_month": N_("Number {n} of {of} in this month: due {due}"),
    "earlier": N_("{span} before that: due {due}"),
    "met": N_("Done at {at}: in time"),
    "missed": N_("Done at {at}: {span} late"),
    "missed_target": N_("Done at {at}: {span} past the target; nobody is late for that"),
    "done": N_("Done at {at}; it was only a reminder"),
    "left": N_("Nothing has settled it yet: {span} left"),
    "over": N_("Nothing has settled it yet: {span} over"),
    "over_target": N_("Nothing has settled it yet: {span} past the target; nobody is late for that"),
    "never": N_("Struck off at {at}, {span} over, and not done before"),
    "outlives": N_("The line is struck off; this limit goes on"),
    "reminder": N_("Only a reminder: {span} over"),
    "breach": N_("What is to be done: {text}"),
    "replaced": N_("Another time or another order has taken its place"),
    "yielded": N_("{event}, {at}: another limit has taken its place"),
    "waived": N_("Ended without a verdict"),
    "waived_by": N_("{event}, {at}: ended without a verdict"),
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
        tuple(steps(standing, clock, now)),
    )


def steps(standing: Standing, clock: Clock, now: datetime) -> Iterator[Step]:
    """How the clock came to be, when it is due and how it stands, step by step."""
    hours = standing.procedure.hours
    yield from _beginning(standing, clock, hours)
    yield from _agreed(clock, hours)
    if not _is_agreed_time(clock):
        yield from _sum(standing.procedure, clock, hours)
    yield from _end(standing, clock, now)


# --- where it begins ------------------------------------------------------------------------------


def _beginning(standing: Standing, clock: Clock, hours: Hours) -> Iterator[Step]:
    anchor, limit = clock.anchor, clock.definition
    if anchor is None:
        return
    reason = next((f for f in standing.timeline.facts if _fits(limit.given, f)), None)
    if reason is not None:
        yield Step("given", _event(reason, hours))
    if limit.or_from and not _fits(limit.from_, anchor):
        missing = [pattern.kind or pattern.what for pattern in limit.from_]
        yield Step("begins_or", {**_event(anchor, hours), "events": missing})
    else:
        yield Step("begins", _event(anchor, hours))
    yield from _start(standing.procedure, limit, anchor, hours)
    if limit.due.each_month:
        yield from _month(clock, anchor, hours)


def _start(procedure: Procedure, limit: Limit, anchor: Fact, hours: Hours) -> Iterator[Step]:
    """What moves the start away from the fact."""
    start = started(procedure, limit, anchor)
    at: dict[str, object] = {"at": hours.local(start)}
    if limit.starts == "day_shift":
        if start != anchor.at:
            yield Step("begins_opening", at)
    elif limit.starts is not None:
        yield Step("begins_next", {**at, "clock": _clock(limit.starts, hours)})
    elif start != anchor.at:
        yield Step("begins_promised", at)


def _month(clock: Clock, anchor: Fact, hours: Hours) -> Iterator[Step]:
    begun, left_out = hours.local(anchor.at), clock.definition.due.first_month_from
    if clock.from_ != anchor.at:
        yield Step("begins_month", {"at": hours.local(clock.from_)})
    elif left_out is not None and begun.day >= left_out:
        yield Step("month_left_out", {"day": left_out})


# --- what an agreed time does ---------------------------------------------------------------------


def _agreed(clock: Clock, hours: Hours) -> Iterator[Step]:
    limit = clock.definition
    agreed = clock.agreed or (clock.anchor if limit.due.agreed else None)
    if agreed is None or agreed.for_ is None:
        return
    values: dict[str, object] = {"told": hours.local(agreed.at), "at": hours.local(agreed.for_)}
    if limit.due.agreed:
        who = "agreed" if agreed.what == AGREED else "told"
        yield Step(f"{who}_for" if limit.due.earlier else f"{who}_due", values)
    elif limit.appointment == "due":
        yield Step("agreed_due" if clock.due == agreed.for_ else "agreed_earlier", values)
    elif clock.from_ == agreed.for_:
        yield Step("agreed_start", values)


def _is_agreed_time(clock: Clock) -> bool:
    """Whether the time that was agreed or said is the limit itself, so that nothing is left to be added up."""
    limit = clock.definition
    if limit.due.agreed:
        return not limit.due.earlier
    return limit.appointment == "due" and clock.agreed is not None and clock.due == clock.agreed.for_


# --- the sum --------------------------------------------------------------------------------------


def _sum(procedure: Procedure, clock: Clock, hours: Hours) -> Iterator[Step]:
    """How the due time comes from the start."""
    due, values = clock.definition.due, {"due": hours.local(clock.due)}
    if due.after is not None:
        yield Step("after", {**values, "span": timedelta(minutes=due.after)})
    elif due.by is not None:
        yield _by(procedure, clock, hours)
    elif due.end_of_shift:
        yield Step("end_of_shift", {**values, "clock": hours.local(clock.due).time()})
    elif due.end_of_day is not None:
        code = {0: "end_of_day", 1: "end_of_next_day"}.get(due.end_of_day, "end_of_later_day")
        yield Step(code, {**values, "n": due.end_of_day + 1})
    elif due.next_month_day is not None:
        is_last = hours.local(clock.due).day != due.next_month_day
        yield Step("next_month_end" if is_last else "next_month_day", {**values, "day": due.next_month_day})
    elif due.months is not None:
        yield Step("month" if due.months == 1 else "months", {**values, "n": due.months})
    elif due.each_month:
        yield _each_month(clock, hours)
    else:
        yield Step("earlier", {**values, "span": timedelta(minutes=due.earlier)})


def _by(procedure: Procedure, clock: Clock, hours: Hours) -> Step:
    due = clock.definition.due
    at = _clock(due.by or "closing", procedure.hours)
    values: dict[str, object] = {"due": hours.local(clock.due), "clock": at}
    if due.if_before is None:
        return Step("by_next_shift" if due.next_shift else "by", values)
    border = _clock(due.if_before, procedure.hours)
    if border == time():
        return Step("by_following_day", values)
    same_day = hours.local(clock.from_).time() < border
    return Step("by_same_day" if same_day else "by_next_day", {**values, "border": border})


def _each_month(clock: Clock, hours: Hours) -> Step:
    days, day = clock.definition.due.each_month, hours.local(clock.due)
    place = next((n for n, wanted in enumerate(days, 1) if wanted >= day.day), len(days))
    return Step("each_month", {"n": place, "of": len(days), "due": day})


# --- how it stands --------------------------------------------------------------------------------


def _end(standing: Standing, clock: Clock, now: datetime) -> Iterator[Step]:
    limit, hours = clock.definition, standing.procedure.hours
    if clock.state == "replaced":
        yield _fact_or(_came(standing, clock, limit.yields_to), hours, "yielded", "replaced")
    elif clock.state == "waived":
        ended = _came(standing, clock, limit.waived_by) or standing.timeline.ended
        yield _fact_or(ended, hours, "waived_by", "waived")
    elif clock.met_at is not None:
        yield _done(clock, clock.met_at, hours)
    else:
        yield from _open(standing, clock, now)


def _done(clock: Clock, met_at: datetime, hours: Hours) -> Step:
    values: dict[str, object] = {"at": hours.local(met_at), "span": _between(clock.due, met_at)}
    if clock.state == "met":
        return Step("met" if met_at <= clock.due else "done", values)
    return Step("missed_target" if clock.definition.target else "missed", values)


def _open(standing: Standing, clock: Clock, now: datetime) -> Iterator[Step]:
    """A clock that nothing has settled."""
    limit, closed = clock.definition, standing.timeline.first("job.closed")
    if closed is not None and not limit.outlives_closing and clock.since < closed.at:
        hours = standing.procedure.hours
        yield Step("never", {"at": hours.local(closed.at), "span": _between(clock.due, closed.at)})
        return
    if closed is not None:
        yield Step("outlives")
    if now <= clock.due:
        yield Step("left", {"span": _between(now, clock.due)})
        return
    code = "reminder" if limit.reminder else "over_target" if limit.target else "over"
    yield Step(code, {"span": _between(clock.due, now)})
    if limit.on_breach is not None:
        yield Step("breach", {"text": limit.on_breach})


# --- small things ---------------------------------------------------------------------------------


def _fits(patterns: tuple[Pattern, ...], fact: Fact) -> bool:
    return any(pattern.fits(fact) for pattern in patterns)


def _came(standing: Standing, clock: Clock, patterns: tuple[Pattern, ...]) -> Fact | None:
    """The first of these facts since the clock came into being."""
    return next((f for f in standing.timeline.facts if f.at >= clock.since and _fits(patterns, f)), None)


def _event(fact: Fact, hours: Hours) -> dict[str, object]:
    """A fact as values of a sentence; a callback is called by its kind."""
    name = fact.kind if fact.what == "callback.made" and fact.kind else fact.what
    return {"event": name, "at": hours.local(fact.at)}


def _fact_or(fact: Fact | None, hours: Hours, code: str, otherwise: str) -> Step:
    return Step(code, _event(fact, hours)) if fact is not None else Step(otherwise)


def _between(earlier: datetime, later: datetime) -> timedelta:
    """Whole minutes between two instants, a started one counted."""
    return timedelta(minutes=-int((earlier - later).total_seconds() // 60))


def _clock(word: time | str, hours: Hours) -> time:
    if isinstance(word, time):
        return word
    return hours.opening if word == "opening" else hours.closing
