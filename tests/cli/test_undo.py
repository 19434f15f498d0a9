"""``undo`` as a script uses it."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_the_last_entry_is_taken_back_and_the_call_is_as_before(desk: Desk) -> None:
    call = desk.log("2026-03-31 17:00")
    before = desk.json("call", "show", call)
    order = desk.issue(call, "2026-03-31 17:05")
    undone = desk.json("undo", "--reason", "派错了")
    assert undone == {
        "entry": undone["entry"], "action": "order.issue", "about": call, "withdrawn": [], "reason": "派错了",
    }  # fmt: skip
    after = desk.json("call", "show", call)
    assert {**after, "entry": None} == {**before, "entry": None}
    shown = desk.run("call", "show", call)
    assert "Taken back:" in shown
    assert "taken back by 王芳, monitoring room: 派错了" in shown
    assert order in shown
    assert desk.run("doctor") == ""


def test_a_call_that_was_taken_is_withdrawn(desk: Desk) -> None:
    call = desk.log("2026-03-31 17:00")
    said = desk.run("undo", "--reason", "登记错了", lang="zh")
    assert said.splitlines()[1] == f"登记 {call} 已作废。"
    assert desk.json("call", "show", call)["state"] == "withdrawn"


def test_refusals_say_what_to_do(desk: Desk) -> None:
    desk.run("undo", code=2)
    assert "Reason" in desk.err
    desk.run("undo", "--reason", "x", by="钱前", code=2)
    assert (
        desk.err == "Entry: Nothing that you entered today is left to take back. Correct the line instead.\n"
    )
    desk.run("undo", "--reason", "x", "--entry", "9999", code=2)
    assert "There is no entry 9999." in desk.err
    desk.run("undo", "--reason", "x", code=2)  # the last was the import of rooms
    assert "directories" in desk.err
