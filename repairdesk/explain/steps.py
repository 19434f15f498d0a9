"""The steps of a job in sentences: what must be there before one, how a line ends, what is asked, how orders go out."""

from __future__ import annotations

from collections.abc import Iterator

from repairdesk.rules.statements import STAGES as IN_ORDER
from repairdesk.rules.statements import Bar, Centre, Ending, Field
from repairdesk.text import _, clock, joined, ngettext, spoken, visible, word

from .parts import Statement, told
from .phrases import Phrases, begun
from .words import BUILT_IN, DEPARTMENTS, FIELDS, SETS, SINCE, STAGES

# --- what must be there ---------------------------------------------------------------------------


def gates(say: Phrases) -> Iterator[Statement]:
    """What must be there before a step is recorded."""
    for gate in say.found.gate:
        barred = _("Not before it: {facts}.").format(facts=joined(word(fact) for fact in gate.before))
        yield told(spoken(gate.title), (say.only(gate.when, gate.unless), barred, *_lifted(gate, say)), gate)


def closing(say: Phrases) -> Iterator[Statement]:
    """What must be there before the line is struck off."""
    found = say.found.closing
    for bar in found.bar:
        yield told(spoken(bar.title), (say.only(bar.when, bar.unless), *_lifted(bar, say)), bar)
    for kind, patterns in found.finished_by.items():
        yield Statement(
            _("What finishes the work: {kind}").format(kind=word(kind)),
            (_("One of these is on record: {facts}.").format(facts=say.facts(patterns)),),
        )
    if found.rework is not None:
        said = ngettext(
            "After {n} time that a job was done again the {role} is told of the next.",
            "After {n} times that a job was done again the {role} is told of the next.",
            found.rework.after,
        )
        if not found.rework.after:
            said = _("When a job has to be done again the {role} is told.")
        yield Statement(
            _("Doing a job again"), (said.format(n=found.rework.after, role=word(found.rework.to)),)
        )


def _lifted(bar: Bar, say: Phrases) -> Iterator[str]:
    """What lifts a bar."""
    if bar.needs:
        yield _("On record must be: {facts}.").format(facts=say.facts(bar.needs))
        if bar.since in SINCE:
            yield _(SINCE[bar.since])
    if bar.fields:
        yield _("Filled in must be: {fields}.").format(fields=say.fields(bar.fields))
    if not bar.needs and not bar.fields and bar.code in BUILT_IN:
        yield _(BUILT_IN[bar.code])


def endings(say: Phrases) -> Iterator[Statement]:
    """Other ways a line may end."""
    for ending in say.found.ending:
        yield told(spoken(ending.title), _conditions(ending, say), ending)


def _conditions(ending: Ending, say: Phrases) -> Iterator[str]:
    yield say.only(ending.when, ending.unless)
    if ending.before_order:
        yield _("Only while no order has been issued.")
    if ending.needs:
        yield _("On record must be: {facts}.").format(facts=say.facts(ending.needs))
    if ending.fields:
        yield _("Filled in must be: {fields}.").format(fields=say.fields(ending.fields))
    if ending.past is not None:
        yield _("Only when this limit has run out: {limit}.").format(limit=say.limits([ending.past]))
    if ending.attempts:
        yield ngettext(
            "Only after {n} call that reached nobody.",
            "Only after {n} calls that reached nobody.",
            ending.attempts,
        ).format(n=ending.attempts)
    if ending.finished:
        yield _("Only when the work is finished; the line then counts as finished.")


# --- what is asked --------------------------------------------------------------------------------


def fields(say: Phrases) -> Iterator[Statement]:
    """The office's own fields, stage by stage, each checklist under its heading."""
    for stage in IN_ORDER:
        for field in say.found.field:
            if field.stage == stage:
                heading = _(STAGES[stage])
                if field.group is not None:
                    heading = _("{stage}: {list}").format(stage=heading, list=spoken(field.group))
                yield told(spoken(field.title), _asked(field, say), field, heading=heading)


