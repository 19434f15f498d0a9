"""Registers of the office's own: storm warnings, job cards, slip stock. Lines are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules import fields
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, Refused, refuse
from repairdesk.rules.statements import Book
from repairdesk.views import load
from repairdesk.views.books import book_named

from .permissions import require
from .work import event_time


def add(
    store: Store, who: Operator, book: str, values: Mapping[str, str], *, call: str = "", at: datetime | None = None,
    now: datetime,
) -> int:  # fmt: skip
    """Enter a line in a book, about a call where there is one. Returns its id.

    Refused: ``unknown_book``; and all at once ``unknown_field``, ``field_required`` and values that do not fit.
    """
    require(who, "book.add")
    with store.write(who, "book.add", about=book, at=at, now=now) as tx:
        definition, procedure = book_named(store, book)
        entries = _entries(definition, values)
        return tx.insert(
            "book_line", book=definition.name, at=event_time(at, now, procedure), staff_id=who.staff_id, entered_at=now,
            entries=json.dumps(entries, ensure_ascii=False), call_id=load.call_row(tx, call)["id"] if call else None,
        )  # fmt: skip


def _entries(book: Book, values: Mapping[str, str]) -> dict[str, str]:
    """What is filled in, by field in the order of the book."""
    known = {one.name: one for one in book.fields}
    kept: dict[str, str] = {}
    problems: list[Problem] = []
    for name, said in values.items():
        try:
            if name not in known:
                raise refuse(name, "unknown_field", name=name, allowed=", ".join(known))
            kept[name] = fields.value_of(known[name], said)
        except Refused as refused:
            problems += refused.problems
    problems += [
        Problem(one.name, "field_required", {"title": one.title})
        for one in book.fields
        if one.required and one.name not in {problem.field for problem in problems} and not kept.get(one.name)
    ]
    if problems:
        raise Refused(*problems)
    return {name: kept[name] for name in known if kept.get(name)}
