"""Price told, consent, payment, and the copy for finance (S000-I-16, -24; readings I23, I30)."""

from __future__ import annotations

from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules.clocks import clocks
from repairdesk.rules.endings import possible
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse

from .ending import end_as
from .orders import pay_in
from .work import Work, on_call


def give_quote(
    store: Store, who: Operator, call: str, *, amount: int, at: datetime | None = None, now: datetime
) -> None:
    """The customer has been told what it costs, in fen. A job with a price is a paid job."""
    with on_call(store, who, "quote.give", call, at=at, now=now) as work:
        if amount < 0:
            raise refuse("amount", "below_zero")
        _make_paid(work)
        work.fact("quote.given", amount=amount)


def agree_quote(store: Store, who: Operator, call: str, *, at: datetime | None = None, now: datetime) -> None:
    """The customer agrees to the price, by word or by signature."""
    with on_call(store, who, "quote.agree", call, at=at, now=now) as work:
        _make_paid(work)
        work.fact("quote.agreed", by="customer")


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
    store: Store,
    who: Operator,
    call: str,
    *,
    amount: int,
    to: str = "desk",
    at: datetime | None = None,
    now: datetime,
) -> None:
    """Money received, in fen: by the technician, at the desk, or in advance."""
    with on_call(store, who, "pay", call, at=at, now=now, ended=False) as work:
        pay_in(work, amount, to)


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
