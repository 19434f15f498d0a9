"""Deductions that the office's document names, proposed to the supervisor month by month; the program takes none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from repairdesk.rules.clocks import clocks
from repairdesk.rules.month import Record
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.schema import Words
from repairdesk.rules.statements import Fine

from . import books, duties, load
from .directories import procedures_in_use
from .month import bounds, records

if TYPE_CHECKING:
    from repairdesk.models.store import Store

LATE = ("missed", "overdue")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: when, about what (a call's number, a period, what a book's line says), and the amount proposed, in fen.

    Nothing is proposed for those before the case from which on it counts.
    """

    at: datetime
    about: str
    amount: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one statement of the document comes to in a month."""

    name: str
    title: Words
    rule: str
    cases: tuple[Case, ...]

    @property
    def total(self) -> int:
        """The sum proposed, in fen."""
        return sum(case.amount for case in self.cases)


def fines(store: Store, year: int, month: int, now: datetime) -> tuple[Proposal, ...]:
    """The proposals of a month as they stand at ``now``; only those with a case. Refused: ``bad_month``."""
    with store.read() as tx:
        first, last = bounds(year, month, load.office(tx).hours)
        stated = [(fine, procedure) for procedure in procedures_in_use(store) for fine in procedure.fine]
        lines = (
            records(tx, load.office(tx).hours, first, last, now) if any(f.limit for f, _ in stated) else []
        )
        found = [
            Proposal(fine.name, fine.title, fine.rule, _counted(fine, cases))
            for fine, procedure in stated
            if (cases := sorted(_cases(store, fine, procedure, lines, first, last, now), key=lambda c: c.at))
        ]
    return tuple(found)


def _counted(fine: Fine, cases: list[Case]) -> tuple[Case, ...]:
    free = fine.from_ - 1
    return (*(Case(case.at, case.about, 0) for case in cases[:free]), *cases[free:])


def _cases(
    store: Store, fine: Fine, procedure: Procedure, lines: list[Record], first: datetime, last: datetime, now: datetime
) -> Iterator[Case]:  # fmt: skip
    if fine.limit is not None:
        yield from _late(fine, procedure, lines, first, last, now)
    if fine.duty is not None:
        for line in duties.missed(store, first, last, now):
            if line.duty.name == fine.duty:
                yield Case(line.due, line.period, fine.fen)
    if fine.book is not None:
        for entry in books.lines(store, fine.book, since=first, until=last, limit=-1):
            if entry.at <= now:
                yield Case(entry.at, "  ".join(entry.entries.values()), _amount(fine, entry.entries))


def _late(
    fine: Fine, procedure: Procedure, lines: list[Record], first: datetime, last: datetime, now: datetime
) -> Iterator[Case]:
    """Each clock of the limit that fell due in the month and was not kept."""
    for line in lines:
        if line.procedure.id != procedure.id:
            continue
        for clock in clocks(line.procedure, line.timeline, now):
            if clock.limit == fine.limit and clock.state in LATE and first <= clock.due < last:
                yield Case(clock.due, line.number, fine.fen)


def _amount(fine: Fine, entries: dict[str, str]) -> int:
    """The statement's own amount, or what the book's field says, in yuan."""
    if fine.amount is None:
        return fine.fen
    return int(Decimal(entries.get(fine.amount) or "0") * 100)
