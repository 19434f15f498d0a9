"""The office itself: setting it up, its people, rooms, residents, prices and procedure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from repairdesk.models.store import Row, Store, WriteTx
from repairdesk.pinyin import initials
from repairdesk.rules import parse, typed
from repairdesk.rules import procedure as rules
from repairdesk.rules.facts import ROLES, Operator
from repairdesk.rules.refusal import refuse
from repairdesk.rules.worktime import Hours

from . import acting, taking
from .permissions import require


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffForm:
    """A person who works here: ``area`` names the buildings a technician serves, ``firm`` the outside firm he is of.

    Where these are ``None``, what is on file stays.
    """

    name: str
    role: str
    trade: str = ""
    phone: str = ""
    area: str | None = None
    firm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffice:
    """What the first start asks: ``procedure`` is the parsed file; hours are the procedure's unless given."""

    name: str
    procedure: Mapping[str, Any]
    opening: time | None = None
    closing: time | None = None
    zone: str = "Asia/Shanghai"
    staff: tuple[StaffForm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceForm:
    """One line of the price list: ``price`` in fen for one ``unit``, in force from a day on."""

    item: str
    unit: str
    price: int
    kind: str = "labour"
    paid: bool = True
    valid_from: date = date(2000, 1, 1)


operator = acting.operator
FOUNDER = Operator(None, "RepairDesk", "manager", "front_desk")


def create_office(path: Path | str, form: NewOffice, *, now: datetime) -> Store:
    """A new register for a new office, with its procedure and first staff. The file must not exist yet."""
    name = _named(form.name, "name")
    procedure = rules.parse(form.procedure)
    opening, closing = form.opening or procedure.opening, form.closing or procedure.closing_time
    if opening >= closing:
        raise refuse("closing", "closes_before_it_opens")
    try:
        hours = Hours(ZoneInfo(form.zone), opening, closing)
    except (ZoneInfoNotFoundError, ValueError):
        raise refuse("zone", "unknown_zone", zone=form.zone) from None
    for person in form.staff:
        _staff_values(person)
    store = Store.create(path)
    with store.write(FOUNDER, "office.create", now=now) as tx:
        procedure_id = _adopt(tx, form.procedure, procedure.id, now)
        tx.insert(
            "office", id=1, name=name, zone=str(hours.zone), opening=hours.opening, closing=hours.closing,
            procedure_id=procedure_id, created_at=now,
        )  # fmt: skip
        for person in form.staff:
            tx.insert("staff", active=True, **_staff_values(person))
    return store


# --- people -----------------------------------------------------------------------------------------------------------


def add_staff(store: Store, who: Operator, form: StaffForm, *, now: datetime) -> int:
    """A new person. Returns the id."""
    require(who, "directory.staff")
    with store.write(who, "staff.add", about=form.name, now=now) as tx:
        return tx.insert("staff", active=True, **_staff_values(form))


def change_staff(
    store: Store, who: Operator, name: str, form: StaffForm, *, active: bool = True, version: int | None = None,
    now: datetime,
) -> None:  # fmt: skip
    """Change what is on file about a person; who leaves is kept, but no longer active.

    ``version``, here and below, is the one that the change was typed against. Refused: ``changed_meanwhile``.
    """
    require(who, "directory.staff")
    with store.write(who, "staff.change", about=name, now=now) as tx:
        row = _row(tx, "staff", name, "unknown_staff", "name")
        if row["role"] == "manager" and (form.role != "manager" or not active):
            others = "SELECT count(*) FROM staff WHERE role = 'manager' AND active AND id != ?"
            if not tx.value(others, row["id"]):
                raise refuse("role", "last_manager")
        tx.update("staff", row["id"], version=version, active=active, **_staff_values(form))


def _staff_values(form: StaffForm) -> dict[str, Any]:
    name = _named(form.name, "name")
    if form.role not in ROLES:
        raise refuse("role", "not_one_of", allowed=", ".join(ROLES))
    given = {"area": form.area, "firm": form.firm}
    return {
        "name": name, "initials": _initials(name), "role": form.role,
        "trade": typed.clean_line(form.trade, "trade") or None,
        "phone": parse.phone(form.phone, "phone") if form.phone.strip() else None,
        **{field: typed.clean_line(said, field) or None for field, said in given.items() if said is not None},
    }  # fmt: skip


# --- rooms, residents, prices -----------------------------------------------------------------------------------------


def add_room(
    store: Store, who: Operator, name: str, *, public_area: bool = False, building: str = "", now: datetime
) -> int:
    """A new room or public area. Returns the id."""
    require(who, "directory.room")
    with store.write(who, "room.add", about=name, now=now) as tx:
        return room(tx, name, public_area=public_area, building=building)


def room(tx: WriteTx, name: str, *, public_area: bool = False, building: str = "") -> int:
    """The id of the room of that name, entered if it is new: within an operation, for rosters."""
    cleaned = parse.narrow(_named(name, "room"))
    known = tx.value("SELECT id FROM room WHERE name = ? COLLATE NOCASE", cleaned)
    if known is not None:
        return int(known)
    where = typed.clean_line(building, "building") or taking.building_of(cleaned)
    return tx.insert("room", name=cleaned, building=where, public_area=public_area)


def add_resident(
    store: Store,
    who: Operator,
    *,
    room_name: str,
    name: str,
    phone: str = "",
    key_customer: bool = False,
    now: datetime,
) -> int:
    """A resident of a room that is on file. Returns the id."""
    require(who, "directory.resident")
    with store.write(who, "resident.add", about=room_name, now=now) as tx:
        row = _row(tx, "room", parse.narrow(room_name), "unknown_room", "room")
        return resident(tx, row["id"], name, phone, key_customer=key_customer)


def resident(tx: WriteTx, room_id: int, name: str, phone: str = "", *, key_customer: bool = False) -> int:
    """The id of the resident of that name in a room, entered or with the new number: within an operation."""
    cleaned = _named(name, "resident")
    values: dict[str, Any] = {"phone": parse.phone(phone, "phone") if phone.strip() else None}
    known = tx.one("SELECT * FROM resident WHERE room_id = ? AND name = ?", room_id, cleaned)
    if known is not None:
        if values["phone"]:
            tx.update("resident", known["id"], **values)
        return int(known["id"])
    return tx.insert(
        "resident",
        room_id=room_id,
        name=cleaned,
        initials=_initials(cleaned),
        key_customer=key_customer,
        **values,
    )


def change_resident(
    store: Store, who: Operator, resident_id: int, *, name: str, phone: str = "", key_customer: bool = False,
    version: int | None = None, now: datetime,
) -> None:  # fmt: skip
    """Put right what is on file about a resident."""
    require(who, "directory.resident")
    with store.write(who, "resident.change", about=name, now=now) as tx:
        cleaned = _named(name, "resident")
        number = parse.phone(phone, "phone") if phone.strip() else None
        tx.update(
            "resident", resident_id, version=version, name=cleaned, initials=_initials(cleaned), phone=number,
            key_customer=key_customer,
        )  # fmt: skip


def add_price(
    store: Store, who: Operator, form: PriceForm, *, version: int | None = None, now: datetime
) -> None:
    """A price from a day on; the earlier ones stay for the jobs reported before it.

    ``version`` is that of all the item's prices together, see ``views.directories.Price``; 0 says that it is a new
    item. Refused: ``changed_meanwhile``, ``already_exists``.
    """
    require(who, "directory.price")
    with store.write(who, "price.add", about=form.item, now=now) as tx:
        known = tx.value("SELECT coalesce(sum(version), 0) FROM price WHERE item = ?", form.item.strip())
        if version == 0 and known:
            raise refuse("item", "already_exists", name=form.item)
        if version not in (None, known):
            raise refuse("version", "changed_meanwhile", version=known)
        price(tx, form)


def price(tx: WriteTx, form: PriceForm) -> None:
    """Enter or put right one line of the price list: within an operation."""
    item, unit = _named(form.item, "item"), _named(form.unit, "unit")
    if form.price < 0:
        raise refuse("price", "below_zero")
    if form.kind not in ("labour", "material"):
        raise refuse("kind", "not_one_of", allowed="labour, material")
    values: dict[str, Any] = {"unit": unit, "price_fen": form.price, "kind": form.kind, "paid": form.paid}
    day = form.valid_from.isoformat()
    known = tx.value("SELECT id FROM price WHERE item = ? AND valid_from = ?", item, day)
    if known is None:
        tx.insert("price", item=item, valid_from=day, **values)
    else:
        tx.update("price", int(known), **values)


# --- the procedure ----------------------------------------------------------------------------------------------------


def adopt_procedure(
    store: Store, who: Operator, body: Mapping[str, Any], *, also: bool = False, now: datetime
) -> int:
    """Work by this procedure from now on; lines already taken keep the one they were received under.

    With ``also`` it is in use beside the office's own, for calls that name it. Returns the version: the same file
    again is the same version.
    """
    require(who, "office.procedure")
    procedure = rules.parse(body)
    with store.write(who, "procedure.adopt", about=procedure.id, now=now) as tx:
        adopted = _adopt(tx, body, procedure.id, now)
        own = tx.value("SELECT p.name FROM office o JOIN procedure p ON p.id = o.procedure_id")
        apart = also and own != procedure.id
        if not apart:
            tx.update("office", 1, procedure_id=adopted)
        _beside(tx, procedure.id, adopted, active=apart)
        return int(tx.value("SELECT version FROM procedure WHERE id = ?", adopted))


def stop_procedure(store: Store, who: Operator, name: str, *, now: datetime) -> None:
    """No new call goes by this procedure any more; its lines are judged by it to their end."""
    require(who, "office.procedure")
    with store.write(who, "procedure.stop", about=name, now=now) as tx:
        own = tx.value("SELECT p.name FROM office o JOIN procedure p ON p.id = o.procedure_id")
        if name == own:
            raise refuse("procedure", "own_procedure", procedure=name)
        beside = tx.all("SELECT id, name FROM enabled_procedure WHERE active ORDER BY name")
        found = next((row["id"] for row in beside if row["name"] == name), None)
        if found is None:
            allowed = ", ".join(row["name"] for row in beside) or str(own)
            raise refuse("procedure", "not_in_use", procedure=name, allowed=allowed)
        tx.update("enabled_procedure", found, active=False)


def prefer_procedure(store: Store, who: Operator, name: str, *, now: datetime) -> None:
    """Of the procedures in use this one becomes the office's own; the one that was stays in use beside it."""
    require(who, "office.procedure")
    with store.write(who, "procedure.prefer", about=name, now=now) as tx:
        own = tx.one("SELECT p.id, p.name FROM office o JOIN procedure p ON p.id = o.procedure_id")
        chosen = taking.in_use(tx, name)
        if own is None or own["id"] == chosen:
            return
        tx.update("office", 1, procedure_id=chosen)
        _beside(tx, name, chosen, active=False)
        _beside(tx, own["name"], own["id"], active=True)


def _beside(tx: WriteTx, name: str, procedure_id: int, *, active: bool) -> None:
    """Keep a procedure among those in use beside the office's own, or take it out of them."""
    known = tx.value("SELECT id FROM enabled_procedure WHERE name = ?", name)
    if known is not None:
        tx.update("enabled_procedure", int(known), procedure_id=procedure_id, active=active)
    elif active:
        tx.insert("enabled_procedure", name=name, procedure_id=procedure_id, active=True)


def _adopt(tx: WriteTx, body: Mapping[str, Any], name: str, now: datetime) -> int:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
    known = tx.value("SELECT id FROM procedure WHERE name = ? AND body = ?", name, text)
    if known is not None:
        return int(known)
    version = 1 + int(tx.value("SELECT count(*) FROM procedure WHERE name = ?", name))
    return tx.insert("procedure", name=name, version=str(version), body=text, adopted_at=now)


def _row(tx: WriteTx, table: str, name: str, unknown: str, field: str) -> Row:
    row = tx.one(f"SELECT * FROM {table} WHERE name = ?", name)  # noqa: S608 - one of two own names
    if row is None:
        raise refuse(field, unknown, **{"room" if table == "room" else "name": name})
    return row


def _named(text: str, field: str) -> str:
    cleaned = typed.clean_line(text, field)
    if not cleaned:
        raise refuse(field, "required")
    return cleaned


def _initials(name: str) -> str:
    return " ".join(initials(name))
