"""The frame of every full screen: a header line, the screen's own body, a status line and the keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, TypeVar, cast

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widget import Widget

from repairdesk import clock
from repairdesk.screens.board_lines import wrapped
from repairdesk.screens.drawn import Drawn, Piece, in_sight
from repairdesk.screens.shell import Shell
from repairdesk.screens.terminal import HEIGHT, TOO_SMALL, WIDTH
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import _, cell_len, cut, pad, visible, word

T = TypeVar("T")


class DeskScreen(Screen[T]):
    """A work area. Write ``body``; take services from ``desk``; override the hooks that are needed."""

    heading: ClassVar[str] = ""
    """What stands at the left of the header: a message marked with ``N_``."""
    changes_at: datetime | None = None
    """When time itself makes untrue what is shown; None where only a save can."""
    _caught_up = 0
    """The desk's ``saves`` that are shown."""

    @property
    def desk(self) -> Shell:
        """The app with the services of ``Shell``."""
        return cast("Shell", self.app)

    def body(self) -> ComposeResult:
        """The widgets between header and status line, one of them with ``height: 1fr``."""
        raise NotImplementedError

    def standing(self) -> str:
        """What the header says beside the heading, such as how much there is to do; looked up when it is drawn."""
        return ""

    def recount(self) -> None:
        """``standing`` may say something else now."""
        for header in self.query(Header):
            header.refresh()

    def opened(self, subject: object) -> None:
        """The screen was asked for by ``desk.go``: fill it for ``subject`` and set the focus."""

    def look_again(self) -> None:
        """Somebody has saved something, or ``changes_at`` has come: read anew what is shown. What is typed stays.

        Called by the desk for a screen in sight, within a second; for any other once it is in sight again.
        """

    def catch_up(self) -> None:
        """``look_again`` if there is anything to see."""
        due = self.changes_at is not None and clock.now() >= self.changes_at
        if self._caught_up != self.desk.saves or due:
            self._caught_up = self.desk.saves
            self.look_again()

    def keep_draft(self) -> None:
        """The program is ending or a pause came: keep what was typed."""

    def compose(self) -> ComposeResult:
        """Header, body, status line and keys."""
        yield Header()
        yield from self.body()
        yield StatusLine(classes="status")
        yield KeyLines()

    def on_mount(self) -> None:
        """What is read from now on has all that was saved until now."""
        self._caught_up = self.desk.saves

    def on_screen_resume(self) -> None:
        """Shown again: what is shown, header and notice may be of another time."""
        self.desk.look()
        for line in self.query(Drawn):
            line.refresh()

    def on_resize(self, event: Resize) -> None:
        """Say so when the window is too small to show the screen whole."""
        small = event.size.width < WIDTH or event.size.height < HEIGHT
        covers = self.query(TooSmall)
        if small and not covers:
            self.mount(TooSmall())
        for cover in covers:
            cover.display = small


class TooSmall(Widget):
    """Covers a screen in a window that is too small for it. The screen behind stays as it was, keys included."""

    DEFAULT_CSS = "TooSmall { layer: cover; width: 100%; height: 100%; dock: top; background: $background; }"

    def render(self) -> Content:
        """The size there is and the size needed."""
        width, height = self.app.size
        return Content(_(TOO_SMALL).format(width=width, height=height))


class Header(Drawn):
    """Where one is, the office, the post on duty, who works, the time and the language."""

    DEFAULT_CSS = "Header { height: 1; width: 100%; }"

    def on_mount(self) -> None:
        """The clock moves with the minutes."""
        self._minute = ""
        self.set_interval(5, self._tick)

    def _tick(self) -> None:
        if in_sight(self.screen) and (self._now() != self._minute or self._rings()):
            self.refresh()

    def _rings(self) -> bool:
        alarms = cast("Shell", self.app).alarms
        return alarms is not None and bool(alarms.ringing)

    def _now(self) -> str:
        desk = cast("Shell", self.app)
        return f"{desk.hours.local(clock.now()):%m-%d %H:%M}"

    def pieces(self, y: int, width: int) -> list[Piece]:
        """The one line: the heading at the left, the rest at the right, cut before it could touch; or what rings."""
        desk = cast("Shell", self.app)
        bar = tone("bar")
        self._minute = self._now()
        sound = "" if desk.preferences.sound else _("no sound") + "  "
        if desk.alarms is not None and (rings := desk.alarms.banner(width, f" {sound}{self._minute[-5:]} ")):
            return rings
        who = visible(desk.operator.name) if desk.operator else _("nobody signed on")
        post = word(desk.hours.post(clock.now()))
        left = " " + _(getattr(self.screen, "heading", ""))
        standing = self.screen.standing() if isinstance(self.screen, DeskScreen) else ""
        left += f"  {standing}" if standing else ""
        right = sound + "  ".join((cut(who, 16), self._minute, _("EN"))) + " "
        if cell_len(left) + cell_len(right) + cell_len(post) + 6 <= width:
            right = f"{post}  {right}"
        left = cut(left, width - cell_len(right) - 1)
        room = width - cell_len(left) - cell_len(right)
        office = f"   {cut(visible(desk.office), room - 4)}" if room > len("    ") else ""
        return [(left, bar + Style(bold=True)), (pad(office, room), bar), (right, bar)]


