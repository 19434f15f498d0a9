"""Fields, equipment, books and duties of the office's own, several procedures, and ends other than the gate."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from repairdesk.models.driver import statements

revision = "0002"
down_revision = "0001"

WIDER = ("staff", "call", "work_order", "charge")
"""The tables with new columns, made anew so that an upgraded register has the very layout of a new one."""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run("PRAGMA legacy_alter_table = ON")  # a table set aside does not take the references of others with it
    for table in WIDER:
        found = run(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?",
            (table,),
        )
        for (index,) in found.fetchall():
            run(f"DROP INDEX {index}")
        run(f"ALTER TABLE {table} RENAME TO old_{table}")
    script = list(statements(Path(__file__).with_suffix(".sql").read_text("utf-8")))
    made = [statement for statement in script if statement.lstrip().startswith("CREATE TABLE")]
    for statement in made:
        run(statement)
    for table in WIDER:
        names = run("SELECT group_concat(name) FROM pragma_table_info(?)", (f"old_{table}",)).scalar_one()
        run(f"INSERT INTO {table} ({names}) SELECT {names} FROM old_{table}")  # noqa: S608 - names of our own
        run(f"DROP TABLE old_{table}")
    for statement in script:
        if statement not in made:
            run(statement)
    run("PRAGMA legacy_alter_table = OFF")
