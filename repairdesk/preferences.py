"""How this machine is to look and sound: what its user has switched, kept in the user-data folder beside the log."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from repairdesk.config import user_dir

THEMES = ("normal", "dim", "contrast")
"""How the screens look: in the terminal's colours, for a dark room, or as bright as it gets."""

PAPERS = ("a4", "a5", "241x93", "241x140")
"""What slips are printed on: A4, A5 lying, and endless paper 241 mm wide in thirds and halves of 11 inches."""
WAYS = ("pdf", "text")
"""As what: a page set in type, or the text that a dot-matrix printer prints by itself."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """``sound``: whether alarms ring the terminal's bell; ``theme``: one of ``THEMES``.

    ``printer`` as ``paper.printer.send`` wants it, empty for the one that the system uses; ``paper`` one of ``PAPERS``;
    ``way`` one of ``WAYS``; ``print_issued``: whether a slip is printed as soon as its order is issued.
    """

    sound: bool = True
    theme: str = THEMES[0]
    printer: str = ""
    paper: str = PAPERS[0]
    way: str = WAYS[0]
    print_issued: bool = False


def preferences_file() -> Path:
    """Where they are kept; the file need not be there."""
    return user_dir() / "preferences.json"


def read_preferences() -> Preferences:
    """What was kept; whatever cannot be read is as in a new program."""
    try:
        kept = json.loads(preferences_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(kept, dict):
        return Preferences()

    def one_of(name: str, known: tuple[str, ...]) -> str:
        value = kept.get(name)
        return value if value in known else known[0]

    printer = kept.get("printer")
    return Preferences(
        sound=kept.get("sound") is not False,
        theme=one_of("theme", THEMES),
        printer=printer if isinstance(printer, str) else "",
        paper=one_of("paper", PAPERS),
        way=one_of("way", WAYS),
        print_issued=kept.get("print_issued") is True,
    )


def keep_preferences(wanted: Preferences) -> None:
    """Keep them for the next start. Raises ``OSError`` where the folder cannot be written to."""
    file = preferences_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(asdict(wanted)) + "\n", encoding="utf-8")
    part.replace(file)
