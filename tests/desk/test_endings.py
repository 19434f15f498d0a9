"""How lines end and what comes after: other endings, follow-up sheets, and limits that outlive the strike-off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from repairdesk import text
from repairdesk.desk import callbacks, calls, follow_ups, money, orders
from repairdesk.desk.office import StaffForm
from repairdesk.models.doctor import doctor
from repairdesk.rules.refusal import Refused
from repairdesk.views import load
from repairdesk.views.board import board
from repairdesk.views.follow_ups import notes, sheets
from repairdesk.views.standing import line, open_lines
from tests.desk.conftest import Office, an_office, at, body_of, refused


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Office]:
    """A hotline that ends many lines on the telephone."""
    here = an_office(tmp_path, body_of("power-hotline"))
    yield here
    here.store.close()


@pytest.fixture
def sheeted(tmp_path: Path) -> Iterator[Office]:
    """An office that turns what it cannot finish in time into follow-up sheets."""
    here = an_office(
        tmp_path / "sheets", body_of("follow-up-sheets"), StaffForm(name="赵领班", role="foreman")
    )
    yield here
    here.store.close()


def end(desk: Office, call: str, code: str, **more: object) -> None:
    calls.end(desk.store, desk.clerk, call, code, **{"at": at("10:30"), "now": desk.now, **more})


# --- other endings ----------------------------------------------------------------------------------------------------


def test_a_line_ends_on_the_telephone(hotline: Office) -> None:
    call = hotline.log(scope="internal")
    end(hotline, call, "guided", reason="教客户合上漏电保护器")
    row = hotline.call(call)
    assert (row["state"], row["ending"], row["reason"]) == ("closed", "guided", "教客户合上漏电保护器")
    with hotline.store.read() as tx:
        closed = load.timeline(tx, row).last("job.closed")
    assert closed is not None
    assert closed.kind == "guided"
    assert doctor(hotline.store.path) == []


def test_an_ending_is_refused_with_every_condition_that_is_not_met(hotline: Office) -> None:
    call = hotline.log(scope="internal")
    with refused("ending", "not_one_of", hotline):
        end(hotline, call, "tea")
    with pytest.raises(Refused) as refusal:
        end(hotline, call, "terminated")
    assert [(problem.field, problem.code) for problem in refusal.value.problems] == [
        ("ending", "ending_attempts"), ("ending", "not_finished_yet"), ("not_called_back", "field_required"),
        ("end_reason", "field_required"),
    ]  # fmt: skip
    assert all("{" not in text.say(problem) for problem in refusal.value.problems)
    company = hotline.log()
    with refused("ending", "ending_not_for_this", hotline):
        end(hotline, company, "guided")
    money.agree_quote(hotline.store, hotline.clerk, call, at=at("10:03"), now=hotline.now)
    hotline.issue(call)
    with refused("ending", "ending_after_order", hotline):
        end(hotline, call, "guided")


def test_an_ending_asks_for_facts_by_name(sheeted: Office) -> None:
    call = sheeted.log()
    with pytest.raises(Refused) as refusal:
        end(sheeted, call, "price_declined")
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("ending", "ending_needs")
    assert "{" not in text.say(problem)


def test_an_ending_asks_for_fields_which_may_come_with_it(tmp_path: Path) -> None:
    house = an_office(tmp_path, body_of("warranty-office"))
    call = house.log(content="小区外停水")
    with house.store.read() as tx:
        ending = next(one for one in load.procedure(tx, 1).ending if one.code == "municipal")
    assert ending.fields == ("municipal_unit", "municipal_done")
    with pytest.raises(Refused):
        end(house, call, "municipal", fields={"municipal_unit": "自来水公司"})
    assert not load_entries(house, call), "a refusal keeps nothing"
    house.store.close()


def load_entries(desk: Office, call: str) -> dict[str, str]:
    with desk.store.read() as tx:
        return dict(load.timeline(tx, load.call_row(tx, call)).job.entries)


def test_a_declined_price_ends_the_line_as_the_office_says(sheeted: Office, desk: Office) -> None:
    call = sheeted.log(paid=True)
    money.decline_quote(sheeted.store, sheeted.clerk, call, at=at("10:05"), now=sheeted.now)
    assert (sheeted.call(call)["state"], sheeted.call(call)["ending"]) == ("closed", "price_declined")
    call = desk.log(paid=True)
    money.decline_quote(desk.store, desk.clerk, call, at=at("10:05"), now=desk.now)
    assert (desk.call(call)["state"], desk.call(call)["ending"]) == ("withdrawn", None)


# --- follow-up sheets -------------------------------------------------------------------------------------------------


def converted(desk: Office, **more: str) -> tuple[str, str]:
    """A job of 10:00 that became a sheet at 17:00, with its number and the sheet's."""
    call = desk.log(fields={"owner": "李业主"})
    order = desk.issue(call)
    orders.accept(desk.store, desk.clerk, order, at=at("10:05"), now=desk.now)
    orders.arrive(desk.store, desk.clerk, order, at=at("10:15"), now=desk.now)
    orders.finish(
        desk.store, desk.clerk, order, result="unfinished", reason="等配件", at=at("11:00"), now=desk.now
    )
    words = {"tracker": "陈专员", "state": "阀门已订购", "reason": "当天不能完成", **more}
    return call, calls.convert(
        desk.store, desk.clerk, call, to="follow_up", at=at("17:00"), now=desk.now, **words
    )