def _asked(field: Field, say: Phrases) -> Iterator[str]:
    if field.required:
        yield _("{entry}; without it that step is not saved.").format(entry=begun(entry(field)))
    elif field.kind != "text":
        yield _("{sentence}.").format(sentence=begun(entry(field)))
    yield say.only(field.when)
    if field.sets is not None:
        yield _("It decides of the job: {property}.").format(property=_(SETS[field.sets]))
    for value, sentence in (
        (field.preset, _("Unless something else is filled in: {value}.")),
        (field.on_file, _("For a caller who is on file with the room: {value}.")),
    ):
        if value is not None:
            named = next((spoken(option.title) for option in field.options if option.name == value), value)
            yield sentence.format(value=named)
    if field.hint is not None:
        yield spoken(field.hint)


def entry(field: Field) -> str:
    """What may be entered."""
    return _(FIELDS[field.kind]).format(
        options=_(" / ").join(spoken(option.title) for option in field.options)
    )


# --- how orders go out ----------------------------------------------------------------------------


def orders(say: Phrases) -> Iterator[Statement]:
    """The ways of working that the office has, the hours for visits, and handing on by text message."""
    found = say.found.orders
    ways = (
        (found.pool, _("An order is offered to all"), _("Whoever takes it has it.")),
        (found.propose, _("A technician is proposed"), _("By area, trade and what each has in hand.")),
        (found.matters, _("A matter has an order too"), ""),
        (found.one_per_month, _("One order in a month"), _("A caller has one order in a calendar month.")),
        (found.crew_full, _("The crew may be full"), _("It is declared full until a day; visits are then later.")),
        (found.firm, _("Outside firms"), _("An order may go to an outside firm.")),
    )  # fmt: skip
    for way, title, sentence in ways:
        if way is not None:
            yield told(title, (sentence,), way)
    code = found.visit_code
    if code is not None:
        digits = _("The customer gives it to the technician at the door; it has {n} digits.").format(
            n=code.digits
        )
        yield told(_("Code of the visit"), (say.only(code.when), digits), code)
    booking = say.found.booking
    if booking is not None:
        times = _("A visit may be agreed from {opens} until before {closes}; an emergency at any time.")
        yield told(
            _("Hours for visits"),
            (times.format(opens=clock(booking.opens), closes=clock(booking.closes)),),
            booking,
        )
    yield from _transfer(say)


def _transfer(say: Phrases) -> Iterator[Statement]:
    found = say.found.transfer
    if found is None:
        return
    own_centre = _("The centre that need not be named: {centre}.").format(centre=visible(found.own))
    centres = (_centre(centre) for centre in found.centre)
    yield told(_("Handing an order on by text message"), (own_centre, *centres), found)


def _centre(centre: Centre) -> str:
    rooms = []
    for room in centre.room:
        groups = [
            _("{name} ({more})").format(
                name=visible(group.name), more=joined(f"{one.name} {one.account}" for one in group.people)
            )
            if group.people
            else visible(group.name)
            for group in room.group
        ]
        parts = joined(groups)
        rooms.append(
            _("{name}: {parts}").format(name=visible(room.name), parts=parts) if parts else room.name
        )
    said = (
        _("{name}: {parts}").format(name=visible(centre.name), parts="; ".join(rooms))
        if rooms
        else centre.name
    )
    return _("{sentence}.").format(sentence=said)


def matters(say: Phrases) -> Iterator[Statement]:
    """The kinds of matter and who answers them."""
    for matter in say.found.matter:
        answers = _("Answered by {department}.").format(department=_(DEPARTMENTS[matter.department]))
        waits = _("At night it waits for the opening, with the caller's consent.")
        yield told(spoken(matter.title), (answers, waits if matter.waits_for_opening else ""), matter)


__all__ = ["closing", "endings", "entry", "fields", "gates", "matters", "orders"]
