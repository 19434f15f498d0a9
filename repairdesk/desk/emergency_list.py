"""The list of emergencies as the office keeps it: its first change takes over the usual one, and builds on that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repairdesk.models.store import Store, WriteTx
from repairdesk.rules import parse, typed
from repairdesk.rules.emergencies import SEPARATOR, words_of
from repairdesk.rules.facts import ROLES, Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views.emergencies import EmergencyLine, has_own, listed, named, numbered

from .permissions import require
from .taking import one_of

OPERATION = "directory.emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyForm:
    """One emergency as typed; words are divided by commas. A text in one language stands for the other as well."""

    zh: str = ""
    en: str = ""
    recognised_by: str = ""
    advice_zh: str = ""
    advice_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactForm:
    """Whom to telephone, as typed: a role on file, of one trade if it is said, or somebody outside."""

    role: str = ""
    trade: str = ""
    zh: str = ""
    en: str = ""
    phone: str = ""


def add(store: Store, who: Operator, form: EmergencyForm, *, place: int | None = None, now: datetime) -> int:
    """A new emergency, the last of the list or at ``place`` (1 is the first). Returns its id.

    One of that title that was taken out comes back. Refused: ``required``, ``already_exists``.
    """
    require(who, OPERATION)
    values = _values(form)
    with store.write(who, OPERATION, about=values["zh"], now=now) as tx:
        _take_over(tx)
        removed = tx.value("SELECT id FROM emergency WHERE zh = ? AND NOT active", values["zh"])
        if removed is None:
            last = int(tx.value("SELECT coalesce(max(place), 0) + 1 FROM emergency"))
            removed = tx.insert("emergency", place=last, active=True, **values)
        else:
            tx.update("emergency", int(removed), active=True, **values)
        _put(tx, "emergency", [one.id for one in listed(tx)], int(removed), place)
        return int(removed)


def change(
    store: Store, who: Operator, name: str, form: EmergencyForm, *, place: int | None = None,
    version: int | None = None, now: datetime,
) -> None:  # fmt: skip
    """Change an emergency, or move it to another ``place``. Refused: ``unknown_emergency``, ``changed_meanwhile``."""
    require(who, OPERATION)
    values = _values(form)
    with store.write(who, OPERATION, about=values["zh"], now=now) as tx:
        found, checked = _found(tx, name, version)
        tx.update("emergency", found.id or 0, version=checked, **values)
        _put(tx, "emergency", [one.id for one in listed(tx)], found.id or 0, place)


def remove(store: Store, who: Operator, name: str, *, version: int | None = None, now: datetime) -> None:
    """Take an emergency out of the list; it is kept. Refused: ``unknown_emergency``, ``changed_meanwhile``."""
    require(who, OPERATION)
    with store.write(who, OPERATION, about=name, now=now) as tx:
        found, checked = _found(tx, name, version)
        tx.update("emergency", found.id or 0, version=checked, active=False)


def add_contact(
    store: Store, who: Operator, name: str, form: ContactForm, *, place: int | None = None, now: datetime
) -> int:
    """Somebody more to telephone in this emergency, last or at ``place``. Returns the contact's id."""
    require(who, OPERATION)
    values = _contact_values(form)
    with store.write(who, OPERATION, about=name, now=now) as tx:
        found, _checked = _found(tx, name, None)
        last = 1 + int(
            tx.value("SELECT coalesce(max(place), 0) FROM emergency_contact WHERE emergency_id = ?", found.id)
        )
        made = tx.insert("emergency_contact", emergency_id=found.id, place=last, active=True, **values)
        _put(tx, "emergency_contact", [*(one.id for one in found.contacts), made], made, place)
        return made


def change_contact(
    store: Store, who: Operator, name: str, number: int, form: ContactForm, *, place: int | None = None,
    contact_id: int | None = None, version: int | None = None, now: datetime,
) -> None:  # fmt: skip
    """Change the first, second ... contact of an emergency, or move it. Refused as ``remove_contact`` is.

    ``contact_id`` is that of the contact which stood there: it is the one that is meant, wherever it stands now.
    """
    require(who, OPERATION)
    values = _contact_values(form)
    with store.write(who, OPERATION, about=name, now=now) as tx:
        found, contact, checked = _contact(tx, name, number, contact_id, version)
        tx.update("emergency_contact", contact, version=checked, **values)
        _put(tx, "emergency_contact", [one.id for one in found.contacts], contact, place)


