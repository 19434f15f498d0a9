"""What an office owes regularly, whatever calls come in: month figures, tables by the third, inspections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .statements import Duty
from .worktime import Hours, day_of_month

LAST_SECOND = time(23, 59, 59)
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """One day, month or half-year of a duty: its name, when it is due, from when the desk is reminded (UTC)."""

    name: str
    due: datetime
    remind_at: datetime

    def state(self, now: datetime, done: bool) -> str:
        """``done``, ``overdue``, ``warning`` once it is reminded of, ``running`` before."""
        if done:
            return "done"
        if now > self.due:
            return "overdue"
        return "warning" if now >= self.remind_at else "running"


def period(duty: Duty, now: datetime, hours: Hours) -> Period:
    """The period in which ``now`` lies."""
    today = hours.local(now).date()
    if duty.every == "day":
        return _period(duty, today.isoformat(), today, today, hours)
    if duty.every == "week":
        monday = today - timedelta(days=today.weekday())
        week = monday.isocalendar()
        return _period(duty, f"{week.year}-W{week.week:02d}", monday, monday + timedelta(days=6), hours)
    months = MONTHS[duty.every]
    begin = date(today.year, (today.month - 1) // months * months + 1, 1)
    return _period(duty, _name(begin, months), begin, day_of_month(begin, months - 1, 31), hours)


def period_before(duty: Duty, found: Period, hours: Hours) -> Period:
    """The period before another: what was owed last."""
    begin = _first_day(duty, found, hours)
    return period(duty, hours.at(begin - timedelta(days=1), time(12)), hours)


def _first_day(duty: Duty, found: Period, hours: Hours) -> date:
    due = hours.local(found.due).date()
    if duty.every == "day":
        return due
    if duty.every == "week":
        return due - timedelta(days=due.weekday())
    months = MONTHS[duty.every]
    return date(due.year, (due.month - 1) // months * months + 1, 1)


def _period(duty: Duty, name: str, begin: date, end: date, hours: Hours) -> Period:
    day = end if duty.day is None else min(begin + timedelta(days=duty.day - 1), end)
    remind = max(begin, day - timedelta(days=duty.remind_days))
    return Period(name, hours.at(day, LAST_SECOND), hours.at(remind, time()))


def _name(begin: date, months: int) -> str:
    if months == 12:
        return f"{begin.year}"
    part = (begin.month - 1) // months + 1
    return {1: f"{begin:%Y-%m}", 3: f"{begin.year}-Q{part}", 6: f"{begin.year}-H{part}"}[months]
