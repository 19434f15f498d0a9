"""F7: one shift hands over to the next. What waits to be taken over comes first, else what would be handed over now.

To hand over at half past five: F7, Ctrl+S, Enter (the remark may stay empty): three keys.
To take over at nine with one objection: F7, Down to the line, Ctrl+X, the words, Enter, Ctrl+S, Enter: five keys
besides the words and the way to the line. Each line by itself: Enter, and the next one is under the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock
from repairdesk.desk import handover as desk
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.rules.shifts import border_after, nearest_border
from repairdesk.rules.worktime import DAY_POST
from repairdesk.screens import handover_lines as rows
from repairdesk.screens.board_lines import when
from repairdesk.screens.dialogs import Ask, Confirm
from repairdesk.screens.drawn import Tabs
from repairdesk.screens.handover_forms import ItemDone, ItemForm
from repairdesk.screens.handover_sheet import EarlierSheet, SheetScreen
from repairdesk.screens.lines import Line
from repairdesk.screens.page import Text
from repairdesk.text import N_, _, ngettext, word
from repairdesk.views import handover as views
from repairdesk.views.board import board_row
from repairdesk.views.handover import HandoverLine, Sheet, Waiting
from repairdesk.views.loose_ends import loose_ends

REMARK = 1000
MOST = 4
"""Shifts not taken over that have a page of their own; the others follow when these are done."""
EVERY = timedelta(minutes=1)
"""How old what would be handed over now may grow."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``sheet`` (made, to be taken over), ``unmade`` (a shift that has ended), ``now``, or ``earlier``."""

    name: str
    border: datetime | None = None
    post: str = ""
    sheet: int | None = None


NOW, EARLIER = Page("now"), Page("earlier")
NOT_HERE = {
    "save": N_("Handed over and taken over is on the other pages. Tab leads there."),
    "object": N_("Only to a line that waits to be taken over one can object."),
    "print": N_("Ctrl+S hands over first; then Ctrl+Y prints the sheet."),
}
"""What is said where a key has nothing to do on a page."""
TITLES = {"now": N_("As it stands now"), "earlier": N_("Earlier sheets")}


