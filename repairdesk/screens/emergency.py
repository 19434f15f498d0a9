"""An emergency: what the caller is told at once, whom to telephone now with the number in large figures, who knows.

Who was told, and who did not answer, is read from the line: it is seen at every terminal, and when one comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock
from repairdesk.desk import emergencies
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.rules.schema import Words
from repairdesk.screens.board_lines import when
from repairdesk.screens.dialogs import Choices, Confirm
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Cell, Column, Line, LineList
from repairdesk.screens.page import Brief, Text
from repairdesk.screens.shell import Shell
from repairdesk.screens.telephone import Telephone, grouped
from repairdesk.text import N_, _, joined, spoken, word
from repairdesk.views.board import BoardRow, board_row
from repairdesk.views.emergencies import (
    ContactLine,
    EmergencyLine,
    Telephoned,
    recognised,
    telephoned,
)
from repairdesk.views.emergencies import emergencies as every_emergency

COLUMNS = (
    Column("", 1), Column(N_("To telephone"), 22), Column(N_("Name"), 10, grow=True), Column(N_("Telephone"), 16),
    Column(N_("Told"), 18),
)  # fmt: skip

READING = 0.8
"""Seconds that it takes at least to read whom to telephone."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One person to telephone."""

    line: ContactLine
    name: str
    phone: str

    @property
    def title(self) -> str:
        """As what he is telephoned, in the language spoken now."""
        if self.line.title is not None:
            return spoken(self.line.title)
        return joined(word(code) for code in (self.line.role, self.line.trade) if code)

    @property
    def nobody(self) -> bool:
        """Whether the staff list has nobody of that kind."""
        return not self.name and self.line.role is not None

    @property
    def whom(self) -> str:
        """What is noted: the name, or of somebody outside what he is called."""
        return self.name or self.title

    def latest(self, found: Sequence[Telephoned]) -> Telephoned | None:
        """When he was told, else when he last did not answer; of somebody outside in whichever language it was noted."""
        title = self.line.title
        names = [self.name] if self.name or title is None else [title.zh, title.en]
        his = [one for one in found if any(one.is_of(name) for name in names if name)]
        return max(his, key=lambda one: (one.answered, one.at), default=None)


def contacts(emergency: EmergencyLine) -> Iterator[Contact]:
    """Everybody to be telephoned, in the order in which they are."""
    for line in emergency.contacts:
        if line.people:
            yield from (Contact(line, name, phone) for name, phone in line.people)
        else:
            yield Contact(line, "", line.phone)


class Contacts(LineList):
    """Whom to telephone. A digit or Enter says that he knows, Space that he did not answer."""

    BINDINGS = [Binding("enter", "told", N_("He has been told"), id="emergency.told")]

    def on_mount(self) -> None:
        """From now on the screen is there to be read."""
        self.shown_at = monotonic()

    def action_told(self) -> None:
        """Enter; not the second one of the hand that has just saved the call: nobody telephones as fast as that."""
        if monotonic() - self.shown_at >= READING:
            self.action_choose()


