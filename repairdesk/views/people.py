"""The staff: technicians with what they carry, and everybody who may sign on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store

DESK_FIRST = ("clerk", "operator", "officer", "supervisor", "manager", "finance", "foreman", "technician")

# An order is in somebody's hands while it is the line's latest and nobody has ended it.
_IN_HANDS = """
SELECT o.technician_id, c.room, c.state, o.issued_at FROM call c
JOIN standing_work_order o ON o.id = (SELECT max(id) FROM standing_work_order WHERE call_id = c.id)
WHERE c.closed_at IS NULL AND c.state IN ('dispatched', 'accepted', 'on_site', 'waiting') AND o.issued_at <= ?
ORDER BY o.issued_at
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff; ``area`` names the buildings he serves, ``firm`` the outside firm he is of."""

    id: int
    name: str
    role: str
    trade: str
    phone: str
    active: bool
    initials: str
    version: int
    area: str = ""
    firm: str = ""


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who can be sent, with the orders in his hands; ``last_room`` is where he was sent last."""

    name: str
    role: str
    trade: str
    phone: str
    open_orders: int
    on_site: bool
    last_room: str
    area: str = ""
    firm: str = ""


def technicians(store: Store, now: datetime) -> tuple[Technician, ...]:
    """The technicians and foremen at work here, those with the fewest open orders first within a trade."""
    with store.read() as tx:
        crew = tx.all("SELECT * FROM staff WHERE active AND role IN ('technician', 'foreman')")
        carried: dict[int, list[Row]] = {row["id"]: [] for row in crew}
        for row in tx.all(_IN_HANDS, now):
            carried.get(row["technician_id"], []).append(row)
        last = {
            row["technician_id"]: row["room"]
            for row in tx.all(
                "SELECT o.technician_id, c.room, max(o.id) FROM standing_work_order o JOIN call c ON c.id = o.call_id"
                " WHERE o.id > (SELECT coalesce(max(id), 0) - 500 FROM standing_work_order) GROUP BY o.technician_id"
            )
        }
    found = [_technician(row, carried[row["id"]], last.get(row["id"]) or "") for row in crew]
    return tuple(sorted(found, key=lambda each: (each.trade, each.role, each.open_orders, each.name)))


def _technician(row: Row, carried: list[Row], last_room: str) -> Technician:
    on_site = any(order["state"] == "on_site" for order in carried)
    return Technician(
        row["name"],
        row["role"],
        row["trade"] or "",
        row["phone"] or "",
        len(carried),
        on_site,
        last_room,
        row["area"] or "",
        row["firm"] or "",
    )


def staff(store: Store) -> tuple[Person, ...]:
    """Everybody ever on the staff, those at work here first."""
    with store.read() as tx:
        rows = tx.all("SELECT * FROM staff ORDER BY active DESC, id")
    return tuple(_person(row) for row in rows)


def operators(store: Store) -> tuple[Person, ...]:
    """Everybody who may sign on, those of the desk first."""
    found = [person for person in staff(store) if person.active]
    return tuple(sorted(found, key=lambda person: (DESK_FIRST.index(person.role), person.id)))


def _person(row: Row) -> Person:
    return Person(
        row["id"],
        row["name"],
        row["role"],
        row["trade"] or "",
        row["phone"] or "",
        bool(row["active"]),
        row["initials"] or "",
        row["version"],
        row["area"] or "",
        row["firm"] or "",
    )
