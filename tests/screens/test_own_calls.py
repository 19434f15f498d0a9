"""What a call is asked follows from the procedure: its own fields, the properties its statements are about, equipment,
a code for the visit, hours for which visits are agreed, a full crew; and which procedure, where there are several."""

from __future__ import annotations

import pytest

from repairdesk.desk import crew, equipment
from repairdesk.desk import office as directory
from repairdesk.screens.big_digits import rows
from repairdesk.views.board import board
from repairdesk.views.call_card import call_card
from repairdesk.views.drafts import drafts
from tests.screens.small_office import NOW, Written, at, body_of, matches, picture, play
from tests.screens.test_log_call import pause, values


def shown(app) -> set[str]:
    """The fields of the form that are in it now."""
    form = app.area("log")
    return {
        name for name, field in form.fields.items() if all(node.display for node in field.ancestors_with_self)
    }


def card(office):
    (row,) = board(office.store, NOW).rows
    return call_card(office.store, row.call, NOW)


def entered(office) -> dict[str, str]:
    return {field.name: field.value for field in card(office).fields if field.value}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_how_it_looks(office_by, language, size):
    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("全家没电，空气开关没跳"))
        await pause(app, press)
        await press("pagedown", "1", "enter", "enter", "1", "3")
        matches(app, f"own_call_{size[0]}_{language}")

    play(office_by("power-hotline"), script, language=language, size=size)


def test_a_procedure_without_such_statements_asks_nothing_more(office_by):
    everyday = {
        "find", "room", "caller", "phone", "content", "trade", "urgency", "place", "appointment", "paid", "channel", "at",
    }  # fmt: skip

    async def script(app, press):
        await press("f2")
        assert shown(app) == everyday

    play(office_by("three-copy-visit"), script)


@pytest.mark.parametrize(
    ("procedure", "asked"),
    [
        ("property-desk", {"kind"}),
        ("price-review", {"listed", "own-statistics", "own-as_soon_as_possible"}),
        ("crm-intake", {"kind", "important", "key_customer", "own-wishes", "own-preparation"}),
        ("complaint-tracking", {"kind", "own-is_complaint", "own-nature"}),
        ("equipment", {"equipment", "own-superior", "own-device", "own-occurred", "own-first_assessment"}),
        ("three-classes", {"own-type", "own-class"}),
    ],
)
def test_what_the_statements_are_about_is_asked_once(office_by, procedure, asked):
    """A property that a field of the office's own sets has no second field."""
    everyday = {
        "find", "room", "caller", "phone", "content", "trade", "place", "appointment", "paid", "channel", "at",
    }  # fmt: skip
    urgency = set() if procedure == "three-classes" else {"urgency"}

    async def script(app, press):
        await press("f2")
        assert shown(app) == everyday | urgency | asked

    play(office_by(procedure), script)


def test_the_answers_are_on_the_call_and_change_what_it_is(office_by):
    office = office_by("power-hotline")

    async def script(app, press):
        await press(
            "f2", Written("0101"), "enter", Written("全家没电"), "pagedown", "1", "enter", "enter", "1", "5"
        )
        await press("enter", "2", "enter", "3", "enter", Written("内部"), "ctrl+s")

    play(office, script)
    assert entered(office) == {
        "account": "paid", "air_switch": "yes", "overload": "yes", "fault_scope": "internal", "fault_area": "remote",
        "category": "内部",
    }  # fmt: skip
    assert (card(office).scope, card(office).area) == ("internal", "remote")


def test_properties_that_a_statement_asks_about_are_kept(office_by):
    office = office_by("crm-intake")

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("水管漏水"))
        app.screen.focus_field("important")
        await press("2", "enter", "2", "ctrl+s")

    play(office, script)
    assert (card(office).important, card(office).key_customer) == (True, True)


