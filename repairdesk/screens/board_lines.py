"""How the board looks: its columns at this width, the cells of a line, its countdown, and the lines below the list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.style import Style

from repairdesk import text, words
from repairdesk.rules.worktime import Hours
from repairdesk.screens.drawn import Piece
from repairdesk.screens.lines import Cell, Column, Line
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import N_, _, called, cell_len, spoken, visible, word
from repairdesk.views.board import BoardRow

WIDE = 110
"""Cells from which the board shows who called, the trade and the number as well."""

_FIRST = (Column("", 1), Column(N_("Left"), 10, right=True, ticking=True), Column(N_("Room"), 10))
_WHAT = Column(N_("What"), 10, grow=True)
_LAST = (Column(N_("Who goes"), 8), Column(N_("State"), 11), Column(N_("Next"), 14))

NARROW_COLUMNS = (*_FIRST, _WHAT, *_LAST)
WIDE_COLUMNS = (
    *_FIRST, Column(N_("Caller"), 8), _WHAT, Column(N_("Trade"), 10), *_LAST, Column(N_("Number"), 12),
)  # fmt: skip

CLOCK_TONES = {"overdue": "late", "warning": "soon"}
_WAITING = frozenset({"await_arrival", "take_return", "none"})
"""Next actions for which the desk waits for somebody else."""

CALLBACKS: dict[str, str] = {
    "arrival": N_("Call: arrived?"),
    "completion": N_("Call: opinion"),
    "plan": N_("Call: the plan"),
    "recheck": N_("Call: re-check"),
    "notice": N_("Call: notice"),
}
SENTENCES: dict[str, str] = {
    "assign": N_("Enter: tell the department, which has to be there in time"),
    "issue": N_("Enter: choose a technician and issue the work order"),
    "await_arrival": N_("Enter: the technician reports that he has arrived"),
    "answer": N_("Enter: the matter has been answered"),
    "chase": N_("Enter: chase the technician; report his arrival"),
    "chase_matter": N_("Enter: chase the department; the matter has been answered"),
    "chase_slip": N_("Enter: the slip is late, chase it and take it in"),
    "take_return": N_("Enter: the slip is back, take it in"),
    "write_slip": N_("Enter: write the slip of the night job"),
    "officer_check": N_("Enter: the officer has checked the work"),
    "close": N_("Enter: nothing is missing, strike the line off"),
    "follow_up": N_("This goes on in the follow-up sheet"),
    "sheet": N_("Enter: note a contact on the follow-up sheet"),
    "step": N_("Enter: {step}"),
    "missing": N_("Enter: still missing: {step}"),
    "first": N_("Enter: first of all, {step}"),
    "tell_supervisor": N_("Enter: tell the supervisor: {step}"),
    "tell_leader": N_("Enter: tell the team leader: {step}"),
    "tell_technician": N_("Enter: tell the technician: {step}"),
    "tell_engineering": N_("Enter: tell engineering: {step}"),
    "review": N_("Enter: the supervisor decides"),
    "collect": N_("Enter: consent, payment and the copy for finance"),
    "none": N_("There is nothing to do until something is reported. Space: all that can be done"),
    "arrival": N_("Enter: call the customer: has the technician come?"),
    "arrival_sorry": N_("Enter: call the customer, apologise, ask whether the technician has come"),
    "completion": N_("Enter: call the customer: is he satisfied?"),
    "plan": N_("Enter: call the customer: does he agree to the plan and the time?"),
    "recheck": N_("Enter: call the customer again: is he satisfied now?"),
    "notice": N_("Enter: tell the customer"),
}
"""What Enter does, in full."""


def columns(width: int) -> tuple[Column, ...]:
    """The columns for a window of this width."""
    return WIDE_COLUMNS if width >= WIDE else NARROW_COLUMNS


def line(row: BoardRow, *, wide: bool) -> Line:
    """One row of the list. The clock's cell is filled by ``clock_cell`` when it is drawn."""
    name = CLOCK_TONES.get(row.clock_state or "", "")
    cells: list[Cell] = [(SIGNS.get(name, ""), name), "", row.room or row.place_detail or row.caller]
    if wide:
        cells.append(row.caller)
    cells.append(content(row))
    if wide:
        cells.append(word(row.trade) if row.trade else "")
    cells += [row.technician or row.follows, state_word(row), (action_word(row), _action_tone(row))]
    if wide:
        cells.append(row.order or row.call)
    return Line(row.call, tuple(cells), item=row)


