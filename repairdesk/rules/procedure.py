"""An office's procedure as data: the schema of ``data/procedures/*.toml``.

The engine knows kinds of statements (a limit, a bar to closing, a department); which of them an office makes, and
every number in them, stands in its file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any

from .facts import BY, CHANNELS, FACTS, PLACES, RESULTS, URGENCIES, Fact, Job
from .schema import (
    ProcedureError,
    Words,
    clock_time,
    flag,
    key,
    many,
    mapping,
    number,
    one_of,
    record,
    table_of,
    text,
    words,
)
from .worktime import Hours

OPINION_WORDS = (
    "satisfied",
    "basically",
    "dissatisfied",
    "unreachable",
    "there",
    "not_there",
    "agreed",
    "objects",
)
CALLBACKS = ("arrival", "completion", "plan", "recheck", "notice")
KEEPERS = ("desk", "technician", "customer", "engineering", "finance", "archive")

# What a condition may ask about a job, and the values each property can have.
PROPERTIES: dict[str, tuple[object, ...]] = {
    "kind": ("repair", "matter", "follow_up"),
    "place": PLACES,
    "urgency": URGENCIES,
    "area": ("urban", "rural", "remote"),
    "scope": ("company", "internal"),
    "channel": CHANNELS,
    "origin": ("day", "night"),
    **dict.fromkeys(("listed", "minor", "paid", "important", "key_customer", "complaint"), (True, False)),
}


def clock_word(value: object, path: str) -> time | str:
    """HH:MM, or ``opening`` / ``closing``: the borders of the office's day post."""
    return str(value) if value in ("opening", "closing") else clock_time(value, path)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true of a job: each property named has one of the values given."""

    wanted: tuple[tuple[str, frozenset[object]], ...] = ()

    def holds(self, job: Job, origin: str) -> bool:
        """Whether the job, received by ``day`` or ``night``, has all the properties."""
        return all(
            (origin if name == "origin" else getattr(job, name)) in values for name, values in self.wanted
        )


def condition(value: object, path: str) -> Condition:
    """A table of properties of a job, each with one value or a list of values."""
    wanted = []
    for name, given in mapping(value, path).items():
        if name not in PROPERTIES:
            raise ProcedureError(f"{path}.{name}", "unknown_key", allowed=", ".join(PROPERTIES))
        values = given if isinstance(given, list) else [given]
        for one in values:
            if one not in PROPERTIES[name]:
                allowed = ", ".join(str(v).lower() for v in PROPERTIES[name])
                raise ProcedureError(f"{path}.{name}", "expected_one_of", value=one, allowed=allowed)
        wanted.append((name, frozenset(values)))
    return Condition(tuple(wanted))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A description of facts: a fact fits when it has everything that is named here."""

    what: str = key(one_of(*FACTS), "the kind of fact")
    kind: str | None = key(one_of(*CALLBACKS), "the kind of callback", None)
    answer: tuple[str, ...] = key(many(one_of(*OPINION_WORDS), single=True), "one of these answers", ())
    by: tuple[str, ...] = key(many(one_of(*BY), single=True), "recorded of one of these", ())
    result: str | None = key(one_of(*(r for rs in RESULTS.values() for r in rs)), "with this result", None)
    work: str | None = key(one_of(*RESULTS["work.finished"]), "only when the order's work ended so", None)
    once_past: str | None = key(text, "only when this limit, as it stood, had run out", None)

    def fits(self, fact: Fact) -> bool:
        """Whether the fact itself answers the description (``work`` and ``once_past`` ask the timeline)."""
        return (
            fact.what == self.what
            and (self.kind is None or fact.kind == self.kind)
            and (not self.answer or fact.answer in self.answer)
            and (not self.by or fact.by in self.by)
            and (self.result is None or fact.outcome == self.result)
        )


def pattern(value: object, path: str) -> Pattern:
    """The bare name of a fact, or a table describing it."""
    return Pattern(one_of(*FACTS)(value, path)) if isinstance(value, str) else _pattern(value, path)


