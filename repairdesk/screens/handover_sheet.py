"""A screen with the lines of one handover: its head, the lines, the one under the cursor whole, and paper."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize

from repairdesk import clock, config
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.screens import board_lines
from repairdesk.screens import handover_lines as rows
from repairdesk.screens.dialogs import Ask
from repairdesk.screens.drawn import Piece
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import LineList
from repairdesk.screens.page import Brief, Text
from repairdesk.screens.shell import Shell
from repairdesk.screens.tones import tone
from repairdesk.text import N_
from repairdesk.views.board import board_row
from repairdesk.views.handover import HandoverLine, Sheet, sheet

ROOMY = 30
"""Lines of a window from which the line under the cursor has more of them."""


class SheetLines(LineList):
    """The lines of a sheet; what Enter does depends on whether it waits to be taken over."""

    BINDINGS = [
        Binding("enter", "do('accept')", N_("Take over"), id="handover.accept"),
        Binding("enter", "do('next')", N_("Next action"), id="handover.next"),
        Binding("enter", "do('done')", N_("Given out"), id="handover.done"),
        Binding("enter", "do('finish')", N_("Finish it"), id="handover.finish"),
        Binding("enter", "do('open')", N_("Open"), id="handover.open"),
        Binding("enter", "do('card')", N_("Card"), id="handover.card"),
        Binding("space,right", "steps", N_("All steps"), show=False, id="handover.steps"),
    ]

    def __init__(self, does: Callable[[], str], empty: str) -> None:
        super().__init__(rows.COLUMNS, empty=empty)
        self._does = does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done about the line under the cursor."""
        if action == "steps":
            return self.current is not None and getattr(self.current.item, "call", None) is not None
        return action != "do" or parameters == (self._does(),)

    def action_do(self, _how: str) -> None:
        """Enter."""
        self.action_choose()

    def action_steps(self) -> None:
        """Everything that can be done about the call of the line, as on the board."""
        from repairdesk.screens.actions import all_steps

        desk = cast("Shell", self.app)
        if self.current is not None:
            all_steps(desk, board_row(desk.store, self.current.item.call, clock.now()))


class Whole(Brief):
    """The line under the cursor, below a rule; it keeps its height, so that the list stays where it is."""

    DEFAULT_CSS = "Whole { height: 6; } SheetScreen.-roomy Whole { height: 9; }"

    def pieces(self, y: int, width: int) -> list[Piece]:
        """The rule, then what there is room for."""
        return [("-" * width, tone("dim"))] if y == 0 else super().pieces(y - 1, width)


