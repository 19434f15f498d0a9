"""The emergencies that the office keeps: the list in the directories, and each with its advice and its contacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.screens.directory_lists import narrowed
from repairdesk.screens.emergency_forms import ContactForm, EmergencyForm
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.page import Brief, Text
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _, called, joined, spoken, word
from repairdesk.views.emergencies import ContactLine, EmergencyLine, emergencies, emergency_named


def contact_name(contact: ContactLine) -> str:
    """What a contact is called: the office's own title, or the role with its trade."""
    name = called(contact.title, contact.role or "")
    return _("{role} ({trade})").format(role=name, trade=word(contact.trade)) if contact.trade else name


def contact_numbers(contact: ContactLine) -> tuple[str, str]:
    """The people with their numbers, or the number of somebody outside; and the tone: none of them is to be seen."""
    told = joined(f"{name} {phone}".strip() for name, phone in contact.people) or contact.phone
    return (told, "") if told else (_("number not on file"), "soon")


# --- the list of the directories ------------------------------------------------------------------


def listed(desk: Shell, typed: str) -> list[Line]:
    """Each emergency in its order, with whom to telephone first."""
    return narrowed([_row(each) for each in emergencies(desk.store)], typed)


def _row(each: EmergencyLine) -> Line:
    first = each.contacts[0] if each.contacts else None
    who, number = (contact_name(first), contact_numbers(first)) if first else (_("nobody"), ("", ""))
    return Line(each.name, (spoken(each.title), who, number), item=each)


def opened(desk: Shell, line: Line) -> None:
    """One of them."""
    desk.push_screen(EmergencyCard(line.item.name))


def added(desk: Shell, _line: Line | None) -> None:
    """A new one."""
    desk.push_screen(EmergencyForm())


# --- one emergency --------------------------------------------------------------------------------


class ContactList(LineList):
    """Whom to telephone, in this order."""

    BINDINGS = [Binding("enter", "choose", N_("Change the contact"), id="emergencies.contact")]


class EmergencyCard(DeskScreen[None]):
    """What the caller is told and the words above, the contacts below."""

    heading = N_("Emergency")
    DEFAULT_CSS = """
    EmergencyCard Brief { max-height: 50%; margin-bottom: 1; }
    """
    BINDINGS = [
        Binding("space", "change", N_("Change the emergency"), id="emergencies.change"),
        Binding("ctrl+n", "add", N_("New contact"), id="emergencies.add"),
        Binding("escape", "back", N_("Back"), id="emergencies.back"),
    ]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._called = name
        self._one: EmergencyLine | None = None
        self._file = Brief(self._written)
        columns = (
            Column("", 3, right=True), Column(N_("Whom to telephone"), 32), Column(N_("Telephone"), 36, grow=True),
        )  # fmt: skip
        self._list = ContactList(columns, empty=N_("Nobody yet. Ctrl+N enters somebody."))

    def body(self) -> ComposeResult:
        """The words and the contacts."""
        yield self._file
        yield self._list

    def on_mount(self) -> None:
        """What is on file."""
        self.renew()
        self.set_focus(self._list)

    def look_again(self) -> None:
        """It may have been changed."""
        if self._called:
            self.renew()

    def relabel(self) -> None:
        """The language changed."""
        self.renew()

    def renew(self) -> None:
        """Read it anew; its name may have been changed, and what was taken out has no page."""
        if not self._called:
            self.app.pop_screen()
            return
        try:
            self._one = emergency_named(self.desk.store, self._called)
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
            return
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        rows = [
            Line(number, (str(number), contact_name(each), contact_numbers(each)), item=each)
            for number, each in enumerate(self._one.contacts, 1)
        ]
        self._list.set_lines(rows)
        self._file.renew()
        self.recount()

    def standing(self) -> str:
        """Whose list it is."""
        return _("the usual list") if self._one is not None and self._one.id is None else ""

    def _written(self) -> Sequence[Text]:
        return list(self._told(self._one)) if self._one is not None else []

    def _told(self, one: EmergencyLine) -> Iterator[Text]:
        yield Text(spoken(one.title), "bold")
        yield Text(_("Tell the caller: {advice}").format(advice=spoken(one.advice)))
        yield Text(_("Recognised by: {words}").format(words=joined(one.recognised_by)), "dim")

    # --- keys -------------------------------------------------------------------------------------

    def on_line_list_chosen(self) -> None:
        """Enter: the contact under the cursor."""
        if self._one is not None and self._list.current is not None:
            self.app.push_screen(ContactForm(self._one, int(str(self._list.current.key))))

    def action_add(self) -> None:
        """Somebody more."""
        if self._one is not None:
            self.app.push_screen(ContactForm(self._one))

    def action_change(self) -> None:
        """Title, words, advice, place."""
        if self._one is not None:
            self.app.push_screen(EmergencyForm(self._one, self._renamed))

    def _renamed(self, name: str) -> None:
        self._called = name

    def action_back(self) -> None:
        """Back to where it was opened."""
        self.app.pop_screen()
