"""What a command works with: the register, who acts, and the times that were given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from repairdesk import clock
from repairdesk.rules import parse
from repairdesk.rules.refusal import refuse
from repairdesk.text import _, language

if TYPE_CHECKING:
    from repairdesk.models.store import Store
    from repairdesk.paper.sheet import Table
    from repairdesk.rules.facts import Operator
    from repairdesk.rules.worktime import Hours
    from repairdesk.views.call_card import CallCard

    from .start import Start


class Session:
    """One command. The register is opened when it is first asked for; ``now`` is the same throughout."""

    def __init__(self, start: Start) -> None:
        self.db: Path = start.db
        self.by, self.start = start.by, start
        self.now: datetime = clock.now()

    @cached_property
    def store(self) -> Store:
        """The office's register, open."""
        from repairdesk.models.store import Store

        return Store.open(self.db)

    @cached_property
    def hours(self) -> Hours:
        """The office's hours and zone."""
        from repairdesk.views import load

        with self.store.read() as tx:
            return load.office(tx).hours

    @cached_property
    def who(self) -> Operator:
        """The person who acts, and what was seen before, as named before the noun.

        Refused: ``no_operator``, ``unknown_staff``.
        """
        from repairdesk.desk.acting import operator

        if not self.by:
            raise refuse("by", "no_operator")
        return replace(operator(self.store, self.by, now=self.now), saw=self.start.seen)

    def at(self, typed: str | None) -> datetime | None:
        """The event time given with ``--at``, to the letter of the contract; None for now."""
        return None if typed is None else parse.office_time(typed, "at", self.hours)

    @overload
    def ahead(self, typed: str, field: str, at: datetime | None = None) -> datetime: ...
    @overload
    def ahead(self, typed: None, field: str, at: datetime | None = None) -> None: ...
    @overload
    def ahead(self, typed: str | None, field: str, at: datetime | None = None) -> datetime | None: ...
    def ahead(self, typed: str | None, field: str, at: datetime | None = None) -> datetime | None:
        """A time agreed or promised; a bare clock time is the next one after the event."""
        if typed is None:
            return None
        return parse.moment(typed, field, hours=self.hours, now=at or self.now, prefer="future")

    def past(self, typed: str | None, field: str, at: datetime | None = None) -> datetime | None:
        """A time at which something happened."""
        if typed is None:
            return None
        return parse.moment(typed, field, hours=self.hours, now=at or self.now, prefer="past")

    def call(self, number: str, as_json: bool, at: datetime | None = None) -> None:
        """Print the call as it is now (or was ``at`` then)."""
        from repairdesk.views.call_card import call_card

        self.show(call_card(self.store, number, at or self.now), as_json)

    def order(self, number: str, as_json: bool, at: datetime | None = None) -> None:
        """Print the order as it is now (or was ``at`` then)."""
        from repairdesk.views import as_json as forms
        from repairdesk.views.call_card import card_of_order, order_card

        from . import cards, output

        card = card_of_order(self.store, number, at or self.now)
        order = order_card(card, number)
        output.answer(
            as_json,
            lambda: {"call": card.number, **forms.order(order, card.hours)},
            lambda: cards.order_lines(order, card.hours),
        )

    def show(self, card: CallCard, as_json: bool) -> None:
        """Print a call."""
        from repairdesk.views import as_json as forms

        from . import cards, output

        desk = bool(card.visit_code) and self._at_the_desk()
        output.answer(
            as_json,
            lambda: forms.call(card, language(), to_desk=desk),
            lambda: cards.call_lines(card, to_desk=desk),
        )

    def sheet(
        self, title: str, tables: Iterable[Table], file: Path, *, about: str = "", size: str = "a4"
    ) -> None:
        """Print tables on sheets of paper, into a new file. Refused: ``already_a_file``, ``cannot_open``, ``no_font``."""
        from repairdesk.paper import sheet
        from repairdesk.text import moment
        from repairdesk.views import load

        with self.store.read() as tx:
            office = load.office(tx)
        below = (about, _("As of {time}").format(time=moment(office.hours.local(self.now).replace(second=0))))
        made = sheet.document(
            title, tables, office=office.name, about=[part for part in below if part], size=size
        )
        sheet.save_pdf(made, file)

    def _at_the_desk(self) -> bool:
        """Whether somebody of the desk acts, who may see what only the customer is told."""
        from repairdesk.desk.permissions import DESK

        return bool(self.by) and self.who.role in (*DESK, "manager")

    def close(self) -> None:
        """Let go of the register, if it was opened."""
        if "store" in self.__dict__:
            self.store.close()
