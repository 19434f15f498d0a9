"""Laws that hold for every job: the order of entry does not matter, and what was settled stays settled."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from repairdesk import config
from repairdesk.rules.bill import Charge, bill
from repairdesk.rules.clocks import Clock, clocks, warns_at
from repairdesk.rules.closing import missing_to_close
from repairdesk.rules.facts import CALLBACK_ANSWERS, Fact, Job, Timeline
from repairdesk.rules.limits import ACTIONS
from repairdesk.rules.next_action import next_action, state
from repairdesk.rules.procedure import parse
from repairdesk.rules.statements import Fees

PROCEDURE = parse(tomllib.loads((config.procedures_dir() / "property-desk.toml").read_text("utf-8")))
START = datetime(2026, 2, 28, 1, 0, tzinfo=UTC)
WHATS = (
    "order.issued", "technician.told", "order.accepted", "slip.written", "technician.arrived", "visit.answered",
    "work.finished", "appointment.agreed", "customer.signed", "officer.signed", "slip.returned", "callback.made",
    "hold.approved", "payment.received", "quote.agreed", "finance.received",
)  # fmt: skip
minutes = st.integers(0, 3 * 24 * 60)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    at = START + timedelta(minutes=draw(minutes))
    what = draw(st.sampled_from(WHATS))
    if what == "callback.made":
        kind = draw(st.sampled_from(("arrival", "completion", "plan")))
        answer = draw(st.sampled_from(CALLBACK_ANSWERS[kind]))
        return Fact(at, what, kind=kind, answer=answer)
    if what == "appointment.agreed":
        return Fact(at, what, at + timedelta(minutes=draw(st.integers(0, 1500))))
    if what == "work.finished":
        return Fact(at, what, result=draw(st.sampled_from(("finished", "unfinished"))))
    return Fact(at, what)


jobs = st.builds(
    Job,
    kind=st.sampled_from(("repair", "matter")),
    place=st.sampled_from(("in_home", "public_area")),
    paid=st.booleans(),
    minor=st.booleans(),
)
lines = st.lists(facts(), max_size=14).map(lambda found: [Fact(START, "call.received"), *found])


@settings(deadline=None, max_examples=150)
@given(jobs, lines, st.randoms(use_true_random=False), minutes)
def test_the_order_of_entry_does_not_matter(job: Job, line: list[Fact], random: object, later: int) -> None:
    now = START + timedelta(minutes=later)
    shuffled = list(line)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Timeline.of(job, line), Timeline.of(job, shuffled)
    assert clocks(PROCEDURE, one, now) == clocks(PROCEDURE, other, now)
    assert missing_to_close(PROCEDURE, one) == missing_to_close(PROCEDURE, other)


def settled(found: tuple[Clock, ...]) -> set[tuple[object, ...]]:
    return {(c.limit, c.since, c.due, c.met_at, c.state) for c in found if c.state in ("met", "missed")}


@settings(deadline=None, max_examples=150)
@given(jobs, lines, facts())
def test_a_later_fact_never_takes_a_verdict_back(job: Job, line: list[Fact], added: Fact) -> None:
    last = max(fact.at for fact in line)
    later = Fact(
        last + timedelta(minutes=1), added.what, added.for_, added.kind, added.answer, added.by, added.result
    )
    now = later.at + timedelta(days=2)
    before = settled(clocks(PROCEDURE, Timeline.of(job, line), now))
    after = settled(clocks(PROCEDURE, Timeline.of(job, [*line, later]), now))
    assert before <= after


@settings(deadline=None, max_examples=150)
@given(jobs, lines, minutes)
def test_every_line_has_a_state_and_one_next_action(job: Job, line: list[Fact], later: int) -> None:
    now = START + timedelta(minutes=later)
    timeline = Timeline.of(job, line)
    found = clocks(PROCEDURE, timeline, now)
    assert next_action(PROCEDURE, timeline, found, now).action in ACTIONS
    assert state(PROCEDURE, timeline)
    for clock in found:
        assert warns_at(clock, PROCEDURE.hours) <= clock.due
        assert (clock.state == "overdue") <= (now > clock.due)


@settings(deadline=None, max_examples=100)
@given(jobs, lines)
def test_a_line_that_may_be_closed_is_offered_for_closing(job: Job, line: list[Fact]) -> None:
    timeline = Timeline.of(job, line)
    now = max(fact.at for fact in line) + timedelta(days=3)
    if not missing_to_close(PROCEDURE, timeline):
        assert next_action(PROCEDURE, timeline, clocks(PROCEDURE, timeline, now), now).action in (
            "close",
            "write_slip",
        )


@given(st.lists(st.builds(Charge, st.sampled_from(("labour", "material")), st.just("x"), st.integers(0, 10**6),
                          st.integers(1, 10**5))))  # fmt: skip
def test_a_total_is_the_sum_of_its_lines(lines: list[Charge]) -> None:
    whole = bill(Fees(), lines)
    assert whole.total == whole.labour + whole.material == sum(bill(Fees(), [line]).total for line in lines)
