"""Every rule of every document is honoured by something, and shown by something that is there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import traceability  # noqa: E402

# The rules of the forty-one systems of the five documents, by document.
DOCUMENTED = {"S000": 147, "S001": 62, "S002": 184, "S003": 104, "S004": 169}


def test_every_rule_has_its_line() -> None:
    rules = [rule for procedure in traceability.procedures().values() for rule in procedure.rules]
    assert len(rules) == len(set(rules))
    counted = {document: sum(rule.startswith(document) for rule in rules) for document in DOCUMENTED}
    assert counted == DOCUMENTED
    assert sum(counted.values()) == 666


def test_no_rule_is_without_something_that_honours_it_and_something_that_shows_it() -> None:
    assert [line for line in traceability.document().splitlines() if "**nothing**" in line] == []
    assert traceability.absent() == []


def test_the_table_is_that_of_the_files() -> None:
    """A statement that is taken out, or a case that no longer names its rule, changes the table."""
    assert traceability.TARGET.read_text("utf-8") == traceability.document()


def test_a_case_shows_only_rules_that_there_are() -> None:
    procedures = traceability.procedures()
    for name, worked in traceability.cases().items():
        for case in worked:
            assert set(case.get("shows", ())) <= set(procedures[name].rules), case["name"]


def test_a_rule_honoured_by_words_alone_says_so() -> None:
    lines = re.findall(r"^\| (\S+) \| printed text only \|", traceability.document(), re.MULTILINE)
    for procedure in traceability.procedures().values():
        for rule, line in traceability.lines(procedure, []).items():
            assert (rule in lines) is (line.kinds == {"advice"})
