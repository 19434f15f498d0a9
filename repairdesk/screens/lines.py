"""A list that draws its own lines: the board, registers, directories and pick lists.

A third of a DataTable's cost, names never cut without a sign, and a cursor that stays on its row when the rows
are read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.style import Style
from textual.binding import Binding
from textual.events import Key
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from repairdesk.screens.drawn import Piece, in_sight, strip
from repairdesk.screens.tones import SELECTED, tone
from repairdesk.text import N_, _, pad, visible

Cell = str | tuple[str, str]
"""What stands in a column: a text, or a text and the name of its tone."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title (a message marked with ``N_``) and its width in cells.

    ``grow``: it also takes a share of the room that is left. ``right``: numbers. ``ticking``: its text is asked
    for each second (``LineList.ticker``) and only this column is painted again.
    """

    title: str
    width: int
    grow: bool = False
    right: bool = False
    ticking: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a key that stays its own for ever, its cells in the order of the columns, and anything it stands for."""

    key: Hashable
    cells: tuple[Cell, ...]
    tone: str = ""
    item: Any = field(default=None, compare=False)


class LineList(Widget, can_focus=True):
    """Rows in columns with one of them selected (in reverse, and told by ``Highlighted``).

    Cells may hold text from people as it is stored: it is made safe here. ``lines`` is replaced as a whole.
    """

    DEFAULT_CSS = "LineList { height: 1fr; width: 100%; }"
    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "choose", N_("Choose"), id="list.choose"),
    ]

    class Highlighted(Message):
        """The cursor came to ``line`` (None: the list is empty)."""

        def __init__(self, sender: LineList, line: Line | None) -> None:
            super().__init__()
            self.sender, self.line = sender, line

        @property
        def control(self) -> LineList:
            """The list that sent it, for ``@on(LineList.Highlighted, "#id")``."""
            return self.sender

    class Chosen(Highlighted):
        """Enter, or the digit of the row where digits choose, was pressed on ``line``."""

        line: Line

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        ticker: Callable[[Line], Cell] | None = None,
        empty: str = "",
        titles: bool = True,
        digits: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.ticker = ticker
        self.empty = empty
        self.digits = digits
        self._titles = 1 if titles else 0
        self._lines: tuple[Line, ...] = ()
        self._at = 0
        self._top = 0
        self._widths: tuple[int, ...] = ()
        self._fixed: dict[tuple[int, bool], list[Piece]] = {}
        self._ticked: dict[int, Cell] = {}

    # --- rows ------------------------------------------------------------------------------------

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows shown."""
        return self._lines

    @property
    def current(self) -> Line | None:
        """The row under the cursor."""
        return self._lines[self._at] if self._lines else None

    def set_lines(self, lines: Sequence[Line], *, select: Hashable = None) -> None:
        """Show other rows. The cursor goes to the key ``select``, else stays on its row, else near its place."""
        old, before = self._lines, self.current
        new = tuple(lines)
        wanted = select if select is not None else before.key if before else None
        at = next((n for n, line in enumerate(new) if line.key == wanted), None)
        self._lines = new
        self._at = max(0, min(self._at, len(new) - 1)) if at is None else at
        top = self._top
        self._follow()
        self._fixed.clear()
        if new != old or self._top != top:
            self.refresh()
        if self.current != before:
            self.post_message(self.Highlighted(self, self.current))

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns (in a wider window, say); rows that fit them must follow at once with ``set_lines``."""
        if tuple(columns) != self.columns:
            self.columns = tuple(columns)
            self._widths = ()
            self.relabel()
            self.refresh()

    def select(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key; False when there is none."""
        at = next((n for n, line in enumerate(self._lines) if line.key == key), None)
        if at is not None:
            self._go(at)
        return at is not None

    def relabel(self) -> None:
        """The language changed: column titles are looked up again."""
        self._fixed.clear()
        self._ticked.clear()

    # --- moving ----------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """How many rows are in view."""
        return max(1, self.size.height - self._titles)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs: at the start of the selected row."""
        return self.region.offset + Offset(0, self._at - self._top + self._titles)

    def action_move(self, by: int) -> None:
        """One row up or down."""
        self._go(self._at + by)

    def action_page(self, by: int) -> None:
        """One page up or down."""
        self._go(self._at + by * self.page)

    def action_first(self) -> None:
        """To the first row."""
        self._go(0)

    def action_last(self) -> None:
        """To the last row."""
        self._go(len(self._lines) - 1)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if (line := self.current) is not None:
            self.post_message(self.Chosen(self, line))

    def on_key(self, event: Key) -> None:
        """Where digits choose, 1 to 9 are the first nine rows."""
        if (
            self.digits
            and event.character
            and event.character in "123456789"
            and int(event.character) <= len(self._lines)
        ):
            event.stop()
            self._go(int(event.character) - 1)
            self.action_choose()

    def _go(self, at: int) -> None:
        at = max(0, min(at, len(self._lines) - 1))
        if at == self._at:
            return
        old, top, self._at = self._at, self._top, at
        self._follow()
        if self._top != top:
            self.refresh()
        else:
            width = self.size.width
            self.refresh(*(Region(0, row - top + self._titles, width, 1) for row in (old, at)))
        self.post_message(self.Highlighted(self, self.current))

    def _follow(self) -> None:
        """Move the view so that the cursor is in it, and no further than needed."""
        self._top = min(max(self._top, self._at - self.page + 1), self._at)
        self._top = max(0, min(self._top, len(self._lines) - self.page))

    # --- drawing ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Where a column ticks, look at it each second."""
        if self.ticker is not None:
            self.set_interval(1, self.tick)

    def on_resize(self) -> None:
        """Other widths, another page."""
        self._fixed.clear()
        self._widths = ()
        self._follow()
        self.refresh()

    def tick(self) -> None:
        """Paint the ticking column of the rows in view whose text has changed."""
        if self.ticker is None or not in_sight(self.screen) or not self._ticked:
            return
        which = next(n for n, column in enumerate(self.columns) if column.ticking)
        widths = self._shares()
        x = sum(widths[:which]) + which
        rows = [
            row for row in range(self._top, min(len(self._lines), self._top + self.page))
            if self.ticker(self._lines[row]) != self._ticked.get(row)
        ]  # fmt: skip
        if rows:
            self.refresh(*(Region(x, row - self._top + self._titles, widths[which], 1) for row in rows))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are rows, where the height is ``auto``."""
        return max(1, len(self._lines)) + self._titles

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        width = self.size.width
        if self._titles and y == 0:
            titles = " ".join(
                pad(_(c.title), w, right=c.right) for c, w in zip(self.columns, self._shares(), strict=True)
            )
            return strip([(titles, tone("bold"))], width)
        row = y - self._titles + self._top
        if row >= len(self._lines):
            words = _(self.empty) if self.empty and not self._lines and y == self._titles else ""
            return strip([(f" {words}", tone("dim"))], width)
        return self._row(row, width)

    def _row(self, row: int, width: int) -> Strip:
        line = self._lines[row]
        selected = row == self._at
        pieces = self._fixed.get((row, selected))
        if pieces is None:
            pieces = self._fixed[row, selected] = self._pieces(line, selected)
        if self.ticker is not None:
            self._ticked[row] = cell = self.ticker(line)
            which = next(n for n, column in enumerate(self.columns) if column.ticking)
            pieces = [*pieces]
            pieces[2 * which] = self._piece(cell, which, line, selected)
        return strip(pieces, width)

    def _pieces(self, line: Line, selected: bool) -> list[Piece]:
        """Each column's text, and a space of the row's style between two of them."""
        space = (" ", SELECTED if selected else Style())
        pieces: list[Piece] = []
        for which, cell in enumerate(line.cells):
            pieces += [self._piece(cell, which, line, selected), space]
        return pieces

    def _piece(self, cell: Cell, which: int, line: Line, selected: bool) -> Piece:
        words, name = (cell, line.tone) if isinstance(cell, str) else cell
        column = self.columns[which]
        style = SELECTED + Style(bold=tone(name).bold) if selected else tone(name)
        return pad(visible(words), self._shares()[which], right=column.right), style

    def _shares(self) -> tuple[int, ...]:
        """The width of each column in cells, with the room that is left given to the growing ones."""
        if not self._widths:
            room = self.size.width - sum(c.width for c in self.columns) - len(self.columns) + 1
            growing = sum(c.grow for c in self.columns)
            share, odd = divmod(max(0, room), growing) if growing else (0, 0)
            widths = []
            for column in self.columns:
                widths.append(column.width + (share + (1 if odd > 0 else 0) if column.grow else 0))
                odd -= 1 if column.grow else 0
            self._widths = tuple(widths)
        return self._widths
