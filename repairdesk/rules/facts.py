"""What happened on a register line, in the words of the field: facts, the job they are about, and their order.

A fact is never changed and never erased by a later one. Several facts of one moment have a natural order (a call
is received before its order is issued), so the order in which they were typed makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

# In natural order: of two facts with the same second the one named first came first.
FACTS = (
    "call.heard", "call.received", "call.entered",
    "supervisor.told", "order.pooled", "order.moved", "order.issued", "engineering.told", "technician.told",
    "order.accepted", "slip.written", "slip.fetched", "technician.ready", "technician.left", "technician.arrived",
    "visit.answered", "review.answered", "quote.given", "quote.agreed", "quote.declined", "work.started",
    "work.stopped", "made_safe", "work.finished", "appointment.agreed", "customer.signed", "officer.signed",
    "payment.received", "note.written", "stub.returned", "slip.returned", "result.entered", "callback.made",
    "hold.approved", "job.converted", "follow_up.noted", "follow_up.checked", "finance.received",
    "call.withdrawn", "job.closed",
)  # fmt: skip
RANK = {what: rank for rank, what in enumerate(FACTS)}

ARRIVAL_ANSWERS = ("there", "not_there", "unreachable")
OPINIONS = ("satisfied", "basically", "dissatisfied")
PLAN_ANSWERS = ("agreed", "objects", "unreachable")
CALLBACK_ANSWERS = {
    "arrival": ARRIVAL_ANSWERS,
    "completion": (*OPINIONS, "unreachable"),
    "recheck": (*OPINIONS, "unreachable"),
    "plan": PLAN_ANSWERS,
    "notice": (*PLAN_ANSWERS, "there", "not_there"),
}
CORRECTION = "correction"
"""The kind of a note that goes with a correction of what was written down when the call was taken."""
BY = ("technician", "leader", "supervisor", "officer", "clerk", "customer")
RESULTS = {
    "work.finished": ("finished", "unfinished"),
    "review.answered": ("possible", "not_possible"),
    "officer.signed": ("fixed", "not_fixed"),
}
ROLES = ("clerk", "operator", "officer", "technician", "foreman", "supervisor", "manager", "finance")
CHANNELS = ("phone", "walk_in", "online", "inspection", "patrol")
PLACES = ("in_home", "public_area")
URGENCIES = ("routine", "urgent", "emergency")
KINDS = ("repair", "matter", "follow_up")
AREAS = ("urban", "rural", "remote")
SCOPES = ("company", "internal")


@dataclass(frozen=True, slots=True)
class Operator:
    """The person who acts, and the post on duty where the act is entered.

    ``saw``: the number of the journal's last entry when he looked at what he is about to change; None where he acts
    without having looked.
    """

    staff_id: int | None
    name: str
    role: str
    post: str
    saw: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A register line as the rules see it: the properties that a procedure may ask about.

    ``large``: its price is one that is paid in advance; ``sampled``: drawn for the calls made to a share of the
    customers. ``due`` is what its slips come to by now, less what is waived, in fen; None while nothing is charged.
    ``entries`` holds what was filled in of the office's own fields, by name.
    """

    kind: str = "repair"
    place: str = "in_home"
    urgency: str = "routine"
    area: str = "urban"
    scope: str = "company"
    channel: str = "phone"
    listed: bool = True
    minor: bool = True
    paid: bool = False
    important: bool = False
    key_customer: bool = False
    complaint: bool = False
    large: bool = False
    sampled: bool = False
    due: int | None = None
    entries: tuple[tuple[str, str], ...] = ()

    def entry(self, name: str) -> str:
        """What was filled in of this field, or nothing."""
        return dict(self.entries).get(name, "")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened at ``at`` (UTC).

    ``for_`` is a time agreed or promised; ``order`` says which order of the line it belongs to (1 is the first)
    where that is not simply the one issued last before it; ``amount`` is money, in fen, of a price or a payment.
    """

    at: datetime
    what: str
    for_: datetime | None = None
    kind: str | None = None
    answer: str | None = None
    by: str | None = None
    result: str | None = None
    order: int | None = None
    amount: int | None = None

    @property
    def outcome(self) -> str | None:
        """The result, or the one that goes without saying: finished, possible, fixed."""
        return self.result or (RESULTS[self.what][0] if self.what in RESULTS else None)

    def sort_key(self) -> tuple[object, ...]:
        """A total order, so that equal facts in any order give the same timeline."""
        words = (self.kind or "", self.answer or "", self.by or "", self.result or "")
        return (self.at, RANK[self.what], str(self.for_ or ""), words, self.order or 0, self.amount or 0)


@dataclass(frozen=True)
class Timeline:
    """A job and everything that happened to it, in order."""

    job: Job
    facts: tuple[Fact, ...] = field(default=())

    @classmethod
    def of(cls, job: Job, facts: Iterable[Fact]) -> Timeline:
        """A timeline from facts in any order."""
        return cls(job, tuple(sorted(facts, key=Fact.sort_key)))

    def all(self, *whats: str) -> list[Fact]:
        """Every fact of these kinds, earliest first."""
        return [fact for fact in self.facts if fact.what in whats]

    def first(self, *whats: str) -> Fact | None:
        """The earliest fact of these kinds."""
        return next(self._these(self.facts, whats), None)

    def last(self, *whats: str) -> Fact | None:
        """The latest fact of these kinds."""
        return next(self._these(reversed(self.facts), whats), None)

    @staticmethod
    def _these(facts: Iterable[Fact], whats: tuple[str, ...]) -> Iterator[Fact]:
        return (fact for fact in facts if fact.what in whats)

    @cached_property
    def received(self) -> Fact | None:
        """The entry on the register: the moment from which the job's origin and first limit count (reading I4)."""
        return self.first("call.received")

    @property
    def ended(self) -> Fact | None:
        """The fact with which the line left the open ones; a follow-up sheet begins with the conversion."""
        converted = () if self.job.kind == "follow_up" else ("job.converted",)
        return self.first("call.withdrawn", "job.closed", *converted)

    @cached_property
    def orders(self) -> tuple[Fact, ...]:
        """Every issue of an order on this line; several slips may follow one another (S000-I-23)."""
        return tuple(self.all("order.issued"))

    @cached_property
    def offered(self) -> bool:
        """Whether the job lies in the pool: offered to all, or given back, and no order issued since (S000-E-05)."""
        last = self.last("order.pooled", "order.issued")
        return last is not None and last.what == "order.pooled"

    @property
    def asked_again(self) -> bool:
        """Whether the last thing on the open line is the customer, who asks again; nobody has done anything since."""
        last = self.facts[-1] if self.facts else None
        return (
            last is not None and (last.what, last.by) == ("note.written", "customer") and self.ended is None
        )

    def order(self, number: int) -> Fact | None:
        """The issue of the line's first, second ... order."""
        return self.orders[number - 1] if 0 < number <= len(self.orders) else None

    def order_of(self, fact: Fact) -> int:
        """Which order the fact belongs to: the one issued last before it; 0 where none was.

        What is agreed or offered to all while no order is out belongs to the next one; so does an order given back.
        """
        return fact.order if fact.order is not None else self._order_of[id(fact)]

    @cached_property
    def _order_of(self) -> dict[int, int]:
        places, current, out = {}, 0, False
        for fact in self.facts:
            if fact.what == "order.issued":
                current, out = current + 1, True
            elif fact.what in ("work.finished", "order.pooled"):
                out = False
            waits = fact.what in ("appointment.agreed", "order.pooled") and not out and bool(self.orders)
            places[id(fact)] = current + 1 if waits else current
        return places

    @cached_property
    def latest(self) -> tuple[Fact, ...]:
        """The facts of the latest order (of the call itself while there is none)."""
        return tuple(fact for fact in self.facts if self.order_of(fact) == len(self.orders))
