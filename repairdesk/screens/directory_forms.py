"""What is on file about a room, a resident, a person of the staff, a price: entered or put right, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import office
from repairdesk.rules import parse
from repairdesk.rules.facts import ROLES as ROLE_CODES
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, refuse
from repairdesk.screens.changed import NOT_SAVED, ChangedSince
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.steps import Step
from repairdesk.text import N_, yuan
from repairdesk.views.changes import Change, last_entry, record_changes
from repairdesk.views.directories import Price, Resident, prices, procedures_in_use
from repairdesk.views.people import Person
from repairdesk.words import ROLES, TRADES, UNITS

YES_NO = (("no", N_("no")), ("yes", N_("yes")))


class EntryForm(Step):
    """One entry of a directory. Write ``enter``, the operation, besides ``compose_form``."""

    done = N_("{number} is on file.")
    records: tuple[str, tuple[int, ...]] | None = None
    """The table and ids of what is put right; None for what is entered anew."""
    version: int | None = None
    """The version on file that is put right."""

    def on_mount(self) -> None:
        """What others do to it is counted from now on."""
        super().on_mount()
        self.saw = last_entry(self.desk.store)
        self._begun = self.values()

    def ask_again(self, changed: Problem) -> None:
        """Somebody else has changed it: show how, and ask whether this is to be saved all the same."""
        if self.records is None or changed.code != "changed_meanwhile":
            super().ask_again(changed)
            return
        found = record_changes(self.desk.store, *self.records, self.saw or 0)

        def answered(answer: str | None) -> None:
            if answer == "mine":
                self.version = int(str(changed.params["version"]))
                self._take_over(found)
                self.action_save()
            else:
                self.desk.notice(NOT_SAVED)

        question = N_("Not saved yet: this was changed while you were at it.")
        self.app.push_screen(ChangedSince(question, found, N_("Leave mine for now")), answered)

    def _take_over(self, found: Sequence[Change]) -> None:
        """Where nothing was put right here, what the others have entered stays."""
        for field in (field for change in found for field in change.fields):
            name = {"works": "active"}.get(field.now.name, field.now.name)
            if self.values().get(name) == self._begun.get(name, ""):
                self.fill({name: yuan(int(field.now.value)) if name == "price" else field.now.value})
                self._begun = {**self._begun, name: self.values().get(name, "")}

    def read(self) -> tuple[Operator, dict[str, str]]:
        """Who acts, and what was filled in."""
        return self.desk.acting(), self.values()

    def save(self, form: tuple[Operator, dict[str, str]]) -> None:
        """Run the operation."""
        self.call = form[1].get("name") or form[1].get("item") or form[1].get("room") or ""
        self.enter(*form)

    def enter(self, who: Operator, values: dict[str, str]) -> Any:
        """The operation itself."""
        raise NotImplementedError

    def saved(self, form: Any, result: Any) -> None:
        """Say so, go back, and show it in the list."""
        super().saved(form, result)
        show = getattr(self.desk.screen, "renew", None)
        if show is not None:
            show()


class RoomForm(EntryForm):
    """A new room; its name is what callers give, and stays."""

    def __init__(self) -> None:
        super().__init__(N_("A new room, or a place of the public area"), "")

    def compose_form(self) -> ComposeResult:
        """Name, building, public or not."""
        yield Field("room", N_("Room"), width=24, code=True, hint=N_("3-1-1802, or the place's name"))
        yield Field("building", N_("Building"), width=24, hint=N_("empty: from the name"))
        yield ChoiceField("public_area", N_("Public area"), YES_NO)

    def enter(self, who: Operator, values: dict[str, str]) -> int:
        """Enter the room."""
        public = values["public_area"] == "yes"
        return office.add_room(
            self.desk.store,
            who,
            values["room"],
            public_area=public,
            building=values["building"],
            now=clock.now(),
        )


class ResidentForm(EntryForm):
    """A resident: new in a room, or what is on file put right."""

    def __init__(self, entry: Resident | None = None, room: str = "") -> None:
        super().__init__(N_("What is on file about a resident") if entry else N_("A new resident"), "")
        self._entry, self._room = entry, room
        if entry is not None:
            self.records, self.version = ("resident", (entry.id,)), entry.version

    def compose_form(self) -> ComposeResult:
        """Room, name, telephone, key customer."""
        entry = self._entry
        yield Field("room", N_("Room"), width=24, code=True, value=entry.room if entry else self._room)
        yield Field("name", N_("Name"), width=30, value=entry.name if entry else "")
        yield Field(
            "phone", N_("Telephone"), limit=30, width=24, code=True, value=entry.phone if entry else ""
        )
        key = "yes" if entry and entry.key_customer else "no"
        yield ChoiceField("key_customer", N_("Key customer"), YES_NO, value=key)

    def on_mount(self) -> None:
        """A resident stays in the room where he is on file."""
        super().on_mount()
        if self._entry is not None:
            self.query_one("#field-room").disabled = True
            self.focus_field("name")

    def enter(self, who: Operator, values: dict[str, str]) -> Any:
        """Enter the resident, or the change."""
        store, now, key = self.desk.store, clock.now(), values["key_customer"] == "yes"
        name, phone, entry = values["name"], values["phone"], self._entry
        if entry is None:
            return office.add_resident(
                store, who, room_name=values["room"], name=name, phone=phone, key_customer=key, now=now
            )
        return office.change_resident(
            store, who, entry.id, name=name, phone=phone, key_customer=key, version=self.version, now=now
        )


class PersonForm(EntryForm):
    """A person of the staff; who leaves stays on file, but is no longer offered anywhere."""

    def __init__(self, entry: Person | None = None) -> None:
        super().__init__(
            N_("What is on file about a person") if entry else N_("A new person on the staff"), ""
        )
        self._entry = entry
        if entry is not None:
            self.records, self.version = ("staff", (entry.id,)), entry.version

    def compose_form(self) -> ComposeResult:
        """Name, role, trade, telephone; where a procedure sends by these, buildings and firm; still here."""
        entry = self._entry
        yield Field("name", N_("Name"), width=30, value=entry.name if entry else "")
        roles = tuple((code, ROLES[code]) for code in ROLE_CODES)
        yield ChoiceField("role", N_("Role"), roles, value=entry.role if entry else "technician")
        trades = (("", N_("none")), *TRADES.items())
        yield ChoiceField("trade", N_("Trade"), trades, value=entry.trade if entry else "", optional=True)
        yield Field(
            "phone", N_("Telephone"), limit=30, width=24, code=True, value=entry.phone if entry else ""
        )
        ways = [each.orders for each in procedures_in_use(self.desk.store)]
        if any(way.propose for way in ways) or (entry and entry.area):
            hint = N_("buildings that he serves: 1, 2, 3")
            yield Field(
                "area", N_("Buildings"), width=24, limit=200, value=entry.area if entry else "", hint=hint
            )
        if any(way.firm for way in ways) or (entry and entry.firm):
            hint = N_("the outside firm he is of")
            yield Field("firm", N_("Firm"), width=24, value=entry.firm if entry else "", hint=hint)
        if entry is not None:
            here = "yes" if entry.active else "no"
            yield ChoiceField("active", N_("Works here"), YES_NO, value=here)

    def enter(self, who: Operator, values: dict[str, str]) -> Any:
        """Enter the person, or the change."""
        form = office.StaffForm(
            name=values["name"], role=values["role"], trade=values["trade"], phone=values["phone"],
            area=values.get("area"), firm=values.get("firm"),
        )  # fmt: skip
        if self._entry is None:
            return office.add_staff(self.desk.store, who, form, now=clock.now())
        active = values["active"] == "yes"
        return office.change_staff(
            self.desk.store, who, self._entry.name, form, active=active, version=self.version, now=clock.now()
        )


class PriceForm(EntryForm):
    """A price from a day on; the earlier ones stay for the jobs reported before it."""

    def __init__(self, entry: Price | None = None) -> None:
        super().__init__(N_("A new price for this item") if entry else N_("A new item of the price list"), "")
        self._entry, self.version = entry, entry.version if entry else 0

    def ask_again(self, changed: Problem) -> None:
        """A price of this item was entered, or put right."""
        if self._entry is not None:
            ids = tuple(each.id for each in prices(self.desk.store) if each.item == self._entry.item)
            self.records = ("price", ids)
        super().ask_again(changed)

    def compose_form(self) -> ComposeResult:
        """Item, kind, unit, price, from when."""
        entry = self._entry
        today = self.desk.hours.local(clock.now()).date()
        yield Field("item", N_("Item"), width=30, value=entry.item if entry else "")
        kinds = (("labour", N_("labour")), ("material", N_("material")))
        yield ChoiceField("kind", N_("Kind"), kinds, value=entry.kind if entry else "labour")
        units = tuple(UNITS.items()) + (
            ((entry.unit, entry.unit),) if entry and entry.unit not in UNITS else ()
        )
        yield ChoiceField("unit", N_("Unit"), units, value=entry.unit if entry else "piece")
        yield Field("price", N_("Price, yuan"), width=12, code=True, value=yuan(entry.price) if entry else "")
        yield Field(
            "valid_from", N_("From"), width=12, code=True, value=today.isoformat(), hint=N_("2026-03-02")
        )

    def enter(self, who: Operator, values: dict[str, str]) -> None:
        """Enter the price."""
        price = parse.fen(values["price"], "price")
        form = office.PriceForm(
            item=values["item"], unit=values["unit"], price=price, kind=values["kind"], paid=price > 0,
            valid_from=day(values["valid_from"], "valid_from"),
        )  # fmt: skip
        renamed = self._entry is not None and values["item"] != self._entry.item
        version = 0 if renamed else self.version
        office.add_price(self.desk.store, who, form, version=version, now=clock.now())


def day(typed: str, field: str) -> date:
    """A date as it is written in files. Refused: ``bad_date``."""
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise refuse(field, "bad_date") from error
