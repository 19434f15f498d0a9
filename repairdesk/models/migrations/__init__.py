"""The versions of the register's layout: which one a file has, and how an older one is brought up to date.

Alembic is imported only when a file really is older; whether it is, one line of SQL tells.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from repairdesk.models import driver
from repairdesk.models.errors import Unsound

if TYPE_CHECKING:
    from repairdesk.models.tx import Tx

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every revision, oldest first. The files in ``versions`` have the same names."""

HEAD = REVISIONS[-1]
FORMAT = len(REVISIONS)
"""Kept in the file's ``user_version``, so that a program sees at once that a file is newer than itself."""

APPLICATION_ID = 0x52504453
""""RPDS" in the file's header: a register of this program, and no other SQLite database."""

SCHEMA = Path(__file__).parent.parent / "schema.sql"
"""The whole layout as of ``HEAD``, written from ``tables.py`` by ``python -m repairdesk.models.tables``."""


def lay_out(db: driver.dbapi.Connection) -> None:
    """Give an empty file the tables of this version and their stamp, in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    for statement in driver.statements(SCHEMA.read_text("utf-8")):
        db.execute(statement)
    db.execute("INSERT INTO alembic_version (version_num) VALUES (?)", (HEAD,))
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {FORMAT}")
    db.execute("COMMIT")


def require_known(path: Path) -> None:
    """Refuse a file of another program or of a newer version, from its header alone and without touching it."""
    with driver.meaningful(path):
        try:
            application, version = _stamp(driver.look(path))
        except driver.dbapi.DatabaseError as error:
            told = driver.meaning(error, path)
            if told is None or told.code != "damaged":
                raise
            # The first look takes no lock, and the log may just be being played into the file: look in earnest.
            application, version = _stamp(driver.connect(path))
    if application != APPLICATION_ID:
        raise Unsound("foreign_file", path=str(path))
    if version > FORMAT:
        raise Unsound("newer_file", path=str(path))


def _stamp(db: driver.dbapi.Connection) -> tuple[int, int]:
    """The application id and the format in the header of a file, whose connection is closed."""
    with closing(db):
        application, version = (
            db.execute(f"PRAGMA {word}").fetchone()[0] for word in ("application_id", "user_version")
        )
    return application, version


def require_format(tx: Tx, path: Path) -> None:
    """Refuse to write a file that a newer program has brought up to date while this one had it open."""
    if tx.value("PRAGMA user_version") != FORMAT:
        raise Unsound("newer_file", path=str(path))


def revision(tx: Tx, path: Path) -> str:
    """The revision a file has: ``HEAD`` or an older one; refused when this program knows none of that name."""
    try:
        found = tx.value("SELECT version_num FROM alembic_version")
    except driver.dbapi.OperationalError as error:
        raise driver.meaning(error, path) or Unsound("damaged", path=str(path)) from error
    if found not in REVISIONS:
        raise Unsound("newer_file" if found else "damaged", path=str(path))
    return str(found)


def upgrade(path: Path, *, patience: float) -> None:
    """Back the register up beside itself, then bring it to ``HEAD``; an interruption leaves the old one whole."""
    from repairdesk.models.migrations.run import upgrade as run_upgrade

    run_upgrade(path, patience=patience)
