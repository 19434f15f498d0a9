"""Worked cases: an office's own examples, checked against its procedure.

A case gives a job, facts and ``now``; ``expect`` says what must come out. The same format serves the offices and
the program's own tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from .bill import Bill, Charge, bill
from .clocks import Clock, clocks, origin
from .closing import missing_to_close
from .duties import period
from .endings import possible
from .facts import BY, CALLBACK_ANSWERS, FACTS, RESULTS, Fact, Job, Timeline
from .gates import barred
from .limits import PROPERTIES
from .next_action import next_action, state
from .procedure import Procedure
from .retention import keep_until
from .schema import ProcedureError, Words, mapping, one_of, text
from .statements import Duty
from .worktime import Hours

CLOCK_STATES = ("running", "warning", "overdue", "met", "missed", "replaced", "waived")
# The limits that some procedure knows; a case may say that there is none of them.
LIMITS = (
    "acceptance", "appointment", "area_check", "arrival", "assignment", "completion_callback", "contact", "conversion",
    "early", "filing", "first_callback", "follow_up_note", "grab", "hand_in", "leader_check", "matter_arrival",
    "month_expense_check", "month_figures", "morning_handover", "night_check", "not_overnight", "notify_engineering",
    "plan_callback", "preparation", "progress", "rating", "ready", "recheck_callback", "register_entry",
    "repeat_callback", "result_entry", "retention", "review_answer", "same_day", "slip_afterwards", "slip_return",
    "slip_written", "stub_return", "supervisor_check", "technician_named",
)  # fmt: skip
EXPECTATIONS = (
    "clocks", "no_clocks", "missing", "origin", "post", "keep_until", "fees", "prepayment", "state", "next",
    "barred", "endings",
)  # fmt: skip
CASE_KEYS = ("name", "procedure", "shows", "now", "call", "events", "fees", "expect")
WORK_KEYS = ("item", "rate_per_half_hour", "price_per_piece", "pieces", "from", "to", "minutes")
MATERIAL_KEYS = ("name", "quantity", "source", "price")
EVENT_KEYS = ("at", "what", "for", "kind", "answer", "by", "result")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case came out: what was expected and what was found, each as plain values for printing."""

    name: str
    procedure: str
    passed: bool
    expected: Mapping[str, object]
    found: Mapping[str, object]


def check(case: Mapping[str, Any], procedure: Procedure) -> Outcome:
    """One case against its procedure. Raises ``ProcedureError`` for an unknown fact, limit or key."""
    _only(case, CASE_KEYS, "")
    name = text(case.get("name"), "name")
    expect = mapping(case.get("expect", {}), "expect")
    _only(expect, EXPECTATIONS, "expect")
    reading = _Case(case, procedure)
    found, passed = {}, True
    for what, wanted in expect.items():
        seen = reading.found(what, wanted)
        found[what] = seen
        passed = passed and _agrees(what, wanted, seen)
    return Outcome(name, procedure.id, passed, dict(expect), found)


def case_procedure(case: Mapping[str, Any], default: object) -> str:
    """The name of the procedure a case is about: its own, or the file's."""
    return str(text(case.get("procedure", default), "procedure"))


