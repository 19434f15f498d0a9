"""Whom to send: one call with the technicians, the best first, and what the job may cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.statements import Fees

from . import load
from .board import board
from .call_card import CallCard, call_card
from .people import Technician, technicians
from .slip import PriceItem, price_items

if TYPE_CHECKING:
    from repairdesk.models.store import Store

STAND_INS = {"locks": "carpentry", "lifts": "weak_current"}
"""Who goes where nobody has the trade itself."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A call that needs a work order; ``crew`` is sorted, the one to be proposed first."""

    card: CallCard
    crew: tuple[Technician, ...]
    prices: tuple[PriceItem, ...]
    fees: Fees


def dispatch(store: Store, number: str, now: datetime) -> Dispatch:
    """What the desk looks at when it issues the order of this call. Refused as in ``call_card``."""
    card = call_card(store, number, now)
    with store.read() as tx:
        row = load.call_row(tx, card.number)
        fees = load.procedure(tx, row["procedure_id"]).fees
    listed = price_items(store, card.hours.local(card.received_at).date())
    return Dispatch(card, ranked(card, technicians(store, now)), listed, fees)


def waiting(store: Store, now: datetime, wish: str | None = None) -> str | None:
    """The call ``wish`` if it waits for a work order, else the most urgent one that does."""
    numbers = [row.call for row in board(store, now).rows if row.next == "issue"]
    return wish if wish in numbers else next(iter(numbers), None)


def ranked(card: CallCard, crew: tuple[Technician, ...]) -> tuple[Technician, ...]:
    """The technicians, best first: the trade, who has the fewest orders, who is not on site.

    Who was there before goes again to an unfinished job; who has the order now is the last, since a job that is
    given anew is given to somebody else.
    """
    before = card.orders[-1].technician if card.orders else None
    again = card.state == "unfinished"
    trade = (
        STAND_INS.get(card.trade, card.trade) if not any(t.trade == card.trade for t in crew) else card.trade
    )

    def rank(person: Technician) -> tuple[object, ...]:
        known = person.name == before
        fits = person.trade == trade or not trade
        return (
            known and not again, not (known and again), not fits, person.trade != "general",
            person.role != "technician", person.open_orders, person.on_site, person.name,
        )  # fmt: skip

    return tuple(sorted(crew, key=rank))
