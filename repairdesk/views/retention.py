"""Which closed lines have been kept as long as the procedure asks and may be destroyed. Nothing here removes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from repairdesk.rules.procedure import Procedure
from repairdesk.rules.retention import keep_until
from repairdesk.rules.worktime import Hours

from . import load

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

MOST = 200
AT_ONCE = 500

_CLOSED = """
SELECT * FROM call WHERE received_at >= ?1 AND (received_at > ?1 OR id > ?2) AND closed_at < ?3
AND procedure_id IN (SELECT value FROM json_each(?4)) ORDER BY received_at, id LIMIT ?5
"""


@dataclass(frozen=True, slots=True)
class Expired:
    """A closed line that may be destroyed: ``keep_until`` was the last day on which it had to be kept."""

    call: str
    closed_at: datetime
    keep_until: date
    room: str
    content: str
    procedure: str


def may_be_destroyed(store: Store, now: datetime, limit: int = MOST) -> tuple[Expired, ...]:
    """Closed lines past their time, the oldest first; at most ``limit`` (S002-H-12, S004-C-31 to -33)."""
    with store.read() as tx:
        hours = load.office(tx).hours
        found: list[Expired] = []
        for line in _past_their_time(tx, hours, now):
            found.append(line)
            if len(found) == limit:
                break
    return tuple(found)


def _past_their_time(tx: Tx, hours: Hours, now: datetime) -> Iterator[Expired]:
    """Read in batches by the time of the call, so that a long register is not held in memory at once."""
    procedures = {
        row["id"]: load.procedure(tx, row["id"], hours) for row in tx.all("SELECT id FROM procedure")
    }
    periods = {key: _shortest(procedure) for key, procedure in procedures.items()}
    ending = {key: years for key, years in periods.items() if years is not None}
    if not ending:
        return
    today = hours.local(now).date()
    least = _years_before(today, min(ending.values()))
    known = json.dumps(list(ending))
    after, last = "", 0
    while rows := tx.all(_CLOSED, after, last, hours.day_bounds(least)[0], known, AT_ONCE):
        yield from _expired(tx, rows, procedures, today)
        after, last = rows[-1]["received_at"], rows[-1]["id"]


def _expired(tx: Tx, rows: list[Row], procedures: dict[int, Procedure], today: date) -> Iterator[Expired]:
    timelines = load.timelines(tx, rows)
    for row in rows:
        procedure = procedures[row["procedure_id"]]
        until = keep_until(procedure, timelines[row["id"]])
        if until is not None and until < today:
            yield Expired(
                row["number"],
                load.instant(row["closed_at"]),
                until,
                row["room"] or "",
                row["content"],
                procedure.id,
            )


def _shortest(procedure: Procedure) -> int | None:
    """The fewest years after which a line of this procedure may be destroyed; None: never any."""
    years = [keep.years for keep in procedure.keep if keep.years is not None]
    if procedure.retention_years is not None:
        years.append(procedure.retention_years)
    return min(years, default=None)


def _years_before(day: date, years: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap_day else day.day)
