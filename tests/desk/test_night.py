"""A call that may wait for the day shift, because the caller agrees."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from repairdesk.desk import night, orders
from repairdesk.rules.facts import Fact
from repairdesk.views import load
from repairdesk.views.board import board_row
from repairdesk.views.watch import watch
from tests.desk.conftest import Office, an_office, at, body_of, refused

NIGHT = "2026-03-02 22:03"


def last_fact(desk: Office, call: str) -> Fact:
    with desk.store.read() as tx:
        return load.timeline(tx, load.call_row(tx, call)).facts[-1]


def waits(desk: Office, call: str, when: str = "2026-03-02 22:05", **more: object) -> datetime:
    return night.may_wait(desk.store, desk.person("周夜班"), call, at=at(when), now=desk.now, **more)  # type: ignore[arg-type]


def test_it_waits_for_the_opening_and_the_minutes_a_call_has(desk: Office) -> None:
    call = desk.log(NIGHT)
    assert waits(desk, call) == at("2026-03-03 09:15")
    row = board_row(desk.store, call, at("2026-03-02 22:30"))
    assert (row.limit, row.due, row.clock_state) == ("arrival", at("2026-03-03 09:15"), "running")
    assert call in [line.call for line in watch(desk.store, at("2026-03-03 08:30")).morning]


@pytest.mark.parametrize(
    ("when", "until"),
    [
        ("2026-03-03 08:59:59", "2026-03-03 09:15"),
        ("2026-03-03 09:00", "2026-03-04 09:15"),
        ("2026-03-02 17:30", "2026-03-03 09:15"),
        ("2026-02-28 23:59:59", "2026-03-01 09:15"),
    ],
)
def test_which_opening(desk: Office, when: str, until: str) -> None:
    assert waits(desk, desk.log(when), when) == at(until)


def test_it_waits_for_the_time_named(desk: Office) -> None:
    call = desk.log(NIGHT)
    assert waits(desk, call, until=at("2026-03-03 14:00")) == at("2026-03-03 14:00")
    assert board_row(desk.store, call, desk.now).due == at("2026-03-03 14:00")


def test_a_repair_without_a_limit_begins_one_with_the_agreed_time(desk: Office) -> None:
    call = desk.log(NIGHT, minor=False)
    assert waits(desk, call) == at("2026-03-03 09:00")
    assert board_row(desk.store, call, at("2026-03-02 22:30")).due == at("2026-03-03 09:00")


def test_where_it_waits_for_the_day_shift_anyway_no_time_is_promised(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("dispatch-rules"))
    call = desk.log(NIGHT)
    assert waits(desk, call) == at("2026-03-03 09:00")
    assert last_fact(desk, call).what == "note.written"
    waits(desk, call, "2026-03-02 22:06", until=at("2026-03-03 10:00"))
    assert (last_fact(desk, call).what, last_fact(desk, call).for_) == (
        "appointment.agreed",
        at("2026-03-03 10:00"),
    )


def test_where_no_limit_follows_an_agreed_time_it_is_noted(tmp_path: Path) -> None:
    body = body_of("property-desk")
    body["limit"] = [one for one in body["limit"] if one["name"] not in ("arrival", "matter_arrival")]
    for one in body["limit"]:
        if one["name"] == "first_callback":
            one["to"] = [{"what": "callback.made", "kind": "arrival"}]
        if one["name"] == "repeat_callback":
            del one["from"]["once_past"]
    desk = an_office(tmp_path, body)
    call = desk.log(NIGHT)
    assert waits(desk, call) == at("2026-03-03 09:00")
    fact = last_fact(desk, call)
    assert (fact.what, fact.kind, fact.for_) == ("note.written", "may_wait", at("2026-03-03 09:00"))
    assert call in [line.call for line in watch(desk.store, at("2026-03-03 08:30")).morning]


def test_where_the_technician_agrees_the_time_himself_it_is_noted(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("grab-pool"))
    call = desk.log(NIGHT)
    waits(desk, call)
    assert last_fact(desk, call).what == "note.written"


def test_somebody_who_is_there_already_cannot_wait(desk: Office) -> None:
    call = desk.log("10:00")
    order = desk.issue(call)
    orders.arrive(desk.store, desk.clerk, order, at=at("10:12"), now=desk.now)
    with refused("call", "wrong_state", desk):
        waits(desk, call, "10:20")


def test_it_cannot_wait_for_a_time_that_is_over(desk: Office) -> None:
    call = desk.log(NIGHT)
    with refused("until", "time_in_past", desk):
        waits(desk, call, until=at("2026-03-02 22:04"))


def test_only_the_desk_says_so(desk: Office) -> None:
    call = desk.log(NIGHT)
    with refused("by", "not_permitted", desk):
        night.may_wait(desk.store, desk.person("张师傅"), call, at=at("2026-03-02 22:05"), now=desk.now)
