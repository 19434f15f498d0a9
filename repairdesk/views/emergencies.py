"""Emergencies: how each is recognised, what the caller is told, and whom to telephone, with the numbers on file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.emergencies import recognised_among, words_of
from repairdesk.rules.parse import narrow
from repairdesk.rules.refusal import refuse
from repairdesk.rules.schema import Words

from . import load
from .dispatch import STAND_INS

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

USUAL = 0
"""The version of a line of the usual list, which is nobody's until an office changes it."""

TOLD = ("supervisor.told", "technician.told", "engineering.told", "note.written")
"""What may stand for having telephoned somebody about an emergency."""

Crew = dict[tuple[str, str], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Whom to telephone: the people of a role (and trade) at work here, by name and number, or somebody outside.

    Where nobody has the trade itself, ``people`` are those who stand in for it. ``phone`` is that of somebody outside;
    empty where the office has yet to enter it.
    """

    title: Words | None
    role: str | None
    trade: str | None
    people: tuple[tuple[str, str], ...]
    phone: str
    id: int | None = None
    version: int = USUAL


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One kind of emergency; its contacts in the order in which they are telephoned.

    ``name`` tells it from the others; ``id`` is None while the office goes by the usual list.
    """

    id: int | None
    name: str
    title: Words
    advice: Words
    recognised_by: tuple[str, ...]
    contacts: tuple[ContactLine, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Telephoned:
    """Somebody was telephoned about a line, at ``at``, and knows, or did not answer.

    ``whom`` is his name with the number behind it, as it was noted.
    """

    at: datetime
    whom: str
    answered: bool

    def is_of(self, name: str) -> bool:
        """Whether it is about somebody of this name."""
        return self.whom == name or self.whom.startswith((f"{name} ", f"{name}:"))


def telephoned(store: Store, call: str) -> tuple[Telephoned, ...]:
    """Who was telephoned about a line, the earliest first. Refused: ``unknown_call``."""
    with store.read() as tx:
        rows = tx.all(
            "SELECT at, kind, remark FROM standing_fact WHERE call_id = ? AND remark IS NOT NULL"
            " AND what IN (SELECT value FROM json_each(?)) ORDER BY at, id",
            load.call_row(tx, call)["id"], json.dumps(TOLD),
        )  # fmt: skip
    return tuple(
        Telephoned(load.instant(row["at"]), row["remark"], row["kind"] != "not_reached") for row in rows
    )


def emergencies(store: Store) -> tuple[EmergencyLine, ...]:
    """The office's emergencies in their order; the usual ones as long as it has no list of its own."""
    with store.read() as tx:
        return listed(tx)


def emergency_named(store: Store, name: str) -> EmergencyLine:
    """The emergency of this title, in either language, or of this number in the list. Refused: ``unknown_emergency``."""
    return named(emergencies(store), name)


def contact_of(store: Store, name: str, number: int) -> ContactLine:
    """The first, second ... contact of an emergency. Refused: ``unknown_emergency``, ``unknown_contact``."""
    return numbered(emergency_named(store, name), number)


def recognised(store: Store, content: str) -> EmergencyLine | None:
    """The emergency that the words of a call point to; of several the one that stands first in the list."""
    from repairdesk.suggestions import word_lists

    known = emergencies(store)
    place = recognised_among(content, [each.recognised_by for each in known], word_lists())
    return known[place] if place is not None else None


def listed(tx: Tx) -> tuple[EmergencyLine, ...]:
    """The list, within a transaction."""
    crew = _crew(tx)
    if not has_own(tx):
        return tuple(_usual(crew))
    contacts: dict[int, list[ContactLine]] = {}
    for row in tx.all("SELECT * FROM emergency_contact WHERE active ORDER BY emergency_id, place, id"):
        contacts.setdefault(row["emergency_id"], []).append(_contact(row, crew))
    rows = tx.all("SELECT * FROM emergency WHERE active ORDER BY place, id")
    return tuple(_own(row, contacts.get(row["id"], ())) for row in rows)


def has_own(tx: Tx) -> bool:
    """Whether the office has a list of its own."""
    return tx.value("SELECT 1 FROM emergency LIMIT 1") is not None


def named(known: Iterable[EmergencyLine], name: str) -> EmergencyLine:
    """The one of this title or number among those known. Refused: ``unknown_emergency``."""
    wanted = narrow(name).casefold()
    for place, each in enumerate(known, 1):
        if wanted in (str(place), narrow(each.title.zh).casefold(), narrow(each.title.en).casefold()):
            return each
    raise refuse("emergency", "unknown_emergency", name=name)


def numbered(emergency: EmergencyLine, number: int) -> ContactLine:
    """The first, second ... contact of this emergency. Refused: ``unknown_contact``."""
    if not 1 <= number <= len(emergency.contacts):
        raise refuse("contact", "unknown_contact", number=number, most=len(emergency.contacts))
    return emergency.contacts[number - 1]


def _own(row: Row, contacts: Iterable[ContactLine]) -> EmergencyLine:
    advice = Words(row["advice_zh"] or row["advice_en"] or "", row["advice_en"] or row["advice_zh"] or "")
    title = Words(row["zh"], row["en"])
    words = words_of(row["recognised_by"])
    return EmergencyLine(row["id"], row["zh"], title, advice, words, tuple(contacts), row["version"])


def _contact(row: Row, crew: Crew) -> ContactLine:
    title = Words(row["zh"] or row["en"], row["en"] or row["zh"]) if row["zh"] or row["en"] else None
    people = _people(crew, row["role"], row["trade"])
    return ContactLine(
        title, row["role"], row["trade"], people, row["phone"] or "", row["id"], row["version"]
    )


def _usual(crew: Crew) -> Iterable[EmergencyLine]:
    from repairdesk.suggestions import usual_emergencies

    for one in usual_emergencies():
        contacts = tuple(
            ContactLine(each.title, each.role, each.trade, _people(crew, each.role, each.trade), each.phone)
            for each in one.contact
        )
        yield EmergencyLine(None, one.title.zh, one.title, one.advice, one.words, contacts, USUAL)


def _crew(tx: Tx) -> Crew:
    """The people at work here by role, and by role and trade."""
    found: Crew = {}
    for row in tx.all("SELECT name, role, trade, phone FROM staff WHERE active ORDER BY id"):
        who = (row["name"], row["phone"] or "")
        found.setdefault((row["role"], ""), []).append(who)
        if row["trade"]:
            found.setdefault((row["role"], row["trade"]), []).append(who)
    return found


def _people(crew: Crew, role: str | None, trade: str | None) -> tuple[tuple[str, str], ...]:
    if role is None:
        return ()
    found = crew.get((role, trade or "")) or crew.get((role, STAND_INS.get(trade or "", "-")))
    return tuple(found or ())
