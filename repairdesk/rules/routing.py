"""What the words of a call suggest: the kind of call, the trade, the urgency, the kind of matter; and duplicates.

Only suggestions: the clerk decides, and nothing here is ever a reason to refuse. The words are the office's own
(``data/words.toml``); who answers a kind of matter is said by its procedure (S000-I-37 to S000-I-39).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from repairdesk.rules.schema import SHAPES, Words, key, many, one_of, record, table_of, takes, text, words

ALIKE = 0.4
"""Share of common character pairs from which two calls of one trade are thought to be one; see ``VERY_ALIKE``."""
VERY_ALIKE = 0.6
"""The same where the trades differ or are not known."""


_LETTER, _LETTERS = re.compile("[a-z]"), re.compile("[a-z]*")
_ENDINGS = ("", "s", "es", "ed", "ing")


class Found(NamedTuple):
    """A word of the lists in a text: where it begins, the word, and the lists it stands in."""

    at: int
    word: str
    lists: Mapping[str, str]


_words_by_code = table_of(many(text))


@takes(SHAPES[_words_by_code])
def _urgency(value: object, path: str) -> dict[str, tuple[str, ...]]:
    """A table with the words of an emergency and of an urgent call."""
    found: dict[str, tuple[str, ...]] = _words_by_code(value, path)
    for code in found:
        one_of("emergency", "urgent")(code, path)
    return found


@dataclass(frozen=True)
class Lists:
    """The words by which calls are recognised, each list under its code."""

    trades: dict[str, tuple[str, ...]] = key(table_of(many(text)), "words of each trade")
    matters: dict[str, tuple[str, ...]] = key(table_of(many(text)), "words of each kind of matter")
    urgency: dict[str, tuple[str, ...]] = key(_urgency, "words that raise the urgency")
    faults: tuple[str, ...] = key(many(text), "words that say that something is broken", ())
    ignored: tuple[str, ...] = key(many(text), "words that only look like others", ())
    questions: dict[str, tuple[Words, ...]] = key(table_of(many(words)), "what to ask, by trade", {})

    @cached_property
    def _lists_of(self) -> dict[str, dict[str, str]]:
        """Each word with the lists it stands in: ``{"trade": "plumbing"}``; of two lists of a kind the first."""
        found: dict[str, dict[str, str]] = {}
        tables: tuple[tuple[str, Mapping[str, Iterable[str]]], ...] = (
            ("trade", self.trades),
            ("matter", self.matters),
            ("urgency", self.urgency),
            ("other", {"faults": self.faults, "ignored": self.ignored}),
        )
        for name, table in tables:
            for code, entries in table.items():
                for entry in entries:
                    found.setdefault(_folded(entry), {}).setdefault(name, code)
        self._trades_of_urgent(found)
        return found

    @staticmethod
    def _trades_of_urgent(found: dict[str, dict[str, str]]) -> None:
        """An urgent word that names a thing belongs to its trade: 马桶堵 to that of 马桶, which it hides."""
        things = sorted(
            (word for word in found if "trade" in found[word]), key=lambda word: (-len(word), word)
        )
        for word, lists in found.items():
            if "urgency" in lists and "trade" not in lists:
                thing = next((thing for thing in things if thing in word), None)
                if thing:
                    lists["trade"] = found[thing]["trade"]

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        """The words by their first character, longest first."""
        found: dict[str, list[str]] = {}
        for word in sorted(self._lists_of, key=lambda word: (-len(word), word)):
            found.setdefault(word[0], []).append(word)
        return found

    def found_in(self, content: str) -> list[Found]:
        """The words of the lists in ``content``, none overlapping, at each place the longest."""
        folded, at, found = _folded(content), 0, []
        while at < len(folded):
            candidates = self._by_first.get(folded[at], ())
            word = next((word for word in candidates if _stands_at(folded, at, word)), None)
            if word:
                found.append(Found(at, word, self._lists_of[word]))
            at += len(word) if word else 1
        return found


def read_lists(data: Mapping[str, Any], source: str = "") -> Lists:
    """Word lists from a parsed TOML file. Raises ``ProcedureError`` naming the key and what is allowed."""
    lists: Lists = record(Lists)(data, source)
    return lists


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the words of a call point to. ``words`` are those that decided, in the order of the call."""

    kind: str = "repair"
    trade: str | None = None
    urgency: str = "routine"
    matter_kind: str | None = None
    words: tuple[str, ...] = ()


def suggest(content: str, lists: Lists) -> Suggestion:
    """The suggestion for what the caller said; a routine repair of no known trade where nothing is recognised.

    It is a repair if something is broken, else a matter if a word of a matter was said (reading I35). Of several
    trades or kinds the longest word decides, of equally long ones the first; of several urgencies the highest.
    """
    found = lists.found_in(content)
    emergency = next((each for each in found if each.lists.get("urgency") == "emergency"), None)
    urgent = emergency or next((each for each in found if "urgency" in each.lists), None)
    trade, matter = _longest(found, "trade"), _longest(found, "matter")
    is_matter = matter is not None and emergency is None and not any(_is_fault(each, lists) for each in found)
    main = matter if is_matter else trade
    return Suggestion(
        kind="matter" if is_matter else "repair",
        trade=main.lists["trade"] if main and not is_matter else None,
        urgency=urgent.lists["urgency"] if urgent else "routine",
        matter_kind=main.lists["matter"] if main and is_matter else None,
        words=tuple(each.word for each in found if each is main or each is urgent),
    )


class OpenLine(NamedTuple):
    """An open line of the same room, as a candidate for being the same call."""

    number: str
    content: str
    trade: str | None


def likely_duplicate(content: str, trade: str | None, others: Iterable[OpenLine]) -> OpenLine | None:
    """The open line that most likely is this same call, or none: the desk warns and never refuses.

    Likeness is the share of common character pairs (Dice), which needs no word borders in Chinese; of equally
    like lines the first given is named.
    """
    best, likeness = None, 0.0
    pairs = _pairs(content)
    for line in others:
        theirs = _pairs(line.content)
        common = 2 * len(pairs & theirs) / ((len(pairs) + len(theirs)) or 1)
        enough = ALIKE if trade and trade == line.trade else VERY_ALIKE
        if common >= enough and common > likeness:
            best, likeness = line, common
    return best


def _folded(content: str) -> str:
    return unicodedata.normalize("NFKC", content).casefold()


def _stands_at(folded: str, at: int, word: str) -> bool:
    """A Chinese word stands anywhere; an English one by itself, or with the ending of a plural or a verb."""
    if not folded.startswith(word, at):
        return False
    if not word.isascii():
        return True
    if at and _LETTER.match(folded, at - 1):
        return False
    rest = _LETTERS.match(folded, at + len(word))
    ending = rest[0] if rest else ""
    return ending.removeprefix(word[-1]) in _ENDINGS or ending in _ENDINGS


def _longest(found: list[Found], name: str) -> Found | None:
    known = [each for each in found if name in each.lists]
    return min(known, key=lambda each: (-len(each.word), each.at), default=None)


def _is_fault(found: Found, lists: Lists) -> bool:
    """Whether the word says that something is broken, or is a word of a trade with such a word in it."""
    if found.lists.get("other") == "faults":
        return True
    return "trade" in found.lists and any(fault in found.word for fault in lists.faults)


def _pairs(content: str) -> set[str]:
    letters = [letter for letter in _folded(content) if letter.isalnum()]
    return {first + second for first, second in pairwise(letters)}