class StatusLine(Drawn):
    """The last thing the desk said. It covers nothing and stays until the next one."""

    DEFAULT_CSS = "StatusLine { height: 1; width: 100%; }"

    def pieces(self, y: int, width: int) -> list[Piece]:
        """Sign and sentence of the notice, or nothing; in a narrow box the sentence has a second line."""
        notice = cast("Shell", self.app).notice_now
        if notice is None:
            return []
        sentence = (
            wrapped(notice.say(), width - 3, self.size.height)[y] if self.size.height > 1 else notice.say()
        )
        return [(f" {' ' if y else SIGNS.get(notice.tone, ' ')} {sentence}", tone(notice.tone))]


_KEY_NAMES = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "up": "Up", "down": "Down", "left": "Left", "right": "Right",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "tab": "Tab", "delete": "Del",
    "backspace": "BkSp", "plus": "+", "minus": "-", "slash": "/",
}  # fmt: skip


def key_name(keys: str) -> str:
    """A key as it stands on the keyboard: ``F2``, ``^S``, ``Esc``; of several the first."""
    key = keys.partition(",")[0].strip()
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+").upper()
    return _KEY_NAMES.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key)


class KeyLines(Drawn):
    """The keys that work now, from the BINDINGS: the screen's own in the first line, the desk's in the second."""

    DEFAULT_CSS = "KeyLines { height: 2; width: 100%; }"

    def on_mount(self) -> None:
        """Follow the focus: other widgets, other keys."""
        self._drawn: list[list[Piece]] = []
        self.screen.bindings_updated_signal.subscribe(self, self._renew)

    def _renew(self, _screen: object) -> None:
        if in_sight(self.screen) and [self._line(y) for y in (0, 1)] != self._drawn:
            self.refresh()

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One line of keys; what does not fit is found by Ctrl+P."""
        if y == 0 or len(self._drawn) != 2:
            self._drawn = [self._line(line) for line in (0, 1)]
        fitting: list[Piece] = []
        room = width
        for key, label in zip(self._drawn[y][::2], self._drawn[y][1::2], strict=True):
            room -= cell_len(key[0]) + cell_len(label[0])
            if room >= 0:
                fitting += [key, label]
        return fitting

    def _line(self, y: int) -> list[Piece]:
        """The whole names, or where these are too long for the window the short ones."""
        shown = self._shown(of_desk=y == 1)
        whole = _named(shown, short=False)
        return (
            whole
            if sum(cell_len(words) for words, _style in whole) <= self.size.width
            else _named(shown, short=True)
        )

    def _shown(self, *, of_desk: bool) -> list[Binding]:
        """The keys to be shown, each action once, and Esc as the last."""
        shown: dict[str, Binding] = {}
        for each in self.screen.active_bindings.values():
            if each.binding.show and each.enabled and (each.node is self.app) is of_desk:
                shown.setdefault(each.binding.action, each.binding)
        return sorted(shown.values(), key=lambda binding: binding.key == "escape")


def _named(bindings: Iterable[Binding], *, short: bool) -> list[Piece]:
    """Each key with what it does; its short name is kept where Textual has a tooltip, of which the desk has none."""
    pieces: list[Piece] = []
    for binding in bindings:
        key = key_name(binding.key_display or binding.key)
        name = (short and binding.tooltip) or binding.description
        pieces += [(f"{' ' if pieces else ''}{key}", tone("key")), (f" {_(name)}", Style())]
    return pieces
