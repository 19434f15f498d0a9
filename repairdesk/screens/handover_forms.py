"""What the desk holds for somebody, a message, a key, cash: taken in, and given out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import on
from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import items
from repairdesk.rules import parse
from repairdesk.screens import times
from repairdesk.screens.directory_forms import EntryForm
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.text import N_
from repairdesk.words import HELD

NAME = 60
WORDS = 1000
WHEN = N_("empty: now; or 1015")


class ItemForm(EntryForm):
    """Something is taken in: it stands on every handover until it is given out or dealt with."""

    done = N_("Kept for the handover: {number}")

    def __init__(self) -> None:
        super().__init__(N_("A message, a key, cash: what is it, and whose?"), "")

    def compose_form(self) -> ComposeResult:
        """What it is, of which room, and for cash how much."""
        yield Field("content", N_("What"), limit=WORDS)
        yield ChoiceField("kind", N_("Kind"), tuple(HELD.items()))
        yield Field("room", N_("Room"), width=24, hint=N_("may stay empty"))
        yield Field("amount", N_("Amount, yuan"), width=14, code=True)
        yield Field("at", N_("Taken in"), width=18, code=True, hint=WHEN)

    def on_mount(self) -> None:
        """Only cash is counted."""
        self._arrange()

    @on(ChoiceField.Changed)
    def _arrange(self) -> None:
        self.fields["amount"].display = self.values()["kind"] == "cash"  # type: ignore[attr-defined]

    def read(self) -> Any:
        """The amount and the time have to be what they are to be."""
        who, values = super().read()
        cash = values["kind"] == "cash"
        form = {
            "kind": values["kind"],
            "content": values["content"],
            "room": values["room"],
            "amount": parse.fen(values["amount"], "amount") if cash else None,
            "at": times.past(values["at"], "at", self.desk.hours, clock.now()),
        }
        return who, form

    def save(self, form: Any) -> None:
        """It is held from now on."""
        who, values = form
        self.call = values["content"]
        items.take(self.desk.store, who, **values, now=clock.now())


class ItemDone(EntryForm):
    """What was held is given out, or the message passed on: it leaves the handover."""

    done = N_("Given out or dealt with: {number}")

    def __init__(self, item: int, content: str) -> None:
        super().__init__(N_("{content}: given out, or dealt with"), content, content=content)
        self._item = item

    def compose_form(self) -> ComposeResult:
        """To whom, and when."""
        yield Field("given_to", N_("Given to"), limit=NAME, width=30, hint=N_("may stay empty"))
        yield Field("at", N_("When"), width=18, code=True, hint=WHEN)

    def save(self, form: tuple[Any, Mapping[str, str]]) -> None:
        """It is no longer held."""
        who, values = form
        now = clock.now()
        items.done(
            self.desk.store, who, self._item, given_to=values["given_to"],
            at=times.past(values["at"], "at", self.desk.hours, now), now=now,
        )  # fmt: skip
