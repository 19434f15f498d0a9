"""The ways to a printer: the system's print command, a device, a network address, a folder for files.

Where it fails, the refusal says why and what to do; nothing is lost, whatever was to be printed can be sent again.
"""

from __future__ import annotations

import os
import select
import shutil
import socket
import stat
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from repairdesk.rules.refusal import Refused, refuse

COMMANDS = ("lp", "lpr")
PATIENCE = 30
"""Seconds that a printer or the print command may take to take what is printed."""
CALLING = 5
"""Seconds in which a printer on the network has to answer."""
PORT = 9100
MEDIA = {"a4": "A4", "a5": "A5", "241x93": "Custom.241x93.1mm", "241x140": "Custom.241x139.7mm"}
"""What the system's print command calls each paper."""
_STOPPED = "not running"
_UNKNOWN = ("does not exist", "unknown printer", "unknown destination", "invalid destination")


def print_text(text: str) -> None:
    """Hand a text to the printer that the system uses; a form feed begins a new page.

    Refused as ``send`` does.
    """
    send(text.encode(), "")


def send(made: bytes, printer: str, *, title: str = "", paper: str = "", raw: bool = False) -> None:
    """Send what was made to a printer.

    ``printer`` is a queue of the system (empty: the one it uses), the path of a device, a folder where it is kept as a
    file under its title, or ``tcp://host`` with or without a port. ``raw``: it is a printer's own language.
    Refused: ``no_printer`` (the system has no print command), ``unknown_printer``, ``printer_off``, ``print_service_off``,
    ``not_printed`` (with what the command says), ``already_a_file``, ``cannot_open``.
    """
    if printer.startswith("tcp://"):
        _to_network(made, printer)
    elif "/" in printer or os.sep in printer:
        _to_path(made, Path(printer).expanduser(), title)
    else:
        _to_queue(made, printer, title=title, paper=paper, raw=raw)


# --- the system's print command --------------------------------------------------------------------


def _to_queue(made: bytes, queue: str, *, title: str, paper: str, raw: bool) -> None:
    command = next((path for name in COMMANDS if (path := shutil.which(name)) is not None), None)
    if command is None:
        raise refuse("printer", "no_printer")
    try:
        ran = subprocess.run(
            [command, *_options(command, queue, title, paper, raw=raw)],
            input=made, capture_output=True, timeout=PATIENCE, check=False, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise refuse("printer", "not_printed", detail=type(error).__name__) from error
    if ran.returncode:
        raise _said(ran.stderr.decode(errors="replace"), command, queue)


def _options(command: str, queue: str, title: str, paper: str, *, raw: bool) -> list[str]:
    """The words for lp, or for the older lpr, which calls some of them otherwise."""
    to, named = ("-P", "-J") if Path(command).name == "lpr" else ("-d", "-t")
    found = [to, queue] if queue else []
    found += [named, title] if title else []
    if raw:
        found += ["-o", "raw"]
    elif paper in MEDIA:
        found += ["-o", f"media={MEDIA[paper]}", "-o", "print-scaling=none"]
    return found


def _said(words: str, command: str, queue: str) -> Refused:
    """Why the command failed. It says the same of a wrong name and of a print service that is stopped."""
    first = next((line.strip() for line in words.splitlines() if line.strip()), Path(command).name)
    if _stopped():
        return refuse("printer", "print_service_off")
    if queue and any(part in first.lower() for part in _UNKNOWN):
        return refuse("printer", "unknown_printer", name=queue)
    return refuse("printer", "not_printed", detail=first)


def _stopped() -> bool:
    """Whether the system's print service says of itself that it does not run."""
    ask = shutil.which("lpstat")
    if ask is None:
        return False
    try:
        ran = subprocess.run(
            [ask, "-r"], capture_output=True, timeout=CALLING, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _STOPPED in ran.stdout.decode(errors="replace") + ran.stderr.decode(errors="replace")


# --- a device, a file, the network -----------------------------------------------------------------


def _to_path(made: bytes, path: Path, title: str) -> None:
    """To a device, or behind what a file holds already; into a folder as a file of its own."""
    if path.is_dir():
        kind = "pdf" if made.startswith(b"%PDF") else "txt"
        save(made, _free(path, title or "print", kind))
        return
    try:
        to = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK)
    except FileNotFoundError:
        raise refuse("printer", "unknown_printer", name=str(path)) from None
    except OSError as error:
        raise refuse("printer", "printer_off", name=str(path), detail=error.strerror) from None
    try:
        _write(to, made, str(path))
    finally:
        os.close(to)


def _write(to: int, made: bytes, name: str) -> None:
    """All of it, as fast as the device takes it; one that takes nothing for a while is off or out of paper."""
    regular = stat.S_ISREG(os.fstat(to).st_mode)
    left = memoryview(made)
    while left:
        if not regular and not select.select([], [to], [], PATIENCE)[1]:
            raise refuse("printer", "printer_off", name=name, detail="timeout")
        try:
            left = left[os.write(to, left[:4096]) :]
        except BlockingIOError:
            time.sleep(0.05)
        except OSError as error:
            raise refuse("printer", "printer_off", name=name, detail=error.strerror) from None


def _free(folder: Path, title: str, kind: str) -> Path:
    """A name in the folder that no file has yet."""
    name = "".join(char if char.isalnum() or char in "-_ ." else "_" for char in title).strip(". ") or "print"
    place, count = folder / f"{name}.{kind}", 1
    while place.exists():
        count += 1
        place = folder / f"{name} ({count}).{kind}"
    return place


def _to_network(made: bytes, address: str) -> None:
    """To a printer that listens for what it prints."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or PORT
    except ValueError:
        host, port = "", 0
    if not host:
        raise refuse("printer", "unknown_printer", name=address)
    try:
        with socket.create_connection((host, port), timeout=CALLING) as line:
            line.settimeout(PATIENCE)
            line.sendall(made)
            line.shutdown(socket.SHUT_WR)
    except socket.gaierror:
        raise refuse("printer", "unknown_printer", name=address) from None
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise refuse("printer", "printer_off", name=address, detail=detail) from None


# --- files -----------------------------------------------------------------------------------------


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
