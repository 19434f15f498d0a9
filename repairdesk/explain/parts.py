"""An explanation as values: sections of statements, each with its sentences and the rules that it serves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from repairdesk.rules.procedure import Procedure, rules_of
from repairdesk.text import _, joined


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is laid down. ``heading`` is that of the list it stands in, ``rules`` are ids."""

    title: str
    sentences: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Statements on one subject; ``name`` is its code in the JSON answers."""

    name: str
    title: str
    statements: tuple[Statement, ...]


def told(title: str, sentences: Iterable[str], *statements: object, heading: str = "") -> Statement:
    """Statements of the file (one, and the parts of it that serve rules of their own) in words."""
    rules = dict.fromkeys(rule for statement in statements for rule in rules_of(statement))
    return Statement(title, tuple(filter(None, sentences)), tuple(rules), heading)


def references(found: Procedure, rules: Iterable[str]) -> str:
    """Where the rules stand in the document, and their ids: ``3.4 (S000-I-09), 3.5.2 (S000-I-12, S000-I-13)``."""
    places: dict[str, list[str]] = {}
    for rule in dict.fromkeys(rules):
        if rule in found.rules:
            places.setdefault(found.rules[rule].clause, []).append(rule)
    told = (_("{clause} ({rule})").format(clause=clause, rule=joined(ids)) for clause, ids in places.items())
    return joined(told)
