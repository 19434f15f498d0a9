"""The lines of a handover: what stands open, what the desk holds, and what is half typed, as codes and values.

A line is never rendered here: it is kept as JSON and shown in either language, years later as it was. The content of a
line of the register is its row on the board (``row_of`` makes that of it again), with what was told, agreed and
answered besides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules.clocks import Clock
from repairdesk.rules.closing import finish
from repairdesk.rules.facts import Timeline
from repairdesk.rules.next_action import ENDED
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.schema import Words

from . import board, load
from .drafts import DraftLine
from .items import Item
from .standing import Standing

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Tx

Content = Mapping[str, Any]
Part = tuple[str, str | None, Content]
"""Section, number of the call if there is one, and content of a line that has no place on a sheet yet."""

OF_CALLS = ("emergency", "callback", "write_slip", "form_out", "open")
"""The sections of the open lines; each of them stands in exactly one, the first that it fits."""
SECTIONS = (*OF_CALLS, "record", "cash", "key", "other", "message", "draft")
"""Every section of a sheet, in its order."""
_TOLD = ("supervisor.told", "engineering.told", "technician.told")
_ANSWERS = ("visit.answered", "result.entered", "work.finished", "callback.made")
_TIMES = frozenset({"due", "received_at"})
_TITLES = frozenset({"urgency_title", "limit_title", "step", "on_breach"})

_SAID = """
SELECT f.call_id, f.what, f.at, f.kind, f.answer, f.result, f.remark, s.name AS who
FROM standing_fact f LEFT JOIN staff s ON s.id = f.staff_id
WHERE f.call_id IN (SELECT value FROM json_each(?)) AND f.at <= ? ORDER BY f.call_id, f.at, f.id
"""
_MONEY = """
SELECT r.call_id, group_concat(r.number, ', ') AS numbers, max(r.at) AS at, max(r.taken_by) AS paid_to,
    sum(CASE r.kind WHEN 'refund' THEN -r.amount_fen ELSE r.amount_fen END) AS amount,
    CASE WHEN r.holder_id IS NOT NULL AND (r.handed_in_at IS NULL OR r.handed_in_at > ?1) THEN 'technician' ELSE 'desk'
    END AS place, h.name AS holder, s.name AS who
FROM standing_receipt r LEFT JOIN paper_list l ON l.id = r.list_id
LEFT JOIN staff h ON h.id = r.holder_id LEFT JOIN staff s ON s.id = coalesce(r.handed_in_to, r.staff_id)
WHERE r.at <= ?1 AND coalesce(r.way, 'cash') = 'cash' AND (l.id IS NULL OR l.made_at > ?1)
GROUP BY r.call_id, place, r.holder_id HAVING amount <> 0 ORDER BY place DESC, r.call_id
"""
_WITHOUT_RECEIPT = """
SELECT f.call_id, NULL AS numbers, max(f.at) AS at, f.remark AS paid_to, sum(f.amount_fen) AS amount,
    f.remark AS place, (SELECT name FROM staff t JOIN standing_work_order o ON o.technician_id = t.id
        WHERE o.call_id = f.call_id ORDER BY o.id DESC LIMIT 1) AS holder, s.name AS who
FROM standing_fact f LEFT JOIN staff s ON s.id = f.staff_id
WHERE f.call_id IN (SELECT value FROM json_each(?2)) AND f.what = 'payment.received' AND f.at <= ?1
AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.fact_id = f.id)
AND NOT EXISTS (
    SELECT 1 FROM standing_fact g
    WHERE g.call_id = f.call_id AND g.what = 'finance.received' AND g.at >= f.at AND g.at <= ?1)
GROUP BY f.call_id ORDER BY f.call_id
"""


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One thing handed over. ``call`` is the line of the register that it is or comes from, if any.

    ``accepted_at`` is None as long as nobody has taken it over; ``objection`` is empty where nothing was objected to.
    """

    place: int
    section: str
    call: str | None
    content: Content = field(default_factory=dict)
    accepted_at: datetime | None = None
    accepted_by: str = ""
    objection: str = ""
    version: int = 0

    def text(self, name: str) -> str:
        """A value of the content as text, empty where there is none."""
        return str(self.content.get(name) or "")

    def time(self, name: str) -> datetime | None:
        """A time of the content."""
        return load.instant(self.content.get(name))

    def words(self, name: str) -> Words | None:
        """Words of the office's own in the content, in both languages."""
        return _words(self.content.get(name))

    @property
    def row(self) -> board.BoardRow | None:
        """The line as it stood on the board when the sheet was made; None where it is no line of the register."""
        return row_of(self.content) if "received_at" in self.content else None


