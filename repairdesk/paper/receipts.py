"""Receipts, and lists of money handed to finance, as they go on paper: 80 columns, Chinese counted as two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from repairdesk.rules.worktime import Hours
from repairdesk.text import (
    _,
    cell_len,
    folded,
    labelled,
    language,
    moment,
    money,
    ngettext,
    pad,
    visible,
    word,
    yuan,
)
from repairdesk.views.money import Receipt
from repairdesk.views.paper_lists import PaperList

from . import sheet
from .amounts import capital
from .handover import FORM_FEED, LINES, PAID_TO, WIDTH

ROWS = LINES - 6
"""Receipts on a page of a list, below its head."""
WIDTHS = (3, 10, 12, 10, 12, 8, 11)
"""Columns: place, receipt, call, room, who paid, way, yuan."""


def text_of(one: Receipt, office: str, hours: Hours) -> str:
    """A receipt twice on one page, for the customer and for the office, with a line to cut along between them."""
    parts = [
        "\n".join(_receipt(one, office, hours, whose)) for whose in (_("Customer's part"), _("Office's part"))
    ]
    return ("\n\n" + "- " * (WIDTH // 2) + "\n\n").join(parts) + "\n"


def _receipt(one: Receipt, office: str, hours: Hours, whose: str) -> Iterator[str]:
    yield _edges(f"{visible(office)}  {_title(one)}", _("No. {number}").format(number=one.number))
    yield _edges("", whose)
    yield "=" * WIDTH
    for name, value in _entries(one, hours):
        yield from _said(name, value)
    yield ""
    yield _edges(labelled(_("Cashier"), visible(one.holder or one.who)), _("Signature") + " " + "_" * 24)


def _title(one: Receipt) -> str:
    return _("Receipt for money given back") if one.kind == "refund" else _("Receipt")


def _entries(one: Receipt, hours: Hours) -> Iterator[tuple[str, str]]:
    """What a receipt says, with what it is called."""
    customer = "  ".join(visible(part) for part in (one.room, one.caller) if part)
    yield _("Given back to") if one.kind == "refund" else _("Received from"), customer
    numbers = "  ".join(part for part in (one.call, one.order or "") if part)
    yield _("For"), f"{visible(one.content, lines=True)}  ({numbers})"
    yield _("Amount"), _amount(one.amount)
    taken = _(PAID_TO[one.taken_by]) if one.kind == "payment" and one.taken_by in PAID_TO else ""
    yield _("Way of payment"), "  ".join(part for part in (word(one.way), taken) if part)
    if one.reason:
        yield _("Reason"), visible(one.reason, lines=True)
    yield _("Date"), moment(hours.local(one.at))


def _amount(fen: int) -> str:
    """An amount; in Chinese also in the characters of receipts."""
    return f"{capital(fen)}  {money(fen)}" if language() == "zh" else money(fen)


def sheet_of(one: Receipt, office: str, hours: Hours) -> dict[str, Any]:
    """A receipt as a document of the template ``sheet``, with a box to sign for each side."""
    number = _("No. {number}").format(number=one.number)
    customer = "  ".join(part for part in (one.room, one.caller) if part)
    other = _("Money received by") if one.kind == "refund" else _("Paid by")
    return sheet.document(
        _title(one), [], office=office,
        about=[number, *(labelled(name, value) for name, value in _entries(one, hours))],
        signatures=[(_("Cashier"), one.holder or one.who), (other, customer)],
    )  # fmt: skip


def sheet_of_list(made: PaperList, receipts: Sequence[Receipt], office: str, hours: Hours) -> dict[str, Any]:
    """A list of money as a document of the template ``sheet``: its receipts, the sums by way of payment, two boxes."""
    headings = (_("Receipt"), _("When"), _("Call"), _("Room"), _("Caller"), _("Way"), _("Yuan"))
    rows = [
        (one.number, moment(hours.local(one.at)), one.call, one.room, one.caller, word(one.way), yuan(one.signed))
        for one in receipts
    ]  # fmt: skip
    number = _("No. {number}").format(number=made.number)
    ways = [
        labelled(word(way), money(sum(one.signed for one in receipts if one.way == way)))
        for way in dict.fromkeys(one.way for one in receipts)
    ]
    about = [
        f"{number}  {moment(hours.local(made.made_at))}",
        *ways,
        labelled(_("Cash handed over"), _amount(made.amount or 0)),
    ]
    if made.void:
        about.append(_("TAKEN BACK"))
    if made.remark:
        about.append(_("Remark: {words}").format(words=made.remark))
    signed = f"{made.signed_by}  {moment(hours.local(made.signed_at))}" if made.signed_at is not None else ""
    signatures = [(_("Passed on by"), made.made_by), (_("Received by"), signed)]
    tables = [sheet.Table("", headings, rows, frozenset({6}))]
    return sheet.document(
        _("Money handed to finance"), tables, office=office, about=about, signatures=signatures
    )


def list_text(made: PaperList, receipts: Sequence[Receipt], office: str, hours: Hours) -> str:
    """A list of money handed to finance, with the sums of each way of payment and lines to sign on."""
    body = [_row(place, one) for place, one in enumerate(receipts, 1)]
    body += list(_end(made, receipts, hours))
    pages = [body[begin : begin + ROWS] for begin in range(0, len(body), ROWS)]
    return FORM_FEED.join(
        "\n".join((*_head(made, office, hours, number, len(pages)), *rows)) + "\n"
        for number, rows in enumerate(pages, 1)
    )


def _head(made: PaperList, office: str, hours: Hours, number: int, count: int) -> Iterator[str]:
    title = "  ".join((visible(office), _("Money handed to finance")))
    yield _edges(title, _("No. {number}").format(number=made.number))
    page = _("page {number} of {count}").format(number=number, count=count)
    void = "  " + _("TAKEN BACK") if made.void else ""
    yield _edges(moment(hours.local(made.made_at)) + void, page)
    yield "=" * WIDTH
    yield _cells(("", _("Receipt"), _("Call"), _("Room"), _("Caller"), _("Way"), _("Yuan")))
    yield "-" * WIDTH


def _row(place: int, one: Receipt) -> str:
    return _cells(
        (str(place), one.number, one.call, visible(one.room), visible(one.caller), word(one.way), money(one.signed))
    )  # fmt: skip


def _cells(cells: Sequence[str]) -> str:
    """The cells of a row in their columns; the first and the last are numbers."""
    last = len(WIDTHS) - 1
    parts = [
        pad(cell, width, right=n in (0, last))
        for n, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return "  ".join(parts).rstrip()


def _end(made: PaperList, receipts: Sequence[Receipt], hours: Hours) -> Iterator[str]:
    yield "-" * WIDTH
    counted = ngettext("{n} receipt", "{n} receipts", len(receipts)).format(n=len(receipts))
    yield _edges(counted, money(sum(one.signed for one in receipts)))
    for way in dict.fromkeys(one.way for one in receipts):
        yield _edges("  " + word(way), money(sum(one.signed for one in receipts if one.way == way)))
    cash = made.amount or 0
    handed = f"{capital(cash)}  {money(cash)}" if language() == "zh" else money(cash)
    yield from folded(_("{field}: {sentence}").format(field=_("Cash handed over"), sentence=handed), WIDTH)
    if made.remark:
        yield from folded(_("Remark: {words}").format(words=visible(made.remark, lines=True)), WIDTH)
    yield ""
    yield _signature(_("Passed on by"), made.made_by, moment(hours.local(made.made_at)))
    yield ""
    signed = moment(hours.local(made.signed_at)) if made.signed_at is not None else ""
    yield _signature(_("Received by"), made.signed_by, signed)


def _signature(title: str, name: str, at: str) -> str:
    entered = "  ".join(part for part in (visible(name), at) if part)
    return _edges(labelled(title, entered), _("Signature") + " " + "_" * 24)


def _said(name: str, value: str) -> list[str]:
    """A labelled value, its further lines below its first."""
    first = pad(name, 16)
    lines = folded(value, WIDTH - 16) or [""]
    return [first + lines[0], *(" " * 16 + line for line in lines[1:])]


def _edges(left: str, right: str) -> str:
    room = WIDTH - cell_len(right) - 2 if right else WIDTH
    return f"{pad(left, room)}  {right}" if right else pad(left, room).rstrip()
