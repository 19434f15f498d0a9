"""The work order: sent out, carried to the customer, brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime

from repairdesk.models.store import Row, Store
from repairdesk.rules import parse, payment, typed
from repairdesk.rules.closing import rework_wanted
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views import load

from . import bills, booking, permissions, receipts, slips, transfers
from .work import NOTHING, Work, on_call, on_order

ChargeForm = bills.ChargeForm
OUT = ("dispatched", "accepted", "on_site", "waiting")
VERIFIED = "visit_verified"
"""The field that says how a visit was verified: ``code`` or ``without_code``, and then by whom and why."""


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
    paid_by: str = "cash"
    fields: Mapping[str, str] = attribute(default_factory=dict)


def pool(store: Store, who: Operator, call: str, *, at: datetime | None = None, now: datetime) -> None:
    """Offer the job to all technicians; whoever takes it has it (S000-E-05)."""
    with on_call(store, who, "order.pool", call, at=at, now=now, records="order.pooled") as work:
        _must_have_pool(work)
        _may_be_sent(work, "open", "unfinished")
        last = work.timeline.last("order.pooled", "order.issued")
        if last is not None and work.timeline.offered:
            raise refuse("call", "already_done", earlier=work.hours.local(last.at))
        work.not_before(work.at, work.timeline.last("order.issued", "work.finished"), "at")
        work.fact("order.pooled")


def issue(
    store: Store, who: Operator, call: str, *, technician: str, fields: Mapping[str, str] = NOTHING,
    form_number: str = "", at: datetime | None = None, now: datetime,
) -> str:  # fmt: skip
    """Send a technician: a work order under the line, by word of mouth at night (S000-I-06 to -08, -23, -31).

    ``form_number`` is the number of the sheet, where it is not the one on top of the pad. Returns the order's number. While nobody has been there the job may be given to somebody else; after an unfinished
    visit or a dissatisfied answer a new order goes out under the same line (reading I22). A technician takes a job
    that is offered to all for himself, and has then accepted it.
    """
    operation = "order.take" if who.role in permissions.CREW else "order.issue"
    with on_call(store, who, operation, call, at=at, now=now, records="order.issued") as work:
        takes = operation == "order.take" and not work.leaves_to("order.issued", who.role)
        _may_be_sent(work, "open", "dispatched", "accepted", "unfinished")
        if takes and work.procedure.orders.pool is None:
            raise permissions.refusal(who, permissions.ALLOWED["order.issue"])
        if takes and not work.timeline.offered:
            raise refuse("call", "not_in_pool")
        person = _technician(work, technician)
        if takes and person["id"] != who.staff_id:
            raise refuse("technician", "only_yourself", name=who.name)
        slips.one_a_month(work)
        work.not_before(work.at, work.timeline.last("order.pooled", "order.issued", "work.finished"), "at")
        work.fill(fields, "issue")
        work.require_unbarred("order.issued")  # while what was filled in about the order before still counts
        order = _new_order(work, person, form_number)
        work.fact("order.issued", order=order)
        work.fact("technician.told", order=order, remark=person["name"])
        if _engineering_waits(work):
            work.fact("engineering.told", order=order, remark=person["name"])
        if takes:
            work.fact("order.accepted", order=order)
        slips.lay_out(work, order)
        return str(order["number"])


def _engineering_waits(work: Work) -> bool:
    """Whether the office wants engineering told of such a job, and nobody has: it knows once a man of its is named."""
    wanted = work.procedure.waits_for("engineering.told", work.timeline.job, work.origin)
    return wanted and work.timeline.first("engineering.told") is None


def _new_order(work: Work, person: Row, sheet: str) -> Row:
    """The row of a new order; it takes the place of one that nobody has gone out with."""
    before = work.latest_order()
    if before is not None and work.state in ("dispatched", "accepted"):
        work.copies(before, "returned", "desk", since=("out",))
        work.tx.update("work_order", before["id"], state="withdrawn")
    number = work.tx.number("order", work.hours.local(work.at).date())
    form, form_number = slips.form(work, sheet)
    work.tx.insert(
        "work_order", number=number, call_id=work.call["id"], technician_id=person["id"], issued_at=work.at,
        state="dispatched", labour_fen=0, material_fen=0, total_fen=0, form=form, form_number=form_number,
    )  # fmt: skip
    work.change()  # what was filled in about the earlier order is not about this one
    return load.order_row(work.tx, number)


def _may_be_sent(work: Work, *states: str) -> None:
    """Refuse where the line is not at one of these states, unless it waits for rework; matters only where they may."""
    if work.call["kind"] == "matter" and work.procedure.orders.matters is None:
        raise refuse("call", "matter_has_no_order")
    looked_at = work.state in ("on_site", "waiting") and not work.timeline.orders  # before there was an order
    if not (work.state in states or looked_at or rework_wanted(work.procedure, work.timeline)):
        raise refuse("call", "wrong_state", state=work.state)


def _must_have_pool(work: Work) -> None:
    if work.procedure.orders.pool is None:
        raise refuse("call", "no_pool")


def _technician(work: Work, name: str) -> Row:
    wanted = typed.clean_line(name, "technician")
    person = work.tx.one("SELECT * FROM staff WHERE name = ?", wanted)
    if person is None or person["role"] not in permissions.CREW:
        crew = work.tx.all(
            "SELECT name FROM staff WHERE role IN ('technician', 'foreman') AND active ORDER BY name LIMIT 12"
        )
        raise refuse("technician", "unknown_technician", name=wanted, allowed=[row["name"] for row in crew])
    if not person["active"]:
        raise refuse("technician", "not_active", name=person["name"])
    if person["firm"] and work.procedure.orders.firm is None:
        raise refuse("technician", "outside_firm", name=person["name"], firm=person["firm"])
    return person


def give_back(
    store: Store, who: Operator, order: str, *, reason: str = "", at: datetime | None = None, now: datetime
) -> None:
    """Whoever took an order gives it back before he has gone: it is offered to all once more (S000-E-06)."""
    with on_order(store, who, "order.give_back", order, at=at, now=now) as (work, row):
        _must_have_pool(work)
        _must_be_latest(work, row)
        work.must_be("dispatched", "accepted")
        if who.role in permissions.CREW:
            transfers.must_hold(work, row)
        issued = load.instant(row["issued_at"])
        if work.at <= issued:
            raise refuse("at", "must_be_after", earlier=work.hours.local(issued), event="order.issued")
        work.copies(row, "returned", "desk", since=("out",))
        work.tx.update("work_order", row["id"], state="withdrawn")
        work.fact("order.pooled", remark=typed.clean_text(reason, "reason", typed.REMARK), of_order=False)


def move(
    store: Store, who: Operator, order: str, *, to: str, opinion: str = "", at: datetime | None = None,
    now: datetime,
) -> None:  # fmt: skip
    """Hand an order on to somebody else or to a department, who accept it when they have it (S002-L-03)."""
    with on_order(store, who, "order.move", order, at=at, now=now) as (work, row):
        _must_be_latest(work, row)
        named = typed.clean_line(to, "to").replace(transfers.BETWEEN, ":")
        if not named:
            raise refuse("to", "required")
        if who.role not in permissions.DESK and who.role != "manager":
            transfers.must_hold(work, row)
        transfers.hand_on(work, row, transfers.receivers(work.tx, work.procedure, named), opinion)


def write_slip(store: Store, who: Operator, call: str, *, at: datetime | None = None, now: datetime) -> None:
    """Write the slip of a job that was sent out without, with its real times (S000-I-31, readings I26, I27)."""
    with on_call(store, who, "order.write_slip", call, at=at, now=now, records="slip.written") as work:
        slips.write_afterwards(work)


# --- what the technician reports --------------------------------------------------------------------------------------


def accept(
    store: Store, who: Operator, order: str, *, receiver: str = "", at: datetime | None = None, now: datetime
) -> None:
    """The technician has taken the job (S000-I-08).

    Of an order that was handed on this is the receipt: by one of its receivers, or by the desk, which names him.
    """
    with on_order(store, who, "order.accept", order, at=at, now=now) as (work, row):
        _must_be_latest(work, row)
        name = transfers.accepted_by(work, row, typed.clean_line(receiver, "technician"))
        work.must_be(*(OUT if name else ("dispatched", "accepted")))
        work.fact("order.accepted", remark=name)


def arrive(
    store: Store, who: Operator, order: str, *, code: str = "", verified_by: str = "", reason: str = "",
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """The technician is on site (S000-I-09). A second arrival is a second visit on the same slip.

    Where the customer gives a code at the door it may be checked here, or who verified the visit without it and why;
    the work does not begin before that (S000-E-10, -11).
    """
    with on_order(store, who, "order.arrive", order, at=at, now=now) as (work, row):
        _must_be_latest(work, row)
        work.must_be(*OUT)
        if code or verified_by or reason:
            _verify(work, row, code, verified_by, reason)
        work.fact("technician.arrived")


def verify(
    store: Store, who: Operator, order: str, *, code: str = "", verified_by: str = "", reason: str = "",
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Verify a visit whose arrival was recorded otherwise: by the code, or by whoever knew without it (S000-E-11)."""
    with on_order(store, who, "order.verify", order, at=at, now=now) as (work, row):
        if not _verify(work, row, code, verified_by, reason):
            raise refuse("code", "no_visit_code")


