"""A call that may wait, by the command line."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_it_waits_for_the_opening_or_for_the_time_named(desk: Desk) -> None:
    call = desk.log("2026-03-02 22:03")
    waits = desk.json("call", "wait", call, "--at", "2026-03-02 22:05")
    assert waits["appointment"] == "2026-03-03T09:15:00+08:00"
    assert desk.clock(call, "arrival", "2026-03-03 08:00") == [("22:18", "replaced"), ("09:15", "running")]
    waits = desk.json("call", "wait", call, "--until", "2026-03-03 14:00", "--at", "2026-03-02 22:10")
    assert waits["appointment"] == "2026-03-03T14:00:00+08:00"


def test_not_for_a_time_that_is_over(desk: Desk) -> None:
    call = desk.log("2026-03-02 22:03")
    desk.run("call", "wait", call, "--until", "2026-03-02 21:00", "--at", "2026-03-02 22:05", code=2)
    assert "22:05" in desk.err
