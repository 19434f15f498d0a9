"""The ledger of copies by the command line, on an office's Tuesday 31 March 2026, 18:00."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.conftest import Desk


def a_job(desk: Desk, *words: str, back: bool = True) -> tuple[str, str]:
    """A paid repair, its slip back at 11:10 or still out."""
    call = desk.log("2026-03-31 10:00", "--paid", *words)
    desk.run("quote", "give", call, "--amount", "50", "--at", "2026-03-31 10:01")
    desk.run("quote", "agree", call, "--at", "2026-03-31 10:02")
    order = desk.issue(call, "2026-03-31 10:04")
    if back:
        desk.run("order", "arrive", order, "--at", "2026-03-31 10:12")
        desk.run("order", "finish", order, "--result", "finished", "--at", "2026-03-31 11:00")
        desk.run("order", "return", order, "--signed-by", "张三", "--at", "2026-03-31 11:10")
    return call, order


def named(found: Any) -> list[tuple[str, str, str]]:
    return [(one["order"], one["name"], one["state"]) for one in found]


def test_what_is_out_late_and_due_to_whom(desk: Desk) -> None:
    _one, home = a_job(desk)
    _two, out = a_job(desk, back=False)
    assert named(desk.json("copy", "list", "--due", "finance", by="")) == [(home, "finance", "returned")]
    late = desk.json("copy", "list", "--chase", by="")
    assert named(late) == [(out, "customer", "out"), (out, "desk", "out"), (out, "finance", "out")]
    assert {name: late[2][name] for name in ("technician", "due", "overdue", "since", "goes_to", "title")} == {
        "technician": "李强", "due": "2026-03-31T17:00:00+08:00", "overdue": True, "since": "2026-03-31T10:04:00+08:00",
        "goes_to": "finance", "title": "Finance copy",
    }  # fmt: skip
    assert named(desk.json("copy", "list", "--out", by="")) == named(late)
    assert len(desk.json("copy", "list", by="")) == 4
    assert "财务联" in desk.run("copy", "list", "--chase", by="", lang="zh")
    desk.run("copy", "list", "--due", "nobody", code=2, by="")


def test_copies_are_handed_on_signed_for_and_printed(desk: Desk, tmp_path: Path) -> None:
    call, order = a_job(desk)
    made = desk.json("copy", "hand-on", "--to", "finance", "--at", "2026-03-31 12:00")
    assert {name: made[name] for name in ("number", "to", "made_at", "made_by", "signed_by", "void", "count")} == {
        "number": "2026-0001", "to": "finance", "made_at": "2026-03-31T12:00:00+08:00", "made_by": "王芳",
        "signed_by": None, "void": False, "count": 1,
    }  # fmt: skip
    assert [(one["order"], one["call"], one["title"]) for one in made["copies"]] == [
        (order, call, "Finance copy")
    ]
    assert "finance_copy" not in desk.missing(call)
    desk.run("copy", "hand-on", "--to", "finance", code=2)
    assert "Nothing lies at the desk" in desk.err
    desk.run("copy", "hand-on", order, "--to", "finance", code=2)
    assert "has gone already" in desk.err
    desk.run("copy", "hand-on", order, "--to", "engineering", code=2)
    assert desk.json("copy", "lists", "--unsigned", by="")[0]["number"] == "2026-0001"
    signed = desk.json("copy", "sign", "2026-0001", "--signed-by", "钱会计", "--at", "2026-03-31 12:30")
    assert (signed["signed_by"], signed["signed_at"]) == ("钱会计", "2026-03-31T12:30:00+08:00")
    assert desk.json("copy", "lists", "--unsigned", by="") == []
    assert desk.json("copy", "show", "2026-0001", by="") == signed
    paper = tmp_path / "list.txt"
    assert desk.json("copy", "print", "2026-0001", "--output", str(paper), by="")["pages"] == 1
    assert order in paper.read_text("utf-8")
    desk.run("copy", "print", "2026-0009", "--output", "-", code=2, by="")


def test_a_copy_is_lost_and_found(desk: Desk) -> None:
    _call, order = a_job(desk, back=False)
    lost = desk.json("copy", "lost", order, "财务联", "--reason", "淋湿了", "--at", "2026-03-31 10:30")
    one = lost[2]
    assert (one["name"], one["state"], one["reason"], one["duplicate"]) == (
        "finance",
        "lost",
        "淋湿了",
        False,
    )
    assert [(move["state"], move["at"][11:16], move["by"]) for move in one["moves"]] == [
        ("out", "10:04", "王芳"), ("lost", "10:30", "王芳"),
    ]  # fmt: skip
    assert "lost" in desk.run("copy", "list", order, by="")
    desk.run("copy", "lost", order, "finance", code=2)
    found = desk.json("copy", "found", order, "finance")
    assert found[2]["state"] == "out"
    desk.run("copy", "found", order, "finance", code=2)
    assert "Take the slip in" in desk.err
