"""What may be taken back: the last entry of somebody's day, what it recorded, or why it has to stay.

An entry is taken back by another one that leaves out what it recorded and sets back what it changed. That is safe
only while nobody has built upon it, so an entry stands once another has touched the same line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, refuse
from repairdesk.rules.shifts import border_before
from repairdesk.rules.worktime import Hours

from . import load
from .touched import OF_A_COPY, OF_A_LINE, OF_AN_ORDER, changes_of, lines

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

FOR_OTHERS = ("supervisor", "manager")
PASSED_OVER = (
    "undo",
    "alarm.answer",
    "order.print",
    "printing.printed",
    "printing.failed",
    "printing.give_up",
)
"""Entries with which nothing was recorded that could be wrong."""
KEPT = ("room", "numbering")
"""What stays as it is where a line was taken with it: a new room, and the numbers given out."""
INSTEAD = {
    "taken_back": "undo_enter_anew",
    "alarm_answered": "undo_heard",
    "desk_item": "undo_item",
    "duty_done": "undo_duty",
    "crew_full": "undo_crew",
    "slip_pad": "undo_pad",
    "slip_spoiled": "undo_pad",
    "printing": "undo_print",
}
"""By what an entry wrote, the refusal that says what to do instead; all else is a list of the office's."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the journal and what it did: records added, what changed ones held before, the lines by id."""

    row: Row
    added: Mapping[tuple[str, int], Mapping[str, Any]]
    before: Mapping[tuple[str, int], Mapping[str, Any]]
    lines: frozenset[int]

    @property
    def made(self) -> list[int]:
        """The ids of the lines that it took into the register."""
        return [row_id for table, row_id in self.added if table == "call"]


@dataclass(frozen=True, slots=True)
class Undoable:
    """An entry for whoever decides to take it back: what, about which call, when entered and by whom at which post.

    ``facts`` are what it recorded and when that happened, ``made`` the numbers of lines that would be withdrawn.
    ``problem`` says why it may not be taken back, and what to do instead.
    """

    entry: int
    action: str
    about: str
    call: str | None
    room: str
    entered_at: datetime
    name: str
    post: str
    facts: tuple[tuple[str, datetime], ...]
    made: tuple[str, ...]
    problem: Problem | None


def last(store: Store, who: Operator, *, now: datetime) -> Undoable | None:
    """The last entry of this person in the office day or the present shift that still stands; None without one."""
    with store.read() as tx:
        deed = find(tx, who, None, now)
        return _undoable(tx, deed, problem(tx, deed, who, now)) if deed is not None else None


def find(tx: Tx, who: Operator, entry: int | None, now: datetime) -> Deed | None:
    """The entry of that number, or this person's last one that counts. Refused: ``unknown_entry``."""
    if entry is None:
        row = tx.one(_LAST, who.staff_id, json.dumps(PASSED_OVER), day_begins(load.office(tx).hours, now))
    else:
        row = tx.one("SELECT * FROM journal WHERE seq = ?", entry)
        if row is None:
            raise refuse("entry", "unknown_entry", entry=entry)
    return _deed(tx, row) if row is not None else None


_LAST = """
SELECT * FROM journal WHERE staff_id = ? AND action NOT IN (SELECT value FROM json_each(?))
AND seq NOT IN (SELECT record_id FROM taken_back WHERE what = 'journal')
AND seq > coalesce((SELECT seq FROM journal WHERE entered_at < ? ORDER BY seq DESC LIMIT 1), 0)
ORDER BY seq DESC LIMIT 1
"""


def day_begins(hours: Hours, now: datetime) -> datetime:
    """Since when entries may be taken back: since midnight, or since the night shift began that is still on duty."""
    return min(hours.day_bounds(hours.local(now).date())[0], border_before(hours, now))


