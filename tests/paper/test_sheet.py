"""Sheets of tables on paper: lists, months and handovers, in both languages, over as many pages as they take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from repairdesk import text
from repairdesk.desk import calls, handover
from repairdesk.paper import sheet, typeset
from repairdesk.rules.worktime import Hours
from repairdesk.views import handover as view
from tests.desk.conftest import Office, at

from . import pages


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    text.set_language("en")
    yield
    text.set_language("en")


def sound(made: dict[str, object]) -> list[pages.Page]:
    printed = typeset.pdf(made, "sheet")
    found = pages.read(printed)
    assert typeset.pages_of(printed) == len(found)
    assert not [page for page in found if page.outside() or page.collisions()]
    return found


@pytest.mark.parametrize("size", ["a4", "a4-lying"])
def test_a_long_list_repeats_its_headings_and_loses_nothing(size: str) -> None:
    rows = [
        (f"2603{n:08d}", "很长的内容，" * (n % 40), "a" * (n % 90), "[#panic()]", f"{n}.00")
        for n in range(120)
    ]
    listed = sheet.Table("List", ("Call", "What", "Word", "Code", "Amount"), rows, frozenset({4}))
    found = sound(sheet.document("Register", [listed], office="阳光花园", about=["Only open"], size=size))
    assert len(found) > 2
    words = "".join(page.words for page in found)
    assert all(row[0] in words for row in rows)
    assert words.count("[#panic()]") == 120
    assert words.count("很") == sum(n % 40 for n in range(120))
    for number, page in enumerate(found, 1):
        assert f"page{number}of{len(found)}" in page.words
        assert "阳光花园" in page.words
        assert "CallWhat" in page.words


def test_an_empty_table_is_its_title() -> None:
    (page,) = sound(sheet.document("Register", [sheet.Table("Nothing", ("A", "B"), [])], office="阳光花园"))
    assert "Nothing" in page.words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_handover_holds_every_line_and_two_boxes_to_sign(desk: Office, language: str) -> None:
    here = replace(desk, now=at("2026-03-02 17:30"))
    ended, _out = (
        here.log("09:30", content="误报"),
        here.issue(here.log("17:00", content="厨房漏水"), "17:05"),
    )
    calls.withdraw(here.store, here.clerk, ended, reason="业户说已好", at=at("09:40"), now=here.now)
    number = handover.make(here.store, here.clerk, remark="东门在修", now=here.now)
    night = here.person("周夜班")
    handover.accept(here.store, night, number, lines={1: "没有电话"}, now=at("2026-03-02 17:35"))
    text.set_language(language)
    made = view.sheet(here.store, number)
    words = "".join(page.words for page in sound(sheet.of_handover(made, Hours())))
    numbers = [line.call for line in made.lines if line.call]
    wanted = [*numbers, "东门在修", "没有电话", "误报", "厨房漏水", "李前台", "周夜班", "阳光花园"]
    assert [each for each in wanted if each not in words] == []
    signed = ("交班人", "接班人") if language == "zh" else ("Handedoverby", "Takenoverby")
    assert all(each in words for each in signed)
