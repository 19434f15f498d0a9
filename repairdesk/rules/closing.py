"""What still bars the strike-off of a line (S000-I-19, -24, -25; reading I20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import payment
from .clocks import origin
from .facts import OPINIONS, Fact, Timeline
from .limits import Pattern
from .procedure import Procedure
from .statements import Bar

ENDED_BY: dict[str, tuple[Pattern, ...]] = {
    "matter": (
        Pattern("visit.answered"),
        Pattern("work.finished", result="finished"),
        Pattern("result.entered"),
    ),
    "follow_up": (Pattern("work.finished", result="finished"), Pattern("result.entered")),
}
"""What finishes a matter or a follow-up sheet in an office whose procedure speaks of repairs alone."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that bars closing: its code, and the field of the form that it asks for."""

    code: str
    field: str
    bar: Bar


def missing_to_close(procedure: Procedure, timeline: Timeline) -> tuple[Missing, ...]:
    """What must still be done before the line may be struck off; empty means that it may be.

    While the work itself is not finished that is the only thing named.
    """
    at = origin(procedure, timeline)
    missing = [
        Missing(bar.code, asks_for(timeline, bar), bar)
        for bar in procedure.closing.bar
        if bar.applies(timeline.job, at or "day") and bars(procedure, timeline, bar)
    ]
    unfinished = tuple(one for one in missing if one.code == "not_finished")
    return unfinished or tuple(missing)


def asks_for(timeline: Timeline, bar: Bar) -> str:
    """The field of the form that a bar or gate asks for: of the office's own the first that is empty."""
    return next((name for name in bar.fields if timeline.job.entry(name) in ("", "no")), bar.field)


def finish(procedure: Procedure, timeline: Timeline) -> Fact | None:
    """The fact that finished the work, if it is finished: since the last order was issued.

    A matter is finished by its first answer; a repair by the last end of the work with that result.
    """
    wanted = {**ENDED_BY, **procedure.closing.finished_by}.get(timeline.job.kind, ())
    found = [fact for fact in timeline.latest if any(p.fits(fact) for p in wanted)]
    if not found:
        return None
    return found[0] if timeline.job.kind == "matter" else found[-1]


def completion_calls(procedure: Procedure, timeline: Timeline) -> list[Fact]:
    """The completion callbacks made since the work was finished."""
    end = finish(procedure, timeline)
    return [
        f
        for f in timeline.all("callback.made")
        if f.kind == "completion" and end is not None and f.at >= end.at
    ]


def called_back(procedure: Procedure, timeline: Timeline) -> bool:
    """Whether the second callback is done: answered, or given up after enough attempts (S000-I-18, reading X7)."""
    calls = completion_calls(procedure, timeline)
    unreachable = sum(call.answer == "unreachable" for call in calls)
    return (
        any(call.answer in OPINIONS for call in calls) or unreachable >= procedure.closing.unreachable_after
    )


def rework_cause(timeline: Timeline) -> Fact | None:
    """The dissatisfied answer or the officer's ``not_fixed`` about which nothing has been done yet.

    An order issued after it, or the supervisor's decision, settles it; so does a later, better answer.
    """
    answers = [
        f
        for f in timeline.all("callback.made")
        if f.kind in ("completion", "recheck") and f.answer in OPINIONS
    ]
    checks = timeline.all("officer.signed")
    causes = [
        f for f in (*answers[-1:], *checks[-1:]) if f.answer == "dissatisfied" or f.outcome == "not_fixed"
    ]
    for cause in causes:
        after = [f for f in timeline.facts if f.at >= cause.at and f is not cause]
        decided = any(f.what == "hold.approved" and f.by in (None, "supervisor") for f in after)
        if not decided and not any(f.what == "order.issued" for f in after):
            return cause
    return None


def rework_wanted(procedure: Procedure, timeline: Timeline) -> bool:
    """Whether finished work has to be done again: for such an answer or check, or for a bar of the office's own."""
    if rework_cause(timeline) is not None:
        return True
    return any(one.code == "rework_open" for one in missing_to_close(procedure, timeline))


def reworks(timeline: Timeline) -> int:
    """How often an order was issued after a dissatisfied answer or after the officer found it not fixed."""
    count, cause = 0, False
    for fact in timeline.facts:
        if fact.what == "order.issued":
            count, cause = count + cause, False
        cause = cause or fact.outcome == "not_fixed" or fact.answer == "dissatisfied"
    return count


def bars(procedure: Procedure, timeline: Timeline, bar: Bar) -> bool:
    """Whether what a bar or gate asks for is missing: one of its facts, or any of its fields."""
    if any(timeline.job.entry(name) in ("", "no") for name in bar.fields):
        return True
    known = _KNOWN.get(bar.code)
    if known is not None and not bar.needs and not bar.fields:
        return known(procedure, timeline)
    if bar.since == "moved" and timeline.last("order.moved", "order.issued") is None:
        return False  # nothing was handed to anybody
    if bar.needs and all(p.what == payment.RECEIVED for p in bar.needs) and payment.nothing_due(timeline):
        return False
    recent = _recent(procedure, timeline, bar)
    return bool(bar.needs) and not any(
        p.fits(fact) and _follows(p, fact, timeline) and payment.covers(timeline, fact)
        for p in bar.needs
        for fact in recent
    )


def _follows(pattern: Pattern, fact: Fact, timeline: Timeline) -> bool:
    return pattern.after is None or any(
        earlier.at <= fact.at and earlier is not fact for earlier in timeline.all(pattern.after)
    )


def _recent(procedure: Procedure, timeline: Timeline, bar: Bar) -> tuple[Fact, ...]:
    """The facts that are recent enough to lift the bar."""
    if bar.since == "order":
        return timeline.latest
    if bar.since == "moved":
        moved = timeline.last("order.moved", "order.issued")
        return timeline.facts if moved is None else tuple(f for f in timeline.facts if f.at >= moved.at)
    if bar.since == "finished":
        end = finish(procedure, timeline)
        return tuple(fact for fact in timeline.facts if end is not None and fact.at >= end.at)
    return timeline.facts


def _not_finished(procedure: Procedure, timeline: Timeline) -> bool:
    return finish(procedure, timeline) is None


def _no_opinion(procedure: Procedure, timeline: Timeline) -> bool:
    calls = completion_calls(procedure, timeline)
    return bool(calls) and calls[-1].answer is None


_KNOWN: dict[str, Callable[[Procedure, Timeline], bool]] = {
    "not_finished": _not_finished,
    "completion_callback": lambda procedure, timeline: not called_back(procedure, timeline),
    "opinion": _no_opinion,
    "rework_open": lambda _, timeline: rework_cause(timeline) is not None,
}
