"""What rings and when, to the second: limits about to run out, those that have, jobs that nobody was given."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from typing import Any

import pytest

from repairdesk import config
from repairdesk.rules.alarms import Alarm, alarms, nobody_since
from repairdesk.rules.clocks import clocks
from repairdesk.rules.facts import Fact, Job, Timeline
from repairdesk.rules.procedure import Procedure, parse
from repairdesk.rules.worktime import Hours

HOURS = Hours()
SECOND = timedelta(seconds=1)
LIMIT: dict[str, Any] = {
    "name": "arrival", "rule": "X-A-01", "title": {"zh": "到场", "en": "Arrival"}, "from": "call.received",
    "to": "technician.arrived", "due": {"after": 15}, "appointment": "due",
}  # fmt: skip


def office(*limits: dict[str, Any]) -> Procedure:
    """The desk that comes with the program, with these limits and no others."""
    body = tomllib.loads((config.procedures_dir() / "property-desk.toml").read_text("utf-8"))
    body["limit"] = list(limits)
    for each in limits:
        body["rules"].setdefault(each["rule"], {"clause": "1", "zh": "一", "en": "One"})
    return parse(body)


def at(text: str) -> datetime:
    """``10:15:00`` on Monday 2 March, or ``+1 09:00:00`` the day after, on the office's clock."""
    later, _, clock = text.rpartition(" ")
    day = datetime.fromisoformat(f"2026-03-02 {clock}") + timedelta(days=int(later or 0))
    return HOURS.instant(day)


def line(received: str, *facts: Fact, **job: Any) -> Timeline:
    """A line received then, with what happened on it."""
    return Timeline.of(Job(**job), [Fact(at(received), "call.received"), *facts])


def ring(procedure: Procedure, timeline: Timeline, now: str | datetime) -> list[tuple[str, str]]:
    """Stage and limit of everything that rings."""
    return [(alarm.stage, alarm.limit) for alarm in found(procedure, timeline, now)]


def found(procedure: Procedure, timeline: Timeline, now: str | datetime) -> tuple[Alarm, ...]:
    moment = at(now) if isinstance(now, str) else now
    return alarms(procedure, timeline, clocks(procedure, timeline, moment), moment, unassigned=15)


NOTHING: list[tuple[str, str]] = []
WARNING, OVER, NOBODY = [("warning", "arrival")], [("limit", "arrival")], [("nobody", "")]


@pytest.mark.parametrize(
    ("changes", "now", "rings"),
    [
        # A third of fifteen minutes is left at ten minutes past.
        ({}, "10:00:00", NOTHING),
        ({}, "10:09:59", NOTHING),
        ({}, "10:10:00", WARNING),
        ({}, "10:15:00", WARNING),
        ({}, "10:15:01", OVER),
        ({}, "+9 10:15:01", OVER),
        # The office says itself when it is to warn.
        ({"warn": 2}, "10:12:59", NOTHING),
        ({"warn": 2}, "10:13:00", WARNING),
        ({"warn": 0}, "10:14:59", NOTHING),
        ({"warn": 0}, "10:15:00", WARNING),
        # At most an hour before, however long the limit is.
        ({"due": {"after": 600}}, "18:59:59", NOTHING),
        ({"due": {"after": 600}}, "19:00:00", WARNING),
        # A reminder rings when it is due, and not before.
        ({"reminder": True}, "10:15:00", NOTHING),
        ({"reminder": True}, "10:15:01", OVER),
        # For a target nobody is late.
        ({"target": True}, "10:14:59", NOTHING),
    ],
)
def test_a_limit_rings_before_it_runs_out_and_when_it_has(
    changes: dict[str, Any], now: str, rings: list[tuple[str, str]]
) -> None:
    assert ring(office({**LIMIT, **changes}), line("10:00:00"), now) == rings


def test_a_reminder_is_silent_while_an_agreed_time_lies_ahead() -> None:
    reminder = {**LIMIT, "name": "named", "to": "technician.told", "reminder": True, "appointment": None}
    procedure = office({name: value for name, value in reminder.items() if value is not None})
    waits = line("10:00:00", Fact(at("10:02:00"), "appointment.agreed", at("14:00:00")))
    assert ring(procedure, waits, "10:15:01") == NOTHING
    assert ring(procedure, waits, "13:59:59") == NOTHING
    (alarm,) = found(procedure, waits, "14:00:00")
    assert (alarm.stage, alarm.due, alarm.since) == ("limit", at("10:15:00"), at("14:00:00"))


