"""The register as a file: whether a path may hold one, whether it is still the same, and how a new one appears."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from repairdesk.rules.refusal import refuse

from .driver import SIDES
from .errors import Missing, NoRoom, StoreError, Unsound

Place = tuple[int, int]
"""Device and inode: which file a name leads to."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def meaning(error: OSError, path: Path) -> StoreError:
    """What an error of the operating system means for the file at ``path``."""
    if error.errno in _FULL:
        return NoRoom("no_room", path=str(path))
    if error.errno in _FORBIDDEN:
        return NoRoom("read_only", path=str(path))
    if error.errno == errno.EIO:
        return NoRoom("io_error", path=str(path))
    return NoRoom("cannot_open", path=str(path))


@contextmanager
def meaningful(path: Path) -> Iterator[None]:
    """Errors of the operating system inside come out as errors of the register."""
    try:
        yield
    except OSError as error:
        raise meaning(error, path) from error


def place(path: Path) -> Place:
    """Where ``path`` leads now, found without opening it, so that a pipe cannot keep us waiting.

    Raises ``Missing`` when nothing is there and ``Unsound`` for what cannot be a register in use: a folder, a
    pipe, a device, an empty file, and a file with a second name, under which its log would not be found.
    """
    status = regular(path)
    if status.st_nlink > 1:
        raise Unsound("hard_link", path=str(path))
    return status.st_dev, status.st_ino


def regular(path: Path) -> os.stat_result:
    """The particulars of an ordinary file that is not empty; see ``place`` for what is refused."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Missing("no_file", path=str(path)) from error
    except ValueError as error:
        raise Unsound("cannot_open", path=ascii(str(path))) from error
    except OSError as error:
        raise meaning(error, path) from error
    if not stat.S_ISREG(status.st_mode):
        raise Unsound("not_a_file", path=str(path))
    if status.st_size == 0:
        raise Unsound("empty_file", path=str(path))
    return status


def require_rights(path: Path) -> None:
    """The register and its folder must be ours to write, because SQLite keeps its log beside the file."""
    if not os.access(path, os.R_OK):
        raise NoRoom("cannot_open", path=str(path))
    for needed in (path, path.resolve().parent):
        if not os.access(needed, os.W_OK):
            raise NoRoom("read_only", path=str(needed))


def require_same(path: Path, known: Place) -> None:
    """The name must still lead to the file that was opened, or a save would go where nobody finds it."""
    try:
        now = place(path)
    except Missing as error:
        raise Unsound("replaced_file", path=str(path)) from error
    if now != known:
        raise Unsound("replaced_file", path=str(path))


def require_free(path: Path, field: str) -> None:
    """Nothing may be at ``path`` yet, not even a dangling link, and its name must be an ordinary one."""
    if not str(path).isprintable() or not path.name:
        raise refuse(field, "bad_file_name", path=ascii(str(path)))
    with meaningful(path):
        if os.path.lexists(path):
            raise refuse(field, "already_a_file", path=str(path))


@contextmanager
def part(path: Path) -> Iterator[Path]:
    """An empty private file beside ``path`` to fill and close, to be made ``path`` by ``appear`` or go away again."""
    with meaningful(path):
        handle, name = tempfile.mkstemp(prefix=".repairdesk-", suffix=".part", dir=path.parent)
        os.close(handle)
    made = Path(name)
    try:
        yield made
    finally:
        for leftover in (made, *sides(made)):
            leftover.unlink(missing_ok=True)


def appear(made: Path, path: Path) -> None:
    """Give a finished file its name, in one step that a power cut leaves done or undone."""
    with meaningful(path):
        sync(made)
        made.replace(path)
        sync(path.parent)


def sync(path: Path) -> None:
    """Put a file nobody has open, or a folder, on the disk. Windows has no such thing as a folder's content."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sides(path: Path) -> list[Path]:
    """The names of what SQLite keeps beside a file."""
    return [path.with_name(path.name + side) for side in SIDES]


def dated(path: Path, why: str) -> Path:
    """A free name beside ``path`` that says when and why, such as ``desk.db.20260302T055000Z.before-restore``."""
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    name = path.with_name(f"{path.name}.{moment}.{why}")
    count = 1
    while os.path.lexists(name):
        count += 1
        name = path.with_name(f"{path.name}.{moment}.{why}-{count}")
    return name


def put_sides_aside(path: Path) -> None:
    """Move away what an earlier file of this name left beside it: SQLite would play it into the new one."""
    log, shared_memory, journal = sides(path)
    with meaningful(path):
        for side in (log, journal):
            if os.path.lexists(side):
                side.rename(dated(side, "left-over"))
        shared_memory.unlink(missing_ok=True)  # says nothing that the log does not


def others_may(path: Path) -> list[Path]:
    """Which of the register's files anybody but their owner may read or write. Windows has no such modes."""
    if os.name == "nt":
        return []
    path = path.resolve()
    return [file for file in (path, *sides(path)) if file.exists() and file.stat().st_mode & 0o077]
