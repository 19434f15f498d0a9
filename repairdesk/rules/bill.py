"""What a job costs: labour and material lines, in whole fen, always computed and never typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from .facts import Timeline
from .statements import Fees

SOURCES = ("list", "stock", "commission", "customer")
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of the bill.

    Labour per piece and material cost ``price`` fen for each of ``milli`` / 1000; labour by the half hour costs
    ``price`` fen for each started unit of the ``minutes`` worked (from ``begins`` to ``ends`` where that is known).
    ``source`` says where material comes from: the customer's own costs nothing.
    """

    kind: str
    item: str
    price: int
    milli: int = THOUSAND
    minutes: int | None = None
    source: str = "list"
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """The totals of a slip, in fen, and whether they are to be paid before the work."""

    labour: int
    material: int
    total: int
    prepayment: bool


def of_order(fees: Fees, timeline: Timeline, place: int) -> Fees:
    """The fees that hold for one of the line's orders, counted from 1, the one to be issued next among them.

    Where doing a job again is free, an order issued after the customer was dissatisfied, or after the check found it
    not fixed, is charged nothing (S004-B-10, S004-C-45).
    """
    issued = timeline.order(place)
    complaints = [f for f in timeline.facts if f.answer == "dissatisfied" or f.outcome == "not_fixed"]
    again = any(issued is None or complaint.at <= issued.at for complaint in complaints)
    return replace(fees, nothing=True) if fees.rework_free and again else fees


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two whole numbers that are not negative, a half rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)


def units(fees: Fees, worked: int) -> int:
    """How many units of labour so many minutes are: each started half hour counts, no work counts nothing."""
    return -(-worked // fees.unit_minutes)


def unit_price(fees: Fees, charge: Charge) -> int:
    """What one of it costs: off the list the stock price with its surcharge, rounded half up (S004-C-48)."""
    if charge.kind != "material" or charge.source != "stock" or fees.stock_percent == 100:
        return charge.price
    return half_up(charge.price * fees.stock_percent, 100 * fees.round_to) * fees.round_to


def amount(fees: Fees, charge: Charge) -> int:
    """What one line costs, in fen; a fractional quantity is rounded half up, to ``round_to`` fen."""
    if fees.nothing or charge.source == "customer":
        return 0
    if charge.minutes is not None:
        return charge.price * units(fees, charge.minutes)
    price = unit_price(fees, charge)
    if charge.milli % THOUSAND == 0:
        return price * charge.milli // THOUSAND
    return half_up(price * charge.milli, THOUSAND * fees.round_to) * fees.round_to


def bill(fees: Fees, charges: Iterable[Charge]) -> Bill:
    """The totals of one slip, or of all slips of one visit. Minutes of one item are added up before its units count."""
    if fees.nothing:
        return Bill(0, 0, 0, prepayment=False)
    lines = _added_up(charges, keep_times=fees.blocks)
    work = [line for line in lines if line.kind == "labour"]
    labour = in_blocks(fees, work) if fees.blocks else sum(amount(fees, line) for line in work)
    material = sum(amount(fees, line) for line in lines if line.kind == "material")
    total = labour + material
    return Bill(labour, material, total, fees.prepay_from is not None and total >= fees.prepay_from)


def in_blocks(fees: Fees, work: Iterable[Charge]) -> int:
    """Labour where several kinds of work in one unit of time are charged once, at the highest rate (S004-C-49).

    The whole time, its pauses left out, is cut into units from the first start. A kind paid by the piece counts as a
    rate of the unit in which it was done; alone it costs its pieces. Where no times are written for the kinds the
    highest rate holds throughout, but never above what the kinds would come to one by one.
    """
    lines = [line for line in work if line.source != "customer"]
    separately = sum(amount(fees, line) for line in _added_up(lines, keep_times=False))
    timed = [line for line in lines if line.minutes]
    if not timed:
        return separately
    known = all(line.begins is not None and line.ends is not None for line in timed)
    return _by_time(fees, lines) if known else min(_highest_throughout(fees, lines), separately)


def _highest_throughout(fees: Fees, lines: list[Charge]) -> int:
    blocks = units(fees, sum(line.minutes or 0 for line in lines))
    return blocks * max(_rate(fees, line) for line in lines)


def _rate(fees: Fees, line: Charge) -> int:
    return line.price if line.minutes is not None else amount(fees, line)


def _by_time(fees: Fees, lines: list[Charge]) -> int:
    """Each block at the highest rate of the kinds worked in it; a piece done at no written time counts in the first."""
    blocks: dict[int, int] = {}
    worked = 0
    spans = sorted(
        (line for line in lines if line.begins is not None and line.ends is not None),
        key=lambda line: (line.begins, line.ends),
    )
    reached: datetime | None = None
    for line in spans:
        begins, ends = line.begins, line.ends
        if begins is None or ends is None:
            continue
        overlap = max(0, _minutes_between(reached, begins))
        start = max(0, worked - overlap)
        end = start + _minutes_between(ends, begins)
        for block in range(start // fees.unit_minutes, max(start, end - 1) // fees.unit_minutes + 1):
            blocks[block] = max(blocks.get(block, 0), _rate(fees, line))
        worked, reached = max(worked, end), max(reached or ends, ends)
    for line in lines:
        if line.begins is None:
            blocks[0] = max(blocks.get(0, 0), _rate(fees, line))
    return sum(blocks.values())


def _minutes_between(later: datetime | None, earlier: datetime | None) -> int:
    return int((later - earlier).total_seconds() // 60) if later is not None and earlier is not None else 0


def _added_up(charges: Iterable[Charge], *, keep_times: bool) -> list[Charge]:
    """The lines with the minutes of one item at one rate as one line, unless they stand with their times."""
    lines: list[Charge] = []
    timed: dict[tuple[str, int], int] = {}
    for charge in charges:
        if charge.minutes is None or (keep_times and charge.begins is not None):
            lines.append(charge)
        else:
            key = (charge.item, charge.price)
            timed[key] = timed.get(key, 0) + charge.minutes
    lines += [Charge("labour", item, price, minutes=worked) for (item, price), worked in timed.items()]
    return lines
