"""The tables of paper and money: what was printed, where each copy went, signed lists, pads, receipts, waivers."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text

from .columns import INSTANT, Record, layout, like, link, not_below_zero, one_of, words

PRINTED = ("order", "handover", "register", "month", "list", "receipt")
KEEPERS = ("desk", "technician", "customer", "engineering", "finance", "archive")
COPY_STATES = ("blank", "out", "returned", "handed_on", "lost")
LISTS = ("copies", "cash")
TAKEN_BY = ("technician", "desk", "advance")


class Printing(Record, table=True):
    """One form sent to paper, or waiting for a printer: of what, which copies, and the how-many-th print it is.

    ``place`` 1 is the first print of that form of that order, 2 the first reprint. ``copies`` are names as JSON.
    """

    __table_args__ = layout(
        "printing",
        Index("printing_order", "order_id", sqlite_where=text("order_id IS NOT NULL")),
        Index("printing_waiting", "asked_at", sqlite_where=text("state = 'waiting'")),
        **one_of("kind", *PRINTED),
        **one_of("state", "waiting", "printed", "given_up"),
        **like(INSTANT, "asked_at", "printed_at"),
        **not_below_zero("place"),
    )
    version: int
    kind: str = words()
    form: str = words()
    subject: str = words()
    order_id: int | None = link("work_order")
    copies: str | None = words()
    paper: str = words()
    language: str = words()
    place: int
    state: str = words()
    asked_at: str = words()
    printed_at: str | None = words()
    printer: str | None = words()
    problem: str | None = words()
    reason: str | None = words()
    staff_id: int | None = link("staff")
    post: str = words()


class PaperList(Record, table=True):
    """Copies, or money, handed on against a signature: to whom, and who signed for it when."""

    __tablename__ = "paper_list"
    __table_args__ = layout(
        "paper_list",
        UniqueConstraint("number", name="paper_list_number"),
        **one_of("kind", *LISTS),
        **one_of("keeper", *KEEPERS),
        **like(INSTANT, "made_at", "signed_at"),
        **not_below_zero("amount_fen"),
    )
    version: int
    number: str = words()
    kind: str = words()
    keeper: str = words()
    made_at: str = words()
    staff_id: int | None = link("staff")
    post: str = words()
    amount_fen: int | None
    signed_by: str | None = words()
    signed_at: str | None = words()
    remark: str | None = words()


class CopyMove(Record, table=True):
    """A copy of a slip changed hands: to whom, in which state, when and why: never changed, never removed."""

    __tablename__ = "copy_move"
    __table_args__ = layout(
        "copy_move",
        Index("copy_move_copy", "copy_id", "at"),
        Index("copy_move_list", "list_id", sqlite_where=text("list_id IS NOT NULL")),
        **one_of("keeper", *KEEPERS),
        **one_of("state", *COPY_STATES),
        **like(INSTANT, "at", "entered_at"),
    )
    copy_id: int = link("slip_copy")
    keeper: str = words()
    state: str = words()
    at: str = words()
    reason: str | None = words()
    list_id: int | None = link("paper_list")
    staff_id: int | None = link("staff")
    post: str = words()
    entered_at: str = words()


class SlipPad(Record, table=True):
    """A pad of slips numbered in print, from ``first`` to ``last``: since when the office has it, and who keeps it."""

    __tablename__ = "slip_pad"
    __table_args__ = layout(
        "slip_pad",
        UniqueConstraint("prefix", "first", "got_at", name="slip_pad_first"),
        **like(INSTANT, "got_at", "closed_at"),
        **not_below_zero("first", "last", "digits"),
    )
    version: int
    form: str | None = words()
    prefix: str = words()
    first: int
    last: int
    digits: int
    got_at: str = words()
    keeper: str | None = words()
    staff_id: int | None = link("staff")
    closed_at: str | None = words()


class SlipSpoiled(Record, table=True):
    """A number of a pad that will not be used: spoiled, lost, cancelled, and why."""

    __tablename__ = "slip_spoiled"
    __table_args__ = layout(
        "slip_spoiled",
        UniqueConstraint("pad_id", "serial", name="slip_spoiled_serial"),
        **like(INSTANT, "at"),
        **not_below_zero("serial"),
    )
    pad_id: int = link("slip_pad")
    serial: int
    reason: str = words()
    at: str = words()
    staff_id: int | None = link("staff")


class Receipt(Record, table=True):
    """Money taken or given back, under a number of its own: how much (fen), by whom, who holds it, when it was handed in.

    ``holder_id`` is the technician in whose hands it is until ``handed_in_at``; ``list_id`` the list with which it went
    to finance. ``fact_id`` is the payment on the line.
    """

    __table_args__ = layout(
        "receipt",
        UniqueConstraint("number", name="receipt_number"),
        Index("receipt_call", "call_id"),
        Index("receipt_held", "at", sqlite_where=text("list_id IS NULL")),
        **one_of("kind", "payment", "refund"),
        **one_of("taken_by", *TAKEN_BY),
        **like(INSTANT, "at", "entered_at", "handed_in_at"),
        **not_below_zero("amount_fen"),
    )
    version: int
    number: str = words()
    call_id: int = link("call")
    order_id: int | None = link("work_order")
    kind: str = words()
    amount_fen: int
    taken_by: str = words()
    way: str | None = words()
    holder_id: int | None = link("staff")
    at: str = words()
    fact_id: int | None = link("fact")
    reason: str | None = words()
    staff_id: int | None = link("staff")
    post: str = words()
    entered_at: str = words()
    handed_in_at: str | None = words()
    handed_in_to: int | None = link("staff")
    list_id: int | None = link("paper_list")


class Waiver(Record, table=True):
    """What is not charged of an order, with what it came to before, who approved it and why: never changed."""

    __table_args__ = layout(
        "waiver",
        Index("waiver_order", "order_id"),
        **like(INSTANT, "at", "entered_at"),
        **not_below_zero("original_fen", "waived_fen"),
    )
    order_id: int = link("work_order")
    original_fen: int
    waived_fen: int
    approver_id: int = link("staff")
    reason: str = words()
    at: str = words()
    staff_id: int | None = link("staff")
    post: str = words()
    entered_at: str = words()
