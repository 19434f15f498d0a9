"""The register: every line ever, found by any word of it, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.facts import OPINIONS, Timeline
from repairdesk.rules.parse import narrow

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

_LINES = """
SELECT c.id, c.number, c.received_at, c.kind, c.state, c.room, c.caller, c.phone, c.content, c.urgency, c.trade,
 c.place, c.origin, c.paid, c.closed_at, c.reason, c.token, o.number AS order_number, s.name AS technician
FROM call c
LEFT JOIN standing_work_order o ON o.id = (SELECT max(id) FROM standing_work_order WHERE call_id = c.id)
LEFT JOIN staff s ON s.id = o.technician_id
"""
TAIL = (4, 11)
"""Digits that are looked up as the end of a telephone number; more than a mobile has are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which lines to show; what is left out does not matter. ``since`` is included, ``until`` is not."""

    state: str | None = None
    kind: str | None = None
    technician: str | None = None
    trade: str | None = None
    place: str | None = None
    room: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    paid: bool | None = None
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of the register; ``id`` is its place, for asking for those before it."""

    id: int
    number: str
    received_at: datetime
    kind: str
    state: str
    room: str
    caller: str
    phone: str
    content: str
    urgency: str
    trade: str
    place: str
    origin: str
    paid: bool
    order: str | None
    technician: str
    closed_at: datetime | None
    reason: str
    token: str | None


def search(
    store: Store,
    text: str = "",
    filters: Filters | None = None,
    limit: int | None = 200,
    before: int | None = None,
) -> tuple[RegisterLine, ...]:
    """The lines that have every word of ``text`` and pass the filters, newest first; ``before`` an id, for more.

    A word may be a part of the content, a room, a name or its pinyin initials, a number of a call or an order, the
    end of a number, or the end of a telephone number.
    """
    with store.read() as tx:
        conditions, values = _conditions(filters or Filters())
        for word in _words(text):
            condition, more = _word(tx, word)
            conditions.append(condition)
            values += more
        if before is not None:
            conditions.append("c.id < ?")
            values.append(before)
        where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
        rows = tx.all(f"{_LINES}{where}ORDER BY c.id DESC LIMIT ?", *values, -1 if limit is None else limit)
    return tuple(_line(row) for row in rows)


def of_numbers(store: Store, wanted: tuple[str, ...], text: str = "") -> tuple[RegisterLine, ...]:
    """The lines of these numbers that have every word of ``text``, newest first: the list behind a figure."""
    import json

    with store.read() as tx:
        conditions = ["c.number IN (SELECT value FROM json_each(?))"]
        values: list[object] = [json.dumps(wanted)]
        for word in _words(text):
            condition, more = _word(tx, word)
            conditions.append(condition)
            values += more
        rows = tx.all(f"{_LINES}WHERE {' AND '.join(conditions)} ORDER BY c.id DESC", *values)
    return tuple(_line(row) for row in rows)


def numbers(store: Store) -> tuple[str, ...]:
    """The number of every call, in the order in which they were given."""
    with store.read() as tx:
        return tuple(row["number"] for row in tx.all("SELECT number FROM call ORDER BY number"))


def tokens(store: Store) -> tuple[str, ...]:
    """The token of every call that came with one, in the order of entry."""
    with store.read() as tx:
        return tuple(
            row["token"] for row in tx.all("SELECT token FROM call WHERE token IS NOT NULL ORDER BY id")
        )


@dataclass(frozen=True, slots=True)
class History:
    """A line with the moments of its life, for a file: those of its last order; amounts in fen."""

    number: str
    received_at: datetime
    kind: str
    state: str
    channel: str
    room: str
    place: str
    place_detail: str
    caller: str
    phone: str
    content: str
    urgency: str
    trade: str
    paid: bool
    appointment: datetime | None
    order: str
    technician: str
    issued_at: datetime | None
    arrived_at: datetime | None
    finished_at: datetime | None
    signed_by: str
    returned_at: datetime | None
    checked_at: datetime | None
    called_at: datetime | None
    opinion: str
    labour: int
    material: int
    closed_at: datetime | None
    reason: str


def history(store: Store, now: datetime) -> Iterator[History]:
    """Every line ever, oldest first, some hundreds at a time so that the register is never held for long."""
    last = 0
    while True:
        with store.read() as tx:
            rows = tx.all(_HISTORY, last, now, CHUNK)
            timelines = load.timelines(tx, rows, until=now)
            signed = _signed(tx, rows)
        if not rows:
            return
        yield from (_history(row, timelines[row["id"]], signed.get(row["id"], "")) for row in rows)
        last = rows[-1]["id"]


def _signed(tx: Tx, rows: list[Row]) -> dict[int, str]:
    """Who signed last on each of these lines."""
    found = tx.all(
        "SELECT call_id, remark FROM standing_fact WHERE what = 'customer.signed'"
        " AND call_id IN (SELECT value FROM json_each(?)) ORDER BY call_id, at, id",
        load.ids(rows),
    )
    return {row["call_id"]: row["remark"] or "" for row in found}


