"""The line below a form: it says so while fields of the form are out of sight."""

from __future__ import annotations

from textual.containers import VerticalScroll

from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.tones import tone
from repairdesk.text import _


class More(Drawn):
    """An empty line, or that there is more below."""

    DEFAULT_CSS = "More { height: 1; width: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self._body: VerticalScroll | None = None

    def follow(self, body: VerticalScroll) -> None:
        """Watch this form."""
        if self._body is None:
            self._body = body
            self.watch(body, "scroll_y", self._moved)
            self.watch(body, "virtual_size", self._moved)
        self.refresh()

    def _moved(self) -> None:
        self.refresh()

    def pieces(self, y: int, width: int) -> list[Piece]:
        """The hint, while it is true."""
        if self._body is None or self._body.scroll_y >= self._body.max_scroll_y:
            return []
        return [(" " + _("More below: Enter, Down"), tone("dim"))]
