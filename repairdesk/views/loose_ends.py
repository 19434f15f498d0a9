"""What a shift leaves undone when it ends: asked before it is handed over (the close of the day)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.clocks import Clock

from . import load
from .drafts import drafts
from .handover import border_to_make
from .handover_lines import HandoverLine, numbered, of_calls, of_drafts, of_money
from .standing import Standing, open_lines

if TYPE_CHECKING:
    from repairdesk.models.store import Store

CALLS = ("completion", "plan")
"""The callbacks that have to be made before the front desk goes off duty."""
_SECTIONS: dict[str, tuple[str, ...]] = {
    "callback": ("callback.made",),
    "form_out": ("slip.returned", "stub.returned"),
    "write_slip": ("slip.written",),
}
"""What is waited for, in the order in which it is asked."""


def loose_ends(store: Store, now: datetime, *, past: bool = False) -> tuple[HandoverLine, ...]:
    """What should be done by the end of the shift that is handed over next, and is not; each line once.

    In the sections of a sheet: completion and plan callbacks that are due by then (``callback``), slips that should be
    back (``form_out``) or written (``write_slip``), money not handed in (``cash``), half-typed forms (``draft``). With ``past`` as it stood then.
    """
    with store.read() as tx:
        hours = load.office(tx).hours
        until = border_to_make(tx, hours, now)
        lines = open_lines(tx, hours, now, past=past)
        found = [(section, line) for line in lines if (section := _undone(line, until)) is not None]
        found.sort(key=lambda each: ([*_SECTIONS].index(each[0]), each[1].row["number"]))
        parts = [*of_calls(tx, found, now), *of_money(tx, [line.row for line in lines], now)]
    return numbered([*parts, *of_drafts(drafts(store))])


def _undone(line: Standing, until: datetime) -> str | None:
    """The section in which a line is a loose end, if it is one."""
    for section, facts in _SECTIONS.items():
        if any(_waits(clock, facts) and clock.due <= until for clock in line.clocks):
            return section
    return None


def _waits(clock: Clock, facts: Iterable[str]) -> bool:
    return clock.open and any(
        pattern.what in facts and pattern.kind in (None, *CALLS) for pattern in clock.definition.to
    )
