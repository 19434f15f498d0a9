"""A step of the work as a small form in front of a screen: its question, its fields, and the operation it does."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from repairdesk.screens.drawn import Words
from repairdesk.screens.form import FormBody, FormScreen
from repairdesk.screens.frame import KeyLines, StatusLine
from repairdesk.text import N_


class Step(FormScreen, ModalScreen[None]):
    """One operation, asked for in a box. Enter in the last field does it; refused, it stays with what was typed.

    Write ``compose_form``, ``read``, ``save`` and ``done``, the message that says what has been saved.
    """

    DEFAULT_CSS = """
    Step { align: center middle; layout: vertical; background: $background 60%; &:ansi { background: transparent; } }
    Step > Vertical { width: 76; height: auto; max-height: 100%; background: $background; border: ascii $foreground;
      padding: 0 1; }
    Step .question { text-style: bold; width: 100%; margin-bottom: 1; }
    Step FormBody { height: auto; max-height: 16; }
    Step .lines { width: 100%; margin-bottom: 1; }
    Step StatusLine { height: 2; }
    Step KeyLines { height: 1; }
    """
    BINDINGS = [
        Binding("ctrl+s", "save", N_("Save"), id="step.save", show=False),
        Binding("enter,down", "next_field", N_("Next, then save"), id="step.next", key_display="enter"),
        Binding("escape", "leave", N_("Cancel"), id="step.leave"),
        # The desk's own keys do not work behind a box, but the telephone may ring.
        Binding("f2", "app.take_call", N_("Log call"), show=False, id="step.log"),
    ]
    enter_saves = True
    done = N_("Saved {number}")
    """What the status line says afterwards, with ``{number}`` of the call."""

    def __init__(self, question: str, call: str, **values: object) -> None:
        super().__init__()
        self.call = call
        self._question, self._values = question, values

    def compose(self) -> ComposeResult:
        """Question, fields, what is wrong, keys."""
        with Vertical():
            yield Words(self._question, "question", **self._values)
            with FormBody():
                yield from self.compose_form()
            yield StatusLine(classes="status")
            yield KeyLines()

    def on_mount(self) -> None:
        """What was refused before does not belong to this; what was done, such as a new call, is said here too."""
        self.desk.leave_notice()
        self.focus_field()

    def compose_form(self) -> ComposeResult:
        """A step without fields is a plain yes."""
        yield from ()

    def read(self) -> Any:
        """What was filled in."""
        return self.values()

    def saved(self, form: Any, result: Any) -> None:
        """Say so and go back."""
        self.leave()
        self.desk.notice(self.done, "good", number=self.call)


class Plain(Step):
    """A step that asks nothing but yes."""

    BINDINGS = [
        Binding("enter", "save", N_("Yes"), id="plain.yes"),
        Binding("down", "next_field", show=False),
    ]

    def action_next_field(self) -> None:
        """There is none; only Enter says yes."""
