"""What rings at a desk: the line in every header, the key that hears it, what it costs, sound and theme of a machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from repairdesk import clock
from repairdesk.desk import alarms
from repairdesk.preferences import Preferences, preferences_file, read_preferences
from repairdesk.screens import alarm as engine
from repairdesk.screens.frame import DeskScreen
from repairdesk.views.watch import heard_since, watch
from tests.screens.small_office import Written, answered, at, matches, picture, play

NIGHT = at("22:20")


@pytest.fixture
def night(small_office, monkeypatch, tmp_path):
    """A Monday night: two calls, both past their limits."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    small_office.call(at("22:00"), "1-1-102", "厨房水管漏水")
    small_office.call(at("22:01"), "2-1-301", "跳闸了")
    return small_office


def header(app) -> str:
    """The first line of the screen, or of the one behind a box."""
    full = next(screen for screen in reversed(app.screen_stack) if isinstance(screen, DeskScreen))
    return "".join(segment.text for segment in full._compositor.render_strips(app.size)[0])


def let_it_be(monkeypatch, app, moment) -> None:
    """It is another time, and the desk has looked."""
    monkeypatch.setattr(clock, "now", lambda: moment)
    app.look()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_how_it_looks(night, language, size):
    async def script(app, press):
        app.look()
        await press()
        matches(app, f"alarm_{size[0]}_{language}")

    play(night, script, language=language, size=size)


def test_ctrl_g_hears_what_has_rung_longest(night):
    async def script(app, press):
        app.look()
        await press()
        assert "1-1-102" in header(app)
        assert "+3 more" in header(app)
        await press("ctrl+g")
        assert "2-1-301" in header(app), "the whole line was heard"
        assert "+1 more" in header(app)
        await press("ctrl+g")
        assert "Board" in header(app)
        heard = heard_since(night.store, NIGHT)
        assert [(one.room, one.limit, one.who, one.post) for one in reversed(heard)] == [
            (room, limit, "李华", "monitoring_room")
            for room in ("1-1-102", "2-1-301")
            for limit in ("technician_named", "arrival")
        ]
        await press("ctrl+g")
        assert "Nothing rings" in picture(app)

    play(night, script)


@pytest.mark.parametrize("keys", [("f2",), ("f3",), ("f5",), ("f8",), ("f9",), ("f1",), ("ctrl+d",), ("ctrl+p",), ("space",)])  # fmt: skip
def test_it_is_seen_and_heard_in_every_screen_form_and_box(night, keys):
    async def script(app, press):
        app.look()
        await press()
        for key in keys:
            await answered(app, key)
        assert "ALARM" in header(app)
        before = app.screen
        await answered(app, "ctrl+g")
        assert app.screen is before, "one stays where one is"
        assert "2-1-301" in header(app)

    play(night, script)


def test_what_is_heard_at_one_terminal_stops_at_the_other(night):
    async def script(app, press):
        app.look()
        await press()
        assert "ALARM" in header(app)
        other = type(night.store).open(night.store.path)
        alarms.answer_all(other, night.who, now=NIGHT)
        other.close()
        app.look()
        await press()
        assert "ALARM" not in header(app)

    play(night, script)


def test_the_day_post_is_left_alone_until_the_night_begins(night, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("17:29"))
    night.call(at("17:00"), "1-1-101", "门锁坏了")

    async def script(app, press):
        app.look()
        await press()
        assert "ALARM" not in header(app)
        let_it_be(monkeypatch, app, at("17:30"))
        await press()
        assert "1-1-101" in header(app)

    play(night, script)


def test_the_register_is_read_only_when_something_changed_or_turned(night, monkeypatch):
    read = []

    def counted(store, now):
        read.append(now)
        return watch(store, now)

    monkeypatch.setattr(engine, "watch", counted)

    async def script(app, _press):
        early = at("22:11")
        let_it_be(monkeypatch, app, early)
        before = len(read)
        turn = watch(night.store, early).changes_at
        assert early < turn <= at("22:15")
        for seconds in range(int((turn - early).total_seconds())):
            let_it_be(monkeypatch, app, early + timedelta(seconds=seconds))
        assert len(read) == before, "nothing changed"
        let_it_be(monkeypatch, app, turn)
        assert len(read) == before + 1, "time itself changed something"
        night.call(turn, "1-1-101", "门锁坏了")
        app.look()
        app.look()
        assert len(read) == before + 2, "somebody saved"
        let_it_be(monkeypatch, app, at("12:00", day=3))
        by_day = len(read)
        night.call(at("12:00", day=3), "1-1-101", "灯不亮")
        app.look()
        assert len(read) == by_day, "nothing rings by day"

    play(night, script)


