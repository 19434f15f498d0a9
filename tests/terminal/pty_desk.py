"""A program in a real terminal, driven by keys and looked at as a person would: for tests of what Pilot never shows.

    with Desk([sys.executable, "-m", "repairdesk", "demo"]) as desk:
        desk.wait("Board")
        desk.keys("f2", "Zhang", "enter")
        assert "Zhang" in desk.line_with("Caller")

The screen is kept by pyte. Everything started is ended at the end of the block, by its own process id.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import pyte
from wcwidth import wcwidth

KEYS = {
    "enter": b"\r", "tab": b"\t", "esc": b"\x1b", "space": b" ", "backspace": b"\x7f",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
    "home": b"\x1b[H", "end": b"\x1b[F", "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "delete": b"\x1b[3~",
    "shift+tab": b"\x1b[Z",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~", "f6": b"\x1b[17~",
    "f7": b"\x1b[18~", "f8": b"\x1b[19~", "f9": b"\x1b[20~", "f10": b"\x1b[21~",
}  # fmt: skip
MODES = {
    "1049": "alternate screen",
    "1000": "mouse",
    "1003": "mouse",
    "2004": "bracketed paste",
    "1004": "focus",
}
_ANSWERS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?62;c", b"\x1b[?2026$p": b"\x1b[?2026;2$y"}


def encoded(*keys: str) -> bytes:
    """The bytes of keys by name (``f2``, ``ctrl+s``); anything that is no name is typed as it stands."""
    return b"".join(
        bytes([ord(key[5]) & 0x1F]) if re.fullmatch(r"ctrl\+[a-z]", key) else KEYS.get(key, key.encode())
        for key in keys
    )


class Desk:
    """A program on a pseudo-terminal of ``columns`` x ``rows``; ``env`` is laid over the test's own environment."""

    def __init__(
        self, command: Sequence[str], *, columns: int = 80, rows: int = 24, env: Mapping[str, str | None] | None = None,
        cwd: str | os.PathLike[str] | None = None, patience: float = 10,
    ) -> None:  # fmt: skip
        self.patience = patience
        self.bytes = b""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._terminal, self._line = pty.openpty()
        self.resize(columns, rows)
        self._before = termios.tcgetattr(self._line)
        merged = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(env or {})}
        self.process = subprocess.Popen(
            command, stdin=self._line, stdout=self._line, stderr=self._line, cwd=cwd,
            env={name: value for name, value in merged.items() if value is not None},
            preexec_fn=self._own_terminal,  # noqa: PLW1509 - the test has no threads when it starts a program
        )  # fmt: skip

    @staticmethod
    def _own_terminal() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for fd in (self._terminal, self._line):
            if fd >= 0:
                os.close(fd)
        self._terminal = self._line = -1

    # --- doing ------------------------------------------------------------------------------------

    def keys(self, *keys: str) -> None:
        """Type keys in one burst."""
        self.send(encoded(*keys))

    def paste(self, text: str) -> None:
        """Paste as a terminal with bracketed paste does."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> None:
        """Send bytes to the program, reading meanwhile what it writes."""
        while data:
            ready, room, _ = select.select([self._terminal], [self._terminal], [], self.patience)
            if ready:
                self._take()
            if room:
                data = data[os.write(self._terminal, data[:1024]) :]

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if columns and rows:
            self.screen.resize(rows, columns)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """The terminal vanishes, as when a connection drops."""
        os.close(self._line)
        os.close(self._terminal)
        self._terminal = self._line = -1

    # --- looking ----------------------------------------------------------------------------------

    @property
    def lines(self) -> list[str]:
        """The lines of the screen as they stand now, without spaces at their ends."""
        return [self._line_text(y).rstrip() for y in range(self.screen.lines)]

    def _line_text(self, y: int) -> str:
        """One line: pyte keeps an empty cell behind each wide character; one left over from it is a space."""
        text, behind = "", False
        for x in range(self.screen.columns):
            cell = self.screen.buffer[y][x].data
            text += cell or ("" if behind else " ")
            behind = wcwidth(cell[:1]) == 2 if cell else False
        return text

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    def line_with(self, words: str) -> str:
        """The first line that holds ``words``."""
        return next((line for line in self.lines if words in line), "")

    def wait(self, *words: str, gone: str | None = None) -> None:
        """Read until all of ``words`` are on the screen (and ``gone`` is not); fails with the screen's text."""
        self.until(
            lambda: all(word in self.text for word in words) and (gone is None or gone not in self.text),
            f"{words!r}{f' without {gone!r}' if gone else ''}",
        )

    def until(self, seen: Callable[[], object], what: str) -> None:
        """Read until ``seen`` holds; fails with ``what`` was waited for and the screen's text."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            if seen():
                return
            if not self._read(0.1) and self.process.poll() is not None:
                break
        raise AssertionError(f"waited for {what} on:\n{self.text}")

    def rest(self, seconds: float = 0.3) -> None:
        """Read until nothing was written for ``seconds``."""
        while self._read(seconds):
            pass

    def end(self, seconds: float | None = None) -> int:
        """Wait for the program to end by itself and return its status (negative: ended by that signal)."""
        limit = time.monotonic() + (seconds or self.patience)
        while self.process.poll() is None:
            if time.monotonic() > limit:
                raise AssertionError(f"still running:\n{self.text}")
            if self._terminal >= 0:
                self._read(0.05)
            else:
                time.sleep(0.02)
        if self._terminal >= 0:
            self.rest(0.1)
        return self.process.returncode

    def left_on(self) -> set[str]:
        """What the program did not put back: terminal modes, line settings, the cursor."""
        state = {number: on == b"h" for numbers, on in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", self.bytes)
                 for number in numbers.decode().split(";")}  # fmt: skip
        left = {name for number, name in MODES.items() if state.get(number)}
        if state.get("25") is False:
            left.add("hidden cursor")
        if termios.tcgetattr(self._line)[:4] != self._before[:4]:
            left.add("line settings")
        return left

    @property
    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        return bool(ready) and self._take()

    def _take(self) -> bool:
        try:
            data = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.bytes += data
        self._stream.feed(data)
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self._terminal, answer)
        return bool(data)
