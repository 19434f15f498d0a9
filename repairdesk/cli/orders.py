"""``order``: the work order, from its issue to its return."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repairdesk.desk import entries, orders
from repairdesk.paper.typeset import PAPERS
from repairdesk.rules import parse
from repairdesk.rules.bill import SOURCES
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.text import N_, language, say
from repairdesk.views import load

from .commands import noun, verb
from .guard import narrate
from .options import AsJson, AsOf, At, Call, Context, Fields, Order, Pairs, Remark, given, pairs, text
from .session import Session

if TYPE_CHECKING:
    from repairdesk.models.store import Store
    from repairdesk.rules.facts import Operator

order = noun(N_("Work orders: issued, worked, brought back."))
NOUNS = {"order": order}
Step = Callable[..., None]
Receiver = Annotated[
    str, typer.Option("--technician", metavar="NAME", help=N_("Who takes it, if not whoever acts."))
]
Code = Annotated[str, text("CODE", N_("The code that the customer gave at the door."))]
VerifiedBy = Annotated[str, text("NAME", N_("Who verified the visit without the code."))]
WithoutCode = Annotated[str, text("TEXT", N_("Why there was no code."))]


@verb(order, "issue", N_("Send a technician: a new work order under the call."))
def issue(
    ctx: Context,
    number: Call,
    technician: Annotated[str, text("NAME", N_("Who goes."))] = "",
    form_number: Annotated[
        str, text("NUMBER", N_("The sheet's printed number, if it is not the next of the pad."))
    ] = "",
    field: Fields = None,
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
        form_number=form_number,
        fields=pairs(field),
        at=session.at(at),
        now=session.now,
    )
    session.order(made, as_json)


@verb(order, "renumber", N_("The slip is on another sheet of the pad than was entered."))
def renumber(
    ctx: Context,
    number: Order,
    sheet: Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The number printed on it."))],
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """The sheet entered before is free again."""
    from repairdesk.desk import pads

    session: Session = ctx.obj
    pads.renumber(session.store, session.who, number, sheet, at=session.at(at), now=session.now)
    session.order(number, as_json)


@verb(order, "pool", N_("Offer a job to all technicians; whoever takes it has it."))
def pool(ctx: Context, number: Call, at: At = None, as_json: AsJson = False) -> None:
    """The call as it now is: it has no order before somebody takes it."""
    session: Session = ctx.obj
    orders.pool(session.store, session.who, number, at=session.at(at), now=session.now)
    session.call(number, as_json)


@verb(
    order, "take", N_("A technician takes a job that is offered to all, or an order that is meant for him.")
)
def take(
    ctx: Context,
    number: Annotated[
        str, typer.Argument(metavar="ORDER|CALL", help=N_("Number of the order or of the call."))
    ],
    technician: Receiver = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Offered to all: a new order, accepted; otherwise the order of that number is accepted."""
    session: Session = ctx.obj
    with session.store.read() as tx:
        call, waiting = load.call_or_order(tx, number)
        offered = load.timeline(tx, call).offered
    if waiting is not None and not offered:
        accept(ctx, waiting["number"], technician, at, as_json)
        return
    who = session.who
    made = orders.issue(
        session.store,
        who,
        call["number"],
        technician=technician or who.name,
        at=session.at(at),
        now=session.now,
    )
    session.order(made, as_json)


