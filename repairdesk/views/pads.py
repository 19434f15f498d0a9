"""Pads of slips that are numbered in print: what is used of each, spoiled, not accounted for, and what comes next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.refusal import refuse

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

_PADS = "SELECT p.*, s.name AS who FROM slip_pad p LEFT JOIN staff s ON s.id = p.staff_id"
# A number may be printed on other pads too, in another year; a pad's own are those used since the office has it.
_USED = """
SELECT o.form_number, o.number, o.id IN (SELECT id FROM standing_work_order WHERE id = o.id) AS stands
FROM work_order o WHERE o.form_number IN (SELECT value FROM json_each(?)) AND o.form IS ? AND o.issued_at >= ?
"""


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A number that will not be used, when that was said and by whom, and why."""

    number: str
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pad:
    """One pad: its numbers from ``first`` to ``last``, for which form, since when, who keeps it.

    ``used`` are the orders by their form's number; ``missing`` the numbers before the last one used that are neither
    used nor spoiled; ``next`` the number on top, None when the pad is used up or closed; ``left`` how many remain.
    """

    id: int
    form: str
    first: str
    last: str
    got_at: datetime
    keeper: str
    who: str
    closed_at: datetime | None
    used: dict[str, str]
    spoiled: tuple[Spoiled, ...]
    missing: tuple[str, ...]
    next: str | None
    left: int


def pads(store: Store, *, closed: bool = False) -> tuple[Pad, ...]:
    """The pads in use in the order of their numbers, with ``closed`` those put away as well."""
    where = "" if closed else " WHERE p.closed_at IS NULL"
    with store.read() as tx:
        return tuple(
            pad_of(tx, row)
            for row in tx.all(f"{_PADS}{where} ORDER BY p.closed_at IS NOT NULL, p.got_at, p.id")
        )


def pad_numbered(store: Store, pad: int) -> Pad:
    """One of them. Refused: ``unknown_pad``."""
    with store.read() as tx:
        return pad_of(tx, pad_row(tx, pad))


def pad_row(tx: Tx, pad: int) -> Row:
    """Its row. Refused: ``unknown_pad``."""
    row = tx.one(f"{_PADS} WHERE p.id = ?", pad)
    if row is None:
        raise refuse("pad", "unknown_pad", number=pad)
    return row


def of_form(tx: Tx, form: str) -> list[Pad]:
    """The pads of a form that are in use, the one begun first first."""
    rows = tx.all(f"{_PADS} WHERE p.closed_at IS NULL AND p.form = ? ORDER BY p.got_at, p.id", form)
    return [pad_of(tx, row) for row in rows]


def printed(row: Row, serial: int) -> str:
    """The number as it is printed."""
    return f"{row['prefix']}{serial:0{row['digits']}d}"


def pad_of(tx: Tx, row: Row) -> Pad:
    """The pad of a row, with what has become of its numbers."""
    numbers = [printed(row, serial) for serial in range(row["first"], row["last"] + 1)]
    taken = tx.all(_USED, json.dumps(numbers), row["form"], row["got_at"])
    used = {one["form_number"]: one["number"] for one in taken if one["stands"]}
    given = {one["form_number"] for one in taken}
    spoiled = tuple(
        Spoiled(printed(row, one["serial"]), load.instant(one["at"]), one["who"] or "", one["reason"])
        for one in tx.all(_SPOILED, row["id"])
    )
    gone = {one.number for one in spoiled}
    top = max((n for n, number in enumerate(numbers) if number in given), default=-1)
    coming = [number for number in numbers[top + 1 :] if number not in gone]
    return Pad(
        id=row["id"],
        form=row["form"] or "",
        first=numbers[0],
        last=numbers[-1],
        got_at=load.instant(row["got_at"]),
        keeper=row["keeper"] or "",
        who=row["who"] or "",
        closed_at=load.instant(row["closed_at"]),
        used=used,
        spoiled=spoiled,
        missing=tuple(number for number in numbers[: top + 1] if number not in used and number not in gone),
        next=coming[0] if coming and row["closed_at"] is None else None,
        left=len(coming),
    )


_SPOILED = """
SELECT x.*, s.name AS who FROM slip_spoiled x LEFT JOIN staff s ON s.id = x.staff_id WHERE x.pad_id = ? ORDER BY x.serial
"""
