"""The lists of the directories: what each shows, and what Enter and Ctrl+N do in it. These every office keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from repairdesk import clock
from repairdesk.rules.procedure import Procedure
from repairdesk.screens.directory_forms import PersonForm, PriceForm, ResidentForm, RoomForm
from repairdesk.screens.lines import Cell, Column, Line
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _, word, yuan
from repairdesk.views import directories as views
from repairdesk.views.people import Person, staff

if TYPE_CHECKING:
    from repairdesk.models.store import Store

Procedures = Sequence[Procedure]
"""The procedures in use, the office's own first."""


def _always(_procedures: Procedures, _store: Store) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Listing:
    """One list. ``find`` gives its rows for what is typed in the box; where ``slow`` they are read once, and narrowed.

    ``enter`` and ``new`` say which of the screen's keys work in it, ``open`` and ``add`` what they do. ``kept``: whether
    an office with these procedures keeps such a list.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    find: Callable[[Shell, str], Sequence[Line]]
    enter: str = ""
    open: Callable[[Shell, Line], object] | None = None
    new: str = ""
    add: Callable[[Shell, Line | None], object] | None = None
    kept: Callable[[Procedures, Store], bool] = _always
    hint: str = N_("room, name, telephone, item")
    empty: str = N_("Nothing fits. Ctrl+N enters something new.")
    slow: bool = False


def narrowed(lines: Sequence[Line], typed: str) -> list[Line]:
    """The rows that have every word typed in one of their cells."""
    words = typed.casefold().split()
    return [line for line in lines if all(word in _text(line.cells) for word in words)]


def _text(cells: Sequence[Cell]) -> str:
    return " ".join(cell if isinstance(cell, str) else cell[0] for cell in cells).casefold()


# --- residents and rooms --------------------------------------------------------------------------


def _residents(desk: Shell, typed: str) -> list[Line]:
    return [
        Line(one.id, (one.room, one.name, one.phone, (_("KEY CUSTOMER") if one.key_customer else "", "soon")), item=one)
        for one in views.residents(desk.store, typed)
    ]  # fmt: skip


def _rooms(desk: Shell, typed: str) -> list[Line]:
    return [
        Line(one.id, (one.name, one.building, one.residents, word("public_area") if one.public_area else ""), item=one)
        for one in views.rooms(desk.store, typed)
    ]  # fmt: skip


def _room(desk: Shell, line: Line) -> None:
    """Who lives there."""
    desk.go("directories", ("residents", line.item.name))


# --- the staff ------------------------------------------------------------------------------------


def _staff(desk: Shell, typed: str) -> list[Line]:
    return [_person(one) for one in staff(desk.store) if _fits(one, typed)]


def _person(one: Person) -> Line:
    trade = word(one.trade) if one.trade else ""
    last = one.firm if one.active else _("has left")
    return Line(one.id, (one.name, word(one.role), trade, one.phone, last), "" if one.active else "dim", one)


def _fits(person: Person, typed: str) -> bool:
    """Whether a person is meant by a part of the name, the firm, the initials or the end of the telephone number."""
    text = typed.casefold()
    return (
        text in person.name.casefold()
        or text in person.firm.casefold()
        or any(initials.startswith(text) for initials in person.initials.split())
        or person.phone.endswith(text)
    )


# --- prices ---------------------------------------------------------------------------------------


def _prices(desk: Shell, typed: str) -> list[Line]:
    today = desk.hours.local(clock.now()).date()
    return [_price(one) for one in views.prices(desk.store, today, typed)]


def _price(one: views.Price) -> Line:
    kind = _("labour") if one.kind == "labour" else _("material")
    return Line(
        one.id, (one.item, kind, yuan(one.price), word(one.unit), one.valid_from.isoformat()), item=one
    )


EVERYDAY = (
    Listing(
        "residents", N_("residents"),
        (Column(N_("Room"), 14), Column(N_("Name"), 14, grow=True), Column(N_("Telephone"), 18), Column("", 12)),
        _residents, "change", lambda desk, line: desk.push_screen(ResidentForm(line.item)),
        "add", lambda desk, _line: desk.push_screen(ResidentForm()),
    ),
    Listing(
        "rooms", N_("rooms"),
        (Column(N_("Room"), 16), Column(N_("Building"), 12), Column(N_("Residents"), 20, grow=True), Column("", 14)),
        _rooms, "change", _room, "add", lambda desk, _line: desk.push_screen(RoomForm()),
    ),
    Listing(
        "staff", N_("staff"),
        (
            Column(N_("Name"), 12, grow=True), Column(N_("Role"), 25), Column(N_("Trade"), 16), Column(N_("Telephone"), 14),
            Column("", 8),
        ),
        _staff, "change", lambda desk, line: desk.push_screen(PersonForm(line.item)),
        "add", lambda desk, _line: desk.push_screen(PersonForm()),
    ),
    Listing(
        "prices", N_("prices"),
        (
            Column(N_("Item"), 20, grow=True), Column(N_("Kind"), 10), Column(N_("Price, yuan"), 12, right=True),
            Column(N_("Unit"), 10), Column(N_("From"), 10),
        ),
        _prices, "change", lambda desk, line: desk.push_screen(PriceForm(line.item)),
        "add", lambda desk, _line: desk.push_screen(PriceForm()),
    ),
)  # fmt: skip
