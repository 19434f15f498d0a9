"""The money of the register: what each line comes to and still owes, who holds what was paid, and where it went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules import payment
from repairdesk.rules.facts import Timeline
from repairdesk.rules.refusal import refuse

from . import load
from .paper_lists import list_row

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

_RECEIPTS = """
SELECT r.*, c.number AS call, c.room, c.caller, c.content, o.number AS order_number, h.name AS holder, h.phone AS holder_phone,
    s.name AS who, d.name AS desk, l.number AS list
FROM standing_receipt r JOIN call c ON c.id = r.call_id LEFT JOIN work_order o ON o.id = r.order_id
LEFT JOIN staff h ON h.id = r.holder_id LEFT JOIN staff s ON s.id = r.staff_id
LEFT JOIN staff d ON d.id = r.handed_in_to LEFT JOIN paper_list l ON l.id = r.list_id
"""
_WITH_A_TECHNICIAN = "r.holder_id IS NOT NULL AND r.handed_in_at IS NULL AND r.list_id IS NULL"
_AT_THE_DESK = "r.list_id IS NULL AND (r.holder_id IS NULL OR r.handed_in_at IS NOT NULL)"
_SUMS = """
SELECT c.id, c.number, c.room, c.caller, c.phone, c.paid, c.received_at, s.name AS technician,
    coalesce((SELECT sum(o.total_fen) FROM standing_work_order o WHERE o.call_id = c.id), 0) AS total,
    coalesce((SELECT sum(w.waived_fen) FROM standing_waiver w JOIN standing_work_order o ON o.id = w.order_id
        WHERE o.call_id = c.id), 0) AS waived,
    coalesce((SELECT sum(CASE f.what WHEN 'payment.received' THEN f.amount_fen ELSE -f.amount_fen END)
        FROM standing_fact f WHERE f.call_id = c.id
        AND (f.what = 'payment.received' OR (f.what = 'note.written' AND f.kind = 'refund'))), 0) AS paid_fen
FROM call c
LEFT JOIN standing_work_order l ON l.id = (SELECT max(id) FROM standing_work_order WHERE call_id = c.id)
LEFT JOIN staff s ON s.id = l.technician_id
"""
_PAID_LINES = """
WHERE c.paid = 1 AND c.place = 'in_home' AND c.state NOT IN ('withdrawn', 'converted') ORDER BY c.received_at, c.id
"""
"""What is done in a public area bills no household: whoever bears the cost is kept with the line (S001-A-22)."""
_DUE = """
SELECT coalesce(sum(o.total_fen), 0) FROM standing_work_order o JOIN call c ON c.id = o.call_id
WHERE c.paid = 1 AND o.state NOT IN ('open', 'withdrawn') AND EXISTS (
    SELECT 1 FROM standing_fact f WHERE f.call_id = o.call_id AND f.order_id = o.id
    AND f.what = 'work.finished' AND f.at >= ? AND f.at < ?)
"""
_WAIVED = "SELECT coalesce(sum(waived_fen), 0) FROM standing_waiver WHERE at >= ? AND at < ?"


@dataclass(frozen=True, slots=True)
class Balance:
    """What one line comes to, in fen: told, agreed, charged, waived, and paid (less what was given back)."""

    quoted: int | None
    agreed: int | None
    total: int
    waived: int
    paid: int

    @property
    def due(self) -> int:
        """What is to be paid, waivers off."""
        return max(0, self.total - self.waived)

    @property
    def open(self) -> int:
        """What is still to be paid."""
        return max(0, self.due - self.paid)

    @property
    def too_much(self) -> int:
        """What was paid above the bill, once there is one; it is given back (S001-A-20)."""
        return max(0, self.paid - self.due) if self.total else 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt: of a ``payment`` or a ``refund``; ``amount`` in fen.

    ``holder`` is the technician who took it in cash, ``handed_in_at`` when he handed it in at the desk, ``list`` the
    number of the list with which it went to finance.
    """

    number: str
    call: str
    order: str | None
    room: str
    caller: str
    content: str
    kind: str
    amount: int
    taken_by: str
    way: str
    at: datetime
    who: str
    reason: str
    holder: str
    handed_in_at: datetime | None
    handed_in_to: str
    list: str | None

    @property
    def signed(self) -> int:
        """The amount, below zero where it was given back."""
        return -self.amount if self.kind == "refund" else self.amount

    @property
    def place(self) -> str:
        """Where the money is: with the ``technician``, at the ``desk``, or at ``finance``."""
        if self.list is not None:
            return "finance"
        return "technician" if self.holder and self.handed_in_at is None else "desk"


