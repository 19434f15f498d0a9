"""A procedure is explained to its office in plain words, checked, and copied to be edited."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repairdesk import config
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


def test_a_sound_procedure_is_said_to_be_so(bare: Desk) -> None:
    file = config.procedures_dir() / "property-desk.toml"
    assert bare.run("procedure", "check", str(file), by="").startswith("sound   property-desk (rules: 41,")
    (checked,) = bare.json("procedure", "check", str(file), by="")["procedures"]
    assert checked == {"id": "property-desk", "sound": True, "unserved": []}
    assert not bare.db.exists()


def test_a_rule_that_nothing_serves_is_named(bare: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    text = (config.procedures_dir() / "property-desk.toml").read_text("utf-8")
    file.write_text(
        text + '\n[rules.OURS-1]\nclause = "9"\nzh = "每日清扫。"\nen = "Sweep daily."\n', "utf-8"
    )
    assert "No statement serves these rules: OURS-1" in bare.run("procedure", "check", str(file), by="")
    (checked,) = bare.json("procedure", "check", str(file), by="")["procedures"]
    assert checked["unserved"] == ["OURS-1"]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("after = 15", "afters = 15", "limit[1].due.afters"),
        ('rule = "S000-I-09"', 'rule = "S000-I-99"', "S000-I-99"),
        ('to = "technician.arrived"', 'to = "technician.came"', "limit[1].to[1]"),
        ("[[limit]]", "[[limits]]", "limits"),
    ],
)
def test_what_is_wrong_with_a_procedure_is_named(
    bare: Desk, tmp_path: Path, old: str, new: str, named: str
) -> None:
    file = tmp_path / "ours.toml"
    text = (config.procedures_dir() / "property-desk.toml").read_text("utf-8")
    file.write_text(text.replace(old, new, 1), "utf-8")
    bare.run("procedure", "check", str(file), code=2, by="")
    assert "ours.toml" in bare.err
    assert named in bare.err


def test_a_new_procedure_is_completed_by_an_editor(
    bare: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bare.run("procedure", "new", "ours", "--from", "follow-up-sheets", by="")
    assert (tmp_path / "ours.toml").read_text("utf-8").startswith("#:schema procedure.schema.json\n")
    beside = tmp_path / "procedure.schema.json"
    assert beside.read_bytes() == (config.procedures_dir() / beside.name).read_bytes()
    beside.write_text("{}", "utf-8")
    bare.run("procedure", "new", "theirs", by="")
    assert beside.read_text("utf-8") == "{}"
    assert "sound   ours" in bare.run("procedure", "check", "ours.toml", by="")
    assert not [name for name in names() if "schema" in name]
