"""Programs that are killed or work side by side: what was acknowledged is there, once, under a number of its own."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

from tests.faults.office import Office, acknowledged, call_lines, environment, gaps, run

ROUNDS = 6


def writer(desk: Office, lines: Path, output: Path) -> subprocess.Popen[bytes]:
    with lines.open("rb") as given, output.open("wb") as told:
        return subprocess.Popen(
            desk.command("call", "log", "--stdin"), stdin=given, stdout=told, stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2], env=environment(),
        )  # fmt: skip


def test_two_desks_killed_while_they_save_lose_nothing_they_acknowledged(
    desk: Office, tmp_path: Path
) -> None:
    chance, safe = random.Random(1), set()
    for number in range(ROUNDS):
        outputs, writers = [], []
        for slot in "ab":
            lines, output = tmp_path / f"lines-{slot}", tmp_path / f"output-{slot}"
            lines.write_text(call_lines(f"{number}{slot}", 3000))
            writers.append(writer(desk, lines, output))
            outputs.append(output)
        end = time.monotonic() + 20
        while not all(output.stat().st_size for output in outputs) and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.15))
        for each in writers:
            each.send_signal(signal.SIGKILL)
            _nothing, told = each.communicate()
            assert b"Traceback" not in told
        now = [token for output in outputs for token in acknowledged(output.read_text())]
        assert now, "killed before anything was saved"
        safe.update(now)
        held = desk.tokens()
        assert not safe - set(held), "acknowledged and lost"
        assert len(held) == len(set(held)), "saved twice"
        assert not gaps(desk.numbers())
    assert desk.findings() == []


def test_two_desks_saving_at_once_never_give_out_a_number_twice_nor_leave_one_out(
    desk: Office, tmp_path: Path
) -> None:
    writers = []
    for slot in "ab":
        lines = tmp_path / slot
        lines.write_text(call_lines(slot, 200))
        writers.append(writer(desk, lines, tmp_path / f"output-{slot}"))
    for each in writers:
        _nothing, told = each.communicate(timeout=60)
        assert (each.returncode, told) == (0, b"")
    for slot in "ab":
        assert len(acknowledged((tmp_path / f"output-{slot}").read_text())) == 200
    numbers = desk.numbers()
    assert len(set(desk.tokens())) == len(set(numbers)) == 400
    assert not gaps(numbers)
    assert desk.findings() == []


def test_the_same_call_sent_again_is_not_taken_twice(desk: Office) -> None:
    first = run(desk.command("call", "log", "--stdin"), call_lines("a", 5))
    again = run(desk.command("call", "log", "--stdin"), call_lines("a", 5))
    assert first.returncode == again.returncode == 0
    assert first.stdout == again.stdout
    assert len(desk.numbers()) == 5
