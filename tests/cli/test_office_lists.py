"""What the office keeps and owes beside its calls, by the command line: procedures, equipment, books, duties, figures."""

from __future__ import annotations

from tests.cli.conftest import Desk


def office(bare: Desk, procedure: str) -> Desk:
    """An office by the procedure of that name, with a technician and a room."""
    bare.run("init", "--procedure", procedure, "--name", "Office", "--manager", "王芳", by="")
    bare.run("staff", "add", "李强", "--role", "technician")
    (bare.db.parent / "rooms.csv").write_text("room,resident,phone\n3-1201,张三,13800001234\n", "utf-8")
    bare.run("import", "rooms", str(bare.db.parent / "rooms.csv"))
    return bare


def test_several_procedures_are_in_use(bare: Desk) -> None:
    desk = office(bare, "property-desk")
    assert desk.json("procedure", "use", "power-hotline", "--also") == {"id": "power-hotline", "version": 1}
    shown = desk.json("procedure", "in-use", by="")
    assert [(each["id"], each["default"]) for each in shown] == [
        ("property-desk", True),
        ("power-hotline", False),
    ]
    first, second = desk.log("2026-03-02 10:00"), desk.log("2026-03-02 10:10", "--procedure", "power-hotline")
    assert [desk.json("call", "show", call)["procedure"]["id"] for call in (first, second)] == [
        "property-desk", "power-hotline",
    ]  # fmt: skip
    for name, received in (("", 2), ("property-desk", 1), ("power-hotline", 1)):
        figures = desk.json("stats", "--month", "2026-03", *(["--procedure", name] if name else []))
        assert (figures["procedure"], figures["calls"]["received"]) == (name or "property-desk", received)
    desk.run("stats", "--procedure", "grab-pool", code=2)
    desk.run("procedure", "stop", "property-desk", code=2)
    assert [each["id"] for each in desk.json("procedure", "prefer", "power-hotline")] == [
        "power-hotline",
        "property-desk",
    ]
    assert [each["id"] for each in desk.json("procedure", "stop", "property-desk")] == ["power-hotline"]
    desk.run(
        "call",
        "log",
        "--kind",
        "repair",
        "--room",
        "3-1201",
        "--content",
        "x",
        "--procedure",
        "property-desk",
        code=2,
    )
    assert desk.err.startswith("Procedure")


def test_staff_have_their_buildings_and_their_firm(bare: Desk) -> None:
    desk = office(bare, "property-desk")
    added = desk.json("staff", "add", "周工", "--role", "technician", "--area", "3, 5", "--firm", "宏达")
    assert (added["area"], added["firm"]) == ("3, 5", "宏达")
    changed = desk.json("staff", "change", "周工", "--phone", "13700000000")
    assert (changed["area"], changed["firm"], changed["phone"]) == ("3, 5", "宏达", "13700000000")
    assert desk.json("staff", "change", "周工", "--firm", "")["firm"] is None
    assert "3, 5" in desk.run("staff")


def test_equipment_with_its_calls(bare: Desk) -> None:
    desk = office(bare, "equipment")
    added = desk.json(
        "equipment", "add", "1号电梯", "--kind", "电梯", "--brand", "三洋", "--installed-on", "2015-06-01"
    )
    assert (added["kind"], added["installed_on"], added["calls"]) == ("电梯", "2015-06-01", [])
    desk.run("equipment", "add", "1号电梯", code=2)
    desk.run("equipment", "add", "2号电梯", "--installed-on", "06-01", code=2)
    assert desk.err.startswith("Installed on")
    calls = [desk.log(f"2026-03-0{day} 10:00", "--equipment", "1号电梯") for day in (2, 3, 4)]
    desk.run(
        "call", "log", "--kind", "repair", "--room", "3-1201", "--content", "x", "--equipment", "水泵", code=2
    )
    assert "水泵" in desk.err
    assert desk.json("call", "show", calls[0])["equipment"] == "1号电梯"
    (frequent,) = desk.json("equipment", "frequent", "--at", "2026-03-05 10:00")
    assert (frequent["equipment"], frequent["calls"]) == ("1号电梯", calls)
    shown = desk.json("equipment", "show", "1号电梯")
    assert (shown["by_month"], [each["call"] for each in shown["calls"]]) == ({"2026-03": 3}, calls[::-1])
    assert "2026-03: 3" in desk.run("equipment", "show", "1号电梯")
    gone = desk.json("equipment", "change", "1号电梯", "--out-of-use", "--note", "已拆")
    assert (gone["active"], gone["kind"], gone["note"]) == (False, "电梯", "已拆")
    assert desk.json("equipment", "list") == []
    assert [each["faults"] for each in desk.json("equipment", "list", "--gone")] == [3]


