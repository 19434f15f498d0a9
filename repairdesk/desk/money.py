"""Price told, consent, payment, what is given back or waived, and the copy for finance (S000-I-16, -24; I23, I30)."""

from __future__ import annotations

from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules import typed
from repairdesk.rules.clocks import clocks
from repairdesk.rules.endings import possible
from repairdesk.rules.facts import Operator
from repairdesk.rules.payment import WAIVER
from repairdesk.rules.refusal import refuse
from repairdesk.views import money

from . import receipts
from .ending import end_as
from .people import staff_name
from .taking import required
from .work import Work, on_call, on_order

APPROVERS = ("supervisor", "manager")
"""Whose word it takes that something is not charged."""
CONSENTS = ("word", "signature")


def give_quote(
    store: Store, who: Operator, call: str, *, amount: int, at: datetime | None = None, now: datetime
) -> None:
    """The customer has been told what it costs, in fen. A job with a price is a paid job."""
    with on_call(store, who, "quote.give", call, at=at, now=now) as work:
        if amount < 0:
            raise refuse("amount", "below_zero")
        _make_paid(work)
        work.fact("quote.given", amount=amount)


def agree_quote(
    store: Store, who: Operator, call: str, *, how: str = "", name: str = "",
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """The customer agrees to the price told last, ``how``: by word or by signature, and by ``name`` who it was.

    The amount is kept with it; a higher price, or a bill above it, needs a new consent (S003-C-10, S004-C-21).
    """
    with on_call(store, who, "quote.agree", call, at=at, now=now) as work:
        if how not in ("", *CONSENTS):
            raise refuse("how", "not_one_of", allowed=", ".join(CONSENTS))
        _make_paid(work)
        said = " ".join(part for part in (how, typed.clean_line(name, "name")) if part)
        work.fact("quote.agreed", by="customer", amount=_told(work), remark=said)


def _told(work: Work) -> int | None:
    """The price told last, in fen; None where none was."""
    told = work.timeline.last("quote.given")
    return (told.amount if told is not None else None) or None


def decline_quote(
    store: Store, who: Operator, call: str, *, at: datetime | None = None, now: datetime
) -> None:
    """The customer declines the price: the line ends without a fee, not even for the call (reading I17).

    Where the office has an ending for it, it ends so; elsewhere it is withdrawn.
    """
    with on_call(store, who, "quote.decline", call, at=at, now=now) as work:
        work.must_be("open", "dispatched", "accepted", "on_site", "waiting", "unfinished")
        work.fact("quote.declined", by="customer")
        ends = possible(work.procedure, work.timeline, clocks(work.procedure, work.timeline, now))
        ending = next((one for one in ends if any(p.what == "quote.declined" for p in one.needs)), None)
        if ending is not None:
            end_as(work, ending.code, "declined")
        else:
            work.change(reason="declined")
            work.fact("call.withdrawn", remark="declined")


def pay(
    store: Store, who: Operator, call: str, *, amount: int, to: str = "desk", way: str = "cash",
    at: datetime | None = None, now: datetime,
) -> str:  # fmt: skip
    """Money received, in fen: by the technician, at the desk, or in advance; in cash, by transfer or by scanning a code.

    Returns the number of its receipt.
    """
    with on_call(store, who, "pay", call, at=at, now=now, ended=False) as work:
        return receipts.take(work, amount, to, way)


def was_paid(
    store: Store, who: Operator, call: str, *, amount: int, at: datetime | None = None, now: datetime
) -> None:
    """Money that was received, in fen, before receipts were kept here: it is known, and in nobody's hands."""
    with on_call(store, who, "pay", call, at=at, now=now) as work:
        if amount <= 0:
            raise refuse("amount", "not_above_zero")
        work.fact("payment.received", amount=amount, remark="desk")


def refund(
    store: Store, who: Operator, call: str, *, amount: int | None = None, reason: str = "", way: str = "cash",
    at: datetime | None = None, now: datetime,
) -> str:  # fmt: skip
    """Money given back, in fen: without ``amount`` all that was paid above the bill (S001-A-20).

    Returns the number of its receipt. A line that has ended may be refunded too. Refused: ``nothing_to_refund``,
    ``more_than_paid``, ``not_enough_cash``; ``required`` without a reason where more than the surplus goes back.
    """
    with on_call(store, who, "money.refund", call, at=at, now=now, ended=True) as work:
        surplus = money.balance(work.tx, work.call).too_much
        back = surplus if amount is None else amount
        if amount is None and surplus == 0:
            raise refuse("amount", "nothing_to_refund")
        why = typed.clean_text(reason, "reason", typed.REMARK)
        if back > surplus:
            required(why, "reason")
        return receipts.give_back(work, back, way, why)


def waive(
    store: Store, who: Operator, order: str, *, amount: int, approver: str, reason: str,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Part of an order's bill, or all of it, is not charged: who approved that, and why; the bill stays as it was.

    Refused: ``nothing_to_waive``, ``more_than_due``, ``not_an_approver`` (a supervisor or manager approves; S002-I-16).
    """
    with on_order(store, who, "money.waive", order, at=at, now=now) as (work, row):
        if amount <= 0:
            raise refuse("amount", "not_above_zero")
        head = str(required(staff_name(work.tx, approver, "approver"), "approver"))
        person = work.tx.one("SELECT * FROM staff WHERE name = ?", head)
        if person is None or person["role"] not in APPROVERS:
            raise refuse("approver", "not_an_approver", name=head, roles=list(APPROVERS))
        why = str(required(typed.clean_text(reason, "reason", typed.REMARK), "reason"))
        left = (row["total_fen"] or 0) - (work.tx.value(_WAIVED, row["id"]) or 0)
        if left <= 0:
            raise refuse("amount", "nothing_to_waive")
        if amount > left:
            raise refuse("amount", "more_than_due", most_fen=left)
        work.tx.insert(
            "waiver", order_id=row["id"], original_fen=row["total_fen"], waived_fen=amount, approver_id=person["id"],
            reason=why, at=work.at, staff_id=who.staff_id, post=who.post, entered_at=now,
        )  # fmt: skip
        work.fact("note.written", kind=WAIVER, amount=amount, remark=f"{head}: {why}")
        work.change()  # what is due by now counts from here on


_WAIVED = "SELECT sum(waived_fen) FROM standing_waiver WHERE order_id = ?"


def to_finance(store: Store, who: Operator, call: str, *, at: datetime | None = None, now: datetime) -> None:
    """The finance copy of a paid job has gone to finance (S000-I-24)."""
    with on_call(store, who, "finance.receive", call, at=at, now=now) as work:
        if not work.timeline.job.paid:
            raise refuse("call", "not_a_paid_job")
        if work.timeline.first("slip.returned") is None:
            raise refuse("call", "slip_not_back")
        work.fact("finance.received")


def _make_paid(work: Work) -> None:
    if not work.timeline.job.paid:
        work.change(paid=True)
