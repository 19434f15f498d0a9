"""The lists that an office keeps where its procedures ask for them: equipment, books, duties, a full crew, fines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from repairdesk import clock, text
from repairdesk.screens import emergency_list, money, pads, printing
from repairdesk.screens.board_lines import when
from repairdesk.screens.directory_lists import EVERYDAY, Listing, Procedures, narrowed
from repairdesk.screens.lines import Column, Line
from repairdesk.screens.office_forms import BookLineForm, CrewFreeForm, CrewFullForm, DutyForm, EquipmentForm
from repairdesk.screens.procedure_steps import more_procedures, procedure_steps
from repairdesk.screens.register import Listed
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _, ngettext, word, yuan
from repairdesk.views import books, crew, directories, duties, fines, retention
from repairdesk.views import equipment as equipment_views
from repairdesk.views import money as money_views

if TYPE_CHECKING:
    from repairdesk.models.store import Store

DAY = 10
"""Cells of a date."""
MOMENT = 14
"""Cells of a day and a time."""


# --- procedures -----------------------------------------------------------------------------------


def _procedures(desk: Shell, typed: str) -> list[Line]:
    """Every version ever taken over, the newest first."""
    own = directories.procedure_in_use(desk.store)
    lines = []
    for one in directories.procedures(desk.store):
        adopted = f"{desk.hours.local(one.adopted_at):%Y-%m-%d %H:%M}"
        use = ""
        if one.in_use:
            first = (one.name, one.version) == (own.id, own.version)
            use = _("the office's own") if first else _("beside it")
        lines.append(Line(one.id, (one.name, str(one.version), adopted, (use, "good")), item=one))
    return narrowed(lines, typed)


# --- equipment ------------------------------------------------------------------------------------


def _has_equipment(procedures: Procedures, store: Store) -> bool:
    """Where a procedure asks for it, and wherever some is on file."""
    served = any(one.feature == "equipment" for each in procedures for one in each.served)
    return served or bool(equipment_views.equipment(store, gone=True, limit=1))


def _equipment(desk: Shell, typed: str) -> list[Line]:
    often = {one.equipment for one in equipment_views.frequent_faults(desk.store, clock.now())}
    lines = []
    for one in equipment_views.equipment(desk.store, typed, gone=True):
        mark = ("", "") if one.active else (_("out of use"), "dim")
        mark = (_("OFTEN"), "soon") if one.name in often else mark
        last = f"{desk.hours.local(one.last_fault_at):%Y-%m-%d}" if one.last_fault_at else ""
        make = " ".join(part for part in (one.brand, one.model) if part)
        cells = (one.name, one.kind, make, one.place, str(one.faults), last, mark)
        lines.append(Line(one.id, cells, "" if one.active else "dim", one))
    return lines


def _open_equipment(desk: Shell, line: Line) -> None:
    from repairdesk.screens.equipment import EquipmentScreen

    desk.push_screen(EquipmentScreen(line.item.name))


def _frequent(desk: Shell, typed: str) -> list[Line]:
    """What was reported again and again."""
    lines = []
    for one in equipment_views.frequent_faults(desk.store, clock.now()):
        trade = word(one.trade) if one.trade else ""
        what = one.equipment or "  ".join(part for part in (one.room, trade) if part)
        cells = (what, str(len(one.calls)), when(one.last, desk.hours, clock.now()))
        lines.append(Line((one.equipment, one.room, one.trade), cells, item=one))
    return narrowed(lines, typed)


def _calls_of(desk: Shell, line: Line) -> None:
    """The calls behind it."""
    one: equipment_views.Frequent = line.item
    desk.go("register", Listed(N_("Frequent faults"), one.equipment or one.room, one.calls))


# --- books ----------------------------------------------------------------------------------------


def _has_books(procedures: Procedures, _store: Store) -> bool:
    return any(each.book for each in procedures)


def _books(desk: Shell, typed: str) -> list[Line]:
    """Each book with its last line."""
    lines = []
    for book in books.books(desk.store):
        last = next(iter(books.lines(desk.store, book.name, limit=1)), None)
        entered = when(last.at, desk.hours, clock.now()) if last else ""
        cells = (text.spoken(book.title), entered, last.who if last else "")
        lines.append(Line(book.name, cells, item=book))
    return narrowed(lines, typed)


def _open_book(desk: Shell, line: Line) -> None:
    from repairdesk.screens.book import BookScreen

    desk.push_screen(BookScreen(line.item))


def _add_to_book(desk: Shell, line: Line | None) -> None:
    if line is not None:
        desk.push_screen(BookLineForm(line.item))


# --- duties ---------------------------------------------------------------------------------------

_DUTY_TONES = {"overdue": "late", "warning": "soon", "done": "good", "running": ""}


def _has_duties(procedures: Procedures, _store: Store) -> bool:
    return any(each.duty for each in procedures)


def _duties(desk: Shell, typed: str) -> list[Line]:
    """What is owed, what is late first."""
    lines = []
    for one in duties.duties(desk.store, clock.now()):
        due = f"{desk.hours.local(one.due):%Y-%m-%d}"
        said = _("not due yet") if one.state == "running" else word(one.state)
        if one.done_at is not None:
            said = _("done {day}, {who}").format(day=f"{desk.hours.local(one.done_at):%m-%d}", who=one.who)
        cells = (text.spoken(one.duty.title), one.period, due, (said, _DUTY_TONES[one.state]))
        lines.append(Line((one.duty.name, one.period), cells, item=one))
    return narrowed(lines, typed)


def _done(desk: Shell, line: Line) -> None:
    if line.item.state == "done":
        desk.notice(N_("This is done already for {period}."), period=line.item.period)
    else:
        desk.push_screen(DutyForm(line.item))


# --- the crew -------------------------------------------------------------------------------------


def _may_be_full(procedures: Procedures, _store: Store) -> bool:
    return any(each.orders.crew_full for each in procedures)


def _crew(desk: Shell, typed: str) -> list[Line]:
    """Who takes no more visits, and until when."""
    lines = []
    for one in crew.crew_full(desk.store, clock.now()):
        hands = word(one.trade) if one.trade else _("the whole crew")
        until, declared = (when(at, desk.hours, clock.now()) for at in (one.until, one.declared_at))
        lines.append(Line((one.trade, one.until), (hands, (until, "soon"), one.said_by, declared), item=one))
    return narrowed(lines, typed)


# --- lines past their time ------------------------------------------------------------------------


def _destroys(procedures: Procedures, _store: Store) -> bool:
    return any(
        each.retention_years is not None or any(one.years is not None for one in each.keep)
        for each in procedures
    )


def _expired(desk: Shell, _typed: str) -> list[Line]:
    """Closed lines that have been kept as long as they had to be."""
    return [
        Line(one.call, (one.call, f"{desk.hours.local(one.closed_at):%Y-%m-%d}", one.keep_until.isoformat(), one.room,
                        one.content), item=one)
        for one in retention.may_be_destroyed(desk.store, clock.now())
    ]  # fmt: skip


# --- money ---------------------------------------------------------------------------------------


def _has_money(_procedures: Procedures, store: Store) -> bool:
    """Where any was ever taken, or is owed."""
    return money_views.ever(store)


# --- fines ----------------------------------------------------------------------------------------


def _has_fines(procedures: Procedures, _store: Store) -> bool:
    return any(each.fine for each in procedures)


def _fines(desk: Shell, typed: str) -> list[Line]:
    """The proposals of the month typed, else of the one that is running; each case below its heading."""
    today = desk.hours.local(clock.now()).date()
    year, month = _month(typed, today)
    found = fines.fines(desk.store, year, month, clock.now())
    lines = [line for one in found for line in _proposal(desk, one)]
    if found:
        total = sum(one.total for one in found)
        lines.append(Line("total", (_("All together"), "", "", yuan(total)), "bold"))
    return lines


def _proposal(desk: Shell, one: fines.Proposal) -> Iterator[Line]:
    count = ngettext("{n} case", "{n} cases", len(one.cases)).format(n=len(one.cases))
    yield Line((one.name, one.rule), (text.spoken(one.title), "", count, yuan(one.total)), "bold")
    for n, case in enumerate(one.cases):
        at = when(case.at, desk.hours, clock.now())
        yield Line((one.name, one.rule, n), ("", at, case.about, yuan(case.amount)), item=case)


def _month(typed: str, today: date) -> tuple[int, int]:
    """The month typed, ``2026-02`` or ``2``; else the one that is running."""
    year, dash, month = typed.rpartition("-")
    if (
        month.isdigit()
        and 1 <= int(month) <= 12
        and (year.isdigit() and len(year) == 4 if dash else not year)
    ):
        wanted = int(month)
        return (int(year) if dash else today.year - (wanted > today.month)), wanted
    return today.year, today.month


def _open_case(desk: Shell, line: Line) -> None:
    if line.item is not None and line.item.about.isdigit() and len(line.item.about) == 12:
        desk.go("card", line.item.about)


OFFICE = (
    Listing(
        "procedures", N_("procedures"),
        (
            Column(N_("Procedure"), 20, grow=True), Column(N_("Version"), 8, right=True), Column(N_("Taken over"), 17),
            Column("", 17),
        ),
        _procedures, "steps", procedure_steps, "take", more_procedures, hint=N_("its name"),
    ),
    Listing(
        "equipment", N_("equipment"),
        (
            Column(N_("Equipment"), 12, grow=True), Column(N_("Kind"), 10), Column(N_("Make"), 12), Column(N_("Place"), 12),
            Column(N_("Faults"), 6, right=True), Column(N_("The last"), DAY), Column("", 10),
        ),
        _equipment, "open", _open_equipment, "add", lambda desk, _line: desk.push_screen(EquipmentForm()),
        _has_equipment, N_("name, kind, make, place"),
    ),
    Listing(
        "frequent", N_("frequent faults"),
        (
            Column(N_("Reported three times or more within 30 days"), 30, grow=True), Column(N_("How often"), 9, right=True),
            Column(N_("The last"), MOMENT),
        ),
        _frequent, "open", _calls_of, kept=_has_equipment, hint=N_("name, room, trade"),
        empty=N_("No fault comes back again and again."),
    ),
    Listing(
        "books", N_("books"),
        (Column(N_("Book"), 30, grow=True), Column(N_("Last line"), MOMENT), Column(N_("By"), 12)),
        _books, "open", _open_book, "line", _add_to_book, _has_books, N_("its title"), N_("No book is called so."),
    ),
    Listing(
        "duties", N_("duties"),
        (
            Column(N_("Duty"), 24, grow=True), Column(N_("Period"), 10), Column(N_("By the end of"), 13),
            Column(N_("State"), 18),
        ),
        _duties, "done", _done, kept=_has_duties, hint=N_("its title"), empty=N_("No duty is called so."),
    ),
    Listing(
        "crew", N_("full crew"),
        (
            Column(N_("Takes no routine visits"), 24, grow=True), Column(N_("Before"), MOMENT), Column(N_("Said by"), 12),
            Column(N_("Since"), MOMENT),
        ),
        _crew, "free", lambda desk, line: desk.push_screen(CrewFreeForm(line.item)),
        "full", lambda desk, _line: desk.push_screen(CrewFullForm()), _may_be_full, N_("trade, who said it"),
        N_("There are free hands. Ctrl+N says that the crew is full."),
    ),
    Listing(
        "old", N_("past keeping"),
        (
            Column(N_("Number"), 12), Column(N_("Struck off"), DAY), Column(N_("Kept until"), DAY), Column(N_("Room"), 10),
            Column(N_("Content"), 12, grow=True),
        ),
        _expired, "card", lambda desk, line: desk.go("card", line.item.call), kept=_destroys,
        hint=N_("these may be destroyed"), empty=N_("No line may be destroyed yet."), slow=True,
    ),
    Listing(
        "fines", N_("fines"),
        (
            Column(N_("Proposed deductions"), 26, grow=True), Column(N_("When"), MOMENT), Column(N_("About"), 14),
            Column(N_("Amount, yuan"), 12, right=True),
        ),
        _fines, "card", _open_case, kept=_has_fines, hint=N_("2026-02; empty: this month"),
        empty=N_("Nothing is proposed in this month."),
    ),
    Listing(
        "money", N_("money"),
        (
            Column(N_("Who has it or owes it"), 22), Column(N_("What for"), 18, grow=True), Column(N_("Since"), 11),
            Column(N_("Yuan"), 9, right=True), Column("", 11),
        ),
        money.listed, "steps", money.opened, kept=_has_money, hint=N_("name, room, call"),
        empty=N_("Nothing is held and nothing is open."),
    ),
    Listing(
        "printing", N_("to be printed"),
        (
            Column(N_("Order no."), 12), Column(N_("Room"), 12), Column(N_("Form"), 12), Column(N_("Print no."), 10, right=True),
            Column(N_("Since"), 11), Column("", 12, grow=True),
        ),
        printing.listed, "steps", printing.opened, "batch", printing.batch, printing.kept, N_("order, room"),
        N_("Nothing waits to be printed."),
    ),
    Listing(
        "pads", N_("pads of slips"), pads.COLUMNS, pads.listed, "steps", pads.opened, "add", pads.added, pads.kept,
        N_("number, who keeps it"), N_("No pad was taken in yet. Ctrl+N takes one in."),
    ),
    Listing(
        "emergencies", N_("emergency list"),
        (Column(N_("Emergency"), 30), Column(N_("First to telephone"), 24), Column(N_("Telephone"), 20, grow=True)),
        emergency_list.listed, "open", emergency_list.opened, "add", emergency_list.added, hint=N_("its title"),
    ),
)  # fmt: skip

LISTS = (*EVERYDAY, *OFFICE)
