"""The register line: taking a call, changing what was agreed, ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repairdesk.models.store import Row, Store, WriteTx
from repairdesk.pinyin import initials
from repairdesk.rules import parse, typed
from repairdesk.rules.closing import missing_to_close
from repairdesk.rules.facts import (
    BY,
    CALLBACK_ANSWERS,
    CHANNELS,
    FACTS,
    PLACES,
    RESULTS,
    URGENCIES,
    Operator,
)
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import Problem, Refused, refuse
from repairdesk.views import load

from . import permissions
from .work import Work, event_time, on_call

OWN_COMMAND = ("call.received", "order.issued", "call.withdrawn", "job.converted")
"""Facts that come with more than a time: a number, a technician, a reason, another line."""
NEEDS_CALLER = ("phone", "walk_in", "online")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """What the desk asks when it takes a call (S000-I-05, S000-I-35). Texts are as typed."""

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


@dataclass(frozen=True, slots=True)
class Logged:
    """The number of the call, and whether this made it (a token seen before answers with the same call)."""

    number: str
    created: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactForm:
    """Any fact that has no operation of its own."""

    what: str
    for_: datetime | None = None
    kind: str | None = None
    answer: str | None = None
    by: str | None = None
    result: str | None = None
    order: str | None = None
    remark: str = ""


def log(store: Store, who: Operator, form: NewCall, *, at: datetime | None = None, now: datetime) -> Logged:
    """Take a call into the register: its number is given, and durable, when this returns (S000-I-04, -05, -35)."""
    permissions.require(who, "call.log")
    with store.write(who, "call.log", at=at, now=now) as tx:
        if form.token is not None:
            known = tx.value("SELECT number FROM call WHERE token = ?", form.token)
            if known is not None:
                return Logged(str(known), created=False)
        office = load.office(tx)
        procedure = load.procedure(tx, office.procedure_id)
        received = event_time(at, now, procedure)
        values = _checked(tx, form, procedure, received)
        number = tx.number("call", procedure.hours.local(received).date())
        call_id = tx.insert(
            "call", number=number, token=form.token, received_at=received, entered_at=now,
            post=procedure.hours.post(received), origin=procedure.hours.origin(received), state="open",
            procedure_id=office.procedure_id, staff_id=who.staff_id, **values,
        )  # fmt: skip
        tx.about = number
        call = load.call_row(tx, number)
        _first_facts(Work(tx, who, call, None, received, now), form)
        tx.index_call(call_id, _searchable(call))
        return Logged(number, created=True)


def _first_facts(work: Work, form: NewCall) -> None:
    if form.heard_at is not None:
        work.fact("call.heard", at=form.heard_at, field="heard_at")
    work.fact("call.received")
    if form.appointment is not None:
        work.fact("appointment.agreed", for_=form.appointment)


def _searchable(call: Row) -> str:
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
    values: dict[str, object] = {
        "kind": take(_one_of, form.kind, "kind", ("repair", "matter")),
        "channel": take(_one_of, form.channel, "channel", CHANNELS),
        "urgency": take(_one_of, form.urgency or "routine", "urgency", URGENCIES),
        "content": take(_required, take(typed.clean_text, form.content, "content"), "content"),
        "caller": take(_known_caller, take(typed.clean_line, form.caller, "caller"), resident, form),
        "phone": take(_phone, form, resident),
        "place_detail": take(typed.clean_line, form.place_detail, "place_detail") or None,
        "trade": take(typed.clean_line, form.trade or "", "trade") or None,
        "matter_kind": take(_matter_kind, form, procedure),
        "minor": form.minor, "paid": form.paid, "material_available": form.material_available,
        "key_customer": bool(resident and resident["key_customer"]),
        "complaint": form.matter_kind == "complaint",
        "listed": True, "important": False,
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
    place = None if form.place is None else _one_of(form.place, "place", PLACES)
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


def _matter_kind(form: NewCall, procedure: Procedure) -> str | None:
    if form.kind != "matter":
        return None
    kinds = tuple(matter.kind for matter in procedure.matter)
    return _one_of(form.matter_kind or "other", "matter_kind", kinds) if kinds else None


def _one_of(value: str, field: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise refuse(field, "not_one_of", allowed=", ".join(allowed))
    return value


def _required(value: object, field: str) -> object:
    if value == "":
        raise refuse(field, "required")
    return value


# --- while it is open -------------------------------------------------------------------------------------------------


def agree_appointment(
    store: Store,
    who: Operator,
    call: str,
    *,
    for_: datetime,
    remark: str = "",
    at: datetime | None = None,
    now: datetime,
) -> None:
    """Another time has been agreed with the customer (S000-I-10). Every agreed time is kept."""
    with on_call(store, who, "appointment.agree", call, at=at, now=now) as work:
        if for_ < work.at:
            raise refuse("for", "time_in_past", now=work.hours.local(work.at))
        order = (
            work.latest_order() if work.state in ("dispatched", "accepted", "on_site", "waiting") else None
        )
        work.fact("appointment.agreed", for_=for_, remark=_remark(remark), order=order)


def assign(
    store: Store, who: Operator, call: str, *, to: str = "", at: datetime | None = None, now: datetime
) -> None:
    """The department of a matter, or a technician, has been told (S000-I-07, -37 to -39)."""
    with on_call(store, who, "call.assign", call, at=at, now=now) as work:
        department = work.call["department"]
        told = (
            "engineering.told"
            if department == "engineering" and work.call["kind"] == "matter"
            else "technician.told"
        )
        work.fact(told, remark=typed.clean_line(to, "to") or (department or ""))


def answer(
    store: Store, who: Operator, call: str, *, result: str = "", at: datetime | None = None, now: datetime
) -> None:
    """A matter has been answered, on the telephone or on the spot, and the result is back (S000-I-36, -40)."""
    with on_call(store, who, "call.answer", call, at=at, now=now) as work:
        if work.call["kind"] != "matter":
            raise refuse("call", "only_a_matter")
        work.fact("visit.answered", remark=typed.clean_text(result, "result", typed.REMARK))
        work.fact("result.entered")


def correct(
    store: Store, who: Operator, call: str, *, reason: str, at: datetime | None = None, now: datetime,
    paid: bool | None = None, minor: bool | None = None, urgency: str | None = None, phone: str | None = None,
    content: str | None = None,
) -> None:  # fmt: skip
    """Put right what was written down at the start, with a reason (paid or free, minor or not: readings I12, I23)."""
    with on_call(store, who, "call.correct", call, at=at, now=now) as work:
        values: dict[str, object] = {"paid": paid, "minor": minor}
        values["urgency"] = _one_of(urgency, "urgency", URGENCIES) if urgency else None
        values["content"] = (
            _required(typed.clean_text(content, "content"), "content") if content is not None else None
        )
        if phone is not None:
            values["phone"] = parse.phone(phone, "phone")
            values["phone_tail"] = parse.phone_tail(str(values["phone"]))
        changes = {name: value for name, value in values.items() if value is not None}
        if changes:
            work.change(**changes)
        work.fact("note.written", remark=_reason(reason), by="clerk")


def record_fact(
    store: Store, who: Operator, call: str, form: FactForm, *, at: datetime | None = None, now: datetime
) -> None:
    """Record any fact. Some only certain people may record, whichever way it is entered."""
    _one_of(form.what, "what", FACTS)
    with on_call(store, who, permissions.FACTS.get(form.what, "call.fact"), call, at=at, now=now) as work:
        if form.what in OWN_COMMAND:
            raise refuse("what", "has_its_own_command", what=form.what)
        if form.what == "job.closed":
            _may_be_closed(work)
        if form.what == "appointment.agreed" and form.for_ is None:
            raise refuse("for", "required")
        answers = CALLBACK_ANSWERS.get(form.kind or "", ())
        words: dict[str, Any] = {
            "kind": _one_of(form.kind, "kind", tuple(CALLBACK_ANSWERS)) if form.kind else None,
            "answer": _one_of(form.answer, "answer", answers) if form.answer else None,
            "by": _one_of(form.by, "as", BY) if form.by else None,
            "result": _one_of(form.result, "result", RESULTS.get(form.what, ())) if form.result else None,
        }
        order = load.order_row(work.tx, form.order) if form.order else None
        if order is not None and order["call_id"] != work.call["id"]:
            raise refuse("order", "not_of_this_call", call=work.call["number"])
        work.fact(form.what, for_=form.for_, remark=_remark(form.remark), order=order, **words)


# --- how it ends ------------------------------------------------------------------------------------------------------


def withdraw(
    store: Store, who: Operator, call: str, *, reason: str, duplicate_of: str | None = None,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Withdrawn, refused, reported by mistake or twice: the line keeps its number, with the reason (reading X6)."""
    with on_call(store, who, "call.withdraw", call, at=at, now=now) as work:
        said = _reason(reason)
        other = load.call_row(work.tx, duplicate_of) if duplicate_of else None
        if other is not None and other["id"] == work.call["id"]:
            raise refuse("duplicate_of", "same_call")
        work.change(reason=said, linked_call_id=other["id"] if other is not None else None)
        work.fact("call.withdrawn", remark=said)


