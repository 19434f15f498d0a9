"""Ctrl+D: the lists the office keeps. Typing searches, Enter changes, Ctrl+N adds, Tab goes to the next list."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from repairdesk import clock
from repairdesk.models.errors import StoreError
from repairdesk.screens.directory_forms import PersonForm, PriceForm, ResidentForm, RoomForm
from repairdesk.screens.drawn import Tabs
from repairdesk.screens.fields import Field
from repairdesk.screens.form import FormBody
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.text import N_, _, word, yuan
from repairdesk.views import directories as views
from repairdesk.views.people import Person, staff

LISTS = (
    ("residents", N_("residents")), ("rooms", N_("rooms")), ("staff", N_("staff")), ("prices", N_("prices")),
    ("procedures", N_("procedures")),
)  # fmt: skip
COLUMNS: dict[str, tuple[Column, ...]] = {
    "residents": (Column(N_("Room"), 14), Column(N_("Name"), 14, grow=True), Column(N_("Telephone"), 18), Column("", 12)),
    "rooms": (
        Column(N_("Room"), 16), Column(N_("Building"), 12), Column(N_("Residents"), 20, grow=True), Column("", 14),
    ),
    "staff": (
        Column(N_("Name"), 12, grow=True), Column(N_("Role"), 25), Column(N_("Trade"), 16), Column(N_("Telephone"), 14),
        Column("", 8),
    ),
    "prices": (
        Column(N_("Item"), 20, grow=True), Column(N_("Kind"), 10), Column(N_("Price, yuan"), 12, right=True),
        Column(N_("Unit"), 10), Column(N_("From"), 10),
    ),
    "procedures": (
        Column(N_("Procedure"), 20, grow=True), Column(N_("Version"), 8, right=True), Column(N_("Taken over"), 17),
        Column("", 10),
    ),
}  # fmt: skip


class DirectoriesScreen(DeskScreen[None]):
    """One list at a time, with a box to search it."""

    heading = N_("Directories")
    DEFAULT_CSS = "DirectoriesScreen FormBody { height: auto; }"
    BINDINGS = [
        Binding("enter", "change", N_("Change"), id="directories.change"),
        Binding("ctrl+n", "add", N_("New"), id="directories.add"),
        Binding("tab", "next_list(1)", N_("Other list"), id="directories.next", key_display="Tab"),
        Binding("shift+tab", "next_list(-1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("escape", "back", N_("Back"), id="directories.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._tabs = Tabs([title for _name, title in LISTS])
        self._box = Field("text", N_("Search"), width=30, hint=N_("room, name, telephone, item"))
        self._list = LineList(COLUMNS["residents"], empty=N_("Nothing fits. Ctrl+N enters something new."))
        self._list.can_focus = False

    def body(self) -> ComposeResult:
        """The lists, the box, the entries."""
        yield self._tabs
        with FormBody():
            yield self._box
        yield self._list

    def opened(self, subject: object) -> None:
        """The list shown last; ``subject`` may name one."""
        if isinstance(subject, str) and subject in COLUMNS:
            self._tabs.show(list(COLUMNS).index(subject))
        self.set_focus(self._box.entry)
        self.renew()

    def on_screen_resume(self) -> None:
        """What was entered in front of the list may be in it."""
        self.renew()

    def relabel(self) -> None:
        """The language changed: the words in the cells are looked up again."""
        self.renew()

    @property
    def _name_shown(self) -> str:
        return LISTS[self._tabs.shown][0]

    @on(Input.Changed)
    def renew(self) -> None:
        """Show what fits now."""
        name = self._name_shown
        try:
            lines = self._lines(name, self._box.value)
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        self._list.set_columns(COLUMNS[name])
        self._list.set_lines(lines)

    def _lines(self, name: str, typed: str) -> Sequence[Line]:
        store = self.desk.store
        if name == "residents":
            return [self._resident(one) for one in views.residents(store, typed)]
        if name == "rooms":
            return [self._room(one) for one in views.rooms(store, typed)]
        if name == "staff":
            return [self._person(one) for one in staff(store) if _fits(one, typed)]
        if name == "prices":
            today = self.desk.hours.local(clock.now()).date()
            return [self._price(one) for one in views.prices(store, today, typed)]
        return [self._procedure(one) for one in views.procedures(store) if typed.casefold() in one.name]

    @staticmethod
    def _resident(one: views.Resident) -> Line:
        key = _("KEY CUSTOMER") if one.key_customer else ""
        return Line(one.id, (one.room, one.name, one.phone, (key, "soon")), item=one)

    @staticmethod
    def _room(one: views.Room) -> Line:
        public = word("public_area") if one.public_area else ""
        return Line(one.id, (one.name, one.building, one.residents, public), item=one)

    @staticmethod
    def _person(one: Person) -> Line:
        trade = word(one.trade) if one.trade else ""
        left = "" if one.active else _("has left")
        return Line(
            one.id, (one.name, word(one.role), trade, one.phone, left), "" if one.active else "dim", one
        )

    @staticmethod
    def _price(one: views.Price) -> Line:
        kind = _("labour") if one.kind == "labour" else _("material")
        return Line(
            one.id, (one.item, kind, yuan(one.price), word(one.unit), one.valid_from.isoformat()), item=one
        )

    def _procedure(self, one: views.Adopted) -> Line:
        adopted = f"{self.desk.hours.local(one.adopted_at):%Y-%m-%d %H:%M}"
        return Line(
            one.id,
            (one.name, str(one.version), adopted, (_("in use") if one.in_use else "", "good")),
            item=one,
        )

    # --- keys -------------------------------------------------------------------------------------

    def action_next_list(self, by: int) -> None:
        """The next list."""
        self._show_list(self._tabs.shown + by)

    def _show_list(self, which: int, typed: str = "") -> None:
        self._tabs.show(which)
        with self.prevent(Input.Changed):
            self._box.value = typed
        self.renew()

    def action_move(self, by: int) -> None:
        """Up and down in the list while one types."""
        self._list.action_move(by)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self._list.action_page(by)

    def action_add(self) -> None:
        """Something new in this list."""
        name = self._name_shown
        if name == "procedures":
            self.desk.notice(N_("A procedure is a file. Take it over with: repairdesk procedure use FILE"))
            return
        forms = {"residents": ResidentForm, "rooms": RoomForm, "staff": PersonForm, "prices": PriceForm}
        self.app.push_screen(forms[name]())

    def action_change(self) -> None:
        """The entry under the cursor: put right; of a room its residents, of a procedure its words."""
        entry = self._list.current.item if self._list.current else None
        if isinstance(entry, views.Resident):
            self.app.push_screen(ResidentForm(entry))
        elif isinstance(entry, views.Room):
            self._show_list(list(COLUMNS).index("residents"), entry.name)
        elif isinstance(entry, Person):
            self.app.push_screen(PersonForm(entry))
        elif isinstance(entry, views.Price):
            self.app.push_screen(PriceForm(entry))
        elif isinstance(entry, views.Adopted):
            self.desk.go("help", "procedure")

    def action_back(self) -> None:
        """Back to where it was opened."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()


def _fits(person: Person, typed: str) -> bool:
    """Whether a person is meant by a part of the name, the initials or the end of the telephone number."""
    text = typed.casefold()
    return (
        text in person.name.casefold()
        or any(initials.startswith(text) for initials in person.initials.split())
        or person.phone.endswith(text)
    )
