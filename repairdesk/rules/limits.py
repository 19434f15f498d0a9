"""Time limits as an office states them: for which jobs, from which fact to which, and when they run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from .facts import (
    AREAS,
    BY,
    CALLBACK_ANSWERS,
    CHANNELS,
    FACTS,
    KINDS,
    PLACES,
    RESULTS,
    SCOPES,
    URGENCIES,
    Fact,
    Job,
)
from .schema import (
    NAMED,
    SHAPES,
    ProcedureError,
    Shape,
    Words,
    clock_time,
    flag,
    key,
    many,
    mapping,
    number,
    one_of,
    record,
    takes,
    text,
    words,
)

CALLBACKS = tuple(CALLBACK_ANSWERS)
ANSWERS = tuple(dict.fromkeys(answer for answers in CALLBACK_ANSWERS.values() for answer in answers))
ACTIONS = (
    "assign", "issue", "await_arrival", "callback", "chase", "take_return", "write_slip", "officer_check", "close",
    "follow_up", "review", "collect", "none",
)  # fmt: skip

a_fact = one_of(*FACTS, name="Fact")

# What a condition may ask about every job, and the values each property can have.
PROPERTIES: dict[str, tuple[object, ...]] = {
    "kind": KINDS,
    "place": PLACES,
    "urgency": URGENCIES,
    "area": AREAS,
    "scope": SCOPES,
    "channel": CHANNELS,
    "origin": ("day", "night"),
    **dict.fromkeys(
        ("listed", "minor", "paid", "important", "key_customer", "complaint", "large", "sampled"),
        (True, False),
    ),
}


@takes({"anyOf": [{"enum": ["opening", "closing"]}, SHAPES[clock_time]]})
def clock_word(value: object, path: str) -> time | str:
    """HH:MM, or ``opening`` / ``closing``: the borders of the office's day post."""
    return str(value) if value in ("opening", "closing") else clock_time(value, path)


@takes({"anyOf": [{"enum": ["day_shift"]}, SHAPES[clock_word]]})
def start_word(value: object, path: str) -> time | str:
    """A time of day, a border of the day post, or ``day_shift``."""
    return "day_shift" if value == "day_shift" else clock_word(value, path)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true of a job: each property or field named has one of the values given."""

    wanted: tuple[tuple[str, frozenset[object]], ...] = ()

    def holds(self, job: Job, origin: str) -> bool:
        """Whether the job, received by ``day`` or ``night``, has all the properties."""
        return all(self._has(job, origin, name, values) for name, values in self.wanted)

    @staticmethod
    def _has(job: Job, origin: str, name: str, values: frozenset[object]) -> bool:
        if name == "origin":
            return origin in values
        if name in PROPERTIES:
            return getattr(job, name) in values
        entered = job.entry(name)
        return entered in values or (entered not in ("", "no")) in values


def _one_or_more(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "array", "items": shape}]}


@takes(
    {
        "description": Condition.__doc__,
        "type": "object",
        "properties": {name: _one_or_more({"enum": [*values]}) for name, values in PROPERTIES.items()},
        "additionalProperties": _one_or_more({"type": ["string", "boolean"]}),
    },
    "Condition",
)
def condition(value: object, path: str) -> Condition:
    """A table of properties of a job, or of fields of the office's form, each with one value or a list of values.

    A field is asked for one of its options, or with ``true`` and ``false`` whether it is filled in (a tick: set).
    """
    wanted = []
    for name, given in mapping(value, path).items():
        values = given if isinstance(given, list) else [given]
        for one in values:
            if name in PROPERTIES and one not in PROPERTIES[name]:
                allowed = ", ".join(str(v).lower() for v in PROPERTIES[name])
                raise ProcedureError(f"{path}.{name}", "expected_one_of", value=one, allowed=allowed)
            if not isinstance(one, (str, bool)):
                raise ProcedureError(f"{path}.{name}", "expected_text")
        wanted.append((name, frozenset(values)))
    return Condition(tuple(wanted))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A description of facts: a fact fits when it has everything that is named here."""

    what: str = key(a_fact, "the kind of fact")
    kind: str | None = key(one_of(*CALLBACKS), "the kind of callback", None)
    answer: tuple[str, ...] = key(many(one_of(*ANSWERS), single=True), "one of these answers", ())
    by: tuple[str, ...] = key(many(one_of(*BY), single=True), "recorded of one of these", ())
    result: str | None = key(one_of(*(r for rs in RESULTS.values() for r in rs)), "with this result", None)
    work: str | None = key(one_of(*RESULTS["work.finished"]), "only when the order's work ended so", None)
    once_past: str | None = key(text, "only when this limit, as it stood, had run out", None)
    after: str | None = key(a_fact, "only when such a fact came before it", None)

    @property
    def asks_timeline(self) -> bool:
        """Whether the fact alone does not tell if it fits."""
        return self.work is not None or self.once_past is not None or self.after is not None

    def fits(self, fact: Fact) -> bool:
        """Whether the fact itself answers the description (``work`` and ``once_past`` ask the timeline)."""
        return (
            fact.what == self.what
            and (self.kind is None or fact.kind == self.kind)
            and (not self.answer or fact.answer in self.answer)
            and (not self.by or fact.by in self.by)
            and (self.result is None or fact.outcome == self.result)
        )


_pattern = record(Pattern)


@takes({"anyOf": [SHAPES[a_fact], SHAPES[_pattern]]})
def pattern(value: object, path: str) -> Pattern:
    """The bare name of a fact, or a table describing it."""
    return Pattern(a_fact(value, path)) if isinstance(value, str) else _pattern(value, path)


