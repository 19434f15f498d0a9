"""Alarms are heard: whoever answers one says that he knows of it, and it stops ringing at every post (S002-L-03)."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from repairdesk.models.store import Store, WriteTx
from repairdesk.rules.facts import Operator
from repairdesk.views import load
from repairdesk.views.watch import Key, Ringing, ringing

from .permissions import require


def answer(store: Store, who: Operator, call: str, key: Key | None = None, *, now: datetime) -> int:
    """Hear one alarm of a line, by its ``Ringing.key``, or without one all that ring on it.

    Returns how many were heard: 0 where nothing rings any more, because it was answered elsewhere or what it rang
    for has happened. Refused: ``unknown_call``.
    """
    require(who, "alarm.answer")
    with store.write(who, "alarm.answer", now=now) as tx:
        row = load.call_row(tx, call)
        tx.about = row["number"]
        return len(hear(tx, who, [row["id"]], key=key, now=now))


def answer_all(store: Store, who: Operator, *, now: datetime) -> int:
    """Hear everything that rings now; returns how many alarms that were."""
    require(who, "alarm.answer")
    with store.write(who, "alarm.answer", now=now) as tx:
        heard = hear(tx, who, now=now)
        calls = {one.call for one in heard}
        tx.about = calls.pop() if len(calls) == 1 else None
        return len(heard)


def hear(
    tx: WriteTx, who: Operator, calls: Container[int] | None = None, *, key: Key | None = None, now: datetime
) -> tuple[Ringing, ...]:
    """What rings now, of these lines by their id or of all, is heard in this transaction; returns what that was."""
    heard = [
        (call_id, one)
        for call_id, one in ringing(tx, load.office(tx).hours, now)
        if (calls is None or call_id in calls) and (key is None or one.key == key)
    ]
    for call_id, one in heard:
        tx.insert(
            "alarm_answered", call_id=call_id, limit_name=one.limit, due=one.due, stage=one.stage, at=now,
            staff_id=who.staff_id, post=who.post,
        )  # fmt: skip
    return tuple(one for _call_id, one in heard)
