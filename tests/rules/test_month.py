"""The month's figures, on timelines alone."""

from __future__ import annotations

import tomllib
from datetime import date, datetime

import pytest

from repairdesk import config
from repairdesk.rules.facts import Fact, Job, Timeline
from repairdesk.rules.month import Figures, Record, month
from repairdesk.rules.procedure import Procedure, parse
from repairdesk.rules.worktime import Hours

HOURS = Hours()
FIRST, LAST = HOURS.day_bounds(date(2026, 3, 1))[0], HOURS.day_bounds(date(2026, 4, 1))[0]
PATH = config.procedures_dir() / "property-desk.toml"


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return parse(tomllib.loads(PATH.read_text(encoding="utf-8")))


def at(text: str) -> datetime:
    return HOURS.instant(datetime.fromisoformat(text if len(text) > 8 else f"2026-03-02 {text}"))


def fact(when: str, what: str, **words: str) -> Fact:
    for_ = words.pop("for_", None)
    return Fact(at(when), what, at(for_) if for_ else None, **words)


def received(when: str = "10:00") -> list[Fact]:
    return [fact(when, "call.received")]


def finished(arrived: str = "10:14", *, signed: bool = True, opinion: str | None = "satisfied") -> list[Fact]:
    facts = [
        *received(),
        fact("10:04", "order.issued"),
        fact(arrived, "technician.arrived"),
        fact("10:40", "work.finished"),
        fact("11:00", "slip.returned"),
    ]
    if signed:
        facts.append(fact("10:41", "customer.signed"))
    if opinion:
        facts.append(fact("11:05", "callback.made", kind="completion", answer=opinion))
    return facts


