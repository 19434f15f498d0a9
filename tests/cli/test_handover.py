"""Handing over and what the desk holds, by the command line, on an office's Tuesday 31 March 2026."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Desk
from tests.cli.test_contract import outside

BORDER = "2026-03-30T17:30:00+08:00"
CLOSING, AFTER = "2026-03-30 17:20", "2026-03-30 17:31"


@pytest.fixture
def shift(desk: Desk) -> tuple[Desk, str, str]:
    """Monday the 30th: a call with an order out, a call that nobody was sent to."""
    desk.run("staff", "add", "周夜", "--role", "operator")
    out, open_ = desk.log("2026-03-30 17:10"), desk.log("2026-03-30 17:18")
    desk.issue(out, "2026-03-30 17:15")
    return desk, out, open_


def lines(sheet: Any) -> list[tuple[int, str, str | None, str | None]]:
    return [(one["line"], one["section"], one["call"], one["accepted_by"]) for one in sheet["lines"]]


def test_a_shift_is_made_shown_accepted_and_printed(shift: tuple[Desk, str, str]) -> None:
    desk, out, open_ = shift
    made = desk.json("handover", "make", "--remark", "停水", "--at", CLOSING, by="钱前")
    assert {name: made[name] for name in ("id", "border", "from", "to", "state", "made_by", "made_at", "remark")} == {
        "id": 1, "border": BORDER, "from": "front_desk", "to": "monitoring_room", "state": "made", "made_by": "钱前",
        "made_at": "2026-03-30T17:20:00+08:00", "remark": "停水",
    }  # fmt: skip
    assert (made["accepted_at"], made["accepted_by"]) == (None, None)
    assert lines(made) == [(1, "form_out", out, None), (2, "open", open_, None)]
    first = made["lines"][0]
    assert {name: first[name] for name in ("room", "caller", "content", "next", "state", "technician", "limit")} == {
        "room": "3-1201", "caller": "张三", "content": "水管漏水", "next": "await_arrival", "state": "dispatched",
        "technician": "李强", "limit": "arrival",
    }  # fmt: skip
    assert first["due"] == "2026-03-30T17:25:00+08:00"
    assert first["received_at"] == "2026-03-30T17:10:00+08:00"
    assert desk.json("handover", "show", by="") == made
    one = desk.json("handover", "accept", "--line", "2", "--objection", "没写电话", "--at", AFTER, by="周夜")
    assert lines(one)[1] == (2, "open", open_, "周夜")
    assert (one["lines"][1]["objection"], one["lines"][1]["accepted_at"]) == (
        "没写电话",
        "2026-03-30T17:31:00+08:00",
    )
    assert (one["state"], desk.err) == ("made", "")
    end = desk.json("handover", "accept", "1", "--at", AFTER, by="周夜")
    assert (end["state"], end["accepted_by"], end["accepted_at"]) == (
        "accepted", "周夜", "2026-03-30T17:31:00+08:00",
    )  # fmt: skip
    assert "OBJECTION: 没写电话" in desk.run("handover", "print", "1", "--output", "-", by="")
    assert "异议：没写电话" in desk.run("handover", "show", "1", lang="zh", by="")


def test_an_objection_stands_on_the_call_too(shift: tuple[Desk, str, str]) -> None:
    desk, _out, call = shift
    desk.run("handover", "make", "--at", CLOSING, by="钱前")
    desk.run("handover", "accept", "--line", "2", "--objection", "没写电话", "--at", AFTER, by="周夜")
    assert "没写电话   周夜, taking over from the front desk at" in desk.run("call", "show", call)
    assert "接前台班时提出" in desk.run("call", "show", call, lang="zh")
    desk.run("handover", "make", "--at", "2026-03-30 17:40", by="钱前")
    assert desk.run("call", "show", call).count("没写电话") == 1


def test_accepting_ones_own_handover_is_warned_of_beside_the_answer(shift: tuple[Desk, str, str]) -> None:
    desk, _out, _open = shift
    desk.run("handover", "make", "--at", CLOSING, by="钱前")
    sheet = desk.json("handover", "accept", "--at", CLOSING, by="钱前")
    assert sheet["state"] == "accepted"
    assert desk.err == "The same person has handed this over. Let the next shift accept it where you can.\n"


def test_what_cannot_be_handed_over_or_accepted_is_refused_in_one_line(shift: tuple[Desk, str, str]) -> None:
    desk, _out, _open = shift
    for words, said in (
        (("accept",), "Handover: Nothing waits to be accepted."),
        (("accept", "9"), "Handover: There is no handover 9."),
        (("show", "9"), "Handover: There is no handover 9."),
        (("accept", "--objection", "x"), "Objection: Say which line is objected to."),
        (
            ("make", "--border", "2026-03-30 17:31"),
            "Change of shift: The shift does not change then. The next change is at",
        ),
        (("make", "--border", "2026-04-02 09:00"), "Change of shift: This change of shift is too far ahead."),
        (("make", "--at", "2026-04-02 09:00"), "Time: This lies ahead"),
    ):
        desk.run("handover", *words, code=2, by="钱前")
        assert desk.err.startswith(said), desk.err
        assert desk.err.count("\n") == 1
    desk.run("handover", "make", code=2, by="李强")
    assert "not for you" in desk.err
    desk.run("handover", "make", "--at", CLOSING, by="钱前")
    desk.run("handover", "accept", "--line", "3", code=2, by="周夜")
    assert desk.err.startswith("Line: The handover has no line 3.")
    desk.run("handover", "accept", by="周夜")
    desk.run("handover", "accept", "1", code=2, by="钱前")
    assert (
        desk.err
        == "Handover: 周夜 has accepted this already, at 31 Mar 2026 18:00. There is nothing to do.\n"
    )


def test_the_list_names_what_was_never_handed_over_first(shift: tuple[Desk, str, str]) -> None:
    desk, _out, _open = shift
    assert desk.json("handover", "list", by="") == []
    assert desk.run("handover", "list", by="") == "Nothing was handed over yet.\n"
    desk.run("handover", "make", "--at", CLOSING, by="钱前")
    found = desk.json("handover", "list", by="")
    assert [(one["id"], one["border"], one["state"], one["lines"], one["lines_left"]) for one in found] == [
        (None, "2026-03-31T09:00:00+08:00", "missing", 0, 0),
        (None, "2026-03-31T17:30:00+08:00", "missing", 0, 0),
        (1, BORDER, "made", 2, 2),
    ]
    assert "not handed over" in desk.run("handover", "list", by="")
    assert "未交班" in desk.run("handover", "list", by="", lang="zh")
    made = desk.json("handover", "make", "--border", "2026-03-31 09:00")
    assert (made["id"], made["border"], made["from"]) == (2, "2026-03-31T09:00:00+08:00", "monitoring_room")


def test_without_a_handover_it_is_shown_as_it_would_be_then_or_now(shift: tuple[Desk, str, str]) -> None:
    desk, out, open_ = shift
    sheet = desk.json("handover", "show", by="")
    assert (sheet["id"], sheet["state"], sheet["border"]) == (None, "draft", "2026-03-31T17:30:00+08:00")
    then = desk.json("handover", "show", "--at", "2026-03-30 17:16", by="")
    assert (then["border"], lines(then)) == (BORDER, [(1, "form_out", out, None)])
    desk.run("handover", "make", "--at", CLOSING)
    assert desk.json("handover", "show", by="")["id"] == 1
    assert desk.json("handover", "show", "--draft", by="")["state"] == "draft"
    assert {one["call"] for one in sheet["lines"]} == {out, open_}


def test_what_is_left_undone_is_asked_before(shift: tuple[Desk, str, str]) -> None:
    desk, out, _open = shift
    assert desk.run("handover", "check", "--at", "2026-03-30 17:16", by="") == "Nothing is left undone.\n"
    found = desk.json("handover", "check", by="")
    assert [(one["section"], one["call"], one["limit"]) for one in found][:1] == [
        ("form_out", out, "first_callback")
    ]
    assert out in desk.run("handover", "check", by="")


def test_it_is_printed_into_a_new_file_or_told_why_not(
    shift: tuple[Desk, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _out, _open = shift
    desk.run("handover", "make", "--at", CLOSING)
    paper = tmp_path / "sheet.txt"
    assert desk.json("handover", "print", "--output", str(paper), by="") == {
        "id": 1,
        "path": str(paper),
        "pages": 1,
    }
    assert paper.read_text("utf-8") == desk.run("handover", "print", "--output", "-", by="")
    desk.run("handover", "print", "--output", str(paper), code=2, by="")
    assert desk.err.startswith("File: ")
    monkeypatch.setenv("PATH", str(tmp_path))
    desk.run("handover", "print", code=2, by="")
    assert desk.err.startswith("Printer: This machine has no command to print with")
    (tmp_path / "lp").write_text(
        f'#!/bin/sh\nwhile IFS= read -r row; do echo "$row"; done > {tmp_path}/printed\n'
    )
    (tmp_path / "lp").chmod(0o755)
    assert desk.run("handover", "print", by="") == "Handed to the printer: 1 page.\n"
    assert (tmp_path / "printed").read_text("utf-8") == paper.read_text("utf-8")


def test_what_the_desk_holds(desk: Desk) -> None:
    assert desk.json("item", "list", by="") == []
    key = desk.json(
        "item", "add", "--kind", "key", "--content", "钥匙", "--room", "3-1202", "--at", "2026-03-30 10:00"
    )
    assert key == {
        "id": 1, "kind": "key", "content": "钥匙", "room": "3-1202", "amount": None,
        "taken_at": "2026-03-30T10:00:00+08:00", "by": "王芳", "post": "monitoring_room", "done_at": None,
        "done_by": None, "given_to": None,
    }  # fmt: skip
    assert (
        desk.json("item", "add", "--kind", "cash", "--content", "押金", "--amount", "20")["amount"] == "20.00"
    )
    for words, said in (
        (("add", "--content", "x"), "Kind: Nothing is filled in"),
        (("add", "--kind", "cash", "--content", "x"), "Amount: Nothing is filled in"),
        (("done", "9"), "Item: Nothing is held under the number 9."),
        (("done", "1", "--at", "2026-03-30 09:59"), "Time: This is before 30 Mar 2026 10:00: taken in."),
    ):
        desk.run("item", *words, code=2)
        assert desk.err.startswith(said), desk.err
    done = desk.json("item", "done", "1", "--given-to", "李四")
    assert (done["done_by"], done["given_to"]) == ("王芳", "李四")
    assert [one["id"] for one in desk.json("item", "list", by="")] == [2]
    assert [one["id"] for one in desk.json("item", "list", "--done-since", "2026-03-31 00:00", by="")] == [1]
    assert "现金" in desk.run("item", "list", by="", lang="zh")
    assert desk.run("doctor", by="") == ""


def test_of_two_programs_that_accept_one_line_at_once_one_is_refused(desk: Desk) -> None:
    for content in ("雨伞", "钥匙"):
        assert (
            outside(desk, "--by", "王芳", "item", "add", "--kind", "key", "--content", content).returncode
            == 0
        )
    assert outside(desk, "--by", "王芳", "handover", "make").returncode == 0

    def accept(name: str) -> int:
        return outside(desk, "--by", name, "handover", "accept", "1", "--line", "1").returncode

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(accept, ("王芳", "钱前"))) == [0, 2]
    assert outside(desk, "--by", "孙督", "handover", "accept", "1").returncode == 0
    sheet = desk.json("handover", "show", "1", by="")
    assert (sheet["state"], sheet["accepted_by"]) == ("accepted", "孙督")
    assert sheet["lines"][0]["accepted_by"] in ("王芳", "钱前")
    assert desk.run("doctor", by="") == ""
