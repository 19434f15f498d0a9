"""Documents set in type: values and a template of ``data/forms`` become a PDF.

The values reach the template as data, one JSON text; nothing that people typed is ever part of the template's code.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from repairdesk.config import data_dir
from repairdesk.rules.refusal import refuse

if TYPE_CHECKING:
    import typst

PAPERS = ("a4", "a5", "241x93", "241x140")
"""The papers a slip is printed on: A4, A5 lying, and endless paper 241 mm wide in thirds and halves of 11 inches."""
MISSING = "\u3013"
"""Stands for a character that the font cannot print: the printer's own sign for a missing letter."""
DEBIAN = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")

_ENDLESS = re.compile(r"[^\s\u2e80-\uffff]{17,}")
"""A word too long for a line: it may be broken anywhere."""
_one_at_a_time = Lock()


def pdf(document: Mapping[str, Any], template: str) -> bytes:
    """The document as a PDF by the template of that name. Texts are ``str``; a picture is the ``bytes`` of an SVG.

    One after the other, whichever thread asks; other threads run on meanwhile. What the font cannot print becomes
    ``MISSING``. Refused: ``no_font``.
    """
    press = _press()
    values = json.dumps(_printable(document, press.characters), ensure_ascii=False)
    with _one_at_a_time:
        made = press.compiler.compile(
            str(forms_dir() / f"{template}.typ"),
            format="pdf",
            sys_inputs={"document": values},
            pdf_tags=False,
        )
    if not isinstance(made, bytes):
        raise TypeError(f"typst made {type(made).__name__} of {template}")
    return made


def pages_of(made: bytes) -> int:
    """How many pages a PDF has that was made here."""
    return max(int(count) for count in re.findall(rb"/Count (\d+)", made))


def lacking(text: str) -> tuple[str, ...]:
    """The characters of the text that the font cannot print, each once, in their order. Refused: ``no_font``."""
    characters = _press().characters
    return tuple(dict.fromkeys(char for char in text if ord(char) not in characters and char != "\n"))


def texts(document: object) -> str:
    """Every text of a document, one after the other."""
    match document:
        case str():
            return document
        case Mapping():
            return "".join(texts(value) for value in document.values())
        case list() | tuple():
            return "".join(texts(value) for value in document)
        case _:
            return ""


def _printable(document: object, characters: frozenset[int]) -> object:
    """The document with every text as it can be printed; pictures are handed on as they are."""
    match document:
        case str():
            known = "".join(char if ord(char) in characters or char == "\n" else MISSING for char in document)
            return _ENDLESS.sub(lambda found: "\u200b".join(found[0]), known)
        case bytes():
            return document.decode()
        case Mapping():
            return {name: _printable(value, characters) for name, value in document.items()}
        case list() | tuple():
            return [_printable(value, characters) for value in document]
        case _:
            return document


def forms_dir() -> Path:
    """The templates."""
    return data_dir() / "forms"


# --- the press: one for the whole process ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Press:
    """The compiler with its font, and the characters that the font has."""

    compiler: typst.Compiler
    characters: frozenset[int]


@cache
def _press() -> Press:
    return Press(compiler(forms_dir()), frozenset(_characters(_font())))


def compiler(root: Path) -> typst.Compiler:
    """A compiler of the templates of a folder, with the font and no other. Refused: ``no_font``."""
    import typst

    folder = str(_font().parent)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    return typst.Compiler(root=str(root), font_paths=fonts)


def _font() -> Path:
    """The font's file: the one that was installed with the program, else the system's. Refused: ``no_font``."""
    try:
        from noto_cjk_sans_otc import FONT_PATH
    except ImportError:
        found = DEBIAN
    else:
        found = Path(str(FONT_PATH))
    if not found.is_file():
        raise refuse("font", "no_font", path=str(DEBIAN))
    return found


def _characters(font: Path) -> set[int]:
    """The code points that the first font of a collection has a glyph for: its format 12 character map."""
    data = font.read_bytes()
    (first,) = struct.unpack_from(">I", data, 12)
    (tables,) = struct.unpack_from(">H", data, first + 4)
    records = (struct.unpack_from(">4s4xI4x", data, first + 12 + 16 * place) for place in range(tables))
    cmap = next(offset for tag, offset in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    found: set[int] = set()
    for place in range(count):
        (offset,) = struct.unpack_from(">I", data, cmap + 4 + 8 * place + 4)
        if struct.unpack_from(">H", data, cmap + offset) != (12,):
            continue
        (groups,) = struct.unpack_from(">I", data, cmap + offset + 12)
        for begin, end, _ in struct.iter_unpack(">III", data[cmap + offset + 16 :][: 12 * groups]):
            found.update(range(begin, end + 1))
    return found
