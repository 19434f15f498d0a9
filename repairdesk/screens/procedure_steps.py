"""What can be done about a procedure: read it, take it over, use it beside the office's own, stop using it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from repairdesk import clock, config
from repairdesk.desk import office
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.screens.dialogs import Choices, Pick
from repairdesk.screens.lines import Column, Line
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, language
from repairdesk.views import directories as views

READ = ("read", N_("Read it"))
BESIDE = ("beside", N_("Use it beside the office's own: each call then says by which it goes"))
ALONE = ("alone", N_("Let it take the place of the office's own"))
PREFER = ("prefer", N_("Make it the office's own; the other stays beside it"))
STOP = ("stop", N_("Take no more calls by it"))
DONE = {
    "beside": N_("{name} is in use beside the office's own."),
    "alone": N_("{name} is the office's own procedure now."),
    "prefer": N_("{name} is the office's own procedure now."),
    "stop": N_("No new call goes by {name}. Its open calls are judged by it to their end."),
}


def procedure_steps(desk: Shell, line: Line) -> None:
    """Ask what is to be done about a version that was taken over; the office's own can only be read."""
    one: views.Adopted = line.item
    own = views.procedure_in_use(desk.store)
    if (one.name, one.version) == (own.id, own.version):
        desk.go("help", "procedure")
        return
    steps = (READ, PREFER, STOP) if one.in_use else (READ, BESIDE, ALONE)

    def chosen(step: str | None) -> None:
        if step == "read":
            desk.go("help", views.adopted(desk.store, one.id))
        elif step is not None:
            body = views.adopted_body(desk.store, one.id) if step in ("beside", "alone") else {}
            do(desk, step, one.name, body)

    desk.push_screen(Choices(N_("{name}, version {n}"), steps, name=one.name, n=one.version), chosen)


def more_procedures(desk: Shell, _line: Line | None) -> None:
    """One of those that come with the program, or another file of the office's."""
    bodies = coming_with_the_program()
    desk.push_screen(
        Pick(N_("Which procedure? Others are files: repairdesk procedure use FILE"), COLUMNS, _rows(bodies)),
        lambda line: _taken(desk, line),
    )


COLUMNS: Sequence[Column] = (Column(N_("Procedure"), 20), Column(N_("Title"), 30, grow=True))


def _rows(bodies: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    return [Line(name, (name, _title(body)), item=body) for name, body in bodies.items()]


def _title(body: Mapping[str, Any]) -> str:
    return str(body["source"]["title"][language()])


def _taken(desk: Shell, line: Line | None) -> None:
    if line is None:
        return
    name, body = str(line.key), line.item
    desk.push_screen(
        Choices(N_("{name}: {title}"), (BESIDE, ALONE), name=name, title=_title(body)),
        lambda step: do(desk, step, name, body) if step is not None else None,
    )


def do(desk: Shell, step: str, name: str, body: Mapping[str, Any]) -> None:
    """Take the step, and say so."""
    now = clock.now()
    try:
        who = desk.acting()
        if step == "stop":
            office.stop_procedure(desk.store, who, name, now=now)
        elif step == "prefer":
            office.prefer_procedure(desk.store, who, name, now=now)
        else:
            office.adopt_procedure(desk.store, who, body, also=step == "beside", now=now)
    except Refused as refused:
        desk.notice_problem(refused.problems[0])
    except StoreError as error:
        desk.notice_problem(error)
    else:
        desk.notice(DONE[step], "good", name=name)
        show = getattr(desk.screen, "renew", None)
        if show is not None:
            show()


def coming_with_the_program() -> dict[str, dict[str, Any]]:
    """The procedures that come with the program, by name, as they stand in their files."""
    files = sorted(config.procedures_dir().glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}
