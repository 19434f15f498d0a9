"""How a handover looks: a line of it in columns, the one under the cursor whole, and what stands above the list."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from repairdesk.rules.worktime import Hours
from repairdesk.screens import board_lines
from repairdesk.screens.board_lines import stamp, when
from repairdesk.screens.lines import Cell, Column, Line
from repairdesk.screens.page import Text
from repairdesk.screens.telephone import grouped
from repairdesk.screens.tones import SIGNS
from repairdesk.text import N_, _, joined, labelled, money, ngettext, spoken, word
from repairdesk.views import load
from repairdesk.views.board import BoardRow
from repairdesk.views.handover import HandoverLine, Sheet, SheetTitle

SECTIONS: dict[str, str] = {
    "emergency": N_("EMERGENCY"),
    "callback": N_("To call"),
    "write_slip": N_("Night slip"),
    "form_out": N_("Slip out"),
    "open": N_("Other open"),
    "record": N_("Ended"),
    "cash": N_("Cash"),
    "key": N_("Key held"),
    "other": N_("Held"),
    "message": N_("A message"),
    "draft": N_("Half typed"),
}
"""What each part of a sheet is called in its column."""
DRAFTS: dict[str, str] = {"slip": N_("A slip taken in"), "call": N_("A call")}
COLUMNS = (
    Column("", 1), Column(N_("Part"), 10), Column(N_("Room"), 10), Column(N_("What"), 10, grow=True),
    Column(N_("With"), 8), Column(N_("Next"), 14), Column(N_("Due"), 12),
)  # fmt: skip
WIDE_COLUMNS = (
    *COLUMNS[:3], Column(N_("Caller"), 10), COLUMNS[3], Column(N_("With"), 10), *COLUMNS[5:],
    Column(N_("Taken over by"), 18),
)  # fmt: skip
SHEETS = (
    Column("", 1), Column(N_("Until"), 12), Column(N_("Shift of"), 16, grow=True), Column(N_("Handed over by"), 14),
    Column(N_("Lines"), 5, right=True), Column(N_("Taken over by"), 14), Column(N_("Objections"), 10, right=True),
)  # fmt: skip


def columns(width: int) -> tuple[Column, ...]:
    """The columns of a sheet in a window of this width."""
    return WIDE_COLUMNS if width >= board_lines.WIDE else COLUMNS


def key(line: HandoverLine) -> Hashable:
    """What tells a line of a sheet from the others, also when it is made anew."""
    for name in ("item", "draft"):
        if name in line.content:
            return name, line.content[name]
    return ("cash", (line.call, line.text("holder"))) if line.section == "cash" else ("call", line.call)


def shown(one: HandoverLine, hours: Hours, now: datetime, *, wide: bool, loose: bool = False) -> Line:
    """A line in columns; ``loose`` marks what the day should not leave behind."""
    row = one.row
    sign, name = _mark(one, loose)
    cells: list[Cell] = [(SIGNS.get(sign, ""), sign), (_section(one), name), _room(one)]
    if wide:
        cells.append(one.text("caller") or one.text("who"))
    cells += [_what(one), *_next(one, row), _due(row, hours, now) if row else ""]
    if wide:
        cells.append(_taken(one, hours, now))
    return Line(key(one), tuple(cells), "dim" if one.accepted_at and not one.objection else "", item=one)


def _mark(one: HandoverLine, loose: bool) -> tuple[str, str]:
    """The tone of the sign, and that of the part's name."""
    if one.accepted_at is not None:
        return ("bad", "") if one.objection else ("good", "")
    if one.section == "emergency":
        return "late", "late"
    return ("soon", "soon") if loose else ("", "")


def _section(one: HandoverLine) -> str:
    return _(SECTIONS[one.section])


def _room(one: HandoverLine) -> str:
    return one.text("room") or one.text("place_detail") or one.text("caller")


def _what(one: HandoverLine) -> str:
    amount = one.content.get("amount_fen")
    content = one.text("content")
    if one.section == "draft":
        content = f"{_(DRAFTS.get(one.text('kind'), ''))} {content}".strip()
    return f"{money(amount)}  {content}" if amount is not None else content


