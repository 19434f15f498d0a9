"""Write data/pinyin_initials.txt anew from pypinyin (a development tool; the program itself never imports it).

The first line holds one letter for each character from U+3400 to U+9FFF: its initial, ``*`` for several, ``.``
for none. Every other line is a set of initials, the ordinary reading first, a space, and the characters that
have it; rarer characters are only there.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict

FIRST, LAST = 0x3400, 0x9FFF
TABLE = Path(__file__).resolve().parent.parent / "data" / "pinyin_initials.txt"

# Readings of names that the dictionary lacks: two characters it does not know, three surnames.
NAMES = {"㐂": "x", "𠮷": "j", "谌": "s", "费": "b", "库": "s"}


def readings() -> dict[str, str]:
    """Every known character and its initials, the ordinary reading first, none twice."""
    found = {}
    for code, sounds in pinyin_dict.items():
        letters = [unicodedata.normalize("NFD", sound)[0] for sound in sounds.split(",") if sound]
        found[chr(code)] = "".join(dict.fromkeys(letters))
    for character, letter in NAMES.items():
        found[character] = "".join(dict.fromkeys(found.get(character, "") + letter))
    return found


def table() -> str:
    """The text of the file."""
    known = readings()
    dense = []
    for code in range(FIRST, LAST + 1):
        letters = known.get(chr(code), ".")
        dense.append(letters if len(letters) == 1 else "*")
    groups: dict[str, list[str]] = {}
    for character, letters in sorted(known.items()):
        if len(letters) > 1 or not FIRST <= ord(character) <= LAST:
            groups.setdefault(letters, []).append(character)
    lines = ["".join(dense), *(f"{letters} {''.join(them)}" for letters, them in sorted(groups.items()))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8", newline="\n")