class _Case:
    """The job and the facts of one case, and what the rules say about them."""

    def __init__(self, case: Mapping[str, Any], procedure: Procedure) -> None:
        self.procedure, self.hours = procedure, procedure.hours
        self.fees = case.get("fees")
        self.now = _moment(case["now"], "now", self.hours) if "now" in case else None
        job = _job(mapping(case.get("call", {}), "call"), procedure, paid_by_default=self.fees is not None)
        events = case.get("events", [])
        if not isinstance(events, list):
            raise ProcedureError("events", "expected_list")
        self.timeline = Timeline.of(
            job, (_fact(e, f"events[{n}]", self.hours) for n, e in enumerate(events, 1))
        )

    def found(self, what: str, wanted: Any) -> object:
        """What the rules answer to one expectation, in the form in which it was asked."""
        if what == "clocks":
            names = {self._expected(line) for line in wanted}
            shown = [self._shown(clock) for clock in self._clocks() if clock.limit in names]
            return shown + [self._owed(duty) for duty in self._duties() if duty.name in names]
        if what == "no_clocks":
            names = {self._limit(name, "expect.no_clocks") for name in wanted}
            return [self._shown(clock) for clock in self._clocks() if clock.limit in names]
        if what == "missing":
            return [missing.code for missing in missing_to_close(self.procedure, self.timeline)]
        if what == "origin":
            return origin(self.procedure, self.timeline)
        if what == "post":
            return self.hours.post(self._now())
        if what == "state":
            return state(self.procedure, self.timeline)
        if what == "next":
            return self._next()
        if what == "keep_until":
            return self._keep_until()
        if what == "barred":
            return {fact: self._barred(fact) for fact in mapping(wanted, "expect.barred")}
        if what == "endings":
            return [one.code for one in possible(self.procedure, self.timeline, self._clocks())]
        totals = self._bill()
        if what == "prepayment":
            return totals.prepayment
        return {"labour": yuan(totals.labour), "material": yuan(totals.material), "total": yuan(totals.total)}

    def _now(self) -> datetime:
        if self.now is None:
            raise ProcedureError("now", "missing_key")
        return self.now

    def _clocks(self) -> tuple[Clock, ...]:
        return clocks(self.procedure, self.timeline, self._now())

    def _next(self) -> str:
        """The next action; for a callback with its kind: ``callback arrival``."""
        found = next_action(self.procedure, self.timeline, self._clocks(), self._now())
        return f"{found.action} {found.callback}" if found.callback else found.action

    def _limit(self, name: object, path: str) -> str:
        named = {limit.name for limit in self.procedure.limit} | {duty.name for duty in self.procedure.duty}
        return str(one_of(*sorted(named.union(LIMITS)))(name, path))

    def _expected(self, line: object) -> str:
        """The limit of one line of expect.clocks, the line's other keys checked."""
        given = mapping(line, "expect.clocks")
        _only(given, ("limit", "due", "state"), "expect.clocks")
        if "state" in given:
            one_of(*CLOCK_STATES)(given["state"], "expect.clocks.state")
        if "due" in given:
            _moment(given["due"], "expect.clocks.due", self.hours)
        return self._limit(given.get("limit"), "expect.clocks")

    def _shown(self, clock: Clock) -> dict[str, str]:
        due = self.hours.local(clock.due)
        return {"limit": clock.limit, "due": f"{due:%Y-%m-%d %H:%M:%S}", "state": clock.state}

    def _duties(self) -> tuple[Duty, ...]:
        """What the office owes regularly; the figures of the month are among it."""
        month = self.procedure.month
        if month is None:
            return self.procedure.duty
        title = Words("月度统计", "Figures of the month")
        figures = Duty(
            name="month_figures", rule=month.rule, title=title, every="month", remind_days=month.remind_days
        )
        return (*self.procedure.duty, figures)

    def _owed(self, duty: Duty) -> dict[str, str]:
        """A duty that nobody has done yet, as a clock: its due time and its state."""
        found = period(duty, self._now(), self.hours)
        due = self.hours.local(found.due)
        return {
            "limit": duty.name,
            "due": f"{due:%Y-%m-%d %H:%M:%S}",
            "state": found.state(self._now(), done=False),
        }

    def _keep_until(self) -> str | None:
        if not self.procedure.keep and self.procedure.retention_years is None:
            return "forever"
        if self.timeline.first("job.closed") is None:
            return None
        day = keep_until(self.procedure, self.timeline)
        return "forever" if day is None else str(day)

    def _barred(self, what: object) -> list[str]:
        """The codes of the gates before a fact."""
        fact = str(one_of(*FACTS)(what, "expect.barred"))
        return [gate.code for gate in barred(self.procedure, self.timeline, fact)]

    def _bill(self) -> Bill:
        if self.fees is None:
            raise ProcedureError("fees", "missing_key")
        given = mapping(self.fees, "fees")
        _only(given, ("work", "materials"), "fees")
        lines = [_work(table, path, self.hours) for table, path in _tables(given, "work")]
        lines += [_material(table, path) for table, path in _tables(given, "materials")]
        return bill(self.procedure.fees, lines)


