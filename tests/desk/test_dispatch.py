"""How an order gets to a technician: from a pool, by a form with its own number, to a firm, handed on by message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repairdesk.desk import calls, office, orders, transfers
from repairdesk.models.doctor import doctor
from repairdesk.models.store import Row
from repairdesk.rules.refusal import Refused
from repairdesk.rules.statements import Orders
from repairdesk.views import load
from repairdesk.views.call_card import call_card
from repairdesk.views.standing import line
from tests.desk.conftest import Office, an_office, at, body_of, refused

RULE = {"rule": "S000-I-06"}


@pytest.fixture
def pooled(tmp_path: Path) -> Iterator[Office]:
    """An office whose orders are offered to all, and the visit verified by a code."""
    here = an_office(tmp_path, body_of("grab-pool"))
    yield here
    here.store.close()


def property_desk_with(tmp_path: Path, **statements: Any) -> Office:
    """The ordinary office with more statements in its file."""
    return an_office(tmp_path, {**body_of("property-desk"), **statements})


def order_of(desk: Office, number: str) -> Row:
    with desk.store.read() as tx:
        return load.order_row(tx, number)


def standing(desk: Office, call: str) -> Any:
    with desk.store.read() as tx:
        row = load.call_row(tx, call)
        return line(tx, row["id"], load.office(tx).hours, desk.now)


# --- the pool ---------------------------------------------------------------------------------------------------------


def test_a_technician_takes_an_order_from_the_pool(pooled: Office) -> None:
    s, now = pooled.store, pooled.now
    call, zhang = pooled.log(), pooled.person("张师傅")
    with refused("call", "not_in_pool", pooled):
        orders.issue(s, zhang, call, technician="张师傅", at=at("10:01"), now=now)
    orders.pool(s, pooled.clerk, call, at=at("10:01"), now=now)
    assert pooled.call(call)["state"] == "open"
    with refused("call", "already_done", pooled):
        orders.pool(s, pooled.clerk, call, at=at("10:02"), now=now)
    with refused("technician", "only_yourself", pooled):
        orders.issue(s, zhang, call, technician="赵师傅", at=at("10:03"), now=now)
    with refused("at", "time_before", pooled):
        orders.issue(s, zhang, call, technician="张师傅", at=at("10:00"), now=now)
    order = orders.issue(s, zhang, call, technician="张师傅", at=at("10:03"), now=now)
    assert pooled.call(call)["state"] == order_of(pooled, order)["state"] == "accepted"
    assert pooled.facts(call)[-4:] == ["order.pooled", "order.issued", "technician.told", "order.accepted"]
    grabs = [clock.state for clock in standing(pooled, call).clocks if clock.limit == "grab"]
    assert set(grabs) == {"met"}


def test_an_order_given_back_is_offered_to_all_once_more(pooled: Office) -> None:
    s, now = pooled.store, pooled.now
    call, zhang, zhao = pooled.log(), pooled.person("张师傅"), pooled.person("赵师傅")
    orders.pool(s, pooled.clerk, call, at=at("10:01"), now=now)
    first = orders.issue(s, zhang, call, technician="张师傅", at=at("10:03"), now=now)
    with refused("order", "not_your_order", pooled):
        orders.give_back(s, zhao, first, at=at("10:05"), now=now)
    with refused("at", "must_be_after", pooled):
        orders.give_back(s, zhang, first, at=at("10:03"), now=now)
    orders.give_back(s, zhang, first, reason="分身乏术", at=at("10:05"), now=now)
    assert pooled.call(call)["state"] == "open"
    clock = next(c for c in standing(pooled, call).clocks if c.limit == "grab" and c.open)
    assert (clock.from_, clock.due) == (at("10:05"), at("10:10"))
    with refused("order", "wrong_state", pooled):
        orders.arrive(s, pooled.clerk, first, at=at("10:06"), now=now)
    second = orders.issue(s, zhao, call, technician="赵师傅", at=at("10:12"), now=now)
    assert order_of(pooled, first)["state"] == "withdrawn"
    assert order_of(pooled, second)["state"] == "accepted"
    late = [
        clock
        for clock in standing(pooled, call).clocks
        if clock.limit == "grab" and clock.from_ == at("10:05")
    ]
    assert [clock.state for clock in late] == ["missed"]
    assert doctor(s.path) == []


def test_an_unfinished_job_may_be_offered_and_its_first_order_stays_as_it_was(pooled: Office) -> None:
    s, who, now = pooled.store, pooled.clerk, pooled.now
    call = pooled.log(room="东门")
    first = pooled.issue(call)
    orders.arrive(s, who, first, at=at("10:12"), now=now)
    orders.finish(s, who, first, result="unfinished", reason="缺配件", at=at("10:30"), now=now)
    orders.pool(s, who, call, at=at("10:40"), now=now)
    assert (pooled.call(call)["state"], order_of(pooled, first)["state"]) == ("open", "unfinished")
    orders.issue(s, pooled.person("赵师傅"), call, technician="赵师傅", at=at("10:41"), now=now)
    assert order_of(pooled, first)["state"] == "unfinished"


def test_whom_the_office_lets_send_others_does_not_only_take_for_himself(tmp_path: Path) -> None:
    may = [{**RULE, "what": "order.issued", "roles": ["foreman", "clerk"]}]
    foreman = office.StaffForm(name="吴班长", role="foreman")
    desk = an_office(tmp_path, {**body_of("property-desk"), "may": may}, foreman)
    call = desk.log()
    assert orders.issue(
        desk.store, desk.person("吴班长"), call, technician="张师傅", at=at("10:04"), now=desk.now
    )
    assert "order.accepted" not in desk.facts(call)


def test_only_an_office_with_a_pool_offers_orders(desk: Office) -> None:
    call = desk.log()
    with refused("call", "no_pool", desk):
        orders.pool(desk.store, desk.clerk, call, now=desk.now)
    order = desk.issue(call)
    with refused("call", "no_pool", desk):
        orders.give_back(desk.store, desk.clerk, order, now=desk.now)


def test_a_matter_has_no_order_by_the_ordinary_procedure(desk: Office) -> None:
    matter = desk.log(kind="matter", room="")
    with refused("call", "matter_has_no_order", desk):
        desk.issue(matter)


def test_a_matter_has_an_order_where_the_procedure_says_so(pooled: Office) -> None:
    assert pooled.issue(pooled.log(kind="matter", room=""))


# --- the slip ---------------------------------------------------------------------------------------------------------


def test_a_form_has_a_running_number_of_its_own_without_a_gap(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("numbered-slip"))
    first = desk.issue(desk.log())
    with pytest.raises(Refused):
        desk.issue(desk.log(), technician="李前台")
    second = desk.issue(desk.log(), "10:05")
    assert [order_of(desk, number)["form_number"] for number in (first, second)] == ["NO 00001", "NO 00002"]
    assert {order_of(desk, number)["form"] for number in (first, second)} == {"slip"}
    assert doctor(desk.store.path) == []


def test_a_number_begins_anew_with_the_year_and_the_first_form_that_fits_is_used(tmp_path: Path) -> None:
    title = {"zh": "单", "en": "Slip"}
    numbering = {"prefix": "W", "digits": 3, "first": 7, "each": "year"}
    forms = [
        {**RULE, "name": "area", "title": title, "when": {"place": "public_area"}},
        {**RULE, "name": "home", "title": title, "numbering": numbering},
    ]
    desk = property_desk_with(tmp_path, form=forms)
    last_year = desk.issue(desk.log("2025-12-31 10:00"), "2025-12-31 10:01")
    this_year = [desk.issue(desk.log(), when) for when in ("10:04", "10:05")]
    gate = desk.issue(desk.log(room="东门"))
    numbers = [order_of(desk, each)["form_number"] for each in (last_year, *this_year, gate)]
    assert numbers == ["W007", "W007", "W008", None]
    assert order_of(desk, gate)["form"] == "area"
    card = call_card(desk.store, desk.log(), desk.now)
    assert card.orders == ()


def test_a_slip_has_only_the_copies_of_such_a_job(tmp_path: Path) -> None:
    body = body_of("property-desk")
    copies = [*body["copy"], {"name": "area", "title": {"zh": "公区联", "en": "Area"}, "goes_to": "engineering",
                              "when": {"place": "public_area"}}]  # fmt: skip
    desk = an_office(tmp_path, {**body, "copy": copies})
    calls_ = [desk.log(), desk.log(room="东门")]
    for call in calls_:
        desk.issue(call)
    names = [[c.name for c in call_card(desk.store, call, desk.now).orders[0].copies] for call in calls_]
    assert names == [["customer", "desk", "finance"], ["customer", "desk", "finance", "area"]]


def test_the_slip_is_written_with_the_order_where_a_limit_waits_for_it(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("two-copy-sop"))
    by_day, by_night = desk.log(), desk.log("2026-03-02 20:00")
    desk.issue(by_day)
    desk.issue(by_night, "20:01")
    assert "slip.written" in desk.facts(by_day)
    assert "slip.written" in desk.facts(by_night), "nothing says that it is written afterwards"
    with refused("call", "already_written", desk):
        orders.write_slip(desk.store, desk.clerk, by_day, now=desk.now)


def test_a_job_that_was_looked_at_first_gets_its_order_afterwards(tmp_path: Path) -> None:
    here = an_office(tmp_path, body_of("warranty-office"))
    call = here.log()
    for what, when in (("engineering.told", "10:02"), ("technician.arrived", "10:30")):
        form = calls.FactForm(what=what)
        calls.record_fact(here.store, here.clerk, call, form, at=at(when), now=here.now)
    assert standing(here, call).next.action == "issue"
    here.issue(call, "10:40")
    assert standing(here, call).state == "dispatched"
    here.store.close()


def test_a_slip_written_before_the_order_is_not_written_twice(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("two-copy-sop"))
    call = desk.log()
    calls.record_fact(
        desk.store, desk.clerk, call, calls.FactForm(what="slip.written"), at=at("10:02"), now=desk.now
    )
    desk.issue(call)
    assert desk.facts(call).count("slip.written") == 1
    copies = call_card(desk.store, call, desk.now).orders[0].copies
    assert {copy.state for copy in copies} <= {"out"}


def test_a_night_emergency_is_repaired_before_its_slip(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("dispatch-rules"))
    day, night = desk.log(urgency="emergency"), desk.log("2026-03-02 20:00", urgency="emergency")
    desk.issue(day)
    order = desk.issue(night, "20:01")
    assert "slip.written" in desk.facts(day)
    assert "slip.written" not in desk.facts(night)
    s, who, now = desk.store, desk.clerk, desk.now
    orders.arrive(s, who, order, at=at("20:09"), now=now)
    orders.finish(s, who, order, at=at("20:30"), now=now)
    orders.write_slip(s, who, night, at=at("2026-03-03 09:10"), now=now)
    assert "slip.written" in desk.facts(night)


def test_a_gate_before_the_slip_bars_the_order_it_goes_out_with(tmp_path: Path) -> None:
    gate = {**RULE, "code": "receipt", "title": {"zh": "缺收据", "en": "The receipt is missing"},
            "before": "slip.written", "needs": "payment.received"}  # fmt: skip
    desk = property_desk_with(tmp_path, gate=[gate])
    call = desk.log()
    with refused("fields", "gate", desk):
        desk.issue(call)
    calls.record_fact(
        desk.store, desk.clerk, call, calls.FactForm(what="payment.received"), at=at("10:03"), now=desk.now
    )
    desk.issue(call)
    assert "slip.written" in desk.facts(call)


# --- to whom an order may go ------------------------------------------------------------------------------------------


def test_one_order_for_a_person_in_a_calendar_month(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("home-care"))
    assert office.rules.parse(body_of("home-care")).orders.one_per_month
    first = desk.log("2026-03-02 10:00", content="三月")
    again, next_month = (
        desk.log("2026-03-02 11:00", content="又一次"),
        desk.log("2026-03-02 11:00", content="四月"),
    )
    other = desk.log("2026-03-02 11:00", caller="钱先生", content="别人")
    desk.issue(first)
    with refused("call", "one_a_month", desk):
        desk.issue(again, "11:05")
    desk.issue(other, "11:05")
    desk.issue(first, "11:06", "赵师傅")
    desk.now = at("2026-04-02 12:00")
    desk.issue(next_month, "2026-04-01 09:00")


def test_an_order_goes_to_a_firm_only_where_the_procedure_says_so(desk: Office, tmp_path: Path) -> None:
    builder = office.StaffForm(name="宏建", role="technician", firm="宏建公司")
    office.add_staff(desk.store, desk.person("王经理"), builder, now=desk.now)
    call = desk.log()
    with refused("technician", "outside_firm", desk):
        desk.issue(call, technician="宏建")
    (tmp_path / "firm").mkdir()
    with_firms = an_office(tmp_path / "firm", {**body_of("property-desk"), "orders": {"firm": RULE}}, builder)
    assert order_of(with_firms, with_firms.issue(with_firms.log(), technician="宏建"))


# --- the customer's code ----------------------------------------------------------------------------------------------


def test_the_customers_code_verifies_the_visit(pooled: Office) -> None:
    call = pooled.log()
    order, code = pooled.issue(call), pooled.call(call)["visit_code"]
    s, who, now = pooled.store, pooled.clerk, pooled.now
    assert len(code) == 6
    wrong = f"{(int(code) + 1) % 1000000:06d}"
    with refused("code", "wrong_code", pooled):
        orders.arrive(s, who, order, code=wrong, at=at("10:12"), now=now)
    with refused("reason", "required", pooled):
        orders.arrive(s, who, order, verified_by="陈专员", at=at("10:12"), now=now)
    orders.arrive(s, who, order, code=f" {code} ", at=at("10:12"), now=now)
    assert standing(pooled, call).timeline.job.entry(orders.VERIFIED) == "code"
    orders.start(s, who, order, at=at("10:15"), now=now)
    orders.stop(s, who, order, at=at("10:20"), now=now)
    orders.arrive(s, who, order, at=at("11:00"), now=now)
    orders.start(s, who, order, at=at("11:01"), now=now)  # once for each order


def test_he_may_be_there_before_the_code_is_checked_but_not_begin(pooled: Office) -> None:
    call = pooled.log()
    order, code = pooled.issue(call), pooled.call(call)["visit_code"]
    s, who, now = pooled.store, pooled.clerk, pooled.now
    orders.arrive(s, who, order, at=at("10:12"), now=now)
    with refused("code", "code_required", pooled):
        orders.start(s, who, order, at=at("10:15"), now=now)
    orders.verify(s, who, order, code=code, at=at("10:14"), now=now)
    orders.start(s, who, order, at=at("10:15"), now=now)


def test_a_visit_without_the_code_says_who_verified_it_and_why(pooled: Office) -> None:
    call = pooled.log()
    order = pooled.issue(call)
    s, who, now = pooled.store, pooled.clerk, pooled.now
    orders.arrive(s, who, order, verified_by="陈专员", reason="客户手机没电", at=at("10:12"), now=now)
    job = standing(pooled, call).timeline.job
    said = [job.entry(f"{orders.VERIFIED}{part}") for part in ("", "_by", "_reason")]
    assert said == ["without_code", "陈专员", "客户手机没电"]


def test_nobody_gives_a_code_in_a_public_area(pooled: Office) -> None:
    call = pooled.log(room="东门")
    order = pooled.issue(call)
    assert pooled.call(call)["visit_code"] is None
    with refused("code", "no_visit_code", pooled):
        orders.verify(pooled.store, pooled.clerk, order, verified_by="陈专员", reason="x", now=pooled.now)
    orders.arrive(pooled.store, pooled.clerk, order, at=at("10:12"), now=pooled.now)


# --- handing on -------------------------------------------------------------------------------------------------------

HELIJIA = office.StaffForm(name="员工甲", role="technician")
MIYONGLIN = office.StaffForm(name="员工乙", role="technician")


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Office]:
    """A network centre that hands orders on by text message, with two of the directory on its staff."""
    body = body_of("sms-transfer")
    own = body["transfer"]["centre"][0]["room"][0]
    own["group"][0]["people"].append({"account": "zhang", "name": "张师傅"})
    own["group"].append({"name": "信令组", "people": [{"account": "zhao", "name": "赵师傅"}]})
    here = an_office(tmp_path, body, HELIJIA, MIYONGLIN)
    yield here
    here.store.close()


def send(desk: Office, who: str, message: str, **words: Any) -> transfers.Moved:
    return transfers.transfer(desk.store, desk.person(who), message, at=at("10:30"), now=desk.now, **words)


def test_the_holder_hands_his_only_order_on_by_message(network: Office) -> None:
    call = network.log()
    order = network.issue(call)
    moved = send(network, "张师傅", "ZP#-核心维护室-话务维护组-helijia#已经恢复，请核查。")
    assert (moved.order, moved.to) == (order, "网管维护中心-核心维护室-话务维护组-helijia")
    fact = call_card(network.store, call, network.now).timeline[-1]
    assert (fact.what, fact.remark) == ("order.moved", f"{moved.to}: 已经恢复，请核查。")
    assert call_card(network.store, call, network.now).orders[0].technician == "员工甲"
    with refused("order", "no_order_held", network):
        send(network, "张师傅", "ZP#-核心维护室-话务维护组-helijia#再来")
    with refused("technician", "not_the_receiver", network):
        orders.accept(network.store, network.person("张师傅"), order, at=at("10:31"), now=network.now)
    orders.accept(network.store, network.person("员工甲"), order, at=at("10:31"), now=network.now)
    assert network.call(call)["state"] == "accepted"
    send(network, "员工甲", "zp#信息技术中心-业务维护室-OA维护组-miyonglin#公司，OA系统故障，请继续处理。")
    orders.accept(network.store, network.clerk, order, at=at("10:32"), now=network.now)
    assert call_card(network.store, call, network.now).orders[0].technician == "员工乙"


def test_the_first_of_several_receivers_has_the_order(network: Office) -> None:
    call = network.log()
    order = network.issue(call)
    moved = send(network, "张师傅", "ZP#-核心维护室-信令组-zhao；-核心维护室-话务维护组-helijia#请处理")
    assert call_card(network.store, call, network.now).orders[0].technician == ""
    with refused("technician", "not_the_receiver", network):
        orders.accept(network.store, network.clerk, order, at=at("10:31"), now=network.now)
    orders.accept(network.store, network.clerk, order, receiver="helijia", at=at("10:31"), now=network.now)
    assert call_card(network.store, call, network.now).orders[0].technician == "员工甲"
    with refused("order", "not_your_order", network):
        send(network, "赵师傅", "ZP#-核心维护室#还给你们", order=order)
    assert ";" in moved.to


def test_whoever_is_in_the_group_may_accept_and_hand_on(network: Office) -> None:
    call = network.log()
    order = network.issue(call, technician="赵师傅")
    send(network, "赵师傅", "ZP#-核心维护室-话务维护组#请处理")
    with refused("text", "already_there", network):
        send(network, "员工甲", "ZP#-核心维护室-话务维护组#请处理")
    with refused("technician", "not_the_receiver", network):
        orders.accept(network.store, network.person("赵师傅"), order, at=at("10:31"), now=network.now)
    orders.accept(network.store, network.person("张师傅"), order, at=at("10:31"), now=network.now)
    assert call_card(network.store, call, network.now).orders[0].technician == "张师傅"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("请转给核心维护室", "transfer_not_one"),
        ("ZP#-核心维护室", "transfer_no_second_mark"),
        ("ZP#-核心维护室#", "transfer_no_opinion"),
        ("ZP#核心维护室-话务维护组#请处理", "transfer_no_hyphen"),
        ("ZP#-业务维护室#请处理", "transfer_other_centre"),
        ("ZP#-没有室#请处理", "transfer_unknown_room"),
        ("ZP#-核心维护室-没有组#请处理", "transfer_unknown_group"),
        ("ZP#-核心维护室-话务维护组-员工甲#请处理", "transfer_name_not_account"),
        ("ZP#-核心维护室-话务维护组-nobody#请处理", "transfer_unknown_account"),
        ("ZP#-核心维护室-话务维护组-zhang#给自己", "already_there"),
    ],
)
def test_a_message_that_is_refused_changes_nothing(network: Office, message: str, code: str) -> None:
    network.issue(network.log())
    with refused("text", code, network):
        send(network, "张师傅", message)


def test_only_the_holder_or_a_supervisor_hands_on_and_names_the_order_where_there_are_several(
    network: Office,
) -> None:
    first, second = network.issue(network.log()), network.issue(network.log())
    message = "ZP#-核心维护室-话务维护组-helijia#请处理"
    with refused("order", "several_orders", network):
        send(network, "张师傅", message)
    with refused("order", "not_your_order", network):
        send(network, "赵师傅", message, order=first)
    with refused("order", "not_your_order", network):
        send(network, "李前台", message, order=first)
    assert send(network, "孙主管", message, order=first).order == first
    assert send(network, "张师傅", message).order == second


def test_an_order_moves_to_a_department_that_signs_for_it(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    s, now = desk.store, desk.now
    with refused("order", "not_your_order", desk):
        orders.move(s, desk.person("赵师傅"), order, to="工程部", at=at("10:10"), now=now)
    with refused("to", "already_there", desk):
        orders.move(s, desk.clerk, order, to="张师傅", at=at("10:10"), now=now)
    orders.move(s, desk.clerk, order, to="工程部", opinion="需换主管道", at=at("10:10"), now=now)
    with refused("technician", "not_the_receiver", desk):
        orders.accept(s, desk.clerk, order, at=at("10:11"), now=now)
    orders.accept(s, desk.clerk, order, receiver="刘工", at=at("10:11"), now=now)
    assert call_card(s, call, now).timeline[-1].remark == "刘工"
    orders.move(s, desk.clerk, order, to="赵师傅", at=at("10:20"), now=now)
    orders.accept(s, desk.person("赵师傅"), order, at=at("10:21"), now=now)
    assert order_of(desk, order)["technician_id"] == desk.person("赵师傅").staff_id


def test_an_order_that_waits_for_nothing_is_refused_a_message(desk: Office) -> None:
    order = desk.issue(desk.log())
    with refused("text", "no_transfer", desk):
        transfers.transfer(desk.store, desk.person("张师傅"), "ZP#-x#y", order=order, now=desk.now)
    assert Orders().pool is None
