"""The tables of what two posts owe each other: alarms answered, shifts handed over, things held, entries taken back."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text

from .columns import INSTANT, Record, flag, layout, like, link, not_below_zero, one_of, words

POSTS = ("front_desk", "monitoring_room")
STAGES = ("warning", "limit", "nobody")
ITEMS = ("message", "key", "cash", "other")
TAKEN_BACK = ("journal", "fact", "work_order", "charge", "book_line", "receipt", "waiver")


class AlarmAnswered(Record, table=True):
    """Somebody has heard an alarm and said so: never changed, never removed.

    ``stage`` says what rang: a limit about to run out, one that had, or that nobody had been given the job (then
    ``limit_name`` is empty). ``due`` is the limit's, so that another agreed time rings anew.
    """

    __tablename__ = "alarm_answered"
    __table_args__ = layout(
        "alarm_answered",
        UniqueConstraint("call_id", "limit_name", "due", "stage", name="alarm_answered_once"),
        **like(INSTANT, "due", "at"),
        **one_of("stage", *STAGES),
        **one_of("post", *POSTS),
    )
    call_id: int = link("call")
    limit_name: str = words()
    due: str = words()
    stage: str = words()
    at: str = words()
    staff_id: int | None = link("staff")
    post: str = words()


class Handover(Record, table=True):
    """One shift handed to the next at ``border``, as it was then: ``sheet`` is its head, the lines follow in a table."""

    __table_args__ = layout(
        "handover",
        Index("handover_border", "border"),
        Index("handover_waiting", "border", "id", sqlite_where=text("state = 'made'")),
        **like(INSTANT, "border", "made_at", "accepted_at"),
        **one_of("from_post", *POSTS),
        **one_of("state", "made", "accepted", "replaced"),
    )
    version: int
    border: str = words()
    from_post: str = words()
    made_at: str = words()
    staff_id: int | None = link("staff")
    sheet: str = words()
    state: str = words()
    accepted_at: str | None = words()
    accepted_by: int | None = link("staff")


class HandoverLine(Record, table=True):
    """One thing handed over, as JSON; who accepted it, and what he objected to."""

    __tablename__ = "handover_line"
    __table_args__ = layout(
        "handover_line",
        UniqueConstraint("handover_id", "place", name="handover_line_place"),
        Index("handover_line_call", "call_id", sqlite_where=text("call_id IS NOT NULL")),
        **like(INSTANT, "accepted_at"),
    )
    version: int
    handover_id: int = link("handover")
    place: int
    section: str = words()
    call_id: int | None = link("call")
    content: str = words()
    accepted_at: str | None = words()
    accepted_by: int | None = link("staff")
    objection: str | None = words()


class DeskItem(Record, table=True):
    """Something the desk holds for somebody until it is given out or dealt with: a message, a key, cash."""

    __tablename__ = "desk_item"
    __table_args__ = layout(
        "desk_item",
        Index("desk_item_held", "taken_at", sqlite_where=text("done_at IS NULL")),
        **one_of("kind", *ITEMS),
        **one_of("post", *POSTS),
        **like(INSTANT, "taken_at", "entered_at", "done_at"),
        **not_below_zero("amount_fen"),
    )
    version: int
    kind: str = words()
    content: str = words()
    room: str | None = words()
    amount_fen: int | None
    taken_at: str = words()
    staff_id: int | None = link("staff")
    post: str = words()
    entered_at: str = words()
    done_at: str | None = words()
    done_by: int | None = link("staff")
    given_to: str | None = words()


class Emergency(Record, table=True):
    """A kind of emergency: the words it is recognised by (comma between), and what to tell the caller at once."""

    __table_args__ = layout("emergency", UniqueConstraint("zh", name="emergency_zh"), **flag("active"))
    version: int
    zh: str = words()
    en: str = words()
    advice_zh: str | None = words()
    advice_en: str | None = words()
    recognised_by: str = words()
    place: int
    active: int


class EmergencyContact(Record, table=True):
    """Whom to telephone in an emergency: somebody of a role (and trade) on file, or somebody outside by number."""

    __tablename__ = "emergency_contact"
    __table_args__ = layout(
        "emergency_contact",
        Index("emergency_contact_of", "emergency_id", "place"),
        **flag("active"),
    )
    version: int
    emergency_id: int = link("emergency")
    place: int
    role: str | None = words()
    trade: str | None = words()
    zh: str | None = words()
    en: str | None = words()
    phone: str | None = words()
    active: int


class TakenBack(Record, table=True):
    """What an entry of the same day recorded and a later one took back: it is kept, and no longer counts.

    ``entry`` is the journal's number of the entry taken back; a record of ``what`` ``journal`` stands for all of it.
    """

    __tablename__ = "taken_back"
    __table_args__ = layout(
        "taken_back",
        UniqueConstraint("what", "record_id", name="taken_back_record"),
        **one_of("what", *TAKEN_BACK),
        **one_of("post", *POSTS),
        **like(INSTANT, "entered_at"),
    )
    entry: int
    what: str = words()
    record_id: int
    reason: str = words()
    staff_id: int | None = link("staff")
    post: str = words()
    entered_at: str = words()
