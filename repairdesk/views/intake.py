"""What the desk has to know while it takes a call: the kinds of matter, who answers them, and when they may wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.statements import Department
from repairdesk.rules.worktime import Hours, minutes

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Store

ARRIVAL = "matter_arrival"


@dataclass(frozen=True, slots=True)
class Intake:
    """The office's kinds of matter; ``within`` is how many minutes a matter has until somebody is there."""

    hours: Hours
    matters: tuple[Department, ...]
    within: int

    def matter(self, kind: str) -> Department | None:
        """The kind of matter of that code."""
        return next((matter for matter in self.matters if matter.kind == kind), None)

    def proposed_appointment(self, kind: str, now: datetime) -> datetime | None:
        """At night: when a matter that waits for the opening is answered at the latest, if the caller agrees.

        That is the opening and the minutes a matter has (reading I34); None where nothing waits.
        """
        matter = self.matter(kind)
        if matter is None or not matter.waits_for_opening or self.hours.is_day(now):
            return None
        return self.hours.next(now, self.hours.opening) + minutes(self.within)


def intake(store: Store) -> Intake:
    """The kinds of matter by the procedure that new calls are stamped with."""
    with store.read() as tx:
        office = load.office(tx)
        procedure = load.procedure(tx, office.procedure_id, office.hours)
    limit = procedure.limit_named(ARRIVAL)
    after = limit.due.after if limit is not None else None
    return Intake(office.hours, procedure.matter, after or 0)
