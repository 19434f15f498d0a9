"""The words of the register: what each code of the contract is called on screens and in sentences."""

from __future__ import annotations

from repairdesk.messages import N_

ROLES: dict[str, str] = {
    "clerk": N_("clerk"),
    "operator": N_("monitoring-room operator"),
    "officer": N_("customer-service officer"),
    "technician": N_("technician"),
    "foreman": N_("foreman"),
    "supervisor": N_("supervisor"),
    "manager": N_("manager"),
    "finance": N_("finance"),
}
STATES: dict[str, str] = {
    "open": N_("open"),
    "dispatched": N_("dispatched"),
    "accepted": N_("accepted"),
    "on_site": N_("on site"),
    "waiting": N_("waiting"),
    "unfinished": N_("unfinished"),
    "finished": N_("finished"),
    "returned": N_("slip returned"),
    "called_back": N_("called back"),
    "closed": N_("struck off"),
    "withdrawn": N_("withdrawn"),
    "converted": N_("converted"),
}
CLOCK_STATES: dict[str, str] = {
    "running": N_("running"),
    "warning": N_("due soon"),
    "overdue": N_("overdue"),
    "met": N_("in time"),
    "missed": N_("late"),
    "replaced": N_("replaced"),
    "waived": N_("waived"),
}
ALARM_STAGES: dict[str, str] = {
    "warning": N_("about to run out"),
    "limit": N_("has run out"),
    "nobody": N_("given to nobody"),
}
"""What an alarm says of its limit, or of a job that no limit runs on."""
KINDS: dict[str, str] = {"repair": N_("repair"), "matter": N_("matter"), "follow_up": N_("follow-up")}
PLACES: dict[str, str] = {"in_home": N_("in the home"), "public_area": N_("public area")}
URGENCIES: dict[str, str] = {"routine": N_("routine"), "urgent": N_("urgent"), "emergency": N_("emergency")}
AREAS: dict[str, str] = {"urban": N_("town"), "rural": N_("country"), "remote": N_("remote")}
SCOPES: dict[str, str] = {
    "company": N_("within the company's scope"),
    "internal": N_("the customer's own installation"),
}
PARTIES: dict[str, str] = {
    "leader": N_("team leader"),
    "customer": N_("customer"),
    "engineering": N_("engineering"),
}
"""Who acts or is told besides the people who work with the program."""
CHANNELS: dict[str, str] = {
    "phone": N_("telephone"),
    "walk_in": N_("at the desk"),
    "online": N_("online"),
    "inspection": N_("inspection"),
    "patrol": N_("patrol"),
}
POSTS: dict[str, str] = {"front_desk": N_("front desk"), "monitoring_room": N_("monitoring room")}
ORIGINS: dict[str, str] = {"day": N_("day"), "night": N_("night")}
CALLBACKS: dict[str, str] = {
    "arrival": N_("arrival callback"),
    "completion": N_("completion callback"),
    "plan": N_("plan callback"),
    "recheck": N_("re-check callback"),
    "notice": N_("notice"),
}
ACTIONS: dict[str, str] = {
    "assign": N_("Tell dept"),
    "issue": N_("Issue order"),
    "await_arrival": N_("Await arrival"),
    "callback": N_("Call back"),
    "chase": N_("Chase"),
    "take_return": N_("Take slip in"),
    "write_slip": N_("Write slip"),
    "officer_check": N_("Officer check"),
    "close": N_("Strike off"),
    "follow_up": N_("Follow up"),
    "review": N_("Decide"),
    "collect": N_("Settle"),
    "none": N_("Nothing yet"),
}
"""What the next action is called in a list."""
ANSWERS: dict[str, str] = {
    "there": N_("he is there"),
    "not_there": N_("nobody came"),
    "unreachable": N_("not reached"),
    "satisfied": N_("satisfied"),
    "basically": N_("basically satisfied"),
    "dissatisfied": N_("dissatisfied"),
    "agreed": N_("agrees"),
    "objects": N_("objects"),
}
RESULTS: dict[str, str] = {
    "possible": N_("can be done"),
    "not_possible": N_("cannot be done"),
    "fixed": N_("put right"),
    "not_fixed": N_("not put right"),
}
FACTS: dict[str, str] = {
    "call.heard": N_("call heard"),
    "call.received": N_("call received"),
    "call.entered": N_("call entered"),
    "call.withdrawn": N_("call withdrawn"),
    "engineering.told": N_("engineering told"),
    "supervisor.told": N_("supervisor told"),
    "technician.told": N_("technician told"),
    "order.pooled": N_("order offered to all"),
    "order.issued": N_("work order issued"),
    "order.accepted": N_("work order accepted"),
    "order.moved": N_("work order passed on"),
    "slip.written": N_("slip written"),
    "slip.fetched": N_("slip fetched"),
    "slip.returned": N_("slip brought back"),
    "stub.returned": N_("stub brought back"),
    "result.entered": N_("result entered"),
    "technician.ready": N_("technician ready"),
    "technician.left": N_("technician left"),
    "technician.arrived": N_("technician arrived"),
    "visit.answered": N_("visit answered"),
    "appointment.agreed": N_("appointment agreed"),
    "special": N_("specially agreed"),
    "correction": N_("correction"),
    "may_wait": N_("may wait"),
    "not_reached": N_("did not answer"),
    "review.answered": N_("review answered"),
    "quote.given": N_("quote given"),
    "quote.agreed": N_("quote agreed"),
    "quote.declined": N_("quote declined"),
    "payment.received": N_("payment received"),
    "work.started": N_("work started"),
    "work.stopped": N_("work stopped"),
    "work.finished": N_("work finished"),
    "made_safe": N_("made safe"),
    "customer.signed": N_("customer signed"),
    "officer.signed": N_("officer signed"),
    "callback.made": N_("callback made"),
    "note.written": N_("note written"),
    "job.converted": N_("job converted"),
    "hold.approved": N_("hold approved"),
    "follow_up.noted": N_("follow-up noted"),
    "follow_up.checked": N_("follow-up checked"),
    "finance.received": N_("copy received by finance"),
    "job.closed": N_("job struck off"),
}
TRADES: dict[str, str] = {
    "plumbing": N_("plumbing"),
    "electric": N_("electric"),
    "carpentry": N_("carpentry"),
    "locks": N_("locks"),
    "air_conditioning": N_("air conditioning"),
    "masonry": N_("masonry"),
    "lifts": N_("lifts"),
    "weak_current": N_("weak current"),
    "general": N_("general repairs"),
}
UNITS: dict[str, str] = {
    "piece": N_("piece"),
    "half_hour": N_("half hour"),
    "metre": N_("metre"),
}
COPY_STATES: dict[str, str] = {
    "blank": N_("not written yet"),
    "out": N_("out with the technician"),
    "returned": N_("back at the desk"),
    "lost": N_("lost"),
}
HANDED_TO: dict[str, str] = {
    "customer": N_("with the customer"),
    "engineering": N_("with engineering"),
    "finance": N_("with finance"),
    "archive": N_("filed"),
    "desk": N_("back at the desk"),
    "technician": N_("out with the technician"),
}
"""Where a copy of the slip is: by its state, and once it was handed on by whoever keeps it."""
OWN_FIELDS: dict[str, str] = {
    "tracker": N_("Tracker"),
    "visit_verified": N_("Visit verified"),
    "visit_verified_by": N_("Verified by"),
    "visit_verified_reason": N_("Reason"),
    "code": N_("by the customer's code"),
    "without_code": N_("without the code"),
}
"""What the program itself keeps among the fields of a line, and what it says there."""
HELD: dict[str, str] = {
    "message": N_("message"),
    "key": N_("key"),
    "cash": N_("cash"),
    "other": N_("other thing"),
}
"""What the desk holds for somebody."""
MONEY: dict[str, str] = {
    "cash": N_("cash"),
    "transfer": N_("bank transfer"),
    "scan": N_("paid by code"),
    "refund": N_("money given back"),
    "waiver": N_("fee reduced or waived"),
}
"""How it was paid, and the notes that go with money."""
CHARGES: dict[str, str] = {"labour": N_("labour"), "material": N_("material")}
REMARKS: dict[str, dict[str, str]] = {
    "payment.received": {
        "technician": N_("paid to the technician"), "desk": N_("paid at the desk"), "advance": N_("paid in advance"),
    },
    "quote.agreed": {"word": N_("by word"), "signature": N_("by signature")},
}  # fmt: skip
"""What the program itself notes beside a fact: the first word of the remark."""
KEEPERS: dict[str, str] = {"desk": N_("the desk"), "archive": N_("the archive")}
"""Who may keep a copy of a slip, besides people and parties."""
WORDS: dict[str, str] = {
    "list.made": N_("list made"),
    "reprinted": N_("printed anew"),
    "item.taken": N_("taken in"),
    "handover.made": N_("handed over"),
    **ROLES, **STATES, **CLOCK_STATES, **KINDS, **PLACES, **URGENCIES, **CHANNELS, **POSTS, **ORIGINS,
    **CALLBACKS, **ANSWERS, **RESULTS, **FACTS,
    **AREAS, **SCOPES, **PARTIES, **TRADES, **UNITS, **OWN_FIELDS, **KEEPERS, **MONEY, **CHARGES,
}  # fmt: skip
"""All of them by code, for ``text.word``; no code stands for two things."""


def copy_place(state: str, keeper: str) -> str:
    """The message that says where a copy of a slip is."""
    return HANDED_TO[keeper] if state == "handed_on" else COPY_STATES[state]
