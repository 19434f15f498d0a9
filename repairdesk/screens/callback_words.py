"""What the clerk says on the telephone: the apology, the question, what is to be told, each with its rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from repairdesk import text
from repairdesk.rules.facts import CALLBACK_ANSWERS
from repairdesk.rules.limits import Pattern
from repairdesk.rules.worktime import Hours
from repairdesk.screens.board_lines import when
from repairdesk.screens.step_forms import departments
from repairdesk.text import _, spoken, visible, word
from repairdesk.views.call_card import CallCard, OrderCard
from repairdesk.views.callbacks import CallbackDue
from repairdesk.views.steps import Steps
from repairdesk.words import ANSWERS


def answers(kind: str, known: Steps) -> tuple[tuple[str, str], ...]:
    """The answers that a callback of this kind can have, with their words; of a notice those that are waited for."""
    procedure = known.procedure
    waited = [p for one in procedure.limit for p in one.to]
    waited += [p for bar in (*procedure.gate, *procedure.closing.bar) for p in bar.needs]
    named = {answer for p in waited if _calls(p, kind) for answer in p.answer} | {"unreachable"}
    allowed = CALLBACK_ANSWERS[kind]
    if kind == "notice" and len(named) > 1:
        allowed = tuple(answer for answer in allowed if answer in named)
    return tuple((answer, ANSWERS[answer]) for answer in allowed)


def script(due: CallbackDue, card: CallCard, known: Steps, now: datetime) -> list[tuple[str, str]]:
    """What to say, line by line, each with its tone, and with the rule of the office's document that wants it."""
    order = card.orders[-1] if card.orders else None
    said = {"arrival": _arrival, "plan": _plan, "notice": _notice}.get(due.kind, _completion)
    lines = list(said(due, card, order, known, now))
    if due.attempts:
        lines.append(
            (
                _("Not reached so far: this is {attempt}.").format(attempt=attempt(due, due.attempts + 1)),
                "soon",
            )
        )
    if due.last_remark:
        lines.append((_("Noted last time: {remark}").format(remark=visible(due.last_remark)), "dim"))
    return lines


def attempt(due: CallbackDue, n: int) -> str:
    """Which attempt it is to reach somebody: ``attempt 2 of 3``."""
    if due.give_up_after is None:
        return _("attempt {n}").format(n=n)
    return _("attempt {n} of {most}").format(n=n, most=due.give_up_after)


def _calls(pattern: Pattern, kind: str) -> bool:
    return pattern.what == "callback.made" and pattern.kind == kind


def _asked_by(known: Steps, kind: str) -> tuple[str, ...]:
    """The rule that wants a call of this kind: of the bar that it lifts, or of the first limit that it settles."""
    procedure, job, origin = known.procedure, known.job, known.origin
    bars = [one for one in procedure.closing.bar if one.applies(job, origin)]
    rules = [
        one.rule for one in bars if f"{kind}_callback" == one.code or any(_calls(p, kind) for p in one.needs)
    ]
    rules += [
        one.rule
        for one in procedure.limit
        if one.applies(job, origin) and any(_calls(p, kind) for p in one.to)
    ]
    return tuple(rules[:1])


def _once_more(known: Steps) -> tuple[str, ...]:
    """The rules about a call that has to be made again because nobody has come."""
    procedure, job, origin = known.procedure, known.job, known.origin
    again = (
        one
        for one in procedure.limit
        if one.applies(job, origin) and any(_calls(p, "arrival") for p in one.from_)
    )
    return next((one.also for one in again), ())


def _with(words: str, rules: tuple[str, ...]) -> str:
    return f"{words} ({', '.join(rules)})" if rules else words


def _at(instant: datetime, hours: Hours, now: datetime) -> str:
    return when(instant, hours, now)


def _arrival(
    due: CallbackDue, card: CallCard, order: OrderCard | None, known: Steps, now: datetime
) -> Iterator[tuple[str, str]]:
    again = _once_more(known)
    if due.tell is not None:
        yield (
            _("This has gone round several times: tell the {role} as well.").format(role=word(due.tell)),
            "late",
        )
    limit = next((c for c in reversed(card.clocks) if c.limit == "arrival" and c.state != "replaced"), None)
    if due.apologise and limit is not None:
        late = _("Apologise: nobody was there by {time}. Explain why.")
        yield _with(late.format(time=_at(limit.due, card.hours, now)), again[:1]), "late"
    who = visible(due.technician or word("technician"))
    if order is not None and order.technician_phone:
        who = f"{who} ({visible(order.technician_phone)})"
    ask = _("Ask: is {technician} there, how is it going?").format(technician=who)
    yield _with(ask, _asked_by(known, "arrival")), "bold"
    if due.promised is not None:
        yield _("Promised last time: {time}.").format(time=_at(due.promised, card.hours, now)), ""
    if due.apologise:
        yield _with(_("Nobody there: settle a time with engineering, then name it."), again[1:]), "dim"


def _plan(
    due: CallbackDue, card: CallCard, order: OrderCard | None, known: Steps, now: datetime
) -> Iterator[tuple[str, str]]:
    if order is not None:
        yield _("Not finished, because: {reason}").format(reason=visible(order.unfinished_reason or "-")), ""
        yield _("Plan: {plan}").format(plan=visible(order.plan or "-")), ""
    if card.appointment is not None and card.appointment > now:
        yield _("Next visit: {time}").format(time=_at(card.appointment, card.hours, now)), ""
    yield _with(_("Ask: is the customer content with that?"), _asked_by(known, "plan")), "bold"
    objections = sum(made.kind == "plan" and made.answer == "objects" for made in card.callbacks)
    if objections:
        yield _("The customer has objected {n} times.").format(n=objections), "soon"


def _notice(
    due: CallbackDue, card: CallCard, order: OrderCard | None, known: Steps, now: datetime
) -> Iterator[tuple[str, str]]:
    rules = _asked_by(known, due.kind)
    yield _with(_("Tell the customer, and ask whether he agrees."), rules), "bold"
    yield from ((spoken(known.rule(rule)), "dim") for rule in rules)


def _completion(
    due: CallbackDue, card: CallCard, order: OrderCard | None, known: Steps, now: datetime
) -> Iterator[tuple[str, str]]:
    if card.kind == "matter":
        ask = _("Ask: is the matter settled, and is the caller satisfied?")
        yield _with(ask, _asked_by(known, "completion")), "bold"
        result = next((e.remark for e in reversed(card.timeline) if e.what == "visit.answered"), "")
        if result:
            yield _("Result: {result}").format(result=visible(result)), ""
    elif due.kind == "recheck":
        ask = _("Ask: is all well by now, and is the customer satisfied?")
        yield _with(ask, _asked_by(known, "recheck")), "bold"
    else:
        ask = _("Ask: is it mended, and how satisfied is the customer?")
        yield _with(ask, _asked_by(known, "completion")), "bold"
    if card.finished_at is not None:
        yield (
            _("Finished {time} by {technician}.").format(
                time=_at(card.finished_at, card.hours, now),
                technician=visible(due.technician or departments(card.department)),
            ),
            "",
        )
    if order is not None and order.total:
        yield _("Charged: {amount}.").format(amount=text.money(order.total)), ""
