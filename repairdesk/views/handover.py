"""Shifts handed over: the sheet as it would be made now, those that were made, and what nobody has accepted yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from repairdesk.rules.refusal import refuse
from repairdesk.rules.shifts import borders, nearest_border, shift, shift_ending
from repairdesk.rules.worktime import DAY_POST, NIGHT_POST, Hours

from . import load
from .drafts import drafts
from .handover_lines import (
    OF_CALLS,
    SECTIONS,
    Content,
    HandoverLine,
    numbered,
    of_calls,
    of_drafts,
    of_items,
    of_money,
    row_of,
    sectioned,
)
from .items import held
from .standing import ended_lines, open_lines

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

__all__ = [
    "OF_CALLS", "SECTIONS", "Content", "HandoverLine", "Sheet", "SheetTitle", "Waiting", "draft_sheet", "latest",
    "row_of", "sheet", "sheets", "waiting",
]  # fmt: skip

LONGEST_SHIFT = timedelta(days=2)

_SHEETS = """
SELECT h.*, m.name AS maker, a.name AS accepter,
    (SELECT count(*) FROM handover_line l WHERE l.handover_id = h.id) AS all_lines,
    (SELECT count(*) FROM handover_line l WHERE l.handover_id = h.id AND l.accepted_at IS NULL) AS lines_left
FROM handover h LEFT JOIN staff m ON m.id = h.staff_id LEFT JOIN staff a ON a.id = h.accepted_by
"""
_TAKEN = "SELECT count(*) FROM call WHERE received_at >= ? AND received_at < ?"
_LINES = """
SELECT l.*, c.number, s.name AS accepter FROM handover_line l
LEFT JOIN call c ON c.id = l.call_id LEFT JOIN staff s ON s.id = l.accepted_by
WHERE l.handover_id = ? ORDER BY l.place
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One shift as it is handed over at ``border``; ``id`` 0 and ``state`` ``draft`` as long as it is not made.

    ``state`` is ``made``, ``accepted`` (all of it) or ``replaced`` (made anew before anybody had accepted all of it).
    ``head`` holds the office's name, the shift's beginning, the remark, what was taken in and ended in it, and what
    whoever handed over and took over was called then (``names``, by the id of the person).
    """

    id: int
    border: datetime
    from_post: str
    to_post: str
    made_at: datetime
    made_by: str
    state: str
    accepted_at: datetime | None
    accepted_by: str
    head: Mapping[str, Any]
    lines: tuple[HandoverLine, ...]

    @property
    def left(self) -> tuple[HandoverLine, ...]:
        """The lines that nobody has accepted yet."""
        return tuple(line for line in self.lines if line.accepted_at is None)

    @property
    def remark(self) -> str:
        """What whoever made it wants the next to know."""
        return str(self.head.get("remark") or "")


@dataclass(frozen=True, slots=True)
class SheetTitle:
    """One handover in the list of all that were made; ``objections`` counts the lines that were objected to."""

    id: int
    border: datetime
    from_post: str
    made_at: datetime
    made_by: str
    state: str
    accepted_at: datetime | None
    accepted_by: str
    lines: int
    lines_left: int
    objections: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A shift that nobody has accepted; ``id`` is None where its handover was never made."""

    border: datetime
    from_post: str
    id: int | None
    made_by: str
    lines_left: int


def sheet(store: Store, handover: int) -> Sheet:
    """The handover of this number as it was made, and what was accepted of it. Refused: ``unknown_handover``."""
    with store.read() as tx:
        row = row_named(tx, handover)
        head = json.loads(row["sheet"])
        lines = tuple(_line(line, head) for line in tx.all(_LINES, handover))
    return Sheet(
        row["id"],
        load.instant(row["border"]),
        row["from_post"],
        NIGHT_POST if row["from_post"] == DAY_POST else DAY_POST,
        load.instant(row["made_at"]),
        called(head, row["staff_id"], row["maker"]),
        row["state"],
        load.instant(row["accepted_at"]),
        called(head, row["accepted_by"], row["accepter"]),
        head,
        lines,
    )


def called(head: Mapping[str, Any], person: int | None, now: str | None) -> str:
    """What somebody was called when the sheet with this head was made or taken over; ``now`` where it does not say."""
    names: Mapping[str, str] = head.get("names") or {}
    return names.get(str(person)) or now or ""


def row_named(tx: Tx, handover: int) -> Row:
    """The record of a handover, with who made and accepted it. Refused: ``unknown_handover``."""
    row = tx.one(_SHEETS + "WHERE h.id = ?", handover)
    if row is None:
        raise refuse("handover", "unknown_handover", number=handover)
    return row


def latest(store: Store) -> int | None:
    """The number of the handover made last and not replaced, if there is any."""
    with store.read() as tx:
        found = tx.value(
            "SELECT id FROM handover WHERE state != 'replaced' ORDER BY border DESC, id DESC LIMIT 1"
        )
    return None if found is None else int(found)


