"""``copy``: where the copies of slips are, which are late, lost or to be handed on, and the lists they go with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repairdesk import words
from repairdesk.desk import copies as desk
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, language, ngettext, spoken, visible, word, yuan

from .commands import noun, verb
from .options import AsJson, At, Context, Order, Remark, given, text
from .session import Session

if TYPE_CHECKING:
    from repairdesk.views.copies import CopyHistory, CopyLine
    from repairdesk.views.paper_lists import PaperList

copy = noun(N_("Copies of slips: out, late, lost, handed on with a list."))
NOUNS = {"copy": copy}
Name = Annotated[str, typer.Argument(metavar="COPY", help=N_("Name of the copy, or what is printed on it."))]
Receiver = Annotated[str, text("finance|engineering|archive|customer", N_("Who is handed them."))]
ListNumber = Annotated[str, typer.Argument(metavar="LIST", help=N_("Number of the list."))]
STANDARD_OUTPUT = Path("-")


@verb(copy, "list", N_("List the copies that are on their way, or those of one order with their history."))
def list_(
    ctx: Context,
    order: Annotated[
        str | None, typer.Argument(metavar="[ORDER]", help=N_("Number of the work order, or the end of it."))
    ] = None,
    out: Annotated[bool, typer.Option("--out", help=N_("Only those that are out, by technician."))] = False,
    chase: Annotated[
        bool, typer.Option("--chase", help=N_("Only those that are out past their time."))
    ] = False,
    due: Annotated[
        str, text("finance|engineering|archive|customer", N_("Only those to be handed on there."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Out, at the desk to be handed on, or lost."""
    from repairdesk.views import copies as view
    from repairdesk.views import copies_json as forms

    from . import output

    session: Session = ctx.obj
    store, now, hours = session.store, session.now, session.hours
    if order is not None:
        _of_order(session, order, as_json)
        return
    if due:
        found = view.due_to(store, due, now)
    else:
        found = (view.chase if chase else view.out if out else view.on_the_way)(store, now)
    output.answer(
        as_json,
        lambda: forms.lines(found, hours, language()),
        lambda: _table(session, found) if found else [_("There is none.")],
    )


