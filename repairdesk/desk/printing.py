"""Slips that are to be printed: asked for, printed, or given up; a printer that fails leaves them to be printed."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from repairdesk.models.store import Row, Store, Tx, WriteTx
from repairdesk.rules import typed
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused, refuse
from repairdesk.views import load, papers
from repairdesk.views.printing import night_slips

from . import copies, orders
from .permissions import may, require


def ask(
    store: Store, who: Operator, order: str, *, form: str = "", copy: str = "", paper: str = "a4",
    language: str = "zh", reason: str = "", now: datetime,
) -> int:  # fmt: skip
    """A form of an order, of all its copies or of one, is to be printed. Returns the id of the print.

    One that waits already is that one. Of a slip that is out, printed once more, the reason is kept.
    Refused: what ``views.papers.paper`` refuses, ``reprint_reason``.
    """
    require(who, "order.print")
    found = papers.paper(store, order, now, form=form, copy=copy)
    named = found.form.name if found.form is not None else "work_order"
    wanted = [copy] if copy else []
    with store.write(who, "order.print", about=found.card.number, now=now) as tx:
        row = load.order_row(tx, found.order.number)
        earlier = tx.all(
            "SELECT * FROM printing WHERE order_id = ? AND form = ? AND state != 'given_up'", row["id"], named
        )
        waits = [
            one
            for one in earlier
            if one["state"] == "waiting" and json.loads(one["copies"] or "[]") == wanted
        ]
        if waits:
            return int(waits[0]["id"])
        why = typed.clean_text(reason, "reason", typed.REMARK)
        printed = any(one["state"] == "printed" for one in earlier)
        if printed and not why and _out(tx, row):
            raise refuse("reason", "reprint_reason")
        place = 1 + max((one["place"] for one in earlier), default=int(_lost(tx, row)))
        return tx.insert(
            "printing", kind="order", form=named, subject=row["number"], order_id=row["id"], copies=json.dumps(wanted),
            paper=paper, language=language, place=place, state="waiting", asked_at=now,
            reason=why or None, staff_id=who.staff_id, post=who.post,
        )  # fmt: skip


def printed(
    store: Store, who: Operator, printing: int, *, printer: str = "", paper: str = "", language: str = "",
    now: datetime,
) -> None:  # fmt: skip
    """It is on paper, or the printer has taken it; of a copy that was lost this is the duplicate.

    The slip of a night job that the day prints is written with it (S000-I-31). Refused: ``nothing_to_print``,
    ``already_printed``, ``given_up``.
    """
    require(who, "order.print")
    order = _subject(store, printing)
    to_write = order in night_slips(store, now)
    with store.together():
        with store.write(who, "printing.printed", about=order, now=now) as tx:
            row = _waiting(tx, printing)
            tx.update(
                "printing", printing, state="printed", printed_at=now, printer=printer or None, problem=None,
                paper=paper or row["paper"], language=language or row["language"],
            )  # fmt: skip
            names = json.loads(row["copies"] or "[]")
            whole = not names and row["form"] == _slip(tx, row["order_id"])
            if names or whole:
                copies.printed_anew(tx, who, row["order_id"], names, now=now)
            by_day = load.office(tx).hours.is_day(now)
            call = tx.value(
                "SELECT c.number FROM call c JOIN work_order o ON o.call_id = c.id WHERE o.number = ?", order
            )
        if to_write and whole and by_day and may(who, "order.write_slip"):
            with suppress(Refused):  # then the board still asks for it, and says what is in the way
                orders.write_slip(store, replace(who, saw=None), call, now=now)


def failed(
    store: Store, who: Operator, printing: int, *, problem: str, printer: str = "", now: datetime
) -> None:
    """The printer did not take it: it stays to be printed, with what was wrong (the code of a refusal).

    Refused: ``nothing_to_print``, ``already_printed``, ``given_up``.
    """
    require(who, "order.print")
    with store.write(who, "printing.failed", about=_subject(store, printing), now=now) as tx:
        _waiting(tx, printing)
        tx.update("printing", printing, problem=problem, printer=printer or None)


def give_up(store: Store, who: Operator, printing: int, *, reason: str = "", now: datetime) -> None:
    """It is not to be printed any more. Refused: ``nothing_to_print``, ``already_printed``, ``given_up``."""
    require(who, "order.print")
    with store.write(who, "printing.give_up", about=_subject(store, printing), now=now) as tx:
        row = _waiting(tx, printing)
        why = typed.clean_text(reason, "reason", typed.REMARK)
        tx.update("printing", printing, state="given_up", reason=why or row["reason"])


def _subject(store: Store, printing: int) -> str:
    with store.read() as tx:
        return str(_row(tx, printing)["subject"])


def _row(tx: Tx, printing: int) -> Row:
    row = tx.one("SELECT * FROM printing WHERE id = ?", printing)
    if row is None:
        raise refuse("printing", "nothing_to_print")
    return row


def _waiting(tx: WriteTx, printing: int) -> Row:
    row = _row(tx, printing)
    if row["state"] != "waiting":
        raise refuse("printing", "given_up" if row["state"] == "given_up" else "already_printed")
    return row


def _slip(tx: Tx, order: int | None) -> str:
    """The form that the slip of an order is written on."""
    return str(tx.value("SELECT form FROM work_order WHERE id = ?", order) or "work_order")


def _lost(tx: Tx, order: Row) -> bool:
    """Whether a copy of the slip cannot be found: whatever is printed of it then is a duplicate."""
    return (
        tx.one("SELECT id FROM slip_copy WHERE order_id = ? AND state = 'lost' LIMIT 1", order["id"])
        is not None
    )


def _out(tx: Tx, order: Row) -> bool:
    """Whether a copy of the slip is with the technician."""
    return (
        tx.one("SELECT id FROM slip_copy WHERE order_id = ? AND state = 'out' LIMIT 1", order["id"])
        is not None
    )