def _tables(given: Mapping[str, object], name: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The tables of a list, each with the path that an error names."""
    lines = given.get(name, [])
    if not isinstance(lines, list):
        raise ProcedureError(f"fees.{name}", "expected_list")
    for place, line in enumerate(lines, 1):
        yield mapping(line, f"fees.{name}[{place}]"), f"fees.{name}[{place}]"


def _agrees(what: str, wanted: Any, seen: Any) -> bool:
    if what == "clocks":
        return all(any(_full(line).items() <= one.items() for one in seen) for line in wanted)
    if what == "no_clocks":
        return not seen
    if what in ("missing", "endings"):
        return set(wanted) == set(seen)
    if what == "barred":
        return all(set(codes) == set(seen[fact]) for fact, codes in wanted.items())
    if what == "fees":
        return all(Decimal(str(value)) == Decimal(seen[name]) for name, value in wanted.items())
    return bool(wanted == seen) or str(wanted) == str(seen)


def _full(line: Mapping[str, object]) -> dict[str, str]:
    """A line of expect.clocks with its due time to the second, as the answers are."""
    full = {name: str(value) for name, value in line.items()}
    if "due" in full:
        full["due"] = f"{datetime.fromisoformat(full['due']):%Y-%m-%d %H:%M:%S}"
    return full


def yuan(fen: int) -> str:
    """An amount in fen as decimal yuan: 1610 is ``"16.10"``."""
    return f"{fen // 100}.{fen % 100:02d}"


def _only(table: Mapping[str, object], allowed: tuple[str, ...], path: str) -> None:
    for name in table:
        if name not in allowed:
            raise ProcedureError(f"{path}.{name}".lstrip("."), "unknown_key", allowed=", ".join(allowed))


def _moment(value: object, path: str, hours: Hours) -> datetime:
    try:
        wall = value if isinstance(value, datetime) else datetime.fromisoformat(text(value, path))
    except ValueError:
        raise ProcedureError(path, "expected_moment") from None
    return hours.instant(wall.replace(tzinfo=None))


def _job(table: Mapping[str, Any], procedure: Procedure, *, paid_by_default: bool) -> Job:
    names = tuple(f.name for f in fields(Job) if f.name != "entries")
    _only(table, (*names, "fields"), "call")
    for name, value in table.items():
        if name in names and value not in PROPERTIES[name]:
            allowed = ", ".join(str(v).lower() for v in PROPERTIES[name])
            raise ProcedureError(f"call.{name}", "expected_one_of", value=value, allowed=allowed)
    entries = mapping(table.get("fields", {}), "call.fields")
    _only(entries, tuple(one.name for one in procedure.field), "call.fields")
    given = {name: value for name, value in table.items() if name != "fields"}
    filled = tuple((name, _entry(value)) for name, value in entries.items())
    return Job(**{"paid": paid_by_default, **given}, entries=filled)


def _entry(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _fact(value: object, path: str, hours: Hours) -> Fact:
    table = mapping(value, path)
    _only(table, EVENT_KEYS, path)
    for name in ("at", "what"):
        if name not in table:
            raise ProcedureError(f"{path}.{name}", "missing_key")
    what = one_of(*FACTS)(table["what"], f"{path}.what")
    words: dict[str, Any] = {}
    if "kind" in table:
        words["kind"] = one_of(*CALLBACK_ANSWERS)(table["kind"], f"{path}.kind")
    if "answer" in table:
        answers = CALLBACK_ANSWERS.get(
            words.get("kind", ""), tuple({a for v in CALLBACK_ANSWERS.values() for a in v})
        )
        words["answer"] = one_of(*answers)(table["answer"], f"{path}.answer")
    if "by" in table:
        words["by"] = one_of(*BY)(table["by"], f"{path}.by")
    if "result" in table:
        words["result"] = one_of(*RESULTS.get(what, ()))(table["result"], f"{path}.result")
    for_ = _moment(table["for"], f"{path}.for", hours) if "for" in table else None
    return Fact(_moment(table["at"], f"{path}.at", hours), what, for_, **words)


def _decimal(value: object, path: str, scale: int) -> int:
    """A decimal as a whole number of ``1 / scale``."""
    try:
        scaled = Decimal(str(value)) * scale
    except InvalidOperation:
        raise ProcedureError(path, "expected_amount") from None
    if scaled < 0 or scaled != scaled.to_integral_value():
        raise ProcedureError(path, "expected_amount")
    return int(scaled)


def _work(table: Mapping[str, Any], path: str, hours: Hours) -> Charge:
    _only(table, WORK_KEYS, path)
    item = text(table.get("item"), f"{path}.item")
    begins, ends = (
        _moment(table[end], f"{path}.{end}", hours) if end in table else None for end in ("from", "to")
    )
    if "rate_per_half_hour" in table:
        rate = _decimal(table["rate_per_half_hour"], f"{path}.rate_per_half_hour", 100)
        return Charge("labour", item, rate, minutes=_minutes(table, path, hours), begins=begins, ends=ends)
    price = _decimal(table.get("price_per_piece"), f"{path}.price_per_piece", 100)
    pieces = _decimal(table.get("pieces", 1), f"{path}.pieces", 1000)
    return Charge("labour", item, price, pieces, begins=begins, ends=ends)


def _minutes(table: Mapping[str, Any], path: str, hours: Hours) -> int:
    if "minutes" in table:
        return _decimal(table["minutes"], f"{path}.minutes", 1)
    span = _moment(table.get("to"), f"{path}.to", hours) - _moment(table.get("from"), f"{path}.from", hours)
    if span.total_seconds() < 0:
        raise ProcedureError(f"{path}.to", "expected_later")
    return int(span.total_seconds() // 60)


def _material(table: Mapping[str, Any], path: str) -> Charge:
    _only(table, MATERIAL_KEYS, path)
    source = one_of("list", "stock", "commission", "customer")(table.get("source", "list"), f"{path}.source")
    price = _decimal(table.get("price", 0), f"{path}.price", 100)
    name = text(table.get("name"), f"{path}.name")
    return Charge(
        "material", name, price, _decimal(table.get("quantity", 1), f"{path}.quantity", 1000), source=source
    )
