"""The journal: one entry for each write, in the same transaction, chained so that no entry can change unseen.

An entry says who acted at which post, as which user of the machine and with which version of the program, when
it was entered and when it happened, what it was about, and what each record held before and holds since. Its
``hash`` covers all of that and the hash of the entry before.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from repairdesk import __version__
from repairdesk.rules.facts import Operator

from .driver import dbapi
from .errors import Unsound
from .values import Plain, canonical, fingerprint, plain, to_text

BEGINNING = "0" * 64
"""What stands for the hash of an entry before the first."""

COLUMNS = (
    "seq", "entered_at", "happened_at", "staff_id", "name", "post", "os_user", "program", "action", "about",
    "changes", "previous", "hash",
)  # fmt: skip
_APPEND = f"INSERT INTO journal ({', '.join(COLUMNS)}) VALUES ({', '.join(f':{c}' for c in COLUMNS)})"  # noqa: S608

Change = Mapping[str, object]
"""``{table, id, before, after, was, hash}``: the columns that changed, and the record's hashes; or ``{note}``."""


def append(
    db: dbapi.Connection,
    who: Operator,
    action: str,
    about: str | None,
    *,
    at: datetime,
    now: datetime,
    changes: Sequence[Change],
) -> int:
    """Write the next entry and read it back before anybody is told that it is saved. Returns its number."""
    last = db.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    entry: dict[str, Plain] = {
        "seq": last["seq"] + 1 if last else 1,
        "entered_at": to_text(now),
        "happened_at": to_text(at),
        "staff_id": who.staff_id,
        "name": plain("by", who.name),
        "post": who.post,
        "os_user": os_user(),
        "program": __version__,
        "action": action,
        "about": plain("about", about),
        "changes": canonical(changes),
        "previous": last["hash"] if last else BEGINNING,
    }
    entry["hash"] = fingerprint("journal", entry)
    db.execute(_APPEND, entry)
    stored = db.execute("SELECT * FROM journal WHERE seq = ?", (entry["seq"],)).fetchone()
    if dict(stored) != entry:
        raise Unsound("not_read_back", path="")
    return int(stored["seq"])


@cache
def os_user() -> str:
    """The machine's name for whoever runs the program; not the environment's word for it where there is a better."""
    try:
        import pwd
    except ImportError:
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
