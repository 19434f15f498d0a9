"""Who may do what. The check sits in the operations; screens may hide what is refused here, never replace it."""

from __future__ import annotations

from collections.abc import Iterable

from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused, refuse

DESK = frozenset({"clerk", "operator", "supervisor"})
CREW = frozenset({"technician", "foreman"})

# A manager may do all of it. Only the desk and the monitoring room register, dispatch and strike off (reading I38).
ALLOWED: dict[str, frozenset[str]] = {
    "call.log": DESK | {"officer"},
    "call.withdraw": DESK,
    "call.convert": DESK,
    "call.assign": DESK,
    "call.answer": DESK | CREW | {"officer"},
    "call.correct": DESK,
    "call.fact": DESK,
    "call.close": DESK,
    "appointment.agree": DESK | {"officer"},
    "call.wait": DESK | {"officer"},
    "order.issue": DESK,
    "order.pool": DESK,
    "order.take": CREW,
    "order.give_back": DESK | CREW,
    "order.move": DESK | CREW | {"officer", "finance"},
    "order.verify": DESK | CREW,
    "order.accept": DESK | CREW,
    "order.arrive": DESK | CREW,
    "order.start": DESK | CREW,
    "order.stop": DESK | CREW,
    "order.finish": DESK | CREW,
    "order.charge": DESK | CREW | {"finance"},
    "order.return": DESK,
    "order.write_slip": DESK,
    "order.print": DESK | {"officer", "foreman", "finance"},
    "order.renumber": DESK,
    "pad.add": DESK,
    "pad.close": DESK,
    "pad.spoil": DESK,
    "copy.lost": DESK | {"officer", "finance"},
    "copy.found": DESK | {"officer", "finance"},
    "copy.hand_on": DESK | {"finance"},
    "copy.sign": DESK | {"finance"},
    "callback.record": DESK | {"officer"},
    "check.officer": frozenset({"officer", "supervisor"}),
    "check.confirm": frozenset({"officer", "supervisor"}),
    "check.approve": frozenset({"supervisor"}),
    "quote.give": DESK | CREW,
    "quote.agree": DESK | CREW,
    "quote.decline": DESK | CREW,
    "pay": DESK | CREW | {"finance"},
    "money.refund": DESK | {"finance"},
    "money.waive": DESK | {"finance"},
    "money.hand_in": DESK | {"finance"},
    "money.hand_on": DESK | {"finance"},
    "finance.receive": DESK | {"finance"},
    "entry.fill": DESK | CREW | {"officer", "finance"},
    "call.end": DESK,
    "follow_up.note": DESK | CREW | {"officer"},
    "follow_up.track": DESK,
    "follow_up.check": frozenset({"foreman", "supervisor"}),
    "follow_up.finish": DESK | CREW | {"officer"},
    "handover.make": DESK,
    "handover.accept": DESK,
    "item.take": DESK | {"officer"},
    "item.done": DESK | {"officer"},
    "undo": DESK | CREW | {"officer", "finance"},
    "draft.save": DESK | CREW | {"officer", "finance"},
    "directory.room": DESK | {"officer"},
    "directory.resident": DESK | {"officer"},
    "directory.price": frozenset({"supervisor", "finance"}),
    "directory.equipment": DESK | {"officer", "foreman"},
    "directory.emergency": DESK,
    "directory.staff": frozenset({"supervisor"}),
    "emergency.told": DESK | {"officer"},
    "emergency.tried": DESK | {"officer"},
    "book.add": DESK | CREW | {"officer", "finance"},
    "duty.done": DESK | {"officer", "finance", "foreman"},
    "alarm.answer": DESK | {"officer", "foreman"},
    "crew.full": DESK | {"foreman"},
    "office.procedure": frozenset({"supervisor"}),
    "register.import": frozenset({"supervisor"}),
}
# Facts that only some may record, whichever way they are entered; the office's procedure may name others.
FACTS: dict[str, str] = {
    "officer.signed": "check.officer",
    "hold.approved": "check.approve",
    "call.withdrawn": "call.withdraw",
    "job.closed": "call.close",
    "finance.received": "finance.receive",
}
# As whom somebody signs.
SIGNS_AS = {
    "officer": "officer", "supervisor": "supervisor", "manager": "supervisor", "foreman": "leader", "technician": "technician",
    "clerk": "clerk", "operator": "clerk", "finance": "clerk",
}  # fmt: skip


def may(who: Operator, operation: str) -> bool:
    """Whether this person may do this."""
    return who.role == "manager" or who.role in ALLOWED[operation]


def require(who: Operator, operation: str) -> None:
    """Refuse the operation unless this person may do it."""
    if not may(who, operation):
        raise refusal(who, ALLOWED[operation])


def refusal(who: Operator, roles: Iterable[str]) -> Refused:
    """The refusal that names the roles which may; a manager always may."""
    return refuse("by", "not_permitted", role=who.role, roles=sorted({*roles, "manager"}))