def sheets(store: Store, limit: int = 60) -> tuple[SheetTitle, ...]:
    """The handovers made, of the last change of shift first; those made anew stand as the latest of them only."""
    with store.read() as tx:
        rows = tx.all(
            _SHEETS.replace("FROM handover h", _OBJECTIONS + "FROM handover h")
            + "WHERE h.state != 'replaced' ORDER BY h.border DESC, h.id DESC LIMIT ?",
            limit,
        )
    return tuple(_title(row, json.loads(row["sheet"])) for row in rows)


def _title(row: Row, head: Mapping[str, Any]) -> SheetTitle:
    return SheetTitle(
        row["id"],
        load.instant(row["border"]),
        row["from_post"],
        load.instant(row["made_at"]),
        called(head, row["staff_id"], row["maker"]),
        row["state"],
        load.instant(row["accepted_at"]),
        called(head, row["accepted_by"], row["accepter"]),
        row["all_lines"],
        row["lines_left"],
        row["objections"],
    )


_OBJECTIONS = """,
    (SELECT count(*) FROM handover_line l WHERE l.handover_id = h.id AND l.objection IS NOT NULL) AS objections
"""


def waiting(store: Store, now: datetime) -> tuple[Waiting, ...]:
    """Every shift that nobody has accepted, the oldest first.

    Those whose handover was made and is not accepted; and, since the register's first handover, those that have ended
    and whose handover was never made. A post hands over once a day, whatever hours the office had then.
    """
    with store.read() as tx:
        hours = load.office(tx).hours
        made = tx.all("SELECT border, from_post FROM handover WHERE state != 'replaced' ORDER BY border")
        rows = tx.all(_SHEETS + "WHERE h.state = 'made'")
    found = [
        Waiting(
            load.instant(row["border"]), row["from_post"], row["id"], row["maker"] or "", row["lines_left"]
        )
        for row in rows
    ]
    if made:
        found += _never_made(hours, made, now)
    return tuple(sorted(found, key=lambda one: one.border))


def _never_made(hours: Hours, made: list[Row], now: datetime) -> Iterator[Waiting]:
    """The shifts since the first that was handed over that have ended and were not."""
    known = {(hours.local(load.instant(row["border"])).date(), row["from_post"]) for row in made}
    first = load.instant(made[0]["border"])
    day, today = hours.local(first).date(), hours.local(now).date()
    while day <= today:
        for clock, post in ((hours.opening, NIGHT_POST), (hours.closing, DAY_POST)):
            if (day, post) not in known and first < (border := hours.at(day, clock)) <= now:
                yield Waiting(border, post, None, "", 0)
        day += timedelta(days=1)


def draft_sheet(store: Store, now: datetime, *, past: bool = False) -> Sheet:
    """What would be handed over now, at the change of shift that is nearest (or the next, where that one is accepted).

    With ``past`` ``now`` lies back: what would have been handed over then.
    """
    with store.read() as tx:
        hours = load.office(tx).hours
        border = border_to_make(tx, hours, now)
        head, lines = contents(store, tx, border, now, past=past)
    ending = shift_ending(hours, border)
    return Sheet(
        0,
        border,
        ending.post,
        shift(hours, border).post,
        now,
        "",
        "draft",
        None,
        "",
        head,
        lines,
    )


def border_to_make(tx: Tx, hours: Hours, now: datetime) -> datetime:
    """The change of shift for which a handover is made now: the nearest whose handover is not accepted yet."""
    border = nearest_border(hours, now)
    while tx.value("SELECT id FROM handover WHERE border = ? AND state = 'accepted'", border) is not None:
        border = next(borders(hours, border, border + LONGEST_SHIFT))
    return border


def contents(
    store: Store, tx: Tx, border: datetime, now: datetime, *, past: bool = False
) -> tuple[dict[str, Any], tuple[HandoverLine, ...]]:
    """The head and the lines of the sheet for this change of shift, as things stand (``past``: stood) at ``now``."""
    office = load.office(tx)
    ending = shift_ending(office.hours, border)
    lines = open_lines(tx, office.hours, now, past=past)
    until = min(border, now)
    here = {line.row["id"] for line in lines}
    ended = ended_lines(tx, office.hours, ending.begins, until, now)
    record = [line for line in ended if line.row["id"] not in here]
    owing = [line.row for line in (*lines, *record)]
    found = [
        *of_calls(tx, [*sectioned(lines), *(("record", line) for line in record)], now),
        *sorted(
            [*of_money(tx, owing, now), *of_items(held(tx, now))], key=lambda part: SECTIONS.index(part[0])
        ),
        *(of_drafts(drafts(store)) if ending.post == DAY_POST else ()),
    ]
    head = {
        "office": office.name,
        "begins": load.stored(ending.begins),
        "taken": tx.value(_TAKEN, load.stored(ending.begins), load.stored(until)),
        "ended": len(ended),
        "open": len(lines),
        "remark": "",
    }
    return head, numbered(found)


def _line(row: Row, head: Mapping[str, Any]) -> HandoverLine:
    return HandoverLine(
        row["place"],
        row["section"],
        row["number"],
        json.loads(row["content"]),
        load.instant(row["accepted_at"]),
        called(head, row["accepted_by"], row["accepter"]),
        row["objection"] or "",
        row["version"],
    )
