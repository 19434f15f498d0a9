"""Where a line stands, and the one thing to do about it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .clocks import Clock, origin, warns_at
from .closing import called_back, finish, missing_to_close, rework_wanted, reworks
from .facts import Fact, Timeline
from .gates import barred
from .procedure import Procedure
from .worktime import minutes

BEFORE_THE_END = frozenset({"assign", "issue", "await_arrival", "chase", "follow_up", "review"})
"""What nobody does any more once the work is finished, whatever clock was never settled."""
ENDED = frozenset({"closed", "withdrawn", "converted"})
VISIT = ("arrival", "appointment")
"""The limits for being there: some offices track the agreed time under a name of its own (S002-I-14)."""


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do now: the action, the clock it is done against, and for a callback which kind.

    ``apologise`` asks for the apology of S000-I-12; ``tell`` names who is told after too many rounds.
    """

    action: str
    clock: Clock | None = None
    callback: str | None = None
    apologise: bool = False
    tell: str | None = None


def state(procedure: Procedure, timeline: Timeline) -> str:
    """The state of the line, in the words of the contract (open, dispatched, on_site ... closed)."""
    for what, ended in (
        ("call.withdrawn", "withdrawn"),
        ("job.converted", "converted"),
        ("job.closed", "closed"),
    ):
        if timeline.first(what) and (ended != "converted" or timeline.job.kind != "follow_up"):
            return ended
    if finish(procedure, timeline) is not None:
        slip = timeline.job.kind == "repair" and _waits_for_slip(procedure, timeline)
        if slip and not _slip_back(procedure, timeline):
            return "finished"
        if called_back(procedure, timeline):
            return "called_back"
        return "returned" if slip else "finished"
    return _under_way(timeline)


def _under_way(timeline: Timeline) -> str:
    """The state that the last thing heard of the latest order leaves the line in."""
    if timeline.offered:
        return "open"
    for fact in reversed(timeline.latest):
        found = _MEANS.get(fact.what)
        if fact.what == "order.moved":  # whoever it was handed on to has yet to accept it
            return "dispatched"
        if fact.what == "callback.made" and fact.kind == "arrival" and fact.answer == "there":
            # Asked after he had left unfinished, the customer still says that he came.
            return "unfinished" if any(f.what == "work.finished" for f in timeline.latest) else "on_site"
        if found == "dispatched" and any(f.what == "order.accepted" for f in timeline.latest):
            return "accepted"
        if found is not None:
            return found
    return "open"


_MEANS = {
    "technician.told": "dispatched", "engineering.told": "dispatched", "order.issued": "dispatched",
    "order.accepted": "accepted", "technician.arrived": "on_site", "work.started": "on_site",
    "work.stopped": "waiting", "work.finished": "unfinished",
}  # fmt: skip


def next_action(procedure: Procedure, timeline: Timeline, running: Iterable[Clock], now: datetime) -> Next:
    """The one thing to do now on this line, with the clock it is done against."""
    return _Desk(procedure, timeline, tuple(running), now).next()


