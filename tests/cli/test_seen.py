"""``--seen N``: what was decided on an old state of a call is refused, and says who was there first."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_what_others_have_changed_since_is_not_saved_over(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00")
    other = desk.log("2026-03-02 10:00", room="3-1202")
    seen = desk.json("call", "show", call)["entry"]
    desk.run("call", "fact", other, "note.written", "--remark", "elsewhere", "--at", "2026-03-02 10:01")
    first = ("call", "fact", call, "note.written", "--at", "2026-03-02 10:02")
    desk.run("--seen", str(seen), *first, "--remark", "first")
    refused = desk.run("--seen", str(seen), *first, "--remark", "second", code=2)
    assert refused == ""
    assert f"王芳 (monitoring room) has changed call {call} since you looked" in desk.err
    shown = desk.run("call", "show", call)
    assert "first" in shown
    assert "second" not in shown
    seen = desk.json("call", "show", call)["entry"]
    desk.run("--seen", str(seen), *first, "--remark", "second")


def test_a_step_of_its_order_is_a_change_of_the_call_however_it_was_named(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00")
    order = desk.issue(call, "2026-03-02 10:04")
    seen = str(desk.json("call", "show", call)["entry"])
    desk.run("order", "accept", order[-4:], "--at", "2026-03-02 10:05")
    desk.run("--seen", seen, "order", "arrive", order, "--at", "2026-03-02 10:14", code=2)
    seen = str(desk.json("call", "show", call)["entry"])
    desk.run("call", "correct", call[-4:], "--content", "x", "--reason", "y")
    desk.run("--seen", seen, "order", "arrive", order, "--at", "2026-03-02 10:14", code=2)
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:14")


def test_an_entry_is_a_whole_number(desk: Desk) -> None:
    desk.run("--seen", "x", "call", "list", code=2)
    assert "This is no whole number" in desk.err
    desk.run("--seen", "3", "call", "list")
