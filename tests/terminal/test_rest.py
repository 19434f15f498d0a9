"""While nobody types, nothing is sent but clocks that can be seen."""

from __future__ import annotations

import time
from pathlib import Path

from tests.faults.office import ROOT, Office, call_lines, environment, run
from tests.terminal.pty_desk import Desk


def sent_in(desk: Desk, seconds: float = 2.2) -> int:
    """Bytes that the program sends meanwhile."""
    before, end = len(desk.bytes), time.monotonic() + seconds
    while time.monotonic() < end:
        desk.rest(0.1)
    return len(desk.bytes) - before


def test_the_clocks_of_a_board_that_a_form_covers_cost_nothing(tmp_path: Path) -> None:
    office = Office.set_up(tmp_path / "desk.db")
    assert run(office.command("call", "log", "--stdin"), call_lines("a", 20)).returncode == 0
    with Desk(office.command(), cwd=ROOT, env=environment()) as desk:
        desk.wait("Board")
        assert sent_in(desk), "no clock ran on the board"
        desk.keys("f2")
        desk.wait("Who calls")
        desk.rest(1)
        assert sent_in(desk) < 100
        desk.keys("esc")
        desk.wait("Board")
        desk.rest()
        assert sent_in(desk), "no clock runs any more"
