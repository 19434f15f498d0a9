"""The work order: sent out, carried to the customer, brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from repairdesk.models.store import Row, Store, Tx
from repairdesk.rules import typed
from repairdesk.rules.clocks import origin
from repairdesk.rules.closing import rework_cause
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views import load

from . import bills
from .work import Work, on_call, on_order

ChargeForm = bills.ChargeForm
OUT = ("dispatched", "accepted", "on_site", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedForm:
    """The paper as it comes back, in its own order: times, result, lines, signature, money."""

    arrived_at: datetime | None = None
    finished_at: datetime | None = None
    result: str = "finished"
    reason: str = ""
    plan: str = ""
    next_time: datetime | None = None
    charges: tuple[ChargeForm, ...] = ()
    signed_by: str = ""
    returned_at: datetime | None = None
    received: int | None = None
    paid_to: str = "technician"


def issue(
    store: Store, who: Operator, call: str, *, technician: str, at: datetime | None = None, now: datetime
) -> str:
    """Send a technician: a work order under the line, by word of mouth at night (S000-I-06 to -08, -23, -31).

    Returns the order's number. While nobody has been there the job may be given to somebody else; after an unfinished
    visit or a dissatisfied answer a new order goes out under the same line (reading I22).
    """
    with on_call(store, who, "order.issue", call, at=at, now=now) as work:
        if work.call["kind"] == "matter":
            raise refuse("call", "matter_has_no_order")
        if (
            work.state not in ("open", "dispatched", "accepted", "unfinished")
            and rework_cause(work.timeline) is None
        ):
            raise refuse("call", "wrong_state", state=work.state)
        person = _technician(work.tx, technician)
        work.not_before(work.at, work.timeline.last("order.issued", "work.finished"), "at")
        before = work.latest_order()
        if before is not None and work.state in ("dispatched", "accepted"):
            work.copies(before, "returned", "desk")
            work.tx.update("work_order", before["id"], state="withdrawn")
        number = work.tx.number("order", work.hours.local(work.at).date())
        order_id = work.tx.insert(
            "work_order", number=number, call_id=work.call["id"], technician_id=person["id"], issued_at=work.at,
            state="dispatched", labour_fen=0, material_fen=0, total_fen=0,
        )  # fmt: skip
        order = load.order_row(work.tx, number)
        for copy in work.procedure.copy:
            work.tx.insert("slip_copy", order_id=order_id, name=copy.name, keeper="desk", state="blank")
        work.fact("order.issued", order=order)
        work.fact("technician.told", order=order, remark=person["name"])
        if origin(work.procedure, work.timeline) == "day" or work.hours.is_day(work.at):
            _write(work, order)
        return number


def _technician(tx: Tx, name: str) -> Row:
    wanted = typed.clean_line(name, "technician")
    person = tx.one("SELECT * FROM staff WHERE name = ?", wanted)
    if person is None or person["role"] not in ("technician", "foreman"):
        crew = [
            row["name"]
            for row in tx.all(
                "SELECT name FROM staff WHERE role IN ('technician', 'foreman') AND active ORDER BY name LIMIT 12"
            )
        ]
        raise refuse("technician", "unknown_technician", name=wanted, allowed=crew)
    if not person["active"]:
        raise refuse("technician", "not_active", name=person["name"])
    return person


def _write(work: Work, order: Row) -> None:
    """The slip is on paper and in the technician's hands; a night job's is written after the fact (S000-I-31)."""
    if origin(work.procedure, work.timeline) == "night":
        work.fact("slip.written", order=order)
    work.copies(order, "out", "technician")


def write_slip(store: Store, who: Operator, call: str, *, at: datetime | None = None, now: datetime) -> None:
    """Write the slip of a night job, from the line, with the real night times (S000-I-31, readings I26, I27)."""
    with on_call(store, who, "order.write_slip", call, at=at, now=now) as work:
        if origin(work.procedure, work.timeline) != "night":
            raise refuse("call", "not_a_night_job")
        order = work.latest_order()
        if order is None:
            raise refuse("call", "no_order_yet")
        if any(fact.what == "slip.written" for fact in work.timeline.latest):
            raise refuse("call", "already_written")
        _write(work, order)


# --- what the technician reports --------------------------------------------------------------------------------------


def accept(store: Store, who: Operator, order: str, *, at: datetime | None = None, now: datetime) -> None:
    """The technician has taken the job (S000-I-08)."""
    with on_order(store, who, "order.accept", order, at=at, now=now) as (work, row):
        _must_be_latest(work, row)
        work.must_be("dispatched", "accepted")
        work.fact("order.accepted")


def arrive(store: Store, who: Operator, order: str, *, at: datetime | None = None, now: datetime) -> None:
    """The technician is on site (S000-I-09). A second arrival is a second visit on the same slip."""
    with on_order(store, who, "order.arrive", order, at=at, now=now) as (work, row):
        _must_be_latest(work, row)
        work.must_be(*OUT)
        work.fact("technician.arrived")


def start(store: Store, who: Operator, order: str, *, at: datetime | None = None, now: datetime) -> None:
    """The work begins; a paid job only with the customer's recorded consent (reading I30)."""
    with on_order(store, who, "order.start", order, at=at, now=now) as (work, row):
        _must_be_latest(work, row)
        work.must_be(*OUT)
        if work.timeline.job.paid and work.timeline.first("quote.agreed") is None:
            raise refuse("consent", "no_consent")
        work.not_before(work.at, work.timeline.last("technician.arrived"), "at")
        work.fact("work.started")


