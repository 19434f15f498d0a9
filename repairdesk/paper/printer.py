"""Text to the printer of this machine, by the system's own command; what is printed, in a file instead."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from repairdesk.rules.refusal import refuse

COMMANDS = ("lp", "lpr")
PATIENCE = 30
"""Seconds that the command may take to take the text."""


def print_text(text: str) -> None:
    """Hand a text to the printer that the system uses; a form feed begins a new page.

    Nothing of it is lost where this fails: the text can be printed again, or saved. Refused: ``no_printer`` (the
    system has no such command), ``not_printed`` (with what the command says, or because it takes too long).
    """
    command = next((path for name in COMMANDS if (path := shutil.which(name)) is not None), None)
    if command is None:
        raise refuse("printer", "no_printer")
    try:
        ran = subprocess.run(
            [command], input=text.encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise refuse("printer", "not_printed", detail=type(error).__name__) from error
    if ran.returncode:
        said = ran.stderr.decode(errors="replace").strip().splitlines()
        raise refuse("printer", "not_printed", detail=said[0] if said else command)


def save_text(text: str, path: Path) -> None:
    """Write a text to a new file. Refused: ``already_a_file``, ``cannot_open``."""
    save(text.encode(), path)


def save(made: bytes, path: Path) -> None:
    """Write what was made to a new file. Refused: ``already_a_file``, ``cannot_open``."""
    try:
        with path.open("xb") as file:
            file.write(made)
    except FileExistsError:
        raise refuse("file", "already_a_file", path=str(path)) from None
    except (FileNotFoundError, NotADirectoryError, PermissionError, IsADirectoryError):
        raise refuse("file", "cannot_open", path=str(path)) from None
