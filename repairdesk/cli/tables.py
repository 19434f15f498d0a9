"""``import`` and ``export``: plain CSV files in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from repairdesk.text import N_, _

from . import output
from .commands import noun, verb
from .guard import narrate
from .options import AsJson, Context
from .session import Session

import_ = noun(N_("Read plain CSV files in: all of a file, or nothing."))
export = noun(N_("Write plain CSV files."))
NOUNS = {"import": import_, "export": export}
File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("A plain CSV file."))]


def _read(session: Session, what: str, file: Path, as_json: bool) -> None:
    from repairdesk.exchange import tables

    taken = tables.READERS[what](session.store, session.who, file, now=session.now)
    told = _("{rows} rows read, {added} new.").format(rows=taken.rows, added=taken.added)
    output.answer(as_json, lambda: {"rows": taken.rows, "added": taken.added}, lambda: [told])


@verb(import_, "rooms", N_("Rooms with their residents: room, resident, phone."))
def rooms(ctx: Context, file: File, as_json: AsJson = False) -> None:
    """A room may come on several lines, one resident each."""
    _read(ctx.obj, "rooms", file, as_json)


@verb(import_, "residents", N_("Residents of rooms on file: room, resident, phone."))
def residents(ctx: Context, file: File, as_json: AsJson = False) -> None:
    """Rooms that are not on file are refused."""
    _read(ctx.obj, "residents", file, as_json)


@verb(import_, "staff", N_("Staff: name, role, trade, phone."))
def staff(ctx: Context, file: File, as_json: AsJson = False) -> None:
    """People already on file are brought up to date."""
    _read(ctx.obj, "staff", file, as_json)


@verb(import_, "prices", N_("Price list: item, unit, price, paid, valid_from."))
def prices(ctx: Context, file: File, as_json: AsJson = False) -> None:
    """Earlier prices stay for the calls received before."""
    _read(ctx.obj, "prices", file, as_json)


@verb(import_, "register", N_("An old register: one line a call, as export register writes it."))
def register(ctx: Context, file: File, as_json: AsJson = False) -> None:
    """Every line becomes a call with a new number."""
    _read(ctx.obj, "register", file, as_json)


@export.callback()
def _out() -> None:
    """A noun with a single verb would lose its verb."""


@verb(export, "register", N_("The whole register, one line a call."))
def export_register(ctx: Context, file: File, as_json: AsJson = False) -> None:
    """The file must not exist yet."""
    from repairdesk.exchange import register as writer

    session: Session = ctx.obj
    count = writer.export(session.store, file, now=session.now)
    narrate(_("The file holds names and telephone numbers: keep it safe."))
    told = _("{count} calls written to {path}.").format(count=count, path=file)
    output.answer(as_json, lambda: {"path": str(file), "calls": count}, lambda: [told])
