"""Search in Chinese text: how a text is split for the index, and how a question is put to it.

SQLite's own splitters find nothing for two Chinese characters. Here every run of Chinese becomes its overlapping
pairs plus its last character alone, every run of letters and digits one word; a question becomes a phrase of the
same pairs. For Chinese that finds exactly what Python's ``in`` would find, for words and numbers what begins one.
"""

from __future__ import annotations

import unicodedata

LONGEST_QUESTION = 200
"""Characters of a question that are looked at; the rest could only narrow the answer further."""

FIRST_IDEOGRAPH = "\u2e80"


def tokens(text: str) -> str:
    """What the index holds for a text: its tokens, separated by spaces."""
    return " ".join(token for run in _runs(text) for token in _pairs(run, whole=True))


def match(question: str) -> str:
    """The FTS5 expression for what somebody typed, safe whatever it was; empty when it asks for nothing.

    Words separated by spaces must all occur, in any order. Search with ``words MATCH ?`` and
    ``ORDER BY rowid DESC``, never by rank.
    """
    phrases = []
    for word in unicodedata.normalize("NFKC", question[:LONGEST_QUESTION]).split():
        runs = _runs(word)
        if not runs:
            continue
        found = [token for run in runs[:-1] for token in _pairs(run, whole=True)]
        found += _pairs(runs[-1], whole=False)
        begun = len(found[-1]) == 1 or _kind(runs[-1][0]) == "word"
        phrases.append(f'"{" ".join(found)}"' + (" *" if begun else ""))
    return " AND ".join(phrases)


def _runs(text: str) -> list[str]:
    """The text in comparable form, cut into runs of ideographs and runs of letters and digits."""
    runs: list[str] = []
    last = ""
    for char in unicodedata.normalize("NFKC", text).casefold():
        kind = _kind(char)
        if kind and kind == last:
            runs[-1] += char
        elif kind:
            runs.append(char)
        last = kind
    return runs


def _kind(char: str) -> str:
    if char.isascii():
        return "word" if char.isalnum() else ""
    category = unicodedata.category(char)
    if category == "Cs" or category[0] in "ZP" or category in {"Cc", "Cf"}:
        return ""
    if char >= FIRST_IDEOGRAPH or category[0] == "S":
        return "ideograph"
    return "word"


def _pairs(run: str, *, whole: bool) -> list[str]:
    """The tokens of a run; ``whole`` when the run is known to end here, so that its end must match as well."""
    if _kind(run[0]) == "word":
        return [run]
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return [*pairs, run[-1]] if whole or not pairs else pairs
