"""A PDF read back: its words, where each letter and each rule lies, and what a scanner sees."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

MM = 72 / 25.4
SLACK = 0.35
"""Points by which two boxes may touch: the edges of letters are rounded."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@dataclass
class Page:
    """One page of a document."""

    width: float
    height: float
    letters: list[tuple[str, Box]]
    rules: list[Box]

    @property
    def words(self) -> str:
        """Everything on the page without any white."""
        return "".join(letter for letter, _box in self.letters)

    def outside(self, free: float = 0) -> list[str]:
        """The letters that lie off the page, or within ``free`` millimetres of its left or right edge."""
        left, right = free * MM - SLACK, self.width - free * MM + SLACK
        return [
            letter
            for letter, (x0, y0, x1, y1) in self.letters
            if x0 < left or x1 > right or y0 < -SLACK or y1 > self.height + SLACK
        ]

    def collisions(self) -> list[tuple[str, str]]:
        """Letters that lie on each other, and letters with a rule through them."""
        ordered = sorted(self.letters, key=lambda each: each[1][0])
        found = []
        for place, (letter, box) in enumerate(ordered):
            for other, beside in ordered[place + 1 :]:
                if beside[0] > box[2]:
                    break
                if _meet(box, beside):
                    found.append((letter, other))
            found += [(letter, "rule") for rule in self.rules if _meet(box, rule)]
        return found


def _meet(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return across > SLACK and along > SLACK


def read(made: bytes) -> list[Page]:
    """The pages of a PDF."""
    document = pdfium.PdfDocument(made)
    return [Page(*page.get_size(), list(_letters(page)), list(_rules(page))) for page in document]


def _letters(page: pdfium.PdfPage) -> Iterator[tuple[str, Box]]:
    found = page.get_textpage()
    for index in range(found.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(found, index))
        if not letter.isspace() and letter not in "\u200b\x00":
            yield letter, found.get_charbox(index)


def _rules(page: pdfium.PdfPage) -> Iterator[Box]:
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = item.get_bounds()
        thin = min(right - left, top - bottom) < 3
        if thin and max(right - left, top - bottom) > 20:
            middle = ((left + right) / 2, (bottom + top) / 2)
            if right - left > top - bottom:
                yield left, middle[1] - 0.4, right, middle[1] + 0.4
            else:
                yield middle[0] - 0.4, bottom, middle[0] + 0.4, top


def bitmap(made: bytes, page: int, path: Path, dots: int = 150) -> Path:
    """A page as a printer of so many dots to the inch puts it on paper: black or white."""
    drawn = pdfium.PdfDocument(made)[page].render(scale=dots / 72, grayscale=True)
    rows = []
    for y in range(drawn.height):
        row = bytes(drawn.buffer[y * drawn.stride : y * drawn.stride + drawn.width])
        rows.append(bytes(255 if dot > 127 else 0 for dot in row))
    path.write_bytes(b"P5 %d %d 255\n" % (drawn.width, drawn.height) + b"".join(rows))
    return path


def scanned(path: Path) -> list[str]:
    """What a scanner reads from a picture, kind and digits, in the order of the alphabet."""
    ran = subprocess.run(["zbarimg", "-q", str(path)], capture_output=True, text=True, check=False)
    return sorted(ran.stdout.split())


def in_order(words: str, wanted: list[str]) -> bool:
    """Whether the wanted words stand one after the other."""
    places = [words.find(each) for each in wanted]
    return -1 not in places and all(one < other for one, other in pairwise(places))
