"""The month's figures from the register, each with the list of calls behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from repairdesk.rules import payment
from repairdesk.rules.month import Figures, Record
from repairdesk.rules.month import month as figures_of
from repairdesk.rules.refusal import refuse
from repairdesk.rules.schema import Words
from repairdesk.rules.worktime import Hours

from . import load
from .directories import procedures_in_use

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

LONGEST = timedelta(days=366)
"""How long before the month a line may have been received whose limit falls in it (by appointment)."""
SETTLED = timedelta(days=31)
"""How long before the month such a line may have been struck off: when an agreed time was kept much too early."""

_LINES = """
SELECT c.*, r.building FROM call c LEFT JOIN room r ON r.id = c.room_id
WHERE c.received_at >= ? AND c.received_at < ? AND c.received_at <= ?
 AND (c.received_at >= ? OR c.closed_at IS NULL OR c.closed_at >= ?) ORDER BY c.received_at, c.id
"""


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month of the office: ``first`` to ``last`` (not included) are instants, ``ended`` says that it is over."""

    year: int
    month: int
    procedure: str
    first: datetime
    last: datetime
    ended: bool
    figures: Figures
    titles: dict[str, Words]
    """What the office calls the rates of its own."""


def month(store: Store, year: int, month: int, now: datetime, *, procedure: str = "") -> MonthView:
    """The figures of that month as they stand at ``now``, of all calls, with the rates the office's procedure shows.

    With a ``procedure`` in use only of the calls taken under it, in whatever version, with its own rates.
    Refused: ``bad_month``, ``not_in_use``.
    """
    used = procedures_in_use(store)
    found = next((one for one in used if one.id == procedure), None) if procedure else used[0]
    if found is None:
        raise refuse("procedure", "not_in_use", procedure=procedure, allowed=", ".join(o.id for o in used))
    with store.read() as tx:
        hours = load.office(tx).hours
        first, last = bounds(year, month, hours)
        lines = records(tx, hours, first, last, now)
    mine = [line for line in lines if not procedure or line.procedure.id == procedure]
    titles = {rate.name: rate.title for rate in (found.month.rate if found.month else ())}
    figures = figures_of(found, mine, first, last, now)
    return MonthView(year, month, found.id, first, last, now >= last, figures, titles)


def bounds(year: int, month: int, hours: Hours) -> tuple[datetime, datetime]:
    """The instants between which a month of the office lies, the second not included. Refused: ``bad_month``."""
    try:
        first = date(year, month, 1)
        following = date(year + month // 12, month % 12 + 1, 1)
    except ValueError:
        raise refuse("month", "bad_month") from None
    return hours.day_bounds(first)[0], hours.day_bounds(following)[0]


def records(tx: Tx, hours: Hours, first: datetime, last: datetime, now: datetime) -> list[Record]:
    """Every line that the figures of a span may count, with what they need of it, as it stood at ``now``."""
    rows = tx.all(_LINES, first - LONGEST, last, now, first, first - SETTLED)
    timelines = load.timelines(tx, rows, until=now)
    procedures = {key: load.procedure(tx, key, hours) for key in {row["procedure_id"] for row in rows}}
    orders, waived = _orders(tx, rows), _waived(tx, rows, now)
    return [
        Record(
            number=row["number"],
            procedure=procedures[row["procedure_id"]],
            timeline=timelines[row["id"]],
            technicians=tuple(order["technician"] or "" for order in orders.get(row["id"], ())),
            trade=row["trade"] or "",
            building=row["building"] or "",
            labour=_sum(orders.get(row["id"], ()), "labour_fen"),
            material=_sum(orders.get(row["id"], ()), "material_fen"),
            total=_sum(orders.get(row["id"], ()), "total_fen"),
            waived=waived.get(row["id"], 0),
            received=payment.received(timelines[row["id"]]),
        )
        for row in rows
    ]


def _sum(orders: list[Row] | tuple[()], column: str) -> int:
    return sum(order[column] or 0 for order in orders)


def _orders(tx: Tx, rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for order in tx.all(
        "SELECT o.call_id, o.labour_fen, o.material_fen, o.total_fen, s.name AS technician FROM standing_work_order o"
        " LEFT JOIN staff s ON s.id = o.technician_id"
        " WHERE o.call_id IN (SELECT value FROM json_each(?)) ORDER BY o.id",
        load.ids(rows),
    ):
        found.setdefault(order["call_id"], []).append(order)
    return found


def _waived(tx: Tx, rows: list[Row], now: datetime) -> dict[int, int]:
    """What of each line's bill is not charged, in fen."""
    waivers = tx.all(
        "SELECT o.call_id, sum(w.waived_fen) AS fen FROM standing_waiver w JOIN standing_work_order o ON o.id = w.order_id"
        " WHERE w.at <= ? AND o.call_id IN (SELECT value FROM json_each(?)) GROUP BY o.call_id",
        now, load.ids(rows),
    )  # fmt: skip
    return {row["call_id"]: row["fen"] for row in waivers}
