"""Taking a call: who it is, what the words suggest, what is refused, and what happens when the telephone rings again."""

from __future__ import annotations

import pytest

from repairdesk import clock
from repairdesk.rules.facts import Operator
from repairdesk.views.board import board
from repairdesk.views.call_card import call_card
from repairdesk.views.drafts import drafts
from tests.screens.small_office import NOW, Written, at, matches, picture, play


def values(app) -> dict[str, str]:
    return app.area("log").values()


async def pause(app, press) -> None:
    """A pause in typing, in which the form looks at what was typed."""
    app.screen._finder.look_now()
    app.screen._look()
    await press()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_how_it_looks(small_office, language, size):
    small_office.call(at("9:30"), "1-1-102", "主卧马桶堵了", trade="plumbing")

    async def script(app, press):
        await press("f2", Written("1-1-1"))
        await pause(app, press)
        matches(app, f"log_find_{size[0]}_{language}")
        await press("down", "enter", Written("马桶堵了，水下不去，家里有老人"))
        await pause(app, press)
        matches(app, f"log_{size[0]}_{language}")

    play(small_office, script, language=language, size=size)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("1-1-102", "欧阳娜娜"),
        ("0102", "欧阳娜娜"),
        ("娜娜", "欧阳娜娜"),
        ("oynn", "欧阳娜娜"),
        ("cw", "陈伟"),
        ("４３２１", "陈伟"),
    ],
)
def test_one_box_finds_who_calls(small_office, said, name):
    async def script(app, press):
        await press("f2", Written(said), "enter")  # at once, before the list is there
        assert values(app)["caller"] == name
        assert app.focused.parent.field == "content"

    play(small_office, script)


def test_the_words_suggest_and_a_digit_overrules_them(small_office):
    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("厨房插座冒烟"))
        await pause(app, press)
        assert (values(app)["trade"], values(app)["urgency"]) == ("electric", "emergency")
        await press("enter", "enter", "enter", "1")  # content, kind, trade, urgency: routine
        await press("up", "up", "up", Written("，有焦味"))
        await pause(app, press)
        assert (values(app)["trade"], values(app)["urgency"]) == ("electric", "routine")
        await press("ctrl+s")

    play(small_office, script)
    (row,) = board(small_office.store, NOW).rows
    assert (row.trade, row.urgency) == ("electric", "routine")


def test_the_open_lines_of_the_room_and_a_likely_twin_are_shown_before_it_is_saved(small_office):
    first = small_office.call(at("9:30"), "1-1-102", "主卧马桶堵了水下不去", trade="plumbing")

    async def script(app, press):
        await press("f2", Written("0102"), "enter")
        assert "Open here:" in picture(app)
        await press(Written("主卧马桶堵了"))
        await pause(app, press)
        assert f"! Likely the same as {first}" in picture(app)
        await press("ctrl+s", "escape")

    play(small_office, script)
    assert len(board(small_office.store, NOW).rows) == 2


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(small_office):
    async def script(app, press):
        await press(
            "f2", "enter", Written("1-1-101"), "enter", Written("张三"), "enter", Written("12ab"), "ctrl+s"
        )
        shown = " ".join(picture(app).split())
        assert "This is no telephone number" in shown
        assert "Nothing is filled in here" in shown
        assert app.focused.parent.field == "phone"
        assert values(app)["caller"] == "张三"

    play(small_office, script)
    assert not board(small_office.store, NOW).rows


def test_a_room_that_is_not_on_file_is_entered_when_the_clerk_says_so(small_office):
    async def script(app, press):
        await press(
            "f2", "enter", Written("９-9-909"), "enter", Written("张三"), "enter", Written("8123"), "enter"
        )
        await press(Written("门锁坏了"), "ctrl+s")
        assert "There is no room 9-9-909" in picture(app)
        await press("2", "ctrl+s")
        assert app.screen is app.area("issue")

    play(small_office, script)
    assert board(small_office.store, NOW).rows[0].room == "9-9-909"


def test_a_public_area_asks_where_exactly(small_office):
    async def script(app, press):
        await press("f2", Written("中心"), "enter", Written("陈晨"), "enter", Written("805"), "enter")
        await press(Written("路灯不亮"))
        app.screen.focus_field("place_detail")
        await press(Written("喷泉旁"), "ctrl+s")

    play(small_office, script)
    (row,) = board(small_office.store, NOW).rows
    assert (row.place, row.place_detail) == ("public_area", "喷泉旁")


