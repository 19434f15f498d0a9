"""The floor of typing: ``entry.py stock`` is one Input as it comes, ``entry.py form`` twenty of them without borders."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static


class Typing(App[None]):
    """A line of text and what is typed into."""

    CSS = ".form Input { height: 1; border: none; }"

    def compose(self) -> ComposeResult:
        """The inputs; the first one has the focus."""
        yield Static("READY")
        if sys.argv[1] == "form":
            with VerticalScroll(classes="form"):
                for number in range(20):
                    yield Input(placeholder=f"field {number}")
        else:
            yield Input(placeholder="field")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query(Input).first().focus()


Typing().run()
