"""The board: every open line, most urgent first, each with the one thing to do now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from repairdesk.rules.clocks import Clock, warns_at
from repairdesk.rules.closing import missing_to_close
from repairdesk.rules.facts import URGENCIES
from repairdesk.rules.fields import urgency_title
from repairdesk.rules.gates import barred
from repairdesk.rules.month import figures_due
from repairdesk.rules.schema import Words
from repairdesk.rules.statements import Bar
from repairdesk.rules.worktime import Hours, minutes

from . import load
from .duties import DutyLine, duties
from .standing import Standing, open_lines
from .standing import line as one_line

if TYPE_CHECKING:
    from repairdesk.models.store import Store

SECOND = timedelta(seconds=1)
REACHED = frozenset({"technician.arrived", "visit.answered", "work.finished"})


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One open line as the board shows it; ``limit``, ``due`` and ``clock_state`` are of the clock to watch.

    ``next`` is the next action; ``callback`` its kind where that is a callback, ``apologise`` whether it begins
    with an apology (S000-I-12), ``tell`` who is to be told after too many rounds. ``own`` says that a limit of the
    office's own names the action; ``step`` is what it is about in the office's words, ``on_breach`` what to do about
    a limit that is broken. ``asked_again``: the customer has, and nobody has done anything since. ``follows`` is the
    person who follows a follow-up sheet. ``saw``: the number of the journal's last entry when the row was read.
    """

    call: str
    order: str | None
    kind: str
    room: str
    caller: str
    phone: str
    content: str
    urgency: str
    urgency_title: Words | None
    trade: str
    technician: str | None
    technician_phone: str
    state: str
    next: str
    callback: str | None
    apologise: bool
    tell: str | None
    limit: str | None
    limit_title: Words | None
    due: datetime | None
    clock_state: str | None
    paid: bool
    place: str
    place_detail: str
    origin: str
    received_at: datetime
    own: bool
    step: Words | None
    on_breach: Words | None
    asked_again: bool
    follows: str
    saw: int


@dataclass(frozen=True, slots=True)
class Board:
    """The open lines at ``now``. Until ``changes_at`` no state and no next action changes by itself."""

    now: datetime
    office_name: str
    hours: Hours
    post: str
    rows: tuple[BoardRow, ...]
    changes_at: datetime | None
    callbacks_due: int
    figures_due: date | None
    """The last day of the month, while its figures are to be reminded of (S000-I-26)."""
    duties_due: tuple[DutyLine, ...]
    """What the office owes and is reminded of or late with, the first that was due first."""
    entry: int
    """The number of the journal's last entry when this was read."""


def board(store: Store, now: datetime, *, past: bool = False) -> Board:
    """The board at ``now``; with ``past`` as it stood then, what was recorded for later left out."""
    with store.read() as tx:
        office = load.office(tx)
        lines = sorted(open_lines(tx, office.hours, now, past=past), key=urgency)
        due = figures_due(load.procedure(tx, office.procedure_id, office.hours), now)
        entry = load.latest_entry(tx)
    owed = duties(store, now)
    turns = [at for line in lines for at in changes(line, office.hours)]
    turns += [at for duty in owed for at in (duty.remind_at, duty.due + SECOND)]
    rows = tuple(row_of(line, entry) for line in lines)
    return Board(
        now,
        office.name,
        office.hours,
        office.hours.post(now),
        rows,
        min((at for at in turns if at > now), default=None),
        sum(row.next == "callback" for row in rows),
        due,
        tuple(duty for duty in owed if duty.state in ("overdue", "warning")),
        entry,
    )


def board_row(store: Store, call: str, now: datetime) -> BoardRow:
    """The row of one line, open or ended. Refused: ``unknown_call``."""
    with store.read() as tx:
        call_id = load.call_row(tx, call)["id"]
        return row_of(one_line(tx, call_id, load.office(tx).hours, now), load.latest_entry(tx))


