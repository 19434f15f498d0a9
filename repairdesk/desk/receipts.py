"""Receipts: money taken and given back under numbers of their own, in somebody's hands until it is with finance.

Cash that a technician took is his until he hands it in; then it lies at the desk until it goes to finance, together
with what was taken there, in a numbered list that is signed for. What came by transfer or code is in nobody's hands.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from repairdesk.models.store import Row, Store, Tx
from repairdesk.rules import typed
from repairdesk.rules.facts import Operator
from repairdesk.rules.payment import REFUND
from repairdesk.rules.refusal import refuse
from repairdesk.views import load, money

from . import derived, ledger
from .permissions import CREW, require
from .work import Work, event_time

TAKEN_BY = ("technician", "desk", "advance")
WAYS = ("cash", "transfer", "scan")
PROOF = "payment_receipt"
"""The field in which an office's slip names the proof of payment: filled with the first receipt's number (S001-A-21)."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Cash that a technician has handed in: how much, in fen, and under which receipts it was taken."""

    technician: str
    amount: int
    receipts: tuple[str, ...]


def take(work: Work, amount: int, to: str, way: str = "cash") -> str:
    """Record money received, within an operation: ``amount`` in fen, ``to`` technician, desk or advance.

    Returns the number of its receipt. Refused: ``not_one_of``, ``not_above_zero``, ``advance_too_small`` where the
    office takes the whole price before the slip is written.
    """
    if to not in TAKEN_BY:
        raise refuse("to", "not_one_of", allowed=", ".join(TAKEN_BY))
    if amount <= 0:
        raise refuse("amount", "not_above_zero")
    owed = 0 if work.timeline.orders else derived.owed_in_advance(work.tx, work.procedure, work.call)
    if amount < owed:
        raise refuse("amount", "advance_too_small", least_fen=owed)
    work.fact("payment.received", amount=amount, remark=to)
    return _write(work, "payment", amount, to, way, "")


def give_back(work: Work, amount: int, way: str, reason: str) -> str:
    """Record money given back by the desk, within an operation; returns the number of its receipt.

    Refused: ``more_than_paid``, ``not_enough_cash`` where less cash lies at the desk.
    """
    if amount <= 0:
        raise refuse("amount", "not_above_zero")
    found = money.balance(work.tx, work.call)
    if amount > found.paid:
        raise refuse("amount", "more_than_paid", most_fen=found.paid)
    if way == "cash" and amount > money.cash_at_desk(work.tx):
        raise refuse("amount", "not_enough_cash", most_fen=money.cash_at_desk(work.tx))
    work.fact("note.written", kind=REFUND, amount=amount, remark=reason)
    return _write(work, "refund", amount, "desk", way, reason)


def _write(work: Work, kind: str, amount: int, to: str, way: str, reason: str) -> str:
    """The receipt of the fact that was recorded last, with the year's next number."""
    if way not in WAYS:
        raise refuse("way", "not_one_of", allowed=", ".join(WAYS))
    year = str(work.hours.local(work.at).year)
    number = f"{year}-{work.tx.running('receipt', year):05d}"
    order = work.order or work.latest_order()
    work.tx.insert(
        "receipt", number=number, call_id=work.call["id"], order_id=order["id"] if order is not None else None,
        kind=kind, amount_fen=amount, taken_by=to, way=way, at=work.at, entered_at=work.now, reason=reason or None,
        holder_id=_holder(work, order) if to == "technician" and way == "cash" else None,
        fact_id=work.tx.value("SELECT max(id) FROM fact WHERE call_id = ?", work.call["id"]),
        staff_id=work.who.staff_id, post=work.who.post,
    )  # fmt: skip
    asked = any(one.name == PROOF for one in work.procedure.field)
    if kind == "payment" and asked and not work.timeline.job.entry(PROOF):
        work.enter(PROOF, number)
        work.change()
    return number


def _holder(work: Work, order: Row | None) -> int | None:
    """In whose hands it is: the technician's of the order, or his who reports it."""
    if work.who.role in CREW or order is None:
        return work.who.staff_id
    return order["technician_id"] or work.who.staff_id


