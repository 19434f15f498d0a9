"""What every screen finds in ``self.desk``: who works here, notices, other screens, the language, slow work."""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, ParamSpec, TypeVar

from textual import work
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from repairdesk import clock, text
from repairdesk.models.errors import StoreError
from repairdesk.preferences import THEMES, Preferences, keep_preferences, read_preferences
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.rules.worktime import Hours
from repairdesk.screens import crash, terminal, tones
from repairdesk.screens.drawn import filled, in_sight
from repairdesk.screens.keys import Scanned, TypeAhead
from repairdesk.screens.parser import NotUtf8
from repairdesk.text import Coded

if TYPE_CHECKING:
    from repairdesk.models.store import Store
    from repairdesk.screens.alarm import Alarms

P = ParamSpec("P")
T = TypeVar("T")

LOOK_EVERY = 0.4
"""Seconds between two looks whether anybody has saved; what the other post saves is seen here within a second."""

_THEME_NAMES = {
    "normal": text.N_("Colours of the terminal."),
    "dim": text.N_("Dim, for a dark room."),
    "contrast": text.N_("Bright on black."),
}


class Notice:
    """One message of the status line: its tone (``good``, ``bad``, ``note``) and its text, looked up when drawn."""

    def __init__(self, tone: str, say: Callable[[], str]) -> None:
        self.tone = tone
        self.say = say


