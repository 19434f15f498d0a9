"""One call with everything about it: what the desk wrote down, its orders, calls, clocks, and its whole timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules import payment
from repairdesk.rules.clocks import Clock
from repairdesk.rules.closing import finish, missing_to_close
from repairdesk.rules.endings import possible
from repairdesk.rules.facts import Timeline
from repairdesk.rules.fields import urgency_title
from repairdesk.rules.month import last_opinion
from repairdesk.rules.next_action import ENDED, Next
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import refuse
from repairdesk.rules.retention import keep_until
from repairdesk.rules.schema import Words
from repairdesk.rules.statements import Ending
from repairdesk.rules.worktime import Hours

from . import load
from .filled import FieldLine, lines
from .order_cards import ChargeLine, CopyPlace, OrderCard, Told, Visit, orders, rows_of
from .standing import Standing, stand

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

__all__ = [
    "CallCard", "CallMade", "ChargeLine", "ClockLine", "CopyPlace", "Entry", "MissingLine", "Objection", "OrderCard", "TakenBack",
    "Visit", "call_card", "card_of_order", "clock_line", "missing_lines", "order_card",
]  # fmt: skip

_FACTS = """
SELECT f.*, s.name AS who, o.number AS order_number
FROM standing_fact f LEFT JOIN staff s ON s.id = f.staff_id LEFT JOIN standing_work_order o ON o.id = f.order_id
WHERE f.call_id = ? AND f.at <= ? ORDER BY f.at, f.id
"""

_TAKEN_BACK = """
SELECT t.*, s.name AS back_by, j.action, j.name, j.entered_at AS done_at
FROM taken_back t JOIN journal j ON j.seq = t.record_id LEFT JOIN staff s ON s.id = t.staff_id
WHERE +t.what = 'journal' AND t.entered_at <= ?2 AND t.id > coalesce((SELECT id FROM taken_back
 WHERE entered_at < (SELECT entered_at FROM call WHERE id = ?1) ORDER BY id DESC LIMIT 1), 0) AND (
 j.about = (SELECT number FROM call WHERE id = ?1) OR j.about IN (SELECT number FROM work_order WHERE call_id = ?1)
 OR t.entry IN (SELECT x.entry FROM book_line b CROSS JOIN taken_back x ON x.what = 'book_line' AND x.record_id = b.id
  WHERE b.call_id = ?1)) ORDER BY t.entered_at, t.id
"""
_OBJECTIONS = """
SELECT l.objection, l.accepted_at, h.border, h.from_post, s.name
FROM handover_line l JOIN handover h ON h.id = l.handover_id LEFT JOIN staff s ON s.id = l.accepted_by
WHERE l.call_id = ? AND l.objection IS NOT NULL AND l.accepted_at <= ?
GROUP BY l.accepted_at, l.accepted_by, l.objection ORDER BY l.accepted_at, l.id
"""
"""A sheet made anew has the objections of the one before it once more."""
_NO_LONGER = """
SELECT f.*, s.name AS who, o.number AS order_number
FROM fact f CROSS JOIN taken_back t ON t.what = 'fact' AND t.record_id = f.id
LEFT JOIN staff s ON s.id = f.staff_id LEFT JOIN work_order o ON o.id = f.order_id
WHERE t.entry = ? AND f.call_id = ? ORDER BY f.at, f.id
"""


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
class TakenBack:
    """An entry about the line that no longer counts: what it did, by whom and when, and the facts it had recorded.

    Then who took it back, at which post, when, and why.
    """

    action: str
    who: str
    entered_at: datetime
    facts: tuple[Entry, ...]
    by: str
    post: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody had against the line on taking a shift over: at the handover of ``border``, from ``post``."""

    at: datetime
    by: str
    words: str
    border: datetime
    post: str


