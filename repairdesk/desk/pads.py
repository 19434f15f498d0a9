"""Pads of slips that are numbered in print: taken in, used sheet by sheet, spoiled with a reason, closed.

While a form has a pad in use its next number is the one on top of that pad, not one counted by the program.
"""

from __future__ import annotations

import re
from datetime import datetime

from repairdesk.models.store import Store, Tx
from repairdesk.rules import parse, typed
from repairdesk.rules.facts import Job, Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views import load
from repairdesk.views.pads import Pad, of_form, pad_of, pad_row, printed

from .permissions import require
from .taking import required
from .work import Work, event_time, on_order

MOST = 1000
"""Sheets of one pad, at most."""
NUMBER = 24
"""Characters of a printed number, at most."""
_PRINTED = re.compile(r"(.*?)([0-9]{1,12})", re.ASCII)


def add(
    store: Store, who: Operator, *, first: str, last: str, form: str = "", keeper: str = "",
    at: datetime | None = None, now: datetime,
) -> int:  # fmt: skip
    """A new pad, from its ``first`` number to its ``last`` as printed; without ``form`` it is of the office's slip.

    Returns its id. Refused: ``bad_pad_number``, ``pad_backwards``, ``too_large``, ``pad_overlaps``, ``not_one_of`` (form).
    """
    require(who, "pad.add")
    with store.write(who, "pad.add", at=at, now=now) as tx:
        office = load.office(tx)
        procedure = load.procedure(tx, office.procedure_id)
        prefix, begin, digits = _parts(first, "first")
        prefix_of_last, end, digits_of_last = _parts(last, "last")
        if (prefix_of_last, digits_of_last) != (prefix, digits):
            raise refuse("last", "bad_pad_number", example=f"{prefix}{begin + 49:0{digits}d}")
        if end < begin:
            raise refuse("last", "pad_backwards", number=f"{prefix}{begin:0{digits}d}")
        if end - begin >= MOST:
            raise refuse("last", "too_large", most=f"{prefix}{begin + MOST - 1:0{digits}d}")
        known = tuple(dict.fromkeys(one.name for one in procedure.form))
        slip = next((one.name for one in procedure.form if one.when.holds(Job(), "day")), "")
        wanted = typed.clean_line(form, "form") or slip
        if wanted not in known:
            raise refuse("form", "not_one_of", allowed=", ".join(known))
        other = tx.one(
            "SELECT * FROM slip_pad WHERE prefix = ?1 AND (first = ?2"
            " OR (digits = ?4 AND closed_at IS NULL AND first <= ?3 AND last >= ?2)) LIMIT 1",
            prefix, begin, end, digits,
        )  # fmt: skip
        if other is not None:
            raise refuse(
                "first",
                "pad_overlaps",
                first=printed(other, other["first"]),
                last=printed(other, other["last"]),
            )
        moment = event_time(at, now, procedure)
        made = tx.insert(
            "slip_pad", form=wanted, prefix=prefix, first=begin, last=end, digits=digits, got_at=moment,
            keeper=typed.clean_line(keeper, "keeper") or None, staff_id=who.staff_id,
        )  # fmt: skip
        tx.about = f"{prefix}{begin:0{digits}d}"
        return made


def close(store: Store, who: Operator, pad: int, *, at: datetime | None = None, now: datetime) -> None:
    """A pad is used up or put away: no number comes from it any more. Refused: ``unknown_pad``, ``pad_closed``."""
    require(who, "pad.close")
    with store.write(who, "pad.close", at=at, now=now) as tx:
        row = pad_row(tx, pad)
        if row["closed_at"] is not None:
            raise refuse("pad", "pad_closed", first=printed(row, row["first"]))
        tx.about = printed(row, row["first"])
        tx.update(
            "slip_pad", pad, closed_at=event_time(at, now, load.procedure(tx, load.office(tx).procedure_id))
        )