def test_a_job_becomes_a_sheet_with_its_own_number(sheeted: Office) -> None:
    call, sheet = converted(sheeted)
    old, new = sheeted.call(call), sheeted.call(sheet)
    assert (sheet, new["kind"], new["state"]) == ("260302000002", "follow_up", "open")
    assert (old["state"], old["reason"]) == ("converted", "当天不能完成")
    assert (old["linked_call_id"], new["linked_call_id"]) == (new["id"], old["id"])
    assert old["closed_at"] == load.stored(at("17:00"))
    assert new["received_at"] == load.stored(at("17:00"))
    assert new["closed_at"] is None
    assert sheeted.facts(call)[-2:] == ["job.converted", "job.closed"]
    assert sheeted.facts(sheet) == ["call.received", "job.converted"]
    assert load_entries(sheeted, sheet) == {"owner": "李业主", "tracker": "陈专员"}
    with sheeted.store.read() as tx:
        hours = load.office(tx).hours
        before = line(tx, old["id"], hours, at("2026-03-03 09:00"))
        after = line(tx, new["id"], hours, at("2026-03-03 09:00"))
    assert not [clock.limit for clock in before.clocks if clock.open], "nothing is left to do on the old line"
    assert {clock.limit for clock in after.clocks if clock.open} == {
        "follow_up_note", "leader_check", "supervisor_check",
    }  # fmt: skip
    assert after.next.action == "follow_up"
    assert doctor(sheeted.store.path) == []


def test_a_sheet_has_one_tracker_who_works_here(sheeted: Office) -> None:
    call, other = sheeted.log(), sheeted.log()
    with refused("tracker", "unknown_staff", sheeted):
        calls.convert(
            sheeted.store, sheeted.clerk, call, to="follow_up", tracker="张三和李四", now=sheeted.now
        )
    call, sheet = converted(sheeted)
    with refused("tracker", "unknown_staff", sheeted):
        follow_ups.change_tracker(sheeted.store, sheeted.clerk, sheet, "无人", now=sheeted.now)
    follow_ups.change_tracker(sheeted.store, sheeted.clerk, sheet, "孙主管", at=at("17:30"), now=sheeted.now)
    assert load_entries(sheeted, sheet)["tracker"] == "孙主管"
    assert sheeted.facts(sheet)[-1] == "note.written"
    with refused("call", "not_a_follow_up", sheeted):
        follow_ups.change_tracker(sheeted.store, sheeted.clerk, other, "孙主管", now=sheeted.now)


