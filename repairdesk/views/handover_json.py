"""Handovers and what the desk holds in the form of the contract: times in office time, money as decimal yuan."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules.cases import yuan
from repairdesk.rules.worktime import Hours

from . import load
from .as_json import Json, moment
from .handover_lines import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .handover import HandoverLine, Sheet, SheetTitle, Waiting
    from .items import Item

_TIMES = frozenset({"due", "received_at", "promised", "ended_at", "at"})
_LEFT_OUT = frozenset({"saw", "amount_fen", "number", "who", "kind", "draft"})
"""What is said under another name, or only of use within the program."""


def sheet(made: Sheet, hours: Hours, language: str) -> Json:
    """One handover (``handover show --json``); ``language`` is that of the office's own words."""
    return {
        "id": made.id or None,
        "border": moment(made.border, hours),
        "from": made.from_post,
        "to": made.to_post,
        "state": made.state,
        "made_at": moment(made.made_at, hours),
        "made_by": made.made_by or None,
        "accepted_at": moment(made.accepted_at, hours),
        "accepted_by": made.accepted_by or None,
        "remark": made.remark,
        "taken": made.head.get("taken"),
        "ended": made.head.get("ended"),
        "open": made.head.get("open"),
        "lines": lines(made.lines, hours, language),
    }


def lines(found: Iterable[HandoverLine], hours: Hours, language: str) -> list[Json]:
    """The lines of a handover, or what is left undone (``handover check --json``)."""
    return [_line(one, hours, language) for one in found]


def _line(one: HandoverLine, hours: Hours, language: str) -> Json:
    content = one.content if one.row is None else whole(one.content)
    values = {
        name: _value(name, value, hours, language) for name, value in content.items() if name not in _LEFT_OUT
    }
    amount = one.content.get("amount_fen")
    return {
        "line": one.place,
        "section": one.section,
        "call": one.call,
        **values,
        "kind": one.content.get("kind"),
        "amount": None if amount is None else yuan(amount),
        "by": one.content.get("who"),
        "accepted_at": moment(one.accepted_at, hours),
        "accepted_by": one.accepted_by or None,
        "objection": one.objection or None,
    }


def _value(name: str, value: Any, hours: Hours, language: str) -> Any:
    if isinstance(value, list):
        return [_value(name, one, hours, language) for one in value]
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return value[language]
    if isinstance(value, dict):
        return _said(value, hours)
    return moment(_instant(value), hours) if name in _TIMES else value


def _said(said: Mapping[str, Any], hours: Hours) -> Json:
    """Something that was told, answered or noted."""
    return {name: moment(_instant(value), hours) if name == "at" else value for name, value in said.items()}


def _instant(value: str | None) -> datetime | None:
    return load.instant(value)


def titles(missing: Iterable[Waiting], made: Iterable[SheetTitle], hours: Hours) -> list[Json]:
    """``handover list --json``: what was never handed over (state ``missing``), then what was made, the latest first."""
    never = [
        {
            "id": None,
            "border": moment(one.border, hours),
            "from": one.from_post,
            "state": "missing",
            "made_at": None,
            "made_by": None,
            "accepted_at": None,
            "accepted_by": None,
            "lines": 0,
            "lines_left": 0,
            "objections": 0,
        }
        for one in missing
        if one.id is None
    ]
    return [
        *never,
        *(
            {
                "id": one.id,
                "border": moment(one.border, hours),
                "from": one.from_post,
                "state": one.state,
                "made_at": moment(one.made_at, hours),
                "made_by": one.made_by or None,
                "accepted_at": moment(one.accepted_at, hours),
                "accepted_by": one.accepted_by or None,
                "lines": one.lines,
                "lines_left": one.lines_left,
                "objections": one.objections,
            }
            for one in made
        ),
    ]


def item(held: Item, hours: Hours) -> Json:
    """One thing that the desk holds or held (``item list --json``)."""
    return {
        "id": held.id,
        "kind": held.kind,
        "content": held.content,
        "room": held.room or None,
        "amount": None if held.amount is None else yuan(held.amount),
        "taken_at": moment(held.taken_at, hours),
        "by": held.who or None,
        "post": held.post,
        "done_at": moment(held.done_at, hours),
        "done_by": held.done_by or None,
        "given_to": held.given_to or None,
    }
