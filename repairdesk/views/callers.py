"""Who is calling: residents by room, telephone, name or pinyin initials, with their open and recent lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules import routing
from repairdesk.rules.parse import narrow, phone_tail

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

RECENT = 5
"""Ended lines shown of a room."""
LEAST_DIGITS = 3
"""Digits from which a number is looked for among the telephones."""

_ROOMS = """
SELECT r.id AS room_id, r.name AS room, r.public_area, p.id AS resident_id, p.name, p.phone, p.key_customer
FROM room r LEFT JOIN resident p ON p.room_id = r.id
"""
# A word is the beginning or the last part of a room (also without its dashes), any part of the name of a public area,
# the beginning of pinyin initials, a part of a name, or the end of a telephone number.
_WORD = """(substr(lower(r.name), 1, length(?1)) = ?1
 OR substr(lower(r.name), -length(?1) - 1) = '-' || ?1
 OR replace(lower(r.name), '-', '') = ?1
 OR (r.public_area AND instr(lower(r.name), ?1) > 0)
 OR instr(lower(p.name), ?1) > 0
 OR instr(' ' || p.initials, ' ' || ?1) > 0
 OR (?2 AND replace(p.phone, '-', '') LIKE '%' || ?1))"""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line of a room, open or ended."""

    number: str
    content: str
    state: str
    trade: str
    kind: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may be calling; ``resident_id`` is None for a room without names and for a caller not on file."""

    resident_id: int | None
    room: str
    name: str
    phone: str
    key_customer: bool
    public_area: bool
    open_calls: tuple[OpenLine, ...]
    recent: tuple[OpenLine, ...]


def find(store: Store, text: str, limit: int = 20) -> tuple[Caller, ...]:
    """Everybody whom ``text`` may mean, the nearest first; several words must all fit.

    After the residents come callers who are on no list but have called from this telephone before.
    """
    words = narrow(text).lower().split()[:4]
    if not words:
        return ()
    with store.read() as tx:
        rows = _residents(tx, words, limit)
        found = [_caller(tx, row) for row in rows]
        if len(words) == 1 and len(found) < limit:
            known = {caller.phone for caller in found}
            found += [caller for caller in _former(tx, words[0]) if caller.phone not in known]
    return tuple(found[:limit])


def likely_duplicates(
    store: Store, room: str, content: str, trade: str | None, now: datetime
) -> tuple[OpenLine, ...]:
    """The open lines of this room that most likely are the same call, the likeliest first: a warning, no more."""
    with store.read() as tx:
        rows = tx.all(
            "SELECT number, content, state, trade, kind, received_at FROM call"
            " WHERE closed_at IS NULL AND room = ? COLLATE NOCASE AND received_at <= ? ORDER BY received_at DESC",
            narrow(room),
            now,
        )
    candidates = {row["number"]: _line(row) for row in rows}
    found: list[OpenLine] = []
    while candidates:
        others = [
            routing.OpenLine(line.number, line.content, line.trade or None) for line in candidates.values()
        ]
        nearest = routing.likely_duplicate(content, trade, others)
        if nearest is None:
            break
        found.append(candidates.pop(nearest.number))
    return tuple(found)


def _residents(tx: Tx, words: list[str], limit: int) -> list[Row]:
    conditions, values = [], []
    for place, word in enumerate(words):
        conditions.append(_WORD.replace("?1", f"?{2 * place + 1}").replace("?2", f"?{2 * place + 2}"))
        values += [word, word.isdigit() and len(word) >= LEAST_DIGITS]
    first = "lower(r.name) = ?1 DESC, substr(lower(r.name), 1, length(?1)) = ?1 DESC, lower(p.name) = ?1 DESC"
    sql = f"{_ROOMS} WHERE {' AND '.join(conditions)} ORDER BY {first}, r.id, p.id LIMIT {int(limit)}"
    return tx.all(sql, *values)


def _former(tx: Tx, word: str) -> list[Caller]:
    """Callers of this telephone who are not residents on file."""
    if not word.isdigit() or len(word) < 4:
        return []
    rows = tx.all(
        "SELECT room, caller, phone, max(received_at) AS last FROM call WHERE phone_tail = ?"
        " AND replace(phone, '-', '') LIKE '%' || ? GROUP BY room, caller, phone ORDER BY last DESC LIMIT 5",
        word[-4:],
        word,
    )
    return [
        Caller(
            None,
            row["room"] or "",
            row["caller"] or "",
            row["phone"] or "",
            False,
            False,
            *_of_phone(tx, row),
        )
        for row in rows
    ]


def _caller(tx: Tx, row: Row) -> Caller:
    return Caller(
        row["resident_id"],
        row["room"],
        row["name"] or "",
        row["phone"] or "",
        bool(row["key_customer"]),
        bool(row["public_area"]),
        *_lines(tx, "room_id = ?", row["room_id"]),
    )


def _of_phone(tx: Tx, row: Row) -> tuple[tuple[OpenLine, ...], tuple[OpenLine, ...]]:
    return _lines(tx, "phone_tail = ? AND phone = ?", phone_tail(row["phone"]), row["phone"])


def _lines(tx: Tx, which: str, *values: object) -> tuple[tuple[OpenLine, ...], tuple[OpenLine, ...]]:
    """The open lines and the last ended ones; the plus makes SQLite look among the open ones, which are few."""
    sql = "SELECT number, content, state, trade, kind, received_at FROM call WHERE closed_at"
    still = tx.all(f"{sql} IS NULL AND +{which} ORDER BY received_at DESC LIMIT 20", *values)
    ended = tx.all(f"{sql} IS NOT NULL AND {which} ORDER BY received_at DESC LIMIT {RECENT}", *values)
    return tuple(_line(row) for row in still), tuple(_line(row) for row in ended)


def _line(row: Row) -> OpenLine:
    return OpenLine(
        row["number"],
        row["content"],
        row["state"],
        row["trade"] or "",
        row["kind"],
        load.instant(row["received_at"]),
    )
