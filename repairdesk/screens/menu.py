"""The menu of a line: everything that can be done about it, each with its digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from textual.app import ComposeResult

from repairdesk.screens.actions import Action
from repairdesk.screens.dialogs import Dialog
from repairdesk.screens.fact_steps import Head
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.shell import Shell
from repairdesk.screens.step_forms import Lines
from repairdesk.text import N_, _
from repairdesk.views.board import BoardRow
from repairdesk.views.steps import Steps


class Menu(Dialog[None]):
    """A digit or Enter does it."""

    DEFAULT_CSS = "Menu LineList { height: auto; max-height: 18; }"

    def __init__(
        self, row: BoardRow, known: Steps, actions: Sequence[Action], head: Head | None = None
    ) -> None:
        super().__init__(
            N_("{room}: {content}"), room=row.room or row.place_detail or row.call, content=row.content
        )
        self._row, self._known, self._actions, self._head = row, known, tuple(actions), head
        self._list = LineList((Column("", 1), Column(N_("What"), 20, grow=True)), titles=False, digits=True)

    def body(self) -> ComposeResult:
        """What a limit says, if that is why one chooses, and the list."""
        if self._head is not None:
            yield Lines(self._head)
        yield self._list

    def on_mount(self) -> None:
        """Filled and ready."""
        self.relabel()
        self.set_focus(self._list)

    def relabel(self) -> None:
        """The titles in the language spoken now."""
        self._list.set_lines(
            [
                Line(action.title, (str(number) if number < 10 else "", _(action.title)), item=action)
                for number, action in enumerate(self._actions, 1)
            ]
        )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Leave, then do it."""
        self.dismiss(None)
        action: Action = event.line.item
        self.app.call_later(action.run, cast("Shell", self.app), self._row, self._known)
