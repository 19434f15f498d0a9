"""The money in the directories: cash handed in, handed over to finance, given back; and what is not charged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repairdesk import text
from repairdesk.desk import callbacks, money, orders
from repairdesk.screens import card_lines
from repairdesk.screens.ending_forms import Paid, Waived
from repairdesk.views import money as views
from repairdesk.views.board import board
from repairdesk.views.call_card import call_card
from repairdesk.views.paper_lists import paper_lists
from tests.screens.small_office import NOW, Written, picture, play, typed

SEEN = {
    "en": """
Search        >                               name, room, call
Who has it or owes it  What for                 Since            Yuan
王强 13900000004       1-1-101                  09:50           45.00 Hand in
At the desk            1 receipt                09:50           50.00 for finance
1-1-102 欧阳娜娜       260302000002 王强        09:05           -5.00 Give back
""",
    "zh": """
查找          >                               姓名、房号、登记号
持有人或欠款人         事由                     起                 元
王强 13900000004       1-1-101                  09:50           45.00 上交
前台                   收据 1 张                09:50           50.00 交财务
1-1-102 欧阳娜娜       260302000002 王强        09:05           -5.00 退款
""",
}
BEFORE = NOW - timedelta(minutes=85)


def paid_job(office, *, price=4500, agreed=None, paid=None, to="technician", room="1-1-101"):
    """A paid job whose slip is back, paid by now or not."""
    call = office.call(BEFORE, room=room, paid=True)
    who = office.by(BEFORE)
    money.give_quote(*who, call, amount=agreed or price, now=BEFORE)
    money.agree_quote(*who, call, now=BEFORE)
    order = orders.issue(*who, call, technician="王强", now=BEFORE + timedelta(minutes=2))
    orders.arrive(*who, order, now=BEFORE + timedelta(minutes=9))
    lines = (orders.ChargeForm(kind="labour", item="通马桶", price=price),)
    office.returned(call, order, BEFORE + timedelta(minutes=40), charges=lines, received=paid, paid_to=to)
    return call, order


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cash_is_handed_in_and_handed_over_and_too_much_given_back(small_office, language):
    first, _order = paid_job(small_office, paid=4500)
    paid_job(small_office, paid=5000, to="desk", room="1-1-102")

    async def script(app, press):
        await press("ctrl+d")
        app.screen.opened("money")
        await press()
        rows = [line.split() for line in picture(app).split("\n")[3:8]]
        assert rows == [line.split() for line in SEEN[language].strip("\n").split("\n")]
        await press("enter")  # the technician with cash
        assert "2026-00001  45.00  1-1-101" in picture(app)
        await press("enter")
        assert views.held(small_office.store) == ()
        assert views.at_desk(small_office.store).cash == 9500
        await press("enter", *typed("Qian"), "enter", "enter")
        assert views.at_desk(small_office.store).receipts == ()
        (made,) = paper_lists(small_office.store)
        assert (made.amount, made.signed_by) == (9500, "Qian")
        await press("enter", "enter", "2", "enter", "enter")  # what was paid too much, by transfer
        assert views.owing(small_office.store) == ()
        assert call_card(small_office.store, first, NOW).received == 4500

    play(small_office, script, language=language)


def test_a_wrong_count_is_refused_and_stays(small_office):
    paid_job(small_office, paid=4500)

    async def script(app, press):
        await press("ctrl+d")
        app.screen.opened("money")
        await press("enter", *("backspace",) * 5, *typed("44"), "enter")
        assert views.held(small_office.store)[0].amount == 4500
        await press(*("backspace",) * 2, *typed("45"), "enter")
        assert views.held(small_office.store) == ()

    play(small_office, script)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_bill_above_the_price_agreed_is_told_agreed_and_paid_in_one_box(small_office, language):
    call, _order = paid_job(small_office, price=4500, agreed=3000)
    who = small_office.by(NOW)
    callbacks.record(*who, call, kind="completion", answer="satisfied", now=NOW - timedelta(minutes=1))

    async def script(app, press):
        await press("enter")
        asked = app.screen.values()
        assert (asked["price"], asked["amount"]) == ("45.00", "45.00")
        await press("enter", "enter", "enter", "4", "enter", "enter")
        card = call_card(small_office.store, call, NOW)
        assert (card.agreed, card.received, card.missing) == (4500, 4500, ())
        assert views.receipts(small_office.store, call=call)[0].way == "scan"

    play(small_office, script, language=language)


def test_part_of_a_bill_is_waived_from_the_steps_of_the_line(small_office):
    call, _order = paid_job(small_office)

    async def script(app, press):
        row = next(one for one in board(small_office.store, NOW).rows if one.call == call)
        app.push_screen(Waived(row))
        await press()
        assert app.screen.values()["amount"] == "45.00"
        await press(
            *("backspace",) * 5, *typed("5"), "enter", Written("李华"), "enter", Written("老客户"), "enter"
        )
        assert call_card(small_office.store, call, NOW).due == 4000

    play(small_office, script)


def test_the_card_tells_what_was_waived_and_to_whom_was_paid(small_office):
    call, order = paid_job(small_office, paid=4000)
    said = {"approver": "李华", "reason": "老客户"}
    money.waive(*small_office.by(NOW), order, amount=500, **said, now=NOW)
    try:
        text.set_language("zh")
        lines = [one.words for one in card_lines.written(call_card(small_office.store, call, NOW), NOW)]
    finally:
        text.set_language("en")
    assert "人工 45.00，材料 0.00：共 45.00；已收 40.00；减免 5.00" in lines
    assert any(line.startswith("收款、40.00元、已付维修员") for line in lines)


@pytest.mark.parametrize(
    ("paid", "waived", "asked"), [(None, 0, "45.00"), (4000, 0, "5.00"), (4500, 0, ""), (None, 4500, "")]
)
def test_the_box_asks_for_what_is_still_to_be_paid_and_never_for_the_price_again(
    small_office, paid, waived, asked
):
    call, order = paid_job(small_office, paid=paid)
    if waived:
        said = {"approver": "李华", "reason": "老客户"}
        money.waive(*small_office.by(NOW), order, amount=waived, **said, now=NOW)

    async def script(app, press):
        row = next(one for one in board(small_office.store, NOW).rows if one.call == call)
        app.push_screen(Paid(row))
        await press()
        assert app.screen.values()["amount"] == asked

    play(small_office, script)
