"""The night watch: every open line by its time, what rings and nobody has heard, and what waits for the morning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.alarms import Alarm, alarms, nobody_since
from repairdesk.rules.clocks import origin
from repairdesk.rules.facts import Fact
from repairdesk.rules.schema import Words
from repairdesk.rules.shifts import border_after, border_before
from repairdesk.rules.worktime import NIGHT_POST, Hours
from repairdesk.watch_settings import alarm_settings

from . import load
from .board import REACHED, BoardRow, changes, row_of, unreached_emergency
from .standing import Standing, open_lines

if TYPE_CHECKING:
    from repairdesk.models.store import Store, Tx

Key = tuple[str, datetime, str]
"""What tells an alarm from the others of its line: limit, due time, stage."""
NOBODY_THERE = frozenset({"open", "dispatched", "accepted", "waiting", "unfinished"})
"""States of a line to which somebody has yet to come."""

_HEARD = """
SELECT a.*, c.number, c.room, c.procedure_id, s.name AS who
FROM alarm_answered a JOIN call c ON c.id = a.call_id LEFT JOIN staff s ON s.id = a.staff_id
WHERE a.at >= ? ORDER BY a.at DESC, a.id DESC
"""


@dataclass(frozen=True, slots=True)
class Ringing:
    """One alarm that nobody has heard: of which line, which limit, and since when it rings.

    ``stage``: ``warning`` (about to run out), ``limit`` (has run out), ``nobody`` (no limit runs and nobody has been
    given the job; then ``limit`` is empty and has no title). ``key`` tells it from the others of its line.
    """

    call: str
    room: str
    content: str
    limit: str
    limit_title: Words | None
    stage: str
    due: datetime
    since: datetime
    key: Key
    emergency: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """An alarm that somebody has heard and said so, at ``at``."""

    call: str
    room: str
    limit: str
    limit_title: Words | None
    stage: str
    due: datetime
    at: datetime
    who: str
    post: str


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One open line, with what rings on it."""

    row: BoardRow
    ringing: tuple[Ringing, ...]


@dataclass(frozen=True, slots=True)
class Watch:
    """The open lines at ``now`` as whoever is alone with them needs them.

    ``rows``: an emergency nobody has reached, then where somebody waits, then the other clocks, each the one first
    that was or will be due first; lines without a clock last. ``ringing``: what nobody has heard, an emergency's
    first, then what has rung longest. ``morning``: what the day shift does first. ``heard``: what was heard in the present shift, the latest
    first. Until ``changes_at``, or another entry than ``entry``, nothing of it changes.
    """

    now: datetime
    post: str
    hours: Hours
    rows: tuple[WatchRow, ...]
    ringing: tuple[Ringing, ...]
    morning: tuple[BoardRow, ...]
    heard: tuple[Heard, ...]
    changes_at: datetime | None
    entry: int


def watch(store: Store, now: datetime) -> Watch:
    """The night watch at ``now``, at whichever post is on duty."""
    with store.read() as tx:
        hours = load.office(tx).hours
        entry = load.latest_entry(tx)
        lines = sorted(open_lines(tx, hours, now), key=_urgency)
        answered = _answered(tx, lines)
        heard = tuple(_heard(tx, border_before(hours, now), hours))
    rows = tuple(WatchRow(row_of(line, entry), _ringing(line, answered, now)) for line in lines)
    opening = _opening(hours, now)
    turns = [at for line in lines for at in (*changes(line, hours), *_nobody(line))]
    return Watch(
        now,
        hours.post(now),
        hours,
        rows,
        tuple(sorted((one for row in rows for one in row.ringing), key=_first_to_hear)),
        tuple(one.row for one, line in zip(rows, lines, strict=True) if _for_the_morning(line, opening)),
        heard,
        min((at for at in (*turns, border_after(hours, now)) if at > now), default=None),
        entry,
    )


def ringing(tx: Tx, hours: Hours, now: datetime) -> tuple[tuple[int, Ringing], ...]:
    """What rings now and nobody has heard, with the line's id, in the order of ``Watch.ringing``."""
    lines = open_lines(tx, hours, now)
    answered = _answered(tx, lines)
    found = [(line.row["id"], one) for line in lines for one in _ringing(line, answered, now)]
    return tuple(sorted(found, key=lambda each: _first_to_hear(each[1])))


