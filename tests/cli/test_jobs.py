"""Whole jobs played by the command line, as a script of the office would."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_a_whole_repair(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00")
    assert call == "260302000001"
    assert desk.next(call, "2026-03-02 10:01") == "issue"
    order = desk.issue(call, "2026-03-02 10:04")
    assert order == "260302500001"
    assert desk.clock(call, "arrival", "2026-03-02 10:05") == [("10:15", "running")]
    assert desk.clock(call, "first_callback", "2026-03-02 10:05") == [("10:19", "running")]
    assert desk.clock(call, "slip_return", "2026-03-02 10:05") == [("17:00", "running")]
    desk.run("order", "accept", order, "--at", "2026-03-02 10:05")
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:14")
    desk.run("callback", "record", call, "--kind", "arrival", "--answer", "there", "--at", "2026-03-02 10:18")
    finished = desk.json("order", "finish", order, "--result", "finished", "--at", "2026-03-02 10:40")
    assert finished["result"] == "finished"
    assert finished["finished_at"] == "2026-03-02T10:40:00+08:00"
    assert finished["visits"] == [
        {
            "arrived_at": "2026-03-02T10:14:00+08:00",
            "started_at": None,
            "stopped_at": "2026-03-02T10:40:00+08:00",
        }
    ]
    assert desk.missing(call) == ["customer_signature", "copies", "completion_callback"]
    returned = desk.json("order", "return", order, "--signed-by", "张三", "--at", "2026-03-02 11:00")
    assert returned["signed_by"] == "张三"
    assert {"name": "customer", "keeper": "customer", "state": "handed_on"} in returned["copies"]
    assert desk.next(call, "2026-03-02 11:01") == "callback"
    assert [each["kind"] for each in desk.json("callback", "due", "--at", "2026-03-02 11:01")] == [
        "completion"
    ]
    desk.run("close", call, "--at", "2026-03-02 11:02", code=2)
    assert "completion callback" in desk.err
    desk.run(
        "callback",
        "record",
        call,
        "--kind",
        "completion",
        "--answer",
        "satisfied",
        "--at",
        "2026-03-02 11:05",
    )
    closed = desk.json("close", call, "--at", "2026-03-02 11:10")
    assert (closed["state"], closed["missing_to_close"]) == ("closed", [])
    assert desk.json("board")["rows"] == []
    assert [line["number"] for line in desk.json("call", "list", "漏水")] == [call]


def test_a_paid_repair_is_billed_and_its_copy_goes_to_finance(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00", "--paid")
    order = desk.issue(call, "2026-03-02 10:04")
    desk.run("order", "start", order, "--at", "2026-03-02 10:15", code=2)
    desk.run("quote", "give", call, "--amount", "50", "--at", "2026-03-02 10:10")
    desk.run("quote", "agree", call, "--at", "2026-03-02 10:11")
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:14")
    desk.run("order", "finish", order, "--at", "2026-03-02 10:40")
    desk.run(
        "order", "charge", order, "--kind", "labour", "--item", "疏通", "--quantity", "1", "--price", "30"
    )
    charged = desk.json(
        "order",
        "charge",
        order,
        "--kind",
        "material",
        "--item",
        "水管",
        "--quantity",
        "1.5",
        "--price",
        "12.50",
    )
    assert (charged["labour"], charged["material"], charged["total"]) == ("30.00", "18.75", "48.75")
    desk.run("order", "return", order, "--signed-by", "张三", "--at", "2026-03-02 11:00")
    desk.run(
        "callback",
        "record",
        call,
        "--kind",
        "completion",
        "--answer",
        "basically",
        "--at",
        "2026-03-02 11:05",
    )
    assert desk.missing(call) == ["payment", "finance_copy"]
    desk.run("pay", call, "--amount", "48.75", "--to", "desk", "--at", "2026-03-02 11:06")
    desk.run("call", "fact", call, "finance.received", "--at", "2026-03-02 15:00")
    assert desk.missing(call) == []
    assert desk.json("order", "show", order)["paid"] == "48.75"
    fees = desk.json("stats", "--month", "2026-03")["fees"]
    assert fees == {"labour": "30.00", "material": "18.75", "total": "48.75", "paid": "48.75", "open": "0.00"}


def test_unfinished_and_issued_again_under_the_same_line(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00")
    order = desk.issue(call, "2026-03-02 10:04")
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:10")
    desk.run("order", "finish", order, "--result", "unfinished", "--at", "2026-03-02 10:30", code=2)
    unfinished = desk.json(
        "order", "finish", order, "--result", "unfinished", "--reason", "缺配件", "--plan", "明天更换",
        "--next-time", "2026-03-03 10:00", "--at", "2026-03-02 10:30",
    )  # fmt: skip
    assert (unfinished["result"], unfinished["unfinished_reason"], unfinished["plan"]) == (
        "unfinished",
        "缺配件",
        "明天更换",
    )
    desk.run("order", "return", order, "--signed-by", "张三", "--at", "2026-03-02 11:00")
    assert desk.next(call, "2026-03-02 11:01") == "callback"
    desk.run("callback", "record", call, "--kind", "plan", "--answer", "agreed", "--at", "2026-03-02 11:05")
    assert desk.next(call, "2026-03-02 11:06") == "issue"
    second = desk.issue(call, "2026-03-03 09:10")
    assert second == "260303500001"
    assert ("10:00", "running") in desk.clock(call, "arrival", "2026-03-03 08:00")
    shown = desk.json("call", "show", call)
    assert [each["number"] for each in shown["orders"]] == [order, second]
    desk.run("order", "finish", order, "--at", "2026-03-03 10:00", code=2)


def test_a_matter(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00", "--matter-kind", "lost_property", kind="matter")
    assert desk.clock(call, "matter_arrival", "2026-03-02 10:01") == [("10:15", "running")]
    assert desk.next(call, "2026-03-02 10:01") == "assign"
    desk.run("call", "assign", call, "--at", "2026-03-02 10:02")
    assert desk.next(call, "2026-03-02 10:03") == "await_arrival"
    answered = desk.json("call", "fact", call, "visit.answered", "--at", "2026-03-02 10:12")
    assert answered["state"] == "finished"
    assert desk.clock(call, "matter_arrival") == [("10:15", "met")]
    desk.run(
        "callback",
        "record",
        call,
        "--kind",
        "completion",
        "--answer",
        "satisfied",
        "--at",
        "2026-03-02 10:20",
    )
    assert desk.json("close", call, "--at", "2026-03-02 10:21")["state"] == "closed"
    desk.run("order", "issue", desk.log("2026-03-02 11:00", kind="matter"), "--technician", "李强", code=2)


def test_a_job_in_the_public_area_is_checked_by_the_officer(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00", "--place", "public_area", room="花园")
    order = desk.issue(call, "2026-03-02 10:04")
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:14")
    desk.run("order", "finish", order, "--at", "2026-03-02 10:40")
    desk.run("order", "return", order, "--at", "2026-03-02 11:00")
    desk.run(
        "callback",
        "record",
        call,
        "--kind",
        "completion",
        "--answer",
        "satisfied",
        "--at",
        "2026-03-02 11:05",
    )
    assert desk.missing(call) == ["officer_check"]
    assert desk.clock(call, "area_check", "2026-03-02 11:06") == [("17:30", "running")]
    desk.run("call", "fact", call, "officer.signed", "--at", "2026-03-02 15:00", by="钱前", code=2)
    desk.run("call", "fact", call, "officer.signed", "--as", "officer", "--at", "2026-03-02 15:00", by="赵敏")
    assert desk.json("close", call, "--at", "2026-03-02 15:10")["state"] == "closed"


def test_a_free_night_job(desk: Desk) -> None:
    call = desk.log("2026-03-02 23:40")
    shown = desk.json("call", "show", call)
    assert (shown["origin"], shown["post"]) == ("night", "monitoring_room")
    order = desk.issue(call, "2026-03-02 23:42")
    desk.run("order", "arrive", order, "--at", "2026-03-02 23:50")
    desk.run("order", "finish", order, "--at", "2026-03-03 00:10")
    assert desk.next(call, "2026-03-03 09:01") == "write_slip"
    desk.run("call", "fact", call, "slip.written", "--at", "2026-03-03 09:20")
    assert desk.clock(call, "slip_return", "2026-03-03 09:21") == [("17:00", "running")]
    desk.run("order", "return", order, "--at", "2026-03-03 10:00")
    desk.run(
        "callback",
        "record",
        call,
        "--kind",
        "completion",
        "--answer",
        "satisfied",
        "--at",
        "2026-03-03 10:02",
    )
    assert desk.missing(call) == ["officer_check"]
    desk.run("call", "fact", call, "officer.signed", "--as", "officer", "--at", "2026-03-03 10:05", by="赵敏")
    assert desk.json("close", call, "--at", "2026-03-03 10:06")["state"] == "closed"


def test_nobody_came(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00")
    desk.issue(call, "2026-03-02 10:04")
    (row,) = desk.json("callback", "due", "--at", "2026-03-02 10:18")
    assert (row["kind"], row["apologise"]) == ("arrival", True)
    desk.run(
        "callback", "record", call, "--kind", "arrival", "--answer", "not_there", "--promised", "2026-03-02 11:00",
        "--apologised", "--at", "2026-03-02 10:20",
    )  # fmt: skip
    assert desk.clock(call, "repeat_callback", "2026-03-02 10:21") == [("11:15", "running")]
    agreed = desk.json("appointment", "agree", call, "--for", "2026-03-02 11:00", "--at", "2026-03-02 10:21")
    assert agreed["appointment"] == "2026-03-02T11:00:00+08:00"
    assert desk.clock(call, "arrival", "2026-03-02 10:22") == [("10:15", "overdue"), ("11:00", "running")]


def test_withdrawn_and_converted_lines_keep_their_numbers(desk: Desk) -> None:
    first, second = desk.log("2026-03-02 10:00"), desk.log("2026-03-02 10:05")
    assert first in desk.err
    desk.run("call", "withdraw", second, code=2)
    withdrawn = desk.json(
        "call", "withdraw", second, "--reason", "重复", "--duplicate-of", first, "--at", "2026-03-02 10:06"
    )
    assert (withdrawn["state"], withdrawn["linked_call"]) == ("withdrawn", first)
    converted = desk.json("call", "convert", first, "--to", "matter", "--at", "2026-03-02 10:10")
    assert converted["state"] == "converted"
    following = desk.json("call", "show", converted["linked_call"])
    assert (following["kind"], following["received_at"]) == ("matter", "2026-03-02T10:00:00+08:00")
    assert desk.run("call", "list", "--numbers").split() == [first, second, following["number"]]