def test_nobody_hears_it_who_is_not_signed_on(night):
    night.who = None

    async def script(app, press):
        app.look()
        await press("ctrl+g")
        assert not heard_since(night.store, NIGHT)
        assert app.notice_now is not None
        assert app.notice_now.tone == "bad"

    play(night, script)


def test_sound_and_theme_are_kept_on_this_machine(night):
    async def script(app, press):
        assert "no sound" not in header(app)
        await press("ctrl+n")
        assert read_preferences() == Preferences(), "elsewhere the key is pressed for something new"
        await press("f6", "ctrl+n")
        assert app.preferences == Preferences(sound=False) == read_preferences()
        app.look()
        await press()
        assert "no sound" in header(app), "whoever comes next sees that it is silent"
        await press("ctrl+n", "ctrl+t")
        assert read_preferences() == Preferences(theme="dim")
        await press("ctrl+t", "ctrl+t")
        assert read_preferences() == Preferences()

    play(night, script)


def test_the_sound_is_in_the_menu_of_every_screen(night):
    async def script(app, _press):
        await answered(app, "f9")
        await answered(app, "ctrl+p")
        await answered(app, Written("sound"))
        await answered(app, "enter")
        await app.workers.wait_for_complete()
        assert read_preferences() == Preferences(sound=False)

    play(night, script)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("22:14:00", "Arrival in 1 minute"), ("22:14:01", "Arrival in under a minute"),
        ("22:15:59", "Arrival under a minute late"), ("22:16:00", "Arrival 1 minute late"),
    ],
)  # fmt: skip
def test_a_banner_never_says_no_minutes(night, moment, said):
    call = night.call(at("22:00"), "2-1-301", "门铃不响")
    one = next(
        each
        for each in watch(night.store, at("22:14")).ringing
        if (each.call, each.limit) == (call, "arrival")
    )
    if "late" in said:
        one = replace(one, stage="limit")
    assert engine.told(one, at(moment[:5]) + timedelta(seconds=int(moment[6:]))).endswith(said)


def test_what_nobody_was_given_says_for_how_long(office_by):
    desk = office_by("grab-pool")
    desk.call(at("17:25"), "1-1-101", "客厅灯不亮")
    rings = watch(desk.store, at("17:41")).ringing
    assert [engine.told(one, at("17:41")) for one in rings] == ["1-1-101: given to nobody, 16 minutes"]


@pytest.mark.parametrize("kept", ["", "[]", '{"sound": "loud", "theme": 7}', "\udcff", None])
def test_preferences_that_cannot_be_read_are_those_of_a_new_program(monkeypatch, tmp_path, kept):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if kept is not None:
        preferences_file().parent.mkdir()
        preferences_file().write_bytes(kept.encode("utf-8", "surrogateescape"))
    assert read_preferences() == Preferences()


@pytest.mark.parametrize("theme", ["dim", "contrast"])
def test_a_theme_changes_how_every_word_looks_and_none_of_the_words(night, theme):
    async def script(app, press):
        app.look()
        await press("f2")
        plain = picture(app)
        while app.preferences.theme != theme:
            await press("ctrl+t")
        app.clear_notice()
        await press()
        assert picture(app).splitlines()[:-4] == plain.splitlines()[:-4]
        styles = [
            segment.style
            for strip in app.screen._compositor.render_strips(app.size)
            for segment in strip
            if segment.text.strip() and segment.style is not None
        ]
        if theme == "dim":
            assert all(style.dim for style in styles if not style.bold)
            assert {style.color.name for style in styles if style.bold} == {"red"}, "nothing bold but alarms"
        else:
            assert {style.color.name for style in styles} <= {"bright_white", "white"}
            assert {style.bgcolor.name for style in styles} == {"black"}

    play(night, script)
