"""A list of copies handed on, as it goes on paper: 80 columns, Chinese counted as two, and two lines to sign on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairdesk.rules.worktime import Hours
from repairdesk.text import _, cell_len, folded, moment, money, ngettext, pad, spoken, visible, word
from repairdesk.views.paper_lists import ListedCopy, PaperList

from .handover import FORM_FEED, LINES, WIDTH

ROWS = LINES - 6
"""Copies on a page, below its head."""
WIDTHS = (3, 12, 10, 14, 22, 9)
"""Columns: place, order, room, caller, copy, yuan."""


def text_of(made: PaperList, office: str, hours: Hours) -> str:
    """The list as text in the language spoken now, ending in a line break; pages are parted by form feeds."""
    body = [_row(place, one) for place, one in enumerate(made.lines, 1)] + list(_end(made, hours))
    pages = [body[begin : begin + ROWS] for begin in range(0, len(body), ROWS)]
    return FORM_FEED.join(
        "\n".join((*_head(made, office, hours, number, len(pages)), *rows)) + "\n"
        for number, rows in enumerate(pages, 1)
    )


def _head(made: PaperList, office: str, hours: Hours, number: int, count: int) -> Iterator[str]:
    title = (
        _("Money handed on to {keeper}")
        if made.kind == "cash"
        else _("Copies of slips handed on to {keeper}")
    )
    title = title.format(keeper=word(made.keeper))
    yield _edges(f"{visible(office)}  {title}", _("No. {number}").format(number=made.number))
    page = _("page {number} of {count}").format(number=number, count=count)
    void = "  " + _("TAKEN BACK") if made.void else ""
    yield _edges(moment(hours.local(made.made_at)) + void, page)
    yield "=" * WIDTH
    yield _cells(("", _("Order"), _("Room"), _("Caller"), _("Sheet"), _("Yuan")))
    yield "-" * WIDTH


def _row(place: int, one: ListedCopy) -> str:
    total = money(one.total) if one.total else ""
    return _cells((str(place), one.order, visible(one.room), visible(one.caller), spoken(one.title), total))


def _cells(cells: Sequence[str]) -> str:
    """The cells of a row in their columns; the first and the last are numbers."""
    last = len(WIDTHS) - 1
    parts = [
        pad(cell, width, right=n in (0, last))
        for n, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return "  ".join(parts).rstrip()


def _end(made: PaperList, hours: Hours) -> Iterator[str]:
    yield "-" * WIDTH
    counted = ngettext("{n} copy", "{n} copies", len(made.lines)).format(n=len(made.lines))
    total = made.amount if made.amount is not None else sum(one.total for one in made.lines)
    yield _edges(counted if made.kind == "copies" else "", money(total) if total else "")
    if made.remark:
        yield from folded(_("Remark: {words}").format(words=visible(made.remark, lines=True)), WIDTH)
    yield ""
    yield _signature(_("Handed over by"), made.made_by, moment(hours.local(made.made_at)))
    yield ""
    signed = moment(hours.local(made.signed_at)) if made.signed_at is not None else ""
    yield _signature(_("Received by"), made.signed_by, signed)


def _signature(title: str, name: str, at: str) -> str:
    entered = "  ".join(part for part in (visible(name), at) if part)
    return _edges(
        _("{field}: {sentence}").format(field=title, sentence=entered), _("Signature") + " " + "_" * 24
    )


def _edges(left: str, right: str) -> str:
    room = WIDTH - cell_len(right) - 2 if right else WIDTH
    return f"{pad(left, room)}  {right}" if right else pad(left, room).rstrip()
