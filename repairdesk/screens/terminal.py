"""The terminal: whether there is one that the desk can be shown on, and the driver that works with it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from repairdesk.text import N_, cut

if TYPE_CHECKING:
    from textual.driver import Driver

WIDTH, HEIGHT = 80, 24
"""The smallest window, in cells, in which every screen is whole."""

NOTICE = 120
"""Cells of a notice that the terminal shows by itself."""

NO_TERMINAL = N_(
    "The desk needs a terminal for its keyboard and its screen. Start it in a terminal window; "
    "for scripts there are the commands, see repairdesk --help."
)
UNKNOWN = N_("This terminal is not known (TERM is {term}). If the screen is in disorder, leave with Ctrl+Q.")
NO_UTF8 = N_(
    "The terminal does not send UTF-8, so Chinese cannot be typed. Set its character encoding to UTF-8."
)
TOO_SMALL = N_("The window is too small: {width} x {height}. Make it at least 80 x 24.")


def unfit() -> str | None:
    """Why the desk cannot be shown here, as a message to be translated, or None."""
    seen = all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stdout__))
    return None if seen else NO_TERMINAL


def unknown() -> str | None:
    """The TERM of a terminal that may be unable to place text; most terminals that say so are able all the same."""
    term = os.environ.get("TERM", "")
    return term or "-" if os.name == "posix" and term in ("", "dumb", "unknown") else None


def notification(words: str) -> str:
    """What makes a terminal show a notice of its own (OSC 9); nothing for one that would print it instead.

    The name of the program stands first: where a digit and a semicolon follow OSC 9, some terminals take the rest for
    an order, up to running a program, and the words are those of callers.
    """
    if os.environ.get("TERM", "") in ("", "dumb", "linux", "unknown"):
        return ""
    said = cut("".join(char for char in words if char.isprintable()), NOTICE)
    return f"\x1b]9;RepairDesk: {said}\x07"


def driver_class() -> type[Driver]:
    """The driver for this system: ours where there are POSIX terminals, Textual's own on Windows."""
    if sys.platform == "win32":
        from textual.drivers.windows_driver import WindowsDriver

        return WindowsDriver
    from repairdesk.screens.posix import DeskDriver

    return DeskDriver
