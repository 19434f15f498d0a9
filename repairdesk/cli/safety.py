"""``backup``, ``restore``, ``doctor``: keeping the register safe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from repairdesk.rules.refusal import Problem
from repairdesk.text import N_, _, say, visible

from . import output
from .commands import alone
from .guard import narrate
from .options import AsJson, Context
from .session import Session

backup_app, backup_command = alone("backup", N_("Copy the database to a file, soundly, while it is in use."))
restore_app, restore_command = alone(
    "restore", N_("Put a backup in the place of the database, which is kept.")
)
doctor_app, doctor_command = alone("doctor", N_("Check the database; silent when all is sound."))
NOUNS = {"backup": backup_app, "restore": restore_app, "doctor": doctor_app}
UNSOUND = 3


@backup_command
def backup(
    ctx: Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The new file."))],
    as_json: AsJson = False,
) -> None:
    """The file must not exist yet; it is checked before it gets its name."""
    from repairdesk.models.backup import backup as copy

    session: Session = ctx.obj
    made = copy(session.store.path, file)
    told = _("Saved to {path}.").format(path=made)
    output.answer(as_json, lambda: {"path": str(made)}, lambda: [told])


@restore_command
def restore(
    ctx: Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The backup."))],
    as_json: AsJson = False,
) -> None:
    """The present database stays under a dated name."""
    from repairdesk.models.backup import restore as put_back

    session: Session = ctx.obj
    aside = put_back(file, session.db)
    told = [_("Restored to {path}.").format(path=session.db)]
    if aside is not None:
        told.append(_("What was there before is now {path}.").format(path=aside))
    document = {"path": str(session.db), "before": None if aside is None else str(aside)}
    output.answer(as_json, lambda: document, lambda: told)


@doctor_command
def doctor(ctx: Context, as_json: AsJson = False) -> int:
    """One line a finding, and 3; nothing, and 0, when all is sound."""
    from repairdesk.models.doctor import doctor as examine
    from repairdesk.models.doctor import warnings

    session: Session = ctx.obj
    findings = examine(session.db)
    if not findings and sys.stderr.isatty():  # for a reader; a script is told of findings only
        for each in warnings(session.db):
            narrate(_line(each))
    output.answer(
        as_json,
        lambda: [{"about": each.field, "code": each.code, "message": say(each)} for each in findings],
        lambda: [_line(each) for each in findings],
    )
    return UNSOUND if findings else 0


def _line(finding: Problem) -> str:
    return " ".join(f"{visible(finding.field)}: {say(finding)}".split())
