"""Time limits in sentences: for which jobs, from what to what, when due, what comes of missing them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from repairdesk.rules.limits import Due, Limit
from repairdesk.text import _, joined, ngettext, span, spoken, word
from repairdesk.words import ACTIONS

from .parts import Statement, told
from .phrases import Phrases

LAST_DAY = 31


def limits(say: Phrases) -> Iterator[Statement]:
    """Every limit, in the order of the file."""
    for limit in say.found.limit:
        yield told(spoken(limit.title), _sentences(limit, say), limit)


def _sentences(limit: Limit, say: Phrases) -> Iterator[str]:
    yield say.only(limit.when, limit.unless)
    yield _("From {begins} until {ends}: {due}.").format(
        begins=say.facts(limit.from_), ends=say.facts(limit.to), due=due(limit, say)
    )
    yield from _beginning(limit, say)
    yield from _appointment(limit)
    yield from _ending(limit, say)
    yield from _broken(limit)


def due(limit: Limit, say: Phrases) -> str:
    """When it runs out, counted from its start."""
    when = limit.due
    if when.after is not None:
        return _("within {span}").format(span=span(when.after)) if when.after else _("at once")
    if when.months is not None:
        months = ngettext("{n} month", "{n} months", when.months).format(n=when.months)
        return _("within {span}, to the same day and time").format(span=months)
    if when.by is not None:
        return _by(when, say)
    if when.end_of_shift:
        return _("before the post then on duty goes off")
    if when.end_of_day is not None:
        return _end_of_day(when.end_of_day)
    if when.next_month_day is not None:
        return _("by the end of {day} of the following month").format(day=_day(when.next_month_day))
    if when.each_month:
        return _("every month, once by the end of each of these: {days}").format(
            days=joined(_day(day) for day in when.each_month)
        )
    agreed = any(pattern.what == "appointment.agreed" for pattern in limit.from_)
    at = _("the agreed time") if agreed else _("the time that was told")
    if when.earlier:
        return _("{span} before {moment}").format(span=span(when.earlier), moment=at)
    return _("by {moment}").format(moment=at)


def _by(when: Due, say: Phrases) -> str:
    by = say.clock(when.by or "closing")
    if when.if_before == time():
        return _("by {clock} the next day").format(clock=by)
    if when.if_before is not None:
        said = _("begun before {border}, by {clock} the same day; otherwise by {clock} the next day")
        return said.format(border=say.clock(when.if_before), clock=by)
    if when.next_shift:
        return _("by {clock} in the next day shift to begin").format(clock=by)
    return _("by the next {clock}").format(clock=by)


def _end_of_day(later: int) -> str:
    if later == 0:
        return _("by the end of that day")
    if later == 1:
        return _("by the end of the next day")
    return _("by the end of day {n}, that day being the first").format(n=later + 1)


def _day(day: int) -> str:
    return _("the last day") if day >= LAST_DAY else _("day {n}").format(n=day)


def _beginning(limit: Limit, say: Phrases) -> Iterator[str]:
    if limit.or_from:
        yield _("While there is no such beginning, from {facts}.").format(facts=say.facts(limit.or_from))
    if limit.once:
        yield _("Only the first of them begins it.")
    if limit.given:
        yield _("It exists only once this is on record: {facts}.").format(facts=say.facts(limit.given))
    if limit.starts == "day_shift":
        yield _("By day counted at once, by night from {clock} when the day post begins.").format(
            clock=say.clock("opening")
        )
    elif limit.starts is not None:
        yield _("Counted from the next {clock}.").format(clock=say.clock(limit.starts))
    if limit.promised:
        yield _("Counted from the time promised, if that is later.")
    if limit.due.first_month_from is not None:
        yield _("Begun on {day} of a month or later, the first of that month is left out.").format(
            day=_day(limit.due.first_month_from)
        )


def _appointment(limit: Limit) -> Iterator[str]:
    if limit.appointment == "due" and limit.due.agreed:
        yield _("The time agreed last counts.")
    elif limit.appointment == "due":
        yield _("A later time agreed with the customer takes its place.")
    elif limit.appointment == "start":
        yield _("With an agreed time it is counted from that time.")
    elif limit.appointment == "start_if_later":
        yield _("With an agreed time that is later it is counted from that time.")


def _ending(limit: Limit, say: Phrases) -> Iterator[str]:
    if limit.yields_to:
        yield _("It makes way for another limit with: {facts}.").format(facts=say.facts(limit.yields_to))
    if limit.waived_by:
        yield _("It ends without a verdict with: {facts}.").format(facts=say.facts(limit.waived_by))
    if limit.outlives_closing:
        yield _("It goes on after the strike-off.")
    if limit.warn is not None:
        yield _("It warns {span} before.").format(span=span(limit.warn))
    if limit.warn_from is not None:
        yield _("It warns from {clock} on.").format(clock=say.clock(limit.warn_from))


def _broken(limit: Limit) -> Iterator[str]:
    if limit.resident_waits:
        yield _("Somebody is waiting for it: it comes first on the board.")
    if limit.action not in (None, "none"):
        yield _("What the desk does about it: {action}.").format(action=_(ACTIONS[str(limit.action)]))
    if limit.reminder:
        yield _("Only a reminder: it is never broken.")
    if limit.target:
        yield _("A target: missed it counts as missed, but nobody is late.")
    if limit.escalate is not None:
        who = word(limit.escalate.to)
        after = limit.escalate.after
        told_after = (
            _("After {n} rounds the {role} is told.") if after else _("When it is broken the {role} is told.")
        )
        yield told_after.format(n=after, role=who)
    if limit.on_breach is not None:
        yield _("When it is broken: {text}").format(text=spoken(limit.on_breach))
