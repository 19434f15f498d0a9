"""Copies of the register that are known to be good, and the way back from one.

A copy of the file is no backup: what was saved last lies in the log beside it. The copies here are made by
SQLite's own backup while others go on writing, and are called done only when they have been read through.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from . import driver, files
from .errors import Unsound


def copy(source: Path, target: Path, *, patience: float = 10.0) -> None:
    """A sound private copy of the register at ``source`` under the free name ``target``: whole, or not there.

    The copy needs nothing beside it: it has no write-ahead log, so it can be read from a read-only stick.
    """
    with (
        files.growing(target) as part,
        driver.meaningful(source),
        closing(driver.connect(source, patience=patience)) as db,
        closing(driver.connect(part, patience=patience)) as new,
    ):
        db.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        if new.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise Unsound("damaged", path=str(source))
