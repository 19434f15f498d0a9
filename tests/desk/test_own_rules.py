"""What an office's own statements change in what the desk may do: rework for a bar of its own, others who agree a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairdesk.desk import calls, checks, entries, orders
from repairdesk.rules.closing import missing_to_close
from repairdesk.rules.procedure import parse
from repairdesk.rules.schema import ProcedureError
from repairdesk.views import load
from tests.desk.conftest import Office, an_office, at, body_of, refused


def missing(desk: Office, call: str) -> list[str]:
    """The codes of what bars the strike-off."""
    with desk.store.read() as tx:
        row = load.call_row(tx, call)
        found = missing_to_close(load.procedure(tx, row["procedure_id"]), load.timeline(tx, row))
    return [one.code for one in found]


def faulty_after_the_repair(desk: Office) -> str:
    """A piece of equipment that does not run normally on test after the repair."""
    call = desk.log()
    desk.done(call, desk.issue(call))
    entries.fill(desk.store, desk.clerk, call, {"tested": "faulty"}, now=desk.now)
    return call


def test_work_that_a_bar_of_the_offices_own_finds_wanting_is_done_again(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("equipment"))
    call = faulty_after_the_repair(desk)
    assert missing(desk, call) == ["rework_open"]
    again = desk.issue(call, "11:30")
    assert desk.call(call)["state"] == "dispatched"
    orders.arrive(desk.store, desk.clerk, again, at=at("11:40"), now=desk.now)
    orders.finish(desk.store, desk.clerk, again, at=at("12:00"), now=desk.now)
    assert missing(desk, call) == ["customer_signature"]  # the test of before was of the order before


def test_the_supervisor_decides_about_it(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("equipment"))
    call = faulty_after_the_repair(desk)
    checks.approve(
        desk.store, desk.person("孙主管"), call, remark="备用设备已换上", at=at("11:30"), now=desk.now
    )
    assert missing(desk, call) == []


def test_a_technician_agrees_the_time_himself_where_the_office_says_so(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("grab-pool"))
    call = desk.log()
    desk.issue(call)
    calls.agree_appointment(
        desk.store, desk.person("张师傅"), call, for_=at("15:00"), at=at("10:06"), now=desk.now
    )
    assert desk.facts(call)[-1] == "appointment.agreed"


def test_elsewhere_the_desk_does(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("property-desk"))
    call = desk.log()
    with refused("by", "not_permitted", desk):
        calls.agree_appointment(
            desk.store, desk.person("张师傅"), call, for_=at("15:00"), at=at("10:06"), now=desk.now
        )


def filled(desk: Office, call: str) -> dict[str, str]:
    """What is filled in of the office's own fields."""
    with desk.store.read() as tx:
        return dict(load.timeline(tx, load.call_row(tx, call)).job.entries)


def test_a_field_holds_what_goes_without_saying_unless_the_clerk_says_otherwise(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("price-review"))
    assert filled(desk, desk.log())["statistics"] == "repair"
    assert filled(desk, desk.log(fields={"statistics": "complaint"}))["statistics"] == "complaint"
    assert "statistics" not in filled(desk, desk.log(fields={"statistics": ""}))


def test_the_register_answers_for_a_caller_who_is_in_it(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("rated-close"))
    known = desk.log(room="3-2-1202", caller="欧阳𠮷")
    assert filled(desk, known) == {"verified": "in_register"}
    assert desk.issue(known)
    assert filled(desk, desk.log(room="3-2-1202", caller="赵女士")) == {}
    assert filled(desk, desk.log(room="3-2-1201", caller="欧阳𠮷")) == {}
    assert filled(desk, desk.log(room="东门", caller="欧阳𠮷")) == {}


def test_a_value_that_a_choice_does_not_have_is_no_preset() -> None:
    body = body_of("price-review")
    body["field"][0]["preset"] = "praise"
    with pytest.raises(ProcedureError) as refused_file:
        parse(body, "office.toml")
    assert (refused_file.value.key, refused_file.value.code) == ("field[1].preset", "expected_one_of")


def test_engineering_knows_of_a_job_whose_technician_is_named(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("warranty-office"))
    at_once = desk.log()
    desk.issue(at_once)
    assert desk.facts(at_once)[-3:] == ["order.issued", "engineering.told", "technician.told"]
    told = desk.log()
    form = calls.FactForm(what="engineering.told")
    calls.record_fact(desk.store, desk.clerk, told, form, at=at("10:02"), now=desk.now)
    desk.issue(told)
    assert desk.facts(told).count("engineering.told") == 1


def test_nobody_else_has_to_be_told_where_the_office_does_not_ask_for_it(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("property-desk"))
    call = desk.log()
    desk.issue(call)
    assert "engineering.told" not in desk.facts(call)
