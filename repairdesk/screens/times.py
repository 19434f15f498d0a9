"""Times in forms: shown as a clerk would type them, and read as he means them."""

from __future__ import annotations

from datetime import datetime

from repairdesk.rules import parse
from repairdesk.rules.worktime import Hours
from repairdesk.text import clock


def typed(when: datetime | None, hours: Hours, now: datetime) -> str:
    """An instant as it would be typed now: ``10:15`` today, ``03-01 10:15`` this year, else with the year."""
    if when is None:
        return ""
    local, today = hours.local(when), hours.local(now)
    if local.date() == today.date():
        return clock(local)
    return f"{local:%m-%d} {clock(local)}" if local.year == today.year else f"{local:%Y-%m-%d} {clock(local)}"


def past(text: str, field: str, hours: Hours, now: datetime) -> datetime | None:
    """What happened: None where nothing is typed. Refused: ``bad_time`` and its kin."""
    return parse.moment(text, field, hours=hours, now=now, prefer="past") if text else None


def ahead(text: str, field: str, hours: Hours, now: datetime) -> datetime | None:
    """What is promised or agreed: None where nothing is typed. Refused: ``bad_time`` and its kin."""
    return parse.moment(text, field, hours=hours, now=now, prefer="future") if text else None
