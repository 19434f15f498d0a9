"""Rows of the register as values of the rules: the office, its procedure, jobs and their timelines.

Used by the questions here and by the operations, which decide on exactly what the screens show.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, overload
from zoneinfo import ZoneInfo

from repairdesk.rules.bill import Charge
from repairdesk.rules.facts import Fact, Job, Timeline
from repairdesk.rules.parse import narrow
from repairdesk.rules.procedure import Procedure, adopted
from repairdesk.rules.refusal import Refused, refuse
from repairdesk.rules.worktime import Hours

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Tx

Entries = tuple[tuple[str, str], ...]
"""Fields of the office's own and what was filled in."""

SHORTEST_TAIL = 3
"""Digits of a number that may stand for the whole, if no other number ends in them."""
LONGEST = 12


@dataclass(frozen=True, slots=True)
class Office:
    """The office as it is set up; new lines are stamped with ``procedure_id``."""

    name: str
    zone: str
    hours: Hours
    procedure_id: int
    procedure_name: str
    procedure_version: int


def office(tx: Tx) -> Office:
    """The office whose register this is."""
    row = tx.one(
        "SELECT o.name, o.zone, o.opening, o.closing, o.procedure_id, p.name AS procedure_name, p.version"
        " FROM office o JOIN procedure p ON p.id = o.procedure_id"
    )
    if row is None:
        raise LookupError("the register has no office")
    hours = Hours(
        ZoneInfo(row["zone"]), time.fromisoformat(row["opening"]), time.fromisoformat(row["closing"])
    )
    return Office(
        row["name"], row["zone"], hours, row["procedure_id"], row["procedure_name"], int(row["version"])
    )


def procedure(tx: Tx, procedure_id: int, hours: Hours | None = None) -> Procedure:
    """A version of a procedure as it was adopted, at the office's hours.

    Adopted versions never change, so each is read from its text once in the life of the process.
    """
    at = hours or office(tx).hours
    row = tx.one("SELECT version, body FROM procedure WHERE id = ?", procedure_id)
    if row is None:
        raise LookupError(f"no procedure {procedure_id}")
    return _parsed(row["body"], int(row["version"]), at)


@lru_cache(maxsize=32)
def _parsed(body: str, version: int, hours: Hours) -> Procedure:
    return adopted(json.loads(body)).at_office(hours, version)


@overload
def instant(text: str) -> datetime: ...
@overload
def instant(text: None) -> None: ...
def instant(text: str | None) -> datetime | None:
    """A stored time as an aware UTC instant."""
    return datetime.fromisoformat(text) if text else None


def stored(when: datetime) -> str:
    """An instant as it is stored, for comparing with stored times."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def job(row: Row | Mapping[str, Any], entries: Entries = (), due: int | None = None) -> Job:
    """A line of the register as the rules see it, with what was filled in of the office's own fields, and what is due."""
    return Job(
        kind=row["kind"],
        place=row["place"],
        urgency=row["urgency"],
        area=row["area"] or "urban",
        scope=row["scope"] or "company",
        channel=row["channel"],
        listed=bool(row["listed"]),
        minor=bool(row["minor"]),
        paid=bool(row["paid"]),
        important=bool(row["important"]),
        key_customer=bool(row["key_customer"]),
        complaint=bool(row["complaint"]),
        large=bool(row["large"]),
        sampled=bool(row["sampled"]),
        due=due,
        entries=entries,
    )


def entries(tx: Tx, calls: Iterable[Row]) -> dict[int, Entries]:
    """What is filled in on each of these lines, by the line's id: the call's own, overlaid by its latest order's."""
    filled: dict[int, dict[str, str]] = {}
    for row in tx.all(
        "SELECT e.call_id, e.field, e.value FROM entry e"
        " WHERE e.call_id IN (SELECT value FROM json_each(?)) AND (e.order_id IS NULL"
        " OR (e.value <> '' AND e.order_id = (SELECT max(id) FROM standing_work_order WHERE call_id = e.call_id)))"
        " ORDER BY e.call_id, e.order_id IS NOT NULL, e.id",
        ids(calls),
    ):
        filled.setdefault(row["call_id"], {})[row["field"]] = row["value"]
    return {call_id: tuple(values.items()) for call_id, values in filled.items()}


def due(tx: Tx, calls: Iterable[Row]) -> dict[int, int]:
    """What the slips of each paid line come to, less what is waived, in fen, by the line's id; without a charge none."""
    paid = [row for row in calls if row["paid"]]
    return {row["call_id"]: row["due"] for row in tx.all(_DUE, ids(paid))} if paid else {}


_DUE = """
SELECT o.call_id, max(0, sum(o.total_fen - coalesce(
    (SELECT sum(w.waived_fen) FROM standing_waiver w WHERE w.order_id = o.id), 0))) AS due
FROM standing_work_order o WHERE o.call_id IN (SELECT value FROM json_each(?))
GROUP BY o.call_id HAVING sum(o.total_fen) > 0
"""


