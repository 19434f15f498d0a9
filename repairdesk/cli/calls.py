"""``call``: the register line."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import calls, checks
from repairdesk.rules.facts import CHANNELS, FACTS, PLACES, URGENCIES
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, visible

from .commands import noun, verb
from .guard import narrate
from .options import AsJson, AsOf, At, Call, Context, Remark, text
from .session import Session
from .stdin import log_lines, own_token

call = noun(N_("Calls: the lines of the register."))
NOUNS = {"call": call}


Urgency = Annotated[str | None, text("|".join(URGENCIES), N_("How urgent it is."))]
Material = Annotated[
    bool | None, typer.Option("--material/--no-material", help=N_("Whether the material is there."))
]


@verb(call, "log", N_("Take a call into the register."))
def log(
    ctx: Context,
    kind: Annotated[str, text("repair|matter", N_("What it is."))] = "",
    room: Annotated[str, text("ROOM", N_("The room."))] = "",
    caller: Annotated[str, text("NAME", N_("Who calls."))] = "",
    phone: Annotated[str, text("NUMBER", N_("The caller's telephone."))] = "",
    content: Annotated[str, text("TEXT", N_("What the caller says."))] = "",
    place: Annotated[str | None, text("|".join(PLACES), N_("Where it is."))] = None,
    place_detail: Annotated[str, text("TEXT", N_("Where exactly."))] = "",
    channel: Annotated[str, text("|".join(CHANNELS), N_("How it came."))] = "phone",
    urgency: Urgency = None,
    trade: Annotated[str | None, text("TRADE", N_("The trade it needs."))] = None,
    matter_kind: Annotated[str | None, text("KIND", N_("The kind of matter."))] = None,
    paid: Annotated[bool, typer.Option("--paid/--free", help=N_("Whether the customer pays."))] = False,
    minor: Annotated[
        bool, typer.Option("--minor/--not-minor", help=N_("Whether it is a minor repair."))
    ] = True,
    material: Material = None,
    appointment: Annotated[str | None, text("TIME", N_("The time agreed."))] = None,
    heard_at: Annotated[str | None, text("TIME", N_("When an employee heard of it."))] = None,
    token: Annotated[str | None, text("TOKEN", N_("Your own mark: given again, no new call."))] = None,
    new_room: Annotated[bool, typer.Option("--new-room", help=N_("Enter the room if it is new."))] = False,
    stdin: Annotated[
        bool, typer.Option("--stdin", help=N_("Read calls as JSON lines from the input."))
    ] = False,
    at: At = None,
    as_json: AsJson = False,
) -> int:
    """Take one call, or with ``--stdin`` one a line."""
    session: Session = ctx.obj
    if stdin:
        return log_lines(session)
    who, moment = session.who, session.at(at)
    form = calls.NewCall(
        kind=given(kind, "kind"),
        content=content,
        room=room,
        caller=caller,
        phone=phone,
        place=place,
        place_detail=place_detail,
        channel=channel,
        urgency=urgency,
        trade=trade,
        matter_kind=matter_kind,
        paid=paid,
        minor=minor,
        material_available=material,
        appointment=session.ahead(appointment, "appointment", moment),
        heard_at=session.past(heard_at, "heard_at", moment),
        token=own_token(token),
        new_room=new_room,
    )
    logged = calls.log(session.store, who, form, at=moment, now=session.now)
    if logged.created:
        warn_of_duplicates(session, logged.number)
    session.call(logged.number, as_json)
    return 0


def given(value: str, field: str) -> str:
    """A value that must be there."""
    if not value:
        raise refuse(field, "required")
    return value


def warn_of_duplicates(session: Session, number: str) -> None:
    """Say beside the answer that the same call seems to be on the register already."""
    from repairdesk.views.call_card import call_card
    from repairdesk.views.callers import likely_duplicates

    card = call_card(session.store, number, session.now)
    if not card.room:
        return
    for line in likely_duplicates(session.store, card.room, card.content, card.trade or None, session.now):
        if line.number != number:
            told = _("Perhaps this is call {number} again: {content}")
            narrate(told.format(number=line.number, content=visible(line.content)))


@verb(call, "list", N_("List calls, newest first."))
def list_(
    ctx: Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("Words, a room, a name, a number."))] = "",
    state: Annotated[str | None, text("STATE", N_("Only in this state."))] = None,
    kind: Annotated[str | None, text("KIND", N_("Only of this kind."))] = None,
    room: Annotated[str | None, text("ROOM", N_("Only of this room."))] = None,
    technician: Annotated[str | None, text("NAME", N_("Only of this technician."))] = None,
    trade: Annotated[str | None, text("TRADE", N_("Only of this trade."))] = None,
    since: Annotated[str | None, text("TIME", N_("Received then or later."))] = None,
    until: Annotated[str | None, text("TIME", N_("Received before then."))] = None,
    still_open: Annotated[bool, typer.Option("--open", help=N_("Only those not ended yet."))] = False,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help=N_("At most so many."))] = None,
    tokens: Annotated[bool, typer.Option("--tokens", help=N_("Only the tokens, one a line."))] = False,
    numbers: Annotated[bool, typer.Option("--numbers", help=N_("Only the numbers, one a line."))] = False,
    as_json: AsJson = False,
) -> None:
    """Print the lines of the register that fit."""
    from repairdesk.views import as_json as forms
    from repairdesk.views import register

    from . import cards, output

    session: Session = ctx.obj
    filters = register.Filters(
        state=state,
        kind=kind,
        room=room,
        technician=technician,
        trade=trade,
        since=session.past(since, "since"),
        until=session.past(until, "until"),
        open_only=still_open,
    )
    everything = limit is None and not text and filters == register.Filters()
    if tokens and everything:
        output.plain(register.tokens(session.store))
    elif numbers and everything:
        output.plain(register.numbers(session.store))
    else:
        found = register.search(session.store, text, filters, limit=limit)
        if tokens or numbers:
            words = [line.token if tokens else line.number for line in reversed(found)]
            output.plain(word for word in words if word)
            return
        hours = session.hours
        output.answer(as_json, lambda: forms.lines(found, hours), lambda: cards.register_lines(found, hours))


@verb(call, "show", N_("Show one call with everything about it."))
def show(ctx: Context, number: Call, at: AsOf = None, as_json: AsJson = False) -> None:
    """Print one call, as it is or as it stood at a time."""
    session: Session = ctx.obj
    session.call(number, as_json, session.at(at))


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


@verb(
    call,
    "convert",
    N_("Turn a matter into a repair, or the reverse: a new line goes on from the first time."),
)
def convert(
    ctx: Context,
    number: Call,
    to: Annotated[str, text("repair|matter|follow_up", N_("What it turns out to be."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """The call as it now is names the new line as its linked call."""
    session: Session = ctx.obj
    new = calls.convert(
        session.store, session.who, number, to=given(to, "to"), at=session.at(at), now=session.now
    )
    narrate(_("Goes on as call {number}.").format(number=new))
    session.call(number, as_json)


@verb(call, "fact", N_("Record anything that happened and has no command of its own."))
def fact(
    ctx: Context,
    number: Call,
    what: Annotated[str, typer.Argument(metavar="WHAT", help=N_("What happened, for example: slip.written"))],
    for_: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help=N_("The time agreed or promised."))
    ] = None,
    kind: Annotated[str | None, text("KIND", N_("The kind of callback."))] = None,
    answer_: Annotated[
        str | None, typer.Option("--answer", metavar="ANSWER", help=N_("What was answered."))
    ] = None,
    result: Annotated[str | None, text("RESULT", N_("The result."))] = None,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="ROLE", help=N_("Of whom it is recorded."))
    ] = None,
    order: Annotated[str | None, text("ORDER", N_("The work order it belongs to."))] = None,
    remark: Remark = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Record one fact of the contract."""
    session: Session = ctx.obj
    if what not in FACTS:
        raise refuse("what", "not_one_of", allowed=", ".join(FACTS))
    moment = session.at(at)
    form = calls.FactForm(
        what=what,
        for_=session.ahead(for_, "for", moment),
        kind=kind,
        answer=answer_,
        by=as_,
        result=result,
        order=order,
        remark=remark,
    )
    calls.record_fact(session.store, session.who, number, form, at=moment, now=session.now)
    session.call(number, as_json)


