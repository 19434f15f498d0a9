"""What the desk holds for somebody: messages, keys, cash and other things, until they are given out or dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.refusal import refuse

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

_ITEMS = """
SELECT i.*, s.name AS who, d.name AS done_who FROM desk_item i
LEFT JOIN staff s ON s.id = i.staff_id LEFT JOIN staff d ON d.id = i.done_by
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing held: ``kind`` is ``message``, ``key``, ``cash`` or ``other``; ``amount`` in fen, for cash.

    ``done_at`` is None as long as it is held; ``given_to`` says who was given it.
    """

    id: int
    kind: str
    content: str
    room: str
    amount: int | None
    taken_at: datetime
    who: str
    post: str
    done_at: datetime | None
    done_by: str
    given_to: str
    version: int


def items(store: Store, *, done_since: datetime | None = None) -> tuple[Item, ...]:
    """What is held, the longest held first; with ``done_since`` what was dealt with since then instead."""
    with store.read() as tx:
        if done_since is None:
            return _all(tx, "i.done_at IS NULL ORDER BY i.taken_at, i.id")
        return _all(tx, "i.done_at >= ? ORDER BY i.done_at, i.id", load.stored(done_since))


def item_numbered(store: Store, number: int) -> Item:
    """One of them, held or not. Refused: ``nothing_held``."""
    with store.read() as tx:
        found = _all(tx, "i.id = ?", number)
    if not found:
        raise refuse("item", "nothing_held", number=number)
    return found[0]


def held(tx: Tx, now: datetime) -> tuple[Item, ...]:
    """What was held then, within a question that is being answered."""
    where = "(i.done_at IS NULL OR i.done_at > ?1) AND i.taken_at <= ?1 ORDER BY i.taken_at, i.id"
    return _all(tx, where, load.stored(now))


def _all(tx: Tx, where: str, *values: object) -> tuple[Item, ...]:
    return tuple(_item(row) for row in tx.all(f"{_ITEMS}WHERE {where}", *values))


def _item(row: Row) -> Item:
    return Item(
        row["id"],
        row["kind"],
        row["content"],
        row["room"] or "",
        row["amount_fen"],
        load.instant(row["taken_at"]),
        row["who"] or "",
        row["post"],
        load.instant(row["done_at"]),
        row["done_who"] or "",
        row["given_to"] or "",
        row["version"],
    )
