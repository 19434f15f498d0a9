"""Alarms answered, shifts handed over, things held at the desk, emergencies, and entries taken back."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from repairdesk.models.driver import statements

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for statement in statements(Path(__file__).with_suffix(".sql").read_text("utf-8")):
        run(statement)