def _history(row: Row, timeline: Timeline, signed_by: str) -> History:
    def at(*whats: str) -> datetime | None:
        fact = timeline.last(*whats)
        return fact.at if fact else None

    calls = [f for f in timeline.all("callback.made") if f.kind == "completion" and f.answer in OPINIONS]
    agreed = timeline.first("appointment.agreed")
    texts = {name: row[name] or "" for name in _TEXTS}
    return History(
        **texts,
        received_at=load.instant(row["received_at"]),
        paid=bool(row["paid"]),
        appointment=agreed.for_ if agreed else None,
        order=row["order_number"] or "",
        technician=row["technician"] or "",
        issued_at=at("order.issued"),
        arrived_at=at("technician.arrived"),
        finished_at=at("work.finished", "visit.answered"),
        signed_by=signed_by,
        returned_at=at("slip.returned"),
        checked_at=at("officer.signed"),
        called_at=calls[-1].at if calls else None,
        opinion=(calls[-1].answer or "") if calls else "",
        labour=row["labour_fen"] or 0,
        material=row["material_fen"] or 0,
        closed_at=timeline.ended.at if timeline.ended else None,
    )


_TEXTS = (
    "number", "kind", "state", "channel", "room", "place", "place_detail", "caller", "phone", "content", "urgency",
    "trade", "reason",
)  # fmt: skip
CHUNK = 500
_HISTORY = """
SELECT c.*, o.number AS order_number, o.labour_fen, o.material_fen, s.name AS technician
FROM call c
LEFT JOIN standing_work_order o ON o.id = (SELECT max(id) FROM standing_work_order WHERE call_id = c.id)
LEFT JOIN staff s ON s.id = o.technician_id
WHERE c.id > ? AND c.received_at <= ? ORDER BY c.id LIMIT ?
"""


def _conditions(filters: Filters) -> tuple[list[str], list[object]]:
    """The filters as conditions of the question, with their values."""
    wanted: list[tuple[str, object]] = [
        ("c.state = ?", filters.state),
        ("c.kind = ?", filters.kind),
        ("s.name = ?", filters.technician),
        ("c.trade = ?", filters.trade),
        ("c.place = ?", filters.place),
        ("c.room = ? COLLATE NOCASE", filters.room),
        ("c.received_at >= ?", filters.since),
        ("c.received_at < ?", filters.until),
        ("c.paid = ?", filters.paid),
    ]
    found = [(condition, value) for condition, value in wanted if value is not None]
    conditions = [condition for condition, _ in found] + (
        ["c.closed_at IS NULL"] if filters.open_only else []
    )
    return conditions, [value for _, value in found]


def _words(text: str) -> list[str]:
    """The words to look for. Signs alone, such as a dash, are on no line's list: beside words they say nothing."""
    from repairdesk.models.search import match

    words = narrow(text).split()
    return ([word for word in words if match(word)] or words)[:8]


def _word(tx: Tx, word: str) -> tuple[str, list[object]]:
    """The condition that a line has this word."""
    from repairdesk.models.search import match

    phrase = match(word)
    ways, values = [], []
    if phrase:
        ways.append("c.id IN (SELECT rowid FROM call_search WHERE words MATCH ?)")
        values.append(phrase)
    digits = load.digits_of(word)
    if digits.isascii() and digits.isdigit():
        if TAIL[0] <= len(digits) <= TAIL[1]:
            ways.append(
                "c.id IN (SELECT id FROM call WHERE phone_tail = ? AND replace(phone, '-', '') LIKE ?)"
            )
            values += [digits[-4:], f"%{digits}%"]
        if load.SHORTEST_TAIL <= len(digits) <= load.LONGEST:
            ways.append("c.id IN (SELECT call_id FROM standing_work_order WHERE number LIKE ?)")
            ways.append("c.id IN (SELECT id FROM call WHERE number LIKE ?)")
            values += [f"%{digits}", f"%{digits}"]
    return (f"({' OR '.join(ways)})", [*values]) if ways else ("0", [])


def _line(row: Row) -> RegisterLine:
    return RegisterLine(
        id=row["id"],
        number=row["number"],
        received_at=load.instant(row["received_at"]),
        kind=row["kind"],
        state=row["state"],
        room=row["room"] or "",
        caller=row["caller"] or "",
        phone=row["phone"] or "",
        content=row["content"],
        urgency=row["urgency"],
        trade=row["trade"] or "",
        place=row["place"],
        origin=row["origin"],
        paid=bool(row["paid"]),
        order=row["order_number"],
        technician=row["technician"] or "",
        closed_at=load.instant(row["closed_at"]),
        reason=row["reason"] or "",
        token=row["token"],
    )
