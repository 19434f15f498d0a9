"""What can be done about one line by the procedure it goes by: which facts, ends and fields, and what bars a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules import endings, gates
from repairdesk.rules.clocks import Clock, origin
from repairdesk.rules.closing import finish, missing_to_close
from repairdesk.rules.facts import Job, Timeline
from repairdesk.rules.fields import asked
from repairdesk.rules.next_action import Next
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.schema import Words
from repairdesk.rules.statements import STAGES, Advice, Bar, Ending, Gate

from . import load
from .standing import Standing, line

if TYPE_CHECKING:
    from repairdesk.models.store import Store

_NO_FIELD = ("when", "before_order", "needs", "past", "attempts", "finished")
"""Conditions of an ending that cannot be met by filling in a field."""
_STEPS_OF = {
    "open": ("dispatch",),
    "dispatched": ("leaving", "door"),
    "accepted": ("leaving", "door"),
    "on_site": ("work", "done"),
    "waiting": ("leaving", "door"),
    "unfinished": ("dispatch",),
    "finished": ("done", "callback"),
    "returned": ("callback",),
    "called_back": ("callback",),
}


@dataclass(frozen=True, slots=True)
class Steps:
    """One line as its procedure sees it now; ``visit_code`` is the customer's, while it still has to be given."""

    call: str
    order: str | None
    procedure: Procedure
    timeline: Timeline
    clocks: tuple[Clock, ...]
    state: str
    next: Next
    visit_code: str | None

    @property
    def job(self) -> Job:
        """The line's properties and what is filled in."""
        return self.timeline.job

    @property
    def origin(self) -> str:
        """Whether it came in by ``day`` or by ``night``."""
        return origin(self.procedure, self.timeline) or "day"

    @property
    def finished(self) -> bool:
        """Whether the work is finished."""
        return finish(self.procedure, self.timeline) is not None

    def waits_for(self, fact: str) -> bool:
        """Whether a limit, gate or bar for such a job names this kind of fact."""
        return self.procedure.waits_for(fact, self.job, self.origin)

    def knows(self, fact: str, *codes: str) -> bool:
        """Whether the procedure names this kind of fact for any job, or has a bar of one of these codes."""
        procedure = self.procedure
        bars = (*procedure.gate, *procedure.closing.bar)
        named = [p for one in procedure.limit for p in (*one.from_, *one.or_from, *one.to)]
        named += [p for bar in bars for p in bar.needs]
        return any(p.what == fact for p in named) or any(bar.code in codes for bar in bars)

    def concerns(self, fact: str) -> bool:
        """Whether such a fact is waited for, or something has to be there before it."""
        return self.waits_for(fact) or any(
            fact in gate.before and gate.applies(self.job, self.origin) for gate in self.procedure.gate
        )

    def serves(self, feature: str) -> bool:
        """Whether the procedure counts this feature of the program among those that serve its document."""
        return any(one.feature == feature for one in self.procedure.served)

    def barring(self, fact: str) -> tuple[Gate, ...]:
        """The gates that bar recording such a fact now."""
        return gates.barred(self.procedure, self.timeline, fact)

    @property
    def missing(self) -> tuple[Bar, ...]:
        """What still bars the strike-off."""
        return tuple(one.bar for one in missing_to_close(self.procedure, self.timeline))

    @property
    def endings(self) -> tuple[Ending, ...]:
        """The other ways in which the line may end now, those among them that only lack a field as well."""
        return tuple(
            one
            for one in self.procedure.ending
            if not set(endings.missing(self.procedure, self.timeline, one, self.clocks)) & set(_NO_FIELD)
        )

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages at which such a job is asked fields of the office's own."""
        return tuple(stage for stage in STAGES if asked(self.procedure, self.job, self.origin, stage))

    def advised(self, *steps: str) -> tuple[Advice, ...]:
        """What to say and to watch at these steps; without any at the step at which the line stands."""
        wanted = steps or (*_STEPS_OF.get(self.state, ()), "always")
        return self.procedure.advised(self.job, self.origin, *wanted)

    def rule(self, name: str) -> Words:
        """What a rule of the office's document says."""
        text = self.procedure.rules.get(name)
        return Words(text.zh, text.en) if text is not None else Words("", "")


def steps(store: Store, call: str, now: datetime) -> Steps:
    """What can be done about the line of this number. Refused: ``unknown_call``."""
    with store.read() as tx:
        row = load.call_row(tx, call)
        return _steps(line(tx, row["id"], load.office(tx).hours, now))


def _steps(standing: Standing) -> Steps:
    row, procedure, timeline = standing.row, standing.procedure, standing.timeline
    rule = procedure.orders.visit_code
    at = origin(procedure, timeline) or "day"
    to_give = (
        rule is not None and rule.when.holds(timeline.job, at) and not timeline.job.entry("visit_verified")
    )
    return Steps(
        call=row["number"],
        order=row["order_number"],
        procedure=procedure,
        timeline=timeline,
        clocks=standing.clocks,
        state=standing.state,
        next=standing.next,
        visit_code=row["visit_code"] if to_give else None,
    )