class Register:
    """Lines by number, and the figures of March over them."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.records: list[Record] = []

    def add(self, *facts: Fact, job: Job | None = None, **more: object) -> str:
        number = f"{len(self.records) + 1:012d}"
        timeline = Timeline.of(job or Job(), facts)
        self.records.append(Record(number, self.procedure, timeline, **more))  # type: ignore[arg-type]
        return number

    def march(self, now: str = "2026-03-31 18:00") -> Figures:
        return month(self.procedure, self.records, FIRST, LAST, at(now))

    def rate(self, name: str, now: str = "2026-03-31 18:00") -> tuple[int, int, float | None]:
        rate = self.march(now).rates[name]
        return len(rate.numerator), len(rate.denominator), rate.value


@pytest.fixture
def register(procedure: Procedure) -> Register:
    return Register(procedure)


def test_the_example_of_the_catalogue(register: Register) -> None:
    """40 repairs, 2 withdrawn, 38 due, 35 there in time, 36 finished and confirmed: 92.1 % and 94.7 %."""
    for _ in range(34):
        register.add(*finished())
    register.add(*received(), fact("10:04", "order.issued"), fact("10:15", "technician.arrived"))
    for _ in range(2):
        register.add(*finished("10:16"))
    register.add(*received())
    for _ in range(2):
        register.add(*received(), fact("10:05", "call.withdrawn"))
    assert register.rate("timeliness") == (35, 38, 0.921)
    assert register.rate("completion") == (36, 38, 0.947)
    calls = register.march().calls
    assert (len(calls["received"]), len(calls["withdrawn"]), len(calls["repair"])) == (40, 2, 40)


def test_nothing_to_share_is_no_share(register: Register) -> None:
    assert {rate.value for rate in register.march().rates.values()} == {None}


def test_a_limit_that_still_runs_is_not_judged_yet(register: Register) -> None:
    register.add(*received())
    assert register.rate("timeliness", "2026-03-02 10:15") == (0, 0, None)
    assert register.rate("timeliness", "2026-03-02 10:16") == (0, 1, 0.0)


def test_the_month_of_the_due_time_decides_about_timeliness(register: Register) -> None:
    appointment = fact("2026-02-28 16:00", "appointment.agreed", for_="2026-03-02 10:00")
    register.add(fact("2026-02-28 16:00", "call.received"), appointment, fact("09:50", "technician.arrived"))
    next_month = fact("2026-03-31 10:00", "appointment.agreed", for_="2026-04-02 10:00")
    register.add(fact("2026-03-31 10:00", "call.received"), next_month)
    assert register.rate("timeliness", "2026-04-03 10:00") == (1, 1, 1.0)
    assert len(register.march().calls["received"]) == 1


def test_a_time_agreed_in_time_counts_and_one_agreed_too_late_does_not(register: Register) -> None:
    issued, arrived = fact("10:03", "order.issued"), fact("10:58", "technician.arrived")
    register.add(*received(), issued, fact("10:10", "appointment.agreed", for_="2026-03-02 11:00"), arrived)
    register.add(*received(), issued, fact("10:20", "appointment.agreed", for_="2026-03-02 11:00"), arrived)
    assert register.rate("timeliness") == (1, 2, 0.5)


def test_a_job_without_a_limit_counts_nowhere(register: Register) -> None:
    register.add(*received(), job=Job(minor=False))
    register.add(*received(), job=Job(kind="matter"))
    assert register.rate("timeliness") == (0, 0, None)


def test_completion_asks_for_the_confirmation_that_closing_asks_for(register: Register) -> None:
    public = Job(place="public_area", channel="patrol")
    register.add(*finished(signed=False))
    register.add(*finished(signed=False), job=public)
    register.add(*finished(signed=False), fact("15:00", "officer.signed", by="officer"), job=public)
    register.add(*finished(signed=False), fact("15:00", "officer.signed", result="not_fixed"), job=public)
    assert register.rate("completion") == (1, 4, 0.25)


def test_callbacks_satisfaction_and_rework(register: Register) -> None:
    register.add(*finished())
    register.add(*finished(opinion="unreachable"))
    better = fact("12:00", "callback.made", kind="completion", answer="basically")
    register.add(*finished(opinion="dissatisfied"), better)
    again = [
        fact("13:00", "order.issued"),
        fact("13:30", "work.finished"),
        fact("14:00", "callback.made", kind="completion", answer="satisfied"),
    ]
    register.add(*finished(opinion="dissatisfied"), *again)
    register.add(*received(), fact("10:12", "visit.answered"), job=Job(kind="matter"))
    assert register.rate("callback") == (3, 5, 0.6)
    assert register.rate("satisfaction") == (3, 3, 1.0)
    assert register.rate("rework") == (1, 5, 0.2)


def test_slips_back_in_time(register: Register) -> None:
    register.add(*finished())
    register.add(*received(), fact("10:04", "order.issued"), fact("17:00:01", "slip.returned"))
    register.add(*received(), fact("10:04", "order.issued"), fact("10:05", "order.issued"))
    assert register.rate("slip_return", "2026-03-02 17:30") == (1, 3, 0.333)


def test_groups_and_money(register: Register) -> None:
    paid = Job(paid=True)
    more = {"technicians": ("Li",), "trade": "plumbing", "building": "3"}
    register.add(*finished(), job=paid, labour=3000, material=1875, total=4875, received=4000, **more)
    register.add(*finished("10:20"), total=100, **more)
    figures = register.march()
    (li,) = figures.by_technician
    assert (li.name, len(li.calls), li.rates["timeliness"].value, li.total) == ("Li", 2, 0.5, 4875)
    assert [group.name for group in figures.by_building] == ["3"]
    fees = figures.fees
    assert (fees.labour, fees.material, fees.total, fees.paid, fees.open) == (3000, 1875, 4875, 4000, 875)


def test_targets_are_judged_by_the_exact_share(procedure: Procedure) -> None:
    from dataclasses import replace

    wanted = replace(procedure.month, targets={"timeliness": 500, "rework": 0})  # type: ignore[type-var]
    register = Register(replace(procedure, month=wanted))
    assert [target.reached for target in register.march().targets] == [None, None]
    register.add(*received(), fact("10:14", "technician.arrived"))
    register.add(*received())
    reached = {target.rate: target.reached for target in register.march().targets}
    assert reached == {"timeliness": True, "rework": None}


def test_the_figures_as_they_stood(register: Register) -> None:
    register.add(*received(), fact("10:14", "technician.arrived"))
    assert register.march().rates["timeliness"].numerator == ("000000000001",)


def test_a_call_that_had_to_be_corrected_is_not_accurate() -> None:
    """What was noted besides, or found out on the spot, is no mistake in the register (S002-M-03)."""
    path = config.procedures_dir() / "reception-targets.toml"
    register = Register(parse(tomllib.loads(path.read_text(encoding="utf-8"))))
    right, noted, wrong = (
        register.add(*received()),
        register.add(*received(), fact("10:05", "note.written", by="clerk")),
        register.add(*received(), fact("10:05", "note.written", by="clerk", kind="correction")),
    )
    figures = register.march()
    assert figures.rates["accuracy"].numerator == (right, noted)
    assert figures.rates["accuracy"].denominator == (right, noted, wrong)
    assert [t.reached for t in figures.targets if t.rate == "accuracy"] == [False]


def test_what_each_person_finished_by_the_day(register: Register) -> None:
    """Whoever had the order last, on the day on which he finished, whenever the call came in (S002-L-05)."""
    before = [fact("2026-02-27 10:00", "call.received"), fact("2026-02-27 10:04", "order.issued")]
    handed_on = register.add(*finished(), technicians=("Li", "Wang"))
    older = register.add(*before, fact("2026-03-03 09:00", "work.finished"), technicians=("Wang",))
    register.add(
        *before, fact("2026-03-03 09:00", "work.finished", result="unfinished"), technicians=("Wang",)
    )
    register.add(*before, fact("2026-02-28 09:00", "work.finished"), technicians=("Wang",))
    register.add(*received(), technicians=("Li",))
    (wang,) = register.march().handled
    assert wang.name == "Wang"
    assert wang.days == {date(2026, 3, 2): (handed_on,), date(2026, 3, 3): (older,)}
