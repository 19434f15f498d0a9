"""Alarms by the command line, at six in the evening of 31 March 2026."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_alarms_are_listed_and_heard(desk: Desk) -> None:
    first, second = desk.log("2026-03-31 17:40"), desk.log("2026-03-31 17:50", room="3-1202")
    ringing = desk.json("alarm", "list", by="")
    assert [(one["call"], one["limit"], one["stage"]) for one in ringing] == [
        (first, "technician_named", "limit"),
        (first, "arrival", "limit"),
        (second, "technician_named", "limit"),
        (second, "arrival", "warning"),
    ]
    assert ringing[3] == {
        "call": second, "room": "3-1202", "limit": "arrival", "title": "Arrival", "stage": "warning",
        "due": "2026-03-31T18:05:00+08:00", "content": "水管漏水", "since": "2026-03-31T18:00:00+08:00",
    }  # fmt: skip
    assert desk.json("alarm", "list", lang="zh")[3]["title"] == "到场"
    shown = desk.run("alarm", "list")
    assert "about to run out" in shown
    assert "has run out" in shown
    assert desk.json("alarm", "answer", first, by="钱前") == {"heard": 2}
    assert desk.run("alarm", "answer", first) == "Nothing rings.\n"
    assert [one["call"] for one in desk.json("alarm", "list")] == [second, second]
    assert desk.run("alarm", "answer", "--all") == "Alarms heard: 2\n"
    assert desk.run("alarm", "list", by="") == "Nothing rings.\n"
    assert desk.json("alarm", "list") == []


def test_who_has_heard_what(desk: Desk) -> None:
    call = desk.log("2026-03-31 17:40")
    desk.run("alarm", "answer", call[-3:], by="钱前")
    found = desk.json("alarm", "list", "--heard", "17:30", by="")
    assert found == [
        {
            "call": call, "room": "3-1201", "limit": limit, "title": title, "stage": "limit",
            "due": f"2026-03-31T17:{due}:00+08:00", "at": "2026-03-31T18:00:00+08:00", "by": "钱前",
            "post": "monitoring_room",
        }
        for limit, title, due in (("arrival", "Arrival", "55"), ("technician_named", "Technician named", "45"))
    ]  # fmt: skip
    shown = desk.run("alarm", "list", "--heard", "17:30", lang="zh")
    assert "钱前" in shown
    assert "监控中心" in shown


def test_what_is_refused(desk: Desk) -> None:
    call = desk.log("2026-03-31 17:40")
    for words in (("answer",), ("answer", call, "--all")):
        desk.run("alarm", *words, code=2)
        assert "--all" in desk.err
    desk.run("alarm", "answer", "260331999999", code=2)
    desk.run("alarm", "answer", call, by="", code=2)
    desk.run("alarm", "answer", call, by="李强", code=2)
    desk.run("alarm", "list", "--heard", "soon", code=2)
    assert desk.err.startswith("From when:")
    assert desk.json("alarm", "list") != []
