"""A disk that fills up in the middle, and answers that cannot be written: told in a sentence, and nothing is half done.

The disk is made to refuse by strace, at the n-th write to the register's own files and at all after it.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.faults.office import Office, acknowledged, call_lines, environment, run
from tests.needs import need

WRITES = "write,pwrite64,writev,pwritev,ftruncate,fallocate"


def with_failing_writes(desk: Office, which: str, error: str, trace: Path) -> list[str]:
    """The saving of calls, with writes to the register failing: ``which`` is ``7`` or, with all after it, ``7+``."""
    sides = ("", "-wal", "-shm", "-journal")
    files = [word for side in sides for word in ("-P", f"{desk.path}{side}")]
    return [
        "strace", "-f", "-qq", "-o", str(trace), "-e", "signal=none", "-e", f"trace={WRITES}",
        "-e", f"inject={WRITES}:error={error}:when={which}", *files, "--", *desk.command("call", "log", "--stdin"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("which", "error"),
    [
        ("1+", "ENOSPC"),
        ("2", "ENOSPC"),
        ("7+", "ENOSPC"),
        ("16", "ENOSPC"),
        ("40+", "ENOSPC"),
        ("75", "EIO"),
        ("90+", "EDQUOT"),
    ],
)
def test_a_disk_that_refuses_a_write_costs_nothing_that_was_acknowledged(
    desk: Office, tmp_path: Path, which: str, error: str
) -> None:
    need("strace")
    trace = tmp_path / "trace"
    told = run(with_failing_writes(desk, which, error, trace), call_lines("a", 10))
    assert "(INJECTED)" in trace.read_text()
    assert told.returncode == 5
    assert re.search(r"disk|room|space", told.stderr, re.IGNORECASE)
    assert set(acknowledged(told.stdout)) <= set(desk.tokens())
    assert desk.findings() == []
    # With room again the same calls go in, none of them twice.
    again = run(desk.command("call", "log", "--stdin"), call_lines("a", 10))
    assert (again.returncode, len(acknowledged(again.stdout))) == (0, 10)
    assert len(desk.numbers()) == 10
    assert desk.findings() == []


@pytest.mark.parametrize(
    "words", [("call", "list"), ("board", "--json"), ("call", "list", "--numbers"), ("staff", "list")]
)
def test_an_answer_that_cannot_be_written_is_said_to_be_so(desk: Office, words: tuple[str, ...]) -> None:
    assert run(desk.command("call", "log", "--stdin"), call_lines("a", 3)).returncode == 0
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        told = run(desk.command(*words), stdout=full)
    finally:
        os.close(full)
    assert told.returncode == 5
    assert len(told.stderr.splitlines()) == 1


def test_calls_whose_acknowledgement_cannot_be_written_end_the_run(desk: Office) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        told = run(desk.command("call", "log", "--stdin"), call_lines("a", 10), stdout=full)
    finally:
        os.close(full)
    assert told.returncode == 5
    assert len(desk.tokens()) <= 1, "went on although nobody could be told"
    assert desk.findings() == []


def test_whoever_stops_reading_an_answer_is_not_scolded(desk: Office) -> None:
    assert run(desk.command("call", "log", "--stdin"), call_lines("a", 3)).returncode == 0
    reader, writer = os.pipe()
    os.close(reader)
    try:
        told = run(desk.command("call", "list"), stdout=writer)
    finally:
        os.close(writer)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize("limit", [200, 400])
def test_a_limit_on_the_size_of_files_is_met_with_a_sentence(desk: Office, limit: int) -> None:
    shell = f'ulimit -f {limit}; exec "$@"'
    done = subprocess.run(
        ["bash", "-c", shell, "bash", *desk.command("call", "log", "--stdin")],
        input=call_lines("a", 400).encode(), capture_output=True, timeout=60, env=environment(),
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 5
    assert b"Traceback" not in done.stderr
    assert set(acknowledged(done.stdout.decode())) <= set(desk.tokens())
    assert desk.findings() == []
