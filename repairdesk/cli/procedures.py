"""``procedure``: the office's rules as a file, and the examples it is checked against."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from repairdesk import config
from repairdesk.explain import Section, Statement, explained, references
from repairdesk.rules import cases
from repairdesk.rules.cases import Outcome
from repairdesk.rules.procedure import Procedure, parse, unserved
from repairdesk.rules.refusal import Refused, refuse
from repairdesk.rules.schema import ProcedureError
from repairdesk.text import N_, _, cell_len, folded, joined, language, visible

from . import output
from .commands import noun, verb
from .guard import FAULT
from .options import AsJson, Context
from .session import Session

procedure = noun(N_("Procedures: the office's rules, and checks of them."))
NOUNS = {"procedure": procedure}
DEFAULT = "property-desk"
LARGEST = 2_000_000
"""Bytes of a procedure or of a file of cases; the longest procedure has some tens of thousands."""
SCHEMA = "procedure.schema.json"
"""What the keys are and what they take, for editors: the first line of a procedure's file names it."""
WIDTH = 80
"""Cells of a line of an explanation."""
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("A procedure's name, or the path of its file."))]


def names() -> list[str]:
    """The procedures that come with the program."""
    return sorted(path.stem for path in config.procedures_dir().glob("*.toml"))


def find(name: str, beside: Path | None = None) -> Path:
    """The file of a procedure: a path, one that comes with the program, or a file beside the cases."""
    places = [Path(name)] if name.endswith(".toml") or "/" in name else []
    places.append(config.procedures_dir() / f"{name}.toml")
    places += [beside / f"{name}.toml"] if beside is not None else []
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise refuse("procedure", "unknown_procedure", procedure=name, allowed=names())
    return found


def read_toml(path: Path) -> dict[str, Any]:
    """The file as plain values. Refused: ``cannot_open``, ``not_text``, ``file_too_large``, ``bad_toml``."""
    try:
        if path.stat().st_size > LARGEST:
            raise refuse("file", "file_too_large", path=str(path), most=LARGEST // 1_000_000)
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise refuse("file", "cannot_open", path=str(path)) from None
    except UnicodeDecodeError:
        raise refuse("file", "not_text", path=str(path)) from None
    except RecursionError:
        raise refuse("file", "bad_toml", path=str(path), detail="[[[") from None
    except tomllib.TOMLDecodeError as error:
        raise refuse("file", "bad_toml", path=str(path), detail=str(error)) from None


def load(name: str, beside: Path | None = None) -> Procedure:
    """A procedure by name or path. Raises ``ProcedureError`` naming file and key if it is faulty."""
    path = find(name, beside)
    return parse(read_toml(path), str(path))


@verb(procedure, "list", N_("List the procedures that come with the program."))
def list_(as_json: AsJson = False) -> None:
    """Needs no database."""
    found = [load(name) for name in names()]
    rows = [(each.id, each.source.title.in_(language()), each.source.system) for each in found]
    document = [{"id": name, "title": title, "source": source} for name, title, source in rows]
    output.answer(
        as_json, lambda: document, lambda: output.table((_("Procedure"), _("Title"), _("Source")), rows)
    )


@verb(procedure, "show", N_("Explain what a procedure lays down, section by section, with its rules."))
def show(name: Name = DEFAULT, as_json: AsJson = False) -> None:
    """Needs no database."""
    found = load(name)
    output.answer(as_json, lambda: _document(found), lambda: _shown(found))


def _document(found: Procedure) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.source.title.in_(language()),
        "source": found.source.system,
        "opening": f"{found.opening:%H:%M}",
        "closing": f"{found.closing_time:%H:%M}",
        "limits": [
            {"limit": each.name, "rule": each.rule, "title": each.title.in_(language())}
            for each in found.limit
        ],
        "bars": [{"code": each.code, "rule": each.rule} for each in found.closing.bar],
        "sections": [_section(section) for section in explained(found)],
        "rules": {
            name: {"clause": rule.clause, "zh": rule.zh, "en": rule.en} for name, rule in found.rules.items()
        },
    }


