"""The few ways in which a text can look, and the sign that goes with each meaning.

A state is always told by a word and a sign; the colour only helps. Only the terminal's own sixteen colours are
used, and of these only the ones that can be read on a dark and on a light background.
"""

from __future__ import annotations

from rich.style import Style

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
}
SIGNS: dict[str, str] = {"late": "!", "soon": "*", "good": "=", "bad": "!", "note": "-"}
"""One ASCII character each: the same width in every terminal, and no letter that an input method could eat."""

SELECTED = Style(reverse=True)


def tone(name: str) -> Style:
    """The style of a tone's name; an unknown name is a mistake in the program and raises ``KeyError``."""
    return TONES[name]