patterns = many(pattern, single=True)


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit runs out, counted from its start: exactly one of ``after``, ``months``, ``by``, ``end_of_shift``,
    ``end_of_day``, ``next_month_day``, ``each_month`` and ``agreed``.
    """

    after: int | None = key(number, "minutes after the start", None)
    months: int | None = key(
        number, "the same day and time so many months later, or that month's last day", None
    )
    by: time | str | None = key(clock_word, "the first such time of day at or after the start", None)
    if_before: time | str | None = key(
        clock_word, "started before this: `by` the same day; else the next day", None
    )
    next_shift: bool = key(flag, "`by` in the next day shift to begin after the start", False)
    end_of_shift: bool = key(flag, "when the post on duty at the start goes off", False)
    end_of_day: int | None = key(
        number, "the end, 23:59:59, of the start's calendar day or so many days later", None
    )
    next_month_day: int | None = key(number, "the end of this day of the month that follows", None)
    each_month: tuple[int, ...] = key(
        many(number), "once for each day named, by its end, in every month; 31 stands for the last", ()
    )
    first_month_from: int | None = key(
        number, "`each_month` begun on this day of a month or later leaves out that month's first", None
    )
    agreed: bool = key(flag, "the agreed time itself", False)
    earlier: int = key(number, "minutes before the `agreed` time", 0)


KINDS_OF_DUE = (
    "after", "months", "by", "end_of_shift", "end_of_day", "next_month_day", "each_month", "agreed",
)  # fmt: skip
# What says more about one of the kinds, and which.
BELONGS = {"if_before": "by", "next_shift": "by", "earlier": "agreed", "first_month_from": "each_month"}

_due = record(Due)


@takes(
    {
        **NAMED["Due"],
        "oneOf": [
            {"required": [kind], "properties": {kind: {"not": {"enum": [False, []]}}}}
            for kind in KINDS_OF_DUE
        ],
        "dependencies": {name: [kind] for name, kind in BELONGS.items()},
    },
    "Due",
)
def due(value: object, path: str) -> Due:
    """A table with exactly one kind of due time."""
    read: Due = _due(value, path)
    kinds = [getattr(read, kind) for kind in KINDS_OF_DUE]
    if sum(not (one is None or one is False or one == ()) for one in kinds) != 1:
        raise ProcedureError(path, "expected_one_due", allowed=", ".join(KINDS_OF_DUE))
    for name, kind in BELONGS.items():
        if getattr(read, name) and not getattr(read, kind):
            raise ProcedureError(path, "expected_one_due", allowed=kind)
    return read


TOLD = ("supervisor", "leader", "technician", "engineering")


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is told when a limit keeps repeating, or has run out."""

    to: str = key(one_of(*TOLD), "who is told")
    after: int = key(number, "rounds before it is told", 0)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: a clock runs from one fact to another."""

    name: str = key(text, "the limit's name, as in the JSON answers")
    rule: str = key(text, "the rule it implements")
    title: Words = key(words, "what the screens call it")
    from_: tuple[Pattern, ...] = key(patterns, "the fact that starts it, each such fact anew")
    to: tuple[Pattern, ...] = key(patterns, "the facts that settle it; the first one counts")
    due: Due = key(due, "when it runs out")
    also: tuple[str, ...] = key(many(text, single=True), "other rules it serves", ())
    when: Condition = key(condition, "the jobs it applies to", Condition())
    unless: Condition | None = key(condition, "the jobs among them that it leaves out", None)
    once: bool = key(flag, "only the first of the `from` facts starts it", False)
    or_from: tuple[Pattern, ...] = key(patterns, "the facts that start it while there is none of `from`", ())
    given: tuple[Pattern, ...] = key(patterns, "it exists only once one of these facts is on record", ())
    yields_to: tuple[Pattern, ...] = key(
        patterns,
        "facts from which another limit runs: before the start there is no clock, before it is due it is replaced",
        (),
    )
    starts: time | str | None = key(
        start_word,
        "it starts at the first such time after `from`; `day_shift`: at once by day, else at the opening",
        None,
    )
    promised: bool = key(flag, "it starts at the time promised in the `from` fact, if that is later", False)
    appointment: str | None = key(
        one_of("due", "start", "start_if_later"),
        "what an agreed time does: it is the due time, or the start is moved to it",
        None,
    )
    waived_by: tuple[Pattern, ...] = key(patterns, "facts that end it without a verdict", ())
    warn: int | None = key(number, "minutes before it is due at which it warns", None)
    warn_from: time | None = key(clock_time, "warn from this time of day on", None)
    reminder: bool = key(flag, "a reminder: past due it goes on warning and is never a breach", False)
    target: bool = key(
        flag, "a target: missed it counts as missed, but nobody is late and nothing is urgent", False
    )
    outlives_closing: bool = key(flag, "it goes on after the line is struck off", False)
    resident_waits: bool = key(flag, "somebody is waiting for it: it comes first on the board", False)
    action: str | None = key(
        one_of(*ACTIONS, name="Action"),
        "what the desk does about it; else as the state of the line says",
        None,
    )
    escalate: Escalation | None = key(record(Escalation), "who is told after how many rounds", None)
    on_breach: Words | None = key(words, "what the document says to do when it is broken", None)

    def applies(self, job: Job, origin: str) -> bool:
        """Whether this limit exists for such a job."""
        return self.when.holds(job, origin) and not (self.unless and self.unless.holds(job, origin))
