"""Write the tables of keys and commands in both READMEs from the program itself; ``--check`` only compares.

The tables stand between ``<!-- keys: ... -->`` and ``<!-- end of keys -->``, likewise ``commands``.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
HEADINGS = {
    "en": ("| Key | What it does |", "| Command | What it does |"),
    "zh": ("| 按键 | 作用 |", "| 命令 | 作用 |"),
}
SIGNS = {"escape": "Esc", "enter": "Enter", "space": "Space", "right": "Right", "left": "Left"}


def shown(key: str) -> str:
    """A key as it stands on a keyboard: ``ctrl+s`` is ``Ctrl+S``."""
    return " / ".join(
        SIGNS.get(
            one, "+".join(part.capitalize() if len(part) > 1 else part.upper() for part in one.split("+"))
        )
        for one in key.split(",")
    )


def keys() -> list[tuple[str, str]]:
    """The desk's own keys and those of its screens, each with its text in the language spoken now."""
    from repairdesk.app import DeskApp
    from repairdesk.text import _

    bindings = list(DeskApp.BINDINGS)
    for place in DeskApp.AREAS.values():
        module, _colon, name = place.partition(":")
        bindings += getattr(importlib.import_module(module), name).__dict__.get("BINDINGS", [])
    found: dict[str, str] = {}
    for binding in bindings:
        if binding.description:
            found.setdefault(shown(binding.key), _(binding.description))
    return list(found.items())


def commands() -> list[tuple[str, str]]:
    """Every command with the first line of its help."""
    import typer

    from repairdesk.cli.commands import NOUNS, root
    from repairdesk.text import _

    whole = typer.main.get_command(root)
    rows: list[tuple[str, str]] = []
    for noun in NOUNS:
        command = whole.get_command(None, noun)  # type: ignore[attr-defined]
        verbs = getattr(command, "commands", None)
        if verbs is None:
            rows.append((noun, _(command.help)))
        else:
            rows += [(f"{noun} {verb}", _(found.help)) for verb, found in verbs.items()]
    return rows


def table(heading: str, rows: list[tuple[str, str]]) -> str:
    """A table of two columns."""
    lines = [heading, "| --- | --- |", *(f"| `{left}` | {right} |" for left, right in rows)]
    return "\n".join(lines)


def filled(text: str, name: str, body: str) -> str:
    """The page with the part of that name replaced."""
    start, end = f"<!-- {name}: written by scripts/docs.py -->", f"<!-- end of {name} -->"
    before, _start, rest = text.partition(start)
    _old, _end, after = rest.partition(end)
    return f"{before}{start}\n{body}\n{end}{after}"


def page(language: str) -> str:
    """A README as it should be."""
    from repairdesk.text import set_language

    set_language(language)
    of_keys, of_commands = HEADINGS[language]
    text = READMES[language].read_text("utf-8")
    text = filled(text, "keys", table(of_keys, keys()))
    return filled(text, "commands", table(of_commands, commands()))


def main() -> int:
    """Write the pages, or with ``--check`` say which are not what they should be."""
    stale = []
    for language, path in READMES.items():
        wanted = page(language)
        if path.read_text("utf-8") != wanted:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(wanted, "utf-8")
    if stale and "--check" in sys.argv:
        print("Run scripts/docs.py:", ", ".join(stale))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
