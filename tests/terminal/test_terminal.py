"""What a real terminal does to the desk: it goes away, sends rubbish, changes its size, is none at all."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.pty_desk import Desk

ROOT = Path(__file__).resolve().parent.parent.parent
TOY = [sys.executable, "-m", "tests.terminal.toy"]

Start = Callable[..., Desk]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the toy notes what it did."""
    return tmp_path / "done"


@pytest.fixture
def start(tmp_path: Path, out: Path) -> Start:
    """Start the toy; its log goes to a folder of the test's own."""

    def started(*prefix: str, **options) -> Desk:
        env = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share"), **options.pop("env", {})}
        return Desk([*prefix, *TOY, str(out)], cwd=ROOT, env=env, **options)

    return started


def done(out: Path, *, drafts: bool = False) -> list[str]:
    text = out.read_text("utf-8") if out.exists() else ""
    return [line for line in text.splitlines() if drafts or not line.startswith("draft")]


def log_of(tmp_path: Path) -> Path:
    return tmp_path / "share" / "repairdesk" / "repairdesk.log"


# --- ends -----------------------------------------------------------------------------------------


def test_leaving_restores_the_terminal_and_is_quick(start: Start) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.rest()
        began = time.monotonic()
        desk.keys("ctrl+q")
        assert desk.end() == 0
        assert time.monotonic() - began < 0.5
        assert desk.left_on() == set()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_keeps_the_draft_and_restores_the_terminal(start: Start, out: Path, number: int) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", "half typed")
        desk.wait("half typed")
        began = time.monotonic()
        desk.signal(number)
        assert desk.end() == 128 + number
        assert time.monotonic() - began < 0.9, "ended by the last resort only"
        assert desk.left_on() == set()
    assert "'f1': 'half typed'" in done(out, drafts=True)[-1]


@pytest.mark.parametrize(
    "prefix", [(), ("sh", "-c", 'trap "" HUP; exec "$0" "$@"')], ids=["hup", "hup ignored"]
)
def test_a_terminal_that_vanishes_ends_the_desk(start: Start, out: Path, prefix: tuple[str, ...]) -> None:
    with start(*prefix) as desk:
        desk.wait("Board")
        desk.keys("f2", "half typed")
        desk.wait("half typed")
        desk.hang_up()
        assert desk.end(3) == 128 + signal.SIGHUP
    assert "'f1': 'half typed'" in done(out, drafts=True)[-1]


def test_a_fault_shows_a_number_and_nobodys_data(start: Start, tmp_path: Path, out: Path) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", "half typed", "esc", "f7")
        assert desk.end() == 1
        assert desk.left_on() == set()
        told = desk.bytes.decode("utf-8", "replace")
    log = log_of(tmp_path)
    written = log.read_text("utf-8")
    number = written.split()[0]
    assert f"Incident {number}" in told
    assert "ValueError" in written
    assert "in action_crash" in written
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    for secret in ("424242", "13800000001", "half typed"):
        assert secret not in written
    for secret in ("424242", "13800000001", "Traceback"):
        assert secret not in told
    assert "half typed" in done(out, drafts=True)[-1]


def test_stopped_and_continued_it_draws_again(start: Start) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.rest()
        desk.signal(signal.SIGTSTP)
        desk.rest()
        desk.signal(signal.SIGCONT)
        desk.rest()
        desk.keys("f2")
        desk.wait("Field 6")


# --- no terminal, odd terminals -------------------------------------------------------------------


def test_without_a_terminal_it_says_so_and_ends_with_2(tmp_path: Path) -> None:
    ran = subprocess.run(
        TOY, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, timeout=20, check=False,
        env={**os.environ, "HOME": str(tmp_path)}, start_new_session=True,
    )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "needs a terminal" in ran.stderr


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": None}])
def test_a_terminal_not_known_is_tried_and_told(start: Start, env: dict[str, str | None]) -> None:
    with start(env=env) as desk:
        desk.wait("Board", "terminal is not known")
        desk.keys("ctrl+q")
        assert desk.end() == 0


