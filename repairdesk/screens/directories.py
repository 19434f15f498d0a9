"""Ctrl+D: the lists the office keeps. Typing searches, Enter opens or changes, Ctrl+N adds, Tab goes to the next list."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from repairdesk.models.errors import StoreError
from repairdesk.screens.directory_lists import EVERYDAY, Listing, narrowed
from repairdesk.screens.drawn import Tabs
from repairdesk.screens.fields import Field
from repairdesk.screens.form import FormBody
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Line, LineList
from repairdesk.screens.office_lists import LISTS
from repairdesk.text import N_
from repairdesk.views.directories import procedures_in_use


class DirectoriesScreen(DeskScreen[None]):
    """One list at a time, with a box to search it; only the lists that the office's procedures ask for."""

    heading = N_("Directories")
    DEFAULT_CSS = "DirectoriesScreen FormBody { height: auto; }"
    BINDINGS = [
        Binding("enter", "enter('change')", N_("Change"), id="directories.change"),
        Binding("enter", "enter('open')", N_("Open"), id="directories.open"),
        Binding("enter", "enter('card')", N_("Card"), id="directories.card"),
        Binding("enter", "enter('done')", N_("Done"), id="directories.done"),
        Binding("enter", "enter('free')", N_("Free again"), id="directories.free"),
        Binding("enter", "enter('steps')", N_("What to do"), id="directories.steps"),
        Binding("ctrl+n", "new('add')", N_("New"), id="directories.add"),
        Binding("ctrl+n", "new('line')", N_("New line"), id="directories.line"),
        Binding("ctrl+n", "new('full')", N_("Crew is full"), id="directories.full"),
        Binding("ctrl+n", "new('take')", N_("Take another over"), id="directories.take"),
        Binding("ctrl+n", "new('batch')", N_("Slips of the night"), id="directories.batch"),
        Binding("tab", "next_list(1)", N_("Other list"), id="directories.next", key_display="Tab"),
        Binding("shift+tab", "next_list(-1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("escape", "back", N_("Back"), id="directories.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lists: tuple[Listing, ...] = EVERYDAY
        self._tabs = Tabs([each.title for each in self._lists])
        self._box = Field("text", N_("Search"), width=30, hint=EVERYDAY[0].hint)
        self._list = LineList(EVERYDAY[0].columns, empty=EVERYDAY[0].empty)
        self._list.can_focus = False
        self._all: list[Line] | None = None

    def body(self) -> ComposeResult:
        """The lists, the box, the entries."""
        yield self._tabs
        with FormBody():
            yield self._box
        yield self._list

    def opened(self, subject: object) -> None:
        """The list shown last; ``subject`` may name one, or one and what to search in it."""
        name, typed = subject if isinstance(subject, tuple) else (subject, None)
        self._look_what_is_kept()
        which = next((n for n, each in enumerate(self._lists) if each.name == name), None)
        self.set_focus(self._box.entry)
        self._show(self._tabs.shown if which is None else which, typed)

    def look_again(self) -> None:
        """What was entered in front of the list, or elsewhere, may be in it."""
        self.renew()

    def relabel(self) -> None:
        """The language changed: the words in the cells are looked up again."""
        self.renew()

    def renew(self) -> None:
        """Read everything anew."""
        self._look_what_is_kept()
        self._all = None
        self.narrow()

    @property
    def listing(self) -> Listing:
        """The list in sight."""
        return self._lists[self._tabs.shown]

    def _look_what_is_kept(self) -> None:
        """The lists of an office with the procedures that are in use now; the one in sight stays."""
        shown = self.listing.name
        try:
            store = self.desk.store
            found = procedures_in_use(store)
            self._lists = tuple(each for each in LISTS if each.kept(found, store))
        except StoreError as error:
            self.desk.notice_problem(error)
        self._tabs.set_titles([each.title for each in self._lists])
        self._tabs.show(next((n for n, each in enumerate(self._lists) if each.name == shown), 0))

    def _show(self, which: int, typed: str | None = "") -> None:
        """Another list; ``typed`` stands in the box, None leaves what is there."""
        self._tabs.show(which)
        self._all = None
        self._box.hint = self.listing.hint
        self._list.empty = self.listing.empty
        self._box.refresh()
        if typed is not None:
            with self.prevent(Input.Changed):
                self._box.value = typed
        self.narrow()
        self.refresh_bindings()

    @on(Input.Changed)
    def narrow(self) -> None:
        """Show what fits now."""
        try:
            lines = self._found(self._box.value)
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        self._list.set_columns(self.listing.columns)
        self._list.set_lines(lines)

    def _found(self, typed: str) -> list[Line]:
        if not self.listing.slow:
            return list(self.listing.find(self.desk, typed))
        if self._all is None:
            self._all = list(self.listing.find(self.desk, ""))
        return narrowed(self._all, typed)

    # --- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys that do something in the list in sight."""
        wanted = {"enter": self.listing.enter, "new": self.listing.new}.get(action)
        return wanted is None or parameters == (wanted,)

    def action_next_list(self, by: int) -> None:
        """The next list."""
        self._show(self._tabs.shown + by)

    def action_move(self, by: int) -> None:
        """Up and down in the list while one types."""
        self._list.action_move(by)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self._list.action_page(by)

    def action_new(self, _how: str) -> None:
        """Something new in this list."""
        if self.listing.add is not None:
            self.listing.add(self.desk, self._list.current)

    def action_enter(self, _how: str) -> None:
        """The entry under the cursor: opened, put right, or done."""
        if self.listing.open is not None and self._list.current is not None:
            self.listing.open(self.desk, self._list.current)

    def action_back(self) -> None:
        """Back to where it was opened."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
