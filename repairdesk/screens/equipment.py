"""A piece of equipment: what is on file about it, how often it fails, and the calls about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.screens.board_lines import when
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.office_forms import EquipmentForm
from repairdesk.screens.page import Brief, Text
from repairdesk.text import N_, _, joined, visible, word
from repairdesk.views.equipment import EquipmentCard, equipment_card, frequent_faults

MONTHS = 12
"""Months whose faults are told."""


class EquipmentCalls(LineList):
    """The calls about it."""

    BINDINGS = [Binding("enter", "choose", N_("Card of the call"), id="equipment.call")]


class EquipmentScreen(DeskScreen[None]):
    """Its card above, its calls below; Enter opens the card of a call, Space changes what is on file."""

    heading = N_("Equipment")
    DEFAULT_CSS = """
    EquipmentScreen Brief { max-height: 50%; margin-bottom: 1; }
    """
    BINDINGS = [
        Binding("space", "change", N_("Change"), id="equipment.change"),
        Binding("escape", "back", N_("Back"), id="equipment.back"),
    ]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._called = name
        self._card: EquipmentCard | None = None
        self._often = 0
        self._file = Brief(self._written)
        columns = (
            Column(N_("Received"), 14), Column(N_("Content"), 20, grow=True), Column(N_("Urgency"), 10),
            Column(N_("State"), 13), Column(N_("Number"), 12),
        )  # fmt: skip
        self._list = EquipmentCalls(columns, empty=N_("No call was about it yet."))

    def body(self) -> ComposeResult:
        """The card and the calls."""
        yield self._file
        yield self._list

    def on_mount(self) -> None:
        """What is on file."""
        self.renew()
        self.set_focus(self._list)

    def look_again(self) -> None:
        """It may have been changed."""
        self.renew()

    def relabel(self) -> None:
        """The language changed."""
        self.renew()

    def standing(self) -> str:
        """Its name."""
        return visible(self._called)

    def about(self) -> str | None:
        """The call under the cursor."""
        return str(self._list.current.key) if self._list.current else None

    def renew(self) -> None:
        """Read it anew; its name may have been changed."""
        store, now = self.desk.store, clock.now()
        try:
            self._card = equipment_card(store, self._called)
            found = [one for one in frequent_faults(store, now) if one.equipment == self._called]
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
            return
        except StoreError as error:
            self.desk.notice_problem(error)
            return
        self._often = len(found[0].calls) if found else 0
        lines = [
            Line(one.call, (when(one.received_at, self.desk.hours, now), one.content, word(one.urgency), word(one.state),
                            one.call))
            for one in self._card.faults
        ]  # fmt: skip
        self._list.set_lines(lines)
        self._file.renew()
        self.recount()

    def _written(self) -> Sequence[Text]:
        return list(self._told(self._card)) if self._card is not None else []

    def _told(self, card: EquipmentCard) -> Iterator[Text]:
        one = card.equipment
        what = "  ".join(part for part in (one.kind, one.brand, one.model) if part)
        yield Text(what or one.name, "bold")
        where = [one.place] if one.place else []
        if one.installed_on is not None:
            where.append(_("installed on {day}").format(day=one.installed_on.isoformat()))
        if not one.active:
            where.append(_("out of use"))
        if where:
            yield Text(joined(where))
        if one.note:
            yield Text(one.note, "dim")
        months = list(card.by_month.items())[-MONTHS:]
        counted = joined(f"{month} {n}" for month, n in months) if months else _("none")
        yield Text(_("Faults by month: {months}").format(months=counted))
        if self._often:
            yield Text(_("! Reported {n} times within 30 days.").format(n=self._often), "soon")

    # --- keys -------------------------------------------------------------------------------------

    def on_line_list_chosen(self) -> None:
        """Enter: the card of the call under the cursor."""
        if (number := self.about()) is not None:
            self.desk.go("card", number)

    def action_change(self) -> None:
        """Put right what is on file."""
        if self._card is not None:
            self.app.push_screen(EquipmentForm(self._card.equipment, self._renamed))

    def _renamed(self, name: str) -> None:
        self._called = name

    def action_back(self) -> None:
        """Back to where it was opened."""
        self.app.pop_screen()
