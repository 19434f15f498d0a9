"""Where open lines stand: each with its procedure, timeline, clocks and next action, worked out once for all views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.clocks import Clock, clocks
from repairdesk.rules.facts import Timeline
from repairdesk.rules.next_action import Next, next_action, state
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.worktime import Hours

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Tx

# The line with its latest order and technician, so that a list needs no further question.
_LINES = """
SELECT c.*, o.number AS order_number, s.name AS technician, s.phone AS technician_phone
FROM call c
LEFT JOIN standing_work_order o ON o.id = (SELECT max(id) FROM standing_work_order WHERE call_id = c.id)
LEFT JOIN staff s ON s.id = o.technician_id
"""
_ON_THE_BOARD = """WHERE c.id IN (
    SELECT id FROM call WHERE closed_at IS NULL UNION ALL SELECT id FROM call WHERE recall_at <= ?)"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the register as it stands at a moment. ``row`` stays within the views."""

    row: Row
    procedure: Procedure
    timeline: Timeline
    clocks: tuple[Clock, ...]
    state: str
    next: Next


def open_lines(tx: Tx, hours: Hours, now: datetime, *, past: bool = False) -> list[Standing]:
    """Every line that is open at ``now``, and those struck off that a limit which outlives it brings back.

    With ``past`` ``now`` lies back, and what came later is left out.
    """
    then = load.stored(now)
    if not past:
        return standings(tx, tx.all(_LINES + _ON_THE_BOARD, then), hours, now)
    rows = tx.all(
        _LINES + "WHERE c.received_at <= ? AND (c.closed_at IS NULL OR c.closed_at > ?)", then, then
    )
    return standings(tx, rows, hours, now)


def ended_lines(tx: Tx, hours: Hours, first: datetime, last: datetime, now: datetime) -> list[Standing]:
    """The lines that were received in a span (``last`` not included) and had ended by ``now``, in that order."""
    rows = tx.all(
        _LINES + "WHERE c.received_at >= ? AND c.received_at < ? AND c.closed_at <= ? ORDER BY c.received_at, c.id",
        load.stored(first), load.stored(last), load.stored(now),
    )  # fmt: skip
    return standings(tx, rows, hours, now)


def line(tx: Tx, call_id: int, hours: Hours, now: datetime) -> Standing:
    """One line, open or ended."""
    return standings(tx, tx.all(_LINES + "WHERE c.id = ?", call_id), hours, now)[0]


def standings(tx: Tx, rows: Iterable[Row], hours: Hours, now: datetime) -> list[Standing]:
    """Where each of these lines stands at ``now``."""
    lines = list(rows)
    timelines = load.timelines(tx, lines, until=now)
    procedures = {
        number: load.procedure(tx, number, hours) for number in {row["procedure_id"] for row in lines}
    }
    return [stand(row, procedures[row["procedure_id"]], timelines[row["id"]], now) for row in lines]


def stand(row: Row, procedure: Procedure, timeline: Timeline, now: datetime) -> Standing:
    """Where one line stands at ``now``, by this procedure."""
    running = clocks(procedure, timeline, now)
    return Standing(
        row,
        procedure,
        timeline,
        running,
        state(procedure, timeline),
        next_action(procedure, timeline, running, now),
    )
