"""The slip of an order: which form it is and its running number, its copies, and when it is written."""

from __future__ import annotations

from datetime import date

from repairdesk.models.store import Row
from repairdesk.rules.limits import Limit, Pattern
from repairdesk.rules.refusal import refuse
from repairdesk.rules.statements import Numbering

from . import pads
from .work import Work

WRITTEN = "slip.written"


def form(work: Work, number: str = "") -> tuple[str | None, str | None]:
    """The name of the form for such a job and its next own number, without a gap; None where there is none.

    With a pad of such forms in use it is the number on top of it, or the ``number`` typed from it (``pads.take``).
    """
    at = work.origin
    found = next((one for one in work.procedure.form if one.when.holds(work.timeline.job, at)), None)
    if found is None:
        return None, None
    sheet = pads.take(work, found.name, number)
    if sheet is not None:
        return found.name, sheet
    if found.numbering is None:
        return found.name, None
    return found.name, _number(work, f"{work.procedure.id}/{found.name}", found.numbering)


def _number(work: Work, series: str, numbering: Numbering) -> str:
    day = work.hours.local(work.at).date()
    period = {"ever": "", "year": f"{day:%Y}", "month": f"{day:%Y-%m}"}[numbering.each]
    serial = numbering.first + work.tx.running(series, period) - 1
    return f"{numbering.prefix}{serial:0{numbering.digits}d}"


def one_a_month(work: Work) -> None:
    """Refuse a further order for the same person in a calendar month, where one is the rule (S002-D-01).

    A rework order under the same line belongs to the sheet that the person has already.
    """
    call, day = work.call, work.hours.local(work.at).date()
    if work.procedure.orders.one_per_month is None or not call["caller"]:
        return
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    begin, end = work.hours.day_bounds(day.replace(day=1))[0], work.hours.day_bounds(following)[0]
    number = work.tx.value(
        "SELECT o.number FROM call c JOIN standing_work_order o ON o.call_id = c.id"
        " WHERE c.caller = ? AND c.id != ? AND (c.room_id = ? OR (c.phone_tail = ? AND c.phone = ?))"
        " AND o.issued_at >= ? AND o.issued_at < ? AND o.state NOT IN ('open', 'withdrawn') LIMIT 1",
        call["caller"], call["id"], call["room_id"], call["phone_tail"], call["phone"], begin, end,
    )  # fmt: skip
    if number is not None:
        raise refuse("call", "one_a_month", name=call["caller"], number=number, until=following)


def lay_out(work: Work, order: Row) -> None:
    """The copies that the slip of such a job has, still blank at the desk; written at once where that is the way."""
    for copy in work.procedure.copies(work.timeline.job, work.origin):
        work.tx.insert("slip_copy", order_id=order["id"], name=copy.name, keeper="desk", state="blank")
    if not _afterwards(work):
        write(work, order)


def write(work: Work, order: Row) -> None:
    """The slip is on paper and in the technician's hands.

    That is a fact of its own where a limit, a gate or a bar of the job asks for it; and a gate before the slip bars
    the order that it goes out with (S001-A-21).
    """
    if _asked_for(work) and not on_record(work):
        work.fact(WRITTEN, order=order)
    work.send_out(order)


def _asked_for(work: Work) -> bool:
    job, at = work.timeline.job, work.origin
    gated = any(WRITTEN in gate.before and gate.applies(job, at) for gate in work.procedure.gate)
    return gated or work.procedure.waits_for(WRITTEN, job, at)


def on_record(work: Work) -> bool:
    """Whether the slip of the latest order has been written: before the line's first order counts for that one."""
    timeline = work.timeline
    latest = len(timeline.orders)
    return any(latest < 2 or timeline.order_of(fact) == latest for fact in timeline.all(WRITTEN))


def write_afterwards(work: Work) -> None:
    """Write the slip of an order that went out by word of mouth; refused where it has been written."""
    order = work.latest_order()
    if order is None:
        raise refuse("call", "no_order_yet")
    if on_record(work):
        raise refuse("call", "already_written")
    copies = work.tx.all("SELECT state FROM slip_copy WHERE order_id = ?", order["id"])
    if any(copy["state"] != "blank" for copy in copies) or not (copies or _asked_for(work)):
        raise refuse("call", "not_a_night_job" if work.origin == "day" else "already_written")
    write(work, order)


def _afterwards(work: Work) -> bool:
    """Whether the slip of an order issued now is written later.

    At night where a limit waits for it from the opening or from the end of the work on (S000-I-31, S002-A-13). By day
    only where such a limit leaves no other way, because it begins with the end of the work even if there is a slip.
    """
    job, at = work.timeline.job, work.origin
    waiting = [
        limit for limit in work.procedure.limit if limit.applies(job, at) and _names(limit.to, WRITTEN)
    ]
    if at == "night" and not work.hours.is_day(work.at):
        return any(limit.starts is not None or _after_work(limit) for limit in waiting)
    return any(_after_work(limit) and not _names(limit.yields_to, WRITTEN) for limit in waiting)


def _after_work(limit: Limit) -> bool:
    return _names(limit.from_, "work.finished")


def _names(patterns: tuple[Pattern, ...], what: str) -> bool:
    return any(pattern.what == what for pattern in patterns)
