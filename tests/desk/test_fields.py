"""The office's own fields, gates and roles: what is filled in, what it changes, and what it holds up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repairdesk import text
from repairdesk.desk import callbacks, calls, checks, entries, money, orders
from repairdesk.desk.office import StaffForm
from repairdesk.models.doctor import doctor
from repairdesk.rules.refusal import Refused
from repairdesk.rules.sampling import lot
from repairdesk.views import load
from repairdesk.views.call_card import call_card
from repairdesk.views.standing import standings
from tests.desk.conftest import Office, an_office, at, body_of, refused

RULE = "S000-I-06"


def words(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": zh}


def field(name: str, stage: str, **more: Any) -> dict[str, Any]:
    """One field of the office's own."""
    return {"name": name, "rule": RULE, "title": words(f"栏目 {name}"), "stage": stage, **more}


FIELDS = [
    field("owner", "call"),
    field("class", "call", kind="choice", sets="urgency", options=[
        {"name": "emergency", "title": words("急修")}, {"name": "routine", "title": words("一般")},
    ]),
    field("large_fault", "call", kind="tick", sets="important"),
    field("known_faults", "issue", required=True, when={"important": True}),
    field("drilling", "visit", kind="tick"),
    field("pipe_plan", "visit", required=True, when={"drilling": True}),
    field("next_date", "return", kind="date"),
    field("manner", "callback", kind="score", required=True),
    field("filed_by", "close", required=True),
]  # fmt: skip
GATES = [
    {"code": "pipe_plan", "rule": RULE, "title": words("缺管线图"), "before": "work.started", "field": "fields",
     "when": {"drilling": True}, "fields": ["pipe_plan"]},
    {"code": "left", "rule": RULE, "title": words("缺便条"), "before": "order.issued", "field": "note",
     "when": {"next_date": True}, "needs": ["note.written"]},
]  # fmt: skip
MAY = [
    {"what": {"what": "officer.signed", "by": "leader"}, "rule": RULE, "roles": ["foreman"], "not_technician": True},
    {"what": "callback.made", "rule": RULE, "roles": ["officer", "foreman"]},
]  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    """The ordinary office with fields, gates and role rules of its own."""
    body = body_of("property-desk")
    body |= {"field": FIELDS, "gate": GATES, "may": MAY}
    here = an_office(tmp_path, body)
    yield here
    here.store.close()


def filled(desk: Office, call: str) -> dict[str, str]:
    """What the rules see of a line's fields."""
    with desk.store.read() as tx:
        row = load.call_row(tx, call)
        return dict(load.timeline(tx, row).job.entries)


def fill(desk: Office, number: str, stage: str = "", **values: str) -> None:
    entries.fill(desk.store, desk.clerk, number, values, stage=stage, now=desk.now)


# --- filling in -------------------------------------------------------------------------------------------------------


def test_values_are_kept_as_the_procedure_names_them(house: Office) -> None:
    call = house.log(fields={"owner": " 李业主 ", "class": "急修", "large_fault": "是"})
    assert filled(house, call) == {"owner": "李业主", "class": "emergency", "large_fault": "yes"}
    row = house.call(call)
    assert (row["urgency"], row["important"]) == ("emergency", 1), "these fields say what kind of job it is"
    fill(house, call, owner="", large_fault="否")
    assert filled(house, call)["owner"] == ""
    assert house.call(call)["important"] == 0
    assert doctor(house.store.path) == []


def test_what_is_wrong_with_fields_is_said_at_once_and_nothing_is_kept(house: Office) -> None:
    call = house.log()
    before = house.content()
    with pytest.raises(Refused) as refusal:
        fill(house, call, size="12", next_date="明天", manner="9", drilling="perhaps", owner="好")
    told = {problem.field: problem.code for problem in refusal.value.problems}
    assert told == {
        "size": "unknown_field", "next_date": "bad_date", "manner": "not_one_of", "drilling": "not_one_of",
    }  # fmt: skip
    assert "owner, class, large_fault" in text.say(refusal.value.problems[0]), "the fields there are"
    assert house.content() == before


def test_an_office_without_fields_says_so(desk: Office) -> None:
    call = desk.log()
    with refused("size", "no_fields", desk):
        fill(desk, call, size="12")
    with refused("size", "no_fields", desk):
        desk.log(fields={"size": "12"})


def test_fields_of_a_visit_belong_to_its_order(house: Office) -> None:
    call = house.log()
    first = house.issue(call)
    fill(house, first, drilling="yes", pipe_plan="已看", owner="李业主")
    assert filled(house, call) == {"owner": "李业主", "drilling": "yes", "pipe_plan": "已看"}
    orders.arrive(house.store, house.clerk, first, at=at("10:12"), now=house.now)
    orders.finish(
        house.store, house.clerk, first, result="unfinished", reason="缺配件", at=at("11:00"), now=house.now
    )
    second = house.issue(call, "12:00")
    assert filled(house, call) == {"owner": "李业主"}, "the second visit is looked at anew"
    fill(house, call, drilling="no")
    assert filled(house, call) == {"owner": "李业主", "drilling": "no"}, (
        "and is the one the call's number means"
    )
    fill(house, first, pipe_plan="图纸")
    assert "pipe_plan" not in filled(house, call)
    with house.store.read() as tx:
        kept = tx.all(
            "SELECT o.number, e.value FROM entry e JOIN work_order o ON o.id = e.order_id ORDER BY e.id"
        )
    assert [tuple(row) for row in kept] == [(first, "yes"), (first, "图纸"), (second, "no")]