class Shell(TypeAhead):
    """The app as screens see it. What it offers is described at each method; the areas and keys are in ``app``."""

    ENABLE_COMMAND_PALETTE = False
    AREAS: ClassVar[dict[str, str]] = {}
    """Work area -> ``module:Class`` of its screen, imported when it is first opened and kept from then on."""
    FIRST: ClassVar[str] = "board"
    """The area whose screen lies below all the others."""
    WARM: ClassVar[tuple[str, ...]] = ()
    """Areas whose modules are imported one by one soon after the first paint."""

    def __init__(
        self,
        store: Store | None = None,
        *,
        office: str = "",
        hours: Hours | None = None,
        operator: Operator | None = None,
    ) -> None:
        super().__init__()
        self._disable_notifications = self._disable_tooltips = (
            True  # ours is the status line; no mouse, no tips
        )
        self._store = store
        self.office = office
        self.hours = hours or Hours()
        self.operator = operator
        self.notice_now: Notice | None = None
        self.incident: crash.Incident | None = None
        self.saves = 0
        """Counts up whenever anybody has saved, here or at another terminal; ``look`` keeps it."""
        self._own_saves = 0
        self.alarms: Alarms | None = None
        """What rings here; None before the first paint."""
        self.preferences = Preferences()
        self._ending = False
        self._slow = ThreadPoolExecutor(1, "repairdesk-store")

    def get_driver_class(self) -> type[Driver]:
        """Our own driver; never one that the environment names."""
        return terminal.driver_class()

    @property
    def store(self) -> Store:
        """The office's database."""
        if self._store is None:
            raise RuntimeError("this desk was opened without a store")
        return self._store

    @store.setter
    def store(self, store: Store) -> None:
        self._store = store

    def acting(self, saw: int | None = None) -> Operator:
        """Who acts now, at the post on duty now; ``saw`` as in ``Operator``.

        Refused (``no_operator``) while nobody has signed on.
        """
        if self.operator is None:
            raise refuse("by", "no_operator")
        self.operator = replace(self.operator, post=self.hours.post(clock.now()))
        return replace(self.operator, saw=saw)

    # --- notices ---------------------------------------------------------------------------------

    def notice(self, message: str, tone: str = "note", **values: object) -> None:
        """Say something in the status line of whatever screen is shown: ``notice(N_("Saved {number}"), "good", ...)``."""
        self._tell(Notice(tone, partial(filled, message, values)))

    def notice_problem(self, problem: Coded) -> None:
        """Say a refusal or an error of the store in the status line."""
        self._tell(Notice("bad", partial(text.say, problem)))

    def clear_notice(self) -> None:
        """Leave the status line empty."""
        self._tell(None)

    def leave_notice(self) -> None:
        """Another screen comes: what was done stays said, a refusal or a hint was about the one that is left."""
        if self.notice_now is not None and self.notice_now.tone != "good":
            self.clear_notice()

    def _tell(self, notice: Notice | None) -> None:
        self.notice_now = notice
        for line in self.screen.query(".status"):
            line.refresh()

    # --- screens ---------------------------------------------------------------------------------

    def area(self, name: str) -> Screen[object]:
        """The kept screen of a work area, made at its first use."""
        if not self.is_screen_installed(name):
            module, _colon, made = self.AREAS[name].partition(":")
            self.install_screen(getattr(importlib.import_module(module), made)(), name)
        screen: Screen[object] = self.get_screen(name)
        return screen

    def go(self, name: str, subject: object = None) -> None:
        """Show a work area, about ``subject`` (a call's number, say) if it takes one.

        A screen that stands further down is uncovered, and the ones above it leave with their text kept; any
        other comes on top, so that Esc leads back to where one was.
        """
        self.leave_notice()
        screen = self.area(name)
        if screen in self.screen_stack:
            while self.screen is not screen:
                if isinstance(self.screen, ModalScreen):
                    self.screen.dismiss(None)  # a question left open is answered as by Esc
                else:
                    self.pop_screen()
        else:
            self.push_screen(screen)
        opened = getattr(screen, "opened", None)
        if opened is not None:
            screen.call_later(opened, subject)

    def action_take_call(self) -> None:
        """F2 in front of a box, which waits: the four fields where the night watch lies below, else the whole form.

        Not where such a form lies below itself.
        """
        open_ = [name for name in ("log", "night_log", "watch") if self._stands(name)]
        if open_ in ([], ["watch"]):
            self.go("night_log" if open_ else "log")

    def _stands(self, area: str) -> bool:
        """Whether the screen of a work area is in sight or below the one that is."""
        return self.is_screen_installed(area) and self.get_screen(area) in self.screen_stack

    def get_default_screen(self) -> Screen[object]:
        """The board is the lowest screen, below everything that is opened from it."""
        screen = self.area(self.FIRST)
        opened = getattr(screen, "opened", None)
        if opened is not None:
            screen.call_later(opened, None)
        return screen

    def action_go(self, name: str) -> None:
        """``go`` as the action of a key."""
        self.go(name)

    def on_scanned(self, event: Scanned) -> None:
        """A slip was held under the scanner, wherever one is: it is laid on the desk to be closed."""
        if self._store is not None:
            self.go("close", event.number)

    def known_screens(self) -> Iterator[Screen[object]]:
        """Every screen that exists: the ones shown, one above the other, and the kept ones."""
        seen: list[Screen[object]] = [*self.screen_stack]
        seen += [screen for screen in self._installed_screens.values() if isinstance(screen, Screen)]
        yield from dict.fromkeys(seen)

    # --- what others do ---------------------------------------------------------------------------

    def look(self) -> None:
        """Look whether anybody has saved, and have the screens in sight catch up, see ``DeskScreen.look_again``."""
        if self._store is None:
            return
        try:
            if self._store.changed() or len(self._store.own) != self._own_saves:
                self.saves += 1
                self._own_saves = len(self._store.own)
        except StoreError as error:
            self.notice_problem(error)
        if self.alarms is not None:
            self.alarms.look()
        for screen in self.screen_stack:
            catch_up = getattr(screen, "catch_up", None)
            if catch_up is not None and in_sight(screen):
                catch_up()

    def shows(self, area: str) -> bool:
        """Whether the screen of a work area is in sight."""
        return self.is_screen_installed(area) and in_sight(self.get_screen(area))

    def recount(self) -> None:
        """The headers in sight may say something else now."""
        for screen in self.screen_stack:
            recount = getattr(screen, "recount", None)
            if recount is not None and in_sight(screen):
                recount()

    @work(exclusive=True, group="hear")
    async def action_hear(self) -> None:
        """Ctrl+G: the alarm that has rung longest is heard, whatever is done here meanwhile."""
        if self.alarms is not None:
            await self.alarms.hear()

    def tell_terminal(self, words: str) -> None:
        """Have the terminal itself say something, outside its window too, where it can."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(terminal.notification(words))

    # --- this machine -----------------------------------------------------------------------------

    def action_sound(self) -> None:
        """Ctrl+N in the night watch, or from the menu: alarms ring the bell or are only shown."""
        sound = not self.preferences.sound
        self._prefer(replace(self.preferences, sound=sound))
        self.notice(
            text.N_("Alarms ring on this machine.")
            if sound
            else text.N_(
                "No sound on this machine: alarms are only shown. In the night watch (F6) Ctrl+N brings it back."
            ),
            "good" if sound else "note",
        )
        self.recount()

    def action_theme(self) -> None:
        """Ctrl+T: the next way to look."""
        theme = THEMES[(THEMES.index(self.preferences.theme) + 1) % len(THEMES)]
        self._prefer(replace(self.preferences, theme=theme))
        self.notice(_THEME_NAMES[theme])
        for screen in self.known_screens():
            for widget in (screen, *screen.query(Widget)):
                widget.refresh()

    def _prefer(self, wanted: Preferences) -> None:
        """From now on like this here, and printed as was set up last, perhaps by a command meanwhile."""
        kept = read_preferences()
        wanted = replace(kept, sound=wanted.sound, theme=wanted.theme)
        self.preferences = wanted
        try:
            keep_preferences(wanted)
        except OSError as error:
            crash.record(error)  # it holds until the desk is left

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through before it is painted: the theme, as the last of all."""
        filters = [*super().get_line_filters()]
        theme = tones.THEMES.get(self.preferences.theme)
        return filters if theme is None else [*filters, theme]

    # --- language --------------------------------------------------------------------------------

    def switch_language(self, name: str) -> None:
        """Speak ``zh`` or ``en`` from now on: every text of the program is drawn anew, what was typed stays."""
        text.set_language(name)
        for screen in self.known_screens():
            for widget in (screen, *screen.query(Widget)):
                relabel = getattr(widget, "relabel", None)
                if relabel is not None:
                    relabel()
                widget.refresh(layout=True)

    def action_switch_language(self) -> None:
        """The other language."""
        self.switch_language("en" if text.language() == "zh" else "zh")

    # --- work that takes time ---------------------------------------------------------------------

    async def off_screen(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work of the store in its own thread while the screen stays alive; keys typed meanwhile wait.

        One thread serves all, so that it has one connection. Whatever the work raises is raised here.
        """
        with self.keys_held():
            return await self.behind(work, *args, **kwargs)

    async def behind(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same without holding the keys, for what nobody waits for (a draft kept while one types)."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._slow, partial(work, *args, **kwargs))

    def on_ready(self) -> None:
        """Once the first screen is painted there is time for what would have delayed it."""
        self._cold = [self.AREAS[name].partition(":")[0] for name in self.WARM if name in self.AREAS]
        self._warming = self.set_interval(0.1, self._warm_up)
        from repairdesk.screens.alarm import Alarms

        self.alarms = Alarms(self)
        self.set_interval(LOOK_EVERY, self.look)

    def _warm_up(self) -> None:
        """Import one area more, so that the first key that opens it need not wait; then spare the collector.

        What is there now stays for as long as the desk is open: looking through it again and again for garbage
        would cost some twenty milliseconds in the middle of somebody's typing.
        """
        if self._cold:
            importlib.import_module(self._cold.pop(0))
        else:
            self._warming.stop()
            gc.freeze()
            gc.enable()  # off since the program began

    # --- the end ---------------------------------------------------------------------------------

    def save_drafts(self) -> None:
        """Have every screen keep what was typed. A screen that cannot must not stop the others."""
        for screen in self.known_screens():
            keep = getattr(screen, "keep_draft", None)
            if keep is None:
                continue
            try:
                keep()
            except Exception as error:  # noqa: BLE001 - the program is ending: note it and save the rest
                crash.record(error)

    async def action_quit(self) -> None:
        """Keep what was typed and leave."""
        self.save_drafts()
        self.exit(0)

    def action_help_quit(self) -> None:
        """Ctrl+C, which ends other programs: say what ends this one."""
        self.notice(text.N_("Ctrl+Q leaves the desk."))

    def end_by_signal(self, number: int) -> None:
        """Keep what was typed and leave with status 128 + ``number``; asked for by the driver."""
        if not self._ending:
            self._ending = True
            self.save_drafts()
            self.exit(return_code=128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the program: note it without data, restore the terminal, end with status 1.

        Textual would print the values of all variables to the screen and end with 0.
        """
        if self.incident is None:
            self.incident = crash.record(error)
            self.save_drafts()
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    # --- the terminal ----------------------------------------------------------------------------

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor goes with the next paint, and with it an input method's window.

        Textual sets this only when text changes, so that the window stands in the wrong place in a dialog whose
        field got the focus by itself; here it is always where the focused field says.
        """
        if self._screen_stack and (focused := self.screen.focused) is not None:
            return (
                focused.cursor_screen_offset
                if hasattr(focused, "cursor_screen_offset")
                else focused.region.offset
            )
        return Offset(0, 0)

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        """Textual's own notes are not needed."""

    def on_not_utf8(self, _message: NotUtf8) -> None:
        """Bytes came that are no UTF-8; the characters were left out, and the user must know why."""
        self.notice(terminal.NO_UTF8, "bad")
