"""Which finished jobs are drawn for a call, where an office calls a share of its customers and not all."""

from __future__ import annotations

from .clocks import origin
from .facts import Timeline
from .procedure import Procedure


def drawn(procedure: Procedure, timeline: Timeline, number: str) -> bool:
    """Whether the job of this number is among those whose customer is called.

    The lot falls by the number alone, so that anybody can draw again and find the same; nobody chooses.
    """
    at = origin(procedure, timeline) or "day"
    always = any(condition.holds(timeline.job, at) for condition in procedure.callbacks.always)
    return always or lot(number) < procedure.callbacks.share


def lot(number: str) -> int:
    """The lot of a number: 0 to 99, each equally often."""
    from hashlib import sha256  # not at the start: loading it takes longer than reading the board

    return int(sha256(number.encode()).hexdigest(), 16) % 100
