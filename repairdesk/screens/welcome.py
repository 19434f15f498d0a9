"""The first start, when there is no database yet: a new office, or the sample office to look around in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock, config
from repairdesk.desk import office
from repairdesk.rules import parse
from repairdesk.rules.refusal import refuse
from repairdesk.rules.worktime import Hours
from repairdesk.screens.drawn import Words
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.form import FormScreen
from repairdesk.screens.lines import Column, Line
from repairdesk.screens.picked import PickedField
from repairdesk.text import N_, language

if TYPE_CHECKING:
    from repairdesk.models.store import Store

WHICH = (("new", N_("a new office")), ("sample", N_("the sample office, to look around")))
CREWS = (("clerks", "clerk"), ("operators", "operator"), ("officers", "officer"))
NEW = ("name", "procedure", "opening", "closing", "manager", "clerks", "operators", "officers", "technicians")
USUAL = "property-desk"
"""The procedure of an office that names none."""
NAMES = N_("names, with commas between them")


class WelcomeScreen(FormScreen):
    """What an office is: its name, its procedure, its hours, its people. Everything can be changed later."""

    heading = N_("Welcome to RepairDesk")
    enter_saves = True
    DEFAULT_CSS = "WelcomeScreen .about { margin: 1; width: 100%; }"
    BINDINGS = [
        Binding("ctrl+s", "save", N_("Set it up"), id="welcome.save"),
        Binding("escape", "app.quit", N_("Leave"), id="welcome.leave"),
    ]

    def __init__(self, path: Path, made: Callable[[Store], None]) -> None:
        super().__init__()
        self._path, self._made = path, made
        self._procedures = _procedures()

    def compose_form(self) -> ComposeResult:
        """The choice, then the office."""
        yield Words(N_("There is no database yet. It will be made here: {path}"), "about", path=self._path)
        yield ChoiceField("which", N_("Set up"), WHICH)
        yield Field("name", N_("Office"), hint=N_("as it stands on the slips"), width=30)
        yield PickedField(
            Field(
                "procedure",
                N_("Procedure"),
                width=22,
                code=True,
                hint=N_("empty: the usual one; else part of a name"),
            ),
            (Column("", 22), Column("", 30, grow=True)),
            self._fitting,
            all_of_them=True,
            told=self._title,
        )
        yield Field(
            "opening", N_("Day from"), value="09:00", width=8, code=True, hint=N_("the front desk begins")
        )
        yield Field(
            "closing",
            N_("Night from"),
            value="17:30",
            width=8,
            code=True,
            hint=N_("the monitoring room takes over"),
        )
        yield Field("manager", N_("Manager"), width=24)
        yield Field("clerks", N_("Clerks"), width=24, limit=400, hint=NAMES)
        yield Field("operators", N_("Night post"), width=24, limit=400, hint=NAMES)
        yield Field("officers", N_("Officers"), width=24, limit=400, hint=NAMES)
        yield Field(
            "technicians",
            N_("Technicians"),
            limit=600,
            width=24,
            hint=N_("Wang plumbing, Li electric"),
        )

    def on_mount(self) -> None:
        """Nothing is asked yet but which of the two."""
        self.focus_field("which")

    def _title(self, name: str) -> str:
        """The title of the procedure of that name, in the language spoken now."""
        source = self._procedures.get(name, {}).get("source")
        titles = source.get("title") if isinstance(source, dict) else None
        return str(titles.get(language(), "")) if isinstance(titles, dict) else ""

    def _fitting(self, typed: str) -> list[Line]:
        """The procedures with what is typed in their name or title."""
        rows = [Line(name, (name, self._title(name))) for name in self._procedures]
        words = typed.casefold().split()
        return [
            row for row in rows if all(word in " ".join(map(str, row.cells)).casefold() for word in words)
        ]

    @on(ChoiceField.Changed, "#field-which")
    def which(self, event: ChoiceField.Changed) -> None:
        """The sample office asks nothing."""
        for name in NEW:
            self.query_one(f"#field-{name}").display = event.value == "new"

    # --- setting up -------------------------------------------------------------------------------

    def read(self) -> office.NewOffice | None:
        """The new office, or None for the sample office."""
        values = self.values()
        if values["which"] == "sample":
            return None
        if not values["manager"]:
            raise refuse("manager", "required")
        staff = [office.StaffForm(name=values["manager"], role="manager")]
        for field, role in CREWS:
            staff += [office.StaffForm(name=name, role=role) for name in names(values[field])]
        staff += [technician(words) for words in names(values["technicians"])]
        return office.NewOffice(
            name=values["name"],
            procedure=self._body(values["procedure"] or USUAL),
            opening=_clock(values["opening"], "opening"),
            closing=_clock(values["closing"], "closing"),
            staff=tuple(staff),
        )

    def _body(self, name: str) -> dict[str, object]:
        """The procedure of that name as it stands in its file."""
        if name not in self._procedures:
            raise refuse(
                "procedure", "unknown_procedure", procedure=name, allowed=", ".join(self._procedures)
            )
        return self._procedures[name]

    def save(self, form: office.NewOffice | None) -> Store:
        """Make the file."""
        if form is not None:
            return office.create_office(self._path, form, now=clock.now())
        from repairdesk.sample import build_sample

        return build_sample(self._path, now=clock.now())

    def action_save(self) -> None:
        """The sample office takes a moment."""
        if self.values()["which"] == "sample" and not self.saving:
            self.desk.notice(N_("A month of work is being played, one moment."))
        super().action_save()

    def saved(self, form: office.NewOffice | None, result: Store) -> None:
        """Open the desk on it; who works is asked next."""
        self.desk.clear_notice()
        self._made(result)


def _procedures() -> dict[str, dict[str, object]]:
    """The procedures that come with the program, by name."""
    import tomllib

    files = sorted(config.procedures_dir().glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}


def names(typed: str) -> list[str]:
    """The names in a list with commas of either kind."""
    return [name for name in (part.strip() for part in parse.narrow(typed).split(",")) if name]


def technician(words: str) -> office.StaffForm:
    """A technician by name and trade, ``王强 水工`` or ``Wang plumbing``; without a trade he does everything."""
    name, _space, trade = words.rpartition(" ")
    if not name:
        return office.StaffForm(name=words, role="technician", trade="general")
    return office.StaffForm(name=name, role="technician", trade=_trade(trade))


def _trade(typed: str) -> str:
    """The code of a trade by its code or by its name in either language; another word stays as it is."""
    from repairdesk.text import _
    from repairdesk.words import TRADES

    return next((code for code, said in TRADES.items() if typed in (code, said, _(said))), typed)


def _clock(typed: str, field: str) -> time:
    noon = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - any day will do, only the time of day is read
    hours = Hours()
    return hours.local(parse.moment(typed, field, hours=hours, now=hours.instant(noon))).time()