class EmergencyScreen(DeskScreen[None]):
    """About ``call``, on which it is noted who was told; None: only looked at. ``then`` goes on when it is left."""

    heading = N_("EMERGENCY")
    DEFAULT_CSS = """
    EmergencyScreen Brief { margin-top: 1; max-height: 7; }
    EmergencyScreen Telephone { margin: 1 0; }
    EmergencyScreen Contacts { height: 1fr; }
    """
    BINDINGS = [
        Binding("space", "no_answer", N_("No answer"), id="emergency.no_answer"),
        Binding("ctrl+z", "app.take_back", N_("Take back"), id="emergency.take_back"),
        Binding("f2", "app.take_call", N_("Log call"), tooltip=N_("Log"), id="emergency.log"),
        Binding("escape", "go_on", N_("Go on"), id="emergency.on"),
    ]

    def __init__(
        self, emergency: EmergencyLine, call: str | None = None, then: Callable[[], None] | None = None
    ) -> None:
        super().__init__()
        self._emergency, self._call, self._then = emergency, call, then
        self._contacts = tuple(contacts(emergency))
        self._told: dict[int, Telephoned] = {}
        self._head, self._phone = Brief(lambda: tuple(self._said())), Telephone()
        self._list = Contacts(
            COLUMNS, digits=True, empty=N_("Nobody is named. Ctrl+D, emergencies: name somebody.")
        )

    def body(self) -> ComposeResult:
        """What to say, the number, whom."""
        yield self._head
        yield self._phone
        yield self._list

    def on_mount(self) -> None:
        """With the first of them in hand."""
        super().on_mount()
        self._read()
        self._list.select(self._next())
        self.set_focus(self._list)
        self._show()

    def look_again(self) -> None:
        """Somebody was told elsewhere, or an entry was taken back; a call that is withdrawn needs nobody."""
        self._read()
        if self._call is None or self.app.screen is not self:
            return
        if board_row(self.desk.store, self._call, clock.now()).state == "withdrawn":
            self._go_on()

    def _read(self) -> None:
        """Who was telephoned."""
        try:
            found = telephoned(self.desk.store, self._call) if self._call is not None else ()
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        known = ((n, each.latest(found)) for n, each in enumerate(self._contacts))
        self._told = {n: one for n, one in known if one is not None}
        self.relabel()

    def _next(self, after: int = -1) -> int:
        """The first who is there and was not telephoned, behind ``after`` if there is one; else ``after`` himself."""
        left = [n for n, each in enumerate(self._contacts) if n not in self._told and not each.nobody]
        return next((n for n in left if n > after), left[0] if left else max(after, 0))

    @property
    def _somebody_knows(self) -> bool:
        return any(one.answered for one in self._told.values())

    def relabel(self) -> None:
        """The words of the cells in the language spoken now."""
        self._list.set_lines([self._line(n, each) for n, each in enumerate(self._contacts)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a call there is nothing to note."""
        return action != "no_answer" or self._call is not None

    def standing(self) -> str:
        """Which."""
        return spoken(self._emergency.title)

    def about(self) -> str | None:
        """The call."""
        return self._call

    def _said(self) -> Iterator[Text]:
        """What to do now: tell the caller, then telephone."""
        title, advice = spoken(self._emergency.title), spoken(self._emergency.advice)
        yield Text(_("EMERGENCY {content}").replace("{content}", title), "late")
        if advice:
            yield Text(_("Tell the caller: {advice}").format(advice=advice), "bold")
        if self._call is None:
            yield Text(_("Whom to telephone:"))
        else:
            told = _("Telephone now. Digit: he knows. Space: no answer. Call {number}")
            yield Text(told.format(number=self._call), "note")

    def _line(self, n: int, contact: Contact) -> Line:
        told: Cell = ""
        if (one := self._told.get(n)) is not None:
            words = _("told {time}") if one.answered else _("no answer {time}")
            told = (
                words.format(time=when(one.at, self.desk.hours, clock.now())),
                "good" if one.answered else "soon",
            )
        phone = grouped(contact.phone) or _("no number")
        name = _("nobody on file") if contact.nobody else contact.name
        return Line(n, (str(n + 1), contact.title, name, phone, told), item=contact)

    def _show(self) -> None:
        line = self._list.current
        self._phone.show_number(line.item.phone if line is not None else "")

    def on_line_list_highlighted(self) -> None:
        """Another one's number."""
        self._show()

    # --- who knows --------------------------------------------------------------------------------

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A digit, Enter: he has been told."""
        contact: Contact = event.line.item
        if self._call is None:
            self.desk.notice(N_("Log the call with F2 first; then it is noted who was told."))
        elif self._may_be_noted(int(str(event.line.key)), contact):
            role = contact.line.role if contact.name else None
            self._note(int(str(event.line.key)), contact, partial(emergencies.told, role=role))

    def action_no_answer(self) -> None:
        """Space: he did not answer; the next one's number."""
        if self._list.current is not None:
            n, contact = int(str(self._list.current.key)), self._list.current.item
            if self._may_be_noted(n, contact):
                self._note(n, contact, emergencies.not_reached)

    def _may_be_noted(self, n: int, contact: Contact) -> bool:
        """Whether there is somebody to be told, who does not know yet; else why not is said."""
        one = self._told.get(n)
        if contact.nobody:
            self.desk.notice(N_("Nobody of that kind is on the staff list. Telephone the next one."))
        elif one is not None and one.answered:
            at = partial(when, one.at, self.desk.hours, clock.now())
            self.desk.notice(N_("{name} knows since {time}: that is noted."), name=contact.whom, time=at)
        else:
            return True
        return False

    @work(exclusive=True, group="told")
    async def _note(self, n: int, contact: Contact, operation: Callable[..., None]) -> None:
        try:
            await self.desk.off_screen(
                operation, self.desk.store, self.desk.acting(), self._call, whom=contact.whom, phone=contact.phone,
                now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
        except StoreError as error:
            self.desk.notice_problem(error)
        else:
            self._read()
            answered = self._told[n].answered
            self._list.select(self._next(-1 if answered else n))
            if answered:
                self.desk.notice(N_("Noted: {name} has been told."), "good", name=contact.whom)
            else:
                said = N_("Noted: {name} did not answer. Telephone the next one.")
                self.desk.notice(said, "soon", name=contact.whom)

    def action_go_on(self) -> None:
        """Esc: on; where nobody has been told only after a second thought."""
        if self._call is not None and not self._somebody_knows and self._contacts:
            question = N_("Nobody has been told of this emergency. Go on all the same?")
            self.app.push_screen(Confirm(question), lambda sure: self._go_on() if sure else None)
        else:
            self._go_on()

    def _go_on(self) -> None:
        self.app.pop_screen()
        if self._then is not None:
            self._then()


def choose_emergency(desk: Shell, row: BoardRow | None) -> None:
    """Ask which emergency it is, and show whom to telephone.

    It is about the line in hand where its words point to this emergency, or where it is one and they point to none.
    """
    known = {str(n): each for n, each in enumerate(every_emergency(desk.store))}
    options: list[tuple[str, str | Words]] = [(code, each.title) for code, each in known.items()]
    found = recognised(desk.store, row.content) if row is not None else None
    likely = next(
        (code for code, each in known.items() if found is not None and each.name == found.name), None
    )
    worded = row is not None and likely is None and row.urgency == "emergency"

    def chosen(code: str | None) -> None:
        if code is not None:
            about = row.call if row is not None and (worded or code == likely) else None
            desk.push_screen(EmergencyScreen(known[code], about))

    desk.push_screen(Choices(N_("Which emergency?"), options, likely=likely), chosen)