def content(row: BoardRow) -> Cell:
    """What it is about; who waits for help, or asks for the second time, is said before it."""
    if row.urgency == "emergency":
        return _("EMERGENCY {content}").replace("{content}", row.content), "late"
    if row.asked_again:
        return _("ASKS AGAIN {content}").replace("{content}", row.content), "soon"
    return row.content


def state_word(row: BoardRow) -> str:
    """The state, in a word that fits its column."""
    return _("slip back") if row.state == "returned" else standing_word(row)


def standing_word(row: BoardRow) -> str:
    """The state; a follow-up sheet that is open is being followed."""
    return _("followed up") if (row.kind, row.state) == ("follow_up", "open") else word(row.state)


def action_word(row: BoardRow) -> str:
    """The next action, in words that fit its column."""
    if _waits(row):
        return _("Wait")
    if row.next == "review" and row.step is not None and not row.own:
        return _("Prepare")
    return _(CALLBACKS[row.callback]) if row.callback else _(words.ACTIONS[row.next])


def action_sentence(row: BoardRow) -> str:
    """What Enter does with this row, in a sentence."""
    return _(SENTENCES[_case(row)]).replace("{step}", spoken(row.step) if row.step is not None else "")


def slip_is_out(row: BoardRow) -> bool:
    """Whether the work is over, or under way, so that what is waited for is the slip."""
    return row.order is not None and row.state in (
        "on_site",
        "finished",
        "unfinished",
        "returned",
        "called_back",
    )


def _case(row: BoardRow) -> str:
    if row.own and row.tell is not None:
        return f"tell_{row.tell}"
    if row.own:
        return "step"
    if row.next == "collect" and row.step is not None:
        return "missing"
    if row.next == "review" and row.step is not None:
        return "first"
    if row.next == "follow_up" and row.kind == "follow_up":
        return "sheet"
    if row.callback:
        return "arrival_sorry" if row.callback == "arrival" and row.apologise else row.callback
    if row.kind == "matter":
        return {"await_arrival": "answer", "chase": "chase_matter"}.get(row.next, row.next)
    return "chase_slip" if row.next == "chase" and slip_is_out(row) else row.next


def _waits(row: BoardRow) -> bool:
    """Whether a limit of the office's own still runs that is chased only once it has run out."""
    return row.own and row.next == "none"


def _action_tone(row: BoardRow) -> str:
    return "" if row.next in _WAITING or _waits(row) else "bold"


# --- the clock ------------------------------------------------------------------------------------


def clock_cell(row: BoardRow, now: datetime) -> Cell:
    """What is left of the clock, or by how much it is late, and the tone of its state."""
    if row.due is None:
        return ""
    name = CLOCK_TONES.get(row.clock_state or "", "")
    seconds = int((row.due - now).total_seconds())
    return (span(seconds) if seconds >= 0 else _("late {time}").format(time=span(-seconds))), name