def stop(
    store: Store, who: Operator, order: str, *, remark: str = "", at: datetime | None = None, now: datetime
) -> None:
    """The work is interrupted and goes on later, on the same slip."""
    with on_order(store, who, "order.stop", order, at=at, now=now) as (work, row):
        _must_be_latest(work, row)
        work.must_be("on_site")
        work.fact("work.stopped", remark=typed.clean_text(remark, "remark", typed.REMARK))


def finish(
    store: Store, who: Operator, order: str, *, result: str = "finished", reason: str = "", plan: str = "",
    next_time: datetime | None = None, at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """The work has ended: finished, or not, and then with the reason, the plan and the next time (S000-I-16, -20)."""
    with on_order(store, who, "order.finish", order, at=at, now=now) as (work, row):
        form = ReturnedForm(result=result, reason=reason, plan=plan, next_time=next_time)
        _end_work(work, row, form)


def _end_work(
    work: Work, order: Row, form: ReturnedForm, moment: datetime | None = None, field: str = "at"
) -> None:
    _must_be_latest(work, order)
    if form.result not in ("finished", "unfinished"):
        raise refuse("result", "not_one_of", allowed="finished, unfinished")
    when = moment or work.at
    work.not_before(when, work.timeline.last("technician.arrived"), field)
    reason = typed.clean_text(form.reason, "reason", typed.REMARK).replace(
        "\n", " "
    )  # one line: the plan follows
    plan = typed.clean_text(form.plan, "plan", typed.REMARK)
    if form.result == "unfinished" and not reason:
        raise refuse("reason", "required")
    if form.next_time is not None and form.next_time < when:
        raise refuse("next_time", "time_in_past", now=work.hours.local(when))
    said = "\n".join(part for part in (reason, plan) if part)
    work.fact("work.finished", at=when, result=form.result, remark=said, field=field)
    if form.result == "unfinished" and form.next_time is not None:
        # Agreed on the slip, but for the next order (reading I22): the timeline gives it to that one.
        work.fact("appointment.agreed", at=when, for_=form.next_time, by="technician", of_order=False)


# --- the slip comes back ----------------------------------------------------------------------------------------------


def charge(
    store: Store, who: Operator, order: str, form: ChargeForm, *, at: datetime | None = None, now: datetime
) -> None:
    """Enter one line of labour or material; the amounts are worked out, never typed."""
    with on_order(store, who, "order.charge", order, at=at, now=now) as (work, row):
        bills.enter(work, row, (form,))


def take_return(
    store: Store, who: Operator, order: str, *, signed_by: str = "", at: datetime | None = None, now: datetime
) -> None:
    """The slip is back at the desk, all copies but the customer's (S000-I-17, -21)."""
    with on_order(store, who, "order.return", order, at=at, now=now) as (work, row):
        _take_back(work, row, signed_by, work.at)


def close_out(store: Store, who: Operator, order: str, form: ReturnedForm, *, now: datetime) -> None:
    """Type the returned paper in, whole, in one go: what the desk already knows may be left empty."""
    with on_order(store, who, "order.return", order, at=form.returned_at, now=now) as (work, row):
        _must_be_latest(work, row)
        arrived = work.timeline.latest and any(f.what == "technician.arrived" for f in work.timeline.latest)
        ended = any(f.what == "work.finished" for f in work.timeline.latest)
        if form.arrived_at is not None:
            work.fact("technician.arrived", at=form.arrived_at, field="arrived_at")
        elif not arrived:
            raise refuse("arrived_at", "required")
        if not ended:
            if form.finished_at is None:
                raise refuse("finished_at", "required")
            _end_work(work, row, form, form.finished_at, "finished_at")
        if form.charges:
            bills.enter(work, row, form.charges)
        _take_back(work, row, form.signed_by, work.at)
        if form.received is not None:
            pay_in(work, form.received, form.paid_to)


def _take_back(work: Work, order: Row, signed_by: str, when: datetime) -> None:
    signature = typed.clean_line(signed_by, "signed_by")
    end = work.timeline.last("work.finished")
    work.not_before(when, end if end is not None and end in work.timeline.latest else None, "returned_at")
    if signature:
        signed_at = end.at if end is not None and end in work.timeline.latest else when
        work.fact("customer.signed", at=signed_at, remark=signature, by="customer")
    work.fact("slip.returned")


def pay_in(work: Work, amount: int, to: str) -> None:
    """Record money received, within an operation: ``amount`` in fen, ``to`` technician, desk or advance."""
    if to not in ("technician", "desk", "advance"):
        raise refuse("to", "not_one_of", allowed="technician, desk, advance")
    if amount <= 0:
        raise refuse("amount", "not_above_zero")
    work.fact("payment.received", amount=amount, remark=to)


def _must_be_latest(work: Work, order: Row) -> None:
    """A slip whose place another has taken takes no more reports."""
    latest = work.latest_order()
    if latest is not None and latest["id"] != order["id"]:
        raise refuse("order", "replaced_order", number=latest["number"])
