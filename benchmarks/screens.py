"""What a person at the desk waits for: the start, a key, a form, and what the desk costs while nobody touches it."""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from repairdesk.clock import now
from repairdesk.desk import office, printing
from repairdesk.models.store import Store

from .terminal import ROOT, Program

FLOORS = ROOT / "benchmarks" / "floors"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SPAN = 12
"""Characters typed before the field is emptied again."""

SLIPS = 300
"""Slips of a batch that is printed meanwhile."""

Sample = dict[str, float | list[float]]
"""What one case of one round measured, by name."""


class Screens:
    """The cases. ``first`` is a text of the sample's board that its first useful paint shows."""

    def __init__(self, sample: Path, busy: Path, by: str, first: str, *, keys: int, seed: int = 1) -> None:
        self._sample = sample
        self._desk = [sys.executable, "-m", "repairdesk", "--db", str(sample), "--lang", "en", "--by", by]
        self._busy = [str(busy) if word == str(sample) else word for word in self._desk]
        self._first, self._keys = first, keys
        self._chance = random.Random(seed)

    def cases(self) -> dict[str, dict[str, Callable[[], Sample]]]:
        """Groups of cases that are compared with each other, by name."""
        return {
            "start": {"desk": self.start_desk, "empty": self.start_empty},
            "typing": {
                "content": lambda: self._type_in_form("Content", 4),
                "find": lambda: self._type_in_form("Who calls", 0),
                "form": lambda: self._type_in_floor("form"),
                "table": lambda: self._type_in_floor("table"),
                "alone": lambda: self._type_in_floor("alone"),
            },
            "form": {"desk": self.open_form},
            "down": {"desk": self.down},
            "idle": {"desk": self.idle_desk, "empty": self.idle_empty},
            "press": {"desk": self.type_while_printing},
        }

    # --- start --------------------------------------------------------------------------------------

    def start_desk(self) -> Sample:
        """From the program's first instruction to the bytes of the board."""
        return self._start(self._desk, self._first)

    def start_empty(self) -> Sample:
        """The same of an empty Textual app."""
        return self._start(self._floor("empty"), "READY")

    def _start(self, command: list[str], ready: str) -> Sample:
        with Program(command) as program:
            painted = program.wait(ready)
            found: Sample = {
                "wall": (painted - program.started) / 1e6,
                "cpu": program.cpu_ms(),
                "rss": program.rss_mb(),
            }
            asked = program.key("ctrl+q")
            program.quit()
            found["quit"] = (_now() - asked) / 1e6
        return found

    # --- keys ---------------------------------------------------------------------------------------

    def _type_in_form(self, label: str, below: int) -> Sample:
        with self._board() as program:
            program.key("f2")
            program.wait("Who calls")
            program.rest(0.5)
            for _ in range(below):
                program.key("down")
                program.rest(0.1)
            return self._type(program, label)

    def type_while_printing(self) -> Sample:
        """Characters typed while three hundred slips go to the printer, and the seconds until the last is there."""
        with tempfile.TemporaryDirectory(prefix="repairdesk-press-") as name:
            paper = waiting_slips(self._sample, Path(name), SLIPS)
            command = [f"{name}/desk.db" if word == str(self._sample) else word for word in self._desk]
            with Program(command, more={"XDG_DATA_HOME": name}) as program:
                program.wait(self._first)
                program.rest(1.0)
                program.key("\x04")
                program.wait("Search")
                while not any("Print no." in line for line in program.lines()):
                    program.key("\t")
                    program.rest(0.3)
                program.key("enter")
                program.wait("print all that waits")
                begun = program.key("2")
                program.rest(0.5)
                program.key("f2")
                program.wait("Who calls")
                found = self._type(program, "Who calls")
                assert len(list(paper.iterdir())) < SLIPS, "all was printed before the typing was over"
                while len(list(paper.iterdir())) < SLIPS:
                    program.rest(0.05)
                found["batch"] = (_now() - begun) / 1e9
                program.quit()
        return found

    def _type_in_floor(self, which: str) -> Sample:
        with Program(self._floor("entry", which)) as program:
            program.wait("READY")
            program.rest(0.5)
            return self._type(program, "")

    def _type(self, program: Program, label: str) -> Sample:
        """Type characters, each waited for; in lines that begin with ``label``, the first one with the text."""
        taken, typed = [], ""
        for count in range(self._keys + SPAN):
            if len(typed) == SPAN:
                program.key("ctrl+u")
                program.rest(0.25)
                typed = ""
            letter = self._chance.choice(LETTERS)
            typed += letter
            asked = program.key(letter)
            seen = program.until(
                lambda: any(typed in line and label in line for line in program.lines())  # noqa: B023
            )
            if count >= SPAN:  # the first ones warm up
                taken.append((seen - asked) / 1e6)
            self._pause(program)
        return {"key": taken}

    def _pause(self, program: Program) -> None:
        """People type unevenly, and now and then look up."""
        program.rest(0.25 if self._chance.random() < 0.1 else self._chance.uniform(0, 0.06))

    def down(self) -> Sample:
        """The cursor of the board moves."""
        with self._board() as program:
            taken, key = [], "down"
            for count in range(self._keys // 2):
                before = program.reversed_lines()
                key = "up" if count % 20 >= 10 else "down"
                asked = program.key(key)
                seen = program.until(lambda: program.reversed_lines() != before)  # noqa: B023
                taken.append((seen - asked) / 1e6)
                self._pause(program)
            return {"key": taken}

    def open_form(self) -> Sample:
        """F2 and Esc again and again; the first F2 also imports and makes the form."""
        with self._board() as program:
            opened, closed = [], []
            for _ in range(max(4, self._keys // 6)):
                asked = program.key("f2")
                opened.append((program.wait("Who calls") - asked) / 1e6)
                program.rest(0.3)
                asked = program.key("escape")
                closed.append((program.wait(self._first) - asked) / 1e6)
                program.rest(0.2)
            return {"first": opened[0], "open": opened[1:], "back": closed}

    # --- rest ---------------------------------------------------------------------------------------

    def idle_desk(self) -> Sample:
        """Ten seconds of a board on which more than thirty clocks run, all in sight, and nobody types."""
        with Program(self._busy, rows=50) as program:
            program.wait(self._first)
            return _idle(program)

    def idle_empty(self) -> Sample:
        """Ten seconds of an empty Textual app."""
        with Program(self._floor("empty"), rows=50) as program:
            program.wait("READY")
            return _idle(program)

    @contextmanager
    def _board(self) -> Iterator[Program]:
        with Program(self._desk) as program:
            program.wait(self._first)
            program.rest(0.5)
            yield program

    @staticmethod
    def _floor(name: str, *more: str) -> list[str]:
        return [sys.executable, str(FLOORS / f"{name}.py"), *more]


def _idle(program: Program, seconds: float = 10.0) -> Sample:
    program.rest(2)
    cpu, since = program.cpu_ms(), _now()
    program.rest(seconds)
    return {"cpu": 100 * (program.cpu_ms() - cpu) * 1e6 / (_now() - since), "rss": program.rss_mb()}


def _now() -> int:
    from time import monotonic_ns

    return monotonic_ns()


def waiting_slips(sample: Path, folder: Path, count: int) -> Path:
    """A copy of the sample with so many slips to be printed, and a machine whose printer is a folder: that folder."""
    shutil.copy(sample, folder / "desk.db")
    paper, kept = folder / "paper", folder / "repairdesk"
    paper.mkdir()
    kept.mkdir()
    (kept / "preferences.json").write_text(json.dumps({"printer": str(paper), "paper": "a5"}))
    store = Store.open(folder / "desk.db")
    with store.read() as tx:
        by = str(tx.value("SELECT name FROM staff WHERE role = 'clerk' AND active ORDER BY id"))
        rows = tx.all("SELECT number FROM work_order ORDER BY id DESC LIMIT ?", count)
    who = office.operator(store, by, now=now())
    with store.together():
        for row in rows:
            printing.ask(store, who, str(row["number"]), paper="a5", language="en", now=now())
    store.close()
    return paper
