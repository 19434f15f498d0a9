"""``call log``: a call is taken into the register."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import calls
from repairdesk.rules.facts import AREAS, CHANNELS, PLACES, SCOPES, URGENCIES
from repairdesk.text import N_, _, visible

from . import new_call
from .commands import noun, verb
from .guard import narrate
from .options import AsJson, At, Context, Fields, Special, given, pairs, text
from .session import Session
from .stdin import log_lines

call = noun(N_("Calls: the lines of the register."))

Yes = bool | None
Word = str | None
Urgency = Annotated[Word, text("|".join(URGENCIES), N_("How urgent it is."))]
Area = Annotated[Word, text("|".join(AREAS), N_("How far out it is."))]
Scope = Annotated[Word, text("|".join(SCOPES), N_("Whose installation it is."))]
Listed = Annotated[Yes, typer.Option("--listed/--unlisted", help=N_("Whether the work is on the list."))]
Important = Annotated[Yes, typer.Option("--important/--not-important", help=N_("Whether it is important."))]
KeyCustomer = Annotated[
    Yes, typer.Option("--key-customer/--no-key-customer", help=N_("Whether it is a key customer."))
]
Complaint = Annotated[Yes, typer.Option("--complaint/--no-complaint", help=N_("Whether it is a complaint."))]
Material = Annotated[Yes, typer.Option("--material/--no-material", help=N_("Whether the material is there."))]
Stdin = Annotated[bool, typer.Option("--stdin", help=N_("Read calls as JSON lines from the input."))]


@verb(call, "log", N_("Take a call into the register."))
def log(
    ctx: Context,
    kind: Annotated[str, text("repair|matter", N_("What it is."))] = "",
    room: Annotated[str, text("ROOM", N_("The room."))] = "",
    caller: Annotated[str, text("NAME", N_("Who calls."))] = "",
    phone: Annotated[str, text("NUMBER", N_("The caller's telephone."))] = "",
    content: Annotated[str, text("TEXT", N_("What the caller says."))] = "",
    place: Annotated[Word, text("|".join(PLACES), N_("Where it is."))] = None,
    place_detail: Annotated[str, text("TEXT", N_("Where exactly."))] = "",
    channel: Annotated[str, text("|".join(CHANNELS), N_("How it came."))] = "phone",
    urgency: Urgency = None,
    trade: Annotated[Word, text("TRADE", N_("The trade it needs."))] = None,
    matter_kind: Annotated[Word, text("KIND", N_("The kind of matter."))] = None,
    paid: Annotated[bool, typer.Option("--paid/--free", help=N_("Whether the customer pays."))] = False,
    minor: Annotated[
        bool, typer.Option("--minor/--not-minor", help=N_("Whether it is a minor repair."))
    ] = True,
    material: Material = None,
    area: Area = None,
    scope: Scope = None,
    listed: Listed = None,
    important: Important = None,
    key_customer: KeyCustomer = None,
    complaint: Complaint = None,
    equipment: Annotated[Word, text("NAME", N_("The equipment it is about."))] = None,
    procedure: Annotated[Word, text("NAME", N_("The procedure it goes by, if several are in use."))] = None,
    field: Fields = None,
    appointment: Annotated[Word, text("TIME", N_("The time agreed."))] = None,
    special: Special = False,
    heard_at: Annotated[Word, text("TIME", N_("When an employee heard of it."))] = None,
    token: Annotated[Word, text("TOKEN", N_("Your own mark: given again, no new call."))] = None,
    new_room: Annotated[bool, typer.Option("--new-room", help=N_("Enter the room if it is new."))] = False,
    stdin: Stdin = False,
    at: At = None,
    as_json: AsJson = False,
) -> int:
    """Take one call, or with ``--stdin`` one a line."""
    session: Session = ctx.obj
    if stdin:
        return log_lines(session)
    who = session.who
    given(kind, "kind")
    words = (*new_call.TEXTS, *new_call.FLAGS)
    record = {name: value for name, value in ctx.params.items() if name in words}
    form = new_call.read(session, {**record, new_call.FIELDS: pairs(field)})
    logged = calls.log(session.store, who, form, at=session.at(at), now=session.now)
    if logged.created:
        warn_of_duplicates(session, logged.number)
    session.call(logged.number, as_json)
    return 0


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
