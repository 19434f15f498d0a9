"""The office's own registers as the procedures in use lay them down, and what has been entered in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import refuse
from repairdesk.rules.statements import Book

from . import load
from .directories import procedures_in_use

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store

MOST = 500

_LINES = """
SELECT b.*, c.number AS call, s.name AS who FROM standing_book_line b
LEFT JOIN call c ON c.id = b.call_id LEFT JOIN staff s ON s.id = b.staff_id
WHERE b.book = ? AND b.at >= ? AND b.at < ? ORDER BY b.at DESC, b.id DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line of a book: ``entries`` by field, in the order of the book."""

    id: int
    at: datetime
    entries: dict[str, str]
    call: str | None
    who: str
    entered_at: datetime


def books(store: Store) -> tuple[Book, ...]:
    """The books of the procedures in use; of two with one name the first, whose lines they share."""
    return tuple(book for book, _ in _books(store).values())


def book_named(store: Store, name: str) -> tuple[Book, Procedure]:
    """The book of that name and the procedure it is of. Refused: ``unknown_book``."""
    found = _books(store)
    if name not in found:
        raise refuse("book", "unknown_book", name=name, allowed=", ".join(found))
    return found[name]


def _books(store: Store) -> dict[str, tuple[Book, Procedure]]:
    found: dict[str, tuple[Book, Procedure]] = {}
    for procedure in procedures_in_use(store):
        for book in procedure.book:
            found.setdefault(book.name, (book, procedure))
    return found


def lines(
    store: Store,
    name: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = MOST,
) -> tuple[BookLine, ...]:
    """What was entered in a book, the latest first; ``since`` is included, ``until`` is not."""
    bounds = load.stored(since) if since else "", load.stored(until) if until else "~"
    with store.read() as tx:
        return tuple(_line(row) for row in tx.all(_LINES, name, *bounds, limit))


def _line(row: Row) -> BookLine:
    return BookLine(
        row["id"],
        load.instant(row["at"]),
        json.loads(row["entries"]),
        row["call"],
        row["who"] or "",
        load.instant(row["entered_at"]),
    )