def _first_to_hear(one: Ringing) -> tuple[bool, datetime, str]:
    return not one.emergency, one.since, one.call


def heard_since(store: Store, since: datetime) -> tuple[Heard, ...]:
    """The alarms that somebody has heard since then, the latest first."""
    with store.read() as tx:
        return tuple(_heard(tx, since, load.office(tx).hours))


def _urgency(line: Standing) -> tuple[int, datetime, bool, str]:
    clock = line.next.clock
    if unreached_emergency(line):
        rank = 0
    elif clock is None:
        rank = 3
    else:
        rank = 1 if clock.definition.resident_waits else 2
    return (
        rank,
        clock.due if clock else load.instant(line.row["received_at"]),
        clock is None,
        line.row["number"],
    )


def _alarms(line: Standing, now: datetime) -> tuple[Alarm, ...]:
    unassigned = alarm_settings().unassigned
    return alarms(line.procedure, line.timeline, line.clocks, now, unassigned=unassigned)


def _ringing(
    line: Standing, answered: frozenset[tuple[int, str, str, str]], now: datetime
) -> tuple[Ringing, ...]:
    row = line.row
    return tuple(
        Ringing(
            row["number"],
            row["room"] or "",
            row["content"],
            alarm.limit,
            alarm.clock.definition.title if alarm.clock else None,
            alarm.stage,
            alarm.due,
            alarm.since,
            alarm.key,
            row["urgency"] == "emergency",
        )
        for alarm in _alarms(line, now)
        if (row["id"], alarm.limit, load.stored(alarm.due), alarm.stage) not in answered
    )


def _answered(tx: Tx, lines: Iterable[Standing]) -> frozenset[tuple[int, str, str, str]]:
    rows = tx.all(
        "SELECT call_id, limit_name, due, stage FROM alarm_answered"
        " WHERE call_id IN (SELECT value FROM json_each(?))",
        load.ids(line.row for line in lines),
    )
    return frozenset((row["call_id"], row["limit_name"], row["due"], row["stage"]) for row in rows)


def _heard(tx: Tx, since: datetime, hours: Hours) -> Iterator[Heard]:
    for row in tx.all(_HEARD, load.stored(since)):
        limit = load.procedure(tx, row["procedure_id"], hours).limit_named(row["limit_name"])
        yield Heard(
            row["number"],
            row["room"] or "",
            row["limit_name"],
            limit.title if limit else None,
            row["stage"],
            load.instant(row["due"]),
            load.instant(row["at"]),
            row["who"] or "",
            row["post"],
        )


def _nobody(line: Standing) -> Iterator[datetime]:
    """When it may begin to ring because nobody was given the job, or because the agreed time has come."""
    yield from (f.for_ for f in line.timeline.all("appointment.agreed") if f.for_ is not None)
    since = nobody_since(line.procedure, line.timeline, alarm_settings().unassigned)
    if since is not None:
        yield since


def _opening(hours: Hours, now: datetime) -> datetime:
    """When the day shift begins that is to come, or has: its morning list is about what was before."""
    return border_after(hours, now) if hours.post(now) == NIGHT_POST else border_before(hours, now)


def _for_the_morning(line: Standing, opening: datetime) -> bool:
    """Whether the day shift that begins at ``opening`` will have to see to it first.

    Taken out of hours, and not sent to anybody yet or agreed for after the opening; a slip that is written afterwards;
    a callback promised for after the opening.
    """
    received = line.timeline.received
    if received is None or received.at >= opening or line.row["kind"] == "follow_up":
        return False
    called = _promised(line, opening, "callback.made")
    if called is not None and not any(f.at > called.at and f.what in REACHED for f in line.timeline.latest):
        return True
    if origin(line.procedure, line.timeline) != "night":
        return False
    agreed = line.state in NOBODY_THERE and _promised(line, opening, "appointment.agreed") is not None
    slip = any(c.open and any(p.what == "slip.written" for p in c.definition.to) for c in line.clocks)
    return line.state == "open" or agreed or slip


def _promised(line: Standing, opening: datetime, what: str) -> Fact | None:
    """The last such fact of the line's latest order, if it was before the opening and names a time after it."""
    last = next((fact for fact in reversed(line.timeline.latest) if fact.what == what), None)
    if last is None or last.for_ is None or not last.at < opening <= last.for_:
        return None
    return last
