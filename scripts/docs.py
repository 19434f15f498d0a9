"""Write the tables of keys and commands in both READMEs from the program itself; ``--check`` only compares.

The tables stand between ``<!-- keys: ... -->`` and ``<!-- end of keys -->``, likewise ``commands``.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
HEADINGS = {
    "en": (("Where", "Key", "What it does"), ("Command", "What it does")),
    "zh": (("画面", "按键", "作用"), ("命令", "作用")),
}
ANYWHERE = {"EN": "anywhere", "中": "任何画面"}
FORMS = {"EN": "in a form", "中": "表单"}
SIGNS = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "right": "Right",
    "left": "Left",
    "pagedown": "PgDn",
}


def shown(key: str) -> str:
    """A key as it stands on a keyboard: ``ctrl+s`` is ``Ctrl+S``."""
    return " / ".join(
        SIGNS.get(
            one, "+".join(part.capitalize() if len(part) > 1 else part.upper() for part in one.split("+"))
        )
        for one in key.split(",")
    )


def keys() -> list[tuple[str, str, str]]:
    """The keys that work anywhere, those of every form, and each screen's own, in the language spoken now."""
    from repairdesk.app import DeskApp

    # isort: split
    from repairdesk.screens.form import FormScreen
    from repairdesk.text import _

    places: list[tuple[str, type]] = [(ANYWHERE[_("EN")], DeskApp), (FORMS[_("EN")], FormScreen)]
    for place in DeskApp.AREAS.values():
        module, _colon, name = place.partition(":")
        screen = getattr(importlib.import_module(module), name)
        places.append((_(screen.heading), screen))
    return [(where, *row) for where, owner in places for row in own_keys(owner)]


def own_keys(owner: type) -> list[tuple[str, str]]:
    """The keys that a screen itself names, each key once."""
    from textual.binding import Binding

    from repairdesk.text import _

    found: dict[str, str] = {}
    for binding in owner.__dict__.get("BINDINGS", []):
        if isinstance(binding, Binding) and binding.description and binding.key != "escape":
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


def table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table; the last column but one is what is typed."""
    typed = len(headings) - 2
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    for row in rows:
        cells = [f"`{cell}`" if place == typed else cell for place, cell in enumerate(row)]
        lines.append("| " + " | ".join(cells) + " |")
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