@dataclass(frozen=True, slots=True)
class Held:
    """The cash in one technician's hands: how much, in fen, since when, and under which receipts."""

    technician: str
    phone: str
    amount: int
    since: datetime
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class AtDesk:
    """What lies at the desk for finance: cash, and what came another way; in fen."""

    cash: int
    other: int
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Owing:
    """A line that still owes something, or was paid too much; in fen."""

    call: str
    room: str
    caller: str
    phone: str
    technician: str
    received_at: datetime
    balance: Balance


@dataclass(frozen=True, slots=True)
class Takings:
    """The fees of a span, in fen.

    ``due``: of slips whose work ended in it; ``received`` and ``refunded`` in it; ``waived`` in it; ``open``: what is
    owed now, whenever the work was.
    """

    due: int
    received: int
    refunded: int
    waived: int
    open: int
    ways: tuple[tuple[str, int], ...]


# --- one line ---------------------------------------------------------------------------------------------------------


def balance(tx: Tx, call: Row) -> Balance:
    """What a line comes to, within a question or an operation."""
    row = tx.one(f"{_SUMS}WHERE c.id = ?", call["id"])
    if row is None:
        raise LookupError(f"no call {call['id']}")
    return _balance(row, load.timeline(tx, call))


def _balance(row: Row, timeline: Timeline | None) -> Balance:
    quoted = timeline.last("quote.given") if timeline is not None else None
    return Balance(
        quoted=(quoted.amount if quoted is not None else None) or None,
        agreed=payment.agreed(timeline) if timeline is not None else None,
        total=row["total"],
        waived=row["waived"],
        paid=row["paid_fen"],
    )


def balance_of(store: Store, call: str) -> Balance:
    """What the line of this number comes to."""
    with store.read() as tx:
        return balance(tx, load.call_row(tx, call))


# --- receipts ---------------------------------------------------------------------------------------------------------


def receipts(store: Store, *, call: str = "", limit: int = 200) -> tuple[Receipt, ...]:
    """The receipts of a line in their order, or the latest of all."""
    with store.read() as tx:
        if call:
            return _receipts(tx, "r.call_id = ? ORDER BY r.id", load.call_row(tx, call)["id"])
        return _receipts(tx, "1 ORDER BY r.id DESC LIMIT ?", limit)


def ever(store: Store) -> bool:
    """Whether the office has to do with money at all: a receipt was written, or a job is a paid one."""
    with store.read() as tx:
        return bool(
            tx.value("SELECT EXISTS (SELECT 1 FROM receipt) OR EXISTS (SELECT 1 FROM call WHERE paid = 1)")
        )


def receipt(store: Store, number: str) -> Receipt:
    """The receipt of that number, or of the end of it in this or the latest year. Refused: ``unknown_receipt``."""
    digits = number.strip()
    with store.read() as tx:
        found = _receipts(tx, "r.number = ?1 OR r.number LIKE '%-' || ?2 ORDER BY r.id DESC LIMIT 1", digits,
                          digits.rjust(5, "0") if digits.isascii() and digits.isdigit() else digits)  # fmt: skip
    if not found:
        raise refuse("receipt", "unknown_receipt", number=digits)
    return found[0]


def held(store: Store, technician: str = "") -> tuple[Held, ...]:
    """The cash in the technicians' hands, the longest held first; of one of them where he is named."""
    with store.read() as tx:
        found = _receipts(tx, f"{_WITH_A_TECHNICIAN} ORDER BY r.at, r.id")
        phones = {row["name"]: row["phone"] or "" for row in tx.all("SELECT name, phone FROM staff")}
    by: dict[str, list[Receipt]] = {}
    for one in found:
        by.setdefault(one.holder, []).append(one)
    return tuple(
        Held(name, phones.get(name, ""), sum(each.signed for each in mine), mine[0].at, tuple(mine))
        for name, mine in by.items()
        if technician in ("", name)
    )