def test_a_required_field_is_refused_where_it_stands(office_by):
    office = office_by("school-maintenance")

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("灯不亮"), "ctrl+s")
        assert "Kind of room *" in picture(app)
        assert "This is needed here: Kind of room" in picture(app)
        assert app.focused.field == "own-room_kind"
        await press("2", "ctrl+s")
        assert app.screen is app.area("issue")

    play(office, script)
    assert entered(office) == {"room_kind": "dormitory"}


def test_the_words_suggest_also_where_the_office_asks_the_urgency_itself(office_by):
    office = office_by("three-classes")

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("水管爆裂"))
        await pause(app, press)
        assert app.screen._own.typed["class"] == "urgent" or app.screen._own.typed["class"] == "emergency"
        await press("ctrl+s")

    play(office, script)
    assert card(office).urgency != "routine"


def test_what_goes_without_saying_stands_there_and_may_be_chosen_otherwise(office_by):
    office = office_by("rated-close")

    async def script(app, press):
        await press("f2")
        assert app.screen.is_blank
        assert app.screen._own.typed["verified"] == ""
        await press(Written("0101"), "enter", Written("水管漏水"))
        assert app.screen._own.typed["verified"] == "in_register"
        app.screen.focus_field("own-verified")
        await press("2", "enter", Written("租户，合同已看"), "ctrl+s")

    play(office, script)
    assert entered(office) == {"verified": "not_in_register", "verification_note": "租户，合同已看"}


def test_what_stands_in_an_empty_form_is_no_call(office_by):
    office = office_by("price-review")

    async def script(app, press):
        await press("f2")
        assert app.screen._own.typed["statistics"] == "repair"
        await press("escape", "f2", Written("0101"), "enter", Written("水管漏水"))
        app.screen.focus_field("own-statistics")
        await press("0", "ctrl+s")

    play(office, script)
    assert "statistics" not in entered(office)
    assert not drafts(office.store)


def test_an_office_names_its_fields_in_its_own_language(office_by):
    office = office_by("property-desk")
    body = body_of("property-desk")
    words = {"zh": "楼层", "en": "Floor"}
    body["field"] = [{"name": "楼层 (层)", "rule": "S000-I-05", "title": words, "required": True}]
    directory.adopt_procedure(office.store, office.who, body, now=NOW)

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("水管漏水"), "ctrl+s")
        assert "This is needed here: Floor" in picture(app)
        await press(Written("18"), "ctrl+s")

    play(office, script)
    assert entered(office) == {"楼层 (层)": "18"}


def test_a_moment_is_typed_as_everywhere(office_by):
    office = office_by("equipment")

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("水泵停了"))
        app.screen.focus_field("own-occurred")
        await press(Written("soon"), "ctrl+s")
        assert app.focused.parent.field == "own-occurred"
        await press("ctrl+u", Written("0915"), "ctrl+s")

    play(office, script)
    assert entered(office)["occurred"] == "2026-03-02 09:15"


def test_equipment_is_found_by_a_part_of_its_name(office_by):
    office = office_by("equipment")
    for name in ("电梯3-1", "电梯3-2"):
        equipment.add(office.store, office.who, equipment.EquipmentForm(name=name, place="3号楼"), now=NOW)

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("电梯停了"))
        app.screen.focus_field("equipment")
        await press(Written("水泵"), "ctrl+s")
        assert "There is no equipment 水泵" in " ".join(picture(app).split())
        await press("ctrl+u", Written("电梯"))
        assert "3号楼" in picture(app)
        await press("down", "enter")
        assert values(app)["equipment"] == "电梯3-2"
        assert app.focused.parent.field == "own-superior"
        await press("ctrl+s")

    play(office, script)
    assert card(office).equipment == "电梯3-2"