def test_a_sheet_without_a_tracker_is_not_struck_off(sheeted: Office) -> None:
    _, sheet = converted(sheeted, tracker="")
    follow_ups.finish(
        sheeted.store, sheeted.clerk, sheet, result="已换阀门", at=at("2026-03-09 10:00"), now=sheeted.now
    )
    assert sheeted.call(sheet)["state"] == "finished"
    with pytest.raises(Refused) as refusal:
        calls.close(sheeted.store, sheeted.clerk, sheet, at=at("2026-03-09 11:00"), now=sheeted.now)
    assert "tracker" in refusal.value.problems[0].params["codes"]


def test_a_sheet_is_noted_checked_finished_and_filed(sheeted: Office) -> None:
    _, sheet = converted(sheeted)
    officer, leader = sheeted.person("陈专员"), sheeted.person("赵领班")
    for day, said in (("05", "供应商说下周到货"), ("10", "货到了，约好周四")):
        follow_ups.note(
            sheeted.store, officer, sheet, said, fields={"contact_person": f"供应商{day}", "contact_way": "电话"},
            at=at(f"2026-03-{day} 10:00"), now=sheeted.now,
        )  # fmt: skip
    follow_ups.check(sheeted.store, leader, sheet, remark="抓紧", at=at("2026-03-12 09:30"), now=sheeted.now)
    follow_ups.check(
        sheeted.store, sheeted.person("孙主管"), sheet, at=at("2026-03-12 09:40"), now=sheeted.now
    )
    (open_sheet,) = sheets(sheeted.store, at("2026-03-12 10:00"))
    assert (open_sheet.call, open_sheet.before, open_sheet.tracker) == (sheet, "260302000001", "陈专员")
    assert (open_sheet.note, open_sheet.noted_at) == ("货到了，约好周四", at("2026-03-10 10:00"))
    assert (open_sheet.limit, open_sheet.due) == ("follow_up_note", at("2026-03-17 10:00"))
    told = notes(sheeted.store, sheet)
    assert [(note.content, [(one.name, one.value) for one in note.filled], note.by) for note in told] == [
        ("供应商说下周到货", [("contact_person", "供应商05"), ("contact_way", "电话")], "陈专员"),
        ("货到了，约好周四", [("contact_person", "供应商10"), ("contact_way", "电话")], "陈专员"),
    ], "every contact is kept, not only the last"
    follow_ups.finish(
        sheeted.store, officer, sheet, result="阀门已换", fields={"settlement": "客户同意"}, at=at("2026-03-12 15:00"),
        now=sheeted.now,
    )  # fmt: skip
    signed = calls.FactForm(what="customer.signed", by="customer")
    calls.record_fact(sheeted.store, sheeted.clerk, sheet, signed, at=at("2026-03-12 15:00"), now=sheeted.now)
    if sheeted.call(sheet)["sampled"]:
        callbacks.record(
            sheeted.store, sheeted.clerk, sheet, kind="completion", answer="satisfied", at=at("2026-03-12 16:00"),
            now=sheeted.now,
        )  # fmt: skip
    calls.close(sheeted.store, sheeted.clerk, sheet, at=at("2026-03-12 17:00"), now=sheeted.now)
    assert sheeted.call(sheet)["state"] == "closed"
    assert sheeted.call(sheet)["closed_at"] == load.stored(at("2026-03-12 17:00"))
    assert sheets(sheeted.store, sheeted.now) == ()
    assert doctor(sheeted.store.path) == []


def test_a_check_is_the_leader_s_or_the_supervisor_s(sheeted: Office) -> None:
    _, sheet = converted(sheeted)
    leader = sheeted.person("赵领班")
    with refused("by", "not_permitted", sheeted):
        follow_ups.check(sheeted.store, leader, sheet, by="supervisor", now=sheeted.now)
    with refused("by", "not_permitted", sheeted):
        follow_ups.check(sheeted.store, sheeted.clerk, sheet, now=sheeted.now)
    with refused("as", "not_one_of", sheeted):
        follow_ups.check(sheeted.store, leader, sheet, by="clerk", now=sheeted.now)


