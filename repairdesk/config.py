"""Where things are on this machine, and which language to speak: what the environment decides."""

from __future__ import annotations

import locale
import os
from pathlib import Path

from repairdesk.rules.refusal import refuse

APP = "repairdesk"
LANGUAGES = ("zh", "en")

_HERE = Path(__file__).resolve().parent


def data_dir() -> Path:
    """The reference data shipped with the program: inside the installed package, or beside it in a source tree."""
    inside = _HERE / "data"
    return inside if inside.is_dir() else _HERE.parent / "data"


def procedures_dir() -> Path:
    """The procedures that come with the program, one TOML file each."""
    return data_dir() / "procedures"


def locale_dir() -> Path:
    """The translations, in gettext's layout."""
    return data_dir() / "locale"


def default_db() -> Path:
    """The office's database when no ``--db`` is given: ``REPAIRDESK_DB``, else in the user-data folder."""
    named = os.environ.get("REPAIRDESK_DB")
    return Path(named).expanduser() if named else user_dir() / "desk.db"


def log_file() -> Path:
    """Where a fault of the program is written down; the terminal belongs to the screens."""
    return user_dir() / "repairdesk.log"


def user_dir() -> Path:
    """The folder of this user's data as the platform has it. Nothing is created."""
    import platformdirs

    return platformdirs.user_data_path(APP, appauthor=False)


def wanted_language(given: str | None = None) -> str:
    """``zh`` or ``en``: as given by ``--lang``, else ``REPAIRDESK_LANG``, else the locale's, else English.

    A language given but not spoken is refused (``not_one_of``); a locale that is neither means English.
    """
    for field, name in (("lang", given), ("REPAIRDESK_LANG", os.environ.get("REPAIRDESK_LANG"))):
        if name:
            spoken = _spoken(name)
            if spoken is None:
                raise refuse(field, "not_one_of", allowed=LANGUAGES)
            return spoken
    return _spoken(_locale_name()) or "en"


def _spoken(name: str) -> str | None:
    """The language of ``zh``, ``zh_CN.UTF-8``, ``en-GB`` and the like, if the program speaks it."""
    language = name.strip().lower().replace("-", "_").partition(".")[0].partition("_")[0]
    return language if language in LANGUAGES else None


def _locale_name() -> str:
    """The locale's name: the first variable that is set decides, as in every POSIX program."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if name := os.environ.get(variable):
            return name
    name = locale.getlocale()[0] or ""  # what Windows and macOS know without any variable
    return "zh" if name.lower().startswith("chinese") else name
