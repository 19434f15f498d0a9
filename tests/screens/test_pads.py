"""Pads of slips by the keyboard: taken in, a sheet spoiled, closed, from the directories."""

from __future__ import annotations

import pytest

from repairdesk.views.call_card import call_card
from repairdesk.views.pads import pads
from tests.screens.small_office import NOW, Written, at, matches, picture, play

TO_THE_PADS = ("ctrl+d", "shift+tab", "shift+tab")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_pad_is_taken_in_used_spoiled_and_closed(office_by, language):
    office = office_by("numbered-slip")

    async def script(app, press):
        await press(*TO_THE_PADS, "ctrl+n")
        matches(app, f"pad_form_{language}")
        await press(Written("NO.0101"), "enter", Written("NO.0150"), "enter", Written("周敏"), "enter")
        (pad,) = pads(office.store)
        assert (pad.first, pad.last, pad.next, pad.keeper) == ("NO.0101", "NO.0150", "NO.0101", "周敏")
        call, _order = office.issued(NOW)
        assert call_card(office.store, call, at("11:00")).orders[0].form_number == "NO.0101"
        await press("enter", "1")
        assert "NO.0102" in picture(app), "the sheet on top is proposed"
        await press("enter", Written("写坏了"), "enter")
        matches(app, f"pads_{language}")
        await press("enter", "2", "ctrl+s")
        assert pads(office.store) == ()

    play(office, script, language=language)


def test_an_office_without_numbered_slips_has_no_such_list(office_by):
    async def script(app, press):
        await press("ctrl+d")
        assert "pads of slips" not in picture(app)

    play(office_by("property-desk"), script)
