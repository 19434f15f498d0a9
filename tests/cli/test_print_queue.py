"""Printing by the command line: to a printer of this machine, what waits, a batch, and how this machine prints."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from .conftest import Desk


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of its own: its preferences, and a folder of commands with no print command in it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("repairdesk.preferences.user_dir", lambda: tmp_path / "user")
    return folder


def issued(desk: Desk) -> str:
    return desk.issue(desk.log("2026-03-30 10:00"), "2026-03-30 10:05")


def with_printer(folder: Path) -> Path:
    """A print command that keeps what it is given and the words it was called with."""
    (folder / "cat").symlink_to("/bin/cat")
    (folder / "lp").write_text(f'#!/bin/sh\necho "$@" >> {folder}/words\ncat >> {folder}/printed\n')
    (folder / "lp").chmod(0o755)
    return folder / "printed"


def test_a_slip_goes_to_the_printer_and_the_second_time_it_is_marked(desk: Desk, machine: Path) -> None:
    paper, order = with_printer(machine), issued(desk)
    answered = desk.json("order", "print", order)
    assert answered == desk.json("order", "show", order)
    assert paper.read_bytes().startswith(b"%PDF")
    assert f"-t Work order {order} -o media=A4" in (machine / "words").read_text()
    desk.run("order", "print", order, code=2)
    assert "Say why it is printed once more" in desk.err
    desk.run("order", "print", order, "--reason", "torn", "--paper", "a5", "--printer", "office")
    assert "-d office" in (machine / "words").read_text()
    first, second = desk.json("print", "list", order)
    assert [first["place"], first["paper"], first["state"], first["reason"]] == [1, "a4", "printed", None]
    assert [second["place"], second["paper"], second["printer"], second["reason"]] == [
        2,
        "a5",
        "office",
        "torn",
    ]
    assert desk.json("print", "list") == []


def test_a_reprint_says_so_on_the_paper(desk: Desk, tmp_path: Path) -> None:
    from tests.paper import pages

    order, folder = issued(desk), tmp_path / "out"
    folder.mkdir()
    desk.run("order", "print", order, "--printer", str(folder))
    desk.run("order", "print", order, "--printer", str(folder), "--reason", "torn")
    first, second = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert "Reprint2" not in pages.read(first.read_bytes())[0].words
    assert "Reprint2" in pages.read(second.read_bytes())[0].words


def test_what_a_printer_does_not_take_stays_to_be_printed(desk: Desk, machine: Path) -> None:
    order, other = issued(desk), issued(desk)
    for each in (order, other):
        desk.run("order", "print", each, code=2)
        assert "no command to print with" in desk.err
    assert [(one["order"], one["problem"]) for one in desk.json("print", "list")] == [
        (order, "no_printer"), (other, "no_printer"),
    ]  # fmt: skip
    assert "waits: no print command" in desk.run("print", "list")
    desk.run("print", "run", code=2)
    assert "no command to print with" in desk.err
    paper = with_printer(machine)
    assert "Printed: 2 forms." in desk.run("print", "run")
    assert paper.read_bytes().count(b"%PDF") == 2
    assert desk.json("print", "list") == []
    assert desk.json("print", "run") == {"printed": [], "failed": {}}


def test_what_is_not_wanted_any_more_is_given_up(desk: Desk) -> None:
    orders = [issued(desk) for _n in range(3)]
    for each in orders:
        desk.run("order", "print", each, code=2)
    first = desk.json("print", "list")[0]["print"]
    desk.run("print", "give-up", str(first), "--reason", "withdrawn")
    assert [one["order"] for one in desk.json("print", "list")] == orders[1:]
    desk.run("print", "give-up", code=2)
    desk.run("print", "give-up", str(first), code=2)
    assert "given this print up" in desk.err
    desk.run("print", "give-up", "--all")
    assert desk.json("print", "list") == []
    assert desk.json("print", "list", orders[0])[0]["state"] == "given_up"


def test_a_dot_matrix_printer_on_the_network_is_set_up_once(desk: Desk) -> None:
    got = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        desk.run("print", "setup", "--way", "text", code=2)
        assert "endless paper only" in desk.err
        shown = desk.json("print", "setup", "--printer", address, "--way", "text", "--paper", "241x93")
        assert shown == {"printer": address, "paper": "241x93", "way": "text", "print_issued": False}
        order = issued(desk)
        desk.run("order", "print", order)
        line, _address = server.accept()
        with line:
            while data := line.recv(65536):
                got.extend(data)
    assert got.startswith(b"\x1b@\x1c&\x1b2\x1bC\x16")
    assert order.encode() in got
    assert got.count(b"\x0c") >= 3
    desk.run("print", "run", code=0)
    assert "241x93" in desk.run("print", "setup")
    assert desk.json("print", "setup", "--printer", "-", "--issued", "yes")["printer"] == ""


def test_the_slips_of_the_night_are_a_batch(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    call = desk.log("2026-03-30 22:00")
    night = desk.issue(call, "2026-03-30 22:05")
    issued(desk)
    waits = desk.json("print", "run", "--batch", "night-slips", "--printer", str(folder))
    assert len(waits["printed"]) == 1
    assert [path.name for path in folder.iterdir()] == [f"Work order {night}.pdf"]
    again = desk.json("print", "run", "--batch", "night-slips", "--printer", str(folder))
    assert again["printed"] == []  # on paper already, though nobody has said yet that it is written
    desk.run("print", "run", "--batch", "letters", code=2)


def test_a_look_needs_nobody_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    order = issued(desk)
    desk.run("order", "print", order, "--output", str(tmp_path / "look.pdf"), by="")
    assert desk.json("print", "list", order) == []
    assert (tmp_path / "look.pdf").read_bytes().startswith(b"%PDF")
