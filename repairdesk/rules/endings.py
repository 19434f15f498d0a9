"""Other ways a line may end than being struck off: answered at once, price declined, passed on, not rated."""

from __future__ import annotations

from collections.abc import Iterable

from .clocks import Clock, origin
from .closing import finish
from .facts import Timeline
from .procedure import Procedure
from .statements import Ending


def possible(procedure: Procedure, timeline: Timeline, running: Iterable[Clock]) -> tuple[Ending, ...]:
    """The endings that the line may take as it stands."""
    clocks = tuple(running)
    return tuple(one for one in procedure.ending if not missing(procedure, timeline, one, clocks))


def missing(
    procedure: Procedure, timeline: Timeline, ending: Ending, clocks: Iterable[Clock]
) -> tuple[str, ...]:
    """Why the line may not end so: which of its conditions fail, fields by name; empty means that it may."""
    at = origin(procedure, timeline) or "day"
    unreached = sum(call.answer == "unreachable" for call in timeline.all("callback.made"))
    checks = {
        "when": ending.when.holds(timeline.job, at)
        and not (ending.unless and ending.unless.holds(timeline.job, at)),
        "before_order": not (ending.before_order and timeline.orders),
        "needs": not ending.needs or any(p.fits(fact) for p in ending.needs for fact in timeline.facts),
        "past": ending.past is None
        or any(clock.limit == ending.past and clock.state in ("overdue", "missed") for clock in clocks),
        "attempts": unreached >= ending.attempts,
        "finished": not ending.finished or finish(procedure, timeline) is not None,
        **{name: timeline.job.entry(name) not in ("", "no") for name in ending.fields},
    }
    return tuple(name for name, holds in checks.items() if not holds)
