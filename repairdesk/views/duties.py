"""What the office owes every day, month or half-year: what is due now, and what was missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.duties import Period, period, period_before
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import refuse
from repairdesk.rules.statements import Duty

from . import load
from .directories import procedures_in_use

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

_DONE = """
SELECT d.*, s.name AS who FROM duty_done d LEFT JOIN staff s ON s.id = d.staff_id WHERE d.duty = ? AND d.period = ?
"""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty in one of its periods. ``state`` is ``running``, ``warning``, ``overdue`` or ``done``."""

    duty: Duty
    period: str
    due: datetime
    remind_at: datetime
    state: str
    done_at: datetime | None
    who: str
    remark: str

    @property
    def late(self) -> bool:
        """Whether it was missed: not done, or done too late."""
        return self.state == "overdue" or (self.done_at is not None and self.done_at > self.due)


def duties(store: Store, now: datetime) -> tuple[DutyLine, ...]:
    """Each duty in the period that runs now, and in the one before where it is still owed; what is late comes first.

    Nothing is owed for a period that was over before the office took up the procedure.
    """
    with store.read() as tx:
        found = [
            line
            for duty, procedure in by_name(store).values()
            for line in _owed(tx, duty, procedure, now)
            if line.due >= _adopted(tx, procedure)
        ]
    return tuple(sorted(found, key=lambda line: (line.state == "done", line.due)))


def missed(store: Store, first: datetime, last: datetime, now: datetime) -> tuple[DutyLine, ...]:
    """The duties that fell due in a span (``last`` not included) and were not done in time, the earliest first."""
    with store.read() as tx:
        found = []
        for duty, procedure in by_name(store).values():
            begun, current = _adopted(tx, procedure), period(duty, last, procedure.hours)
            while current.due >= max(first, begun):
                line = _line(tx, duty, current, now)
                if current.due < min(last, now) and line.late:
                    found.append(line)
                current = period_before(duty, current, procedure.hours)
    return tuple(sorted(found, key=lambda line: line.due))


def duty_named(store: Store, name: str) -> tuple[Duty, Procedure]:
    """The duty of that name and the procedure it is of. Refused: ``unknown_duty``."""
    found = by_name(store)
    if name not in found:
        raise refuse("duty", "unknown_duty", name=name, allowed=", ".join(found))
    return found[name]


def by_name(store: Store) -> dict[str, tuple[Duty, Procedure]]:
    """The duties of the procedures in use; two of one name are one."""
    found: dict[str, tuple[Duty, Procedure]] = {}
    for procedure in procedures_in_use(store):
        for duty in procedure.duty:
            found.setdefault(duty.name, (duty, procedure))
    return found


def _owed(tx: Tx, duty: Duty, procedure: Procedure, now: datetime) -> Iterator[DutyLine]:
    current = period(duty, now, procedure.hours)
    before = _line(tx, duty, period_before(duty, current, procedure.hours), now)
    if before.state != "done":
        yield before
    yield _line(tx, duty, current, now)


def _line(tx: Tx, duty: Duty, found: Period, now: datetime) -> DutyLine:
    done: Row | None = tx.one(_DONE, duty.name, found.name)
    return DutyLine(
        duty,
        found.name,
        found.due,
        found.remind_at,
        found.state(now, done is not None),
        load.instant(done["at"]) if done else None,
        (done["who"] or "") if done else "",
        (done["remark"] or "") if done else "",
    )


def _adopted(tx: Tx, procedure: Procedure) -> datetime:
    """When the office first took up a procedure, in whatever version."""
    return load.instant(str(tx.value("SELECT min(adopted_at) FROM procedure WHERE name = ?", procedure.id)))