def test_without_a_utf8_locale_chinese_is_still_drawn(start: Start) -> None:
    with start(env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}) as desk:
        desk.wait("阳光花园", "欧阳娜~", "厨房水管漏水")


def test_the_environment_cannot_load_code_write_files_or_press_keys(start: Start, tmp_path: Path) -> None:
    env = {
        "TEXTUAL_DRIVER": "nowhere:Driver", "TEXTUAL_LOG": str(tmp_path / "log"), "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_DEBUG": "1", "TEXTUAL": "debug,devtools", "COLUMNS": "200", "LINES": "9",
    }  # fmt: skip
    with start(env=env) as desk:
        desk.wait("Board", "^P")
        desk.rest()
        desk.keys("f2")
        desk.wait("Field 6")
    assert not (tmp_path / "log").exists()


# --- sizes ----------------------------------------------------------------------------------------


def test_a_storm_of_sizes_is_survived(start: Start) -> None:
    pick = random.Random(1)
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", "typed")
        for _ in range(60):
            desk.resize(
                pick.choice((0, 1, 2, 5, 20, 80, 120, 300)), pick.choice((0, 1, 2, 5, 10, 24, 40, 100))
            )
            desk.rest(0.01)
        desk.resize(80, 24)
        desk.wait("Field 6", "typed", gone="too small")


def test_a_window_too_small_is_told_and_keeps_what_was_typed(start: Start) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", "typed")
        desk.resize(60, 20)
        desk.wait("too small: 60 x 20")
        assert "Field 1" not in desk.text
        desk.resize(100, 30)
        desk.wait("Field 1       >typed", gone="too small")


# --- rubbish --------------------------------------------------------------------------------------


def test_bytes_that_are_not_utf8_are_told_and_left_out(start: Start, out: Path) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2")
        desk.wait("Field 6")
        desk.send("水管".encode("gbk") + b"ok")
        desk.wait("does not send UTF-8", "ok")
        desk.keys("ctrl+s")
        desk.wait("Saved")
    assert "'f1': 'ok'" in done(out)[-1]


def test_a_paste_with_controls_in_it_is_text(start: Start, out: Path) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2")
        desk.wait("Field 6")
        desk.paste("水管 \x1b[31m红 \x11\x03\x9b2J[red]\r\n二楼\t漏水\n")
        desk.keys("ctrl+s")
        desk.wait("Saved")
    assert "'f1': '水管 [31m红 2J[red] 二楼 漏水'" in done(out)[-1]


def test_a_paste_too_long_is_refused_at_the_field(start: Start, out: Path) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", "before ")
        desk.wait("before")
        began = time.monotonic()
        desk.paste("水管漏水 [/] 13800000001\n" * 30000)
        desk.wait("200")
        assert time.monotonic() - began < 3
        desk.keys("after", "ctrl+s")
        desk.wait("Saved")
    assert "'f1': 'before after'" in done(out)[-1]


def test_a_paste_whose_end_is_lost_does_not_lock_the_keyboard(start: Start) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2")
        desk.wait("Field 6")
        desk.send(b"\x1b[200~lost")
        desk.wait("lost")
        desk.keys("x")
        desk.wait("lostx")


def test_text_from_people_reaches_the_terminal_as_text(start: Start) -> None:
    with start() as desk:
        desk.wait("[red]Zhang[/]")
        before = len(desk.bytes)
        desk.keys("f10")
        desk.wait("[@click=app.quit]")
        sent = desk.bytes[before:]
        for acting in (b"\x1b[31m[red]", "\x9b".encode(), "\u202e".encode()):
            assert acting not in sent
        assert "\u241b[31m[red]x[/red] [@click=app.quit]q[/] <9B>2J <202E>abc [/" in desk.text
