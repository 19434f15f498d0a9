"""An entry of the same day is taken back by another one: kept, shown on the card, and no longer counted.

What it recorded gets a row in ``taken_back``, what it changed is set back, and a line that it took into the register
is withdrawn and keeps its number. Numbers and counters are never set back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from repairdesk.models.store import Store, WriteTx
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused, refuse
from repairdesk.views import undo as view
from repairdesk.views.undo import KEPT, Deed

from . import ledger
from .ending import said
from .permissions import require
from .taking import searchable
from .work import Work

LEFT_OUT = ("fact", "work_order", "charge", "book_line", "receipt", "waiver")
"""Records that are kept and no longer count; the copies of an order go with it."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The entry that was taken back: its number, what it did, about what, and the lines that are withdrawn with it."""

    entry: int
    action: str
    about: str
    withdrawn: tuple[str, ...]


def take_back(store: Store, who: Operator, reason: str, *, entry: int | None = None, now: datetime) -> Undone:
    """Take back this person's last entry of the day, or the one of this number; a supervisor also somebody else's.

    Refused: ``nothing_to_undo``, ``unknown_entry``, ``not_your_entry``, ``already_taken_back``, ``undo_other_day``,
    ``cannot_take_back`` where others have built upon it, and ``undo_...`` for what is put right another way.
    """
    require(who, "undo")
    with store.write(who, "undo", now=now) as tx:
        why = said(reason)
        deed = view.find(tx, who, entry, now)
        if deed is None:
            raise refuse("entry", "nothing_to_undo")
        problem = view.problem(tx, deed, who, now)
        if problem is not None:
            raise Refused(problem)
        tx.about = deed.row["about"]
        _leave_out(tx, deed, who, why, now)
        _set_back(tx, deed, who, why, now)
        withdrawn = []
        for line in sorted(deed.lines):
            row = tx.one("SELECT * FROM call WHERE id = ?", line)
            if row is None:
                raise LookupError(f"no call {line}")
            work = Work(tx, who, row, None, None, now)
            if line in deed.made:
                work.change(reason=why)
                work.fact("call.withdrawn", remark=why)
                withdrawn.append(str(row["number"]))
            tx.index_call(line, searchable(row))
            work.settle()
        return Undone(deed.row["seq"], deed.row["action"], deed.row["about"] or "", tuple(withdrawn))


def _leave_out(tx: WriteTx, deed: Deed, who: Operator, why: str, now: datetime) -> None:
    """Say of the entry, and of each record that it added to a line which was there before, that it does not count."""
    records = [("journal", deed.row["seq"])]
    for (table, row_id), values in deed.added.items():
        if table in LEFT_OUT and values.get("call_id") not in deed.made:
            records.append((table, row_id))
    for table, row_id in records:
        tx.insert(
            "taken_back", entry=deed.row["seq"], what=table, record_id=row_id, reason=why, staff_id=who.staff_id,
            post=who.post, entered_at=now,
        )  # fmt: skip


def _set_back(tx: WriteTx, deed: Deed, who: Operator, why: str, now: datetime) -> None:
    """Give changed records back what they held, and empty the fields that were filled in for the first time."""
    for (table, row_id), held in deed.before.items():
        if table == "slip_copy":
            ledger.move_back(tx, who, row_id, held, why, now)
        elif table not in KEPT:
            tx.update(table, row_id, **held)
    for (table, row_id), values in deed.added.items():
        if table == "entry" and values["call_id"] not in deed.made:
            tx.update("entry", row_id, value="", staff_id=who.staff_id, entered_at=now)
