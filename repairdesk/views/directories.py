"""The lists an office keeps: rooms, residents, prices, procedures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules.parse import narrow

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Store, Tx
    from repairdesk.rules.procedure import Procedure

MOST = 1000


@dataclass(frozen=True, slots=True)
class Room:
    """A room, or a place of the public area, with the names of its residents."""

    id: int
    name: str
    building: str
    public_area: bool
    residents: str
    version: int


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who lives or works in a room."""

    id: int
    room: str
    name: str
    phone: str
    key_customer: bool
    version: int


@dataclass(frozen=True, slots=True)
class Price:
    """A price, in fen a unit, and the day from which it holds; ``version`` counts every change of the item's prices."""

    id: int
    item: str
    unit: str
    price: int
    kind: str
    paid: bool
    valid_from: date
    version: int


@dataclass(frozen=True, slots=True)
class Adopted:
    """A version of a procedure that the office has or had in use."""

    id: int
    name: str
    version: int
    adopted_at: datetime
    in_use: bool


def rooms(store: Store, text: str = "", limit: int = MOST) -> tuple[Room, ...]:
    """The rooms whose name begins with ``text`` or whose residents' names have it in them."""
    with store.read() as tx:
        rows = tx.all(
            "SELECT r.*, group_concat(p.name, ', ') AS residents FROM room r LEFT JOIN resident p ON p.room_id = r.id"
            " GROUP BY r.id HAVING ?1 = '' OR substr(lower(r.name), 1, length(?1)) = ?1 OR instr(lower(residents), ?1)"
            " ORDER BY r.id LIMIT ?2",
            narrow(text).lower(),
            limit,
        )
    return tuple(
        Room(
            r["id"],
            r["name"],
            r["building"] or "",
            bool(r["public_area"]),
            r["residents"] or "",
            r["version"],
        )
        for r in rows
    )


def residents(store: Store, text: str = "", limit: int = MOST) -> tuple[Resident, ...]:
    """The residents by room, name, initials or telephone."""
    with store.read() as tx:
        rows = tx.all(
            "SELECT p.*, r.name AS room FROM resident p JOIN room r ON r.id = p.room_id"
            " WHERE ?1 = '' OR substr(lower(r.name), 1, length(?1)) = ?1 OR instr(lower(p.name), ?1)"
            " OR instr(' ' || p.initials, ' ' || ?1) OR p.phone LIKE '%' || ?1 ORDER BY r.id, p.id LIMIT ?2",
            narrow(text).lower(),
            limit,
        )
    return tuple(
        Resident(r["id"], r["room"], r["name"], r["phone"] or "", bool(r["key_customer"]), r["version"])
        for r in rows
    )


def prices(store: Store, day: date | None = None, text: str = "") -> tuple[Price, ...]:
    """The price of each item in force on ``day``; without a day every price ever on the list."""
    with store.read() as tx:
        rows = tx.all(
            "SELECT p.*, (SELECT sum(version) FROM price q WHERE q.item = p.item) AS versions FROM price p WHERE (?1 = '' OR instr(lower(item), ?1)) AND (?2 IS NULL OR p.valid_from ="
            " (SELECT max(valid_from) FROM price q WHERE q.item = p.item AND q.valid_from <= ?2))"
            " ORDER BY kind, item, valid_from",
            narrow(text).lower(),
            day,
        )
    return tuple(
        Price(
            r["id"],
            r["item"],
            r["unit"],
            r["price_fen"],
            r["kind"],
            bool(r["paid"]),
            date.fromisoformat(r["valid_from"]),
            r["versions"],
        )
        for r in rows
    )


def procedures(store: Store) -> tuple[Adopted, ...]:
    """Every version adopted, the newest first."""
    with store.read() as tx:
        current = _in_use(tx)
        rows = tx.all("SELECT id, name, version, adopted_at FROM procedure ORDER BY id DESC")
    return tuple(
        Adopted(r["id"], r["name"], int(r["version"]), load.instant(r["adopted_at"]), r["id"] in current)
        for r in rows
    )


def procedure_in_use(store: Store) -> Procedure:
    """The procedure that new lines are taken under unless they name another, at the office's hours."""
    return procedures_in_use(store)[0]


def procedures_in_use(store: Store) -> tuple[Procedure, ...]:
    """The procedures that new lines may be taken under, the office's own first, at the office's hours."""
    with store.read() as tx:
        hours = load.office(tx).hours
        return tuple(load.procedure(tx, each, hours) for each in _in_use(tx))


def adopted(store: Store, procedure_id: int) -> Procedure:
    """A version of a procedure that was adopted, at the office's hours."""
    with store.read() as tx:
        return load.procedure(tx, procedure_id, load.office(tx).hours)


def adopted_body(store: Store, procedure_id: int) -> dict[str, Any]:
    """The text of an adopted version as it was read, to be adopted again."""
    with store.read() as tx:
        body: dict[str, Any] = json.loads(tx.value("SELECT body FROM procedure WHERE id = ?", procedure_id))
    return body


def _in_use(tx: Tx) -> list[int]:
    rows = tx.all("SELECT procedure_id FROM enabled_procedure WHERE active ORDER BY name")
    return [load.office(tx).procedure_id, *(row["procedure_id"] for row in rows)]
