"""The power goes at any moment: every call that was acknowledged is on the disk."""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults.disk import Disk, watched
from tests.faults.office import ROOT, Office, acknowledged, call_lines, environment
from tests.needs import need

CALLS = 30
CUTS = 14


def test_what_was_acknowledged_survives_a_power_cut_at_any_moment(desk: Office, tmp_path: Path) -> None:
    need("strace")
    disk = Disk(desk.path.parent)
    events = watched(
        desk.command("call", "log", "--stdin"), call_lines("a", CALLS).encode(), tmp_path / "trace",
        cwd=ROOT, env=environment(),
    )  # fmt: skip
    said = [place for place, event in enumerate(events) if event[0] == "said"]
    assert len(said) == CALLS
    chance = random.Random(7)
    cuts = {*chance.sample(said, CUTS // 2), *chance.sample(range(len(events)), CUTS // 2), len(events) - 1}
    heard = ""
    for place, event in enumerate(events):
        heard += event[3].decode() if event[0] == "said" else ""
        disk.step(event)
        if place not in cuts:
            continue
        for how in (None, chance):
            folder = tmp_path / f"cut-{place}-{'synced' if how is None else 'torn'}"
            disk.after_a_cut(folder, how)
            found = Office(folder / desk.path.name)
            assert found.findings() == [], folder.name
            assert set(acknowledged(heard)) <= set(found.tokens()), folder.name


def test_the_simulated_disk_forgets_what_was_not_synced(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "file").write_bytes(b"old content")
    disk = Disk(folder)
    disk.step(("write", folder / "file", 0, b"new"))
    disk.after_a_cut(tmp_path / "before", None)
    disk.step(("sync", folder / "file", 0, b""))
    disk.after_a_cut(tmp_path / "after", None)
    assert (tmp_path / "before" / "file").read_bytes() == b"old content"
    assert (tmp_path / "after" / "file").read_bytes() == b"new content"
