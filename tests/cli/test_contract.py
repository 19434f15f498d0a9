"""What stays stable from outside: exit statuses, answers, options, files."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Desk

ROOT = Path(__file__).resolve().parents[2]


def digest(desk: Desk) -> str:
    """What the register says, as one number (read through the program: the file belongs to it)."""
    whole = [
        desk.run("call", "list", "--json"),
        desk.run("staff", "list", "--json"),
        desk.run("stats", "--json"),
    ]
    return hashlib.sha256("".join(whole).encode()).hexdigest()


def outside(
    desk: Desk, *words: str, given: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The program as a process of its own."""
    command = [sys.executable, "-m", "repairdesk", "--db", str(desk.db), *words]
    env = {**os.environ, **environment}
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, env=env, timeout=60)


def test_reading_needs_nobody_and_writing_somebody(desk: Desk) -> None:
    desk.run("board", by="")
    desk.run("call", "log", "--kind", "repair", by="", code=2)
    assert "--by" in desk.err
    desk.run("call", "log", "--kind", "repair", "--room", "3-1201", "--content", "x", by="无名", code=2)
    assert "无名" in desk.err


def test_what_a_role_may_not_do_is_refused(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00")
    desk.run("order", "issue", call, "--technician", "李强", by="李强", code=2)
    desk.run("staff", "add", "新人", "--role", "clerk", by="钱前", code=2)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("call", "log", "--kind", "repair", "--room", "9-9", "--caller", "a", "--phone", "13800001234", "--content", "x"), "Room"),
        (("call", "log", "--kind", "repair", "--room", "3-1201", "--caller", "a", "--phone", "abc", "--content", "x"), "Telephone"),
        (("call", "log", "--kind", "repair", "--room", "3-1201", "--caller", "a", "--phone", "13800001234", "--content", "x" * 10_000), "Content"),
        (("call", "log", "--kind", "repair", "--room", "3-1201", "--caller", "a", "--phone", "13800001234", "--content", "\x1b[2J"), "Content"),
        (("call", "log", "--kind", "whim", "--room", "3-1201", "--caller", "a", "--phone", "13800001234", "--content", "x"), "Kind"),
        (("call", "log", "--kind", "repair", "--at", "2099-01-01 10:00", "--room", "3-1201", "--caller", "a", "--phone", "13800001234", "--content", "x"), "Time"),
        (("call", "log", "--kind", "repair", "--at", "10:00", "--content", "x"), "Time"),
        (("call", "show", "260302000009"), "Call"),
        (("order", "show", "x"), "Work order"),
        (("stats", "--month", "2026-13"), "Month"),
        (("procedure", "use", "nowhere"), "Procedure"),
        (("import", "rooms", "nowhere.csv"), "nowhere.csv"),
        (("bogus",), "bogus"),
        (("call", "bogus"), "bogus"),
        (("call", "show"), "CALL"),
        (("call", "show", "1", "--bogus"), "--bogus"),
        (("call", "list", "--limit", "x"), "limit"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_one_message_and_changes_nothing(
    desk: Desk, words: tuple[str, ...], named: str
) -> None:
    before = digest(desk)
    assert desk.run(*words, code=2) == ""
    assert named in desk.err
    assert len(desk.err.splitlines()) == 1
    assert digest(desk) == before


def test_a_time_before_what_it_follows_is_refused(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00")
    order = desk.issue(call, "2026-03-02 10:04")
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:03", code=2)
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:10")
    desk.run("order", "finish", order, "--at", "2026-03-02 10:09", code=2)
    desk.run("order", "charge", order, "--kind", "labour", "--item", "a", "--price", "-1", code=2)
    assert desk.err.startswith("Price")


def test_the_same_token_is_the_same_call(desk: Desk) -> None:
    first = desk.log("2026-03-02 10:00", "--token", "a1")
    assert desk.log("2026-03-02 11:00", "--token", "a1") == first
    assert desk.run("call", "list", "--tokens") == "a1\n"
    assert desk.run("call", "list", "--numbers") == f"{first}\n"


def test_numbers_may_be_full_width_or_the_end_of_one(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00")
    assert desk.json("call", "show", "２６０３０２０００００１")["number"] == call
    assert desk.json("call", "show", "000001")["number"] == call
    desk.log("2026-03-03 10:00")
    desk.run("call", "show", "000001", code=2)
    assert call in desk.err


def test_money_and_times_are_written_as_the_contract_says(desk: Desk) -> None:
    call = desk.log("2026-03-02 10:00", "--urgency", "urgent", "--appointment", "2026-03-02 15:00")
    shown = desk.json("call", "show", call)
    wanted = {
        "number", "kind", "state", "received_at", "entered_at", "post", "origin", "channel", "room", "place",
        "place_detail", "caller", "phone", "content", "urgency", "procedure", "appointment", "orders", "callbacks",
        "clocks", "missing_to_close",
    }  # fmt: skip
    assert wanted <= shown.keys()
    assert shown["received_at"] == "2026-03-02T10:00:00+08:00"
    assert shown["entered_at"] == "2026-03-31T18:00:00+08:00"
    assert shown["procedure"] == {"id": "property-desk", "version": 1}
    (arrival,) = (clock for clock in shown["clocks"] if clock["limit"] == "arrival")
    assert arrival.keys() == {"limit", "from", "due", "met_at", "state", "rule"}
    assert arrival["due"] == "2026-03-02T15:00:00+08:00"
    (row,) = desk.json("board", "--at", "2026-03-02 14:00")["rows"]
    assert row["clock"] == {
        "limit": "arrival", "due": "2026-03-02T15:00:00+08:00", "seconds_left": 3600, "state": "warning",
    }  # fmt: skip
    desk.run("call", "show", call, "--at", "2026-03-02 09:59", code=2)


@pytest.mark.parametrize(
    ("what", "table", "named"),
    [
        ("rooms", "room,resident,phone\n5-1,王五,13700000000\n5-2,赵六,not a number\n", "Row 3"),
        ("rooms", "resident,phone\n王五,13700000000\n", "room"),
        ("residents", "room,resident\n9-9,王五\n", "Row 2"),
        ("staff", "name,role\n王五,king\n", "Row 2"),
        ("prices", "item,unit,price\n换灯,个,-3\n", "Row 2"),
        ("register", "received_at,room,content\n2026-02-30 10:00,5-1,灯\n", "Row 2"),
    ],
)
def test_a_bad_table_changes_nothing(desk: Desk, tmp_path: Path, what: str, table: str, named: str) -> None:
    before = digest(desk)
    (tmp_path / "bad.csv").write_text(table, encoding="utf-8")
    desk.run("import", what, str(tmp_path / "bad.csv"), code=2)
    assert named in desk.err
    assert digest(desk) == before
    desk.run("call", "log", "--kind", "repair", "--room", "5-1", "--content", "x", code=2)


def test_tables_in_chinese_and_in_gb18030(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_bytes("电话,业主,备注,房号\n13700000000,欧阳龘,x,5-1\n".encode("gb18030"))
    assert desk.json("import", "rooms", str(tmp_path / "rooms.csv")) == {"rows": 1, "added": 2}
    assert desk.json("import", "rooms", str(tmp_path / "rooms.csv")) == {"rows": 1, "added": 0}
    (tmp_path / "staff.csv").write_text(
        "姓名,岗位,工种,电话\n周工,维修员,水电,13600000000\n李强,领班,,\n", encoding="utf-8-sig"
    )
    assert desk.json("import", "staff", str(tmp_path / "staff.csv")) == {"rows": 2, "added": 1}
    roles = {each["name"]: each["role"] for each in desk.json("staff", "list")}
    assert desk.json("staff", by="") == desk.json("staff", "list")
    assert (roles["周工"], roles["李强"]) == ("technician", "foreman")
    (tmp_path / "prices.csv").write_text(
        "项目,单位,价格,有偿,生效日期\n换灯,个,５,是,2026/1/1\n", encoding="utf-8"
    )
    assert desk.json("import", "prices", str(tmp_path / "prices.csv"))["added"] == 1


def test_the_register_goes_out_and_comes_back(desk: Desk, tmp_path: Path) -> None:
    call = desk.log("2026-03-02 10:00", "--place-detail", "=1+1")
    order = desk.issue(call, "2026-03-02 10:04")
    desk.run("order", "arrive", order, "--at", "2026-03-02 10:14")
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
    desk.run("close", call, "--at", "2026-03-02 11:10")
    desk.run("call", "withdraw", desk.log("2026-03-02 12:00"), "--reason", "打错", "--at", "2026-03-02 12:05")
    file = tmp_path / "register.csv"
    assert desk.json("export", "register", str(file))["calls"] == 2
    assert "'=1+1" in file.read_text(encoding="utf-8")
    desk.run("export", "register", str(file), code=2)
    desk.db = tmp_path / "second.db"
    desk.run("init", "--name", "Second", "--manager", "王芳", by="")
    desk.run("staff", "add", "李强", "--role", "technician")
    assert desk.json("import", "register", str(file)) == {"rows": 2, "added": 2}
    assert desk.json("import", "register", str(file)) == {"rows": 2, "added": 0}
    assert [line["state"] for line in desk.json("call", "list")] == ["withdrawn", "closed"]
    assert desk.json("call", "show", "000001")["place_detail"] == "=1+1"
    rates = desk.json("stats", "--month", "2026-03")["rates"]
    assert rates["timeliness"] == {"numerator": 1, "denominator": 1, "value": 1.0}
    desk.run("doctor")


def test_calls_from_the_input(desk: Desk) -> None:
    lines = [
        {"kind": "repair", "room": "3-1201", "caller": "张三", "phone": "13800001234", "content": "灯", "token": "a", "at": "2026-03-02 10:00"},
        {"kind": "repair", "room": "9-9", "caller": "张三", "phone": "13800001234", "content": "灯", "token": "b"},
        {"kind": "repair", "room": "3-1201", "content": "灯", "token": "c d"},
        {"kind": "repair", "room": "3-1201", "colour": "red", "token": "e"},
        {"kind": "repair", "room": "3-1201", "caller": "张三", "phone": 13800001234, "content": "灯", "token": "a"},
        {"kind": "repair", "room": "3-1202", "caller": "李四", "phone": "13900005678", "content": "门", "token": "f", "paid": True, "at": "2026-03-02 10:05"},
    ]  # fmt: skip
    given = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\nnot json\n[]\n"
    ran = outside(
        desk, "--lang", "en", "--by", "王芳", "call", "log", "--stdin", given=given.encode(), LC_ALL="C"
    )
    told = ran.stdout.decode().splitlines()
    assert ran.returncode == 2, ran.stderr.decode()
    assert [line.split(" ")[:2] for line in told] == [
        ["ACK", "a"], ["ERR", "b"], ["ERR", "-"], ["ERR", "e"], ["ACK", "a"], ["ACK", "f"], ["ERR", "-"], ["ERR", "-"],
    ]  # fmt: skip
    assert told[0] == "ACK a 260302000001" == told[4]
    assert "9-9" in told[1]
    assert desk.run("call", "list", "--tokens").split() == ["a", "f"]


def test_every_line_is_acknowledged_before_the_next_is_read(desk: Desk) -> None:
    command = [
        sys.executable,
        "-m",
        "repairdesk",
        "--db",
        str(desk.db),
        "--by",
        "王芳",
        "call",
        "log",
        "--stdin",
    ]
    line = {"kind": "repair", "room": "3-1201", "caller": "张三", "phone": "13800001234", "content": "灯"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as feed:
        assert feed.stdin is not None
        assert feed.stdout is not None
        for token in ("a", "b", "c"):
            feed.stdin.write(json.dumps({**line, "token": token}).encode() + b"\n")
            feed.stdin.flush()
            assert feed.stdout.readline().startswith(f"ACK {token} ".encode())
            assert desk.run("call", "list", "--tokens").split()[-1] == token
        feed.stdin.close()
        assert feed.wait(30) == 0


def test_a_foreign_a_missing_and_a_taken_file(desk: Desk, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(b"not a database, but a diary of mine" * 100)
    before = foreign.read_bytes()
    desk.run("init", "--name", "Again", code=2)
    desk.db = foreign
    desk.run("board", code=3)
    desk.run("init", "--name", "Over it", code=2)
    desk.run("doctor", code=3)
    assert foreign.read_bytes() == before
    desk.db = tmp_path / "nowhere.db"
    desk.run("board", code=3)
    assert not desk.db.exists()


def test_backup_doctor_and_restore(desk: Desk, tmp_path: Path) -> None:
    call = desk.log("2026-03-02 10:00")
    assert desk.run("doctor") == ""
    assert desk.json("doctor") == []
    copy = tmp_path / "copy.db"
    desk.run("backup", str(copy))
    assert copy.stat().st_mode & 0o077 == 0
    desk.log("2026-03-02 11:00")
    desk.run("restore", str(copy))
    assert desk.run("call", "list", "--numbers").split() == [call]
    assert desk.run("doctor") == ""


def test_the_worked_cases_need_no_database(bare: Desk) -> None:
    cases = sorted((ROOT / "tests" / "cases").glob("*.toml"))
    answered = bare.json("procedure", "check", *map(str, cases), by="")
    assert (answered["failed"], answered["passed"]) == (0, len(answered["cases"]))
    assert not bare.db.exists()


CASE = """
[[case]]
name = "late"
now = "2026-03-02 10:16"
events = [{ at = "2026-03-02 10:00", what = "call.received" }]
expect.clocks = [{ limit = "arrival", due = "2026-03-02 10:15", state = "running" }]
"""


def test_a_case_that_fails_shows_expected_and_found(bare: Desk, tmp_path: Path) -> None:
    file = tmp_path / "cases.toml"
    file.write_text(CASE, encoding="utf-8")
    shown = bare.run("procedure", "check", str(file), code=1)
    assert "FAILED  late" in shown
    assert "state running" in shown
    assert "state overdue" in shown
    (case,) = bare.json("procedure", "check", str(file), code=1)["cases"]
    assert (case["passed"], case["procedure"]) == (False, "property-desk")
    assert case["found"]["clocks"] == [{"limit": "arrival", "due": "2026-03-02 10:15:00", "state": "overdue"}]


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('limit = "arrival"', 'limit = "arival"', "late"),
        ("call.received", "call.taken", "events[1].what"),
        ("name =", "title =", "title"),
        ("[[case]]", 'procedure = "nowhere"\n[[case]]', "nowhere"),
        ("[[case]]", "[[case", "TOML"),
        ("[[case]]", f"a = {'[' * 20_000}", "TOML"),
    ],
)
def test_a_faulty_case_is_named(bare: Desk, tmp_path: Path, old: str, new: str, named: str) -> None:
    file = tmp_path / "cases.toml"
    file.write_text(CASE.replace(old, new), encoding="utf-8")
    bare.run("procedure", "check", str(file), code=2)
    assert "cases.toml" in bare.err
    assert named in bare.err


def test_an_office_edits_its_own_procedure(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.log("2026-03-02 10:00")
    monkeypatch.chdir(tmp_path)
    desk.run("procedure", "new", "ours")
    own = tmp_path / "ours.toml"
    own.write_text(own.read_text(encoding="utf-8").replace("after = 15", "after = 20", 1), encoding="utf-8")
    assert desk.json("procedure", "use", "./ours.toml") == {"id": "ours", "version": 1}
    after = desk.log("2026-03-02 10:00")
    assert desk.clock(before, "arrival") == [("10:15", "overdue")]
    assert desk.clock(after, "arrival") == [("10:20", "overdue")]


def test_help_speaks_both_languages(bare: Desk) -> None:
    for words in (("--help",), ("call", "--help"), ("call", "log", "--help"), ("pay", "--help")):
        assert "Usage: " in bare.run(*words, lang="en")
        chinese = bare.run(*words, lang="zh")
        assert "用法：" in chinese
        assert "选项" in chinese
        assert "Show" not in chinese
    bare.run("--version")


def test_output_is_utf8_and_quiet_about_a_reader_that_left(desk: Desk) -> None:
    desk.log("2026-03-02 10:00")
    ran = outside(desk, "call", "list", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", LANG="")
    assert "水管漏水" in ran.stdout.decode()
    script = f'"{sys.executable}" -m repairdesk --db "{desk.db}" call list --json | head -c 1; exit ${{PIPESTATUS[0]}}'
    gone = subprocess.run(["bash", "-c", script], capture_output=True, cwd=ROOT, timeout=60)
    assert gone.stderr == b""


def test_a_fault_of_ours_is_told_in_a_sentence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from repairdesk import config
    from repairdesk.views import board

    secret = "13800001234"

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(board, "board", broken)
    monkeypatch.setattr(config, "log_file", lambda: tmp_path / "fault.log")
    assert desk.run("board", code=1) == ""
    assert "13800001234" not in desk.err
    assert "Traceback" not in desk.err
    assert "13800001234" not in (tmp_path / "fault.log").read_text(encoding="utf-8")


def test_the_feed_starts_without_the_heavy_libraries(desk: Desk) -> None:
    code = (
        "import sys; from repairdesk.cli.start import run;"
        f"status = run(['--db', {str(desk.db)!r}, '--by', '王芳', 'call', 'log', '--stdin']);"
        "print(status, sorted({'typer', 'sqlmodel', 'sqlalchemy', 'pydantic', 'textual'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=b"", capture_output=True, cwd=ROOT, timeout=60)
    assert ran.stdout.decode().strip() == "0 []", ran.stderr.decode()


def test_the_shell_completes_nouns_and_verbs(desk: Desk) -> None:
    asked = {"_REPAIRDESK_COMPLETE": "complete_bash", "COMP_WORDS": "repairdesk call wi", "COMP_CWORD": "2"}
    assert outside(desk, **asked).stdout.decode().split() == ["withdraw"]


def test_a_full_disk_is_no_fault_of_ours(desk: Desk) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    command = [sys.executable, "-m", "repairdesk", "--db", str(desk.db), "--lang", "en", "staff"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=60)
    assert ran.returncode == 5
    assert ran.stderr.decode().count("\n") == 1
