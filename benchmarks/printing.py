"""What a print costs: one slip from the register to a PDF on the disk, and the many of a morning in one go."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from repairdesk import text
from repairdesk.clock import now
from repairdesk.models.store import Store
from repairdesk.paper import slip, typeset
from repairdesk.paper.printer import save
from repairdesk.views.papers import paper

from .screens import Sample

MANY = 300
"""Slips of a batch, of one copy each."""
FEW = 30
"""Slips beside which another thread is watched."""
BARE = '#set page(width: 148mm, height: 210mm)\n#set text(font: "Noto Sans CJK SC")\n#json(bytes(sys.inputs.document)).n\n'
"""The floor: one number on an empty page, by the same library and font."""


class Prints:
    """The cases, on the orders of the sample office."""

    def __init__(self, sample: Path, folder: Path) -> None:
        self._sample, self._folder = sample, folder
        self._count = 0
        self._floor = typeset.compiler(folder)

    def cases(self) -> dict[str, dict[str, Callable[[], Sample]]]:
        """Groups of cases that are compared with each other, by name."""
        return {"print": {"both": self.prints}}

    def prints(self) -> Sample:
        """Milliseconds of a slip and of a bare page, seconds of a batch, and what another thread does meanwhile."""
        text.set_language("zh")
        store = Store.open(self._sample)
        with store.read() as tx:
            rows = tx.all("SELECT number FROM work_order ORDER BY id DESC LIMIT ?", MANY)
        numbers = [str(row["number"]) for row in rows]
        try:
            at = now()
            slips = [self._one(store, number, at) for number in numbers[:12]][2:]
            bare = [self._bare() for _ in range(12)][2:]
            begun = time.perf_counter()
            _batch(store, numbers, at)
            batch = time.perf_counter() - begun
            alone = _turns(lambda: time.sleep(1))
            beside = _turns(lambda: _batch(store, numbers[:FEW], at))
        finally:
            store.close()
        return {
            "slip": slips,
            "bare": bare,
            "batch": batch * MANY / len(numbers),
            "beside": 100 * beside / alone,
        }

    def _one(self, store: Store, number: str, at: datetime) -> float:
        """Milliseconds from the register to the disk."""
        self._count += 1
        begun = time.perf_counter()
        made = slip.printed(store, number, size="a5", now=at)
        save(made.pdf, self._folder / f"slip-{self._count}.pdf")
        return (time.perf_counter() - begun) * 1000

    def _bare(self) -> float:
        """The same of a bare page."""
        self._count += 1
        template = self._folder / "bare.typ"
        template.write_text(BARE)
        begun = time.perf_counter()
        values = {"document": json.dumps({"n": self._count})}
        made = self._floor.compile(str(template), format="pdf", sys_inputs=values, pdf_tags=False)
        if not isinstance(made, bytes):
            raise TypeError
        save(made, self._folder / f"bare-{self._count}.pdf")
        return (time.perf_counter() - begun) * 1000


def _batch(store: Store, numbers: list[str], at: datetime) -> None:
    for number in numbers:
        known = paper(store, number, at)
        typeset.pdf(slip.document(replace(known, copies=known.copies[:1]), size="a5"), "slip")


def _turns(work: Callable[[], None]) -> float:
    """How often a second another thread turns while the work runs in its own."""
    count, done = 0, threading.Event()

    def turn() -> None:
        nonlocal count
        while not done.is_set():
            count += 1

    turning = threading.Thread(target=turn)
    begun = time.perf_counter()
    turning.start()
    try:
        work()
    finally:
        done.set()
        turning.join()
    return count / (time.perf_counter() - begun)
