"""Everything ever taken, found again; and one call as a card."""

from __future__ import annotations

import pytest

from repairdesk.desk import orders
from repairdesk.screens.register import Listed
from tests.screens.small_office import at, matches, picture, play, typed


@pytest.fixture
def three(small_office):
    first, order = small_office.issued(at("9:40"), paid=True)
    small_office.there(first, order, at("9:50"))
    lines = (
        orders.ChargeForm(kind="labour", item="水工", minutes=20, unit="half_hour"),
        orders.ChargeForm(kind="material", item="PPR水管", milli=1500, unit="metre"),
    )
    small_office.returned(first, order, at("10:10"), charges=lines)
    second, _order = small_office.issued(
        at("10:05"), room="1-1-102", content="卧室插座没电", technician="刘洋"
    )
    third = small_office.call(at("10:20"), room="中心花园", place="public_area", content="[red]路灯[/] 不亮")
    return small_office, first, second, third


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_how_it_looks(three, language, size):
    async def script(app, press):
        await press("f9")
        matches(app, f"register_{size[0]}_{language}")
        await press("down", "down", "enter")
        matches(app, f"card_{size[0]}_{language}")

    play(three[0], script, language=language, size=size)


@pytest.mark.parametrize(
    ("typed_words", "which"),
    [("oynn", 2), ("插座", 2), ("0101", 1), ("1-1-102", 2), ("路灯", 3), ("000001", 1)],
)
def test_a_line_is_found_by_any_word_of_it(three, typed_words, which):
    async def script(app, press):
        await press("f9", *typed(typed_words))
        assert [line.key for line in app.screen._list.lines] == [three[which]]

    play(three[0], script)


def test_filters_narrow_and_go_again(three):
    async def script(app, press):
        await press("f9", "tab", "tab", "tab", "4")
        assert [line.key for line in app.screen._list.lines] == [three[3]]
        await press("1", "tab", *typed("ly"))
        assert [line.key for line in app.screen._list.lines] == [three[2]]
        await press("ctrl+r")
        assert len(app.screen._list.lines) == 3

    play(three[0], script)


def test_a_list_from_elsewhere_is_shown_as_such(three):
    async def script(app, press):
        app.go("register", Listed("Timeliness", "2026-03", (three[1],)))
        await press()
        assert "Timeliness 2026-03: 1." in picture(app)
        await press("ctrl+r")
        assert "Lines: 3" in picture(app)

    play(three[0], script)


def test_the_card_does_what_the_board_does(three):
    async def script(app, press):
        app.go("card", three[1])
        await press("enter")
        assert app.screen.about() == three[1]
        assert "how satisfied" in picture(app)
        await press("1", "enter", "escape")
        assert "satisfied" in picture(app)

    play(three[0], script)


def test_why_is_told_from_the_card(three):
    async def script(app, press):
        app.go("card", three[2])
        await press("f1", "right")
        matches(app, "why_en")
        await press("ctrl+l")
        matches(app, "why_zh")
        await press("escape")
        assert app.screen.about() == three[2]

    play(three[0], script)
