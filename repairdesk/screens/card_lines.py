"""One line of the register written out: what is missing, the job, its orders, calls and clocks, and its timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from repairdesk import text
from repairdesk.entries import entry_title
from repairdesk.rules import bill
from repairdesk.rules.worktime import Hours
from repairdesk.screens.board_lines import stamp, when
from repairdesk.screens.close_parts import copy_name, place_of
from repairdesk.screens.page import Text
from repairdesk.screens.tones import SIGNS
from repairdesk.text import N_, _, called, joined, labelled, money, pad, remark_of, spoken, word, yuan
from repairdesk.views.call_card import CallCard, ClockLine, Entry, Objection, OrderCard, TakenBack
from repairdesk.views.filled import FieldLine
from repairdesk.views.follow_ups import Note
from repairdesk.views.steps import Steps

RESULTS = {
    "finished": N_("finished"),
    "unfinished": N_("not finished"),
    "fixed": N_("in order"),
    "not_fixed": N_("not in order"),
    "possible": N_("possible"),
    "not_possible": N_("not possible"),
}
USUAL = ("finished", "fixed", "possible")
"""Results that go without saying."""
CLOCK_TONES = {
    "overdue": "late",
    "missed": "bad",
    "warning": "soon",
    "met": "good",
    "replaced": "dim",
    "waived": "dim",
}
BY = {
    "technician": N_("the technician"),
    "leader": N_("the leader"),
    "supervisor": N_("the supervisor"),
    "officer": N_("the officer"),
    "clerk": N_("the clerk"),
    "customer": N_("the customer"),
}


def written(
    card: CallCard, now: datetime, known: Steps | None = None, notes: Sequence[Note] = ()
) -> Iterator[Text]:
    """The whole card, line by line; ``notes`` are those of a follow-up sheet."""
    yield from _missing(card)
    yield Text(_("The job"), section=True)
    yield from _job(card, now)
    if card.fields:
        yield Text(_("Filled in"), section=True)
        yield from (_filled(line) for line in card.fields)
    if card.kind == "follow_up":
        yield Text(_("Follow-up sheet"), section=True)
        yield from _notes(card, notes, now)
    yield Text(_("Work orders"), section=True)
    for order in card.orders:
        yield from _order(card, order, now)
    if not card.orders:
        yield Text(_("None was issued."), "dim")
    yield Text(_("Clocks"), section=True)
    yield from (_clock(card, clock, now) for clock in card.clocks)
    if not card.clocks:
        yield Text(_("No limit runs on this line."), "dim")
    yield Text(_("Timeline"), section=True)
    yield from (_entry(card, entry, now) for entry in card.timeline)
    if card.objections:
        yield Text(_("Objections at a handover"), section=True)
        yield from (_objection(card, one, now) for one in card.objections)
    if card.taken_back:
        yield Text(_("Taken back"), section=True)
        for gone in card.taken_back:
            yield from _taken_back(card, gone, now)
    advice = [*known.advised(), *known.advised("talk")] if known is not None else []
    if advice:
        yield Text(_("What to say and to watch"), section=True)
        yield from (Text(f"- {spoken(one.text)} ({one.rule})") for one in advice)


def _filled(line: FieldLine, indent: int = 1) -> Text:
    """One field: its title, and its value in words."""
    title = called(line.title, line.name)
    value = spoken(line.option) if line.option is not None else line.value
    if line.field is not None and line.field.kind == "tick":
        value = _("yes") if line.value == "yes" else _("no")
    elif line.field is None:
        value = word(line.value)
    return Text(labelled(title, value), indent=indent)


def _notes(card: CallCard, notes: Sequence[Note], now: datetime) -> Iterator[Text]:
    """What was said with whom, the oldest first."""
    for note in notes:
        yield Text(f"{note.content}   {note.by}", "bold", stamp(note.at, card.hours, now))
        yield from (_filled(line, 1 + 13) for line in note.filled)
    if not notes:
        yield Text(_("Nothing has been noted yet."), "dim")


def _missing(card: CallCard) -> Iterator[Text]:
    if card.closed_at is not None:
        end = f"{called(card.ending_title, card.state)} {when(card.closed_at, card.hours, card.closed_at)}"
        yield Text(labelled(end, card.reason) if card.reason else end, "bold")
        yield from _kept(card)
    elif card.missing:
        for n, one in enumerate(card.missing):
            yield Text(
                f"{SIGNS['late']} {one.title.in_(text.language())} ({one.rule})",
                "soon",
                "" if n else _("Missing"),
                indent=1 if n == 0 else 1 + 13,
            )
    else:
        yield Text(_("Nothing is missing: it can be struck off."), "good")
    if card.endings:
        yield Text(joined(spoken(one.title) for one in card.endings), "note", _("Or it ends"))
    if card.linked_call:
        yield Text(card.linked_call, "", _("See also"))


def _kept(card: CallCard) -> Iterator[Text]:
    """How long the line has to be kept, where the office's procedure says so."""
    if isinstance(card.keep_until, date):
        yield Text(text.day(card.keep_until), "", _("Kept until"))