def _verify(work: Work, order: Row, code: str, by: str, reason: str) -> bool:
    """Whether the visit had to be verified and now is; once for each order."""
    wanted, rule = work.call["visit_code"], work.procedure.orders.visit_code
    if rule is None or not wanted or not rule.when.holds(work.timeline.job, work.origin):
        if code:
            raise refuse("code", "no_visit_code")
        return False
    if work.timeline.job.entry(VERIFIED):
        return True
    if code:
        if parse.narrow(code) != wanted:
            raise refuse("code", "wrong_code")
        work.enter(VERIFIED, "code", order)
    else:
        named = typed.clean_line(by, "verified_by")
        said = typed.clean_text(reason, "reason", typed.REMARK)
        if not named:
            raise refuse("code", "code_required")
        if not said:
            raise refuse("reason", "required")
        work.enter(VERIFIED, "without_code", order)
        work.enter(f"{VERIFIED}_by", named, order)
        work.enter(f"{VERIFIED}_reason", said, order)
    work.change()
    return True


def start(store: Store, who: Operator, order: str, *, at: datetime | None = None, now: datetime) -> None:
    """The work begins: a paid job's only with the customer's consent (reading I30), after a visit that was verified."""
    with on_order(store, who, "order.start", order, at=at, now=now) as (work, row):
        _must_be_latest(work, row)
        work.must_be(*OUT)
        if work.timeline.job.paid and not payment.consented(work.timeline):
            raise refuse("consent", "no_consent")
        _verify(work, row, "", "", "")
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
        booking.require_free(work, form.next_time, special=False, field="next_time")
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
    store: Store, who: Operator, order: str, *, signed_by: str = "", fields: Mapping[str, str] = NOTHING,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """The slip is back at the desk, all copies but the customer's (S000-I-17, -21)."""
    with on_order(store, who, "order.return", order, at=at, now=now) as (work, row):
        work.fill(fields)
        _take_back(work, row, signed_by, work.at)


