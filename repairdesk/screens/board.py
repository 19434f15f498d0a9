"""The board: every open line, most urgent first, and on Enter the one thing to do about it now."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize

from repairdesk import clock
from repairdesk.models.errors import StoreError
from repairdesk.rules.shifts import border_after
from repairdesk.screens import board_lines
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Cell, Line, LineList
from repairdesk.text import N_, _, short_day
from repairdesk.views.board import Board, BoardRow, board
from repairdesk.views.handover import waiting

__all__ = ["BoardScreen"]


class Calls(LineList):
    """The list of open lines."""

    BINDINGS = [Binding("enter", "choose", N_("Next action"), id="board.next")]


class Detail(Drawn):
    """The highlighted line, whole."""

    DEFAULT_CSS = f"Detail {{ height: {board_lines.DETAIL}; width: 100%; }}"

    def __init__(self) -> None:
        super().__init__()
        self.row: BoardRow | None = None

    def show(self, row: BoardRow | None) -> None:
        """Show another line."""
        if row is not self.row:
            self.row = row
            self.refresh()

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One line of it."""
        screen = self.screen
        if self.row is None or not isinstance(screen, BoardScreen):
            return []
        return board_lines.detail(self.row, screen.desk.hours, clock.now(), width)[y]


class BoardScreen(DeskScreen[None]):
    """The list, the highlighted line below it, and the keys that work on that line."""

    heading = N_("Board")
    BINDINGS = [
        Binding("space,right", "all_steps", N_("All steps"), id="board.menu"),
        Binding("ctrl+z", "app.take_back", N_("Take back"), id="board.take_back"),
        Binding("ctrl+y", "app.print_slip", N_("Print the slip"), show=False, id="board.print"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._board: Board | None = None
        self._to_take_over = 0
        self._list = Calls(
            board_lines.NARROW_COLUMNS,
            ticker=self._clock,
            empty=N_("No open lines. F2 takes a call."),
            id="board",
        )
        self._detail = Detail()

    def body(self) -> ComposeResult:
        """The list and the detail."""
        yield self._list
        yield self._detail

    # --- reading ----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read the board before the first paint."""
        self.read_board()
        self.set_focus(self._list)

    def opened(self, subject: object) -> None:
        """Shown: with the cursor on the call ``subject`` if one is named."""
        if isinstance(subject, str) and not self._list.select(subject):
            self.read_board(select=subject)
        self.set_focus(self._list)

    def look_again(self) -> None:
        """Somebody has saved, or time itself has changed something."""
        self.read_board()

    def read_board(self, select: str | None = None) -> None:
        """Read the open lines anew; the cursor stays on its call, or goes to ``select``."""
        try:
            now = clock.now()
            self._board = board(self.desk.store, now)
            self._to_take_over = len(waiting(self.desk.store, now))
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        border = border_after(self.desk.hours, now)
        self.changes_at = min(border, self._board.changes_at or border)
        self._fill(select)

    def _fill(self, select: str | None = None) -> None:
        if self._board is None:
            return
        wide = self.app.size.width >= board_lines.WIDE
        self._list.set_columns(board_lines.columns(self.app.size.width))
        self._list.set_lines([board_lines.line(row, wide=wide) for row in self._board.rows], select=select)
        self._detail.show(self.row)
        self.recount()

    def on_resize(self, _event: Resize) -> None:
        """Other columns where the window is wide."""
        self._fill()

    def relabel(self) -> None:
        """The language changed: the words of the cells are looked up again."""
        self._fill()

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def row(self) -> BoardRow | None:
        """The line under the cursor."""
        current = self._list.current
        return current.item if current is not None else None

    @property
    def rows(self) -> tuple[BoardRow, ...]:
        """The open lines, most urgent first."""
        return self._board.rows if self._board is not None else ()

    def standing(self) -> str:
        """How many lines are open and late and how many calls are to be made, then what is owed: for the header.

        What a narrow window cuts off comes last.
        """
        late = sum(row.clock_state == "overdue" for row in self.rows)
        calls = self._board.callbacks_due if self._board is not None else 0
        counts = _("{open} open  {late} late  {calls} to call").format(
            open=len(self.rows), late=late, calls=calls
        )
        counts += board_lines.to_take_over(self._to_take_over)
        due = self._board.figures_due if self._board is not None else None
        if due is not None:
            counts += "  " + _("F8 by {day}").format(day=short_day(due))
        duties = len(self._board.duties_due) if self._board is not None else 0
        if duties:
            counts += "  " + _("^D {n} due").format(n=duties)
        return counts

    def _clock(self, line: Line) -> Cell:
        row: Any = line.item
        return board_lines.clock_cell(row, clock.now())

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        """Another line: its detail."""
        self._detail.show(event.line.item if event.line is not None else None)

    # --- what is done -----------------------------------------------------------------------------

    def about(self) -> str | None:
        """The call under the cursor, for help and "why"."""
        return self.row.call if self.row is not None else None

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: the next action."""
        from repairdesk.screens.actions import next_step

        next_step(self.desk, event.line.item)

    def action_all_steps(self) -> None:
        """Space or Right: everything that can be done."""
        from repairdesk.screens.actions import all_steps

        if self.row is not None:
            all_steps(self.desk, self.row)
