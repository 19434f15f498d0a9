"""The floor of any Textual program: one line of text and nothing else."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """Nothing but the library."""

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static("READY")


Empty().run()
