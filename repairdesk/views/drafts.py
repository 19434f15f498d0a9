"""Forms that were begun and not saved: listed, and opened again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Store


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A form that waits to be finished."""

    id: int
    kind: str
    title: str
    saved_at: datetime
    who: str


def drafts(store: Store) -> tuple[DraftLine, ...]:
    """Every draft, the one saved last first."""
    with store.read() as tx:
        rows = tx.all(
            "SELECT d.id, d.kind, d.title, d.saved_at, s.name AS who FROM draft d"
            " LEFT JOIN staff s ON s.id = d.staff_id ORDER BY d.saved_at DESC, d.id DESC"
        )
    return tuple(
        DraftLine(row["id"], row["kind"], row["title"] or "", load.instant(row["saved_at"]), row["who"] or "")
        for row in rows
    )


def draft(store: Store, draft_id: int) -> dict[str, Any]:
    """What was typed into a draft, by field; empty if somebody has finished or dropped it meanwhile."""
    with store.read() as tx:
        body = tx.value("SELECT body FROM draft WHERE id = ?", draft_id)
    found: dict[str, Any] = json.loads(body) if body else {}
    return found