_pattern = record(Pattern)
patterns = many(pattern, single=True)


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit runs out, counted from its start: exactly one of ``after``, ``by`` and ``agreed``."""

    after: int | None = key(number, "minutes after the start", None)
    by: time | str | None = key(clock_word, "the first such time of day at or after the start", None)
    if_before: time | None = key(
        clock_time, "started before this: `by` the same day; else the next day", None
    )
    next_shift: bool = key(flag, "`by` in the next day shift to begin after the start", False)
    agreed: bool = key(flag, "the agreed time itself", False)


def due(value: object, path: str) -> Due:
    """A table with ``after``, ``by`` or ``agreed``."""
    read: Due = _due(value, path)
    if (read.after is not None) + (read.by is not None) + read.agreed != 1:
        raise ProcedureError(path, "expected_one_due", allowed="after, by, agreed")
    if (read.if_before or read.next_shift) and read.by is None:
        raise ProcedureError(path, "expected_one_due", allowed="by")
    return read


_due = record(Due)


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is told when a limit keeps repeating."""

    after: int = key(number, "rounds before it is told")
    to: str = key(one_of("supervisor", "leader"), "who is told")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: a clock runs from one fact to another."""

    name: str = key(text, "the limit's name, as in the JSON answers")
    rule: str = key(text, "the rule it implements")
    title: Words = key(words, "what the screens call it")
    from_: tuple[Pattern, ...] = key(patterns, "the fact that starts it")
    to: tuple[Pattern, ...] = key(patterns, "the facts that settle it; the first one counts")
    due: Due = key(due, "when it runs out")
    when: Condition = key(condition, "the jobs it applies to", Condition())
    unless: Condition | None = key(condition, "the jobs among them that it leaves out", None)
    starts: time | str | None = key(clock_word, "it starts at the first such time after `from`", None)
    promised: bool = key(flag, "it starts at the time promised in the `from` fact, if that is later", False)
    appointment: str | None = key(
        one_of("due", "start", "start_if_later"),
        "what an agreed time does: it is the due time, or the start is moved to it",
        None,
    )
    waived_by: tuple[Pattern, ...] = key(patterns, "facts that end it without a verdict", ())
    warn_from: time | None = key(clock_time, "warn from this time of day on", None)
    reminder: bool = key(flag, "a reminder: past due it goes on warning and is never a breach", False)
    resident_waits: bool = key(flag, "somebody is waiting for it: it comes first on the board", False)
    escalate: Escalation | None = key(record(Escalation), "who is told after how many rounds", None)

    def applies(self, job: Job, origin: str) -> bool:
        """Whether this limit exists for such a job."""
        return self.when.holds(job, origin) and not (self.unless and self.unless.holds(job, origin))


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that bars closing until a fact is there."""

    code: str = key(text, "the code in missing_to_close")
    rule: str = key(text, "the rule it implements")
    field: str = key(text, "the field of the form it asks for")
    title: Words = key(words, "what is missing, in words")
    when: Condition = key(condition, "the jobs it applies to", Condition())
    unless: Condition | None = key(condition, "the jobs among them that it leaves out", None)
    needs: tuple[Pattern, ...] = key(
        patterns, "any of these facts lifts it; none for the bars the engine knows", ()
    )
    since: str = key(one_of("ever", "finished"), "the fact must be that recent", "ever")

    def applies(self, job: Job, origin: str) -> bool:
        """Whether closing such a job asks for this."""
        return self.when.holds(job, origin) and not (self.unless and self.unless.holds(job, origin))


@dataclass(frozen=True, slots=True)
class Closing:
    """What must be there before a line is struck off."""

    bar: tuple[Bar, ...] = key(many(record(Bar)), "the bars, in the order in which they are named")
    unreachable_after: int = key(number, "attempts after which a callback may be given up", 3)
    finished_by: dict[str, tuple[Pattern, ...]] = key(
        table_of(patterns), "by kind of call: the facts that finish it", {}
    )


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How the desk is walked through its calls."""

    early: int = key(number, "minutes before the limit at which an arrival call is proposed", 2)
    objections: int = key(number, "objections to a plan after which the supervisor decides", 2)


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of the slip, and where it goes when the job is done."""

    name: str = key(text, "the copy's name, as in the JSON answers")
    title: Words = key(words, "what is printed on it")
    goes_to: str = key(one_of(*KEEPERS), "who keeps it in the end")
    paid_only: bool = key(flag, "only a paid job has it handed on", False)