@verb(call, "assign", N_("Note that a matter was passed on, or a technician told."))
def assign(
    ctx: Context,
    number: Call,
    to: Annotated[str, text("NAME", N_("Who was told."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """The department of a matter, or a technician, has been told."""
    session: Session = ctx.obj
    calls.assign(session.store, session.who, number, to=to, at=session.at(at), now=session.now)
    session.call(number, as_json)


@verb(call, "answer", N_("Record that a matter was answered, with the result."))
def answer(
    ctx: Context,
    number: Call,
    result: Annotated[str, text("TEXT", N_("What came of it."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Answered on the telephone or on the spot."""
    session: Session = ctx.obj
    calls.answer(session.store, session.who, number, result=result, at=session.at(at), now=session.now)
    session.call(number, as_json)


@verb(call, "confirm", N_("The officer has telephoned a customer who did not sign."))
def confirm(
    ctx: Context,
    number: Call,
    reason: Annotated[str, text("TEXT", N_("Why there is no signature."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """It stands for the signature."""
    session: Session = ctx.obj
    at_time = session.at(at)
    checks.confirm_by_phone(session.store, session.who, number, reason=reason, at=at_time, now=session.now)
    session.call(number, as_json)


@verb(call, "correct", N_("Put right what was written down at the start, with a reason."))
def correct(
    ctx: Context,
    number: Call,
    reason: Annotated[str, text("TEXT", N_("Why."))] = "",
    paid: Annotated[bool | None, typer.Option("--paid/--free", help=N_("Whether the customer pays."))] = None,
    minor: Annotated[
        bool | None, typer.Option("--minor/--not-minor", help=N_("Whether it is a minor repair."))
    ] = None,
    urgency: Urgency = None,
    phone: Annotated[str | None, text("NUMBER", N_("The caller's telephone."))] = None,
    content: Annotated[str | None, text("TEXT", N_("What the caller says."))] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Change the line itself; the change is in the journal and the timeline."""
    session: Session = ctx.obj
    calls.correct(
        session.store, session.who, number, reason=reason, paid=paid, minor=minor, urgency=urgency, phone=phone,
        content=content, at=session.at(at), now=session.now,
    )  # fmt: skip
    session.call(number, as_json)
