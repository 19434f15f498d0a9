"""Who is proposed for a job: by trade, by the buildings he serves, and by how much he carries already (S000-H-01)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.messages import N_

from . import load
from .people import Technician, technicians
from .why import Step

if TYPE_CHECKING:
    from repairdesk.models.store import Store

REASONS: dict[str, str] = {
    "trade": N_("same trade"),
    "area": N_("serves {building}"),
    "fewest": N_("fewest open jobs: {count}"),
    "firm": N_("of the firm {firm}"),
}
"""What speaks for somebody, by the code of a step."""

BETWEEN = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody who may be sent, and what speaks for him; only where the procedure has him proposed."""

    technician: Technician
    reasons: tuple[Step, ...]


def proposals(store: Store, call: str, now: datetime) -> tuple[Proposal, ...]:
    """Everybody who may be sent to a job, the one to be proposed first. Refused: ``unknown_call``.

    Where the procedure proposes nobody they come as ``technicians`` gives them, without reasons. Outside firms are
    left out where it sends none.
    """
    with store.read() as tx:
        row = load.call_row(tx, call)
        orders = load.procedure(tx, row["procedure_id"]).orders
        building = tx.value("SELECT building FROM room WHERE id = ?", row["room_id"]) or ""
        crew = [each for each in technicians(store, now) if not each.firm or orders.firm is not None]
    if orders.propose is None:
        return tuple(Proposal(each, ()) for each in crew)
    trade = row["trade"] or ""
    ranks = {each.name: _fits(each, trade, building) for each in crew}
    crew.sort(key=lambda each: (ranks[each.name], bool(each.firm), each.open_orders, each.on_site, each.name))
    return tuple(Proposal(each, _reasons(each, crew, ranks, building)) for each in crew)


def _fits(technician: Technician, trade: str, building: str) -> tuple[int, int]:
    """How well somebody fits by trade and then by building: 0 it is his, 1 nothing is said, 2 it is not."""
    return _rank(trade, [technician.trade] if technician.trade else []), _rank(building, served(technician))


def _rank(wanted: str, his: list[str]) -> int:
    if not wanted or not his:
        return 1
    return 0 if wanted.casefold() in (one.casefold() for one in his) else 2


def served(technician: Technician) -> list[str]:
    """The buildings somebody serves, as they are written down in his area; none stands for all."""
    return [name for name in BETWEEN.split(technician.area) if name]


def _reasons(
    technician: Technician, crew: list[Technician], ranks: dict[str, tuple[int, int]], building: str
) -> tuple[Step, ...]:
    trade, area = rank = ranks[technician.name]
    alike = [each for each in crew if ranks[each.name] == rank and bool(each.firm) == bool(technician.firm)]
    fewest = min(each.open_orders for each in alike) == technician.open_orders
    found = (
        Step("trade") if trade == 0 else None,
        Step("area", {"building": building}) if area == 0 else None,
        Step("fewest", {"count": technician.open_orders}) if fewest else None,
        Step("firm", {"firm": technician.firm}) if technician.firm else None,
    )
    return tuple(step for step in found if step is not None)
