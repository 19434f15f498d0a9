"""Emergencies: the words that each is recognised by, what the caller is told at once, and who is telephoned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .facts import ROLES
from .routing import Lists
from .schema import Words, key, many, one_of, record, takes, text
from .schema import words as in_both

SEPARATOR = ","
"""Stands between the words of an emergency where they are kept as one text."""


@dataclass(frozen=True)
class Contact:
    """Whom to telephone: everybody of a ``role`` on file (of one ``trade``), or somebody outside with a title."""

    title: Words | None = key(in_both, "who it is, outside the office", None)
    role: str | None = key(one_of(*ROLES), "everybody of this role on file", None)
    trade: str | None = key(text, "only those of this trade", None)
    phone: str = key(text, "the number of somebody outside", "")


@takes({"type": "object"})
def _contact(value: object, path: str) -> Contact:
    read: Contact = record(Contact)(value, path)
    return read


@dataclass(frozen=True)
class Emergency:
    """One kind of emergency, its contacts in the order in which they are telephoned."""

    title: Words = key(in_both, "what it is")
    words: tuple[str, ...] = key(many(text), "the words it is recognised by")
    advice: Words = key(in_both, "what the caller is told at once")
    contact: tuple[Contact, ...] = key(many(_contact), "whom to telephone, in this order", ())


def read_emergencies(data: Mapping[str, Any], source: str = "") -> tuple[Emergency, ...]:
    """The emergencies of a parsed TOML file, in order. Raises ``ProcedureError`` naming the key and what is allowed."""
    read = record(Emergency)
    given = data.get("emergency", [])
    return tuple(read(one, f"{source}: emergency[{place}]") for place, one in enumerate(given, 1))


def recognised_among(content: str, known: Sequence[Sequence[str]], lists: Lists) -> int | None:
    """The place of the emergency whose words are said, the first of several; None where no word of any is.

    ``known`` holds the words of each. What the office's other words hide is not said: 消防演习 is no fire.
    """
    places = {str(place): tuple(each) for place, each in enumerate(known)}
    theirs = replace(lists, matters=places, urgency={})
    said = (found.lists["matter"] for found in theirs.found_in(content) if "matter" in found.lists)
    return min(map(int, said), default=None)


def words_of(kept: str) -> tuple[str, ...]:
    """The words of an emergency from the text they are kept or typed in, divided by commas of either width."""
    divided = kept.replace("，", SEPARATOR).replace("、", SEPARATOR).replace("\n", SEPARATOR).split(SEPARATOR)
    return tuple(dict.fromkeys(word.strip() for word in divided if word.strip()))
