"""Whom to send: one call with the technicians, the best first, and what the job may cost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.messages import N_
from repairdesk.rules.bill import of_order
from repairdesk.rules.statements import Fees

from . import load
from .board import board
from .call_card import CallCard, call_card
from .people import Technician, technicians
from .slip import PriceItem, price_items
from .steps import Steps, steps
from .why import Step

if TYPE_CHECKING:
    from repairdesk.models.store import Store

STAND_INS = {"locks": "carpentry", "lifts": "weak_current"}
"""Who goes where nobody has the trade itself."""
BEFOREHAND = ("call", "survey")
"""Stages at which a field may name the technician whom the customer wants."""
BETWEEN_BUILDINGS = re.compile(r"[\s,;，；、]+")
REASONS: dict[str, str] = {
    "trade": N_("same trade"),
    "area": N_("serves {building}"),
    "fewest": N_("fewest open jobs: {count}"),
    "firm": N_("of the firm {firm}"),
    "named": N_("asked for by name"),
}
"""What is said of somebody who is proposed, by the code of a step."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A call that needs a work order; ``crew`` is sorted, the one to be proposed first.

    ``reasons`` says by name what speaks for each of them, where the procedure has the technician proposed, or where
    a field of the office's names him. ``known`` is what the procedure says about the line.
    """

    card: CallCard
    crew: tuple[Technician, ...]
    prices: tuple[PriceItem, ...]
    fees: Fees
    reasons: dict[str, tuple[Step, ...]]
    known: Steps


def dispatch(store: Store, number: str, now: datetime) -> Dispatch:
    """What the desk looks at when it issues the order of this call. Refused as in ``call_card``.

    Where the procedure has the technician proposed, those who serve the building come before the others of their
    trade (S000-H-01). People of outside firms are left out where it sends none.
    """
    card = call_card(store, number, now)
    with store.read() as tx:
        row = load.call_row(tx, card.number)
        procedure = load.procedure(tx, row["procedure_id"])
        building = tx.value("SELECT building FROM room WHERE id = ?", row["room_id"]) or ""
    orders = procedure.orders
    crew = tuple(each for each in technicians(store, now) if not each.firm or orders.firm is not None)
    where = building if orders.propose is not None else ""
    sorted_crew = ranked(card, crew, where)
    reasons = {} if orders.propose is None else _reasons(card, sorted_crew, building)
    named = {line.value for line in card.fields if line.field is not None and line.field.stage in BEFOREHAND}
    for person in sorted_crew:
        if person.name in named:
            reasons[person.name] = (Step("named"), *reasons.get(person.name, ()))
    first = tuple(sorted(sorted_crew, key=lambda person: person.name not in named))
    listed = price_items(store, card.hours.local(card.received_at).date())
    known = steps(store, card.number, now)
    fees = of_order(procedure.fees, known.timeline, len(known.timeline.orders) + 1)
    return Dispatch(card, first, listed, fees, reasons, known)


def waiting(store: Store, now: datetime, wish: str | None = None) -> str | None:
    """The call ``wish`` if it waits for a work order, else the most urgent one that does."""
    numbers = [row.call for row in board(store, now).rows if row.next == "issue"]
    return wish if wish in numbers else next(iter(numbers), None)


def ranked(card: CallCard, crew: tuple[Technician, ...], building: str = "") -> tuple[Technician, ...]:
    """The technicians, best first: the trade, the building, who has the fewest orders, who is not on site.

    Who was there before goes again to an unfinished job; who has the order now is the last, since a job that is
    given anew is given to somebody else.
    """
    before = card.orders[-1].technician if card.orders else None
    again = card.state == "unfinished"
    trade = _trade(card, crew)

    def rank(person: Technician) -> tuple[object, ...]:
        known = person.name == before
        fits = person.trade == trade or not trade
        return (
            known and not again, not (known and again), not fits, person.trade != "general", bool(person.firm),
            _elsewhere(person, building), person.role != "technician", person.open_orders, person.on_site, person.name,
        )  # fmt: skip

    return tuple(sorted(crew, key=rank))


def _trade(card: CallCard, crew: tuple[Technician, ...]) -> str:
    """The trade the job needs, or the one that stands in for it."""
    return (
        STAND_INS.get(card.trade, card.trade) if not any(t.trade == card.trade for t in crew) else card.trade
    )


def served(technician: Technician) -> tuple[str, ...]:
    """The buildings somebody serves, as they stand in his area; none means all of them."""
    return tuple(name for name in BETWEEN_BUILDINGS.split(technician.area) if name)


def _elsewhere(technician: Technician, building: str) -> int:
    """0 where somebody serves the building, 1 where nothing is said of it, 2 where he serves others."""
    his = served(technician)
    if not building or not his:
        return 1
    return 0 if building.casefold() in (name.casefold() for name in his) else 2


def _reasons(card: CallCard, crew: tuple[Technician, ...], building: str) -> dict[str, tuple[Step, ...]]:
    trade = _trade(card, crew)

    def alike(one: Technician) -> tuple[object, ...]:
        return one.trade == trade, _elsewhere(one, building), one.firm

    def said_of(person: Technician) -> tuple[Step, ...]:
        fewest = min(one.open_orders for one in crew if alike(one) == alike(person))
        said = (
            Step("trade") if trade and person.trade == trade else None,
            Step("area", {"building": building}) if _elsewhere(person, building) == 0 else None,
            Step("fewest", {"count": fewest}) if person.open_orders == fewest else None,
            Step("firm", {"firm": person.firm}) if person.firm else None,
        )
        return tuple(step for step in said if step is not None)

    return {person.name: said_of(person) for person in crew}
