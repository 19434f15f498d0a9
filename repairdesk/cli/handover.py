"""``handover``, ``item``: one shift hands over to the next, and what the desk holds meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repairdesk import words
from repairdesk.desk import handover as desk
from repairdesk.desk import items as desk_items
from repairdesk.rules import parse
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, language, ngettext, word, yuan

from .commands import noun, verb
from .guard import narrate
from .options import AsJson, AsOf, At, Context, Remark, given, text
from .session import Session

if TYPE_CHECKING:
    from repairdesk.views.handover import HandoverLine, Sheet
    from repairdesk.views.items import Item

handover = noun(N_("Shifts: handed over, and accepted line by line."))
item = noun(N_("What the desk holds for somebody: messages, keys, cash."))
NOUNS = {"handover": handover, "item": item}
Number = Annotated[int | None, typer.Argument(metavar="[ID]", help=N_("Number of the handover."))]
ItemNumber = Annotated[int, typer.Argument(metavar="ITEM", help=N_("Its number in the list."))]
STANDARD_OUTPUT = Path("-")


@verb(
    handover, "make", N_("Hand over the shift that ends at the nearest change, with everything that is open.")
)
def make(
    ctx: Context,
    remark: Remark = "",
    border: Annotated[
        str | None, text("TIME", N_("Another change of shift that was not handed over."))
    ] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Made anew it takes the place of the earlier one, until that is accepted."""
    session: Session = ctx.obj
    moment = session.at(at)
    ends = None if border is None else parse.office_time(border, "border", session.hours)
    made = desk.make(session.store, session.who, remark=remark, border=ends, at=moment, now=session.now)
    _show(session, _sheet(session, made), as_json)


