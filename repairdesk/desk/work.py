"""One operation on one register line: load it, add facts to it, keep what is derived from them up to date."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from repairdesk.models.store import Row, Store, WriteTx
from repairdesk.rules.closing import finish
from repairdesk.rules.facts import Fact, Operator, Timeline
from repairdesk.rules.next_action import ENDED, state
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import refuse
from repairdesk.rules.worktime import Hours
from repairdesk.views import load

from .permissions import require


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
            issued = self.timeline.order(self._place(about))
            self.not_before(moment, issued, field)
        place = self._place(about) if about is not None else None
        self.tx.insert(
            "fact", call_id=self.call["id"], order_id=about["id"] if about is not None else None, at=moment, what=what,
            for_at=for_, kind=kind, answer=answer, by_whom=by,
            result=result, remark=remark or None, amount_fen=amount, entered_at=self.now,
            staff_id=self.who.staff_id, post=self.who.post,
        )  # fmt: skip
        added = Fact(moment, what, for_, kind, answer, by, result, place)
        self.timeline = Timeline.of(self.timeline.job, (*self.timeline.facts, added))
        slip = about if about is not None else self.latest_order()
        if slip is not None:
            self._copies_follow(what, slip)

    def _copies_follow(self, what: str, order: Row) -> None:
        """Where the copies of a slip are follows from what happened to it (S000-I-17, -24, -25)."""
        forms = self.procedure.copy
        if what == "slip.written":
            self.copies(order, "out", "technician")
        elif what == "slip.returned":
            self.copies(order, "handed_on", "customer", [c.name for c in forms if c.goes_to == "customer"])
            self.copies(order, "returned", "desk", [c.name for c in forms if c.goes_to != "customer"])
        elif what == "finance.received":
            self.copies(order, "handed_on", "finance", [c.name for c in forms if c.paid_only])
        elif what == "job.closed":
            for each in self.tx.all("SELECT * FROM work_order WHERE call_id = ?", self.call["id"]):
                self.copies(each, "handed_on", "archive", now_at="returned")

    def _place(self, order: Row) -> int:
        """Which order of the line this is: the first, the second ..."""
        earlier = "SELECT count(*) FROM work_order WHERE call_id = ? AND id <= ?"
        return int(self.tx.value(earlier, order["call_id"], order["id"]))

    def latest_order(self) -> Row | None:
        """The order issued last on this line."""
        return self.tx.one(
            "SELECT * FROM work_order WHERE call_id = ? ORDER BY id DESC LIMIT 1", self.call["id"]
        )

    def change(self, **values: Any) -> None:
        """Change the line itself."""
        self.tx.update("call", self.call["id"], **values)
        self.call = load.call_row(self.tx, self.call["number"])
        self.timeline = Timeline(load.job(self.call), self.timeline.facts)

    def copies(
        self,
        order: Row,
        state: str,
        keeper: str,
        names: Container[str] | None = None,
        *,
        now_at: str | None = None,
    ) -> None:
        """Move copies of a slip: those named, or all, or all that stand at ``now_at``."""
        for copy in self.tx.all("SELECT * FROM slip_copy WHERE order_id = ?", order["id"]):
            if (names is None or copy["name"] in names) and now_at in (None, copy["state"]):
                self.tx.update("slip_copy", copy["id"], state=state, keeper=keeper)

    def settle(self) -> None:
        """Bring what is derived from the facts, and kept for lists, up to date on the line and its latest order."""
        now_at = self.state
        end = finish(self.procedure, self.timeline)
        ended = (
            self.timeline.first("job.closed", "call.withdrawn", "job.converted") if now_at in ENDED else None
        )
        values: dict[str, Any] = {
            "state": now_at,
            "finished_at": load.stored(end.at) if end else None,
            "closed_at": load.stored(ended.at) if ended else None,
        }
        changed = {name: value for name, value in values.items() if self.call[name] != value}
        if changed:
            self.tx.update("call", self.call["id"], **changed)
        latest = self.latest_order()
        if latest is not None and latest["state"] != now_at:
            self.tx.update("work_order", latest["id"], state=now_at)


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
) -> Iterator[Work]:
    """One operation on the line of this number; a line that has ended is refused unless ``ended``."""
    require(who, operation)
    with store.write(who, operation, about=number, at=at, now=now) as tx:
        work = Work(tx, who, load.call_row(tx, number), None, at, now)
        if not ended and work.state in ENDED:
            raise refuse("call", "wrong_state", state=work.state)
        yield work
        work.settle()


@contextmanager
def on_order(
    store: Store, who: Operator, operation: str, number: str, *, at: datetime | None, now: datetime
) -> Iterator[tuple[Work, Row]]:
    """One operation on the order of this number, and so on its line."""
    require(who, operation)
    with store.write(who, operation, about=number, at=at, now=now) as tx:
        order = load.order_row(tx, number)
        call = tx.value("SELECT number FROM call WHERE id = ?", order["call_id"])
        work = Work(tx, who, load.call_row(tx, call), order, at, now)
        if work.state in ENDED:
            raise refuse("order", "wrong_state", state=work.state)
        yield work, order
        work.settle()
