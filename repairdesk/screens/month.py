"""F8: the month at a glance; Enter opens any figure into the list of the calls behind it."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.worker import get_current_worker

from repairdesk import clock
from repairdesk.models.errors import StoreError
from repairdesk.screens import month_lines as rows
from repairdesk.screens.drawn import Drawn, Piece, Words
from repairdesk.screens.fields import ChoiceField
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import LineList
from repairdesk.screens.register import Listed
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, month_of, yuan
from repairdesk.views.month import MonthView, month

PAGES = (
    ("figures", N_("figures")), ("technician", N_("by technician")), ("trade", N_("by trade")), ("building", N_("by building")),
)  # fmt: skip


class MonthTitle(Drawn):
    """The month, how final it is, and its fees."""

    DEFAULT_CSS = "MonthTitle { height: 2; width: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.year, self.month, self.loading = 2000, 1, True
        self.view: MonthView | None = None

    def pieces(self, y: int, width: int) -> list[Piece]:
        """Two lines."""
        if y == 0:
            return [
                (f" {month_of(self.year, self.month)}", tone("bold")),
                (f"   {self._state()}", tone("note" if self.loading else "dim")),
            ]
        if self.view is None or self.loading:
            return []
        fees = self.view.figures.fees
        said = _("Fees {total}: labour {labour}, material {material}; received {paid}, owed {open}").format(
            total=yuan(fees.total),
            labour=yuan(fees.labour),
            material=yuan(fees.material),
            paid=yuan(fees.paid),
            open=yuan(fees.open),
        )
        return [(f" {said}", tone(""))]

    def _state(self) -> str:
        if self.loading or self.view is None:
            return _("adding up...")
        return _("the month is over") if self.view.ended else _("the month is still running")


class Table(LineList):
    """The figures."""

    BINDINGS = [Binding("enter", "choose", N_("Calls behind it"), id="month.behind")]


class MonthScreen(DeskScreen[None]):
    """The figures of one month; Left and Right lead through the months, digits through the tables."""

    heading = N_("Month")
    DEFAULT_CSS = """
    MonthScreen .meaning { height: 1; width: 100%; padding: 0 1; }
    """
    BINDINGS = [
        Binding("space", "missed", N_("Only those missed"), id="month.missed"),
        Binding("left", "turn(-1)", N_("Other month"), id="month.earlier", key_display="Left/Right"),
        Binding("right", "turn(1)", show=False, id="month.later"),
        Binding("1", "page(0)", N_("The tables"), show=False, id="month.tables", key_display="1 - 4"),
        *(Binding(str(n), f"page({n - 1})", show=False) for n in (2, 3, 4)),
        Binding("escape", "back", N_("Back"), id="month.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._title = MonthTitle()
        self._tabs = ChoiceField("page", N_("Show"), PAGES)
        self._tabs.can_focus = False
        self._list = Table(rows.FIGURES, empty=N_("Nothing in this month."), id="figures")
        self._meaning = Words("", "meaning")

    def body(self) -> ComposeResult:
        """Title, tables to choose from, the table, what the figure means."""
        yield self._title
        yield self._tabs
        yield self._list
        yield self._meaning

    def opened(self, subject: object) -> None:
        """The month that is running, the first time; later the one shown last, added up anew."""
        if self._title.view is None:
            today = self.desk.hours.local(clock.now())
            self._title.year, self._title.month = today.year, today.month
        self.set_focus(self._list)
        self._add_up()

    # --- adding up --------------------------------------------------------------------------------

    def _add_up(self) -> None:
        self._title.loading = True
        self._title.refresh()
        self._read(self._title.year, self._title.month)

    @work(thread=True, exclusive=True, group="month")
    def _read(self, year: int, number: int) -> None:
        """In a thread of its own: a month of a large office takes a moment, and the keys stay alive."""
        worker = get_current_worker()
        try:
            found: MonthView | StoreError = month(self.desk.store, year, number, clock.now())
        except StoreError as error:
            found = error
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, found)

    def _show(self, found: MonthView | StoreError) -> None:
        if isinstance(found, StoreError):
            self.desk.notice_problem(found)
            return
        self._title.view, self._title.loading = found, False
        self._title.refresh()
        self._fill()

    def _fill(self) -> None:
        view = self._title.view
        if view is None:
            return
        found, page = view.figures, self._tabs.value
        if page == "figures":
            self._list.set_columns(rows.FIGURES)
            self._list.set_lines(list(rows.figures(found, view.titles)))
            return
        groups = {"technician": found.by_technician, "trade": found.by_trade, "building": found.by_building}
        self._list.set_columns(rows.group_columns(page, found))
        self._list.set_lines(list(rows.group_lines(page, groups[page])))

    def relabel(self) -> None:
        """The language changed: the words in the cells are looked up again."""
        self._fill()

    # --- keys -------------------------------------------------------------------------------------

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        """Say what the figure means."""
        behind = event.line.item if event.line else None
        self._meaning.say(behind.meaning if behind else "")

    def on_line_list_chosen(self) -> None:
        """Enter: the calls behind the figure."""
        self._open(missed=False)

    def action_page(self, which: int) -> None:
        """Another table."""
        self._tabs.value = PAGES[which][0]
        self._fill()
        self._list.action_first()

    def action_turn(self, by: int) -> None:
        """The month before or after."""
        months = self._title.year * 12 + self._title.month - 1 + by
        today = self.desk.hours.local(clock.now())
        if months > today.year * 12 + today.month - 1:
            self.desk.notice(N_("That month has not begun."))
            return
        self._title.year, self._title.month = divmod(months, 12)
        self._title.month += 1
        self._add_up()

    def action_missed(self) -> None:
        """Of a rate only the calls that missed it."""
        self._open(missed=True)

    def _open(self, *, missed: bool) -> None:
        behind: rows.Behind | None = self._list.current.item if self._list.current else None
        if self._title.loading:
            self.desk.notice(N_("The month is still being added up. One moment."))
            return
        if behind is None:
            return
        calls = behind.missed if missed else behind.calls
        if not calls:
            self.desk.notice(N_("There is no call behind it."))
            return
        self.desk.go(
            "register",
            Listed(
                behind.name, f"{self._title.year:04d}-{self._title.month:02d}", tuple(dict.fromkeys(calls))
            ),
        )

    def action_back(self) -> None:
        """Back to where it was opened."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