def span(seconds: int) -> str:
    """A length of time: minutes and seconds below an hour, hours and minutes below ten, then hours, then days."""
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes:02d}:{rest:02d}"
    hours, minutes = divmod(minutes, 60)
    if hours < 10:
        return _("{hours}h{minutes}m").format(hours=hours, minutes=f"{minutes:02d}")
    if hours < 24:
        return _("{hours} h").format(hours=hours)
    return _("{days} d").format(days=hours // 24)


def when(instant: datetime, hours: Hours, now: datetime) -> str:
    """A time of the office's clock, with its date where that is not today's."""
    local = hours.local(instant)
    if local.date() == hours.local(now).date():
        return f"{local:%H:%M}"
    return f"{text.short_day(local)} {local:%H:%M}"


def stamp(instant: datetime, hours: Hours, now: datetime) -> str:
    """The same, short enough for a column of twelve cells in every language: ``10:15``, ``12-31 23:40``."""
    local = hours.local(instant)
    return f"{local:%H:%M}" if local.date() == hours.local(now).date() else f"{local:%m-%d %H:%M}"


def to_take_over(shifts: int) -> str:
    """What a header says, after two spaces, of shifts that nobody has taken over."""
    return "  " + _("F7 {n} to take over").format(n=shifts) if shifts else ""


# --- below the list -------------------------------------------------------------------------------

DETAIL = 6
"""Lines below the list."""


def detail(row: BoardRow, hours: Hours, now: datetime, width: int) -> list[list[Piece]]:
    """The highlighted line whole: who, what, how it stands, which clock that is, and what Enter does."""
    who = "  ".join(visible(part) for part in (row.room or row.place_detail, row.caller, row.phone) if part)
    came = _("received {time}").format(time=when(row.received_at, hours, now))
    content = wrapped(row.content, width - 2, 2)
    limit = list(_limit(row, hours, now))
    room = width - 1 - sum(cell_len(words) for words, _style in limit)
    return [
        [("-" * width, tone("dim"))],
        [(f" {who}", tone("bold")), (f"   {row.order or row.call}   {came}", Style())],
        *([(f" {part}", Style())] for part in content),
        [(f" {_facts(row, room)}", Style()), *limit],
        [(f" {action_sentence(row)}", tone("note")), *_warning(row)],
    ]


def _facts(row: BoardRow, room: int) -> str:
    """Where it stands, with whom, and what kind of work it is: as much of it as the clock leaves room for."""
    parts = [
        standing_word(row),
        row.technician or row.follows,
        called(row.urgency_title, row.urgency) if row.urgency != "routine" else "",
        word(row.trade) if row.trade else "",
        word("public_area") if row.place == "public_area" else "",
        _("paid") if row.paid else "",
        word("night") if row.origin == "night" else "",
    ]
    known = [part for part in parts if part]
    while len(known) > 1 and cell_len(text.joined(known)) > room:
        known.pop()
    return text.joined(known)


def _limit(row: BoardRow, hours: Hours, now: datetime) -> Iterator[Piece]:
    """The clock by its name, the time it is due and how it stands."""
    if row.due is not None and row.limit_title is not None and row.clock_state is not None:
        name = CLOCK_TONES.get(row.clock_state, "")
        words = _("{limit}: by {time}, {state}").format(
            limit=row.limit_title.in_(text.language()),
            time=when(row.due, hours, now),
            state=word(row.clock_state),
        )
        yield "   ", Style()
        yield f"{SIGNS[name]} {words}" if name else words, tone(name)


def _warning(row: BoardRow) -> Iterator[Piece]:
    words = ""
    if row.on_breach is not None:
        words = spoken(row.on_breach)
    elif row.tell is not None and not row.own:
        words = _("Tell the supervisor: nobody has come after several rounds")
    elif row.asked_again:
        words = _("The customer has asked again, and nobody has answered")
    if words:
        yield f"  {SIGNS['late']} {words}", tone("late")


def wrapped(content: str, width: int, most: int) -> list[str]:
    """Text in exactly ``most`` lines of ``width`` cells, the last one cut with a sign if there is more."""
    rest = visible(content.replace("\n", " "))
    found: list[str] = []
    for last in [False] * (most - 1) + [True]:
        part = text.cut(rest, width) if last else _beginning(rest, width)
        found.append(part)
        rest = rest[len(part) :].lstrip()
    return found


def _beginning(words: str, width: int) -> str:
    """As much of a text as fits, broken at a space where there is one near."""
    if cell_len(words) <= width:
        return words
    kept = text.cut(words, width + 1)[:-1]
    space = kept.rfind(" ")
    return kept[: space + 1] if space > len(kept) // 2 else kept
