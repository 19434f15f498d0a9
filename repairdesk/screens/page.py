"""A text of many lines to be read and scrolled: a card, a help page. Digits lead to its sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Offset, Size
from textual.strip import Strip
from textual.widget import Widget

from repairdesk.screens.drawn import Drawn, Piece, strip
from repairdesk.screens.tones import tone
from repairdesk.text import _, cell_len, folded, pad, visible


@dataclass(frozen=True, slots=True)
class Text:
    """One line, or more of them when it is long: a label at the left, the words (made safe here), a tone.

    ``section``: it begins one, and the digit of its place leads there. ``indent``: cells before the words.
    """

    words: str
    tone: str = ""
    label: str = ""
    section: bool = False
    indent: int = 1


LABEL = 13
"""Cells of a label and the space after it."""


class Brief(Drawn):
    """A few such lines above or below a list, without labels; as high as they are."""

    DEFAULT_CSS = "Brief { width: 100%; height: auto; }"

    def __init__(self, write: Callable[[], Sequence[Text]]) -> None:
        super().__init__()
        self._write = write

    def renew(self) -> None:
        """Write them anew."""
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many as there are."""
        return len(self._lines(width))

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One of them."""
        lines = self._lines(width)
        return [lines[y]] if y < len(lines) else []

    def _lines(self, width: int) -> list[Piece]:
        return [
            (f" {part}", tone(each.tone))
            for each in self._write()
            for part in folded(visible(each.words), max(10, width - 2))
        ]


class Page(Widget, can_focus=True):
    """Lines to be read. ``write`` gives them anew whenever the language or the width changes."""

    DEFAULT_CSS = "Page { height: 1fr; width: 100%; }"
    BINDINGS = [
        Binding("up", "scroll_by(-1)", show=False),
        Binding("down", "scroll_by(1)", show=False),
        Binding("pageup", "scroll_page(-1)", show=False),
        Binding("pagedown", "scroll_page(1)", show=False),
        Binding("home", "scroll_far(-1)", show=False),
        Binding("end", "scroll_far(1)", show=False),
    ]

    def __init__(self, write: Callable[[], Sequence[Text]]) -> None:
        super().__init__()
        self._write = write
        self._lines: list[list[Piece]] = []
        self._sections: list[int] = []
        self._top = 0

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs: at the top."""
        return self.region.offset

    def renew(self, *, from_top: bool = False) -> None:
        """Write the page anew."""
        if from_top:
            self._top = 0
        self._lay_out()
        self.refresh()

    def relabel(self) -> None:
        """The language changed."""
        self.renew()

    def on_resize(self) -> None:
        """Another width, other lines."""
        self.renew()

    def _lay_out(self) -> None:
        self._lines, self._sections = [], []
        width = self.size.width
        for text in self._write():
            if text.section:
                if self._lines:
                    self._lines.append([])
                self._sections.append(len(self._lines))
                title = f" {len(self._sections)} {visible(text.words)} "
                self._lines.append([(title, tone("bold")), ("-" * (width - cell_len(title)), tone("dim"))])
                continue
            self._lines += self._folded(text, width)
        self._top = max(0, min(self._top, len(self._lines) - self.size.height))

    @staticmethod
    def _folded(text: Text, width: int) -> list[list[Piece]]:
        before = " " * text.indent + (pad(visible(text.label), LABEL - 1) + " " if text.label else "")
        parts = folded(
            visible(text.words, lines=True),
            max(10, width - len(" " * text.indent) - (LABEL if text.label else 0) - 1),
        )
        after = " " * (text.indent + (LABEL if text.label else 2))
        style = tone(text.tone)
        return [[(before if n == 0 else after, Style()), (part, style)] for n, part in enumerate(parts)]

    def render_line(self, y: int) -> Strip:
        """One line; the last one in sight says when there are more."""
        width, at = self.size.width, self._top + y
        pieces = self._lines[at] if at < len(self._lines) else []
        left = len(self._lines) - self._top - self.size.height
        if left > 0 and y == self.size.height - 1:
            pieces = [(" " + _("{n} more lines: Down, PgDn").format(n=left + 1), tone("note"))]
        return strip(pieces, width)

    # --- moving -----------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Digits lead to the sections."""
        if event.character and event.character in "123456789" and int(event.character) <= len(self._sections):
            event.stop()
            self._go(self._sections[int(event.character) - 1])

    def action_scroll_by(self, by: int) -> None:
        """A line up or down."""
        self._go(self._top + by)

    def action_scroll_page(self, by: int) -> None:
        """A page up or down."""
        self._go(self._top + by * max(1, self.size.height - 2))

    def action_scroll_far(self, by: int) -> None:
        """To the beginning or the end."""
        self._go(0 if by < 0 else len(self._lines))

    def _go(self, top: int) -> None:
        self._top = max(0, min(top, len(self._lines) - self.size.height))
        self.refresh()