@verb(order, "give-back", N_("Give an order back before setting out: it is offered to all once more."))
def give_back(
    ctx: Context,
    number: Order,
    reason: Annotated[str, text("TEXT", N_("Why."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """By whoever has it, or by the desk."""
    _step(ctx, orders.give_back, number, at, as_json, reason=reason)


@verb(order, "move", N_("Hand an order on to somebody else, who has to accept it."))
def move(
    ctx: Context,
    number: Order,
    to: Annotated[str, text("NAME", N_("The person or the department."))] = "",
    opinion: Annotated[str, text("TEXT", N_("What is said with it."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Limits keep running meanwhile."""
    _step(ctx, orders.move, number, at, as_json, to=to, opinion=opinion)


def _step(ctx: Context, step: Step, number: str, at: str | None, as_json: bool, **more: object) -> None:
    session: Session = ctx.obj
    step(session.store, session.who, number, at=session.at(at), now=session.now, **more)
    session.order(number, as_json)


@verb(order, "accept", N_("The technician has taken the job."))
def accept(
    ctx: Context, number: Order, technician: Receiver = "", at: At = None, as_json: AsJson = False
) -> None:
    """Accepted; of an order that was handed on, the receipt."""
    _step(ctx, orders.accept, number, at, as_json, receiver=technician)


@verb(order, "arrive", N_("The technician is there."))
def arrive(
    ctx: Context,
    number: Order,
    code: Code = "",
    verified_by: VerifiedBy = "",
    reason: WithoutCode = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """On site, and verified where the customer gives a code at the door."""
    _step(ctx, orders.arrive, number, at, as_json, code=code, verified_by=verified_by, reason=reason)


@verb(order, "verify", N_("Verify a visit by the customer's code after the arrival was recorded."))
def verify(
    ctx: Context,
    number: Order,
    code: Code = "",
    verified_by: VerifiedBy = "",
    reason: WithoutCode = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """By the code, or by whoever knew without it."""
    _step(ctx, orders.verify, number, at, as_json, code=code, verified_by=verified_by, reason=reason)


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
    from_: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help=N_("When this work began."))
    ] = None,
    to: Annotated[str | None, text("TIME", N_("When it ended."))] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """One line of the bill; the amount is worked out."""
    session: Session = ctx.obj
    moment = session.at(at)
    form = orders.ChargeForm(
        kind=given(kind, "kind"),
        item=item,
        milli=parse.milli(quantity, "quantity"),
        price=None if price is None else parse.fen(price, "price"),
        source=source,
        minutes=None if minutes is None else parse.milli(minutes, "minutes") // 1000,
        unit=unit,
        begins=session.past(from_, "begins", moment),
        ends=session.past(to, "ends", moment),
    )
    orders.charge(session.store, session.who, number, form, at=moment, now=session.now)
    session.order(number, as_json)


@verb(order, "return", N_("The slip is back at the desk."))
def take_return(
    ctx: Context,
    number: Order,
    signed_by: Annotated[str, text("NAME", N_("The customer who signed."))] = "",
    field: Fields = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """All copies but the customer's are back; with what is filled in on them."""
    _step(ctx, orders.take_return, number, at, as_json, signed_by=signed_by, fields=pairs(field))


@verb(order, "field", N_("Fill in fields of the order; an empty value empties one."))
def field(ctx: Context, number: Order, values: Pairs, at: At = None, as_json: AsJson = False) -> None:
    """Refused as a whole, with everything that is wrong, if one of them is."""
    _step(ctx, _fill, number, at, as_json, values=pairs(values))


def _fill(store: Store, who: Operator, number: str, *, values: dict[str, str], **when: Any) -> None:
    with store.read() as tx:
        order = load.order_row(tx, number)["number"]
    entries.fill(store, who, order, values, **when)


@verb(order, "show", N_("Show one work order."))
def show(ctx: Context, number: Order, at: AsOf = None, as_json: AsJson = False) -> None:
    """Print one order, as it is or as it stood at a time."""
    session: Session = ctx.obj
    session.order(number, as_json, session.at(at))


@verb(order, "print", N_("Print the slip of an order, or another form of it: to the printer, or as a PDF."))
def print_(
    ctx: Context,
    number: Order,
    output_: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help=N_("Only a look: a new PDF file; - is the output.")),
    ] = None,
    paper: Annotated[str, text("|".join(PAPERS), N_("The paper it is printed on."))] = "",
    form: Annotated[str, text("NAME", N_("Another form than the slip."))] = "",
    copy: Annotated[str, text("NAME", N_("Only this copy of it."))] = "",
    printer: Annotated[
        str, text("PRINTER", N_("Another printer than this machine's; see print setup."))
    ] = "",
    reason: Annotated[str, text("TEXT", N_("Why a slip that is out is printed once more."))] = "",
    as_json: AsJson = False,
) -> None:
    """What goes to the printer is counted, and marked from the second time on; a look changes nothing."""
    session: Session = ctx.obj
    if output_ is None:
        _to_printer(session, number, printer, paper, form=form, copy=copy, reason=reason)
    elif _to_file(session, number, str(output_), paper or PAPERS[0], form=form, copy=copy):
        return
    session.order(number, as_json)


def _to_file(session: Session, number: str, to: str, paper: str, **what: str) -> bool:
    """As a PDF; whether it went to the output, which then has no room for an answer."""
    from repairdesk.paper.printer import save
    from repairdesk.paper.slip import printed

    made = printed(session.store, number, size=paper, now=session.now, **what)
    if made.lacking:
        narrate(say(Problem("output", "cannot_print", {"allowed": " ".join(made.lacking)})))
    if to == "-":
        sys.stdout.buffer.write(made.pdf)
        return True
    save(made.pdf, Path(to))
    return False


def _to_printer(session: Session, number: str, printer: str, paper: str, **what: str) -> None:
    """To the printer; where that fails, it stays to be printed."""
    from repairdesk.desk import printing
    from repairdesk.paper import queue

    from .printing import chosen

    wanted = chosen(printer, paper)
    queue.suited(wanted)
    asked = printing.ask(
        session.store, session.who, number, paper=wanted.paper, language=language(), now=session.now, **what
    )
    done = queue.run(session.store, session.who, [asked], wanted, now=session.now)
    if done.lacking:
        narrate(say(Problem("output", "cannot_print", {"allowed": " ".join(done.lacking)})))
    if done.failed:
        raise Refused(done.failed[0][1])
