"""How the pages of the night watch look: their columns and the cells of a line."""

from __future__ import annotations

from datetime import datetime

from repairdesk.rules.worktime import Hours
from repairdesk.screens import board_lines
from repairdesk.screens.board_lines import CLOCK_TONES, action_word, stamp, when
from repairdesk.screens.lines import Cell, Column, Line
from repairdesk.screens.telephone import grouped
from repairdesk.screens.tones import SIGNS
from repairdesk.text import N_, _, joined, spoken, word
from repairdesk.views.board import BoardRow
from repairdesk.views.watch import Heard, Ringing, WatchRow
from repairdesk.words import ALARM_STAGES

_SIGN, _LEFT, _ROOM = Column("", 1), Column(N_("Left"), 10, right=True, ticking=True), Column(N_("Room"), 10)
_WHAT, _WHO, _ALARM = Column(N_("What"), 10, grow=True), Column(N_("Who goes"), 8), Column(N_("Alarm"), 6)
_CALLER, _PHONE, _NEXT = Column(N_("Caller"), 8), Column(N_("Telephone"), 13), Column(N_("Next"), 14)

NARROW = (_SIGN, _LEFT, _ROOM, _WHAT, _WHO, _ALARM, _NEXT)
WIDE = (
    _SIGN,
    _LEFT,
    _ROOM,
    Column(N_("Caller"), 14),
    _PHONE,
    _WHAT,
    Column(N_("Who goes"), 12),
    _ALARM,
    _NEXT,
)
MORNING = (Column(N_("Due"), 14), _ROOM, _CALLER, _WHAT, Column(N_("State"), 11), _NEXT)
HEARD = (
    Column(N_("When"), 11),
    _ROOM,
    Column(N_("Alarm"), 14, grow=True),
    Column(N_("By"), 10),
    Column(N_("Post"), 15),
)


def columns(width: int) -> tuple[Column, ...]:
    """Those of the open lines in a window of this width."""
    return WIDE if width >= board_lines.WIDE else NARROW


def line(watched: WatchRow, heard: bool, *, wide: bool) -> Line:
    """One open line; its countdown is drawn by the list each second."""
    row = watched.row
    name = "late" if watched.ringing else CLOCK_TONES.get(row.clock_state or "", "")
    alarm: Cell = (_("RINGS"), "late") if watched.ringing else (_("heard") if heard else "", "dim")
    cells: list[Cell] = [(SIGNS.get(name, ""), name), "", row.room or row.place_detail or row.caller]
    if wide:
        cells += [row.caller, grouped(row.phone)]
    cells += [board_lines.content(row), row.technician or row.follows, alarm, action_word(row)]
    return Line(row.call, tuple(cells), item=watched)


def morning_line(row: BoardRow, hours: Hours, now: datetime) -> Line:
    """One line of what the day shift does first."""
    by = when(row.due, hours, now) if row.due is not None else ""
    where = row.room or row.place_detail
    cells = (by, where, row.caller, board_lines.content(row), board_lines.state_word(row), action_word(row))
    return Line(row.call, cells, item=row)


def heard_line(one: Heard, hours: Hours, now: datetime) -> Line:
    """One alarm that was heard."""
    cells = (stamp(one.at, hours, now), one.room or one.call, alarm_words(one), one.who, word(one.post))
    return Line((one.call, one.limit, one.due, one.stage), cells, item=one)


def alarm_words(one: Heard | Ringing) -> str:
    """Which limit, and what about it."""
    title = spoken(one.limit_title) if one.limit_title is not None else ""
    return joined(part for part in (title, _(ALARM_STAGES[one.stage])) if part)
