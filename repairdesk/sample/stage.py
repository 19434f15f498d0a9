"""Where the stories of the sample office are played: one clock for all of them, and the desk's operations."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import TypeAlias

from repairdesk.desk import callbacks, calls, checks, money, orders
from repairdesk.models.store import Store
from repairdesk.rules import bill
from repairdesk.rules.facts import Operator
from repairdesk.rules.statements import Fees
from repairdesk.rules.worktime import minutes

from .estate import Estate, Resident, Typical, operators

Story: TypeAlias = Iterator[datetime]
"""What happens on one line: each time it yields is when its next step is done."""

Visit: TypeAlias = Generator[datetime, None, datetime]
"""A part of a story that tells when the technician arrived."""

STANDS_IN = {"locks": "carpentry", "lifts": "weak_current"}


def dice(seed: float) -> Random:
    """Chance that falls the same way each time."""
    return Random(seed)  # noqa: S311 - a sample needs repeatable chance, not secrets


class Stage:
    """Plays stories up to ``now``, all on one clock, so that numbers are given in the order of the calls."""

    def __init__(self, store: Store, estate: Estate, now: datetime) -> None:
        self.store, self.estate, self.now = store, estate, now
        self.hours = estate.hours
        self.at = now
        self._act = operators(store, now)
        self._clerks, self._operators = estate.called("clerk"), estate.called("operator")

    def play(self, stories: Iterable[Story], told: Callable[[datetime], None] = lambda at: None) -> None:
        """Play all of them; a step that lies after ``now`` is not done, and its line stays as it is."""
        waiting = [(at, place, story) for place, story in enumerate(stories) if (at := next(story, None))]
        heapq.heapify(waiting)
        while waiting and waiting[0][0] <= self.now:
            self.at, place, story = waiting[0]
            told(self.at)
            at = next(story, None)
            if at is None:
                heapq.heappop(waiting)
            else:
                heapq.heapreplace(waiting, (max(at, self.at), place, story))

    # --- times ------------------------------------------------------------------------------------

    def ago(self, count: float) -> datetime:
        """So many minutes before now."""
        return self.now - minutes(count)

    def worked(self, count: float) -> datetime:
        """So many minutes of office hours before now: always by day."""
        at, left = self.now, minutes(count)
        while True:
            day = self.hours.local(at).date()
            opened = self.hours.at(day, self.hours.opening)
            at = min(at, self.hours.at(day, self.hours.closing))
            if at - opened >= left:
                return at - left
            left -= max(at - opened, timedelta())
            at = self.hours.at(day - timedelta(days=1), self.hours.closing)

    def by_day(self, at: datetime, rng: Random) -> datetime:
        """``at``, or if the front desk is closed then, some time after it opens."""
        if self.hours.is_day(at):
            return at
        return self.hours.next(at, self.hours.opening) + minutes(rng.randint(3, 45))

    # --- people ------------------------------------------------------------------------------------

    def post(self) -> Operator:
        """Whoever sits at the post on duty."""
        crew = self._clerks if self.hours.is_day(self.at) else self._operators
        return self._act(crew[self.hours.local(self.at).day % len(crew)], self.at)

    def person(self, role: str) -> Operator:
        """The first with this role."""
        return self._act(self.estate.called(role)[0], self.at)


class Line:
    """One line in play, and what the desk does with it, each at the time the stage's clock shows."""

    def __init__(
        self, stage: Stage, typical: Typical, caller: Resident, rng: Random, *, paid: bool = False
    ) -> None:
        self.stage, self.typical, self.caller = stage, typical, caller
        self.paid = paid and bool(typical.labour) and stage.estate.price_of[typical.labour] > 0
        crew = stage.estate.called("technician", STANDS_IN.get(typical.trade, typical.trade))
        self.technician = rng.choice(crew or stage.estate.called("technician"))
        self.channel = "phone" if typical.place == "in_home" or rng.random() < 0.4 else "patrol"
        self.number, self.order = "", ""
        self.night = self.written = self.billed = False

    @property
    def _now(self) -> datetime:
        return self.stage.at

    @property
    def _by(self) -> tuple[Store, Operator]:
        return self.stage.store, self.stage.post()

    def log(self, appointment: datetime | None = None) -> None:
        """The call comes in."""
        said, patrol = self.typical, self.channel == "patrol"
        self.night = not self.stage.hours.is_day(self._now)
        officer = self.stage.person("officer").name
        form = calls.NewCall(
            kind=said.kind,
            content=said.content,
            room=self.caller.room,
            caller=officer if patrol else self.caller.name,
            phone="805" if patrol else self.caller.phone,
            place=said.place,
            channel=self.channel,
            urgency=said.urgency,
            trade=said.trade if said.kind == "repair" else None,
            matter_kind=said.trade if said.kind == "matter" else None,
            paid=self.paid,
            appointment=appointment,
        )
        self.number = calls.log(*self._by, form, now=self._now).number

    def issue(self) -> None:
        """The technician is sent."""
        self.order = orders.issue(*self._by, self.number, technician=self.technician, now=self._now)
        self.written = self.stage.hours.is_day(self._now)

    def accept(self) -> None:
        """He takes the job."""
        orders.accept(*self._by, self.order, now=self._now)

    def arrive(self) -> None:
        """He reports that he is there."""
        orders.arrive(*self._by, self.order, now=self._now)

    def stop(self, why: str) -> None:
        """He interrupts the work."""
        orders.stop(*self._by, self.order, remark=why, now=self._now)

    def finish(self) -> None:
        """He reports that it is done."""
        orders.finish(*self._by, self.order, now=self._now)

    def call_back(
        self,
        kind: str,
        answer: str,
        *,
        promised: datetime | None = None,
        arrived: datetime | None = None,
        sorry: bool = False,
    ) -> None:
        """The desk telephones."""
        callbacks.record(
            *self._by,
            self.number,
            kind=kind,
            answer=answer,
            promised=promised,
            arrived_at=arrived,
            apologised=sorry,
            now=self._now,
        )

    def agree(self, time: datetime) -> None:
        """Another time is agreed."""
        calls.agree_appointment(*self._by, self.number, for_=time, now=self._now)

    def consent(self) -> None:
        """The customer is told the price and agrees."""
        money.give_quote(*self._by, self.number, amount=self.price(), now=self._now)
        money.agree_quote(*self._by, self.number, now=self._now)

    def take_back(self, arrived: datetime | None, finished: datetime | None) -> None:
        """The slip comes back, finished: times, lines, signature and money are typed in."""
        signs = self.typical.place == "in_home" and (self.paid or not self.night)
        form = orders.ReturnedForm(
            arrived_at=arrived,
            finished_at=finished,
            charges=self.charges(),
            signed_by=self.caller.name if signs else "",
            received=self.price() if self.charges() else None,
        )
        orders.close_out(*self._by, self.order, form, now=self._now)
        self.billed = True

    def take_back_unfinished(
        self, arrived: datetime | None, ended: datetime, again: datetime, *, signed: bool = True
    ) -> None:
        """The slip comes back with a reason, a plan and the next time."""
        form = orders.ReturnedForm(
            arrived_at=arrived,
            finished_at=ended,
            result="unfinished",
            reason="缺配件",
            plan="配件到货后再次上门",
            next_time=again,
            signed_by=self.caller.name if signed else "",
        )
        orders.close_out(*self._by, self.order, form, now=self._now)

    def write_slip(self) -> None:
        """The slip of a night job is written."""
        orders.write_slip(*self._by, self.number, now=self._now)
        self.written = True

    def check(self) -> None:
        """The officer has a look."""
        checks.officer_check(self.stage.store, self.stage.person("officer"), self.number, now=self._now)

    def to_finance(self) -> None:
        """Finance gets its copy."""
        money.to_finance(*self._by, self.number, now=self._now)

    def assign(self) -> None:
        """A matter goes to its department."""
        calls.assign(*self._by, self.number, now=self._now)

    def answer(self) -> None:
        """A matter is answered."""
        calls.answer(*self._by, self.number, result="已当面答复", now=self._now)

    def withdraw(self, why: str) -> None:
        """The caller takes it back."""
        calls.withdraw(*self._by, self.number, reason=why, now=self._now)

    def close(self) -> None:
        """The line is struck off."""
        calls.close(*self._by, self.number, now=self._now)

    # --- what it costs ------------------------------------------------------------------------------

    def charges(self) -> tuple[orders.ChargeForm, ...]:
        """The lines of the slip; a free job has none, nor has the visit of somebody who was dissatisfied."""
        said = self.typical
        if not self.paid or self.billed:
            return ()
        units = self.stage.estate.unit_of
        labour = orders.ChargeForm(
            kind="labour",
            item=said.labour,
            milli=(said.pieces or 1) * bill.THOUSAND,
            minutes=None if said.pieces else said.minutes,
            unit=units[said.labour],
        )
        if not said.material:
            return (labour,)
        unit = units[said.material]
        return labour, orders.ChargeForm(kind="material", item=said.material, milli=said.quantity, unit=unit)

    def price(self) -> int:
        """The total in fen."""
        prices = self.stage.estate.price_of
        lines = (
            bill.Charge(form.kind, form.item, prices[form.item], form.milli, form.minutes)
            for form in self.charges()
        )
        return bill.bill(Fees(), lines).total
