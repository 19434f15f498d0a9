"""A handover on paper: everything of it on pages of 80 columns, in both languages, and nothing that acts on a printer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repairdesk import text
from repairdesk.desk import calls, drafts, handover, items, office, orders
from repairdesk.paper.handover import FORM_FEED, LINES, TITLES, WIDTH, text_of
from repairdesk.rules.worktime import Hours
from repairdesk.text import cell_len
from repairdesk.views import handover as view
from repairdesk.views.handover_lines import SECTIONS, HandoverLine
from tests.desk.conftest import Office, at

EVENING = at("2026-03-02 17:30")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    text.set_language("en")
    yield
    text.set_language("en")


def pages(sheet: view.Sheet) -> list[list[str]]:
    """The rows of each page."""
    printed = text_of(sheet, Hours())
    assert printed.endswith("\n")
    return [page.rstrip("\n").split("\n") for page in printed.split(FORM_FEED)]


def fits(sheet: view.Sheet) -> bool:
    found = pages(sheet)
    return all(len(page) <= LINES and all(cell_len(row) <= WIDTH for row in page) for page in found)


@pytest.fixture
def sheet(desk: Office) -> view.Sheet:
    """Monday's sheet: a slip that is out, a withdrawn call, money and a key; accepted with one objection."""
    here = replace(desk, now=EVENING)
    s, who = here.store, here.clerk
    ended, out = here.log("09:30", content="误报"), here.log("17:00")
    calls.withdraw(s, who, ended, reason="业户说已好", at=at("09:40"), now=EVENING)
    order = here.issue(out, "17:05")
    orders.arrive(s, who, order, at=at("17:10"), now=EVENING)
    items.take(
        s, who, kind="cash", content="装修押金", room="3-2-1202", amount=123450, at=at("12:00"), now=EVENING
    )
    drafts.save(s, who, "call", "3-2-1201", {"content": "半"}, now=EVENING)
    number = handover.make(s, who, remark="东门在修", now=EVENING)
    handover.accept(s, here.person("周夜班"), number, lines={1: "没有电话"}, now=at("2026-03-02 17:35"))
    return view.sheet(s, number)


def test_the_sheet_in_english(sheet: view.Sheet) -> None:
    (page,) = pages(sheet)
    assert fits(sheet)
    assert page[0].startswith("阳光花园  Handover  front desk to monitoring room")
    assert page[0].endswith("2 Mar 2026 17:30")
    assert page[1] == "No. 1  3 of 4 lines still to be taken over" + page[1][42:]
    assert page[1].endswith("page 1 of 1")
    whole = "\n".join(page)
    for words in (
        "Remark: 东门在修",
        "2 taken in this shift, 1 of them ended; 1 open now.",
        "  1 [x] 3-2-1201  赵女士  13800138000",
        "Received 2 Mar 2026 17:00, routine. State: on site, 张师傅",
        "Next: arrival callback; First callback by 2 Mar 2026 17:20 (overdue)",
        "taken over by 周夜班 at 2 Mar 2026 17:35",
        "OBJECTION: 没有电话",
        "State: withdrawn, 2 Mar 2026 09:40,",
        "  3 [ ] 1,234.50 yuan  3-2-1202",
        "Half-typed forms (1)",
        "1 line was objected to.",
        "Handed over by: 李前台, 2 Mar 2026 17:30",
        "Taken over by: ",
    ):
        assert words in whole, words
    assert whole.count("Signature ____") == 2


def test_the_same_sheet_in_chinese(sheet: view.Sheet) -> None:
    text.set_language("zh")
    (page,) = pages(sheet)
    assert fits(sheet)
    whole = "\n".join(page)
    for words in (
        "交接班  前台 移交 监控中心",
        "共 4 项，3 项待接",
        "周夜班 于 2026年3月2日 17:35 接班",
        "异议：没有电话",
        "交班人：李前台",
    ):
        assert words in whole, words
    assert not [row for row in page if "{" in row]


def test_a_reprint_is_the_sheet_as_it_was(desk: Office, sheet: view.Sheet) -> None:
    before = text_of(sheet, Hours())
    call = sheet.lines[0].call or ""
    calls.withdraw(desk.store, desk.clerk, call, reason="误报", now=at("2026-03-04 10:00"))
    assert text_of(view.sheet(desk.store, sheet.id), Hours()) == before


