"""Every statement of every procedure does what its kind promises: parsed, applied to a job it is meant for, and seen."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from repairdesk import config
from repairdesk.rules import duties, endings, gates
from repairdesk.rules import fields as office_fields
from repairdesk.rules.bill import Charge, bill
from repairdesk.rules.cases import case_procedure, check
from repairdesk.rules.clocks import clocks
from repairdesk.rules.closing import finish, missing_to_close
from repairdesk.rules.facts import ROLES, Fact, Job, Timeline
from repairdesk.rules.limits import PROPERTIES, Condition, Pattern
from repairdesk.rules.month import month
from repairdesk.rules.procedure import Procedure, parse
from repairdesk.rules.refusal import Refused
from repairdesk.rules.retention import keep_until
from repairdesk.rules.statements import Bar, Field

BODIES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted(config.procedures_dir().glob("*.toml"))
}
PROCEDURES = {name: parse(body, name) for name, body in BODIES.items()}
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # 12:00 in the office
NIGHT = datetime(2026, 3, 2, 14, tzinfo=UTC)  # 22:00


def each(kind: str) -> list[Any]:
    """Every statement of a kind, of every procedure."""
    return [
        pytest.param(
            procedure, one, id=f"{name}-{getattr(one, 'name', None) or getattr(one, 'code', None) or place}"
        )
        for name, procedure in PROCEDURES.items()
        for place, one in enumerate(getattr(procedure, kind), 1)
    ]


def meant(procedure: Procedure, *conditions: Condition | None) -> tuple[Job, str]:
    """A job that all these conditions hold for, and its origin."""
    job, origin = Job(), "day"
    entries: dict[str, str] = {}
    for condition in conditions:
        for name, values in condition.wanted if condition is not None else ():
            value = max(values, key=str)
            if name == "origin":
                origin = str(value)
            elif name in PROPERTIES:
                job = replace(job, **{name: value})
            else:
                entries[name] = (
                    filled(procedure, name) if value is True else "" if value is False else str(value)
                )
    return replace(job, entries=tuple(entries.items())), origin


def filled(procedure: Procedure, name: str) -> str:
    """Something that may be entered in a field."""
    return something(next(one for one in procedure.field if one.name == name))


def something(field: Field) -> str:
    if field.kind == "choice":
        return field.options[0].name
    return {
        "tick": "yes",
        "number": "3",
        "score": "4",
        "date": "2026-03-02",
        "moment": "2026-03-02 10:00",
    }.get(field.kind, "text")


def received(job: Job, origin: str, *facts: Fact) -> Timeline:
    at = NOON if origin == "day" else NIGHT
    return Timeline.of(job, (Fact(at, "call.received"), *facts))


def fact_for(pattern: Pattern, at: datetime, by: str | None = None) -> Iterator[Fact]:
    """Facts that fit a description, with what must come before them."""
    if pattern.after is not None:
        yield Fact(at - timedelta(seconds=1), pattern.after)
    yield Fact(
        at,
        pattern.what,
        at + timedelta(hours=1),
        pattern.kind or ("completion" if pattern.what == "callback.made" else None),
        pattern.answer[0] if pattern.answer else ("satisfied" if pattern.what == "callback.made" else None),
        by or (pattern.by[0] if pattern.by else None),
        pattern.result,
    )


# --- fields, gates, bars, endings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("procedure", "field"), each("field"))
def test_a_field_is_asked_at_its_stage(procedure: Procedure, field: Field) -> None:
    job, origin = meant(procedure, field.when)
    assert field in office_fields.asked(procedure, job, origin, field.stage)
    bare = replace(job, entries=tuple(one for one in job.entries if one[0] != field.name))
    assert (field in office_fields.unfilled(procedure, bare, origin, field.stage)) is field.required
    typed = something(field)
    assert office_fields.value_of(field, typed) == typed
    full = replace(job, entries=(*bare.entries, (field.name, typed)))
    assert field not in office_fields.unfilled(procedure, full, origin, field.stage)
    if field.kind != "text":
        with pytest.raises(Refused):
            office_fields.value_of(field, "what nobody would enter")


def lifted(procedure: Procedure, bar: Bar, job: Job, origin: str) -> Timeline:
    """The line with what lifts a bar: its fields filled in, its first fact recorded after the end of the work."""
    entries = dict(job.entries) | {name: filled(procedure, name) for name in bar.fields}
    start = NOON if origin == "day" else NIGHT
    facts = [
        Fact(start + timedelta(minutes=1), "order.issued"),
        Fact(start + timedelta(minutes=2), "work.finished"),
    ]
    if bar.needs:
        facts += fact_for(bar.needs[0], start + timedelta(minutes=3))
    return received(replace(job, entries=tuple(entries.items())), origin, *facts)


@pytest.mark.parametrize(("procedure", "gate"), each("gate"))
def test_a_gate_bars_until_it_is_lifted(procedure: Procedure, gate: Any) -> None:
    job, origin = meant(procedure, gate.when)
    bare = replace(job, entries=tuple(one for one in job.entries if one[0] not in gate.fields))
    issued = Fact((NOON if origin == "day" else NIGHT) + timedelta(minutes=1), "order.issued")
    for what in gate.before:
        out = (issued,) if gate.since == "moved" else ()
        assert gate in gates.barred(procedure, received(bare, origin, *out), what)
        assert gate not in gates.barred(procedure, lifted(procedure, gate, job, origin), what)


BARS = [
    pytest.param(procedure, bar, id=f"{name}-{bar.code}-{place}")
    for name, procedure in PROCEDURES.items()
    for place, bar in enumerate(procedure.closing.bar, 1)
    if bar.needs or bar.fields
]


@pytest.mark.parametrize(("procedure", "bar"), BARS)
def test_a_bar_bars_closing_until_it_is_lifted(procedure: Procedure, bar: Bar) -> None:
    job, origin = meant(procedure, bar.when)
    bare = replace(job, entries=tuple(one for one in job.entries if one[0] not in bar.fields))
    start = NOON if origin == "day" else NIGHT
    ended = [
        Fact(start + timedelta(minutes=1), "order.issued"),
        *(
            f
            for p in procedure.closing.finished_by.get(job.kind, ())[:1]
            for f in fact_for(p, start + timedelta(minutes=2))
        ),
    ]
    before = received(bare, origin, *ended)
    assert bar in [one.bar for one in missing_to_close(procedure, before)]
    entries = dict(job.entries) | {name: filled(procedure, name) for name in bar.fields}
    facts = [f for p in bar.needs[:1] for f in fact_for(p, start + timedelta(minutes=3))]
    after = received(replace(job, entries=tuple(entries.items())), origin, *ended, *facts)
    assert bar not in [one.bar for one in missing_to_close(procedure, after)]


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_a_matter_that_was_answered_asks_for_no_paper(procedure: Procedure) -> None:
    if procedure.matter:
        return  # an office that takes matters says itself what it asks of them
    called = Fact(NOON + timedelta(minutes=9), "callback.made", kind="completion", answer="satisfied")
    line = received(Job(kind="matter"), "day", Fact(NOON + timedelta(minutes=5), "visit.answered"), called)
    assert missing_to_close(procedure, line) == ()


@pytest.mark.parametrize(("procedure", "ending"), each("ending"))
def test_an_ending_is_offered_where_it_fits(procedure: Procedure, ending: Any) -> None:
    job, origin = meant(procedure, ending.when)
    entries = dict(job.entries) | {name: filled(procedure, name) for name in ending.fields}
    facts = [f for p in ending.needs[:1] for f in fact_for(p, NOON + timedelta(minutes=5))]
    facts += [
        Fact(NOON + timedelta(minutes=10 + n), "callback.made", kind="completion", answer="unreachable")
        for n in range(ending.attempts)
    ]
    if ending.finished or ending.past:
        facts += [
            f
            for p in procedure.closing.finished_by["repair"][:1]
            for f in fact_for(p, NOON + timedelta(minutes=2))
        ]
    line = received(replace(job, entries=tuple(entries.items())), origin, *facts)
    late = NOON + timedelta(days=400)
    assert ending in endings.possible(procedure, line, clocks(procedure, line, late))
    bare = received(Job(kind="follow_up"), "day")
    if (
        ending.when.wanted
        or ending.needs
        or ending.fields
        or ending.attempts
        or ending.past
        or ending.finished
    ):
        assert endings.missing(procedure, bare, ending, ())


# --- worked cases fail when a statement is taken out --------------------------------------------------------------------


def worked() -> dict[str, list[dict[str, Any]]]:
    """The worked cases by procedure."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((Path(__file__).parents[1] / "cases").glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for case in table["case"]:
            found.setdefault(case_procedure(case, table.get("procedure", "")), []).append(case)
    return found