def test_what_cannot_become_a_sheet(sheeted: Office) -> None:
    call, sheet = converted(sheeted)
    with refused("call", "cannot_convert", sheeted):
        calls.convert(sheeted.store, sheeted.clerk, sheet, to="repair", now=sheeted.now)
    with refused("call", "wrong_state", sheeted):
        calls.convert(sheeted.store, sheeted.clerk, call, to="follow_up", now=sheeted.now)
    done = sheeted.log("12:00")
    orders.finish(sheeted.store, sheeted.clerk, sheeted.issue(done, "12:05"), at=at("13:00"), now=sheeted.now)
    with refused("call", "wrong_state", sheeted):
        calls.convert(sheeted.store, sheeted.clerk, done, to="follow_up", now=sheeted.now)
    with refused("content", "required", sheeted):
        follow_ups.note(sheeted.store, sheeted.clerk, sheet, " ", now=sheeted.now)
    with refused("plan_b", "unknown_field", sheeted):
        follow_ups.note(sheeted.store, sheeted.clerk, sheet, "x", fields={"plan_b": "y"}, now=sheeted.now)


# --- limits that outlive the strike-off -------------------------------------------------------------------------------


def test_a_struck_off_line_comes_back_when_its_recheck_is_due(tmp_path: Path) -> None:
    house = an_office(tmp_path, body_of("crm-intake"))
    call = house.log(important=True)
    order = house.issue(call)
    orders.arrive(house.store, house.clerk, order, at=at("10:12"), now=house.now)
    orders.finish(house.store, house.clerk, order, at=at("11:00"), now=house.now)
    orders.take_return(house.store, house.clerk, order, signed_by="赵女士", at=at("11:10"), now=house.now)
    callbacks.record(
        house.store, house.clerk, call, kind="completion", answer="satisfied", at=at("11:30"), now=house.now
    )
    record = calls.FactForm(what="result.entered")
    calls.record_fact(house.store, house.clerk, call, record, at=at("11:40"), now=house.now)
    calls.close(house.store, house.clerk, call, at=at("12:00"), now=house.now)
    row = house.call(call)
    assert row["state"] == "closed"
    warns = load.instant(row["recall_at"])
    assert at("2026-04-01 11:00") < warns < at("2026-04-02 11:00"), "due a month after the end of the work"
    assert on_board(house, "2026-04-01 09:00") == []
    (back,) = board(house.store, warns).rows
    assert (back.call, back.state, back.next, back.callback) == (call, "closed", "callback", "recheck")
    house.now = at("2026-04-02 12:00")
    again = {"kind": "recheck", "at": at("2026-04-02 10:30"), "now": house.now}
    callbacks.record(house.store, house.clerk, call, answer="unreachable", **again)
    assert house.call(call)["recall_at"] == row["recall_at"]
    with refused("call", "wrong_state", house):
        money.pay(house.store, house.clerk, call, amount=100, now=house.now)
    callbacks.record(house.store, house.clerk, call, answer="satisfied", **again)
    assert (house.call(call)["state"], house.call(call)["recall_at"]) == ("closed", None)
    assert on_board(house, "2026-04-02 12:00") == []
    with refused("call", "wrong_state", house):
        callbacks.record(house.store, house.clerk, call, answer="satisfied", **again)
    assert doctor(house.store.path) == []
    house.store.close()


def on_board(desk: Office, when: str) -> list[str]:
    return [row.call for row in board(desk.store, at(when)).rows]


def test_the_board_of_a_million_lines_uses_its_indexes(desk: Office) -> None:
    with desk.store.read() as tx:
        asked: list[str] = []
        tx._db.set_trace_callback(asked.append)
        open_lines(tx, load.office(tx).hours, desk.now)
        tx._db.set_trace_callback(None)
        (question,) = [sql for sql in asked if "recall_at" in sql]
        plan = " ".join(row["detail"] for row in tx.all(f"EXPLAIN QUERY PLAN {question}"))
    assert "call_open" in plan
    assert "call_recall" in plan
    assert plan.count("SCAN") == plan.count("SCAN call USING INDEX call_open") == 1, plan


def test_a_line_that_nothing_outlives_stays_away(desk: Office) -> None:
    call = desk.log()
    desk.done(call, desk.issue(call))
    calls.close(desk.store, desk.clerk, call, at=at("11:30"), now=desk.now)
    assert desk.call(call)["recall_at"] is None
