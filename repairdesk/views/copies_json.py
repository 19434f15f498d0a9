"""Copies of slips and the lists they go with, as the command line answers: times in office time, money as yuan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from repairdesk.rules.cases import yuan
from repairdesk.rules.worktime import Hours

from .as_json import Json, moment

if TYPE_CHECKING:
    from .copies import CopyHistory, CopyLine
    from .paper_lists import PaperList


def lines(found: Iterable[CopyLine], hours: Hours, language: str) -> list[Json]:
    """Copies where they are (``copy list --json``)."""
    return [_line(one, hours, language) for one in found]


def _line(one: CopyLine, hours: Hours, language: str) -> Json:
    return {
        "order": one.order,
        "form_number": one.form_number or None,
        "call": one.call,
        "room": one.room,
        "caller": one.caller,
        "name": one.name,
        "title": one.title.in_(language),
        "state": one.state,
        "keeper": one.keeper,
        "goes_to": one.goes_to,
        "due_to": one.due_to or None,
        "since": moment(one.since, hours),
        "due": moment(one.due, hours),
        "overdue": one.overdue,
        "technician": one.technician,
        "technician_phone": one.technician_phone,
        "list": one.list_number or None,
        "reason": one.reason or None,
    }


def histories(found: Iterable[CopyHistory], hours: Hours, language: str) -> list[Json]:
    """The copies of one order with their moves in the order in which they were entered (``copy list ORDER --json``)."""
    return [
        {
            **_line(one.copy, hours, language),
            "duplicate": one.duplicate,
            "moves": [
                {
                    "at": moment(move.at, hours),
                    "entered_at": moment(move.entered_at, hours),
                    "state": move.state,
                    "keeper": move.keeper,
                    "by": move.who,
                    "post": move.post,
                    "reason": move.reason or None,
                    "list": move.list_number or None,
                }
                for move in one.moves
            ],
        }
        for one in found
    ]


def paper_list(made: PaperList, hours: Hours, language: str) -> Json:
    """One list with what is on it (``copy show LIST --json``)."""
    return {
        "number": made.number,
        "kind": made.kind,
        "to": made.keeper,
        "made_at": moment(made.made_at, hours),
        "made_by": made.made_by,
        "signed_at": moment(made.signed_at, hours),
        "signed_by": made.signed_by or None,
        "void": made.void,
        "remark": made.remark,
        "amount": yuan(made.amount) if made.amount is not None else None,
        "count": made.count,
        "copies": [
            {
                "order": one.order,
                "form_number": one.form_number or None,
                "call": one.call,
                "room": one.room,
                "caller": one.caller,
                "name": one.name,
                "title": one.title.in_(language),
                "total": yuan(one.total),
                "paid": yuan(one.paid),
            }
            for one in made.lines
        ],
    }
