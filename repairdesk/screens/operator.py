"""Ctrl+O: who works here. Every entry carries this name and the post on duty."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock
from repairdesk.desk.office import operator
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.rules.shifts import border_after
from repairdesk.screens.drawn import Words
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.text import N_, word
from repairdesk.views.people import operators

SITS = {"front_desk": "clerk", "monitoring_room": "operator"}
"""Whose post it is: they come first."""


class OperatorScreen(DeskScreen[None]):
    """Everybody who may sign on, those of the post on duty first. A digit or Enter signs on."""

    heading = N_("Who works here")
    BINDINGS = [Binding("escape", "leave", N_("Back"), id="operator.leave")]

    def __init__(self) -> None:
        super().__init__()
        self._list = LineList(
            (
                Column("", 1),
                Column(N_("Name"), 16),
                Column(N_("Role"), 26, grow=True),
                Column(N_("Trade"), 16),
            ),
            digits=True,
            empty=N_("There is no staff. Enter somebody with: repairdesk staff add"),
        )

    def body(self) -> ComposeResult:
        """The question and the people."""
        yield Words(N_("Who works at the desk now? Press the digit, or Enter on the name."), "ask")
        yield self._list

    DEFAULT_CSS = "OperatorScreen .ask { margin: 1; }"

    def opened(self, _subject: object) -> None:
        """Read the staff; the cursor is on whoever works now."""
        self.relabel()
        if self.desk.operator is not None:
            self._list.select(self.desk.operator.name)
        self.set_focus(self._list)

    def look_again(self) -> None:
        """Somebody else is on the staff list, or the other post is on duty."""
        self.relabel()

    def relabel(self) -> None:
        """The roles in the language spoken now."""
        now = clock.now()
        self.changes_at = border_after(self.desk.hours, now)
        try:
            people = operators(self.desk.store)
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        post = SITS[self.desk.hours.post(now)]
        ranked = sorted(people, key=lambda each: each.role != post)
        self._list.set_lines(
            [
                Line(
                    each.name,
                    (
                        str(n) if n < 10 else "",
                        each.name,
                        word(each.role),
                        word(each.trade) if each.trade else "",
                    ),
                )
                for n, each in enumerate(ranked, 1)
            ]
        )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Sign on."""
        try:
            who = operator(self.desk.store, str(event.line.key), now=clock.now())
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
            return
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        self.desk.operator = who
        self.action_leave()
        told = N_("{name} works here now, at the post: {post}")
        if self._shift_waits():
            told = N_("{name} works here now: {post}. F7 takes over the shift that waits")
        self.desk.notice(told, "good", name=who.name, post=partial(word, who.post))

    def _shift_waits(self) -> bool:
        """Whether there is a shift that nobody has taken over."""
        from repairdesk.views.handover import waiting

        try:
            return bool(waiting(self.desk.store, clock.now()))
        except StoreError:  # it is said wherever one goes next
            return False

    def action_leave(self) -> None:
        """Back to where one was; reading needs nobody."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        if self.desk.operator is None:
            self.desk.notice(
                N_("Nobody has signed on: you can read, but not enter anything. Ctrl+O signs on.")
            )
