"""F6, the night watch: what runs out next in large figures, what rings, and every open line below.

Keys of whole jobs, besides the words typed: an alarm is heard with Space (1). A burst pipe, until the supervisor is
told: F2, room, Enter, words, Enter, Enter (4). A call that may wait: F2, room, Enter, words, Enter, 2 (4).
"""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize

from repairdesk import clock
from repairdesk.desk import alarms
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.screens import watch_lines
from repairdesk.screens.alarm import on_line
from repairdesk.screens.board_lines import WIDE, clock_cell, to_take_over
from repairdesk.screens.countdowns import EACH, Countdowns
from repairdesk.screens.drawn import Tabs
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Cell, Line, LineList
from repairdesk.text import N_, _
from repairdesk.views.board import BoardRow
from repairdesk.views.handover import waiting
from repairdesk.views.watch import Heard, Ringing, Watch

PAGES = (N_("Watch"), N_("For the morning"), N_("Heard in this shift"))
COUNTDOWNS = 4
"""At the most; as many as leave room for the list."""
REST = 12
"""Lines of a window that are no countdowns: header, pages, status, keys, and six of the list."""


class OpenLines(LineList):
    """What is open, most urgent first; or what waits for the morning."""

    BINDINGS = [Binding("enter", "choose", N_("Next action"), tooltip=N_("Next"), id="watch.next")]


class HeardLines(LineList):
    """What was heard."""

    BINDINGS = [Binding("enter", "choose", N_("Card"), id="watch.card")]


