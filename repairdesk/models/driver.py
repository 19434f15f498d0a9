"""The SQLite library: which one, how a connection is set up, and what its errors mean.

One library is chosen for the whole process, because two of them on one file drop each other's locks. SQLite up
to 3.51.2 can damage a write-ahead log that two processes write, so such a library never uses one: it takes the
slower rollback journal, with ``synchronous=EXTRA``. No other code opens the register, not even to look at it:
closing any handle of the file would drop the locks of this process.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import Busy, NoRoom, StoreError, Unsound


def has_sound_log(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite has the mended write-ahead log."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _choose() -> Any:
    """The library shipped beside the program when it is the sound one, else the one Python came with."""
    try:
        shipped = importlib.import_module("pysqlite3")
    except ImportError:
        return importlib.import_module("sqlite3")
    return shipped if has_sound_log(shipped.sqlite_version_info) else importlib.import_module("sqlite3")


if TYPE_CHECKING:
    import sqlite3

    dbapi = sqlite3
else:
    dbapi = _choose()

SOUND_LOG = has_sound_log(dbapi.sqlite_version_info)
SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file while it is in use; part of the register until the last user has gone."""

# secure_delete overwrites what is deleted; recursive_triggers makes REPLACE fire the triggers of append-only
# tables; trusted_schema=OFF keeps a doctored schema from running functions; mmap would hide I/O errors as crashes.
_SETTINGS = """
PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;
PRAGMA mmap_size=0; PRAGMA journal_size_limit=4194304;
"""
ERRORS = (dbapi.Error, UnicodeDecodeError)
"""What the library raises; the second where the text of a damaged file, or of a message about it, is no text."""

_MEANING: dict[int, tuple[type[StoreError], str]] = {
    3: (NoRoom, "read_only"),
    5: (Busy, "busy"),
    6: (Busy, "busy"),
    8: (NoRoom, "read_only"),
    10: (NoRoom, "io_error"),
    11: (Unsound, "damaged"),
    13: (NoRoom, "no_room"),
    14: (NoRoom, "cannot_open"),
    15: (Busy, "busy"),
    26: (Unsound, "foreign_file"),
}


def meaning(error: Exception, path: Path) -> StoreError | None:
    """What an error of the library means for the register at ``path``; None for a fault of the program itself."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and (code & 0xFF) in _MEANING:
        kind, word = _MEANING[code & 0xFF]
        return kind(word, path=str(path))
    if isinstance(error, UnicodeDecodeError) or str(error).startswith("Could not decode to UTF-8"):
        return Unsound("damaged", path=str(path))
    return None


@contextmanager
def meaningful(path: Path) -> Iterator[None]:
    """Errors of the library inside come out as errors of the register."""
    try:
        yield
    except ERRORS as error:
        told = meaning(error, path)
        if told is None:
            raise
        raise told from error


def connect(
    path: Path, *, patience: float = 10.0, foreign_keys: bool = True, alone: bool = False
) -> dbapi.Connection:
    """A connection to a file that is there (none is ever made), set up so that what is committed is on the disk.

    ``patience``: seconds to wait for a lock. ``alone``: keep everybody else out, or find the file busy if
    anybody is in. The journal mode belongs to the file and stays as it is, but for a library with the unsound
    log, which takes the file back to the rollback journal, or finds it busy.
    """
    db = _open(path, "mode=rw", patience)
    try:
        if alone:  # said before the first look at the file, or it would not count against its readers
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.executescript(_SETTINGS)
        db.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        mode = _pragma(db, "journal_mode")
        if mode == "wal" and not SOUND_LOG:
            mode = _pragma(db, "journal_mode=DELETE")
        level = {"wal": 2, "delete": 3}[str(mode)]
        db.execute(f"PRAGMA synchronous={level}")
        if _pragma(db, "synchronous") != level:
            raise Unsound("not_durable", path=str(path))
        if alone:
            db.execute("BEGIN EXCLUSIVE")
            db.execute("ROLLBACK")
    except BaseException:
        db.close()
        raise
    db.row_factory = dbapi.Row
    return db


def look(path: Path) -> dbapi.Connection:
    """A connection for a first look at a file: it takes no lock, reads no log, and cannot change anything."""
    return _open(path, "mode=ro&immutable=1", 0)


def _open(path: Path, how: str, patience: float) -> dbapi.Connection:
    return dbapi.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def _pragma(db: dbapi.Connection, words: str) -> object:
    return db.execute(f"PRAGMA {words}").fetchone()[0]


def use_best_journal(db: dbapi.Connection) -> None:
    """Give a new file the write-ahead log, if this library's is sound."""
    if SOUND_LOG and _pragma(db, "journal_mode=WAL") != "wal":
        raise Unsound("not_durable", path="")


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, so that they can run inside a transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if dbapi.complete_statement(statement):
            yield statement
            statement = ""
