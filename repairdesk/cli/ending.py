"""``call withdraw``, ``call end``, ``call convert``: how a line ends otherwise than by being struck off."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import calls
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.text import N_, _, language

from .commands import verb
from .guard import narrate
from .options import AsJson, At, Call, Context, Fields, given, pairs, text
from .session import Session
from .taking import call


@verb(call, "withdraw", N_("Withdraw a call; it keeps its number, with the reason."))
def withdraw(
    ctx: Context,
    number: Call,
    reason: Annotated[str, text("TEXT", N_("Why."))] = "",
    duplicate_of: Annotated[str | None, text("CALL", N_("The call that it repeats."))] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Withdrawn, refused, or reported twice."""
    session: Session = ctx.obj
    calls.withdraw(
        session.store,
        session.who,
        number,
        reason=reason,
        duplicate_of=duplicate_of,
        at=session.at(at),
        now=session.now,
    )
    session.call(number, as_json)


@verb(call, "end", N_("End a call another way that the procedure knows."))
def end(
    ctx: Context,
    number: Call,
    as_: Annotated[str, typer.Option("--as", metavar="CODE", help=N_("How it ends."))] = "",
    reason: Annotated[str, text("TEXT", N_("Why."))] = "",
    field: Fields = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Refused with what is missing, and with the ways in which it may end now."""
    session: Session = ctx.obj
    try:
        calls.end(
            session.store, session.who, number, as_, reason=reason, fields=pairs(field),
            at=session.at(at), now=session.now,
        )  # fmt: skip
    except Refused as refused:
        raise _with_choices(session, number, refused) from None
    session.call(number, as_json)


def _with_choices(session: Session, number: str, refused: Refused) -> Refused:
    """The same refusal with the endings that are possible now, where it is the ending that was refused."""
    from repairdesk.views.call_card import call_card

    if not any(each.field == "ending" for each in refused.problems):
        return refused
    endings = call_card(session.store, number, session.now).endings
    told = [f"{each.code} ({each.title.in_(language())})" for each in endings]
    known = (
        Problem("ending", "possible_endings", {"allowed": told}) if told else Problem("ending", "no_endings")
    )
    return Refused(*(each for each in refused.problems if each.code != "not_one_of"), known)


@verb(
    call,
    "convert",
    N_("Turn a matter into a repair, the reverse, or into a follow-up sheet: a new line goes on."),
)
def convert(
    ctx: Context,
    number: Call,
    to: Annotated[str, text("repair|matter|follow_up", N_("What it turns out to be."))] = "",
    tracker: Annotated[str, text("NAME", N_("The one person who follows the sheet."))] = "",
    state: Annotated[str, text("TEXT", N_("How things stand, for the sheet."))] = "",
    reason: Annotated[str, text("TEXT", N_("Why."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """The call as it now is names the new line as its linked call."""
    session: Session = ctx.obj
    new = calls.convert(
        session.store, session.who, number, to=given(to, "to"), tracker=tracker, state=state, reason=reason,
        at=session.at(at), now=session.now,
    )  # fmt: skip
    narrate(_("Goes on as call {number}.").format(number=new))
    session.call(number, as_json)
