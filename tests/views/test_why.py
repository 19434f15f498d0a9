"""Why a clock stands as it does: every kind of due time and every rule of a clock, as the steps of its sum."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import Any

import pytest

from repairdesk import config
from repairdesk.rules.clocks import clocks
from repairdesk.rules.facts import Fact, Job, Timeline
from repairdesk.rules.procedure import parse
from repairdesk.text import set_language, told
from repairdesk.views.standing import Standing
from repairdesk.views.why import STEPS, steps
from tests.desk.conftest import at

BODY = tomllib.loads((config.procedures_dir() / "property-desk.toml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def _english_again():
    yield
    set_language("en")


def moment(text: str) -> datetime:
    """``10:15`` on 2 March 2026, or ``0303 10:15``."""
    day, _, clock = text.rpartition(" ")
    return at(f"2026-{day[:2]}-{day[2:]} {clock}") if day else at(text)


def sentences(limit: dict[str, Any], facts: list[str], now: str, *, language: str = "en") -> list[str]:
    """The steps of the limit's last clock. A fact is ``10:00 call.received``, more of it after it."""
    base = {"name": "try", "rule": "S000-I-09", "title": {"zh": "到场", "en": "Arrival"}}
    procedure = parse({**BODY, "limit": [{**base, **limit}]})
    happened = []
    for fact in facts:
        when, what, *more = fact.split("|")
        given: dict[str, Any] = dict(part.split("=") for part in more)
        if "for_" in given:
            given["for_"] = moment(given["for_"])
        happened.append(Fact(moment(when), what, **given))
    timeline = Timeline.of(Job(), happened)
    running = clocks(procedure, timeline, moment(now))
    standing = Standing({}, procedure, timeline, running, "open", None)  # type: ignore[arg-type]
    set_language(language)
    return [told(STEPS[step.code], step.params) for step in steps(standing, running[-1], moment(now))]


CALL = "10:00|call.received"
NIGHT = "20:00|call.received"
ARRIVED = {"from": "call.received", "to": "technician.arrived"}
SUMS = [
    ("minutes", {"after": 15}, CALL, ["15 minutes later: due 2 Mar 2026 10:15"]),
    ("a week", {"after": 10080}, CALL, ["7 days later: due 9 Mar 2026 10:00"]),
    (
        "a month",
        {"months": 1},
        "0131 10:00|call.received",
        ["One month later, the same day and time, or that month's last day: due 28 Feb 2026 10:00"],
    ),
    (
        "months",
        {"months": 3},
        CALL,
        ["3 months later, the same day and time, or that month's last day: due 2 Jun 2026 10:00"],
    ),
    ("by", {"by": "closing"}, CALL, ["The first 17:30 from then on: due 2 Mar 2026 17:30"]),
    (
        "before the opening in words",
        {"by": "closing", "if_before": "opening"},
        "08:59|call.received",
        ["Before 09:00, so 17:30 the same day: due 2 Mar 2026 17:30"],
    ),
    (
        "at the closing in words",
        {"by": "closing", "if_before": "closing"},
        "17:30|call.received",
        ["At 17:30 or later, so 17:30 the next day: due 3 Mar 2026 17:30"],
    ),
    (
        "next day",
        {"by": "12:00", "if_before": "00:00"},
        CALL,
        ["12:00 on the next day: due 3 Mar 2026 12:00"],
    ),
    (
        "next shift",
        {"by": "closing", "next_shift": True},
        CALL,
        ["The next day shift to begin ends at 17:30: due 3 Mar 2026 17:30"],
    ),
    (
        "end of the day shift",
        {"end_of_shift": True},
        CALL,
        ["The post then on duty goes off at 17:30: due 2 Mar 2026 17:30"],
    ),
    (
        "end of the night shift",
        {"end_of_shift": True},
        NIGHT,
        ["The post then on duty goes off at 09:00: due 3 Mar 2026 09:00"],
    ),
    ("end of day", {"end_of_day": 0}, CALL, ["The end of that day: due 2 Mar 2026 23:59:59"]),
    ("end of next day", {"end_of_day": 1}, CALL, ["The end of the next day: due 3 Mar 2026 23:59:59"]),
    (
        "third day",
        {"end_of_day": 2},
        CALL,
        ["The end of day 3, that day being the first: due 4 Mar 2026 23:59:59"],
    ),
    (
        "the fifth of the next month",
        {"next_month_day": 5},
        CALL,
        ["The end of day 5 of the following month: due 5 Apr 2026 23:59:59"],
    ),
    (
        "the end of the next month",
        {"next_month_day": 31},
        CALL,
        ["The end of the following month: due 30 Apr 2026 23:59:59"],
    ),
]


