"""The few ways in which a text can look, the sign that goes with each meaning, and the themes that change them all.

A state is always told by a word and a sign; the colour only helps. Only the terminal's own sixteen colours are
used, and of these only the ones that can be read on a dark and on a light background.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

TONES: dict[str, Style] = {
    "": Style(),
    "bold": Style(bold=True),
    "dim": Style(dim=True),
    "key": Style(bold=True),
    "bar": Style(reverse=True),
    "late": Style(color="red", bold=True),
    "soon": Style(color="magenta", bold=True),
    "good": Style(color="green"),
    "bad": Style(color="red", bold=True),
    "note": Style(color="cyan"),
    "alarm": Style(color="red", bold=True, reverse=True),
}
SIGNS: dict[str, str] = {"late": "!", "soon": "*", "good": "=", "bad": "!", "note": "-"}
"""One ASCII character each: the same width in every terminal, and no letter that an input method could eat."""

SELECTED = Style(reverse=True)

_MARKS = ("red", "magenta")
"""The colours of what is late, about to be, or wrong."""
_PLAIN = Style(color="white", bgcolor="black")
_BRIGHT = Style(color="bright_white", bgcolor="black", bold=True)


def tone(name: str) -> Style:
    """The style of a tone's name; an unknown name is a mistake in the program and raises ``KeyError``."""
    return TONES[name]


class Theme(LineFilter):
    """A way to show every style of the screens, whichever widget drew it."""

    def __init__(self, shown: Callable[[Style], Style]) -> None:
        super().__init__()
        self._shown = lru_cache(512)(shown)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same words in the theme's styles."""
        del background
        return [Segment(words, self._shown(style or Style()), control) for words, style, control in segments]


def _marks(style: Style) -> bool:
    return style.color is not None and style.color.name in _MARKS


def _dim(style: Style) -> Style:
    """For a dark room: everything dim, and bold only what is late or wrong."""
    return style if _marks(style) and style.bold else style + Style(bold=False, dim=True)


def _contrast(style: Style) -> Style:
    """Bright on black; what is marked by a colour is marked by turning it round."""
    return (_PLAIN if style.dim else _BRIGHT) + Style(reverse=style.reverse or _marks(style))


THEMES: dict[str, Theme] = {"dim": Theme(_dim), "contrast": Theme(_contrast)}
"""Every theme but the normal one, which shows each style as it is."""