def test_since_when_it_rings() -> None:
    procedure, job = office(LIMIT), line("10:00:00")
    (warning,) = found(procedure, job, "10:12:00")
    (over,) = found(procedure, job, "10:30:00")
    assert (warning.since, warning.due) == (at("10:10:00"), at("10:15:00"))
    assert (over.since, over.due) == (at("10:15:00"), at("10:15:00"))
    assert warning.key != over.key, "who heard the warning has not heard that it ran out"


@pytest.mark.parametrize("what", ["technician.arrived", "call.withdrawn"])
def test_what_happened_or_came_to_nothing_does_not_ring(what: str) -> None:
    procedure = office(LIMIT)
    assert ring(procedure, line("10:00:00", Fact(at("10:12:00"), what)), "10:16:00") == NOTHING


def test_another_agreed_time_is_another_alarm() -> None:
    procedure = office(LIMIT)
    first = Fact(at("10:05:00"), "appointment.agreed", at("14:00:00"))
    second = Fact(at("14:10:00"), "appointment.agreed", at("16:00:00"))
    job = line("10:00:00", first)
    assert ring(procedure, job, "10:30:00") == NOTHING
    assert ring(procedure, job, "12:59:59") == NOTHING
    assert ring(procedure, job, "13:00:00") == WARNING
    (before,) = found(procedure, job, "14:05:00")
    after = found(procedure, line("10:00:00", first, second), "16:00:01")
    assert (before.stage, before.due) == ("limit", at("14:00:00"))
    assert [one.due for one in after] == [at("14:00:00"), at("16:00:00")]
    assert before.key == after[0].key != after[1].key


@pytest.mark.parametrize(
    ("received", "urgency", "now", "rings"),
    [
        ("10:00:00", "routine", "10:14:59", NOTHING),
        ("10:00:00", "routine", "10:15:00", NOBODY),
        ("17:29:59", "routine", "17:44:59", NOBODY),
        # What may wait, taken by night, waits for the opening.
        ("17:30:00", "routine", "+1 09:14:59", NOTHING),
        ("17:30:00", "routine", "+1 09:15:00", NOBODY),
        ("03:00:00", "routine", "09:15:00", NOBODY),
        # What may not, does not.
        ("22:00:00", "urgent", "22:15:00", NOBODY),
        ("22:00:00", "emergency", "22:14:59", NOTHING),
        ("22:00:00", "emergency", "22:15:00", NOBODY),
    ],
)
def test_a_job_without_a_limit_rings_until_somebody_is_given_it(
    received: str, urgency: str, now: str, rings: list[tuple[str, str]]
) -> None:
    job = line(received, urgency=urgency)
    assert ring(office(), job, now) == rings
    told = Fact(at(received) + timedelta(minutes=5), "technician.told")
    assert ring(office(), line(received, told, urgency=urgency), now) == NOTHING


def test_a_job_agreed_for_later_rings_when_that_time_has_come_and_nobody_has_it() -> None:
    agreed = Fact(at("10:05:00"), "appointment.agreed", at("14:00:00"))
    job = line("10:00:00", agreed)
    assert ring(office(), job, "13:59:59") == NOTHING
    assert ring(office(), job, "14:00:00") == NOBODY
    moved = Fact(at("10:06:00"), "appointment.agreed", at("10:07:00"))
    assert nobody_since(office(), line("10:00:00", agreed, moved), 15) == at("10:15:00"), (
        "never before its time"
    )


def test_a_limit_that_begins_in_the_morning_does_not_keep_the_night_quiet() -> None:
    slip = {
        **LIMIT, "name": "slip_written", "to": "slip.written", "starts": "opening", "due": {"by": "14:00"},
        "when": {"origin": "night"},
    }  # fmt: skip
    del slip["appointment"]
    job = line("22:00:00", urgency="emergency", minor=False)
    assert ring(office(slip), job, "22:14:59") == NOTHING
    assert ring(office(slip), job, "22:15:00") == NOBODY
    assert ring(office(slip), job, "+1 09:00:00") == NOBODY
    assert ring(office(slip), job, "+1 13:00:00") == [*NOBODY, ("warning", "slip_written")]


def test_a_target_does_not_keep_a_job_quiet_that_nobody_was_given() -> None:
    assert ring(office({**LIMIT, "target": True}), line("10:00:00"), "10:15:00") == NOBODY


def test_the_one_that_has_rung_longest_comes_first() -> None:
    both = office(LIMIT, {**LIMIT, "name": "told", "to": "supervisor.told", "due": {"after": 10}})
    assert ring(both, line("10:00:00"), "10:20:00") == [("limit", "told"), ("limit", "arrival")]
    assert ring(both, line("10:00:00"), "10:07:00") == [("warning", "told")]
