"""What can be done about a line by its procedure, and which lines stand first on the board."""

from __future__ import annotations

from repairdesk.desk import calls
from repairdesk.rules.schema import Words
from repairdesk.views.board import board, board_row
from repairdesk.views.call_card import call_card
from repairdesk.views.steps import steps
from tests.desk.conftest import an_office, at, body_of


def test_only_what_the_procedure_speaks_of_can_be_done(tmp_path):
    desk = an_office(tmp_path, body_of("warranty-office"))
    call = desk.log(paid=True)
    found = steps(desk.store, call, at("10:01"))
    assert found.waits_for("engineering.told")
    assert found.waits_for("stub.returned")
    assert not found.waits_for("review.answered")
    assert not found.waits_for("job.converted")
    assert [gate.code for gate in found.barring("order.issued")] == ["consent"]
    assert found.stages == ("call", "survey", "return", "callback")
    assert found.endings == ()
    assert found.rule("S001-A-24").en


def test_an_end_that_only_lacks_a_field_is_offered(tmp_path):
    desk = an_office(tmp_path, body_of("rated-close"))
    call = desk.log()
    assert "answered" in [one.code for one in steps(desk.store, call, at("10:01")).endings]


def test_the_next_step_has_the_office_s_own_words(tmp_path):
    desk = an_office(tmp_path, body_of("warranty-office"))
    call = desk.log()
    row = board_row(desk.store, call, at("10:01"))
    assert (row.next, row.own, row.step and row.step.en) == ("assign", True, "Engineering told")


def test_who_asks_again_comes_first_until_somebody_has_done_something(tmp_path):
    desk = an_office(tmp_path, body_of("grab-pool"))
    first = desk.log("10:00")
    second = desk.log("10:01", room="3-2-1202")
    for call in (first, second):
        desk.issue(call, "10:05")
    assert [row.call for row in board(desk.store, at("10:07")).rows] == [first, second]

    def say(by: str, when: str) -> None:
        form = calls.FactForm(what="note.written", by=by, remark="还没来")
        calls.record_fact(desk.store, desk.clerk, second, form, at=at(when), now=desk.now)

    say("customer", "10:08")
    rows = board(desk.store, at("10:09")).rows
    assert [(row.call, row.asked_again) for row in rows] == [(second, True), (first, False)]
    say("clerk", "10:10")
    assert [row.call for row in board(desk.store, at("10:11")).rows] == [first, second]


def test_a_limit_that_ran_out_tells_once_whom_to_tell(tmp_path):
    desk = an_office(tmp_path, body_of("grab-pool"))
    call = desk.log("10:00")
    desk.issue(call, "10:05")
    row = board_row(desk.store, call, at("10:11"))
    assert (row.next, row.tell, row.on_breach is not None) == ("chase", "supervisor", True)
    told = calls.FactForm(what="supervisor.told")
    calls.record_fact(desk.store, desk.clerk, call, told, at=at("10:12"), now=desk.now)
    row = board_row(desk.store, call, at("10:13"))
    assert (row.next, row.tell) == ("chase", None)


def test_the_head_of_engineering_is_told_of_a_builder_who_does_not_come(tmp_path):
    desk = an_office(tmp_path, body_of("warranty-office"))
    call = desk.log("10:00", fields={"responsibility": "builder"})
    told = calls.FactForm(what="engineering.told")
    calls.record_fact(desk.store, desk.clerk, call, told, at=at("10:02"), now=desk.now)
    desk.issue(call, "10:05")
    calls.agree_appointment(desk.store, desk.clerk, call, for_=at("15:00"), at=at("10:06"), now=desk.now)
    row = board_row(desk.store, call, at("15:00"))
    assert (row.next, row.tell) == ("await_arrival", None)
    row = board_row(desk.store, call, at("15:01"))
    assert (row.next, row.tell, row.on_breach is not None) == ("chase", "supervisor", True)


def test_where_no_clock_runs_the_class_of_urgency_decides(tmp_path):
    desk = an_office(tmp_path, body_of("three-classes"))
    calls_ = [
        desk.log(f"10:0{n}", fields={"class": name})
        for n, name in enumerate(("routine", "urgent", "emergency"))
    ]
    assert [row.call for row in board(desk.store, at("10:10")).rows] == calls_[::-1]


def test_only_a_visit_put_off_twice_comes_before_the_supervisor(tmp_path):
    desk = an_office(tmp_path, body_of("dispatch-rules"))
    call = desk.log("10:00", appointment=at("14:00"))
    desk.issue(call, "10:05")
    assert board_row(desk.store, call, at("14:01")).tell is None
    for when, until in (("14:02", "15:00"), ("14:50", "16:00")):
        calls.agree_appointment(desk.store, desk.clerk, call, for_=at(until), at=at(when), now=desk.now)
    assert board_row(desk.store, call, at("16:01")).tell == "supervisor"


def test_a_class_of_urgency_is_called_what_the_office_calls_it(tmp_path):
    desk = an_office(tmp_path, body_of("three-classes"))
    call = desk.log("10:00", fields={"class": "urgent"})
    row, card = board_row(desk.store, call, at("10:01")), call_card(desk.store, call, at("10:01"))
    assert (row.urgency, row.urgency_title, card.urgency_title) == (
        "urgent",
        Words("普通", "Ordinary"),
        row.urgency_title,
    )


def test_elsewhere_it_has_the_programs_word(tmp_path):
    desk = an_office(tmp_path, body_of("property-desk"))
    assert board_row(desk.store, desk.log("10:00"), at("10:01")).urgency_title is None
