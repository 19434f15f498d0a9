"""``order``: the work order, from its issue to its return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from repairdesk.desk import orders
from repairdesk.rules import parse
from repairdesk.rules.bill import SOURCES
from repairdesk.text import N_

from .calls import given
from .commands import noun, verb
from .options import AsJson, AsOf, At, Call, Context, Order, Remark, text
from .session import Session

order = noun(N_("Work orders: issued, worked, brought back."))
NOUNS = {"order": order}
Step = Callable[..., None]


@verb(order, "issue", N_("Send a technician: a new work order under the call."))
def issue(
    ctx: Context,
    number: Call,
    technician: Annotated[str, text("NAME", N_("Who goes."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Issue a work order."""
    session: Session = ctx.obj
    made = orders.issue(
        session.store,
        session.who,
        number,
        technician=given(technician, "technician"),
        at=session.at(at),
        now=session.now,
    )
    session.order(made, as_json)


def _step(ctx: Context, step: Step, number: str, at: str | None, as_json: bool, **more: object) -> None:
    session: Session = ctx.obj
    step(session.store, session.who, number, at=session.at(at), now=session.now, **more)
    session.order(number, as_json)


@verb(order, "accept", N_("The technician has taken the job."))
def accept(ctx: Context, number: Order, at: At = None, as_json: AsJson = False) -> None:
    """Accepted."""
    _step(ctx, orders.accept, number, at, as_json)


@verb(order, "arrive", N_("The technician is there."))
def arrive(ctx: Context, number: Order, at: At = None, as_json: AsJson = False) -> None:
    """On site."""
    _step(ctx, orders.arrive, number, at, as_json)


@verb(order, "start", N_("The work begins."))
def start(ctx: Context, number: Order, at: At = None, as_json: AsJson = False) -> None:
    """Begun."""
    _step(ctx, orders.start, number, at, as_json)


@verb(order, "stop", N_("The work is interrupted."))
def stop(ctx: Context, number: Order, remark: Remark = "", at: At = None, as_json: AsJson = False) -> None:
    """Interrupted; it goes on later on the same slip."""
    _step(ctx, orders.stop, number, at, as_json, remark=remark)


@verb(order, "finish", N_("The work has ended, finished or not."))
def finish(
    ctx: Context,
    number: Order,
    result: Annotated[str, text("finished|unfinished", N_("How it ended."))] = "finished",
    reason: Annotated[str, text("TEXT", N_("Why it is not finished."))] = "",
    plan: Annotated[str, text("TEXT", N_("What is to be done next."))] = "",
    next_time: Annotated[str | None, text("TIME", N_("When it goes on, as agreed."))] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Finished, or unfinished with reason, plan and next time."""
    session: Session = ctx.obj
    moment: datetime | None = session.ahead(next_time, "next_time", session.at(at))
    _step(ctx, orders.finish, number, at, as_json, result=result, reason=reason, plan=plan, next_time=moment)


@verb(order, "charge", N_("Enter a line of labour or material."))
def charge(
    ctx: Context,
    number: Order,
    kind: Annotated[str, text("labour|material", N_("What is charged."))] = "",
    item: Annotated[str, text("ITEM", N_("The item, as on the price list."))] = "",
    quantity: Annotated[str, text("QUANTITY", N_("How much."))] = "1",
    price: Annotated[str | None, text("YUAN", N_("The price of one; else from the list."))] = None,
    source: Annotated[str, text("|".join(SOURCES), N_("Where the material is from."))] = "list",
    minutes: Annotated[str | None, text("MINUTES", N_("Minutes worked, priced by the half hour."))] = None,
    unit: Annotated[str, text("UNIT", N_("The unit."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """One line of the bill; the amount is worked out."""
    form = orders.ChargeForm(
        kind=given(kind, "kind"),
        item=item,
        milli=parse.milli(quantity, "quantity"),
        price=None if price is None else parse.fen(price, "price"),
        source=source,
        minutes=None if minutes is None else parse.milli(minutes, "minutes") // 1000,
        unit=unit,
    )
    session: Session = ctx.obj
    orders.charge(session.store, session.who, number, form, at=session.at(at), now=session.now)
    session.order(number, as_json)


@verb(order, "return", N_("The slip is back at the desk."))
def take_return(
    ctx: Context,
    number: Order,
    signed_by: Annotated[str, text("NAME", N_("The customer who signed."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """All copies but the customer's are back."""
    _step(ctx, orders.take_return, number, at, as_json, signed_by=signed_by)


@verb(order, "show", N_("Show one work order."))
def show(ctx: Context, number: Order, at: AsOf = None, as_json: AsJson = False) -> None:
    """Print one order, as it is or as it stood at a time."""
    session: Session = ctx.obj
    session.order(number, as_json, session.at(at))
