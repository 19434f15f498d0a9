"""A telephone number in figures five lines high, to be read from across the desk with a receiver in the hand."""

from __future__ import annotations

import re

from rich.style import Style

from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.tones import SELECTED

HEIGHT = 5
_FONT = {
    "0": "### # # # # # # ###", "1": " #  ##   #   #  ###", "2": "###   # ### #   ###", "3": "###   # ###   # ###",
    "4": "# # # # ###   #   #", "5": "### #   ###   # ###", "6": "### #   ### # # ###", "7": "###   #   #   #   #",
    "8": "### # # ### # # ###", "9": "### # # ###   # ###", "-": "        ###        ", "x": "    # #  #  # #    ",
    "+": "     #  ###  #     ",
}  # fmt: skip
"""Each figure as five rows of three points, a space between the rows."""


def grouped(number: str) -> str:
    """A number in the groups in which it is said: 138 0000 0101."""
    found = re.fullmatch(r"(1\d\d)(\d{4})(\d{4})", number)
    return " ".join(found.groups()) if found else number


def rows(number: str, width: int) -> list[list[tuple[int, bool]]]:
    """The five rows as runs of (cells, lit), points two cells wide where there is room for it."""
    figures = [char for char in grouped(number) if char in _FONT or char == " "]
    point = 2 if sum(1 if char == " " else 7 for char in figures) <= width else 1
    found: list[list[tuple[int, bool]]] = []
    for y in range(HEIGHT):
        row: list[tuple[int, bool]] = []
        for char in figures:
            if char == " ":
                row.append((1, False))
                continue
            points = _FONT[char][4 * y : 4 * y + 3]
            row += [(point, p == "#") for p in points] + [(1, False)]
        found.append(row)
    return found


class Telephone(Drawn):
    """The number to call; lit points are in reverse, so that neither colour nor a special character is needed."""

    DEFAULT_CSS = f"Telephone {{ height: {HEIGHT}; width: 100%; }}"

    def __init__(self) -> None:
        super().__init__()
        self._number = ""

    def show_number(self, number: str) -> None:
        """Another number."""
        if number != self._number:
            self._number = number
            self.refresh()

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One row of the figures."""
        row = rows(self._number, width - 1)[y]
        return [(" ", Style()), *((" " * cells, SELECTED if lit else Style()) for cells, lit in row)]
