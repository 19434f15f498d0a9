"""Write what a procedure file may say, from the program itself, for editors and for people.

    procedure_docs.py           writes data/procedures/procedure.schema.json, docs/PROCEDURES.md and docs/PROCEDURES.zh-CN.md
    procedure_docs.py --check   only compares
    procedure_docs.py missing   prints what has no Chinese yet, ready to paste into docs/procedures.po

The keys, what they take and what they mean stand in ``repairdesk/rules``; their Chinese stands in docs/procedures.po.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from repairdesk import words  # noqa: E402
from repairdesk.explain import words as explained  # noqa: E402
from repairdesk.rules.procedure import Procedure  # noqa: E402
from repairdesk.rules.schema import NAMED, Shape  # noqa: E402
from repairdesk.text import _, set_language  # noqa: E402

SCHEMA = ROOT / "data" / "procedures" / "procedure.schema.json"
PAGES = {"en": ROOT / "docs" / "PROCEDURES.md", "zh": ROOT / "docs" / "PROCEDURES.zh-CN.md"}
CHINESE = ROOT / "docs" / "procedures.po"
ROOT_TABLE = Procedure.__name__
REFERENCE = "#/definitions/"
# What the words of the long lists mean.
MEANINGS = {
    "Fact": words.FACTS, "Action": words.ACTIONS, "Stage": explained.STAGES, "Step": explained.ADVICE_AT,
    "Feature": explained.FEATURES,
}  # fmt: skip
MANY = 5
"""A table that stands in more places than these stands everywhere."""
TITLE = "What a procedure file may say"
INTRODUCTION = (
    "A procedure is a TOML file. Nothing in it is guessed: a key that is not named here is refused, and so is a value "
    "of another kind. `repairdesk procedure check FILE` says what is wrong, `repairdesk procedure show FILE` tells in "
    "plain words what the file lays down, and an editor that knows TOML schemas (the first line of each file names "
    "`procedure.schema.json`) completes the keys and marks mistakes while you write."
)
HEADINGS = ("Key", "Takes", "Needed", "What it means")
YES, ONE_OR_MORE, LIST_OF, TABLE_OF, WHOLE, TEXT, ANY_OF = (
    "yes", "{what}, or a list", "list of {what}", "table of {what} by name", "whole number", "text", "{what} or {other}",
)  # fmt: skip
HEAD_OF_FILE, WORD, MEANING, STANDS_AT, DEFAULT = (
    "The head of the file",
    "Word",
    "Meaning",
    "Stands at",
    "else {value}",
)


# --- the texts ------------------------------------------------------------------------------------


def chinese() -> dict[str, str]:
    """The Chinese of every text."""
    with CHINESE.open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file, locale="zh_CN") if each.id}


def one_line(text: str) -> str:
    """A docstring as a sentence."""
    return " ".join(text.replace("``", "`").split())


def texts() -> Iterator[str]:
    """Every text that has a translation."""
    yield from (TITLE, INTRODUCTION, *HEADINGS, YES, ONE_OR_MORE, LIST_OF, TABLE_OF, WHOLE, TEXT, ANY_OF)
    yield from (HEAD_OF_FILE, WORD, MEANING, STANDS_AT, DEFAULT)
    for shape in NAMED.values():
        if "description" in shape:
            yield one_line(shape["description"])
        yield from (
            one["description"] for one in shape.get("properties", {}).values() if "description" in one
        )


class Speaker:
    """The texts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._known = chinese() if language == "zh" else {}

    def say(self, text: str, **values: str) -> str:
        """A text with its values in place; one without Chinese stays English."""
        found = self._known.get(text) or text
        return found.format(**values) if values else found

    def meaning(self, name: str, word: str) -> str:
        """What a word of a long list is called."""
        set_language(self.language)
        return _(MEANINGS[name][word])


# --- for editors ----------------------------------------------------------------------------------


def schema() -> str:
    """The JSON Schema of a procedure file (draft 7, which the editors read), its descriptions in both languages."""
    in_both = {name: _described(name, shape) for name, shape in NAMED.items()}
    whole = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "RepairDesk procedure",
        **in_both.pop(ROOT_TABLE),
        "definitions": dict(sorted(in_both.items())),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _described(name: str, shape: Shape) -> Shape:
    english, other = Speaker("en"), Speaker("zh")

    def both(text: str) -> str:
        return f"{english.say(one_line(text))}\n{other.say(one_line(text))}"

    found: dict[str, Any] = dict(shape)
    if "description" in found:
        found["description"] = both(found["description"])
    if "properties" in found:
        found["properties"] = {
            key: {**one, "description": both(one["description"])} if "description" in one else one
            for key, one in found["properties"].items()
        }
    if name in MEANINGS:
        told = [f"{english.meaning(name, word)} / {other.meaning(name, word)}" for word in shape["enum"]]
        found["x-taplo"] = {"docs": {"enumValues": told}}
    return found


# --- for people -----------------------------------------------------------------------------------


