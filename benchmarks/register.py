"""What a save costs: in the running program, as a command, and by the thousand, beside the bare database driver."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from repairdesk.clock import now
from repairdesk.desk import calls, office
from repairdesk.models import search
from repairdesk.models.driver import dbapi
from repairdesk.models.store import Store

from .screens import FLOORS, Sample
from .terminal import ROOT, environment

SAVES = 40
LINES = 300
CONTENTS = (
    "厨房水管漏水, 滴到楼下",
    "客厅没有电, 开关推不上去",
    "门锁打不开, 人在外面",
    "马桶堵了, 水下不去",
)
Statement = tuple[str, Sequence[object]]


class Twins:
    """Two equal registers: on the one calls are logged, on the other the same rows are inserted by the driver."""

    def __init__(self, sample: Path, folder: Path, by: str) -> None:
        folder.mkdir()
        self.desk, self.bare, self.by = folder / "desk.db", folder / "bare.db", by
        for file in (self.desk, self.bare):
            shutil.copy(sample, file)
        self.store = Store.open(self.desk)
        self._calls = self._last("call")
        self._seq = self._last("journal", "seq")
        with self.store.read() as tx:
            self._facts = int(tx.value("SELECT max(id) FROM fact"))
            self.rooms = [
                row["name"] for row in tx.all("SELECT name FROM room WHERE NOT public_area LIMIT 50")
            ]

    def form(self, count: int) -> dict[str, str]:
        """A call, as the command line or a line of input takes it."""
        return {
            "kind": "repair", "room": self.rooms[count % len(self.rooms)], "caller": "张伟",
            "phone": "13800000001", "content": f"{CONTENTS[count % len(CONTENTS)]} {count}",
        }  # fmt: skip

    def new_calls(self) -> Iterator[list[Statement]]:
        """What would put each call logged since the last time into the other register: rows, words, counter."""
        with self.store.read() as tx:
            new = tx.all("SELECT * FROM call WHERE id > ? ORDER BY id", self._calls)
            for call in new:
                self._calls = call["id"]
                entry = tx.one("SELECT * FROM journal WHERE seq > ? ORDER BY seq LIMIT 1", self._seq)
                facts = tx.all(
                    "SELECT * FROM fact WHERE id > ? AND call_id = ? ORDER BY id", self._facts, call["id"]
                )
                text = tx.one("SELECT * FROM call_text WHERE id = ?", call["id"])
                if entry is None or text is None:
                    raise LookupError(call["number"])
                self._seq, self._facts = entry["seq"], max(fact["id"] for fact in facts)
                number = str(call["number"])
                day = f"20{number[:2]}-{number[2:4]}-{number[4:6]}"
                yield [
                    ("BEGIN IMMEDIATE", ()),
                    ("INSERT INTO counter VALUES ('call', ?, 1) ON CONFLICT (series, day) DO UPDATE SET n = n + 1",
                     (day,)),
                    _insert("call", call),
                    *(_insert("fact", fact) for fact in facts),
                    _insert("call_text", text),
                    ("INSERT INTO call_search (rowid, words) VALUES (?, ?)",
                     (call["id"], search.tokens(text["text"]))),
                    _insert("journal", entry),
                    ("COMMIT", ()),
                ]  # fmt: skip

    def _last(self, table: str, column: str = "id") -> int:
        with self.store.read() as tx:
            return int(tx.value(f"SELECT max({column}) FROM {table}"))


def _insert(table: str, row: dbapi.Row) -> Statement:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(tuple(row)))})", tuple(row)


class Saves:
    """The cases; each group makes its own twins, kept through the rounds."""

    def __init__(self, sample: Path, folder: Path, by: str) -> None:
        self._sample, self._folder, self._by = sample, folder, by
        self._twins: dict[str, Twins] = {}

    def cases(self) -> dict[str, dict[str, Callable[[], Sample]]]:
        """Groups of cases by name, as in ``screens``."""
        return {
            "commit": {"both": self.commits},
            "command": {"both": self.commands},
            "stdin": {"both": self.stdin},
        }

    def _twin(self, name: str) -> Twins:
        if name not in self._twins:
            self._twins[name] = Twins(self._sample, self._folder / name, self._by)
        return self._twins[name]

    def commits(self) -> Sample:
        """A call logged by the operation, then its rows inserted by the driver in one commit, and so on in turn."""
        twin = self._twin("commit")
        who = office.operator(twin.store, self._by, now=now())
        desk, bare = [], []
        db = dbapi.connect(twin.bare, isolation_level=None)
        db.execute("PRAGMA synchronous=FULL")
        try:
            for count in range(SAVES):
                form = calls.NewCall(**twin.form(count))  # type: ignore[arg-type]
                begun = time.perf_counter_ns()
                calls.log(twin.store, who, form, now=now())
                desk.append((time.perf_counter_ns() - begun) / 1e6)
                for statements in twin.new_calls():
                    begun = time.perf_counter_ns()
                    for sql, values in statements:
                        db.execute(sql, values)
                    bare.append((time.perf_counter_ns() - begun) / 1e6)
        finally:
            db.close()
        return {"desk": desk, "bare": bare}

    def commands(self) -> Sample:
        """Whole processes: the last fifty calls listed, and one call logged."""
        twin = self._twin("command")
        statements = twin.desk.with_name("statements.json")
        words = "SELECT number, received_at, state, room, caller, phone, content FROM call ORDER BY id DESC LIMIT 50"
        _write(statements, [(words, ())])
        found: Sample = {
            "list": _run(_desk(twin.desk, "call", "list", "--limit", "50")),
            "list_bare": _run(_driver(twin.bare, statements)),
        }
        options = [part for name, value in twin.form(0).items() for part in (f"--{name}", value)]
        found["log"] = _run(_desk(twin.desk, "call", "log", *options, by=self._by))
        _write(statements, [each for call in twin.new_calls() for each in call])
        found["log_bare"] = _run(_driver(twin.bare, statements))
        return found

    def stdin(self) -> Sample:
        """Calls per second through one command, and the same rows and commits through the driver."""
        twin = self._twin("stdin")
        lines = "".join(json.dumps(twin.form(count)) + "\n" for count in range(LINES))
        desk = _run(_desk(twin.desk, "call", "log", "--stdin", by=self._by), lines)
        statements = twin.desk.with_name("statements.json")
        _write(statements, [each for call in twin.new_calls() for each in call])
        return {"desk": LINES / desk * 1000, "bare": LINES / _run(_driver(twin.bare, statements)) * 1000}

    def syncs(self) -> float | None:
        """Times that a call is put on the disk, by the system calls of two runs; None without strace."""
        if shutil.which("strace") is None:
            return None
        twin = self._twin("syncs")
        few, many = 5, 25
        counts = []
        for count in (few, many):
            lines = "".join(json.dumps(twin.form(n)) + "\n" for n in range(count))
            trace = twin.desk.with_name("trace")
            strace = [
                shutil.which("strace") or "", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(trace), "--",
            ]  # fmt: skip
            _run([*strace, *_desk(twin.desk, "call", "log", "--stdin", by=self._by)], lines)
            counts.append(len(re.findall(r"f(?:data)?sync\(", trace.read_text())))
        return (counts[1] - counts[0]) / (many - few)


def _desk(file: Path, *words: str, by: str = "") -> list[str]:
    who = ["--by", by] if by else []
    return [sys.executable, "-m", "repairdesk", "--db", str(file), "--lang", "en", *who, *words]


def _driver(file: Path, statements: Path) -> list[str]:
    return [sys.executable, str(FLOORS / "driver.py"), str(file), str(statements)]


def _write(file: Path, statements: Sequence[Statement]) -> None:
    file.write_text(json.dumps(statements))


def _run(command: list[str], given: str = "") -> float:
    """Milliseconds from start to end of a process; one that fails is an error here."""
    begun = time.perf_counter_ns()
    done = subprocess.run(
        command, input=given.encode(), capture_output=True, env=environment(), cwd=ROOT, check=False
    )
    taken = (time.perf_counter_ns() - begun) / 1e6
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr.decode(errors='replace')}")
    return taken
