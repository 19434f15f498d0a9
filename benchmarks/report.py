"""The figures: what is taken from the rounds, beside which floor, and which goal each has to reach."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from repairdesk.clock import now
from repairdesk.models.driver import dbapi

Round = dict[str, dict[str, Any]]
"""``{"group/case": sample}`` of one round."""
Take = Callable[[Round], float]
FRAME = 1000 / 60


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``ratio`` is to the floor; a goal is for the value or for the ratio."""

    name: str
    unit: str
    value: float
    floor: float | None
    ratio: float | None
    goal: str
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """How a figure is taken. ``most``: of the value; ``times``: of the ratio; neither: only to be known."""

    group: str
    name: str
    unit: str
    value: Take
    floor: Take | None = None
    most: float | None = None
    times: float | None = None


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1) + 0.25))]


def _of(case: str, name: str, share: float | None = None) -> Take:
    def take(each: Round) -> float:
        found = each[case][name]
        return float(found) if share is None else percentile(found, share)

    return take


def _typing() -> list[Line]:
    lines = []
    for field, title in (("content", "the words of the call"), ("find", "who calls")):
        mine = _of(f"typing/{field}", "key", 0.95)
        name = f"typed character, {title}"
        lines += [
            Line("typing", f"{name}, p50; floor: an Input beside a table", "ms",
                 _of(f"typing/{field}", "key", 0.5), _of("typing/table", "key", 0.5)),
            Line("typing", f"{name}, p95; floor: an Input beside a table", "ms",
                 mine, _of("typing/table", "key", 0.95), times=1.0),
            Line("typing", f"{name}, p95; floor: a form of Inputs", "ms",
                 mine, _of("typing/form", "key", 0.95), times=1.0),
            Line("typing", f"{name}, p95; floor: an Input and nothing else", "ms",
                 mine, _of("typing/alone", "key", 0.95)),
            Line("typing", f"{name}, p95; one frame", "ms", mine, most=FRAME),
        ]  # fmt: skip
    return lines


LINES: tuple[Line, ...] = (
    Line("start", "first useful paint of the board; floor: empty app", "ms",
         _of("start/desk", "wall"), _of("start/empty", "wall"), times=1.4),
    Line("start", "processor time until then", "ms",
         _of("start/desk", "cpu"), _of("start/empty", "cpu"), times=1.4),
    Line("start", "memory at first paint; floor: empty app", "MB",
         _of("start/desk", "rss"), _of("start/empty", "rss"), times=1.6),
    Line("start", "leaving; floor: empty app", "ms", _of("start/desk", "quit"), _of("start/empty", "quit")),
    *_typing(),
    Line("form", "F2, the first time", "ms", _of("form/desk", "first"), most=100),
    Line("form", "F2, p50", "ms", _of("form/desk", "open", 0.5), most=100),
    Line("form", "F2, p95", "ms", _of("form/desk", "open", 0.95), most=100),
    Line("form", "Esc back to the board, p95", "ms", _of("form/desk", "back", 0.95)),
    Line("down", "Down on the board, p50", "ms", _of("down/desk", "key", 0.5)),
    Line("down", "Down on the board, p95; one frame", "ms", _of("down/desk", "key", 0.95), most=FRAME),
    Line("idle", "idle with more than 30 clocks; floor: empty app", "% of a core",
         _of("idle/desk", "cpu"), _of("idle/empty", "cpu"), most=1.5),
    Line("idle", "memory then", "MB", _of("idle/desk", "rss"), _of("idle/empty", "rss")),
    Line("commit", "a call on the disk, p50; floor: the same rows by the driver", "ms",
         _of("commit/both", "desk", 0.5), _of("commit/both", "bare", 0.5), times=2.5),
    Line("commit", "a call on the disk, p95", "ms",
         _of("commit/both", "desk", 0.95), _of("commit/both", "bare", 0.95)),
    Line("command", "command: call list; floor: Python and the driver", "ms",
         _of("command/both", "list"), _of("command/both", "list_bare")),
    Line("command", "command: call log; floor: Python and the driver", "ms",
         _of("command/both", "log"), _of("command/both", "log_bare")),
    Line("stdin", "calls by call log --stdin; floor: the driver alone", "a second",
         _of("stdin/both", "desk"), _of("stdin/both", "bare")),
    Line("print", "a slip of all its copies as a PDF on the disk, p50; floor: a bare page", "ms",
         _of("print/both", "slip", 0.5), _of("print/both", "bare", 0.5)),
    Line("print", "the same, p95", "ms", _of("print/both", "slip", 0.95), most=500),
    Line("print", "300 slips in one go", "s", _of("print/both", "batch"), most=10),
    Line("press", "typed character while 300 slips are printed, p50", "ms", _of("press/desk", "key", 0.5)),
    Line("press", "typed character while 300 slips are printed, p95", "ms", _of("press/desk", "key", 0.95), most=100),
    Line("press", "300 slips through the queue to the printer meanwhile", "s", _of("press/desk", "batch")),
    Line("print", "what another thread does meanwhile, of what it does alone", "%", _of("print/both", "beside")),
)  # fmt: skip


