"""The board: what it shows, how it keeps up, and what Enter and the menu do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repairdesk import clock
from repairdesk.desk import callbacks, orders
from repairdesk.screens.board_lines import span, wrapped
from repairdesk.text import cell_len
from repairdesk.views.call_card import call_card
from tests.screens.small_office import NOW, Office, Written, at, matches, picture, play

HOSTILE = "\x1b[31m[red]红[/red] [@click=app.quit]q[/] \u202e倒 [/"


@pytest.fixture
def busy(small_office):
    """Lines at several stages of their way."""
    desk = small_office
    desk.call(at("10:20"), "1-1-102", "厨房水管爆裂，水漫到客厅了", urgency="emergency", trade="plumbing")
    desk.call(at("10:05"), "2-1-301", "咨询地暖怎么使用", kind="matter", matter_kind="facilities")
    desk.issued(at("10:12"), trade="plumbing")
    call, order = desk.issued(
        at("9:00"), room="2-1-301", content="客厅吊灯两个灯泡不亮", technician="刘洋", paid=True
    )
    desk.there(call, order, at("9:10"))
    desk.call(at("10:25"), "中心花园", "地面积水，地漏堵塞", trade="plumbing", place="public_area")
    back, slip = desk.issued(at("8:00"), room="1-1-102", content="马桶进水软管接头渗水", trade="plumbing")
    desk.there(back, slip, at("8:10"))
    desk.returned(back, slip, at("8:40"))
    return desk


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_how_it_looks(busy, language, size):
    async def script(app, press):
        await press("down")
        matches(app, f"board_{size[0]}_{language}")

    play(busy, script, language=language, size=size)


def test_an_emergency_comes_first_and_every_row_says_what_is_next(busy):
    async def script(app, _press):
        shown = [(row.room, row.next) for row in app.screen.rows]
        assert shown[0] == ("1-1-102", "issue")
        assert {following for _room, following in shown} == {
            "issue",
            "assign",
            "callback",
            "write_slip",
            "take_return",
        }
        assert "6 open" in picture(app).splitlines()[0]

    play(busy, script)


def test_the_cursor_stays_on_its_line_when_somebody_else_takes_a_call(busy):
    async def script(app, press):
        await press("end")
        before = app.screen.row.call
        Office(busy.store.path).call(NOW, "1-1-101", "阳台水管冒水", urgency="emergency")
        app.look()
        assert len(app.screen.rows) == 7
        assert app.screen.row.call == before

    play(busy, script)


def test_the_clock_runs_and_the_row_changes_when_it_is_over(small_office, monkeypatch):
    small_office.call(at("10:20"))

    async def script(app, press):
        assert "05:00" in picture(app)
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=17))
        app.screen.query_one("#board").tick()
        await press("f12")  # a key of nobody: only to let the screen paint
        assert "04:43" in picture(app)
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=7))
        app.look()
        await press("f12")
        assert "! late 02:00" in picture(app)
        assert "1 late" in picture(app)

    play(small_office, script)


def test_the_language_changes_under_the_cursor(busy):
    async def script(app, press):
        await press("down", "down")
        call = app.screen.row.call
        await press("ctrl+l")
        assert "看板" in picture(app)
        assert app.screen.row.call == call

    play(busy, script)


def test_text_from_callers_is_text(small_office):
    desk = small_office
    number = desk.call(at("10:20"))
    with desk.store.write(desk.who, "test", now=NOW) as tx:
        tx.update("call", 1, content=HOSTILE, caller=HOSTILE)

    async def script(app, press):
        shown = picture(app)
        assert "[red]" in shown
        assert "\x1b" not in shown
        await press("space")
        assert "[@click=app.quit]" in picture(app)
        await press("escape", "enter")
        assert app.screen is app.area("issue")

    play(desk, script)
    assert call_card(desk.store, number, NOW).state == "open"


# --- what Enter does ----------------------------------------------------------------------------------


def test_enter_opens_the_work_area_of_the_next_action(busy):
    async def script(app, press):
        for following, area in (("issue", "issue"), ("callback", "callbacks"), ("take_return", "close")):
            row = next(row for row in app.screen.rows if row.next == following)
            app.go("board", row.call)
            await press("enter")
            assert app.screen is app.area(area)
            assert app.screen.about() == row.call
            app.go("board")
            await press()

    play(busy, script)


def test_enter_reports_the_arrival(small_office):
    call, _order = small_office.issued(at("10:20"))

    async def script(app, press):
        await press("enter", Written("1027"), "enter")
        assert f"Arrival recorded on {call}" in picture(app)
        assert app.screen is app.area("board")

    play(small_office, script)
    visit = call_card(small_office.store, call, NOW).orders[0].visits[0]
    assert visit.arrived_at == at("10:27")


def test_an_impossible_time_is_said_at_the_field_and_nothing_is_saved(small_office):
    call, _order = small_office.issued(at("10:20"))

    async def script(app, press):
        await press("enter", Written("1021"), "enter")
        assert "This is before 2 Mar 2026 10:22" in " ".join(picture(app).split())
        await press("ctrl+u", Written("1140"), "enter")
        assert "This lies ahead" in picture(app)

    play(small_office, script)
    assert not call_card(small_office.store, call, NOW).orders[0].visits


def test_a_matter_is_told_and_answered(small_office):
    call = small_office.call(at("10:20"), kind="matter", matter_kind="lost_property", content="手机丢了")

    async def script(app, press):
        await press("enter")
        assert "the security department" in picture(app)
        await press(Written("孙队长"), "enter")
        assert app.screen.row.next == "await_arrival"
        await press("enter", Written("已查看监控"), "enter", "enter")
        assert app.screen.row.next == "callback"

    play(small_office, script)
    assert call_card(small_office.store, call, NOW).state == "finished"


def test_striking_off_shows_what_is_missing_and_refuses(small_office):
    call, _order = small_office.issued(at("10:20"))

    async def script(app, press):
        await menu(app, press, "Strike off")
        assert "The work is not finished" in picture(app)
        await press("enter")
        assert "This cannot be struck off yet" in picture(app)

    play(small_office, script)
    assert call_card(small_office.store, call, NOW).closed_at is None


def test_a_line_with_nothing_missing_is_struck_off_with_two_enters(small_office):
    desk = small_office
    call, order = desk.issued(at("9:00"))
    desk.there(call, order, at("9:10"))
    desk.returned(call, order, at("9:40"))
    callbacks.record(*desk.by(at("9:50")), call, kind="completion", answer="satisfied", now=at("9:50"))

    async def script(app, press):
        await press("enter")
        assert "Nothing is missing." in picture(app)
        await press("enter")
        assert not app.screen.rows

    play(desk, script)
    assert call_card(desk.store, call, NOW).state == "closed"


# --- the menu -----------------------------------------------------------------------------------------


async def menu(app, press, title: str) -> None:
    """Open the menu of the row and do the action whose title begins so."""
    await press("space")
    lines = app.screen.query_one("LineList").lines
    line = next(line for line in lines if line.item.title.startswith(title))
    app.screen.query_one("LineList").select(line.key)
    await press("enter")


def test_another_time_is_agreed(small_office):
    call, _order = small_office.issued(at("10:20"))

    async def script(app, press):
        await menu(app, press, "Appointment")
        await press(Written("1500"), "enter", "enter")
        assert app.screen.row.due == at("15:00")

    play(small_office, script)
    assert call_card(small_office.store, call, NOW).appointment == at("15:00")


def test_a_call_taken_twice_is_withdrawn_with_its_reason(small_office):
    first = small_office.call(at("10:10"))
    second = small_office.call(at("10:20"))

    async def script(app, press):
        app.go("board", second)
        await menu(app, press, "Withdraw")
        await press("enter", Written(first[-4:]), "enter")
        assert "Nothing is filled in here" in picture(app)
        await press(Written("重复登记"), "ctrl+s")
        assert [row.call for row in app.screen.rows] == [first]

    play(small_office, script)
    card = call_card(small_office.store, second, NOW)
    assert (card.state, card.reason, card.linked_call) == ("withdrawn", "重复登记", first)


def test_what_was_written_down_wrongly_is_put_right(small_office):
    call = small_office.call(at("10:10"))

    async def script(app, press):
        await menu(app, press, "Correct")
        await press("2", "enter", "enter", "3", "ctrl+s")
        assert "Nothing is filled in here" in picture(app)
        await press(Written("客户更正"), "ctrl+s")

    play(small_office, script)
    card = call_card(small_office.store, call, NOW)
    assert (card.paid, card.urgency) == (True, "emergency")


def test_a_matter_becomes_a_repair_under_a_new_number(small_office):
    old = small_office.call(at("10:10"), kind="matter", content="水龙头的事")

    async def script(app, press):
        await menu(app, press, "Matter turns out")
        await press("enter")
        (row,) = app.screen.rows
        assert (row.kind, row.received_at) == ("repair", at("10:10"))
        assert f"{old} goes on as {row.call}" in picture(app)

    play(small_office, script)


def test_the_price_is_told_and_declined(small_office):
    call, _order = small_office.issued(at("10:20"))

    async def script(app, press):
        await menu(app, press, "Price told")
        await press(Written("８０.5"), "enter", "3", "ctrl+s")
        assert not app.screen.rows

    play(small_office, script)
    card = call_card(small_office.store, call, NOW)
    assert (card.state, card.quoted, card.reason) == ("withdrawn", 8050, "declined")


def test_a_paid_job_is_settled_in_one_box(small_office):
    desk = small_office
    call, order = desk.issued(at("9:00"), paid=True)
    desk.there(call, order, at("9:10"))
    charge = orders.ChargeForm(kind="labour", item="更换水龙头")
    desk.returned(call, order, at("9:40"), charges=(charge,))
    callbacks.record(*desk.by(at("9:50")), call, kind="completion", answer="satisfied", now=at("9:50"))

    async def script(app, press):
        assert app.screen.row.next == "collect"
        await press("enter")
        assert "30.00" in picture(app)
        await press("ctrl+s")
        assert app.screen.row.next == "close"

    play(desk, script)
    assert call_card(desk.store, call, NOW).orders[0].paid == 3000


def test_who_has_not_signed_on_can_read_and_nothing_else(small_office):
    call = small_office.call(at("10:20"))

    async def script(app, press):
        app.operator = None
        await menu(app, press, "Note")
        await press(Written("再次来电"), "enter")
        assert "Nobody has signed on" in picture(app)

    play(small_office, script)
    assert len(call_card(small_office.store, call, NOW).timeline) == 1


def test_the_role_is_checked_by_the_operation(small_office):
    desk = small_office
    call = desk.call(at("10:20"))

    async def script(app, press):
        from repairdesk.desk.office import operator

        app.operator = operator(desk.store, "王强", now=NOW)
        await menu(app, press, "Withdraw")
        await press(Written("不要了"), "ctrl+s")
        assert "This is not for you to do as technician" in picture(app)

    play(desk, script)
    assert call_card(desk.store, call, NOW).state == "open"


def test_the_telephone_may_ring_in_front_of_a_box(small_office):
    small_office.issued(at("10:20"))

    async def script(app, press):
        await press("enter", "1", "f2")
        assert app.screen is app.area("log")
        await press("escape")
        assert app.screen.values()["at"] == "1"

    play(small_office, script)


# --- small things -------------------------------------------------------------------------------------


def test_a_span_of_time_fits_its_column():
    assert [span(s) for s in (0, 59, 3599, 3600, 35999, 36000, 86399, 86400)] == [
        "00:00", "00:59", "59:59", "1h00m", "9h59m", "10 h", "23 h", "1 d",
    ]  # fmt: skip


def test_long_text_is_broken_into_lines_and_cut_with_a_sign():
    lines = wrapped("厨房" * 30, 20, 2)
    assert [cell_len(line) for line in lines] == [20, 19]
    assert lines[1].endswith("~")
    assert wrapped("the kitchen tap drips", 14, 2) == ["the kitchen ", "tap drips"]


def test_the_month_s_figures_are_reminded_of_three_days_before_its_end(small_office, monkeypatch):
    small_office.call(at("10:20"))

    async def script(app, press):
        assert "F8 by" not in picture(app)
        monkeypatch.setattr(clock, "now", lambda: at("9:00", day=28))
        app.screen.read_board()
        await press("down")
        assert "F8 by 31 Mar" in picture(app).splitlines()[0]

    play(small_office, script)


def test_an_absent_customer_is_confirmed_by_telephone_instead_of_signing(small_office):
    desk = small_office
    call, order = desk.issued(at("9:00"))
    desk.there(call, order, at("9:10"))
    desk.returned(call, order, at("9:40"), signed_by="")
    assert "customer_signature" in {one.code for one in call_card(desk.store, call, NOW).missing}

    async def script(app, press):
        await menu(app, press, "Confirmed by telephone")
        await press(Written("业主出差"), "enter", "enter")

    play(desk, script)
    assert "customer_signature" not in {one.code for one in call_card(desk.store, call, NOW).missing}
