"""Sheets of tables as documents of the template ``sheet``: a list of the register, a month, a handover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from repairdesk.rules.worktime import Hours
from repairdesk.text import N_, _, joined, language, moment, visible
from repairdesk.views.handover import HandoverLine, Sheet

from . import handover, typeset
from .printer import save

UNITS = N_("/|/|")
"""What stands between the parts of a date that is written by hand, parted by bars."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its title, the headings, the rows, and the columns that stand at the right.

    What people typed in it is made safe here; a cell may have several lines.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()


def document(
    title: str,
    tables: Iterable[Table],
    *,
    office: str,
    about: Iterable[str] = (),
    signatures: Iterable[tuple[str, str]] = (),
    size: str = "a4",
) -> dict[str, Any]:
    """The tables below a title, with what they are ``about``, and boxes to sign: who signs, and what is known of it.

    ``size`` is ``a4`` or, for many columns, ``a4-lying``.
    """
    return {
        "name": visible(title),
        "office": visible(office),
        "paper": size,
        "language": language(),
        "words": {"page": _("page {number} of {count}"), "date": _("Date"), "units": _(UNITS).split("|")},
        "about": [visible(words, lines=True) for words in about],
        "tables": [
            {
                "title": visible(each.title),
                "headings": [visible(heading) for heading in each.headings],
                "rows": [[visible(cell, lines=True) for cell in row] for row in each.rows],
                "right": sorted(each.right),
            }
            for each in tables
        ],
        "signatures": [(visible(who), visible(known)) for who, known in signatures],
    }


def save_pdf(made: dict[str, Any], file: Path) -> int:
    """Set the sheet in type and write it to a new file; how many pages it has. Refused: as ``typeset.pdf``, ``save``."""
    printed = typeset.pdf(made, "sheet")
    save(printed, file)
    return typeset.pages_of(printed)


def of_handover(sheet: Sheet, hours: Hours) -> dict[str, Any]:
    """A handover with every line as it was handed over, what was objected to, and two boxes to sign."""
    tables = [
        Table(
            f"{title} ({len(lines)})", (_("No."), _("What is handed over"), _("Taken over, objections")), rows
        )
        for title, lines in handover.by_section(sheet)
        if (rows := [_handed_over(line, hours) for line in lines])
    ]
    made_at = None if sheet.state == "draft" else sheet.made_at
    signatures = [
        (_("Handed over by"), joined(_entered(sheet.made_by, made_at, hours))),
        (_("Taken over by"), joined(_entered(sheet.accepted_by, sheet.accepted_at, hours))),
    ]
    title, about = handover.titled(sheet, hours)
    return document(
        title, tables, office=str(sheet.head.get("office") or ""), about=about, signatures=signatures
    )


def _handed_over(line: HandoverLine, hours: Hours) -> Sequence[str]:
    return (
        str(line.place),
        "\n".join(handover.described(line, hours)),
        "\n".join(handover.taken_over(line, hours)),
    )


def _entered(name: str, at: datetime | None, hours: Hours) -> Iterable[str]:
    return (part for part in (name, moment(hours.local(at)) if at is not None else "") if part)
