"""Shifts: the two posts relieve each other at the office's opening and closing, every day (readings I1 to I3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .worktime import Hours

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """One post's turn: [begins, ends) in UTC. Its ``ends`` is the border at which it hands over."""

    post: str
    begins: datetime
    ends: datetime


def shift(hours: Hours, moment: datetime) -> Shift:
    """The shift in which ``moment`` lies."""
    ends = border_after(hours, moment)
    return Shift(hours.post(moment), border_before(hours, moment), ends)


def shift_ending(hours: Hours, border: datetime) -> Shift:
    """The shift that hands over at this border."""
    return shift(hours, border - SECOND)


def border_after(hours: Hours, moment: datetime) -> datetime:
    """The next change of shift strictly after ``moment``."""
    return min(hours.next(moment, clock, strictly=True) for clock in (hours.opening, hours.closing))


def border_before(hours: Hours, moment: datetime) -> datetime:
    """The last change of shift at or before ``moment``."""
    border = border_after(hours, moment - timedelta(days=2))
    while (following := border_after(hours, border)) <= moment:
        border = following
    return border


def nearest_border(hours: Hours, moment: datetime) -> datetime:
    """The change of shift that a handover made at ``moment`` is for: the nearest, of two as near the one to come."""
    before, after = border_before(hours, moment), border_after(hours, moment)
    return after if after - moment <= moment - before else before


def borders(hours: Hours, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every change of shift after ``since``, up to and with ``until``, the earliest first."""
    border = border_after(hours, since)
    while border <= until:
        yield border
        border = border_after(hours, border)
