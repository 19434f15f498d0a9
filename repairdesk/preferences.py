"""How this machine is to look and sound: what its user has switched, kept in the user-data folder beside the log."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from repairdesk.config import user_dir

THEMES = ("normal", "dim", "contrast")
"""How the screens look: in the terminal's colours, for a dark room, or as bright as it gets."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """``sound``: whether alarms ring the terminal's bell; ``theme``: one of ``THEMES``."""

    sound: bool = True
    theme: str = THEMES[0]


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
    theme = kept.get("theme")
    return Preferences(kept.get("sound") is not False, theme if theme in THEMES else THEMES[0])


def keep_preferences(wanted: Preferences) -> None:
    """Keep them for the next start. Raises ``OSError`` where the folder cannot be written to."""
    file = preferences_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(asdict(wanted)) + "\n", encoding="utf-8")
    part.replace(file)
