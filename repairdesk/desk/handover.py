"""One shift hands over to the next: the sheet is made from the register, and accepted by name, line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from repairdesk.models.store import Row, Store, Tx, WriteTx
from repairdesk.rules import gates, typed
from repairdesk.rules.clocks import clocks
from repairdesk.rules.facts import Fact, Operator
from repairdesk.rules.refusal import Refused, refuse
from repairdesk.rules.shifts import border_after, border_before, shift_ending
from repairdesk.rules.worktime import Hours
from repairdesk.views import load
from repairdesk.views.handover import border_to_make, contents, row_named
from repairdesk.views.handover_lines import OF_CALLS, Content, HandoverLine, awaits

from .alarms import hear
from .permissions import require
from .work import event_time, on_call

PASSES = frozenset({"saw", "clock_state"})
"""What changes by itself in a line's content; all else makes it another line, to be accepted anew."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted: the places of the lines, how many are left, and whether by whoever had made the sheet."""

    lines: tuple[int, ...]
    left: int
    by_maker: bool


def make(
    store: Store, who: Operator, *, remark: str = "", border: datetime | None = None,
    at: datetime | None = None, now: datetime,
) -> int:  # fmt: skip
    """Hand the shift over that ends at ``border``; without one at the nearest change of shift. Returns its number.

    Made anew before all of it was accepted it takes the earlier one's place; what was accepted of that one and is
    still as it was stays accepted. Accepted already, it is made for the next change of shift, or refused where the
    border was named. With ``at`` it is written up afterwards, and holds what stood open then. Refused:
    ``not_a_border``, ``border_ahead``, ``already_accepted``, ``time_in_future``.
    """
    require(who, "handover.make")
    with store.write(who, "handover.make", at=at, now=now) as tx:
        made_at = _event_time(tx, at, now)
        hours = load.office(tx).hours
        ends = border_to_make(tx, hours, made_at) if border is None else _border(tx, hours, border, made_at)
        head, lines = contents(store, tx, ends, made_at, past=made_at < now)
        head["remark"] = typed.clean_text(remark, "remark", typed.REMARK)
        earlier = tx.all("SELECT * FROM handover WHERE border = ? AND state = 'made'", ends)
        head["names"] = _names(who, *earlier)
        accepted = [line for each in earlier for line in _accepted(tx, each["id"])]
        for each in earlier:
            tx.update("handover", each["id"], state="replaced")
        tx.about = f"{hours.local(ends):%Y-%m-%d %H:%M}"
        made = tx.insert(
            "handover", border=ends, from_post=shift_ending(hours, ends).post, made_at=made_at, staff_id=who.staff_id,
            sheet=json.dumps(head, ensure_ascii=False), state="made",
        )  # fmt: skip
        for line in lines:
            _add(tx, made, line, accepted)
        return made


def accept(
    store: Store, who: Operator, handover: int, *, lines: Mapping[int, str] | None = None,
    at: datetime | None = None, now: datetime,
) -> Accepted:  # fmt: skip
    """Take over lines of a handover, by place with the words of an objection or none; without ``lines`` all that is left.

    With the last line the whole is accepted. What rings on a line that is taken over is heard: it is taken over
    knowingly. Where a limit of the line waits for it to be handed on before any order is out, that is recorded
    (S002-A-09). Refused: ``unknown_handover``, ``replaced_handover``, ``already_accepted`` (by whom and when),
    ``unknown_line``, ``time_before`` (before it was made), ``time_in_future``.
    """
    require(who, "handover.accept")
    with store.together():
        with store.write(who, "handover.accept", at=at, now=now) as tx:
            moment = _event_time(tx, at, now)
            sheet = _open(tx, handover, moment)
            tx.about = f"{load.office(tx).hours.local(load.instant(sheet['border'])):%Y-%m-%d %H:%M}"
            left = tx.all(
                "SELECT l.*, c.number FROM handover_line l LEFT JOIN call c ON c.id = l.call_id"
                " WHERE l.handover_id = ? AND l.accepted_at IS NULL ORDER BY l.place",
                handover,
            )
            wanted = {row["place"]: "" for row in left} if lines is None else dict(lines)
            taken = _take(tx, who, handover, left, wanted, moment)
            hear(tx, who, {row["call_id"] for row in taken}, now=moment)
            head = {**json.loads(sheet["sheet"]), "names": _names(who, sheet)}
            tx.update("handover", handover, sheet=json.dumps(head, ensure_ascii=False))
            if len(taken) == len(left):
                tx.update(
                    "handover", handover, state="accepted", accepted_at=moment, accepted_by=who.staff_id
                )
        for row in taken:
            if row["section"] in OF_CALLS:
                _hand_on(store, who, row["number"], sheet["maker"] or "", at=at, now=now)
    return Accepted(
        tuple(row["place"] for row in taken), len(left) - len(taken), sheet["staff_id"] == who.staff_id
    )


def _names(who: Operator, *sheets: Row) -> dict[str, str]:
    """What those on these sheets, and this person, are called now: a reprint names them so whatever they are called then."""
    names = {str(who.staff_id): who.name}
    for each in sheets:
        names |= json.loads(each["sheet"]).get("names") or {}
    return names


