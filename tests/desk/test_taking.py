"""Taking a call in an office that asks for more: booking hours, a full crew, a code for the door, several procedures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from repairdesk.desk import calls, crew, equipment, office, orders
from repairdesk.models.doctor import doctor
from repairdesk.rules.refusal import Refused
from repairdesk.views import load
from repairdesk.views.call_card import call_card
from repairdesk.views.directories import procedures, procedures_in_use
from tests.desk.conftest import Office, an_office, at, body_of, refused


@pytest.fixture
def booked(tmp_path: Path) -> Iterator[Office]:
    """An office that agrees visits from 08:00 and before 17:00."""
    here = an_office(tmp_path, body_of("booked-hours"))
    yield here
    here.store.close()


@pytest.fixture
def pooled(tmp_path: Path) -> Iterator[Office]:
    """An office that gives a code for the door, and whose crew may be full."""
    here = an_office(tmp_path, body_of("grab-pool"))
    yield here
    here.store.close()


def agree(desk: Office, call: str, when: str, **more: bool) -> None:
    calls.agree_appointment(desk.store, desk.clerk, call, for_=at(when), at=at("10:05"), now=desk.now, **more)


# --- booking hours ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["2026-03-03 08:00", "2026-03-03 16:59:59"])
def test_a_time_within_the_booking_hours_is_agreed(booked: Office, when: str) -> None:
    call = booked.log(appointment=at(when))
    agree(booked, call, when)


@pytest.mark.parametrize("when", ["2026-03-03 07:59:59", "2026-03-03 17:00"])
def test_a_time_outside_the_booking_hours_is_only_for_emergencies_and_special_cases(
    booked: Office, when: str
) -> None:
    with refused("appointment", "outside_booking_hours", booked):
        booked.log(appointment=at(when))
    call = booked.log()
    with refused("for", "outside_booking_hours", booked):
        agree(booked, call, when)
    agree(booked, call, when, special=True)
    marked = booked.log(appointment=at(when), special=True)
    with booked.store.read() as tx:
        kinds = [fact.kind for fact in load.timeline(tx, load.call_row(tx, marked)).all("appointment.agreed")]
    assert kinds == ["special"]
    urgent = booked.log(appointment=at(when), urgency="emergency")
    agree(booked, urgent, when)


def test_an_office_without_booking_hours_agrees_any_time(desk: Office) -> None:
    agree(desk, desk.log(appointment=at("22:00")), "2026-03-03 05:00")


# --- the crew is full -------------------------------------------------------------------------------------------------


def test_while_the_crew_is_full_routine_visits_are_agreed_for_later(pooled: Office) -> None:
    open_call = pooled.log(trade="plumbing")
    until = at("2026-03-04 09:00")
    crew.full(
        pooled.store,
        pooled.clerk,
        until=until,
        said_by="赵领班",
        trade="plumbing",
        at=at("10:01"),
        now=pooled.now,
    )
    for when in (None, at("2026-03-03 10:00"), until - timedelta(seconds=1)):
        with refused("appointment", "crew_full", pooled):
            pooled.log("10:05", trade="plumbing", appointment=when)
    with refused("for", "crew_full", pooled):
        agree(pooled, open_call, "2026-03-03 10:00")
    agree(pooled, open_call, "2026-03-04 09:00")
    pooled.log("10:05", trade="plumbing", appointment=until)
    pooled.log("10:05", trade="electric", content="跳闸")
    pooled.log("10:05", trade="plumbing", urgency="urgent")
    pooled.log("10:05", trade="plumbing", special=True, room="3-2-1202", caller="", phone="")
    pooled.log("10:00", trade="plumbing")  # before anybody said so
    crew.free(pooled.store, pooled.clerk, trade="plumbing", at=at("10:10"), now=pooled.now)
    pooled.log("10:15", trade="plumbing")


# --- what else the line is stamped with -------------------------------------------------------------------------------


def test_the_customer_gets_a_code_for_the_door(pooled: Office) -> None:
    codes = {pooled.call(pooled.log(f"10:0{n}"))["visit_code"] for n in range(5)}
    assert len(codes) > 1
    assert all(len(code) == 6 and code.isdigit() for code in codes)


def test_only_offices_with_codes_draw_one(desk: Office) -> None:
    assert desk.call(desk.log())["visit_code"] is None


def test_the_entry_on_the_system_is_timed_where_a_limit_asks_for_it(tmp_path: Path, desk: Office) -> None:
    assert "call.entered" not in desk.facts(desk.log())
    here = an_office(tmp_path / "crm", body_of("crm-intake"))
    call = here.log()
    with here.store.read() as tx:
        entered = load.timeline(tx, load.call_row(tx, call)).last("call.entered")
    assert entered is not None
    assert entered.at == here.now
    here.store.close()


def test_the_result_is_entered_when_the_returned_paper_is_typed_in(tmp_path: Path) -> None:
    here = an_office(tmp_path, body_of("crm-intake"))
    call = here.log()
    order = here.issue(call)
    form = orders.ReturnedForm(arrived_at=at("10:30"), finished_at=at("11:00"), returned_at=at("11:10"))
    orders.close_out(here.store, here.clerk, order, form, now=at("12:00"))
    clocks = {one.limit: one for one in call_card(here.store, call, here.now).clocks}
    assert (clocks["result_entry"].met_at, clocks["result_entry"].state) == (at("12:00"), "met")
    here.store.close()


def test_a_call_says_what_kind_of_job_it_is(desk: Office) -> None:
    equipment.add(
        desk.store,
        desk.person("王经理"),
        equipment.EquipmentForm(name="3号楼电梯", kind="电梯"),
        now=desk.now,
    )
    call = desk.log(
        area="rural", scope="internal", listed=False, important=True, key_customer=True, complaint=True,
        equipment="3号楼电梯",
    )  # fmt: skip
    with desk.store.read() as tx:
        job = load.timeline(tx, load.call_row(tx, call)).job
    assert (job.area, job.scope, job.listed) == ("rural", "internal", False)
    assert (job.important, job.key_customer, job.complaint) == (True, True, True)
    assert desk.call(call)["equipment_id"] == 1
    calls.correct(
        desk.store, desk.clerk, call, reason="问错了", area="urban", scope="company", listed=True, important=False,
        key_customer=False, complaint=False, now=desk.now,
    )  # fmt: skip
    row = desk.call(call)
    assert (row["area"], row["scope"]) == ("urban", "company")
    assert [row[name] for name in ("listed", "important", "key_customer", "complaint")] == [1, 0, 0, 0]


def test_what_goes_without_saying_is_not_written_down(desk: Office) -> None:
    row = desk.call(desk.log())
    assert (row["area"], row["scope"], row["equipment_id"]) == (None, None, None)
    with desk.store.read() as tx:
        job = load.timeline(tx, row).job
    assert (job.area, job.scope) == ("urban", "company")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("area", "mars", "not_one_of"), ("scope", "world", "not_one_of"), ("equipment", "火箭", "unknown_equipment"),
     ("procedure", "storm-duty", "not_in_use")],
)  # fmt: skip
def test_what_is_not_known_is_refused(desk: Office, field: str, value: str, code: str) -> None:
    with refused(field, code, desk):
        desk.log(**{field: value})


# --- several procedures -----------------------------------------------------------------------------------------------


def test_procedures_are_in_use_side_by_side(desk: Office) -> None:
    manager = desk.person("王经理")
    assert office.adopt_procedure(desk.store, manager, body_of("storm-duty"), also=True, now=desk.now) == 1
    assert [one.id for one in procedures_in_use(desk.store)] == ["property-desk", "storm-duty"]
    storm, plain = desk.log(procedure="storm-duty"), desk.log()
    assert call_card(desk.store, storm, desk.now).procedure == "storm-duty"
    assert call_card(desk.store, plain, desk.now).procedure == "property-desk"
    assert desk.log(procedure="property-desk")
    newer = body_of("storm-duty") | {"retention_years": 3}
    assert office.adopt_procedure(desk.store, manager, newer, also=True, now=desk.now) == 2
    assert {(one.name, one.version) for one in procedures(desk.store) if one.in_use} == {
        ("property-desk", 1), ("storm-duty", 2),
    }  # fmt: skip
    office.stop_procedure(desk.store, manager, "storm-duty", now=desk.now)
    with pytest.raises(Refused):
        desk.log(procedure="storm-duty")
    assert call_card(desk.store, storm, desk.now).procedure == "storm-duty", "its lines stay with it"
    assert doctor(desk.store.path) == []


def test_the_office_s_own_procedure_is_never_stopped_and_never_stands_beside_itself(desk: Office) -> None:
    manager = desk.person("王经理")
    with refused("procedure", "own_procedure", desk):
        office.stop_procedure(desk.store, manager, "property-desk", now=desk.now)
    with refused("procedure", "not_in_use", desk):
        office.stop_procedure(desk.store, manager, "storm-duty", now=desk.now)
    with refused("by", "not_permitted", desk):
        office.stop_procedure(desk.store, desk.clerk, "storm-duty", now=desk.now)
    office.adopt_procedure(desk.store, manager, body_of("storm-duty"), also=True, now=desk.now)
    office.adopt_procedure(desk.store, manager, body_of("storm-duty"), now=desk.now)
    assert [one.id for one in procedures_in_use(desk.store)] == ["storm-duty"]
    newer = body_of("storm-duty") | {"retention_years": 3}
    office.adopt_procedure(desk.store, manager, newer, also=True, now=desk.now)
    assert [(one.id, one.version) for one in procedures_in_use(desk.store)] == [("storm-duty", 2)]


@pytest.mark.parametrize(("procedure", "kind"), [("property-desk", "other"), ("service-clerks", None)])
def test_a_matter_of_no_kind_in_particular_is_other_or_nothing(
    tmp_path: Path, procedure: str, kind: str | None
) -> None:
    desk = an_office(tmp_path, body_of(procedure))
    assert desk.call(desk.log(kind="matter"))["matter_kind"] == kind
    with refused("matter_kind", "not_one_of", desk):
        desk.log(kind="matter", matter_kind="weather")
    desk.store.close()
