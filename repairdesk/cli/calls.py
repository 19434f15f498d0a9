"""``call``: the register line."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import calls, checks, entries, night
from repairdesk.rules.facts import FACTS
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, visible, word

from . import ending  # its verbs
from .commands import verb
from .options import AsJson, AsOf, At, Call, Context, Pairs, Pdf, Remark, pairs, text
from .session import Session
from .taking import Area, Complaint, Important, KeyCustomer, Listed, Scope, Urgency, call

__all__ = ["NOUNS", "ending"]

NOUNS = {"call": call}


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
    pdf: Pdf = None,
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
        if pdf is not None:
            asked = (
                text,
                *(word(code or "") for code in (state, kind, trade)),
                room,
                technician,
                since,
                until,
            )
            about = "  ".join(visible(part) for part in asked if part)
            table = cards.register_table(found, hours)
            session.sheet(_("Register"), [table], pdf, about=about, size="a4-lying")
        output.answer(as_json, lambda: forms.lines(found, hours), lambda: cards.register_lines(found, hours))


@verb(call, "show", N_("Show one call with everything about it."))
def show(ctx: Context, number: Call, at: AsOf = None, as_json: AsJson = False) -> None:
    """Print one call, as it is or as it stood at a time."""
    session: Session = ctx.obj
    session.call(number, as_json, session.at(at))


@verb(call, "field", N_("Fill in fields of the office's own; an empty value empties one."))
def field(ctx: Context, number: Call, values: Pairs, at: At = None, as_json: AsJson = False) -> None:
    """Refused as a whole, with everything that is wrong, if one of them is."""
    session: Session = ctx.obj
    entries.fill(session.store, session.who, number, pairs(values), at=session.at(at), now=session.now)
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


@verb(call, "wait", N_("The caller agrees that it waits for the day shift."))
def wait(
    ctx: Context,
    number: Call,
    until: Annotated[
        str | None, text("TIME", N_("Until then; else the next opening and the usual minutes."))
    ] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """An agreed time where a limit follows one, else a note."""
    session: Session = ctx.obj
    moment = session.at(at)
    wanted = session.ahead(until, "until", moment)
    night.may_wait(session.store, session.who, number, until=wanted, at=moment, now=session.now)
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
    area: Area = None,
    scope: Scope = None,
    listed: Listed = None,
    important: Important = None,
    key_customer: KeyCustomer = None,
    complaint: Complaint = None,
    phone: Annotated[str | None, text("NUMBER", N_("The caller's telephone."))] = None,
    content: Annotated[str | None, text("TEXT", N_("What the caller says."))] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Change the line itself; the change is in the journal and the timeline."""
    session: Session = ctx.obj
    calls.correct(
        session.store, session.who, number, reason=reason, paid=paid, minor=minor, urgency=urgency, area=area,
        scope=scope, listed=listed, important=important, key_customer=key_customer, complaint=complaint, phone=phone,
        content=content, at=session.at(at), now=session.now,
    )  # fmt: skip
    session.call(number, as_json)
