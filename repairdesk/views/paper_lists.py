"""The lists with which copies, or money, went from the desk to somebody: what is on them, and who signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules import copies
from repairdesk.rules.refusal import refuse
from repairdesk.rules.schema import Words

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

_LISTS = """
SELECT l.*, s.name AS who, (SELECT count(*) FROM copy_move WHERE list_id = l.id) AS copies, EXISTS (
    SELECT 1 FROM journal j JOIN taken_back t ON t.what = 'journal' AND t.record_id = j.seq
    WHERE j.about = l.number AND j.action IN ('copy.hand_on', 'money.hand_on')) AS void
FROM paper_list l LEFT JOIN staff s ON s.id = l.staff_id
"""
_LINES = """
SELECT k.name, o.number, o.form_number, o.call_id, o.total_fen, c.number AS call, c.room, c.place_detail, c.caller, m.at,
    (SELECT sum(f.amount_fen) FROM standing_fact f WHERE f.call_id = c.id AND f.what = 'payment.received') AS paid
FROM copy_move m JOIN slip_copy k ON k.id = m.copy_id JOIN work_order o ON o.id = k.order_id JOIN call c ON c.id = o.call_id
WHERE m.list_id = ? ORDER BY o.number, k.id
"""


@dataclass(frozen=True, slots=True)
class ListedCopy:
    """A copy on a list: of which order and line; what the order came to and what was paid on the line, in fen."""

    order: str
    form_number: str
    call: str
    room: str
    caller: str
    name: str
    title: Words
    total: int
    paid: int


@dataclass(frozen=True, slots=True)
class PaperList:
    """A list: to whom, made when and by whom, signed by whom when (None: not yet).

    ``void``: it was taken back before anybody signed. ``amount`` in fen, for money. ``count`` copies stand on it.
    """

    number: str
    kind: str
    keeper: str
    made_at: datetime
    made_by: str
    post: str
    amount: int | None
    remark: str
    signed_by: str
    signed_at: datetime | None
    void: bool
    count: int
    lines: tuple[ListedCopy, ...] = ()


def paper_list(store: Store, number: str) -> PaperList:
    """One list with what is on it. Refused: ``unknown_list``."""
    with store.read() as tx:
        row = list_row(tx, number)
        return _card(row, _listed(tx, row))


def paper_lists(store: Store, *, unsigned: bool = False, limit: int = 60) -> tuple[PaperList, ...]:
    """The lists without their lines, the latest first; only those that nobody has signed for, if ``unsigned``."""
    with store.read() as tx:
        where = "WHERE l.signed_at IS NULL " if unsigned else ""
        rows = tx.all(f"{_LISTS}{where}ORDER BY l.id DESC LIMIT ?", limit)
    return tuple(_card(row, ()) for row in rows if not (unsigned and row["void"]))


def list_row(tx: Tx, number: str) -> Row:
    """The row of a list, with ``void`` and the number of its ``copies``. Refused: ``unknown_list``."""
    row = tx.one(_LISTS + "WHERE l.number = ?", number.strip())
    if row is None:
        raise refuse("paper_list", "unknown_list", number=number)
    return row


def _card(row: Row, lines: tuple[ListedCopy, ...]) -> PaperList:
    return PaperList(
        number=row["number"],
        kind=row["kind"],
        keeper=row["keeper"],
        made_at=load.instant(row["made_at"]),
        made_by=row["who"] or "",
        post=row["post"],
        amount=row["amount_fen"],
        remark=row["remark"] or "",
        signed_by=row["signed_by"] or "",
        signed_at=load.instant(row["signed_at"]),
        void=bool(row["void"]),
        count=row["copies"],
        lines=lines,
    )


def _listed(tx: Tx, paper: Row) -> tuple[ListedCopy, ...]:
    return tuple(_line(tx, row) for row in tx.all(_LINES, paper["id"]))


def _line(tx: Tx, row: Row) -> ListedCopy:
    call = load.call_row(tx, row["call"])
    procedure = load.procedure(tx, call["procedure_id"])
    known = copies.statement(procedure, load.timeline(tx, call), row["name"])
    return ListedCopy(
        order=row["number"],
        form_number=row["form_number"] or "",
        call=row["call"],
        room=row["room"] or row["place_detail"] or "",
        caller=row["caller"] or "",
        name=row["name"],
        title=known.title if known is not None else Words(row["name"], row["name"]),
        total=row["total_fen"] or 0,
        paid=row["paid"] or 0,
    )
