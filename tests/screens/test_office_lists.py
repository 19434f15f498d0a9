"""The lists an office keeps where its procedures ask for them: each by the keyboard, from the directories."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repairdesk import clock
from repairdesk.desk import books, calls, duties, equipment
from repairdesk.views import books as book_views
from repairdesk.views import directories
from repairdesk.views.crew import crew_full
from repairdesk.views.duties import duties as every_duty
from repairdesk.views.equipment import equipment_card
from repairdesk.views.people import staff
from tests.screens.small_office import NOW, Written, at, matches, picture, play

TABS = {
    "property-desk": ["residents", "rooms", "staff", "prices", "procedures", "emergencies"],
    "equipment": [
        "residents",
        "rooms",
        "staff",
        "prices",
        "procedures",
        "equipment",
        "frequent",
        "books",
        "duties",
        "emergencies",
    ],
    "grab-pool": ["residents", "rooms", "staff", "prices", "procedures", "crew", "emergencies"],
    "service-clerks": [
        "residents",
        "rooms",
        "staff",
        "prices",
        "procedures",
        "books",
        "duties",
        "fines",
        "emergencies",
    ],
    "follow-up-sheets": ["residents", "rooms", "staff", "prices", "procedures", "old", "emergencies"],
}


@pytest.mark.parametrize("procedure", TABS)
def test_only_the_lists_that_the_procedure_asks_for(office_by, procedure):
    async def script(app, press):
        await press("ctrl+d")
        assert [each.name for each in app.screen._lists] == TABS[procedure]

    play(office_by(procedure), script)


def with_a_lift(office):
    """A lift that stopped three times in a month."""
    lift = equipment.EquipmentForm(
        name="电梯3-2", kind="电梯", brand="三菱", model="NEXIEZ", place="3号楼", note="年检到6月"
    )
    equipment.add(office.store, office.who, lift, now=NOW)
    return [
        office.call(NOW - timedelta(days=days), content="电梯停运", equipment="电梯3-2")
        for days in (20, 10, 3)
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_a_piece_of_equipment_with_its_calls(office_by, language, size):
    office = office_by("equipment")
    with_a_lift(office)

    async def script(app, press):
        await press("ctrl+d", *["tab"] * 5)
        matches(app, f"equipment_{size[0]}_{language}")
        await press("enter")
        matches(app, f"equipment_card_{size[0]}_{language}")

    play(office, script, language=language, size=size)


def test_equipment_is_entered_changed_and_leads_to_its_calls(office_by):
    office = office_by("equipment")
    numbers = with_a_lift(office)

    async def script(app, press):
        await press("ctrl+d", *["tab"] * 5, "ctrl+n", Written("水泵1"), "enter", Written("水泵"), "ctrl+s")
        assert "水泵1 is on file" in picture(app)
        await press(Written("电梯"), "enter", "space", Written("A"), "ctrl+s")
        assert "电梯3-2A" in picture(app)
        await press("enter")
        assert app.screen.about() == numbers[-1]
        await press("escape", "escape", "tab")
        assert "电梯3-2A" in picture(app)
        await press("enter")
        assert "Frequent faults 电梯3-2A: 3" in picture(app)

    play(office, script)
    assert [fault.call for fault in equipment_card(office.store, "电梯3-2A").faults] == numbers[::-1]
    assert equipment_card(office.store, "水泵1").equipment.kind == "水泵"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_line_is_entered_in_a_book(office_by, language):
    office = office_by("service-clerks")
    number = office.call(at("9:40"))

    async def script(app, press):
        await press("ctrl+d", *["tab"] * 5, "down", "ctrl+n", "ctrl+s")
        matches(app, f"book_line_{language}")
        await press("1", "enter", Written("A001-A100"), "enter", Written("１００"), "enter", "enter", "enter")
        await press(Written(number[-3:]), "enter", "enter")
        matches(app, f"book_{language}")
        await press("enter")
        assert app.screen.about() == number

    play(office, script, language=language)
    (line,) = book_views.lines(office.store, "slip_stock")
    assert line.entries == {"entry": "requested", "slips": "A001-A100", "count": "100"}
    assert line.call == number


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_duty_is_done(office_by, language):
    office = office_by("service-clerks")
    duties.done(office.store, office.who, "job_cards", at=at("9:00"), now=NOW)

    async def script(app, press):
        await press("ctrl+d", *["tab"] * 6, "enter", Written("已交财务"), "enter", "enter")
        matches(app, f"duties_{language}")
        await press(Written("done" if language == "en" else "完成"), "enter")
        assert "2026-03-02" in picture(app).splitlines()[-3]

    play(office, script, language=language)
    assert [line.remark for line in every_duty(office.store, NOW) if line.done_at] == [""]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_crew_is_full_and_free_again(office_by, language):
    office = office_by("grab-pool")

    async def script(app, press):
        await press(
            "ctrl+d",
            *["shift+tab"] * 2,
            "ctrl+n",
            "2",
            "enter",
            Written("明天 0900"),
            "enter",
            Written("王强"),
            "enter",
        )
        matches(app, f"crew_{language}")
        (full,) = crew_full(office.store, NOW)
        assert (full.trade, full.until, full.said_by) == ("plumbing", at("9:00", day=3), "王强")
        await press("enter", "enter")

    play(office, script, language=language)
    assert not crew_full(office.store, NOW)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_deductions_proposed_in_a_month(office_by, language):
    office = office_by("service-clerks")
    for day in (3, 4, 5):
        books.add(
            office.store, office.who, "unclear_accounts", {"account": "与财务差12.00元"},
            at=at("10:00", day) - timedelta(days=28), now=NOW,
        )  # fmt: skip

    async def script(app, press):
        await press("ctrl+d", *["shift+tab"] * 2, Written("2026-02"))
        matches(app, f"fines_{language}")
        await press("ctrl+u", Written("1999-01"))
        assert "2026" not in picture(app).split("\n", 4)[4]

    play(office, script, language=language)


def test_procedures_are_taken_over_preferred_and_stopped(office_by):
    office = office_by("property-desk")

    def in_use():
        return [each.id for each in directories.procedures_in_use(office.store)]

    async def script(app, press):
        await press("ctrl+d", *["tab"] * 4, "ctrl+n", Written("storm"), "enter", "1")
        assert in_use() == ["property-desk", "storm-duty"]
        assert "books" in picture(app)  # its lists are there at once
        await press(Written("storm"), "enter", "1")
        assert "storm-duty, version 1" in picture(app)
        await press("escape", "enter", "2")
        assert in_use() == ["storm-duty", "property-desk"]
        await press("enter")  # the office's own can only be read
        assert app.screen is app.area("help")
        await press("escape", "ctrl+u", Written("property"), "enter", "3")
        assert in_use() == ["storm-duty"]

    play(office, script)


def test_where_the_office_sends_by_building_and_firm_the_staff_has_them(office_by):
    office = office_by("joint-acceptance")

    async def script(app, press):
        await press("ctrl+d", "tab", "tab", Written("王强"), "enter")
        app.screen.focus_field("area")
        await press(Written("1, 2"), "enter", Written("安达维修"), "ctrl+s")
        assert "安达维修" in picture(app)

    play(office, script)
    assert [(p.area, p.firm) for p in staff(office.store) if p.name == "王强"] == [("1, 2", "安达维修")]


def test_lines_past_their_time_are_shown_and_nothing_is_removed(office_by, monkeypatch):
    office = office_by("follow-up-sheets")
    call = office.call(at("9:40"))
    calls.record_fact(office.store, office.who, call, calls.FactForm(what="quote.declined"), now=NOW)
    calls.end(office.store, office.who, call, "price_declined", reason="嫌贵", now=NOW)

    async def script(app, press):
        await press("ctrl+d", *["shift+tab"] * 2)
        assert "No line may be destroyed yet" in picture(app)
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2 * 366))
        await press("shift+tab", "tab")
        matches(app, "past_keeping_en")
        await press("enter")
        assert app.screen.about() == call

    play(office, script)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_duties_that_are_due_stand_on_the_board(office_by, language, monkeypatch):
    office = office_by("equipment")  # a list each month and a review each year; the office is a month old

    async def script(app, press):
        said = {"en": "^D 1 due", "zh": "到期1项 ^D"}[language]
        assert said in picture(app).splitlines()[0]
        await press("ctrl+d", *["tab"] * 8, "enter", "ctrl+s", "escape")
        assert said not in picture(app).splitlines()[0]
        monkeypatch.setattr(clock, "now", lambda: at("0:00", day=28))
        app.look()
        assert said in picture(app).splitlines()[0]

    play(office, script, language=language)
