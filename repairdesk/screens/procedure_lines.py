"""An office's procedure in plain words: its hours, limits, what bars closing, departments, copies, fees, rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from repairdesk import text
from repairdesk.rules.limits import Condition, Due, Limit, Pattern
from repairdesk.rules.procedure import Procedure
from repairdesk.screens.page import Text
from repairdesk.text import N_, _, clock, joined, money, word
from repairdesk.words import WORDS

PROPERTIES = {
    ("listed", True): N_("on the price list"), ("listed", False): N_("not on the price list"),
    ("minor", True): N_("minor repairs"), ("minor", False): N_("no minor repairs"),
    ("paid", True): N_("paid jobs"), ("paid", False): N_("free jobs"),
    ("important", True): N_("important ones"), ("important", False): N_("not the important ones"),
    ("key_customer", True): N_("key customers"), ("key_customer", False): N_("other customers"),
    ("complaint", True): N_("complaints"), ("complaint", False): N_("no complaints"),
    ("origin", "day"): N_("received by day"), ("origin", "night"): N_("received by night"),
}  # fmt: skip
DEPARTMENTS = {
    "engineering": N_("engineering"),
    "security": N_("security"),
    "customer_service": N_("customer service"),
    "service_centre": N_("the service centre itself"),
}
KEEPERS = {
    "desk": N_("the desk"),
    "technician": N_("the technician"),
    "customer": N_("the customer"),
    "engineering": N_("engineering"),
    "finance": N_("finance"),
    "archive": N_("the file"),
}


def procedure(found: Procedure) -> Iterator[Text]:
    """The whole procedure, line by line."""
    language = text.language()
    title = found.source.title.in_(language)
    yield Text(_("{title} ({name}, version {n})").format(title=title, name=found.id, n=found.version), "bold")
    day = _("Front desk {opening} to {closing}, monitoring room the rest of the day, all seven days.")
    yield Text(day.format(opening=clock(found.hours.opening), closing=clock(found.hours.closing)))
    yield Text(_("Time limits"), section=True)
    for limit in found.limit:
        yield from _limit(limit, found)
    yield Text(_("What must be there before the strike-off"), section=True)
    for bar in found.closing.bar:
        yield Text(f"{bar.title.in_(language)}  ({bar.rule})  {conditions(bar.when, bar.unless)}".rstrip())
    tries = _("After {n} calls that reached nobody the callback may be given up.")
    yield Text(tries.format(n=found.closing.unreachable_after), "dim")
    yield Text(_("Who answers which matter"), section=True)
    for matter in found.matter:
        wait = "  " + _("(at night it may wait for the opening)") if matter.waits_for_opening else ""
        yield Text(_(DEPARTMENTS[matter.department]) + wait, label=matter.title.in_(language))
    yield Text(_("Copies of the slip, fees"), section=True)
    for copy in found.copy:
        only = "  " + _("(paid jobs)") if copy.paid_only else ""
        yield Text(_(KEEPERS[copy.goes_to]) + only, label=copy.title.in_(language))
    yield Text(_("Labour counts by each {n} minutes begun.").format(n=found.fees.unit_minutes))
    if found.fees.prepay_from is not None:
        yield Text(_("From {amount} on it is paid in advance.").format(amount=money(found.fees.prepay_from)))
    yield Text(_("The rules themselves"), section=True)
    for name, rule in found.rules.items():
        yield Text(f"{rule.clause}  {rule.zh if language == 'zh' else rule.en}", label=name)


def _limit(limit: Limit, found: Procedure) -> Iterator[Text]:
    yield Text(
        f"{limit.title.in_(text.language())}  ({limit.rule})  {conditions(limit.when, limit.unless)}".rstrip(),
        "bold",
    )
    begins, ends = _facts(limit.from_), _facts(limit.to)
    yield Text(_("From: {begins}. To: {ends}.").format(begins=begins, ends=ends), indent=3)
    yield Text(_("{sentence}.").format(sentence=joined(_due(limit, limit.due, found))), indent=3)


def _due(limit: Limit, due: Due, found: Procedure) -> Iterator[str]:
    if due.after is not None:
        yield _("within {n} minutes").format(n=due.after)
    elif due.agreed:
        yield _("at the agreed time")
    elif due.by is not None:
        by = _clock(due.by, found)
        if due.if_before is not None:
            said = _("begun before {border}: by {clock} the same day, otherwise the next day")
            yield said.format(border=_clock(due.if_before, found), clock=by)
        elif due.next_shift:
            yield _("by {clock} at the end of the next day shift").format(clock=by)
        else:
            yield _("by the next {clock}").format(clock=by)
    if limit.starts is not None:
        yield _("counted from the next {clock}").format(clock=_clock(limit.starts, found))
    if limit.promised:
        yield _("counted from the time promised if that is later")
    if limit.appointment == "due" and not due.agreed:
        yield _("an agreed later time takes its place")
    elif limit.appointment in ("start", "start_if_later"):
        yield _("counted from an agreed time")
    if limit.reminder:
        yield _("only a reminder")
    if limit.escalate is not None:
        yield _("after {n} rounds the {role} is told").format(
            n=limit.escalate.after, role=word(limit.escalate.to)
        )


def _clock(at: time | str, found: Procedure) -> str:
    if isinstance(at, time):
        return clock(at)
    return clock(found.hours.opening if at == "opening" else found.hours.closing)


def _facts(patterns: tuple[Pattern, ...]) -> str:
    return _(" or ").join(dict.fromkeys(_fact(pattern) for pattern in patterns))


def _fact(pattern: Pattern) -> str:
    parts = [word(pattern.kind) if pattern.kind else word(pattern.what)]
    if pattern.answer:
        parts.append(_(" / ").join(word(answer) for answer in pattern.answer))
    if pattern.once_past is not None:
        parts.append(_("once the limit has passed"))
    if pattern.result or pattern.work:
        parts.append(word(pattern.result or pattern.work or ""))
    return ": ".join((parts[0], joined(parts[1:]))) if len(parts) > 1 else parts[0]


def conditions(when: Condition, unless: Condition | None) -> str:
    """For which jobs something holds."""
    only = [_values(name, values) for name, values in when.wanted]
    but = [_values(name, values) for name, values in unless.wanted] if unless else []
    found = joined(only)
    if but:
        found += _(", but not: {jobs}").format(jobs=_(" and ").join(but))
    return found


def _values(name: str, values: frozenset[object]) -> str:
    return _(" / ").join(_value(name, value) for value in sorted(values, key=str))


def _value(name: str, value: object) -> str:
    for (known, wanted), said in PROPERTIES.items():
        if known == name and wanted == value:
            return _(said)
    return word(str(value)) if str(value) in WORDS else f"{name} {value}"
