"""The ledger of copies: the one place where a copy of a slip changes hands, and the signed lists it goes with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from repairdesk.models.store import Row, WriteTx
from repairdesk.rules.facts import Operator
from repairdesk.rules.worktime import Hours

SERIES = "paper_list"


def move(
    tx: WriteTx, who: Operator, copy: Row, *, state: str, keeper: str, at: datetime, now: datetime, reason: str = "",
    paper_list: int | None = None,
) -> None:  # fmt: skip
    """Put a copy into other hands or another state, and keep when, by whom and why; nothing where it is so already."""
    if not tx.update("slip_copy", copy["id"], state=state, keeper=keeper):
        return
    tx.insert(
        "copy_move", copy_id=copy["id"], keeper=keeper, state=state, at=at, reason=reason or None, list_id=paper_list,
        staff_id=who.staff_id, post=who.post, entered_at=now,
    )  # fmt: skip


def move_back(
    tx: WriteTx, who: Operator, copy: int, held: Mapping[str, Any], why: str, now: datetime
) -> None:
    """Give a copy back the state and the hands (``held``) that it had before a move which is taken back.

    It has had them since then: the new line of the ledger bears the time of the earlier one.
    """
    row = tx.one("SELECT * FROM slip_copy WHERE id = ?", copy)
    if row is None:
        raise LookupError(f"no copy {copy}")
    before = {**dict(row), **held}
    since = tx.value(
        "SELECT at FROM copy_move WHERE copy_id = ? AND state = ? AND keeper = ? ORDER BY id DESC LIMIT 1",
        copy, before["state"], before["keeper"],
    )  # fmt: skip
    at = datetime.fromisoformat(since) if since is not None else now
    move(tx, who, row, state=before["state"], keeper=before["keeper"], at=at, now=now, reason=why)


def new_list(
    tx: WriteTx, who: Operator, hours: Hours, *, kind: str, keeper: str, at: datetime, amount: int | None = None,
    remark: str = "",
) -> Row:  # fmt: skip
    """A list of what is handed on, with a number of its own (``2026-0001``) and nobody's signature yet.

    ``kind`` is ``copies`` or ``cash``, ``amount`` in fen.
    """
    year = f"{hours.local(at):%Y}"
    number = f"{year}-{tx.running(SERIES, year):04d}"
    made = tx.insert(
        "paper_list", number=number, kind=kind, keeper=keeper, made_at=at, staff_id=who.staff_id, post=who.post,
        amount_fen=amount, remark=remark or None,
    )  # fmt: skip
    row = tx.one("SELECT * FROM paper_list WHERE id = ?", made)
    if row is None:
        raise LookupError(f"no list {made}")
    return row
