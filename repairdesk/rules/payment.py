"""Whether what the customer agreed to, and what was paid, is enough for what the job costs by now."""

from __future__ import annotations

from .facts import Fact, Timeline

RECEIVED = "payment.received"
REFUND = "refund"
WAIVER = "waiver"
"""The kinds of a note that goes with money given back, and with what is not charged."""


def covers(timeline: Timeline, fact: Fact) -> bool:
    """Whether a consent or a payment is enough for the price as it is now; any other fact is."""
    if fact.what == "quote.agreed":
        return consented(timeline)
    return enough(timeline) if fact.what == RECEIVED else True


def agreed(timeline: Timeline) -> int | None:
    """The amount the customer agreed to last, in fen; None where he has not agreed, or to no amount by name."""
    last = timeline.last("quote.agreed")
    if last is None:
        return None
    if last.amount:
        return last.amount
    told = [fact.amount for fact in _before(timeline, last) if fact.what == "quote.given"]
    return (told[-1] if told else None) or None


def consented(timeline: Timeline) -> bool:
    """Whether the customer has agreed to what it costs: a higher amount needs a new consent (S003-C-10, S004-C-21).

    Once the work is finished its final amount counts; before that also a higher price that was told since.
    """
    last = timeline.last("quote.agreed")
    if last is None:
        return False
    said, due = agreed(timeline), timeline.job.due
    since = [f.amount or 0 for f in timeline.facts if f.what == "quote.given" and _after(timeline, f, last)]
    told = since[-1] if since and not (_finished(timeline) and due is not None) else 0
    if said is None:
        return told == 0
    return max(due or 0, told) <= said


def enough(timeline: Timeline) -> bool:
    """Whether enough was paid: of a large job all that is due by now, of any other job something (S001-A-20, -22).

    What a payment came to may not be known; then it was enough.
    """
    payments = timeline.all(RECEIVED)
    if not payments or not timeline.job.large or any(fact.amount is None for fact in payments):
        return bool(payments)
    quoted, due = timeline.last("quote.given"), timeline.job.due
    told = (quoted.amount if quoted is not None else None) or 0
    wanted = due if due is not None and _finished(timeline) else max(told, due or 0)
    return received(timeline) >= wanted


def received(timeline: Timeline) -> int:
    """The money received and not given back, in fen."""
    back = [f for f in timeline.all("note.written") if f.kind == REFUND]
    return sum(f.amount or 0 for f in timeline.all(RECEIVED)) - sum(f.amount or 0 for f in back)


def nothing_due(timeline: Timeline) -> bool:
    """Whether all that was charged has been waived, so that there is nothing to pay (S002-I-16)."""
    return timeline.job.due == 0


def _finished(timeline: Timeline) -> bool:
    return any(f.what == "work.finished" and f.outcome == "finished" for f in timeline.latest)


def _before(timeline: Timeline, fact: Fact) -> tuple[Fact, ...]:
    return timeline.facts[: timeline.facts.index(fact)]


def _after(timeline: Timeline, fact: Fact, earlier: Fact) -> bool:
    return timeline.facts.index(fact) > timeline.facts.index(earlier)
