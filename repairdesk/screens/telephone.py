"""A telephone number in figures five lines high, to be read from across the desk with a receiver in the hand."""

from __future__ import annotations

import re

from rich.style import Style

from repairdesk.screens.big_digits import HEIGHT, pieces, rows
from repairdesk.screens.drawn import Drawn, Piece


def grouped(number: str) -> str:
    """A number in the groups in which it is said: 138 0000 0101."""
    found = re.fullmatch(r"(1\d\d)(\d{4})(\d{4})", number)
    return " ".join(found.groups()) if found else number


class Telephone(Drawn):
    """The number to call."""

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
        return [(" ", Style()), *pieces(rows(grouped(self._number), width - 1)[y])]
