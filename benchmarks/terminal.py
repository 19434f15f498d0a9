"""A program on a pseudo-terminal, with the moment at which each thing appeared on its screen.

The moment is taken when the bytes are read. What they look like is worked out afterwards, when the program has been
silent for a while, so that the cost of emulating a terminal is in no figure; and a paint counts only once it is
complete (synchronized output).
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import pyte

QUIET = 0.02
"""Seconds of silence after which a paint is over."""
SYNC = 2026 << 5
"""The terminal mode that is on while a paint is under way, as pyte counts modes."""
KEYS = {
    "enter": b"\r", "escape": b"\x1b", "down": b"\x1b[B", "up": b"\x1b[A", "f2": b"\x1bOQ", "ctrl+u": b"\x15",
    "ctrl+q": b"\x11",
}  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


def environment() -> dict[str, str]:
    """What programs are measured under: the same for all, with byte-code and without anybody's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TEXTUAL"))}
    kept.pop("COLORTERM", None)
    return {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}


class Program:
    """A running program; ``started`` is the moment before its first instruction, in ns like all moments here."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 36,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        environ, size = {**environment(), **(more or {})}, struct.pack("HHHH", rows, columns, 0, 0)
        told, tell = os.pipe()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            self._become(command, environ, size, tell)
        os.close(tell)
        self.started: int = struct.unpack("q", os.read(told, 8))[0]
        os.close(told)

    @staticmethod
    def _become(command: Sequence[str], environ: Mapping[str, str], size: bytes, tell: int) -> None:
        try:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.chdir(ROOT)
            os.write(tell, struct.pack("q", time.monotonic_ns()))
            os.execve(command[0], list(command), environ)
        finally:
            os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self._terminal)

    def key(self, name: str) -> int:
        """Press a key, or type a text; the moment before."""
        data = KEYS.get(name, name.encode())
        moment = time.monotonic_ns()
        os.write(self._terminal, data)
        return moment

    def until(self, seen: Callable[[], bool], patience: float = 15.0) -> int:
        """The moment at which the bytes came after which ``seen`` held; returns when the program is silent again."""
        end = time.monotonic() + patience
        hit = 0
        while not hit:
            for moment, data in self._paint(end):
                self._stream.feed(data)
                if not hit and SYNC not in self.screen.mode and seen():
                    hit = moment
            if not hit and time.monotonic() > end:
                raise TimeoutError("this was on the screen:\n" + "\n".join(self.lines()))
        return hit

    def wait(self, text: str) -> int:
        """``until`` a text is on the screen."""
        return self.until(lambda: any(text in line for line in self.lines()))

    def rest(self, seconds: float) -> None:
        """Let time pass, and read what comes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for _moment, data in self._paint(end):
                self._stream.feed(data)

    def quit(self) -> None:
        """Press the key that ends it and wait for the end."""
        self.key("ctrl+q")
        with suppress(OSError):
            while os.read(self._terminal, 65536):
                pass

    def lines(self) -> list[str]:
        """The screen's lines. The second cell of a wide character is empty, so that joining the cells is enough."""
        columns = range(self.screen.columns)
        return [
            "".join(self.screen.buffer[y][x].data for x in columns).rstrip() for y in range(self.screen.lines)
        ]

    def reversed_lines(self) -> tuple[int, ...]:
        """Which lines begin in reverse video, as the one with the cursor of a list does."""
        return tuple(y for y in range(self.screen.lines) if self.screen.buffer[y][0].reverse)

    def cpu_ms(self) -> float:
        """Processor time used so far, as the scheduler counts it."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e6

    def rss_mb(self) -> float:
        """Memory in use now."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0

    def _paint(self, end: float) -> list[tuple[int, bytes]]:
        """What is written until the program falls silent, asks something or ``end`` comes, with its moments."""
        read: list[tuple[int, bytes]] = []
        wait = max(0.0, end - time.monotonic())
        while select.select([self._terminal], [], [], wait)[0]:
            try:
                data = os.read(self._terminal, 65536)
            except OSError:
                raise EOFError("the program ended:\n" + "\n".join(self.lines())) from None
            read.append((time.monotonic_ns(), data))
            if b"\x1b[?2026$p" in data:
                os.write(self._terminal, b"\x1b[?2026;2$y")
            if read[-1][0] - read[0][0] > 250_000_000:
                break
            wait = QUIET
        return read
