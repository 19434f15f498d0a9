"""``transfer``: an order is handed on as a text message says; also the receive hook of a gateway for messages."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import transfers
from repairdesk.text import N_, _, visible

from .commands import alone
from .options import AsJson, At, Context, text
from .session import Session

transfer_app, transfer_command = alone(
    "transfer", N_("Hand an order on as a text message says: ZP#department or person#opinion.")
)
NOUNS = {"transfer": transfer_app}


@transfer_command
def transfer(
    ctx: Context,
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help=N_("The message as it was received."))],
    order: Annotated[str | None, text("ORDER", N_("The work order; else the only one in hand."))] = None,
    by: Annotated[str, text("ACCOUNT", N_("Who sent it, by account or name; else whoever acts."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """One line is the answer to the sender: where the order went, or what is wrong with the message."""
    from repairdesk.views import as_json as forms
    from repairdesk.views.call_card import card_of_order, order_card

    from . import output

    session: Session = ctx.obj
    named = by or session.by
    who = transfers.sender(session.store, named, now=session.now) if named else session.who
    moved = transfers.transfer(session.store, who, message, order=order, at=session.at(at), now=session.now)
    card = card_of_order(session.store, moved.order, session.now)
    told = _("Order {number} was handed on to {to}.").format(number=moved.order, to=visible(moved.to))
    output.answer(
        as_json,
        lambda: {"call": card.number, **forms.order(order_card(card, moved.order), card.hours)},
        lambda: [told],
    )
