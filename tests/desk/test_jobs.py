"""Whole jobs, each step one operation: what a clerk does from the ring of the telephone to the strike-off."""

from __future__ import annotations

from repairdesk.desk import callbacks, calls, checks, money, orders
from repairdesk.models.doctor import doctor
from repairdesk.views.call_card import call_card
from repairdesk.views.people import technicians
from tests.desk.conftest import Office, at


def test_one_repair_from_the_call_to_the_strike_off(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    assert (call, order) == ("260302000001", "260302500001")
    callbacks.record(
        desk.store, desk.clerk, call, kind="arrival", answer="there", at=at("10:15"), now=desk.now
    )
    desk.done(call, order)
    calls.close(desk.store, desk.clerk, call, at=at("11:30"), now=desk.now)
    assert desk.call(call)["state"] == "closed"
    assert desk.facts(call) == [
        "call.received", "order.issued", "technician.told", "technician.arrived", "callback.made", "work.finished",
        "customer.signed", "slip.returned", "callback.made", "job.closed",
    ]  # fmt: skip
    copies = {
        copy.name: (copy.state, copy.keeper)
        for copy in call_card(desk.store, call, desk.now).orders[0].copies
    }
    assert copies == {
        "customer": ("handed_on", "customer"), "desk": ("handed_on", "archive"), "finance": ("handed_on", "archive"),
    }  # fmt: skip
    assert doctor(desk.store.path) == []


def test_a_paid_repair_goes_through_finance(desk: Office) -> None:
    call = desk.log(paid=True)
    money.give_quote(desk.store, desk.clerk, call, amount=7000, at=at("10:01"), now=desk.now)
    money.agree_quote(desk.store, desk.clerk, call, at=at("10:01"), now=desk.now)
    order = desk.issue(call)
    desk.done(call, order)
    tap = orders.ChargeForm(kind="labour", item="换水龙头", milli=2000)
    orders.charge(desk.store, desk.clerk, order, tap, at=at("11:20"), now=desk.now)
    money.pay(desk.store, desk.clerk, call, amount=7000, to="technician", at=at("11:20"), now=desk.now)
    money.to_finance(desk.store, desk.person("钱财务"), call, at=at("11:25"), now=desk.now)
    calls.close(desk.store, desk.clerk, call, at=at("11:30"), now=desk.now)
    slip = call_card(desk.store, call, desk.now).orders[0]
    assert (slip.labour, slip.material, slip.total, slip.paid) == (7000, 0, 7000, 7000)


def test_unfinished_agreed_and_sent_again_under_the_same_line(desk: Office) -> None:
    call = desk.log()
    first = desk.issue(call)
    orders.arrive(desk.store, desk.clerk, first, at=at("10:12"), now=desk.now)
    orders.finish(
        desk.store, desk.clerk, first, result="unfinished", reason="缺配件", plan="明天带来",
        next_time=at("2026-03-03 10:00"), at=at("11:00"), now=desk.now,
    )  # fmt: skip
    orders.take_return(desk.store, desk.clerk, first, signed_by="赵女士", at=at("11:30"), now=desk.now)
    callbacks.record(desk.store, desk.clerk, call, kind="plan", answer="agreed", at=at("11:35"), now=desk.now)
    second = desk.issue(call, "11:40")
    card = call_card(desk.store, call, desk.now)
    assert [order.number for order in card.orders] == [first, second]
    due = {(clock.limit, clock.due) for clock in card.clocks}
    assert ("arrival", at("2026-03-03 10:00")) in due
    assert ("first_callback", at("2026-03-03 10:15")) in due
    assert ("slip_return", at("2026-03-03 17:00")) in due


def test_a_night_job_is_written_up_in_the_morning(desk: Office) -> None:
    night = desk.person("周夜班")
    new = calls.NewCall(kind="repair", room="3-2-1202", content="跳闸")
    call = calls.log(desk.store, night, new, at=at("23:40"), now=desk.now).number
    assert (desk.call(call)["origin"], desk.call(call)["caller"]) == ("night", "欧阳𠮷")
    order = orders.issue(desk.store, night, call, technician="赵师傅", at=at("23:42"), now=desk.now)
    orders.arrive(desk.store, night, order, at=at("23:50"), now=desk.now)
    orders.finish(desk.store, night, order, at=at("2026-03-03 00:10"), now=desk.now)
    assert "slip.written" not in desk.facts(call)
    orders.write_slip(desk.store, desk.clerk, call, at=at("2026-03-03 09:20"), now=desk.now)
    orders.take_return(desk.store, desk.clerk, order, at=at("2026-03-03 09:25"), now=desk.now)
    callbacks.record(
        desk.store,
        desk.clerk,
        call,
        kind="completion",
        answer="basically",
        at=at("2026-03-03 09:40"),
        now=desk.now,
    )
    checks.officer_check(desk.store, desk.person("陈专员"), call, at=at("2026-03-03 10:05"), now=desk.now)
    calls.close(desk.store, desk.clerk, call, at=at("2026-03-03 10:10"), now=desk.now)
    assert desk.call(call)["state"] == "closed"


def test_a_public_area_job_found_not_fixed_is_done_again(desk: Office) -> None:
    call = desk.log(room="东门", content="大门关不上", channel="patrol", caller="", phone="")
    assert desk.call(call)["place"] == "public_area"
    desk.done(call, desk.issue(call))
    officer = desk.person("陈专员")
    checks.officer_check(desk.store, officer, call, result="not_fixed", at=at("15:00"), now=desk.now)
    again = desk.issue(call, "15:05")
    orders.arrive(desk.store, desk.clerk, again, at=at("15:15"), now=desk.now)
    orders.finish(desk.store, desk.clerk, again, at=at("15:30"), now=desk.now)
    orders.take_return(desk.store, desk.clerk, again, at=at("15:40"), now=desk.now)
    callbacks.record(
        desk.store, desk.clerk, call, kind="completion", answer="satisfied", at=at("15:45"), now=desk.now
    )
    checks.officer_check(desk.store, officer, call, at=at("16:00"), now=desk.now)
    calls.close(desk.store, desk.clerk, call, at=at("16:05"), now=desk.now)
    assert desk.call(call)["state"] == "closed"


def test_a_matter_is_told_answered_called_and_struck_off(desk: Office) -> None:
    call = desk.log("10:40", kind="matter", matter_kind="lost_property", content="钱包丢了")
    assert desk.call(call)["department"] == "security"
    calls.assign(desk.store, desk.clerk, call, to="秩序部 老何", at=at("10:42"), now=desk.now)
    calls.answer(desk.store, desk.clerk, call, result="在门岗找到", at=at("10:50"), now=desk.now)
    callbacks.record(
        desk.store, desk.clerk, call, kind="completion", answer="satisfied", at=at("10:55"), now=desk.now
    )
    calls.close(desk.store, desk.clerk, call, at=at("10:56"), now=desk.now)
    assert desk.call(call)["state"] == "closed"


def test_a_matter_that_turns_out_to_be_a_repair_keeps_its_first_time(desk: Office) -> None:
    old = desk.log("10:40", kind="matter", matter_kind="facilities", content="空调怎么不凉")
    new = calls.convert(desk.store, desk.clerk, old, to="repair", at=at("10:50"), now=desk.now)
    assert desk.call(old)["state"] == "converted"
    assert desk.call(new)["received_at"] == desk.call(old)["received_at"]
    assert desk.call(new)["linked_call_id"] == desk.call(old)["id"]
    assert desk.call(old)["linked_call_id"] == desk.call(new)["id"]


def test_a_duplicate_keeps_its_number_and_points_to_the_first(desk: Office) -> None:
    first, second = desk.log(), desk.log("10:05")
    calls.withdraw(
        desk.store, desk.clerk, second, reason="重复报修", duplicate_of=first, at=at("10:06"), now=desk.now
    )
    assert (desk.call(second)["state"], desk.call(second)["reason"]) == ("withdrawn", "重复报修")
    assert desk.call(second)["linked_call_id"] == desk.call(first)["id"]
    assert desk.log("10:07") == "260302000003"


def test_the_returned_paper_is_typed_in_at_one_go(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    form = orders.ReturnedForm(
        arrived_at=at("10:12"), finished_at=at("11:00"), signed_by="赵女士", returned_at=at("11:10"),
        charges=(orders.ChargeForm(kind="material", item="自带龙头", source="customer"),),
    )  # fmt: skip
    orders.close_out(desk.store, desk.clerk, order, form, now=desk.now)
    assert desk.call(call)["state"] == "returned"
    card = call_card(desk.store, call, desk.now)
    assert {clock.limit: clock.state for clock in card.clocks}["arrival"] == "met"
    assert [charge.amount for charge in card.orders[0].charges] == [0]


def test_the_same_token_answers_with_the_same_call(desk: Office) -> None:
    first = desk.log(token="abc")
    before = desk.content()
    assert desk.log("10:30", token="abc", content="别的") == first
    assert desk.content() == before


def test_a_customer_who_is_away_is_telephoned_by_the_officer_instead_of_signing(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    orders.arrive(desk.store, desk.clerk, order, at=at("10:12"), now=desk.now)
    orders.finish(desk.store, desk.clerk, order, at=at("11:00"), now=desk.now)
    orders.take_return(desk.store, desk.clerk, order, at=at("11:10"), now=desk.now)
    callbacks.record(
        desk.store, desk.clerk, call, kind="completion", answer="satisfied", at=at("11:15"), now=desk.now
    )
    assert [missing.code for missing in call_card(desk.store, call, desk.now).missing] == [
        "customer_signature"
    ]
    officer = desk.person("陈专员")
    checks.confirm_by_phone(desk.store, officer, call, reason="业主出差", at=at("11:20"), now=desk.now)
    calls.close(desk.store, desk.clerk, call, at=at("11:30"), now=desk.now)
    assert desk.call(call)["state"] == "closed"


def test_a_call_of_the_day_that_is_issued_after_half_past_five_has_its_slip_at_once(desk: Office) -> None:
    call = desk.log("17:29")
    desk.issue(call, "17:33")
    copies = call_card(desk.store, call, desk.now).orders[0].copies
    assert {(copy.state, copy.keeper) for copy in copies} == {("out", "technician")}


def test_the_copies_follow_what_happened_whichever_way_it_is_entered(desk: Office) -> None:
    call = desk.log(paid=True)
    order = desk.issue(call)
    orders.finish(desk.store, desk.clerk, order, at=at("11:00"), now=desk.now)
    for what in ("slip.returned", "finance.received"):
        calls.record_fact(
            desk.store, desk.clerk, call, calls.FactForm(what=what), at=at("11:10"), now=desk.now
        )
    copies = {
        copy.name: (copy.state, copy.keeper)
        for copy in call_card(desk.store, call, desk.now).orders[0].copies
    }
    assert copies["customer"] == ("handed_on", "customer")
    assert copies["finance"] == ("handed_on", "finance")


def test_a_job_given_to_somebody_else_weighs_no_more_on_the_first(desk: Office) -> None:
    call = desk.log()
    desk.issue(call)
    desk.issue(call, "10:08", "赵师傅")
    load = {person.name: person.open_orders for person in technicians(desk.store, desk.now)}
    assert load == {"张师傅": 0, "赵师傅": 1}
