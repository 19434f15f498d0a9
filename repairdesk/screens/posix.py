"""The driver for POSIX terminals: Textual's, with the cures that a desk needs that runs all day.

- bytes that are not UTF-8 (a terminal set to GBK) are reported instead of ending the program;
- a terminal that vanishes ends the program, with or without SIGHUP, and nothing spins;
- SIGHUP, SIGTERM and SIGINT keep what was typed, restore the terminal and end with status 128 + n;
- a lone Esc and quitting do not wait for the next tenth of a second: the input thread sleeps until there is work;
- the screen is drawn on standard output, always as UTF-8, so that ``2>log`` does no harm.
"""

from __future__ import annotations

import codecs
import os
import select
import signal
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Protocol, cast

from textual.drivers.linux_driver import LinuxDriver

from repairdesk.screens.parser import DeskParser, NotUtf8

_READ = 65_536
_GRACE = 1.0
"""Seconds that an orderly end may take after a signal, before the process ends all the same."""
_LEAVE = b"\x1b[?2004l\x1b[?7h\x1b[?1004l\x1b[?1049l\x1b[?25h"
_BAD = "\ufffd"


class Ending(Protocol):
    """What the driver asks of the app."""

    def end_by_signal(self, number: int) -> None:
        """Keep what was typed and leave with status 128 + ``number``."""


class DeskDriver(LinuxDriver):
    """See the module's text."""

    def __init__(
        self, app: Any, *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._screen_fd = os.dup(1)
        self._file = cast("Any", _Output(self._screen_fd, self._vanished))
        self._wake, ring = os.pipe()
        self.exit_event = _Bell(ring)

    def start_application_mode(self) -> None:
        """Take the terminal over, and the signals that end the program."""
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup: then the end of input tells
                signal.signal(number, self._signalled)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def run_input_thread(self) -> None:
        """Read keys until told to stop or until the terminal is gone; sleeps while there is nothing to do."""
        parser = DeskParser()
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            ready, _, _ = select.select([self.fileno, self._wake], [], [], parser.patience)
            if self._wake in ready:
                os.read(self._wake, 1)
                continue
            if self.fileno in ready:
                data = self._read()
                if not data:
                    self._vanished()
                    return
                text = decode(data)
                if _BAD in text:
                    # Of a commit in GBK some bytes happen to be UTF-8 for other letters: none of it is to be trusted.
                    text = text.encode("ascii", "ignore").decode("ascii")
                    self.send_message(NotUtf8())
                for event in parser.feed(text) if text else ():
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)

    def _read(self) -> bytes:
        """What was typed; nothing where the terminal has hung up."""
        try:
            return os.read(self.fileno, _READ)
        except OSError:
            return b""

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - the thread's last word: report it as the app does its own
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def _query_in_band_window_resize(self) -> None:
        """SIGWINCH tells of a new size; the protocol for terminals without it would also bring mouse reports."""

    def _get_terminal_size(self) -> tuple[int, int]:
        """The size that the terminal has now, whatever COLUMNS and LINES say."""
        try:
            width, height = os.get_terminal_size(self._screen_fd)
        except OSError:
            width = height = 0
        return width or 80, height or 24

    def _signalled(self, number: int, _frame: FrameType | None = None) -> None:
        """Ask for an orderly end, and see to it that the process ends even if nobody listens."""
        last_resort = threading.Timer(_GRACE, self._end_now, (number,))
        last_resort.daemon = True
        last_resort.start()
        app = cast("Ending", self._app)
        self._loop.call_soon_threadsafe(app.end_by_signal, int(number))

    def _vanished(self) -> None:
        """The terminal is gone (seen by the reading or the writing thread)."""
        if not self._loop.is_closed():
            self._signalled(signal.SIGHUP)

    def _end_now(self, number: int) -> None:
        try:
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            if select.select([], [self._screen_fd], [], 0)[1]:
                os.write(self._screen_fd, _LEAVE)
        except (OSError, termios.error):
            pass  # there is no terminal any more; nothing is left to restore
        os._exit(128 + number)


class _Bell(threading.Event):
    """The sign for the input thread to end, which also wakes it up where it sleeps."""

    def __init__(self, pipe: int) -> None:
        super().__init__()
        self._pipe = pipe

    def set(self) -> None:
        """Give the sign."""
        super().set()
        os.write(self._pipe, b"!")


class _Output:
    """The file that the writing thread draws on: a terminal that is gone swallows the rest and is reported once."""

    def __init__(self, fd: int, gone: Callable[[], None]) -> None:
        self._fd = fd
        self._gone: Callable[[], None] | None = gone
        self._pending: list[str] = []

    def write(self, text: str) -> None:
        """Keep ``text`` for the next ``flush``."""
        self._pending.append(text)

    def flush(self) -> None:
        """Send what was kept, as UTF-8 whatever the locale says."""
        data = "".join(self._pending).encode("utf-8", "replace")
        self._pending.clear()
        try:
            while data and self._gone:
                data = data[os.write(self._fd, data) :]
        except OSError:
            gone, self._gone = self._gone, None
            if gone:
                gone()

    def fileno(self) -> int:
        """The terminal's file descriptor."""
        return self._fd
