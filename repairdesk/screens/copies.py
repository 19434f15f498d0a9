"""Ctrl+F: the copies of slips: late, out, to be handed on, lost, and the lists they went with.

Keys of one round: Tab until "to hand on", Space on each line (Ctrl+A: all), Enter, Enter: handed on with a list, which
Ctrl+Y prints; on the page of the lists Enter and the name: signed for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock
from repairdesk.desk import copies as desk
from repairdesk.models.errors import StoreError
from repairdesk.models.store import Store
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused
from repairdesk.screens.board_lines import when
from repairdesk.screens.dialogs import Ask, Choices, Confirm
from repairdesk.screens.drawn import Tabs
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.telephone import grouped
from repairdesk.text import N_, _, joined, ngettext, spoken, word
from repairdesk.views import copies as views
from repairdesk.views.copies import CopyLine
from repairdesk.views.paper_lists import PaperList, paper_list, paper_lists

MARK = "x"
NUMBER, MOMENT = 12, 14


@dataclass(frozen=True, slots=True)
class CopyPage:
    """One page: its rows are read by ``read``; ``enter`` names what Enter does."""

    name: str
    title: str
    columns: tuple[Column, ...]
    enter: str
    empty: str


_OUT = (
    Column(N_("Technician"), 10), Column(N_("Telephone"), 14), Column(N_("Due back"), MOMENT),
    Column(N_("Order"), NUMBER), Column(N_("Room"), 10), Column(N_("Sheet"), 10, grow=True),
)  # fmt: skip
PAGES = (
    CopyPage("late", N_("slips late"), _OUT, "return", N_("No slip is out past its time.")),
    CopyPage("out", N_("slips out"), _OUT, "return", N_("No slip is out.")),
    CopyPage(
        "hand_on", N_("to hand on"),
        (
            Column("", 1), Column(N_("Goes to"), 14), Column(N_("Sheet"), 12, grow=True), Column(N_("Order"), NUMBER),
            Column(N_("Room"), 10), Column(N_("Since when"), MOMENT),
        ),
        "hand_on", N_("Nothing lies here to be handed on."),
    ),
    CopyPage(
        "lost", N_("lost"),
        (
            Column(N_("Sheet"), 12), Column(N_("Order"), NUMBER), Column(N_("Room"), 10), Column(N_("Since when"), MOMENT),
            Column(N_("Reason"), 12, grow=True),
        ),
        "found", N_("No copy is lost."),
    ),
    CopyPage(
        "lists", N_("lists"),
        (
            Column(N_("List"), 10), Column(N_("To"), 12), Column(N_("Made"), MOMENT), Column(N_("Number of copies"), 16, right=True),
            Column(N_("Received by"), 20, grow=True),
        ),
        "sign", N_("No list was made yet."),
    ),
)  # fmt: skip


class CopiesScreen(DeskScreen[None]):
    """One page at a time; what is marked stays marked until it has gone."""

    heading = N_("Copies of slips")
    BINDINGS = [
        Binding("enter", "enter('return')", N_("Take slip in"), id="copies.return"),
        Binding("enter", "enter('hand_on')", N_("Hand on"), id="copies.hand_on"),
        Binding("enter", "enter('found')", N_("Found"), id="copies.found"),
        Binding("enter", "enter('sign')", N_("Signed for"), id="copies.sign"),
        Binding("space", "mark", N_("Mark"), id="copies.mark"),
        Binding("ctrl+a", "mark_all", N_("Mark all"), id="copies.mark_all"),
        Binding("ctrl+x", "lost", N_("Lost"), id="copies.lost"),
        Binding("ctrl+y", "print", N_("Print"), id="copies.print"),
        Binding("right", "card", N_("Card"), id="copies.card"),
        Binding("tab", "next_page(1)", N_("Other page"), id="copies.next", key_display="Tab"),
        Binding("shift+tab", "next_page(-1)", show=False),
        Binding("escape", "back", N_("Back"), id="copies.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._tabs = Tabs([page.title for page in PAGES])
        self._list = CopyRows(PAGES[0].columns, empty=PAGES[0].empty)
        self._marked: set[int] = set()

    def body(self) -> ComposeResult:
        """The pages and the rows of the one in sight."""
        yield self._tabs
        yield self._list

    def opened(self, subject: object) -> None:
        """The page that is named, else the one shown last."""
        self.set_focus(self._list)
        which = next((n for n, page in enumerate(PAGES) if page.name == subject), self._tabs.shown)
        self._show(which)

    def look_again(self) -> None:
        """Something was changed."""
        self.renew()

    def relabel(self) -> None:
        """The language changed."""
        self.renew()

    @property
    def page(self) -> CopyPage:
        """The page in sight."""
        return PAGES[self._tabs.shown]

    @property
    def copies(self) -> tuple[CopyLine, ...]:
        """The copy under the cursor, or those of the slip that is out."""
        item = self._list.current.item if self._list.current else ()
        return item if isinstance(item, tuple) else (item,) if isinstance(item, CopyLine) else ()

    @property
    def copy(self) -> CopyLine | None:
        """The first of them."""
        return next(iter(self.copies), None)

    def about(self) -> str | None:
        """The call of the copy under the cursor."""
        return self.copy.call if self.copy is not None else None

    def standing(self) -> str:
        """How many are shown, and how many of them are marked."""
        if self.page.name == "hand_on" and self._marked:
            return _("{n} of {all} marked").format(n=len(self._marked), all=len(self._list.lines))
        return str(len(self._list.lines) or "")

    def _show(self, which: int) -> None:
        self._tabs.show(which)
        self._list.empty = self.page.empty
        self.renew()

    def renew(self) -> None:
        """Read the page anew."""
        try:
            lines = self._read(self.desk.store)
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        self._list.set_columns(self.page.columns)
        self._list.set_lines(lines)
        self.recount()
        self.refresh_bindings()

    def _read(self, store: Store) -> list[Line]:
        now = clock.now()
        if self.page.name == "lists":
            return [self._row_of_list(one) for one in paper_lists(store)]
        if self.page.name == "hand_on":
            found = views.to_hand_on(store, now)
            self._marked &= {one.id for one in found}
            return [self._row_to_hand_on(one) for one in found]
        if self.page.name == "lost":
            return [self._row_lost(one) for one in views.on_the_way(store, now) if one.state == "lost"]
        found = views.chase(store, now) if self.page.name == "late" else views.out(store, now)
        slips: dict[tuple[str, str, datetime | None], list[CopyLine]] = {}
        for one in found:
            slips.setdefault((one.order, one.state, one.due), []).append(one)
        return [self._row_out(each) for each in slips.values()]

    def _when(self, one: CopyLine) -> str:
        return when(one.since, self.desk.hours, clock.now())

    def _row_out(self, copies: Sequence[CopyLine]) -> Line:
        """A slip with those of its copies that are out."""
        one = copies[0]
        due = when(one.due, self.desk.hours, clock.now()) if one.due is not None else ""
        holder = one.technician if one.state == "out" else word(one.keeper)
        phone = grouped(one.technician_phone) if one.state == "out" and one.technician_phone else ""
        late = (f"! {due}", "late") if one.overdue else due
        several = ngettext("{n} copy", "{n} copies", len(copies)).format(n=len(copies))
        sheets = spoken(one.title) if len(copies) == 1 else several
        return Line(one.id, (holder, phone, late, one.order, one.room, sheets), item=tuple(copies))

    def _row_to_hand_on(self, one: CopyLine) -> Line:
        mark = MARK if one.id in self._marked else ""
        cells = (mark, word(one.due_to), spoken(one.title), one.order, one.room, self._when(one))
        return Line(one.id, cells, "bold" if mark else "", one)

    def _row_lost(self, one: CopyLine) -> Line:
        return Line(one.id, (spoken(one.title), one.order, one.room, self._when(one), one.reason), item=one)

    def _row_of_list(self, one: PaperList) -> Line:
        hours, now = self.desk.hours, clock.now()
        signed = when(one.signed_at, hours, now) if one.signed_at is not None else _("not signed yet")
        state = _("taken back") if one.void else "  ".join(part for part in (one.signed_by, signed) if part)
        cells = (one.number, word(one.keeper), when(one.made_at, hours, now), str(one.count or ""), state)
        return Line(one.number, cells, "dim" if one.void else "", one)

    # --- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys that do something on the page in sight."""
        name = self.page.name
        if action == "enter":
            return parameters == (self.page.enter,)
        if action in ("mark", "mark_all"):
            return name == "hand_on"
        if action == "lost":
            return name in ("late", "out", "hand_on")
        if action == "print":
            return name == "lists"
        return name != "lists" if action == "card" else True

    def action_next_page(self, by: int) -> None:
        """The next page."""
        self._show(self._tabs.shown + by)

    def action_card(self) -> None:
        """The card of its call."""
        if (call := self.about()) is not None:
            self.desk.go("card", call)

    def action_back(self) -> None:
        """Back to where it was opened."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def action_mark(self) -> None:
        """Mark the copy under the cursor, or no longer, and go on to the next."""
        if self.copy is not None:
            self._marked ^= {self.copy.id}
            self.renew()
            self._list.action_move(1)

    def action_mark_all(self) -> None:
        """Mark everything that goes where the copy under the cursor goes; once more: nothing."""
        if self.copy is None:
            return
        same = {line.item.id for line in self._list.lines if line.item.due_to == self.copy.due_to}
        self._marked = self._marked - same if same <= self._marked else self._marked | same
        self.renew()

    def action_enter(self, _how: str) -> None:
        """What is to be done with it."""
        current = self._list.current
        if current is None:
            return
        does: dict[str, Callable[[], object]] = {
            "return": lambda: self.desk.go("close", self.copies[0].order),
            "hand_on": self._hand_on,
            "found": self._found,
            "sign": self._sign,
        }
        does[self.page.enter]()

    def _hand_on(self) -> None:
        """What is marked, else the copy under the cursor, with one list for each receiver."""
        marked = [line.item for line in self._list.lines if line.item.id in self._marked] or [self.copy]
        chosen = [one for one in marked if one is not None]
        receivers = list(dict.fromkeys(one.due_to for one in chosen))
        question = Confirm(
            N_("Hand on to: {receivers}? Copies: {n}"), n=len(chosen), receivers=joined(map(word, receivers))
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._do(lambda: self._lists_of(chosen, receivers))

        self.app.push_screen(question, answered)

    def _lists_of(self, chosen: Sequence[CopyLine], receivers: Sequence[str]) -> list[str]:
        """A list for each receiver, saved together or not at all; their numbers."""
        who, now, store = self.desk.acting(), clock.now(), self.desk.store
        with store.together():
            return [
                desk.hand_on(
                    store,
                    who,
                    [(one.order, one.name) for one in chosen if one.due_to == keeper],
                    keeper,
                    now=now,
                )
                for keeper in receivers
            ]

    def _sign(self) -> None:
        """Who signed the list under the cursor."""
        made = self._list.current.item if self._list.current else None
        if isinstance(made, PaperList):
            self._ask(
                Ask(N_("Who signed list {number}?"), label=N_("Received by"), limit=60, number=made.number),
                lambda who, name: desk.sign(
                    self.desk.store, who, made.number, signed_by=name, now=clock.now()
                ),
            )

    def action_lost(self) -> None:
        """The copy under the cursor cannot be found; of several of one slip, which."""
        copies = {one.name: one for one in self.copies}
        if len(copies) > 1:
            question = Choices(
                N_("Which copy of order {order} is lost?"),
                [(name, one.title) for name, one in copies.items()], order=next(iter(copies.values())).order,
            )  # fmt: skip
            self.app.push_screen(
                question, lambda name: self._lost(copies[name]) if name is not None else None
            )
        for one in copies.values() if len(copies) == 1 else ():
            self._lost(one)

    def _lost(self, one: CopyLine) -> None:
        self._ask(
            Ask(N_("{copy} of order {order} is lost: how?"), copy=spoken(one.title), order=one.order),
            lambda who, why: desk.lost(
                self.desk.store, who, one.order, one.name, reason=why, now=clock.now()
            ),
        )

    def _found(self) -> None:
        """The lost copy under the cursor has turned up; a remark may say where."""
        one = self.copy
        if one is not None:
            self._ask(
                Ask(
                    N_("{copy} of order {order} has turned up?"),
                    label=N_("Remark"),
                    optional=True,
                    copy=spoken(one.title),
                    order=one.order,
                ),
                lambda who, said: desk.found(
                    self.desk.store, who, one.order, one.name, remark=said, now=clock.now()
                ),
            )

    def _ask(self, question: Ask, does: Callable[[Operator, str], None]) -> None:
        """Ask, and do it with the answer."""

        def answered(said: str | None) -> None:
            if said is not None:
                self._do(lambda: does(self.desk.acting(), said))

        self.app.push_screen(question, answered)

    @work(exclusive=True, group="copies")
    async def _do(self, does: Callable[[], list[str] | None]) -> None:
        """Do it off the screen; a refusal is told, with the first of all that is wrong, and nothing is changed."""
        try:
            made = await self.desk.off_screen(does)
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
        except StoreError as error:
            self.desk.notice_problem(error)
        else:
            if made:
                self._marked.clear()
                self.desk.notice(N_("Handed on with list: {numbers}"), "good", numbers=joined(made))
        self.renew()

    @work(exclusive=True, group="print")
    async def action_print(self) -> None:
        """The list under the cursor on paper."""
        from repairdesk.paper.copies import text_of
        from repairdesk.paper.printer import print_text

        current = self._list.current
        if current is None:
            return
        try:
            words = text_of(
                paper_list(self.desk.store, current.item.number), self.desk.office, self.desk.hours
            )
            self.desk.notice(N_("The list goes to the printer"))
            await asyncio.to_thread(print_text, words)
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
        except StoreError as error:
            self.desk.notice_problem(error)
        else:
            self.desk.notice(N_("The list is with the printer"), "good")


class CopyRows(LineList, inherit_bindings=False):
    """The rows of a page; Enter is the screen's."""

    BINDINGS = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
    ]
