"""The tables of the register: the one description of its layout.

``schema.sql`` is written from here (``python -m repairdesk.models.tables``) and makes new files; Alembic compares
with it; the tests hold all three equal. The running program never imports this module: it costs half a second.

Times are text in UTC, money is whole fen, quantities whole thousandths, flags 0 or 1. Every table is STRICT, every
record has the ``hash`` of its content, and no column has a default, because a value that the database makes up
would not be in the hash. A column added later must allow NULL for the same reason.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import Field, SQLModel

from repairdesk.rules.facts import AREAS, BY, CHANNELS, FACTS, PLACES, SCOPES, URGENCIES

from . import office_tables, paper_tables, shift_tables  # noqa: F401 - their tables are part of the same layout
from .columns import DATE, INSTANT, NUMBER, Record, flag, layout, like, link, not_below_zero, one_of, words
from .paper_tables import COPY_STATES, KEEPERS

STATES = (
    "open", "dispatched", "accepted", "on_site", "waiting", "unfinished", "finished", "returned", "called_back",
    "closed", "withdrawn", "converted",
)  # fmt: skip
SOURCES = ("list", "stock", "commission", "customer")


class Call(Record, table=True):
    """A line of the register. ``state`` is derived from its facts and kept for lists.

    ``closed_at`` is set when the line leaves the board, struck off, withdrawn or converted alike; ``recall_at``
    when it comes back there, because a limit that outlives the closing begins to warn. ``ending`` is the way a line
    ended that did not pass the gate.
    """

    __table_args__ = layout(
        "call",
        UniqueConstraint("number", name="call_number"),
        Index("call_token", "token", unique=True, sqlite_where=text("token IS NOT NULL")),
        Index("call_open", "received_at", sqlite_where=text("closed_at IS NULL")),
        Index("call_room", "room_id", "received_at"),
        Index("call_phone_tail", "phone_tail", "received_at"),
        Index("call_received_at", "received_at"),
        Index("call_linked", "linked_call_id", sqlite_where=text("linked_call_id IS NOT NULL")),
        Index("call_recall", "recall_at", sqlite_where=text("recall_at IS NOT NULL")),
        Index("call_equipment", "equipment_id", sqlite_where=text("equipment_id IS NOT NULL")),
        **NUMBER,
        **one_of("kind", "repair", "matter", "follow_up"),
        **like(INSTANT, "received_at", "entered_at", "finished_at", "closed_at", "recall_at"),
        **one_of("post", "front_desk", "monitoring_room"),
        **one_of("origin", "day", "night"),
        **one_of("channel", *CHANNELS),
        **one_of("place", *PLACES),
        **one_of("urgency", *URGENCIES),
        **one_of("area", *AREAS),
        **one_of("scope", *SCOPES),
        **one_of("state", *STATES),
        **flag("material_available", "minor", "listed", "paid", "key_customer", "complaint", "important"),
        **flag("large", "sampled"),
    )
    version: int
    number: str = words()
    token: str | None = words()
    kind: str = words()
    received_at: str = words()
    entered_at: str = words()
    post: str = words()
    origin: str = words()
    channel: str = words()
    room_id: int | None = link("room")
    room: str | None = words()
    place: str = words()
    place_detail: str | None = words()
    caller: str | None = words()
    phone: str | None = words()
    phone_tail: str | None = words()
    content: str = words()
    urgency: str = words()
    trade: str | None = words()
    matter_kind: str | None = words()
    department: str | None = words()
    material_available: int | None
    minor: int
    listed: int
    paid: int
    key_customer: int
    complaint: int
    important: int
    procedure_id: int = link("procedure")
    linked_call_id: int | None = link("call")
    state: str = words()
    finished_at: str | None = words()
    closed_at: str | None = words()
    reason: str | None = words()
    staff_id: int | None = link("staff")
    area: str | None = words()
    scope: str | None = words()
    large: int | None
    sampled: int | None
    equipment_id: int | None = link("equipment")
    visit_code: str | None = words()
    ending: str | None = words()
    recall_at: str | None = words()


class WorkOrder(Record, table=True):
    """A slip given to a technician for a call. State and sums are derived and kept for lists.

    ``form`` is the series of the printed form, ``form_number`` its own running number beside the order's.
    """

    __tablename__ = "work_order"
    __table_args__ = layout(
        "work_order",
        UniqueConstraint("number", name="work_order_number"),
        Index("work_order_call", "call_id"),
        Index("work_order_technician", "technician_id", "state"),
        Index("work_order_form", "form_number", sqlite_where=text("form_number IS NOT NULL")),
        **NUMBER,
        **like(INSTANT, "issued_at"),
        **one_of("state", *STATES),
        **not_below_zero("labour_fen", "material_fen", "total_fen"),
    )
    version: int
    number: str = words()
    call_id: int = link("call")
    technician_id: int | None = link("staff")
    issued_at: str = words()
    state: str = words()
    labour_fen: int | None
    material_fen: int | None
    total_fen: int | None
    form: str | None = words()
    form_number: str | None = words()


class RecordedFact(Record, table=True):
    """One thing that happened on a call: never changed, never removed."""

    __tablename__ = "fact"
    __table_args__ = layout(
        "fact",
        Index("fact_call", "call_id", "at"),
        **like(INSTANT, "at", "for_at", "entered_at"),
        **one_of("what", *FACTS),
        **one_of("by_whom", *BY),
        **not_below_zero("amount_fen"),
    )
    call_id: int = link("call")
    order_id: int | None = link("work_order")
    at: str = words()
    what: str = words()
    for_at: str | None = words()
    kind: str | None = words()
    answer: str | None = words()
    by_whom: str | None = words()
    result: str | None = words()
    remark: str | None = words()
    amount_fen: int | None
    entered_at: str = words()
    staff_id: int | None = link("staff")
    post: str = words()


class Entry(Record, table=True):
    """What was filled in of one of the office's own fields, on a call or on one of its orders: the latest value."""

    __table_args__ = layout(
        "entry",
        Index("entry_field", "call_id", text("coalesce(order_id, 0)"), "field", unique=True),
        **like(INSTANT, "entered_at"),
    )
    version: int
    call_id: int = link("call")
    order_id: int | None = link("work_order")
    field: str = words()
    value: str = words()
    staff_id: int | None = link("staff")
    entered_at: str = words()


