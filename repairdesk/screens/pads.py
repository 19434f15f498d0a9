"""Pads of slips numbered in print, in the directories: what comes next, a pad taken in, a sheet spoiled, a pad closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import pads as desk
from repairdesk.rules.facts import Operator
from repairdesk.screens.dialogs import Choices
from repairdesk.screens.directory_forms import EntryForm
from repairdesk.screens.directory_lists import Procedures, narrowed
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.lines import Column, Line
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _, called, joined
from repairdesk.views import load
from repairdesk.views import pads as views
from repairdesk.views.pads import Pad

if TYPE_CHECKING:
    from repairdesk.models.store import Store

COLUMNS = (
    Column(N_("Numbers"), 18, grow=True), Column(N_("Kept by"), 10), Column(N_("Next number"), 12), Column(N_("Left over"), 9, right=True),
    Column(N_("Not accounted for"), 20),
)  # fmt: skip


def kept(procedures: Procedures, store: Store) -> bool:
    """Where slips have numbers of their own, and wherever a pad is on file."""
    numbered = any(form.numbering is not None for each in procedures for form in each.form)
    return numbered or bool(views.pads(store, closed=True))


def listed(desk: Shell, typed: str) -> list[Line]:
    """The pads in use, then those that are closed."""
    return narrowed([_row(each) for each in views.pads(desk.store, closed=True)], typed)


def _row(each: Pad) -> Line:
    closed = each.closed_at is not None
    left = "" if closed else str(each.left)
    missing = (joined(each.missing), "soon") if each.missing else ""
    cells = (
        f"{each.first}-{each.last}",
        each.keeper,
        each.next or (_("closed") if closed else _("used up")),
        left,
        missing,
    )
    return Line(each.id, cells, "dim" if closed else "", each)


def opened(desk: Shell, line: Line) -> None:
    """What can be done with a pad."""
    pad = views.pad_numbered(desk.store, line.item.id)
    options = [("spoil", N_("A sheet is spoiled")), ("close", N_("Close the pad"))]
    asked = Choices(N_("Pad {first}-{last}"), options, first=pad.first, last=pad.last)

    def answered(what: str | None) -> None:
        if what is not None:
            desk.push_screen(SpoiledForm(pad) if what == "spoil" else ClosedForm(pad))

    desk.push_screen(
        asked if pad.closed_at is None else SpoiledForm(pad), answered if pad.closed_at is None else None
    )


def added(desk: Shell, _line: Line | None) -> None:
    """A new one."""
    with desk.store.read() as tx:
        procedure = load.procedure(tx, load.office(tx).procedure_id)
    desk.push_screen(PadForm([(one.name, called(one.title, one.name)) for one in procedure.form]))


class PadForm(EntryForm):
    """A pad is taken in; from then on the numbers of its form come from it."""

    def __init__(self, forms: list[tuple[str, str]]) -> None:
        super().__init__(N_("A pad of slips is taken in"), "")
        self._forms = list(dict(forms).items())

    def compose_form(self) -> ComposeResult:
        """Its numbers as they are printed, its form, its keeper."""
        yield Field("first", N_("First number"), width=24, code=True, hint=N_("as it is printed"))
        yield Field("last", N_("Last number"), width=24, code=True)
        if len(self._forms) > 1:
            yield ChoiceField("form", N_("Form"), self._forms)
        yield Field("keeper", N_("Kept by"), limit=60, width=24, hint=N_("may stay empty"))

    def enter(self, who: Operator, values: Mapping[str, str]) -> None:
        """Take it in."""
        self.call = values["first"]
        desk.add(
            self.desk.store, who, first=values["first"], last=values["last"], form=values.get("form", ""),
            keeper=values["keeper"], now=clock.now(),
        )  # fmt: skip


class SpoiledForm(EntryForm):
    """A sheet will not be used."""

    done = N_("{number} is spoiled")

    def __init__(self, pad: Pad) -> None:
        super().__init__(
            N_("A sheet of the pad {first}-{last} is spoiled"), "", first=pad.first, last=pad.last
        )
        self._pad = pad

    def compose_form(self) -> ComposeResult:
        """Which, and why; the first that is not accounted for, else the one on top."""
        number = next(iter(self._pad.missing), self._pad.next or "")
        yield Field("number", N_("Number"), value=number, width=24, code=True)
        yield Field("reason", N_("Reason"), limit=1000)

    def enter(self, who: Operator, values: Mapping[str, str]) -> None:
        """Say so."""
        self.call = values["number"]
        desk.spoil(self.desk.store, who, values["number"], reason=values["reason"], now=clock.now())


class ClosedForm(EntryForm):
    """A pad is used up or put away."""

    done = N_("The pad from {number} is closed")

    def __init__(self, pad: Pad) -> None:
        super().__init__(
            N_("Close the pad {first}-{last}: no number comes from it any more"),
            pad.first,
            first=pad.first,
            last=pad.last,
        )
        self._pad = pad

    def compose_form(self) -> ComposeResult:
        """Nothing to fill in."""
        yield from ()

    def enter(self, who: Operator, _values: Mapping[str, str]) -> None:
        """Put it away."""
        self.call = self._pad.first
        desk.close(self.desk.store, who, self._pad.id, now=clock.now())
