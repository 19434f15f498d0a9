"""``python -m benchmarks [--rounds N] [--only start,typing] [--out FILE]``: measure, and say which goals are reached."""

from __future__ import annotations

import argparse
import compileall
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from repairdesk.clock import now
from repairdesk.desk import calls, office
from repairdesk.models.store import Store
from repairdesk.sample import build_sample
from repairdesk.views.board import board

from . import report
from .printing import Prints
from .register import Saves
from .screens import Sample, Screens
from .terminal import ROOT

GROUPS = ("start", "typing", "form", "down", "idle", "commit", "command", "stdin", "print", "press")
CLOCKS = 34
"""Clocks that run on the busy board, for which calls are added to the sample."""
IDLE_ROUNDS = 3
"""Idling takes its time and changes little from round to round."""


def main() -> int:
    """Measure what was asked for; 1 if a goal was not reached."""
    asked = _options()
    compileall.compile_dir(ROOT / "repairdesk", quiet=2)
    begun, stalled = time.monotonic(), report.stall()
    with tempfile.TemporaryDirectory(prefix="repairdesk-bench-") as name:
        folder = Path(name)
        sample, busy, by, first = _registers(folder)
        saves = Saves(sample, folder, by)
        screens = Screens(sample, busy, by, first, keys=asked.keys)
        prints = Prints(sample, folder)
        every = {**screens.cases(), **saves.cases(), **prints.cases()}
        groups = {name: cases for name, cases in every.items() if name in asked.only}
        rounds = [_round(groups, number, asked.rounds) for number in range(asked.rounds + 1)][1:]
        syncs = saves.syncs() if "commit" in groups else None
    for each in rounds[IDLE_ROUNDS:]:
        each.update({name: rounds[0][name] for name in rounds[0] if name not in each})
    found = report.figures(rounds, list(groups), syncs)
    share = (report.stall() - stalled) / 1e6 / (time.monotonic() - begun)
    told = report.conditions(asked.rounds, share)
    print(report.table(found))
    print(", ".join(f"{name} {value}" for name, value in told.items()))
    if asked.out:
        report.write(asked.out, told, found, rounds)
    return 1 if any(each.reached is False for each in found) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds that count; one more goes before them")
    parser.add_argument("--keys", type=int, default=40, help="keys typed in each field and round")
    parser.add_argument("--only", type=_groups, default=GROUPS, help="some of: " + ",".join(GROUPS))
    parser.add_argument("--out", type=Path, help="file for everything that was measured, as JSON")
    return parser.parse_args()


def _groups(words: str) -> tuple[str, ...]:
    wanted = tuple(words.split(","))
    if unknown := set(wanted) - set(GROUPS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return wanted


def _registers(folder: Path) -> tuple[Path, Path, str, str]:
    """The sample office, one with many clocks running, who acts in them, and a text of the board's first line."""
    sample, busy = folder / "sample.db", folder / "busy.db"
    store = build_sample(sample, now=now())
    with store.read() as tx:
        by = str(tx.value("SELECT name FROM staff WHERE role = 'clerk' AND active ORDER BY id"))
        rooms = [row["name"] for row in tx.all("SELECT name FROM room WHERE NOT public_area LIMIT 99")]
    first = board(store, now()).rows[0].room
    store.close()
    shutil.copy(sample, busy)
    store = Store.open(busy)
    who = office.operator(store, by, now=now())
    running = sum(row.clock_state in ("running", "warning") for row in board(store, now()).rows)
    for room in rooms[: max(0, CLOCKS - running)]:
        form = calls.NewCall(kind="repair", room=room, caller="张伟", phone="13800000001", content="厨房漏水")
        calls.log(store, who, form, now=now())
    store.close()
    return sample, busy, by, first


def _round(groups: dict[str, dict[str, Callable[[], Sample]]], number: int, of: int) -> dict[str, Any]:
    """Every case once, its group's cases beginning with another one each time. Round 0 only warms up."""
    found: dict[str, Any] = {}
    for group, cases in groups.items():
        if group == "idle" and not 1 <= number <= IDLE_ROUNDS:
            continue
        order = list(cases)
        turn = number % len(order)
        for case in order[turn:] + order[:turn]:
            found[f"{group}/{case}"] = cases[case]()
    print(f"round {number} of {of}", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