def _section(section: Section) -> dict[str, Any]:
    """The sentences as data; the rules themselves stand under ``rules``."""
    return {
        "section": section.name,
        "title": section.title,
        "statements": [
            {"heading": each.heading, "title": each.title, "sentences": each.sentences, "rules": each.rules}
            for each in section.statements
        ],
    }


def _shown(found: Procedure) -> Iterator[str]:
    yield from folded(f"{visible(found.id)}  {visible(found.source.title.in_(language()))}", WIDTH)
    for section in explained(found):
        yield from ("", section.title, "-" * cell_len(section.title))
        heading = ""
        for each in section.statements:
            if each.heading != heading:
                heading = each.heading
                yield f"  {heading}"
            yield from _statement(each, found, "    " if heading else "  ")


def _statement(each: Statement, found: Procedure, indent: str) -> Iterator[str]:
    """The title and where its rules stand, then the sentences, each from a line of its own."""
    title = "  ".join(filter(None, (each.title, references(found, each.rules))))
    for place, sentence in enumerate((title, *each.sentences)):
        before, after = (indent, indent + "    ") if place == 0 else (indent + "  ", indent + "  ")
        for n, line in enumerate(folded(sentence, WIDTH - len(after))):
            yield (after if n else before) + line


@verb(procedure, "check", N_("Check procedures, and worked cases against their procedures."))
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help=N_("Procedures, or files of worked cases."))
    ],
    as_json: AsJson = False,
) -> int:
    """Ends with 0 when every procedure is sound and every case passes, with 1 when a case does not; no database."""
    sound: list[Procedure] = []
    outcomes: list[Outcome] = []
    for path in files:
        table = read_toml(path)
        if "case" in table or "procedure" in table:
            outcomes += _checked(path, table)
        else:
            sound.append(parse(table, str(path)))
    failed = sum(not outcome.passed for outcome in outcomes)
    output.answer(
        as_json,
        lambda: {
            "passed": len(outcomes) - failed,
            "failed": failed,
            "cases": [_case(outcome) for outcome in outcomes],
            "procedures": [{"id": each.id, "sound": True, "unserved": unserved(each)} for each in sound],
        },
        lambda: [*(line for each in sound for line in _sound(each)), *_report(outcomes, failed)],
    )
    return FAULT if failed else 0


def _sound(found: Procedure) -> Iterator[str]:
    yield _("sound   {name} (rules: {rules}, statements: {statements})").format(
        name=visible(found.id), rules=len(found.rules), statements=len(list(found.statements()))
    )
    forgotten = unserved(found)
    if forgotten:
        told = _("No statement serves these rules: {rules}").format(rules=joined(forgotten))
        yield from (f"        {line}" for line in folded(told, WIDTH - 8))


def _checked(path: Path, table: Mapping[str, Any]) -> Iterator[Outcome]:
    """Every case of a file, in its order."""
    for name in table:
        if name not in ("procedure", "case"):
            raise ProcedureError(name, "unknown_key", source=str(path), allowed="procedure, case")
    given = table.get("case", [])
    if not isinstance(given, list) or not all(isinstance(case, dict) for case in given):
        raise ProcedureError("case", "expected_list", source=str(path))
    known: dict[str, Procedure] = {}
    for place, case in enumerate(given, 1):
        source = f"{path}: {case.get('name') or f'case[{place}]'}"
        try:
            name = cases.case_procedure(case, table.get("procedure", DEFAULT))
            if name not in known:
                known[name] = load(name, path.parent)
            yield cases.check(case, known[name])
        except ProcedureError as error:
            error.source = error.source or source
            raise
        except Refused as refused:
            problem = refused.problems[0]
            raise ProcedureError(problem.field, problem.code, source=source, **problem.params) from None


def _case(outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "procedure": outcome.procedure,
        "passed": outcome.passed,
        "expected": _plain(outcome.expected),
        "found": _plain(outcome.found),
    }


