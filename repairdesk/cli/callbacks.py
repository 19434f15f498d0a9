"""``appointment``, ``callback``, ``quote``, ``pay``, ``close``: what the desk settles with the customer."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import callbacks, calls, money
from repairdesk.rules import parse
from repairdesk.text import N_, _

from .commands import alone, noun, verb
from .guard import narrate
from .options import AsJson, AsOf, At, Call, Context, Fields, Remark, Special, given, pairs, text
from .session import Session

appointment = noun(N_("Times agreed with the customer."))
callback = noun(N_("Calls that the desk makes."))
quote = noun(N_("Prices told to the customer."))
pay_app, pay_command = alone("pay", N_("Record money received."))
close_app, close_command = alone("close", N_("Strike a call off, once nothing is missing."))
NOUNS = {"appointment": appointment, "callback": callback, "quote": quote, "pay": pay_app, "close": close_app}
Amount = Annotated[str, text("YUAN", N_("The amount in yuan."))]


# A noun with a single verb would lose its verb: Typer takes the two for one command.
@appointment.callback()
def _times() -> None:
    """Times agreed."""


@verb(appointment, "agree", N_("Another time has been agreed."))
def agree(
    ctx: Context,
    number: Call,
    for_: Annotated[str, typer.Option("--for", metavar="TIME", help=N_("The time agreed or promised."))] = "",
    special: Special = False,
    remark: Remark = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Every agreed time is kept."""
    session: Session = ctx.obj
    moment = session.at(at)
    agreed = session.ahead(given(for_, "for"), "for", moment)
    calls.agree_appointment(
        session.store,
        session.who,
        number,
        for_=agreed,
        remark=remark,
        special=special,
        at=moment,
        now=session.now,
    )
    session.call(number, as_json)


@verb(callback, "due", N_("List the callbacks to be made now, most urgent first."))
def due(ctx: Context, at: AsOf = None, as_json: AsJson = False) -> None:
    """What to call about now."""
    from repairdesk.views import as_json as forms
    from repairdesk.views import callbacks as view

    from . import cards, output

    session: Session = ctx.obj
    then = session.at(at)
    found, hours = view.due(session.store, then or session.now, past=then is not None), session.hours
    output.answer(as_json, lambda: forms.callbacks(found, hours), lambda: cards.callback_lines(found, hours))


@verb(callback, "record", N_("Record a call that was made."))
def record(
    ctx: Context,
    number: Call,
    kind: Annotated[str, text("arrival|completion|plan|recheck|notice", N_("What it was about."))] = "",
    answer: Annotated[str, text("ANSWER", N_("What was answered."))] = "",
    promised: Annotated[str | None, text("TIME", N_("The time named to the customer."))] = None,
    arrived_at: Annotated[str | None, text("TIME", N_("When the technician came."))] = None,
    apologised: Annotated[bool, typer.Option("--apologised", help=N_("An apology was made."))] = False,
    field: Fields = None,
    remark: Remark = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """One call to the customer."""
    session: Session = ctx.obj
    moment = session.at(at)
    callbacks.record(
        session.store, session.who, number, kind=given(kind, "kind"), answer=given(answer, "answer"),
        promised=session.ahead(promised, "promised", moment), arrived_at=session.past(arrived_at, "arrived_at", moment),
        remark=remark, apologised=apologised, fields=pairs(field), at=moment, now=session.now,
    )  # fmt: skip
    session.call(number, as_json)


@verb(quote, "give", N_("The customer has been told the price."))
def give(ctx: Context, number: Call, amount: Amount = "", at: At = None, as_json: AsJson = False) -> None:
    """A job with a price is a paid job."""
    session: Session = ctx.obj
    fen = parse.fen(amount, "amount")
    money.give_quote(session.store, session.who, number, amount=fen, at=session.at(at), now=session.now)
    session.call(number, as_json)


@verb(quote, "agree", N_("The customer agrees to the price."))
def agree_quote(
    ctx: Context,
    number: Call,
    how: Annotated[str, text("word|signature", N_("How he agreed."))] = "",
    name: Annotated[str, text("NAME", N_("Who agreed, if not the caller."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """By word or by signature."""
    session: Session = ctx.obj
    money.agree_quote(
        session.store, session.who, number, how=how, name=name, at=session.at(at), now=session.now
    )
    session.call(number, as_json)


@verb(quote, "decline", N_("The customer declines the price; the call ends without a fee."))
def decline_quote(ctx: Context, number: Call, at: At = None, as_json: AsJson = False) -> None:
    """Declined."""
    session: Session = ctx.obj
    money.decline_quote(session.store, session.who, number, at=session.at(at), now=session.now)
    session.call(number, as_json)


@pay_command
def pay(
    ctx: Context,
    number: Call,
    amount: Amount = "",
    to: Annotated[str, text("technician|desk|advance", N_("To whom it was paid."))] = "desk",
    way: Annotated[str, text("cash|transfer|scan", N_("How it was paid."))] = "cash",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Money received."""
    session: Session = ctx.obj
    fen = parse.fen(amount, "amount")
    made = money.pay(
        session.store, session.who, number, amount=fen, to=to, way=way, at=session.at(at), now=session.now
    )
    narrate(_("Receipt {number}.").format(number=made))
    session.call(number, as_json)


@close_command
def close(ctx: Context, number: Call, field: Fields = None, at: At = None, as_json: AsJson = False) -> None:
    """Refused with the list of what is missing until nothing is."""
    session: Session = ctx.obj
    calls.close(session.store, session.who, number, fields=pairs(field), at=session.at(at), now=session.now)
    session.call(number, as_json)