@pytest.mark.parametrize(
    ("due", "fact", "wanted"), [each[1:] for each in SUMS], ids=[each[0] for each in SUMS]
)
def test_the_sum(due: dict[str, Any], fact: str, wanted: list[str]) -> None:
    now = fact.partition("|")[0]
    said = sentences({**ARRIVED, "due": due}, [fact], now)
    assert said[1:-1] == wanted
    assert said[0].startswith("Begins with: call received, ")
    assert said[-1].startswith("Nothing has settled it yet: ")
    chinese = sentences({**ARRIVED, "due": due}, [fact], now, language="zh")
    assert len(chinese) == len(said)
    assert not any(letter.isascii() and letter.isalpha() for words in chinese for letter in words)


MONTHLY = {
    "from": "job.converted",
    "to": "follow_up.checked",
    "due": {"each_month": [15, 31], "first_month_from": 16},
}
AGREED = {"from": "appointment.agreed", "to": "technician.arrived", "appointment": "due"}
RULES = [
    (
        "the day shift, by night",
        {**ARRIVED, "starts": "day_shift", "due": {"end_of_day": 0}},
        [NIGHT],
        "20:00",
        [
            "That was by night: counts from the opening, 3 Mar 2026 09:00",
            "The end of that day: due 3 Mar 2026 23:59:59",
        ],
    ),
    (
        "the day shift, by day",
        {**ARRIVED, "starts": "day_shift", "due": {"end_of_day": 0}},
        [CALL],
        "10:00",
        ["The end of that day: due 2 Mar 2026 23:59:59"],
    ),
    (
        "what stands in",
        {"from": "slip.fetched", "or_from": "order.issued", "to": "technician.arrived", "due": {"after": 15}},
        [CALL, "10:05|order.issued"],
        "10:06",
        [
            "Not on record: slip fetched. So it begins with: work order issued, 2 Mar 2026 10:05",
            "15 minutes later: due 2 Mar 2026 10:20",
        ],
    ),
    (
        "only if",
        {**ARRIVED, "given": "quote.agreed", "due": {"after": 15}},
        [CALL, "10:05|quote.agreed"],
        "10:06",
        [
            "It applies because of this: quote agreed, 2 Mar 2026 10:05",
            "Begins with: call received, 2 Mar 2026 10:00",
            "15 minutes later: due 2 Mar 2026 10:15",
        ],
    ),
    (
        "each month, the second",
        MONTHLY,
        ["0203 10:00|call.received", "0203 11:00|job.converted"],
        "10:00",
        [
            "In this month it counts from 1 Mar 2026 00:00",
            "Number 2 of 2 in this month: due 31 Mar 2026 23:59:59",
        ],
    ),
    (
        "each month, begun late",
        MONTHLY,
        ["0316 10:00|call.received", "0316 11:00|job.converted"],
        "0317 10:00",
        [
            "Begins with: job converted, 16 Mar 2026 11:00",
            "It began on day 16 of its month or later: that month's first is left out",
            "Number 2 of 2 in this month: due 31 Mar 2026 23:59:59",
        ],
    ),
    (
        "some minutes earlier",
        {**AGREED, "due": {"agreed": True, "earlier": 3}},
        [CALL, "10:10|appointment.agreed|for_=15:00"],
        "10:11",
        [
            "Agreed with the customer at 2 Mar 2026 10:10: 2 Mar 2026 15:00",
            "3 minutes before that: due 2 Mar 2026 14:57",
        ],
    ),
    (
        "the agreed time",
        {**AGREED, "due": {"agreed": True}},
        [CALL, "10:10|appointment.agreed|for_=15:00"],
        "10:11",
        ["Agreed with the customer at 2 Mar 2026 10:10: 2 Mar 2026 15:00 is the limit"],
    ),
    (
        "the time said in a notice",
        {
            "from": {"what": "callback.made", "kind": "notice"},
            "to": "technician.arrived",
            "due": {"agreed": True},
        },
        [CALL, "10:10|callback.made|kind=notice|answer=agreed|for_=11:00"],
        "10:11",
        ["Begins with: notice, 2 Mar 2026 10:10", "Said at 2 Mar 2026 10:10: 2 Mar 2026 11:00 is the limit"],
    ),
    (
        "counted from a promise",
        {"from": "hold.approved", "to": "follow_up.noted", "promised": True, "due": {"after": 10080}},
        [CALL, "10:10|hold.approved|for_=0310 09:00"],
        "10:11",
        ["The time promised is later: 10 Mar 2026 09:00", "7 days later: due 17 Mar 2026 09:00"],
    ),
]


