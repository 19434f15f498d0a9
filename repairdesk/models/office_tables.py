"""The tables of what the office has and owes: its people, places, prices and procedures, its equipment and duties."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text

from repairdesk.rules.facts import ROLES

from .columns import DATE, DIGIT, INSTANT, Record, flag, layout, like, link, not_below_zero, one_of, words


class Office(Record, table=True):
    """The one office whose register this is: its zone, its hours, and the procedure new calls go by."""

    __table_args__ = layout(
        "office",
        id="id = 1",
        **like(f"{DIGIT * 2}:{DIGIT * 2}", "opening", "closing"),
        **like(INSTANT, "created_at"),
    )
    version: int
    name: str = words()
    zone: str = words()
    opening: str = words()
    closing: str = words()
    procedure_id: int = link("procedure")
    created_at: str = words()


class Procedure(Record, table=True):
    """A procedure as it stood when it was adopted; every call is judged by the one it was received under."""

    __table_args__ = layout(
        "procedure",
        UniqueConstraint("name", "version", name="procedure_name_version"),
        **like(INSTANT, "adopted_at"),
    )
    name: str = words()
    version: str = words()
    body: str = words()
    adopted_at: str = words()


class EnabledProcedure(Record, table=True):
    """A procedure that calls may go by beside the office's own: the version adopted last, while it is active."""

    __tablename__ = "enabled_procedure"
    __table_args__ = layout(
        "enabled_procedure", UniqueConstraint("name", name="enabled_procedure_name"), **flag("active")
    )
    version: int
    name: str = words()
    procedure_id: int = link("procedure")
    active: int


class Staff(Record, table=True):
    """A person who works here, and the role that says what he may do. Who leaves is kept, not active.

    ``area`` says where a technician works, ``firm`` the outside firm he comes from.
    """

    __table_args__ = layout(
        "staff", UniqueConstraint("name", name="staff_name"), **one_of("role", *ROLES), **flag("active")
    )
    version: int
    name: str = words()
    initials: str | None = words()
    role: str = words()
    trade: str | None = words()
    phone: str | None = words()
    active: int
    pin_hash: str | None = words()
    area: str | None = words()
    firm: str | None = words()


class Room(Record, table=True):
    """A flat, an office, or a public area that calls come from."""

    __table_args__ = layout("room", UniqueConstraint("name", name="room_name"), **flag("public_area"))
    version: int
    name: str = words()
    building: str | None = words()
    public_area: int


class Resident(Record, table=True):
    """Somebody who lives or works in a room and may call."""

    __table_args__ = layout(
        "resident",
        Index("resident_room", "room_id"),
        Index("resident_phone", "phone"),
        Index("resident_phone_tail", text("substr(phone, -4)")),
        Index("resident_initials", "initials"),
        **flag("key_customer"),
    )
    version: int
    room_id: int = link("room")
    name: str = words()
    initials: str | None = words()
    phone: str | None = words()
    key_customer: int


class Price(Record, table=True):
    """A line of the price list, in fen for one unit, from a day on."""

    __table_args__ = layout(
        "price",
        UniqueConstraint("item", "valid_from", name="price_item_valid_from"),
        **not_below_zero("price_fen"),
        **one_of("kind", "labour", "material"),
        **flag("paid"),
        **like(DATE, "valid_from"),
    )
    version: int
    item: str = words()
    unit: str = words()
    price_fen: int
    kind: str = words()
    paid: int
    valid_from: str = words()


class Equipment(Record, table=True):
    """A lift, a pump, a customer's computer: something calls are about again and again."""

    __table_args__ = layout(
        "equipment",
        UniqueConstraint("name", name="equipment_name"),
        **like(DATE, "installed_on"),
        **flag("active"),
    )
    version: int
    name: str = words()
    kind: str | None = words()
    brand: str | None = words()
    model: str | None = words()
    place: str | None = words()
    installed_on: str | None = words()
    note: str | None = words()
    active: int


class DutyDone(Record, table=True):
    """A duty of the office as done, once for each of its periods."""

    __tablename__ = "duty_done"
    __table_args__ = layout(
        "duty_done",
        UniqueConstraint("duty", "period", name="duty_done_duty_period"),
        **like(INSTANT, "at", "entered_at"),
    )
    duty: str = words()
    period: str = words()
    at: str = words()
    remark: str | None = words()
    staff_id: int | None = link("staff")
    entered_at: str = words()


class CrewFull(Record, table=True):
    """The crew, or one trade of it, takes no more routine visits before ``until``; over early at ``ended_at``."""

    __tablename__ = "crew_full"
    __table_args__ = layout("crew_full", **like(INSTANT, "until", "declared_at", "ended_at"))
    version: int
    trade: str | None = words()
    until: str = words()
    said_by: str = words()
    declared_at: str = words()
    ended_at: str | None = words()


class Numbering(Record, table=True):
    """How many running numbers a form has been given in one of the periods it numbers anew."""

    __table_args__ = layout(
        "numbering",
        UniqueConstraint("series", "period", name="numbering_series_period"),
        **not_below_zero("n"),
    )
    version: int
    series: str = words()
    period: str = words()
    n: int
