"""``init``, ``demo``, ``staff``: setting an office up."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repairdesk.rules.facts import ROLES
from repairdesk.rules.parse import narrow
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, word

from . import output
from .commands import alone, noun, verb
from .guard import narrate
from .options import AsJson, Context, given
from .session import Session

if TYPE_CHECKING:
    from repairdesk.models.store import Store
    from repairdesk.views.people import Person

init_app, init_command = alone("init", N_("Set up a new office with a new database."))
demo_app, demo_command = alone("demo", N_("Open the sample office, in a file that is thrown away."))
staff = noun(N_("The staff."), needs_verb=False)
NOUNS = {"init": init_app, "demo": demo_app, "staff": staff}
Role = Annotated[str, typer.Option(metavar="|".join(ROLES), help=N_("What the person does here."))]
Trade = Annotated[str, typer.Option(metavar="TRADE", help=N_("A technician's trade."))]
Area = Annotated[str | None, typer.Option(metavar="BUILDINGS", help=N_("The buildings the person serves."))]
Firm = Annotated[str | None, typer.Option(metavar="NAME", help=N_("The outside firm the person is of."))]
Phone = Annotated[str, typer.Option(metavar="NUMBER", help=N_("The person's telephone."))]


@init_command
def init(
    ctx: Context,
    procedure: Annotated[
        str, typer.Option(metavar="NAME", help=N_("A procedure's name, or the path of its file."))
    ] = "property-desk",
    name: Annotated[str, typer.Option(metavar="OFFICE", help=N_("The office's name."))] = "",
    manager: Annotated[
        str, typer.Option(metavar="NAME", help=N_("The first person, who may do everything."))
    ] = "",
    opening: Annotated[
        str, typer.Option(metavar="HH:MM", help=N_("The day post begins; else as the procedure says."))
    ] = "",
    closing: Annotated[str, typer.Option(metavar="HH:MM", help=N_("The night post begins."))] = "",
    zone: Annotated[str, typer.Option(metavar="ZONE", help=N_("The office's time zone."))] = "Asia/Shanghai",
    as_json: AsJson = False,
) -> None:
    """A database is made at ``--db``, which must be free."""
    from repairdesk.desk.office import NewOffice, StaffForm, create_office
    from repairdesk.views import load

    from .procedures import find, read_toml

    session: Session = ctx.obj
    form = NewOffice(
        name=name,
        procedure=read_toml(find(procedure)),
        opening=_clock(opening, "opening"),
        closing=_clock(closing, "closing"),
        zone=zone,
        staff=(StaffForm(name=manager, role="manager"),) if manager else (),
    )
    store = create_office(session.db, form, now=session.now)
    with store.read() as tx:
        office = load.office(tx)
    store.close()
    document = {
        "db": str(session.db),
        "name": office.name,
        "procedure": {"id": office.procedure_name, "version": office.procedure_version},
        "opening": f"{office.hours.opening:%H:%M}",
        "closing": f"{office.hours.closing:%H:%M}",
        "zone": office.zone,
        "manager": manager or None,
    }
    told = _("The office is set up in {path}.").format(path=session.db)
    output.answer(as_json, lambda: document, lambda: [told])


def _clock(typed: str, field: str) -> time | None:
    if not typed:
        return None
    try:
        return time.fromisoformat(narrow(typed)).replace(tzinfo=None)
    except ValueError:
        raise refuse(field, "bad_time") from None


@demo_command
def demo(
    ctx: Context,
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help=N_("Only make the file, and keep it."))
    ] = None,
) -> int:
    """An estate with a month of history and calls whose clocks are running now."""
    from repairdesk.sample import build_sample

    from .start import show_desk

    session: Session = ctx.obj
    if keep is not None:
        build_sample(keep, now=session.now).close()
        return 0
    narrate(_("Making the sample office ..."))
    with tempfile.TemporaryDirectory(prefix="repairdesk-") as folder:
        store = build_sample(Path(folder) / "sample.db", now=session.now)
        start = session.start
        try:
            return show_desk(store, start if start.by else replace(start, by=_on_duty(store, session.now)))
        finally:
            store.close()


def _on_duty(store: Store, now: datetime) -> str:
    """Who works in the sample office now: whoever only looks around need not sign on."""
    from repairdesk.views.load import office
    from repairdesk.views.people import operators

    with store.read() as tx:
        role = "clerk" if office(tx).hours.is_day(now) else "operator"
    return next(person.name for person in operators(store) if person.role == role)


@staff.callback(invoke_without_command=True)
def everybody(ctx: Context, as_json: AsJson = False) -> None:
    """Without a verb the staff is listed."""
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, as_json)


@verb(staff, "list", N_("List the staff."))
def list_(ctx: Context, as_json: AsJson = False) -> None:
    """Everybody ever on the staff, those at work here first."""
    _list(ctx.obj, as_json)


def _list(session: Session, as_json: bool) -> None:
    from repairdesk.views.people import staff as found_staff

    from . import cards

    found = found_staff(session.store)
    rows = [
        (
            each.name, word(each.role), word(each.trade), each.phone, each.area, each.firm,
            cards.flag(each.active),
        )
        for each in found
    ]  # fmt: skip
    headings = (_("Name"), _("Role"), _("Trade"), _("Telephone"), _("Area"), _("Firm"), _("Works here"))
    output.answer(as_json, lambda: [_document(each) for each in found], lambda: output.table(headings, rows))


def _document(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "role": person.role,
        "trade": person.trade or None,
        "phone": person.phone or None,
        "area": person.area or None,
        "firm": person.firm or None,
        "active": person.active,
    }


@verb(staff, "add", N_("Enter a person."))
def add(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The person's name."))],
    role: Role = "",
    trade: Trade = "",
    phone: Phone = "",
    area: Area = None,
    firm: Firm = None,
    as_json: AsJson = False,
) -> None:
    """A new person, who may act from now on."""
    from repairdesk.desk.office import StaffForm, add_staff

    session: Session = ctx.obj
    form = StaffForm(name=name, role=given(role, "role"), trade=trade, phone=phone, area=area, firm=firm)
    add_staff(session.store, session.who, form, now=session.now)
    _person(session, name, as_json)


@verb(staff, "change", N_("Change what is on file about a person, or note that somebody has left."))
def change(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The person's name."))],
    role: Role = "",
    trade: Annotated[str | None, typer.Option(metavar="TRADE", help=N_("A technician's trade."))] = None,
    phone: Annotated[str | None, typer.Option(metavar="NUMBER", help=N_("The person's telephone."))] = None,
    area: Area = None,
    firm: Firm = None,
    active: Annotated[
        bool | None, typer.Option("--back/--left", help=N_("Whether the person works here."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What is not given stays as it is."""
    from repairdesk.desk.office import StaffForm, change_staff
    from repairdesk.views.people import staff as found_staff

    session: Session = ctx.obj
    old = next((each for each in found_staff(session.store) if each.name == name), None)
    if old is None:
        raise refuse("name", "unknown_staff", name=name)
    form = StaffForm(
        name=name,
        role=role or old.role,
        trade=old.trade if trade is None else trade,
        phone=old.phone if phone is None else phone,
        area=area,
        firm=firm,
    )
    works = old.active if active is None else active
    change_staff(session.store, session.who, name, form, active=works, version=old.version, now=session.now)
    _person(session, name, as_json)


def _person(session: Session, name: str, as_json: bool) -> None:
    from repairdesk.views.people import staff as found_staff

    found = next(each for each in found_staff(session.store) if each.name == name.strip())
    row = (found.name, word(found.role))
    output.answer(as_json, lambda: _document(found), lambda: output.table((_("Name"), _("Role")), [row]))
