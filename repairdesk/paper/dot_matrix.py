"""A slip as text for a dot-matrix printer (ESC/P, Chinese in GB18030), on endless paper 241 mm wide.

It is made from the same document as the page that is set in type. Eighty columns at ten to the inch are 203 mm: what
lies between the holes at both sides. A character of ASCII is one column wide, any other two, whatever a terminal makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

WIDTH = 80
HALF = WIDTH // 2
LINES = {"241x93": 22, "241x140": 33}
"""Lines on each paper at six to the inch: a third and a half of eleven inches."""
MARGIN = 1
"""Lines left free at the end, where the paper is torn off."""
ALTERED = str.maketrans(
    {"¥": "￥", "☐": "□", "☑": "√", "✓": "√", "•": "·", "²": "2", "³": "3", "\u00a0": " "}
)
"""Signs that such a printer lacks, and what it prints instead."""
MISSING = "〓"
"""Stands for a character that it cannot print."""

ESC, FS = b"\x1b", b"\x1c"
RESET, CHINESE, SIXTH = ESC + b"@", FS + b"&", ESC + b"2"
FORM_FEED = b"\x0c"


def escp(document: Mapping[str, Any]) -> bytes:
    """What is sent to the printer: reset, Chinese, line spacing and length of the page, then page by page.

    ``document`` is that of ``slip.document`` for one of the papers in ``LINES``.
    """
    length = LINES[document["paper"]]
    start = RESET + CHINESE + SIXTH + ESC + b"C" + bytes([length])
    return start + b"".join(_sent(page) + FORM_FEED for page in pages(document))


def lacking(text: str) -> tuple[str, ...]:
    """The characters that are no two bytes of GB18030, each once: such a printer has no picture of them."""
    return tuple(dict.fromkeys(char for char in text.translate(ALTERED) if not _known(char) and char != "\n"))


def width(text: str) -> int:
    """The columns that a text takes on the paper."""
    return sum(1 if char.isascii() else 2 for char in text)


def pages(document: Mapping[str, Any]) -> list[list[str]]:
    """The lines of each page: every copy of every sheet, on as many pages as it takes."""
    room = LINES[document["paper"]] - MARGIN
    found: list[list[str]] = []
    for sheet in document["sheets"]:
        blocks = [_part(part) for part in sheet["parts"]] + [list(_foot(sheet))]
        for copy in sheet["copies"]:
            found += _pages(document, sheet, copy, blocks, room)
    return found


def _pages(
    document: Mapping[str, Any], sheet: Mapping[str, Any], copy: str, blocks: Iterable[list[str]], room: int
) -> Iterator[list[str]]:
    """Page by page with the head above each. A table, and the foot, is not parted where one page can hold it."""
    space = room - len(_head(document, sheet, copy, ""))
    parts: list[list[str]] = [[]]
    for block in blocks:
        rest = block
        whole = block[:1] in ([_RULE], [""]) and len(block) <= space
        if parts[-1] and whole and len(parts[-1]) + len(block) > space:
            parts.append([])
        while rest:
            free = space - len(parts[-1])
            parts[-1] += rest[:free]
            rest = rest[free:]
            if rest:
                parts.append([])
    for number, lines in enumerate(parts, 1):
        page = document["words"]["page"].format(number=number, count=len(parts)) if len(parts) > 1 else ""
        yield [*_head(document, sheet, copy, page), *lines]


def _head(document: Mapping[str, Any], sheet: Mapping[str, Any], copy: str, page: str) -> list[str]:
    """Office and title, the copy's name, the numbers."""
    name = "  ".join(part for part in (sheet["office"], sheet["title"]) if part)
    number = f"{sheet['number-label']} {sheet['number']}"
    other = "  ".join(part for part in (sheet["form-number"], sheet["reprint"], page) if part)
    return [_edges(name, copy), _edges(number, other), "=" * WIDTH]


def _edges(left: str, right: str) -> str:
    """Two texts at the edges of a line; the left one is cut where they would touch."""
    right = _cut(right, WIDTH - 12)
    left = _cut(left, WIDTH - width(right) - 2)
    return (left + " " * (WIDTH - width(left) - width(right)) + right).rstrip()


def _cut(text: str, room: int) -> str:
    """As much of a text as fits; two dots say that it goes on."""
    if width(text) <= room:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > room - 2:
            break
        kept += char
    return kept + ".."


def folded(text: str, room: int) -> list[str]:
    """A text in lines of so many columns, parted at spaces where there are any; at least one line."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        line = paragraph
        while width(line) > room:
            at = _fits(line, room)
            space = line.rfind(" ", 1, at + 1)
            parted = space if space > at // 2 else at
            found.append(line[:parted].rstrip())
            line = line[parted:].lstrip()
        found.append(line)
    return found


def _fits(line: str, room: int) -> int:
    used = 0
    for at, char in enumerate(line):
        used += width(char)
        if used > room:
            return at
    return len(line)


# --- the parts of a slip ---------------------------------------------------------------------------


def _part(part: Mapping[str, Any]) -> list[str]:
    return list(_charges(part)) if part["kind"] == "charges" else list(_fields(part["items"]))


def _fields(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The fields: two beside each other where both are short, else each in lines of its own."""
    yield from _packed((_field(item), item.get("share", 1) == 1) for item in items)