WORKED = worked()


def without(name: str, list_: tuple[str, ...], place: int) -> Procedure | None:
    """The procedure with one statement taken out; None where others refer to it and the file no longer parses."""
    body = copy.deepcopy(BODIES[name])
    table = body
    for key in list_[:-1]:
        table = table[key]
    del table[list_[-1]][place]
    try:
        return parse(body, name)
    except Exception as error:
        if type(error).__name__ != "ProcedureError":
            raise
        return None


TAKEN = [
    pytest.param(
        name, path, place, id=f"{name}-{path[-1]}-{one.get('name') or one.get('code') or place}-{place}"
    )
    for name, body in BODIES.items()
    for path, list_ in (
        (("limit",), body.get("limit", [])),
        (("gate",), body.get("gate", [])),
        (("closing", "bar"), body["closing"].get("bar", [])),
    )
    for place, one in enumerate(list_)
]


@pytest.mark.parametrize(("name", "path", "place"), TAKEN)
def test_a_limit_taken_out_is_missed_by_its_cases(name: str, path: tuple[str, ...], place: int) -> None:
    thinner = without(name, path, place)
    if thinner is None:
        return
    for case in WORKED[name]:
        try:
            if not check(case, thinner).passed:
                return
        except Exception as error:
            if type(error).__name__ != "ProcedureError":
                raise
            return
    pytest.fail("every worked case still passes without it")


