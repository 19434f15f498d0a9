"""Bringing a register of an older version up to date. Only here, and in ``env.py``, is Alembic imported."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config

from repairdesk.models import backup, driver, files, migrations
from repairdesk.models.errors import Unsound

SCRIPTS = Path(__file__).parent


def config(connection: sqlalchemy.Connection) -> Config:
    """Alembic's settings for a connection that is already in its transaction."""
    settings = Config()
    settings.set_main_option("script_location", SCRIPTS.as_posix())
    settings.attributes["connection"] = connection
    return settings


def engine(path: Path, *, patience: float = 10.0) -> sqlalchemy.Engine:
    """An engine for migrations alone, with the driver and settings of the program.

    Foreign keys are off from the start, because rebuilding a table would otherwise empty the tables that refer to
    it, and cannot be switched off once the transaction has begun.
    """
    made = sqlalchemy.create_engine(
        "sqlite://",
        module=driver.dbapi,
        creator=lambda: driver.connect(path, patience=patience, foreign_keys=False),
        poolclass=sqlalchemy.NullPool,
    )

    @sqlalchemy.event.listens_for(made, "begin")
    def begin(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def upgrade(path: Path, *, patience: float) -> None:
    """Copy the register to a dated name beside it, then run what it lacks, all in one transaction."""
    backup.copy(path, files.dated(path, "before-upgrade"), patience=patience)
    try:
        with driver.meaningful(path), engine(path, patience=patience).begin() as connection:
            command.upgrade(config(connection), migrations.HEAD)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise Unsound("damaged", path=str(path))
            connection.exec_driver_sql(f"PRAGMA user_version = {migrations.FORMAT}")
    except sqlalchemy.exc.DBAPIError as error:
        told = driver.meaning(error.orig, path) if isinstance(error.orig, driver.dbapi.Error) else None
        if told is None:
            raise
        raise told from error
