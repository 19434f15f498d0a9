"""Which times may be agreed with a customer: the office's booking hours, and days on which the crew is full."""

from __future__ import annotations

from datetime import datetime

from repairdesk.rules.refusal import refuse
from repairdesk.views import load

from .work import Work


def require_free(work: Work, agreed: datetime | None, *, special: bool, field: str) -> None:
    """Refuse a time for which no visit may be agreed; ``agreed`` is ``None`` where none was.

    An emergency goes at any time, and so does what was settled as a ``special`` case (S000-E-20, S004-H-12).
    """
    if special or work.timeline.job.urgency == "emergency":
        return
    hours, local = work.procedure.booking, work.hours.local
    if hours is not None and agreed is not None and not hours.opens <= local(agreed).time() < hours.closes:
        raise refuse(field, "outside_booking_hours", opens=hours.opens, closes=hours.closes)
    until = full_until(work) if work.timeline.job.urgency == "routine" else None
    if until is not None and (agreed or work.at) < until:
        raise refuse(field, "crew_full", until=local(until))


def marked(special: bool) -> str | None:
    """The kind of an appointment that was agreed outside the hours or in spite of a full crew."""
    return "special" if special else None


def full_until(work: Work) -> datetime | None:
    """Until when the crew, or the trade of this line, takes no more visits; ``None`` while there are free hands."""
    if work.procedure.orders.crew_full is None or work.timeline.job.kind != "repair":
        return None
    found: str | None = work.tx.value(
        "SELECT max(until) FROM crew_full WHERE declared_at <= ?1 AND until > ?1"
        " AND (ended_at IS NULL OR ended_at > ?1) AND (trade IS NULL OR trade = ?2)",
        work.at, work.call["trade"] or "",
    )  # fmt: skip
    return load.instant(found)
