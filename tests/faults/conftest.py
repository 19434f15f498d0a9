"""An office for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.office import Office


@pytest.fixture
def desk(tmp_path: Path) -> Office:
    return Office.set_up(tmp_path / "office" / "desk.db")
