"""The sample office opens on its board at once, with somebody on duty, and leaves nothing behind."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal.pty_desk import Desk


@pytest.mark.parametrize(("language", "heading"), [("en", "Board"), ("zh", "看板")])
def test_the_demo_opens_on_the_board(language: str, heading: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "repairdesk", "--lang", language, "demo"]
    with Desk(command, env={"TMPDIR": str(tmp_path)}) as desk:
        desk.wait(heading)
        desk.until(lambda: len([line for line in desk.lines if line.strip()]) > 15, "calls on the board")
        assert list(tmp_path.iterdir())
        desk.keys("ctrl+q")
        assert desk.end() == 0
    assert list(tmp_path.iterdir()) == []
