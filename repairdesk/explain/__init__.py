"""A procedure in plain words, for the command line and the screens: sections of statements with their rules.

Every code of the file (a fact, a condition, a field) is said as its words; how it is laid out is for others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from repairdesk.rules.procedure import Procedure
from repairdesk.text import N_, _, clock, language, spoken, visible

from . import limits, office, steps
from .parts import Section, Statement, references
from .phrases import Phrases

__all__ = ["Section", "Statement", "explained", "references"]

Teller = Callable[[Phrases], Iterable[Statement]]


def _hours(say: Phrases) -> Iterable[Statement]:
    source, hours = say.found.source, say.found.hours
    day = _("Front desk {opening} to {closing}, monitoring room the rest of the day, all seven days.")
    sentences = (
        _("Document {system}.").format(system=visible(source.system)),
        spoken(source.about) if source.about is not None else "",
        day.format(opening=clock(hours.opening), closing=clock(hours.closing)),
    )
    yield Statement(spoken(source.title), tuple(filter(None, sentences)))


def _rules(say: Phrases) -> Iterable[Statement]:
    for name, rule in say.found.rules.items():
        said = visible(rule.zh if language() == "zh" else rule.en)
        yield Statement(f"{visible(name)}  {visible(rule.clause)}", (said,))


SECTIONS: tuple[tuple[str, str, Teller], ...] = (
    ("hours", N_("The document and the hours"), _hours),
    ("limits", N_("Time limits"), limits.limits),
    ("gates", N_("What must be there before a step"), steps.gates),
    ("closing", N_("What must be there before the strike-off"), steps.closing),
    ("endings", N_("Other ways a line may end"), steps.endings),
    ("fields", N_("What is asked and checked"), steps.fields),
    ("orders", N_("How orders and visits are arranged"), steps.orders),
    ("matters", N_("Who answers which matter"), steps.matters),
    ("papers", N_("Copies of the slip and forms"), office.papers),
    ("fees", N_("Fees"), office.fees),
    ("callbacks", N_("Callbacks"), office.callbacks),
    ("month", N_("The figures of the month"), office.month),
    ("duties", N_("What is owed regularly"), office.duties),
    ("books", N_("Books"), office.books),
    ("retention", N_("How long closed lines are kept"), office.keeping),
    ("fines", N_("Deductions proposed to the supervisor"), office.fines),
    ("roles", N_("Who may record what"), office.roles),
    ("advice", N_("What to say and to watch"), office.advice),
    ("served", N_("What the program does for every office"), office.served),
    ("rules", N_("The rules themselves"), _rules),
)


def explained(found: Procedure) -> tuple[Section, ...]:
    """The whole procedure in the language spoken now; a section in which nothing is laid down is left out."""
    say = Phrases(found)
    told = (Section(name, _(title), tuple(tell(say))) for name, title, tell in SECTIONS)
    return tuple(section for section in told if section.statements)
