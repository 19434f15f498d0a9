"""Office hours: which post is on duty, and where a clock time falls on the calendar.

The day post has [opening, closing), the night post the rest; together they always cover 24 hours, seven days
a week (S000-I-02, S000-I-03). Minutes run on the wall clock, so they are added to instants, not to clock times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_POST = "front_desk"
NIGHT_POST = "monitoring_room"


def minutes(count: float) -> timedelta:
    """``count`` minutes, to be added to an instant."""
    return timedelta(minutes=count)


def day_of_month(day: date, later: int, wanted: int) -> date:
    """The ``wanted`` day of the month ``later`` months after ``day``'s, or that month's last day if it is shorter."""
    count = day.year * 12 + day.month - 1 + later
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    last = following - timedelta(days=1)
    return last.replace(day=min(wanted, last.day))


@dataclass(frozen=True, slots=True)
class Hours:
    """The office's zone and the hours of its day post."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    opening: time = time(9, 0)
    closing: time = time(17, 30)

    def local(self, instant: datetime) -> datetime:
        """The instant as the office's wall clock shows it."""
        return instant.astimezone(self.zone)

    def instant(self, wall: datetime) -> datetime:
        """The UTC instant of a naive wall-clock time of the office."""
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def at(self, day: date, clock: time) -> datetime:
        """The UTC instant at which the office's clock shows ``clock`` on ``day``."""
        return self.instant(datetime.combine(day, clock))

    def is_day(self, instant: datetime) -> bool:
        """Whether the day post is on duty: opening itself is day, closing itself is night."""
        return self.opening <= self.local(instant).time() < self.closing

    def origin(self, instant: datetime) -> str:
        """``day`` or ``night``: what a call received at ``instant`` stays for good."""
        return "day" if self.is_day(instant) else "night"

    def post(self, instant: datetime) -> str:
        """The post on duty at ``instant``."""
        return DAY_POST if self.is_day(instant) else NIGHT_POST

    def next(self, instant: datetime, clock: time, *, strictly: bool = False) -> datetime:
        """The first time the office's clock shows ``clock`` at or after ``instant`` (``strictly``: after it)."""
        local = self.local(instant)
        found = self.at(local.date(), clock)
        if found < instant or (strictly and found == instant):
            found = self.at(local.date() + timedelta(days=1), clock)
        return found

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """The half-open span of one office day, as UTC instants."""
        return self.at(day, time()), self.at(day + timedelta(days=1), time())