def urgency(line: Standing) -> tuple[int, int, datetime, str]:
    """The order of the board.

    An emergency that nobody has reached; a customer who asks again; a resident who waits; what is late; the rest.
    Where no clock runs the class of urgency decides (S000-C-06).
    """
    clock, received = line.next.clock, load.instant(line.row["received_at"])
    due = clock.due if clock else received
    if unreached_emergency(line):
        rank = 0
    elif line.timeline.asked_again:
        rank = 1
    elif clock is None:
        rank = 5
    elif clock.state == "running":
        rank = 4
    else:
        rank = 2 if clock.definition.resident_waits else 3
    class_ = URGENCIES.index(line.row["urgency"]) if clock is None else 0
    return rank, -class_, due, line.row["number"]


def unreached_emergency(line: Standing) -> bool:
    """Whether it is an emergency that nobody has got to yet."""
    reached = any(fact.what in REACHED for fact in line.timeline.latest)
    return line.row["urgency"] == "emergency" and not reached


def row_of(line: Standing, entry: int) -> BoardRow:
    """The line as a row, read while the journal's last entry was ``entry``."""
    row, following = line.row, line.next
    clock = following.clock
    return BoardRow(
        call=row["number"],
        order=row["order_number"],
        kind=row["kind"],
        room=row["room"] or "",
        caller=row["caller"] or "",
        phone=row["phone"] or "",
        content=row["content"],
        urgency=row["urgency"],
        urgency_title=urgency_title(line.procedure, row["urgency"]),
        trade=row["trade"] or "",
        technician=row["technician"],
        technician_phone=row["technician_phone"] or "",
        state=line.state,
        next=following.action,
        callback=following.callback,
        apologise=following.apologise,
        tell=following.tell,
        limit=clock.limit if clock else None,
        limit_title=clock.definition.title if clock else None,
        due=clock.due if clock else None,
        clock_state=clock.state if clock else None,
        paid=bool(row["paid"]),
        place=row["place"],
        place_detail=row["place_detail"] or "",
        origin=row["origin"],
        received_at=load.instant(row["received_at"]),
        own=_is_own(line),
        step=_step(line),
        on_breach=clock.definition.on_breach if clock and clock.state == "overdue" else None,
        asked_again=line.timeline.asked_again,
        follows=line.timeline.job.entry("tracker") if row["kind"] == "follow_up" else "",
        saw=entry,
    )


WITH_A_FORM = frozenset({"order.issued", "slip.written", "slip.returned", "callback.made"})
"""Facts for which the desk has a form, whichever limit waits for them first of all."""
PLAIN = frozenset({"consent", "payment", "finance_copy"})
"""What a paid job may lack in every office."""


def _is_own(line: Standing) -> bool:
    """Whether the next action is one that a limit names by itself, and that has no form of its own.

    Where nothing is to be done until a limit has run out, Enter records meanwhile what settles it.
    """
    clock, action = line.next.clock, line.next.action
    if clock is None or clock.definition.action != ("chase" if action == "none" else action):
        return False
    return clock.definition.to[0].what not in WITH_A_FORM


def _step(line: Standing) -> Words | None:
    """What the next action is about, where the office has words for it."""
    clock, action = line.next.clock, line.next.action
    if _is_own(line) and clock is not None:
        return clock.definition.title
    bars: list[Bar] = []
    if action == "collect":
        missing = missing_to_close(line.procedure, line.timeline)
        bars = [one.bar for one in missing if one.code not in PLAIN]
    elif action == "review" and line.next.tell is None:
        bars = list(barred(line.procedure, line.timeline, "order.issued"))
    return bars[0].title if bars else None


def changes(line: Standing, hours: Hours) -> Iterator[datetime]:
    """The instants at which this line may look different without anything being recorded."""
    early = minutes(line.procedure.callbacks.early)
    for clock in line.clocks:
        if clock.open:
            yield from _turns(clock, hours)
            yield clock.due - early


def _turns(clock: Clock, hours: Hours) -> Iterator[datetime]:
    yield clock.from_
    yield warns_at(clock, hours)
    yield clock.due + SECOND