def test_all_lines_are_read_with_their_fields_in_as_many_questions_as_one(house: Office) -> None:
    lines = [house.log(f"10:0{n}", fields={"owner": f"业主{n}"}) for n in range(3)]
    fill(house, house.issue(lines[0], "10:30"), drilling="yes")
    with house.store.read() as tx:
        asked: list[str] = []
        tx._db.set_trace_callback(asked.append)
        rows = [load.call_row(tx, line) for line in lines]
        asked.clear()
        found = standings(tx, rows, load.office(tx).hours, house.now)
        tx._db.set_trace_callback(None)
    assert [dict(line.timeline.job.entries) for line in found] == [
        {"owner": "业主0", "drilling": "yes"}, {"owner": "业主1"}, {"owner": "业主2"},
    ]  # fmt: skip
    assert sum("FROM entry" in sql for sql in asked) == 1


# --- required ---------------------------------------------------------------------------------------------------------


def test_each_stage_is_refused_without_what_it_requires(house: Office) -> None:
    call = house.log(fields={"large_fault": "yes"})
    with refused("known_faults", "field_required", house):
        house.issue(call)
    order = orders.issue(
        house.store,
        house.clerk,
        call,
        technician="张师傅",
        fields={"known_faults": "无"},
        at=at("10:04"),
        now=house.now,
    )
    orders.arrive(house.store, house.clerk, order, at=at("10:12"), now=house.now)
    orders.finish(house.store, house.clerk, order, at=at("11:00"), now=house.now)
    fill(house, order, drilling="yes")
    with refused("pipe_plan", "field_required", house):
        orders.take_return(house.store, house.clerk, order, signed_by="赵女士", at=at("11:10"), now=house.now)
    orders.take_return(
        house.store,
        house.clerk,
        order,
        signed_by="赵女士",
        fields={"pipe_plan": "已看"},
        at=at("11:10"),
        now=house.now,
    )
    officer = house.person("陈专员")
    words = {"kind": "completion", "answer": "satisfied", "at": at("11:20"), "now": house.now}
    with refused("manner", "field_required", house):
        callbacks.record(house.store, officer, call, **words)
    callbacks.record(house.store, officer, call, **{**words, "answer": "unreachable"})
    callbacks.record(house.store, officer, call, fields={"manner": "4"}, **words)
    with refused("filed_by", "field_required", house):
        calls.close(house.store, house.clerk, call, at=at("11:30"), now=house.now)
    calls.close(house.store, house.clerk, call, fields={"filed_by": "李前台"}, at=at("11:30"), now=house.now)
    assert call_card(house.store, call, house.now).state == "closed"
    assert doctor(house.store.path) == []


def test_the_paper_is_typed_in_with_its_fields(house: Office) -> None:
    order = house.issue(house.log())
    times = {"arrived_at": at("10:12"), "finished_at": at("11:00"), "returned_at": at("11:10")}
    form = orders.ReturnedForm(**times, signed_by="赵女士", fields={"drilling": "√"})
    with refused("pipe_plan", "field_required", house):
        orders.close_out(house.store, house.clerk, order, form, now=house.now)
    form = orders.ReturnedForm(**times, signed_by="赵女士", fields={"drilling": "√", "pipe_plan": "无"})
    orders.close_out(house.store, house.clerk, order, form, now=house.now)


def test_a_stage_may_be_saved_as_a_whole_by_hand(house: Office) -> None:
    order = house.issue(house.log())
    with refused("pipe_plan", "field_required", house):
        fill(house, order, stage="visit", drilling="yes")
    fill(house, order, drilling="yes")


def test_a_line_that_has_ended_takes_only_what_comes_after(house: Office) -> None:
    call = house.log()
    calls.withdraw(house.store, house.clerk, call, reason="自行解决", at=at("10:20"), now=house.now)
    with refused("call", "wrong_state", house):
        fill(house, call, owner="李业主")
    fill(house, call, manner="5")


# --- gates and roles --------------------------------------------------------------------------------------------------


def test_a_gate_names_what_is_missing_in_the_office_s_own_words(house: Office) -> None:
    order = house.issue(house.log())
    fill(house, order, drilling="yes")
    orders.arrive(house.store, house.clerk, order, at=at("10:12"), now=house.now)
    with pytest.raises(Refused) as refusal:
        orders.start(house.store, house.clerk, order, at=at("10:15"), now=house.now)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("pipe_plan", "gate")
    assert text.say(problem).startswith("缺管线图")
    fill(house, order, pipe_plan="已看")
    orders.start(house.store, house.clerk, order, at=at("10:15"), now=house.now)