@dataclass(frozen=True, slots=True)
class Department:
    """A kind of matter and the department that answers it."""

    kind: str = key(text, "the kind of matter")
    title: Words = key(words, "what the screens call it")
    department: str = key(
        one_of("engineering", "security", "customer_service", "service_centre"), "who answers it"
    )
    rule: str = key(text, "the rule it implements")
    waits_for_opening: bool = key(flag, "at night it waits for the opening, with the caller's consent", False)


@dataclass(frozen=True, slots=True)
class Fees:
    """How amounts are worked out."""

    unit_minutes: int = key(number, "minutes of a started unit of labour", 30)
    prepay_from: int | None = key(number, "total in fen from which the amount is paid in advance", None)


@dataclass(frozen=True, slots=True)
class Month:
    """The figures owed at the end of the month."""

    rule: str = key(text, "the rule that asks for them")
    rates: tuple[str, ...] = key(many(text), "the rates shown, in this order")
    remind_days: int = key(number, "days before the last of the month at which the desk is reminded", 3)
    targets: dict[str, int] = key(table_of(number), "rate to be reached, in thousandths", {})


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule of the office's document."""

    clause: str = key(text, "where it stands in the document")
    zh: str = key(text, "what it says")
    en: str = key(text, "the same in English")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the procedure comes from."""

    title: Words = key(words, "the document's title")
    system: str = key(text, "its number among the documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Everything an office has laid down, ready to be asked."""

    id: str = key(text, "the procedure's name")
    source: Source = key(record(Source), "the document it comes from")
    opening: time = key(clock_time, "the day post begins", time(9, 0))
    closing_time: time = key(clock_time, "the night post begins", time(17, 30))
    limit: tuple[Limit, ...] = key(many(record(Limit)), "the time limits", ())
    closing: Closing = key(record(Closing), "what must be there before a line is struck off")
    callbacks: Callbacks = key(record(Callbacks), "how the desk is walked through its calls", Callbacks())
    copy: tuple[Copy, ...] = key(many(record(Copy)), "the copies of the slip", ())
    matter: tuple[Department, ...] = key(
        many(record(Department)), "the kinds of matter and who answers them", ()
    )
    fees: Fees = key(record(Fees), "how amounts are worked out", Fees())
    month: Month | None = key(record(Month), "the figures owed at the end of the month", None)
    rules: dict[str, RuleText] = key(table_of(record(RuleText)), "every rule of the document", {})
    retention_years: int | None = key(
        number, "years a line is kept after closing; none means without end", None
    )
    hours: Hours = field(default_factory=Hours)
    version: int = 1

    def limit_named(self, name: str) -> Limit | None:
        """The first limit of that name."""
        return next((limit for limit in self.limit if limit.name == name), None)

    def at_office(self, hours: Hours, version: int | None = None) -> Procedure:
        """The procedure with an office's own zone and hours."""
        return replace(self, hours=hours, version=version or self.version)


_procedure = record(Procedure)


def parse(data: Mapping[str, Any], source: str = "") -> Procedure:
    """The procedure in a parsed file.

    Raises ``ProcedureError`` naming the file, the key and what is allowed there.
    """
    try:
        read: Procedure = _procedure(data, "")
        _check_names(read)
    except ProcedureError as error:
        error.source = source
        raise
    return replace(read, hours=Hours(opening=read.opening, closing=read.closing_time))


def _check_names(procedure: Procedure) -> None:
    """Every limit, rule and code that is referred to must exist."""
    limits = {limit.name for limit in procedure.limit}
    for place, limit in enumerate(procedure.limit, 1):
        for named in (*limit.from_, *limit.to):
            if named.once_past is not None and named.once_past not in limits:
                path = f"limit[{place}].once_past"
                raise ProcedureError(
                    path, "expected_one_of", value=named.once_past, allowed=", ".join(sorted(limits))
                )
    for path, rule in _rules_referred_to(procedure):
        if rule not in procedure.rules:
            raise ProcedureError(path, "unknown_rule", value=rule)


def _rules_referred_to(procedure: Procedure) -> list[tuple[str, str]]:
    found = [(f"limit[{n}].rule", limit.rule) for n, limit in enumerate(procedure.limit, 1)]
    found += [(f"closing.bar[{n}].rule", bar.rule) for n, bar in enumerate(procedure.closing.bar, 1)]
    found += [(f"matter[{n}].rule", matter.rule) for n, matter in enumerate(procedure.matter, 1)]
    return found + ([("month.rule", procedure.month.rule)] if procedure.month else [])