def figures(rounds: Sequence[Round], groups: Sequence[str], syncs: float | None) -> list[Figure]:
    """The lines of the groups that were measured: medians over the rounds."""
    found = [_figure(line, rounds) for line in LINES if line.group in groups]
    if syncs is not None:
        found.append(
            Figure(
                "times a call is put on the disk (fsync)", "", syncs, None, None, "at most 1.1", syncs <= 1.1
            )
        )
    return found


def _figure(line: Line, rounds: Sequence[Round]) -> Figure:
    value = statistics.median(line.value(each) for each in rounds)
    floor = ratio = None
    if line.floor is not None:
        floor = statistics.median(line.floor(each) for each in rounds)
        ratio = statistics.median(line.value(each) / line.floor(each) for each in rounds)
    goal, reached = "", None
    if line.most is not None:
        goal, reached = f"at most {line.most:.4g} {line.unit}", value <= line.most
    elif line.times is not None and ratio is not None:
        goal, reached = f"at most x {line.times:g}", ratio <= line.times
    return Figure(line.name, line.unit, value, floor, ratio, goal, reached)


def table(found: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [("figure", "median", "floor", "ratio", "goal", ""), *(_cells(each) for each in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
             for row in rows]  # fmt: skip
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _cells(each: Figure) -> tuple[str, ...]:
    return (
        each.name,
        f"{each.value:.4g} {each.unit}".strip(),
        "" if each.floor is None else f"{each.floor:.4g}",
        "" if each.ratio is None else f"{each.ratio:.2f}",
        each.goal,
        {True: "reached", False: "NOT REACHED", None: ""}[each.reached],
    )


def stall() -> int:
    """Microseconds since the machine started in which some task waited for a processor."""
    try:
        words = Path("/proc/pressure/cpu").read_text().split()
    except OSError:
        return 0
    return int(words[4].removeprefix("total="))


def conditions(rounds: int, stalled: float) -> dict[str, object]:
    """Where and when; ``stalled`` is the share of the time in which some task waited for a processor."""
    from importlib.metadata import version

    return {
        "date": f"{now():%Y-%m-%dT%H:%M:%SZ}",
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "textual": version("textual"),
        "sqlite": dbapi.sqlite_version,
        "rounds": rounds,
        "stalled_percent": round(100 * stalled, 1),
    }


def write(file: Path, told: dict[str, object], found: Sequence[Figure], rounds: Sequence[Round]) -> None:
    """Everything as JSON: the conditions, the figures, and what every round measured."""
    document = {"conditions": told, "figures": [asdict(each) for each in found], "rounds": list(rounds)}
    file.write_text(json.dumps(document, indent=1) + "\n")