def _next(one: HandoverLine, row: BoardRow | None) -> tuple[Cell, Cell]:
    """Who has it, and what is to be done about it."""
    if row is None:
        who = one.text("holder") or one.text("technician") or one.text("who")
        return who, _(THINGS.get(one.section, ""))
    who = row.technician or row.follows
    return who, word(row.state) if one.section == "record" else (board_lines.action_word(row), "bold")


THINGS: dict[str, str] = {
    "cash": N_("Hand in"),
    "key": N_("Give out"),
    "other": N_("Give out"),
    "message": N_("Pass on"),
    "draft": N_("Finish it"),
}
"""What is to be done about what is no line of the register."""


def _due(row: BoardRow, hours: Hours, now: datetime) -> Cell:
    if row.due is None:
        return ""
    return stamp(row.due, hours, now), {"overdue": "late", "warning": "soon"}.get(row.clock_state or "", "")


def _taken(one: HandoverLine, hours: Hours, now: datetime) -> Cell:
    if one.accepted_at is None:
        return ""
    if one.objection:
        return _("objected: {name}").format(name=one.accepted_by), "bad"
    return f"{stamp(one.accepted_at, hours, now)} {one.accepted_by}", "good"


# --- the line under the cursor, whole -------------------------------------------------------------


def whole(one: HandoverLine | None, hours: Hours, now: datetime) -> list[Text]:
    """Everything a sheet says about one of its lines."""
    if one is None:
        return []
    row = one.row
    return list(_of_row(one, row, hours, now) if row else _of_thing(one, hours, now))


def _acceptance(one: HandoverLine, hours: Hours, now: datetime) -> Iterator[Text]:
    """Who took it over, and what was wrong with it."""
    if one.objection:
        words = _("{name} objects: {objection}").format(name=one.accepted_by, objection=one.objection)
        yield Text(f"{SIGNS['bad']} {words}", "bad")
    elif one.accepted_at is not None:
        time = when(one.accepted_at, hours, now)
        words = _("taken over by {name} at {time}").format(name=one.accepted_by, time=time)
        yield Text(f"{SIGNS['good']} {words}", "good")


def _of_row(one: HandoverLine, row: BoardRow, hours: Hours, now: datetime) -> Iterator[Text]:
    who = "  ".join(part for part in (_room(one), row.caller, grouped(row.phone)) if part)
    came = _("received {time}").format(time=when(row.received_at, hours, now))
    yield Text(f"{who}   {row.order or row.call}   {came}", "bold")
    yield Text(row.content.replace("\n", " "))
    technician = "  ".join(
        part for part in (row.technician or row.follows, one.text("technician_phone")) if part
    )
    parts = [board_lines.standing_word(row), technician]
    if row.due is not None and row.limit_title is not None and one.section != "record":
        parts.append(
            _("{limit}: by {time}, {state}").format(
                limit=spoken(row.limit_title),
                time=when(row.due, hours, now),
                state=word(row.clock_state or ""),
            )
        )
    if (promised := one.time("promised")) is not None:
        parts.append(_("promised for {time}").format(time=when(promised, hours, now)))
    if one.text("reason"):
        parts.append(one.text("reason"))
    yield Text(joined(part for part in parts if part))
    yield from _acceptance(one, hours, now)
    yield from _said(one, hours, now)


def _said(one: HandoverLine, hours: Hours, now: datetime) -> Iterator[Text]:
    """Whom somebody told, what was answered and noted: of each the last, the latest first."""
    told: Sequence[Mapping[str, Any]] = one.content.get("told") or ()
    found = [said for said in (*told[-1:], one.content.get("answer"), one.content.get("note")) if said]
    for said in sorted(found, key=lambda said: str(said["at"]), reverse=True):
        yield Text(_one_said(said, hours, now), "note")


def _one_said(said: Mapping[str, Any], hours: Hours, now: datetime) -> str:
    at = load.instant(said["at"])
    kind = said["kind"] or said["what"]
    answers = [word(str(said[name])) for name in ("answer", "result") if said[name]]
    words = joined(part for part in (*answers, said["remark"]) if part)
    said_of = f"{when(at, hours, now)} {word(kind)}"
    return labelled(said_of, words) if words else said_of


