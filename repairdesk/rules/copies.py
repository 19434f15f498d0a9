"""Who keeps a copy of a slip when all is done: what the procedure says of it, for the job as it is."""

from __future__ import annotations

from .clocks import origin
from .facts import Timeline
from .procedure import Procedure
from .statements import Copy

STUB = "stub.returned"


def statement(procedure: Procedure, timeline: Timeline, name: str) -> Copy | None:
    """The copy of this name on the slip of such a job, or of another job if such a slip has none."""
    at = origin(procedure, timeline) or "day"
    named = [copy for copy in procedure.copy if copy.name == name]
    return next((copy for copy in named if copy.when.holds(timeline.job, at)), next(iter(named), None))


def stays(procedure: Procedure, timeline: Timeline, name: str) -> bool:
    """Whether the copy stays at the desk when the others go out with the technician (S004-B-02)."""
    copy = statement(procedure, timeline, name)
    return copy is not None and copy.stays


def kept_by(procedure: Procedure, timeline: Timeline, name: str) -> str:
    """Who keeps the copy of this name in the end.

    One that the procedure no longer knows is filed, and so is what only a paid job hands on, and what engineering has
    brought back (S001-A-42).
    """
    copy = statement(procedure, timeline, name)
    if copy is None or (copy.paid_only and not timeline.job.paid):
        return "archive"
    if copy.goes_to == "engineering" and timeline.first(STUB) is not None:
        return "archive"
    return copy.goes_to
