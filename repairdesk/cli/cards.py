"""Calls, orders and lists as lines for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from repairdesk import words
from repairdesk.entries import entry_title
from repairdesk.rules.worktime import Hours
from repairdesk.text import (
    _,
    called,
    day,
    joined,
    labelled,
    language,
    moment,
    remark_of,
    spoken,
    visible,
    word,
    yuan,
)

from . import output

if TYPE_CHECKING:
    from repairdesk.paper.sheet import Table
    from repairdesk.views.board import Board, BoardRow
    from repairdesk.views.call_card import CallCard, Entry, Objection, OrderCard, TakenBack
    from repairdesk.views.callbacks import CallbackDue
    from repairdesk.views.filled import FieldLine
    from repairdesk.views.register import RegisterLine


def when(at: datetime | None, hours: Hours) -> str:
    """An instant on the office's clock for a reader; empty for none."""
    return moment(hours.local(at)) if at is not None else ""


def flag(value: bool) -> str:
    """Yes or no."""
    return _("yes") if value else _("no")


def call_lines(card: CallCard, *, to_desk: bool = False) -> list[str]:
    """A call with its orders, clocks, what is missing, and its timeline; the visit's code only ``to_desk``."""
    hours = card.hours
    lines = output.pairs(
        [
            (_("Call"), card.number),
            (_("Kind"), word(card.kind)),
            (_("State"), word(card.state)),
            (_("Next"), _(words.ACTIONS[card.next.action])),
            (_("Received"), f"{when(card.received_at, hours)}  {word(card.post)}  {word(card.channel)}"),
            (_("Room"), card.room),
            (_("Place"), " ".join(part for part in (word(card.place), card.place_detail) if part)),
            (_("Caller"), card.caller),
            (_("Telephone"), card.phone),
            (_("Content"), card.content),
            (_("Urgency"), called(card.urgency_title, card.urgency)),
            (_("Trade"), word(card.trade)),
            (_("Paid"), flag(card.paid) if card.kind == "repair" else ""),
            (_("Appointment"), when(card.appointment, hours)),
            (_("Opinion"), word(card.opinion) if card.opinion else ""),
            (_("Equipment"), card.equipment or ""),
            (_("Code for the visit"), (card.visit_code or "") if to_desk else ""),
            (_("Ending"), spoken(card.ending_title) if card.ending_title else ""),
            (_("Reason"), card.reason),
            (_("Keep until"), _kept(card)),
            (_("Linked call"), card.linked_call or ""),
            (_("Procedure"), f"{card.procedure} {card.procedure_version}"),
        ]
    )
    on_slip = {each.name for order in card.orders[-1:] for each in order.fields}
    fields = field_lines(each for each in card.fields if each.name not in on_slip)
    lines += ["", *fields] if fields else []
    for order in card.orders:
        lines += ["", *order_lines(order, hours)]
    if card.clocks:
        lines += ["", *_clock_lines(card)]
    lines += ["", *output.table(_timeline_headings(), (_entry(entry, hours) for entry in card.timeline))]
    if card.objections:
        lines += ["", _("Objections at a handover:"), *(_objection(one, hours) for one in card.objections)]
    if card.taken_back:
        lines += [
            "",
            _("Taken back:"),
            *(line for gone in card.taken_back for line in _taken_back(gone, hours)),
        ]
    if card.missing:
        lines += ["", _("Still missing before it can be struck off:")]
        lines += [f"  {each.title.in_(language())}" for each in card.missing]
    return lines


def _kept(card: CallCard) -> str:
    if isinstance(card.keep_until, str):
        return _("without end")
    return day(card.keep_until) if card.keep_until else ""


def field_lines(fields: Iterable[FieldLine]) -> list[str]:
    """What is filled in of the office's own fields, in its words."""
    return output.pairs([(field_title(each), field_value(each)) for each in fields])


