"""The sample office: an estate with a month of history and live calls whose clocks are running now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from repairdesk.models.store import Store
from repairdesk.rules.worktime import minutes

from .estate import Estate
from .history import DAYS, cash, month
from .live import lines
from .stage import Stage


def build_sample(path: Path, *, now: datetime, told: Callable[[datetime], None] = lambda at: None) -> Store:
    """Make the sample office in a new file at ``path`` and open it. The same ``now`` makes the same office.

    Everything goes through the operations of the desk, so the file is what a month of work would have made it.
    ``told`` hears which day is being played. Raises ``StoreError`` if the file cannot be made.
    """
    now = now.replace(microsecond=0)
    estate = Estate()
    store = estate.set_up(path, now - minutes(60 * 24 * (DAYS + 1)))
    stage = Stage(store, estate, now)
    with store.together():
        stage.play([*month(stage), cash(stage), *lines(stage)], told)
    return store