def test_books_and_the_deductions_that_come_of_them(bare: Desk) -> None:
    desk = office(bare, "service-clerks")
    books = {each["book"]: each for each in desk.json("book", "list")}
    assert [one["name"] for one in books["delays"]["fields"]] == ["order", "person"]
    desk.run("book", "add", "delays", "person=周工", code=2)
    assert "Order, and what happened" in desk.err
    desk.run("book", "add", "whim", "person=周工", code=2)
    line = desk.json("book", "add", "delays", "order=误工半天", "person=周工", "--at", "2026-03-05 10:00")
    assert line["fields"] == {"order": "误工半天", "person": "周工"}
    assert desk.json("book", "show", "delays") == [line]
    assert desk.json("book", "show", "delays", "--until", "2026-03-05 10:00") == []
    assert "误工半天" in desk.run("book", "show", "delays")
    (fine,) = desk.json("fines", "--month", "2026-03")
    assert (fine["fine"], fine["total"]) == ("delay", "10.00")
    assert fine["cases"] == [
        {"at": "2026-03-05T10:00:00+08:00", "about": "误工半天  周工", "amount": "10.00"}
    ]
    assert desk.json("fines", "--month", "2026-02") == []
    desk.run("fines", "--month", "2026-13", code=2)


def test_duties_are_done_once_for_each_period(bare: Desk) -> None:
    desk = office(bare, "equipment")
    owed = {each["duty"]: each for each in desk.json("duty", "list")}
    assert (owed["fault_list"]["period"], owed["fault_list"]["state"]) == ("2026-03", "warning")
    assert desk.json("duty", "done", "fault_list") == {"duty": "fault_list", "period": "2026-03"}
    desk.run("duty", "done", "fault_list", code=2)
    desk.run("duty", "done", "whim", code=2)
    assert {each["duty"]: each["state"] for each in desk.json("duty", "list")}["fault_list"] == "done"


def test_own_rates_and_answers_stand_in_the_month(bare: Desk) -> None:
    desk = office(bare, "auto-assign")
    call = desk.log("2026-03-02 10:00")
    order = desk.issue(call, "2026-03-02 10:05")
    desk.run("order", "accept", order, "--at", "2026-03-02 10:06")
    figures = desk.json("stats", "--month", "2026-03")
    assert figures["rates"]["acceptance"] == {"numerator": 1, "denominator": 1, "value": 1.0}
    assert "Accepted in time" in desk.run("stats", "--month", "2026-03")
    assert "按时接单率" in desk.run("stats", "--month", "2026-03", lang="zh")
    assert {each["field"] for each in figures["answers"]} >= {"speed", "quality", "competence"}
    desk.run("call", "field", call, "speed=4", "--at", "2026-03-02 11:00")
    answered = {each["field"]: each for each in desk.json("stats", "--month", "2026-03")["answers"]}
    assert answered["speed"] == {"field": "speed", "answers": {"4": 1}, "mean": 4.0}
    assert "mean 4.0" in desk.run("stats", "--month", "2026-03")


def test_lines_past_their_time_are_listed_and_kept(bare: Desk) -> None:
    desk = office(bare, "school-maintenance")
    call = desk.log("2026-03-02 10:00", "--field", "room_kind=office")
    order = desk.issue(call, "2026-03-02 10:05")
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:10")
    desk.run("order", "finish", order, "--at", "2026-03-02 10:40")
    desk.run("order", "return", order, "--signed-by", "张三", "--at", "2026-03-02 11:00")
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
    assert closed["keep_until"] == "2029-03-02"
    assert desk.json("retention", "list", "--at", "2029-03-02 12:00") == []
    (expired,) = desk.json("retention", "list", "--at", "2029-03-03 12:00")
    assert (expired["call"], expired["keep_until"]) == (call, "2029-03-02")
    assert "2029" in desk.run("call", "show", call)
