"""``undo``: the last entry of the day is taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from repairdesk.desk import undo as desk
from repairdesk.entries import entry_title
from repairdesk.text import N_, _, visible

from . import output
from .commands import alone
from .options import AsJson, Context, given, text
from .session import Session

undo_app, undo_command = alone("undo", N_("Take back your last entry of the day, with a reason."))
NOUNS = {"undo": undo_app}


@undo_command
def undo(
    ctx: Context,
    reason: Annotated[str, text("TEXT", N_("Why."))] = "",
    entry: Annotated[
        int | None,
        typer.Option(metavar="N", help=N_("The number of another entry; a supervisor also somebody else's.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What it recorded no longer counts, and what it changed is as it was; the card still shows it."""
    session: Session = ctx.obj
    undone = desk.take_back(session.store, session.who, given(reason, "reason"), entry=entry, now=session.now)
    what = _(entry_title(undone.action))
    told = [_("Taken back: {what}, {about} (entry {entry}).").format(
        what=what, about=visible(undone.about) or "-", entry=undone.entry
    )]  # fmt: skip
    told += [_("Call {number} is withdrawn.").format(number=number) for number in undone.withdrawn]
    document = {
        "entry": undone.entry, "action": undone.action, "about": undone.about or None,
        "withdrawn": list(undone.withdrawn), "reason": reason,
    }  # fmt: skip
    output.answer(as_json, lambda: document, lambda: told)
