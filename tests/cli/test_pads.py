"""Pads of slips by the command line."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_a_pad_is_taken_in_used_spoiled_and_closed(desk: Desk) -> None:
    (made,) = desk.json("pad", "add", "A0001", "A0050", "--keeper", "王芳", "--at", "2026-03-31 09:00")
    assert {name: made[name] for name in ("id", "first", "last", "next", "left", "keeper", "got_at", "missing")} == {
        "id": 1, "first": "A0001", "last": "A0050", "next": "A0001", "left": 50, "keeper": "王芳",
        "got_at": "2026-03-31T09:00:00+08:00", "missing": [],
    }  # fmt: skip
    order = desk.issue(desk.log("2026-03-31 10:00"), "2026-03-31 10:04")
    assert desk.json("order", "show", order, by="")["form_number"] == "A0001"
    call = desk.log("2026-03-31 10:10")
    typed = desk.json(
        "order", "issue", call, "--technician", "李强", "--form-number", "A0004", "--at", "2026-03-31 10:14"
    )
    assert typed["form_number"] == "A0004"
    (one,) = desk.json("pad", "spoil", "A0002", "--reason", "写坏了")
    assert (one["used"], one["missing"], one["next"]) == (
        {"A0001": order, "A0004": typed["number"]},
        ["A0003"],
        "A0005",
    )
    assert [(each["number"], each["reason"], each["by"]) for each in one["spoiled"]] == [
        ("A0002", "写坏了", "王芳")
    ]
    assert desk.json("order", "renumber", typed["number"], "A0003")["form_number"] == "A0003"
    desk.run("pad", "spoil", "A0003", "--reason", "写坏了", code=2)
    assert typed["number"] in desk.err
    assert "A0001-A0050" in desk.run("pad", "list", by="", lang="zh")
    desk.run("pad", "close", "1")
    assert desk.json("pad", "list", by="") == []
    assert desk.json("pad", "list", "--closed", by="")[0]["next"] is None
