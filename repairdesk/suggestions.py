"""The office's word lists, read when a call is first typed in: the board does not wait for them."""

from __future__ import annotations

from functools import cache

from repairdesk.config import data_dir
from repairdesk.rules.emergencies import Emergency, read_emergencies
from repairdesk.rules.routing import Lists, read_lists


@cache
def word_lists() -> Lists:
    """The lists of ``data/words.toml``, read once. Raises ``ProcedureError`` if somebody broke the file."""
    import tomllib

    path = data_dir() / "words.toml"
    return read_lists(tomllib.loads(path.read_text(encoding="utf-8")), path.name)


@cache
def usual_emergencies() -> tuple[Emergency, ...]:
    """The emergencies of ``data/emergencies.toml``, for an office that has no list of its own; read once."""
    import tomllib

    path = data_dir() / "emergencies.toml"
    return read_emergencies(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
