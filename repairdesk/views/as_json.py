"""The views in the form of the contract: plain dicts, times in office time with offset, money as decimal yuan."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules.cases import yuan
from repairdesk.rules.month import Answers, Group, Rate
from repairdesk.rules.worktime import Hours

if TYPE_CHECKING:
    from .board import Board, BoardRow
    from .call_card import CallCard, CallMade, ClockLine, MissingLine, OrderCard
    from .callbacks import CallbackDue
    from .filled import FieldLine
    from .month import MonthView
    from .register import RegisterLine

Json = dict[str, Any]


def moment(when: datetime | None, hours: Hours) -> str | None:
    """An instant on the office's clock: ``2026-03-02T10:15:00+08:00``."""
    return None if when is None else hours.local(when).isoformat(timespec="seconds")


def quantity(milli: int) -> str:
    """Thousandths as a plain decimal without trailing zeros: 1500 is ``"1.5"``."""
    whole, rest = divmod(milli, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")


def call(card: CallCard, language: str, *, to_desk: bool = False) -> Json:
    """One call (``call show --json``); ``language`` is that of the messages.

    The code for the visit is told ``to_desk`` only, which tells it to the customer (S000-E-11).
    """
    hours = card.hours
    return {
        "number": card.number,
        "kind": card.kind,
        "state": card.state,
        "received_at": moment(card.received_at, hours),
        "entered_at": moment(card.entered_at, hours),
        "post": card.post,
        "origin": card.origin,
        "channel": card.channel,
        "room": card.room,
        "place": card.place,
        "place_detail": card.place_detail,
        "caller": card.caller,
        "phone": card.phone,
        "content": card.content,
        "urgency": card.urgency,
        "trade": card.trade or None,
        "matter_kind": card.matter_kind,
        "department": card.department,
        "paid": card.paid,
        "minor": card.minor,
        "area": card.area,
        "scope": card.scope,
        "listed": card.listed,
        "important": card.important,
        "key_customer": card.key_customer,
        "complaint": card.complaint,
        "equipment": card.equipment,
        "fields": _fields(card.fields),
        "visit_code": card.visit_code if to_desk else None,
        "material_available": card.material_available,
        "procedure": {"id": card.procedure, "version": card.procedure_version},
        "appointment": moment(card.appointment, hours),
        "reason": card.reason or None,
        "linked_call": card.linked_call,
        "finished_at": moment(card.finished_at, hours),
        "closed_at": moment(card.closed_at, hours),
        "ending": card.ending,
        "endings": [each.code for each in card.endings],
        "keep_until": None if card.keep_until is None else str(card.keep_until),
        "entry": card.saw,
        "next": card.next.action,
        "orders": [order(each, hours) for each in card.orders],
        "callbacks": [_callback(each, hours) for each in card.callbacks],
        "clocks": [_clock(each, hours) for each in card.clocks],
        "missing_to_close": [_missing(each, language) for each in card.missing],
    }


def order(card: OrderCard, hours: Hours) -> Json:
    """One work order (``order show --json``)."""
    return {
        "number": card.number,
        "issued_at": moment(card.issued_at, hours),
        "accepted_at": moment(card.accepted_at, hours),
        "technician": card.technician,
        "visits": [
            {
                "arrived_at": moment(visit.arrived_at, hours),
                "started_at": moment(visit.started_at, hours),
                "stopped_at": moment(visit.stopped_at, hours),
            }
            for visit in card.visits
        ],
        "finished_at": moment(card.finished_at, hours),
        "result": card.result,
        "unfinished_reason": card.unfinished_reason,
        "plan": card.plan,
        "returned_at": moment(card.returned_at, hours),
        "signed_by": card.signed_by,
        "charges": [
            {
                "kind": charge.kind,
                "item": charge.item,
                "quantity": quantity(charge.milli),
                "unit": charge.unit or None,
                "minutes": charge.minutes,
                "from": moment(charge.begins, hours),
                "to": moment(charge.ends, hours),
                "unit_price": yuan(charge.unit_price),
                "amount": yuan(charge.amount),
                "source": charge.source,
            }
            for charge in card.charges
        ],
        "labour": yuan(card.labour),
        "material": yuan(card.material),
        "total": yuan(card.total),
        "waived": yuan(card.waived),
        "paid": yuan(card.paid),
        "copies": [{"name": copy.name, "keeper": copy.keeper, "state": copy.state} for copy in card.copies],
        "form": card.form,
        "form_number": card.form_number,
        "fields": _fields(card.fields),
        "handed_to": card.handed_to,
    }


def _fields(filled: tuple[FieldLine, ...]) -> Json:
    """What is filled in of the office's own fields, by name."""
    return {each.name: each.value for each in filled}


def _callback(made: CallMade, hours: Hours) -> Json:
    return {
        "kind": made.kind,
        "at": moment(made.at, hours),
        "by": made.by,
        "answer": made.answer,
        "promised": moment(made.promised, hours),
        "remark": made.remark,
    }


def _clock(clock: ClockLine, hours: Hours) -> Json:
    return {
        "limit": clock.limit,
        "from": moment(clock.from_, hours),
        "due": moment(clock.due, hours),
        "met_at": moment(clock.met_at, hours),
        "state": clock.state,
        "rule": clock.rule,
    }


def _missing(missing: MissingLine, language: str) -> Json:
    return {"code": missing.code, "field": missing.field, "message": missing.title.in_(language)}


def board(shown: Board) -> Json:
    """``board --json``."""
    return {
        "now": moment(shown.now, shown.hours),
        "post": shown.post,
        "rows": [_board_row(row, shown) for row in shown.rows],
    }


def _board_row(row: BoardRow, shown: Board) -> Json:
    clock = None
    if row.due is not None:
        clock = {
            "limit": row.limit,
            "due": moment(row.due, shown.hours),
            "seconds_left": int((row.due - shown.now).total_seconds()),
            "state": row.clock_state,
        }
    return {
        "call": row.call,
        "order": row.order,
        "kind": row.kind,
        "room": row.room,
        "content": row.content,
        "urgency": row.urgency,
        "technician": row.technician,
        "state": row.state,
        "next": row.next,
        "callback": row.callback,
        "apologise": row.apologise,
        "tell": row.tell,
        "clock": clock,
    }


def callbacks(due: tuple[CallbackDue, ...], hours: Hours) -> list[Json]:
    """``callback due --json``, most urgent first."""
    return [
        {
            "call": row.call,
            "order": row.order,
            "kind": row.kind,
            "due": moment(row.due, hours),
            "clock_state": row.clock_state,
            "state": row.state,
            "room": row.room,
            "caller": row.caller,
            "phone": row.phone,
            "content": row.content,
            "technician": row.technician or None,
            "apologise": row.apologise,
            "tell": row.tell,
            "attempts": row.attempts,
            "promised": moment(row.promised, hours),
            "last_remark": row.last_remark,
        }
        for row in due
    ]


def lines(found: tuple[RegisterLine, ...], hours: Hours) -> list[Json]:
    """``call list --json``."""
    return [
        {
            "number": line.number,
            "received_at": moment(line.received_at, hours),
            "kind": line.kind,
            "state": line.state,
            "room": line.room,
            "place": line.place,
            "caller": line.caller,
            "phone": line.phone,
            "content": line.content,
            "urgency": line.urgency,
            "trade": line.trade or None,
            "origin": line.origin,
            "paid": line.paid,
            "order": line.order,
            "technician": line.technician or None,
            "closed_at": moment(line.closed_at, hours),
            "reason": line.reason or None,
            "token": line.token,
        }
        for line in found
    ]


def stats(view: MonthView) -> Json:
    """``stats --month --json``."""
    figures = view.figures
    return {
        "month": f"{view.year:04d}-{view.month:02d}",
        "procedure": view.procedure,
        "calls": {name: len(numbers) for name, numbers in figures.calls.items()},
        "rates": {name: rate(each) for name, each in figures.rates.items()},
        "targets": [
            {"rate": each.rate, "target": each.target, "reached": each.reached} for each in figures.targets
        ],
        "answers": [_answers(each) for each in figures.answers],
        "by_technician": [_group("technician", each) for each in figures.by_technician],
        "by_trade": [_group("trade", each) for each in figures.by_trade],
        "by_building": [_group("building", each) for each in figures.by_building],
        "handled": [
            {
                "technician": each.name,
                "calls": len(each.calls),
                "days": {day.isoformat(): len(numbers) for day, numbers in each.days.items()},
            }
            for each in figures.handled
        ],
        "fees": {
            name: yuan(getattr(figures.fees, name))
            for name in ("labour", "material", "total", "paid", "open")
        },
    }


def rate(share: Rate) -> Json:
    """A rate with what it is made of; ``value`` null where there is nothing to have a share of."""
    return {
        "numerator": len(share.numerator),
        "denominator": len(share.denominator),
        "value": share.value,
    }


def _answers(found: Answers) -> Json:
    """How often each answer to one of the office's fields was given, and the mean of a score."""
    counts = {answer: len(calls) for answer, calls in found.calls.items()}
    return {"field": found.field.name, "answers": counts, "mean": found.mean}


def _group(kind: str, group: Group) -> Json:
    rates = {name: rate(each) for name, each in group.rates.items()}
    return {kind: group.name, "calls": len(group.calls), "rates": rates, "total": yuan(group.total)}
