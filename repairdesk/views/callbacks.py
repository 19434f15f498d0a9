"""The callbacks to be made now, with what the clerk needs in sight while the telephone rings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.facts import Fact

from . import load
from .board import urgency
from .standing import Standing, open_lines
from .standing import line as one_line

if TYPE_CHECKING:
    from repairdesk.models.store import Store


@dataclass(frozen=True, slots=True)
class CallbackDue:
    """One call to make.

    ``attempts`` counts the calls of this kind that reached nobody so far, ``promised`` is the time last named to
    the customer, ``last_remark`` what was noted at the last call. ``due`` is None where no limit runs. ``saw`` is the
    number of the journal's last entry when this was read.
    """

    call: str
    order: str | None
    kind: str
    due: datetime | None
    limit: str | None
    state: str
    room: str
    caller: str
    phone: str
    content: str
    technician: str
    key_customer: bool
    apologise: bool
    tell: str | None
    attempts: int
    promised: datetime | None
    last_remark: str
    give_up_after: int | None
    clock_state: str | None
    saw: int


def due(store: Store, now: datetime, *, past: bool = False) -> tuple[CallbackDue, ...]:
    """The callbacks that are the next thing to do on their line, most urgent first."""
    with store.read() as tx:
        lines = [
            line
            for line in open_lines(tx, load.office(tx).hours, now, past=past)
            if line.next.action == "callback"
        ]
        remarks = {
            line.row["id"]: tx.value(
                "SELECT remark FROM standing_fact WHERE call_id = ? AND what = 'callback.made' AND at <= ?"
                " ORDER BY at DESC, id DESC LIMIT 1",
                line.row["id"],
                now,
            )
            for line in lines
        }
        saw = load.latest_entry(tx)
    return tuple(_due(line, remarks[line.row["id"]] or "", saw) for line in sorted(lines, key=urgency))


def about(store: Store, call: str, now: datetime) -> CallbackDue | None:
    """The callback that can be made on this line now, due or not; None where there is nothing to ask about yet.

    Refused: ``unknown_call``.
    """
    with store.read() as tx:
        row = load.call_row(tx, call)
        standing = one_line(tx, row["id"], load.office(tx).hours, now)
        saw = load.latest_entry(tx)
    kind = standing.next.callback or _fitting(standing)
    if kind is None:
        return None
    return _due(replace(standing, next=replace(standing.next, callback=kind)), "", saw)


def _fitting(line: Standing) -> str | None:
    """The kind of callback that makes sense on a line whose next action is another one."""
    if line.state in ("dispatched", "accepted", "on_site", "waiting") and line.row["kind"] == "repair":
        return "arrival"
    if line.state == "unfinished":
        return "plan"
    return "completion" if line.state in ("finished", "returned", "called_back") else None


def _due(line: Standing, remark: str, saw: int) -> CallbackDue:
    row, following = line.row, line.next
    made = [f for f in line.timeline.latest if f.what == "callback.made" and f.kind == following.callback]
    return CallbackDue(
        call=row["number"],
        order=row["order_number"],
        kind=following.callback or "",
        due=following.clock.due if following.clock else None,
        limit=following.clock.limit if following.clock else None,
        state=line.state,
        room=row["room"] or "",
        caller=row["caller"] or "",
        phone=row["phone"] or "",
        content=row["content"],
        technician=row["technician"] or "",
        key_customer=bool(row["key_customer"]),
        apologise=following.apologise,
        tell=following.tell,
        attempts=_unreached(made),
        promised=next((fact.for_ for fact in reversed(made) if fact.for_ is not None), None),
        last_remark=remark,
        give_up_after=None if following.callback == "arrival" else line.procedure.closing.unreachable_after,
        clock_state=following.clock.state if following.clock else None,
        saw=saw,
    )


def _unreached(made: list[Fact]) -> int:
    """How often nobody answered since the last time somebody did."""
    count = 0
    for fact in reversed(made):
        if fact.answer != "unreachable":
            break
        count += 1
    return count
