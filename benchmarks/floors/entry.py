"""The floor of typing, in three apps: ``entry.py alone`` is one Input as it comes and nothing else, ``entry.py table``
has a table of 200 rows beside it, ``entry.py form`` is twenty Inputs without borders.
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Input, Static


class Typing(App[None]):
    """A line of text and what is typed into."""

    CSS = ".form Input { height: 1; border: none; } DataTable { height: 1fr; }"

    def compose(self) -> ComposeResult:
        """The inputs; the first one has the focus."""
        yield Static("READY")
        if sys.argv[1] == "form":
            with VerticalScroll(classes="form"):
                for number in range(20):
                    yield Input(placeholder=f"field {number}")
            return
        yield Input(placeholder="field")
        if sys.argv[1] == "table":
            table: DataTable[str] = DataTable(cursor_type="row")
            table.add_columns("No.", "Time", "Room", "Trade", "Trouble", "Worker", "State", "Due")
            for row in range(200):
                table.add_row(
                    f"{row:05d}", "10:15", f"3-{row}", "水", "厨房水管漏水", "张师傅", "处理中", "12:30"
                )
            yield table

    def on_mount(self) -> None:
        """Ready to type."""
        self.query(Input).first().focus()


Typing().run()