class SheetScreen(DeskScreen[None]):
    """What a screen with the lines of one sheet has: the head, the lines, the one under the cursor whole, printing."""

    DEFAULT_CSS = """
    SheetScreen SheetLines { height: 1fr; }
    SheetScreen.-roomy SheetLines { margin-top: 1; }
    SheetScreen Tabs { height: 1; }
    SheetScreen.-roomy Tabs { height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.lines = SheetLines(self.does, N_("Nothing is open, and nothing is held."))
        self.head, self.whole = Brief(self.written), Whole(self._whole)

    def does(self) -> str:
        """What Enter does with the line under the cursor; empty for nothing."""
        line = self.line
        return "card" if line is not None and line.call else ""

    def written(self) -> Sequence[Text]:
        """What stands above the lines."""
        return rows.head(self.sheet, self.desk.hours, clock.now()) if self.sheet is not None else []

    @property
    def line(self) -> HandoverLine | None:
        """The line under the cursor."""
        item = self.lines.current.item if self.lines.current else None
        return item if isinstance(item, HandoverLine) else None

    def about(self) -> str | None:
        """The call under the cursor."""
        return self.line.call if self.line is not None else None

    def _whole(self) -> Sequence[Text]:
        return rows.whole(self.line, self.desk.hours, clock.now())

    def on_line_list_highlighted(self) -> None:
        """Another line: tell it whole."""
        self.whole.renew()
        self.refresh_bindings()

    def on_resize(self, event: Resize) -> None:
        """Other columns where the window is wide."""
        self.set_class(event.size.height >= ROOMY, "-roomy")
        self.fill()

    def relabel(self) -> None:
        """The language changed: the words of the cells are looked up again."""
        self.fill()

    def fill(self, select: Hashable = None) -> None:
        """Show the lines of the sheet that was read."""
        if self.sheet is not None:
            self.show(self.sheet.lines, select=select)

    def show(self, lines: Sequence[HandoverLine], *, loose: int = 0, select: Hashable = None) -> None:
        """Show these lines; the first ``loose`` of them should be settled first."""
        hours, now, wide = self.desk.hours, clock.now(), self.app.size.width >= board_lines.WIDE
        self.lines.set_columns(rows.columns(self.app.size.width))
        self.lines.set_lines(
            [rows.shown(one, hours, now, wide=wide, loose=n < loose) for n, one in enumerate(lines)],
            select=select,
        )
        self.head.renew()
        self.whole.renew()
        self.recount()
        self.refresh_bindings()

    def action_back(self) -> None:
        """Back to where it was opened."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    # --- paper ------------------------------------------------------------------------------------

    def to_print(self) -> Sheet | None:
        """The sheet that Ctrl+Y prints."""
        return self.sheet

    @work(exclusive=True, group="print")
    async def action_print(self) -> None:
        """The sheet on paper, as it is, while everything goes on; what cannot be printed can be saved as a file."""
        from repairdesk.paper.handover import text_of
        from repairdesk.paper.printer import print_text

        try:
            sheet = self.to_print()
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        if sheet is None:
            return
        words = text_of(sheet, self.desk.hours)
        self.desk.notice(N_("The sheet goes to the printer"))
        try:
            await asyncio.to_thread(print_text, words)
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
            if self.app.screen is self:
                self._offer_file(sheet, words)
        else:
            self.desk.notice(N_("The sheet is with the printer"), "good")

    def _offer_file(self, sheet: Sheet, words: str) -> None:
        border, now = (self.desk.hours.local(at) for at in (sheet.border, clock.now()))
        name = f"handover-{border:%Y%m%d-%H%M}-{now:%d-%H%M%S}.txt"
        question = Ask(
            N_("This is not printed. Save it as a file, to be printed elsewhere?"),
            label=N_("File"), value=str(config.user_dir() / name),
        )  # fmt: skip

        def answered(path: str | None) -> None:
            if path is not None:
                self._save(path, words)

        self.app.push_screen(question, answered)

    @work(exclusive=True, group="print")
    async def _save(self, path: str, words: str) -> None:
        try:
            await asyncio.to_thread(_write, path, words)
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
        except OSError as error:
            self.desk.notice(
                N_("The file cannot be written: {reason}"), "bad", reason=error.strerror or error
            )
        else:
            self.desk.notice(N_("Saved: {path}"), "good", path=path)


def _write(path: str, words: str) -> None:
    """A new file, its folder made if need be. Refused: ``already_a_file``, ``cannot_open``. Raises ``OSError``."""
    from repairdesk.paper.printer import save_text

    file = Path(path).expanduser()
    file.parent.mkdir(parents=True, exist_ok=True)
    save_text(words, file)


class EarlierSheet(SheetScreen):
    """A sheet that was made, as it was then, with who took over what."""

    heading = N_("Handover")
    BINDINGS = [
        Binding("ctrl+y", "print", N_("Print"), id="sheet.print"),
        Binding("escape", "back", N_("Back"), id="sheet.back"),
    ]

    def __init__(self, handover: int) -> None:
        super().__init__()
        self._handover = handover

    def body(self) -> ComposeResult:
        """Head, lines, the line whole."""
        yield self.head
        yield self.lines
        yield self.whole

    def on_mount(self) -> None:
        """As it was."""
        self.look_again()
        self.set_focus(self.lines)

    def look_again(self) -> None:
        """Somebody may take over more of it."""
        try:
            self.sheet = sheet(self.desk.store, self._handover)
        except StoreError as error:
            self.desk.notice_problem(error)
        self.fill()

    def on_line_list_chosen(self) -> None:
        """Enter: the card of the call."""
        if (call := self.about()) is not None:
            self.desk.go("card", call)
