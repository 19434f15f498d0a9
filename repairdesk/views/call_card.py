"""One call with everything about it: what the desk wrote down, its orders, calls, clocks, and its whole timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules.clocks import Clock
from repairdesk.rules.closing import finish, missing_to_close
from repairdesk.rules.facts import Fact, Timeline
from repairdesk.rules.month import last_opinion
from repairdesk.rules.next_action import ENDED, Next
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import refuse
from repairdesk.rules.schema import Words
from repairdesk.rules.worktime import Hours

from . import load
from .standing import Standing, stand

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

_FACTS = """
SELECT f.*, s.name AS who, o.number AS order_number
FROM fact f LEFT JOIN staff s ON s.id = f.staff_id LEFT JOIN work_order o ON o.id = f.order_id
WHERE f.call_id = ? AND f.at <= ? ORDER BY f.at, f.id
"""
_ORDERS = """
SELECT o.*, s.name AS technician, s.phone AS technician_phone, s.trade
FROM work_order o LEFT JOIN staff s ON s.id = o.technician_id
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


@dataclass(frozen=True, slots=True)
class CopyPlace:
    """Where a copy of the slip is."""

    name: str
    title: Words | None
    keeper: str
    state: str


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One work order of the line; ``paid`` is the money received under it, in fen as all amounts."""

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
    paid: int
    copies: tuple[CopyPlace, ...]


@dataclass(frozen=True, slots=True)
class CallMade:
    """A call the desk made: of which kind, when, by whom, and what was said and promised."""

    kind: str
    at: datetime
    by: str
    answer: str | None
    promised: datetime | None
    remark: str


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock of the line as it stands; ``order`` is the place of its order on the line, 0 for the call itself."""

    limit: str
    title: Words
    rule: str
    from_: datetime
    due: datetime
    met_at: datetime | None
    state: str
    order: int
    reminder: bool


