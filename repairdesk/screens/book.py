"""A book of the office's own: its lines, the latest first, and the one under the cursor whole."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock
from repairdesk.models.errors import StoreError
from repairdesk.rules.statements import Book, Field
from repairdesk.screens.board_lines import when
from repairdesk.screens.dialogs import Choices
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.office_forms import BookLineForm
from repairdesk.screens.page import Brief, Text
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _, labelled, spoken
from repairdesk.views.books import BookLine, books, lines

COLUMNS = 3
"""Fields that have a column; all of them are told below the list."""


class Entered(LineList):
    """The lines of the book."""

    BINDINGS = [Binding("enter", "choose", N_("Card of its call"), id="book.call")]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A card only where the line is about a call."""
        return action != "choose" or (self.current is not None and self.current.item.call is not None)


class BookScreen(DeskScreen[None]):
    """One book. Lines are added, never changed."""

    heading = N_("Book")
    DEFAULT_CSS = """
    BookScreen Entered { height: 1fr; }
    BookScreen Brief { max-height: 50%; margin-top: 1; }
    """
    BINDINGS = [
        Binding("ctrl+n", "add", N_("New line"), id="book.add"),
        Binding("escape", "back", N_("Back"), id="book.back"),
    ]

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        self._list = Entered((), empty=N_("Nothing is entered in this book. Ctrl+N enters a line."))
        self._whole = Brief(self._written)

    def body(self) -> ComposeResult:
        """The lines, and the one under the cursor."""
        yield self._list
        yield self._whole

    def on_mount(self) -> None:
        """Its lines."""
        self.renew()
        self.set_focus(self._list)

    def look_again(self) -> None:
        """A line may have been added, here or elsewhere."""
        self.renew()

    def relabel(self) -> None:
        """The language changed."""
        self.renew()

    def standing(self) -> str:
        """Which book it is."""
        return spoken(self._book.title)

    def about(self) -> str | None:
        """The call that the line under the cursor is about."""
        return self._current.call if self._current else None

    @property
    def _current(self) -> BookLine | None:
        return self._list.current.item if self._list.current else None

    def renew(self) -> None:
        """Read the lines anew."""
        try:
            found = lines(self.desk.store, self._book.name)
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        shown = self._book.fields[:COLUMNS]
        titles = [Column(spoken(one.title), 14, grow=True) for one in shown]
        self._list.set_columns((Column(N_("When"), 14), *titles, Column(N_("By"), 10)))
        self._list.set_lines([self._line(one, shown) for one in found])
        self._whole.renew()

    def _line(self, one: BookLine, shown: Sequence[Field]) -> Line:
        cells = [value_said(field, one.entries.get(field.name, "")) for field in shown]
        return Line(one.id, (when(one.at, self.desk.hours, clock.now()), *cells, one.who), item=one)

    def _written(self) -> Sequence[Text]:
        """The line under the cursor, every field of it."""
        one = self._current
        if one is None:
            return []
        told = [(field, one.entries.get(field.name, "")) for field in self._book.fields]
        said = [labelled(spoken(field.title), value_said(field, value)) for field, value in told if value]
        texts = [Text("   ".join(said))]
        if one.call is not None:
            texts.append(Text(_("About call {number}").format(number=one.call), "note"))
        return texts

    def on_line_list_highlighted(self) -> None:
        """Another line: tell it whole."""
        self._whole.renew()
        self.refresh_bindings()

    def on_line_list_chosen(self) -> None:
        """Enter: the card of the call that the line is about."""
        if (number := self.about()) is not None:
            self.desk.go("card", number)

    def action_add(self) -> None:
        """A line more."""
        self.app.push_screen(BookLineForm(self._book))

    def action_back(self) -> None:
        """Back to the directories."""
        self.app.pop_screen()


def choose_book(desk: Shell) -> None:
    """Open a book of the office's own; of several, ask which."""
    found = {one.name: one for one in books(desk.store)}
    if not found:
        desk.notice(N_("This office keeps no book of its own."))
    elif len(found) == 1:
        desk.push_screen(BookScreen(next(iter(found.values()))))
    else:

        def chosen(name: str | None) -> None:
            if name is not None:
                desk.push_screen(BookScreen(found[name]))

        desk.push_screen(
            Choices(N_("Which book?"), [(name, one.title) for name, one in found.items()]), chosen
        )


def value_said(field: Field, value: str) -> str:
    """A value as it is read: the option's title, yes or no; anything else as it was entered."""
    if field.kind == "tick":
        return {"yes": _("yes"), "no": _("no")}.get(value, "")
    return next((spoken(option.title) for option in field.options if option.name == value), value)