class Charge(Record, table=True):
    """A line of labour or material on a slip: the quantity in thousandths, the price in fen for one unit."""

    __table_args__ = layout(
        "charge",
        Index("charge_order", "order_id"),
        **one_of("kind", "labour", "material"),
        **one_of("source", *SOURCES),
        **not_below_zero("quantity_milli", "unit_price_fen", "minutes", "amount_fen"),
        **like(INSTANT, "begins_at", "ends_at"),
    )
    version: int
    order_id: int = link("work_order")
    kind: str = words()
    item: str = words()
    quantity_milli: int
    unit: str | None = words()
    unit_price_fen: int
    source: str | None = words()
    minutes: int | None
    amount_fen: int
    begins_at: str | None = words()
    ends_at: str | None = words()


class SlipCopy(Record, table=True):
    """One sheet of a slip: who has it, and whether it is back."""

    __tablename__ = "slip_copy"
    __table_args__ = layout(
        "slip_copy",
        UniqueConstraint("order_id", "name", name="slip_copy_order_name"),
        Index(
            "slip_copy_place", "state", "order_id", sqlite_where=text("state IN ('out', 'returned', 'lost')")
        ),
        **one_of("keeper", *KEEPERS),
        **one_of("state", *COPY_STATES),
    )
    version: int
    order_id: int = link("work_order")
    name: str = words()
    keeper: str = words()
    state: str = words()


