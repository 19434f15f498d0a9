"""The night's own operations on a disk that is full, and killed in the middle: all of it is done, or nothing is.

The disk is made to refuse, and the program is killed, by strace at the n-th write to the register's own files.
"""

from __future__ import annotations

import signal
import sys
import time
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from repairdesk.config import procedures_dir
from repairdesk.desk import calls, handover, items, office
from repairdesk.models.doctor import doctor
from repairdesk.models.store import Store
from repairdesk.rules.facts import Operator
from repairdesk.views.handover import latest, sheet
from tests.faults.office import ROOT, environment, run
from tests.needs import need
from tests.terminal.pty_desk import Desk
from tests.terminal.shifted import set_to

WRITES = "write,pwrite64,writev,pwritev,ftruncate,fallocate"
STAFF = {
    "manager": "王经理",
    "clerk": "李前台",
    "operator": "吴夜班",
    "supervisor": "孙主管",
    "technician": "张师傅",
}
CALLS = 5


def at(clock_time: str, day: int = 2) -> datetime:
    hour, minute = (int(part) for part in clock_time.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


NIGHT = at("22:30")


@dataclass(frozen=True)
class Office:
    """Half past ten at night: five calls and an emergency that rings, a sheet not taken over, a key held, one call too many."""

    path: Path
    clock: Path
    calls: tuple[str, ...]

    @classmethod
    def set_up(cls, folder: Path) -> Office:
        folder.mkdir()
        path, clock = folder / "desk.db", folder / "clock"
        body = tomllib.loads((procedures_dir() / "dispatch-rules.toml").read_text("utf-8"))
        staff = tuple(office.StaffForm(name=name, role=role) for role, name in STAFF.items())
        store = office.create_office(
            path, office.NewOffice(name="阳光花园", procedure=body, staff=staff), now=at("8:00")
        )
        clerk = office.operator(store, "李前台", now=at("8:00"))
        office.add_room(store, office.operator(store, "王经理", now=at("8:00")), "3-2-1201", now=at("8:00"))
        items.take(store, clerk, kind="key", content="装修队明早来取", now=at("12:00"))
        night = office.operator(store, "吴夜班", now=NIGHT)
        numbers = tuple(
            _log(store, night, f"第{n}户水管漏水", NIGHT - timedelta(hours=1)) for n in range(CALLS)
        )
        _log(store, night, "水管爆裂", NIGHT - timedelta(hours=1), urgency="emergency")
        handover.make(store, clerk, border=at("17:30"), now=NIGHT - timedelta(minutes=30))
        _log(store, night, "房号听错了", NIGHT)
        store.close()
        set_to(clock, NIGHT)
        return cls(path, clock, numbers)

    def command(self, *words: str, by: str = "吴夜班") -> list[str]:
        program = [sys.executable, "-m", "tests.terminal.shifted", str(self.clock)]
        return [*program, "--db", str(self.path), "--lang", "en", "--by", by, *words]

    def under_strace(self, inject: str, trace: Path, *words: str) -> list[str]:
        sides = ("", "-wal", "-shm", "-journal")
        files = [word for side in sides for word in ("-P", f"{self.path}{side}")]
        return [
            "strace", "-f", "-qq", "-o", str(trace), "-e", "signal=none", "-e", f"trace={WRITES}",
            "-e", f"inject={WRITES}:{inject}", *files, "--", *self.command(*words),
        ]  # fmt: skip

    def everything(self) -> dict[str, list[Any]]:
        """Every record of the register."""
        store = Store.open(self.path)
        with store.read() as tx:
            names = tx.all("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '% STRICT'")
            found = {
                row["name"]: [tuple(one) for one in tx.all(f"SELECT * FROM {row['name']}")] for row in names
            }
        store.close()
        return found

    def is_sound(self) -> bool:
        return list(doctor(self.path)) == []


def _log(store: Store, who: Operator, content: str, now: datetime, **more: Any) -> str:
    form = calls.NewCall(
        kind="repair", room="3-2-1201", caller="赵女士", phone="13800138000", content=content, **more
    )
    return calls.log(store, who, form, now=now).number


@pytest.fixture
def night(tmp_path: Path) -> Office:
    need("strace")
    return Office.set_up(tmp_path / "office")


OPERATIONS = {
    "made": ("handover", "make", "--remark", "2 号楼电梯有异响"),
    "accepted": ("handover", "accept"),
    "objected": ("handover", "accept", "--line", "2", "--objection", "没写电话"),
    "undone": ("undo", "--reason", "房号听错了"),
    "heard": ("alarm", "answer", "--all"),
    "told": ("emergency", "tell", "0", "--whom", "孙主管"),
    "silent": ("emergency", "tell", "0", "--whom", "孙主管", "--no-answer"),
    "waits": ("call", "wait", "0"),
    "held": ("item", "add", "--kind", "cash", "--amount", "250.50", "--content", "停车费"),
    "given_out": ("item", "done", "1", "--given-to", "装修队老张"),
    "listed": ("emergency", "add", "--zh", "地库进水", "--words", "地库进水"),
}


def words_of(night: Office, name: str) -> list[str]:
    return [night.calls[0] if word == "0" else word for word in OPERATIONS[name]]


@pytest.mark.parametrize("name", OPERATIONS)
def test_on_a_full_disk_nothing_is_half_done_and_it_is_said(night: Office, tmp_path: Path, name: str) -> None:
    trace, before = tmp_path / "trace", night.everything()
    for which in ("1+", "2+", "4+"):
        told = run(night.under_strace(f"error=ENOSPC:when={which}", trace, *words_of(night, name)))
        assert "(INJECTED)" in trace.read_text(), f"fewer writes than {which}"
        assert told.returncode == 5, told.stderr
        assert len(told.stderr.splitlines()) == 1
        assert "disk" in told.stderr
        assert night.everything() == before
        assert night.is_sound()
    done = run(night.command(*words_of(night, name)))
    assert done.returncode == 0, done.stderr
    assert night.everything() != before
    assert night.is_sound()


@pytest.mark.parametrize("name", ["accepted", "undone", "made", "heard"])
def test_killed_at_any_write_all_of_it_is_done_or_nothing(night: Office, tmp_path: Path, name: str) -> None:
    """The transaction of an acceptance holds every line, what rings on them, and that they were handed on."""
    trace, before = tmp_path / "trace", night.everything()
    for which in range(1, 90, 3):
        ended = run(night.under_strace(f"signal=KILL:when={which}", trace, *words_of(night, name)))
        assert night.is_sound(), f"killed at write {which}"
        if night.everything() != before:
            break
        assert ended.returncode != 0
    after = night.everything()
    changed = {
        table: len(rows) - len(before[table]) for table, rows in after.items() if rows != before[table]
    }
    if name == "accepted":
        store = Store.open(night.path)
        done = sheet(store, latest(store) or 0)
        store.close()
        assert (done.state, len(done.left)) == ("accepted", 0)
        assert changed["fact"] == CALLS, "each line was handed on"
    elif name == "undone":
        assert changed["taken_back"] == 1
    assert which > 1


@pytest.mark.parametrize("name", ["accepted", "undone"])
def test_a_terminal_killed_while_it_saves_leaves_all_or_nothing_and_the_other_goes_on(
    night: Office, name: str
) -> None:
    environ = {**environment(), "XDG_DATA_HOME": str(night.path.parent)}
    with Desk(night.command(by="李前台"), cwd=ROOT, env=environ, patience=20) as other:
        other.wait("Board")
        for delay in (0.01, 0.03, 0.06, 0.1, 1.0):
            with Desk(night.command(), cwd=ROOT, env=environ, patience=20) as desk:
                desk.wait("Board")
                desk.keys("f7" if name == "accepted" else "ctrl+z")
                desk.wait("still to be taken over" if name == "accepted" else "Reason")
                if name == "accepted":
                    desk.keys("ctrl+s")
                    desk.wait("Yes")
                else:
                    desk.keys("房号听错了")
                    desk.wait("房号听错了")
                desk.send(b"\r")
                time.sleep(delay)
                desk.signal(signal.SIGKILL)
            assert night.is_sound()
            if _is_done(night, name):
                break
        else:
            pytest.fail("never saved")
        other.keys("f7")
        other.wait("As it stands now")
        assert other.process.poll() is None


def _is_done(night: Office, name: str) -> bool:
    """Whether all of it was saved; fails if only a part was."""
    store = Store.open(night.path)
    found = sheet(store, 1)
    with store.read() as tx:
        moved = tx.value("SELECT count(*) FROM standing_fact WHERE what = 'order.moved'")
        back = tx.value("SELECT count(*) FROM taken_back WHERE what = 'journal'")
        withdrawn = tx.value("SELECT count(*) FROM standing_fact WHERE what = 'call.withdrawn'")
    store.close()
    assert len(found.left) in (0, len(found.lines))
    assert (found.state == "accepted") == (not found.left)
    assert moved == (0 if found.left else CALLS)
    assert back == withdrawn
    return not found.left if name == "accepted" else back == 1