@pytest.mark.parametrize(
    ("limit", "facts", "now", "wanted"), [each[1:] for each in RULES], ids=[each[0] for each in RULES]
)
def test_the_rules_of_a_clock(limit: dict[str, Any], facts: list[str], now: str, wanted: list[str]) -> None:
    said = sentences(limit, facts, now)
    assert said[-1 - len(wanted) : -1] == wanted
    chinese = sentences(limit, facts, now, language="zh")
    assert len(chinese) == len(said)
    assert not any(letter.isascii() and letter.isalpha() for words in chinese for letter in words)


LATE = ["10:00|call.received", "10:20|technician.arrived"]
SLIP = {"from": "slip.fetched", "to": "technician.arrived", "due": {"after": 15}}
ENDS = [
    ("in time", {}, [CALL, "10:15|technician.arrived"], "11:00", ["Done at 2 Mar 2026 10:15: in time"]),
    ("late", {}, LATE, "11:00", ["Done at 2 Mar 2026 10:20: 5 minutes late"]),
    (
        "late for a target",
        {"target": True},
        LATE,
        "11:00",
        ["Done at 2 Mar 2026 10:20: 5 minutes past the target; nobody is late for that"],
    ),
    (
        "a reminder, late",
        {"reminder": True},
        LATE,
        "11:00",
        ["Done at 2 Mar 2026 10:20; it was only a reminder"],
    ),
    (
        "open past a target",
        {"target": True},
        [CALL],
        "10:20",
        ["Nothing has settled it yet: 5 minutes past the target; nobody is late for that"],
    ),
    (
        "broken",
        {"on_breach": {"zh": "致歉。", "en": "Apologise."}},
        [CALL],
        "12:30",
        ["Nothing has settled it yet: 2 hours 15 minutes over", "What is to be done: Apologise."],
    ),
    (
        "made way",
        {**SLIP, "yields_to": "appointment.agreed"},
        [CALL, "10:05|order.issued", "10:06|slip.fetched", "10:10|appointment.agreed|for_=15:00"],
        "10:11",
        ["appointment agreed, 2 Mar 2026 10:10: another limit has taken its place"],
    ),
    (
        "waived",
        {"waived_by": "customer.signed"},
        [CALL, "10:10|customer.signed"],
        "10:11",
        ["customer signed, 2 Mar 2026 10:10: ended without a verdict"],
    ),
    (
        "ended with the line",
        {},
        [CALL, "10:10|call.withdrawn"],
        "10:11",
        ["call withdrawn, 2 Mar 2026 10:10: ended without a verdict"],
    ),
    (
        "struck off without it",
        {},
        [CALL, "11:00|job.closed"],
        "0310 10:00",
        ["Struck off at 2 Mar 2026 11:00, 45 minutes over, and not done before"],
    ),
    (
        "goes on after the strike-off",
        {"outlives_closing": True, "due": {"after": 10080}},
        [CALL, "11:00|job.closed"],
        "0303 10:00",
        ["The line is struck off; this limit goes on", "Nothing has settled it yet: 6 days left"],
    ),
]


@pytest.mark.parametrize(
    ("limit", "facts", "now", "wanted"), [each[1:] for each in ENDS], ids=[each[0] for each in ENDS]
)
def test_how_it_stands(limit: dict[str, Any], facts: list[str], now: str, wanted: list[str]) -> None:
    said = sentences({**ARRIVED, "due": {"after": 15}, **limit}, facts, now)
    assert said[-len(wanted) :] == wanted


def test_a_span_is_said_as_people_say_it() -> None:
    from repairdesk.text import span

    spoken = {0: "0 minutes", 1: "1 minute", 60: "1 hour", 90: "90 minutes", 1440: "24 hours", 4320: "3 days"}
    assert {minutes: span(minutes) for minutes in spoken} == spoken
    assert span(3061) == "2 days 3 hours 1 minute"