@dataclass(frozen=True, slots=True)
class CallCard:
    """One line of the register, whole. Texts are as they were typed; amounts in fen, instants in UTC.

    ``fields`` are the office's own as they hold for the line now, ``endings`` the other ends it may take as it stands,
    ``keep_until`` the last day on which a closed line must be kept (``forever``: without end). The visit's code is for
    the desk and the customer alone. ``saw`` is the number of the journal's last entry when the card was read.
    """

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
    urgency_title: Words | None
    trade: str
    matter_kind: str | None
    department: str | None
    paid: bool
    minor: bool
    material_available: bool | None
    key_customer: bool
    complaint: bool
    area: str
    scope: str
    listed: bool
    important: bool
    equipment: str | None
    fields: tuple[FieldLine, ...]
    visit_code: str | None
    ending: str | None
    ending_title: Words | None
    endings: tuple[Ending, ...]
    keep_until: date | str | None
    reason: str
    logged_by: str
    linked_call: str | None
    procedure: str
    procedure_version: int
    appointment: datetime | None
    quoted: int | None
    agreed: int | None
    due: int | None
    received: int
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
    taken_back: tuple[TakenBack, ...]
    objections: tuple[Objection, ...]
    hours: Hours
    saw: int
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
    filled, due = load.entries(tx, [row]).get(call_id, ()), load.due(tx, [row]).get(call_id)
    timeline = Timeline.of(load.job(row, filled, due), facts)
    told = [Told(fact, row, timeline.order_of(fact)) for row, fact in zip(rows, facts, strict=True)]
    told.sort(key=lambda each: each.fact.sort_key())
    standing = stand(row, load.procedure(tx, row["procedure_id"], office.hours), timeline, now)
    agreed, consent = timeline.last("appointment.agreed"), timeline.last("quote.agreed")
    end, ended = finish(standing.procedure, timeline), timeline.ended
    quoted = rows_of(told, "quote.given")
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
        **_of_the_office(tx, row, standing),
        logged_by=tx.value("SELECT name FROM staff WHERE id = ?", row["staff_id"]) or "",
        linked_call=tx.value("SELECT number FROM call WHERE id = ?", row["linked_call_id"]),
        procedure=standing.procedure.id,
        procedure_version=standing.procedure.version,
        appointment=agreed.for_ if agreed else None,
        quoted=quoted[-1]["amount_fen"] if quoted else None,
        agreed=payment.agreed(timeline),
        due=due,
        received=payment.received(timeline),
        consent_at=consent.at if consent else None,
        opinion=last_opinion(timeline),
        finished_at=end.at if end else None,
        closed_at=ended.at if ended else None,
        orders=orders(tx, standing.procedure, call_id, told, now),
        callbacks=tuple(_call_made(row) for row in rows_of(told, "callback.made")),
        clocks=tuple(clock_line(clock) for clock in standing.clocks),
        missing=missing_lines(standing),
        next=standing.next,
        timeline=tuple(_entry(each.row) for each in told),
        taken_back=tuple(_taken_back(tx, gone, call_id) for gone in tx.all(_TAKEN_BACK, call_id, now)),
        objections=tuple(_objection(one) for one in tx.all(_OBJECTIONS, call_id, now)),
        hours=office.hours,
        saw=load.latest_entry(tx),
    )


_TEXTS = ("room", "place_detail", "caller", "phone", "content", "trade", "reason")
_SAME = (
    "number", "kind", "post", "origin", "channel", "place", "urgency", "version", "matter_kind", "department",
)  # fmt: skip


def _as_stored(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _SAME} | {name: row[name] or "" for name in _TEXTS}


def _of_the_office(tx: Tx, row: Row, standing: Standing) -> dict[str, Any]:
    """What only some procedures ask about a line, and how it may end by them."""
    procedure, timeline = standing.procedure, standing.timeline
    job = timeline.job
    ending = next((one for one in procedure.ending if one.code == row["ending"]), None)
    return {
        "area": job.area, "scope": job.scope, "listed": job.listed, "important": job.important,
        "equipment": tx.value("SELECT name FROM equipment WHERE id = ?", row["equipment_id"]),
        "urgency_title": urgency_title(procedure, job.urgency),
        "fields": lines(procedure, dict(job.entries)),
        "visit_code": row["visit_code"],
        "ending": row["ending"],
        "ending_title": ending.title if ending else None,
        "endings": () if standing.state in ENDED else possible(procedure, timeline, standing.clocks),
        "keep_until": _kept(procedure, timeline),
    }  # fmt: skip


def _kept(procedure: Procedure, timeline: Timeline) -> date | str | None:
    if timeline.first("job.closed") is None:
        return None
    return keep_until(procedure, timeline) or "forever"


def _objection(row: Row) -> Objection:
    border = load.instant(row["border"])
    return Objection(
        load.instant(row["accepted_at"]), row["name"] or "", row["objection"], border, row["from_post"]
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


def _taken_back(tx: Tx, gone: Row, call_id: int) -> TakenBack:
    return TakenBack(
        action=gone["action"],
        who=gone["name"],
        entered_at=load.instant(gone["done_at"]),
        facts=tuple(_entry(row) for row in tx.all(_NO_LONGER, gone["entry"], call_id)),
        by=gone["back_by"] or "",
        post=gone["post"],
        at=load.instant(gone["entered_at"]),
        reason=gone["reason"],
    )


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
