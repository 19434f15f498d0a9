"""What rings at a post until somebody answers: limits about to run out, those that have, and jobs nobody was given.

An alarm belongs to one limit with one due time on one line. Another agreed time is another alarm; the same one
answered once stays answered (S002-L-03, reading 76).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .clocks import Clock, origin, warns_at
from .facts import Timeline
from .next_action import state
from .procedure import Procedure
from .worktime import minutes

ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to be heard on a line.

    ``stage``: ``warning`` (the limit is about to run out), ``limit`` (it has), ``nobody`` (no limit runs, and nobody
    has been given the job; then ``limit`` is empty). ``since``: when it began to ring. ``due`` is the limit's.
    """

    stage: str
    limit: str
    due: datetime
    since: datetime
    clock: Clock | None = None

    @property
    def key(self) -> tuple[str, datetime, str]:
        """What tells it from the other alarms of its line."""
        return self.limit, self.due, self.stage


def alarms(
    procedure: Procedure, timeline: Timeline, running: Iterable[Clock], now: datetime, *, unassigned: float
) -> tuple[Alarm, ...]:
    """What rings on this line at ``now``, the earliest first; of one limit only its latest stage.

    A reminder rings once, when it is due and no agreed time lies ahead: what may wait rings nobody out of his chair.
    A target, for which nobody is late, never rings. ``unassigned``: minutes after which a line rings because nobody
    has been given the job, unless a limit that runs by then will ring for it.
    """
    will_ring = [clock for clock in running if clock.open and not clock.definition.target]
    agreed = _agreed(timeline)
    found = [alarm for clock in will_ring for alarm in _of_clock(procedure, clock, agreed, now)]
    since = nobody_since(procedure, timeline, unassigned)
    if since is not None and now >= since and all(clock.from_ > since for clock in will_ring):
        found.append(Alarm("nobody", "", since, since))
    return tuple(sorted(found, key=lambda alarm: (alarm.since, alarm.limit)))


def _of_clock(procedure: Procedure, clock: Clock, agreed: datetime | None, now: datetime) -> Iterator[Alarm]:
    quiet_until = agreed if agreed is not None and clock.definition.reminder else clock.from_
    if now < max(clock.from_, quiet_until):
        return
    if now > clock.due:
        yield Alarm("limit", clock.limit, clock.due, max(clock.due, quiet_until), clock)
    elif not clock.definition.reminder and now >= warns_at(clock, procedure.hours):
        yield Alarm(
            "warning", clock.limit, clock.due, max(clock.from_, warns_at(clock, procedure.hours)), clock
        )


def nobody_since(procedure: Procedure, timeline: Timeline, unassigned: float) -> datetime | None:
    """From when an open line rings because nobody has been given it; None where somebody has.

    What was taken by night and may wait counts from the opening, and an agreed time from that time.
    """
    received = timeline.received
    if received is None or state(procedure, timeline) != "open":
        return None
    begins = received.at
    if timeline.job.urgency == ROUTINE and origin(procedure, timeline) == "night":
        begins = procedure.hours.next(begins, procedure.hours.opening)
    return max(begins + minutes(unassigned), _agreed(timeline) or begins)


def _agreed(timeline: Timeline) -> datetime | None:
    """The time agreed last."""
    agreed = [fact.for_ for fact in timeline.all("appointment.agreed") if fact.for_ is not None]
    return agreed[-1] if agreed else None
