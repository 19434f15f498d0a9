"""What stands on a slip to be paid: lines of labour and material, priced from the list, and the sums they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from repairdesk.models.store import Row
from repairdesk.rules import bill, typed
from repairdesk.rules.refusal import refuse
from repairdesk.rules.worktime import minutes
from repairdesk.views import load

from .work import Work, event_time

KINDS = ("labour", "material")
_SAME_VISIT = """
SELECT o.* FROM standing_work_order o JOIN call c ON c.id = o.call_id
WHERE o.technician_id = ? AND c.room_id = ? AND o.id != ? AND o.labour_fen > 0 ORDER BY o.id DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeForm:
    """One line of labour or material: quantity in thousandths, price in fen (``None``: from the price list).

    ``minutes`` are those of labour by units of time; ``begins`` and ``ends`` say when the work was done, where
    that is written down. Material from stock is priced at what the stock paid for it.
    """

    kind: str
    item: str
    milli: int = bill.THOUSAND
    price: int | None = None
    source: str = "list"
    minutes: int | None = None
    unit: str = ""
    begins: datetime | None = None
    ends: datetime | None = None


def enter(work: Work, order: Row, forms: Iterable[ChargeForm]) -> None:
    """Enter lines on a slip and work out its sums; refused for a job that may not be charged for (S002-B-05)."""
    fees = bill.of_order(work.procedure.fees, work.timeline, work.place(order))
    charged = fees.charged.holds(work.timeline.job, work.origin)
    makes_paid = False
    for form in forms:
        if not charged and form.source != "customer":
            raise refuse("item", "no_charges")
        line = _priced(work, form)
        amount = bill.amount(fees, line)
        work.tx.insert(
            "charge", order_id=order["id"], kind=line.kind, item=line.item, quantity_milli=line.milli, unit=form.unit or None,
            unit_price_fen=line.price, source=line.source, minutes=line.minutes, amount_fen=amount,
            begins_at=line.begins, ends_at=line.ends,
        )  # fmt: skip
        makes_paid = makes_paid or (amount > 0 and _marked_paid(work, line.item))
    lines = work.tx.all("SELECT * FROM standing_charge WHERE order_id = ?", order["id"])
    total = bill.bill(fees, (load.charge(line) for line in lines))
    labour = total.labour - (
        _charged_on_the_other_slip(work, order, lines) if fees.blocks and not fees.nothing else 0
    )
    values = {"labour_fen": labour, "material_fen": total.material, "total_fen": labour + total.material}
    work.tx.update("work_order", order["id"], **values)
    # What is due by now counts from here on; an item that costs extra makes the job of a household a paid one.
    work.change(**({"paid": True} if makes_paid and work.call["place"] == "in_home" else {}))


def _charged_on_the_other_slip(work: Work, order: Row, lines: list[Row]) -> int:
    """What another slip of the same visit has charged for the same half hour already, in fen (S004-C-49, reading 10).

    Two slips of one technician in one home whose times lie within one unit are charged as one.
    """
    fees = work.procedure.fees
    mine = [load.charge(line) for line in lines]
    for other in work.tx.all(_SAME_VISIT, order["technician_id"], work.call["room_id"], order["id"]):
        theirs = [
            load.charge(line)
            for line in work.tx.all("SELECT * FROM standing_charge WHERE order_id = ?", other["id"])
        ]
        begins = [line.begins for line in (*mine, *theirs) if line.begins is not None]
        ends = [line.ends for line in (*mine, *theirs) if line.ends is not None]
        timed = all(any(line.begins for line in slip) for slip in (mine, theirs))
        if timed and max(ends) - min(begins) <= minutes(fees.unit_minutes):
            apart = bill.bill(fees, mine).labour + other["labour_fen"]
            return int(apart - max(bill.bill(fees, (*mine, *theirs)).labour, other["labour_fen"]))
    return 0


def _priced(work: Work, form: ChargeForm) -> bill.Charge:
    if form.kind not in KINDS:
        raise refuse("kind", "not_one_of", allowed=", ".join(KINDS))
    if form.source not in bill.SOURCES:
        raise refuse("source", "not_one_of", allowed=", ".join(bill.SOURCES))
    item = typed.clean_line(form.item, "item")
    if not item:
        raise refuse("item", "required")
    if form.milli <= 0:
        raise refuse("quantity", "not_above_zero")
    _check_times(work, form)
    price = _price(work, form, item)
    if price < 0:
        raise refuse("price", "below_zero")
    return bill.Charge(form.kind, item, price, form.milli, form.minutes, form.source, form.begins, form.ends)


def _check_times(work: Work, form: ChargeForm) -> None:
    """Both ends of the work or neither, in their order, and no more minutes than lie between them."""
    if form.begins is None and form.ends is None:
        return
    if form.begins is None:
        raise refuse("begins", "required")
    if form.ends is None:
        raise refuse("ends", "required")
    event_time(form.ends, work.now, work.procedure, field="ends")
    if form.ends < form.begins:
        raise refuse("ends", "time_before", earlier=work.hours.local(form.begins), event="work.started")
    most = int((form.ends - form.begins).total_seconds() // 60)
    if form.minutes is not None and form.minutes > most:
        raise refuse("minutes", "too_large", most=most)


def _price(work: Work, form: ChargeForm, item: str) -> int:
    """The price given, or the list's. Where stock has a surcharge the list price is not what it is put on."""
    if form.price is not None:
        return form.price
    if form.source == "customer":
        return 0
    if form.source == "stock" and work.procedure.fees.stock_percent != 100:
        raise refuse("price", "required")
    return _list_price(work, item)


def _list_price(work: Work, item: str) -> int:
    """The price in force on the day of the report; nothing for an item that the property fee covers (S004-H-13)."""
    row = _listed(work, item)
    if row is None:
        raise refuse("item", "unknown_item", item=item)
    return int(row["price_fen"]) if row["paid"] else 0


def _marked_paid(work: Work, item: str) -> bool:
    """Whether the list in force says that the item costs extra; what is not on it decides nothing."""
    row = _listed(work, item)
    return row is not None and bool(row["paid"])


def _listed(work: Work, item: str) -> Row | None:
    day = work.hours.local(load.instant(work.call["received_at"])).date()
    newest = "SELECT * FROM price WHERE item = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1"
    return work.tx.one(newest, item, day.isoformat())
