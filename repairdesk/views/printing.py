"""What waits to be printed, and what was printed of an order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.schema import Words
from repairdesk.rules.worktime import Hours

from . import load
from .handover_lines import awaits
from .standing import open_lines

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx


@dataclass(frozen=True, slots=True)
class Print:
    """One form sent to paper, or on its way there.

    ``place`` says the how-many-th print of that form of that order it is, ``copies`` the copies it is of (none: all),
    ``problem`` the code of what went wrong the last time.
    """

    id: int
    order: str
    call: str
    room: str
    form: str
    title: Words | None
    copies: tuple[str, ...]
    paper: str
    language: str
    place: int
    state: str
    asked_at: datetime
    by: str
    printed_at: datetime | None
    printer: str
    problem: str
    reason: str


_PRINTS = """
SELECT p.*, c.number AS call, c.room, c.procedure_id, s.name AS by FROM printing p
JOIN work_order o ON o.id = p.order_id JOIN call c ON c.id = o.call_id LEFT JOIN staff s ON s.id = p.staff_id
"""


_ON_PAPER = """
SELECT count(*) FROM printing p JOIN work_order o ON o.id = p.order_id
WHERE o.number = ? AND p.state = 'printed' AND p.form = coalesce(o.form, 'work_order')
"""


def waiting(store: Store) -> tuple[Print, ...]:
    """What waits to be printed, what was asked for first at the head."""
    with store.read() as tx:
        return _prints(tx, tx.all(_PRINTS + " WHERE p.state = 'waiting' ORDER BY p.asked_at, p.id"))


def of_order(store: Store, number: str) -> tuple[Print, ...]:
    """Everything that was printed of an order, or is to be. Refused: ``unknown_order`` and the like."""
    with store.read() as tx:
        row = load.order_row(tx, number)
        return _prints(tx, tx.all(_PRINTS + " WHERE p.order_id = ? ORDER BY p.id", row["id"]))


def print_of(store: Store, printing: int) -> Print | None:
    """One of them by its id."""
    with store.read() as tx:
        return next(iter(_prints(tx, tx.all(_PRINTS + " WHERE p.id = ?", printing))), None)


def last_printed(store: Store) -> tuple[Print, ...]:
    """The last hundred that were printed, the latest first."""
    with store.read() as tx:
        return _prints(
            tx, tx.all(_PRINTS + " WHERE p.state = 'printed' ORDER BY p.printed_at DESC, p.id DESC LIMIT 100")
        )


def latest_order(store: Store, call: str) -> str | None:
    """The number of the latest order of a call; None where none has been issued. Refused: ``unknown_call``."""
    with store.read() as tx:
        row = load.call_row(tx, call)
        found = tx.value("SELECT max(number) FROM standing_work_order WHERE call_id = ?", row["id"])
        return str(found) if found is not None else None


def night_slips(store: Store, now: datetime) -> tuple[str, ...]:
    """The orders of jobs sent out at night whose slip is still to be written and not yet on paper: the morning's batch."""
    with store.read() as tx:
        lines = open_lines(tx, load.office(tx).hours, now)
        waits = [line for line in lines if any(awaits(clock, "slip.written") for clock in line.clocks)]
        sent = (
            tx.value("SELECT max(number) FROM standing_work_order WHERE call_id = ?", line.row["id"])
            for line in waits
        )
        return tuple(
            sorted(number for number in sent if number is not None and not tx.value(_ON_PAPER, number))
        )


def as_json(prints: Iterable[Print], hours: Hours) -> list[dict[str, object]]:
    """Prints for scripts, times on the office's clock."""

    def time(at: datetime | None) -> str | None:
        return hours.local(at).isoformat(timespec="seconds") if at is not None else None

    return [
        {
            "print": one.id, "order": one.order, "call": one.call, "room": one.room, "form": one.form,
            "copies": list(one.copies), "paper": one.paper, "place": one.place, "state": one.state,
            "asked_at": time(one.asked_at), "by": one.by, "printed_at": time(one.printed_at),
            "printer": one.printer or None, "problem": one.problem or None, "reason": one.reason or None,
        }
        for one in prints
    ]  # fmt: skip


def _prints(tx: Tx, rows: Iterable[Row]) -> tuple[Print, ...]:
    return tuple(_print(tx, row) for row in rows)


def _print(tx: Tx, row: Row) -> Print:
    forms = load.procedure(tx, row["procedure_id"]).form
    return Print(
        id=row["id"],
        order=row["subject"],
        call=row["call"],
        room=row["room"] or "",
        form=row["form"],
        title=next((one.title for one in forms if one.name == row["form"]), None),
        copies=tuple(json.loads(row["copies"] or "[]")),
        paper=row["paper"],
        language=row["language"],
        place=row["place"],
        state=row["state"],
        asked_at=load.instant(row["asked_at"]),
        by=row["by"] or "",
        printed_at=load.instant(row["printed_at"]) if row["printed_at"] else None,
        printer=row["printer"] or "",
        problem=row["problem"] or "",
        reason=row["reason"] or "",
    )
