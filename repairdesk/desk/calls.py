"""The register line while it is open. How it is taken is in ``taking``, how it ends in ``ending``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repairdesk.models.store import Store
from repairdesk.rules import parse, typed
from repairdesk.rules.facts import (
    AREAS,
    BY,
    CALLBACK_ANSWERS,
    CORRECTION,
    FACTS,
    RESULTS,
    SCOPES,
    URGENCIES,
    Operator,
)
from repairdesk.rules.refusal import refuse
from repairdesk.views import load

from . import booking, permissions
from .ending import close, convert, end, require_closable, said, withdraw
from .taking import Logged, NewCall, log, one_of, required, searchable
from .work import on_call

__all__ = [
    "Correction", "FactForm", "Logged", "NewCall", "agree_appointment", "answer", "assign", "close", "convert", "correct",
    "end", "log", "record_fact", "withdraw",
]  # fmt: skip

REGISTERED = {"content", "phone", "urgency", "area", "scope"}
"""What the caller said; paid or free, minor or not, are often only seen on site."""
OWN_COMMAND = ("call.received", "order.issued", "call.withdrawn", "job.converted")
"""Facts that come with more than a time: a number, a technician, a reason, another line."""


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


# --- while it is open -------------------------------------------------------------------------------------------------


def agree_appointment(
    store: Store,
    who: Operator,
    call: str,
    *,
    for_: datetime,
    remark: str = "",
    special: bool = False,
    at: datetime | None = None,
    now: datetime,
) -> None:
    """Another time has been agreed with the customer (S000-I-10). Every agreed time is kept.

    Outside the booking hours, or while the crew is full, only as a ``special`` case. The office's rules may leave it to
    others than the desk: to the technician who telephones the customer himself (S000-E-13).
    """
    with on_call(store, who, "appointment.agree", call, at=at, now=now, records="appointment.agreed") as work:
        if for_ < work.at:
            raise refuse("for", "time_in_past", now=work.hours.local(work.at))
        booking.require_free(work, for_, special=special, field="for")
        order = (
            work.latest_order() if work.state in ("dispatched", "accepted", "on_site", "waiting") else None
        )
        work.fact(
            "appointment.agreed", for_=for_, remark=_remark(remark), order=order, kind=booking.marked(special)
        )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was written down wrongly at the start; ``None`` stays as it is."""

    paid: bool | None = None
    minor: bool | None = None
    urgency: str | None = None
    phone: str | None = None
    content: str | None = None
    area: str | None = None
    scope: str | None = None
    listed: bool | None = None
    important: bool | None = None
    key_customer: bool | None = None
    complaint: bool | None = None


def correct(
    store: Store, who: Operator, call: str, *, reason: str, at: datetime | None = None, now: datetime, **changes: Any
) -> None:  # fmt: skip
    """Put right what was written down at the start, with a reason (paid or free, minor or not: readings I12, I23).

    ``changes`` are those of ``Correction``, by name.
    """
    form = Correction(**changes)
    with on_call(store, who, "call.correct", call, at=at, now=now) as work:
        values: dict[str, object] = {
            name: getattr(form, name)
            for name in ("paid", "minor", "listed", "important", "key_customer", "complaint")
        }
        for name, allowed in (("urgency", URGENCIES), ("area", AREAS), ("scope", SCOPES)):
            values[name] = one_of(getattr(form, name), name, allowed) if getattr(form, name) else None
        if form.content is not None:
            values["content"] = required(typed.clean_text(form.content, "content"), "content")
        if form.phone is not None:
            values["phone"] = parse.phone(form.phone, "phone")
            values["phone_tail"] = parse.phone_tail(str(values["phone"]))
        changed = {name: value for name, value in values.items() if value is not None}
        wrong = any(work.call[name] != changed[name] for name in REGISTERED & changed.keys())
        if changed:
            work.change(**changed)
            work.tx.index_call(work.call["id"], searchable(work.call))
        work.fact("note.written", kind=CORRECTION if wrong else None, remark=said(reason), by="clerk")


def record_fact(
    store: Store, who: Operator, call: str, form: FactForm, *, at: datetime | None = None, now: datetime
) -> None:
    """Record any fact. Some only certain people may record, whichever way it is entered."""
    one_of(form.what, "what", FACTS)
    operation = permissions.FACTS.get(form.what, "call.fact")
    with on_call(store, who, operation, call, at=at, now=now, records=form.what) as work:
        if form.what in OWN_COMMAND:
            raise refuse("what", "has_its_own_command", what=form.what)
        if form.what == "job.closed":
            require_closable(work)
        if form.what == "appointment.agreed" and form.for_ is None:
            raise refuse("for", "required")
        answers = CALLBACK_ANSWERS.get(form.kind or "", ())
        words: dict[str, Any] = {
            "kind": one_of(form.kind, "kind", tuple(CALLBACK_ANSWERS)) if form.kind else None,
            "answer": one_of(form.answer, "answer", answers) if form.answer else None,
            "by": one_of(form.by, "as", BY) if form.by else None,
            "result": one_of(form.result, "result", RESULTS.get(form.what, ())) if form.result else None,
        }
        order = load.order_row(work.tx, form.order) if form.order else None
        if order is not None and order["call_id"] != work.call["id"]:
            raise refuse("order", "not_of_this_call", call=work.call["number"])
        work.fact(form.what, for_=form.for_, remark=_remark(form.remark), order=order, **words)


def _remark(text: str) -> str:
    return typed.clean_text(text, "remark", typed.REMARK)
