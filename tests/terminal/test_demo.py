"""The sample office opens on its board at once, with somebody on duty, and leaves nothing behind."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from tests.terminal.pty_desk import Desk


@pytest.mark.parametrize(("language", "heading"), [("en", "Board"), ("zh", "看板")])
def test_the_demo_opens_on_the_board(language: str, heading: str) -> None:
    before = set(Path(tempfile.gettempdir()).glob("repairdesk-*"))
    with Desk([sys.executable, "-m", "repairdesk", "--lang", language, "demo"]) as desk:
        desk.wait(heading)
        assert len([line for line in desk.lines if line.strip()]) > 15
        desk.keys("ctrl+q")
        assert desk.end() == 0
    assert set(Path(tempfile.gettempdir()).glob("repairdesk-*")) == before