class HandoverScreen(SheetScreen):
    """A page for each shift that waits to be taken over, one for what there is now, one for the sheets made before."""

    heading = N_("Handover")
    BINDINGS = [
        Binding("ctrl+s", "save('make')", N_("Hand over"), id="handover.make"),
        Binding("ctrl+s", "save('accept')", N_("Take over all"), id="handover.accept_all"),
        Binding("ctrl+x,delete", "object", N_("Object"), id="handover.object"),
        Binding("ctrl+k,insert", "item(True)", N_("Message, key, cash"), id="handover.item"),
        Binding("ctrl+k,insert", "item(False)", N_("Message, key, cash"), show=False, id="handover.item_too"),
        Binding("tab", "page(1)", N_("Other page"), id="handover.page", key_display="Tab"),
        Binding("shift+tab", "page(-1)", show=False),
        Binding("ctrl+y", "print", N_("Print"), id="handover.print"),
        Binding("ctrl+s", "not_here('save')", show=False),
        Binding("ctrl+x,delete", "not_here('object')", show=False),
        Binding("ctrl+y", "not_here('print')", show=False),
        Binding("escape", "back", N_("Back"), id="handover.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._waiting: tuple[Waiting, ...] = ()
        self._pages: tuple[Page, ...] = (NOW, EARLIER)
        self._ends: tuple[HandoverLine, ...] = ()
        self._tabs = Tabs([TITLES["now"], TITLES["earlier"]])
        self._earlier: tuple[views.SheetTitle, ...] = ()

    def body(self) -> ComposeResult:
        """Pages, head, lines, the line whole."""
        yield self._tabs
        yield self.head
        yield self.lines
        yield self.whole

    # --- reading ----------------------------------------------------------------------------------

    def opened(self, subject: object) -> None:
        """The shift that waits longest for being taken over, else what there is now."""
        self.set_focus(self.lines)
        self.renew(first=True)
        self.lines.action_first()

    def look_again(self) -> None:
        """Somebody has saved, or a shift has ended."""
        self.renew()

    @property
    def page(self) -> Page:
        """The page in sight."""
        return self._pages[self._tabs.shown]

    def renew(self, *, first: bool = False, select: Hashable = None) -> None:
        """Read everything anew; the page in sight stays, unless there is none of it any more or ``first`` is wanted."""
        now = clock.now()
        before = self.page
        try:
            self._waiting = views.waiting(self.desk.store, now)
            self._pages = tuple(self._found(now))
            same = next((n for n, page in enumerate(self._pages) if page == before), 0)
            self._name_pages(0 if first else same)
            self._read(now)
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        border = border_after(self.desk.hours, now)
        self.changes_at = min(border, now + EVERY) if self._drafted else border
        self.fill(select)

    def _found(self, now: datetime) -> list[Page]:
        """Sheets that were made come first; of shifts never handed over, those that ended longest ago."""
        made = [
            Page("sheet", one.border, one.from_post, one.id) for one in self._waiting if one.id is not None
        ]
        unmade = [Page("unmade", one.border, one.from_post) for one in self._waiting if one.id is None]
        near = nearest_border(self.desk.hours, now)
        here = [] if any(page.border == near for page in unmade) else [NOW]
        return [*(made + unmade)[:MOST], *here, EARLIER]

    def _name_pages(self, which: int) -> None:
        hours, now = self.desk.hours, clock.now()
        self._tabs.set_titles(
            [
                _(TITLES[p.name]) if p.border is None else f"{when(p.border, hours, now)} {word(p.post)}"
                for p in self._pages
            ]
        )
        self._tabs.show(which)

    @property
    def _drafted(self) -> bool:
        return self.page.name in ("now", "unmade")

    def _read(self, now: datetime) -> None:
        store, page = self.desk.store, self.page
        self._ends, self.sheet = (), None
        if page.sheet is not None:
            self.sheet = views.sheet(store, page.sheet)
        elif self._drafted:
            self.sheet = views.draft_sheet(store, now)
            self._ends = loose_ends(store, now) if (page.post or self.sheet.from_post) == DAY_POST else ()
        else:
            self._earlier = views.sheets(store)

    def relabel(self) -> None:
        """The language changed."""
        self._name_pages(self._tabs.shown)
        super().relabel()

    def fill(self, select: Hashable = None) -> None:
        """Show the page that was read."""
        self.whole.display = self.page != EARLIER
        if self.page == EARLIER:
            self.lines.set_columns(rows.SHEETS)
            hours, now = self.desk.hours, clock.now()
            self.lines.set_lines([rows.titled(one, hours, now) for one in self._earlier])
            self.head.renew()
            self.whole.renew()
            self.refresh_bindings()
        elif self.sheet is not None:
            known = {rows.key(one) for one in self._ends}
            rest = [one for one in self.sheet.lines if rows.key(one) not in known]
            self.show([*self._ends, *rest], loose=len(self._ends), select=select)

    # --- what is shown ----------------------------------------------------------------------------

    def standing(self) -> str:
        """How many shifts nobody has taken over."""
        n = len(self._waiting)
        return ngettext("{n} shift not taken over", "{n} shifts not taken over", n).format(n=n) if n else ""

    def written(self) -> Sequence[Text]:
        """The head of the page in sight."""
        hours, now, page = self.desk.hours, clock.now(), self.page
        if self.sheet is None or not self._drafted:
            return super().written()
        shift = rows.shift_of(page.post or self.sheet.from_post, page.border or self.sheet.border, hours, now)
        anew = any(one.border == self.sheet.border for one in self._waiting if one.id is not None)
        how = "anew" if anew and page == NOW else page.name
        return rows.head_of_draft(self.sheet, shift, how=how, loose=len(self._ends))

    def does(self) -> str:
        """What Enter does on this page with the line under the cursor."""
        line = self.line
        if self.page == EARLIER:
            return "open" if self.lines.current is not None else ""
        if line is None:
            return ""
        if self.page.sheet is not None:
            return "accept" if line.accepted_at is None else super().does()
        if "item" in line.content:
            return "done"
        if line.section == "draft":
            return "finish"
        return "next" if line.row is not None and line.section != "record" else "card"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys that do something on this page."""
        if action == "save":
            wanted = "accept" if self.page.sheet is not None else "make" if self._drafted else ""
            return parameters == (wanted,)
        if action == "not_here":
            return not self._possible(str(parameters[0]))
        if action in ("object", "print"):
            return self._possible(action)
        if action == "item":
            return parameters == (self._drafted,)
        return True

    def _possible(self, what: str) -> bool:
        """Whether a key has something to do on this page."""
        if what == "save":
            return self.page != EARLIER
        if what == "object":
            return self.page.sheet is not None and self.does() == "accept"
        return self.page == EARLIER or self.page.sheet is not None

    # --- keys -------------------------------------------------------------------------------------

    def action_page(self, by: int) -> None:
        """The next page."""
        self._tabs.show(self._tabs.shown + by)
        self.renew()
        self.lines.action_first()

    def on_line_list_chosen(self) -> None:
        """Enter."""
        line, does = self.line, self.does()
        if does == "open" and self.lines.current is not None:
            self.app.push_screen(EarlierSheet(self.lines.current.item.id))
        elif line is None:
            return
        elif does == "accept" and self.sheet is not None:
            self._take(self.sheet, {line.place: ""})
        elif does == "done":
            self.app.push_screen(ItemDone(line.content["item"], line.text("content")))
        elif does == "finish":
            self._finish(line)
        elif does == "next" and line.call is not None:
            from repairdesk.screens.actions import next_step

            next_step(self.desk, board_row(self.desk.store, line.call, clock.now()))
        elif line.call is not None:
            self.desk.go("card", line.call)

    def _finish(self, line: HandoverLine) -> None:
        """The form that was begun, as it was left."""
        if line.text("kind") == "slip":
            self.desk.go("close", line.text("content"))
        else:
            self.desk.go("log", line.content["draft"])

    def action_item(self, _shown: bool) -> None:
        """Something is taken in for somebody."""
        self.app.push_screen(ItemForm())

    def action_save(self, _how: str) -> None:
        """Hand over what there is now, or take over all that is left."""
        page, sheet = self.page, self.sheet
        if page.sheet is None or sheet is None:
            question = N_("Hand this shift over as it stands now?")
            self.app.push_screen(
                Ask(question, label=N_("Remark"), limit=REMARK, optional=True),
                lambda remark: self._make(remark, page.border),
            )
        else:
            question = N_("Take over all that is left from {name}: {n}?")
            if self.desk.operator is not None and sheet.made_by == self.desk.operator.name:
                question = N_("You handed this over yourself. Take over all that is left: {n}?")
            self.app.push_screen(
                Confirm(question, n=len(sheet.left), name=sheet.made_by),
                lambda sure: self._take(sheet, None) if sure else None,
            )

    def action_not_here(self, what: str) -> None:
        """No key stays without an answer."""
        self.desk.notice(NOT_HERE[what])

    def action_object(self) -> None:
        """Take a line over, and say what is wrong with it."""
        sheet, line = self.sheet, self.line
        if sheet is None or line is None:
            return
        what = "  ".join(part for part in (line.text("room"), line.text("content")) if part)
        self.app.push_screen(
            Ask(N_("{what}: what is wrong with it?"), label=N_("Objection"), limit=REMARK, what=what),
            lambda words: None if words is None else self._take(sheet, {line.place: words}),
        )

    def _make(self, remark: str | None, border: datetime | None) -> None:
        if remark is not None:
            self._hand_over(remark, border)

    @work(exclusive=True, group="handover")
    async def _hand_over(self, remark: str, border: datetime | None) -> None:
        made = await self._done(desk.make, remark=remark, border=border)
        if made is not None:
            self.renew(first=True)
            self._show(made)
            self.desk.notice(
                N_("Handed over. Whoever comes now takes it over with F7; Ctrl+Y prints it."), "good"
            )

    def _show(self, handover: int) -> None:
        """The page of this sheet."""
        which = next((n for n, page in enumerate(self._pages) if page.sheet == handover), 0)
        self._tabs.show(which)
        self.renew()

    def _take(self, sheet: Sheet, lines: dict[int, str] | None) -> None:
        """Take these lines of the sheet over, by place with an objection or none; or all that is left."""
        self._take_over(sheet, lines)

    @work(exclusive=True, group="handover")
    async def _take_over(self, sheet: Sheet, lines: dict[int, str] | None) -> None:
        following = self._following(lines or {})
        done = await self._done(desk.accept, sheet.id, lines=lines)
        if done is None:
            self.renew()
            return
        self.renew(select=following, first=done.left == 0)
        if done.left == 0:
            self.desk.notice(N_("All of it is taken over from {name}"), "good", name=sheet.made_by)
        elif done.by_maker:
            self.desk.notice(N_("Taken over by the one who handed it over. Left: {n}"), "note", n=done.left)
        elif any((lines or {}).values()):
            self.desk.notice(N_("Taken over with your objection. Left: {n}"), "good", n=done.left)
        else:
            self.desk.notice(N_("Taken over. Left: {n}"), "good", n=done.left)

    def _following(self, done: dict[int, str]) -> Hashable:
        """The key of the next line that nobody has taken over, from the one under the cursor on and round."""
        at = next((n for n, line in enumerate(self.lines.lines) if line is self.lines.current), 0)
        turned: Sequence[Line] = (*self.lines.lines[at + 1 :], *self.lines.lines[:at])
        return next(
            (each.key for each in turned if each.item.accepted_at is None and each.item.place not in done),
            None,
        )

    async def _done(self, operation: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Run an operation off the screen; None where it was refused or failed, which is said."""
        try:
            who = self.desk.acting()
            return await self.desk.off_screen(
                operation, self.desk.store, who, *args, **values, now=clock.now()
            )
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
        except StoreError as error:
            self.desk.notice_problem(error)
        return None

    def to_print(self) -> Sheet | None:
        """The sheet in sight, or the one under the cursor of the list."""
        if self.page == EARLIER and self.lines.current is not None:
            return views.sheet(self.desk.store, self.lines.current.item.id)
        return self.sheet
