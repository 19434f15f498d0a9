"""An office's procedure as data: the schema of ``data/procedures/*.toml``.

The engine knows kinds of statements (a limit, a bar to closing, a field, a duty); which of them an office makes, and
every number in them, stands in its file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from dataclasses import field as plain
from datetime import time
from typing import Any, TypeVar

from .facts import Job
from .limits import PROPERTIES, Condition, Limit, Pattern
from .schema import ProcedureError, clock_time, key, many, number, record, table_of, text
from .statements import (
    BUILT_IN,
    Advice,
    Bar,
    Book,
    Booking,
    Callbacks,
    Closing,
    Copy,
    Department,
    Duty,
    Ending,
    Fees,
    Field,
    Fine,
    Form,
    Gate,
    Keep,
    May,
    Month,
    Orders,
    RuleText,
    Served,
    Source,
    Transfer,
)
from .worktime import Hours

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Everything an office has laid down, ready to be asked."""

    id: str = key(text, "the procedure's name")
    source: Source = key(record(Source), "the document it comes from")
    opening: time = key(clock_time, "the day post begins", time(9, 0))
    closing_time: time = key(clock_time, "the night post begins", time(17, 30))
    limit: tuple[Limit, ...] = key(many(record(Limit)), "the time limits", ())
    field: tuple[Field, ...] = key(many(record(Field)), "what its forms ask beyond what every line has", ())
    gate: tuple[Gate, ...] = key(many(record(Gate)), "what must be there before a step is recorded", ())
    closing: Closing = key(record(Closing), "what must be there before a line is struck off")
    ending: tuple[Ending, ...] = key(many(record(Ending)), "other ways a line may end", ())
    callbacks: Callbacks = key(record(Callbacks), "how the desk is walked through its calls", Callbacks())
    orders: Orders = key(record(Orders), "how orders reach a technician", Orders())
    booking: Booking | None = key(record(Booking), "the hours for which a visit may be agreed", None)
    copy: tuple[Copy, ...] = key(many(record(Copy)), "the copies of the slip", ())
    form: tuple[Form, ...] = key(many(record(Form)), "the printed forms", ())
    matter: tuple[Department, ...] = key(
        many(record(Department)), "the kinds of matter and who answers them", ()
    )
    fees: Fees = key(record(Fees), "how amounts are worked out", Fees())
    month: Month | None = key(record(Month), "the figures owed at the end of the month", None)
    duty: tuple[Duty, ...] = key(many(record(Duty)), "what the office owes regularly", ())
    book: tuple[Book, ...] = key(many(record(Book)), "registers of the office's own", ())
    keep: tuple[Keep, ...] = key(many(record(Keep)), "how long closed lines are kept; none: without end", ())
    fine: tuple[Fine, ...] = key(many(record(Fine)), "deductions proposed", ())
    may: tuple[May, ...] = key(many(record(May)), "who may record what", ())
    advice: tuple[Advice, ...] = key(many(record(Advice)), "what to say and to watch at a step", ())
    transfer: Transfer | None = key(record(Transfer), "handing on by text message", None)
    served: tuple[Served, ...] = key(many(record(Served)), "rules the program serves for every office", ())
    rules: dict[str, RuleText] = key(table_of(record(RuleText)), "every rule of the document", {})
    retention_years: int | None = key(number, "the same as one `keep` for every line", None)
    hours: Hours = plain(default_factory=Hours)
    version: int = 1

    def limit_named(self, name: str) -> Limit | None:
        """The first limit of that name."""
        return next((limit for limit in self.limit if limit.name == name), None)

    def field_named(self, name: str) -> Field | None:
        """The field of that name."""
        return next((one for one in self.field if one.name == name), None)

    def asked_about(self) -> frozenset[str]:
        """The properties and fields of a job that any statement's condition asks about."""
        return frozenset(name for _, each in _inside(self, "", Condition) for name, _ in each.wanted)

    def copies(self, job: Job, origin: str) -> tuple[Copy, ...]:
        """The copies a slip for such a job has."""
        return tuple(copy for copy in self.copy if copy.when.holds(job, origin))

    def advised(self, job: Job, origin: str, *steps: str) -> tuple[Advice, ...]:
        """What to say and to watch at these steps of such a job."""
        return tuple(one for one in self.advice if one.at in steps and one.when.holds(job, origin))

    def waits_for(self, fact: str, job: Job, origin: str) -> bool:
        """Whether a limit, gate or bar for such a job names this kind of fact."""
        return any(pattern.what == fact for pattern in self._named_for(job, origin))

    def asks_for_call(self, kind: str, job: Job, origin: str) -> bool:
        """Whether a limit, gate or bar for such a job waits for a callback of this kind."""
        return any(p.what == "callback.made" and p.kind == kind for p in self._named_for(job, origin))

    def _named_for(self, job: Job, origin: str) -> Iterator[Pattern]:
        for limit in self.limit:
            if limit.applies(job, origin):
                yield from (*limit.from_, *limit.or_from, *limit.to)
        for bar in (*self.gate, *self.closing.bar):
            if bar.applies(job, origin):
                yield from bar.needs

    def ends_apart(self, code: str | None) -> bool:
        """Whether a line that was closed with this code ended otherwise than by the work being done."""
        return code is not None and not any(one.finished for one in self.ending if one.code == code)

    def at_office(self, hours: Hours, version: int | None = None) -> Procedure:
        """The procedure with an office's own zone and hours."""
        return replace(self, hours=hours, version=version or self.version)

    def statements(self) -> Iterator[tuple[str, object]]:
        """Every statement that serves a rule, with its place in the file: ``limit[2]``, ``orders.pool``."""
        return _statements(self, "")


