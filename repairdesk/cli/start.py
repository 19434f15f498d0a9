"""The way in: what stands before the noun, and opening the desk without waiting for the command line's library."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from repairdesk import config, text
from repairdesk.rules.refusal import refuse

if TYPE_CHECKING:
    from repairdesk.models.store import Store

OPTIONS = ("--db", "--lang", "--by", "--seen")
COMPLETION = "_REPAIRDESK_COMPLETE"
"""Set by the shell's completion, which wants to know what may follow."""


FEED = ("call", "log", "--stdin")
"""Another program feeds calls in: it is not kept waiting for the library that reads options either."""


@dataclass(frozen=True, slots=True)
class Start:
    """What was said before the noun; ``rest`` is the noun and everything after it."""

    db: Path
    language: str
    by: str | None
    seen: int | None
    rest: tuple[str, ...]


def read(words: Sequence[str]) -> Start:
    """The options before the noun, and from now on the program speaks the language they name.

    Refused: an option without its value, a language that is not spoken, an entry that is no number.
    """
    given, rest = _split([readable(word) for word in words])
    language = config.wanted_language(given.get("--lang"))
    text.set_language(language)
    db = given.get("--db")
    if db == "":
        raise refuse("db", "required")
    seen = given.get("--seen")
    if seen is not None and not (seen.isascii() and seen.isdigit()):
        raise refuse("seen", "not_a_number")
    return Start(
        Path(db).expanduser() if db else config.default_db(), language, given.get("--by"),
        int(seen) if seen else None, tuple(rest),
    )  # fmt: skip


def readable(word: str) -> str:
    """A word of the command line as UTF-8, whatever the locale took it for."""
    try:
        return os.fsencode(word).decode()
    except UnicodeDecodeError:
        return word


def _split(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """The options before the noun by name, and the words from the noun on."""
    given: dict[str, str] = {}
    rest = list(words)
    while rest:
        name, sign, value = rest[0].partition("=")
        if name not in OPTIONS:
            break
        if not sign and len(rest) == 1:
            raise refuse(name.removeprefix("--"), "required")
        given[name] = value if sign else rest[1]
        del rest[: 1 if sign else 2]
    return given, rest


def run(words: Sequence[str]) -> int:
    """Do what the words say and return the exit status. No words at all open the desk."""
    from .guard import guarded

    utf8()
    return guarded(lambda: _run(words))


def _run(words: Sequence[str]) -> int:
    start = read(words)
    if not start.rest and COMPLETION not in os.environ:
        return open_desk(start)
    if start.rest == FEED:
        from .stdin import feed

        return feed(start)
    from .commands import dispatch

    gc.enable()  # the desk does it after its first paint
    return dispatch(start)


def utf8() -> None:
    """Speak UTF-8 whatever the locale says; what a terminal cannot show must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def open_desk(start: Start) -> int:
    """The desk on the office's register, which is set up first where there is none."""
    from repairdesk.models.store import Store

    if not start.db.exists():
        from repairdesk.app import run_desk

        return run_desk(language=start.language, new=start.db.absolute())
    return show_desk(Store.open(start.db), start)


def show_desk(store: Store, start: Start) -> int:
    """The desk on an open register, until it is left."""
    from repairdesk.app import run_desk
    from repairdesk.clock import now
    from repairdesk.desk.acting import operator
    from repairdesk.views.load import office

    with store.read() as tx:
        place = office(tx)
    who = operator(store, start.by, now=now()) if start.by else None
    return run_desk(store, language=start.language, office=place.name, hours=place.hours, operator=who)
