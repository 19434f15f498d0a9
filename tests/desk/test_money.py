"""Money: prices told and agreed to, receipts, cash in a technician's hands, what goes to finance, back, or is not charged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from repairdesk.desk import calls, copies, entries, money, office, orders, receipts, undo
from repairdesk.models.doctor import doctor
from repairdesk.paper.handover import text_of
from repairdesk.rules.closing import missing_to_close
from repairdesk.rules.refusal import Refused
from repairdesk.rules.worktime import Hours
from repairdesk.views import load
from repairdesk.views import money as view
from repairdesk.views.call_card import call_card
from repairdesk.views.handover import draft_sheet
from repairdesk.views.month import month
from repairdesk.views.paper_lists import paper_list
from tests.desk.conftest import Office, an_office, at, body_of, refused


@pytest.fixture
def warranty(tmp_path: Path) -> Iterator[Office]:
    """An office that takes large prices in advance."""
    here = an_office(tmp_path, body_of("warranty-office"))
    yield here
    here.store.close()


def missing(desk: Office, call: str) -> set[str]:
    """What bars the strike-off."""
    with desk.store.read() as tx:
        row = load.call_row(tx, call)
        line = load.timeline(tx, row)
        return {one.code for one in missing_to_close(load.procedure(tx, row["procedure_id"]), line)}


def quote(desk: Office, call: str, amount: int, when: str = "10:02", *, agreed: bool = True) -> None:
    money.give_quote(desk.store, desk.clerk, call, amount=amount, at=at(when), now=desk.now)
    if agreed:
        money.agree_quote(desk.store, desk.clerk, call, how="word", name="赵女士", at=at(when), now=desk.now)


def charge(desk: Office, order: str, price: int, item: str = "通马桶") -> None:
    form = orders.ChargeForm(kind="labour", item=item, price=price)
    orders.charge(desk.store, desk.clerk, order, form, now=desk.now)


def paid_job(desk: Office, price: int = 3000, *, agreed: int | None = None) -> tuple[str, str]:
    """A paid job whose work is done and whose slip is back."""
    call = desk.log(paid=True)
    quote(desk, call, price if agreed is None else agreed)
    order = desk.issue(call)
    charge(desk, order, price)
    desk.done(call, order)
    return call, order


def pay(
    desk: Office, call: str, amount: int, to: str = "technician", way: str = "cash", when: str = "11:05"
) -> str:
    return money.pay(desk.store, desk.clerk, call, amount=amount, to=to, way=way, at=at(when), now=desk.now)


# --- consent ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("final", "bars"), [(2999, False), (3000, False), (3001, True)])
def test_a_bill_above_the_amount_agreed_bars_closing_until_it_is_agreed_again(
    desk: Office, final: int, bars: bool
) -> None:
    call, _order = paid_job(desk, final, agreed=3000)
    pay(desk, call, final)
    money.to_finance(desk.store, desk.clerk, call, now=desk.now)
    assert missing(desk, call) == ({"consent"} if bars else set())
    if bars:
        money.give_quote(desk.store, desk.clerk, call, amount=final, now=desk.now)
        assert missing(desk, call) == {"consent"}
        money.agree_quote(desk.store, desk.clerk, call, how="signature", now=desk.now)
    calls.close(desk.store, desk.clerk, call, now=desk.now)


def test_consent_keeps_who_when_how_much_and_how(desk: Office) -> None:
    call = desk.log(paid=True)
    quote(desk, call, 3000)
    with desk.store.read() as tx:
        row = tx.one("SELECT * FROM fact WHERE what = 'quote.agreed'")
        assert row is not None
        assert (row["amount_fen"], row["remark"], load.instant(row["at"])) == (
            3000,
            "word 赵女士",
            at("10:02"),
        )
    with refused("how", "not_one_of", desk):
        money.agree_quote(desk.store, desk.clerk, call, how="nod", now=desk.now)


def test_work_does_not_go_on_at_a_higher_price_before_it_is_agreed(desk: Office) -> None:
    call = desk.log(paid=True)
    quote(desk, call, 3000)
    order = desk.issue(call)
    orders.arrive(desk.store, desk.clerk, order, at=at("10:12"), now=desk.now)
    quote(desk, call, 5000, "10:15", agreed=False)
    with refused("consent", "no_consent", desk):
        orders.start(desk.store, desk.clerk, order, at=at("10:16"), now=desk.now)
    money.agree_quote(desk.store, desk.clerk, call, at=at("10:17"), now=desk.now)
    orders.start(desk.store, desk.clerk, order, at=at("10:18"), now=desk.now)


def test_a_lower_price_told_later_needs_no_new_consent_and_an_amount_never_told_covers_any(
    desk: Office,
) -> None:
    call, _order = paid_job(desk, 3000)
    quote(desk, call, 2000, "11:20", agreed=False)
    assert "consent" not in missing(desk, call)
    other = desk.log("10:01", paid=True)
    money.agree_quote(desk.store, desk.clerk, other, at=at("10:02"), now=desk.now)
    order = desk.issue(other)
    charge(desk, order, 9900)
    desk.done(other, order)
    assert "consent" not in missing(desk, other)


# --- receipts and cash in hand ----------------------------------------------------------------------------------------


def test_receipts_are_numbered_by_the_year_and_a_number_is_never_given_twice(desk: Office) -> None:
    call, _order = paid_job(desk)
    assert [pay(desk, call, 1000), pay(desk, call, 1000, "desk")] == ["2026-00001", "2026-00002"]
    undo.take_back(desk.store, desk.clerk, "按错了", now=desk.now)
    assert pay(desk, call, 500) == "2026-00003"
    assert [one.number for one in view.receipts(desk.store, call=call)] == ["2026-00001", "2026-00003"]
    desk.now = at("2027-01-04 10:00")
    other = desk.log("2027-01-04 09:30", paid=True)
    assert money.pay(desk.store, desk.clerk, other, amount=1, now=desk.now) == "2027-00001"
    assert view.receipt(desk.store, "3").number == "2026-00003"
    assert doctor(desk.store.path) == []


def test_cash_is_in_the_technicians_hands_until_he_hands_it_in(desk: Office) -> None:
    call, _order = paid_job(desk)
    first, second = pay(desk, call, 1000), pay(desk, call, 2000, when="11:06")
    pay(desk, call, 400, way="scan")
    pay(desk, call, 300, "desk")
    (held,) = view.held(desk.store)
    assert (held.technician, held.amount, held.since) == ("张师傅", 3000, at("11:05"))
    assert (view.at_desk(desk.store).cash, view.at_desk(desk.store).other) == (300, 400)
    done = receipts.hand_in(desk.store, desk.clerk, "张师傅", receipts=[second], amount=2000, now=desk.now)
    assert (done.amount, done.receipts) == (2000, (second,))
    assert [one.number for one in view.held(desk.store)[0].receipts] == [first]
    with refused("amount", "not_the_sum", desk):
        receipts.hand_in(desk.store, desk.clerk, "张师傅", amount=999, now=desk.now)
    with refused("receipt", "not_held", desk):
        receipts.hand_in(desk.store, desk.clerk, "张师傅", receipts=[second], now=desk.now)
    with refused("at", "time_before", desk):
        receipts.hand_in(desk.store, desk.clerk, "张师傅", at=at("11:04"), now=desk.now)
    receipts.hand_in(desk.store, desk.person("钱财务"), "张师傅", now=desk.now)
    assert view.held(desk.store) == ()
    with refused("technician", "nothing_held_by", desk):
        receipts.hand_in(desk.store, desk.clerk, "张师傅", now=desk.now)
    with refused("by", "not_permitted", desk):
        receipts.hand_in(desk.store, desk.person("张师傅"), "张师傅", now=desk.now)


def test_what_lies_at_the_desk_goes_to_finance_with_a_list_that_is_signed_once(desk: Office) -> None:
    call, _order = paid_job(desk)
    mine = pay(desk, call, 1000)
    pay(desk, call, 250, "desk")
    pay(desk, call, 400, "desk", "transfer")
    number = receipts.to_finance(desk.store, desk.clerk, now=desk.now)
    made = paper_list(desk.store, number)
    assert (made.kind, made.keeper, made.amount, made.signed_by) == ("cash", "finance", 250, "")
    assert [one.amount for one in view.receipts_of(desk.store, number)] == [250, 400]
    with refused("receipt", "nothing_at_desk", desk):
        receipts.to_finance(desk.store, desk.clerk, now=desk.now)
    with pytest.raises(Refused):
        receipts.to_finance(desk.store, desk.clerk, receipts=[mine], now=desk.now)
    copies.sign(desk.store, desk.clerk, number, signed_by="钱财务", now=desk.now)
    assert paper_list(desk.store, number).signed_by == "钱财务"
    receipts.hand_in(desk.store, desk.clerk, "张师傅", now=desk.now)
    other = receipts.to_finance(desk.store, desk.clerk, receipts=[mine], now=desk.now)
    assert other != number
    assert view.receipt(desk.store, mine).list == other


def test_a_list_taken_back_before_it_is_signed_leaves_the_money_at_the_desk(desk: Office) -> None:
    call, _order = paid_job(desk)
    pay(desk, call, 250, "desk")
    number = receipts.to_finance(desk.store, desk.clerk, now=desk.now)
    undo.take_back(desk.store, desk.clerk, "数错了", now=desk.now)
    assert view.at_desk(desk.store).cash == 250
    assert paper_list(desk.store, number).void
    assert doctor(desk.store.path) == []


# --- given back, and not charged ----------------------------------------------------------------------------------------


def test_what_was_paid_above_the_bill_is_given_back_and_the_rest_remains_paid(desk: Office) -> None:
    call, _order = paid_job(desk, 3000)
    with refused("amount", "nothing_to_refund", desk):
        money.refund(desk.store, desk.clerk, call, now=desk.now)
    pay(desk, call, 5000, "desk")
    assert view.balance_of(desk.store, call).too_much == 2000
    number = money.refund(desk.store, desk.clerk, call, now=desk.now)
    back = view.receipt(desk.store, number)
    assert (back.kind, back.amount, back.signed) == ("refund", 2000, -2000)
    found = view.balance_of(desk.store, call)
    assert (found.paid, found.open, found.too_much) == (3000, 0, 0)
    assert view.at_desk(desk.store).cash == 3000
    assert call_card(desk.store, call, desk.now).orders[0].paid == 3000
    with refused("reason", "required", desk):
        money.refund(desk.store, desk.clerk, call, amount=1, now=desk.now)
    with refused("amount", "more_than_paid", desk):
        money.refund(desk.store, desk.clerk, call, amount=3001, reason="不满意", now=desk.now)
    receipts.to_finance(desk.store, desk.clerk, now=desk.now)
    with refused("amount", "not_enough_cash", desk):
        money.refund(desk.store, desk.clerk, call, amount=100, reason="不满意", now=desk.now)
    money.refund(desk.store, desk.clerk, call, amount=100, reason="不满意", way="transfer", now=desk.now)
    assert view.balance_of(desk.store, call).open == 100


def test_a_waiver_keeps_the_bill_and_lowers_what_is_open(desk: Office) -> None:
    call, order = paid_job(desk, 3000)
    with refused("approver", "not_an_approver", desk):
        money.waive(desk.store, desk.clerk, order, amount=1, approver="李前台", reason="老客户", now=desk.now)
    with refused("reason", "required", desk):
        money.waive(desk.store, desk.clerk, order, amount=1, approver="孙主管", reason=" ", now=desk.now)
    with refused("amount", "more_than_due", desk):
        money.waive(
            desk.store, desk.clerk, order, amount=3001, approver="孙主管", reason="老客户", now=desk.now
        )
    money.waive(desk.store, desk.clerk, order, amount=1000, approver="孙主管", reason="老客户", now=desk.now)
    card = call_card(desk.store, call, desk.now).orders[0]
    assert (card.total, card.waived) == (3000, 1000)
    fees = month(desk.store, 2026, 3, desk.now).figures.fees
    assert (fees.total, fees.paid, fees.open) == (3000, 0, 2000)
    assert [one.balance.open for one in view.owing(desk.store)] == [2000]
    with desk.store.read() as tx:
        row = tx.one("SELECT * FROM waiver")
        assert row is not None
        assert (row["original_fen"], row["waived_fen"], row["reason"]) == (3000, 1000, "老客户")
    money.waive(desk.store, desk.clerk, order, amount=2000, approver="王经理", reason="老客户", now=desk.now)
    assert view.owing(desk.store) == ()
    with refused("amount", "nothing_to_waive", desk):
        money.waive(desk.store, desk.clerk, order, amount=1, approver="孙主管", reason="老客户", now=desk.now)


def test_a_job_waived_to_nothing_needs_no_payment_and_stays_a_paid_job(desk: Office) -> None:
    call, order = paid_job(desk, 3000)
    assert missing(desk, call) == {"payment", "finance_copy"}
    money.waive(desk.store, desk.clerk, order, amount=3000, approver="孙主管", reason="老客户", now=desk.now)
    assert missing(desk, call) == {"finance_copy"}
    assert call_card(desk.store, call, desk.now).paid
    undo.take_back(desk.store, desk.clerk, "批错了", now=desk.now)
    assert missing(desk, call) == {"payment", "finance_copy"}


def test_the_takings_of_a_day(desk: Office) -> None:
    call, order = paid_job(desk, 3000)
    pay(desk, call, 2500)
    pay(desk, call, 200, "desk", "scan")
    money.waive(
        desk.store,
        desk.clerk,
        order,
        amount=100,
        approver="孙主管",
        reason="老客户",
        at=at("11:30"),
        now=desk.now,
    )
    day = view.takings(desk.store, at("00:00"), at("2026-03-03 00:00"))
    assert (day.due, day.received, day.refunded, day.waived, day.open) == (3000, 2700, 0, 100, 200)
    assert day.ways == (("cash", 2500), ("scan", 200))
    empty = view.takings(desk.store, at("2026-03-03 00:00"), at("2026-03-04 00:00"))
    assert (empty.due, empty.received, empty.waived, empty.open) == (0, 0, 0, 200)


# --- paid in advance ----------------------------------------------------------------------------------------------------


def agreement(desk: Office, call: str) -> None:
    entries.fill(desk.store, desk.clerk, call, {"agreement": "yes"}, now=desk.now)


@pytest.mark.parametrize(("amount", "large"), [(49999, False), (50000, True)])
def test_from_500_yuan_on_the_slip_waits_for_the_payment(warranty: Office, amount: int, large: bool) -> None:
    call = warranty.log(paid=True)
    quote(warranty, call, amount)
    if not large:
        warranty.issue(call)
        return
    with pytest.raises(Refused) as refusal:
        warranty.issue(call)
    assert refusal.value.problems[0].code == "gate"
    with refused("amount", "advance_too_small", warranty):
        pay(warranty, call, amount - 1, "advance", when="10:03")
    number = pay(warranty, call, amount, "advance", when="10:03")
    warranty.issue(call)
    with warranty.store.read() as tx:  # the slip names the receipt
        assert load.timeline(tx, load.call_row(tx, call)).job.entry("payment_receipt") == number


def test_an_estimate_that_grows_to_500_yuan_stops_the_work_until_agreed_and_paid(warranty: Office) -> None:
    call = warranty.log(paid=True)
    quote(warranty, call, 30000)
    order = warranty.issue(call)
    orders.arrive(warranty.store, warranty.clerk, order, at=at("10:12"), now=warranty.now)
    pay(warranty, call, 10000, "technician", when="10:13")  # on account, before the price grew
    quote(warranty, call, 60000, "10:15", agreed=False)

    def start() -> set[str]:
        try:
            orders.start(warranty.store, warranty.clerk, order, at=at("10:30"), now=warranty.now)
        except Refused as refusal:
            return {str(problem.params.get("gate", problem.code)) for problem in refusal.problems}
        return set()

    assert start() == {"no_consent"}
    money.agree_quote(warranty.store, warranty.clerk, call, at=at("10:16"), now=warranty.now)
    assert start() == {"payment", "agreement"}
    agreement(warranty, call)
    pay(warranty, call, 49999, "technician", when="10:20")
    assert start() == {"payment"}
    pay(warranty, call, 1, "technician", when="10:21")
    assert start() == set()


@pytest.mark.parametrize(("final", "back", "open_"), [(55000, 5000, 0), (60000, 0, 0), (65000, 0, 5000)])
def test_a_prepayment_is_settled_by_a_refund_or_a_remainder(
    warranty: Office, final: int, back: int, open_: int
) -> None:
    call = warranty.log(paid=True)
    quote(warranty, call, 60000)
    agreement(warranty, call)
    pay(warranty, call, 60000, "advance", when="10:03")
    order = warranty.issue(call)
    charge(warranty, order, final)
    warranty.done(call, order)
    found = view.balance_of(warranty.store, call)
    assert (found.too_much, found.open) == (back, open_)
    if back:
        money.refund(warranty.store, warranty.clerk, call, now=warranty.now)
        assert view.balance_of(warranty.store, call).too_much == 0
        assert view.owing(warranty.store) == ()
        card = call_card(warranty.store, call, warranty.now)
        assert (card.received, card.orders[0].paid) == (final, 0)  # it was paid before there was an order
    if open_:
        assert {"consent", "payment"} <= missing(warranty, call)
        quote(warranty, call, final, "11:20")
        pay(warranty, call, open_, "desk", when="11:21")
    assert not {"consent", "payment"} & missing(warranty, call)


# --- the price list -----------------------------------------------------------------------------------------------------


def test_an_item_that_costs_extra_makes_the_job_a_paid_one_and_one_the_fee_covers_costs_nothing(
    desk: Office,
) -> None:
    for item, paid in (("换灯泡", False), ("通马桶", True)):
        form = office.PriceForm(item=item, unit="次", price=500, paid=paid)
        office.add_price(desk.store, desk.person("王经理"), form, now=desk.now)
    call = desk.log("2026-03-20 10:00")
    order = desk.issue(call, "2026-03-20 10:04")
    orders.charge(
        desk.store, desk.clerk, order, orders.ChargeForm(kind="labour", item="换灯泡"), now=desk.now
    )
    card = call_card(desk.store, call, desk.now)
    assert (card.paid, card.orders[0].total) == (False, 0)
    orders.charge(
        desk.store, desk.clerk, order, orders.ChargeForm(kind="labour", item="通马桶"), now=desk.now
    )
    card = call_card(desk.store, call, desk.now)
    assert (card.paid, card.orders[0].total) == (True, 500)
    calls.correct(desk.store, desk.clerk, call, reason="房屋质量问题，免费", paid=False, now=desk.now)
    assert not call_card(desk.store, call, desk.now).paid
    public = desk.log("2026-03-20 10:00", room="东门", place="public_area")
    order = desk.issue(public, "2026-03-20 10:04")
    orders.charge(
        desk.store, desk.clerk, order, orders.ChargeForm(kind="labour", item="通马桶"), now=desk.now
    )
    assert not call_card(desk.store, public, desk.now).paid


# --- what each office has laid down -------------------------------------------------------------------------------------


def test_all_slips_of_one_call_together_are_compared_with_500_yuan(warranty: Office) -> None:
    call = warranty.log(paid=True)
    quote(warranty, call, 45000)
    first = warranty.issue(call)
    charge(warranty, first, 30000)
    orders.arrive(warranty.store, warranty.clerk, first, at=at("10:12"), now=warranty.now)
    said = {"result": "unfinished", "reason": "缺配件", "plan": "明天带来"}
    orders.finish(warranty.store, warranty.clerk, first, at=at("10:40"), now=warranty.now, **said)
    assert not warranty.call(call)["large"]
    charge(warranty, first, 20000)
    assert warranty.call(call)["large"]
    with pytest.raises(Refused) as refusal:
        warranty.issue(call, "11:00")
    assert {problem.params["gate"] for problem in refusal.value.problems} >= {"payment"}


def test_a_declined_price_costs_nothing_not_even_the_call(desk: Office) -> None:
    call = desk.log()
    desk.issue(call)
    money.give_quote(desk.store, desk.clerk, call, amount=3000, at=at("10:30"), now=desk.now)
    money.decline_quote(desk.store, desk.clerk, call, at=at("10:31"), now=desk.now)
    found = view.balance_of(desk.store, call)
    assert (found.total, found.open, view.owing(desk.store)) == (0, 0, ())


def test_a_key_customers_fee_is_waived_with_the_heads_approval_and_the_amount_stays(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("crm-intake"))
    call = desk.log(paid=True, key_customer=True)
    quote(desk, call, 6000)
    order = desk.issue(call)
    charge(desk, order, 6000)
    money.waive(
        desk.store, desk.clerk, order, amount=6000, approver="孙主管", reason="关键顾客", now=desk.now
    )
    card = call_card(desk.store, call, desk.now)
    assert (card.orders[0].total, card.orders[0].waived, card.due) == (6000, 6000, 0)
    assert "payment" not in missing(desk, call)
    desk.store.close()


def test_work_in_a_public_area_is_owed_by_no_household(desk: Office) -> None:
    call = desk.log(room="东门", place="public_area", paid=True)
    order = desk.issue(call)
    charge(desk, order, 3000)
    assert view.balance_of(desk.store, call).open == 3000
    assert view.owing(desk.store) == ()


def test_a_handover_on_paper_names_the_receipts_of_the_cash(desk: Office) -> None:
    call, _order = paid_job(desk)
    pay(desk, call, 3000)
    sheet = draft_sheet(desk.store, desk.now)
    assert "2026-00001" in text_of(sheet, Hours())
    (cash,) = [line for line in sheet.lines if line.section == "cash"]
    assert (cash.text("holder"), cash.content["amount_fen"]) == ("张师傅", 3000)