def close_out(store: Store, who: Operator, order: str, form: ReturnedForm, *, now: datetime) -> str | None:
    """Type the returned paper in, whole, in one go: what the desk already knows may be left empty.

    Returns the number of the receipt, where money was received.
    """
    with on_order(store, who, "order.return", order, at=form.returned_at, now=now) as (work, row):
        _must_be_latest(work, row)
        work.fill(form.fields)
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
        if work.procedure.waits_for("result.entered", work.timeline.job, work.origin):
            work.fact("result.entered", at=now)  # what stands on the paper is on the system now (S002-I-13)
        if form.received is None:
            return None
        return receipts.take(work, form.received, form.paid_to, form.paid_by)


def _take_back(work: Work, order: Row, signed_by: str, when: datetime) -> None:
    signature = typed.clean_line(signed_by, "signed_by")
    end = work.timeline.last("work.finished")
    work.not_before(when, end if end is not None and end in work.timeline.latest else None, "returned_at")
    if signature:
        signed_at = end.at if end is not None and end in work.timeline.latest else when
        work.fact("customer.signed", at=signed_at, remark=signature, by="customer")
    work.require_filled("visit", "return")
    work.fact("slip.returned")


def _must_be_latest(work: Work, order: Row) -> None:
    """A slip whose place another has taken, or that was given back, takes no more reports."""
    latest = work.latest_order()
    if latest is not None and latest["id"] != order["id"]:
        raise refuse("order", "replaced_order", number=latest["number"])
    if work.timeline.offered:
        raise refuse("order", "wrong_state", state=work.state)
