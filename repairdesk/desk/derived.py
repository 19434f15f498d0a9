"""What is worked out whenever something is recorded on a line, and kept on it for conditions and lists."""

from __future__ import annotations

from datetime import datetime

from repairdesk.models.store import Row, Tx
from repairdesk.rules.clocks import clocks, warns_at
from repairdesk.rules.closing import finish
from repairdesk.rules.facts import Timeline
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.sampling import drawn
from repairdesk.views import load

_QUOTED = "SELECT amount_fen FROM standing_fact WHERE call_id = ? AND what = 'quote.given' ORDER BY at DESC, id DESC LIMIT 1"


def owed_in_advance(tx: Tx, procedure: Procedure, call: Row) -> int:
    """What of the price told must still be received before the slip, in fen; 0 for a job that is paid afterwards."""
    least, quoted = procedure.fees.prepay_from, tx.value(_QUOTED, call["id"]) or 0
    if least is None or quoted < least:
        return 0
    paid = "SELECT sum(amount_fen) FROM standing_fact WHERE call_id = ? AND what = 'payment.received'"
    return max(0, quoted - (tx.value(paid, call["id"]) or 0))


def large(tx: Tx, procedure: Procedure, call: Row) -> bool | None:
    """Whether the price told last, or the bill of all its slips, is one that is paid in advance (S001-A-28)."""
    least = procedure.fees.prepay_from
    if least is None:
        return None
    quoted = tx.value(_QUOTED, call["id"]) or 0
    billed = tx.value("SELECT sum(total_fen) FROM standing_work_order WHERE call_id = ?", call["id"]) or 0
    return bool(max(quoted, billed) >= least)


def sampled(procedure: Procedure, timeline: Timeline, call: Row) -> bool | None:
    """Whether a finished job is drawn for a call to the customer; once drawn it stays so. None while it is open."""
    if call["sampled"] or finish(procedure, timeline) is None:
        return call["sampled"] if call["sampled"] is None else bool(call["sampled"])
    return drawn(procedure, timeline, call["number"])


def recall_at(procedure: Procedure, timeline: Timeline, now: datetime) -> str | None:
    """When a line that was struck off comes back to the board: a limit that outlives it begins to warn."""
    if timeline.ended is None:
        return None
    still = [
        clock
        for clock in clocks(procedure, timeline, now)
        if clock.open and clock.definition.outlives_closing
    ]
    return load.stored(min(warns_at(clock, procedure.hours) for clock in still)) if still else None
