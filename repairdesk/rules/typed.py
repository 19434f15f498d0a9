"""Text from people, at the door: kept as typed, but no control characters and no more than fits."""

from __future__ import annotations

import unicodedata

from repairdesk.rules.refusal import refuse

LINE = 60
"""Characters of a name, a room, a title."""
CONTENT = 2000
REMARK = 1000

_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})


def clean_line(text: str, field: str, limit: int = LINE) -> str:
    """One line typed by a person, without spaces at its ends; characters are kept as typed.

    Refused: ``control_characters`` (also line breaks and what is not valid Unicode), ``too_long``.
    """
    line = text.strip(" \t\u3000")
    return _accepted(line, line, field, limit)


def clean_text(text: str, field: str, limit: int = CONTENT) -> str:
    """Text of several lines, its line breaks as newlines and its tabs as spaces. Refused as in ``clean_line``."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
    return _accepted(lines, lines.replace("\n", " "), field, limit)


def _accepted(text: str, checked: str, field: str, limit: int) -> str:
    if not checked.isprintable() and any(unicodedata.category(c) in _REFUSED for c in checked):
        raise refuse(field, "control_characters")
    if len(text) > limit:
        raise refuse(field, "too_long", limit=limit, length=len(text))
    return text
