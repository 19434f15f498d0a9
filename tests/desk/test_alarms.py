"""Alarms are heard: once, by somebody, at a post; what has been heard rings nowhere any more."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from repairdesk.desk import alarms, orders
from repairdesk.models.doctor import doctor
from repairdesk.views import load
from repairdesk.views.touched import changes_since
from repairdesk.views.watch import heard_since, watch
from tests.desk.conftest import Office, at, refused

LATE = "2026-03-02 22:20"


def night(desk: Office) -> tuple[Office, str, str]:
    """A Monday night: a burst pipe and a matter, both taken at 22:00 and both late at 22:20."""
    here = replace(desk, now=at(LATE))
    first = here.log("22:00")
    second = here.log("22:01", kind="matter", content="噪音", matter_kind="complaint")
    return here, first, second


def rings(desk: Office) -> list[tuple[str, str, str]]:
    """Call, limit and stage of what rings."""
    return [(one.call, one.limit, one.stage) for one in watch(desk.store, desk.now).ringing]


def test_one_alarm_is_heard_by_somebody_at_a_post(desk: Office) -> None:
    here, call, other = night(desk)
    operator = here.person("周夜班")
    assert rings(here) == [
        (call, "technician_named", "limit"),
        (call, "arrival", "limit"),
        (other, "matter_arrival", "limit"),
    ]
    seen = watch(here.store, here.now).ringing[:1]
    assert alarms.answer_all(here.store, operator, seen, now=here.now) == 1
    assert rings(here) == [(call, "arrival", "limit"), (other, "matter_arrival", "limit")]
    (heard,) = heard_since(here.store, here.now)
    assert (heard.call, heard.limit, heard.who, heard.post) == (
        call, "technician_named", "周夜班", "monitoring_room",
    )  # fmt: skip
    assert heard_since(here.store, here.now + timedelta(seconds=1)) == ()
    with here.store.read() as tx:
        entry = tx.one("SELECT * FROM journal ORDER BY seq DESC LIMIT 1")
        assert entry is not None
        assert (entry["action"], entry["about"], entry["name"]) == ("alarm.answer", call, "周夜班")
        assert changes_since(tx, load.call_row(tx, call), entry["seq"] - 1) == [], "no form is out of date"
    assert doctor(here.store.path) == []


def test_answering_again_changes_nothing(desk: Office) -> None:
    here, _call, _ = night(desk)
    operator, seen = here.person("周夜班"), watch(here.store, here.now).ringing[:1]
    alarms.answer_all(here.store, operator, seen, now=here.now)
    before = here.content()
    later = here.now + timedelta(minutes=1)
    assert alarms.answer_all(here.store, here.clerk, seen, now=later) == 0
    assert here.content() == before


def test_all_of_a_call_and_all_there_is(desk: Office) -> None:
    here, call, other = night(desk)
    operator = here.person("周夜班")
    assert alarms.answer(here.store, operator, call[-3:], now=here.now) == 2
    assert rings(here) == [(other, "matter_arrival", "limit")]
    assert alarms.answer_all(here.store, operator, now=here.now) == 1
    assert rings(here) == []
    assert alarms.answer_all(here.store, operator, now=here.now) == 0
    with here.store.read() as tx:
        entries = tx.all("SELECT about, changes FROM journal WHERE action = 'alarm.answer' ORDER BY seq")
    assert [(row["about"], len(json.loads(row["changes"]))) for row in entries] == [(call, 2), (other, 1)]


def test_who_has_heard_the_warning_hears_that_it_has_run_out(desk: Office) -> None:
    here, call, _ = night(desk)
    early = replace(here, now=at("22:12"))
    seen = [one for one in watch(early.store, early.now).ringing if one.limit == "arrival"]
    assert alarms.answer_all(early.store, early.person("周夜班"), seen, now=early.now) == 1
    assert ("arrival", "warning") not in [one[1:] for one in rings(early)]
    assert (call, "arrival", "limit") in rings(here)


def test_what_has_been_done_meanwhile_needs_no_answer(desk: Office) -> None:
    here, call, _ = night(desk)
    seen = [one for one in watch(here.store, here.now).ringing if one.limit == "arrival"]
    order = here.issue(call, "22:05")
    orders.arrive(here.store, here.clerk, order, at=at("22:19"), now=here.now)
    before = here.content()
    assert alarms.answer_all(here.store, here.person("周夜班"), seen, now=here.now) == 0
    assert here.content() == before


def test_who_may_hear_and_what_there_is(desk: Office) -> None:
    here, call, _ = night(desk)
    with refused("by", "not_permitted", here):
        alarms.answer(here.store, here.person("张师傅"), call, now=here.now)
    with refused("by", "not_permitted", here):
        alarms.answer_all(here.store, here.person("钱财务"), now=here.now)
    with refused("call", "unknown_call", here):
        alarms.answer(here.store, here.clerk, "260302009999", now=here.now)
    assert alarms.answer(here.store, here.person("陈专员"), call, now=here.now) == 2
