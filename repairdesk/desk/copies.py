"""Copies of slips that are lost, turn up again, or go from the desk to finance, engineering and the archive with a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from repairdesk.models.store import Row, Store, WriteTx
from repairdesk.rules import typed
from repairdesk.rules.copies import kept_by, statement
from repairdesk.rules.facts import Operator
from repairdesk.rules.next_action import ENDED
from repairdesk.rules.refusal import Problem, Refused, refuse
from repairdesk.views import load
from repairdesk.views.copies import RECEIVERS, REPRINTED
from repairdesk.views.paper_lists import list_row

from . import ledger
from .permissions import require
from .taking import required
from .work import Work, event_time

Named = tuple[str, str]
"""A copy, by the number of its order and its name."""


def lost(
    store: Store,
    who: Operator,
    order: str,
    copy: str,
    *,
    reason: str,
    at: datetime | None = None,
    now: datetime,
) -> None:
    """A copy cannot be found. It stays lost, whatever becomes of the others, until it turns up or is printed anew.

    Refused: ``unknown_order``, ``not_one_of`` (copy), ``copy_blank``, ``copy_lost``, ``copy_gone``, ``required``.
    """
    with _on_order(store, who, "copy.lost", order, at, now) as (work, row):
        one = _copy(work, row, copy)
        why = str(required(typed.clean_text(reason, "reason", typed.REMARK), "reason"))
        with_engineering = one["state"] == "handed_on" and one["keeper"] == "engineering"
        if one["state"] not in ("out", "returned") and not with_engineering:
            raise Refused(_problem(work, row, one))
        work.copies(row, "lost", one["keeper"], {one["name"]}, reason=why)


def found(
    store: Store,
    who: Operator,
    order: str,
    copy: str,
    *,
    remark: str = "",
    at: datetime | None = None,
    now: datetime,
) -> None:
    """A lost copy has turned up; or one that was still out when its line ended has been brought back.

    With the slip still out it goes along with it again, else it lies at the desk.
    Refused: ``unknown_order``, ``not_one_of`` (copy), ``copy_with_slip``, ``copy_not_lost``.
    """
    with _on_order(store, who, "copy.found", order, at, now) as (work, row):
        one = _copy(work, row, copy)
        carried = _carried(work, row)
        if one["state"] == "out" and carried:
            raise refuse("copy", "copy_with_slip", order=row["number"])
        if one["state"] not in ("out", "lost"):
            raise refuse("copy", "copy_not_lost", order=row["number"], copy=_title(work, one))
        _back(work, row, one, typed.clean_text(remark, "remark", typed.REMARK))


def printed_anew(tx: WriteTx, who: Operator, order: int, names: Collection[str], *, now: datetime) -> None:
    """A duplicate takes the place of each lost copy among those printed (all, if none is named), within an operation."""
    row = tx.one("SELECT * FROM standing_work_order WHERE id = ?", order)
    lost = tx.all("SELECT * FROM slip_copy WHERE order_id = ? AND state = 'lost' ORDER BY id", order)
    if row is not None and lost:
        work = _work(tx, who, row, None, now)
        for one in lost:
            if not names or one["name"] in names:
                _back(work, row, one, REPRINTED)


def hand_on(
    store: Store, who: Operator, copies: Iterable[Named], keeper: str, *, remark: str = "",
    at: datetime | None = None, now: datetime,
) -> str:  # fmt: skip
    """Hand copies on that lie at the desk, all of them or none, and make the list to be signed for them.

    Returns the list's number. A paid job's finance copy is then received by finance (S000-I-24). Refused, each copy by
    its order: ``copy_out``, ``copy_lost``, ``copy_gone``, ``copy_blank``, ``copy_not_for``, ``copy_line_open``.
    """
    require(who, "copy.hand_on")
    with store.write(who, "copy.hand_on", at=at, now=now) as tx:
        if keeper not in RECEIVERS:
            raise refuse("to", "not_one_of", allowed=", ".join(RECEIVERS))
        named = _by_order(tx, copies)
        if not named:
            raise refuse("copy", "nothing_to_hand_on")
        office = load.office(tx)
        moment = event_time(at, now, load.procedure(tx, office.procedure_id))
        going = [(_work(tx, who, order, moment, now), order, names) for order, names in named]
        problems = [
            problem
            for work, order, names in going
            for name in names
            if (problem := _barred(work, order, _copy(work, order, name), keeper)) is not None
        ]
        if problems:
            raise Refused(*problems)
        said = typed.clean_text(remark, "remark", typed.REMARK)
        paper = ledger.new_list(tx, who, office.hours, kind="copies", keeper=keeper, at=moment, remark=said)
        tx.about = paper["number"]
        for work, order, names in going:
            _hand_on(work, order, names, keeper, paper["id"])
        return str(paper["number"])


def sign(
    store: Store, who: Operator, number: str, *, signed_by: str, at: datetime | None = None, now: datetime
) -> None:
    """Whoever received what a list names has signed for it.

    Refused: ``unknown_list``, ``list_void``, ``list_signed``, ``required``, ``time_before``.
    """
    require(who, "copy.sign")
    with store.write(who, "copy.sign", at=at, now=now) as tx:
        row = list_row(tx, number)
        tx.about = row["number"]
        hours = load.office(tx).hours
        moment = event_time(at, now, load.procedure(tx, load.office(tx).procedure_id))
        if row["void"]:
            raise refuse("paper_list", "list_void", number=row["number"])
        if row["signed_at"] is not None:
            signed = hours.local(load.instant(row["signed_at"]))
            raise refuse("paper_list", "list_signed", number=row["number"], name=row["signed_by"], at=signed)
        made = load.instant(row["made_at"])
        if moment < made:
            raise refuse("at", "time_before", earlier=hours.local(made), event="list.made")
        name = str(required(typed.clean_line(signed_by, "signed_by"), "signed_by"))
        tx.update("paper_list", row["id"], signed_by=name, signed_at=moment)


# --- one copy -------------------------------------------------------------------------------------


@contextmanager
def _on_order(
    store: Store, who: Operator, operation: str, number: str, at: datetime | None, now: datetime
) -> Iterator[tuple[Work, Row]]:
    """One operation on the copies of an order, whose line may have ended: paper turns up late."""
    require(who, operation)
    with store.write(who, operation, about=number, at=at, now=now) as tx:
        order = load.order_row(tx, number)
        work = _work(tx, who, order, at, now)
        tx.about = order["number"]
        work.require_unchanged(store.own)
        work.not_before(work.at, work.timeline.order(work.place(order)), "at")
        yield work, order


def _work(tx: WriteTx, who: Operator, order: Row, at: datetime | None, now: datetime) -> Work:
    call = tx.one("SELECT * FROM call WHERE id = ?", order["call_id"])
    if call is None:
        raise LookupError(f"no call {order['call_id']}")
    return Work(tx, who, call, order, at, now)


def _copy(work: Work, order: Row, name: str) -> Row:
    """A copy of an order, by its name or by what is printed on it."""
    wanted = typed.clean_line(name, "copy")
    rows = work.tx.all("SELECT * FROM slip_copy WHERE order_id = ? ORDER BY id", order["id"])
    for row in rows:
        known = statement(work.procedure, work.timeline, row["name"])
        if wanted in (row["name"], *((known.title.zh, known.title.en) if known is not None else ())):
            return row
    raise refuse("copy", "not_one_of", allowed=", ".join(row["name"] for row in rows))


def _carried(work: Work, order: Row) -> bool:
    """Whether the slip of this order is still with the technician, so that its copies come back with it."""
    latest = work.latest_order()
    back = [one for one in work.timeline.latest if one.what == "slip.returned"]
    return work.state not in ENDED and latest is not None and latest["id"] == order["id"] and not back


def _back(work: Work, order: Row, copy: Row, reason: str) -> None:
    state, keeper = ("out", "technician") if _carried(work, order) else ("returned", "desk")
    ledger.move(work.tx, work.who, copy, state=state, keeper=keeper, at=work.at, now=work.now, reason=reason)


# --- a list ---------------------------------------------------------------------------------------


def _by_order(tx: WriteTx, copies: Iterable[Named]) -> list[tuple[Row, list[str]]]:
    """The orders of these copies with the copies' names, each once."""
    orders: dict[int, tuple[Row, list[str]]] = {}
    for number, name in copies:
        row = load.order_row(tx, number)
        names = orders.setdefault(row["id"], (row, []))[1]
        if name not in names:
            names.append(name)
    return list(orders.values())


