"""``book``, ``duty``, ``crew``, ``retention``: what the office keeps and owes beside its calls."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import books, crew, duties
from repairdesk.text import N_, _, language, spoken, visible, word

from .commands import noun, verb
from .options import AsJson, AsOf, At, Context, Pairs, Remark, given, pairs, text
from .session import Session

book = noun(N_("Books: registers of the office's own."))
duty = noun(N_("Duties: what the office owes regularly."))
crew_noun = noun(N_("The crew: full until a time, or free again."))
retention = noun(N_("How long closed calls must be kept."))
NOUNS = {"book": book, "duty": duty, "crew": crew_noun, "retention": retention}
Book = Annotated[str, typer.Argument(metavar="BOOK", help=N_("The book's name."))]
Trade = Annotated[str, text("TRADE", N_("Only this trade; else the whole crew."))]


@verb(book, "list", N_("List the books of the procedures in use, with their fields."))
def list_(ctx: Context, as_json: AsJson = False) -> None:
    """What each of their lines holds."""
    from repairdesk.views import books as view
    from repairdesk.views import office_json as forms

    from . import output

    session: Session = ctx.obj
    found = view.books(session.store)
    rows = [
        (each.name, spoken(each.title), ", ".join(f"{one.name} ({spoken(one.title)})" for one in each.fields))
        for each in found
    ]
    headings = (_("Book"), _("Title"), _("Fields"))
    output.answer(as_json, lambda: forms.books(found, language()), lambda: output.table(headings, rows))


@verb(book, "show", N_("Show what was entered in a book, the latest first."))
def show(
    ctx: Context,
    name: Book,
    since: Annotated[str | None, text("TIME", N_("Entered for then or later."))] = None,
    until: Annotated[str | None, text("TIME", N_("Entered for before then."))] = None,
    as_json: AsJson = False,
) -> None:
    """Its lines with their fields."""
    from repairdesk.views import books as view
    from repairdesk.views import office_json as forms

    from . import cards, output

    session: Session = ctx.obj
    definition, _procedure = view.book_named(session.store, name)
    hours = session.hours
    found = view.lines(
        session.store, name, since=session.past(since, "since"), until=session.past(until, "until")
    )
    rows = [
        (
            cards.when(each.at, hours),
            *(_value(each.entries.get(one.name, "")) for one in definition.fields),
            each.call or "",
            each.who,
        )
        for each in found
    ]
    headings = (_("Time"), *(spoken(one.title) for one in definition.fields), _("Call"), _("By"))
    output.answer(
        as_json,
        lambda: [forms.book_line(each, hours) for each in found],
        lambda: output.table(headings, rows),
    )


def _value(kept: str) -> str:
    return " ".join(kept.split())


@verb(book, "add", N_("Enter a line in a book."))
def add(
    ctx: Context,
    name: Book,
    values: Pairs,
    call: Annotated[str, text("CALL", N_("The call it is about."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Lines are added, never changed."""
    from repairdesk.views import books as view
    from repairdesk.views import office_json as forms

    from . import output

    session: Session = ctx.obj
    made = books.add(
        session.store, session.who, name, pairs(values), call=call, at=session.at(at), now=session.now
    )
    line = next(each for each in view.lines(session.store, name, limit=-1) if each.id == made)
    told = _("Line {number} is entered.").format(number=made)
    output.answer(as_json, lambda: forms.book_line(line, session.hours), lambda: [told])


@verb(duty, "list", N_("List what is owed now, and what was missed, the most urgent first."))
def list_duties(ctx: Context, at: AsOf = None, as_json: AsJson = False) -> None:
    """Each duty in the period that runs, and in the one before where it is still owed."""
    from repairdesk.views import office_json as forms
    from repairdesk.views.duties import duties as view

    from . import cards, output

    session: Session = ctx.obj
    found, hours = view(session.store, session.at(at) or session.now), session.hours
    rows = [
        (
            each.duty.name, spoken(each.duty.title), each.period, cards.when(each.due, hours),
            _("done") if each.state == "done" else word(each.state),
            cards.when(each.done_at, hours), each.who,
        )
        for each in found
    ]  # fmt: skip
    headings = (_("Duty"), _("Title"), _("Period"), _("Due"), _("State"), _("Done"), _("By"))
    output.answer(
        as_json,
        lambda: [forms.duty(each, hours, language()) for each in found],
        lambda: output.table(headings, rows) if rows else [_("Nothing is owed.")],
    )


