"""Slips as text for a dot-matrix printer: its bytes, its columns, and every word of every form on it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from repairdesk import config, text
from repairdesk.paper import dot_matrix, slip, typeset
from repairdesk.rules.facts import Job
from repairdesk.rules.procedure import parse
from repairdesk.views.order_cards import ChargeLine
from repairdesk.views.papers import Paper, own_fields, paper
from tests.desk.conftest import Office


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    text.set_language("en")
    yield
    text.set_language("en")


@pytest.fixture
def printable(desk: Office) -> Paper:
    return paper(desk.store, desk.issue(desk.log()), desk.now)


def read(made: bytes) -> list[list[str]]:
    """The lines of each page, as the printer would print them."""
    body = made[made.index(b"\x1bC") + 3 :]
    pages = body.split(b"\x0c")
    assert pages.pop() == b""
    return [page.decode("gb18030").split("\r\n")[:-1] for page in pages]


@pytest.mark.parametrize(("size", "lines"), [("241x93", 22), ("241x140", 33)])
def test_the_printer_is_reset_told_its_language_and_the_length_of_its_pages(
    printable: Paper, size: str, lines: int
) -> None:
    made = dot_matrix.escp(slip.document(printable, size=size))
    assert made.startswith(b"\x1b@\x1c&\x1b2\x1bC" + bytes([lines]))
    assert made.endswith(b"\r\n\x0c")
    pages = read(made)
    assert len(pages) >= len(printable.copies)
    assert all(len(page) < lines for page in pages)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_of_every_form_is_on_it_and_no_line_is_too_long(printable: Paper, language: str) -> None:
    text.set_language(language)
    forms = 0
    for path in sorted(config.procedures_dir().glob("*.toml")):
        procedure = parse(tomllib.loads(path.read_text(encoding="utf-8")))
        fields = own_fields(procedure, Job(), "day")
        for form in procedure.form:
            forms += 1
            blank = replace(printable, form=form, fields=fields, values={}, copies=())
            for size, lines in dot_matrix.LINES.items():
                document = slip.document(blank, size=size)
                pages = dot_matrix.pages(document)
                assert max(len(page) for page in pages) < lines
                assert max(dot_matrix.width(line) for page in pages for line in page) <= dot_matrix.WIDTH
                found = "".join("".join(page).replace(" ", "") for page in pages)
                (sheet,) = document["sheets"]
                items = [each for part in sheet["parts"] for each in part.get("items", ())]
                for words in (sheet["title"], sheet["number"], *(each["label"] for each in items)):
                    assert words.replace(" ", "") in found, (form.name, words)
                for words in (sheet["disclaimer"], *sheet["signatures"]):
                    assert "".join(words.split())[:20] in found, (form.name, words)
    assert forms > 20


def test_a_long_text_and_forty_charges_flow_and_lose_nothing(printable: Paper) -> None:
    line = ChargeLine("labour", "更换水龙头" * 12, 1000, "piece", 3000, 3000, "list", None)
    long = "漏" * 1999 + "止"
    order = replace(printable.order, charges=(line,) * 40)
    full = replace(
        printable, card=replace(printable.card, content=long, caller="长" * 60), order=order, copies=()
    )
    pages = dot_matrix.pages(slip.document(full, size="241x93"))
    found = "".join(line for page in pages for line in page)
    assert found.count("漏") == 1999
    assert "止" in found
    assert found.count("换") == 480
    assert found.count("长") == 60
    assert all(page[2] == "=" * 80 for page in pages)
    assert f"page {len(pages)} of {len(pages)}" in pages[-1][1]


def test_signs_are_replaced_and_what_cannot_be_printed_is_marked_and_named() -> None:
    assert dot_matrix.printable("¥30 ☐ ☑ ✓ ² “好”…—") == "￥30 □ √ √ 2 “好”…—"
    assert dot_matrix.printable("㐂赟喆") == "〓赟喆"
    assert dot_matrix.lacking("㐂赟\n喆𠮷¥") == ("㐂", "𠮷")


def test_nothing_that_was_typed_acts_on_the_printer(printable: Paper) -> None:
    hostile = replace(printable, card=replace(printable.card, content="a\x1b@\x0cb\x1cc"), copies=())
    made = dot_matrix.escp(slip.document(hostile, size="241x140"))
    assert made.count(b"\x1b") == 3
    assert made.count(b"\x1c") == 1
    assert made.count(b"\x0c") == 1


def test_chinese_signs_are_two_columns_whatever_a_terminal_makes_of_them() -> None:
    assert [dot_matrix.width(char) for char in "a“…①□℃中"] == [1, 2, 2, 2, 2, 2, 2]
    assert dot_matrix.folded("“" * 50, 40) == ["“" * 20, "“" * 20, "“" * 10]
    assert dot_matrix.folded("one two three", 8) == ["one two", "three"]


def test_the_papers_are_those_of_the_program() -> None:
    assert set(dot_matrix.LINES) <= set(typeset.PAPERS)
