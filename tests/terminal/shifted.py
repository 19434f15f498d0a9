"""The program with its clock set by a file: a night can be played in a minute, by real processes on a real register.

    python -m tests.terminal.shifted CLOCK WORDS ...

``CLOCK`` holds how many seconds the program's clock is ahead of the machine's, and may be written anew at any time:
whoever reads the clock next sees it. Nothing else of the program is touched.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from repairdesk import clock


def set_to(file: Path, moment: datetime) -> None:
    """Let every program that goes by this file show ``moment`` now, and run on from there."""
    part = file.with_suffix(".part")
    part.write_text(str((moment - datetime.now(UTC)).total_seconds()))
    part.replace(file)


def shown_by(file: Path) -> datetime:
    """What the clocks that go by this file show now."""
    ahead = timedelta(seconds=float(file.read_text()))
    return (datetime.now(UTC) + ahead).replace(microsecond=0)


def main() -> None:
    """Run the program by this clock."""
    file = Path(sys.argv.pop(1))
    clock.now = lambda: shown_by(file)
    from repairdesk.__main__ import main as program

    sys.exit(program())


if __name__ == "__main__":
    main()
