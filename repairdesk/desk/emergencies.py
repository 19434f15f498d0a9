"""Emergencies: who was telephoned is recorded on the line, and the office keeps a list of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from repairdesk.models.store import Store, Tx
from repairdesk.rules import gates, parse, typed
from repairdesk.rules.facts import ROLES, Fact, Operator

from .taking import one_of, required
from .work import Work, on_call

BEFORE_THE_VISIT = ("open", "dispatched", "accepted")
"""While nobody has been there: later the line would stand as if he had not come yet."""
NOT_REACHED = "not_reached"
"""The kind of the note about somebody who was telephoned and did not answer."""
NOTED_AS = {"supervisor": "supervisor", "manager": "supervisor", "foreman": "leader"}
"""By whom a note stands that somebody of this role knows of it; anybody else's is the desk's own."""


def told(
    store: Store, who: Operator, call: str, *, whom: str, role: str | None = None, phone: str = "", remark: str = "",
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Somebody was telephoned about an emergency: the supervisor, the technician, or somebody outside.

    ``whom`` is a name; where it is on the staff list, role and telephone number are taken from there. It is the
    fact that this procedure knows for somebody of that role, and else a note; its remark names him and the number.
    Refused: ``required``, ``not_one_of``, ``bad_phone``.
    """
    with on_call(store, who, "emergency.told", call, at=at, now=now) as work:
        reached, on_file = _telephoned(work, whom, phone)
        as_ = one_of(role, "role", ROLES) if role else on_file
        said = typed.clean_text(remark, "remark", typed.REMARK)
        what, by = next(each for each in _facts(as_, work) if _may_stand(work, *each))
        work.fact(what, by=by, remark=": ".join(part for part in (reached, said) if part))


def not_reached(
    store: Store, who: Operator, call: str, *, whom: str, phone: str = "", at: datetime | None = None, now: datetime
) -> None:  # fmt: skip
    """Somebody was telephoned about an emergency and did not answer: a note with his name and number, and the time.

    Refused: ``required``, ``bad_phone``.
    """
    with on_call(store, who, "emergency.tried", call, at=at, now=now) as work:
        work.fact("note.written", kind=NOT_REACHED, by="clerk", remark=_telephoned(work, whom, phone)[0])


def _telephoned(work: Work, whom: str, phone: str) -> tuple[str, str]:
    """Name and number of whoever was telephoned, as they are noted, and his role where he is on the staff list."""
    name = str(required(typed.clean_line(whom, "whom"), "whom"))
    role, number = _on_file(work.tx, name)
    number = parse.phone(phone, "phone") if phone.strip() else number
    return name if number in ("", name) else f"{name} {number}", role


def _on_file(tx: Tx, name: str) -> tuple[str, str]:
    """Role and telephone number of somebody who works here; nothing of somebody outside."""
    row = tx.one("SELECT role, phone FROM staff WHERE name = ? AND active", name)
    return (row["role"], row["phone"] or "") if row is not None else ("", "")


def _facts(role: str, work: Work) -> Iterator[tuple[str, str | None]]:
    """What may stand for having told somebody of this role, the most telling first; a note always may."""
    if role in ("supervisor", "manager"):
        yield "supervisor.told", None
    elif role in ("technician", "foreman") and work.state in BEFORE_THE_VISIT:
        named = (
            role == "foreman" and work.latest_order() is not None
        )  # who goes is settled: it is news to him alone
        known = (what for what in ("technician.told", "engineering.told") if not named and _known(work, what))
        yield from ((what, None) for what in known)
    yield "note.written", NOTED_AS.get(role, "clerk")


def _known(work: Work, what: str) -> bool:
    """Whether it has been recorded on this line before, or the office's procedure waits for it."""
    before = work.timeline.first(what) is not None
    return before or work.procedure.waits_for(what, work.timeline.job, work.origin)


def _may_stand(work: Work, what: str, by: str | None) -> bool:
    """Whether nothing bars this fact: an emergency is not held up by a gate, it is noted then."""
    if what == "note.written":
        return True
    fact = Fact(work.at, what, by=by)
    barred = gates.barred(work.procedure, work.timeline, what)
    return not barred and gates.may(work.procedure, work.timeline, fact, work.who.role) is None