class _Desk:
    """What the desk looks at when it decides what to do with one line."""

    def __init__(
        self, procedure: Procedure, timeline: Timeline, running: tuple[Clock, ...], now: datetime
    ) -> None:
        self.procedure, self.timeline, self.now = procedure, timeline, now
        self.state = state(procedure, timeline)
        latest = len(timeline.orders)
        self.open = [clock for clock in running if clock.open and not 0 < clock.order < latest]

    def next(self) -> Next:
        if self.state in ENDED:
            return self._recall()
        if rework_wanted(self.procedure, self.timeline):
            again = self.procedure.closing.rework
            tell = again.to if again is not None and reworks(self.timeline) >= again.after else None
            return Next("issue" if self.timeline.job.kind == "repair" else "assign", tell=tell)
        if self.timeline.job.kind == "matter":
            return self._or_earlier(self._matter())
        if self.timeline.job.kind == "follow_up":
            going_on = self.state in ("open", "unfinished")
            return self._or_earlier(Next("follow_up") if going_on else self._after_the_slip())
        return self._or_earlier(self._repair())

    def _or_earlier(self, usual: Next) -> Next:
        """What the state of the line asks for, unless a limit that names an action of its own comes first."""
        over = finish(self.procedure, self.timeline) is not None
        own = [
            c
            for c in self.open
            if c.definition.action
            and self.now >= c.from_
            and not (over and c.definition.action in BEFORE_THE_END)
            and (c.state == "overdue" or c.definition.action != "chase")
        ]
        clock = min(own, key=lambda clock: clock.due, default=None)
        if clock is None or clock.definition.action is None:
            return usual
        action, kind = clock.definition.action, clock.definition.to[0].kind
        found = Next(action, clock, kind if action == "callback" else None, tell=self._told_of(clock))
        if action == "write_slip" and usual.action in ("take_return", "chase", "none"):
            return found if self.procedure.hours.is_day(self.now) else usual
        if usual.clock is not None:
            return found if clock.due <= usual.clock.due else usual
        first = {"review", "assign"} | ({"write_slip"} if self.state == "open" else set())
        waits = usual.action in ("none", "follow_up", action)
        return found if action in first or waits or clock.state in ("warning", "overdue") else usual

    def _told_of(self, clock: Clock) -> str | None:
        """Whom to tell that the limit has run out, as long as nobody has told him since.

        ``after`` so many rounds: only once the visit has been put off more often than that (S002-A-07).
        """
        escalate = clock.definition.escalate
        if escalate is None or clock.state != "overdue":
            return None
        put_off = len(self.timeline.all("appointment.agreed")) - 1
        if escalate.after and put_off <= escalate.after:
            return None
        told = any(
            fact.at > clock.due
            and (fact.what == f"{escalate.to}.told" or (fact.what, fact.by) == ("note.written", escalate.to))
            for fact in self.timeline.facts
        )
        return None if told else escalate.to

    def _recall(self) -> Next:
        """A line that has been struck off is called once more when that time has come (S002-I-17, S003-D-11)."""
        hours = self.procedure.hours
        due = [c for c in self.open if c.definition.outlives_closing and self.now >= warns_at(c, hours)]
        clock = min(due, key=lambda clock: clock.due, default=None)
        if clock is None:
            return Next("none")
        action, kind = clock.definition.action or "callback", clock.definition.to[0].kind
        return Next(action, clock, kind if action == "callback" else None)

    def clock(self, *limits: str) -> Clock | None:
        """The open clock of these limits that is due first."""
        return min((c for c in self.open if c.limit in limits), key=lambda clock: clock.due, default=None)

    # -- a matter: told to a department, answered, called back ------------------------------------------------------

    def _matter(self) -> Next:
        if self.state == "open":
            return Next("assign", self.clock("matter_arrival", *VISIT))
        if self.state in ("dispatched", "accepted", "on_site"):
            clock = self.clock("matter_arrival", *VISIT)
            return Next("chase" if clock and clock.state == "overdue" else "await_arrival", clock)
        return self._after_the_slip()

    # -- a repair ---------------------------------------------------------------------------------------------------

    def _repair(self) -> Next:
        if self._slip_can_be_written() and self.state not in ("open", "dispatched", "accepted"):
            return Next("write_slip", self.clock("slip_written"))
        if self.state == "open" and self.timeline.offered:
            return Next("none", self.clock("grab"))
        if self.state in ("open", "dispatched", "accepted", "on_site") and self._comes_before_the_order():
            ready = not barred(self.procedure, self.timeline, "order.issued")
            return Next("issue" if ready else "review", self.clock(*VISIT))
        sent = self.timeline.orders or self.state not in ("dispatched", "accepted", "on_site")
        if self.state == "open" or not sent:
            return Next("issue", self.clock(*VISIT) or self.clock("slip_written"))
        if self.state in ("dispatched", "accepted", "waiting"):
            return self._nobody_there_yet()
        if self.state == "on_site":
            call = self.clock("first_callback", "repeat_callback")
            return Next("callback", call, "arrival") if call else self._await_slip()
        if self.state == "unfinished":
            return self._unfinished()
        if self.state == "finished" and _waits_for_slip(self.procedure, self.timeline):
            return self._await_slip()
        return self._after_the_slip()

    def _comes_before_the_order(self) -> bool:
        """Whether a survey or the price is settled first, and no order has been issued yet (S001-A-33 to -35)."""
        at = origin(self.procedure, self.timeline) or "day"
        job = self.timeline.job
        return not self.timeline.orders and any(
            "order.issued" in gate.before and gate.applies(job, at) for gate in self.procedure.gate
        )

    def _nobody_there_yet(self) -> Next:
        """Between the order and the arrival: wait, call, apologise, ask engineering (S000-I-11 to -15)."""
        arrival, call = self.clock(*VISIT), self.clock("first_callback", "repeat_callback")
        late = arrival is not None and arrival.state == "overdue"
        early = minutes(self.procedure.callbacks.early)
        if call is not None and (self.now >= call.due - early or (late and call.limit == "first_callback")):
            return Next("callback", call, "arrival", apologise=late, tell=self._escalation())
        if arrival is not None and late:
            return Next("chase", call or arrival, tell=self._escalation() or self._told_of(arrival))
        if self._slip_can_be_written():
            return Next("write_slip", self.clock("slip_written"))
        if arrival is None and self.state == "waiting":
            return self._await_slip()
        return Next("await_arrival", arrival or call)

    def _escalation(self) -> str | None:
        """Whom to tell after too many rounds without an arrival (reading I10)."""
        limit = self.procedure.limit_named("repeat_callback")
        if limit is None or limit.escalate is None:
            return None
        latest = self.timeline.latest
        rounds = sum(
            f.what == "callback.made" and f.kind == "arrival" and f.answer == "not_there" for f in latest
        )
        told = any(f.what == f"{limit.escalate.to}.told" for f in latest)
        return limit.escalate.to if rounds > limit.escalate.after and not told else None

    def _await_slip(self) -> Next:
        clock = self.clock("slip_return", "hand_in")
        if clock is None and not self._slip_written():
            return Next("none", self.clock("slip_written"))
        return Next("chase" if clock and clock.state == "overdue" else "take_return", clock)

    def _unfinished(self) -> Next:
        """The slip comes back with reason, plan and time; the customer is asked; then dispatched anew (I-21 to -23)."""
        latest = self.timeline.latest
        job, at = self.timeline.job, origin(self.procedure, self.timeline) or "day"
        slip_out = not any(fact.what == "slip.returned" for fact in latest)
        if slip_out and _waits_for_slip(self.procedure, self.timeline):
            return self._await_slip()
        if not self.procedure.asks_for_call("plan", job, at):
            return Next("issue", self.clock(*VISIT))
        plans = [fact for fact in latest if fact.what == "callback.made" and fact.kind == "plan"]
        answered = [fact for fact in plans if fact.answer in ("agreed", "objects")]
        objections = sum(fact.answer == "objects" for fact in answered)
        given_up = (
            sum(fact.answer == "unreachable" for fact in plans) >= self.procedure.closing.unreachable_after
        )
        if given_up or (answered and answered[-1].answer == "agreed"):
            return Next("issue", self.clock(*VISIT))
        if objections >= self.procedure.callbacks.objections:
            decided = self.timeline.last("hold.approved")
            if decided is None or decided.at < answered[-1].at:
                return Next("review", self.clock(*VISIT), tell="supervisor")
            return Next("issue", self.clock(*VISIT))
        return Next("callback", self.clock("plan_callback"), "plan")

    def _after_the_slip(self) -> Next:
        """Call back, have it checked, collect what is owed, strike off (S000-I-18, -24, -25, -29, -32)."""
        missing = missing_to_close(self.procedure, self.timeline)
        codes = {one.code for one in missing}
        calls = any(p.what == "callback.made" for one in missing for p in one.bar.needs)
        check = self.clock("area_check", "night_check")
        if calls or codes & {"completion_callback", "opinion"}:
            return Next("callback", self.clock("completion_callback", "rating"), "completion")
        if codes & {"officer_check", "verification", "confirmations"}:
            return Next("officer_check", check)
        if codes & {"copies", "customer_signature", "stub"}:
            return Next("chase", self.clock("slip_return", "stub_return"))
        return Next("collect" if codes else "close", self.clock("filing"))

    def _slip_written(self) -> bool:
        """Whether there is a slip: by day every order has one, a night job's is written afterwards (S000-I-31)."""
        at = origin(self.procedure, self.timeline) or "day"
        if at == "day" or not self.procedure.waits_for("slip.written", self.timeline.job, at):
            return True
        return self.timeline.first("slip.written") is not None

    def _slip_can_be_written(self) -> bool:
        clock = self.clock("slip_written")
        return clock is not None and self.now >= clock.from_


def _waits_for_slip(procedure: Procedure, timeline: Timeline) -> bool:
    """Whether the procedure wants the slip of such a job back at all."""
    at = origin(procedure, timeline) or "day"
    return procedure.waits_for("slip.returned", timeline.job, at)


def _slip_back(procedure: Procedure, timeline: Timeline) -> bool:
    end: Fact | None = finish(procedure, timeline)
    return end is not None and any(f.what == "slip.returned" and f.at >= end.at for f in timeline.facts)