def _job(card: CallCard, now: datetime) -> Iterator[Text]:
    who = "  ".join(
        part for part in (card.caller, card.phone, _("KEY CUSTOMER") if card.key_customer else "") if part
    )
    yield Text("  ".join(part for part in (card.room, card.place_detail) if part) or "-", "bold", _("Room"))
    yield Text(who or "-", "bold", _("Caller"))
    yield Text(card.content, "", _("Content"))
    urgency = called(card.urgency_title, card.urgency)
    kinds = [word(card.kind), urgency, word(card.trade) if card.trade else "", word(card.place)]
    kinds += [_("complaint")] if card.complaint else []
    kinds += [word(card.origin), word(card.channel), "" if card.minor else _("no minor repair")]
    kinds += ["" if card.listed else _("not on the list"), _("important") if card.important else ""]
    kinds += [word(code) for code, usual in ((card.area, "urban"), (card.scope, "company")) if code != usual]
    yield Text(joined(kind for kind in kinds if kind), "", _("Kind"))
    came = _("{time} by {who}, {post}").format(
        time=when(card.received_at, card.hours, now), who=card.logged_by or "-", post=word(card.post)
    )
    if card.entered_at != card.received_at:
        came += _("; entered {time}").format(time=when(card.entered_at, card.hours, now))
    yield Text(came, "", _("Received"))
    if card.appointment is not None:
        yield Text(when(card.appointment, card.hours, now), "", _("Appointment"))
    if card.equipment:
        yield Text(card.equipment, "", _("Equipment"))
    if card.visit_code:
        yield Text(card.visit_code, "bold", _("Visit code"))
    yield Text(_price(card, now), "", _("Fee"))
    if card.opinion is not None:
        yield Text(word(card.opinion), "bold", _("Opinion"))
    version = _("{name}, version {n}").format(name=card.procedure, n=card.procedure_version)
    yield Text(version, "dim", _("Procedure"))


def _price(card: CallCard, now: datetime) -> str:
    if not card.paid:
        return _("free")
    parts = [_("paid")]
    if card.quoted is not None:
        parts.append(_("{amount} told").format(amount=money(card.quoted)))
    parts.append(
        _("agreed {time}").format(time=when(card.consent_at, card.hours, now))
        if card.consent_at
        else _("not agreed yet")
    )
    if card.due is not None and card.due > (card.agreed or card.due):
        parts.append(_("now {amount}, above that").format(amount=money(card.due)))
    return joined(parts)


def _order(card: CallCard, order: OrderCard, now: datetime) -> Iterator[Text]:
    def at(instant: datetime | None) -> str:
        return when(instant, card.hours, now) if instant is not None else "-"

    who = "  ".join(
        part
        for part in (order.technician, order.technician_phone, word(order.trade) if order.trade else "")
        if part
    )
    yield Text(f"{order.number}  {who}", "bold")
    if order.form_title is not None and order.form_number:
        yield Text(f"{spoken(order.form_title)}  {order.form_number}", "", _("Form"), indent=3)
    if order.handed_to:
        yield Text(order.handed_to, "soon", _("Handed to"), indent=3)
    times = [_("issued {time}").format(time=at(order.issued_at))]
    times += [_("taken {time}").format(time=at(order.accepted_at))] if order.accepted_at else []
    times += [
        _("there {time}").format(time=at(visit.arrived_at)) for visit in order.visits if visit.arrived_at
    ]
    if order.finished_at is not None:
        times.append(f"{_(RESULTS[order.result or 'finished'])} {at(order.finished_at)}")
    times += [_("slip back {time}").format(time=at(order.returned_at))] if order.returned_at else []
    yield Text(joined(times), "", _("Times"), indent=3)
    if order.unfinished_reason:
        yield Text(order.unfinished_reason, "", _("Why not"), indent=3)
    if order.plan:
        yield Text(order.plan, "", _("Plan"), indent=3)
    yield from (_filled(line, 3) for line in order.fields)
    for charge in order.charges:
        much = (
            _("{n} minutes").format(n=charge.minutes)
            if charge.minutes is not None
            else (f"{charge.milli / bill.THOUSAND:g} {word(charge.unit) if charge.unit else ''}")
        )
        yield Text(
            f"{pad(charge.item, 22)} {pad(much, 14)} {pad(yuan(charge.amount), 9, right=True)}", indent=3 + 13
        )
    if order.charges or order.paid:
        sums = _("labour {labour}, material {material}: {total}; received {paid}").format(
            labour=yuan(order.labour),
            material=yuan(order.material),
            total=yuan(order.total),
            paid=yuan(order.paid),
        )
        if order.waived:
            sums += _("; waived {amount}").format(amount=yuan(order.waived))
        yield Text(sums, "bold", _("Total"), indent=3)
    if order.signed_at is not None:
        yield Text(f"{order.signed_by or '-'}  {at(order.signed_at)}", "", _("Signed by"), indent=3)
    copies = joined(
        _("{copies}: {place}").format(copies=copy_name(c), place=place_of(c)) for c in order.copies
    )
    if copies:
        yield Text(copies, "", _("Copies"), indent=3)