def remove_contact(
    store: Store, who: Operator, name: str, number: int, *, contact_id: int | None = None,
    version: int | None = None, now: datetime,
) -> None:  # fmt: skip
    """Take the first, second ... contact of an emergency out; it is kept. ``contact_id`` as in ``change_contact``.

    Refused: ``unknown_emergency``, ``unknown_contact``, ``changed_meanwhile``.
    """
    require(who, OPERATION)
    with store.write(who, OPERATION, about=name, now=now) as tx:
        _emergency, contact, checked = _contact(tx, name, number, contact_id, version)
        tx.update("emergency_contact", contact, version=checked, active=False)


# --- the list of the office's own -------------------------------------------------------------------------------------


def _take_over(tx: WriteTx) -> bool:
    """Make the usual list the office's own, once. Returns whether that was now."""
    if has_own(tx):
        return False
    for place, one in enumerate(listed(tx), 1):
        made = tx.insert(
            "emergency", zh=one.title.zh, en=one.title.en, advice_zh=one.advice.zh, advice_en=one.advice.en,
            recognised_by=SEPARATOR.join(one.recognised_by), place=place, active=True,
        )  # fmt: skip
        for rank, each in enumerate(one.contacts, 1):
            tx.insert(
                "emergency_contact", emergency_id=made, place=rank, role=each.role, trade=each.trade,
                zh=each.title.zh if each.title else None, en=each.title.en if each.title else None,
                phone=each.phone or None, active=True,
            )  # fmt: skip
    return True


def _found(tx: WriteTx, name: str, version: int | None) -> tuple[EmergencyLine, int | None]:
    """The office's own emergency of that name, and the version its change has to be of."""
    taken_over = _take_over(tx)
    return named(listed(tx), name), None if taken_over else version


def _contact(
    tx: WriteTx, name: str, number: int, contact_id: int | None, version: int | None
) -> tuple[EmergencyLine, int, int | None]:
    """An emergency, the id of its contact of this number, and the version its change has to be of."""
    found, checked = _found(tx, name, version)
    if contact_id is not None:
        number = next((n for n, each in enumerate(found.contacts, 1) if each.id == contact_id), 0)
    return found, numbered(found, number).id or 0, checked


def _put(tx: WriteTx, table: str, order: list[int | None], moved: int, place: int | None) -> None:
    """Number a list anew with one of its records at ``place``."""
    if place is None:
        return
    rest = [each for each in order if each not in (None, moved)]
    rest.insert(max(place - 1, 0), moved)
    for rank, each in enumerate(rest, 1):
        tx.update(table, each or 0, place=rank)


# --- what is typed ----------------------------------------------------------------------------------------------------


def _values(form: EmergencyForm) -> dict[str, Any]:
    zh, en = typed.clean_line(form.zh, "zh"), typed.clean_line(form.en, "en")
    if not (zh or en):
        raise refuse("zh", "required")
    advice = {
        name: typed.clean_text(getattr(form, name), name, typed.REMARK) for name in ("advice_zh", "advice_en")
    }
    words = typed.clean_text(form.recognised_by, "recognised_by")
    return {
        "zh": zh or en, "en": en or zh, "recognised_by": SEPARATOR.join(words_of(words)),
        **{name: said or None for name, said in advice.items()},
    }  # fmt: skip


def _contact_values(form: ContactForm) -> dict[str, Any]:
    zh, en = typed.clean_line(form.zh, "zh"), typed.clean_line(form.en, "en")
    role, trade = form.role.strip(), typed.clean_line(form.trade, "trade")
    if not (role or zh or en):
        raise refuse("role", "required")
    return {
        "role": one_of(role, "role", ROLES) if role else None,
        "trade": (trade or None) if role else None,
        "zh": zh or en or None,
        "en": en or zh or None,
        "phone": parse.phone(form.phone, "phone") if form.phone.strip() else None,
    }
