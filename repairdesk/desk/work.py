"""One operation on one register line: load it, add facts to it, keep what is derived from them up to date."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Any

from repairdesk.models.store import Row, Store, WriteTx
from repairdesk.rules import copies, fields, gates
from repairdesk.rules.clocks import clocks, origin
from repairdesk.rules.closing import asks_for, finish
from repairdesk.rules.facts import Fact, Operator, Timeline
from repairdesk.rules.limits import PROPERTIES
from repairdesk.rules.next_action import ENDED, state
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import Problem, Refused, refuse
from repairdesk.rules.statements import Field
from repairdesk.rules.worktime import Hours
from repairdesk.views import load
from repairdesk.views.touched import changes_since

from . import derived, ledger, permissions

NOTHING: Mapping[str, str] = MappingProxyType({})
"""No fields filled in."""
OF_ORDER = ("visit", "return")
"""Stages whose fields belong to one order; what is filled in at the others belongs to the call."""
AFTER_THE_END = ("callback", "follow_up")
"""Stages whose fields may still be filled in on a line that has ended."""

EVERYWHERE = ("blank", "out", "returned", "handed_on")
"""Where a copy may be that is not lost."""


def event_time(at: datetime | None, now: datetime, procedure: Procedure, *, field: str = "at") -> datetime:
    """When it happened: ``at``, or now. Refused if it lies ahead."""
    if at is not None and at > now:
        raise refuse(field, "time_in_future", now=procedure.hours.local(now))
    return at or now


class Work:
    """A line inside the transaction of one operation."""

    def __init__(
        self, tx: WriteTx, who: Operator, call: Row, order: Row | None, at: datetime | None, now: datetime
    ) -> None:
        self.tx, self.who, self.call, self.order, self.now = tx, who, call, order, now
        self.procedure = load.procedure(tx, call["procedure_id"])
        self.at = event_time(at, now, self.procedure)
        self.timeline = load.timelines(tx, [call])[call["id"]]

    @property
    def hours(self) -> Hours:
        """The office's hours."""
        return self.procedure.hours

    @property
    def state(self) -> str:
        """Where the line stands, with the facts added so far."""
        return state(self.procedure, self.timeline)

    @property
    def origin(self) -> str:
        """Whether the line came in by ``day`` or by ``night``."""
        return origin(self.procedure, self.timeline) or "day"

    def require_unchanged(self, own: Container[int]) -> None:
        """Refuse what was decided on a line that somebody else has changed since it was looked at."""
        if self.who.saw is None:
            return
        changes = changes_since(self.tx, self.call, self.who.saw, own)
        if changes:
            last = changes[-1]
            raise refuse(
                "call", "changed_since", call=self.call["number"], name=last["name"], post=last["post"],
                at=self.hours.local(load.instant(last["entered_at"])), saw=self.who.saw, entry=last["seq"],
            )  # fmt: skip

    def must_be(self, *states: str) -> None:
        """Refuse unless the line stands at one of these."""
        if self.state not in states:
            raise refuse("call", "wrong_state", state=self.state)

    def not_before(self, moment: datetime, earlier: Fact | None, field: str) -> None:
        """Refuse a time before the fact that must have come first."""
        if earlier is not None and moment < earlier.at:
            local = self.hours.local(earlier.at)
            raise refuse(field, "time_before", earlier=local, event=earlier.what)

    def fact(
        self,
        what: str,
        *,
        at: datetime | None = None,
        for_: datetime | None = None,
        remark: str = "",
        amount: int | None = None,
        field: str = "at",
        order: Row | None = None,
        of_order: bool = True,
        kind: str | None = None,
        answer: str | None = None,
        by: str | None = None,
        result: str | None = None,
    ) -> None:
        """Record one thing that happened, at ``at`` or the operation's own time.

        It belongs to ``order``, or to the order the operation is about; with neither (or without ``of_order``) to
        whichever was issued last before it.
        """
        moment = event_time(at, self.now, self.procedure, field=field) if at is not None else self.at
        if what != "call.heard":
            self.not_before(moment, self.timeline.received, field)
        about = order if order is not None else (self.order if of_order else None)
        if about is not None and what != "order.issued":
            issued = self.timeline.order(self.place(about))
            self.not_before(moment, issued, field)
        place = self.place(about) if about is not None else None
        added = Fact(moment, what, for_, kind, answer, by, result, place, amount)
        self._require_allowed(added)
        self.tx.insert(
            "fact", call_id=self.call["id"], order_id=about["id"] if about is not None else None, at=moment, what=what,
            for_at=for_, kind=kind, answer=answer, by_whom=by,
            result=result, remark=remark or None, amount_fen=amount, entered_at=self.now,
            staff_id=self.who.staff_id, post=self.who.post,
        )  # fmt: skip
        self.timeline = Timeline.of(self.timeline.job, (*self.timeline.facts, added))
        slip = about if about is not None else self.latest_order()
        if slip is not None:
            self._copies_follow(what, slip, moment)

    def require_unbarred(self, what: str) -> None:
        """Refuse a step that gates of the office bar, with all that is missing."""
        barring = gates.barred(self.procedure, self.timeline, what)
        if barring:
            told = ((asks_for(self.timeline, gate), gate) for gate in barring)
            raise Refused(
                *(Problem(field, "gate", {"missing": gate.title, "gate": gate.code}) for field, gate in told)
            )

    def _require_allowed(self, fact: Fact) -> None:
        """Refuse a fact that a gate of the office bars, or that others have to record."""
        self.require_unbarred(fact.what)
        reserved = gates.may(self.procedure, self.timeline, fact, self.who.role)
        if reserved is not None:
            raise permissions.refusal(self.who, reserved.roles)
        apart = any(
            one.not_technician and one.what.fits(fact) and one.when.holds(self.timeline.job, self.origin)
            for one in self.procedure.may
        )
        latest = self.latest_order() if apart else None
        if latest is not None and latest["technician_id"] == self.who.staff_id:
            raise refuse("by", "own_work")

    def leaves_to(self, what: str, role: str) -> bool:
        """Whether the office's own rules name this role among those who record such a fact."""
        return any(one.what.what == what and role in one.roles for one in self.procedure.may)

    def require_open(self, what: str = "") -> None:
        """Refuse a line that has ended, unless a limit that outlives the strike-off waits for the fact ``what``."""
        if self.state in ENDED and not (what and self._awaits(what)):
            raise refuse("call", "wrong_state", state=self.state)

    def _awaits(self, what: str) -> bool:
        return any(
            clock.open
            and clock.definition.outlives_closing
            and any(p.what == what for p in clock.definition.to)
            for clock in clocks(self.procedure, self.timeline, self.now)
        )

    # -- the office's own fields --------------------------------------------------------------------------------------

    def fill(self, values: Mapping[str, str], stage: str = "", order: Row | None = None) -> None:
        """Fill in fields of the office's own, as typed; nothing typed empties one.

        ``stage`` says that a whole stage is saved with them, so that what it requires must be there. Fields of a visit
        and of the slip's return belong to ``order``, to the operation's, or to the latest one. A field that sets a
        property of the job changes the line. Refused: unknown fields and values, all at once, and required ones.
        """
        known = {one.name: one for one in self.procedure.field}
        kept: dict[str, str] = {}
        problems: list[Problem] = []
        for name, said in values.items():
            try:
                kept[name] = fields.value_of(self._field(known, name), said)
            except Refused as refused:
                problems += refused.problems
        if problems:
            raise Refused(*problems)
        about = order or self.order or self.latest_order()
        for name, value in kept.items():
            self.enter(name, value, about if known[name].stage in OF_ORDER else None)
        sets = {known[name].sets: value for name, value in kept.items() if known[name].sets and value}
        if kept:
            self.change(**{str(name): _property(str(name), value) for name, value in sets.items()})
        if stage:
            self.require_filled(stage)

    def _field(self, known: Mapping[str, Field], name: str) -> Field:
        if name not in known:
            raise refuse(name, "unknown_field" if known else "no_fields", name=name, allowed=", ".join(known))
        if self.state in ENDED and known[name].stage not in AFTER_THE_END:
            raise refuse("call", "wrong_state", state=self.state)
        return known[name]

    def enter(self, field: str, value: str, order: Row | None = None) -> None:
        """Keep the value of one field, of the call or of an order; the journal keeps the one before."""
        order_id = order["id"] if order is not None else None
        row = self.tx.one(
            "SELECT id, value FROM entry WHERE call_id = ? AND order_id IS ? AND field = ?",
            self.call["id"], order_id, field,
        )  # fmt: skip
        values: dict[str, Any] = {"value": value, "staff_id": self.who.staff_id, "entered_at": self.now}
        if row is None and value:
            self.tx.insert("entry", call_id=self.call["id"], order_id=order_id, field=field, **values)
        elif row is not None and row["value"] != value:
            self.tx.update("entry", row["id"], **values)
        if order is not None and not value:
            self.enter(field, "")  # else what was filled in before there was an order would show again

    def require_filled(self, *stages: str) -> None:
        """Refuse while required fields of these stages are empty, all at once."""
        job = self.timeline.job
        missing = [
            one for stage in stages for one in fields.unfilled(self.procedure, job, self.origin, stage)
        ]
        if missing:
            raise Refused(*(Problem(one.name, "field_required", {"title": one.title}) for one in missing))

    # -- what follows from the facts ----------------------------------------------------------------------------------

    def _copies_follow(self, what: str, order: Row, at: datetime) -> None:
        """Where the copies of a slip are follows from what happened to it (S000-I-17, -24, -25, S001-A-41, -42).

        One return brings all copies that are out. What engineering keeps and brings back later stays with it till then.
        """
        if what == "slip.written":
            self.send_out(order, at)
        elif what == "slip.returned":
            out = ("blank", "out")
            self.copies(order, "handed_on", "customer", self._going_to(order, "customer"), since=out, at=at)
            if self.procedure.waits_for(copies.STUB, self.timeline.job, self.origin):
                stubs = self._going_to(order, "engineering")
                self.copies(order, "handed_on", "engineering", stubs, since=out, at=at)
            self.copies(order, "returned", "desk", since=out, at=at)
        elif what == copies.STUB:
            kept = {one.name for one in self.procedure.copy if one.goes_to == "engineering"}
            self.copies(order, "returned", "desk", kept, since=("blank", "out", "handed_on"), at=at)
        elif what == "finance.received":
            ready = ("blank", "out", "returned")
            self.copies(order, "handed_on", "finance", self._going_to(order, "finance"), since=ready, at=at)
        elif what == "job.closed":
            for each in self.tx.all("SELECT * FROM standing_work_order WHERE call_id = ?", self.call["id"]):
                for keeper in ("archive", "desk"):
                    self.copies(
                        each, "handed_on", keeper, self._going_to(each, keeper), since=("returned",), at=at
                    )

    def send_out(self, order: Row, at: datetime | None = None) -> None:
        """The slip is written: its copies go out with the technician, but for those that stay at the desk."""
        rows = self.tx.all("SELECT name FROM slip_copy WHERE order_id = ?", order["id"])
        stay = {row["name"] for row in rows if copies.stays(self.procedure, self.timeline, row["name"])}
        self.copies(order, "returned", "desk", stay, since=("blank",), at=at)
        self.copies(order, "out", "technician", since=("blank",), at=at)

    def _going_to(self, order: Row, keeper: str) -> set[str]:
        """The names of an order's copies that somebody keeps in the end."""
        names = self.tx.all("SELECT name FROM slip_copy WHERE order_id = ?", order["id"])
        return {
            row["name"]
            for row in names
            if copies.kept_by(self.procedure, self.timeline, row["name"]) == keeper
        }

    def place(self, order: Row) -> int:
        """Which order of the line this is: the first, the second ..."""
        earlier = "SELECT count(*) FROM standing_work_order WHERE call_id = ? AND id <= ?"
        return int(self.tx.value(earlier, order["call_id"], order["id"]))

    def latest_order(self) -> Row | None:
        """The order issued last on this line."""
        return self.tx.one(
            "SELECT * FROM standing_work_order WHERE call_id = ? ORDER BY id DESC LIMIT 1", self.call["id"]
        )

    def change(self, **values: Any) -> None:
        """Change the line itself; what is filled in is read anew as well."""
        self.tx.update("call", self.call["id"], **values)
        self.call = load.call_row(self.tx, self.call["number"])
        filled = load.entries(self.tx, [self.call]).get(self.call["id"], ())
        due = load.due(self.tx, [self.call]).get(self.call["id"])
        self.timeline = Timeline(load.job(self.call, filled, due), self.timeline.facts)

    def copies(
        self, order: Row, state: str, keeper: str, names: Container[str] | None = None, *,
        since: Container[str] = EVERYWHERE, at: datetime | None = None, reason: str = "", paper_list: int | None = None,
    ) -> None:  # fmt: skip
        """Move copies of a slip: those named, or all, of those that stand at one of ``since``; lost ones stay lost."""
        for copy in self.tx.all("SELECT * FROM slip_copy WHERE order_id = ? ORDER BY id", order["id"]):
            if (names is None or copy["name"] in names) and copy["state"] in since:
                ledger.move(
                    self.tx, self.who, copy, state=state, keeper=keeper, at=at or self.at, now=self.now, reason=reason,
                    paper_list=paper_list,
                )  # fmt: skip

    def settle(self) -> None:
        """Bring what is derived from the facts, and kept for lists, up to date on the line and its latest order."""
        now_at = self.state
        end = finish(self.procedure, self.timeline)
        ended = self.timeline.ended
        values: dict[str, Any] = {
            "state": now_at,
            "finished_at": load.stored(end.at) if end else None,
            "closed_at": load.stored(ended.at) if ended else None,
            "large": derived.large(self.tx, self.procedure, self.call),
            "sampled": derived.sampled(self.procedure, self.timeline, self.call),
        }
        self._keep(values)
        self._keep({"recall_at": derived.recall_at(self.procedure, self.timeline, self.now)})
        latest = self.latest_order()
        if latest is not None and latest["state"] != now_at and not self.timeline.offered:
            self.tx.update("work_order", latest["id"], state=now_at)

    def _keep(self, values: Mapping[str, Any]) -> None:
        changed = {name: value for name, value in values.items() if self.call[name] != value}
        if changed:
            self.change(**changed)


