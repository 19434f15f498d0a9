"""The collector of garbage rests while the program starts, and works again once it has: the desk runs all day."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from pathlib import Path

import repairdesk.screens

# isort: split
from repairdesk.app import DeskApp
from tests.faults.office import Office

__all__ = ["repairdesk"]


def test_a_command_collects_its_garbage(tmp_path: Path) -> None:
    code = "import gc, sys; from repairdesk.__main__ import main; main(); sys.exit(not gc.isenabled())"
    words = ["--db", str(tmp_path / "none.db"), "procedure", "list"]
    ran = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, cwd=Path(__file__).parents[1]
    )
    assert ran.returncode == 0, ran.stderr


def test_the_desk_collects_its_garbage_after_the_first_paint(tmp_path: Path) -> None:
    store = Office.set_up(tmp_path / "desk.db").open()

    async def work() -> None:
        desk = DeskApp(store)
        async with desk.run_test() as pilot:
            for _ in range(100):
                if gc.isenabled():
                    return
                await pilot.pause(0.1)
        raise AssertionError("never switched on again")

    gc.disable()
    try:
        asyncio.run(work())
    finally:
        gc.enable()
        gc.unfreeze()
        store.close()
