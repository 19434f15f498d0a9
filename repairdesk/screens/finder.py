"""The one box that finds who is calling: by room, telephone or its tail, name or pinyin initials, as one types."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from repairdesk.screens.fields import LABEL, Field
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _, ngettext
from repairdesk.views.callers import Caller, find

ROWS = 6
"""Callers in sight; more are reached with Down."""
PAUSE = 0.12
"""Seconds without a key after which the search begins, so that the next letter never waits for it."""


class Finder(Vertical):
    """The box and the callers found. Enter takes the one under the cursor, and with nothing typed goes on."""

    DEFAULT_CSS = f"""
    Finder {{ height: auto; }}
    Finder LineList {{ height: auto; max-height: {ROWS}; margin-left: {LABEL}; width: 1fr; display: none; }}
    """
    BINDINGS = [
        Binding("enter", "take", N_("Take"), id="finder.take"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    class Taken(Message):
        """Somebody was chosen as the caller."""

        def __init__(self, caller: Caller) -> None:
            super().__init__()
            self.caller = caller

    class Unknown(Message):
        """Nobody was found, and what was typed is to be kept."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, label: str = N_("Who calls")) -> None:
        super().__init__(id="finder")
        self.box = Field("find", label, hint=N_("room, phone or tail, name, initials"), width=24)
        self._found = LineList(
            (Column("", 10), Column("", 10, grow=True), Column("", 13), Column("", 24)),
            titles=False,
            empty=N_("Nobody on file. Enter takes this over as somebody new."),
        )
        self._found.can_focus = False
        self._timer: Timer | None = None
        self._nobody = False

    def compose(self) -> ComposeResult:
        """The box, and the list as long as there is one."""
        yield self.box
        yield self._found

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """Look as soon as there is a pause."""
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._look)

    def _look(self) -> None:
        """Show who may be meant by what is typed."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        words = self.box.value
        callers = find(self._desk.store, words) if words else ()
        self._found.set_lines([_line(place, caller) for place, caller in enumerate(callers)], select=0)
        self._nobody = bool(words) and not callers
        self._found.display = bool(words)

    def look_now(self) -> None:
        """Do not wait for the pause: Enter came at once."""
        if self._timer is not None:
            self._look()

    def put_away(self) -> None:
        """Take the list out of the way; what is typed stays."""
        self.look_now()
        self._found.display = False

    @property
    def _desk(self) -> Shell:
        desk = self.app
        if not isinstance(desk, Shell):
            raise TypeError("the finder belongs on the desk")
        return desk

    async def action_move(self, by: int) -> None:
        """Up and down in the list; where there is none, to the field before or after."""
        self.look_now()
        if self._found.display and not self._nobody:
            self._found.action_move(by)
        else:
            await self.screen.run_action("next_field" if by > 0 else "previous_field")

    async def action_take(self) -> None:
        """Take the caller under the cursor; with nobody found, go on to the next field."""
        self.look_now()
        line = self._found.current if self._found.display else None
        self.put_away()
        if line is not None:
            self.post_message(self.Taken(line.item))
        elif self._nobody:
            self.post_message(self.Unknown(self.box.value))
        else:
            await self.screen.run_action("next_field")


def _line(place: int, caller: Caller) -> Line:
    """Room, name, telephone, and what should be known before one speaks."""
    remarks = []
    if caller.key_customer:
        remarks.append(_("key customer"))
    if caller.public_area:
        remarks.append(_("public area"))
    if caller.resident_id is None and caller.name:
        remarks.append(_("called before"))
    count = len(caller.open_calls)
    if count:
        remarks.append(ngettext("{n} open line", "{n} open lines", count).format(n=count))
    return Line(place, (caller.room, caller.name, caller.phone, (", ".join(remarks), "note")), item=caller)
