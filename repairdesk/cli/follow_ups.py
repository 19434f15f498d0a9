"""``follow-up``: what could not be finished in time, on a sheet that one person follows."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import follow_ups
from repairdesk.text import N_, _, labelled, spoken, word

from .commands import noun, verb
from .options import AsJson, AsOf, At, Call, Context, Fields, Remark, given, pairs, text
from .session import Session

follow_up = noun(N_("Follow-up sheets: what could not be finished in time."))
NOUNS = {"follow-up": follow_up}


@verb(follow_up, "list", N_("List the open sheets, the one that is due first on top."))
def list_(ctx: Context, at: AsOf = None, as_json: AsJson = False) -> None:
    """With who follows each, what was noted last, and the limit that is due first."""
    from repairdesk.views import office_json as forms
    from repairdesk.views.follow_ups import sheets

    from . import cards, output

    session: Session = ctx.obj
    found, hours = sheets(session.store, session.at(at) or session.now), session.hours
    headings = (
        _("Call"),
        _("Tracker"),
        _("Due"),
        _("Limit"),
        _("State"),
        _("Room"),
        _("Content"),
        _("Last note"),
    )
    rows = [
        (
            each.call, each.tracker, cards.when(each.due, hours),
            spoken(each.limit_title) if each.limit_title else "", word(each.clock_state or ""),
            each.room, cards.one_line(each.content), cards.one_line(each.note),
        )
        for each in found
    ]  # fmt: skip
    output.answer(
        as_json,
        lambda: forms.sheets(found, hours),
        lambda: output.table(headings, rows) if rows else [_("No follow-up sheet is open.")],
    )


@verb(follow_up, "show", N_("Show what was noted on a sheet."))
def show(ctx: Context, number: Call, as_json: AsJson = False) -> None:
    """Every contact, the oldest first."""
    from repairdesk.views import office_json as forms
    from repairdesk.views.follow_ups import notes

    from . import cards, output

    session: Session = ctx.obj
    found, hours = notes(session.store, number), session.hours
    rows = [
        (
            cards.when(each.at, hours),
            each.content,
            "; ".join(labelled(cards.field_title(one), cards.field_value(one)) for one in each.filled),
            each.by,
        )
        for each in found
    ]
    headings = (_("Time"), _("Content"), _("Fields"), _("By"))
    output.answer(as_json, lambda: forms.notes(found, hours), lambda: output.table(headings, rows))


@verb(follow_up, "note", N_("Note one contact on a sheet."))
def note(
    ctx: Context,
    number: Call,
    content: Annotated[str, text("TEXT", N_("What was said."))] = "",
    field: Fields = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """With the office's own fields of such a contact."""
    session: Session = ctx.obj
    follow_ups.note(
        session.store, session.who, number, given(content, "content"), fields=pairs(field), at=session.at(at),
        now=session.now,
    )  # fmt: skip
    session.call(number, as_json)


@verb(follow_up, "check", N_("The team leader or the supervisor has looked through a sheet."))
def check(
    ctx: Context,
    number: Call,
    as_: Annotated[
        str, typer.Option("--as", metavar="leader|supervisor", help=N_("Of whom it is recorded."))
    ] = "",
    remark: Remark = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Without ``--as`` as the role of whoever acts says."""
    session: Session = ctx.obj
    follow_ups.check(
        session.store, session.who, number, by=as_, remark=remark, at=session.at(at), now=session.now
    )
    session.call(number, as_json)


@verb(follow_up, "track", N_("Somebody else follows a sheet from now on."))
def track(
    ctx: Context,
    number: Call,
    tracker: Annotated[str, text("NAME", N_("The one person who follows the sheet."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Always one person, never two."""
    session: Session = ctx.obj
    follow_ups.change_tracker(
        session.store, session.who, number, given(tracker, "tracker"), at=session.at(at), now=session.now
    )
    session.call(number, as_json)


@verb(follow_up, "finish", N_("What was followed is done: enter the result."))
def finish(
    ctx: Context,
    number: Call,
    result: Annotated[str, text("TEXT", N_("What came of it."))] = "",
    field: Fields = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """It can then be struck off, once nothing else is missing."""
    session: Session = ctx.obj
    follow_ups.finish(
        session.store, session.who, number, result=given(result, "result"), fields=pairs(field),
        at=session.at(at), now=session.now,
    )  # fmt: skip
    session.call(number, as_json)
