"""Figures five lines high, to be read from across the room: telephone numbers, and what is left of a limit.

Lit points are spaces in reverse, so that neither colour nor a special character is needed.
"""

from __future__ import annotations

from rich.style import Style

from repairdesk.screens.drawn import Piece
from repairdesk.screens.tones import SELECTED

HEIGHT = 5
_FONT = {
    "0": "### # # # # # # ###", "1": " #  ##   #   #  ###", "2": "###   # ### #   ###", "3": "###   # ###   # ###",
    "4": "# # # # ###   #   #", "5": "### #   ###   # ###", "6": "### #   ### # # ###", "7": "###   #   #   #   #",
    "8": "### # # ### # # ###", "9": "### # # ###   # ###", "-": "        ###        ", "x": "    # #  #  # #    ",
    "+": "     #  ###  #     ", ":": "  #   #  ", "d": "  #   # ### # # ###", " ": "    ",
}  # fmt: skip
"""Each figure as five rows of one to three points, a space between the rows."""


def rows(figures: str, width: int) -> list[list[tuple[int, bool]]]:
    """The five rows as runs of (cells, lit), points two cells wide where there is room for it.

    What has no figure is left out.
    """
    glyphs = [_FONT[char] for char in figures if char in _FONT]
    point = 2 if sum(_cells(glyph, 2) for glyph in glyphs) <= width else 1
    return [[run for glyph in glyphs for run in _row(glyph, y, point)] for y in range(HEIGHT)]


def pieces(row: list[tuple[int, bool]], lit: Style = SELECTED) -> list[Piece]:
    """One row as pieces of a line."""
    return [(" " * cells, lit if on else Style()) for cells, on in row]


def _points(glyph: str) -> int:
    return (len(glyph) + 1) // HEIGHT - 1


def _cells(glyph: str, point: int) -> int:
    return _points(glyph) * point + 1


def _row(glyph: str, y: int, point: int) -> list[tuple[int, bool]]:
    begins = y * (_points(glyph) + 1)
    lit = glyph[begins : begins + _points(glyph)]
    return [*((point, each == "#") for each in lit), (1, False)]
