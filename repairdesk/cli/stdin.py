"""``call log --stdin``: calls as JSON lines, each its own transaction, each acknowledged once it is on the disk."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from repairdesk import clock
from repairdesk.desk import calls
from repairdesk.rules.refusal import Refused, refuse
from repairdesk.text import visible

from .guard import REFUSED, sentence
from .session import Session
from .start import Start

LONGEST = 1_000_000
"""Bytes of a line; a call has some thousands."""
TEXTS = (
    "kind", "room", "caller", "phone", "content", "place", "place_detail", "channel", "urgency", "trade",
    "matter_kind", "token", "at", "appointment", "heard_at",
)  # fmt: skip
FLAGS = ("paid", "free", "minor", "new_room", "material")


def feed(start: Start) -> int:
    """The whole command, where nothing but ``--stdin`` was said."""
    session = Session(start)
    try:
        return log_lines(session)
    finally:
        session.close()


def log_lines(session: Session) -> int:
    """Read the input to its end; 0, or 2 if any line was refused.

    A line is acknowledged after its commit and at once, so whoever feeds the lines knows what is safe. A register
    that is busy, full or damaged ends the run: what was acknowledged stays.
    """
    who, refused = session.who, False
    source, out = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline(LONGEST + 1):
        if not line.strip():
            continue
        mark = "-"
        try:
            record = _record(line)
            mark = _mark(record)
            logged = calls.log(
                session.store,
                who,
                _form(session, record),
                at=session.at(_text(record, "at")),
                now=clock.now(),
            )
            told = f"ACK {mark} {logged.number}"
        except Refused as problem:
            refused = True
            told = f"ERR {mark} {' '.join(sentence(each) for each in problem.problems)}"
        out.write(told.encode() + b"\n")
        out.flush()
    return REFUSED if refused else 0


def own_token(token: str | None) -> str | None:
    """A token fit for a line of its own: one word of at most 100 characters."""
    if token is not None and (not token or len(token) > 100 or not token.isprintable() or " " in token):
        raise refuse("token", "bad_token")
    return token


def _record(line: bytes) -> Mapping[str, Any]:
    if len(line) > LONGEST:
        raise refuse("line", "too_long", limit=LONGEST, length=len(line))
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise refuse("line", "not_json") from None
    if not isinstance(record, dict):
        raise refuse("line", "not_json")
    return record


def _mark(record: Mapping[str, Any]) -> str:
    """The token as it is named in the acknowledgement: ``-`` where the line has none."""
    return own_token(_text(record, "token")) or "-"


def _form(session: Session, record: Mapping[str, Any]) -> calls.NewCall:
    for name in record:
        if name not in TEXTS and name not in FLAGS:
            raise refuse(visible(str(name)), "unknown_key", allowed=", ".join((*TEXTS, *FLAGS)))
    texts = {name: _text(record, name) for name in TEXTS}
    flags = {name: _flag(record, name) for name in FLAGS}
    at = session.at(texts["at"])
    return calls.NewCall(
        kind=texts["kind"] or _missing("kind"),
        content=texts["content"] or "",
        room=texts["room"] or "",
        caller=texts["caller"] or "",
        phone=texts["phone"] or "",
        place=texts["place"],
        place_detail=texts["place_detail"] or "",
        channel=texts["channel"] or "phone",
        urgency=texts["urgency"],
        trade=texts["trade"],
        matter_kind=texts["matter_kind"],
        paid=bool(flags["paid"]),
        minor=flags["minor"] is not False,
        material_available=flags["material"],
        appointment=session.ahead(texts["appointment"], "appointment", at),
        heard_at=session.past(texts["heard_at"], "heard_at", at),
        token=texts["token"],
        new_room=bool(flags["new_room"]),
    )


def _missing(field: str) -> str:
    raise refuse(field, "required")


def _text(record: Mapping[str, Any], name: str) -> str | None:
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
