"""What a job costs: labour and material lines, in whole fen, always computed and never typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .statements import Fees

SOURCES = ("list", "stock", "commission", "customer")
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of the bill.

    Labour per piece and material cost ``price`` fen for each of ``milli`` / 1000; labour by the half hour costs
    ``price`` fen for each started unit of the ``minutes`` worked. The customer's own material costs nothing.
    """

    kind: str
    item: str
    price: int
    milli: int = THOUSAND
    minutes: int | None = None
    source: str = "list"


@dataclass(frozen=True, slots=True)
class Bill:
    """The totals of a slip, in fen, and whether they are to be paid before the work."""

    labour: int
    material: int
    total: int
    prepayment: bool


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two whole numbers that are not negative, a half rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)


def units(fees: Fees, worked: int) -> int:
    """How many units of labour so many minutes are: each started half hour counts, no work counts nothing."""
    return -(-worked // fees.unit_minutes)


def amount(fees: Fees, charge: Charge) -> int:
    """What one line costs, in fen; a fractional quantity is rounded half up to the fen."""
    if charge.source == "customer":
        return 0
    if charge.minutes is not None:
        return charge.price * units(fees, charge.minutes)
    return half_up(charge.price * charge.milli, THOUSAND)


def bill(fees: Fees, charges: Iterable[Charge]) -> Bill:
    """The totals of one slip. Minutes of one item are added up before its half hours are counted."""
    lines = _added_up(charges)
    labour = sum(amount(fees, line) for line in lines if line.kind == "labour")
    material = sum(amount(fees, line) for line in lines if line.kind == "material")
    total = labour + material
    return Bill(labour, material, total, fees.prepay_from is not None and total >= fees.prepay_from)


def _added_up(charges: Iterable[Charge]) -> list[Charge]:
    lines: list[Charge] = []
    timed: dict[tuple[str, int], int] = {}
    for charge in charges:
        if charge.minutes is None:
            lines.append(charge)
        else:
            key = (charge.item, charge.price)
            timed[key] = timed.get(key, 0) + charge.minutes
    lines += [Charge("labour", item, price, minutes=worked) for (item, price), worked in timed.items()]
    return lines