# --- several procedures -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_by_which_procedure_is_asked_first(office_by, language):
    office = office_by("property-desk", "school-maintenance", "storm-duty")

    async def script(app, press):
        await press("f2")
        assert app.focused.field == "procedure"
        await press("2", "enter", Written("0101"), "enter", Written("教室灯不亮"))
        await pause(app, press)
        matches(app, f"own_procedure_{language}")
        await press("pagedown", "1", "ctrl+s", "escape", "f2")
        assert values(app)["procedure"] == "property-desk"
        await press("enter", Written("0102"), "enter", Written("水管漏水"), "ctrl+s")

    play(office, script, language=language)
    rows = sorted(board(office.store, NOW).rows, key=lambda row: row.call)
    cards = [call_card(office.store, row.call, NOW) for row in rows]
    assert [one.procedure for one in cards] == ["school-maintenance", "property-desk"]
    assert [field.value for field in cards[0].fields if field.value] == ["classroom"]


def test_an_unfinished_call_keeps_its_procedure_and_its_fields(office_by):
    office = office_by("property-desk", "school-maintenance")

    async def script(app, press):
        await press("f2", "2", "enter", Written("0101"), "enter", Written("灯不亮"), "pagedown", "3", "f2")
        assert values(app)["procedure"] == "property-desk"
        assert "own-room_kind" not in shown(app)
        await press("ctrl+r")
        assert values(app)["procedure"] == "school-maintenance"
        assert app.screen._own.typed["room_kind"] == "laboratory"
        await press("ctrl+s", "escape", "f2", "2", "enter")
        assert app.screen._own.typed["room_kind"] == ""  # nothing of the last call stays

    play(office, script)
    assert entered(office) == {"room_kind": "laboratory"}
    assert not drafts(office.store)


def test_a_procedure_that_is_stopped_meanwhile_is_no_longer_asked(office_by):
    office = office_by("property-desk", "storm-duty")

    async def script(app, press):
        await press("f2")
        assert "procedure" in shown(app)
        await press("escape")
        directory.stop_procedure(office.store, office.who, "storm-duty", now=NOW)
        await press("f2")
        assert "procedure" not in shown(app)
        assert app.focused.parent.field == "find"

    play(office, script)


# --- the visit --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_code_for_the_visit_is_read_to_the_customer(office_by, language, monkeypatch):
    monkeypatch.setattr("secrets.randbelow", lambda _below: 48291)
    office = office_by("grab-pool")

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("水管漏水"), "ctrl+s")
        matches(app, f"visit_code_{language}")
        await press("enter")
        assert app.screen is app.area("issue")

    play(office, script, language=language)
    assert card(office).visit_code == "048291"


def test_every_digit_can_be_told_from_the_others():
    assert len({rows(digit, 20) for digit in "0123456789"}) == 10


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_time_out_of_hours_is_a_special_case_or_another_time(office_by, language):
    office = office_by("booked-hours")

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("水管漏水"))
        app.screen.focus_field("appointment")
        await press(Written("1700"), "ctrl+s")
        matches(app, f"booking_{language}")
        await press("2", "ctrl+s")
        assert app.screen is app.area("issue")

    play(office, script, language=language)
    assert card(office).appointment == at("17:00")


def test_within_the_hours_nothing_more_is_asked(office_by):
    office = office_by("booked-hours")

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("水管漏水"))
        app.screen.focus_field("appointment")
        await press(Written("1659"), "ctrl+s")
        assert app.screen is app.area("issue")

    play(office, script)


def test_while_the_crew_is_full_a_call_is_put_off_or_specially_agreed(office_by):
    office = office_by("grab-pool")
    crew.full(office.store, office.who, until=at("9:00", day=3), said_by="王强", trade="plumbing", now=NOW)

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("水管漏水"))
        await pause(app, press)
        assert "No routine visits before" in picture(app)
        await press("ctrl+s")
        assert app.focused.field == "special"
        await press("up", Written("明天 0900"), "ctrl+s", "enter")
        assert app.screen is app.area("issue")

    play(office, script)
    assert card(office).appointment == at("9:00", day=3)
