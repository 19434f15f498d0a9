"""One shift hands over to the next: made with a few keys, taken over line by line or at one go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from repairdesk import clock
from repairdesk.desk import calls, drafts, handover, items, office
from repairdesk.views import handover as views
from repairdesk.views.items import items as held
from tests.screens.small_office import at, matches, picture, play, typed

CLOSING = at("17:25")
OPENING = at("9:05", 3)


def flowing(app):
    """What is on the screen, without its line breaks."""
    return " ".join(picture(app).split())


@pytest.fixture
def evening(small_office, monkeypatch):
    """Five minutes before closing: a callback was forgotten, a slip is out, a key is held, a form half typed."""
    desk = small_office
    desk.call(at("17:00"), room="1-1-102", content="卧室插座没电")
    done, order = desk.issued(at("9:40"))
    desk.there(done, order, at("9:50"))
    desk.returned(done, order, at("10:10"))
    desk.issued(at("16:50"), room="2-1-301", content="门铃不响", technician="刘洋")
    store, who = desk.by(at("12:00"))
    items.take(store, who, kind="key", content="装修队明早来取", room="2-1-301", now=at("12:00"))
    items.take(store, who, kind="cash", content="快递代收货款", amount=12000, now=at("12:10"))
    drafts.save(store, who, "call", "1-1-101 赵㬎", {"room": "1-1-101"}, now=at("17:20"))
    monkeypatch.setattr(clock, "now", lambda: CLOSING)
    return desk


@pytest.fixture
def morning(evening, monkeypatch):
    """Five minutes after opening: the monitoring room has handed over what there is; the front desk comes."""
    store, who = evening.by(at("17:28"))
    day = handover.make(store, who, now=at("17:28"))
    handover.accept(store, office.operator(store, "周敏", now=at("17:31")), day, now=at("17:31"))
    night = evening.call(at("22:10"), room="1-1-101", content="洗手间水管爆裂", urgency="emergency")
    calls.record_fact(
        *evening.by(at("22:12")),
        night,
        calls.FactForm(what="supervisor.told", remark="派人去关总阀"),
        now=at("22:12"),
    )
    handover.make(*evening.by(at("8:50", 3)), remark="2 号楼电梯有异响", now=at("8:50", 3))
    evening.who = office.operator(store, "周敏", now=OPENING)
    monkeypatch.setattr(clock, "now", lambda: OPENING)
    return evening


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_how_the_end_of_the_day_looks(evening, size, language):
    async def script(app, press):
        await press("f7")
        matches(app, f"handover_evening_{size[0]}_{language}")

    play(evening, script, size=size, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_how_it_is_taken_over(morning, size, language):
    async def script(app, press):
        await press("f7", "enter")
        matches(app, f"handover_morning_{size[0]}_{language}")

    play(morning, script, size=size, language=language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_time_is_cut_at_the_end_of_the_year(small_office, monkeypatch, language):
    """In no language is a day of December longer than its column."""
    last = at("9:05", 31) + timedelta(days=275)
    monkeypatch.setattr(clock, "now", lambda: last)
    call = small_office.call(last - timedelta(hours=13), content="门铃不响")
    made = handover.make(*small_office.by(last), now=last)
    assert views.sheet(small_office.store, made).lines[0].call == call

    async def script(app, press):
        await press("f7")
        assert "12-30 20:" in picture(app).splitlines()[5]
        assert "~" not in picture(app).splitlines()[5]

    play(small_office, script, language=language)


def test_the_day_is_handed_over_with_three_keys(evening):
    async def script(app, press):
        await press("f7", "ctrl+s", "enter")
        assert "Handed over" in picture(app)
        assert "6 lines, 6 still to be taken over" in picture(app)
        await press("escape")
        assert "F7 1 to take over" in picture(app)

    play(evening, script)
    made = views.sheet(evening.store, views.latest(evening.store))
    assert (made.border, made.from_post, made.state) == (at("17:30"), "front_desk", "made")
    assert [line.section for line in made.lines] == ["callback", "callback", "open", "cash", "key", "draft"]


def test_the_morning_is_taken_over_with_one_objection(morning):
    async def script(app, press):
        await press("f7", "down", "ctrl+x", *typed("人没来过"), "enter", "ctrl+s", "enter")
        assert "All of it is taken over from 李华" in picture(app)
        assert "not taken over" not in picture(app)

    play(morning, script)
    sheet = views.sheet(morning.store, views.latest(morning.store))
    assert (sheet.state, sheet.accepted_by) == ("accepted", "周敏")
    assert [line.objection for line in sheet.lines] == ["", "人没来过", "", "", "", ""]


def test_each_line_by_itself_with_one_key(morning):
    async def script(app, press):
        await press("f7")
        for left in range(5, 0, -1):
            await press("enter")
            assert f"Left: {left}" in picture(app)
        await press("enter")
        assert "All of it is taken over" in picture(app)

    play(morning, script)
    assert not views.waiting(morning.store, OPENING)


def test_an_objection_stands_on_the_sheet_for_good_and_esc_takes_nothing(morning):
    async def script(app, press):
        await press("f7", "ctrl+x", "escape", "ctrl+s", "escape")
        assert "6 still to be taken over" in picture(app)
        await press("ctrl+x", "enter")
        assert "Nothing is filled in here" in picture(app)
        await press(*typed("主管没有回音"), "enter")
        assert "Taken over with your objection. Left: 5" in picture(app)
        await press("up")
        assert "! 周敏 objects: 主管没有回音" in picture(app)

    play(morning, script)
    sheet = views.sheet(morning.store, views.latest(morning.store))
    assert [line.objection for line in sheet.lines if line.accepted_at] == ["主管没有回音"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "09:05 ! 主管没有回音 周敏, taking over from the monitoring room at 09:00"),
        ("zh", "09:05 ! 主管没有回音 周敏，09:00 接监控中心班时提出"),
    ],
)
def test_an_objection_is_on_the_card_of_its_call_once(morning, language, said):
    sheet = views.sheet(morning.store, views.latest(morning.store))
    handover.accept(morning.store, morning.who, sheet.id, lines={1: "主管没有回音"}, now=OPENING)
    handover.make(*morning.by(OPENING), now=OPENING)

    async def script(app, press):
        app.go("card", sheet.lines[0].call)
        await press("end")
        assert flowing(app).count(said) == 1

    play(morning, script, language=language)


def test_a_line_that_somebody_else_has_taken_over_is_not_taken_twice(morning):
    async def script(app, press):
        await press("f7")
        other = office.operator(morning.store, "何静", now=OPENING)
        other_sheet = views.latest(morning.store)
        handover.accept(morning.store, morning.who, other_sheet, lines={1: "先看到"}, now=OPENING)
        assert other.name == "何静"
        app.screen._take(app.screen.sheet, {1: ""})
        await press()
        assert "周敏 has accepted this already" in picture(app)
        assert "5 still to be taken over" in picture(app)

    play(morning, script)


def test_a_shift_that_was_never_handed_over_is_made_up_for(morning, monkeypatch):
    handover.accept(*morning.by(OPENING), views.latest(morning.store), now=OPENING)
    late = at("9:10", 4)
    monkeypatch.setattr(clock, "now", lambda: late)

    async def script(app, press):
        assert "F7 2 to take over" in picture(app)
        await press("f7")
        assert "! Shift of the front desk until 3 Mar 17:30 was not handed over." in flowing(app)
        await press("ctrl+s", "enter", "ctrl+s", "enter")
        assert "! Shift of the monitoring room until 09:00 was not handed over." in flowing(app)
        await press("ctrl+s", "enter", "ctrl+s", "enter", "escape")
        assert "to take over" not in picture(app)

    morning.who = office.operator(morning.store, "周敏", now=late)
    play(morning, script)
    assert not views.waiting(morning.store, late)


def test_made_anew_it_takes_the_place_of_the_first(evening):
    async def script(app, press):
        await press("f7", "ctrl+s", "enter", "tab")
        assert "it was handed over; Ctrl+S does it anew" in picture(app)
        await press("ctrl+s", *typed("2 号楼电梯"), "enter")
        assert "Remark: 2 号楼电梯" in picture(app)

    play(evening, script)
    assert len(views.sheets(evening.store)) == 1


def test_whoever_handed_over_is_asked_before_he_takes_over_himself(evening):
    async def script(app, press):
        await press("f7", "ctrl+s", "enter", "ctrl+s")
        assert "You handed this over yourself" in picture(app)
        await press("enter")
        assert "All of it is taken over" in picture(app)

    play(evening, script)


def test_enter_does_the_next_thing_about_what_would_be_handed_over(evening):
    async def script(app, press):
        await press("f7", "enter")
        assert app.screen.heading == "Callbacks"
        await press("escape")
        assert app.screen.heading == "Handover"
        await press("down", "enter")
        assert app.screen.heading == "Log a call"
        assert app.screen.values()["room"] == "1-1-101", "what was begun goes on"
        await press("escape", "f7")
        assert app.screen.lines.current is app.screen.lines.lines[0], "one who comes anew begins at the top"
        await press("down", "down", "down", "right")
        assert "Issue a work order" in picture(app)

    play(evening, script)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_key_is_taken_in_and_given_out(evening, language):
    async def script(app, press):
        await press("f7", "ctrl+k", *typed("物业费"), "enter", "3", "enter", "enter", *typed("260.5"))
        matches(app, f"handover_item_{language}")
        await press("enter", "enter")
        assert "260.50" in picture(app)
        await press("end", "enter", *typed("装修队老张"), "enter", "enter")
        assert "装修队明早来取" in picture(app).splitlines()[-3]

    play(evening, script, language=language)
    assert [(item.kind, item.amount) for item in held(evening.store)] == [("cash", 12000), ("cash", 26050)]
    assert held(evening.store, done_since=CLOSING)[0].given_to == "装修队老张"


def test_the_amount_is_asked_of_cash_alone(evening):
    async def script(app, press):
        await press("f7", "ctrl+k", *typed("转告 301"), "enter", "1", "enter", "enter", "enter")
        assert app.screen.heading == "Handover"

    play(evening, script)
    assert held(evening.store)[-1].kind == "message"


def test_a_key_that_does_nothing_on_a_page_says_so(evening):
    async def script(app, press):
        await press("f7", "ctrl+y")
        assert "Ctrl+S hands over first" in picture(app)
        await press("ctrl+x")
        assert "Only to a line that waits" in picture(app)
        await press("tab", "ctrl+s")
        assert "Tab leads there" in picture(app)
        assert app.screen.heading == "Handover"

    play(evening, script)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_earlier_sheets_open_as_they_were(morning, language):
    async def script(app, press):
        await press("f7", "tab", "tab")
        matches(app, f"handover_earlier_{language}")
        await press("down", "enter")
        assert "1-1-102" in picture(app)
        assert "洗手间水管爆裂" not in picture(app)
        await press("escape", "escape")
        assert app.screen.heading == "Board"

    play(morning, script, language=language)


def test_without_a_printer_the_sheet_can_be_saved(morning, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    async def script(app, press):
        await press("f7", "ctrl+y")
        assert "Save it as a file" in picture(app)
        await press("ctrl+u", *typed("new/sheet.txt"), "enter")
        assert "Saved: " in picture(app)
        await press("ctrl+y")
        await press("ctrl+u", *typed("new/sheet.txt"), "enter")
        assert "exists already" in picture(app)

    play(morning, script)
    assert Path("new/sheet.txt").read_text("utf-8").count("洗手间水管爆裂") == 1


def test_the_printer_gets_the_sheet(morning, monkeypatch, tmp_path):
    printer = tmp_path / "lp"
    printer.write_text(f'#!/bin/sh\n/bin/cat > "{tmp_path}/paper"\n')
    printer.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    async def script(app, press):
        await press("f7", "ctrl+y")
        assert "The sheet is with the printer" in picture(app)

    play(morning, script)
    assert "2 号楼电梯有异响" in (tmp_path / "paper").read_text("utf-8")


def test_who_signs_on_is_told_that_a_shift_waits(morning):
    morning.who = None

    async def script(app, press):
        await press("1")
        assert "front desk. F7 takes over the shift" in picture(app)

    play(morning, script)


def test_what_people_wrote_is_text(evening):
    store, who = evening.by(at("17:00"))
    items.take(store, who, kind="message", content="[b]粗体[/b] [31m红", now=at("17:00"))

    async def script(app, press):
        await press("f7", "ctrl+s", *typed("[red]x"), "enter", "end")
        assert "[b]粗体[/b]" in picture(app)
        assert "Remark: [red]x" in picture(app)

    play(evening, script)


def test_what_the_other_terminal_saves_is_seen(morning):
    async def script(app, press):
        await press("f7")
        handover.accept(*morning.by(OPENING), views.latest(morning.store), now=OPENING)
        app.look()
        await press()
        assert "not taken over" not in picture(app)
        assert "what Ctrl+S hands over now" in picture(app)

    play(morning, script)


def test_the_end_of_a_shift_turns_the_page_by_itself(evening, monkeypatch):
    handover.make(*evening.by(CLOSING), now=CLOSING)
    handover.accept(*evening.by(CLOSING), views.latest(evening.store), now=CLOSING)

    async def script(app, press):
        assert "F7" not in picture(app).splitlines()[0]
        monkeypatch.setattr(clock, "now", lambda: at("9:00", 3) + timedelta(seconds=1))
        app.look()
        await press()
        assert "F7 1 to take over" in picture(app).splitlines()[0]

    play(evening, script)


def test_an_objection_lands_on_the_sheet_that_was_in_sight_when_it_was_begun(evening, monkeypatch):
    day = handover.make(*evening.by(CLOSING), now=CLOSING)
    night = handover.make(*evening.by(OPENING), now=OPENING)
    monkeypatch.setattr(clock, "now", lambda: OPENING)

    async def script(app, press):
        await press("f7", "ctrl+x", *typed("人没来过"))
        handover.accept(*evening.by(OPENING), day, now=OPENING)
        app.look()
        await press("enter")
        assert "has accepted this already" in picture(app)

    play(evening, script)
    assert not any(line.objection or line.accepted_at for line in views.sheet(evening.store, night).lines)


def test_the_night_watch_says_that_a_shift_waits(evening, monkeypatch):
    handover.make(*evening.by(CLOSING), now=CLOSING)
    monkeypatch.setattr(clock, "now", lambda: at("17:35"))

    async def script(app, press):
        await press("f6", "ctrl+a")
        assert "F7 1 to take over" in picture(app).splitlines()[0]

    play(evening, script)


def test_the_language_changes_on_every_page(morning):
    async def script(app, press):
        await press("f7", "ctrl+l")
        assert "[09:00 监控中心]" in picture(app)
        assert "Emergency" not in picture(app)
        await press("tab", "tab", "ctrl+l")
        assert "[Earlier sheets]" in picture(app)
        assert "monitoring room" in picture(app).splitlines()[3]

    play(morning, script)


def test_the_sheet_stands_where_it_stood_after_a_box_was_shown(evening):
    async def script(app, press):
        await press("f7")
        before = app.screen.lines.region
        await press("escape", "ctrl+z", "escape", "f7")
        assert app.screen.lines.region == before

    play(evening, script)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_at_the_end_of_a_month_too_the_board_says_that_a_shift_waits(evening, language, monkeypatch):
    handover.make(*evening.by(CLOSING), now=CLOSING)
    monkeypatch.setattr(clock, "now", lambda: at("17:35", 31))

    async def script(app, press):
        first = picture(app).splitlines()[0]
        assert ("to take over" if language == "en" else "待接班") in first

    play(evening, script, language=language)
