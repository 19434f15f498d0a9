"""Editors and people are told what a procedure file may say, by the program itself."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.rules.test_procedure import BODY, FAULTS, change

ROOT = Path(__file__).parents[1]
PROCEDURES = ROOT / "data" / "procedures"
SCHEMA = json.loads((PROCEDURES / "procedure.schema.json").read_text("utf-8"))
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "boolean": bool, "array": list, "object": dict,
}  # fmt: skip
BY_THE_PROGRAM_ALONE = ("unknown_rule", "weather", "arival")
"""What refers to another part of the file only the program can know."""


def test_the_schema_and_the_reference_are_those_of_the_program() -> None:
    found = subprocess.run(
        [sys.executable, "scripts/procedure_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout + found.stderr


def fits(shape: dict[str, Any], value: Any) -> bool:
    """Whether a value is as a JSON Schema says: as much of the standard as this schema uses."""
    if "$ref" in shape:
        return fits(SCHEMA["definitions"][shape["$ref"].rpartition("/")[2]], value)
    tests = (
        all(fits(one, value) for one in shape.get("allOf", ())),
        "anyOf" not in shape or any(fits(one, value) for one in shape["anyOf"]),
        "oneOf" not in shape or sum(fits(one, value) for one in shape["oneOf"]) == 1,
        "not" not in shape or not fits(shape["not"], value),
        "enum" not in shape or any(type(one) is type(value) and one == value for one in shape["enum"]),
        "type" not in shape or _is(shape["type"], value),
        "pattern" not in shape or not isinstance(value, str) or bool(re.search(shape["pattern"], value)),
        "minimum" not in shape or not isinstance(value, int) or value >= shape["minimum"],
        "items" not in shape
        or not isinstance(value, list)
        or all(fits(shape["items"], one) for one in value),
    )
    return all(tests) and (not isinstance(value, dict) or _table_fits(shape, value))


def _is(kind: str | list[str], value: Any) -> bool:
    kinds = [kind] if isinstance(kind, str) else kind
    return any(
        isinstance(value, TYPES[one]) and (one != "integer" or not isinstance(value, bool)) for one in kinds
    )


def _table_fits(shape: dict[str, Any], table: dict[str, Any]) -> bool:
    known, others = shape.get("properties", {}), shape.get("additionalProperties", True)
    unknown = {name: value for name, value in table.items() if name not in known}
    return (
        all(name in table for name in shape.get("required", ()))
        and all(
            set(after) <= set(table) for name, after in shape.get("dependencies", {}).items() if name in table
        )
        and all(fits(known[name], value) for name, value in table.items() if name in known)
        and (
            others is True
            or (not unknown if others is False else all(fits(others, v) for v in unknown.values()))
        )
    )


@pytest.mark.parametrize("file", sorted(PROCEDURES.glob("*.toml")), ids=lambda file: file.stem)
def test_every_procedure_is_as_the_schema_says(file: Path) -> None:
    text = file.read_text("utf-8")
    assert text.startswith("#:schema procedure.schema.json\n")
    assert fits(SCHEMA, tomllib.loads(text))


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{path} {code}" for path, _, _, code in FAULTS])
def test_the_schema_finds_what_the_program_finds(fault: tuple[str, Any, str, str]) -> None:
    body = copy.deepcopy(BODY)
    change(fault[0], fault[1])(body)
    alone = any(word in str(fault) for word in BY_THE_PROGRAM_ALONE)
    assert fits(SCHEMA, body) == alone


@pytest.mark.parametrize("due", [{"end_of_day": 0}, {"each_month": [15, 31]}, {"agreed": True, "earlier": 3}])
def test_each_kind_of_due_time_stands_alone(due: dict[str, Any]) -> None:
    wanted = SCHEMA["definitions"]["Due"]
    assert fits(wanted, due)
    assert not fits(wanted, {**due, "after": 15})


def test_the_reference_names_every_key_in_both_languages() -> None:
    for name, sentence in (
        ("PROCEDURES.md", "the fact that starts it"),
        ("PROCEDURES.zh-CN.md", "起算的记录"),
    ):
        page = (ROOT / "docs" / name).read_text("utf-8")
        assert sentence in page
        for shape in (SCHEMA, *SCHEMA["definitions"].values()):
            assert all(f"`{key}`" in page for key in shape.get("properties", {}))
        anchors = set(re.findall(r"\]\(#([\w-]+)\)", page))
        headings = {heading.lower() for heading in re.findall(r"^## (.+)$", page, re.MULTILINE)}
        assert anchors <= headings