def field_title(each: FieldLine) -> str:
    """What the office calls a field."""
    return spoken(each.title) if each.title else word(each.name)


def field_value(each: FieldLine) -> str:
    """A value as a reader has it: the title of a choice, yes or no of a tick."""
    if each.option is not None:
        return spoken(each.option)
    if each.field is not None and each.field.kind == "tick":
        return flag(each.value == "yes")
    return word(each.value) if each.field is None else " ".join(each.value.split())


def _clock_lines(card: CallCard) -> list[str]:
    rows = [
        (
            clock.title.in_(language()),
            when(clock.due, card.hours),
            word(clock.state),
            when(clock.met_at, card.hours),
            clock.rule,
        )
        for clock in card.clocks
    ]
    return output.table((_("Limit"), _("Due"), _("State"), _("Done"), _("Rule")), rows)


def _timeline_headings() -> tuple[str, ...]:
    return (_("Time"), _("Event"), _("Details"), _("By"), _("Entered"))


def _entry(entry: Entry, hours: Hours) -> tuple[str, ...]:
    parts = [word(part) for part in (entry.kind, entry.answer, entry.result, entry.by) if part]
    parts += [
        part
        for part in (when(entry.for_, hours), yuan(entry.amount) if entry.amount is not None else "")
        if part
    ]
    parts += [entry.order] if entry.order else []
    parts += [remark_of(entry.what, entry.remark)] if entry.remark else []
    late = entry.entered_at - entry.at >= timedelta(minutes=1)
    return (
        when(entry.at, hours),
        word(entry.what),
        ", ".join(parts),
        entry.who,
        when(entry.entered_at, hours) if late else "",
    )


def _objection(one: Objection, hours: Hours) -> str:
    """What was wrong with the line when somebody took it over."""
    said = _("{words}   {name}, taking over from the {post} at {time}").format(
        words=visible(" ".join(one.words.split())), name=visible(one.by), post=word(one.post),
        time=when(one.border, hours),
    )  # fmt: skip
    return f"  {when(one.at, hours)}  {said}"


def _taken_back(gone: TakenBack, hours: Hours) -> list[str]:
    """An entry that no longer counts, what it had recorded, and who took it back and why."""
    what = _("{what}, entered {time} by {who}").format(
        what=_(entry_title(gone.action)), time=when(gone.entered_at, hours), who=visible(gone.who)
    )
    back = _("taken back by {who}, {post}: {reason}").format(
        who=visible(gone.by), post=word(gone.post), reason=visible(" ".join(gone.reason.split()))
    )
    facts = ["    " + "  ".join(part for part in _entry(fact, hours)[:3] if part) for fact in gone.facts]
    return [f"  {what}", *facts, f"    {when(gone.at, hours)}  {back}"]


def order_lines(order: OrderCard, hours: Hours) -> list[str]:
    """A work order with its visits, charges and copies."""
    lines = output.pairs(
        [
            (_("Work order"), order.number),
            (_("State"), word(order.state)),
            (
                spoken(order.form_title) if order.form_title and order.form_number else "",
                order.form_number or "",
            ),
            (_("Technician"), f"{order.technician}  {order.technician_phone}".strip()),
            (_("Handed on to"), order.handed_to or ""),
            (_("Issued"), when(order.issued_at, hours)),
            (_("Accepted"), when(order.accepted_at, hours)),
            (
                _("Arrived"),
                ", ".join(when(visit.arrived_at, hours) for visit in order.visits if visit.arrived_at),
            ),
            (_("Finished"), when(order.finished_at, hours)),
            (_("Result"), word(order.result) if order.result else ""),
            (_("Reason"), order.unfinished_reason or ""),
            (_("Plan"), order.plan or ""),
            (_("Slip back"), when(order.returned_at, hours)),
            (_("Signed by"), order.signed_by or ""),
            (_("Total"), yuan(order.total) if order.charges else ""),
            (_("Waived"), yuan(order.waived) if order.waived else ""),
            (_("Received money"), yuan(order.paid) if order.paid else ""),
        ]
    )
    lines += field_lines(order.fields)
    charges = [
        (
            word(line.kind),
            line.item,
            _quantity(line.milli),
            word(line.unit),
            yuan(line.unit_price),
            yuan(line.amount),
        )
        for line in order.charges
    ]
    if charges:
        headings = (_("Kind"), _("Item"), _("Quantity"), _("Unit"), _("Price"), _("Amount"))
        lines += output.table(headings, charges, right=frozenset({2, 4, 5}))
    copies = [
        labelled(_title(copy.title, copy.name), _(words.copy_place(copy.state, copy.keeper)))
        for copy in order.copies
    ]
    return lines + ([_("Copies: {copies}").format(copies=joined(copies))] if copies else [])


