"""A procedure is explained to its office in plain words, checked, and copied to be edited."""

from __future__ import annotations

import re

import pytest

from repairdesk.cli.procedures import load, names
from repairdesk.explain import explained
from repairdesk.explain import words as codes
from repairdesk.rules import facts, limits, statements
from repairdesk.text import cell_len, set_language
from repairdesk.words import ACTIONS, WORDS
from tests.cli.conftest import Desk

SHIPPED = names()
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z_]+\.[a-z]+\b")
"""``key_customer``, ``call.received``: how the file writes, and nobody speaks."""
OF_THE_FILE = re.compile(r"www\.|[a-z]+\.(?:com|cn|html?)")


@pytest.fixture(autouse=True)
def _english_again():
    yield
    set_language("en")


def of_the_program(section) -> list[str]:
    """The sentences of a section; those of the document itself are its own."""
    said = [text for each in section.statements for text in (each.heading, each.title, *each.sentences)]
    return [] if section.name == "rules" else [text for text in said if text]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SHIPPED)
def test_no_code_is_said(name: str, language: str) -> None:
    set_language(language)
    for section in explained(load(name)):
        for said in of_the_program(section):
            assert "{" not in said, (section.name, said)
            assert not CODE.search(OF_THE_FILE.sub("", said)), (section.name, said)


@pytest.mark.parametrize("name", SHIPPED)
def test_chinese_sentences_are_chinese(name: str) -> None:
    """Nothing is left in English but what the office writes so: numbers, trade marks, ids."""
    set_language("zh")
    for section in explained(load(name)):
        for each in section.statements:
            for said in (each.heading, each.title, *each.sentences):
                assert not re.search(r"[a-z]{3,} [a-z]{3,}", said), (section.name, said)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_statement_and_every_rule_is_told(name: str) -> None:
    found = load(name)
    sections = {section.name: section for section in explained(found)}
    told = {rule for section in sections.values() for each in section.statements for rule in each.rules}
    stated = {rule for _, statement in found.statements() for rule in getattr(statement, "also", ())}
    stated |= {getattr(statement, "rule", None) for _, statement in found.statements()} - {None}
    assert stated <= told
    assert len(sections["limits"].statements if "limits" in sections else ()) == len(found.limit)
    assert len(sections["rules"].statements) == len(found.rules)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lines_fit_eighty_columns_and_say_where_a_rule_stands(bare: Desk, language: str) -> None:
    for name in SHIPPED:
        lines = bare.run("procedure", "show", name, by="", lang=language).splitlines()
        assert max(map(cell_len, lines)) <= 80
    shown = bare.run("procedure", "show", "property-desk", by="", lang=language)
    wanted = {
        "en": ("Arrival  3.4 (S000-I-09)", "From call received until technician arrived: within 15 minutes."),
        "zh": ("到场  3.4（S000-I-09）", "从受理登记起，到维修员到场为止：15 分钟内。"),
    }
    for words in wanted[language]:
        assert words in shown


def test_the_same_as_data(bare: Desk) -> None:
    shown = bare.json("procedure", "show", "follow-up-sheets", by="")
    assert {"id", "title", "source", "opening", "closing", "limits", "bars", "rules", "sections"} <= set(
        shown
    )
    sections = {section["section"]: section for section in shown["sections"]}
    check = next(each for each in sections["limits"]["statements"] if "S004-C-39" in each["rules"])
    assert check["sentences"][0] == (
        "From job converted until follow-up checked (by the team leader): "
        "every month, once by the end of each of these: day 15, the last day."
    )
    (consent, *_) = sections["gates"]["statements"]
    assert "Only for: ticked: Something is installed." in consent["sentences"]
    assert shown["rules"]["S004-C-39"]["clause"]


def test_every_code_has_words() -> None:
    """A code that is added to the schema needs its words here."""
    assert set(codes.FEATURES) == set(statements.FEATURES)
    assert set(codes.STAGES) == set(statements.STAGES)
    assert set(codes.KEEPERS) == set(statements.KEEPERS)
    assert set(codes.FIELDS) == set(statements.KINDS_OF_FIELD)
    assert set(codes.PERIODS) == set(statements.PERIODS)
    assert set(codes.ADVICE_AT) == set(statements.ADVICE_AT)
    assert set(codes.SETS) == set(statements.SETTABLE)
    assert set(codes.BUILT_IN) == set(statements.BUILT_IN)
    assert set(codes.PROPERTIES) == {
        (name, value) for name, values in limits.PROPERTIES.items() for value in values
    }
    results = {result for given in facts.RESULTS.values() for result in given}
    spoken = {
        *facts.FACTS,
        *facts.ROLES,
        *facts.BY,
        *limits.TOLD,
        *limits.CALLBACKS,
        *limits.ANSWERS,
        *results,
    }
    assert spoken <= set(WORDS)
    assert set(limits.ACTIONS) <= set(ACTIONS)
