"""``equipment``: lifts, pumps, computers that calls are about again and again."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from repairdesk.desk import equipment as desk
from repairdesk.rules import parse
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, word

from .commands import noun, verb
from .options import AsJson, AsOf, Context, text
from .session import Session

equipment = noun(N_("Equipment: what calls are about again and again."))
NOUNS = {"equipment": equipment}
Word = str | None
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The equipment's name or number."))]
Kind = Annotated[Word, text("TEXT", N_("What it is."))]
Brand = Annotated[Word, text("TEXT", N_("The brand."))]
Model = Annotated[Word, text("TEXT", N_("The model."))]
Place = Annotated[Word, text("TEXT", N_("Where it stands."))]
Installed = Annotated[Word, text("YYYY-MM-DD", N_("The day it was installed."))]
Note = Annotated[Word, text("TEXT", N_("A remark."))]


@verb(equipment, "list", N_("List the equipment, with its faults."))
def list_(
    ctx: Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help=N_("A name, kind, brand, model or place."))
    ] = "",
    gone: Annotated[bool, typer.Option("--gone", help=N_("Also what is out of use."))] = False,
    as_json: AsJson = False,
) -> None:
    """What has the text in it."""
    from repairdesk.views import equipment as view
    from repairdesk.views import office_json as forms

    from . import cards, output

    session: Session = ctx.obj
    found, hours = view.equipment(session.store, text, gone=gone), session.hours
    rows = [
        (
            each.name, each.kind, f"{each.brand} {each.model}".strip(), each.place, str(each.faults),
            cards.when(each.last_fault_at, hours), cards.flag(each.active),
        )
        for each in found
    ]  # fmt: skip
    headings = (_("Equipment"), _("Kind"), _("Make"), _("Place"), _("Faults"), _("Last fault"), _("In use"))
    output.answer(
        as_json,
        lambda: [forms.equipment(each, hours) for each in found],
        lambda: output.table(headings, rows, right=frozenset({4})),
    )


@verb(equipment, "show", N_("Show one piece of equipment with its calls and faults a month."))
def show(ctx: Context, name: Name, as_json: AsJson = False) -> None:
    """The latest call first."""
    _show(ctx.obj, name, as_json)


def _show(session: Session, name: str, as_json: bool) -> None:
    from repairdesk.views import office_json as forms
    from repairdesk.views.equipment import EquipmentCard, equipment_card

    from . import cards, output

    found, hours = equipment_card(session.store, name), session.hours

    def lines(card: EquipmentCard) -> list[str]:
        one = card.equipment
        head = output.pairs(
            [
                (_("Equipment"), one.name),
                (_("Kind"), one.kind),
                (_("Make"), f"{one.brand} {one.model}".strip()),
                (_("Place"), one.place),
                (_("Installed on"), str(one.installed_on or "")),
                (_("Remark"), one.note),
                (_("In use"), cards.flag(one.active)),
                (
                    _("Faults a month"),
                    ", ".join(f"{month}: {count}" for month, count in card.by_month.items()),
                ),
            ]
        )
        rows = [
            (each.call, cards.when(each.received_at, hours), word(each.state), cards.one_line(each.content))
            for each in card.faults
        ]
        calls = output.table((_("Call"), _("Received"), _("State"), _("Content")), rows)
        return [*head, "", *calls] if rows else head

    output.answer(as_json, lambda: forms.equipment_card(found, hours), lambda: lines(found))


@verb(equipment, "frequent", N_("List the faults that come back: three or more in 30 days."))
def frequent(ctx: Context, at: AsOf = None, as_json: AsJson = False) -> None:
    """Of the same equipment, or of one trade in one room."""
    from repairdesk.views import office_json as forms
    from repairdesk.views.equipment import frequent_faults

    from . import cards, output

    session: Session = ctx.obj
    found, hours = frequent_faults(session.store, session.at(at) or session.now), session.hours
    rows = [
        (
            each.equipment or f"{each.room}  {word(each.trade)}", str(len(each.calls)),
            cards.when(each.last, hours), ", ".join(each.calls),
        )
        for each in found
    ]  # fmt: skip
    headings = (_("What"), _("Faults"), _("Last fault"), _("Calls"))
    output.answer(
        as_json,
        lambda: forms.frequent(found, hours),
        lambda: (
            output.table(headings, rows, right=frozenset({1}))
            if rows
            else [_("No fault comes back so often.")]
        ),
    )


@verb(equipment, "add", N_("Enter a piece of equipment."))
def add(
    ctx: Context,
    name: Name,
    kind: Kind = None,
    brand: Brand = None,
    model: Model = None,
    place: Place = None,
    installed_on: Installed = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Calls may be about it from now on."""
    session: Session = ctx.obj
    form = desk.EquipmentForm(
        name=name, kind=kind or "", brand=brand or "", model=model or "", place=place or "",
        installed_on=_day(installed_on), note=note or "",
    )  # fmt: skip
    desk.add(session.store, session.who, form, now=session.now)
    _show(session, name, as_json)


@verb(
    equipment,
    "change",
    N_("Change what is on file about a piece of equipment, or note that it is out of use."),
)
def change(
    ctx: Context,
    name: Name,
    new_name: Annotated[Word, text("NAME", N_("Its new name."))] = None,
    kind: Kind = None,
    brand: Brand = None,
    model: Model = None,
    place: Place = None,
    installed_on: Installed = None,
    note: Note = None,
    active: Annotated[
        bool | None, typer.Option("--in-use/--out-of-use", help=N_("Whether it is in use."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What is not given stays as it is."""
    from repairdesk.views.equipment import equipment_card

    session: Session = ctx.obj
    old = equipment_card(session.store, name).equipment
    form = desk.EquipmentForm(
        name=old.name if new_name is None else new_name,
        kind=old.kind if kind is None else kind,
        brand=old.brand if brand is None else brand,
        model=old.model if model is None else model,
        place=old.place if place is None else place,
        installed_on=old.installed_on if installed_on is None else _day(installed_on),
        note=old.note if note is None else note,
    )
    works = old.active if active is None else active
    desk.change(session.store, session.who, name, form, active=works, version=old.version, now=session.now)
    _show(session, form.name, as_json)


def _day(typed: str | None) -> date | None:
    """A date as the contract writes it; nothing typed is none."""
    if not typed:
        return None
    try:
        return date.fromisoformat(parse.narrow(typed).strip())
    except ValueError:
        raise refuse("installed_on", "bad_date") from None