def _clock(card: CallCard, clock: ClockLine, now: datetime) -> Text:
    name = CLOCK_TONES.get(clock.state, "")
    title = clock.title.in_(text.language())
    due = _("by {time}").format(time=when(clock.due, card.hours, now))
    met = _("done {time}").format(time=when(clock.met_at, card.hours, now)) if clock.met_at else ""
    sign = SIGNS.get(name, " ")
    return Text(f"{sign} {pad(title, 20)} {pad(due, 18)} {pad(met, 20)} {word(clock.state)}", name)


def fact_words(entry: Entry, hours: Hours, now: datetime) -> str:
    """What happened, with all that was said of it, but without when and by whom it was entered."""
    said = [word(entry.what)]
    if entry.kind:
        said.append(word(entry.kind))
    if entry.answer:
        said.append(word(entry.answer))
    if entry.result and entry.result not in USUAL:
        said.append(_(RESULTS[entry.result]))
    if entry.for_ is not None:
        said.append(_("for {time}").format(time=when(entry.for_, hours, now)))
    if entry.amount is not None:
        said.append(money(entry.amount))
    if entry.remark and entry.what != "note.written":
        said.append(remark_of(entry.what, entry.remark.replace("\n", ", ")))
    elif entry.remark:
        said.append(_("apologised") if entry.remark == "apologised" else entry.remark)
    if entry.by and not entry.what.endswith(".signed"):
        said.append(_(BY[entry.by]))
    return joined(said)


def _objection(card: CallCard, one: Objection, now: datetime) -> Text:
    """What was wrong with the line when somebody took it over."""
    said = _("{words}   {name}, taking over from the {post} at {time}").format(
        words=one.words.replace("\n", ", "),
        name=one.by or "-",
        post=word(one.post),
        time=when(one.border, card.hours, now),
    )
    return Text(f"{SIGNS['bad']} {said}", "bad", stamp(one.at, card.hours, now))


def _taken_back(card: CallCard, gone: TakenBack, now: datetime) -> Iterator[Text]:
    """An entry that no longer counts: what it said, then who took it back and why."""
    done = _("{what}, entered {time} by {who}").format(
        what=_(entry_title(gone.action)), time=when(gone.entered_at, card.hours, now), who=gone.who
    )
    yield Text(done, "dim", stamp(gone.at, card.hours, now))
    for entry in gone.facts:
        told = _entry(card, entry, now)
        yield Text(f"{told.label} {told.words}", "dim", indent=1 + 13)
    back = _("taken back by {who}, {post}: {reason}").format(
        who=gone.by or "-", post=word(gone.post), reason=gone.reason.replace("\n", ", ")
    )
    yield Text(back, "note", indent=1 + 13)


def _entry(card: CallCard, entry: Entry, now: datetime) -> Text:
    who = f"   {joined((entry.who, word(entry.post)))}" if entry.who else ""
    late = entry.entered_at - entry.at
    if late.total_seconds() >= 60:
        who += _(", entered {time}").format(time=when(entry.entered_at, card.hours, now))
    return Text(f"{fact_words(entry, card.hours, now)}{who}", label=stamp(entry.at, card.hours, now))