def _title(title: object, name: str) -> str:
    from repairdesk.rules.schema import Words

    return title.in_(language()) if isinstance(title, Words) else visible(name)


def _quantity(milli: int) -> str:
    from repairdesk.views.as_json import quantity

    return quantity(milli)


def board_lines(shown: Board) -> list[str]:
    """The board as a table."""
    hours = shown.hours
    head = f"{visible(shown.office_name)}  {when(shown.now, hours)}  {word(shown.post)}"
    if not shown.rows:
        return [head, _("No open line.")]
    headings = (
        _("Next"),
        _("Due"),
        _("Left"),
        _("State"),
        _("Room"),
        _("Content"),
        _("Technician"),
        _("Call"),
    )
    rows = [
        (
            _(words.ACTIONS[row.next]),
            when(row.due, hours),
            _left(row, shown.now),
            word(row.state),
            row.room or row.place_detail,
            one_line(row.content),
            row.technician or "",
            row.call,
        )
        for row in shown.rows
    ]
    return [head, *output.table(headings, rows, right=frozenset({2}))]


def _left(row: BoardRow, now: datetime) -> str:
    """Minutes left, with a minus where the limit has run out."""
    if row.due is None:
        return ""
    seconds = int((row.due - now).total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 60}:{seconds % 60:02d}"


def one_line(content: str, most: int = 40) -> str:
    """The beginning of a text, on one line."""
    from repairdesk.text import cut

    return cut(" ".join(content.split()), most)


def callback_lines(due: Iterable[CallbackDue], hours: Hours) -> list[str]:
    """The callbacks due as a table."""
    rows = [
        (
            word(row.kind),
            when(row.due, hours),
            row.room,
            row.caller,
            row.phone,
            one_line(row.content),
            row.call,
        )
        for row in due
    ]
    if not rows:
        return [_("No callback is due.")]
    headings = (_("Callback"), _("Due"), _("Room"), _("Caller"), _("Telephone"), _("Content"), _("Call"))
    return output.table(headings, rows)


def register_lines(found: Iterable[RegisterLine], hours: Hours) -> list[str]:
    """Lines of the register as a table."""
    rows = [_register_line(line, hours, one_line(line.content)) for line in found]
    return output.table(_register_headings(), rows) if rows else [_("No call found.")]


def register_table(found: Iterable[RegisterLine], hours: Hours) -> Table:
    """The same for a sheet of paper, with all that was reported."""
    from repairdesk.paper.sheet import Table

    return Table("", _register_headings(), [_register_line(line, hours, line.content) for line in found])


def _register_headings() -> tuple[str, ...]:
    return (
        _("Call"),
        _("Received"),
        _("Kind"),
        _("State"),
        _("Room"),
        _("Caller"),
        _("Content"),
        _("Technician"),
    )


def _register_line(line: RegisterLine, hours: Hours, content: str) -> tuple[str, ...]:
    return (
        line.number,
        when(line.received_at, hours),
        word(line.kind),
        word(line.state),
        line.room,
        line.caller,
        content,
        line.technician,
    )