def at_desk(store: Store) -> AtDesk:
    """What lies at the desk for finance."""
    with store.read() as tx:
        found = _receipts(tx, f"{_AT_THE_DESK} ORDER BY r.at, r.id")
    cash_ = sum(one.signed for one in found if one.way == "cash")
    return AtDesk(cash_, sum(one.signed for one in found if one.way != "cash"), found)


def at_desk_rows(tx: Tx) -> list[Row]:
    """The receipts of it, within an operation."""
    return tx.all(f"SELECT r.* FROM standing_receipt r WHERE {_AT_THE_DESK} ORDER BY r.at, r.id")  # noqa: S608


def cash_at_desk(tx: Tx) -> int:
    """The cash of it, in fen."""
    return cash(at_desk_rows(tx))


def cash(rows: Iterable[Row]) -> int:
    """The cash of these receipts, in fen; what was given back taken off."""
    return sum(
        -row["amount_fen"] if row["kind"] == "refund" else row["amount_fen"]
        for row in rows
        if (row["way"] or "cash") == "cash"
    )


def _receipts(tx: Tx, where: str, *values: object) -> tuple[Receipt, ...]:
    return tuple(_receipt(row) for row in tx.all(f"{_RECEIPTS}WHERE {where}", *values))


def _receipt(row: Row) -> Receipt:
    return Receipt(
        number=row["number"],
        call=row["call"],
        order=row["order_number"],
        room=row["room"] or "",
        caller=row["caller"] or "",
        content=row["content"],
        kind=row["kind"],
        amount=row["amount_fen"],
        taken_by=row["taken_by"],
        way=row["way"] or "cash",
        at=load.instant(row["at"]),
        who=row["who"] or "",
        reason=row["reason"] or "",
        holder=row["holder"] or "",
        handed_in_at=load.instant(row["handed_in_at"]),
        handed_in_to=row["desk"] or "",
        list=row["list"],
    )


# --- open amounts, takings ---------------------------------------------------------------------------------------------


def owing(store: Store) -> tuple[Owing, ...]:
    """The paid lines whose work is done and that still owe something, or were paid too much, the oldest first."""
    with store.read() as tx:
        return _owing(tx)


def _owing(tx: Tx) -> tuple[Owing, ...]:
    found = []
    for row in tx.all(_SUMS + _PAID_LINES):
        one = _balance(row, None)
        if one.open or one.too_much:
            received = load.instant(row["received_at"])
            found.append(
                Owing(row["number"], row["room"] or "", row["caller"] or "", row["phone"] or "", row["technician"] or "",
                      received, one)
            )  # fmt: skip
    return tuple(found)


def receipts_of(store: Store, number: str) -> tuple[Receipt, ...]:
    """The receipts on a list of money. Refused: ``unknown_list``."""
    with store.read() as tx:
        return _receipts(tx, "r.list_id = ? ORDER BY r.at, r.id", list_row(tx, number)["id"])


def takings(store: Store, first: datetime, last: datetime) -> Takings:
    """The fees of a span, ``last`` not included."""
    begin, end = load.stored(first), load.stored(last)
    with store.read() as tx:
        found = _receipts(tx, "r.at >= ? AND r.at < ? ORDER BY r.at, r.id", begin, end)
        due, waived = tx.value(_DUE, begin, end), tx.value(_WAIVED, begin, end)
        open_ = sum(one.balance.open for one in _owing(tx))
    ways: dict[str, int] = {}
    for one in found:
        ways[one.way] = ways.get(one.way, 0) + one.signed
    received = sum(one.amount for one in found if one.kind == "payment")
    refunded = sum(one.amount for one in found if one.kind == "refund")
    return Takings(due, received, refunded, waived, open_, tuple(sorted(ways.items())))
