"""Alarms are heard: whoever answers one says that he knows of it, and it stops ringing at every post (S002-L-03)."""

from __future__ import annotations

from collections.abc import Collection, Container
from datetime import datetime

from repairdesk.models.store import Store, WriteTx
from repairdesk.rules.facts import Operator
from repairdesk.views import load
from repairdesk.views.watch import Ringing, ringing

from .permissions import require


def answer(store: Store, who: Operator, call: str, *, now: datetime) -> int:
    """Hear all that ring on a line now.

    Returns how many were heard: 0 where nothing rings any more, because it was answered elsewhere or what it rang
    for has happened. Refused: ``unknown_call``.
    """
    require(who, "alarm.answer")
    with store.write(who, "alarm.answer", now=now) as tx:
        row = load.call_row(tx, call)
        tx.about = row["number"]
        return len(hear(tx, who, [row["id"]], now=now))


def answer_all(store: Store, who: Operator, seen: Collection[Ringing] | None = None, *, now: datetime) -> int:
    """Hear everything that rings now, or of it what was ``seen``: what has begun to ring since rings on.

    Returns how many alarms that were.
    """
    require(who, "alarm.answer")
    with store.write(who, "alarm.answer", now=now) as tx:
        heard = hear(tx, who, seen=seen, now=now)
        calls = {one.call for one in heard}
        tx.about = calls.pop() if len(calls) == 1 else None
        return len(heard)


def hear(
    tx: WriteTx, who: Operator, calls: Container[int] | None = None, *, seen: Collection[Ringing] | None = None,
    now: datetime,
) -> tuple[Ringing, ...]:  # fmt: skip
    """What rings now, of these lines by their id or of all, is heard in this transaction; returns what that was.

    With ``seen`` only these alarms.
    """
    wanted = None if seen is None else {(one.call, one.key) for one in seen}
    heard = [
        (call_id, one)
        for call_id, one in ringing(tx, load.office(tx).hours, now)
        if (calls is None or call_id in calls) and (wanted is None or (one.call, one.key) in wanted)
    ]
    for call_id, one in heard:
        tx.insert(
            "alarm_answered", call_id=call_id, limit_name=one.limit, due=one.due, stage=one.stage, at=now,
            staff_id=who.staff_id, post=who.post,
        )  # fmt: skip
    return tuple(one for _call_id, one in heard)
