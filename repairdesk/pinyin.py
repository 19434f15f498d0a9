"""Pinyin initials of names, so that a caller is found by two or three letters typed without an input method.

A character may be read in several ways, and a surname in a way of its own (曾 as in 曾经 or as the name Zeng), so
a name has every combination. The readings come from a table made by ``scripts/make_pinyin.py``: it is read in a
millisecond, where the library it was made with takes a quarter of a second.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import islice, product

from repairdesk.config import data_dir

MOST = 32
"""Combinations kept for one name; those of the ordinary readings come first."""

_FIRST = 0x3400
_PART = re.compile(r"[a-z]+|[^a-z]")


@cache
def _table() -> tuple[str, tuple[tuple[str, str], ...]]:
    """One letter for each common character; and (initials, characters) for those with several readings."""
    text = (data_dir() / "pinyin_initials.txt").read_text(encoding="utf-8")
    dense, *groups = text.splitlines()
    return dense, tuple((letters, them) for letters, _, them in (line.partition(" ") for line in groups))


@lru_cache(maxsize=8192)
def _letters(part: str) -> str:
    """The initials of one character, or the first letter of a word in Latin letters; empty where unknown."""
    if part.isascii():
        return part[0] if part.isalpha() else ""
    dense, groups = _table()
    place = ord(part) - _FIRST
    if 0 <= place < len(dense) and dense[place] != "*":
        return dense[place].strip(".")
    return next((letters for letters, characters in groups if part in characters), "")


def initials(name: str) -> tuple[str, ...]:
    """Every combination of initials of ``name``, lower case, the ordinary reading first, none twice.

    曾志伟 gives ``("czw", "zzw")``, Anna Li gives ``("al",)``; characters without a known reading are passed
    over, and a name with none of them has no initials. At most ``MOST`` combinations.
    """
    parts = _PART.findall(unicodedata.normalize("NFKC", name).lower())
    choices = [letters for letters in map(_letters, parts) if letters]
    if not choices:
        return ()
    # The surname, which is what most are looked for by, varies first: none of its readings falls to the cap.
    found = product(*reversed(choices))
    return tuple("".join(reversed(combination)) for combination in islice(found, MOST))
