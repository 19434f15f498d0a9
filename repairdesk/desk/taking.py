"""Taking a call: what the desk asks, what it may answer, and the line that is made of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from repairdesk.models.store import Row, Store, WriteTx
from repairdesk.pinyin import initials
from repairdesk.rules import parse, typed
from repairdesk.rules.facts import AREAS, CHANNELS, PLACES, SCOPES, URGENCIES, Operator
from repairdesk.rules.fields import beforehand
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import Problem, Refused, refuse
from repairdesk.views import load

from . import booking, permissions
from .work import Work, event_time

NEEDS_CALLER = ("phone", "walk_in", "online")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """What the desk asks when it takes a call (S000-I-05, S000-I-35). Texts are as typed.

    ``fields`` are the office's own by name; ``procedure`` one of those in use, else the office's; ``special`` lets an
    agreed time stand that lies outside the booking hours or while the crew is full. ``None`` says that it was not
    asked: the line takes what goes without saying.
    """

    kind: str
    content: str
    room: str = ""
    caller: str = ""
    phone: str = ""
    place: str | None = None
    place_detail: str = ""
    channel: str = "phone"
    urgency: str | None = None
    trade: str | None = None
    matter_kind: str | None = None
    paid: bool = False
    minor: bool = True
    material_available: bool | None = None
    appointment: datetime | None = None
    heard_at: datetime | None = None
    token: str | None = None
    new_room: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    procedure: str = ""
    area: str | None = None
    scope: str | None = None
    listed: bool = True
    important: bool = False
    key_customer: bool | None = None
    complaint: bool | None = None
    equipment: str = ""
    special: bool = False


@dataclass(frozen=True, slots=True)
class Logged:
    """The number of the call, and whether this made it (a token seen before answers with the same call)."""

    number: str
    created: bool


def log(store: Store, who: Operator, form: NewCall, *, at: datetime | None = None, now: datetime) -> Logged:
    """Take a call into the register: its number is given, and durable, when this returns (S000-I-04, -05, -35)."""
    permissions.require(who, "call.log")
    with store.write(who, "call.log", at=at, now=now) as tx:
        if form.token is not None:
            known = tx.value("SELECT number FROM call WHERE token = ?", form.token)
            if known is not None:
                return Logged(str(known), created=False)
        procedure_id = in_use(tx, form.procedure)
        procedure = load.procedure(tx, procedure_id)
        received = event_time(at, now, procedure)
        values = _checked(tx, form, procedure, received)
        number = tx.number("call", procedure.hours.local(received).date())
        call_id = tx.insert(
            "call", number=number, token=form.token, received_at=received, entered_at=now,
            post=procedure.hours.post(received), origin=procedure.hours.origin(received), state="open",
            procedure_id=procedure_id, staff_id=who.staff_id, **values,
        )  # fmt: skip
        tx.about = number
        call = load.call_row(tx, number)
        _begin(Work(tx, who, call, None, received, now), form)
        tx.index_call(call_id, searchable(call))
        return Logged(number, created=True)


def _begin(work: Work, form: NewCall) -> None:
    """The first facts of the line, what was filled in, and the code for the door."""
    if form.heard_at is not None:
        work.fact("call.heard", at=form.heard_at, field="heard_at")
    work.fact("call.received")
    if work.procedure.waits_for("call.entered", work.timeline.job, work.origin):
        work.fact("call.entered", at=work.now)
    known = beforehand(work.procedure, work.timeline.job, work.origin, on_file=_on_file(work))
    work.fill({**known, **form.fields}, "call")
    booking.require_free(work, form.appointment, special=form.special, field="appointment")
    if form.appointment is not None:
        work.fact("appointment.agreed", for_=form.appointment, kind=booking.marked(form.special))
    code = work.procedure.orders.visit_code
    if code is not None and code.when.holds(work.timeline.job, work.origin):
        work.change(visit_code=f"{secrets.randbelow(10**code.digits):0{code.digits}d}")


def _on_file(work: Work) -> bool:
    """Whether whoever calls is known to live in the room."""
    there = "SELECT 1 FROM resident WHERE room_id = ? AND name = ?"
    return work.tx.value(there, work.call["room_id"], work.call["caller"]) is not None


def in_use(tx: WriteTx, name: str) -> int:
    """The id of the procedure of that name which calls may go by; without a name the office's own."""
    office = load.office(tx)
    if not name or name == office.procedure_name:
        return office.procedure_id
    beside = tx.all("SELECT name, procedure_id FROM enabled_procedure WHERE active ORDER BY name")
    for row in beside:
        if row["name"] == name:
            return int(row["procedure_id"])
    allowed = ", ".join((office.procedure_name, *(row["name"] for row in beside)))
    raise refuse("procedure", "not_in_use", procedure=name, allowed=allowed)


def searchable(call: Row) -> str:
    """The words a line is found by."""
    parts = (
        call["number"],
        call["room"],
        call["caller"],
        call["phone"],
        call["content"],
        call["place_detail"],
    )
    return "\n".join([part for part in parts if part] + list(initials(call["caller"] or "")))