def _property(name: str, value: str) -> object:
    """The value a field gives to a property of the job: a tick is yes or no, a choice its option."""
    return value in ("yes", "true") if True in PROPERTIES[name] else value


@contextmanager
def on_call(
    store: Store,
    who: Operator,
    operation: str,
    number: str,
    *,
    at: datetime | None,
    now: datetime,
    ended: bool = False,
    records: str = "",
) -> Iterator[Work]:
    """One operation on the line of this number; a line that has ended is refused unless ``ended``.

    ``records`` names the fact the operation is there to record: the office's own rule about who may record it takes
    the place of the program's, and a limit that outlives the strike-off may wait for it on a line that has ended.
    """
    if not records:
        permissions.require(who, operation)
    with store.write(who, operation, about=number, at=at, now=now) as tx:
        work = Work(tx, who, load.call_row(tx, number), None, at, now)
        tx.about = work.call["number"]
        work.require_unchanged(store.own)
        if not work.leaves_to(records, who.role):
            permissions.require(who, operation)
        if not ended:
            work.require_open(records)
        yield work
        work.settle()


@contextmanager
def on_order(
    store: Store, who: Operator, operation: str, number: str, *, at: datetime | None, now: datetime
) -> Iterator[tuple[Work, Row]]:
    """One operation on the order of this number, and so on its line."""
    permissions.require(who, operation)
    with store.write(who, operation, about=number, at=at, now=now) as tx:
        order = load.order_row(tx, number)
        call = tx.value("SELECT number FROM call WHERE id = ?", order["call_id"])
        work = Work(tx, who, load.call_row(tx, call), order, at, now)
        tx.about = order["number"]
        work.require_unchanged(store.own)
        if work.state in ENDED:
            raise refuse("order", "wrong_state", state=work.state)
        yield work, order
        work.settle()
