"""``money``, ``receipt``: who holds what was paid, what went to finance, back, or is not charged, and what is open."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repairdesk.desk import copies, receipts
from repairdesk.desk import money as desk
from repairdesk.rules import parse
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, ngettext, visible, word, yuan

from .commands import noun, verb
from .guard import narrate
from .options import AsJson, At, Call, Context, Order, Remark, given, text
from .session import Session

if TYPE_CHECKING:
    from repairdesk.views.money import Receipt, Takings

money = noun(N_("Money: held, handed in, handed to finance, given back, waived, open."))
receipt = noun(N_("Receipts: the money taken and given back."))
NOUNS = {"money": money, "receipt": receipt}
Amount = Annotated[str, text("YUAN", N_("The amount."))]
Counted = Annotated[str | None, text("YUAN", N_("What was counted; refused if the receipts say otherwise."))]
Numbers = Annotated[
    list[str] | None,
    typer.Option("--receipt", metavar="NUMBER", help=N_("Only this receipt; may be repeated.")),
]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help=N_("Number of the receipt, or the end of it."))]
Way = Annotated[str, text("cash|transfer|scan", N_("How it was paid."))]
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help=N_("Into a new file, as text or .pdf; - for here.")),
]
STANDARD_OUTPUT = Path("-")


@verb(money, "list", N_("List what technicians hold, what lies at the desk, and what is still open."))
def list_(
    ctx: Context,
    held: Annotated[bool, typer.Option("--held", help=N_("Only the cash in technicians' hands."))] = False,
    desk_: Annotated[
        bool, typer.Option("--desk", help=N_("Only what lies at the desk for finance."))
    ] = False,
    open_: Annotated[
        bool, typer.Option("--open", help=N_("Only what is owed, or was paid too much."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """All three unless one is named."""
    from repairdesk.views import money as view
    from repairdesk.views import money_json as forms

    from . import output

    session: Session = ctx.obj
    store, hours = session.store, session.hours
    every = not (held or desk_ or open_)
    document: dict[str, Any] = {}
    lines: list[str] = []
    if held or every:
        hands = view.held(store)
        document["held"] = forms.held(hands, hours)
        rows = [
            (visible(h.technician), visible(h.phone), yuan(h.amount), one)
            for h in hands
            for one in h.receipts
        ]
        lines += _titled(_("In technicians' hands"), sum(h.amount for h in hands))
        lines += _receipts(session, [one for *_rest, one in rows])
    if desk_ or every:
        there = view.at_desk(store)
        document["desk"] = forms.at_desk(there, hours)
        lines += _titled(_("Cash at the desk, for finance"), there.cash)
        lines += _receipts(session, there.receipts)
    if open_ or every:
        owing = view.owing(store)
        document["open"] = forms.owing(owing, hours)
        lines += _titled(_("Still open"), sum(one.balance.open for one in owing))
        table = [
            (one.call, visible(one.room), visible(one.caller), visible(one.phone), yuan(one.balance.due), yuan(one.balance.paid),
             yuan(one.balance.open), yuan(one.balance.too_much) if one.balance.too_much else "")
            for one in owing
        ]  # fmt: skip
        headings = (
            _("Call"), _("Room"), _("Caller"), _("Telephone"), _("To be paid"), _("Received money"), _("Still open"), _("To give back"),
        )  # fmt: skip
        lines += output.table(headings, table, frozenset({4, 5, 6, 7})) if table else [_("There is none.")]
    output.answer(as_json, lambda: document, lambda: lines)


@verb(
    money, "takings", N_("The fees of a day or a month: due, received, given back, waived; and what is open.")
)
def takings(
    ctx: Context,
    day: Annotated[str, text("YYYY-MM-DD", N_("The day; else today."))] = "",
    month: Annotated[str, text("YYYY-MM", N_("The month instead."))] = "",
    as_json: AsJson = False,
) -> None:
    """Whenever it was entered, what happened then."""
    from repairdesk.views import money as view
    from repairdesk.views import money_json as forms
    from repairdesk.views.month import bounds

    from . import output

    session: Session = ctx.obj
    hours = session.hours
    if month:
        first, last = bounds(*_month(month), hours)
    else:
        first, last = hours.day_bounds(_day(day) if day else hours.local(session.now).date())
    found = view.takings(session.store, first, last)
    name = month or f"{hours.local(first):%Y-%m-%d}"
    output.answer(as_json, lambda: {"period": name, **forms.takings(found)}, lambda: _takings(found))


@verb(money, "hand-in", N_("A technician hands in the cash he holds."))
def hand_in(
    ctx: Context,
    technician: Annotated[str, typer.Argument(metavar="TECHNICIAN", help=N_("Who hands it in."))],
    receipt: Numbers = None,
    amount: Counted = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """All of it, or what these receipts say."""
    from . import output

    session: Session = ctx.obj
    counted = None if amount is None else parse.fen(amount, "amount")
    done = receipts.hand_in(
        session.store, session.who, technician, receipts=receipt or (), amount=counted, at=session.at(at), now=session.now
    )  # fmt: skip
    told = _("{name} has handed in {amount} under {numbers}.").format(
        name=visible(done.technician), amount=yuan(done.amount), numbers=", ".join(done.receipts)
    )
    document = {
        "technician": done.technician,
        "amount": yuan(done.amount),
        "receipts": list(done.receipts),
    }
    output.answer(as_json, lambda: document, lambda: [told])


@verb(money, "to-finance", N_("What lies at the desk goes to finance, with a list to be signed."))
def to_finance(
    ctx: Context,
    receipt: Numbers = None,
    signed_by: Annotated[str, text("NAME", N_("Who of finance has signed for it already."))] = "",
    remark: Remark = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Its number; unsigned it can be signed later, with ``copy sign``."""
    session: Session = ctx.obj
    store, who, moment, now = session.store, session.who, session.at(at), session.now
    with store.together():
        number = receipts.to_finance(store, who, receipts=receipt or (), remark=remark, at=moment, now=now)
        if signed_by:
            copies.sign(store, who, number, signed_by=signed_by, at=moment, now=now)
    _show_list(session, number, as_json)