@verb(handover, "show", N_("Show a handover: the one that waits, else the latest, else as it would be now."))
def show(
    ctx: Context,
    number: Number = None,
    draft: Annotated[bool, typer.Option("--draft", help=N_("What would be handed over now."))] = False,
    at: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """As it was made, with what was accepted since."""
    from repairdesk.views import handover as view

    session: Session = ctx.obj
    then = session.at(at)
    wanted = None if draft or (then is not None and number is None) else _wanted(session, number)
    if wanted is None:
        _show(session, view.draft_sheet(session.store, then or session.now, past=then is not None), as_json)
    else:
        _show(session, _sheet(session, wanted), as_json)


@verb(handover, "accept", N_("Take a shift over: all that is left, or single lines."))
def accept(
    ctx: Context,
    number: Number = None,
    line: Annotated[
        list[int] | None, typer.Option(metavar="N", help=N_("Only this line; may be repeated."))
    ] = None,
    objection: Annotated[str, text("TEXT", N_("What is objected to in these lines."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Without a number the shift that has waited longest."""
    session: Session = ctx.obj
    if objection and not line:
        raise refuse("objection", "objection_to_what")
    wanted = number if number is not None else _waiting(session)
    if wanted is None:
        raise refuse("handover", "nothing_to_accept")
    lines = dict.fromkeys(line, objection) if line else None
    done = desk.accept(session.store, session.who, wanted, lines=lines, at=session.at(at), now=session.now)
    if done.by_maker:
        narrate(_("The same person has handed this over. Let the next shift accept it where you can."))
    _show(session, _sheet(session, wanted), as_json)


@verb(handover, "list", N_("List the handovers, what was never handed over first."))
def list_(
    ctx: Context,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help=N_("At most so many."))] = 60,
    as_json: AsJson = False,
) -> None:
    """Of those made anew only the latest."""
    from repairdesk.views import handover as view
    from repairdesk.views import handover_json as forms

    from . import cards, output

    session: Session = ctx.obj
    hours = session.hours
    never = _STATES["missing"]
    missing = [one for one in view.waiting(session.store, session.now) if one.id is None]
    made = view.sheets(session.store, limit)
    rows = [
        ("", cards.when(one.border, hours), word(one.from_post), _(never), "", "", "", "") for one in missing
    ]
    rows += [
        (
            str(one.id), cards.when(one.border, hours), word(one.from_post), _(_STATES[one.state]), one.made_by,
            one.accepted_by, f"{one.lines - one.lines_left}/{one.lines}", str(one.objections or ""),
        )
        for one in made
    ]  # fmt: skip
    headings = (
        _("Number"), _("Change of shift"), _("Post"), _("State"), _("Handed over by"), _("Taken over by"), _("Lines"),
        _("Objections"),
    )  # fmt: skip
    output.answer(
        as_json,
        lambda: forms.titles(missing, made, hours),
        lambda: output.table(headings, rows) if rows else [_("Nothing was handed over yet.")],
    )


_STATES: dict[str, str] = {
    "missing": N_("not handed over"),
    "made": N_("to be taken over"),
    "accepted": N_("taken over"),
}


@verb(handover, "check", N_("List what should be settled before the shift is handed over."))
def check(ctx: Context, at: AsOf = None, as_json: AsJson = False) -> None:
    """Callbacks and slips due by then, money not handed in, half-typed forms."""
    from repairdesk.views import handover_json as forms
    from repairdesk.views.loose_ends import loose_ends

    from . import output

    session: Session = ctx.obj
    then = session.at(at)
    found = loose_ends(session.store, then or session.now, past=then is not None)
    output.answer(
        as_json,
        lambda: forms.lines(found, session.hours, language()),
        lambda: _table(session, found) if found else [_("Nothing is left undone.")],
    )


@verb(handover, "print", N_("Print a handover with its lines to sign on, as it was made."))
def print_(
    ctx: Context,
    number: Number = None,
    output_: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help=N_("Into a new file, as text or .pdf; - for here.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """To the printer of this machine, or as text, or as a PDF."""
    import sys

    from repairdesk.paper.handover import FORM_FEED, text_of
    from repairdesk.paper.printer import print_text, save_text
    from repairdesk.paper.sheet import of_handover, save_pdf
    from repairdesk.views import handover as view

    from . import output

    session: Session = ctx.obj
    wanted = _wanted(session, number)
    sheet = view.draft_sheet(session.store, session.now) if wanted is None else _sheet(session, wanted)
    printed = text_of(sheet, session.hours)
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
        if output_.suffix.lower() == ".pdf":
            pages = save_pdf(of_handover(sheet, session.hours), output_)
        else:
            save_text(printed, output_)
        told = ngettext("{pages} page written to {path}.", "{pages} pages written to {path}.", pages)
    path = None if output_ is None else str(output_)
    document = {"id": sheet.id or None, "path": path, "pages": pages}
    output.answer(as_json, lambda: document, lambda: [told.format(pages=pages, path=path)])


# --- what the desk holds --------------------------------------------------------------------------


@verb(item, "add", N_("Something is left at the desk; it stands on every handover until it is dealt with."))
def add(
    ctx: Context,
    kind: Annotated[str, text("message|key|cash|other", N_("What it is."))] = "",
    content: Annotated[str, text("TEXT", N_("What it is, and for whom."))] = "",
    room: Annotated[str, text("ROOM", N_("The room it belongs to."))] = "",
    amount: Annotated[str, text("YUAN", N_("The amount in yuan."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Cash with its amount."""
    session: Session = ctx.obj
    fen = parse.fen(amount, "amount") if amount else None
    made = desk_items.take(
        session.store, session.who, kind=given(kind, "kind"), content=content, room=room, amount=fen,
        at=session.at(at), now=session.now,
    )  # fmt: skip
    _items(session, as_json, made)


@verb(item, "list", N_("List what the desk holds, the longest held first."))
def list_items(
    ctx: Context,
    done_since: Annotated[str | None, text("TIME", N_("What was dealt with since then instead."))] = None,
    as_json: AsJson = False,
) -> None:
    """Everything not given out or dealt with."""
    from repairdesk.views import handover_json as forms
    from repairdesk.views.items import items

    from . import output

    session: Session = ctx.obj
    found = items(session.store, done_since=session.past(done_since, "at"))
    output.answer(
        as_json,
        lambda: [forms.item(one, session.hours) for one in found],
        lambda: _item_table(session, found) if found else [_("Nothing is held.")],
    )


@verb(item, "done", N_("What was held is given out, or dealt with."))
def done(
    ctx: Context,
    number: ItemNumber,
    given_to: Annotated[str, text("NAME", N_("Who was given it."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """It stays on file."""
    session: Session = ctx.obj
    desk_items.done(session.store, session.who, number, given_to=given_to, at=session.at(at), now=session.now)
    _items(session, as_json, number)


def _items(session: Session, as_json: bool, number: int) -> None:
    """One thing as it now is."""
    from repairdesk.views import handover_json as forms
    from repairdesk.views.items import item_numbered

    from . import output

    found = item_numbered(session.store, number)
    output.answer(as_json, lambda: forms.item(found, session.hours), lambda: _item_table(session, [found]))


def _item_table(session: Session, found: tuple[Item, ...] | list[Item]) -> list[str]:
    from . import cards, output

    rows = [
        (
            str(one.id), _(words.HELD[one.kind]), one.room, cards.one_line(one.content),
            yuan(one.amount) if one.amount is not None else "", cards.when(one.taken_at, session.hours), one.who,
            cards.when(one.done_at, session.hours), one.given_to,
        )
        for one in found
    ]  # fmt: skip
    headings = (
        _("Number"), _("Kind"), _("Room"), _("Content"), _("Yuan"), _("Taken in"), _("By"), _("Done"), _("Given to"),
    )  # fmt: skip
    return output.table(headings, rows, frozenset({4}))


# --- a handover -----------------------------------------------------------------------------------


def _sheet(session: Session, number: int) -> Sheet:
    from repairdesk.views import handover as view

    return view.sheet(session.store, number)


def _waiting(session: Session) -> int | None:
    """The handover that has waited longest to be accepted."""
    from repairdesk.views import handover as view

    return next((one.id for one in view.waiting(session.store, session.now) if one.id is not None), None)


def _wanted(session: Session, number: int | None) -> int | None:
    """The handover that is meant: as named, else the one that waits, else the latest."""
    from repairdesk.views import handover as view

    if number is not None:
        return number
    waiting = _waiting(session)
    return view.latest(session.store) if waiting is None else waiting


def _show(session: Session, sheet: Sheet, as_json: bool) -> None:
    from repairdesk.views import handover_json as forms

    from . import output

    output.answer(
        as_json, lambda: forms.sheet(sheet, session.hours, language()), lambda: _lines(session, sheet)
    )


def _lines(session: Session, sheet: Sheet) -> list[str]:
    """The sheet as it goes on paper: everything of it, in the same words."""
    from repairdesk.paper.handover import FORM_FEED, text_of

    return text_of(sheet, session.hours).replace(FORM_FEED, "\n").rstrip("\n").split("\n")


def _table(session: Session, found: tuple[HandoverLine, ...]) -> list[str]:
    """Lines of a sheet, one row each."""
    from repairdesk.paper.handover import TITLES

    from . import cards, output

    rows = [
        (
            _(TITLES[one.section]), one.call or "", one.text("room"), cards.one_line(one.text("content")),
            cards.when(one.time("due") or one.time("at"), session.hours),
        )
        for one in found
    ]  # fmt: skip
    return output.table((_("What"), _("Call"), _("Room"), _("Content"), _("Time")), rows)
