"""The way to a printer: the system's own command, and what is said where there is none or it fails."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from repairdesk import text
from repairdesk.paper.printer import print_text, save_text, send
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


# --- queues, devices, the network, folders ----------------------------------------------------------


def told(made: bytes, printer: str, **more: object) -> tuple[str, str]:
    """The code and the sentence where it is not printed."""
    with pytest.raises(Refused) as refusal:
        send(made, printer, **more)
    (problem,) = refusal.value.problems
    return problem.code, text.say(problem)


def test_a_queue_is_told_the_title_and_the_paper(bin_: Path) -> None:
    command(bin_, "lp", f'for word in "$@"; do echo "$word"; done > {bin_}/words; cat > {bin_}/printed')
    send(b"%PDF-1.7 x", "office", title="派工单 261122500001", paper="241x93")
    assert (bin_ / "printed").read_bytes() == b"%PDF-1.7 x"
    assert (bin_ / "words").read_text().splitlines() == [
        "-d", "office", "-t", "派工单 261122500001", "-o", "media=Custom.241x93.1mm", "-o", "print-scaling=none",
    ]  # fmt: skip
    send(b"\x1b@", "office", title="x", paper="241x93", raw=True)
    assert (bin_ / "words").read_text().splitlines() == ["-d", "office", "-t", "x", "-o", "raw"]


def test_a_wrong_name_and_a_print_service_that_is_stopped_are_told_apart(bin_: Path) -> None:
    command(bin_, "lp", "echo 'lp: Error - The printer or class does not exist.' >&2; exit 1")
    command(bin_, "lpstat", "echo 'scheduler is running'")
    assert told(b"x", "nowhere")[0] == "unknown_printer"
    assert "nowhere" in told(b"x", "nowhere")[1]
    command(bin_, "lpstat", "echo 'scheduler is not running'")
    assert told(b"x", "nowhere")[0] == "print_service_off"


def test_a_printer_on_the_network_gets_every_byte() -> None:
    made, got = bytes(range(256)) * 4000, bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            line, _address = server.accept()
            with line:
                while data := line.recv(65536):
                    got.extend(data)

        printer = threading.Thread(target=listen)
        printer.start()
        send(made, f"tcp://127.0.0.1:{server.getsockname()[1]}")
        printer.join(10)
    assert bytes(got) == made


def test_a_printer_on_the_network_that_is_off_or_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert told(b"x", f"tcp://127.0.0.1:{port}")[0] == "printer_off"
    for address in ("tcp://", "tcp://127.0.0.1:none", "tcp://no-such-printer.invalid"):
        assert told(b"x", address)[0] == "unknown_printer", address


def test_a_device_is_written_to_and_one_that_is_off_is_named(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    send(b"one\f", str(device))
    send(b"two\f", str(device))
    assert device.read_bytes() == b"one\ftwo\f"
    assert told(b"x", str(tmp_path / "lp9"))[0] == "unknown_printer"
    fifo = tmp_path / "off"
    os.mkfifo(fifo)
    code, words = told(b"x", str(fifo))
    assert code == "printer_off"
    assert "No such device" in words


def test_a_device_that_takes_its_time_gets_all_of_it(tmp_path: Path) -> None:
    fifo, got = tmp_path / "slow", bytearray()
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    made = bytes(300_000)

    def read() -> None:
        while len(got) < len(made):
            with suppress(BlockingIOError):
                got.extend(os.read(reader, 10_000))
            time.sleep(0.001)

    printer = threading.Thread(target=read)
    printer.start()
    send(made, str(fifo))
    printer.join(20)
    os.close(reader)
    assert len(got) == len(made)


def test_a_device_that_takes_nothing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repairdesk.paper.printer.PATIENCE", 0.2)
    fifo = tmp_path / "stuck"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    assert told(bytes(300_000), str(fifo))[0] == "printer_off"
    os.close(reader)


def test_a_folder_gets_a_file_of_its_own_for_each(tmp_path: Path) -> None:
    for _time in range(2):
        send(b"%PDF x", str(tmp_path), title="派工单 26/1")
    send(b"\x1b@", f"{tmp_path}/", title="../../x")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "_.._x.txt", "派工单 26_1 (2).pdf", "派工单 26_1.pdf",
    ]  # fmt: skip