def page(language: str) -> str:
    """The reference, key by key: the head of the file, then each table as it is first met."""
    speaker = Speaker(language)
    lines = [f"# {speaker.say(TITLE)}", "", speaker.say(INTRODUCTION)]
    for name, places in _places().items():
        lines += ["", f"## {_heading(name, speaker)}", ""]
        shape = NAMED[name]
        if "description" in shape:
            lines += [speaker.say(one_line(shape["description"])), ""]
        if places:
            lines += [f"{speaker.say(STANDS_AT)}: {', '.join(f'`{place}`' for place in places)}", ""]
        lines += _words(name, speaker) if "enum" in shape else _keys(shape, speaker)
    return "\n".join(lines) + "\n"


def _heading(name: str, speaker: Speaker) -> str:
    return speaker.say(HEAD_OF_FILE) if name == ROOT_TABLE else name


def _places() -> dict[str, list[str]]:
    """Every named shape in the order in which it is met, and where it stands: ``[[closing.bar]]``, ``due``."""
    found: dict[str, list[str]] = {ROOT_TABLE: []}
    paths = {ROOT_TABLE: ""}
    waiting = [ROOT_TABLE]
    while waiting:
        parent = waiting.pop(0)
        for key, shape in NAMED[parent].get("properties", {}).items():
            path = f"{paths[parent]}.{key}".removeprefix(".") if len(found[parent]) < 2 else key
            for name in _references(shape):
                if name not in found:
                    found[name] = []
                    paths[name] = path
                    waiting.append(name)
                place = f"[[{path}]]" if shape.get("type") == "array" and "enum" not in NAMED[name] else path
                found[name] += [place] if place not in found[name] else []
    return {name: [] if len(places) > MANY else places for name, places in found.items()}


def _references(shape: Any) -> list[str]:
    """The named shapes to which a shape refers."""
    if isinstance(shape, dict):
        here = [str(shape["$ref"]).removeprefix(REFERENCE)] if "$ref" in shape else []
        return here + [name for value in shape.values() for name in _references(value)]
    if isinstance(shape, list):
        return [name for value in shape for name in _references(value)]
    return []


def _keys(shape: Shape, speaker: Speaker) -> list[str]:
    rows = []
    for key, one in shape["properties"].items():
        needed = speaker.say(YES) if key in shape.get("required", ()) else ""
        if "default" in one and one["default"] not in (False, ""):
            needed = speaker.say(DEFAULT, value=f"`{json.dumps(one['default'])}`")
        meaning = speaker.say(one_line(one.get("description", "")))
        rows.append((f"`{key}`", _taken(one, speaker), needed, meaning))
    return _table(tuple(speaker.say(each) for each in HEADINGS), rows)


def _words(name: str, speaker: Speaker) -> list[str]:
    rows = [(f"`{word}`", speaker.meaning(name, word)) for word in NAMED[name]["enum"]]
    return _table((speaker.say(WORD), speaker.say(MEANING)), rows)


def _taken(shape: Shape, speaker: Speaker) -> str:
    """What a key takes, in words."""
    if "allOf" in shape:
        return _taken(shape["allOf"][0], speaker)
    if "$ref" in shape:
        name = str(shape["$ref"]).removeprefix(REFERENCE)
        return f"[{name}](#{_anchor(_heading(name, speaker))})"
    if "enum" in shape:
        return " ".join(f"`{json.dumps(word) if isinstance(word, bool) else word}`" for word in shape["enum"])
    if "anyOf" in shape:
        first, *others = shape["anyOf"]
        if others == [{"type": "array", "items": first}]:
            return speaker.say(ONE_OR_MORE, what=_taken(first, speaker))
        return speaker.say(ANY_OF, what=_taken(first, speaker), other=_taken(others[0], speaker))
    match shape["type"]:
        case "array":
            return speaker.say(LIST_OF, what=_taken(shape["items"], speaker))
        case "object":
            return speaker.say(TABLE_OF, what=_taken(shape["additionalProperties"], speaker))
        case "integer":
            return speaker.say(WHOLE)
        case "boolean":
            return "`true` `false`"
    return str(shape.get("title", speaker.say(TEXT)))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows)]


# --- the command ----------------------------------------------------------------------------------


def missing() -> list[str]:
    """The texts that have no Chinese."""
    known = chinese()
    return [text for text in dict.fromkeys(texts()) if not known.get(text)]


def problems() -> list[str]:
    """What is wrong with the Chinese: texts without it, and Chinese of what is no longer said."""
    said = set(texts())
    lines = [f"no Chinese: {text}" for text in missing()]
    return lines + [f"no longer said: {text}" for text in chinese() if text not in said]


def main(arguments: list[str]) -> int:
    """Do what the command line says; the exit code."""
    if arguments == ["missing"]:
        for text in missing():
            print(f'msgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""\n')
        return 0
    wrong = problems()
    for path, wanted in {SCHEMA: schema(), **{path: page(name) for name, path in PAGES.items()}}.items():
        if not path.exists() or path.read_text("utf-8") != wanted:
            if "--check" in arguments:
                wrong.append(f"{path.relative_to(ROOT)} is not up to date: run scripts/procedure_docs.py")
            else:
                path.write_text(wanted, "utf-8")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
