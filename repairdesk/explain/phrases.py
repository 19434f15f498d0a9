"""Parts of sentences: facts, jobs, spans of time and names, in the words of the procedure that is explained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from repairdesk.rules.limits import Condition, Pattern
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.statements import Field
from repairdesk.text import N_, _, clock, joined, spoken, visible, word

from .words import FORM_WORDS, PROPERTIES, RATES

WORK = {
    None: N_("work ended, finished or not"),
    "finished": N_("work finished"),
    "unfinished": N_("work left unfinished"),
}
"""How the end of the work is told by its result."""


def begun(words: str) -> str:
    """Words as a sentence or a title begins."""
    return words[:1].upper() + words[1:]


def either(parts: Iterable[str]) -> str:
    """Alternatives, each once."""
    return _(" or ").join(dict.fromkeys(parts))


class Phrases:
    """The words of one procedure; fields, limits and duties are called by their titles."""

    def __init__(self, found: Procedure) -> None:
        self.found = found

    # --- names ------------------------------------------------------------------------------------

    def field(self, name: str) -> str:
        """A field of the office's own, or one that every form may have."""
        known = self.found.field_named(name)
        return spoken(known.title) if known else _(FORM_WORDS[name]) if name in FORM_WORDS else visible(name)

    def fields(self, names: Iterable[str]) -> str:
        """Fields as a list."""
        return joined(self.field(name) for name in names)

    def limits(self, names: Iterable[str]) -> str:
        """Limits as a list."""
        found = (self.found.limit_named(name) for name in names)
        return joined(dict.fromkeys(spoken(limit.title) for limit in found if limit))

    def rate(self, name: str) -> str:
        """A figure of the month."""
        ours = self.found.month.rate if self.found.month else ()
        known = next((one for one in ours if one.name == name), None)
        return spoken(known.title) if known else _(RATES[name]) if name in RATES else visible(name)

    def clock(self, at: time | str) -> str:
        """A time of day, or a border of the day post."""
        if isinstance(at, time):
            return clock(at)
        return clock(self.found.hours.opening if at in ("opening", "day_shift") else self.found.hours.closing)

    # --- facts ------------------------------------------------------------------------------------

    def facts(self, patterns: Iterable[Pattern]) -> str:
        """Any of these facts."""
        return either(self.fact(pattern) for pattern in patterns)

    def fact(self, pattern: Pattern) -> str:
        """One kind of fact, and what more is asked of it in brackets."""
        name, asked = self._named(pattern)
        if pattern.answer:
            asked.append(either(word(answer) for answer in pattern.answer))
        if pattern.work is not None:
            asked.append(_("the work finished") if pattern.work == "finished" else _("the work not finished"))
        if pattern.once_past is not None:
            asked.append(
                _("once the limit {limit} has run out").format(limit=self.limits([pattern.once_past]))
            )
        if pattern.after is not None:
            asked.append(_("after {fact}").format(fact=word(pattern.after)))
        return _("{fact} ({more})").format(fact=name, more=joined(asked)) if asked else name

    def _named(self, pattern: Pattern) -> tuple[str, list[str]]:
        """The fact's name, and what of its description the name does not say yet."""
        who = either(word(each) for each in pattern.by)
        if pattern.what == "officer.signed" and who:
            return _("{who} signed").format(who=who), [word(pattern.result)] if pattern.result else []
        by = [_("by the {who}").format(who=who)] if who else []
        if pattern.what == "work.finished":
            return _(WORK[pattern.result]), by
        result = [word(pattern.result)] if pattern.result else []
        return word(pattern.kind or pattern.what), [*result, *by]

    # --- jobs -------------------------------------------------------------------------------------

    def jobs(self, when: Condition, unless: Condition | None = None) -> str:
        """For which jobs something holds; nothing where it holds for all."""
        only, but = self._conditions(when), self._conditions(unless or Condition())
        return _("{jobs}, but not {others}").format(jobs=only, others=but) if but else only

    def only(self, when: Condition, unless: Condition | None = None) -> str:
        """The same as a sentence."""
        if unless is not None and not when.wanted:
            return _("Not for: {jobs}.").format(jobs=self.jobs(unless))
        jobs = self.jobs(when, unless)
        return _("Only for: {jobs}.").format(jobs=jobs) if jobs else ""

    def _conditions(self, condition: Condition) -> str:
        return _("; ").join(self._values(name, values) for name, values in condition.wanted)

    def _values(self, name: str, values: frozenset[object]) -> str:
        field = self.found.field_named(name)
        ordered = sorted(values, key=str)
        if field is None:
            return either(_(PROPERTIES[name, value]) for value in ordered if (name, value) in PROPERTIES)
        chosen = [value for value in ordered if not isinstance(value, bool)]
        filled = [_state(field, bool(value)) for value in ordered if isinstance(value, bool)]
        if chosen:
            said = either(_option(field, str(value)) for value in chosen)
            filled.append(_("{field}: {value}").format(field=spoken(field.title), value=said))
        return either(filled)


def _option(field: Field, value: str) -> str:
    known = next((option for option in field.options if option.name == value), None)
    return spoken(known.title) if known else visible(value)


def _state(field: Field, filled: bool) -> str:
    if field.kind == "tick":
        said = _("ticked: {field}") if filled else _("not ticked: {field}")
    else:
        said = _("filled in: {field}") if filled else _("not filled in: {field}")
    return said.format(field=spoken(field.title))