# --- into other hands -------------------------------------------------------------------------------------------------


def hand_in(
    store: Store, who: Operator, technician: str, *, receipts: Collection[str] = (), amount: int | None = None,
    at: datetime | None = None, now: datetime,
) -> HandedIn:  # fmt: skip
    """A technician hands in the cash he holds, all of it or what he took under these receipts.

    ``amount`` is what was counted. Refused: ``nothing_held_by``, ``not_held`` (names the receipt), ``not_the_sum``,
    ``time_before`` a payment.
    """
    require(who, "money.hand_in")
    with store.write(who, "money.hand_in", at=at, now=now) as tx:
        moment = _moment(tx, at, now)
        name = typed.clean_line(technician, "technician")
        person = tx.one("SELECT id FROM staff WHERE name = ?", name)  # also one who has left since
        if person is None:
            raise refuse("technician", "unknown_staff", name=name)
        tx.about = name
        held = tx.all(_HELD, person["id"])
        if not held:
            raise refuse("technician", "nothing_held_by", name=name)
        chosen = _chosen(held, receipts)
        total = money.cash(chosen)
        if amount is not None and amount != total:
            raise refuse("amount", "not_the_sum", sum_fen=total)
        _not_before(tx, chosen, moment)
        for row in chosen:
            tx.update("receipt", row["id"], handed_in_at=moment, handed_in_to=who.staff_id)
        return HandedIn(name, total, tuple(row["number"] for row in chosen))


def to_finance(
    store: Store, who: Operator, *, receipts: Collection[str] = (), remark: str = "",
    at: datetime | None = None, now: datetime,
) -> str:  # fmt: skip
    """What was taken at the desk, or handed in there, goes to finance: all of it, or what these receipts say.

    Returns the number of the list, which finance signs (``copies.sign``). Refused: ``nothing_at_desk``,
    ``not_at_desk`` (names the receipt), ``less_than_nothing`` where more was given back than taken, ``time_before``.
    """
    require(who, "money.hand_on")
    with store.write(who, "money.hand_on", at=at, now=now) as tx:
        moment = _moment(tx, at, now)
        there = money.at_desk_rows(tx)
        if not there:
            raise refuse("receipt", "nothing_at_desk")
        chosen = _chosen(there, receipts, "not_at_desk")
        total = money.cash(chosen)
        if total < 0:
            raise refuse("receipt", "less_than_nothing", sum_fen=-total)
        _not_before(tx, chosen, moment)
        said = typed.clean_text(remark, "remark", typed.REMARK)
        made = ledger.new_list(
            tx,
            who,
            load.office(tx).hours,
            kind="cash",
            keeper="finance",
            at=moment,
            amount=total,
            remark=said,
        )
        tx.about = made["number"]
        for row in chosen:
            tx.update("receipt", row["id"], list_id=made["id"])
        return str(made["number"])


_HELD = """
SELECT * FROM standing_receipt WHERE holder_id = ? AND handed_in_at IS NULL AND list_id IS NULL ORDER BY at, id
"""


def _moment(tx: Tx, at: datetime | None, now: datetime) -> datetime:
    return event_time(at, now, load.procedure(tx, load.office(tx).procedure_id))


def _chosen(rows: list[Row], numbers: Collection[str], problem: str = "not_held") -> list[Row]:
    """Those of these receipts, or all of them; refused with the first that is not among them."""
    if not numbers:
        return rows
    known = {row["number"]: row for row in rows}
    wanted = [typed.clean_line(number, "receipt") for number in numbers]
    for number in wanted:
        if number not in known:
            raise refuse("receipt", problem, number=number)
    return [known[number] for number in dict.fromkeys(wanted)]


def _not_before(tx: Tx, rows: list[Row], moment: datetime) -> None:
    last = load.instant(max(row["handed_in_at"] or row["at"] for row in rows))
    if moment < last:
        raise refuse("at", "time_before", earlier=load.office(tx).hours.local(last), event="payment.received")