def charge(row: Row) -> Charge:
    """A line of labour or material as the rules add it up."""
    return Charge(
        row["kind"],
        row["item"],
        row["unit_price_fen"],
        row["quantity_milli"],
        row["minutes"],
        row["source"] or "list",
        instant(row["begins_at"]),
        instant(row["ends_at"]),
    )


def timeline(tx: Tx, call: Row, until: datetime | None = None) -> Timeline:
    """One line with everything that happened to it (``until`` then)."""
    return timelines(tx, [call], until)[call["id"]]


def timelines(tx: Tx, calls: Iterable[Row], until: datetime | None = None) -> dict[int, Timeline]:
    """The timeline of each of these lines by the line's id, read at one go; ``until`` leaves out what came later."""
    lines = list(calls)
    filled, owed = entries(tx, lines), due(tx, lines)
    jobs = {row["id"]: job(row, filled.get(row["id"], ()), owed.get(row["id"])) for row in lines}
    limit = stored(until) if until else None
    facts: dict[int, list[Row]] = {call_id: [] for call_id in jobs}
    for row in tx.all(
        "SELECT call_id, order_id, at, what, for_at, kind, answer, by_whom, result, amount_fen FROM standing_fact"
        " WHERE call_id IN (SELECT value FROM json_each(?)) ORDER BY call_id, at, id",
        ids(lines),
    ):
        if limit is None or row["at"] <= limit:
            facts[row["call_id"]].append(row)
    return {call_id: Timeline.of(jobs[call_id], facts_of(rows)) for call_id, rows in facts.items()}


def ids(rows: Iterable[Row]) -> str:
    """The ids of rows as a list for ``IN (SELECT value FROM json_each(?))``, however many they are."""
    return json.dumps([row["id"] for row in rows])


def facts_of(rows: list[Row]) -> list[Fact]:
    """The rows of one line as facts. Rows name an order by its id, facts by its place on the line."""
    issued = [row["order_id"] for row in rows if row["what"] == "order.issued"]
    place = {order_id: number for number, order_id in enumerate(issued, 1) if order_id is not None}
    return [
        Fact(
            instant(row["at"]),
            row["what"],
            instant(row["for_at"]),
            row["kind"],
            row["answer"],
            row["by_whom"],
            row["result"],
            place.get(row["order_id"]),
            row["amount_fen"],
        )
        for row in rows
    ]


def latest_entry(tx: Tx) -> int:
    """The number of the journal's last entry: what a form was filled in against, see ``Operator.saw``."""
    return int(tx.value("SELECT coalesce(max(seq), 0) FROM journal"))


def call_row(tx: Tx, number: str) -> Row:
    """The line of that number. Refused: ``unknown_call``, ``bad_number``, ``several_numbers``."""
    return _numbered(tx, "call", number, "call", "unknown_call")


def order_row(tx: Tx, number: str) -> Row:
    """The order of that number. Refused: ``unknown_order``, ``bad_number``, ``several_numbers``."""
    return _numbered(tx, "standing_work_order", number, "order", "unknown_order")


def call_or_order(tx: Tx, number: str) -> tuple[Row, Row | None]:
    """The line of that number, or the order of that number and its line. Refused as in ``call_row``."""
    try:
        return call_row(tx, number), None
    except Refused as refused:
        try:
            order = order_row(tx, number)
        except Refused:
            raise refused from None
    call = tx.one("SELECT * FROM call WHERE id = ?", order["call_id"])
    if call is None:
        raise LookupError(f"no call {order['call_id']}")
    return call, order


def digits_of(typed: str) -> str:
    """A number, or the tail of one, as typed with full-width digits, spaces or dashes."""
    return narrow(typed).replace(" ", "").replace("-", "")


def _numbered(tx: Tx, table: str, typed: str, field: str, unknown: str) -> Row:
    """The row of a number, or of a tail that only one number ends in."""
    digits = digits_of(typed)
    if not digits.isascii() or not digits.isdigit() or not SHORTEST_TAIL <= len(digits) <= LONGEST:
        raise refuse(field, "bad_number")
    if len(digits) == LONGEST:
        found = tx.one(f"SELECT * FROM {table} WHERE number = ?", digits)  # noqa: S608 - one of two own names
        if found is None:
            raise refuse(field, unknown, number=digits)
        return found
    numbers = tx.all(f"SELECT number FROM {table} WHERE number LIKE ? LIMIT 4", f"%{digits}")  # noqa: S608
    if not numbers:
        raise refuse(field, unknown, number=digits)
    if len(numbers) > 1:
        raise refuse(
            field, "several_numbers", number=digits, allowed=", ".join(row["number"] for row in numbers[:3])
        )
    return _numbered(tx, table, numbers[0]["number"], field, unknown)