@verb(duty, "done", N_("A duty is done for its period."))
def done(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="DUTY", help=N_("The duty's name."))],
    period: Annotated[
        str, text("PERIOD", N_("An earlier period, such as 2026-03; else the one that runs."))
    ] = "",
    remark: Remark = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Once for each period."""
    from . import output

    session: Session = ctx.obj
    made = duties.done(
        session.store, session.who, name, period=period, remark=remark, at=session.at(at), now=session.now
    )
    told = _("{duty} is done for {period}.").format(duty=visible(name), period=made)
    output.answer(as_json, lambda: {"duty": name, "period": made}, lambda: [told])


@verb(crew_noun, "list", N_("Show whether the crew is full, and until when."))
def list_crew(ctx: Context, at: AsOf = None, as_json: AsJson = False) -> None:
    """What was declared and still holds."""
    session: Session = ctx.obj
    _crew(session, as_json, at)


@verb(crew_noun, "full", N_("The crew takes no more routine visits until a time."))
def full(
    ctx: Context,
    until: Annotated[str, text("TIME", N_("Until when."))] = "",
    said_by: Annotated[str, text("NAME", N_("The team leader who says so."))] = "",
    trade: Trade = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Visits are agreed for later meanwhile, except as a special case."""
    session: Session = ctx.obj
    moment = session.at(at)
    end = session.ahead(given(until, "until"), "until", moment)
    crew.full(session.store, session.who, until=end, said_by=said_by, trade=trade, at=moment, now=session.now)
    _crew(session, as_json, at)


@verb(crew_noun, "free", N_("The crew has free hands again before then."))
def free(ctx: Context, trade: Trade = "", at: At = None, as_json: AsJson = False) -> None:
    """Without a trade the whole of it."""
    session: Session = ctx.obj
    crew.free(session.store, session.who, trade=trade, at=session.at(at), now=session.now)
    _crew(session, as_json, at)


def _crew(session: Session, as_json: bool, at: str | None = None) -> None:
    from repairdesk.views import office_json as forms
    from repairdesk.views.crew import crew_full

    from . import cards, output

    found, hours = crew_full(session.store, session.at(at) or session.now), session.hours
    rows = [
        (word(each.trade) or _("whole crew"), cards.when(each.until, hours), each.said_by) for each in found
    ]
    headings = (_("Trade"), _("Full until"), _("Said by"))
    output.answer(
        as_json,
        lambda: forms.crew(found, hours),
        lambda: output.table(headings, rows) if rows else [_("The crew has free hands.")],
    )


# A noun with a single verb would lose its verb: Typer takes the two for one command.
@retention.callback()
def _kept() -> None:
    """How long calls are kept."""


@verb(retention, "list", N_("List the closed calls that may be destroyed; nothing is removed."))
def expired(
    ctx: Context,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help=N_("At most so many."))] = 200,
    at: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """The oldest first."""
    from repairdesk.views import office_json as forms
    from repairdesk.views.retention import may_be_destroyed

    from . import cards, output

    session: Session = ctx.obj
    found = may_be_destroyed(session.store, session.at(at) or session.now, limit)
    hours = session.hours
    rows = [
        (each.call, cards.when(each.closed_at, hours), each.keep_until.isoformat(), each.room, cards.one_line(each.content))
        for each in found
    ]  # fmt: skip
    headings = (_("Call"), _("Struck off"), _("Keep until"), _("Room"), _("Content"))
    output.answer(
        as_json,
        lambda: forms.retention(found, hours),
        lambda: output.table(headings, rows) if rows else [_("Every closed call must still be kept.")],
    )
