"""The office's own lists in the form of the contract: plain dicts, times in office time, money as decimal yuan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairdesk.rules.cases import yuan
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.statements import Book
from repairdesk.rules.worktime import Hours

from .as_json import Json, moment

if TYPE_CHECKING:
    from .books import BookLine
    from .crew import CrewFull
    from .duties import DutyLine
    from .emergencies import EmergencyLine
    from .equipment import Equipment, EquipmentCard, Frequent
    from .fines import Proposal
    from .follow_ups import Note, Sheet
    from .retention import Expired
    from .watch import Heard, Ringing


def in_use(found: tuple[Procedure, ...], language: str) -> list[Json]:
    """``procedure in-use --json``: the office's own first."""
    return [
        {
            "id": each.id,
            "version": each.version,
            "title": each.source.title.in_(language),
            "default": place == 0,
        }
        for place, each in enumerate(found)
    ]


def sheets(found: tuple[Sheet, ...], hours: Hours) -> list[Json]:
    """``follow-up list --json``, the one that is due first on top."""
    return [
        {
            "call": each.call,
            "before": each.before or None,
            "room": each.room,
            "caller": each.caller,
            "phone": each.phone,
            "content": each.content,
            "tracker": each.tracker or None,
            "begun_at": moment(each.begun_at, hours),
            "noted_at": moment(each.noted_at, hours),
            "note": each.note or None,
            "clock": None
            if each.due is None
            else {"limit": each.limit, "due": moment(each.due, hours), "state": each.clock_state},
        }
        for each in found
    ]


def notes(found: tuple[Note, ...], hours: Hours) -> list[Json]:
    """``follow-up show --json``, the oldest first."""
    return [
        {
            "at": moment(each.at, hours),
            "content": each.content,
            "fields": {one.name: one.value for one in each.filled},
            "by": each.by,
        }
        for each in found
    ]


def equipment(each: Equipment, hours: Hours) -> Json:
    """One piece of equipment (``equipment list --json``)."""
    return {
        "name": each.name,
        "kind": each.kind or None,
        "brand": each.brand or None,
        "model": each.model or None,
        "place": each.place or None,
        "installed_on": each.installed_on.isoformat() if each.installed_on else None,
        "note": each.note or None,
        "active": each.active,
        "faults": each.faults,
        "last_fault_at": moment(each.last_fault_at, hours),
    }


def equipment_card(card: EquipmentCard, hours: Hours) -> Json:
    """``equipment show --json``: with its calls, the latest first."""
    return {
        **equipment(card.equipment, hours),
        "by_month": card.by_month,
        "calls": [
            {
                "call": each.call,
                "received_at": moment(each.received_at, hours),
                "content": each.content,
                "urgency": each.urgency,
                "state": each.state,
            }
            for each in card.faults
        ],
    }


def frequent(found: tuple[Frequent, ...], hours: Hours) -> list[Json]:
    """``equipment frequent --json``: the most frequent fault first."""
    return [
        {
            "equipment": each.equipment or None,
            "room": each.room or None,
            "trade": each.trade or None,
            "calls": list(each.calls),
            "last_at": moment(each.last, hours),
        }
        for each in found
    ]


def books(found: tuple[Book, ...], language: str) -> list[Json]:
    """``book list --json``."""
    return [
        {
            "book": each.name,
            "title": each.title.in_(language),
            "rule": each.rule,
            "fields": [
                {
                    "name": one.name,
                    "title": one.title.in_(language),
                    "kind": one.kind,
                    "options": [option.name for option in one.options],
                    "required": one.required,
                }
                for one in each.fields
            ],
        }
        for each in found
    ]


def book_line(each: BookLine, hours: Hours) -> Json:
    """One line of a book."""
    return {
        "id": each.id,
        "at": moment(each.at, hours),
        "fields": each.entries,
        "call": each.call,
        "by": each.who,
        "entered_at": moment(each.entered_at, hours),
    }


def duty(each: DutyLine, hours: Hours, language: str) -> Json:
    """One duty in one of its periods (``duty list --json``)."""
    return {
        "duty": each.duty.name,
        "title": each.duty.title.in_(language),
        "rule": each.duty.rule,
        "period": each.period,
        "due": moment(each.due, hours),
        "state": each.state,
        "done_at": moment(each.done_at, hours),
        "by": each.who or None,
        "remark": each.remark or None,
    }


def crew(found: tuple[CrewFull, ...], hours: Hours) -> list[Json]:
    """``crew list --json``."""
    return [
        {
            "trade": each.trade or None,
            "until": moment(each.until, hours),
            "said_by": each.said_by,
            "declared_at": moment(each.declared_at, hours),
        }
        for each in found
    ]


def retention(found: tuple[Expired, ...], hours: Hours) -> list[Json]:
    """``retention list --json``, the oldest first."""
    return [
        {
            "call": each.call,
            "closed_at": moment(each.closed_at, hours),
            "keep_until": each.keep_until.isoformat(),
            "room": each.room,
            "content": each.content,
            "procedure": each.procedure,
        }
        for each in found
    ]


def fines(found: tuple[Proposal, ...], hours: Hours, language: str) -> list[Json]:
    """``fines --json``: what is proposed, with the cases."""
    return [
        {
            "fine": each.name,
            "title": each.title.in_(language),
            "rule": each.rule,
            "total": yuan(each.total),
            "cases": [
                {"at": moment(case.at, hours), "about": case.about, "amount": yuan(case.amount)}
                for case in each.cases
            ],
        }
        for each in found
    ]


def ringing(alarm: Ringing, hours: Hours, language: str) -> Json:
    """One entry of ``alarm list --json``, in the order in which they are to be heard."""
    return {
        **_alarm(alarm, hours, language),
        "content": alarm.content,
        "since": moment(alarm.since, hours),
    }


def heard(alarm: Heard, hours: Hours, language: str) -> Json:
    """One entry of ``alarm list --heard --json``, the latest first."""
    return {
        **_alarm(alarm, hours, language),
        "at": moment(alarm.at, hours),
        "by": alarm.who,
        "post": alarm.post,
    }


def _alarm(alarm: Ringing | Heard, hours: Hours, language: str) -> Json:
    return {
        "call": alarm.call,
        "room": alarm.room,
        "limit": alarm.limit or None,
        "title": alarm.limit_title.in_(language) if alarm.limit_title else None,
        "stage": alarm.stage,
        "due": moment(alarm.due, hours),
    }


def emergency(each: EmergencyLine, language: str) -> Json:
    """One emergency (``emergency list --json``), its contacts in the order in which they are telephoned."""
    return {
        "name": each.name,
        "title": each.title.in_(language),
        "advice": each.advice.in_(language) or None,
        "recognised_by": list(each.recognised_by),
        "own": each.id is not None,
        "contacts": [
            {
                "title": one.title.in_(language) if one.title else None,
                "role": one.role,
                "trade": one.trade,
                "people": [{"name": name, "phone": phone or None} for name, phone in one.people],
                "phone": one.phone or None,
            }
            for one in each.contacts
        ],
    }