def problem(tx: Tx, deed: Deed, who: Operator, now: datetime) -> Problem | None:
    """Why this person may not take this entry back now; None where he may."""
    hours, row = load.office(tx).hours, deed.row
    entered = load.instant(row["entered_at"])
    if row["staff_id"] != who.staff_id and who.role not in FOR_OTHERS:
        return Problem("entry", "not_your_entry", {"name": row["name"]})
    gone = tx.one(_GONE, row["seq"])
    if gone is not None:
        at = hours.local(load.instant(gone["entered_at"]))
        return Problem("entry", "already_taken_back", {"name": gone["name"], "at": at})
    if entered < day_begins(hours, now):
        return Problem("entry", "undo_other_day", {"at": hours.local(entered)})
    if row["action"].startswith("handover."):  # it may have recorded of a line that it was handed on
        return Problem("entry", "undo_handover", {})
    tables = {table for table, _id in (*deed.added, *deed.before)}
    other = tables - {*OF_A_LINE, *OF_AN_ORDER, *OF_A_COPY, *(KEPT if deed.lines else ())}
    if other:
        return Problem("entry", next((INSTEAD[one] for one in INSTEAD if one in other), "undo_list"), {})
    signed = next((one for one in _lists(tx, deed) if one["signed_at"] is not None), None)
    if signed is not None:
        return Problem("entry", "undo_list_signed", {"number": signed["number"], "name": signed["signed_by"]})
    later = _built_upon(tx, deed)
    if later is not None:
        at = hours.local(load.instant(later["entered_at"]))
        return Problem("entry", "cannot_take_back", {"name": later["name"], "at": at, "entry": later["seq"]})
    return None


def _lists(tx: Tx, deed: Deed) -> list[Row]:
    """The lists that the entry made."""
    made = [row_id for table, row_id in deed.added if table == "paper_list"]
    return tx.all("SELECT * FROM paper_list WHERE id IN (SELECT value FROM json_each(?))", json.dumps(made))


_GONE = """
SELECT t.*, s.name FROM taken_back t LEFT JOIN staff s ON s.id = t.staff_id WHERE t.what = 'journal' AND t.record_id = ?
"""
_LATER = """
SELECT * FROM journal WHERE seq > ? AND action <> 'undo'
AND seq NOT IN (SELECT record_id FROM taken_back WHERE what = 'journal') ORDER BY seq DESC
"""


def _built_upon(tx: Tx, deed: Deed) -> Row | None:
    """The last entry that touched a line of this one after it and still stands.

    Everything that changes a line is in the journal, so where there is none the records are as this entry left them.
    """
    return next(
        (row for row in tx.all(_LATER, deed.row["seq"]) if lines(tx, changes_of(row)) & deed.lines), None
    )


def _deed(tx: Tx, row: Row) -> Deed:
    added: dict[tuple[str, int], dict[str, Any]] = {}
    before: dict[tuple[str, int], dict[str, Any]] = {}
    changes = changes_of(row)
    for change in changes:
        key = (change["table"], change["id"])
        if "before" not in change:
            added[key] = change["after"]
        elif key not in added:
            held = {name: value for name, value in change["before"].items() if name != "version"}
            before[key] = {**held, **before.get(key, {})}
    return Deed(row, added, before, lines(tx, changes))


def _undoable(tx: Tx, deed: Deed, barred: Problem | None) -> Undoable:
    row = deed.row
    line = tx.one("SELECT number, room FROM call WHERE id = ?", min(deed.lines)) if deed.lines else None
    facts = (after for (table, _id), after in deed.added.items() if table == "fact")
    return Undoable(
        entry=row["seq"],
        action=row["action"],
        about=row["about"] or "",
        call=line["number"] if line is not None else None,
        room=(line["room"] or "") if line is not None else "",
        entered_at=load.instant(row["entered_at"]),
        name=row["name"],
        post=row["post"],
        facts=tuple((fact["what"], load.instant(fact["at"])) for fact in facts),
        made=tuple(deed.added["call", one]["number"] for one in deed.made),
        problem=barred,
    )