# --- the rest -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_a_copy_and_a_form_belong_to_their_jobs(procedure: Procedure) -> None:
    for copy_ in procedure.copy:
        assert copy_ in procedure.copies(*meant(procedure, copy_.when))
    for form in procedure.form:
        job, origin = meant(procedure, form.when)
        assert form.when.holds(job, origin)


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_a_matter_has_its_department(procedure: Procedure) -> None:
    kinds = [matter.kind for matter in procedure.matter]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_a_matter_is_finished_by_its_answer_and_a_sheet_by_its_result(procedure: Procedure) -> None:
    """Also where the document speaks of repairs alone."""
    for kind, answered in (
        ("matter", "visit.answered"),
        ("matter", "result.entered"),
        ("follow_up", "result.entered"),
    ):
        line = received(Job(kind=kind), "day")
        assert finish(procedure, line) is None
        assert finish(procedure, received(Job(kind=kind), "day", Fact(NOON, answered))) is not None


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_fees_are_worked_out_as_the_file_says(procedure: Procedure) -> None:
    fees = procedure.fees
    work = Charge("labour", "tap", 3000, minutes=fees.unit_minutes + 1)
    stock = Charge("material", "valve", 1000, source="stock")
    total = bill(fees, (work, stock))
    assert (total.labour, total.material) == (6000, 1000 * fees.stock_percent // 100)
    assert total.prepayment is (fees.prepay_from is not None and total.total >= fees.prepay_from)


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=PROCEDURES)
def test_a_rate_is_on_the_sheet(procedure: Procedure) -> None:
    if procedure.month is None:
        return
    first = procedure.hours.at(date(2026, 3, 1), NOON.time().replace(hour=0))
    figures = month(procedure, (), first, first + timedelta(days=31), NOON)
    assert set(figures.rates) == {*procedure.month.rates, *(rate.name for rate in procedure.month.rate)}
    assert {target.rate for target in figures.targets} == set(procedure.month.targets)


@pytest.mark.parametrize(("procedure", "duty"), each("duty"))
def test_a_duty_falls_due(procedure: Procedure, duty: Any) -> None:
    period = duties.period(duty, NOON, procedure.hours)
    assert period.remind_at <= period.due
    assert period.state(period.due, done=False) == "warning"
    assert period.state(period.due + timedelta(seconds=1), done=False) == "overdue"
    assert period.state(period.due + timedelta(seconds=1), done=True) == "done"
    before = duties.period_before(duty, period, procedure.hours)
    assert before.due < period.due
    assert before.name != period.name


@pytest.mark.parametrize(("procedure", "book"), each("book"))
def test_a_book_reads_its_fields(procedure: Procedure, book: Any) -> None:
    assert book.fields
    for field in book.fields:
        assert office_fields.value_of(field, something(field)) == something(field)


@pytest.mark.parametrize(("procedure", "keep"), each("keep"))
def test_a_closed_line_is_kept_as_long_as_it_says(procedure: Procedure, keep: Any) -> None:
    job, origin = meant(procedure, keep.when)
    converted = (Fact(NOON, "job.converted"),) if keep.converted else ()
    line = received(job, origin, *converted, Fact(datetime(2026, 3, 5, 4, tzinfo=UTC), "job.closed"))
    until = keep_until(procedure, line)
    assert until is None if keep.years is None else until is None or until >= date(2026 + keep.years, 3, 5)


@pytest.mark.parametrize(("procedure", "fine"), each("fine"))
def test_a_fine_is_proposed_for_something_there_is(procedure: Procedure, fine: Any) -> None:
    assert (fine.limit is not None) + (fine.duty is not None) + (fine.book is not None) == 1
    assert bool(fine.fen) != bool(fine.amount)


@pytest.mark.parametrize(("procedure", "rule"), each("may"))
def test_a_role_rule_refuses_the_others(procedure: Procedure, rule: Any) -> None:
    job, origin = meant(procedure, rule.when)
    *_, fact = fact_for(rule.what, NOON + timedelta(minutes=1))
    line = received(job, origin)
    ours = {
        role
        for one in procedure.may
        if one.what.fits(fact) and one.when.holds(job, origin)
        for role in one.roles
    }
    for role in ROLES:
        refused = gates.may(procedure, line, fact, role) is not None
        assert refused is (bool(ours) and role not in ours and role != "manager")
    assert rule.roles or rule.not_technician


@pytest.mark.parametrize(("procedure", "advice"), each("advice"))
def test_advice_is_given_at_its_step(procedure: Procedure, advice: Any) -> None:
    job, origin = meant(procedure, advice.when)
    assert advice in procedure.advised(job, origin, advice.at)
    assert advice.text.zh


def test_no_property_of_a_job_is_forgotten() -> None:
    """Whatever a job has a condition may ask about; an amount is compared with what was agreed."""
    assert {field.name for field in fields(Job)} - {"entries", "due"} == set(PROPERTIES) - {"origin"}