def test_a_reprint_has_the_names_of_its_day_also_after_people_and_rooms_were_given_others(
    desk: Office, sheet: view.Sheet
) -> None:
    again = handover.make(
        desk.store, desk.clerk, remark="东门在修", now=EVENING
    )  # with what is accepted already
    handover.accept(desk.store, desk.person("周夜班"), again, now=at("2026-03-02 17:40"))
    before = {name: told(desk, again, name) for name in ("en", "zh")}
    manager, now = desk.person("王经理"), at("2026-03-04 10:00")
    for name, role in (("李前台", "clerk"), ("周夜班", "operator"), ("张师傅", "technician")):
        office.change_staff(desk.store, manager, name, office.StaffForm(name=f"{name}二", role=role), now=now)
    with desk.store.write(manager, "import", now=now) as tx:
        for row in tx.all("SELECT id, name FROM room"):
            tx.update("room", row["id"], name=f"新{row['name']}")
    assert {name: told(desk, again, name) for name in ("en", "zh")} == before
    assert "李前台二" not in before["zh"]
    (title,) = view.sheets(desk.store)
    assert (title.made_by, title.accepted_by) == ("李前台", "周夜班")
    made = handover.make(desk.store, desk.person("李前台二"), now=now)
    assert view.sheet(desk.store, made).made_by == "李前台二"


def told(desk: Office, number: int, language: str) -> str:
    """A sheet on paper in one language."""
    text.set_language(language)
    return text_of(view.sheet(desk.store, number), Hours())


def test_an_empty_shift_is_a_sheet_to_sign_too(desk: Office) -> None:
    (page,) = pages(view.draft_sheet(desk.store, EVENING))
    assert "Nothing is open and nothing is held." in page
    assert "not handed over yet" in page[1]
    assert sum("Signature ____" in row for row in page) == 2


def test_a_long_night_goes_over_pages_each_with_its_head_and_no_line_torn(desk: Office) -> None:
    here = replace(desk, now=at("2026-03-03 08:55"))
    numbers = [
        here.log(f"2026-03-02 {18 + n // 60}:{n % 60:02d}", content=f"第{n}件 " + "漏" * 60)
        for n in range(120)
    ]
    sheet = view.draft_sheet(here.store, here.now)
    found = pages(sheet)
    assert len(found) > 8
    assert fits(sheet)
    for place, page in enumerate(found, 1):
        assert page[0] == found[0][0]
        assert page[1].endswith(f"page {place} of {len(found)}")
        assert page[3]
    for number in numbers:
        (page,) = [page for page in found if any(number in row for row in page)]
        first = next(row for row, words in enumerate(page) if number in words)
        assert "漏" in page[first + 1]
        assert any("Next:" in row for row in page[first : first + 6])


def test_every_section_has_a_title() -> None:
    assert list(TITLES) == list(SECTIONS)


def test_nothing_that_was_typed_acts_on_the_printer(desk: Office) -> None:
    here = replace(desk, now=EVENING)
    content = "a\x0cb\u202ec"
    line = HandoverLine(1, "message", None, {"content": content, "who": "\x1b[31m", "at": None})
    sheet = replace(
        view.draft_sheet(here.store, EVENING), lines=(line,), head={"office": "\x1b", "remark": "\x0c"}
    )
    printed = text_of(sheet, Hours())
    assert not {char for char in printed if ord(char) < 32} - {"\n"}
    assert "\u202e" not in printed


TYPED = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)


@given(room=TYPED, caller=TYPED, content=TYPED, objection=TYPED, remark=TYPED)
@settings(max_examples=60, deadline=None)
def test_whatever_was_typed_the_sheet_fits_its_paper(
    room: str, caller: str, content: str, objection: str, remark: str
) -> None:
    number = {
        "number": "260302000001",
        "content": content,
        "room": room,
        "caller": caller,
        "phone": room[:20],
    }
    row = {
        **number, "received_at": "2026-03-02T02:00:00Z", "state": "open", "next": "issue", "urgency": "routine",
        "place": "in_home", "kind": "repair", "note": {"what": "note.written", "at": "2026-03-02T02:00:00Z", "remark": remark},
    }  # fmt: skip
    thing = {"content": content, "who": caller, "at": "2026-03-02T02:00:00Z", "room": room, "amount_fen": 5}
    lines = (
        HandoverLine(1, "open", "260302000001", row, EVENING, caller, objection),
        HandoverLine(2, "cash", None, thing),
    )
    made = view.Sheet(
        7, EVENING, "front_desk", "monitoring_room", EVENING, caller, "made", None, "", {"remark": remark, "office": room}, lines
    )  # fmt: skip
    assert fits(made)