def test_a_gate_before_the_next_order_asks_about_the_order_before(house: Office) -> None:
    call = house.log()
    order = house.issue(call)
    orders.arrive(house.store, house.clerk, order, at=at("10:12"), now=house.now)
    orders.finish(
        house.store, house.clerk, order, result="unfinished", reason="无人", at=at("10:20"), now=house.now
    )
    fill(house, order, next_date="2026-03-05")
    with refused("note", "gate", house):
        house.issue(call, "10:30")
    note = calls.FactForm(what="note.written", remark="已留便条")
    calls.record_fact(house.store, house.clerk, call, note, at=at("10:25"), now=house.now)
    house.issue(call, "10:30")


def test_a_gate_holds_whichever_way_the_fact_is_entered(house: Office) -> None:
    order = house.issue(house.log())
    fill(house, order, drilling="yes")
    call = calls.FactForm(what="work.started")
    with house.store.read() as tx:
        number = tx.value("SELECT number FROM call")
    with refused("pipe_plan", "gate", house):
        calls.record_fact(house.store, house.clerk, number, call, at=at("10:15"), now=house.now)


def test_the_office_says_who_records_a_fact(house: Office) -> None:
    call = house.log()
    order = house.issue(call)
    with refused("by", "not_permitted", house):
        callbacks.record(
            house.store, house.clerk, call, kind="arrival", answer="there", at=at("10:15"), now=house.now
        )
    callbacks.record(
        house.store,
        house.person("王经理"),
        call,
        kind="arrival",
        answer="there",
        at=at("10:15"),
        now=house.now,
    )
    orders.finish(house.store, house.clerk, order, at=at("11:00"), now=house.now)
    with refused("by", "not_permitted", house):
        checks.officer_check(
            house.store, house.person("孙主管"), call, by="leader", at=at("11:10"), now=house.now
        )
    checks.officer_check(house.store, house.person("孙主管"), call, at=at("11:10"), now=house.now)


def test_whoever_carried_the_order_does_not_sign_for_it(tmp_path: Path) -> None:
    foremen = [StaffForm(name=name, role="foreman") for name in ("赵领班", "钱领班")]
    house = an_office(tmp_path, body_of("property-desk") | {"may": MAY}, *foremen)
    call = house.log()
    order = house.issue(call, technician="赵领班")
    orders.finish(house.store, house.clerk, order, at=at("11:00"), now=house.now)
    with refused("by", "own_work", house):
        checks.officer_check(house.store, house.person("赵领班"), call, at=at("11:10"), now=house.now)
    checks.officer_check(house.store, house.person("钱领班"), call, at=at("11:10"), now=house.now)
    with house.store.read() as tx:
        assert tx.value("SELECT by_whom FROM fact WHERE what = 'officer.signed'") == "leader"
    house.store.close()


# --- what is worked out and kept --------------------------------------------------------------------------------------


def test_a_large_price_is_paid_before_the_slip_is_written(tmp_path: Path) -> None:
    house = an_office(tmp_path, body_of("warranty-office"))
    call = house.log(paid=True)
    with refused("consent", "gate", house):
        house.issue(call)
    money.give_quote(house.store, house.clerk, call, amount=50000, at=at("10:01"), now=house.now)
    money.agree_quote(house.store, house.clerk, call, at=at("10:02"), now=house.now)
    assert house.call(call)["large"] == 1
    with refused("payment", "gate", house):
        house.issue(call)
    with refused("amount", "advance_too_small", house):
        money.pay(house.store, house.clerk, call, amount=49999, to="advance", at=at("10:03"), now=house.now)
    money.give_quote(house.store, house.clerk, call, amount=49999, at=at("10:03"), now=house.now)
    assert house.call(call)["large"] == 0
    order = house.issue(call)
    tap = orders.ChargeForm(kind="material", item="水泵", price=60000)
    orders.charge(house.store, house.clerk, order, tap, at=at("10:30"), now=house.now)
    assert house.call(call)["large"] == 1, "the bill counts as well"
    house.store.close()


def test_the_share_is_drawn_by_the_number_and_whom_the_rules_name_is_always_drawn(tmp_path: Path) -> None:
    house = an_office(tmp_path, body_of("follow-up-sheets"))
    seen = set()
    for n in range(12):
        call = house.log(f"10:{n:02d}")
        order = house.issue(call, f"10:{n:02d}")
        assert house.call(call)["sampled"] is None
        unsigned = n % 6 == 0
        form = orders.ReturnedForm(
            arrived_at=at("11:00"), finished_at=at("11:30"), returned_at=at("12:00"),
            fields={"not_signed": "yes" if unsigned else "no"},
        )  # fmt: skip
        orders.accept(house.store, house.clerk, order, at=at("10:30"), now=house.now)
        orders.close_out(house.store, house.clerk, order, form, now=house.now)
        drawn = house.call(call)["sampled"]
        assert drawn == int(unsigned or lot(call) < 20)
        seen.add(drawn)
    assert seen == {0, 1}
    house.store.close()
