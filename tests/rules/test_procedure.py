"""A procedure file is read strictly: every fault names the file, the key and what is allowed."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from repairdesk import config
from repairdesk.rules.procedure import Procedure, parse
from repairdesk.rules.schema import ProcedureError

BODY = tomllib.loads((config.procedures_dir() / "property-desk.toml").read_text("utf-8"))


def test_the_default_procedure_has_every_rule_of_its_document() -> None:
    procedure: Procedure = parse(BODY, "property-desk.toml")
    assert [*procedure.rules] == [f"S000-I-{number:02d}" for number in range(1, 42)]
    assert (procedure.hours.opening, procedure.hours.closing) == (time(9), time(17, 30))


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """A change of one place of the file: ``limit.0.due.after``."""

    def apply(body: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = body
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        if value is ...:
            del place[last]
        else:
            place[last] = value

    return apply


FAULTS = [
    ("id", ..., "id", "missing_key"),
    ("id", "", "id", "expected_text"),
    ("opening", "9 o'clock", "opening", "expected_clock"),
    ("opening", 9, "opening", "expected_clock"),
    ("openning", "09:00", "openning", "unknown_key"),
    ("source.title", {"zh": "流程"}, "source.title", "expected_words"),
    ("source", "document", "source", "expected_table"),
    ("limit", {}, "limit", "expected_list"),
    ("limit.0.to", "technician.came", "limit[1].to[1]", "expected_one_of"),
    ("limit.0.due", {"after": 15, "by": "17:00"}, "limit[1].due", "expected_one_due"),
    ("limit.0.due", {}, "limit[1].due", "expected_one_due"),
    ("limit.0.due.after", -1, "limit[1].due.after", "expected_number"),
    ("limit.0.due.after", True, "limit[1].due.after", "expected_number"),
    ("limit.0.due", {"after": 15, "if_before": "14:00"}, "limit[1].due", "expected_one_due"),
    ("limit.0.when", {"kind": "repairs"}, "limit[1].when.kind", "expected_one_of"),
    ("limit.0.when", {"weather": "rain"}, "limit[1].when.weather", "unknown_key"),
    ("limit.0.resident_waits", "yes", "limit[1].resident_waits", "expected_flag"),
    ("limit.0.rule", "S000-I-99", "limit[1].rule", "unknown_rule"),
    (
        "limit.2.to",
        [{"what": "callback.made", "once_past": "arival"}],
        "limit[3].to[1].once_past",
        "expected_one_of",
    ),
    ("closing.bar.0.code", ..., "closing.bar[1].code", "missing_key"),
    ("closing.bar.1.since", "yesterday", "closing.bar[2].since", "expected_one_of"),
    ("matter.0.department", "kitchen", "matter[1].department", "expected_one_of"),
    ("month.remind_days", "3", "month.remind_days", "expected_number"),
]


@pytest.mark.parametrize(("path", "value", "key", "code"), FAULTS, ids=[f"{p} {c}" for p, _, _, c in FAULTS])
def test_a_fault_names_file_key_and_what_is_allowed(path: str, value: object, key: str, code: str) -> None:
    body = copy.deepcopy(BODY)
    change(path, value)(body)
    with pytest.raises(ProcedureError) as refused:
        parse(body, "office.toml")
    assert (refused.value.source, refused.value.key, refused.value.code) == ("office.toml", key, code)
    if code == "expected_one_of":
        assert refused.value.params["allowed"]


def test_an_office_may_change_a_number_and_the_clocks_follow() -> None:
    from repairdesk.rules.cases import check

    body = copy.deepcopy(BODY)
    change("limit.0.due.after", 20)(body)
    case = {
        "name": "twenty minutes",
        "now": "2026-03-02 10:05",
        "events": [{"at": "2026-03-02 10:00", "what": "call.received"}],
        "expect": {"clocks": [{"limit": "arrival", "due": "2026-03-02 10:20", "state": "running"}]},
    }
    assert check(case, parse(body)).passed
    assert not check(case, parse(BODY)).passed
