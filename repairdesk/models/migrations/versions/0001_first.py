"""The first layout."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from repairdesk.models.driver import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    for statement in statements(Path(__file__).with_suffix(".sql").read_text("utf-8")):
        op.get_bind().exec_driver_sql(statement)
