"""What rings at this desk: read when something changed, rung every few seconds, shown in every header, heard with Ctrl+G.

The desk rings while the night post is on duty, and at any time while the night watch is in sight. What is answered
at one terminal is in the register, and so it stops at all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from repairdesk import clock
from repairdesk.desk import alarms
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.rules.worktime import NIGHT_POST
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import N_, _, cell_len, cut, span, spoken, visible
from repairdesk.views.watch import Ringing, Watch, watch
from repairdesk.watch_settings import alarm_settings

if TYPE_CHECKING:
    from repairdesk.screens.drawn import Piece
    from repairdesk.screens.shell import Shell

WATCH = "watch"
"""The area that rings by day as well."""
NEVER = datetime.max.replace(tzinfo=UTC)


class Alarms:
    """What rings here. ``ringing`` is what nobody has heard, in its order; empty where this desk is quiet."""

    def __init__(self, desk: Shell) -> None:
        self._desk = desk
        self._watch: Watch | None = None
        self._saves = -1
        self._known: frozenset[tuple[object, ...]] = frozenset()
        self._rung: datetime | None = None
        self.ringing: tuple[Ringing, ...] = ()

    def look(self) -> None:
        """Ring if there is anything to ring for. Called several times a second: reads only what may have changed."""
        now, before = clock.now(), self.ringing
        if self._rings_here(now):
            self._read(now)
            self.ringing = self._watch.ringing if self._watch is not None else ()
        else:
            self._watch, self.ringing = None, ()
        if self.ringing != before:
            self._desk.recount()
        self._ring(now)

    def known(self, now: datetime) -> Watch | None:
        """The night watch as it is now, read only where something may have changed; None where it cannot be read."""
        self._read(now)
        return self._watch

    async def hear(self) -> None:
        """Whoever works here has heard what the banner says, with all that rings on that line."""
        desk = self._desk
        if not self.ringing:
            desk.notice(N_("Nothing rings."))
            return
        one = self.ringing[0]
        seen = on_line(self.ringing, one.call)
        try:
            await desk.off_screen(alarms.answer_all, desk.store, desk.acting(), seen, now=clock.now())
        except Refused as refused:
            desk.notice_problem(refused.problems[0])
        except StoreError as error:
            desk.notice_problem(error)
        else:
            desk.look()
            desk.notice(N_("Heard: {alarm}"), "good", alarm=partial(told, one, clock.now()))

    def banner(self, width: int, right: str) -> list[Piece] | None:
        """The header's line while something rings: what and where, since when it is late, the key; at its end ``right``."""
        if not self.ringing:
            return None
        one, more = self.ringing[0], len(self.ringing) - 1
        style = tone("alarm")
        head = f" {SIGNS['late']} " + _("ALARM") + "  "
        tail = ("  " + _("+{n} more").format(n=more) if more else "") + "  ^G " + _("Heard") + " "
        words = cut(told(one, clock.now()), width - cell_len(head) - cell_len(tail) - cell_len(right))
        gap = width - cell_len(head) - cell_len(words) - cell_len(tail) - cell_len(right)
        return [(head + words + " " * max(0, gap) + tail + right, style)]

    def _rings_here(self, now: datetime) -> bool:
        return self._desk.hours.post(now) == NIGHT_POST or self._desk.shows(WATCH)

    def _read(self, now: datetime) -> None:
        """Read the register, unless nobody has saved and nothing has turned since it was read."""
        read, saves = self._watch, self._desk.saves
        if read is not None and saves == self._saves and read.now <= now < (read.changes_at or NEVER):
            return
        try:
            self._watch = watch(self._desk.store, now)
        except StoreError as error:
            self._desk.notice_problem(error)
        self._saves = saves

    def _ring(self, now: datetime) -> None:
        """The bell for what is new and every so many seconds after; the terminal's own notice once for each alarm."""
        new = [one for one in self.ringing if (one.call, *one.key) not in self._known]
        self._known = frozenset((one.call, *one.key) for one in self.ringing)
        if not self.ringing:
            self._rung = None
            return
        if new:
            said = told(new[0], now)
            self._desk.tell_terminal(
                said if len(new) == 1 else _("{n} alarms: {first}").format(n=len(new), first=said)
            )
        since = None if self._rung is None else (now - self._rung).total_seconds()
        if new or since is None or not 0 <= since < alarm_settings().repeat:
            self._rung = now
            if self._desk.preferences.sound:
                self._desk.bell()


def on_line(ringing: Iterable[Ringing], call: str) -> tuple[Ringing, ...]:
    """What of it rings on one line: one key hears it all."""
    return tuple(one for one in ringing if one.call == call)


def told(one: Ringing, now: datetime) -> str:
    """An alarm in one line, safe to show: where, what, and by how much."""
    where = visible(one.room) or visible(" ".join(one.content.split()))
    minutes = int(abs((now - one.due).total_seconds()) // 60)
    if one.stage == "nobody":  # it begins to ring when nobody has had it for a while
        since = span(minutes + alarm_settings().unassigned)
        return _("{where}: given to nobody, {span}").format(where=where, span=since)
    time = span(minutes) if minutes else _("under a minute")
    title = spoken(one.limit_title) if one.limit_title is not None else one.limit
    late = _("{where}: {limit} {span} late") if one.stage == "limit" else _("{where}: {limit} in {span}")
    return late.format(where=where, limit=title, span=time)
