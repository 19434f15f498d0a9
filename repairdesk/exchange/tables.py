"""Rosters and price lists: read from plain CSV in one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from repairdesk.desk import office, permissions
from repairdesk.models.store import Store, WriteTx
from repairdesk.rules import parse
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views import people

from . import register
from .csv_files import Column, Line, each, read

ROOM = Column("room", ("房号", "房间", "房间号"), required=True)
RESIDENT = ("业主", "住户", "姓名", "name")
PHONE = Column("phone", ("电话", "联系电话", "手机", "手机号"))
KEY = Column("key_customer", ("关键顾客", "关键客户"))
ROOMS = (
    ROOM,
    Column("resident", RESIDENT),
    PHONE,
    KEY,
    Column("building", ("楼栋", "楼号")),
    Column("public_area", ("公区", "公共区域")),
)
RESIDENTS = (ROOM, Column("resident", RESIDENT, required=True), PHONE, KEY)
STAFF = (
    Column("name", ("姓名",), required=True),
    Column("role", ("岗位", "角色", "职务"), required=True),
    Column("trade", ("工种", "专业")),
    PHONE,
)
PRICES = (
    Column("item", ("项目", "服务项目", "名称"), required=True),
    Column("unit", ("单位",), required=True),
    Column("price", ("价格", "单价"), required=True),
    Column("paid", ("有偿", "收费")),
    Column("valid_from", ("生效日期", "启用日期")),
    Column("kind", ("类别", "类型")),
)
ROLES = {
    "前台": "clerk", "监控": "operator", "监控员": "operator", "客服专员": "officer", "客服": "officer",
    "维修员": "technician", "技工": "technician", "领班": "foreman", "主管": "supervisor", "经理": "manager",
    "财务": "finance",
}  # fmt: skip
KINDS = {"人工": "labour", "人工费": "labour", "材料": "material", "材料费": "material", "": "labour"}
ALWAYS = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: its lines, and how many of them were new."""

    rows: int
    added: int


def rooms(store: Store, who: Operator, path: Path, *, now: datetime) -> Taken:
    """Rooms, each with any number of residents on lines of their own."""
    return _roster(store, who, path, ROOMS, "directory.room", now=now)


def residents(store: Store, who: Operator, path: Path, *, now: datetime) -> Taken:
    """Residents of rooms that are on file."""
    return _roster(store, who, path, RESIDENTS, "directory.resident", now=now)


def _roster(
    store: Store, who: Operator, path: Path, columns: tuple[Column, ...], operation: str, *, now: datetime
) -> Taken:
    permissions.require(who, operation)
    lines = read(path, columns)
    with store.write(who, "import", about=path.name, now=now) as tx:
        before = _count(tx, "room", "resident")
        each(lines, lambda line: _resident(tx, line, new_rooms=columns is ROOMS))
        return Taken(len(lines), _count(tx, "room", "resident") - before)


def _count(tx: WriteTx, *tables: str) -> int:
    return sum(int(tx.value(f"SELECT count(*) FROM {table}")) for table in tables)  # noqa: S608 - own names


def _resident(tx: WriteTx, line: Line, *, new_rooms: bool) -> None:
    if (
        not new_rooms
        and tx.one("SELECT id FROM room WHERE name = ? COLLATE NOCASE", parse.narrow(line["room"])) is None
    ):
        raise refuse("room", "unknown_room", room=line["room"])
    public = line.flag("public_area", default=False)
    room_id = office.room(tx, line["room"], public_area=public, building=line["building"])
    if line["resident"]:
        key = line.flag("key_customer", default=False)
        office.resident(tx, room_id, line["resident"], line["phone"], key_customer=key)
    elif line["phone"]:
        raise refuse("resident", "required")


def staff(store: Store, who: Operator, path: Path, *, now: datetime) -> Taken:
    """People; those on file already are brought up to date."""
    permissions.require(who, "directory.staff")
    lines = read(path, STAFF)
    known = {person.name: person for person in people.staff(store)}
    added: set[str] = set()

    def take(line: Line) -> None:
        role = ROLES.get(line["role"], parse.narrow(line["role"]).lower())
        form = office.StaffForm(name=line["name"], role=role, trade=line["trade"], phone=line["phone"])
        if line["name"] in known or line["name"] in added:
            office.change_staff(store, who, line["name"], form, now=now)
        else:
            office.add_staff(store, who, form, now=now)
            added.add(line["name"])

    with store.together():
        each(lines, take)
    return Taken(len(lines), len(added))


def prices(store: Store, who: Operator, path: Path, *, now: datetime) -> Taken:
    """Prices; earlier ones stay for the calls received before the new ones hold."""
    permissions.require(who, "directory.price")
    lines = read(path, PRICES)
    with store.write(who, "import", about=path.name, now=now) as tx:
        before = _count(tx, "price")
        each(lines, lambda line: office.price(tx, _price(line)))
        return Taken(len(lines), _count(tx, "price") - before)


def _price(line: Line) -> office.PriceForm:
    kind = parse.narrow(line["kind"]).lower()
    return office.PriceForm(
        item=line["item"],
        unit=line["unit"],
        price=parse.fen(line["price"], "price"),
        kind=KINDS.get(kind, kind),
        paid=line.flag("paid", default=True),
        valid_from=line.day("valid_from") or ALWAYS,
    )


def old_register(store: Store, who: Operator, path: Path, *, now: datetime) -> Taken:
    """A register kept elsewhere: every line a call with a new number, worked through as it was."""
    permissions.require(who, "register.import")
    lines = read(path, register.COLUMNS)
    added: list[str] = []
    with store.together():
        each(lines, lambda line: register.enter(store, who, line, added, now=now))
    return Taken(len(lines), len(added))


READERS: dict[str, Callable[..., Taken]] = {
    "rooms": rooms,
    "residents": residents,
    "staff": staff,
    "prices": prices,
    "register": old_register,
}
