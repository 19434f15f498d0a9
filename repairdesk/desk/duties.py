"""What the office owes regularly is recorded as done, once for each period."""

from __future__ import annotations

from datetime import datetime

from repairdesk.models.store import Store
from repairdesk.rules import typed
from repairdesk.rules.duties import Period, period_before
from repairdesk.rules.duties import period as period_of
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse
from repairdesk.rules.statements import Duty
from repairdesk.rules.worktime import Hours
from repairdesk.views import load
from repairdesk.views.duties import duty_named

from .permissions import require
from .work import event_time

FURTHEST_BACK = 400


def done(
    store: Store, who: Operator, duty: str, *, period: str = "", remark: str = "", at: datetime | None = None,
    now: datetime,
) -> str:  # fmt: skip
    """A duty is done for the period in which that was, or for an earlier one named as in ``2026-03``.

    Returns the period's name. Refused: ``unknown_duty``, ``unknown_period``, ``already_done``.
    """
    require(who, "duty.done")
    with store.write(who, "duty.done", about=duty, at=at, now=now) as tx:
        definition, procedure = duty_named(store, duty)
        moment = event_time(at, now, procedure)
        wanted = _period(definition, period.strip(), moment, procedure.hours)
        earlier = tx.value(
            "SELECT at FROM duty_done WHERE duty = ? AND period = ?", definition.name, wanted.name
        )
        if earlier is not None:
            raise refuse("period", "already_done", earlier=procedure.hours.local(load.instant(str(earlier))))
        tx.insert(
            "duty_done", duty=definition.name, period=wanted.name, at=moment, staff_id=who.staff_id, entered_at=now,
            remark=typed.clean_text(remark, "remark", typed.REMARK) or None,
        )  # fmt: skip
        return wanted.name


def _period(duty: Duty, name: str, moment: datetime, hours: Hours) -> Period:
    current = found = period_of(duty, moment, hours)
    for _ in range(FURTHEST_BACK):
        if name in ("", found.name):
            return found
        found = period_before(duty, found, hours)
    raise refuse("period", "unknown_period", period=name, example=current.name)
