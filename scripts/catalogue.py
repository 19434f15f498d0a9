"""The translations: extract the messages from the program, check that all are translated, compile the catalogue.

    catalogue.py check      fails unless every message is translated, once, with the same placeholders
    catalogue.py compile    writes the catalogue that the program reads
    catalogue.py missing    prints what is not translated yet, ready to paste into a .po file
                            (catalogue.py missing repairdesk/cli: only what these files say)

Each area of the program has its own ``data/locale/zh_CN/AREA.po``; where the same message stands in several, the
translations must be the same. All of them together become one ``LC_MESSAGES/repairdesk.mo``.
"""

from __future__ import annotations

import ast
import io
import string
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "repairdesk"
PO = ROOT / "data" / "locale" / "zh_CN"
MO = PO / "LC_MESSAGES" / "repairdesk.mo"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}

Id = str | tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A translation: the .po file it stands in, the message, what stands for it, and whether it is only a guess."""

    path: Path
    id: Id
    text: Id
    fuzzy: bool


@dataclass
class Found:
    """A message of the program: where it stands, and its plural if it has one."""

    id: Id
    places: list[str] = field(default_factory=list)


def extracted(program: Path = PROGRAM) -> dict[str, Found]:
    """Every message of the program by its (singular) text."""
    found: dict[str, Found] = {}
    for path in sorted(program.rglob("*.py")):
        for line, id_, _comments, _context in extract_from_file("python", str(path), keywords=KEYWORDS):
            message = found.setdefault(_key(id_), Found(id_))
            if isinstance(id_, tuple):
                message.id = id_
            message.places.append(f"{path.relative_to(program.parent)}:{line}")
    return found


def translations(folder: Path = PO) -> Iterator[Entry]:
    """Every entry of every .po file, the headers left out."""
    for path in sorted(folder.rglob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale="zh_CN", abort_invalid=True)
        for message in catalogue:
            if message.id:
                yield Entry(path, _whole(message.id), _whole(message.string), message.fuzzy)


def _whole(texts: str | list[str] | tuple[str, ...] | None) -> Id:
    return texts if isinstance(texts, str) else tuple(texts or ("",))


def _key(id_: Id) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _texts(translation: Id) -> tuple[str, ...]:
    return (translation,) if isinstance(translation, str) else translation


def placeholders(text: str) -> set[str]:
    """The names in braces. A brace that is not one of a pair raises ``ValueError``."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def problems(program: Path = PROGRAM, folder: Path = PO) -> list[str]:
    """What is wrong with the messages and their translations, one line each."""
    found = extracted(program)
    lines = [line for path in sorted(program.rglob("*.py")) for line in unextractable(path)]
    seen: dict[str, Entry] = {}
    for entry in translations(folder):
        key = _key(entry.id)
        where = f"{entry.path.name}: {key!r}"
        first = seen.setdefault(key, entry)
        if first.text != entry.text:
            lines.append(f"{where}: translated differently in {first.path.name}")
        if key not in found:
            lines.append(f"{where}: no longer said by the program")
        elif entry.fuzzy:
            lines.append(f"{where}: marked fuzzy")
        else:
            lines += [f"{where}: {fault}" for fault in faults(found[key].id, entry.text)]
    lines += [f"{f.places[0]}: {key!r}: not translated" for key, f in found.items() if key not in seen]
    return lines


def faults(id_: Id, translation: Id) -> Iterator[str]:
    """What is wrong with one translation of one message."""
    wanted = placeholders(_texts(id_)[-1])
    for text in _texts(translation):
        if not text.strip():
            yield "not translated"
        elif placeholders(text) != wanted:
            yield f"placeholders {sorted(placeholders(text))} instead of {sorted(wanted)}"
    for text in (*_texts(id_), *_texts(translation)):
        unsure = sorted({char for char in text if unicodedata.east_asian_width(char) == "A"})
        if unsure:
            yield f"{' '.join(unsure)} is one cell wide in some terminals and two in others"


def unextractable(path: Path) -> Iterator[str]:
    """Calls of the marking functions whose message is put together on the spot, so that no catalogue can hold it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            texts = node.args[:2] if node.func.id == "ngettext" else node.args[:1]
            if any(_put_together(text) for text in texts):
                yield f"{path.name}:{node.lineno}: the message is put together inside {node.func.id}()"


def _put_together(text: ast.expr) -> bool:
    if isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute):
        return text.func.attr in ("format", "format_map", "join")
    return isinstance(text, ast.JoinedStr | ast.BinOp)


def compiled(folder: Path = PO) -> bytes:
    """The catalogue as the program reads it: equal translations give equal bytes."""
    fixed = datetime(2026, 1, 1, tzinfo=UTC)
    whole = Catalog(
        "zh_CN", project="RepairDesk", version="1", creation_date=fixed, revision_date=fixed, fuzzy=False
    )
    for entry in translations(folder):
        whole.add(entry.id, entry.text)
    out = io.BytesIO()
    write_mo(out, whole)
    return out.getvalue()


def check() -> int:
    """Print what is wrong; 1 if anything is."""
    lines = problems()
    if not lines and (not MO.exists() or MO.read_bytes() != compiled()):
        lines = [f"{MO.relative_to(ROOT)} is not up to date: run scripts/catalogue.py compile"]
    print("\n".join(lines) if lines else f"{len(extracted())} messages, all translated")
    return 1 if lines else 0


def write() -> int:
    """Write the catalogue."""
    MO.parent.mkdir(parents=True, exist_ok=True)
    MO.write_bytes(compiled())
    return 0


def missing(prefixes: list[str]) -> int:
    """Print entries to fill in, for the messages of these files (of all, if none is named)."""
    done = {_key(entry.id) for entry in translations() if all(_texts(entry.text))}
    for key, found in extracted().items():
        places = [place for place in found.places if not prefixes or place.startswith(tuple(prefixes))]
        if key in done or not places:
            continue
        print(f"#: {' '.join(places)}")
        for name, text in zip(("msgid", "msgid_plural"), _texts(found.id), strict=False):
            print(f"{name} {_quoted(text)}")
        print('msgstr ""\n' if isinstance(found.id, str) else 'msgstr[0] ""\n')
    return 0


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n")
    return f'"{escaped}"'


def main(arguments: list[str]) -> int:
    """Do what the command line says; the exit code."""
    match arguments:
        case ["check"]:
            return check()
        case ["compile"]:
            return write()
        case ["missing", *prefixes]:
            return missing(prefixes)
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
