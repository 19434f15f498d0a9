"""``alarm``: what rings, and who has heard it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from repairdesk import words
from repairdesk.rules import parse
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, language, spoken, word

from .commands import noun, verb
from .options import AsJson, Context, text
from .session import Session

if TYPE_CHECKING:
    from repairdesk.views.watch import Heard, Ringing

alarm = noun(N_("Alarms: what runs out, or was given to nobody, until somebody has heard it."))
NOUNS = {"alarm": alarm}


@verb(
    alarm, "list", N_("List what rings now, emergencies first, then the longest ringing; or what was heard.")
)
def list_(
    ctx: Context,
    heard: Annotated[str | None, text("TIME", N_("Instead what was heard since then, and by whom."))] = None,
    as_json: AsJson = False,
) -> None:
    """Of each limit only its latest stage rings."""
    session: Session = ctx.obj
    if heard is not None:
        _list_heard(session, heard, as_json)
        return
    from repairdesk.views import office_json as forms
    from repairdesk.views.watch import watch

    from . import cards, output

    found, hours = watch(session.store, session.now).ringing, session.hours
    rows = [
        (cards.when(each.since, hours), *_cells(each), cards.one_line(each.content), each.call)
        for each in found
    ]
    headings = (_("Rings since"), _("Limit"), _("Alarm"), _("Room"), _("Content"), _("Call"))
    output.answer(
        as_json,
        lambda: [forms.ringing(each, hours, language()) for each in found],
        lambda: output.table(headings, rows) if rows else [_("Nothing rings.")],
    )


def _list_heard(session: Session, since: str, as_json: bool) -> None:
    from repairdesk.views import office_json as forms
    from repairdesk.views.watch import heard_since

    from . import cards, output

    hours = session.hours
    found = heard_since(
        session.store, parse.moment(since, "since", hours=hours, now=session.now, prefer="past")
    )
    rows = [
        (cards.when(each.at, hours), *_cells(each), each.who, word(each.post), each.call) for each in found
    ]
    headings = (_("Heard"), _("Limit"), _("Alarm"), _("Room"), _("By"), _("Post"), _("Call"))
    output.answer(
        as_json,
        lambda: [forms.heard(each, hours, language()) for each in found],
        lambda: output.table(headings, rows) if rows else [_("Nothing was heard since then.")],
    )


def _cells(each: Ringing | Heard) -> tuple[str, str, str]:
    title = spoken(each.limit_title) if each.limit_title is not None else each.limit
    return title, _(words.ALARM_STAGES[each.stage]), each.room


@verb(alarm, "answer", N_("Say that what rings on a call, or all that rings, was heard."))
def answer(
    ctx: Context,
    call: Annotated[
        str, typer.Argument(metavar="[CALL]", help=N_("Number of the call, or the end of it."))
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help=N_("All that rings now."))] = False,
    as_json: AsJson = False,
) -> None:
    """It stops ringing at every post; what was heard already stays as it is."""
    from repairdesk.desk import alarms

    from . import output

    session: Session = ctx.obj
    if bool(call) == everything:
        raise refuse("call", "call_or_all")
    if everything:
        count = alarms.answer_all(session.store, session.who, now=session.now)
    else:
        count = alarms.answer(session.store, session.who, call, now=session.now)
    told = _("Alarms heard: {count}").format(count=count) if count else _("Nothing rings.")
    output.answer(as_json, lambda: {"heard": count}, lambda: [told])
