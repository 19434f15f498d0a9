"""``call log --stdin``: calls as JSON lines, each its own transaction, each acknowledged once it is on the disk."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from repairdesk import clock
from repairdesk.desk import calls
from repairdesk.rules.refusal import Refused, refuse

from .guard import REFUSED, sentence
from .new_call import own_token, read, text_of
from .session import Session
from .start import Start

LONGEST = 1_000_000
"""Bytes of a line; a call has some thousands."""


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
                read(session, record),
                at=session.at(text_of(record, "at")),
                now=clock.now(),
            )
            told = f"ACK {mark} {logged.number}"
        except Refused as problem:
            refused = True
            told = f"ERR {mark} {' '.join(sentence(each) for each in problem.problems)}"
        out.write(told.encode() + b"\n")
        out.flush()
    return REFUSED if refused else 0


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
    return own_token(text_of(record, "token")) or "-"
