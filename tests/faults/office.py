"""A small office on a file of its own, and the program run on it as scripts run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from repairdesk import clock
from repairdesk.config import procedures_dir
from repairdesk.desk import office
from repairdesk.models.doctor import doctor
from repairdesk.models.store import Store
from repairdesk.views import register

ROOT = Path(__file__).resolve().parents[2]
CLERK = "李前台"
ROOM = "3-2-1201"
STAFF = (office.StaffForm(name="王经理", role="manager"), office.StaffForm(name=CLERK, role="clerk"))


@dataclass(frozen=True)
class Office:
    """The register at ``path``; what is asked of it is read in this process, what is done to it runs as the program."""

    path: Path

    @classmethod
    def set_up(cls, path: Path) -> Office:
        """An office with one room, a manager and a clerk."""
        import tomllib

        now = clock.now()
        body = tomllib.loads((procedures_dir() / "property-desk.toml").read_text("utf-8"))
        form = office.NewOffice(name="阳光花园", procedure=body, staff=STAFF)
        store = office.create_office(path, form, now=now)
        office.add_room(store, office.operator(store, "王经理", now=now), ROOM, now=now)
        store.close()
        return cls(path)

    def command(self, *words: str) -> list[str]:
        """The program with these words, acting as the clerk."""
        return command("--db", str(self.path), "--by", CLERK, *words)

    def tokens(self) -> list[str]:
        """The tokens of the calls that are on the register."""
        return self._asked(register.tokens)

    def numbers(self) -> list[str]:
        """The numbers of the calls, in order."""
        return self._asked(register.numbers)

    def findings(self) -> list[object]:
        """What the doctor finds; empty when all is sound."""
        return list(doctor(self.path))

    def _asked(self, question: object) -> list[str]:
        store = self.open()
        try:
            return sorted(question(store))  # type: ignore[operator]
        finally:
            store.close()

    def open(self) -> Store:
        """The register, open in this process."""
        return Store.open(self.path)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "repairdesk", "--lang", "en", *words]


def run(
    words: Sequence[str], given: str | bytes = "", *, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """Run to the end; nothing may take long, and no fault of the program may show its inside."""
    done = subprocess.run(
        words, input=given.encode() if isinstance(given, str) else given, stdout=stdout,
        stderr=subprocess.PIPE, timeout=30, cwd=ROOT, env=environment(),
    )  # fmt: skip
    told = subprocess.CompletedProcess(
        done.args,
        done.returncode,
        (done.stdout or b"").decode("utf-8", "replace"),
        done.stderr.decode("utf-8", "replace"),
    )
    assert "Traceback" not in told.stderr + told.stdout
    return told


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REPAIRDESK_")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def call_lines(mark: str, count: int) -> str:
    """Calls as ``call log --stdin`` takes them, with tokens that begin with ``mark``."""
    return "".join(json.dumps(_call(f"{mark}-{n}", n), ensure_ascii=False) + "\n" for n in range(count))


def _call(token: str, n: int) -> dict[str, str]:
    return {
        "kind": "repair", "room": ROOM, "caller": "赵女士", "phone": "13800138000",
        "content": f"第{n}户厨房水管漏水, 滴到楼下", "token": token,
    }  # fmt: skip


def acknowledged(output: str) -> list[str]:
    """The tokens of the calls that were said to be saved; a line that was cut off says nothing."""
    whole = output[: output.rfind("\n") + 1]
    return [line.split(" ")[1] for line in whole.splitlines() if line.startswith("ACK ")]


def gaps(numbers: Iterable[str]) -> list[str]:
    """Where the numbers of a day are not one after the other."""
    ordered = sorted(numbers)
    return [b for a, b in pairwise(ordered) if a[:6] == b[:6] and int(b) != int(a) + 1]
