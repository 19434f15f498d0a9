"""An alarm at real terminals: the bell, the terminal's own notice, and two desks of which either may hear it."""

from __future__ import annotations

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from repairdesk import clock
from repairdesk.desk import calls, office
from repairdesk.rules.worktime import Hours
from tests.faults.office import CLERK, ROOM, ROOT, Office, environment
from tests.terminal import shifted
from tests.terminal.pty_desk import Desk

NOTICE = re.compile(rb"\x1b\]9;RepairDesk: ([^\x07]*)\x07")
ANY_OSC = re.compile(rb"\x1b\][^\x07]*\x07")


class Night:
    """An office tomorrow at ten in the evening, with one call taken at that moment."""

    def __init__(self, folder: Path) -> None:
        self.office = Office.set_up(folder / "desk.db")
        hours = Hours()
        tomorrow = hours.local(clock.now()).date() + timedelta(days=1)
        self.ten = hours.instant(datetime.combine(tomorrow, datetime.min.time()).replace(hour=22))
        self.clock, self.folder = folder / "clock", folder
        store = self.office.open()
        form = calls.NewCall(kind="repair", room=ROOM, caller="赵女士", phone="13800138000", content="漏水")
        calls.log(store, office.operator(store, CLERK, now=self.ten), form, now=self.ten)
        store.close()
        self.is_at(0)

    def is_at(self, seconds: float) -> None:
        """So long after ten."""
        shifted.set_to(self.clock, self.ten + timedelta(seconds=seconds))

    def desk(self, term: str = "xterm-256color") -> Desk:
        words = ["--db", str(self.office.path), "--by", CLERK, "--lang", "en"]
        command = [sys.executable, "-m", "tests.terminal.shifted", str(self.clock), *words]
        env = {**environment(), "XDG_DATA_HOME": str(self.folder / "data"), "TERM": term}
        return Desk(command, cwd=ROOT, env=env)


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


def watched(desk: Desk, seconds: float = 1) -> None:
    """Look on while its clocks run."""
    for _ in range(int(seconds * 10)):
        desk.rest(0.1)


def bells(desk: Desk) -> int:
    """How often the bell rang."""
    return ANY_OSC.sub(b"", desk.bytes).count(b"\x07")


def notices(desk: Desk) -> list[str]:
    """What the terminal was to show by itself."""
    return [words.decode() for words in NOTICE.findall(desk.bytes)]


def test_it_rings_until_it_is_heard_at_either_desk(night: Night) -> None:
    with night.desk() as one, night.desk() as other:
        for desk in (one, other):
            desk.wait("Board")
            watched(desk)
            assert (bells(desk), notices(desk)) == (0, [])
        night.is_at(301)  # nobody has named a technician within five minutes
        for desk in (one, other):
            desk.wait("ALARM", "Technician named", "^G Heard")
            assert notices(desk) == [f"{ROOM}: Technician named under a minute late"]
            assert bells(desk) == 1
        night.is_at(312)
        one.until(lambda: bells(one) == 2, "the second ring")
        assert len(notices(one)) == 1, "the terminal is told once"
        other.keys("f2")
        other.wait("ALARM", "Who calls")
        other.keys("漏", "ctrl+g")
        for desk in (one, other):
            desk.wait(gone="ALARM")
        other.wait("漏")
        rung = bells(one), bells(other)
        night.is_at(330)
        watched(one)
        watched(other)
        assert (bells(one), bells(other)) == rung


def test_a_machine_without_sound_shows_it_all_the_same(night: Night) -> None:
    with night.desk() as desk:
        desk.wait("Board")
        desk.keys("f6")
        desk.wait("Night watch")
        desk.keys("ctrl+n")
        desk.wait("No sound on this machine")
        night.is_at(301)
        desk.wait("ALARM", "no sound")
        watched(desk)
        assert bells(desk) == 0
        assert len(notices(desk)) == 1
        desk.keys("ctrl+q")
        desk.end()
    with night.desk() as again:
        again.wait("ALARM", "no sound")
        assert bells(again) == 0, "it is still so the next time"


def test_a_terminal_that_would_print_the_notice_only_rings(night: Night) -> None:
    night.is_at(301)
    with night.desk(term="linux") as desk:
        desk.wait("ALARM")
        desk.until(lambda: bells(desk) == 1, "the bell")
        assert notices(desk) == []
