"""The crew is full until a day, and free again: routine visits are agreed for later meanwhile (S000-E-18, -19)."""

from __future__ import annotations

from datetime import datetime

from repairdesk.models.store import Row, Store, WriteTx
from repairdesk.rules import typed
from repairdesk.rules.facts import Operator
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import refuse
from repairdesk.views.directories import procedures_in_use

from .permissions import require
from .work import event_time


def full(
    store: Store, who: Operator, *, until: datetime, said_by: str = "", trade: str = "", at: datetime | None = None,
    now: datetime,
) -> None:  # fmt: skip
    """The team leader says that the crew, or one trade of it, takes no more visits before ``until``.

    What was declared before for the same hands is over with it. A foreman says it himself unless he names another.
    """
    require(who, "crew.full")
    with store.write(who, "crew.full", about=trade or None, at=at, now=now) as tx:
        procedure = _procedure(store)
        moment = event_time(at, now, procedure)
        if until <= moment:
            raise refuse("until", "time_in_past", now=procedure.hours.local(moment))
        leader = typed.clean_line(said_by, "said_by") or (who.name if who.role == "foreman" else "")
        if not leader:
            raise refuse("said_by", "required")
        hands = typed.clean_line(trade, "trade") or None
        _end(tx, [row for row in _running(tx, moment) if row["trade"] == hands], moment)
        tx.insert("crew_full", trade=hands, until=until, said_by=leader, declared_at=moment)


def free(store: Store, who: Operator, *, trade: str = "", at: datetime | None = None, now: datetime) -> None:
    """The crew has free hands again before the time that was said; without a trade all of it. Refused if it has."""
    require(who, "crew.full")
    with store.write(who, "crew.free", about=trade or None, at=at, now=now) as tx:
        moment = event_time(at, now, _procedure(store))
        running = [row for row in _running(tx, moment) if trade.strip() in ("", row["trade"])]
        if not running:
            raise refuse("trade", "crew_not_full")
        _end(tx, running, moment)


def _procedure(store: Store) -> Procedure:
    found = next((one for one in procedures_in_use(store) if one.orders.crew_full is not None), None)
    if found is None:
        raise refuse("until", "no_crew_full")
    return found


def _running(tx: WriteTx, moment: datetime) -> list[Row]:
    return tx.all(
        "SELECT * FROM crew_full WHERE ended_at IS NULL AND declared_at <= ? AND until > ?", moment, moment
    )


def _end(tx: WriteTx, rows: list[Row], moment: datetime) -> None:
    for row in rows:
        tx.update("crew_full", row["id"], ended_at=moment)