def _plain(value: Any) -> Any:
    """Values of a TOML file as JSON has them: its dates and times become text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _report(outcomes: list[Outcome], failed: int) -> Iterator[str]:
    for outcome in outcomes:
        verdict = _("passed") if outcome.passed else _("FAILED")
        yield f"{verdict}  {visible(outcome.name)}"
        if not outcome.passed:
            rows = [row for what in outcome.expected for row in _beside(what, outcome)]
            yield from (f"    {line}" for line in output.table(("", _("expected"), _("found")), rows))
    if outcomes:
        yield _("{passed} passed, {failed} failed").format(passed=len(outcomes) - failed, failed=failed)


def _beside(what: str, outcome: Outcome) -> list[tuple[str, str, str]]:
    """What was expected and what was found, line beside line."""
    expected, found = _each(outcome.expected[what]), _each(outcome.found.get(what))
    count = max(len(expected), len(found), 1)
    expected += [""] * (count - len(expected))
    found += [""] * (count - len(found))
    return [(what if n == 0 else "", expected[n], found[n]) for n in range(count)]


def _each(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [_told(each) for each in value]
    return [] if value is None else [_told(value)]


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{name} {each}" for name, each in value.items())
    return str(value)


@verb(procedure, "use", N_("Work by this procedure from now on; calls already taken keep theirs."))
def use(
    ctx: Context,
    name: Name,
    also: Annotated[
        bool, typer.Option("--also", help=N_("Beside the office's own, for the calls that name it."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """The same file again is the same version."""
    from repairdesk.desk.office import adopt_procedure

    session: Session = ctx.obj
    path = find(name)
    body = read_toml(path)
    found = parse(body, str(path))
    version = adopt_procedure(session.store, session.who, body, also=also, now=session.now)
    told = _("{procedure}, version {version}, is in use.").format(procedure=found.id, version=version)
    output.answer(as_json, lambda: {"id": found.id, "version": version}, lambda: [told])


@verb(procedure, "in-use", N_("List the procedures that calls may go by, the office's own first."))
def in_use(ctx: Context, as_json: AsJson = False) -> None:
    """With their versions."""
    from repairdesk.views import office_json as forms
    from repairdesk.views.directories import procedures_in_use

    session: Session = ctx.obj
    found = procedures_in_use(session.store)
    rows = [
        (
            each.id, str(each.version), each.source.title.in_(language()),
            _("the office's own") if each is found[0] else "",
        )
        for each in found
    ]  # fmt: skip
    headings = (_("Procedure"), _("Version"), _("Title"), "")
    output.answer(as_json, lambda: forms.in_use(found, language()), lambda: output.table(headings, rows))


InUse = Annotated[str, typer.Argument(metavar="NAME", help=N_("The name of a procedure in use."))]


@verb(procedure, "prefer", N_("Make one of the procedures in use the office's own."))
def prefer(ctx: Context, name: InUse, as_json: AsJson = False) -> None:
    """Calls that name none go by it; the one that was stays in use beside it."""
    from repairdesk.desk.office import prefer_procedure

    session: Session = ctx.obj
    prefer_procedure(session.store, session.who, name, now=session.now)
    in_use(ctx, as_json)


@verb(procedure, "stop", N_("Take no new calls by a procedure; those taken keep it to their end."))
def stop(ctx: Context, name: InUse, as_json: AsJson = False) -> None:
    """The office's own cannot be stopped before another one is."""
    from repairdesk.desk.office import stop_procedure

    session: Session = ctx.obj
    stop_procedure(session.store, session.who, name, now=session.now)
    in_use(ctx, as_json)


@verb(procedure, "new", N_("Write a copy of a procedure to a file, to be edited."))
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The name of the new procedure."))],
    like: Annotated[
        str, typer.Option("--from", metavar="NAME", help=N_("The procedure to begin with."))
    ] = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """The file is NAME.toml in the folder you are in; it must not exist yet. Beside it lies what an editor needs."""
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise refuse("name", "bad_procedure_name")
    source, target = find(like), Path(f"{name}.toml")
    old = load(like).id
    text = source.read_text(encoding="utf-8").replace(f'\nid = "{old}"', f'\nid = "{name}"', 1)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text if text.startswith("#:schema ") else f"#:schema {SCHEMA}\n{text}")
    except FileExistsError:
        raise refuse("name", "already_a_file", path=str(target)) from None
    if not Path(SCHEMA).exists():
        shutil.copyfile(config.procedures_dir() / SCHEMA, SCHEMA)
    told = _("{path} is written. Edit it, check it (procedure check), then use it (procedure use).")
    output.answer(as_json, lambda: {"id": name, "path": str(target)}, lambda: [told.format(path=target)])
