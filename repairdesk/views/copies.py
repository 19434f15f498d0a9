"""The ledger of copies: where each copy of a slip is, since when, what is past its time, and what is due to whom."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules import copies
from repairdesk.rules.clocks import Clock
from repairdesk.rules.refusal import refuse
from repairdesk.rules.schema import Words
from repairdesk.rules.shifts import border_after
from repairdesk.rules.worktime import Hours

from . import load
from .standing import Standing, standings

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

RECEIVERS = ("finance", "engineering", "archive", "customer")
"""Who may be handed copies by the desk."""
REPRINTED = "reprinted"
"""The reason of a move by which a duplicate took the place of a copy that was lost."""
BACK = "slip.returned"

_COPIES = """
SELECT k.id, k.name, k.keeper, k.state, o.number, o.call_id, o.issued_at, o.form_number, s.name AS technician,
    s.phone AS technician_phone, m.at AS since, m.reason, l.number AS list_number
FROM slip_copy k JOIN standing_work_order o ON o.id = k.order_id LEFT JOIN staff s ON s.id = o.technician_id
LEFT JOIN copy_move m ON m.id = (SELECT max(id) FROM copy_move WHERE copy_id = k.id)
LEFT JOIN paper_list l ON l.id = m.list_id
"""
_WITH_ENGINEERING = """
k.state = 'handed_on' AND k.keeper = 'engineering' AND o.call_id IN (
    SELECT id FROM call WHERE closed_at IS NULL UNION ALL SELECT id FROM call WHERE recall_at IS NOT NULL)
