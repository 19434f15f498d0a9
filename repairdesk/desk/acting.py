"""Who acts. A module of its own, because the desk asks this before its first paint and nothing else of an operation."""

from __future__ import annotations

from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views import load


def operator(store: Store, name: str, *, now: datetime) -> Operator:
    """The person of that name, acting at the post on duty now. Refused for somebody unknown or no longer here."""
    with store.read() as tx:
        row = tx.one("SELECT * FROM staff WHERE name = ?", name.strip())
        if row is None:
            raise refuse("by", "unknown_staff", name=name)
        if not row["active"]:
            raise refuse("by", "not_active", name=name)
        return Operator(row["id"], row["name"], row["role"], load.office(tx).hours.post(now))