def _of_thing(one: HandoverLine, hours: Hours, now: datetime) -> Iterator[Text]:
    who = "  ".join(
        part for part in (_section(one), one.text("room"), one.text("caller"), one.text("number")) if part
    )
    yield Text(who, "bold")
    yield Text(_what(one))
    since, name = one.time("at"), one.text("who") or one.text("holder") or one.text("technician")
    if since is not None:
        words = _("since {time}, {name}") if name else _("since {time}")
        yield Text(words.format(time=when(since, hours, now), name=name))
    yield from _acceptance(one, hours, now)


# --- above the list -------------------------------------------------------------------------------


def shift_of(post: str, border: datetime, hours: Hours, now: datetime) -> str:
    """Which shift it is: its post and when it ends."""
    return _("Shift of the {post} until {time}").format(post=word(post), time=when(border, hours, now))


def counted(sheet: Sheet) -> str:
    """How many lines a sheet has, of each kind that matters."""
    n = len(sheet.lines)
    return ngettext("{n} line", "{n} lines", n).format(n=n)


def head(sheet: Sheet, hours: Hours, now: datetime) -> list[Text]:
    """What stands above the lines of a sheet that was made."""
    title = shift_of(sheet.from_post, sheet.border, hours, now)
    made = _("handed over by {name} at {time}").format(
        name=sheet.made_by, time=when(sheet.made_at, hours, now)
    )
    found = [Text(f"{title}   {made}", "bold")]
    left = len(sheet.left)
    if sheet.state == "accepted" and sheet.accepted_at is not None:
        words = _("{lines}, all taken over, the last by {name} at {time}").format(
            lines=counted(sheet), name=sheet.accepted_by, time=when(sheet.accepted_at, hours, now)
        )
        found.append(Text(f"{SIGNS['good']} {words}", "good"))
    elif sheet.state == "replaced":
        found.append(Text(_("{lines}; it was made anew later").format(lines=counted(sheet)), "note"))
    else:
        words = _("{lines}, {left} still to be taken over").format(lines=counted(sheet), left=left)
        found.append(Text(f"{SIGNS['soon']} {words}", "soon"))
    if sheet.remark:
        found.append(Text(_("Remark: {words}").format(words=sheet.remark)))
    return found


HEADS: dict[str, tuple[str, str]] = {
    "now": ("bold", N_("{shift}: this is what Ctrl+S hands over now")),
    "anew": ("bold", N_("{shift}: it was handed over; Ctrl+S does it anew, as things stand now")),
    "unmade": ("late", N_("{shift} was not handed over. Ctrl+S hands over what there is now.")),
}


def head_of_draft(sheet: Sheet, shift: str, *, how: str, loose: int) -> list[Text]:
    """What stands above the sheet as it would be made now; ``how``: ``now``, ``anew``, or ``unmade`` after its shift."""
    name, words = HEADS[how]
    sign = f"{SIGNS[name]} " if name in SIGNS else ""
    found = [Text(sign + _(words).format(shift=shift), name)]
    counts = counted(sheet)
    if loose:
        words = _("{lines}; {n} of them should be settled first").format(lines=counts, n=loose)
        return [*found, Text(f"{SIGNS['soon']} {words}", "soon")]
    return [*found, Text(counts)]


# --- the sheets that were made ---------------------------------------------------------------------


def titled(one: SheetTitle, hours: Hours, now: datetime) -> Line:
    """One of the sheets made before."""
    taken: Cell = one.accepted_by
    name = "good"
    if one.state != "accepted":
        taken, name = (_("{n} left").format(n=one.lines_left), "soon"), "soon"
    objections: Cell = (str(one.objections), "bad") if one.objections else ""
    cells: tuple[Cell, ...] = (
        (SIGNS[name], name), stamp(one.border, hours, now), word(one.from_post), one.made_by, str(one.lines), taken, objections,
    )  # fmt: skip
    return Line(one.id, cells, item=one)
