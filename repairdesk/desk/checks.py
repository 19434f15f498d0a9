"""What others confirm: the officer's re-check, the supervisor's decision (S000-I-29, -32; reading I20)."""

from __future__ import annotations

from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules import typed
from repairdesk.rules.closing import finish, rework_wanted
from repairdesk.rules.facts import RESULTS, Operator
from repairdesk.rules.refusal import refuse

from .permissions import SIGNS_AS
from .work import on_call

SIGNERS = tuple(dict.fromkeys(SIGNS_AS.values()))


def officer_check(
    store: Store, who: Operator, call: str, *, result: str = "fixed", remark: str = "", by: str = "",
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """The officer has looked, or telephoned, and signs: fixed, or not, which asks for a rework order.

    In other offices the team leader, the supervisor or a clerk signs; without ``by`` it is whoever acts.
    """
    with on_call(store, who, "check.officer", call, at=at, now=now, records="officer.signed") as work:
        as_ = by or SIGNS_AS[who.role]
        if as_ not in SIGNERS:
            raise refuse("as", "not_one_of", allowed=", ".join(SIGNERS))
        allowed = RESULTS["officer.signed"]
        if result not in allowed:
            raise refuse("result", "not_one_of", allowed=", ".join(allowed))
        end = work.timeline.last("work.finished")
        if end is None:
            raise refuse("call", "not_finished_yet")
        work.not_before(work.at, end, "at")
        work.fact(
            "officer.signed",
            by=as_,
            result=result,
            remark=typed.clean_text(remark, "remark", typed.REMARK),
        )


def confirm_by_phone(
    store: Store, who: Operator, call: str, *, reason: str, at: datetime | None = None, now: datetime
) -> None:
    """The customer could not or would not sign: the officer telephones and notes why (reading I17)."""
    with on_call(store, who, "check.confirm", call, at=at, now=now) as work:
        said = typed.clean_text(reason, "reason", typed.REMARK)
        if not said:
            raise refuse("reason", "required")
        if finish(work.procedure, work.timeline) is None:
            raise refuse("call", "not_finished_yet")
        work.fact("customer.signed", by="officer", remark=said)


def approve(
    store: Store, who: Operator, call: str, *, remark: str, at: datetime | None = None, now: datetime
) -> None:
    """The supervisor decides about a dissatisfied customer, a job not fixed, or a plan objected to twice."""
    with on_call(store, who, "check.approve", call, at=at, now=now, records="hold.approved") as work:
        said = typed.clean_text(remark, "remark", typed.REMARK)
        if not said:
            raise refuse("remark", "required")
        objected = any(f.kind == "plan" and f.answer == "objects" for f in work.timeline.all("callback.made"))
        if not rework_wanted(work.procedure, work.timeline) and not objected:
            raise refuse("call", "nothing_to_decide")
        work.fact("hold.approved", by="supervisor", remark=said)
