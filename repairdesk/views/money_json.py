"""Money in the form of the contract: plain dicts, times in office time, money as decimal yuan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from repairdesk.rules.cases import yuan
from repairdesk.rules.worktime import Hours

from .as_json import Json, moment

if TYPE_CHECKING:
    from .money import AtDesk, Held, Owing, Receipt, Takings


def receipt(one: Receipt, hours: Hours) -> Json:
    """One receipt (``receipt show --json``); ``place`` is where the money is now."""
    return {
        "number": one.number,
        "kind": one.kind,
        "amount": yuan(one.amount),
        "call": one.call,
        "order": one.order,
        "room": one.room,
        "caller": one.caller,
        "to": one.taken_by,
        "way": one.way,
        "at": moment(one.at, hours),
        "by": one.who,
        "reason": one.reason or None,
        "place": one.place,
        "technician": one.holder or None,
        "handed_in_at": moment(one.handed_in_at, hours),
        "handed_in_to": one.handed_in_to or None,
        "list": one.list,
    }


def receipts(found: Iterable[Receipt], hours: Hours) -> list[Json]:
    """Receipts in their order."""
    return [receipt(one, hours) for one in found]


def held(found: Iterable[Held], hours: Hours) -> list[Json]:
    """The cash in the technicians' hands."""
    return [
        {
            "technician": one.technician,
            "phone": one.phone,
            "amount": yuan(one.amount),
            "since": moment(one.since, hours),
            "receipts": receipts(one.receipts, hours),
        }
        for one in found
    ]


def at_desk(found: AtDesk, hours: Hours) -> Json:
    """What lies at the desk for finance."""
    return {"cash": yuan(found.cash), "other": yuan(found.other), "receipts": receipts(found.receipts, hours)}


def owing(found: Iterable[Owing], hours: Hours) -> list[Json]:
    """The lines that owe something, or were paid too much."""
    return [
        {
            "call": one.call,
            "room": one.room,
            "caller": one.caller,
            "phone": one.phone,
            "technician": one.technician or None,
            "received_at": moment(one.received_at, hours),
            "total": yuan(one.balance.total),
            "waived": yuan(one.balance.waived),
            "due": yuan(one.balance.due),
            "paid": yuan(one.balance.paid),
            "open": yuan(one.balance.open),
            "too_much": yuan(one.balance.too_much),
        }
        for one in found
    ]


def takings(found: Takings) -> Json:
    """The fees of a day or a month."""
    return {
        "due": yuan(found.due),
        "received": yuan(found.received),
        "refunded": yuan(found.refunded),
        "waived": yuan(found.waived),
        "open": yuan(found.open),
        "ways": {way: yuan(amount) for way, amount in found.ways},
    }
