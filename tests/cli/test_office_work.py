"""What only some offices do on a line, by the command line: fields, endings, the pool, the code at the door, sheets."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Desk
from tests.cli.test_contract import outside

Office = Callable[[str], Desk]


@pytest.fixture
def office(bare: Desk) -> Office:
    """An office by the procedure of that name, with two technicians, a foreman, a clerk and a room."""

    def set_up(procedure: str) -> Desk:
        bare.run("init", "--procedure", procedure, "--name", "Office", "--manager", "王芳", by="")
        for name, role in (
            ("李强", "technician"),
            ("周工", "technician"),
            ("马班", "foreman"),
            ("钱前", "clerk"),
        ):
            bare.run("staff", "add", name, "--role", role)
        (bare.db.parent / "rooms.csv").write_text("room,resident,phone\n3-1201,张三,13800001234\n", "utf-8")
        bare.run("import", "rooms", str(bare.db.parent / "rooms.csv"))
        return bare

    return set_up


# --- taking a call ----------------------------------------------------------------------------------------------------


def test_a_call_with_its_properties_and_the_fields_of_the_office(office: Office) -> None:
    desk = office("power-hotline")
    call = desk.log("2026-03-02 10:00", "--area", "rural", "--scope", "internal", "--important", "--key-customer",
                    "--complaint", "--unlisted", "--field", "account=欠费", "--field", "air_switch=是")  # fmt: skip
    shown = desk.json("call", "show", call)
    assert [shown[name] for name in ("area", "scope", "important", "key_customer", "complaint", "listed")] == [
        "rural", "internal", True, True, True, False,
    ]  # fmt: skip
    assert shown["fields"] == {"account": "arrears", "air_switch": "yes"}
    assert "In arrears" in desk.run("call", "show", call)
    assert "欠费" in desk.run("call", "show", call, lang="zh")
    before = desk.run("call", "list", "--numbers")
    desk.run("call", "log", "--kind", "repair", "--room", "3-1201", "--content", "x", "--area", "far", code=2)
    assert desk.err.startswith("Area:")
    desk.run(
        "call", "log", "--kind", "repair", "--room", "3-1201", "--content", "x", "--field", "account", code=2
    )
    assert "NAME=VALUE" in desk.err
    desk.run(
        "call",
        "log",
        "--kind",
        "repair",
        "--room",
        "3-1201",
        "--content",
        "x",
        "--field",
        "colour=red",
        code=2,
    )
    assert desk.err.startswith("colour:")
    assert desk.run("call", "list", "--numbers") == before


def test_lines_of_another_program_carry_them_too(office: Office) -> None:
    desk = office("power-hotline")
    line = {
        "kind": "repair",
        "room": "3-1201",
        "caller": "张三",
        "phone": "13800001234",
        "content": "停电",
        "at": "2026-03-02 10:00",
    }
    lines = [
        {
            **line,
            "token": "a",
            "area": "rural",
            "listed": False,
            "fields": {"fuse": True, "account": "arrears"},
        },
        {**line, "token": "b", "fields": ["fuse"]},
        {**line, "token": "c", "fields": {"fuse": "perhaps"}},
    ]
    given = "\n".join(json.dumps(each, ensure_ascii=False) for each in lines)
    ran = outside(desk, "--by", "王芳", "--lang", "en", "call", "log", "--stdin", given=given.encode())
    told = ran.stdout.decode().splitlines()
    assert ran.returncode == 2, ran.stderr
    assert [each[:5] for each in told] == ["ACK a", "ERR b", "ERR c"], told
    shown = desk.json("call", "show", told[0].split()[-1])
    assert (shown["area"], shown["listed"]) == ("rural", False)
    assert shown["fields"] == {"account": "arrears", "fuse": "yes"}


def test_what_a_stage_requires_is_asked_for_there(office: Office) -> None:
    desk = office("rated-close")
    call = desk.log("2026-03-02 10:00", "--caller", "王五")
    desk.run("order", "issue", call, "--technician", "李强", "--at", "2026-03-02 10:05", code=2)
    assert "verified:" in desk.err
    filled = {"verified": "not_in_register", "verification_note": "业主的亲戚"}
    given = [f"{name}={value}" for name, value in filled.items()]
    shown = desk.json("call", "field", call, *given, "--at", "2026-03-02 10:05")
    assert shown["fields"] == filled
    order = desk.json("order", "issue", call, "--technician", "李强", "--at", "2026-03-02 10:06")["number"]
    desk.run("order", "field", call, "verified=", "--at", "2026-03-02 10:07", code=2)
    assert desk.err.startswith("Work order")
    assert desk.json("order", "show", order)["fields"] == {}


# --- how it ends ------------------------------------------------------------------------------------------------------


def test_a_line_ends_as_the_procedure_knows(office: Office) -> None:
    desk = office("power-hotline")
    call = desk.log("2026-03-02 10:00")
    assert desk.json("call", "show", call)["endings"] == []
    desk.run("call", "end", call, "--as", "arrears", "--at", "2026-03-02 10:05", code=2)
    assert "may not end so" in desk.err
    desk.run("call", "field", call, "account=arrears", "--at", "2026-03-02 10:06")
    assert desk.json("call", "show", call)["endings"] == ["arrears"]
    desk.run("call", "end", call, "--as", "whim", "--at", "2026-03-02 10:07", code=2)
    assert "arrears (" in desk.err
    ended = desk.json(
        "call", "end", call, "--as", "arrears", "--reason", "已告知", "--at", "2026-03-02 10:07"
    )
    assert (ended["state"], ended["ending"], ended["reason"]) == ("closed", "arrears", "已告知")
    assert ended["keep_until"] == "forever"


def test_what_cannot_be_finished_goes_on_as_a_sheet(office: Office) -> None:
    desk = office("follow-up-sheets")
    call = desk.log("2026-03-02 10:00")
    order = desk.issue(call, "2026-03-02 10:05")
    desk.run(
        "order", "finish", order, "--result", "unfinished", "--reason", "缺配件", "--at", "2026-03-02 11:00"
    )
    old = desk.json("call", "convert", call, "--to", "follow_up", "--tracker", "钱前", "--reason", "缺配件",
                    "--state", "等货", "--at", "2026-03-02 11:10")  # fmt: skip
    sheet = old["linked_call"]
    assert old["state"] == "converted"
    (row,) = desk.json("follow-up", "list")
    assert (row["call"], row["before"], row["tracker"]) == (sheet, call, "钱前")
    assert row["clock"].keys() == {"limit", "due", "state"}
    noted = desk.json("follow-up", "note", sheet, "--content", "货已订", "--at", "2026-03-02 12:00")
    assert noted["kind"] == "follow_up"
    assert [each["content"] for each in desk.json("follow-up", "show", sheet)] == ["货已订"]
    desk.run("follow-up", "check", sheet, "--as", "leader", "--at", "2026-03-02 13:00", by="钱前", code=2)
    desk.run("follow-up", "check", sheet, "--as", "leader", "--at", "2026-03-02 13:00", by="马班")
    assert desk.json("follow-up", "track", sheet, "--tracker", "王芳")["fields"]["tracker"] == "王芳"
    desk.run("follow-up", "finish", sheet, "--at", "2026-03-03 09:00", code=2)
    finished = desk.json("follow-up", "finish", sheet, "--result", "已换", "--at", "2026-03-03 09:00")
    assert finished["state"] == "finished"
    desk.run("follow-up", "note", call, "--content", "x", code=2)
    assert "Call:" in desk.err


# --- orders -----------------------------------------------------------------------------------------------------------


def test_an_order_is_offered_taken_and_given_back(office: Office) -> None:
    desk = office("grab-pool")
    call = desk.log("2026-03-02 10:00")
    assert desk.json("order", "pool", call, "--at", "2026-03-02 10:01")["orders"] == []
    first = desk.json("order", "take", call, "--at", "2026-03-02 10:02", by="李强")
    assert (first["technician"], first["accepted_at"]) == ("李强", "2026-03-02T10:02:00+08:00")
    desk.run("order", "take", call, "--at", "2026-03-02 10:03", by="周工", code=2)
    desk.run("order", "give-back", first["number"], "--reason", "有事", "--at", "2026-03-02 10:04", by="李强")
    second = desk.json("order", "take", first["number"], "--at", "2026-03-02 10:05", by="周工")
    assert (second["call"], second["technician"]) == (call, "周工")
    assert second["number"] != first["number"]


def test_the_code_at_the_door_is_for_the_desk_and_the_customer(office: Office) -> None:
    desk = office("grab-pool")
    call = desk.log("2026-03-02 10:00")
    code = desk.json("call", "show", call, by="钱前")["visit_code"]
    assert len(code) == 6
    assert code in desk.run("call", "show", call, by="钱前")
    for nobody in ("", "李强"):
        assert desk.json("call", "show", call, by=nobody)["visit_code"] is None
        assert code not in desk.run("call", "show", call, by=nobody)
    desk.run("order", "pool", call, "--at", "2026-03-02 10:01")
    order = desk.json("order", "take", call, "--at", "2026-03-02 10:02", by="李强")["number"]
    wrong = "000000" if code != "000000" else "000001"
    desk.run("order", "verify", order, "--at", "2026-03-02 10:20", by="李强", code=2)
    desk.run("order", "arrive", order, "--code", wrong, "--at", "2026-03-02 10:20", by="李强", code=2)
    desk.run("order", "arrive", order, "--verified-by", "钱前", "--at", "2026-03-02 10:20", by="李强", code=2)
    arrived = desk.json("order", "arrive", order, "--code", code, "--at", "2026-03-02 10:20", by="李强")
    assert arrived["fields"] == {"visit_verified": "code"}
    assert code not in json.dumps(arrived)


def test_a_form_has_its_own_number_and_work_its_times(office: Office) -> None:
    desk = office("numbered-slip")
    orders = [desk.issue(desk.log(f"2026-03-02 1{n}:00"), f"2026-03-02 1{n}:05") for n in (0, 1)]
    first, second = (desk.json("order", "show", order) for order in orders)
    assert first["form"] == second["form"] is not None
    assert int(second["form_number"][-5:]) == int(first["form_number"][-5:]) + 1
    charged = desk.json("order", "charge", orders[0], "--kind", "labour", "--item", "疏通", "--price", "30",
                        "--minutes", "30", "--from", "2026-03-02 10:10", "--to", "2026-03-02 10:40",
                        "--at", "2026-03-02 11:00")  # fmt: skip
    (line,) = charged["charges"]
    assert (line["from"], line["to"]) == ("2026-03-02T10:10:00+08:00", "2026-03-02T10:40:00+08:00")
    desk.run("order", "charge", orders[0], "--kind", "labour", "--item", "疏通", "--price", "30",
             "--from", "2026-03-02 10:10", "--at", "2026-03-02 11:00", code=2)  # fmt: skip
    assert desk.err.startswith("Ended")


def test_a_message_hands_an_order_on(office: Office) -> None:
    desk = office("sms-transfer")
    for name in ("员工甲", "员工乙"):
        desk.run("staff", "add", name, "--role", "technician")
    call = desk.log("2026-03-02 10:00")
    order = desk.json("order", "issue", call, "--technician", "员工甲", "--at", "2026-03-02 10:05")["number"]
    message = "ZP#信息技术中心-业务维护室-OA维护组-miyonglin#请处理"
    desk.run("transfer", message, "--by", "miyonglin", "--at", "2026-03-02 10:10", code=2)
    assert len(desk.err.splitlines()) == 1
    desk.run("transfer", "ZP#nobody", "--by", "HELIJIA", "--at", "2026-03-02 10:10", code=2)
    assert len(desk.err.splitlines()) == 1
    told = desk.run("transfer", message, "--by", "helijia", "--at", "2026-03-02 10:10", by="")
    assert told == f"Order {order} was handed on to 信息技术中心-业务维护室-OA维护组-miyonglin.\n"
    shown = desk.json("order", "show", order)
    assert shown["handed_to"] == "信息技术中心-业务维护室-OA维护组-miyonglin"
    taken = desk.json("order", "take", order, "--at", "2026-03-02 10:20", by="员工乙")
    assert (taken["technician"], taken["handed_to"]) == ("员工乙", None)
    moved = desk.json(
        "order",
        "move",
        order,
        "--to",
        "员工甲",
        "--opinion",
        "还给你",
        "--at",
        "2026-03-02 10:30",
        by="员工乙",
    )
    assert moved["handed_to"] == "员工甲"


def test_a_full_crew_and_the_booking_hours_need_a_special_case(office: Office) -> None:
    desk = office("grab-pool")
    full = ("crew", "full", "--until", "2026-03-04 09:00", "--at", "2026-03-02 09:30")
    desk.run(*full, code=2)
    (declared,) = desk.json(*full, "--said-by", "马班") and desk.json(
        "crew", "list", "--at", "2026-03-02 10:00"
    )
    assert (declared["trade"], declared["said_by"]) == (None, "马班")
    said = ("call", "log", "--kind", "repair", "--room", "3-1201", "--caller", "张三", "--content", "灯", "--at",
            "2026-03-02 10:00", "--appointment", "2026-03-03 10:00")  # fmt: skip
    desk.run(*said, code=2)
    assert desk.err.startswith("Appointment")
    desk.run(*said, "--special")
    assert desk.json("crew", "free", "--at", "2026-03-02 11:00") == []
    desk.run(*said[:-4], "--at", "2026-03-02 12:00", "--appointment", "2026-03-03 10:00")
