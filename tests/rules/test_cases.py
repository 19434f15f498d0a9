"""Every worked case in ``tests/cases`` comes out as it says, and a wrong one is told from a right one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from repairdesk import config
from repairdesk.rules.cases import check
from repairdesk.rules.procedure import Procedure, parse
from repairdesk.rules.schema import ProcedureError

CASES = [
    pytest.param(case, file_["procedure"], id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parents[1] / "cases").glob("*.toml"))
    for file_ in [tomllib.loads(path.read_text("utf-8"))]
    for case in file_["case"]
]


def procedure(name: str) -> Procedure:
    """A shipped procedure."""
    path = config.procedures_dir() / f"{name}.toml"
    return parse(tomllib.loads(path.read_text("utf-8")), path.name)


@pytest.mark.parametrize(("case", "name"), CASES)
def test_a_worked_case(case: dict[str, Any], name: str) -> None:
    outcome = check(case, procedure(name))
    assert outcome.passed, f"expected {outcome.expected}\nfound    {outcome.found}"


RECEIVED = {"at": "2026-03-02 10:00", "what": "call.received"}
WRONG = [
    ({"clocks": [{"limit": "arrival", "due": "2026-03-02 10:16", "state": "running"}]}, "another due time"),
    ({"clocks": [{"limit": "arrival", "due": "2026-03-02 10:15", "state": "overdue"}]}, "another state"),
    (
        {"clocks": [{"limit": "slip_return", "due": "2026-03-02 17:00", "state": "running"}]},
        "a clock too many",
    ),
    ({"no_clocks": ["arrival"]}, "a clock that is there"),
    ({"missing": []}, "nothing missing"),
    ({"missing": ["not_finished", "copies"]}, "too much missing"),
    ({"origin": "night"}, "the other shift"),
    ({"post": "monitoring_room"}, "the other post"),
]


@pytest.mark.parametrize(("expect", "why"), WRONG, ids=[why for _, why in WRONG])
def test_a_wrong_expectation_fails(expect: dict[str, object], why: str) -> None:
    case = {"name": why, "now": "2026-03-02 10:05", "events": [RECEIVED], "expect": expect}
    assert not check(case, procedure("property-desk")).passed


FAULTY = [
    ({"events": [{"at": "2026-03-02 10:00", "what": "call.taken"}]}, "events[1].what", "expected_one_of"),
    ({"events": [{"what": "call.received"}]}, "events[1].at", "missing_key"),
    ({"events": [{"at": "ten", "what": "call.received"}]}, "events[1].at", "expected_moment"),
    ({"events": [{**RECEIVED, "answered": "yes"}]}, "events[1].answered", "unknown_key"),
    ({"call": {"kind": "repairs"}}, "call.kind", "expected_one_of"),
    ({"call": {"colour": "red"}}, "call.colour", "unknown_key"),
    ({"expect": {"clock": []}}, "expect.clock", "unknown_key"),
    ({"expect": {"clocks": [{"limit": "arival"}]}}, "expect.clocks", "expected_one_of"),
    (
        {"expect": {"clocks": [{"limit": "arrival", "state": "late"}]}},
        "expect.clocks.state",
        "expected_one_of",
    ),
    ({"expect": {"clocks": [{"limit": "arrival", "till": "noon"}]}}, "expect.clocks.till", "unknown_key"),
    ({"expect": {"no_clocks": ["tea_break"]}}, "expect.no_clocks", "expected_one_of"),
    ({"when": "2026-03-02 10:00"}, "when", "unknown_key"),
    (
        {"fees": {"work": [{"item": "tap"}]}, "expect": {"prepayment": False}},
        "fees.work[1].price_per_piece",
        "expected_amount",
    ),
]


@pytest.mark.parametrize(("change", "key", "code"), FAULTY, ids=[key for _, key, _ in FAULTY])
def test_a_faulty_case_names_its_key(change: dict[str, Any], key: str, code: str) -> None:
    case: dict[str, Any] = {"name": "faulty", "now": "2026-03-02 10:05", "events": [RECEIVED], **change}
    with pytest.raises(ProcedureError) as refused:
        check(case, procedure("property-desk"))
    assert (refused.value.key, refused.value.code) == (key, code)


def test_a_limit_of_another_procedure_may_be_said_to_be_absent() -> None:
    case = {
        "name": "no grab",
        "now": "2026-03-02 10:05",
        "events": [RECEIVED],
        "expect": {"no_clocks": ["grab"]},
    }
    assert check(case, procedure("property-desk")).passed


def test_a_line_may_name_a_clock_by_less_than_everything() -> None:
    for line in ({"limit": "arrival", "due": "2026-03-02 10:15"}, {"limit": "arrival", "state": "running"}):
        case = {"name": "less", "now": "2026-03-02 10:05", "events": [RECEIVED], "expect": {"clocks": [line]}}
        assert check(case, procedure("property-desk")).passed