@dataclass(frozen=True, slots=True)
class MissingLine:
    """One thing that bars the strike-off."""

    code: str
    field: str
    title: Words
    rule: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact of the timeline, with who entered it, at which post and when."""

    at: datetime
    what: str
    order: str | None
    for_: datetime | None
    kind: str | None
    answer: str | None
    by: str | None
    result: str | None
    amount: int | None
    remark: str
    who: str
    post: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class CallCard:
    """One line of the register, whole. Texts are as they were typed; amounts in fen, instants in UTC."""

    number: str
    kind: str
    state: str
    received_at: datetime
    entered_at: datetime
    post: str
    origin: str
    channel: str
    room: str
    place: str
    place_detail: str
    caller: str
    phone: str
    content: str
    urgency: str
    trade: str
    matter_kind: str | None
    department: str | None
    paid: bool
    minor: bool
    material_available: bool | None
    key_customer: bool
    complaint: bool
    reason: str
    logged_by: str
    linked_call: str | None
    procedure: str
    procedure_version: int
    appointment: datetime | None
    quoted: int | None
    consent_at: datetime | None
    opinion: str | None
    finished_at: datetime | None
    closed_at: datetime | None
    orders: tuple[OrderCard, ...]
    callbacks: tuple[CallMade, ...]
    clocks: tuple[ClockLine, ...]
    missing: tuple[MissingLine, ...]
    next: Next
    timeline: tuple[Entry, ...]
    hours: Hours
    version: int


def call_card(store: Store, number: str, now: datetime) -> CallCard:
    """The call of this number (or unique tail of one) as it stands at ``now``, also where that lies back.

    Refused: ``unknown_call``, ``bad_number``, ``several_numbers``.
    """
    with store.read() as tx:
        return _card(tx, load.call_row(tx, number)["id"], now)


def card_of_order(store: Store, number: str, now: datetime) -> CallCard:
    """The call that the order of this number belongs to. Refused: ``unknown_order``, ``bad_number``."""
    with store.read() as tx:
        return _card(tx, load.order_row(tx, number)["call_id"], now)


def order_card(card: CallCard, number: str) -> OrderCard:
    """The order of this number, or tail of it, on its card."""
    digits = load.digits_of(number)
    return next(order for order in card.orders if order.number.endswith(digits))


@dataclass(frozen=True, slots=True)
class _Told:
    """A fact of the timeline beside its row, and the place of its order on the line (0: of the call itself)."""

    fact: Fact
    row: Row
    order: int


def _card(tx: Tx, call_id: int, now: datetime) -> CallCard:
    office = load.office(tx)
    row = tx.one("SELECT * FROM call WHERE id = ?", call_id)
    if row is None:
        raise LookupError(f"no call {call_id}")
    received = load.instant(row["received_at"])
    if now < received:
        raise refuse("at", "time_before", earlier=office.hours.local(received), event="call.received")
    rows = tx.all(_FACTS, call_id, now)
    facts = load.facts_of(rows)
    timeline = Timeline.of(load.job(row, load.entries(tx, [row]).get(call_id, ())), facts)
    told = [_Told(fact, row, timeline.order_of(fact)) for row, fact in zip(rows, facts, strict=True)]
    told.sort(key=lambda each: each.fact.sort_key())
    standing = stand(row, load.procedure(tx, row["procedure_id"], office.hours), timeline, now)
    agreed, consent = timeline.last("appointment.agreed"), timeline.last("quote.agreed")
    end, ended = finish(standing.procedure, timeline), timeline.ended
    quoted = _rows(told, "quote.given")
    return CallCard(
        **_as_stored(row),
        state=standing.state,
        received_at=received,
        entered_at=load.instant(row["entered_at"]),
        paid=bool(row["paid"]),
        minor=bool(row["minor"]),
        material_available=None if row["material_available"] is None else bool(row["material_available"]),
        key_customer=bool(row["key_customer"]),
        complaint=bool(row["complaint"]),
        logged_by=tx.value("SELECT name FROM staff WHERE id = ?", row["staff_id"]) or "",
        linked_call=tx.value("SELECT number FROM call WHERE id = ?", row["linked_call_id"]),
        procedure=standing.procedure.id,
        procedure_version=standing.procedure.version,
        appointment=agreed.for_ if agreed else None,
        quoted=quoted[-1]["amount_fen"] if quoted else None,
        consent_at=consent.at if consent else None,
        opinion=last_opinion(timeline),
        finished_at=end.at if end else None,
        closed_at=ended.at if ended else None,
        orders=_orders(tx, standing.procedure, call_id, told, now),
        callbacks=tuple(_call_made(row) for row in _rows(told, "callback.made")),
        clocks=tuple(clock_line(clock) for clock in standing.clocks),
        missing=missing_lines(standing),
        next=standing.next,
        timeline=tuple(_entry(each.row) for each in told),
        hours=office.hours,
    )


_TEXTS = ("room", "place_detail", "caller", "phone", "content", "trade", "reason")
_SAME = (
    "number", "kind", "post", "origin", "channel", "place", "urgency", "version", "matter_kind", "department",
)  # fmt: skip


def _as_stored(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _SAME} | {name: row[name] or "" for name in _TEXTS}


def _rows(told: list[_Told], what: str) -> list[Row]:
    return [each.row for each in told if each.fact.what == what]


def _orders(
    tx: Tx, procedure: Procedure, call_id: int, told: list[_Told], now: datetime
) -> tuple[OrderCard, ...]:
    """The orders of the line, each with the facts that the timeline gives to it."""
    rows = tx.all(_ORDERS, call_id, now)
    return tuple(
        _order(tx, procedure, row, [each for each in told if each.order == place])
        for place, row in enumerate(rows, 1)
    )


def _order(tx: Tx, procedure: Procedure, row: Row, told: list[_Told]) -> OrderCard:
    ends = [each for each in told if each.fact.what == "work.finished"]
    end = ends[-1] if ends else None
    unfinished = end is not None and end.fact.outcome == "unfinished"
    reason, _, plan = (end.row["remark"] or "").partition("\n") if end and unfinished else ("", "", "")
    signed, accepted = _rows(told, "customer.signed"), _rows(told, "order.accepted")
    returned = _rows(told, "slip.returned")
    titles = {copy.name: copy.title for copy in procedure.copy}
    charges = tx.all("SELECT * FROM charge WHERE order_id = ? ORDER BY id", row["id"])
    copies = tx.all("SELECT * FROM slip_copy WHERE order_id = ? ORDER BY id", row["id"])
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
        paid=sum(money["amount_fen"] or 0 for money in _rows(told, "payment.received")),
        copies=tuple(CopyPlace(c["name"], titles.get(c["name"]), c["keeper"], c["state"]) for c in copies),
    )


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
    )


def _call_made(row: Row) -> CallMade:
    return CallMade(
        row["kind"],
        load.instant(row["at"]),
        row["who"] or "",
        row["answer"],
        load.instant(row["for_at"]),
        row["remark"] or "",
    )


def clock_line(clock: Clock) -> ClockLine:
    """A clock as a frozen line for screens."""
    return ClockLine(
        clock.limit,
        clock.definition.title,
        clock.rule,
        clock.from_,
        clock.due,
        clock.met_at,
        clock.state,
        clock.order,
        clock.definition.reminder,
    )


def missing_lines(standing: Standing) -> tuple[MissingLine, ...]:
    """What bars the strike-off of the line; nothing where it has ended already."""
    if standing.state in ENDED:
        return ()
    found = missing_to_close(standing.procedure, standing.timeline)
    return tuple(MissingLine(one.code, one.field, one.bar.title, one.bar.rule) for one in found)


def _entry(row: Row) -> Entry:
    return Entry(
        at=load.instant(row["at"]),
        what=row["what"],
        order=row["order_number"],
        for_=load.instant(row["for_at"]),
        kind=row["kind"],
        answer=row["answer"],
        by=row["by_whom"],
        result=row["result"],
        amount=row["amount_fen"],
        remark=row["remark"] or "",
        who=row["who"] or "",
        post=row["post"],
        entered_at=load.instant(row["entered_at"]),
    )
