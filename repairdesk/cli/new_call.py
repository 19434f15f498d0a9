"""A call as it is given by a command or by another program: its names and values, and the form they fill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repairdesk.desk.calls import NewCall
from repairdesk.rules.refusal import refuse
from repairdesk.text import visible

from .session import Session

TEXTS = (
    "kind", "room", "caller", "phone", "content", "place", "place_detail", "channel", "urgency", "trade",
    "matter_kind", "token", "at", "appointment", "heard_at", "procedure", "area", "scope", "equipment",
)  # fmt: skip
FLAGS = (
    "paid", "free", "minor", "new_room", "material", "listed", "unlisted", "important", "key_customer", "complaint",
    "special",
)  # fmt: skip
FIELDS = "fields"
"""The office's own fields: an object of names and values."""


def read(session: Session, record: Mapping[str, Any]) -> NewCall:
    """The form filled in from values by name; a name or a kind of value that is not known is refused."""
    for name in record:
        if name not in (*TEXTS, *FLAGS, FIELDS):
            raise refuse(visible(str(name)), "unknown_key", allowed=", ".join((*TEXTS, *FLAGS, FIELDS)))
    texts = {name: text_of(record, name) for name in TEXTS}
    flags = {name: _flag(record, name) for name in FLAGS}
    at = session.at(texts["at"])
    if not texts["kind"]:
        raise refuse("kind", "required")
    same = {
        name: texts[name] or ""
        for name in ("room", "caller", "phone", "content", "place_detail", "equipment")
    }
    asked: dict[str, Any] = {
        name: texts[name] for name in ("place", "urgency", "trade", "matter_kind", "area", "scope")
    }
    return NewCall(
        kind=texts["kind"],
        channel=texts["channel"] or "phone",
        paid=bool(flags["paid"]),
        minor=flags["minor"] is not False,
        material_available=flags["material"],
        listed=flags["listed"] is not False and not flags["unlisted"],
        important=bool(flags["important"]),
        key_customer=flags["key_customer"],
        complaint=flags["complaint"],
        special=bool(flags["special"]),
        new_room=bool(flags["new_room"]),
        appointment=session.ahead(texts["appointment"], "appointment", at),
        heard_at=session.past(texts["heard_at"], "heard_at", at),
        token=own_token(texts["token"]),
        procedure=texts["procedure"] or "",
        fields=_fields(record),
        **same,
        **asked,
    )


def own_token(token: str | None) -> str | None:
    """A token fit for a line of its own: one word of at most 100 characters."""
    if token is not None and (not token or len(token) > 100 or not token.isprintable() or " " in token):
        raise refuse("token", "bad_token")
    return token


def text_of(record: Mapping[str, Any], name: str) -> str | None:
    """A text; a whole number is taken for its digits, because telephones and rooms are often sent so."""
    value = record.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise refuse(name, "expected_text")


def _flag(record: Mapping[str, Any], name: str) -> bool | None:
    value = record.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise refuse(name, "expected_flag")


def _fields(record: Mapping[str, Any]) -> dict[str, str]:
    """What is given of the office's own fields; true and false are those of a tick."""
    given = record.get(FIELDS)
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise refuse(FIELDS, "expected_object")
    return {name: _value(given, name) for name in given}


def _value(given: Mapping[str, Any], name: str) -> str:
    value = given[name]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, float) else text_of(given, name) or ""
