"""F9: every line ever, found by any word of it, narrowed by a few filters; Enter opens the card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import Input

from repairdesk import clock
from repairdesk.models.errors import StoreError
from repairdesk.rules.worktime import Hours
from repairdesk.screens.board_lines import WIDE
from repairdesk.screens.drawn import Words
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.form import FormBody
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.text import N_, _, word
from repairdesk.views import register as views
from repairdesk.views.people import staff
from repairdesk.views.register import Filters, RegisterLine

AT_ONCE = 200
"""Lines read at a time; more are read when the cursor comes to the last one."""
SHOW = (
    ("", N_("all")), ("open", N_("still open")), ("closed", N_("struck off")), ("withdrawn", N_("withdrawn")),
    ("converted", N_("converted")),
)  # fmt: skip
PERIODS = (
    ("", N_("ever")), ("today", N_("today")), ("week", N_("7 days")), ("month", N_("this month")),
    ("before", N_("last month")),
)  # fmt: skip
ONLY = (
    ("", N_("all")), ("repair", N_("repairs")), ("matter", N_("matters")), ("public_area", N_("public area")),
    ("paid", N_("paid")), ("free", N_("free")),
)  # fmt: skip
_FIRST = (Column(N_("Received"), 11), Column(N_("Room"), 10))
_WHAT = Column(N_("What"), 12, grow=True)
NARROW = (*_FIRST, Column(N_("Caller"), 8), _WHAT, Column(N_("State"), 13), Column(N_("Number"), 12))
BROAD = (
    *_FIRST, Column(N_("Caller"), 10), Column(N_("Telephone"), 13), _WHAT, Column(N_("Technician"), 10), Column(N_("State"), 13),
    Column(N_("Number"), 12),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of calls asked for by another screen: what they are (a message, or a name), of when, and their numbers."""

    title: str
    of: str
    numbers: tuple[str, ...]


