"""A file that is no register, or no longer whole, or not ours to write: said so with what to do, and left as it is."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.office import Office, call_lines, command, run
from tests.needs import need

PAGE = 4096
ADVICE = re.compile(r"check|restore|backup|choose|newer|make|give|use|file|update", re.IGNORECASE)


def picture(path: Path) -> tuple[str, ...]:
    """What is in a file or folder, to see that nothing was changed, and nothing put beside it."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return tuple(
        f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ''}"
        for file in files
    )


# --- no register at all -----------------------------------------------------------------------------


def _database_of_somebody(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE contacts (name TEXT)")
    db.close()


FOREIGN: dict[str, Callable[[Path], object]] = {
    "an empty file": lambda path: path.touch(),
    "a text": lambda path: path.write_text("这不是登记册\n" * 50),
    "a picture": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5000)),
    "a spreadsheet": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(5000)),
    "the beginning of a database": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "a database of another program": _database_of_somebody,
    "noise": lambda path: path.write_bytes(random.Random(1).randbytes(3 * PAGE)),
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a link to nothing": lambda path: path.symlink_to("nowhere.db"),
    "a device": lambda path: path.symlink_to("/dev/null"),
}
COMMANDS = (["doctor"], ["--by", "李前台", "call", "log", "--stdin"])


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_no_register_is_refused_and_left_alone(what: str, tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    FOREIGN[what](path)
    before = picture(tmp_path)
    for words in COMMANDS:
        told = run(command("--db", str(path), *words), call_lines("a", 1))
        assert told.returncode == 3, words
        said = told.stdout + told.stderr
        assert len(said.splitlines()) == 1, said
        assert ADVICE.search(said), said
    assert picture(tmp_path) == before


def test_no_register_is_made_where_there_is_none(tmp_path: Path) -> None:
    told = run(command("--db", str(tmp_path / "desk.db"), "board"))
    assert told.returncode == 3
    assert "init" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_register_with_a_second_name_is_refused(desk: Office) -> None:
    other = desk.path.with_name("other.db")
    os.link(desk.path, other)
    told = run(command("--db", str(other), "call", "list"))
    assert (told.returncode, len(told.stderr.splitlines())) == (3, 1)


def test_a_register_of_a_newer_program_is_refused_and_left_alone(desk: Office) -> None:
    with sqlite3.connect(desk.path) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    before = picture(desk.path.parent)
    told = run(desk.command("call", "log", "--stdin"), call_lines("a", 1))
    assert told.returncode == 3
    assert "newer" in told.stderr
    assert picture(desk.path.parent) == before


# --- damage -----------------------------------------------------------------------------------------


def _flipped(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _zeroed(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at : at + 3000] = bytes(len(data[at : at + 3000]))


def _noise(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(0, len(data), PAGE)
    data[at : at + PAGE] = chance.randbytes(PAGE)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _swapped(data: bytearray, chance: random.Random) -> None:
    one, two = (slice(page * PAGE, (page + 1) * PAGE) for page in chance.sample(range(len(data) // PAGE), 2))
    data[one], data[two] = data[two], data[one]


DAMAGE = {"flipped": _flipped, "zeroed": _zeroed, "noise": _noise, "cut": _cut, "swapped": _swapped}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_register_is_named_so_without_a_fault_and_left_alone(how: str, desk: Office) -> None:
    assert run(desk.command("call", "log", "--stdin"), call_lines("a", 40)).returncode == 0
    chance, whole = random.Random(how), desk.path.read_bytes()
    for number in range(3):
        data = bytearray(whole)
        DAMAGE[how](data, chance)
        path = desk.path.with_name(f"{how}-{number}.db")
        path.write_bytes(data)
        told = run(command("--db", str(path), "doctor"))
        # Some bytes are nobody's: free pages, and what lies behind the records of a page.
        assert told.returncode == 3 or (told.returncode == 0 and not told.stdout), told
        assert bool(told.stdout + told.stderr) == (told.returncode == 3)
        assert path.read_bytes() == bytes(data)
        told = run(command("--db", str(path), "board", "--json"))
        assert told.returncode in (0, 3), told
        assert bool(told.stderr) == (told.returncode == 3)


def test_a_changed_record_is_found_by_the_doctor_whatever_the_change(desk: Office) -> None:
    assert run(desk.command("call", "log", "--stdin"), call_lines("a", 5)).returncode == 0
    changes = (
        "UPDATE call SET content = replace(content, '水', '木') WHERE id = 3",
        "UPDATE call SET phone = '13900000000' WHERE id = 1",
        "DELETE FROM call_text WHERE id = 2",
        "UPDATE counter SET n = n + 1",
    )
    for number, sql in enumerate(changes):
        path = desk.path.with_name(f"{number}.db")
        shutil.copy(desk.path, path)
        with sqlite3.connect(path) as db:
            db.execute(sql)
        db.close()
        told = run(command("--db", str(path), "doctor"))
        assert (told.returncode, told.stderr) == (3, ""), sql
        assert told.stdout


# --- rights -----------------------------------------------------------------------------------------


def as_nobody(words: list[str]) -> list[str]:
    """The command as somebody without rights; root is above them."""
    if os.geteuid() != 0:
        return words
    need("setpriv")
    return ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *words]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_not_ours_to_write_is_named_and_left_alone(what: str, desk: Office, tmp_path: Path) -> None:
    folder = desk.path.parent
    for each in (tmp_path, *tmp_path.parents):
        if each.owner() != "root" or stat.S_IMODE(each.stat().st_mode) & stat.S_IXOTH:
            continue
        each.chmod(stat.S_IMODE(each.stat().st_mode) | stat.S_IXOTH)
    folder.chmod(0o777 if what == "file" else 0o555)
    desk.path.chmod(0o444 if what == "file" else 0o666)
    before = picture(folder)
    told = run(as_nobody(desk.command("call", "log", "--stdin")), call_lines("a", 1))
    assert told.returncode == 5, told
    assert str(desk.path if what == "file" else folder) in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert picture(folder) == before


# --- what was meant ---------------------------------------------------------------------------------


def test_a_language_nobody_speaks_is_refused(desk: Office) -> None:
    told = run([*command()[:3], "--lang", "xx", "--db", str(desk.path), "board"])
    assert told.returncode == 2
    assert "zh" in told.stderr
    assert "en" in told.stderr
    assert not told.stdout


def test_somebody_not_on_the_staff_cannot_act(desk: Office) -> None:
    told = run(command("--db", str(desk.path), "--by", "无名", "call", "log", "--stdin"), call_lines("a", 1))
    assert told.returncode == 2
    assert "无名" in told.stderr
    assert desk.numbers() == []
