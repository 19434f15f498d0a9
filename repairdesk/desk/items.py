"""What the desk holds for somebody is taken in, and given out or dealt with; it stands on every handover meanwhile."""

from __future__ import annotations

from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules import typed
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views import load

from .permissions import require
from .taking import required
from .work import event_time

KINDS = ("message", "key", "cash", "other")


def take(
    store: Store, who: Operator, *, kind: str, content: str, room: str = "", amount: int | None = None,
    at: datetime | None = None, now: datetime,
) -> int:  # fmt: skip
    """Somebody left a message, a key, cash (``amount`` in fen) or another thing. Returns its id.

    Refused: ``not_one_of``, ``required`` (no words, or cash without its amount), ``not_above_zero``, ``time_in_future``.
    """
    require(who, "item.take")
    with store.write(who, "item.take", at=at, now=now) as tx:
        moment = event_time(at, now, load.procedure(tx, load.office(tx).procedure_id))
        if kind not in KINDS:
            raise refuse("kind", "not_one_of", allowed=", ".join(KINDS))
        if kind == "cash" and amount is None:
            raise refuse("amount", "required")
        if amount is not None and amount <= 0:
            raise refuse("amount", "not_above_zero")
        return tx.insert(
            "desk_item", kind=kind, content=required(typed.clean_text(content, "content", typed.REMARK), "content"),
            room=typed.clean_line(room, "room") or None, amount_fen=amount, taken_at=moment,
            staff_id=who.staff_id, post=who.post, entered_at=now,
        )  # fmt: skip


def done(
    store: Store, who: Operator, item: int, *, given_to: str = "", version: int | None = None,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """What was held was given out, or dealt with: it is kept on file and no longer handed over.

    Refused: ``nothing_held`` (no such number), ``already_done``, ``time_before`` (before it was taken in),
    ``changed_meanwhile`` where ``version`` is not the item's any more.
    """
    require(who, "item.done")
    with store.write(who, "item.done", at=at, now=now) as tx:
        office = load.office(tx)
        moment = event_time(at, now, load.procedure(tx, office.procedure_id))
        row = tx.one("SELECT * FROM desk_item WHERE id = ?", item)
        if row is None:
            raise refuse("item", "nothing_held", number=item)
        if row["done_at"] is not None:
            raise refuse("item", "already_done", earlier=office.hours.local(load.instant(row["done_at"])))
        taken = load.instant(row["taken_at"])
        if moment < taken:
            raise refuse("at", "time_before", earlier=office.hours.local(taken), event="item.taken")
        tx.update(
            "desk_item", item, version=version, done_at=moment, done_by=who.staff_id,
            given_to=typed.clean_line(given_to, "given_to") or None,
        )  # fmt: skip
