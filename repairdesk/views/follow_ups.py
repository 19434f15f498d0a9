"""The follow-up sheets that are open, and what was noted on one (S004-C-36 to -40)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.procedure import Procedure
from repairdesk.rules.schema import Words

from . import load
from .filled import FieldLine, lines
from .standing import Standing, open_lines

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store

BOOK = "follow_up"
"""The book in which the notes of all sheets stand, each with what was filled in then."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One open sheet: who follows it, when it was last noted, and the limit that is due first."""

    call: str
    before: str
    """The number of the line that became the sheet."""
    room: str
    content: str
    caller: str
    phone: str
    tracker: str
    begun_at: datetime
    noted_at: datetime | None
    note: str
    limit: str | None
    limit_title: Words | None
    due: datetime | None
    clock_state: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """One contact: what was said, and what was filled in then of the office's own fields."""

    at: datetime
    content: str
    filled: tuple[FieldLine, ...]
    by: str


def sheets(store: Store, now: datetime) -> tuple[Sheet, ...]:
    """The open sheets, the one that is due first on top."""
    with store.read() as tx:
        open_ones = open_lines(tx, load.office(tx).hours, now)
        found = [line for line in open_ones if line.row["kind"] == "follow_up"]
        ids = load.ids(line.row for line in found)
        before = tx.all(
            "SELECT c.id, b.number FROM call c JOIN call b ON b.id = c.linked_call_id"
            " WHERE c.id IN (SELECT value FROM json_each(?))",
            ids,
        )
        said = tx.all(
            "SELECT call_id, remark FROM standing_fact WHERE what = 'follow_up.noted'"
            " AND call_id IN (SELECT value FROM json_each(?)) ORDER BY at, id",
            ids,
        )
    numbers = {row["id"]: row["number"] for row in before}
    last = {row["call_id"]: row["remark"] or "" for row in said}
    shown = [_sheet(line, numbers.get(line.row["id"], ""), last.get(line.row["id"], "")) for line in found]
    return tuple(sorted(shown, key=lambda sheet: (sheet.due is None, sheet.due or now, sheet.call)))


def _sheet(line: Standing, before: str, note: str) -> Sheet:
    row = line.row
    clock = min((one for one in line.clocks if one.open), key=lambda one: one.due, default=None)
    noted = line.timeline.last("follow_up.noted")
    return Sheet(
        call=row["number"],
        before=before,
        room=row["room"] or "",
        content=row["content"],
        caller=row["caller"] or "",
        phone=row["phone"] or "",
        tracker=line.timeline.job.entry("tracker"),
        begun_at=load.instant(row["received_at"]),
        noted_at=noted.at if noted else None,
        note=note,
        limit=clock.limit if clock else None,
        limit_title=clock.definition.title if clock else None,
        due=clock.due if clock else None,
        clock_state=clock.state if clock else None,
    )


def notes(store: Store, call: str) -> tuple[Note, ...]:
    """Everything noted on the sheet of this number, the oldest first. Refused: ``unknown_call``."""
    with store.read() as tx:
        row = load.call_row(tx, call)
        procedure = load.procedure(tx, row["procedure_id"])
        rows = tx.all(
            "SELECT b.at, b.entries, s.name FROM standing_book_line b LEFT JOIN staff s ON s.id = b.staff_id"
            " WHERE b.call_id = ? AND b.book = ? ORDER BY b.at, b.id",
            row["id"], BOOK,
        )  # fmt: skip
    return tuple(_note(row, procedure) for row in rows)


def _note(line: Row, procedure: Procedure) -> Note:
    entries: dict[str, str] = json.loads(line["entries"])
    content = entries.pop("content")
    return Note(load.instant(line["at"]), content, lines(procedure, entries), line["name"] or "")
