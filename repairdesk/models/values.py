"""Values as they lie in the register, and the fingerprint by which a change behind the program's back is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from repairdesk.rules.refusal import refuse

Plain = int | str | None
"""What a column holds: whole numbers (money in fen), text (times in UTC), or nothing."""

INT64 = 1 << 63

canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""The one spelling of a value, so that equal values have equal fingerprints."""


def to_text(instant: datetime) -> str:
    """An aware instant as it is stored: UTC, whole seconds, ``2026-03-02T05:50:00Z``.

    Text in this form sorts as time does. A naive time has no place in the register and raises ``ValueError``.
    """
    if instant.tzinfo is None:
        raise ValueError(f"a time without a zone: {instant}")
    return instant.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def from_text(text: str) -> datetime:
    """The aware UTC instant of a stored time."""
    return datetime.fromisoformat(text)


def plain(field: str, value: object) -> Plain:
    """``value`` as a column takes it.

    Text that no file can hold (NUL, half of a surrogate pair) and numbers beyond 64 bits are refused, naming the
    field; anything that is not a value of the register, a float of money above all, raises ``TypeError``.
    """
    if value is None:
        return None
    if isinstance(value, str):
        if "\0" in value or not (value.isascii() or _encodable(value)):
            raise refuse(field, "control_characters")
        return value
    if isinstance(value, int):
        if not -INT64 <= value < INT64:
            raise refuse(field, "too_large", most=INT64 - 1)
        return int(value)
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    raise TypeError(f"{field} cannot hold {type(value).__name__}")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def fingerprint(table: str, row: Mapping[str, object]) -> str:
    """SHA-256 over the table's name and every column of a row that holds something, its own ``hash`` excepted.

    Columns that hold nothing are left out, so that a column added by a later version changes no old fingerprint.
    """
    from hashlib import sha256  # not at the start: loading it takes longer than reading the board

    content = {name: value for name, value in row.items() if value is not None and name != "hash"}
    return sha256(canonical([table, content]).encode("utf-8", "surrogatepass")).hexdigest()
