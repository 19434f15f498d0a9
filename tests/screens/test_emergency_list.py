"""The office's emergencies by the keyboard: looked at, changed, and taken out, from the directories."""

from __future__ import annotations

import pytest

from repairdesk.desk import emergency_list
from repairdesk.models.store import Store
from repairdesk.views.emergencies import emergencies, recognised
from tests.screens.small_office import NOW, Written, matches, picture, play

TO_THE_LIST = ("ctrl+d", "shift+tab")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_and_one_emergency(office_by, language):
    async def script(app, press):
        await press(*TO_THE_LIST)
        matches(app, f"emergencies_{language}")
        await press("up", "enter")
        matches(app, f"emergency_{language}")
        await press("enter")
        matches(app, f"emergency_contact_{language}")
        await press("escape", "space")
        matches(app, f"emergency_form_{language}")

    play(office_by("property-desk"), script, language=language)


def test_the_gas_company_gets_its_number(office_by):
    office = office_by("property-desk")

    async def script(app, press):
        await press(*TO_THE_LIST, Written("gas"), "enter")
        assert "number not on file" in picture(app)
        assert "the usual list" in picture(app)
        await press("enter", *["down"] * 4, Written("96177"), "ctrl+s")
        assert "96177" in picture(app)
        assert "the usual list" not in picture(app)
        await press("ctrl+n", "5", *["down"] * 5, Written("2"), "ctrl+s")

    play(office, script)
    gas = emergencies(office.store)[1]
    assert gas.contacts[0].phone == "96177"
    assert len(gas.contacts) == 6


def test_an_emergency_is_entered_moved_and_taken_out(office_by):
    office = office_by("property-desk")

    async def script(app, press):
        await press(*TO_THE_LIST, "ctrl+n", Written("地库进水"), "enter", Written("Flooded garage"), "enter")
        await press(Written("地库进水,车库积水"), "enter", "enter", "enter", Written("x"), "enter")
        assert "Give digits only" in picture(app)
        await press("backspace", Written("1"), "enter")
        assert "地库进水 is on file" in picture(app)
        found = recognised(office.store, "车库积水很深")
        assert found is not None
        assert found.title.en == "Flooded garage"
        assert emergencies(office.store)[0].name == "地库进水"
        await press(Written("Flooded"), "enter", "space", *["down"] * 6, "2", "ctrl+s")
        assert "Flooded garage" not in picture(app)

    play(office, script)
    assert "地库进水" not in [each.name for each in emergencies(office.store)]


def test_what_was_changed_at_the_other_terminal_is_not_overwritten_unseen(office_by):
    office = office_by("property-desk")
    flood = "爆管、严重漏水"

    def elsewhere(**values: str) -> None:
        other = Store.open(office.store.path)
        form = emergency_list.EmergencyForm(**{"zh": flood, "en": "Flood", "recognised_by": "爆管", **values})
        emergency_list.change(other, office.who, flood, form, now=NOW)
        other.close()

    async def script(app, press):
        await press(*TO_THE_LIST, Written("burst"), "enter", "space", "down", Written("s"))
        elsewhere()
        await press("ctrl+s")
        assert "Somebody changed this meanwhile" in picture(app)  # it was nobody's list until then
        await press("escape", "space", "down", Written("s"))
        elsewhere(advice_en="Shut the valve.")
        await press("ctrl+s")
        assert "What the caller is told (English): Shut the valve." in picture(app)
        await press("1")

    play(office, script)
    saved = emergencies(office.store)[-1]
    assert (saved.title.en, saved.advice.en) == ("Floods", "Shut the valve.")


def test_a_contact_that_moved_at_the_other_terminal_is_still_the_one_meant(office_by):
    office = office_by("property-desk")
    fire = "火灾、冒烟"
    form = emergency_list.ContactForm(role="officer")
    emergency_list.add_contact(office.store, office.who, fire, form, now=NOW)

    async def script(app, press):
        await press(*TO_THE_LIST, "up", "enter", "enter", *["down"] * 4, "backspace", "0")
        other = Store.open(office.store.path)
        emergency_list.add_contact(other, office.who, fire, form, place=1, now=NOW)
        other.close()
        await press("ctrl+s")
        assert "changed while you were at it" in picture(app)
        await press("1")

    play(office, script)
    contacts = emergencies(office.store)[0].contacts
    assert [(each.role, each.phone) for each in contacts][:2] == [("officer", ""), (None, "110")]


def test_a_contact_is_taken_out(office_by):
    office = office_by("property-desk")

    async def script(app, press):
        await press(*TO_THE_LIST, "up", "enter", "enter", *["down"] * 6, "2", "ctrl+s")
        assert "the contact is out of the list" in picture(app)

    before = [each.phone for each in emergencies(office.store)[0].contacts]
    play(office, script)
    assert [each.phone for each in emergencies(office.store)[0].contacts] == before[1:]
