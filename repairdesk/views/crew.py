"""Whether the crew is full, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Store


@dataclass(frozen=True, slots=True)
class CrewFull:
    """The crew, or one trade of it, takes no more routine visits before ``until``, as ``said_by`` has said."""

    trade: str
    until: datetime
    said_by: str
    declared_at: datetime


def crew_full(store: Store, now: datetime) -> tuple[CrewFull, ...]:
    """What was declared and is still so at ``now``, the whole crew first."""
    with store.read() as tx:
        rows = tx.all(
            "SELECT * FROM crew_full WHERE declared_at <= ?1 AND until > ?1 AND (ended_at IS NULL OR ended_at > ?1)"
            " ORDER BY trade, until DESC",
            now,
        )
    return tuple(
        CrewFull(
            row["trade"] or "", load.instant(row["until"]), row["said_by"], load.instant(row["declared_at"])
        )
        for row in rows
    )