def convert(
    store: Store, who: Operator, call: str, *, to: str, at: datetime | None = None, now: datetime
) -> str:
    """A matter turns out to be a repair, or the reverse: a new line takes over, the first time is kept (reading I35).

    Returns the number of the new line; both point to each other.
    """
    with on_call(store, who, "call.convert", call, at=at, now=now) as work:
        old = work.call
        if to not in ("repair", "matter") or to == old["kind"]:
            allowed = [kind for kind in ("repair", "matter") if kind != old["kind"]]
            raise refuse("to", "not_one_of", allowed=", ".join(allowed))
        tx, received = work.tx, load.instant(old["received_at"])
        number = tx.number("call", work.hours.local(received).date())
        kept = ("channel", "room_id", "room", "place", "place_detail", "caller", "phone", "phone_tail", "content",
                "urgency", "trade", "material_available", "minor", "paid", "key_customer", "complaint", "listed", "important", "post",
                "origin", "procedure_id")  # fmt: skip
        new_id = tx.insert(
            "call", number=number, kind=to, received_at=received, entered_at=now, state="open", staff_id=who.staff_id,
            linked_call_id=old["id"], matter_kind="other" if to == "matter" else None,
            department="service_centre" if to == "matter" else None, **{name: old[name] for name in kept},
        )  # fmt: skip
        work.change(linked_call_id=new_id)
        work.fact("job.converted", remark=number)
        new = load.call_row(tx, number)
        following = Work(tx, who, new, None, received, now)
        following.fact("call.received")
        agreed = work.timeline.last("appointment.agreed")
        if agreed is not None:
            following.fact("appointment.agreed", at=agreed.at, for_=agreed.for_)
        tx.index_call(new_id, _searchable(new))
        return number


def close(store: Store, who: Operator, call: str, *, at: datetime | None = None, now: datetime) -> None:
    """Strike the line off (S000-I-25); refused with everything that is still missing."""
    with on_call(store, who, "call.close", call, at=at, now=now) as work:
        _may_be_closed(work)
        work.fact("job.closed")


def _may_be_closed(work: Work) -> None:
    missing = missing_to_close(work.procedure, work.timeline)
    if missing:
        titles = tuple(one.bar.title for one in missing)
        raise refuse("call", "cannot_close", missing=titles, codes=[one.code for one in missing])


def _reason(text: str) -> str:
    return str(_required(typed.clean_text(text, "reason", typed.REMARK), "reason"))


def _remark(text: str) -> str:
    return typed.clean_text(text, "remark", typed.REMARK)
