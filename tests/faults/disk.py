"""A disk that forgets: what a program wrote and what it had synced, as strace saw it, and the disk after a power cut.

Killing a program does not show a missing sync, because what was written stays in the machine's memory; this does.
Only what SQLite does is followed: whole writes at an offset, changes of length, syncs, and files that go away.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "pwrite64,ftruncate,fsync,fdatasync,unlink,write"
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (\d+)", re.DOTALL)
_FILE = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
Event = tuple[str, Path, int, bytes]
"""``write`` with offset and bytes, ``length``, ``sync``, ``gone``, or ``said`` with what was printed."""


def watched(command: Sequence[str], given: bytes, trace: Path, **options: object) -> list[Event]:
    """Run a command to its end under strace and return what it did to files, in order."""
    subprocess.run(
        ["strace", "-f", "-y", "-xx", "-qq", "-s", "100000", "-e", "signal=none", "-e", f"trace={CALLS}",
         "-o", str(trace), "--", *command],
        input=given, stdout=subprocess.PIPE, check=True, timeout=60, **options,
    )  # fmt: skip
    return list(_events(trace.read_text()))


def _events(trace: str) -> Iterator[Event]:
    assert "<unfinished" not in trace, "one thread at a time was expected to write"
    for line in trace.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        call, words, result = found[1], found[2], int(found[3])
        name, data = _FILE.match(words), _BYTES.search(words)
        path = Path(_text(name[1]).decode()) if name else Path()
        if call == "pwrite64" and data:
            yield "write", path, int(words.rsplit(", ", 1)[1]), _text(data[1])[:result]
        elif call == "ftruncate":
            yield "length", path, int(words.rsplit(", ", 1)[1]), b""
        elif call in ("fsync", "fdatasync"):
            yield "sync", path, 0, b""
        elif call == "unlink" and data:
            yield "gone", Path(_text(data[1]).decode()), 0, b""
        elif call == "write" and data and words.startswith("1<"):
            yield "said", path, 0, _text(data[1])


def _text(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


@dataclass
class _File:
    """What is on the platter, and what was written since the last sync, oldest first."""

    synced: bytes
    since: list[Event] = field(default_factory=list)


class Disk:
    """The files of one folder. ``step`` plays what the program did; ``after_a_cut`` is what a cut leaves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = {path.name: _File(path.read_bytes()) for path in folder.iterdir()}

    def step(self, event: Event) -> None:
        """One thing that the program did; what it did elsewhere is passed over, and so is the shared memory."""
        what, path = event[0], event[1]
        if path.parent != self.folder or path.name.endswith("-shm") or what == "said":
            return
        file = self._files.setdefault(path.name, _File(b""))
        if what == "sync":
            file.synced, file.since = _played(file.synced, file.since), []
        elif what == "gone":
            file.since.append(("length", path, 0, b""))
        else:
            file.since.append(event)

    def after_a_cut(self, target: Path, chance: random.Random | None) -> None:
        """Write the files into an empty folder: synced bytes alone, or with unsynced writes by ``chance``.

        By chance each write survives or not, whole or torn at a sector; a disk may do them in any order.
        """
        target.mkdir()
        for name, file in self._files.items():
            kept = [_torn(each, chance) for each in file.since if chance.random() < 0.5] if chance else []
            content = _played(file.synced, kept)
            if content:
                (target / name).write_bytes(content)


def _torn(event: Event, chance: random.Random) -> Event:
    what, path, at, data = event
    if what == "write" and len(data) > 512 and chance.random() < 0.3:
        data = data[: chance.randrange(0, len(data), 512)]
    return what, path, at, data


def _played(content: bytes, events: Sequence[Event]) -> bytes:
    held = bytearray(content)
    for what, _path, at, data in events:
        if what == "length":
            del held[at:]
        held.extend(bytes(max(0, at - len(held))))
        if what == "write":
            held[at : at + len(data)] = data
    return bytes(held)
