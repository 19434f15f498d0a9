"""The night watch: what runs out next in large figures, alarms heard, and a call taken in four fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from repairdesk import clock
from repairdesk.desk import alarms, night, office, orders
from repairdesk.desk import emergencies as desk_emergencies
from repairdesk.models.store import Store
from repairdesk.screens.countdowns import figures
from repairdesk.screens.dialogs import Confirm
from repairdesk.screens.emergency import READING
from repairdesk.views.board import board_row
from repairdesk.views.call_card import call_card
from repairdesk.views.drafts import drafts
from repairdesk.views.emergencies import emergencies, recognised
from repairdesk.views.register import numbers
from repairdesk.views.watch import heard_since, watch
from tests.screens.small_office import Written, at, matches, picture, play, typed

NIGHT = at("22:03")


@pytest.fixture
def by_night(small_office, monkeypatch):
    """Three minutes past ten at night, with somebody alone in the monitoring room, and a supervisor to be telephoned."""
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    manager = office.operator(small_office.store, "李华", now=NIGHT)
    for form in (
        office.StaffForm(name="周夜班", role="operator", phone="804"),
        office.StaffForm(name="孙主管", role="supervisor", phone="13900000009"),
    ):
        office.add_staff(small_office.store, manager, form, now=NIGHT)
    small_office.who = office.operator(small_office.store, "周夜班", now=NIGHT)
    return small_office


@pytest.fixture
def lines(by_night):
    """A socket about to be late, a tap that nobody came to, a bell that waits for the morning, a lift."""
    by_night.call(at("21:51"), room="1-1-102", content="卧室插座没电")
    by_night.issued(at("21:30"))
    bell = by_night.call(at("20:30"), room="2-1-301", content="门铃不响")
    night.may_wait(*by_night.by(at("20:32")), bell, now=at("20:32"))
    by_night.call(at("22:01"), content="有人被困在电梯里", urgency="emergency")
    return by_night


def newest(desk) -> str:
    return next(iter(numbers(desk.store)))


def facts(desk, call: str) -> list[str]:
    return [entry.what for entry in call_card(desk.store, call, NIGHT).timeline]


# --- how it looks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_it_looks(lines, language, size):
    async def script(app, press):
        await press("f6")
        matches(app, f"watch_{size[0]}_{language}")

    play(lines, script, language=language, size=size)


@pytest.mark.parametrize("height", [24, 29, 30, 35, 36, 60])
def test_a_higher_window_has_more_figures_and_never_fewer_lines_below_them(lines, height):
    async def script(app, press):
        await press("f6")
        assert app.screen._open.size.height >= 6  # with their headings
        assert len(app.screen._countdowns._rows) == (2 if height < 30 else 3 if height < 36 else 4)

    play(lines, script, size=(100, height))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_the_other_pages_look(lines, language):
    async def script(app, press):
        await press("f6", "ctrl+a", "tab")
        matches(app, f"watch_morning_{language}")
        await press("tab")
        matches(app, f"watch_heard_{language}")

    play(lines, script, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_the_log_and_the_emergency_look(by_night, language):
    by_night.call(at("21:51"), room="1-1-102", content="厨房水管漏水")

    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("厨房水管爆裂"))
        app.screen._look()
        await press("right")
        matches(app, f"night_log_{language}")
        await press("enter")
        matches(app, f"emergency_call_{language}")

    play(by_night, script, language=language)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "-00:00"), (59, "-00:59"), (3599, "-59:59"), (3600, "-1:00:00"), (-1, "+00:01"), (-3600, "+1:00:00"),
        (100 * 3600 - 1, "-99:59:59"), (100 * 3600, "-4d 4:00"), (-(100 * 3600), "+4d 4:00"),
    ],
)  # fmt: skip
def test_what_is_left_in_figures(seconds, shown):
    assert figures(seconds) == shown


@pytest.mark.parametrize("key", ["heard", "all_heard", "app.hear"])
def test_what_begins_to_ring_as_the_key_is_pressed_rings_on(lines, monkeypatch, key):
    async def script(app, press):
        await press("f6")
        monkeypatch.setattr(clock, "now", lambda: at("22:06") + timedelta(seconds=1))
        app.screen._open.select(socket)
        await app.screen.run_action(key)  # nothing was looked at since
        await press()

    socket = next(one.call for one in watch(lines.store, NIGHT).ringing if one.room == "1-1-102")
    play(lines, script)
    ringing = watch(lines.store, at("22:07")).ringing
    assert ("arrival", "limit") in {(one.limit, one.stage) for one in ringing if one.call == socket}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_time_is_cut_in_its_column(by_night, monkeypatch, language):
    """Neither what is left of a limit, nor when an alarm was heard before midnight."""
    by_night.call(at("20:03"), content="门铃不响")
    alarms.answer_all(*by_night.by(NIGHT), now=NIGHT)
    monkeypatch.setattr(clock, "now", lambda: at("2:17", 3))

    async def script(app, press):
        await press("f6")
        assert {"en": "late 5h59m ", "zh": "超5时59分 "}[language] in picture(app)
        await press("tab", "tab")
        assert "03-02 22:03 " in picture(app)

    play(by_night, script, language=language)


def test_the_figures_run(lines, monkeypatch):
    async def script(app, press):
        await press("f6")
        countdowns = app.screen._countdowns
        before = dict(countdowns._drawn)
        monkeypatch.setattr(clock, "now", lambda: at("22:04"))
        countdowns.tick()
        await press("down")
        assert all(countdowns._drawn[n] != figures for n, figures in before.items())

    play(lines, script)


# --- alarms ---------------------------------------------------------------------------------------


def test_an_alarm_is_heard_with_one_key(lines):
    rings = watch(lines.store, NIGHT).ringing

    async def script(app, press):
        await press("f6", "end", "space")
        assert "Heard. It is noted in your name." in picture(app)

    play(lines, script)
    first = [one for one in rings if one.call == rings[0].call]
    heard = heard_since(lines.store, at("17:30"))
    said = (rings[0].call, "周夜班", "monitoring_room")
    assert [(one.call, one.who, one.post) for one in heard] == [said] * len(first)
    assert watch(lines.store, NIGHT).ringing == tuple(one for one in rings if one not in first)


def test_the_alarm_of_the_line_under_the_cursor_comes_first(lines):
    rings = watch(lines.store, NIGHT).ringing
    last = rings[-1].call

    async def script(app, press):
        app.go("watch", last)
        await press("space")

    play(lines, script)
    assert rings[0].call != last
    assert {one.call for one in heard_since(lines.store, at("17:30"))} == {last}


def test_all_are_heard_and_then_the_keys_are_gone(lines):
    async def script(app, press):
        await press("f6")
        assert "Space Heard" in picture(app)
        await press("ctrl+a")
        assert "RINGS" not in picture(app)
        assert "Space Heard" not in picture(app)

    play(lines, script)
    assert watch(lines.store, NIGHT).ringing == ()


@pytest.mark.parametrize("key", ["space", "ctrl+a"])
def test_on_a_quiet_night_the_keys_say_so(by_night, key):
    async def script(app, press):
        await press("f6", key)
        assert "Nothing rings." in picture(app)
        assert "Space Heard" not in picture(app)

    play(by_night, script)
    assert heard_since(by_night.store, at("17:30")) == ()


# --- steps ----------------------------------------------------------------------------------------


def test_enter_does_what_is_next_and_right_offers_everything(lines):
    async def script(app, press):
        await press("f6", "enter")
        assert app.screen.heading == "Issue a work order"
        await press("escape", "right")
        assert "Withdraw, or taken twice" in picture(app)

    play(lines, script)


def test_a_line_of_the_morning_is_dealt_with_there(lines):
    async def script(app, press):
        await press("f6", "tab")
        assert app.screen.row is not None
        await press("enter")
        assert app.screen.heading == "Issue a work order"

    play(lines, script)


# --- the log of four fields -----------------------------------------------------------------------


def test_a_burst_pipe_until_the_supervisor_is_told(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("厨房水管爆裂"), "enter")
        assert app.screen.heading == "EMERGENCY"
        place = next(n for n, each in enumerate(app.screen._contacts, 1) if each.name == "孙主管")
        await press(str(place))
        assert "孙主管 has been told" in picture(app)
        await press("escape")
        assert app.screen.heading == "Issue a work order"

    play(by_night, script)
    card = call_card(by_night.store, newest(by_night), NIGHT)
    assert (card.room, card.caller, card.phone, card.urgency) == (
        "1-1-102",
        "欧阳娜娜",
        "13800000102",
        "emergency",
    )
    assert (card.trade, card.channel, card.origin) == ("plumbing", "phone", "night")
    assert "supervisor.told" in facts(by_night, card.number)


def test_an_emergency_of_which_nobody_was_told_is_not_left_unnoticed(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("厨房水管爆裂"), "enter", "escape")
        assert "Nobody has been told" in picture(app)
        await press("2")
        assert app.screen.heading == "EMERGENCY"
        await press("escape", "1")
        assert app.screen.heading == "Issue a work order"

    play(by_night, script)
    assert "supervisor.told" not in facts(by_night, newest(by_night))


def test_enter_pressed_twice_tells_nobody(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("厨房水管爆裂"), "enter", "enter")
        assert app.screen._told == {}
        app.screen._list.shown_at -= READING
        await press("enter")
        assert list(app.screen._told) == [0]

    play(by_night, script)
    assert len(facts(by_night, newest(by_night))) == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_does_not_answer_and_the_next_one_does(by_night, language):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("厨房水管爆裂"), "enter")
        names = [each.name for each in app.screen._contacts]
        await press("space")
        assert app.screen._list.current.key == 1, "the next one's number is in sight"
        matches(app, f"emergency_silent_{language}")
        await press("escape")
        assert isinstance(app.screen, Confirm), "nobody knows yet"
        await press("2", "2", "2")
        assert names[1] in app.notice_now.say()
        assert app.notice_now.tone == "note"
        await press("escape")
        app.go("watch")
        await press("ctrl+e", "enter")
        assert [one.answered for one in app.screen._told.values()] == [False, True], "it is still known"
        assert app.screen._list.current.key == 3, "a foreman there is none"

    play(by_night, script, language=language)
    assert facts(by_night, newest(by_night)).count("note.written") == 1


def test_a_digit_pressed_by_mistake_is_taken_back_there(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("厨房水管爆裂"), "enter", "2")
        assert [*app.screen._told] == [1]
        await press("ctrl+z", Written("按错了"), "enter")
        assert app.screen.heading == "EMERGENCY"
        assert not app.screen._told
        await press("ctrl+z", Written("房号听错了"), "enter")
        assert app.screen.heading == "Night watch", "of a call that is withdrawn nobody has to know"

    play(by_night, script)
    assert call_card(by_night.store, newest(by_night), NIGHT).state == "withdrawn"


def test_what_is_told_at_the_other_terminal_is_seen(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("厨房水管爆裂"), "enter")
        store, who = by_night.by(NIGHT)
        desk_emergencies.told(store, who, newest(by_night), whom="孙主管", now=NIGHT)
        app.look()
        await press()
        assert "told 22:03" in picture(app)

    play(by_night, script)


def test_a_call_that_may_wait(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("客厅灯不亮"), "enter", "2")
        assert "waits until 3 Mar 09:15" in picture(app)

    play(by_night, script)
    call = newest(by_night)
    assert facts(by_night, call) == ["call.received", "appointment.agreed"]
    assert board_row(by_night.store, call, NIGHT).due == at("9:15", 3)


def test_a_call_does_not_wait_if_the_other_post_has_sent_somebody_meanwhile(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("客厅灯不亮"), "enter")
        other = Store.open(by_night.store.path)
        who = office.operator(other, "李华", now=NIGHT)
        orders.issue(other, who, newest(by_night), technician="王强", now=NIGHT)
        other.close()
        await press("2")
        assert "has changed call" in picture(app)

    play(by_night, script)
    assert "appointment.agreed" not in facts(by_night, newest(by_night))


def test_a_call_to_which_somebody_goes(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("客厅灯不亮"), "enter", "1")
        assert app.screen.heading == "Issue a work order"

    play(by_night, script)
    assert facts(by_night, newest(by_night)) == ["call.received"]


def test_by_day_nothing_is_asked(by_night, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:30"))

    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("客厅灯不亮"), "enter")
        assert app.screen.heading == "Issue a work order"

    play(by_night, script)


def test_a_place_that_is_no_room_and_nobody_who_called(by_night):
    async def script(app, press):
        await press(
            "f6", "f2", Written("东门外"), "enter", "enter", "enter", Written("路灯不亮"), "enter", "2"
        )
        assert "waits until" in picture(app)

    play(by_night, script)
    card = call_card(by_night.store, newest(by_night), NIGHT)
    assert (card.room, card.place, card.place_detail) == ("", "public_area", "东门外")
    assert (card.caller, card.channel) == ("", "patrol")


def test_a_room_that_is_not_on_file_is_asked_about(by_night):
    async def script(app, press):
        await press(
            "f6", "f2", Written("9-9-901"), "enter", *typed("w"), "enter", Written("13800000999"), "enter"
        )
        await press(Written("客厅灯不亮"), "enter")
        assert "Not on file" in picture(app)
        await press("2", "ctrl+s", "2")

    play(by_night, script)
    assert call_card(by_night.store, newest(by_night), NIGHT).room == "9-9-901"


def test_a_telephone_number_typed_first_goes_where_it_belongs(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("13700000001"), "enter")
        assert (app.screen.values()["find"], app.screen.values()["phone"]) == ("", "13700000001")

    play(by_night, script)


def test_something_is_missing(by_night):
    async def script(app, press):
        await press("f6", "f2", "ctrl+s")
        assert "! " in picture(app)
        await press(Written("1-1-102"), "enter", "ctrl+s")
        assert app.screen.heading == "Night log"

    play(by_night, script)
    assert list(numbers(by_night.store)) == []


def test_the_whole_form_goes_on_with_what_was_typed(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("客厅灯不亮"), "f2")
        assert app.screen.heading == "Log a call"
        values = app.screen.values()
        assert (values["room"], values["caller"], values["content"]) == ("1-1-102", "欧阳娜娜", "客厅灯不亮")
        await press("ctrl+s")

    play(by_night, script)
    assert call_card(by_night.store, newest(by_night), NIGHT).content == "客厅灯不亮"
    assert drafts(by_night.store) == ()


def test_what_is_half_typed_is_kept_and_taken_up(by_night):
    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("客厅"), "escape", "f2")
        assert app.screen.is_blank
        await press("ctrl+r")
        assert app.screen.values()["content"] == "客厅"
        await press(Written("灯不亮"), "enter", "2")

    play(by_night, script)
    assert call_card(by_night.store, newest(by_night), NIGHT).content == "客厅灯不亮"
    assert drafts(by_night.store) == ()


def test_a_draft_of_the_whole_form_is_taken_up_there(by_night):
    async def script(app, press):
        await press("f2", Written("1-1-102"), "enter", Written("客厅"), "escape")
        await press("f6", "f2", "ctrl+r")
        assert app.screen.heading == "Log a call"
        assert app.screen.values()["content"] == "客厅"

    play(by_night, script)


def test_a_likely_twin_is_shown(by_night):
    by_night.call(at("21:51"), room="1-1-102", content="厨房水管漏水")

    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("厨房水管漏水了"))
        app.screen._look()
        await press("right")
        assert "Likely the same as" in picture(app)

    play(by_night, script)


def test_what_the_office_asks_besides_is_asked_in_the_whole_form(office_by, monkeypatch):
    desk = office_by("school-maintenance")
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    desk.who = replace(desk.who, post="monitoring_room")

    async def script(app, press):
        await press("f6", "f2", Written("1-1-102"), "enter", Written("客厅灯不亮"), "enter")
        assert app.screen.heading == "Log a call"
        assert app.screen.values()["content"] == "客厅灯不亮"

    play(desk, script)


# --- emergencies and books ------------------------------------------------------------------------


def test_whom_to_telephone_without_a_call(by_night):
    async def script(app, press):
        await press("f6", "ctrl+e", "1")
        assert app.screen.heading == "EMERGENCY"
        await press("1")
        assert "Log the call with F2 first" in picture(app)
        await press("escape")
        assert app.screen.heading == "Night watch"

    play(by_night, script)


def test_the_emergency_of_the_line_in_hand(by_night):
    call = by_night.call(at("22:01"), content="厨房水管爆裂")
    found = recognised(by_night.store, "厨房水管爆裂")
    digit = next(n for n, each in enumerate(emergencies(by_night.store), 1) if each == found)

    async def script(app, press):
        await press("f6", "ctrl+e")
        assert app.screen._list.current.cells[0] == str(digit), "the cursor is on what the words say"
        await press("enter")
        place = next(n for n, each in enumerate(app.screen._contacts, 1) if each.name == "孙主管")
        await press(str(place), "escape")
        assert app.screen.heading == "Night watch"

    play(by_night, script)
    assert "supervisor.told" in facts(by_night, call)


def test_a_line_that_was_called_an_emergency_has_any_of_them(by_night):
    call = by_night.call(at("22:01"), content="邻居说很急", urgency="emergency")

    async def script(app, press):
        await press("f6", "ctrl+e", "2")
        assert app.screen.about() == call
        await press("escape", "1", "ctrl+e")

    play(by_night, script)


def test_of_another_emergency_nothing_is_noted_on_the_line_in_hand(by_night):
    by_night.call(at("22:01"), content="厨房水管爆裂", urgency="emergency")

    async def script(app, press):
        await press("f6", "ctrl+e", "1")
        assert app.screen.about() is None

    play(by_night, script)


def test_the_books_of_the_office(office_by, by_night):
    async def script(app, press):
        await press("f6", "ctrl+b")
        assert "keeps no book" in picture(app)

    play(by_night, script)
    storm, clerks = office_by("storm-duty"), office_by("service-clerks")

    async def one_book(app, press):
        await press("f6", "ctrl+b")
        assert app.screen.heading == "Book"

    async def several_books(app, press):
        await press("f6", "ctrl+b")
        assert "Which book?" in picture(app)
        await press("2")
        assert app.screen.heading == "Book"

    play(storm, one_book)
    play(clerks, several_books)
