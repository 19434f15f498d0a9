"""Filling in the office's own fields on a line that is on the register already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules.facts import Operator
from repairdesk.views import load

from .permissions import require
from .work import Work


def fill(
    store: Store, who: Operator, number: str, values: Mapping[str, str], *, stage: str = "",
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Fill in fields by name on the call or the order of this number, as typed; nothing typed empties one.

    With a ``stage`` the fields it requires must be filled in by then. On a line that has ended only the fields of
    callbacks and follow-up are taken.
    """
    require(who, "entry.fill")
    with store.write(who, "entry.fill", about=number, at=at, now=now) as tx:
        call, order = load.call_or_order(tx, number)
        tx.about = order["number"] if order is not None else call["number"]
        work = Work(tx, who, call, order, at, now)
        work.require_unchanged(store.own)
        work.fill(values, stage)
        work.settle()
