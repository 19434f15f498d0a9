"""The house is in order: what is imported when, and which words the refusals use."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from repairdesk.field_names import FIELDS
from repairdesk.messages import MESSAGES
from scripts.catalogue import placeholders

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = sorted((ROOT / "repairdesk").rglob("*.py"))

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "alembic", "typer", "pendulum", "tomllib", "pypinyin",
         "typst", "segno", "barcode", "noto_cjk_sans_otc")  # fmt: skip
"""Too slow to stand between a key and the first board."""


def modules_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after the statement."""
    code = f"{statement}; import sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


@pytest.mark.parametrize("module", ["repairdesk.__main__", "repairdesk.app"])
def test_the_heavy_libraries_wait_until_the_board_is_painted(module: str) -> None:
    assert not modules_after(f"import {module}") & set(HEAVY)


@pytest.mark.parametrize(
    "module", ["repairdesk.cli", "repairdesk.desk", "repairdesk.views", "repairdesk.models"]
)
def test_the_command_line_needs_no_screen(module: str) -> None:
    assert "textual" not in modules_after(f"import {module}")


# --- the sentences of refusals --------------------------------------------------------------------

RAISERS = {"refuse": 1, "Problem": 1, "ProcedureError": 1}
"""Calls that carry a code, and the place of the code among their arguments."""


def codes() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where each code is raised, the code, and the names of its values (None where they are not written out)."""
    for path in PROGRAM:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            at = RAISERS.get(name)
            if at is None or len(node.args) <= at or not isinstance(node.args[at], ast.Constant):
                continue
            names: set[str] | None = {word.arg for word in node.keywords if word.arg}
            if name == "Problem":
                params = node.args[2:] + [word.value for word in node.keywords if word.arg == "params"]
                keys = params[0].keys if params and isinstance(params[0], ast.Dict) else []
                spread = bool(params) and not isinstance(params[0], ast.Dict)
                names = None if spread else {key.value for key in keys if isinstance(key, ast.Constant)}
            elif any(word.arg is None for word in node.keywords):
                names = None
            yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[at].value, names


def test_every_refusal_has_a_sentence_with_all_its_values() -> None:
    wrong = []
    for where, code, names in codes():
        if code not in MESSAGES:
            wrong.append(f"{where}: {code} has no sentence in messages.py")
        elif names is not None and (short := placeholders(MESSAGES[code]) - names - {"code"}):
            wrong.append(f"{where}: {code} is not given {', '.join(sorted(short))}")
    assert not wrong, "\n".join(wrong)


def test_every_sentence_ends_and_says_what_to_do() -> None:
    for code, sentence in MESSAGES.items():
        assert len(sentence) > 20, code
        assert sentence[-1] in ".T" or sentence.endswith(("init", "FILE")), f"{code}: {sentence}"
    assert all(label and label[0].isupper() for label in FIELDS.values())


def test_files_and_functions_stay_readable() -> None:
    long = []
    for path in PROGRAM:
        source = path.read_text("utf-8")
        if source.count("\n") > 450:
            long.append(f"{path.relative_to(ROOT)} has {source.count(chr(10))} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 60:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines")
    assert not long, "\n".join(long)


def test_no_two_widgets_are_called_alike() -> None:
    """A style sheet goes by the name of the class: it would style the other one too, once both have been shown."""
    drawn = [path for path in PROGRAM if path.parent.name == "screens" or path.name == "app.py"]
    names = Counter(
        node.name
        for path in drawn
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.bases
    )
    assert [name for name, times in names.items() if times > 1] == []


# --- what is handed on ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_locked_and_name_no_place(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "file:" not in text
    entries = [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip()]
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


def test_the_tests_run_on_what_the_program_runs_on() -> None:
    def pins(name: str) -> set[str]:
        return {line.split(" ")[0] for line in (ROOT / name).read_text("utf-8").splitlines() if "==" in line}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