class WatchScreen(DeskScreen[None]):
    """Countdowns and the open lines; Tab leads to what waits for the morning and to what was heard."""

    heading = N_("Night watch")
    DEFAULT_CSS = """
    WatchScreen Tabs { height: 1; }
    WatchScreen Countdowns { margin-top: 1; }
    WatchScreen .-apart { margin-top: 1; }
    """
    BINDINGS = [
        Binding("space", "heard", N_("Heard"), id="watch.heard"),
        Binding("ctrl+a", "all_heard", N_("All heard"), tooltip=N_("Each"), id="watch.all_heard"),
        Binding("space,ctrl+a", "nothing_rings", show=False),
        Binding("f2", "log", N_("Log call"), tooltip=N_("Log"), id="watch.log"),
        Binding("right", "all_steps", N_("All steps"), tooltip=N_("Steps"), id="watch.steps"),
        Binding("tab", "page(1)", N_("Page"), id="watch.page"),
        Binding("shift+tab", "page(-1)", show=False),
        Binding("ctrl+e", "emergencies", N_("Emergencies"), tooltip=N_("Crisis"), id="watch.emergencies"),
        Binding("ctrl+n", "app.sound", N_("Sound on / off"), show=False, id="watch.sound"),
        Binding("ctrl+b", "books", N_("Books"), show=False, id="watch.books"),
        Binding("ctrl+z", "app.take_back", N_("Take back"), show=False, id="watch.take_back"),
        Binding("ctrl+y", "app.print_slip", N_("Print the slip"), show=False, id="watch.print"),
        Binding("escape", "back", N_("Back"), id="watch.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._watch: Watch | None = None
        self._to_take_over = 0
        self._tabs, self._countdowns = Tabs(PAGES), Countdowns()
        self._open = OpenLines(
            watch_lines.NARROW, ticker=self._left, empty=N_("No open lines. F2 takes a call."), id="watched"
        )
        self._morning = OpenLines(
            watch_lines.MORNING, empty=N_("Nothing waits for the morning."), id="morning"
        )
        self._heard = HeardLines(watch_lines.HEARD, empty=N_("Nothing has rung in this shift."), id="heard")

    def body(self) -> ComposeResult:
        """The names of the pages, the countdowns, and the lists, of which one is shown."""
        yield self._tabs
        yield self._countdowns
        yield from self._lists

    @property
    def _lists(self) -> tuple[LineList, ...]:
        return self._open, self._morning, self._heard

    @property
    def _list(self) -> LineList:
        return self._lists[self._tabs.shown]

    # --- reading ----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read it before the first paint."""
        super().on_mount()
        self._show(0)

    def opened(self, subject: object) -> None:
        """The watch itself, with the cursor on the call ``subject`` if one is named."""
        self._show(0)
        if isinstance(subject, str):
            self._open.select(subject)

    def point_at(self, call: str) -> None:
        """Something about this call has just been settled: the cursor goes to it."""
        self.read_watch()
        self._open.select(call)

    def look_again(self) -> None:
        """Somebody has saved, or time itself has changed something."""
        self.read_watch()

    def read_watch(self) -> None:
        """Read everything anew; the cursors stay on their lines."""
        known = self.desk.alarms.known(clock.now()) if self.desk.alarms is not None else None
        if known is None:
            return
        try:
            self._to_take_over = len(waiting(self.desk.store, known.now))
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        self._watch = known
        self.changes_at = self._watch.changes_at
        self._fill()

    def _fill(self) -> None:
        found = self._watch
        if found is None:
            return
        size, hours, now = self.app.size, self.desk.hours, clock.now()
        self._open.set_columns(watch_lines.columns(size.width))
        calls = {one.call for one in found.heard}
        self._open.set_lines(
            [watch_lines.line(row, row.row.call in calls, wide=size.width >= WIDE) for row in found.rows]
        )
        self._morning.set_lines([watch_lines.morning_line(row, hours, now) for row in found.morning])
        self._heard.set_lines([watch_lines.heard_line(one, hours, now) for one in found.heard])
        most = max(1, min(COUNTDOWNS, (size.height - REST) // EACH))
        self._countdowns.show(found.rows, most)
        self.recount()
        self.refresh_bindings()

    def on_resize(self, event: Resize) -> None:
        """Other columns, and more countdowns, where there is room."""
        super().on_resize(event)
        self._fill()

    def relabel(self) -> None:
        """The language changed: the words of the cells are looked up again."""
        self._fill()

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def row(self) -> BoardRow | None:
        """The line under the cursor of the page in sight; None where that is no open line."""
        line = self._list.current
        if line is None or self._list is self._heard:
            return None
        found: BoardRow = line.item.row if self._list is self._open else line.item
        return found

    @property
    def ringing(self) -> tuple[Ringing, ...]:
        """What nobody has heard, in the order in which it is to be."""
        return self._watch.ringing if self._watch is not None else ()

    def about(self) -> str | None:
        """The call under the cursor, for help and "why"."""
        line = self._list.current
        if line is not None and self._list is self._heard:
            one: Heard = line.item
            return one.call
        return self.row.call if self.row is not None else None

    def standing(self) -> str:
        """How much is open, rings and waits for the morning, or a shift that nobody has taken over: for the header."""
        found = self._watch
        if found is None:
            return ""
        counts = _("{open} open  {ringing} ringing").format(open=len(found.rows), ringing=len(found.ringing))
        morning = "  " + _("{morning} for the morning").format(morning=len(found.morning))
        return counts + (to_take_over(self._to_take_over) or morning)

    def _left(self, line: Line) -> Cell:
        return clock_cell(line.item.row, clock.now())

    def _show(self, page: int) -> None:
        """Another page."""
        self._tabs.show(page)
        self._countdowns.display = self._list is self._open
        for each in self._lists:
            each.display = each is self._list
            each.set_class(each is not self._open, "-apart")
        self.read_watch()
        self.set_focus(self._list)

    # --- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys that have something to do."""
        if action in ("heard", "all_heard"):
            return bool(self.ringing)
        if action == "nothing_rings":
            return not self.ringing
        if action == "all_steps":
            return self.row is not None
        return True

    def on_line_list_highlighted(self) -> None:
        """Another line, perhaps other keys."""
        self.refresh_bindings()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter: the next action; of an alarm that was heard the card of its call."""
        from repairdesk.screens.actions import next_step

        if self._list is self._heard:
            self.desk.go("card", event.line.item.call)
        elif (row := self.row) is not None:
            next_step(self.desk, row)

    def action_all_steps(self) -> None:
        """Right: everything that can be done."""
        from repairdesk.screens.actions import all_steps

        if self.row is not None:
            all_steps(self.desk, self.row)

    def action_page(self, by: int) -> None:
        """The next page."""
        self._show((self._tabs.shown + by) % len(PAGES))

    def action_heard(self) -> None:
        """Space: what rings on the line under the cursor is heard, else on the first."""
        call = self.row.call if self.row is not None else None
        if self.ringing:
            self._hear(on_line(self.ringing, call or "") or on_line(self.ringing, self.ringing[0].call))

    def action_nothing_rings(self) -> None:
        """Space, Ctrl+A on a quiet night: no key stays without an answer."""
        self.desk.notice(N_("Nothing rings."))

    def action_all_heard(self) -> None:
        """Ctrl+A: everything that rings is heard."""
        self._hear(self.ringing)

    @work(exclusive=True, group="hear")
    async def _hear(self, seen: tuple[Ringing, ...]) -> None:
        try:
            who, store = self.desk.acting(), self.desk.store
            await self.desk.off_screen(alarms.answer_all, store, who, seen, now=clock.now())
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
        except StoreError as error:
            self.desk.notice_problem(error)
        else:
            self.desk.look()
            self.desk.notice(N_("Heard. It is noted in your name."), "good")

    def action_log(self) -> None:
        """F2: the log of four fields."""
        self.desk.go("night_log")

    def action_emergencies(self) -> None:
        """Ctrl+E: which emergency it is, then whom to telephone."""
        from repairdesk.screens.emergency import choose_emergency

        choose_emergency(self.desk, self.row)

    def action_books(self) -> None:
        """Ctrl+B: the books that the office keeps, such as that of a storm."""
        from repairdesk.screens.book import choose_book

        choose_book(self.desk)

    def action_back(self) -> None:
        """Esc: back to where it was opened."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
