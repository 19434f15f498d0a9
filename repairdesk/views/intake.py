"""What the desk has to know while it takes a call: by which procedures, what each asks, who answers a matter, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.facts import Job
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.statements import Department
from repairdesk.rules.worktime import Hours, minutes

from . import load
from .crew import CrewFull, crew_full
from .directories import procedures_in_use

if TYPE_CHECKING:
    from repairdesk.models.store import Store

ARRIVAL = "matter_arrival"
ON_DEMAND = frozenset({"area", "scope", "listed", "important", "key_customer", "complaint"})
"""Properties of a job that are asked at the call only where a statement of the procedure asks about them."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a call by one procedure is asked beyond what every call is.

    ``asks`` names properties of the job, and ``matter`` and ``equipment`` where there are such calls; ``within`` is how
    many minutes a matter has until somebody is there.
    """

    procedure: Procedure
    hours: Hours
    matters: tuple[Department, ...]
    within: int
    asks: frozenset[str]

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

    def set_by_fields(self, job: Job, origin: str) -> frozenset[str]:
        """The properties that fields asked at the call set; they are asked there and nowhere else."""
        asked = (one for one in self.procedure.field if one.stage == "call" and one.when.holds(job, origin))
        return frozenset(one.sets for one in asked if one.sets is not None)

    def full(self, store: Store, job: Job, trade: str, now: datetime) -> CrewFull | None:
        """That the crew, or the trade, takes no routine visits now, where such a call has to be put off (S000-E-19)."""
        if self.procedure.orders.crew_full is None or job.kind != "repair" or job.urgency != "routine":
            return None
        found = [each for each in crew_full(store, now) if each.trade in ("", trade)]
        return max(found, key=lambda each: each.until, default=None)


def intakes(store: Store) -> tuple[Intake, ...]:
    """Of each procedure in use what its calls are asked, the office's own first."""
    return tuple(_intake(each) for each in procedures_in_use(store))


def visit_code(store: Store, call: str) -> str:
    """The code that the customer of this call gives at the door; empty where there is none."""
    with store.read() as tx:
        return load.call_row(tx, call)["visit_code"] or ""


def _intake(procedure: Procedure) -> Intake:
    limit = procedure.limit_named(ARRIVAL)
    after = limit.due.after if limit is not None else None
    asks = set(procedure.asked_about() & ON_DEMAND)
    if procedure.matter or "matter" in procedure.closing.finished_by:
        asks.add("matter")
    if any(one.feature == "equipment" for one in procedure.served):
        asks.add("equipment")
    return Intake(procedure, procedure.hours, procedure.matter, after or 0, frozenset(asks))
