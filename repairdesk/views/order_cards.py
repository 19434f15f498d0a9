"""The work orders of a line: each with its visits, charges, copies, and what was filled in on its slip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules import payment
from repairdesk.rules.facts import Fact, Job, Timeline
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.schema import Words

from . import load
from .filled import FieldLine, lines

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Tx

_ORDERS = """
SELECT o.*, s.name AS technician, s.phone AS technician_phone, s.trade
FROM standing_work_order o LEFT JOIN staff s ON s.id = o.technician_id
WHERE o.call_id = ? AND o.issued_at <= ? ORDER BY o.id
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One time the technician was there, on one slip."""

    arrived_at: datetime | None
    started_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A line of labour or material: quantity in thousandths, money in fen; ``minutes`` for labour by the half hour."""

    kind: str
    item: str
    milli: int
    unit: str
    unit_price: int
    amount: int
    source: str
    minutes: int | None
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class CopyPlace:
    """Where a copy of the slip is."""

    name: str
    title: Words | None
    keeper: str
    state: str


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One work order of the line; ``paid`` is the money received under it and not given back, in fen as all amounts;
    ``waived`` what of its total is not charged. What was paid before there was an order is the line's, not an order's.

    ``handed_to`` names those it was handed on to while nobody of them has accepted it; ``form_number`` is the number of
    its printed form in the form's own series.
    """

    number: str
    issued_at: datetime
    accepted_at: datetime | None
    technician: str
    technician_phone: str
    trade: str
    state: str
    visits: tuple[Visit, ...]
    finished_at: datetime | None
    result: str | None
    unfinished_reason: str | None
    plan: str | None
    returned_at: datetime | None
    signed_by: str | None
    signed_at: datetime | None
    charges: tuple[ChargeLine, ...]
    labour: int
    material: int
    total: int
    waived: int
    paid: int
    copies: tuple[CopyPlace, ...]
    fields: tuple[FieldLine, ...]
    form: str | None
    form_title: Words | None
    form_number: str | None
    handed_to: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of the timeline beside its row, and the place of its order on the line (0: of the call itself)."""

    fact: Fact
    row: Row
    order: int


def rows_of(told: list[Told], what: str) -> list[Row]:
    """The rows of all facts of one kind."""
    return [each.row for each in told if each.fact.what == what]


def orders(
    tx: Tx, procedure: Procedure, call_id: int, told: list[Told], now: datetime
) -> tuple[OrderCard, ...]:
    """The orders of the line, each with the facts that the timeline gives to it."""
    rows = tx.all(_ORDERS, call_id, now)
    return tuple(
        _order(tx, procedure, row, [each for each in told if each.order == place])
        for place, row in enumerate(rows, 1)
    )


def _order(tx: Tx, procedure: Procedure, row: Row, told: list[Told]) -> OrderCard:
    ends = [each for each in told if each.fact.what == "work.finished"]
    end = ends[-1] if ends else None
    unfinished = end is not None and end.fact.outcome == "unfinished"
    reason, _, plan = (end.row["remark"] or "").partition("\n") if end and unfinished else ("", "", "")
    signed, accepted = rows_of(told, "customer.signed"), rows_of(told, "order.accepted")
    returned = rows_of(told, "slip.returned")
    titles = {copy.name: copy.title for copy in procedure.copy}
    charges = tx.all("SELECT * FROM standing_charge WHERE order_id = ? ORDER BY id", row["id"])
    copies = tx.all("SELECT * FROM slip_copy WHERE order_id = ? ORDER BY id", row["id"])
    filled = tx.all("SELECT field, value FROM entry WHERE order_id = ? ORDER BY id", row["id"])
    form = next((one for one in procedure.form if one.name == row["form"]), None)
    return OrderCard(
        number=row["number"],
        issued_at=load.instant(row["issued_at"]),
        accepted_at=load.instant(accepted[0]["at"]) if accepted else None,
        technician=row["technician"] or "",
        technician_phone=row["technician_phone"] or "",
        trade=row["trade"] or "",
        state=row["state"],
        visits=visits([each.fact for each in told]),
        finished_at=end.fact.at if end else None,
        result=end.fact.outcome if end else None,
        unfinished_reason=reason or None,
        plan=plan or None,
        returned_at=load.instant(returned[-1]["at"]) if returned else None,
        signed_by=(signed[-1]["remark"] or "") if signed else None,
        signed_at=load.instant(signed[-1]["at"]) if signed else None,
        charges=tuple(_charge(charge) for charge in charges),
        labour=row["labour_fen"],
        material=row["material_fen"],
        total=row["total_fen"],
        waived=sum(
            n["amount_fen"] or 0 for n in rows_of(told, "note.written") if n["kind"] == payment.WAIVER
        ),
        paid=max(0, payment.received(Timeline(Job(), tuple(each.fact for each in told)))),
        copies=tuple(CopyPlace(c["name"], titles.get(c["name"]), c["keeper"], c["state"]) for c in copies),
        fields=lines(procedure, {each["field"]: each["value"] for each in filled}),
        form=row["form"],
        form_title=form.title if form else None,
        form_number=row["form_number"],
        handed_to=_handed_to(told),
    )


def _handed_to(told: list[Told]) -> str | None:
    """To whom the order was handed on, as long as nobody has accepted it."""
    last = next((one for one in reversed(told) if one.fact.what in ("order.moved", "order.accepted")), None)
    if last is None or last.fact.what != "order.moved":
        return None
    return str(last.row["remark"] or "").partition(": ")[0]


def visits(facts: list[Fact]) -> tuple[Visit, ...]:
    """The visits of one slip: each begins with an arrival, or with work that starts again after a stop."""
    found: list[Visit] = []
    for fact in facts:
        last = found[-1] if found and found[-1].stopped_at is None else None
        if fact.what == "technician.arrived":
            found.append(Visit(fact.at, None, None))
        elif fact.what == "work.started":
            if last is not None and last.started_at is None:
                found[-1] = Visit(last.arrived_at, fact.at, None)
            else:
                found.append(Visit(None, fact.at, None))
        elif fact.what in ("work.stopped", "work.finished") and last is not None:
            found[-1] = Visit(last.arrived_at, last.started_at, fact.at)
    return tuple(found)


def _charge(row: Row) -> ChargeLine:
    return ChargeLine(
        row["kind"],
        row["item"],
        row["quantity_milli"],
        row["unit"] or "",
        row["unit_price_fen"],
        row["amount_fen"],
        row["source"],
        row["minutes"],
        load.instant(row["begins_at"]),
        load.instant(row["ends_at"]),
    )
