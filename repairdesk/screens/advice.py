"""What the office's document says to say and to watch at a step, and what it wants before one: lines below a form."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Size

from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import _, folded, spoken
from repairdesk.views.steps import Steps

MOST = 6
"""Lines of advice in sight; the rest is on the card."""


def advice_lines(known: Steps, *at: str, width: int, most: int = MOST) -> list[Piece]:
    """What to say and to watch at these steps, or at the one at which the line stands."""
    lines = [line for one in known.advised(*at) for line in folded(f"- {spoken(one.text)}", width)]
    if len(lines) > most:
        lines = [*lines[: most - 1], _("... and more on the card")]
    return [(line, tone("note")) for line in lines]


def barring_lines(known: Steps, *facts: str, width: int) -> list[Piece]:
    """What has to be there before such facts are recorded."""
    gates = {gate.code: gate for fact in facts for gate in known.barring(fact)}
    return [
        (line, tone("bad"))
        for gate in gates.values()
        for line in folded(f"{SIGNS['bad']} {spoken(gate.title)}", width)
    ]


class Told(Drawn):
    """Lines worked out for the width there is, and none at all where there is nothing to say."""

    DEFAULT_CSS = "Told { height: auto; width: 100%; margin-top: 1; }"

    def __init__(self, above: bool = False) -> None:
        super().__init__()
        if above:
            self.styles.margin = (0, 0, 1, 0)
        self.display = False
        self._lines: Callable[[int], list[Piece]] = lambda _width: []

    def tell(self, lines: Callable[[int], list[Piece]]) -> None:
        """Say something else."""
        self._lines = lines
        self.display = bool(lines(80))
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many as there are."""
        return len(self._lines(width - 2))

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One of them."""
        lines = self._lines(width - 2)
        return [(" ", tone("")), lines[y]] if y < len(lines) else []
