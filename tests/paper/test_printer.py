"""The way to a printer: the system's own command, and what is said where there is none or it fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from repairdesk import text
from repairdesk.paper.printer import print_text, save_text
from repairdesk.rules.refusal import Refused


def command(folder: Path, name: str, script: str) -> None:
    """A print command of that name."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def bin_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is looked in before anything else but the shell's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("cat", "sleep"):
        found = next(
            Path(place) / name for place in os.environ["PATH"].split(":") if (Path(place) / name).exists()
        )
        (folder / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def refused(words: str, code: str = "not_printed") -> str:
    """What is said where the text is not printed."""
    with pytest.raises(Refused) as refusal:
        print_text(words)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("printer", code)
    return text.say(problem)


def test_the_text_reaches_the_print_command_as_it_is(bin_: Path) -> None:
    command(bin_, "lp", f"cat > {bin_}/printed")
    print_text("交接班 𠮷\n第二行\f次页\n")
    assert (bin_ / "printed").read_bytes() == "交接班 𠮷\n第二行\f次页\n".encode()


def test_where_there_is_no_lp_lpr_is_asked(bin_: Path) -> None:
    command(bin_, "lpr", f"cat > {bin_}/printed")
    print_text("x")
    assert (bin_ / "printed").read_text() == "x"


@pytest.mark.usefixtures("bin_")
def test_without_any_print_command_it_is_said_what_to_do() -> None:
    assert "Save the sheet in a file" in refused("x", "no_printer")


def test_what_the_print_command_says_is_told(bin_: Path) -> None:
    command(bin_, "lp", "echo 'lp: Error - no default destination available.' >&2; exit 1")
    assert "no default destination" in refused("x" * 200_000)


def test_a_print_command_that_cannot_be_run_is_a_refusal(bin_: Path) -> None:
    (bin_ / "lp").write_text("#!/nowhere\n")
    (bin_ / "lp").chmod(0o755)
    refused("x")


def test_a_print_command_that_hangs_is_given_up(bin_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repairdesk.paper.printer.PATIENCE", 0.3)
    command(bin_, "lp", "exec sleep 20")
    refused("x")


def test_a_text_is_saved_under_a_free_name_only(tmp_path: Path) -> None:
    save_text("交接班\f\n", tmp_path / "sheet.txt")
    assert (tmp_path / "sheet.txt").read_bytes() == "交接班\f\n".encode()
    for path, code in (
        (tmp_path / "sheet.txt", "already_a_file"),
        (tmp_path / "no" / "x.txt", "cannot_open"),
    ):
        with pytest.raises(Refused) as refusal:
            save_text("x", path)
        assert [problem.code for problem in refusal.value.problems] == [code]
    assert (tmp_path / "sheet.txt").read_bytes() == "交接班\f\n".encode()
