"""Which lines of the register an entry of the journal touched, whatever it was about: one slip, or a list of them."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Tx

OF_A_LINE = ("call", "fact", "work_order", "entry", "book_line", "receipt")
OF_AN_ORDER = ("charge", "slip_copy", "waiver")
OF_A_COPY = ("copy_move", "paper_list")
"""Where copies of slips went, and the lists they went with: the ledger goes on, a list is void until it is signed."""
ONLY_NAMING = ("alarm_answered", "handover_line", "printing")
"""What names a line and changes nothing of it: that its alarm was heard, that it stood on a sheet, that it was printed."""

_OF_A_COPY = """
SELECT o.call_id FROM copy_move m JOIN slip_copy k ON k.id = m.copy_id JOIN work_order o ON o.id = k.order_id
WHERE m.id = ?
"""
Changes = Iterable[Mapping[str, Any]]


def changes_of(entry: Row) -> list[dict[str, Any]]:
    """The records that an entry of the journal added or changed."""
    return [change for change in json.loads(entry["changes"]) if "table" in change]


def lines(tx: Tx, changes: Changes) -> frozenset[int]:
    """The ids of the lines that the changed records belong to."""
    found = {_line(tx, change["table"], change["id"], change["after"]) for change in changes}
    return frozenset(line for line in found if line is not None)


def changes_since(tx: Tx, call: Row, saw: int, own: Container[int] = ()) -> list[Row]:
    """The entries with which others have changed a line since the entry ``saw``, in their order."""
    since = tx.all("SELECT * FROM journal WHERE seq > ? ORDER BY seq", saw)
    return [row for row in since if row["seq"] not in own and call["id"] in lines(tx, changes_of(row))]


def _line(tx: Tx, table: str, row_id: int, after: Mapping[str, Any]) -> int | None:
    if table in ONLY_NAMING:
        return None
    if table == "taken_back":
        return _line(tx, after["what"], after["record_id"], {})
    line: int | None = row_id if table == "call" else after.get("call_id")
    if line is None and table in OF_A_LINE:
        line = tx.value(f"SELECT call_id FROM {table} WHERE id = ?", row_id)  # noqa: S608 - names of our own
    elif table in OF_AN_ORDER:
        of = f"SELECT o.call_id FROM {table} x JOIN work_order o ON o.id = x.order_id WHERE x.id = ?"  # noqa: S608
        line = tx.value(of, row_id)
    elif table == "copy_move":
        line = tx.value(_OF_A_COPY, row_id)
    return line
