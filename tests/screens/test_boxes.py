"""Boxes in front of a screen: the language can be switched in them, the telephone may ring, and the menu is ours alone."""

from __future__ import annotations

import pytest

from repairdesk import clock
from repairdesk.desk import office
from repairdesk.screens.dialogs import Ask, Choices, Confirm, Dialog
from repairdesk.text import N_
from tests.screens.small_office import NOW, Written, answered, at, picture, play


def test_the_people_of_the_post_on_duty_come_first(small_office, monkeypatch):
    """Also where the question stands on the screen when the post changes, or somebody is entered elsewhere."""
    store, who = small_office.by(NOW)
    office.add_staff(store, who, office.StaffForm(name="吴刚", role="operator"), now=NOW)
    monkeypatch.setattr(clock, "now", lambda: at("17:29"))
    small_office.who = None

    def names(app):
        return [line.key for line in app.screen.query_one("LineList").lines]

    async def script(app, press):
        assert names(app)[0] == "周敏"
        monkeypatch.setattr(clock, "now", lambda: at("17:30"))
        app.look()
        await press()
        assert names(app)[0] == "吴刚"
        office.add_staff(store, who, office.StaffForm(name="陈静", role="operator"), now=at("17:31"))
        app.look()
        await press()
        assert names(app)[:2] == ["吴刚", "陈静"]
        await press("2")
        assert app.operator.name == "陈静"

    play(small_office, script)


def test_what_was_done_is_said_in_the_language_spoken_now(small_office):
    """The words of the program within a sentence too."""
    small_office.issued(NOW)

    async def script(app, press):
        await press("ctrl+z", Written("派错了人"), "enter")
        assert "Taken back: Order issued" in picture(app)
        await press("ctrl+l")
        assert "已撤回：派工" in picture(app)

    play(small_office, script)


@pytest.mark.parametrize("key", ["ctrl+p", "ctrl+z", "space"])
def test_the_language_is_switched_in_a_box_as_everywhere(small_office, key):
    small_office.call(NOW)

    async def script(app, press):
        await answered(app, key)
        box = app.screen
        await answered(app, "ctrl+l")
        assert app.screen is box
        assert "取消" in picture(app)
        await answered(app, "ctrl+l")
        assert "Cancel" in picture(app)

    play(small_office, script)


def test_the_menu_names_the_keys_of_the_desk_and_speaks_one_language(small_office):
    async def script(app, press):
        await answered(app, "ctrl+p")
        await answered(app, "ctrl+l")
        shown = {line.cells[0] for line in app.screen.query_one("LineList").lines}
        assert {"登记", "响铃 / 静音"} <= shown
        assert not [words for words in shown if words.isascii()]

    play(small_office, script)


BOXES = {
    "confirm": lambda: Confirm(N_("Yes?")),
    "ask": lambda: Ask(N_("Why?")),
    "choices": lambda: Choices(N_("Which?"), (("a", N_("Card")),)),
}


@pytest.mark.parametrize("which", BOXES)
def test_the_telephone_may_ring_while_a_question_is_asked(small_office, which):
    async def script(app, press):
        box = BOXES[which]()
        app.push_screen(box)
        if isinstance(box, Ask):
            await press(Written("因为"))
        await press("f2")
        assert "Who calls" in picture(app)
        await press("escape")
        assert app.screen is box
        if isinstance(box, Ask):
            assert "因为" in picture(app)

    play(small_office, script)


def test_in_the_night_watch_it_is_the_log_of_four_fields(small_office):
    async def script(app, press):
        await press("f6")
        box = Ask(N_("Why?"))
        app.push_screen(box)
        await press("f2")
        assert app.screen.heading == "Night log"
        await press("escape")
        assert app.screen is box

    play(small_office, script)


def test_a_question_of_the_form_itself_stays_in_front_of_it(small_office):
    async def script(app, press):
        await press("f2")
        app.push_screen(Confirm(N_("Yes?")))
        await press("f2")
        assert isinstance(app.screen, Dialog)

    play(small_office, script)
