"""A fault of the program: written down without anybody's data, and told to the user by a number."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repairdesk import __version__, clock, config
from repairdesk.text import N_, _

_TOLD = N_("RepairDesk stopped because of a fault of its own. What was saved is safe. Incident {number}.")
_WRITTEN = N_("Details for the technician, without anybody's data: {path}")
_UNWRITTEN = N_("The details could not be written to {path}.")


@dataclass(frozen=True, slots=True)
class Incident:
    """One fault: its number, the log meant for it, and whether it could be written there."""

    number: str
    log: Path
    written: bool

    def told(self) -> str:
        """What the user reads after the terminal has been restored."""
        place = _(_WRITTEN if self.written else _UNWRITTEN)
        return _(_TOLD).format(number=self.number) + "\n" + place.format(path=self.log)


def record(error: BaseException) -> Incident:
    """Write the fault to the user's log (0600, folder 0700) and return its number. Never raises ``OSError``.

    The log names the places in the program and the kinds of errors, never their messages and never the values of
    variables: these may hold a telephone number, a PIN or a caller's words.
    """
    number = f"{clock.now():%y%m%d-%H%M%S}-{os.urandom(2).hex()}"
    log = config.log_file()
    text = "\n".join((f"{number} RepairDesk {__version__}", *_places(error), ""))
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with open(fd, "a", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, for its mode
            file.write(text)
    except OSError:
        return Incident(number, log, written=False)
    return Incident(number, log, written=True)


def _places(error: BaseException) -> Iterator[str]:
    """The chain of errors, the first cause first, each with the lines of the program that it passed."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.insert(0, link)
        link = getattr(link, "error", None) or link.__cause__ or link.__context__
    for each in chain:
        code = getattr(each, "code", "")
        yield f"  {type(each).__module__}.{type(each).__qualname__}{f' code={code}' if isinstance(code, str) and code else ''}"
        for frame in traceback.extract_tb(each.__traceback__):
            yield f"    {frame.filename}:{frame.lineno} in {frame.name}: {frame.line or ''}"
