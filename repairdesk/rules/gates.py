"""What must be there before a step is recorded, and who may record it."""

from __future__ import annotations

from .clocks import origin
from .closing import bars
from .facts import Fact, Timeline
from .procedure import Procedure
from .statements import Gate, May


def barred(procedure: Procedure, timeline: Timeline, what: str) -> tuple[Gate, ...]:
    """The gates that bar recording a fact of this kind now; empty where nothing does."""
    at = origin(procedure, timeline) or "day"
    return tuple(
        gate
        for gate in procedure.gate
        if what in gate.before and gate.applies(timeline.job, at) and bars(procedure, timeline, gate)
    )


def may(procedure: Procedure, timeline: Timeline, fact: Fact, role: str) -> May | None:
    """The statement that leaves this fact to other roles; None where the role may record it. A manager always may.

    ``not_technician`` is not judged here: only the operation knows who carried the order.
    """
    at = origin(procedure, timeline) or "day"
    ours = [
        one for one in procedure.may if one.what.fits(fact) and one.roles and one.when.holds(timeline.job, at)
    ]
    if not ours or role == "manager" or any(role in one.roles for one in ours):
        return None
    return ours[0]