@verb(money, "show", N_("Show a list of money handed to finance."))
def show_list(
    ctx: Context,
    number: Annotated[str, typer.Argument(metavar="LIST", help=N_("Number of the list."))],
    as_json: AsJson = False,
) -> None:
    """With every receipt on it."""
    _show_list(ctx.obj, number, as_json)


@verb(money, "print", N_("Print a list of money with its lines to sign on."))
def print_list(
    ctx: Context,
    number: Annotated[str, typer.Argument(metavar="LIST", help=N_("Number of the list."))],
    output_: Output = None,
    as_json: AsJson = False,
) -> None:
    """To the printer of this machine, or as text."""
    session: Session = ctx.obj
    _print(number, list_text(session, number), lambda: _list_sheet(session, number), output_, as_json)


@verb(money, "refund", N_("Give money back: what was paid above the bill, or an amount for a reason."))
def refund(
    ctx: Context,
    number: Call,
    amount: Annotated[str | None, text("YUAN", N_("Else all that was paid too much."))] = None,
    reason: Annotated[str, text("TEXT", N_("Why."))] = "",
    way: Way = "cash",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """The call, with its receipt told on the side."""
    session: Session = ctx.obj
    fen = None if amount is None else parse.fen(amount, "amount")
    made = desk.refund(
        session.store, session.who, number, amount=fen, reason=reason, way=way, at=session.at(at), now=session.now
    )  # fmt: skip
    tell(made)
    session.call(number, as_json)


@verb(
    money, "waive", N_("Part of a bill is not charged, or all of it: somebody approves that, for a reason.")
)
def waive(
    ctx: Context,
    number: Order,
    amount: Amount = "",
    approver: Annotated[str, text("NAME", N_("The supervisor or manager who approves."))] = "",
    reason: Annotated[str, text("TEXT", N_("Why."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """The bill stays as it was; what is due is less."""
    session: Session = ctx.obj
    desk.waive(
        session.store, session.who, number, amount=parse.fen(amount, "amount"), approver=given(approver, "approver"),
        reason=given(reason, "reason"), at=session.at(at), now=session.now,
    )  # fmt: skip
    session.order(number, as_json)


# --- receipts -------------------------------------------------------------------------------------


@verb(receipt, "list", N_("List the latest receipts, or those of one call."))
def list_receipts(
    ctx: Context,
    call: Annotated[str, text("CALL", N_("Only those of this call."))] = "",
    limit: Annotated[int, typer.Option(min=1, metavar="N", help=N_("At most so many."))] = 60,
    as_json: AsJson = False,
) -> None:
    """Where the money of each is now."""
    from repairdesk.views import money as view
    from repairdesk.views import money_json as forms

    from . import output

    session: Session = ctx.obj
    found = view.receipts(session.store, call=call, limit=limit)
    output.answer(as_json, lambda: forms.receipts(found, session.hours), lambda: _receipts(session, found))


@verb(receipt, "show", N_("Show one receipt."))
def show(ctx: Context, number: Number, as_json: AsJson = False) -> None:
    """As it is printed, once."""
    from repairdesk.views import money as view
    from repairdesk.views import money_json as forms

    from . import output

    session: Session = ctx.obj
    one = view.receipt(session.store, number)
    output.answer(as_json, lambda: forms.receipt(one, session.hours), lambda: _receipts(session, [one]))


@verb(receipt, "print", N_("Print a receipt, for the customer and for the office on one page."))
def print_receipt(ctx: Context, number: Number, output_: Output = None, as_json: AsJson = False) -> None:
    """To the printer of this machine, or as text."""
    from repairdesk.paper import receipts as paper
    from repairdesk.views import money as view

    session: Session = ctx.obj
    one, office, hours = view.receipt(session.store, number), _office(session), session.hours
    _print(
        one.number, paper.text_of(one, office, hours), lambda: paper.sheet_of(one, office, hours), output_, as_json
    )  # fmt: skip


def tell(number: str) -> None:
    """Say which receipt was written, beside the answer."""
    narrate(_("Receipt {number}.").format(number=number))


# --- what is printed ------------------------------------------------------------------------------


def _titled(title: str, total: int) -> list[str]:
    return [_("{field}: {sentence}").format(field=title, sentence=yuan(total))]


def _receipts(session: Session, found: Iterable[Receipt]) -> list[str]:
    from . import cards, output

    rows = [
        (
            one.number, cards.when(one.at, session.hours), yuan(one.signed), word(one.way), visible(one.room),
            visible(one.caller), one.call, _place(one),
        )
        for one in found
    ]  # fmt: skip
    headings = (
        _("Receipt"), _("When"), _("Yuan"), _("Way"), _("Room"), _("Caller"), _("Call"), _("Where it is"),
    )  # fmt: skip
    return output.table(headings, rows, frozenset({2})) if rows else [_("There is none.")]


def _place(one: Receipt) -> str:
    if one.list is not None:
        return _("finance, list {number}").format(number=one.list)
    return visible(one.holder) if one.place == "technician" else word("desk")


def _takings(found: Takings) -> list[str]:
    from . import output

    ways = [("  " + word(way), yuan(amount)) for way, amount in found.ways]
    return output.pairs(
        [
            (_("To be paid"), yuan(found.due)),
            (_("Received money"), yuan(found.received)),
            *ways,
            (_("Given back"), yuan(found.refunded)),
            (_("Waived"), yuan(found.waived)),
            (_("Open now"), yuan(found.open)),
        ]
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise refuse("period", "bad_date") from None


def _month(typed: str) -> tuple[int, int]:
    year, dash, month = typed.partition("-")
    if not (dash and year.isdigit() and month.isdigit() and len(year) == 4):
        raise refuse("period", "bad_month")
    return int(year), int(month)


def _office(session: Session) -> str:
    from repairdesk.views import load

    with session.store.read() as tx:
        return load.office(tx).name


def list_text(session: Session, number: str) -> str:
    """A list of money as it goes on paper."""
    from repairdesk.paper import receipts as paper
    from repairdesk.views import money as view
    from repairdesk.views.paper_lists import paper_list

    store = session.store
    made, found = paper_list(store, number), view.receipts_of(store, number)
    return paper.list_text(made, found, _office(session), session.hours)


def _list_sheet(session: Session, number: str) -> dict[str, Any]:
    from repairdesk.paper.receipts import sheet_of_list
    from repairdesk.views import money as view
    from repairdesk.views.paper_lists import paper_list

    made, found = paper_list(session.store, number), view.receipts_of(session.store, number)
    return sheet_of_list(made, found, _office(session), session.hours)


def _show_list(session: Session, number: str, as_json: bool) -> None:
    from repairdesk.paper.handover import FORM_FEED
    from repairdesk.text import language
    from repairdesk.views import copies_json
    from repairdesk.views import money as view
    from repairdesk.views import money_json as forms
    from repairdesk.views.paper_lists import paper_list

    from . import output

    output.answer(
        as_json,
        lambda: {
            **copies_json.paper_list(paper_list(session.store, number), session.hours, language()),
            "receipts": forms.receipts(view.receipts_of(session.store, number), session.hours),
        },
        lambda: list_text(session, number).replace(FORM_FEED, "\n").rstrip("\n").split("\n"),
    )


def _print(
    number: str, printed: str, sheet: Callable[[], dict[str, Any]], file: Path | None, as_json: bool
) -> None:
    """A text to the printer, into a new file, or here; into a file that ends in .pdf the sheet set in type."""
    from repairdesk.paper.handover import FORM_FEED
    from repairdesk.paper.printer import print_text, save_text

    from . import output

    pages = printed.count(FORM_FEED) + 1
    if file == STANDARD_OUTPUT:
        sys.stdout.write(printed)
        return
    if file is None:
        print_text(printed)
        told = ngettext(
            "Handed to the printer: {pages} page.", "Handed to the printer: {pages} pages.", pages
        )
    else:
        if file.suffix.lower() == ".pdf":
            from repairdesk.paper.sheet import save_pdf

            pages = save_pdf(sheet(), file)
        else:
            save_text(printed, file)
        told = ngettext("{pages} page written to {path}.", "{pages} pages written to {path}.", pages)
    path = None if file is None else str(file)
    output.answer(
        as_json,
        lambda: {"number": number, "path": path, "pages": pages},
        lambda: [told.format(pages=pages, path=path)],
    )