def sectioned(lines: Iterable[Standing]) -> list[tuple[str, Standing]]:
    """Each open line with the one section in which it stands; within a section as on the board.

    Slips that are out stand together by technician.
    """
    found = [(section_of(line), line) for line in sorted(lines, key=board.urgency)]
    return sorted(found, key=_within)


def section_of(line: Standing) -> str:
    """The one section in which an open line stands."""
    return next(section for section, fits in _SECTIONS.items() if fits(line))


def of_calls(tx: Tx, found: Iterable[tuple[str, Standing]], now: datetime) -> list[Part]:
    """Lines of the register in these sections, with what was known of them by then."""
    parts = list(found)
    entry, said = load.latest_entry(tx), _said(tx, (line for _section, line in parts), now)
    return [(section, line.row["number"], _content(line, entry, said)) for section, line in parts]


def of_money(tx: Tx, rows: Iterable[Row], now: datetime) -> list[Part]:
    """The cash that had not gone to finance by then, by line and by who has it; what technicians hold comes first.

    Of these lines also what was paid without a receipt, as long as finance has not got its copy.
    """
    then = load.stored(now)
    found = [*tx.all(_MONEY, then), *tx.all(_WITHOUT_RECEIPT, then, load.ids(rows))]
    wanted = json.dumps(sorted({paid["call_id"] for paid in found}))
    calls = {row["id"]: row for row in tx.all(_CALLS, wanted)} if found else {}
    return [
        ("cash", calls[paid["call_id"]]["number"], _of_payment(calls[paid["call_id"]], paid))
        for paid in found
    ]


_CALLS = "SELECT * FROM call WHERE id IN (SELECT value FROM json_each(?))"


def _of_payment(call: Row, paid: Row) -> Content:
    return {
        "number": call["number"],
        "room": call["room"] or "",
        "caller": call["caller"] or "",
        "content": call["content"],
        "amount_fen": paid["amount"] or 0,
        "paid_to": paid["paid_to"] or "",
        "holder": (paid["holder"] if paid["place"] == "technician" else paid["who"]) or "",
        "receipts": paid["numbers"] or "",
        "at": paid["at"],
    }


def of_items(held: Iterable[Item]) -> list[Part]:
    """What the desk holds, by kind and within it the longest held first."""
    return [
        (
            item.kind,
            None,
            {
                "item": item.id,
                "room": item.room,
                "content": item.content,
                "amount_fen": item.amount,
                "at": load.stored(item.taken_at),
                "who": item.who,
                "post": item.post,
            },
        )
        for item in sorted(held, key=lambda item: (SECTIONS.index(item.kind), item.taken_at, item.id))
    ]


def of_drafts(drafts: Iterable[DraftLine]) -> list[Part]:
    """The forms that were begun and not saved."""
    return [
        (
            "draft",
            None,
            {
                "draft": draft.id,
                "kind": draft.kind,
                "content": draft.title,
                "at": load.stored(draft.saved_at),
                "who": draft.who,
            },
        )
        for draft in drafts
    ]


def numbered(found: Iterable[Part]) -> tuple[HandoverLine, ...]:
    """Lines of a sheet with their places: 1, 2, 3 ..."""
    return tuple(HandoverLine(place, *each) for place, each in enumerate(found, 1))


# --- in which section an open line stands ---------------------------------------------------------------------------


def _is_emergency(line: Standing) -> bool:
    return line.row["urgency"] == "emergency" and finish(line.procedure, line.timeline) is None


def _waits_for_slip(line: Standing) -> bool:
    """A night job on which somebody was sent and whose slip nobody has written, also before it can be."""
    if line.next.action == "write_slip":
        return True
    sent = line.state not in ("open", *ENDED)
    return sent and any(awaits(clock, "slip.written") for clock in line.clocks)