def _packed(pieces: Iterable[tuple[list[str], bool]]) -> Iterator[str]:
    """Pieces of one line two by two, where they may stand beside another and both fit."""
    waiting = ""
    for lines, beside in pieces:
        short = beside and len(lines) == 1 and width(lines[0]) <= HALF - 2
        if short and waiting:
            yield waiting + " " * (HALF - width(waiting)) + lines[0]
            waiting = ""
        elif short:
            waiting = lines[0]
        else:
            yield from (waiting, *lines) if waiting else lines
            waiting = ""
    if waiting:
        yield waiting


def _field(item: Mapping[str, Any]) -> list[str]:
    if item["kind"] == "tick":
        return folded(_box(item["label"], item["chosen"]), WIDTH)
    if item["kind"] == "ticks":
        return folded(f"{item['label']}: {_boxes(item['ticks'])}", WIDTH)
    label, value = f"{item['label']}: ", item["value"]
    boxes = _boxes(item.get("options", ()))
    if boxes or value:
        said = "  ".join(part for part in (boxes, value) if part)
        first, *more = folded(said, WIDTH - width(label))
        return [label + first, *(" " * width(label) + line for line in more)]
    return _to_write(label, item)


def _box(title: str, chosen: bool) -> str:
    return f"[{'x' if chosen else ' '}]{title}"


def _boxes(named: Iterable[tuple[str, bool]]) -> str:
    return "  ".join(_box(title, chosen) for title, chosen in named)


def _to_write(label: str, item: Mapping[str, Any]) -> list[str]:
    """A line to write on; two where there is much to be written."""
    units = item.get("units") or ()
    if units:
        return [label + "".join(f"{'_' * (6 if len(units) == 1 else 4)}{unit}" for unit in units)]
    if item.get("tall") or item.get("share", 1) > 1:
        return [label + "_" * (WIDTH - width(label))]
    return [label + "_" * max(6, HALF - 2 - width(label))]


_RULE = "-" * WIDTH
_COLUMNS = (5, 8, 28, 9, 7, 10, 13)
"""Columns of the charges: number, kind, item, quantity, unit, price, amount; together 80."""
_RIGHT = (0, 3, 5, 6)


def _charges(part: Mapping[str, Any]) -> Iterator[str]:
    """The lines charged, room for more as long as the work goes on, and the sums."""
    yield _RULE
    yield _row(part["head"])
    for number, row in enumerate(part["rows"], 1):
        cells = [str(number), *row]
        names = folded(cells[2], _COLUMNS[2] - 1)
        yield _row([*cells[:2], names[0], *cells[3:]])
        yield from (" " * (_COLUMNS[0] + _COLUMNS[1]) + line for line in names[1:])
    if not part["done"]:
        yield from ("_" * WIDTH for _line in range(max(0, 3 - len(part["rows"]))))
    sums = [f"{label}: {value or '________'} {unit}" for label, value, unit in part["sums"]]
    if sums:
        yield from folded("    ".join(sums), WIDTH)
    words = part["in-words"]
    if words and words["value"]:
        yield from folded(f"{words['label']}: {words['value']}", WIDTH)
    yield _RULE


def _row(cells: Iterable[str]) -> str:
    line = ""
    for at, (cell, room) in enumerate(zip(cells, _COLUMNS, strict=True)):
        text = _cut(cell, room - 1)
        gap = " " * (room - 1 - width(text))
        line += f"{gap}{text} " if at in _RIGHT else f"{text}{gap} "
    return line.rstrip()


def _foot(sheet: Mapping[str, Any]) -> Iterator[str]:
    """Where it is signed, below what the customer reads and the notes."""
    yield ""
    for words in (sheet["disclaimer"], sheet["notes"]):
        if words:
            yield from folded(words, WIDTH)
    signed = [f"{title}: {'_' * max(8, HALF - 4 - width(title))}" for title in sheet["signatures"]]
    if signed:
        date = f"{sheet['date-label']}: " + "".join(f"____{unit}" for unit in sheet["date-units"])
        yield from _packed((folded(each, WIDTH), True) for each in (*signed, date))


# --- bytes -----------------------------------------------------------------------------------------


def _sent(page: Iterable[str]) -> bytes:
    return b"".join(printable(line).encode("gb18030") + b"\r\n" for line in page)


def printable(text: str) -> str:
    """The text with what the printer has instead of what it lacks; nothing in it acts on the printer."""
    return "".join(char if _known(char) else MISSING for char in text.translate(ALTERED))


def _known(char: str) -> bool:
    if char.isascii():
        return char.isprintable()
    try:
        return len(char.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False