def spoil(
    store: Store, who: Operator, number: str, *, reason: str, at: datetime | None = None, now: datetime
) -> None:
    """A sheet of a pad will not be used, and why: misprinted, torn, lost (S002-N-11).

    Refused: ``not_in_pad``, ``pad_number_used``, ``pad_number_spoiled``, ``required``.
    """
    require(who, "pad.spoil")
    with store.write(who, "pad.spoil", at=at, now=now) as tx:
        prefix, serial, digits = _parts(number, "number")
        row = tx.one(
            "SELECT * FROM slip_pad WHERE prefix = ? AND digits = ? AND first <= ? AND last >= ?"
            " ORDER BY closed_at IS NOT NULL, id DESC LIMIT 1",
            prefix, digits, serial, serial,
        )  # fmt: skip
        if row is None:
            raise refuse("number", "not_in_pad", number=number, allowed=_in_use(tx))
        tx.about = printed(row, serial)
        why = str(required(typed.clean_text(reason, "reason", typed.REMARK), "reason"))
        _require_free(pad_of(tx, pad_row(tx, row["id"])), printed(row, serial), "number")
        moment = event_time(at, now, load.procedure(tx, load.office(tx).procedure_id))
        tx.insert(
            "slip_spoiled", pad_id=row["id"], serial=serial, reason=why, at=moment, staff_id=who.staff_id
        )


def renumber(
    store: Store, who: Operator, order: str, number: str, *, at: datetime | None = None, now: datetime
) -> None:
    """The slip of an order was written on another sheet than the one on top of the pad.

    Refused: ``no_pad_in_use``, ``not_in_pad``, ``pad_number_used``, ``pad_number_spoiled``.
    """
    with on_order(store, who, "order.renumber", order, at=at, now=now) as (work, row):
        work.tx.update(
            "work_order", row["id"], form_number=take(work, row["form"] or "", number, own=row["number"])
        )


def take(work: Work, form: str, number: str = "", *, own: str = "") -> str | None:
    """The sheet of a pad for a slip of this form: the one named, else the one on top; None where no pad is in use.

    ``own`` is the order that may have that number already. Refused as ``renumber``.
    """
    found = of_form(work.tx, form)
    if not number:
        return next((pad.next for pad in found if pad.next is not None), None)
    wanted = parse.narrow(typed.clean_line(number, "form_number"))
    if not found:
        raise refuse("form_number", "no_pad_in_use")
    pad = next((one for one in found if _holds(one, wanted)), None)
    if pad is None:
        raise refuse("form_number", "not_in_pad", number=wanted, allowed=_in_use(work.tx))
    if pad.used.get(wanted) != own:
        _require_free(pad, wanted, "form_number")
    return wanted


def _parts(number: str, field: str) -> tuple[str, int, int]:
    """What stands before a printed number, the number, and its digits."""
    found = _PRINTED.fullmatch(parse.narrow(typed.clean_line(number, field)))
    if found is None or len(found[0]) > NUMBER:
        raise refuse(field, "bad_pad_number", example="NO.00001")
    return found[1], int(found[2]), len(found[2])


def _holds(pad: Pad, number: str) -> bool:
    prefix, serial, digits = _parts(number, "form_number")
    first = _parts(pad.first, "first")
    return (prefix, digits) == (first[0], first[2]) and first[1] <= serial <= _parts(pad.last, "last")[1]


def _require_free(pad: Pad, number: str, field: str) -> None:
    if number in pad.used:
        raise refuse(field, "pad_number_used", number=number, order=pad.used[number])
    spoiled = next((one for one in pad.spoiled if one.number == number), None)
    if spoiled is not None:
        raise refuse(field, "pad_number_spoiled", number=number, reason=spoiled.reason)


def _in_use(tx: Tx) -> str:
    rows = tx.all("SELECT * FROM slip_pad WHERE closed_at IS NULL ORDER BY got_at, id")
    return ", ".join(f"{printed(row, row['first'])}-{printed(row, row['last'])}" for row in rows)
