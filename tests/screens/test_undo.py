"""Ctrl+Z: the last entry is shown, and taken back with three keys and a reason."""

from __future__ import annotations

import pytest

from repairdesk.desk import office, orders
from repairdesk.views.call_card import call_card
from tests.screens.small_office import NOW, Written, at, matches, picture, play


@pytest.fixture
def sent(small_office):
    """A line whose order has just gone to the wrong man."""
    desk = small_office
    desk.there(*desk.issued(at("9:00"), room="2-1-301"), at("9:10"))
    desk.number, desk.order = desk.issued(at("10:20"), technician="刘洋")
    return desk


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_how_it_looks(sent, language, size):
    async def script(app, press):
        await press("ctrl+z")
        matches(app, f"undo_{size[0]}_{language}")

    play(sent, script, language=language, size=size)


def test_a_reason_and_enter_take_it_back(sent):
    async def script(app, press):
        await press("ctrl+z", Written("派错了人"), "enter")
        assert {row.call: row.next for row in app.screen.rows}[sent.number] == "issue"
        assert f"Taken back: Order issued, {sent.number}" in picture(app)

    play(sent, script)
    assert call_card(sent.store, sent.number, NOW).orders == ()


def test_without_a_reason_it_stays_and_so_it_does_after_esc(sent):
    async def script(app, press):
        await press("ctrl+z")
        assert "Enter Take back Esc Cancel" in picture(app)
        await press("enter")
        assert "Nothing is filled in here. Fill it in." in picture(app)
        await press("escape")
        assert app.screen.id != "step"
        assert "Take this back?" not in picture(app)

    play(sent, script)
    assert call_card(sent.store, sent.number, NOW).orders


def test_twice_goes_one_further_back_and_says_that_the_line_is_withdrawn(sent):
    async def script(app, press):
        await press("ctrl+z", Written("派错了"), "enter", "ctrl+z")
        assert f"Call {sent.number} is withdrawn; its number stays used." in picture(app)
        await press(Written("登错了"), "enter")
        assert sent.number not in [row.call for row in app.screen.rows]

    play(sent, script)
    assert call_card(sent.store, sent.number, NOW).state == "withdrawn"


@pytest.mark.parametrize("area", ["register", "card", "watch"])
def test_it_is_there_wherever_lines_are(sent, area):
    async def script(app, press):
        app.go(area, sent.number if area == "card" else None)
        await press("ctrl+z")
        assert "Take this back?" in picture(app)

    play(sent, script)


def test_a_call_seen_to_be_wrong_only_when_somebody_is_to_be_sent(small_office):
    async def script(app, press):
        await press("f3", "ctrl+z")
        assert f"Call {number} is withdrawn; its number stays used." in picture(app)
        await press(Written("房号听错了"), "enter")
        assert app.screen.heading == "Board"
        assert not app.screen.rows

    number = small_office.call(at("10:29"), room="2-1-301")
    play(small_office, script)
    assert call_card(small_office.store, number, NOW).state == "withdrawn"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_taken_back_says_why_and_what_to_do(sent, language):
    office.add_room(sent.store, sent.who, "3-1-101", now=NOW)

    async def script(app, press):
        await press("ctrl+z")
        matches(app, f"undo_not_{language}")
        await press("escape")

    play(sent, script, language=language)


def test_what_somebody_has_built_upon_names_him(sent):
    wang = office.operator(sent.store, "刘洋", now=NOW)
    orders.accept(sent.store, wang, sent.order, now=NOW)

    async def script(app, press):
        await press("ctrl+z")
        assert "刘洋 has entered more about this line since" in picture(app)

    play(sent, script)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_shows_what_was_taken_back(sent, language):
    async def script(app, press):
        await press("ctrl+z", Written("派错了人"), "enter")
        app.go("card", sent.number)
        await press("end")
        matches(app, f"undo_card_{language}")

    play(sent, script, language=language)