@verb(copy, "lost", N_("A copy cannot be found."))
def lost(
    ctx: Context,
    order: Order,
    name: Name,
    reason: Annotated[str, text("TEXT", N_("How it was lost."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """It stays lost until it turns up or is printed anew."""
    session: Session = ctx.obj
    desk.lost(
        session.store,
        session.who,
        order,
        name,
        reason=given(reason, "reason"),
        at=session.at(at),
        now=session.now,
    )
    _of_order(session, order, as_json)


@verb(
    copy, "found", N_("A lost copy has turned up, or one that was out when its line ended was brought back.")
)
def found_(
    ctx: Context, order: Order, name: Name, remark: Remark = "", at: At = None, as_json: AsJson = False
) -> None:
    """It goes along with the slip again, or lies at the desk."""
    session: Session = ctx.obj
    desk.found(session.store, session.who, order, name, remark=remark, at=session.at(at), now=session.now)
    _of_order(session, order, as_json)


@verb(
    copy,
    "hand-on",
    N_("Hand copies on with a list to be signed: everything that is due there, or of these orders."),
)
def hand_on(
    ctx: Context,
    orders: Annotated[
        list[str] | None, typer.Argument(metavar="[ORDER]...", help=N_("Only the copies of these orders."))
    ] = None,
    to: Receiver = "",
    remark: Remark = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """All of them or none; a paid job's copy is then received by finance."""
    session: Session = ctx.obj
    keeper = given(to, "to")
    named = _due(session, keeper, orders or [])
    number = desk.hand_on(
        session.store, session.who, named, keeper, remark=remark, at=session.at(at), now=session.now
    )
    _show(session, number, as_json)


@verb(copy, "sign", N_("Whoever was handed the copies of a list has signed for them."))
def sign(
    ctx: Context,
    number: ListNumber,
    signed_by: Annotated[str, text("NAME", N_("Who signed."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Once; until then the list can be taken back."""
    session: Session = ctx.obj
    desk.sign(
        session.store,
        session.who,
        number,
        signed_by=given(signed_by, "signed_by"),
        at=session.at(at),
        now=session.now,
    )
    _show(session, number, as_json)


@verb(copy, "lists", N_("List the lists of what was handed on, the latest first."))
def lists(
    ctx: Context,
    unsigned: Annotated[
        bool, typer.Option("--unsigned", help=N_("Only those that nobody has signed."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Copies and money."""
    from repairdesk.views import copies_json as forms
    from repairdesk.views.paper_lists import paper_lists

    from . import cards, output

    session: Session = ctx.obj
    found = paper_lists(session.store, unsigned=unsigned)
    rows = [
        (
            one.number, cards.when(one.made_at, session.hours), word(one.keeper), str(one.count) if one.count else "",
            yuan(one.amount) if one.amount is not None else "", visible(one.made_by), _signed(one, session),
        )
        for one in found
    ]  # fmt: skip
    headings = (
        _("List"), _("Made"), _("To"), _("Number of copies"), _("Yuan"), _("Handed over by"), _("Received by"),
    )  # fmt: skip
    output.answer(
        as_json,
        lambda: [forms.paper_list(one, session.hours, language()) for one in found],
        lambda: output.table(headings, rows, frozenset({3, 4})) if found else [_("There is none.")],
    )


@verb(copy, "show", N_("Show a list of what was handed on."))
def show(ctx: Context, number: ListNumber, as_json: AsJson = False) -> None:
    """With everything on it."""
    _show(ctx.obj, number, as_json)


@verb(copy, "print", N_("Print a list with its lines to sign on."))
def print_(
    ctx: Context,
    number: ListNumber,
    output_: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help=N_("Into a new file; - for here."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """To the printer of this machine, or as text."""
    import sys

    from repairdesk.paper.handover import FORM_FEED
    from repairdesk.paper.printer import print_text, save_text

    from . import output

    session: Session = ctx.obj
    printed = _text(session, _list(session, number))
    pages = printed.count(FORM_FEED) + 1
    if output_ == STANDARD_OUTPUT:
        sys.stdout.write(printed)
        return
    if output_ is None:
        print_text(printed)
        told = ngettext(
            "Handed to the printer: {pages} page.", "Handed to the printer: {pages} pages.", pages
        )
    else:
        save_text(printed, output_)
        told = ngettext("{pages} page written to {path}.", "{pages} pages written to {path}.", pages)
    path = None if output_ is None else str(output_)
    document = {"number": number, "path": path, "pages": pages}
    output.answer(as_json, lambda: document, lambda: [told.format(pages=pages, path=path)])


def _due(session: Session, keeper: str, orders: list[str]) -> list[tuple[str, str]]:
    """The copies that are meant: all that are due there, or those of these orders that go there, wherever they are."""
    from repairdesk.views import copies as view

    if not orders:
        return [(one.order, one.name) for one in view.due_to(session.store, keeper, session.now)]
    found: list[tuple[str, str]] = []
    for number in orders:
        copies = [each.copy for each in view.of_order(session.store, number, session.now)]
        named = [(one.order, one.name) for one in copies if one.goes_to == keeper]
        if not named:
            allowed = ", ".join(dict.fromkeys(one.goes_to for one in copies))
            raise refuse("to", "not_one_of", allowed=allowed)
        found += named
    return found


def _of_order(session: Session, number: str, as_json: bool) -> None:
    from repairdesk.views import copies as view
    from repairdesk.views import copies_json as forms

    from . import output

    found = view.of_order(session.store, number, session.now)
    output.answer(
        as_json,
        lambda: forms.histories(found, session.hours, language()),
        lambda: [line for one in found for line in _history(session, one)] or [_("There is none.")],
    )


def _history(session: Session, one: CopyHistory) -> list[str]:
    from . import cards

    place = _(words.copy_place(one.copy.state, one.copy.keeper))
    lines = [_("{field}: {sentence}").format(field=spoken(one.copy.title), sentence=place)]
    for move in one.moves:
        parts = (
            cards.when(move.at, session.hours), _(words.copy_place(move.state, move.keeper)), visible(move.who),
            _("list {number}").format(number=move.list_number) if move.list_number else "",
            word(move.reason),
        )  # fmt: skip
        lines.append("  " + "  ".join(part for part in parts if part))
    return lines


def _table(session: Session, found: Iterable[CopyLine]) -> list[str]:
    from . import cards, output

    rows = [
        (
            one.order, visible(one.room), spoken(one.title), _(words.copy_place(one.state, one.keeper)),
            cards.when(one.since, session.hours), cards.when(one.due, session.hours) + (" !" if one.overdue else ""),
            visible(one.technician), visible(one.technician_phone), word(one.due_to) if one.due_to else "",
        )
        for one in found
    ]  # fmt: skip
    headings = (
        _("Order"), _("Room"), _("Sheet"), _("Where it is"), _("Since when"), _("Due back"), _("Technician"), _("Telephone"),
        _("Goes to"),
    )  # fmt: skip
    return output.table(headings, rows)


def _signed(one: PaperList, session: Session) -> str:
    from . import cards

    if one.void:
        return _("taken back")
    return f"{visible(one.signed_by)} {cards.when(one.signed_at, session.hours)}".strip()


def _list(session: Session, number: str) -> PaperList:
    from repairdesk.views.paper_lists import paper_list

    return paper_list(session.store, number)


def _text(session: Session, made: PaperList) -> str:
    if made.kind == "cash":
        from .money import list_text

        return list_text(session, made.number)
    from repairdesk.paper.copies import text_of
    from repairdesk.views import load

    with session.store.read() as tx:
        return text_of(made, load.office(tx).name, session.hours)


def _show(session: Session, number: str, as_json: bool) -> None:
    from repairdesk.paper.handover import FORM_FEED
    from repairdesk.views import copies_json as forms

    from . import output

    made = _list(session, number)
    output.answer(
        as_json,
        lambda: forms.paper_list(made, session.hours, language()),
        lambda: _text(session, made).replace(FORM_FEED, "\n").rstrip("\n").split("\n"),
    )
