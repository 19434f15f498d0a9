"""What is printed: one JSON document, or tables and lines whose columns stand in line in any script."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from repairdesk.text import cell_len, pad, visible


def answer(as_json: bool, document: Callable[[], Any], lines: Callable[[], Iterable[str]]) -> None:
    """Print the answer in the form that was asked for; only that form is worked out."""
    if as_json:
        sys.stdout.write(json.dumps(document(), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(line + "\n" for line in lines())


def plain(words: Iterable[str]) -> None:
    """One word a line, for scripts."""
    sys.stdout.writelines(word + "\n" for word in words)


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()
) -> list[str]:
    """Lines of a table: every column as wide as its widest cell, those in ``right`` standing at the right.

    Cells are made safe for a terminal here, because they hold what people typed.
    """
    cells = [list(headings), *([visible(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(row[column]) for row in cells) for column in range(len(headings))]
    return [
        "  ".join(
            pad(cell, width, right=place in right)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def pairs(entries: Iterable[tuple[str, str]], indent: str = "") -> list[str]:
    """Lines of names and values, the values in line; what is empty is left out."""
    shown = [(name, value) for name, value in entries if value]
    width = max((cell_len(name) for name, _ in shown), default=0)
    return [f"{indent}{pad(name, width)}  {visible(value)}" for name, value in shown]
