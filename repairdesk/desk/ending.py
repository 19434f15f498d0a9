"""How a register line ends: struck off, ended another way the office knows, withdrawn, or taken over by a new line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules import endings, typed
from repairdesk.rules.clocks import clocks
from repairdesk.rules.closing import finish, missing_to_close
from repairdesk.rules.facts import KINDS, Operator
from repairdesk.rules.refusal import Problem, Refused, refuse
from repairdesk.rules.statements import Ending
from repairdesk.views import load

from .people import staff_name
from .taking import required, searchable
from .work import NOTHING, Work, on_call

KEPT = (
    "channel", "room_id", "room", "place", "place_detail", "caller", "phone", "phone_tail", "content", "urgency", "trade",
    "material_available", "minor", "paid", "key_customer", "complaint", "listed", "important", "area", "scope",
    "equipment_id", "visit_code", "procedure_id",
)  # fmt: skip
"""What a new line has from the one whose place it takes."""
TAKEN_OVER = ("call", "survey", "issue")
"""Stages whose fields it has from there too; what was found on a visit stays with the visit."""


def withdraw(
    store: Store, who: Operator, call: str, *, reason: str, duplicate_of: str | None = None,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Withdrawn, refused, reported by mistake or twice: the line keeps its number, with the reason (reading X6)."""
    with on_call(store, who, "call.withdraw", call, at=at, now=now) as work:
        why = said(reason)
        other = load.call_row(work.tx, duplicate_of) if duplicate_of else None
        if other is not None and other["id"] == work.call["id"]:
            raise refuse("duplicate_of", "same_call")
        work.change(reason=why, linked_call_id=other["id"] if other is not None else None)
        work.fact("call.withdrawn", remark=why)


def close(
    store: Store, who: Operator, call: str, *, fields: Mapping[str, str] = NOTHING,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Strike the line off (S000-I-25); refused with everything that is still missing."""
    with on_call(store, who, "call.close", call, at=at, now=now) as work:
        work.fill(fields)
        require_closable(work)
        work.fact("job.closed")


def require_closable(work: Work) -> None:
    """Refuse while anything bars the strike-off, naming all of it, or a required field of it is empty."""
    missing = missing_to_close(work.procedure, work.timeline)
    if missing:
        titles = tuple(one.bar.title for one in missing)
        raise refuse("call", "cannot_close", missing=titles, codes=[one.code for one in missing])
    work.require_filled("close")


def said(reason: str) -> str:
    """A reason as typed; refused where there is none."""
    return str(required(typed.clean_text(reason, "reason", typed.REMARK), "reason"))


# --- other ends -------------------------------------------------------------------------------------------------------


def end(
    store: Store, who: Operator, call: str, code: str, *, reason: str = "", fields: Mapping[str, str] = NOTHING,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """End the line another way than by its gate: told on the telephone, price declined, passed on (S003-D-06)."""
    with on_call(store, who, "call.end", call, at=at, now=now) as work:
        work.fill(fields)
        end_as(work, code, typed.clean_text(reason, "reason", typed.REMARK))


def end_as(work: Work, code: str, reason: str) -> None:
    """End a line so, within an operation; refused with every condition of that ending which is not met."""
    ending = next((one for one in work.procedure.ending if one.code == code), None)
    if ending is None:
        raise refuse("ending", "not_one_of", allowed=", ".join(one.code for one in work.procedure.ending))
    problems = tuple(_unmet(work, ending))
    if problems:
        raise Refused(*problems)
    work.change(ending=code, reason=reason or None)
    work.fact("job.closed", kind=code, remark=reason)


def _unmet(work: Work, ending: Ending) -> Iterator[Problem]:
    running = clocks(work.procedure, work.timeline, work.now)
    past = work.procedure.limit_named(ending.past or "")
    titles = {one.name: one.title for one in work.procedure.field}
    told = {
        "when": Problem("ending", "ending_not_for_this"),
        "before_order": Problem("ending", "ending_after_order"),
        "needs": Problem("ending", "ending_needs", {"event": [pattern.what for pattern in ending.needs]}),
        "past": Problem("ending", "ending_too_early", {"limit": past.title if past else ""}),
        "attempts": Problem("ending", "ending_attempts", {"attempts": ending.attempts}),
        "finished": Problem("ending", "not_finished_yet"),
    }
    for name in endings.missing(work.procedure, work.timeline, ending, running):
        yield told.get(name) or Problem(name, "field_required", {"title": titles[name]})


# --- a new line takes over --------------------------------------------------------------------------------------------


def convert(
    store: Store, who: Operator, call: str, *, to: str, tracker: str = "", state: str = "", reason: str = "",
    at: datetime | None = None, now: datetime,
) -> str:  # fmt: skip
    """A matter turns out to be a repair, or the reverse, and a new line takes over (reading I35).

    Or a job that cannot be finished in time becomes a follow-up sheet (S004-C-34 to -36): the old line is closed with
    it, and the sheet begins now, with one named person (``tracker``), how things stand (``state``) and why. Returns
    the number of the new line; both point to each other.
    """
    with on_call(store, who, "call.convert", call, at=at, now=now) as work:
        allowed = [kind for kind in KINDS if kind != work.call["kind"]]
        if work.call["kind"] == "follow_up":
            raise refuse("call", "cannot_convert")
        if to not in allowed:
            raise refuse("to", "not_one_of", allowed=", ".join(allowed))
        if to == "follow_up":
            return _follow_up(work, tracker, state, reason)
        following = _successor(work, to, load.instant(work.call["received_at"]))
        agreed = work.timeline.last("appointment.agreed")
        if agreed is not None:
            following.fact("appointment.agreed", at=agreed.at, for_=agreed.for_)
        return str(following.call["number"])


def _follow_up(work: Work, tracker: str, state: str, reason: str) -> str:
    if finish(work.procedure, work.timeline) is not None:
        raise refuse("call", "wrong_state", state=work.state)
    name = staff_name(work.tx, tracker, "tracker") if tracker.strip() else ""
    why = typed.clean_text(reason, "reason", typed.REMARK)
    stands = typed.clean_text(state, "state", typed.REMARK)
    following = _successor(work, "follow_up", work.at)
    work.change(reason=why or None)
    work.fact("job.closed", kind="converted", remark=why)
    following.enter("tracker", name)
    following.change()
    following.fact("job.converted", remark="\n".join(part for part in (why, stands) if part))
    following.settle()
    return str(following.call["number"])


def _successor(work: Work, kind: str, received: datetime) -> Work:
    """The new line, with the facts by which both are known to belong together, and with what was filled in."""
    old, tx, hours = work.call, work.tx, work.hours
    number = tx.number("call", hours.local(received).date())
    as_received = received == load.instant(old["received_at"])
    new_id = tx.insert(
        "call", number=number, kind=kind, received_at=received, entered_at=work.now, state="open",
        post=old["post"] if as_received else hours.post(received), origin=hours.origin(received),
        staff_id=work.who.staff_id, linked_call_id=old["id"], matter_kind="other" if kind == "matter" else None,
        department="service_centre" if kind == "matter" else None, **{name: old[name] for name in KEPT},
    )  # fmt: skip
    new = load.call_row(tx, number)
    following = Work(tx, work.who, new, None, received, work.now)
    for one in work.procedure.field:
        if one.stage in TAKEN_OVER:
            following.enter(one.name, work.timeline.job.entry(one.name))
    following.change()
    work.change(linked_call_id=new_id)
    work.fact("job.converted", remark=number)
    following.fact("call.received")
    tx.index_call(new_id, searchable(new))
    return following
