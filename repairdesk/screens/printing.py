"""Slips go to the printer behind the screen: Ctrl+Y for the line in sight, and the page of what waits to be printed."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from textual.screen import Screen

from repairdesk import clock
from repairdesk.desk import printing as operations
from repairdesk.models.errors import StoreError
from repairdesk.preferences import Preferences, keep_preferences, preferences_file, read_preferences
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens import crash
from repairdesk.screens.board_lines import when
from repairdesk.screens.dialogs import Ask, Choices
from repairdesk.screens.lines import Line
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _, language, spoken
from repairdesk.views import printing as views

if TYPE_CHECKING:
    from repairdesk.models.store import Store
    from repairdesk.rules.procedure import Procedure

PROGRESS = 0.3
"""Seconds between two words on how far a batch is."""


class Press:
    """Prints one form after the other while everything goes on; what a printer does not take stays to be printed."""

    def __init__(self, desk: Shell) -> None:
        self._desk = desk
        self._ids: deque[int] = deque()
        self._asked = self._done = 0
        self._runs = False
        self._said = ""

    def add(self, printings: Iterable[int]) -> None:
        """Print these as well."""
        new = [one for one in printings if one not in self._ids]
        self._ids += new
        self._asked += len(new)
        if new and not self._runs:
            self._runs = True
            self._desk.run_worker(self._run(), group="press")

    async def _run(self) -> None:
        self._asked, self._done = len(self._ids), 0
        lacking: dict[str, None] = {}
        problem: Problem | None = None
        told = self._desk.set_interval(PROGRESS, self._tell)
        try:
            wanted = read_preferences()
            while self._ids and problem is None:
                problem = await self._print(self._ids.popleft(), wanted, lacking)
        except StoreError as error:
            self._desk.notice_problem(error)
            return
        finally:
            told.stop()
            self._ids.clear()
            self._runs = False
        if problem is not None:
            self._desk.notice_problem(problem)
        elif lacking:
            self._desk.notice_problem(Problem("output", "cannot_print", {"allowed": " ".join(lacking)}))
        elif self._done == 1:
            self._desk.notice(N_("Printed: {slip}"), "good", slip=self._said)
        elif self._done:
            self._desk.notice(N_("Printed: {n} slips."), "good", n=self._done)

    async def _print(self, printing: int, wanted: Preferences, lacking: dict[str, None]) -> Problem | None:
        """Make it, send it, record it; what was wrong with the printer. Raises what the store raises."""
        from repairdesk.paper import queue

        desk = self._desk
        try:
            made = await desk.behind(queue.make, desk.store, printing, wanted, clock.now())
        except Refused as refused:
            return refused.problems[0]
        problem = None
        try:
            await asyncio.to_thread(queue.send, made, wanted)
        except Refused as refused:
            problem = refused.problems[0]
        try:
            await desk.behind(queue.record, desk.store, desk.acting(), printing, wanted, problem, clock.now())
        except Refused as refused:  # given up, or printed at the other post, meanwhile
            return refused.problems[0]
        if problem is None:
            self._done += 1
            self._said = made.title
            lacking.update(dict.fromkeys(made.lacking))
        return problem

    def _tell(self) -> None:
        """How far a batch is, unless something else has been said."""
        if self._asked > 1 and (self._desk.notice_now is None or self._desk.notice_now.tone == "note"):
            self._desk.notice(N_("Printing: {n} of {all}"), n=self._done, all=self._asked)


_presses: WeakKeyDictionary[Shell, Press] = WeakKeyDictionary()


def press_of(desk: Shell) -> Press:
    """The press of this desk."""
    return _presses.setdefault(desk, Press(desk))


# --- one slip -------------------------------------------------------------------------------------


def print_line(desk: Shell, call: str) -> None:
    """The slip of a line: that of its latest order."""
    try:
        order = views.latest_order(desk.store, call)
    except (Refused, StoreError) as error:
        desk.notice_problem(error.problems[0] if isinstance(error, Refused) else error)
        return
    if order is None:
        desk.notice(N_("No order has been issued on this line yet. F3 issues one."))
    else:
        print_order(desk, order)


def print_order(desk: Shell, order: str, reason: str = "") -> None:
    """The slip of an order; where it is out already, the reason is asked for first."""
    try:
        asked = operations.ask(
            desk.store, desk.acting(), order, paper=desk.preferences.paper, language=language(), reason=reason,
            now=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        if refused.problems[0].code == "reprint_reason":
            _ask_why(desk, order)
        else:
            desk.notice_problem(refused.problems[0])
    except StoreError as error:
        desk.notice_problem(error)
    else:
        desk.notice(N_("To the printer: {number}"), number=order)
        press_of(desk).add([asked])


def _ask_why(desk: Shell, order: str) -> None:
    question = N_("Slip {number} is out already. Why is it printed once more?")

    def answered(reason: str | None) -> None:
        if reason is not None:
            print_order(desk, order, reason)

    desk.push_screen(Ask(question, number=order), answered)


# --- what waits, a list of the directories -----------------------------------------------------------


def kept(_procedures: Iterable[Procedure], store: Store) -> bool:
    """Whether anything waits to be printed, or slips of the night are to be."""
    return bool(views.waiting(store) or views.night_slips(store, clock.now()))


def listed(desk: Shell, typed: str) -> list[Line]:
    """What waits, the oldest first."""
    from repairdesk.paper.queue import wrong
    from repairdesk.screens.directory_lists import narrowed

    now = clock.now()
    return narrowed(
        [
            Line(
                one.id,
                (
                    one.order, one.room, spoken(one.title) if one.title else _("Work order"), str(one.place),
                    when(one.asked_at, desk.hours, now), (wrong(one) or _("waits"), "soon" if one.problem else ""),
                ),
                item=one,
            )
            for one in views.waiting(desk.store)
        ],
        typed,
    )  # fmt: skip


def opened(desk: Shell, line: Line) -> None:
    """Enter: print it, all, or give it up."""
    ways = (
        ("print", N_("print it")),
        ("all", N_("print all that waits")),
        ("give_up", N_("give it up: it is not to be printed")),
        ("printer", N_("another printer for this machine")),
    )

    def answered(way: str | None) -> None:
        if way == "print":
            press_of(desk).add([line.item.id])
        elif way == "all":
            press_of(desk).add([one.id for one in views.waiting(desk.store)])
        elif way == "give_up":
            _give_up(desk, line.item)
        elif way == "printer":
            _other_printer(desk)

    desk.push_screen(Choices(N_("Slip {number}, to be printed"), ways, number=line.item.order), answered)


def _other_printer(desk: Shell) -> None:
    """Where this machine prints from now on; paper and way are set up by the command ``print setup``."""
    question = N_(
        "Name of a queue, path of a device, folder for files, or tcp://host. Empty: the system's own."
    )

    def answered(printer: str | None) -> None:
        if printer is None:
            return
        try:
            keep_preferences(replace(read_preferences(), printer=printer))
        except OSError as error:
            crash.record(error)
            desk.notice_problem(Problem("preferences", "cannot_open", {"path": str(preferences_file())}))
        else:
            desk.preferences = read_preferences()
            desk.notice(N_("This machine prints there from now on."), "good")

    kept = read_preferences()
    desk.push_screen(
        Ask(question, label=N_("Printer"), value=kept.printer, optional=True, limit=200), answered
    )


def _give_up(desk: Shell, one: views.Print) -> None:
    try:
        operations.give_up(desk.store, desk.acting(), one.id, now=clock.now())
    except Refused as refused:
        desk.notice_problem(refused.problems[0])
    except StoreError as error:
        desk.notice_problem(error)
    else:
        desk.notice(N_("Not to be printed any more: {number}"), "good", number=one.order)
    desk.look()


def batch(desk: Shell, _line: Line | None) -> None:
    """Ctrl+N: the slips of the night in one go."""
    try:
        orders = views.night_slips(desk.store, clock.now())
        asked = [
            operations.ask(
                desk.store, desk.acting(), order, paper=desk.preferences.paper, language=language(), now=clock.now()
            )
            for order in orders
        ]  # fmt: skip
    except Refused as refused:
        desk.notice_problem(refused.problems[0])
    except StoreError as error:
        desk.notice_problem(error)
    else:
        if not asked:
            desk.notice(N_("No slip of the night is to be written."))
        press_of(desk).add(asked)
        desk.look()


def about(screen: Screen[object]) -> str | None:
    """The call that a screen is about."""
    of_screen = getattr(screen, "about", None)
    return of_screen() if of_screen is not None else None
