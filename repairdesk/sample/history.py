"""A month of work at the sample office: repairs by day and by night, matters, and what goes wrong now and then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from repairdesk.desk import copies, receipts
from repairdesk.rules.worktime import minutes
from repairdesk.views import money as views

from .estate import Resident, Typical
from .stage import Line, Stage, Story, Visit, dice

DAYS = 30
SEED = 20260302
QUIET = minutes(240)
"""The last hours before now belong to the lines that are shown live."""

OPINIONS = ("satisfied",) * 72 + ("basically",) * 25 + ("dissatisfied",) * 3
REASONS = ("业主自行解决", "重复报修", "业主取消")


def month(stage: Stage) -> Iterator[Story]:
    """The stories of every call of the last days."""
    rng = dice(SEED)
    today = stage.hours.local(stage.now).date()
    for day in (today - timedelta(days=back) for back in range(DAYS, -1, -1)):
        for _ in range(rng.randint(12, 18)):
            received = stage.hours.at(day, _clock(rng))
            own = dice(rng.random())
            if received <= stage.now - QUIET:
                yield story(stage, received, own)


def cash(stage: Stage) -> Story:
    """Towards the end of every day technicians hand in their cash, and finance signs for it."""
    today = stage.hours.local(stage.now).date()
    for day in (today - timedelta(days=back) for back in range(DAYS, -1, -1)):
        yield stage.hours.at(day, time(17, 15))
        for held in views.held(stage.store):
            receipts.hand_in(stage.store, stage.person("clerk"), held.technician, now=stage.at)
        if views.at_desk(stage.store).receipts:
            made = receipts.to_finance(stage.store, stage.person("clerk"), now=stage.at)
            signed = stage.estate.called("finance")[0]
            copies.sign(stage.store, stage.person("clerk"), made, signed_by=signed, now=stage.at)


def _clock(rng: Random) -> time:
    """When people call: mostly by day, most in the morning, some in the evening."""
    kind = rng.random()
    hour = rng.triangular(9, 17.49, 10) if kind < 0.84 else rng.triangular(17.5, 23.9, 19)
    if kind > 0.95:
        hour = rng.uniform(6, 8.9)
    return time(int(hour), int(hour % 1 * 60), rng.randrange(60))


def story(stage: Stage, received: datetime, rng: Random) -> Story:
    """One call from its beginning to the strike-off."""
    said = rng.choice(stage.estate.calls)
    line = Line(stage, said, caller(stage, said, rng), rng, paid=rng.random() < 0.6)
    if said.kind == "matter":
        return matter(line, received, rng)
    if rng.random() < 0.04:
        return withdrawn(line, received, rng)
    return repair(line, received, rng)


def caller(stage: Stage, said: Typical, rng: Random) -> Resident:
    """Who calls: a resident from his home, or somebody about a public area."""
    somebody = rng.choice(stage.estate.residents)
    if said.place == "in_home":
        return somebody
    fitting = [area for area in stage.estate.public_areas if said.where in area]
    return Resident(rng.choice(fitting), somebody.name, somebody.phone)


def withdrawn(line: Line, received: datetime, rng: Random) -> Story:
    """Called, and called off."""
    yield received
    line.log()
    yield received + minutes(rng.randint(3, 40))
    line.withdraw(rng.choice(REASONS))


def matter(line: Line, received: datetime, rng: Random) -> Story:
    """A matter: to its department, answered, and the caller asked what he thinks of it."""
    yield received
    line.log()
    yield received + minutes(rng.randint(1, 3))
    line.assign()
    yield received + minutes(rng.randint(6, 14) if rng.random() < 0.9 else rng.randint(16, 50))
    line.answer()
    yield line.stage.by_day(line.stage.at + minutes(rng.randint(2, 12)), rng)
    line.call_back("completion", rng.choice(OPINIONS[:95]))
    yield line.stage.at + minutes(rng.randint(1, 20))
    line.close()


def repair(line: Line, received: datetime, rng: Random) -> Story:
    """A repair, by day or by night, in one visit or in two."""
    by_day = line.stage.hours.is_day(received)
    routine = line.typical.urgency == "routine" and line.typical.place == "in_home"
    appointment = _appointment(line, received, rng) if routine and by_day and rng.random() < 0.15 else None
    yield received
    line.log(appointment)
    arrived = yield from visit(line, appointment or received, rng, appointment)
    if by_day and rng.random() < 0.07:
        arrived = yield from second_visit(line, arrived, rng)
    if line.paid:
        yield arrived + minutes(2)
        line.consent()
    finished = arrived + minutes(line.typical.minutes + rng.randint(-4, 12))
    yield from returned(line, finished, rng)
    yield from opinion(line, rng)
    yield line.stage.by_day(line.stage.at + minutes(rng.randint(5, 60)), rng)
    if line.paid:
        line.to_finance()
    line.close()


def _appointment(line: Line, received: datetime, rng: Random) -> datetime:
    """A round time later that day, or on the next."""
    later = received + minutes(rng.randint(90, 240))
    local = line.stage.hours.local(line.stage.by_day(later, rng))
    return local.replace(minute=30 * (local.minute // 30), second=0, microsecond=0).astimezone(later.tzinfo)


def visit(line: Line, start: datetime, rng: Random, agreed: datetime | None = None) -> Visit:
    """The technician is sent and comes, in time or late, and the desk asks whether he is there."""
    late = rng.random() < 0.09
    issued = line.stage.at + minutes(5 if late else rng.randint(1, 4))
    yield issued
    line.issue()
    base = max(start, issued) if agreed else start
    if not late:
        arrived = base + minutes(rng.randint(-5, 0) if agreed else rng.randint(6, 13))
        yield max(arrived, base if agreed else issued) + minutes(rng.randint(2, 5))
        line.call_back("arrival", "there", arrived=max(arrived, issued))
        return max(arrived, issued)
    limit = base if agreed else base + minutes(15)
    arrived = limit + minutes(rng.randint(6, 25))
    yield limit + minutes(2)
    line.call_back("arrival", "not_there", promised=arrived, sorry=True)
    yield arrived + minutes(rng.randint(3, 12))
    line.call_back("arrival", "there", arrived=arrived)
    return arrived


def second_visit(line: Line, arrived: datetime, rng: Random) -> Visit:
    """It cannot be finished: slip back with a plan, the customer agrees, and a new order on another day."""
    stage = line.stage
    ended = arrived + minutes(rng.randint(10, 30))
    tomorrow = stage.hours.local(ended).date() + timedelta(days=1)
    again = stage.hours.at(tomorrow, time(rng.randint(10, 15), 30))
    yield ended + minutes(rng.randint(8, 30))
    line.take_back_unfinished(None, ended, again, signed=line.typical.place == "in_home")
    yield stage.by_day(stage.at + minutes(rng.randint(3, 20)), rng)
    line.call_back("plan", "agreed")
    yield again - minutes(rng.randint(8, 20))
    line.issue()
    there = again - minutes(rng.randint(0, 4))
    yield again + minutes(rng.randint(2, 9))
    line.call_back("arrival", "there", arrived=there)
    return there


def returned(line: Line, finished: datetime, rng: Random) -> Story:
    """The work ends and the slip comes back; a night job's is written first, and checked by the officer."""
    stage, ended = line.stage, False
    if line.night and not line.written:
        yield finished
        line.finish()
        ended = True
        yield stage.by_day(finished, rng)
        line.write_slip()
    dawdles = timedelta(days=rng.random() < 0.04)
    yield stage.by_day(max(finished, stage.at) + dawdles + minutes(rng.randint(8, 45)), rng)
    line.take_back(None, None if ended else finished)
    if line.typical.place == "public_area" or (line.night and not line.paid):
        yield stage.by_day(stage.at + minutes(rng.randint(20, 150)), rng)
        line.check()


def opinion(line: Line, rng: Random) -> Story:
    """The completion callback, until somebody answers; who is dissatisfied gets another visit."""
    stage = line.stage
    yield stage.by_day(stage.at + minutes(rng.randint(3, 40)), rng)
    if rng.random() < 0.06:
        line.call_back("completion", "unreachable")
        yield stage.by_day(stage.at + minutes(rng.randint(40, 120)), rng)
    answer = rng.choice(OPINIONS)
    line.call_back("completion", answer)
    if answer != "dissatisfied":
        return
    arrived = yield from visit(line, stage.at, rng)
    finished = arrived + minutes(rng.randint(10, 30))
    yield from returned(line, finished, rng)
    yield stage.by_day(stage.at + minutes(rng.randint(3, 40)), rng)
    line.call_back("completion", "basically")