def _event_time(tx: Tx, at: datetime | None, now: datetime) -> datetime:
    return event_time(at, now, load.procedure(tx, load.office(tx).procedure_id))


def _border(tx: Tx, hours: Hours, border: datetime, now: datetime) -> datetime:
    """A change of shift that was named: one that has been, or the next."""
    if border_before(hours, border) != border:
        raise refuse("border", "not_a_border", next=hours.local(border_after(hours, now)))
    if border > border_after(hours, now):
        raise refuse("border", "border_ahead", next=hours.local(border_after(hours, now)))
    row = tx.one("SELECT id FROM handover WHERE border = ? AND state = 'accepted'", border)
    if row is not None:
        raise _accepted_already(tx, row_named(tx, row["id"]))
    return border


def _open(tx: Tx, handover: int, moment: datetime) -> Row:
    """The handover, if something of it can be accepted."""
    row = row_named(tx, handover)
    if row["state"] == "replaced":
        newer = tx.value(
            "SELECT max(id) FROM handover WHERE border = ? AND state != 'replaced'", row["border"]
        )
        raise refuse("handover", "replaced_handover", number=handover, newer=newer)
    if row["state"] == "accepted":
        raise _accepted_already(tx, row)
    made_at = load.instant(row["made_at"])
    if moment < made_at:
        raise refuse("at", "time_before", earlier=load.office(tx).hours.local(made_at), event="handover.made")
    return row


def _accepted_already(tx: Tx, row: Row) -> Refused:
    at = load.office(tx).hours.local(load.instant(str(row["accepted_at"])))
    return refuse("handover", "already_accepted", name=row["accepter"] or "", at=at)


def _accepted(tx: Tx, handover: int) -> Sequence[Row]:
    return tx.all("SELECT * FROM handover_line WHERE handover_id = ? AND accepted_at IS NOT NULL", handover)


def _add(tx: WriteTx, handover: int, line: HandoverLine, accepted: Sequence[Row]) -> None:
    """A line of the sheet; accepted already if it was on the earlier one and nothing has changed about it."""
    before = next((row for row in accepted if _same(row, line)), None)
    tx.insert(
        "handover_line", handover_id=handover, place=line.place, section=line.section,
        call_id=tx.value("SELECT id FROM call WHERE number = ?", line.call) if line.call else None,
        content=json.dumps(line.content, ensure_ascii=False),
        accepted_at=load.instant(before["accepted_at"]) if before else None,
        accepted_by=before["accepted_by"] if before else None, objection=before["objection"] if before else None,
    )  # fmt: skip


def _same(row: Row, line: HandoverLine) -> bool:
    return bool(row["section"] == line.section) and _lasting(json.loads(row["content"])) == _lasting(
        line.content
    )


def _lasting(content: Content) -> Content:
    return {name: value for name, value in content.items() if name not in PASSES}


def _take(
    tx: WriteTx, who: Operator, handover: int, left: Sequence[Row], wanted: Mapping[int, str], now: datetime
) -> list[Row]:
    """The lines that are accepted, marked so."""
    by_place = {row["place"]: row for row in left}
    for place, objection in wanted.items():
        if place not in by_place:
            raise _not_left(tx, handover, place)
        words = typed.clean_text(objection, "objection", typed.REMARK)
        tx.update(
            "handover_line", by_place[place]["id"], accepted_at=now, accepted_by=who.staff_id, objection=words or None
        )  # fmt: skip
    return [by_place[place] for place in sorted(wanted)]


def _not_left(tx: Tx, handover: int, place: int) -> Refused:
    """Why this line cannot be accepted: there is none, or somebody has."""
    row = tx.one(
        "SELECT l.accepted_at, s.name AS accepter FROM handover_line l LEFT JOIN staff s ON s.id = l.accepted_by"
        " WHERE l.handover_id = ? AND l.place = ?",
        handover, place,
    )  # fmt: skip
    if row is None:
        return refuse("line", "unknown_line", number=place)
    at = load.office(tx).hours.local(load.instant(row["accepted_at"]))
    return refuse("line", "already_accepted", name=row["accepter"] or "", at=at)


def _hand_on(store: Store, who: Operator, call: str, by: str, *, at: datetime | None, now: datetime) -> None:
    """Record that the line was handed on, where a limit of it waits for that and nothing else does it.

    Once an order is out the same fact means that the order goes to somebody else, and is recorded with the order.
    """
    with on_call(store, replace(who, saw=None), "handover.accept", call, at=at, now=now, ended=True) as work:
        procedure, timeline = work.procedure, work.timeline
        waits = any(awaits(one, "order.moved") for one in clocks(procedure, timeline, work.at))
        barred = gates.barred(procedure, timeline, "order.moved")
        others = gates.may(procedure, timeline, Fact(work.at, "order.moved"), who.role)
        if waits and not timeline.orders and not barred and others is None:
            work.fact("order.moved", remark=f"{by} > {who.name}")
