"""People on the staff, by name, within an operation."""

from __future__ import annotations

from repairdesk.models.store import Tx
from repairdesk.rules import typed
from repairdesk.rules.refusal import refuse


def staff_name(tx: Tx, name: str, field: str) -> str:
    """The name of somebody who works here, as it is on file. Refused: ``unknown_staff``, ``not_active``."""
    wanted = typed.clean_line(name, field)
    row = tx.one("SELECT name, active FROM staff WHERE name = ?", wanted)
    if row is None:
        raise refuse(field, "unknown_staff", name=wanted)
    if not row["active"]:
        raise refuse(field, "not_active", name=wanted)
    return str(row["name"])