def slip_is_out(procedure: Procedure, timeline: Timeline) -> bool:
    """Whether the latest slip is in somebody's hands: not back, or with no slip to come back the work not done."""
    if not timeline.orders or timeline.offered or timeline.ended:
        return False
    if any(fact.what == "slip.returned" for fact in timeline.latest):
        return False
    at = procedure.hours.origin(timeline.received.at) if timeline.received else "day"
    return procedure.waits_for("slip.returned", timeline.job, at) or finish(procedure, timeline) is None


def awaits(clock: Clock, what: str) -> bool:
    """Whether an open limit waits for such a fact."""
    return clock.open and any(pattern.what == what for pattern in clock.definition.to)


_SECTIONS: dict[str, Callable[[Standing], bool]] = {
    "emergency": _is_emergency,
    "callback": lambda line: line.next.action == "callback",
    "write_slip": _waits_for_slip,
    "form_out": lambda line: slip_is_out(line.procedure, line.timeline),
    "open": lambda line: True,
}


def _within(found: tuple[str, Standing]) -> tuple[int, str]:
    """The order of the sections; slips that are out stand together by technician, the rest as on the board."""
    section, line = found
    return OF_CALLS.index(section), (line.row["technician"] or "") if section == "form_out" else ""


# --- what is kept of a line -----------------------------------------------------------------------------------------


def row_of(content: Content) -> board.BoardRow:
    """The row of the board that a content holds; what is not in it is empty, also what rows had not when it was made."""
    found = whole(content)
    values: dict[str, Any] = {one.name: found.get(one.name) for one in fields(board.BoardRow)}
    values["call"] = content["number"]
    for name in _TIMES:
        values[name] = load.instant(values[name])
    for name in _TITLES:
        values[name] = _words(values[name])
    return board.BoardRow(**values)


def whole(content: Content) -> Content:
    """The content of a line of the register with what is left out of it because it is empty."""
    return {**{one.name: _EMPTY.get(str(one.type)) for one in _KEPT}, **_BESIDES, **content}


def _content(line: Standing, entry: int, said: Mapping[int, list[Row]]) -> Content:
    row, timeline = board.row_of(line, entry), line.timeline
    kept = {one.name: _plain(getattr(row, one.name)) for one in _KEPT}
    rows = said.get(line.row["id"], [])
    told = [_told(one) for one in rows if one["what"] in _TOLD]
    promised = [fact.for_ for fact in timeline.facts if fact.what in _PROMISES and fact.for_ is not None]
    answers = [_told(one) for one in rows if one["what"] in _ANSWERS]
    notes = [_told(one) for one in rows if one["what"] == "note.written" and one["remark"]]
    ended = timeline.ended
    found = {
        "number": row.call,
        **kept,
        "promised": load.stored(promised[-1]) if promised else None,
        "told": told,
        "answer": answers[-1] if answers else None,
        "note": notes[-1] if notes else None,
        "ended_at": load.stored(ended.at) if ended else None,
        "reason": line.row["reason"] or "",
    }
    return {name: value for name, value in found.items() if value not in (None, "", False, [])}


_KEPT = tuple(one for one in fields(board.BoardRow) if one.name != "call")
_EMPTY = {"str": "", "bool": False}
_BESIDES: Content = {
    "promised": None,
    "told": [],
    "answer": None,
    "note": None,
    "ended_at": None,
    "reason": "",
}
"""What a content holds besides the row, where it is empty."""
_PROMISES = ("appointment.agreed", "callback.made", "review.answered")


def _told(row: Row) -> Content:
    return {name: row[name] for name in ("what", "at", "kind", "answer", "result", "remark", "who")}


def _said(tx: Tx, lines: Iterable[Standing], now: datetime) -> dict[int, list[Row]]:
    """Whom somebody has told, what was answered and noted on each line, in its order."""
    found: dict[int, list[Row]] = {}
    for row in tx.all(_SAID, load.ids(line.row for line in lines), load.stored(now)):
        found.setdefault(row["call_id"], []).append(row)
    return found


def _plain(value: object) -> object:
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    return load.stored(value) if isinstance(value, datetime) else value


def _words(value: Any) -> Words | None:
    return Words(value["zh"], value["en"]) if value else None
