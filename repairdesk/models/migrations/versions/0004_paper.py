"""Forms printed, copies on their way, signed lists, pads of slips, receipts and waivers."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from repairdesk.models.driver import statements

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for statement in statements(Path(__file__).with_suffix(".sql").read_text("utf-8")):
        run(statement)