def _checked(tx: WriteTx, form: NewCall, procedure: Procedure, received: datetime) -> dict[str, object]:
    """The columns of the line, or everything that is wrong with them at once."""
    problems: list[Problem] = []

    def take(check: object, *args: object) -> object:
        try:
            return check(*args)  # type: ignore[operator]
        except Refused as refused:
            problems.extend(refused.problems)
            return None

    room = take(_room, tx, form)
    resident = _resident(tx, room if isinstance(room, tuple) else None, form)
    key = bool(resident and resident["key_customer"]) if form.key_customer is None else form.key_customer
    values: dict[str, object] = {
        "kind": take(one_of, form.kind, "kind", ("repair", "matter")),
        "channel": take(one_of, form.channel, "channel", CHANNELS),
        "urgency": take(one_of, form.urgency or "routine", "urgency", URGENCIES),
        "area": take(one_of, form.area, "area", AREAS) if form.area else None,
        "scope": take(one_of, form.scope, "scope", SCOPES) if form.scope else None,
        "content": take(required, take(typed.clean_text, form.content, "content"), "content"),
        "caller": take(_known_caller, take(typed.clean_line, form.caller, "caller"), resident, form),
        "phone": take(_phone, form, resident),
        "place_detail": take(typed.clean_line, form.place_detail, "place_detail") or None,
        "trade": take(typed.clean_line, form.trade or "", "trade") or None,
        "matter_kind": take(_matter_kind, form, procedure),
        "equipment_id": take(_equipment, tx, form.equipment),
        "minor": form.minor, "paid": form.paid, "material_available": form.material_available,
        "complaint": form.matter_kind == "complaint" if form.complaint is None else form.complaint,
        "key_customer": key, "listed": form.listed, "important": form.important,
    }  # fmt: skip
    if isinstance(room, tuple):
        values |= {"room_id": room[0], "room": room[1], "place": room[2]}
    if form.appointment is not None and form.appointment < received:
        problems.append(Problem("appointment", "time_in_past", {"now": procedure.hours.local(received)}))
    if form.heard_at is not None and form.heard_at > received:
        problems.append(Problem("heard_at", "time_in_future", {"now": procedure.hours.local(received)}))
    if problems:
        raise Refused(*problems)
    phone = values["phone"]
    values["phone_tail"] = parse.phone_tail(str(phone)) if phone else None
    kind = values["matter_kind"]
    values["department"] = next((m.department for m in procedure.matter if m.kind == kind), None)
    return values


def _room(tx: WriteTx, form: NewCall) -> tuple[int | None, str, str]:
    """The room's id, name and place. A room that is not on file is refused unless it is to be entered."""
    place = None if form.place is None else one_of(form.place, "place", PLACES)
    name = typed.clean_line(parse.narrow(form.room), "room")
    if not name:
        if form.kind == "matter" or place == "public_area":
            return None, "", place or "in_home"
        raise refuse("room", "required")
    row = tx.one("SELECT * FROM room WHERE name = ? COLLATE NOCASE", name)
    if row is not None:
        return row["id"], row["name"], place or ("public_area" if row["public_area"] else "in_home")
    if not form.new_room:
        raise refuse("room", "unknown_room", room=name)
    public = place == "public_area"
    return (
        tx.insert("room", name=name, building=building_of(name), public_area=public),
        name,
        place or "in_home",
    )


def building_of(room: str) -> str:
    """The building in a room's name: what stands before the first dash, or the name itself."""
    return room.partition("-")[0] or room


def _resident(tx: WriteTx, room: tuple[int | None, str, str] | None, form: NewCall) -> Row | None:
    """The resident who calls: by name in that room, or the only one there is."""
    if room is None or room[0] is None:
        return None
    there = tx.all("SELECT * FROM resident WHERE room_id = ?", room[0])
    named = [row for row in there if row["name"] == form.caller.strip()]
    return named[0] if named else (there[0] if len(there) == 1 and not form.caller.strip() else None)


def _known_caller(typed: object, resident: Row | None, form: NewCall) -> object:
    caller = typed or (resident["name"] if resident else "")
    if not caller and typed is not None and form.channel in NEEDS_CALLER:
        raise refuse("caller", "required")
    return caller


def _phone(form: NewCall, resident: Row | None) -> str:
    if form.phone.strip():
        return parse.phone(form.phone, "phone")
    if resident is not None and resident["phone"]:
        return str(resident["phone"])
    if form.channel in NEEDS_CALLER:
        raise refuse("phone", "required")
    return ""


def _equipment(tx: WriteTx, name: str) -> int | None:
    wanted = typed.clean_line(name, "equipment")
    if not wanted:
        return None
    found = tx.value("SELECT id FROM equipment WHERE name = ? AND active", wanted)
    if found is None:
        raise refuse("equipment", "unknown_equipment", name=wanted)
    return int(found)


def _matter_kind(form: NewCall, procedure: Procedure) -> str | None:
    if form.kind != "matter":
        return None
    kinds = tuple(matter.kind for matter in procedure.matter)
    if not form.matter_kind:
        return "other" if "other" in kinds else None
    return one_of(form.matter_kind, "matter_kind", kinds) if kinds else None


def one_of(value: str, field: str, allowed: tuple[str, ...]) -> str:
    """A word of a closed list, or a refusal that names them."""
    if value not in allowed:
        raise refuse(field, "not_one_of", allowed=", ".join(allowed))
    return value


def required(value: object, field: str) -> object:
    """What was typed, refused where nothing was."""
    if value == "":
        raise refuse(field, "required")
    return value
