"""The register of equipment, each piece with its faults, and the faults that come back too often (S000-F-12, S000-G-09)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from repairdesk.rules.parse import narrow
from repairdesk.rules.refusal import refuse

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store

MOST = 1000
WINDOW = timedelta(days=30)
OFTEN = 3

_EQUIPMENT = """
SELECT e.*, count(c.id) AS faults, max(c.received_at) AS last FROM equipment e
LEFT JOIN call c ON c.equipment_id = e.id AND c.state NOT IN ('withdrawn', 'converted')
"""


@dataclass(frozen=True, slots=True)
class Equipment:
    """A piece of equipment, how many faults it has had, and when the last one was reported."""

    id: int
    name: str
    kind: str
    brand: str
    model: str
    place: str
    installed_on: date | None
    note: str
    active: bool
    faults: int
    last_fault_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A call about a piece of equipment."""

    call: str
    received_at: datetime
    content: str
    urgency: str
    state: str


@dataclass(frozen=True, slots=True)
class EquipmentCard:
    """One piece of equipment with its calls, the latest first, and how many faults each month of the office had."""

    equipment: Equipment
    faults: tuple[Fault, ...]
    by_month: dict[str, int]


@dataclass(frozen=True, slots=True)
class Frequent:
    """A fault that comes back: of one piece of equipment, or of one trade in one room, with the calls about it."""

    equipment: str
    room: str
    trade: str
    calls: tuple[str, ...]
    last: datetime


def equipment(
    store: Store, text: str = "", *, gone: bool = False, limit: int = MOST
) -> tuple[Equipment, ...]:
    """What has ``text`` in its name, kind, brand, model or place; with ``gone`` also what is out of use."""
    with store.read() as tx:
        rows = tx.all(
            _EQUIPMENT
            + " WHERE (e.active OR ?1) AND (?2 = '' OR instr(lower(e.name), ?2) OR instr(lower(e.kind), ?2)"
            " OR instr(lower(e.brand), ?2) OR instr(lower(e.model), ?2) OR instr(lower(e.place), ?2))"
            " GROUP BY e.id ORDER BY e.active DESC, e.name LIMIT ?3",
            gone,
            narrow(text).lower(),
            limit,
        )
    return tuple(_equipment(row) for row in rows)


def equipment_card(store: Store, name: str) -> EquipmentCard:
    """One piece of equipment with all its calls. Refused: ``unknown_equipment``."""
    with store.read() as tx:
        row = tx.one(_EQUIPMENT + " WHERE e.name = ? GROUP BY e.id", narrow(name))
        if row is None:
            raise refuse("equipment", "unknown_equipment", name=name)
        hours = load.office(tx).hours
        calls = tx.all(
            "SELECT number, received_at, content, urgency, state FROM call WHERE equipment_id = ?"
            " ORDER BY received_at DESC, id DESC",
            row["id"],
        )
    faults = tuple(
        Fault(c["number"], load.instant(c["received_at"]), c["content"], c["urgency"], c["state"])
        for c in calls
    )
    counted = Counter(
        f"{hours.local(fault.received_at):%Y-%m}"
        for fault in reversed(faults)
        if fault.state not in ("withdrawn", "converted")
    )
    return EquipmentCard(_equipment(row), faults, dict(counted))


def frequent_faults(store: Store, now: datetime) -> tuple[Frequent, ...]:
    """What was reported three times or more within the last 30 days, the most frequent first.

    Calls about the same equipment count together; those about none where room and trade are the same.
    """
    with store.read() as tx:
        rows = tx.all(
            "SELECT c.number, c.received_at, c.room, c.trade, e.name AS equipment FROM call c"
            " LEFT JOIN equipment e ON e.id = c.equipment_id WHERE c.received_at > ? AND c.received_at <= ?"
            " AND c.kind = 'repair' AND c.state NOT IN ('withdrawn', 'converted') ORDER BY c.received_at, c.id",
            now - WINDOW,
            now,
        )
    together: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if row["equipment"]:
            together.setdefault((row["equipment"], "", ""), []).append(row)
        elif row["room"] and row["trade"]:
            together.setdefault(("", row["room"], row["trade"]), []).append(row)
    found = [
        Frequent(*key, tuple(row["number"] for row in calls), load.instant(calls[-1]["received_at"]))
        for key, calls in together.items()
        if len(calls) >= OFTEN
    ]
    return tuple(sorted(found, key=lambda each: (-len(each.calls), each.last)))


def _equipment(row: Row) -> Equipment:
    return Equipment(
        id=row["id"],
        name=row["name"],
        kind=row["kind"] or "",
        brand=row["brand"] or "",
        model=row["model"] or "",
        place=row["place"] or "",
        installed_on=date.fromisoformat(row["installed_on"]) if row["installed_on"] else None,
        note=row["note"] or "",
        active=bool(row["active"]),
        faults=row["faults"],
        last_fault_at=load.instant(row["last"]),
        version=row["version"],
    )
