"""A bar code scanner is a keyboard that types twelve digits and Enter faster than anybody can.

What begins like that is held back until it is known, so that nothing of a scan reaches a field, a list or a choice
that digits answer. A digit typed by hand is late by ``FIRST`` at most, and only where nothing follows it; any other key
passes at once. Where a busy machine reads a scan with a stall in it, some of its digits have passed as typed by hand:
the scan is still heard, and tells how many have to be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

LENGTH = 12
"""Digits of the number on a slip."""
FAST = 0.03
"""Seconds between two characters of a scanner, at most: most take 1 to 20 ms, and nobody's fingers do it by the dozen."""
FIRST = 0.04
"""Seconds that a first digit waits for a second one, and between digits typed before and those of a scan."""
GOING = 0.12
"""Seconds that digits wait for the next one after two fast ones."""
STALL = 0.5
"""Seconds that one character of a scan may come late, on a machine that has much else to do."""
ENDS = ("enter", "ctrl+j")
"""What a scanner types after the number: CR, or LF."""


class Typed(NamedTuple):
    """A key: what it is called, its character, and when it was read (seconds of a clock that only runs on)."""

    key: str
    character: str | None
    time: float

    @property
    def digit(self) -> str | None:
        """The digit it types, also a full-width one as an input method types it."""
        char = self.character
        return str(int(char)) if char is not None and len(char) == 1 and char.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Heard:
    """What the keys waiting are: the ``number`` of a scan, which took so many ``keys``; or ``wait`` seconds for more.

    With neither, the first of them was typed by hand. ``back``: how many digits of the scan were given on before.
    """

    number: str = ""
    keys: int = 0
    back: int = 0
    wait: float = 0.0


BY_HAND = Heard()


def hear(waiting: Sequence[Typed], given: Sequence[Typed], now: float) -> Heard:
    """What begins at the first of the keys that wait, after the characters given on last.

    It is twelve digits and no more: the end of a longer row that came at one go (an old terminal's paste) is no scan.
    """
    if not waiting or waiting[0].digit is None:
        return BY_HAND
    count = next((at for at, typed in enumerate(waiting) if typed.digit is None), len(waiting))
    if count > LENGTH:
        return BY_HAND
    if count < len(waiting):
        number = _number([*given, *waiting[:count]], waiting[count])
        return Heard(number, count + 1, LENGTH - count) if number else BY_HAND
    gaps = _gaps([*given, *waiting])[-LENGTH:]
    patience = GOING if sum(gap <= FAST for gap in gaps) >= 2 else FIRST
    return Heard(wait=max(0.0, waiting[-1].time + patience - now))


def _number(typed: Sequence[Typed], end: Typed) -> str:
    """The number that the last twelve characters and the key behind them are a scan of; else nothing."""
    scan = typed[-LENGTH:]
    before = typed[-LENGTH - 1 : -LENGTH]
    number = "".join(each.digit or "" for each in scan)
    gaps = _gaps([*scan, end])
    fits = end.key in ENDS and len(number) == LENGTH and max(gaps) <= STALL and median(gaps) <= FAST
    longer = any(each.digit and scan[0].time - each.time <= FIRST for each in before)
    return number if fits and not longer else ""


def _gaps(typed: Sequence[Typed]) -> list[float]:
    return [after.time - before.time for before, after in pairwise(typed)]
