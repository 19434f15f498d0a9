"""What waits to be printed goes to the printer of this machine: made, sent, and recorded as printed or as failed.

The three steps are apart, so that a screen can have the register's thread make and record, and another one wait for a
printer that takes its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from repairdesk.desk import printing as desk
from repairdesk.preferences import Preferences
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, Refused, refuse
from repairdesk.text import _, language
from repairdesk.views import papers
from repairdesk.views import printing as views

from . import dot_matrix, printer, slip, typeset

if TYPE_CHECKING:
    from repairdesk.models.store import Store


@dataclass(frozen=True, slots=True)
class Made:
    """A print ready to be sent, and the characters that could not be printed."""

    id: int
    title: str
    data: bytes
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a run: the ids that are printed, and what was wrong with each of the others."""

    printed: tuple[int, ...]
    failed: tuple[tuple[int, Problem], ...]
    lacking: tuple[str, ...] = ()


def standing(one: views.Print) -> str:
    """How a print stands, with what was wrong the last time."""
    named = {"waiting": _("waits"), "printed": _("printed"), "given_up": _("given up")}[one.state]
    return f"{named}: {wrong(one)}" if one.problem else named


def wrong(one: views.Print) -> str:
    """What was wrong the last time, in a few words; nothing where it was not tried."""
    named = {
        "printer_off": _("printer off"),
        "unknown_printer": _("no such printer"),
        "print_service_off": _("print service off"),
        "no_printer": _("no print command"),
    }
    return (named.get(one.problem) or _("not printed")) if one.problem else ""


def suited(wanted: Preferences) -> None:
    """Refused (``not_on_this_paper``) where a dot-matrix printer is to print on sheets."""
    if wanted.way == "text" and wanted.paper not in dot_matrix.LINES:
        raise refuse("paper", "not_on_this_paper", allowed=tuple(dot_matrix.LINES))


def make(store: Store, printing: int, wanted: Preferences, now: datetime) -> Made:
    """The form as it stands now, in the language spoken now, for this machine's printer.

    Refused: ``nothing_to_print``, ``already_printed``, ``given_up``, and as ``suited`` and ``slip`` do.
    """
    suited(wanted)
    one = views.print_of(store, printing)
    if one is None or one.state != "waiting":
        codes = {"given_up": "given_up", "printed": "already_printed"}
        raise refuse("printing", codes[one.state] if one else "nothing_to_print")
    named = "" if one.title is None else one.form
    copy = one.copies[0] if one.copies else ""
    found = papers.paper(store, one.order, now, form=named, copy=copy)
    document = slip.document(found, size=wanted.paper, reprint=one.place if one.place > 1 else 0)
    words = typeset.texts(document)
    if wanted.way == "text":
        return Made(printing, document["name"], dot_matrix.escp(document), dot_matrix.lacking(words))
    return Made(printing, document["name"], typeset.pdf(document, "slip"), typeset.lacking(words))


def send(made: Made, wanted: Preferences) -> None:
    """To the printer. Refused as ``printer.send`` refuses."""
    raw = wanted.way == "text"
    printer.send(made.data, wanted.printer, title=made.title, paper=wanted.paper, raw=raw)


def record(
    store: Store, who: Operator, printing: int, wanted: Preferences, problem: Problem | None, now: datetime
) -> None:
    """Printed; or with a problem, still to be printed. Refused as the operations refuse."""
    if problem is None:
        desk.printed(
            store, who, printing, printer=wanted.printer, paper=wanted.paper, language=language(), now=now
        )
    else:
        desk.failed(store, who, printing, problem=problem.code, printer=wanted.printer, now=now)


def run(
    store: Store, who: Operator, printings: Iterable[int], wanted: Preferences, *, now: datetime,
    tell: Callable[[int], None] = lambda _count: None,
) -> Done:  # fmt: skip
    """Print them one after the other; ``tell`` how many are done. A printer that fails once is not asked again.

    Raises what the store raises. Refused (``not_on_this_paper``) before anything is printed.
    """
    suited(wanted)
    printed: list[int] = []
    failed: list[tuple[int, Problem]] = []
    lacking: dict[str, None] = {}
    broken: Problem | None = None
    for count, printing in enumerate(printings, 1):
        if broken is None:
            problem, broken = _one(store, who, printing, wanted, now, lacking)
        else:
            problem = broken
        if problem is None:
            printed.append(printing)
        else:
            failed.append((printing, problem))
        tell(count)
    return Done(tuple(printed), tuple(failed), tuple(lacking))


def _one(
    store: Store, who: Operator, printing: int, wanted: Preferences, now: datetime, lacking: dict[str, None]
) -> tuple[Problem | None, Problem | None]:
    """What was wrong with this one, and what is wrong with the printer."""
    try:
        made = make(store, printing, wanted, now)
    except Refused as refused:
        return refused.problems[0], None
    lacking.update(dict.fromkeys(made.lacking))
    try:
        send(made, wanted)
    except Refused as refused:
        problem = refused.problems[0]
        record(store, who, printing, wanted, problem, now)
        return problem, problem
    record(store, who, printing, wanted, None, now)
    return None, None


def to_file(
    store: Store, who: Operator, printing: int, wanted: Preferences, file: Path, *, now: datetime
) -> Made:
    """The same into a new file, which counts as printed. Refused as ``make`` and ``printer.save`` refuse."""
    made = make(store, printing, replace(wanted, way="pdf"), now)
    printer.save(made.data, file)
    record(store, who, printing, replace(wanted, printer=str(file)), None, now)
    return made
