"""Small widgets that draw their own lines: header, status line, key line, and words in the user's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget

from repairdesk.rules import schema
from repairdesk.text import _, cell_len, cut, spoken, visible


class Words(Widget):
    """A text of the program, looked up in the user's language each time it is drawn.

    ``Words(N_("Search"))``, or with values for the message's placeholders ``Words(N_("Call {number}"), number=n)``;
    the values are shown as text. One that has words of the program in it is given as a function.
    """

    DEFAULT_CSS = "Words { width: auto; height: auto; }"

    def __init__(self, message: str, classes: str = "", **values: object) -> None:
        super().__init__(classes=classes)
        self._message, self._values = message, values

    def say(self, message: str, **values: object) -> None:
        """Show another message."""
        if (message, values) != (self._message, self._values):
            self._message, self._values = message, values
            self.refresh(layout=True)

    def render(self) -> Content:
        """The message in the language spoken now."""
        return Content(filled(self._message, self._values))


def filled(message: str, values: dict[str, object]) -> str:
    """The translation of ``message`` with its values in place, each shown safely."""
    if not values:
        return _(message)
    return _(message).format_map({name: _value(value) for name, value in values.items()})


def _value(value: object) -> str:
    """A value as it is shown: the office's own words, and what a function gives, in the language spoken now."""
    if isinstance(value, schema.Words):
        return spoken(value)
    return visible(str(value() if callable(value) else value))


def in_sight(screen: Screen[Any]) -> bool:
    """Whether a screen can be seen: nothing but dialogs lies above it.

    Textual's own ``is_current`` also holds of a screen that another one covers, and whatever such a screen paints
    has the upper one painted again, whole.
    """
    stack = screen.app.screen_stack
    return screen in stack and all(
        isinstance(upper, ModalScreen) for upper in stack[stack.index(screen) + 1 :]
    )


Piece = tuple[str, Style]
"""A piece of a line: its text (already safe to show) and its style."""


class Drawn(Widget):
    """A widget of whole lines, each made of pieces; the rest of a line is filled with its last style."""

    def pieces(self, y: int, width: int) -> list[Piece]:
        """The pieces of line ``y``; what does not fit into ``width`` cells is cut with a sign."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """The line as Textual wants it."""
        width = self.size.width
        pieces = self.pieces(y, width)
        return strip(pieces, width)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as there is room."""
        return container.width


class Tabs(Drawn):
    """The names of pages (messages), the one shown in brackets, and an empty line below unless there are many."""

    DEFAULT_CSS = "Tabs { height: 2; width: 100%; }"

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = tuple(titles)
        self._shown = 0

    @property
    def shown(self) -> int:
        """Which page is shown, counted from 0."""
        return self._shown

    def show(self, which: int) -> None:
        """Show another page; after the last comes the first."""
        self._shown = which % len(self._titles)
        self.refresh()

    def set_titles(self, titles: Sequence[str]) -> None:
        """Other pages; the one shown is shown again by ``show``."""
        self._titles = tuple(titles)
        self.refresh()

    def pieces(self, y: int, width: int) -> list[Piece]:
        """The names; those that the first line has no room for stand in the second."""
        lines: list[list[Piece]] = [[(" ", Style())], [(" ", Style())]]
        room, line = width - 1, 0
        for n, title in enumerate(self._titles):
            chosen = n == self._shown
            words = f"[{_(title)}] " if chosen else f" {_(title)}  "
            if cell_len(words) > room and line == 0:
                room, line = width - 1, 1
            lines[line].append((words, Style(bold=chosen)))
            room -= cell_len(words)
        return lines[y]


def strip(pieces: list[Piece], width: int) -> Strip:
    """A line of exactly ``width`` cells; a piece that does not fit ends in ``~`` and those after it are left out.

    Pieces of one style are joined, because each change of style costs bytes on the line to the terminal.
    """
    segments: list[Segment] = []
    room = width
    words, style = "", Style()
    for text, wanted in pieces:
        fitting = cut(text, room)
        room -= cell_len(fitting)
        if wanted == style:
            words += fitting
        else:
            if words:
                segments.append(Segment(words, style))
            words, style = fitting, wanted
        if fitting != text:
            break
    segments.append(Segment(words, style))
    if room > 0:
        segments.append(Segment(" " * room, style if style.reverse else Style()))
    return Strip(segments, width)
