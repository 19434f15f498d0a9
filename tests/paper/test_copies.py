"""A list of copies on paper: nothing over the edge, every page with its head, two lines to sign on, both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repairdesk import text
from repairdesk.paper.copies import text_of
from repairdesk.paper.handover import FORM_FEED, LINES, WIDTH
from repairdesk.rules.schema import Words
from repairdesk.rules.worktime import Hours
from repairdesk.text import cell_len
from repairdesk.views.paper_lists import ListedCopy, PaperList
from tests.desk.conftest import at

ONE = ListedCopy(
    order="260302500001", form_number="", call="260302000001", room="3-2-1201", caller="欧阳\x1b[31m娜娜", name="finance",
    title=Words("财务联", "Finance copy"), total=7000, paid=7000,
)  # fmt: skip
LIST = PaperList(
    number="2026-0001", kind="copies", keeper="finance", made_at=at("12:00"), made_by="李前台", post="front_desk", amount=None,
    remark="", signed_by="", signed_at=None, void=False, count=1, lines=(ONE,),
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("copies", [1, 54, 55, 120])
def test_every_page_has_its_head_and_nothing_goes_over_the_edge(language: str, copies: int) -> None:
    text.set_language(language)
    long = replace(ONE, room="很长的楼栋名称" * 5, caller="名" * 60, title=Words("联" * 40, "copy " * 20))
    made = replace(LIST, lines=(ONE, *[long] * (copies - 1)), count=copies, remark="请" * 200)
    printed = text_of(made, "阳光花园", Hours())
    text.set_language("en")
    pages = printed.split(FORM_FEED)
    assert all("2026-0001" in page.split("\n")[0] for page in pages)
    for page in pages:
        lines = page.rstrip("\n").split("\n")
        assert len(lines) <= LINES
        assert max(cell_len(line) for line in lines) <= WIDTH
    assert printed.count("260302500001") == copies
    assert "\x1b" not in printed
    assert pages[-1].count("_" * 24) == 2
