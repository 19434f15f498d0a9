"""Copies of the register that are known to be good, and the way back from one.

A copy of the file is no backup: what was saved last lies in the log beside it. The copies here are made by
SQLite's own backup while others go on writing, and are called done only when they have been read through.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from repairdesk.rules.refusal import Problem, refuse

from . import driver, files, migrations
from .driver import dbapi
from .errors import Busy, Unsound

SEAL = b"\nRepairDesk backup, SHA-256 "
"""The last line of a backup, before the digest of all that stands above it. SQLite does not look there."""

Check = Callable[[dbapi.Connection, Path], Sequence[Problem]]


def backup(path: Path, target: Path | str) -> Path:
    """A sound private copy of the register at ``path`` under the free name ``target``, which is returned.

    The copy needs nothing beside it: it keeps no write-ahead log, so it can be read from a read-only stick. The
    whole doctor has looked at it before it gets its name. Refused are a name that is taken and one of the
    register's own; an unsound register raises ``Unsound``, and nothing is left behind.
    """
    from .doctor import examine

    target = Path(target).absolute()
    own = files.sides(path.resolve())
    if target.parent.resolve() / target.name in own:
        raise refuse("file", "bad_file_name", path=str(target))
    copy(path, target, check=examine)
    return target


def quick_check(db: dbapi.Connection, path: Path) -> list[Problem]:
    """Whether the pages of a copy hang together, which is what an upgrade needs to know of its way back."""
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return [] if found == "ok" else [Problem("db", "damaged", {"path": str(path)})]


def copy(source: Path, target: Path, *, check: Check = quick_check, patience: float = 10.0) -> None:
    """Copy the register at ``source`` to the free name ``target``, once ``check`` has found the copy sound."""
    files.require_free(target, "file")
    with files.part(target) as made:
        _fill(made, source, check=check, patience=patience)
        _seal(made)
        files.require_free(target, "file")
        files.appear(made, target)


def _fill(made: Path, source: Path, *, check: Check, patience: float, alone: bool = False) -> None:
    """Copy page by page, as of one moment; ``alone`` if nobody else may have the source open meanwhile."""
    with (
        driver.meaningful(source),
        closing(driver.connect(source, patience=patience, alone=alone)) as db,
        closing(driver.connect(made, patience=patience)) as new,
    ):
        db.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        findings = check(new, source)
    if findings:
        raise Unsound("unsound", path=str(source), findings=len(findings), first=findings[0].code)


def _seal(made: Path) -> None:
    """Write the digest of a finished copy below it, by which any changed bit will show."""
    with files.meaningful(made), made.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256")
        file.write(SEAL + digest.hexdigest().encode() + b"\n")


def _require_seal(source: Path) -> None:
    """Refuse what is no backup of ours, or no longer is byte for byte."""
    digest = hashlib.sha256()
    with files.meaningful(source), source.open("rb") as file:
        left = source.stat().st_size - len(SEAL) - 2 * digest.digest_size - 1
        while left > 0 and (chunk := file.read(min(left, 1 << 20))):
            digest.update(chunk)
            left -= len(chunk)
        seal = file.read()
    if not seal.startswith(SEAL):
        raise Unsound("no_backup", path=str(source))
    if seal != SEAL + digest.hexdigest().encode() + b"\n":
        raise Unsound("bad_backup", path=str(source))


def restore(source: Path | str, path: Path | str, *, patience: float = 1.0) -> Path | None:
    """Put the backup ``source`` in the place of the register at ``path``.

    Returns where the present register now lies, under a dated name; None if there was none. A backup the doctor
    finds fault with is refused, and so is a register that anybody has open, before anything is changed.
    ``patience``: seconds to wait for others to leave.
    """
    from .doctor import examine

    source, path = Path(source).absolute(), Path(path).resolve()
    files.regular(source)
    migrations.require_known(source)
    _require_seal(source)
    with files.meaningful(path):
        present = path.exists()
        if present and path.samefile(source):
            raise refuse("file", "already_a_file", path=str(source))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with files.part(path) as made:
        _fill(made, source, check=examine, patience=patience)
        with driver.meaningful(made), closing(driver.connect(made)) as db:
            driver.use_best_journal(db)
        aside = _set_aside(path, patience) if present else None
        files.put_sides_aside(path)
        files.appear(made, path)
    return aside


def _set_aside(path: Path, patience: float) -> Path:
    """A whole copy of the present register under a dated name; it stays where it is until it is replaced."""
    aside = files.dated(path, "before-restore")
    try:
        files.regular(path)
        with files.part(aside) as made:
            _fill(made, path, check=lambda *_: (), patience=patience, alone=True)
            _seal(made)
            files.appear(made, aside)
    except Busy as error:
        raise Busy("in_use", path=str(path)) from error
    except Unsound as error:
        if error.code == "not_a_file":
            raise
        return _set_aside_damaged(path, aside)
    log, _, journal = files.sides(path)
    if log.exists() or journal.exists():  # somebody came in since
        raise Busy("in_use", path=str(path))
    return aside


def _set_aside_damaged(path: Path, aside: Path) -> Path:
    """What SQLite cannot read is kept byte for byte, with what lies beside it."""
    with files.meaningful(path):
        shutil.copyfile(path, aside)
        aside.chmod(0o600)
        files.sync(aside)
        for side, kept in zip(files.sides(path), files.sides(aside), strict=True):
            if side.exists():
                side.rename(kept)
        files.sync(path.parent)
    return aside