"""
_MOVES = """
SELECT m.*, s.name AS who, l.number AS list_number
FROM copy_move m LEFT JOIN staff s ON s.id = m.staff_id LEFT JOIN paper_list l ON l.id = m.list_id
WHERE m.copy_id IN (SELECT value FROM json_each(?)) ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Move:
    """A line of a copy's history: when it went into these hands (and when that was entered), by whom and why."""

    at: datetime
    entered_at: datetime
    state: str
    keeper: str
    who: str
    post: str
    reason: str
    list_number: str


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A copy of a slip: of which order and line, where it is and since when, and who keeps it in the end.

    ``due`` is when it has to be back, None while nothing asks for it; that instant itself is still on time. The holder
    of one that is out is the technician. ``list_number`` is the list with which it went where it is.
    """

    id: int
    order: str
    form_number: str
    call: str
    room: str
    caller: str
    content: str
    name: str
    title: Words
    state: str
    keeper: str
    goes_to: str
    since: datetime
    reason: str
    list_number: str
    technician: str
    technician_phone: str
    due: datetime | None
    overdue: bool
    ended: bool

    @property
    def due_to(self) -> str:
        """Who is to be handed it next; empty while it is not at the desk, or where the desk keeps it."""
        if self.state != "returned" or self.goes_to not in RECEIVERS:
            return ""
        return self.goes_to if self.goes_to != "archive" or self.ended else ""


@dataclass(frozen=True, slots=True)
class CopyHistory:
    """A copy, and everything that happened to it in the order in which it was entered."""

    copy: CopyLine
    moves: tuple[Move, ...]

    @property
    def duplicate(self) -> bool:
        """Whether it was lost and printed anew, so that two of it may turn up."""
        return any(move.reason == REPRINTED for move in self.moves)


def of_order(store: Store, number: str, now: datetime) -> tuple[CopyHistory, ...]:
    """The copies of an order with their history. Refused: ``unknown_order``, ``bad_number``, ``several_numbers``."""
    with store.read() as tx:
        order = load.order_row(tx, number)
        found = _lines(tx, tx.all(_COPIES + "WHERE k.order_id = ? ORDER BY k.id", order["id"]), now)
        moves = _moves(tx, found)
    return tuple(CopyHistory(one, tuple(moves.get(one.id, ()))) for one in found)


def on_the_way(store: Store, now: datetime) -> tuple[CopyLine, ...]:
    """Every copy that is not where it ends: out, at the desk to be handed on, lost, or still with engineering."""
    with store.read() as tx:
        found = _lines(
            tx, tx.all(_COPIES + "WHERE k.state IN ('out', 'returned', 'lost') ORDER BY o.number, k.id"), now
        )
        stubs = _lines(tx, tx.all(f"{_COPIES}WHERE {_WITH_ENGINEERING} ORDER BY o.number, k.id"), now)
    stays = [one for one in found if one.state != "returned" or one.due_to]
    return tuple(
        sorted((*stays, *(one for one in stubs if one.due is not None)), key=lambda one: (one.order, one.id))
    )


def out(store: Store, now: datetime) -> tuple[CopyLine, ...]:
    """What is out, by technician, the most urgent first; then what engineering has to bring back."""
    with store.read() as tx:
        found = _lines(tx, tx.all(_COPIES + "WHERE k.state = 'out' ORDER BY o.number, k.id"), now)
        stubs = _lines(tx, tx.all(f"{_COPIES}WHERE {_WITH_ENGINEERING} ORDER BY o.number, k.id"), now)
    return tuple(sorted((*found, *(one for one in stubs if one.due is not None)), key=_by_holder))


def chase(store: Store, now: datetime) -> tuple[CopyLine, ...]:
    """What is out past its time, by technician.

    Its time is that of the limit which waits for the slip; where the office has none, the end of the shift in which the
    work was finished, and for a line that ended without its slip the end of that shift.
    """
    return tuple(one for one in out(store, now) if one.overdue)


def due_to(store: Store, keeper: str, now: datetime) -> tuple[CopyLine, ...]:
    """What lies at the desk and is to be handed on to ``finance``, ``engineering``, ``archive`` or ``customer``.

    To engineering it goes as soon as it is back, to the archive when its line has ended. Refused: ``not_one_of``.
    """
    if keeper not in RECEIVERS:
        raise refuse("to", "not_one_of", allowed=", ".join(RECEIVERS))
    return tuple(one for one in _at_desk(store, now) if one.due_to == keeper)


def to_hand_on(store: Store, now: datetime) -> tuple[CopyLine, ...]:
    """Everything that lies at the desk and is due to somebody, by receiver."""
    found = [one for one in _at_desk(store, now) if one.due_to]
    return tuple(sorted(found, key=lambda one: (RECEIVERS.index(one.due_to), one.order, one.id)))


def _at_desk(store: Store, now: datetime) -> list[CopyLine]:
    with store.read() as tx:
        return _lines(tx, tx.all(_COPIES + "WHERE k.state = 'returned' ORDER BY o.number, k.id"), now)


def _by_holder(one: CopyLine) -> tuple[bool, str, bool, datetime, str, int]:
    return (
        one.state != "out", one.technician, one.due is None, one.due or one.since, one.order, one.id,
    )  # fmt: skip


# --- where copies stand ---------------------------------------------------------------------------


def _lines(tx: Tx, rows: list[Row], now: datetime) -> list[CopyLine]:
    hours = load.office(tx).hours
    wanted = sorted({row["call_id"] for row in rows})
    calls = [tx.one("SELECT * FROM call WHERE id = ?", call) for call in wanted]
    at = {
        line.row["id"]: line for line in standings(tx, [row for row in calls if row is not None], hours, now)
    }
    return [_line(row, at[row["call_id"]], hours, now) for row in rows]


def _line(row: Row, line: Standing, hours: Hours, now: datetime) -> CopyLine:
    call = line.row
    known = copies.statement(line.procedure, line.timeline, row["name"])
    due = _due(row, line, hours)
    return CopyLine(
        id=row["id"],
        order=row["number"],
        form_number=row["form_number"] or "",
        call=call["number"],
        room=call["room"] or call["place_detail"] or "",
        caller=call["caller"] or "",
        content=call["content"],
        name=row["name"],
        title=known.title if known is not None else Words(row["name"], row["name"]),
        state=row["state"],
        keeper=row["keeper"],
        goes_to=copies.kept_by(line.procedure, line.timeline, row["name"]),
        since=load.instant(row["since"] or row["issued_at"]),
        reason=row["reason"] or "",
        list_number=row["list_number"] or "",
        technician=row["technician"] or "",
        technician_phone=row["technician_phone"] or "",
        due=due,
        overdue=due is not None and now > due,
        ended=call["closed_at"] is not None,
    )


def _due(row: Row, line: Standing, hours: Hours) -> datetime | None:
    """When a copy that is out, or that engineering keeps for the time being, has to be back."""
    if row["state"] == "handed_on" and row["keeper"] == "engineering":
        return _earliest(line.clocks, copies.STUB)
    if row["state"] != "out":
        return None
    asked = _earliest(line.clocks, BACK)
    if asked is not None:
        return asked
    finished = [fact for fact in line.timeline.latest if fact.what == "work.finished"]
    end = line.timeline.ended or next(reversed(finished), None)
    return border_after(hours, end.at) if end is not None else None


def _earliest(clocks: Iterable[Clock], what: str) -> datetime | None:
    found = [one.due for one in clocks if one.open and any(fact.what == what for fact in one.definition.to)]
    return min(found, default=None)


def _moves(tx: Tx, found: Iterable[CopyLine]) -> dict[int, list[Move]]:
    moves: dict[int, list[Move]] = {}
    for row in tx.all(_MOVES, json.dumps([one.id for one in found])):
        moves.setdefault(row["copy_id"], []).append(_move(row))
    return moves


def _move(row: Row) -> Move:
    return Move(
        at=load.instant(row["at"]),
        entered_at=load.instant(row["entered_at"]),
        state=row["state"],
        keeper=row["keeper"],
        who=row["who"] or "",
        post=row["post"],
        reason=row["reason"] or "",
        list_number=row["list_number"] or "",
    )
