"""Plain CSV as offices have it: UTF-8 or GB18030, headings in either language and in any order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from repairdesk.rules.parse import narrow
from repairdesk.rules.refusal import Problem, Refused, refuse

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
LONGEST_CELL = 4_000
FORMULA = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet takes for the beginning of a formula: such a cell is written with ``'`` before it."""

YES = frozenset({"yes", "y", "true", "1", "是", "有", "有偿", "收费", "公区", "公共区域"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "无偿", "免费", ""})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, other headings it may have, and whether it must be there."""

    name: str
    also: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file; ``row`` counts as a spreadsheet does, the headings being row 1."""

    row: int
    cells: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no. Refused: ``not_one_of``."""
        typed = narrow(self[name]).lower()
        if name not in self.cells or (not typed and default):
            return default
        if typed not in YES and typed not in NO:
            raise refuse(name, "not_one_of", allowed=("yes", "no"))
        return typed in YES

    def day(self, name: str) -> date | None:
        """A date, ``2026-03-02`` or ``2026/3/2``. Refused: ``bad_date``."""
        typed = narrow(self[name])
        if not typed:
            return None
        found = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", typed)
        try:
            return date(*(int(part) for part in found.groups())) if found else _no_date(name)
        except ValueError:
            return _no_date(name)


def _no_date(name: str) -> date:
    raise refuse(name, "bad_date")


def read(path: Path, columns: Sequence[Column]) -> list[Line]:
    """The lines of a file that hold anything, by the names of the columns; other columns are passed over.

    Refused: a file that cannot be opened, is no text, is too large, or lacks a heading.
    """
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = _records(reader)
    headings = _headings(next(records, []), columns)
    lines = []
    for row, cells in enumerate(records, 2):
        if row > MOST_ROWS + 1:
            raise refuse("file", "too_many_rows", most=MOST_ROWS)
        named = {
            name: _cell(cells[place], name, row) for name, place in headings.items() if place < len(cells)
        }
        if any(named.values()):
            lines.append(Line(row, named))
    return lines


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refuse("file", "file_too_large", path=str(path), most=MOST_BYTES // 1_000_000)
        content = path.read_bytes()
    except OSError:
        raise refuse("file", "cannot_open", path=str(path)) from None
    for encoding in ("utf-8-sig", "gb18030"):  # strictly in this order: GB18030 takes nearly everything
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refuse("file", "not_text", path=str(path))


def _records(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    row = 1
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused(Problem("file", "bad_csv", {"row": row})) from None
        row += 1


def _headings(cells: list[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column is."""
    found = {narrow(cell).strip("*").lower().replace(" ", "_"): place for place, cell in enumerate(cells)}
    places: dict[str, int] = {}
    for column in columns:
        place = next((found[name] for name in (column.name, *column.also) if name in found), None)
        if place is not None:
            places[column.name] = place
        elif column.required:
            raise refuse("file", "missing_heading", heading=" / ".join((column.name, *column.also[:1])))
    return places


def _cell(text: str, name: str, row: int) -> str:
    if len(text) > LONGEST_CELL:
        raise Refused(Problem(name, "too_long", {"limit": LONGEST_CELL, "length": len(text), "row": row}))
    stripped = text.strip()
    return stripped[1:] if stripped[:1] == "'" and stripped[1:2] and stripped[1] in FORMULA else stripped


def each(lines: Iterable[Line], take: Callable[[Line], None]) -> None:
    """Take every line; afterwards everything that was wrong is refused at once, each problem with its row."""
    problems: list[Problem] = []
    for line in lines:
        try:
            take(line)
        except Refused as refused:
            problems += [Problem(p.field, p.code, {**p.params, "row": line.row}) for p in refused.problems]
    if problems:
        raise Refused(*problems)


def write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """A new file; what a spreadsheet would take for a formula is marked as text. Returns how many rows it has.

    Refused: ``already_a_file``, ``cannot_open``.
    """
    count = 0
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings)
            for row in rows:
                writer.writerow([f"'{cell}" if cell[:1] and cell[0] in FORMULA else cell for cell in row])
                count += 1
    except FileExistsError:
        raise refuse("file", "already_a_file", path=str(path)) from None
    except (FileNotFoundError, NotADirectoryError, PermissionError, IsADirectoryError):
        raise refuse("file", "cannot_open", path=str(path)) from None
    return count
