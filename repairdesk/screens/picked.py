"""A field for something that is on file: what is typed finds it, Enter takes the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from repairdesk.screens.fields import LABEL, Field
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.text import N_

ROWS = 4
"""What was found and is in sight; more is reached with Down."""


class PickedField(Vertical):
    """The box, and below it what fits; the key of the row taken stands in the box. With nothing typed Enter goes on.

    ``all_of_them``: the list is there from the start, for what few know by heart. ``told`` gives what stands beside the
    box, for what has been typed.
    """

    DEFAULT_CSS = f"""
    PickedField {{ height: auto; }}
    PickedField LineList {{ height: auto; max-height: {ROWS}; margin-left: {LABEL}; width: 1fr; display: none; }}
    """
    BINDINGS = [
        Binding("enter", "take", N_("Take"), id="picked.take"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(
        self,
        field: Field,
        columns: Sequence[Column],
        find: Callable[[str], Sequence[Line]],
        *,
        all_of_them: bool = False,
        told: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__()
        self.box, self._find, self._all, self._told = field, find, all_of_them, told
        self._hint = field.hint
        self._found = LineList(columns, titles=False, empty=N_("Nothing fits."))
        self._found.can_focus = False
        self._moved = False

    def compose(self) -> ComposeResult:
        """The box, and the list as long as there is one."""
        yield self.box
        yield self._found

    @on(Input.Changed)
    def look(self) -> None:
        """Show what fits; once that is what stands there, nothing needs to be chosen."""
        typed = self.box.value
        here = self.box.has_focus_within and bool(typed or self._all)
        found = self._find(typed) if here else ()
        self._found.set_lines(found, select=found[0].key if found else None)
        self._found.display = bool(found) and not any(line.key == typed for line in found)
        self._moved = False
        if self._told is not None:
            self.box.hint = self._told(typed) or self._hint
            self.box.refresh()

    def on_descendant_focus(self) -> None:
        """What there is to choose from, where it is shown from the start."""
        self.look()

    def on_descendant_blur(self) -> None:
        """The list is out of the way when one goes on."""
        self._found.display = False

    def relabel(self) -> None:
        """The language changed."""
        self.look()

    async def action_move(self, by: int) -> None:
        """Up and down in the list; where there is none, to the field before or after."""
        if self._found.display:
            self._found.action_move(by if self._moved or self.box.value else 0)
            self._moved = True
        else:
            await self.screen.run_action("next_field" if by > 0 else "previous_field")

    async def action_take(self) -> None:
        """Take what is under the cursor, once something was typed or the cursor moved, and go on."""
        line = self._found.current if self._found.display else None
        if line is not None and (self._moved or self.box.value):
            self.box.value = str(line.key)
        self._found.display = False
        await self.screen.run_action("next_field")