class BookLine(Record, table=True):
    """A line of one of the office's own books, what it holds as JSON by field: never changed, never removed."""

    __tablename__ = "book_line"
    __table_args__ = layout(
        "book_line",
        Index("book_line_at", "book", "at"),
        Index("book_line_call", "call_id", sqlite_where=text("call_id IS NOT NULL")),
        **like(INSTANT, "at", "entered_at"),
    )
    book: str = words()
    at: str = words()
    entries: str = words()
    call_id: int | None = link("call")
    staff_id: int | None = link("staff")
    entered_at: str = words()


class Draft(Record, table=True):
    """A form somebody was typing in. The only thing that is ever removed."""

    __table_args__ = layout("draft", **like(INSTANT, "saved_at"))
    version: int
    kind: str = words()
    title: str | None = words()
    body: str = words()
    staff_id: int | None = link("staff")
    saved_at: str = words()


class CallText(SQLModel, table=True):
    """What the search index was given for a call, kept because the index itself can only be searched."""

    __tablename__ = "call_text"
    __table_args__ = layout("call_text")
    id: int = Field(sa_type=Integer, primary_key=True, foreign_key="call.id")
    hash: str = words()
    text: str = words()


class Journal(SQLModel, table=True):
    """Who did what and when, entry by entry, see ``journal.py``. Nobody is looked up: names are kept as they were."""

    __table_args__ = layout("journal", **like(INSTANT, "entered_at", "happened_at"))
    seq: int | None = Field(default=None, sa_type=Integer, primary_key=True)
    entered_at: str = words()
    happened_at: str = words()
    staff_id: int | None
    name: str = words()
    post: str = words()
    os_user: str = words()
    program: str = words()
    action: str = words()
    about: str | None = words()
    changes: str = words()
    previous: str = words()
    hash: str = words()


COUNTER = Table(
    "counter",
    SQLModel.metadata,
    Column(
        "series",
        Text,
        CheckConstraint("series IN ('call', 'order')", name="counter_series"),
        primary_key=True,
    ),
    Column("day", Text, CheckConstraint(f"day GLOB '{DATE}'", name="counter_day"), primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_strict=True,
)
"""The serials given out: one row for each series and office day."""

APPEND_ONLY = (
    "fact", "book_line", "journal", "alarm_answered", "taken_back", "copy_move", "slip_spoiled", "waiver",
)  # fmt: skip

TRIGGERS = tuple(
    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
    f"BEGIN SELECT raise(ABORT, '{table} is append-only'); END"
    for table in APPEND_ONLY
    for act in ("UPDATE", "DELETE")
)
VIEWS = tuple(
    f"CREATE VIEW standing_{table} AS SELECT * FROM {table} "  # noqa: S608 - names of our own
    f"WHERE NOT EXISTS (SELECT 1 FROM taken_back WHERE what = '{table}' AND record_id = {table}.id)"
    for table in ("fact", "work_order", "charge", "book_line", "receipt", "waiver")
)
"""The records that count: all but those that were taken back."""
SEARCH = "CREATE VIRTUAL TABLE call_search USING fts5(words, content='', tokenize='ascii')"
"""Our own tokens, already in lower case, so that the plainest splitter does."""

for statement in (*TRIGGERS, *VIEWS, SEARCH):
    event.listen(SQLModel.metadata, "after_create", DDL(statement))  # type: ignore[no-untyped-call]


def schema() -> str:
    """The whole layout as SQL: what ``schema.sql`` must hold."""
    dialect = sqlite.dialect()
    parts = ["CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT"]
    for table in SQLModel.metadata.sorted_tables:
        parts.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        parts += [
            str(CreateIndex(index).compile(dialect=dialect)).strip()
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ]
    lines = "\n".join(f"{part};\n" for part in (*parts, *TRIGGERS, *VIEWS, SEARCH))
    tidy = "\n".join(line.rstrip().replace("\t", "    ") for line in lines.splitlines()) + "\n"
    return tidy.replace("\n)\n STRICT", "\n) STRICT")


if __name__ == "__main__":
    Path(__file__).with_name("schema.sql").write_text(schema(), "utf-8")
