"""The desk on the screen: its work areas, its keys, and the way in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import repairdesk.screens  # first of all: it decides what Textual reads from the environment when it is imported

# isort: split
from textual import work
from textual.binding import Binding
from textual.screen import Screen

from repairdesk import text
from repairdesk.preferences import read_preferences
from repairdesk.rules.facts import Operator
from repairdesk.rules.worktime import Hours
from repairdesk.screens import terminal
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _

if TYPE_CHECKING:
    from repairdesk.models.store import Store

__all__ = ["DeskApp", "repairdesk", "run_desk"]


class DeskApp(Shell, inherit_bindings=False):
    """The desk. Areas are imported when they are first opened, so that the board is there at once."""

    CSS_PATH = Path(__file__).with_name("repairdesk.tcss")
    AREAS = {
        "board": "repairdesk.screens.board:BoardScreen",
        "log": "repairdesk.screens.log_call:LogCallScreen",
        "issue": "repairdesk.screens.issue:IssueScreen",
        "close": "repairdesk.screens.close:CloseOutScreen",
        "callbacks": "repairdesk.screens.callbacks:CallbacksScreen",
        "handover": "repairdesk.screens.handover:HandoverScreen",
        "watch": "repairdesk.screens.watch:WatchScreen",
        "night_log": "repairdesk.screens.night_log:NightLogScreen",
        "month": "repairdesk.screens.month:MonthScreen",
        "register": "repairdesk.screens.register:RegisterScreen",
        "copies": "repairdesk.screens.copies:CopiesScreen",
        "card": "repairdesk.screens.card:CardScreen",
        "directories": "repairdesk.screens.directories:DirectoriesScreen",
        "operator": "repairdesk.screens.operator:OperatorScreen",
        "help": "repairdesk.screens.help:HelpScreen",
    }
    WARM = ("log", "issue", "close", "callbacks", "watch", "night_log", "register", "month")
    BINDINGS = [
        Binding("f1", "go('help')", N_("Help"), tooltip=N_("?"), id="desk.help"),
        Binding("f2", "go('log')", N_("Log call"), tooltip=N_("Log"), id="desk.log"),
        Binding("f3", "go('issue')", N_("Issue"), id="desk.issue"),
        Binding("f4", "go('close')", N_("Return"), tooltip=N_("Slip"), id="desk.close"),
        Binding("f5", "go('callbacks')", N_("Callbacks"), tooltip=N_("Ring"), id="desk.callbacks"),
        Binding("f6", "go('watch')", N_("Watch"), id="desk.watch"),
        Binding("f7", "go('handover')", N_("Handover"), tooltip=N_("Shift"), id="desk.handover"),
        Binding("f8", "go('month')", N_("Month"), id="desk.month"),
        Binding("f9", "go('register')", N_("Register"), tooltip=N_("Find"), id="desk.register"),
        Binding("ctrl+p", "palette", N_("Menu"), id="desk.palette"),
        Binding("ctrl+d", "go('directories')", N_("Directories"), show=False, id="desk.directories"),
        Binding("ctrl+f", "go('copies')", N_("Copies of slips"), show=False, id="desk.copies"),
        Binding("ctrl+o", "go('operator')", N_("Who works"), show=False, id="desk.operator"),
        Binding("ctrl+g", "hear", N_("Hear the alarm"), show=False, id="desk.hear", priority=True),
        Binding("ctrl+t", "theme", N_("Colours: normal, dim, bright"), show=False, id="desk.theme"),
        Binding(
            "ctrl+l",
            "switch_language",
            N_("Chinese / English"),
            show=False,
            id="desk.language",
            priority=True,
        ),
        Binding("ctrl+q", "quit", N_("Leave"), show=False, id="desk.quit", priority=True),
        Binding("ctrl+c", "help_quit", show=False, id="desk.how_to_leave"),
    ]

    new: Path | None = None
    """Where the database is to be made at the first start; None: there is one."""

    def on_mount(self) -> None:
        """Ask who works, unless that is known, and warn of a terminal that may not do."""
        if self.operator is None and self.new is None:
            self.go("operator")
        if (term := terminal.unknown()) is not None:
            self.notice(terminal.UNKNOWN, term=term)

    def get_default_screen(self) -> Screen[object]:
        """The board, or where there is no database yet the questions of the first start."""
        if self.new is None:
            return super().get_default_screen()
        from repairdesk.screens.welcome import WelcomeScreen

        return cast("Screen[object]", WelcomeScreen(self.new, self._set_up))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No area can be opened before there is a database."""
        return self.new is None or action not in ("go", "palette", "take_call")

    def _set_up(self, store: Store) -> None:
        """The first start is over: ask who works, in front of the board."""
        from repairdesk.views.load import office

        with store.read() as tx:
            place = office(tx)
        self.store, self.office, self.hours, self.new = store, place.name, place.hours, None
        self.go("board")
        self.go("operator")

    @work(exclusive=True, group="palette")
    async def action_palette(self) -> None:
        """Everything that can be done here, as a list to type in: the desk's keys and those of this screen."""
        from repairdesk.screens.palette import choose_action

        await choose_action(self)

    def action_print_slip(self) -> None:
        """Ctrl+Y: the slip of the line in sight goes to the printer."""
        from repairdesk.screens import printing

        call = printing.about(self.screen)
        if call is not None:
            printing.print_line(self, call)

    def action_take_back(self) -> None:
        """Ctrl+Z: the last entry of whoever works here, to be taken back."""
        from repairdesk.screens.undo import ask

        ask(self)


def run_desk(
    store: Store | None = None,
    *,
    language: str = "en",
    office: str = "",
    hours: Hours | None = None,
    operator: Operator | None = None,
    new: Path | None = None,
    app: Shell | None = None,
) -> int:
    """Show the desk until it is left, and return the exit status. ``new``: where to set up a database first.

    0 left by the user; 1 a fault of the program (its number is on the terminal, its places in the log); 2 no
    terminal to show it on; 128 + n ended by signal n. ``app`` is for tests.
    """
    text.set_language(language)
    reason = terminal.unfit()
    if reason is not None:
        sys.stderr.write(_(reason) + "\n")
        return 2
    desk = app or DeskApp(store, office=office, hours=hours, operator=operator)
    if isinstance(desk, DeskApp):
        desk.new = new
    desk.preferences = read_preferences()
    desk.run(mouse=False)
    if desk.incident is not None:
        sys.stderr.write(desk.incident.told() + "\n")
    return desk.return_code or 0
