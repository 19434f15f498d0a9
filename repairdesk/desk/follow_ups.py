"""The follow-up sheet: what could not be finished in time, followed by one named person until it is (S004-C-36 to -40)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules import typed
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.views.follow_ups import BOOK

from . import permissions
from .people import staff_name
from .taking import required
from .work import NOTHING, Work, on_call

CHECKS = {"leader": ("foreman", "supervisor"), "supervisor": ("supervisor",)}


def note(
    store: Store, who: Operator, call: str, content: str, *, fields: Mapping[str, str] = NOTHING,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Note one contact: what was said, and the office's own fields of that contact (S004-C-37, -38)."""
    with on_call(store, who, "follow_up.note", call, at=at, now=now) as work:
        _require_sheet(work)
        told = str(required(typed.clean_text(content, "content", typed.REMARK), "content"))
        work.fill(fields, "follow_up")
        filled = {name: work.timeline.job.entry(name) for name in fields if work.timeline.job.entry(name)}
        work.tx.insert(
            "book_line", book=BOOK, at=work.at, entries=json.dumps({"content": told, **filled}, ensure_ascii=False),
            call_id=work.call["id"], staff_id=who.staff_id, entered_at=now,
        )  # fmt: skip
        work.fact("follow_up.noted", remark=told)


def check(
    store: Store, who: Operator, call: str, *, by: str = "", remark: str = "",
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """The team leader or the supervisor has looked through the sheet; without ``by`` as the role says (S004-C-39, -40)."""
    with on_call(store, who, "follow_up.check", call, at=at, now=now) as work:
        _require_sheet(work)
        as_ = by or ("leader" if who.role == "foreman" else "supervisor")
        if as_ not in CHECKS:
            raise refuse("as", "not_one_of", allowed=", ".join(CHECKS))
        if who.role not in (*CHECKS[as_], "manager"):
            raise permissions.refusal(who, CHECKS[as_])
        work.fact("follow_up.checked", by=as_, remark=typed.clean_text(remark, "remark", typed.REMARK))


def change_tracker(
    store: Store, who: Operator, call: str, tracker: str, *, at: datetime | None = None, now: datetime
) -> None:
    """Somebody else follows the sheet from now on; there is always one person, never two (S004-C-36)."""
    with on_call(store, who, "follow_up.track", call, at=at, now=now) as work:
        _require_sheet(work)
        name = str(required(staff_name(work.tx, tracker, "tracker"), "tracker"))
        before = work.timeline.job.entry("tracker")
        if name != before:
            work.enter("tracker", name)
            work.change()
            work.fact("note.written", remark=f"{before} > {name}" if before else name, by="clerk")


def finish(
    store: Store, who: Operator, call: str, *, result: str, fields: Mapping[str, str] = NOTHING,
    at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """What was followed is done: the result is entered, and the sheet can be signed and struck off (S004-C-56)."""
    with on_call(store, who, "follow_up.finish", call, at=at, now=now) as work:
        _require_sheet(work)
        done = str(required(typed.clean_text(result, "result", typed.REMARK), "result"))
        work.fill(fields)
        work.fact("result.entered", remark=done)


def _require_sheet(work: Work) -> None:
    if work.call["kind"] != "follow_up":
        raise refuse("call", "not_a_follow_up")
