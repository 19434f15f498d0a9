"""An office to drive by the command line, in this process because that is fast."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from repairdesk import clock, text
from repairdesk.cli import start

NOW = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
ROOMS = "room,resident,phone\n3-1201,张三,13800001234\n3-1202,李四,13900005678\n花园,,\n"


@dataclass
class Desk:
    """The program on one database, as a script uses it."""

    db: Path
    captured: Callable[[], Any]
    err: str = ""

    def run(self, *words: str, code: int = 0, by: str = "王芳", lang: str = "en") -> str:
        """What the command prints; its exit status must be ``code``."""
        self.captured()
        status = start.run(["--db", str(self.db), "--lang", lang, *(["--by", by] if by else []), *words])
        out = self.captured()
        self.err = out.err
        assert status == code, (status, out.out, out.err)
        return str(out.out)

    def json(self, *words: str, **more: Any) -> Any:
        """The JSON document that the command answers with."""
        return json.loads(self.run(*words, "--json", **more))

    def log(self, at: str, *words: str, kind: str = "repair", room: str = "3-1201") -> str:
        """The number of a new call."""
        given = [
            "--kind",
            kind,
            "--room",
            room,
            "--caller",
            "张三",
            "--phone",
            "13800001234",
            "--content",
            "水管漏水",
        ]
        return str(self.json("call", "log", *given, "--at", at, *words)["number"])

    def issue(self, call: str, at: str) -> str:
        """The number of a new order to Li Qiang."""
        return str(self.json("order", "issue", call, "--technician", "李强", "--at", at)["number"])

    def missing(self, call: str, at: str | None = None) -> list[str]:
        """What bars the strike-off."""
        shown = self.json("call", "show", call, *(["--at", at] if at else []))
        return [each["code"] for each in shown["missing_to_close"]]

    def next(self, call: str, at: str) -> str:
        """The next action on the board as it stood then."""
        rows = self.json("board", "--at", at)["rows"]
        return next((row["next"] for row in rows if row["call"] == call), "gone")

    def clock(self, call: str, limit: str, at: str | None = None) -> list[tuple[str, str]]:
        """Due time (of the day) and state of the clocks of a limit."""
        shown = self.json("call", "show", call, *(["--at", at] if at else []))
        return [(each["due"][11:16], each["state"]) for each in shown["clocks"] if each["limit"] == limit]


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk without a database."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(text, "_chosen", "en")
    return Desk(tmp_path / "desk.db", capsys.readouterr)


@pytest.fixture
def desk(bare: Desk, tmp_path: Path) -> Desk:
    """An office with a few people and rooms."""
    bare.run("init", "--procedure", "property-desk", "--name", "Office", "--manager", "王芳", by="")
    people = (("李强", "technician"), ("赵敏", "officer"), ("钱前", "clerk"), ("孙督", "supervisor"))
    for name, role in people:
        bare.run("staff", "add", name, "--role", role)
    (tmp_path / "rooms.csv").write_text(ROOMS, encoding="utf-8")
    bare.run("import", "rooms", str(tmp_path / "rooms.csv"))
    return bare
