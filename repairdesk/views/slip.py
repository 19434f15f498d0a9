"""One slip as it lies on the desk when it has come back: what is known of it, what it asks for, and the price list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from repairdesk.pinyin import initials
from repairdesk.rules.bill import of_order
from repairdesk.rules.clocks import origin
from repairdesk.rules.statements import Bar, Fees

from . import load
from .call_card import CallCard, OrderCard, card_of_order, order_card
from .directories import prices
from .steps import Steps, steps

if TYPE_CHECKING:
    from repairdesk.models.store import Store, Tx


OFFICER = "officer_check"
"""The bar that asks for a check of the work by somebody of the office."""


@dataclass(frozen=True, slots=True)
class PriceItem:
    """One line of the price list in force on the day of the report, in fen a unit (nothing where the
    property fee covers it); ``initials`` are its pinyin's.
    """

    item: str
    kind: str
    unit: str
    price: int
    initials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip with the line it belongs to.

    ``signature`` says who confirms the work: ``customer``, ``officer`` (public areas), ``either`` (free night jobs,
    where the officer's check or the customer's signature will do), or ``none`` where nobody has to. ``stays`` names the copies that the customer
    keeps when the others come back. ``checkers`` are those whose signature the procedure wants besides, and ``known``
    is what it says about the line.
    """

    card: CallCard
    order: OrderCard
    latest: bool
    fees: Fees
    signature: str
    stays: frozenset[str]
    prices: tuple[PriceItem, ...]
    checkers: tuple[str, ...]
    known: Steps

    @property
    def owed_besides(self) -> int:
        """What is owed on the line besides this slip's own lines, in fen; below zero what was paid for them already."""
        others = sum(one.total for one in self.card.orders if one.number != self.order.number)
        return others - sum(one.waived for one in self.card.orders) - self.card.received


def slip(store: Store, number: str, now: datetime) -> Slip:
    """The slip of this number, or tail of one: the one that is out with that tail, else the only one that has it.

    Refused: ``unknown_order``, ``bad_number``, ``several_numbers``.
    """
    with store.read() as tx:
        number = _out(tx, number) or load.order_row(tx, number)["number"]
    card = card_of_order(store, number, now)
    with store.read() as tx:
        row = load.call_row(tx, card.number)
        procedure = load.procedure(tx, row["procedure_id"])
        timeline = load.timeline(tx, row)
        job, at = timeline.job, origin(procedure, timeline) or "day"
    bars = [bar for bar in procedure.closing.bar if bar.applies(job, at)]
    order = order_card(card, number)
    listed = price_items(store, card.hours.local(card.received_at).date())
    stays = frozenset(copy.name for copy in procedure.copy if copy.goes_to == "customer")
    checkers = tuple(dict.fromkeys(by for bar in bars for p in bar.needs for by in p.by if by != "customer"))
    known = steps(store, card.number, now)
    latest = order is card.orders[-1]
    fees = of_order(procedure.fees, timeline, card.orders.index(order) + 1)
    return Slip(card, order, latest, fees, _signature(bars), stays, listed, checkers, known)


def _signature(bars: list[Bar]) -> str:
    """Who confirms the work, by what bars the strike-off."""
    signed = {bar.code for bar in bars if any(p.what == "customer.signed" for p in bar.needs)}
    if signed - {OFFICER}:
        return "customer"
    if OFFICER in signed:
        return "either"
    return "officer" if any(bar.code == OFFICER for bar in bars) else "none"


def price_items(store: Store, day: date) -> tuple[PriceItem, ...]:
    """The price list in force on a day, to be found by pinyin initials as well."""
    return tuple(
        PriceItem(p.item, p.kind, p.unit, p.price if p.paid else 0, initials(p.item))
        for p in prices(store, day)
    )


def _out(tx: Tx, typed: str) -> str | None:
    """The number of the only slip that is not back yet and ends in these digits."""
    digits = load.digits_of(typed)
    if not digits.isascii() or not digits.isdigit() or not load.SHORTEST_TAIL <= len(digits) < load.LONGEST:
        return None
    found = tx.all(
        "SELECT o.number FROM call c JOIN standing_work_order o ON o.id = (SELECT max(id) FROM standing_work_order WHERE call_id = c.id)"
        " WHERE c.closed_at IS NULL AND o.state != 'returned' AND o.number LIKE ? LIMIT 2",
        f"%{digits}",
    )
    return str(found[0]["number"]) if len(found) == 1 else None


def priced(items: tuple[PriceItem, ...], typed: str) -> tuple[PriceItem, ...]:
    """The items that have every word typed in their name or their pinyin initials, the best first."""
    words = typed.casefold().split()
    found = [item for item in items if all(_has(item, word) for word in words)]
    return tuple(sorted(found, key=lambda item: not _begins(item, words)))


def _has(item: PriceItem, word: str) -> bool:
    return word in item.item.casefold() or any(word in letters for letters in item.initials)


def _begins(item: PriceItem, words: list[str]) -> bool:
    first = words[0] if words else ""
    return item.item.casefold().startswith(first) or any(one.startswith(first) for one in item.initials)
