"""The code of a visit, large, to be read to the customer before one hangs up."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk.screens.big_digits import HEIGHT, pieces, rows
from repairdesk.screens.dialogs import Dialog
from repairdesk.screens.drawn import Drawn, Piece, Words
from repairdesk.screens.shell import Shell
from repairdesk.text import N_
from repairdesk.views.intake import visit_code


class Large(Drawn):
    """Digits that are read from afar."""

    DEFAULT_CSS = f"Large {{ height: {HEIGHT}; width: 100%; margin: 1 0; }}"

    def __init__(self, digits: str) -> None:
        super().__init__()
        self._digits = digits

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One row of the figures."""
        return [("  ", Style()), *pieces(rows(self._digits, width - 2)[y])]


class VisitCode(Dialog[bool]):
    """Read it to the customer; Enter goes on."""

    BINDINGS = [Binding("enter", "go_on", N_("Go on"), id="code.on")]

    def __init__(self, code: str, number: str) -> None:
        super().__init__(N_("Call {number}: the code for the visit"), number=number)
        self._code = code

    def body(self) -> ComposeResult:
        """The digits, and the sentence to say."""
        yield Large(self._code)
        yield Words(
            N_("Say: your code for the visit is {code}. Please tell it to the technician when he comes."),
            code=" ".join(self._code),
        )

    def action_go_on(self) -> None:
        """It has been read."""
        self.dismiss(True)


def tell_code(desk: Shell, number: str, then: Callable[[], None]) -> None:
    """Show the code of the visit where a call has one, and go on with ``then`` once it has been read."""
    code = visit_code(desk.store, number)
    if code:
        desk.push_screen(VisitCode(code, number), lambda _read: then())
    else:
        then()