def test_a_matter_goes_to_its_department(small_office):
    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("手机丢了想查监控"))
        await pause(app, press)
        assert values(app)["kind"] == "matter"
        assert "For the security department" in picture(app)
        await press("ctrl+s")
        assert "Tell the security department" in picture(app)
        await press("enter")
        assert app.screen.row.next == "await_arrival"

    play(small_office, script)


def test_at_night_a_formality_is_proposed_for_the_morning(small_office, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("20:00"))

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("要办装修手续"))
        await pause(app, press)
        assert values(app)["appointment"] == "03-03 09:15"
        await press("ctrl+s")

    play(small_office, script)
    (row,) = board(small_office.store, at("20:00")).rows
    assert (row.due, row.origin) == (at("9:15", day=3), "night")


# --- the telephone rings again ------------------------------------------------------------------------


def test_several_calls_are_left_in_the_middle_and_taken_up_again(small_office):
    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("厨房"))
        await press("f2")  # another call
        assert app.screen.is_blank
        await press(Written("0102"), "enter", Written("阳台"), "escape")
        assert app.screen is app.area("board")
        await press("f2")
        assert "2 calls were left unfinished" in picture(app)
        await press("ctrl+r")
        assert "Which call do you take up again?" in picture(app)
        await press("down", "enter")
        assert (values(app)["caller"], values(app)["content"]) == ("赵㬎", "厨房")
        await press(Written("漏水"), "ctrl+s", "enter")
        await press("f2", "ctrl+r")  # only one is left: no question
        assert values(app)["content"] == "阳台"

    play(small_office, script)
    assert [row.content for row in board(small_office.store, NOW).rows] == ["厨房漏水"]
    assert [line.title for line in drafts(small_office.store)] == ["1-1-102 欧阳娜娜 阳台"]


def test_the_text_stays_while_one_looks_something_up(small_office):
    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("厨房"), "f9", "f2")
        assert values(app)["content"] == "厨房"

    play(small_office, script)


def test_what_was_typed_is_kept_when_the_program_ends(small_office):
    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("厨房漏水"))
        app.save_drafts()  # what quitting, hanging up, a signal and a crash do

    play(small_office, script)
    (line,) = drafts(small_office.store)
    assert line.title == "1-1-101 赵㬎 厨房漏水"


def test_what_was_typed_is_kept_now_and_then(small_office):
    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("厨房漏水"))
        app.screen._keep_if_typed()
        await press()
        assert len(drafts(small_office.store)) == 1
        await press("ctrl+s")
        assert not drafts(small_office.store)

    play(small_office, script)


def test_a_draft_whose_call_was_saved_is_no_second_call(small_office):
    """The program was killed between saving the call and forgetting its draft."""

    async def script(app, press):
        await press("f2", Written("0101"), "enter", Written("厨房漏水"))
        log = app.screen
        log.keep_draft()
        form = log.read()
        log.save(form)
        await press("escape", "f2", "ctrl+r", "ctrl+s")

    play(small_office, script)
    assert len(board(small_office.store, NOW).rows) == 1


def test_the_post_is_the_one_on_duty_when_it_is_saved(small_office, monkeypatch):
    async def script(app, press):
        app.operator = Operator(app.operator.staff_id, app.operator.name, app.operator.role, "front_desk")
        monkeypatch.setattr(clock, "now", lambda: at("17:30"))
        await press("f2", Written("0101"), "enter", Written("厨房漏水"), "ctrl+s")

    play(small_office, script)
    assert call_card(small_office.store, "260302000001", at("17:31")).post == "monitoring_room"


@pytest.mark.parametrize(
    ("typed", "field", "then"),
    [("９-9-999", "room", "caller"), ("13900001234", "phone", "room"), ("诸葛亮", "caller", "room")],
)
def test_nobody_found_is_said_and_what_was_typed_is_not_typed_again(small_office, typed, field, then):
    async def script(app, press):
        await press("f2", Written(typed))
        app.screen.query_one("#finder").look_now()
        await press("f12")  # a key of nobody: only to let the screen paint
        assert "Nobody on file" in picture(app)
        await press("enter")
        assert "Nobody on file" not in picture(app)
        assert values(app)[field] == typed.replace("９", "9")
        assert app.focused.parent.field == then

    play(small_office, script)
