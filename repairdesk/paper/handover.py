"""A handover on paper: 80 columns of plain text, pages with a head and a number, and two lines to sign on.

Chinese counts as two columns. What people typed is made safe first: nothing of it acts on a printer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import dropwhile, groupby
from typing import Any

from repairdesk import words
from repairdesk.rules.worktime import Hours
from repairdesk.text import (
    N_,
    _,
    called,
    cell_len,
    folded,
    joined,
    moment,
    money,
    ngettext,
    pad,
    spoken,
    visible,
    word,
)
from repairdesk.views import load
from repairdesk.views.board import BoardRow
from repairdesk.views.handover import HandoverLine, Sheet

WIDTH = 80
LINES = 60
"""Lines on a page: what a sheet of A4 takes at six to the inch, less a margin that every printer leaves."""
INDENT = " " * 8
ROOM = WIDTH - len(INDENT)
FORM_FEED = "\f"

TITLES: dict[str, str] = {
    "emergency": N_("Open emergencies"),
    "callback": N_("Customers to be called"),
    "write_slip": N_("Slips of night jobs to be written"),
    "form_out": N_("Slips that are out"),
    "open": N_("Other open lines"),
    "record": N_("Taken and ended in this shift"),
    "cash": N_("Cash and payments"),
    "key": N_("Keys held"),
    "other": N_("Other things held"),
    "message": N_("Messages"),
    "draft": N_("Half-typed forms"),
}
"""What each section of the sheet is called on paper."""
PAID_TO: dict[str, str] = {
    "technician": N_("taken by the technician"),
    "desk": N_("taken at the desk"),
    "advance": N_("taken in advance"),
}


def text_of(sheet: Sheet, hours: Hours) -> str:
    """The sheet as text in the language spoken now, ending in a line break; pages are parted by form feeds."""
    pages = list(_pages(sheet, hours))
    printed = []
    for number, body in enumerate(pages, 1):
        head = _page_head(sheet, hours, number, len(pages))
        printed.append("\n".join((*head, *body)) + "\n")
    return FORM_FEED.join(printed)


def _page_head(sheet: Sheet, hours: Hours, number: int, count: int) -> list[str]:
    title = "  ".join((visible(str(sheet.head.get("office") or "")), _("Handover"), _posts(sheet)))
    page = _("page {number} of {count}").format(number=number, count=count)
    return [
        _edges(title, moment(hours.local(sheet.border))),
        _edges(_state(sheet), page),
        "=" * WIDTH,
    ]


def _posts(sheet: Sheet) -> str:
    return _("{from_post} to {to_post}").format(from_post=word(sheet.from_post), to_post=word(sheet.to_post))


def _state(sheet: Sheet) -> str:
    number = _("No. {number}").format(number=sheet.id) if sheet.id else ""
    states = {
        "draft": _("not handed over yet"),
        "made": _("{left} of {lines} lines still to be taken over").format(
            left=len(sheet.left), lines=len(sheet.lines)
        ),
        "accepted": _("taken over"),
        "replaced": _("made anew later"),
    }
    return "  ".join(part for part in (number, states[sheet.state]) if part)


def _pages(sheet: Sheet, hours: Hours) -> Iterator[list[str]]:
    """The bodies of the pages. What belongs together stays together where a page can hold it."""
    room = LINES - 3
    page: list[str] = []
    for block in _blocks(sheet, hours):
        if page and len(page) + len(block) > room:
            yield page
            page = []
        rest = block if page else list(dropwhile(lambda row: not row, block))
        while len(page) + len(rest) > room:
            yield rest[:room]
            rest = rest[room:]
        page += rest
    yield page


def _blocks(sheet: Sheet, hours: Hours) -> Iterator[list[str]]:
    """What is not parted by the end of a page: the head, each line (the first with its section's title), the end."""
    yield _head(sheet, hours)
    for section, lines in by_section(sheet):
        title = ["", f"{section} ({len(lines)})", "-" * WIDTH]
        for place, line in enumerate(lines):
            yield [*(title if place == 0 else ()), *_line(line, hours)]
    if not sheet.lines:
        yield ["", _("Nothing is open and nothing is held.")]
    yield _signatures(sheet, hours)


def _head(sheet: Sheet, hours: Hours) -> list[str]:
    return [line for part in _about(sheet, hours) for line in folded(part, WIDTH)]


def _about(sheet: Sheet, hours: Hours) -> list[str]:
    """The span of the shift, what was taken in and ended in it, and the remark."""
    begins = load.instant(str(sheet.head["begins"])) if sheet.head.get("begins") else None
    counts = _("{taken} taken in this shift, {ended} of them ended; {open} open now.").format(
        taken=sheet.head.get("taken", 0), ended=sheet.head.get("ended", 0), open=sheet.head.get("open", 0)
    )
    span = ""
    if begins is not None:
        span = _("Shift from {begins} to {ends}.").format(
            begins=moment(hours.local(begins)), ends=moment(hours.local(sheet.border))
        )
    found = [part for part in (span, counts) if part]
    if sheet.remark:
        found.append(_("Remark: {words}").format(words=visible(sheet.remark, lines=True)))
    return found


def by_section(sheet: Sheet) -> Iterator[tuple[str, list[HandoverLine]]]:
    """What each section of the sheet is called, with its lines."""
    for section, found in groupby(sheet.lines, key=lambda line: line.section):
        yield _(TITLES[section]), list(found)


def titled(sheet: Sheet, hours: Hours) -> tuple[str, list[str]]:
    """The sheet's title, and what stands below it: its shift, its counts, the remark, how far it is taken over."""
    border = moment(hours.local(sheet.border))
    return " ".join((_("Handover"), _posts(sheet), border)), [_state(sheet), *_about(sheet, hours)]


def described(line: HandoverLine, hours: Hours) -> list[str]:
    """What a line hands over, in sentences; the first may hold two pieces, one below the other."""
    row = line.row
    return list(_of_row(line, row, hours) if row is not None else _of_thing(line, hours))


def taken_over(line: HandoverLine, hours: Hours) -> list[str]:
    """Who has taken the line over, and what he objected to; nothing while nobody has."""
    return list(_taken(line, hours))


def _line(line: HandoverLine, hours: Hours) -> list[str]:
    said = (*described(line, hours), *taken_over(line, hours))
    lines = [INDENT + part for words_ in said for part in folded(words_, ROOM)]
    box = "[ ]" if line.accepted_at is None else "[x]"
    return [f"{pad(str(line.place), 3, right=True)} {box} {lines[0].strip()}", *lines[1:]]


def _of_row(line: HandoverLine, row: BoardRow, hours: Hours) -> Iterator[str]:
    who = (row.room or row.place_detail, row.caller, row.phone)
    numbers = "  ".join(part for part in (row.call, row.order or "") if part)
    yield _beside("  ".join(visible(part) for part in who if part), numbers)
    yield visible(row.content, lines=True)
    yield _("Received {time}, {urgency}. State: {state}").format(
        time=moment(hours.local(row.received_at)),
        urgency=called(row.urgency_title, row.urgency),
        state=_standing(line, row, hours),
    )
    if line.section != "record":
        yield from _to_do(line, row, hours)
    yield from (_told(told, hours) for told in _said(line))


def _standing(line: HandoverLine, row: BoardRow, hours: Hours) -> str:
    technician = joined(
        part for part in (row.technician or row.follows, line.text("technician_phone")) if part
    )
    parts = [word(row.state), technician]
    ended = line.time("ended_at")
    if ended is not None:
        parts += [moment(hours.local(ended)), visible(line.text("reason"))]
    return joined(part for part in parts if part)


def _to_do(line: HandoverLine, row: BoardRow, hours: Hours) -> Iterator[str]:
    yield _("Next: {action}").format(
        action="; ".join(part for part in (_action(row), _limit(row, hours)) if part)
    )
    promised = line.time("promised")
    if promised is not None:
        yield _("Promised: {time}").format(time=moment(hours.local(promised)))


def _action(row: BoardRow) -> str:
    """What is to be done; what only waits for a limit of the office's own is called as the limit is."""
    if row.own:
        return ""
    step = spoken(row.step) if row.step is not None else ""
    tell = _("tell: {role}").format(role=word(row.tell)) if row.tell else ""
    action = word(row.callback) if row.callback else _(words.ACTIONS[row.next])
    return joined(part for part in (action, step, tell) if part)


def _limit(row: BoardRow, hours: Hours) -> str:
    if row.due is None or row.limit_title is None:
        return ""
    found = _("{limit} by {time}").format(limit=spoken(row.limit_title), time=moment(hours.local(row.due)))
    return f"{found} ({word(row.clock_state)})" if row.clock_state in ("overdue", "warning") else found


def _said(line: HandoverLine) -> Iterator[Mapping[str, Any]]:
    """Whom somebody told, and what was answered and noted last."""
    yield from line.content.get("told") or ()
    yield from (said for name in ("answer", "note") if (said := line.content.get(name)))


def _told(told: Mapping[str, Any], hours: Hours) -> str:
    at = load.instant(str(told["at"]))
    said = [word(str(told[name])) for name in ("answer", "result") if told.get(name)]
    said += [visible(str(told["remark"]))] if told.get("remark") else []
    what = word(f"{told['kind']}" if told.get("kind") else str(told["what"]))
    return f"{moment(hours.local(at))} {what}" + (f": {joined(said)}" if said else "")


def _of_thing(line: HandoverLine, hours: Hours) -> Iterator[str]:
    """Money, a key, a message, a half-typed form."""
    amount = line.content.get("amount_fen")
    since = line.time("at")
    who = [visible(line.text(name)) for name in ("room", "caller")]
    at = moment(hours.local(since)) if since is not None else ""
    first = (money(amount) if amount is not None else "", *who, at)
    yield _beside("  ".join(part for part in first if part), line.text("number"))
    if line.text("content"):
        yield visible(line.text("content"), lines=True)
    keeper = visible(line.text("holder") or line.text("who"))
    paid_to = _(PAID_TO[line.text("paid_to")]) if line.text("paid_to") in PAID_TO else ""
    receipts = _("receipt {numbers}").format(numbers=line.text("receipts")) if line.text("receipts") else ""
    if keeper or paid_to:
        yield joined(part for part in (keeper, paid_to, receipts) if part)


def _taken(line: HandoverLine, hours: Hours) -> Iterator[str]:
    """Who has taken it over, and what he objected to."""
    if line.accepted_at is None:
        return
    at = moment(hours.local(line.accepted_at))
    yield _("taken over by {name} at {time}").format(name=visible(line.accepted_by), time=at)
    if line.objection:
        yield _("OBJECTION: {words}").format(words=visible(line.objection, lines=True))


def _signatures(sheet: Sheet, hours: Hours) -> list[str]:
    objections = sum(bool(line.objection) for line in sheet.lines)
    found = ["", ""]
    if objections:
        found.append(
            ngettext("{n} line was objected to.", "{n} lines were objected to.", objections).format(
                n=objections
            )
        )
        found.append("")
    made_at = None if sheet.state == "draft" else sheet.made_at
    found += _signature(_("Handed over by"), sheet.made_by, made_at, hours)
    found += ["", *_signature(_("Taken over by"), sheet.accepted_by, sheet.accepted_at, hours)]
    return found


def _signature(title: str, name: str, at: datetime | None, hours: Hours) -> Sequence[str]:
    """One line to sign on, with the name and the time as they were entered."""
    entered = joined(
        part for part in (visible(name), moment(hours.local(at)) if at is not None else "") if part
    )
    named = _("{field}: {sentence}").format(field=title, sentence=entered)
    return [_edges(named, _("Signature") + " " + "_" * 24)]


def _beside(left: str, right: str) -> str:
    """Two pieces of a line's first row, or of two rows where one does not hold them."""
    fits = cell_len(left) + 2 + cell_len(right) <= ROOM
    return _edges(left, right, ROOM) if fits else "\n".join(part for part in (left, right) if part)


def _edges(left: str, right: str, width: int = WIDTH) -> str:
    """Two pieces at the two edges of a line; what stands at the right keeps its room."""
    room = width - cell_len(right) - 2 if right else width
    return f"{pad(left, room)}  {right}" if right else pad(left, room).rstrip()
