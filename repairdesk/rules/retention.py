"""How long a closed line must be kept. Nothing is ever removed by the program; it lists what may be destroyed."""

from __future__ import annotations

from datetime import date

from .clocks import origin
from .facts import Timeline
from .procedure import Procedure


def keep_until(procedure: Procedure, timeline: Timeline) -> date | None:
    """The last day on which the line must be kept; None: without end, or not closed yet.

    The longest period that applies counts. Years are full calendar years from the day of closing; 29 February falls
    on 28 February (S002-H-12, S004-C-31 to -33).
    """
    closed = timeline.first("job.closed")
    if closed is None:
        return None
    years = _years(procedure, timeline)
    if not years or None in years:
        return None
    day = procedure.hours.local(closed.at).date()
    longest = day.year + max(number for number in years if number is not None)
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=longest, day=28) if leap_day else day.replace(year=longest)


def _years(procedure: Procedure, timeline: Timeline) -> list[int | None]:
    at = origin(procedure, timeline) or "day"
    converted = timeline.first("job.converted") is not None
    found = [
        keep.years
        for keep in procedure.keep
        if keep.when.holds(timeline.job, at) and (converted or not keep.converted)
    ]
    return found if procedure.retention_years is None else [*found, procedure.retention_years]