def _statements(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, tuple):
        for place, item in enumerate(value, 1):
            yield from _statements(item, f"{path}[{place}]")
    elif is_dataclass(value) and not isinstance(value, type):
        if any(getattr(value, name, None) for name in ("rule", "rules")) and not isinstance(value, Procedure):
            yield path, value
        for each in fields(value):
            if "read" in each.metadata and each.name != "rules":
                yield from _statements(getattr(value, each.name), f"{path}.{each.name}".strip("._"))


def rules_of(statement: object) -> tuple[str, ...]:
    """The rules a statement serves."""
    one = getattr(statement, "rule", None)
    return (*((one,) if one else ()), *getattr(statement, "also", ()), *getattr(statement, "rules", ()))


def unserved(procedure: Procedure) -> tuple[str, ...]:
    """The rules of the document that no statement of the file serves."""
    served = {rule for _, statement in procedure.statements() for rule in rules_of(statement)}
    return tuple(rule for rule in procedure.rules if rule not in served)


_procedure = record(Procedure)


def parse(data: Mapping[str, Any], source: str = "") -> Procedure:
    """The procedure in a parsed file, everything in it that refers to something else checked.

    Raises ``ProcedureError`` naming the file, the key and what is allowed there.
    """
    try:
        read = adopted(data)
        _check(read)
    except ProcedureError as error:
        error.source = source
        raise
    return read


def adopted(data: Mapping[str, Any]) -> Procedure:
    """A procedure that was checked when the office took it into use: only read, which takes a sixth of the time."""
    read: Procedure = _procedure(data, "")
    return replace(read, hours=Hours(opening=read.opening, closing=read.closing_time))


def _check(read: Procedure) -> None:
    asked = (*PROPERTIES, *(one.name for one in read.field))
    for path, condition in _inside(read, "", Condition):
        for name, _ in condition.wanted:
            if name not in asked:
                raise ProcedureError(f"{path}.{name}", "unknown_key", allowed=", ".join(asked))
    for path, names, known in _names(read):
        for name in names:
            if name not in known:
                raise ProcedureError(path, "expected_one_of", value=name, allowed=", ".join(sorted(known)))
    for path, statement in read.statements():
        for rule in rules_of(statement):
            if rule not in read.rules:
                raise ProcedureError(f"{path}.rule", "unknown_rule", value=rule)


def _names(read: Procedure) -> Iterator[tuple[str, tuple[str, ...], frozenset[str]]]:
    """Every reference from one statement to another: where it stands, the names, and those that there are."""
    limits = frozenset(limit.name for limit in read.limit)
    filled = frozenset(one.name for one in read.field)
    for path, pattern in _inside(read, "", Pattern):
        yield f"{path}.once_past", _given(pattern.once_past), limits
    for path, statement in read.statements():
        if not isinstance(statement, (Form, Book)):
            yield f"{path}.fields", getattr(statement, "fields", ()), filled
    for path, bar in _inside(read, "", Bar):
        if not bar.needs and not bar.fields:
            yield f"{path}.code", (bar.code,), frozenset(BUILT_IN)
    for n, one in enumerate(read.field, 1):
        values = frozenset(option.name for option in one.options)
        for name, given in (("preset", one.preset), ("on_file", one.on_file)):
            yield f"field[{n}].{name}", _given(given), values or frozenset(_given(given))
    for n, ending in enumerate(read.ending, 1):
        yield f"ending[{n}].past", _given(ending.past), limits
    for n, rate in enumerate(read.month.rate if read.month else (), 1):
        yield f"month.rate[{n}].limits", rate.limits, limits
        yield f"month.rate[{n}].field", _given(rate.field), filled
    for n, fine in enumerate(read.fine, 1):
        yield f"fine[{n}].limit", _given(fine.limit), limits
        yield f"fine[{n}].duty", _given(fine.duty), frozenset(duty.name for duty in read.duty)
        yield f"fine[{n}].book", _given(fine.book), frozenset(book.name for book in read.book)


def _given(name: str | None) -> tuple[str, ...]:
    return (name,) if name is not None else ()


def _inside(value: object, path: str, wanted: type[T]) -> Iterator[tuple[str, T]]:
    """Every value of a class anywhere in the procedure, with its place."""
    if isinstance(value, wanted):
        yield path, value
    elif isinstance(value, tuple):
        for place, item in enumerate(value, 1):
            yield from _inside(item, f"{path}[{place}]", wanted)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _inside(item, f"{path}.{name}", wanted)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            if "read" in each.metadata:
                yield from _inside(getattr(value, each.name), f"{path}.{each.name}".strip("._"), wanted)
