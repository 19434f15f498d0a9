"""Figures five lines high, to be read from across the room: telephone numbers, and what is left of a limit.

Lit points are spaces in reverse, so that neither colour nor a special character is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

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


Row = tuple[tuple[int, bool], ...]
"""Runs of cells, lit or not."""


@lru_cache(32)
def rows(figures: str, width: int) -> tuple[Row, ...]:
    """The five rows, points two cells wide where there is room for it.

    What has no figure is left out.
    """
    glyphs = [_FONT[char] for char in figures if char in _FONT]
    point = 2 if sum(_cells(glyph, 2) for glyph in glyphs) <= width else 1
    return tuple(_joined([run for glyph in glyphs for run in _row(glyph, y, point)]) for y in range(HEIGHT))


def pieces(row: Row, lit: Style = SELECTED) -> list[Piece]:
    """One row as pieces of a line."""
    return [(" " * cells, lit if on else Style()) for cells, on in row]


def _joined(runs: Iterable[tuple[int, bool]]) -> Row:
    """The same with neighbours of one kind made one."""
    return tuple((sum(cells for cells, _on in same), lit) for lit, same in groupby(runs, key=itemgetter(1)))


def _points(glyph: str) -> int:
    return (len(glyph) + 1) // HEIGHT - 1


def _cells(glyph: str, point: int) -> int:
    return _points(glyph) * point + 1


def _row(glyph: str, y: int, point: int) -> list[tuple[int, bool]]:
    begins = y * (_points(glyph) + 1)
    lit = glyph[begins : begins + _points(glyph)]
    return [*((point, each == "#") for each in lit), (1, False)]