def _barred(work: Work, order: Row, copy: Row, keeper: str) -> Problem | None:
    """Why a copy cannot go to somebody; None where it can."""
    if copy["state"] != "returned":
        return _problem(work, order, copy)
    back = work.timeline.last("slip.returned")
    if back is not None and work.at < back.at:
        return Problem("at", "time_before", {"earlier": work.hours.local(back.at), "event": "slip.returned"})
    goes_to = kept_by(work.procedure, work.timeline, copy["name"])
    number, title = order["number"], _title(work, copy)
    if (goes_to if goes_to != "desk" else "archive") != keeper:
        return Problem("copy", "copy_not_for", {"order": number, "copy": title, "keeper": goes_to})
    if keeper == "archive" and work.state not in ENDED:
        return Problem(
            "copy", "copy_line_open", {"order": number, "copy": title, "call": work.call["number"]}
        )
    return None


def _problem(work: Work, order: Row, copy: Row) -> Problem:
    """The refusal of a copy that is not in the hands it is looked for in: by order, copy, and where it is."""
    code = {"blank": "copy_blank", "out": "copy_out", "lost": "copy_lost", "handed_on": "copy_gone"}
    since = work.tx.value("SELECT at FROM copy_move WHERE copy_id = ? ORDER BY id DESC LIMIT 1", copy["id"])
    at = load.instant(since or order["issued_at"])
    values = {
        "order": order["number"], "copy": _title(work, copy), "keeper": copy["keeper"], "at": work.hours.local(at),
    }  # fmt: skip
    return Problem("copy", code.get(copy["state"], "copy_not_lost"), values)


def _title(work: Work, copy: Row) -> object:
    known = statement(work.procedure, work.timeline, copy["name"])
    return known.title if known is not None else copy["name"]


def _hand_on(work: Work, order: Row, names: list[str], keeper: str, paper: int) -> None:
    held = {_copy(work, order, name)["name"] for name in names}
    work.copies(order, "handed_on", keeper, held, since=("returned",), paper_list=paper)
    if keeper == "finance" and _finance_waits(work, order):
        try:
            work.fact("finance.received", order=order)
        except Refused as refused:
            raise Refused(
                *(Problem(order["number"], one.code, one.params) for one in refused.problems)
            ) from None
    work.settle()


def _finance_waits(work: Work, order: Row) -> bool:
    """Whether the receipt of this order's copy is to be recorded on the line, and is not."""
    if work.state in ENDED:
        return False
    job, at = work.timeline.job, work.origin
    recorded = work.timeline.all("finance.received")
    done = any(work.timeline.order_of(fact) == work.place(order) for fact in recorded)
    return not done and (job.paid or work.procedure.waits_for("finance.received", job, at))
