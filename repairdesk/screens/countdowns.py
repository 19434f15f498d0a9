"""The most urgent lines of the night watch: what is left, in figures to be read from across the room, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.style import Style
from textual.geometry import Region

from repairdesk import clock
from repairdesk.screens.big_digits import HEIGHT, pieces, rows
from repairdesk.screens.board_lines import CLOCK_TONES, action_word, content, standing_word, when
from repairdesk.screens.drawn import Drawn, Piece, in_sight
from repairdesk.screens.shell import Shell
from repairdesk.screens.telephone import grouped
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import _, joined, spoken, visible, word
from repairdesk.views.watch import WatchRow

EACH = HEIGHT + 1
"""Lines of one countdown, with the empty one below it."""
WORDS = 31
"""Cells that are kept for the words beside the figures."""
LONGEST = 100
"""Hours from which days are counted."""


def figures(seconds: int) -> str:
    """``-12:34`` while time is left, ``+1:02:03`` once it is late; days and hours where it is very long."""
    sign, seconds = ("-", seconds) if seconds >= 0 else ("+", -seconds)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    if hour >= LONGEST:
        return f"{sign}{hour // 24}d {hour % 24}:{minute:02d}"
    return f"{sign}{hour}:{minute:02d}:{second:02d}" if hour else f"{sign}{minute:02d}:{second:02d}"


def runs_out(row: WatchRow) -> datetime | None:
    """What is counted down to: the clock to watch, or since when nobody has been given the job."""
    return row.row.due or (row.ringing[0].due if row.ringing else None)


class Countdowns(Drawn):
    """One below the other, as many as there is room for."""

    DEFAULT_CSS = "Countdowns { width: 100%; height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[WatchRow, ...] = ()
        self._drawn: dict[int, str] = {}
        self._wide = 0

    def show(self, rows: Sequence[WatchRow], most: int) -> None:
        """The first of these that time runs out on."""
        before = len(self._rows)
        self._rows = tuple(row for row in rows if runs_out(row) is not None)[:most]
        self.styles.height = EACH * len(self._rows)
        self.refresh(layout=len(self._rows) != before)

    def on_mount(self) -> None:
        """They are looked at each second."""
        self.set_interval(1, self.tick)

    def tick(self) -> None:
        """Paint anew the figures that have changed."""
        if not self.display or not in_sight(self.screen):
            return
        now = clock.now()
        if self._width(now) != self._wide:
            self.refresh()
            return
        for n, row in enumerate(self._rows):
            if self._drawn.get(n) != _figures_of(row, now):  # the figures alone: no word is cut at their edge
                self.refresh(Region(0, n * EACH, self._wide + 1, HEIGHT))

    def _width(self, now: datetime) -> int:
        """Cells of the widest of the figures."""
        shown = (rows(_figures_of(row, now), self._room())[0] for row in self._rows)
        return max((sum(cells for cells, _lit in runs) for runs in shown), default=0)

    def _room(self) -> int:
        """Cells for the figures."""
        return max(20, self.size.width - WORDS - 2)

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One line of the figures and of the words beside them."""
        n, y = divmod(y, EACH)
        if n >= len(self._rows) or y >= HEIGHT:
            return []
        row, now = self._rows[n], clock.now()
        self._drawn[n] = drawn = _figures_of(row, now)
        name = _tone_of(row, now)
        runs = rows(drawn, self._room())[y]
        if y == 0:
            self._wide = self._width(now)
        gap = self._wide - sum(cells for cells, _lit in runs) + 2
        desk = self.app
        words = _words(row, y, now, desk) if isinstance(desk, Shell) else []
        return [(" ", Style()), *pieces(runs, tone(name) + Style(reverse=True)), (" " * gap, Style()), *words]


def _figures_of(row: WatchRow, now: datetime) -> str:
    due = runs_out(row)
    return figures(int((due - now).total_seconds())) if due is not None else ""


def _tone_of(row: WatchRow, now: datetime) -> str:
    due = runs_out(row)
    if due is not None and due < now:
        return "late"
    return CLOCK_TONES.get(row.row.clock_state or "", "")


def _words(watched: WatchRow, y: int, now: datetime, desk: Shell) -> list[Piece]:
    """Where and who; what; which limit; what to do; who does it, by telephone."""
    row = watched.row
    if y == 0:
        where = "  ".join(visible(part) for part in (row.room or row.place_detail, row.caller) if part)
        rings = " " + _("RINGS") + " "
        mark: list[Piece] = [(rings, tone("alarm")), (" ", Style())] if watched.ringing else []
        return [*mark, (where, tone("bold"))]
    if y == 1:
        cell = content(row)
        said, name = (cell, "") if isinstance(cell, str) else cell
        return [(visible(said), tone(name))]
    if y == 2:
        return [_limit(watched, now, desk)]
    if y == 3:
        return [(_("Next: {action}").format(action=action_word(row)), tone("bold"))]
    if row.technician:
        return [("  ".join((visible(row.technician), visible(grouped(row.technician_phone)))), Style())]
    stands = _("nobody sent") if row.state == "open" else standing_word(row)
    return [("  ".join(part for part in (stands, visible(grouped(row.phone))) if part), tone("dim"))]


def _limit(watched: WatchRow, now: datetime, desk: Shell) -> Piece:
    row = watched.row
    if row.due is None or row.limit_title is None:
        return _("Nobody has been given the job"), tone("late")
    name = _tone_of(watched, now)
    due = _("by {time}").format(time=when(row.due, desk.hours, now))
    words = f"{spoken(row.limit_title)} {due}"
    state = word("overdue" if row.due < now else row.clock_state or "")
    return f"{SIGNS.get(name, ' ')} {joined((words, state))}".strip(), tone(name)
