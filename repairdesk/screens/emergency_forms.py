"""What is entered in the office's list of emergencies: how one is recognised, and whom to telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import emergency_list as desk
from repairdesk.rules import parse
from repairdesk.rules.emergencies import SEPARATOR
from repairdesk.rules.facts import ROLES as ROLE_CODES
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.screens.directory_forms import EntryForm
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.text import N_
from repairdesk.views.emergencies import ContactLine, EmergencyLine
from repairdesk.words import ROLES, TRADES

KEPT = (("yes", N_("yes")), ("no", N_("no, take it out")))
Records = tuple[str, tuple[int, ...]]
OUTSIDE = (("", N_("somebody outside")), *((code, ROLES[code]) for code in ROLE_CODES))


def place(typed: str) -> int | None:
    """A place in a list; nothing typed leaves it. Refused: ``not_a_number``."""
    narrow = parse.narrow(typed)
    if narrow and not (narrow.isascii() and narrow.isdigit()):
        raise refuse("place", "not_a_number")
    return int(narrow) if narrow else None


def _on_file(table: str, entry: EmergencyLine | ContactLine) -> tuple[Records | None, int]:
    """The record that is put right, and its version; a line of the usual list is none yet."""
    return (table, (entry.id,)) if entry.id is not None else None, entry.version


class EmergencyForm(EntryForm):
    """An emergency: new, or what is on file changed; ``renamed`` is told its name then, or "" when it was taken out."""

    def __init__(
        self, entry: EmergencyLine | None = None, renamed: Callable[[str], None] | None = None
    ) -> None:
        super().__init__(N_("Change this emergency") if entry else N_("A new emergency"), "")
        self._entry, self._renamed = entry, renamed
        if entry is not None:
            self.records, self.version = _on_file("emergency", entry)

    def compose_form(self) -> ComposeResult:
        """Title, words and advice; where it stands in the list, and whether it still does."""
        entry = self._entry
        yield Field("zh", N_("Title, Chinese"), value=entry.title.zh if entry else "", limit=60)
        yield Field("en", N_("Title, English"), value=entry.title.en if entry else "", limit=60)
        words = SEPARATOR.join(entry.recognised_by) if entry else ""
        yield Field(
            "recognised_by", N_("Recognised by"), value=words, limit=2000, hint=N_("words, commas between")
        )
        yield Field("advice_zh", N_("Told, Chinese"), value=entry.advice.zh if entry else "", limit=1000)
        yield Field("advice_en", N_("Told, English"), value=entry.advice.en if entry else "", limit=1000)
        yield Field("place", N_("Move to place"), width=4, code=True, hint=N_("empty: stays; 1 is the first"))
        if entry is not None:
            yield ChoiceField("kept", N_("In the list"), KEPT)

    def enter(self, who: Operator, values: dict[str, str]) -> Any:
        """Enter it, the change, or take it out."""
        store, now, entry = self.desk.store, clock.now(), self._entry
        form = desk.EmergencyForm(
            zh=values["zh"], en=values["en"], recognised_by=values["recognised_by"],
            advice_zh=values["advice_zh"], advice_en=values["advice_en"],
        )  # fmt: skip
        self.call = values["zh"] or values["en"]
        if entry is None:
            return desk.add(store, who, form, place=place(values["place"]), now=now)
        if values["kept"] == "no":
            self.done = N_("{number} is out of the list.")
            return desk.remove(store, who, entry.name, version=self.version, now=now)
        where = place(values["place"])
        return desk.change(store, who, entry.name, form, place=where, version=self.version, now=now)

    def saved(self, form: tuple[Operator, dict[str, str]], result: Any) -> None:
        """It may have another name now, or none."""
        if self._renamed is not None:
            values = form[1]
            gone = values.get("kept") == "no"
            self._renamed("" if gone else (values["zh"].strip() or values["en"].strip()))
        super().saved(form, result)


class ContactForm(EntryForm):
    """Whom to telephone in an emergency: a role on the staff list, or somebody outside with a number."""

    def __init__(self, emergency: EmergencyLine, number: int | None = None) -> None:
        title = N_("{emergency}: whom to telephone")
        super().__init__(title, "", emergency=emergency.title)
        self._emergency, self._number = emergency, number
        if self._entry is not None:
            self.records, self.version = _on_file("emergency_contact", self._entry)

    @property
    def _entry(self) -> ContactLine | None:
        return self._emergency.contacts[self._number - 1] if self._number else None

    def compose_form(self) -> ComposeResult:
        """Who it is, and where in the order."""
        entry = self._entry
        yield ChoiceField("role", N_("Who"), OUTSIDE, value=(entry.role or "") if entry else "")
        trades = (("", N_("any")), *TRADES.items())
        yield ChoiceField(
            "trade", N_("Trade"), trades, value=(entry.trade or "") if entry else "", optional=True
        )
        title = entry.title if entry else None
        yield Field(
            "zh",
            N_("Name, Chinese"),
            value=title.zh if title else "",
            limit=60,
            hint=N_("of somebody outside"),
        )
        yield Field("en", N_("Name, English"), value=title.en if title else "", limit=60)
        phone = entry.phone if entry else ""
        yield Field(
            "phone",
            N_("Telephone"),
            limit=30,
            width=24,
            code=True,
            value=phone,
            hint=N_("of somebody outside"),
        )
        yield Field("place", N_("Move to place"), width=4, code=True, hint=N_("empty: stays; 1 is the first"))
        if entry is not None:
            yield ChoiceField("kept", N_("In the list"), KEPT)

    def enter(self, who: Operator, values: dict[str, str]) -> Any:
        """Enter it, the change, or take it out."""
        store, now, name, entry = self.desk.store, clock.now(), self._emergency.name, self._entry
        form = desk.ContactForm(**{key: values[key] for key in ("role", "trade", "zh", "en", "phone")})
        self.call = self._emergency.name
        where = place(values["place"])
        if entry is None or self._number is None:
            return desk.add_contact(store, who, name, form, place=where, now=now)
        if values["kept"] == "no":
            self.done = N_("{number}: the contact is out of the list.")
            return desk.remove_contact(
                store, who, name, self._number, contact_id=entry.id, version=self.version, now=now
            )
        return desk.change_contact(
            store,
            who,
            name,
            self._number,
            form,
            place=where,
            contact_id=entry.id,
            version=self.version,
            now=now,
        )
