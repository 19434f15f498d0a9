"""What is entered in the lists an office keeps besides its register: equipment, lines of books, duties, a full crew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import books, crew, duties, equipment
from repairdesk.rules import parse
from repairdesk.rules.facts import Job, Operator
from repairdesk.rules.statements import Book
from repairdesk.screens import times
from repairdesk.screens.directory_forms import YES_NO, EntryForm, day
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.own_fields import Asked, OwnFields
from repairdesk.screens.steps import Plain
from repairdesk.text import N_, spoken, word
from repairdesk.views.books import book_named
from repairdesk.views.crew import CrewFull
from repairdesk.views.duties import DutyLine
from repairdesk.views.equipment import Equipment
from repairdesk.words import TRADES

NOW = N_("empty: now; or 1015")


class EquipmentForm(EntryForm):
    """A piece of equipment: new, or what is on file put right; out of use it stays on file with its calls."""

    def __init__(self, entry: Equipment | None = None, renamed: Callable[[str], None] | None = None) -> None:
        super().__init__(
            N_("What is on file about a piece of equipment") if entry else N_("New equipment"), ""
        )
        self._entry, self._renamed = entry, renamed
        if entry is not None:
            self.records, self.version = ("equipment", (entry.id,)), entry.version

    def compose_form(self) -> ComposeResult:
        """Name or number, what it is, where it is, since when."""
        entry = self._entry
        yield Field("name", N_("Name or number"), width=30, code=True, value=entry.name if entry else "")
        yield Field(
            "kind", N_("Kind"), width=30, value=entry.kind if entry else "", hint=N_("lift, pump, computer")
        )
        yield Field("brand", N_("Brand"), width=30, value=entry.brand if entry else "")
        yield Field("model", N_("Model"), width=30, value=entry.model if entry else "")
        yield Field(
            "place",
            N_("Place"),
            width=30,
            value=entry.place if entry else "",
            hint=N_("room, or where it is"),
        )
        since = entry.installed_on.isoformat() if entry and entry.installed_on else ""
        yield Field(
            "installed_on", N_("Installed on"), width=12, code=True, value=since, hint=N_("2026-03-02")
        )
        yield Field("note", N_("Remark"), limit=1000, value=entry.note if entry else "")
        if entry is not None:
            yield ChoiceField("active", N_("In use"), YES_NO, value="yes" if entry.active else "no")

    def enter(self, who: Operator, values: dict[str, str]) -> Any:
        """Enter it, or the change."""
        store, now, entry = self.desk.store, clock.now(), self._entry
        since = values["installed_on"]
        form = equipment.EquipmentForm(
            name=values["name"], kind=values["kind"], brand=values["brand"], model=values["model"], place=values["place"],
            installed_on=day(since, "installed_on") if since else None, note=values["note"],
        )  # fmt: skip
        if entry is None:
            return equipment.add(store, who, form, now=now)
        active = values["active"] == "yes"
        return equipment.change(store, who, entry.name, form, active=active, version=self.version, now=now)

    def saved(self, form: tuple[Operator, dict[str, str]], result: Any) -> None:
        """It may have another name now."""
        if self._renamed is not None:
            self._renamed(form[1]["name"])
        super().saved(form, result)


class BookLineForm(EntryForm):
    """A new line of one of the office's books; lines are never changed."""

    done = N_("Entered in the book: {number}")

    def __init__(self, book: Book) -> None:
        super().__init__(N_("A new line: {book}"), "", book=book.title)
        self._book = book

    def compose_form(self) -> ComposeResult:
        """The book's fields, when it was, and the call it belongs to."""
        _book, procedure = book_named(self.desk.store, self._book.name)
        self._own = OwnFields(Asked(procedure, Job(), "day", self._book.fields))
        yield self._own
        yield Field("at", N_("When"), width=18, code=True, hint=NOW)
        yield Field("call", N_("About call"), width=18, code=True, hint=N_("its last digits, if about one"))

    def read(self) -> Any:
        """The book's fields by name, and the rest."""
        who, values = super().read()
        hours, now = self.desk.hours, clock.now()
        own = self._own.answers(hours, now)
        return (
            who,
            {"name": spoken(self._book.title), "call": values["call"]},
            own,
            times.past(values["at"], "at", hours, now),
        )

    def save(self, form: Any) -> None:
        """A line more."""
        who, values, own, at = form
        self.call = values["name"]
        books.add(self.desk.store, who, self._book.name, own, call=values["call"], at=at, now=clock.now())


class DutyForm(EntryForm):
    """A duty is done for one of its periods."""

    done = N_("Recorded as done: {number}")

    def __init__(self, line: DutyLine) -> None:
        super().__init__(N_("{duty}, {period}: this is done"), "", duty=line.duty.title, period=line.period)
        self._line = line

    def compose_form(self) -> ComposeResult:
        """What is worth saying, and when it was."""
        yield Field("remark", N_("Remark"), limit=1000)
        yield Field("at", N_("When"), width=18, code=True, hint=NOW)

    def save(self, form: tuple[Operator, dict[str, str]]) -> None:
        """Done."""
        who, values = form
        now = clock.now()
        self.call = f"{spoken(self._line.duty.title)}, {self._line.period}"
        duties.done(
            self.desk.store, who, self._line.duty.name, period=self._line.period, remark=values["remark"],
            at=times.past(values["at"], "at", self.desk.hours, now), now=now,
        )  # fmt: skip


class CrewFullForm(EntryForm):
    """The crew, or one trade of it, takes no more routine visits before a time."""

    done = N_("No routine visits until then: {number}")

    def __init__(self) -> None:
        super().__init__(N_("The crew is full"), "")

    def compose_form(self) -> ComposeResult:
        """Whose hands, until when, and who says so."""
        yield ChoiceField("trade", N_("Trade"), (("", N_("all")), *TRADES.items()))
        hint = N_("tomorrow 0900, 03-05 0900")
        yield Field("until", N_("Until"), width=18, code=True, hint=hint)
        yield Field("said_by", N_("Said by"), width=24, hint=N_("the team leader"))

    def save(self, form: tuple[Operator, dict[str, str]]) -> None:
        """From now on."""
        who, values = form
        now = clock.now()
        until = parse.moment(values["until"], "until", hours=self.desk.hours, now=now, prefer="future")
        self.call = times.typed(until, self.desk.hours, now)
        crew.full(
            self.desk.store, who, until=until, said_by=values["said_by"], trade=values["trade"], now=now
        )


class CrewFreeForm(Plain, EntryForm):
    """The crew has free hands again before the time that was said."""

    done = N_("There are free hands again: {number}")

    def __init__(self, line: CrewFull) -> None:
        super().__init__(N_("Are there free hands again?"), "")
        self._line = line

    def save(self, form: tuple[Operator, dict[str, str]]) -> None:
        """Free again."""
        who, _values = form
        self.call = word(self._line.trade) if self._line.trade else spoken(N_("the whole crew"))
        crew.free(self.desk.store, who, trade=self._line.trade, now=clock.now())