class RegisterScreen(DeskScreen[None]):
    """A box to type in, three rows of filters behind Tab, and the lines that fit, newest first."""

    heading = N_("Register")
    DEFAULT_CSS = """
    RegisterScreen FormBody { height: auto; max-height: 8; }
    RegisterScreen .count { padding: 0 1; width: 100%; height: 1; }
    """
    BINDINGS = [
        Binding("enter", "card", N_("Card"), id="register.card"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("tab", "next_filter(1)", N_("Filters"), id="register.filters", key_display="Tab"),
        Binding("shift+tab", "next_filter(-1)", show=False),
        Binding("ctrl+r", "anew", N_("All anew"), id="register.anew"),
        Binding("ctrl+z", "app.take_back", N_("Take back"), id="register.take_back"),
        Binding("ctrl+y", "app.print_slip", N_("Print the slip"), show=False, id="register.print"),
        Binding("escape", "back", N_("Back"), id="register.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._box = Field(
            "text", N_("Search"), limit=60, width=30, hint=N_("room, name, telephone, any word")
        )
        self._filters = (
            ChoiceField("show", N_("Show"), SHOW),
            ChoiceField("period", N_("Received"), PERIODS),
            ChoiceField("only", N_("Only"), ONLY),
        )
        self._technician = Field(
            "technician", N_("Technician"), width=16, hint=N_("name or initials; empty: all")
        )
        self._list = LineList(NARROW, empty=N_("Nothing fits. Fewer letters find more."), id="found")
        self._list.can_focus = False
        self._count = Words(N_("Lines: {n}"), "count", n=0)
        self._given: Listed | None = None
        self._more = False

    def body(self) -> ComposeResult:
        """Box, filters, lines."""
        with FormBody():
            yield self._box
            yield from self._filters
            yield self._technician
        yield self._count
        yield self._list

    # --- opened and left --------------------------------------------------------------------------

    def opened(self, subject: object) -> None:
        """The register; with the number of a call its card, with a list of numbers only these."""
        if isinstance(subject, str):
            self.app.pop_screen()
            self.desk.go("card", subject)
            return
        if isinstance(subject, Listed):
            self._clear(subject)
        self.set_focus(self._box.entry)
        self.search()

    def about(self) -> str | None:
        """The call under the cursor."""
        return str(self._list.current.key) if self._list.current else None

    def on_resize(self, event: Resize) -> None:
        """More columns where the window is wide."""
        super().on_resize(event)
        self._list.set_columns(BROAD if event.size.width >= WIDE else NARROW)
        self.search()

    def relabel(self) -> None:
        """The language changed: the words in the cells are looked up again."""
        self.search()

    def look_again(self) -> None:
        """Show what changes elsewhere."""
        self.search()

    # --- searching --------------------------------------------------------------------------------

    @on(Input.Changed)
    @on(ChoiceField.Changed)
    def search(self) -> None:
        """Show what fits now; the cursor stays on its line where that still fits."""
        try:
            found = self._found()
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        self._more = self._given is None and len(found) == AT_ONCE
        self._list.set_lines([self._line(line) for line in found])
        self._say_how_many()

    def _found(self, before: int | None = None) -> tuple[RegisterLine, ...]:
        if self._given is not None:
            return views.of_numbers(self.desk.store, self._given.numbers, self._box.value)
        return views.search(self.desk.store, self._box.value, self._wanted(), AT_ONCE, before)

    def _wanted(self) -> Filters:
        show, period, only = (field.value for field in self._filters)
        since, until = bounds(period, self.desk.hours, clock.now())
        return Filters(
            state=show if show not in ("", "open") else None,
            open_only=show == "open",
            kind=only if only in ("repair", "matter") else None,
            place=only if only == "public_area" else None,
            paid={"paid": True, "free": False}.get(only),
            technician=self._person(),
            since=since,
            until=until,
        )

    def _person(self) -> str | None:
        """The technician meant by a part of a name or by initials; what fits nobody finds nothing."""
        typed = self._technician.value.casefold()
        if not typed:
            return None
        crew = [person for person in staff(self.desk.store) if person.role in ("technician", "foreman")]
        fitting = [
            p
            for p in crew
            if typed in p.name.casefold() or any(i.startswith(typed) for i in p.initials.split())
        ]
        return fitting[0].name if fitting else typed

    def _line(self, line: RegisterLine) -> Line:
        local = self.desk.hours.local(line.received_at)
        state = (word(line.state), "dim" if line.closed_at else "bold")
        first = (f"{local:%m-%d %H:%M}", line.room, line.caller)
        if self._list.columns is NARROW:
            return Line(line.number, (*first, line.content, state, line.number), item=line)
        cells = (*first, line.phone, line.content, line.technician, state, line.number)
        return Line(line.number, cells, item=line)

    def _say_how_many(self) -> None:
        n = len(self._list.lines)
        if self._given is not None:
            title = f"{_(self._given.title)} {self._given.of}"
            self._count.say(N_("{title}: {n}. Ctrl+R: the whole register"), title=title, n=n)
        elif self._more:
            self._count.say(N_("The newest {n} lines; Down goes on to older ones"), n=n)
        else:
            self._count.say(N_("Lines: {n}"), n=n)

    # --- keys -------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Up and down in the list while one types."""
        self._list.action_move(by)
        self._read_on()

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self._list.action_page(by)
        self._read_on()

    def _read_on(self) -> None:
        """At the last line read older ones."""
        lines = self._list.lines
        if self._more and lines and self._list.current is lines[-1]:
            older = self._found(before=lines[-1].item.id)
            self._more = len(older) == AT_ONCE
            self._list.set_lines([*lines, *(self._line(line) for line in older)])
            self._say_how_many()

    def action_next_filter(self, by: int) -> None:
        """From the box to the filters and round."""
        stops = [self._box.entry, *self._filters, self._technician.entry]
        at = stops.index(self.focused) if self.focused in stops else 0
        self.set_focus(stops[(at + by) % len(stops)])

    def action_anew(self) -> None:
        """The whole register again."""
        self._clear(None)
        self.set_focus(self._box.entry)
        self.search()

    def _clear(self, given: Listed | None) -> None:
        self._given = given
        with self.prevent(Input.Changed, ChoiceField.Changed):
            self._box.value = self._technician.value = ""
            for field in self._filters:
                field.value = ""

    def action_card(self) -> None:
        """The card of the line under the cursor."""
        if self._list.current is not None:
            self.desk.go("card", str(self._list.current.key))

    def action_back(self) -> None:
        """Back to where it was opened."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()


def bounds(period: str, hours: Hours, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The instants between which a line was received: ``today``, ``week``, ``month``, ``before`` (last month)."""
    today = hours.local(now).date()
    first = today.replace(day=1)
    earlier = (first - timedelta(days=1)).replace(day=1)
    spans: dict[str, tuple[date, date | None]] = {
        "today": (today, None), "week": (today - timedelta(days=6), None), "month": (first, None), "before": (earlier, first),
    }  # fmt: skip
    since, until = spans.get(period, (None, None))
    return (
        hours.day_bounds(since)[0] if since else None,
        hours.day_bounds(until)[0] if until else None,
    )
