"""Emergencies on the command line: the list, and who was told."""

from __future__ import annotations

from tests.cli.conftest import Desk


def test_the_list_names_whom_to_telephone(desk: Desk) -> None:
    desk.run("staff", "change", "孙督", "--phone", "803")
    found = {each["name"]: each for each in desk.json("emergency", "list")}
    flood = found["爆管、严重漏水"]
    assert flood["title"] == "Burst pipe or flood"
    assert not flood["own"]
    supervisors = [each["people"] for each in flood["contacts"] if each["role"] == "supervisor"]
    assert supervisors == [[{"name": "孙督", "phone": "803"}]]
    fire = found["火灾、冒烟"]["contacts"][0]
    assert (fire["title"], fire["phone"]) == ("Fire brigade", "119")
    spoken = desk.run("emergency", "list", lang="zh")
    assert "孙督 803" in spoken
    assert "消防火警" in spoken


def test_the_office_makes_the_list_its_own(desk: Desk) -> None:
    added = desk.json(
        "emergency", "add", "--zh", "地库进水", "--en", "Flooded garage", "--words", "地库进水,车库积水",
        "--advice-en", "Drive out.", "--place", "1",
    )  # fmt: skip
    assert (added[0]["title"], added[0]["recognised_by"]) == ("Flooded garage", ["地库进水", "车库积水"])
    assert all(each["own"] for each in added)
    desk.run("emergency", "contact", "1", "--role", "supervisor")
    desk.run("emergency", "contact", "1", "--en", "Pump hire", "--phone", "96177", "--place", "1")
    desk.run("emergency", "contact", "flooded garage", "1", "--phone", "96178")
    first = desk.json("emergency", "list")[0]["contacts"]
    assert [(each["title"], each["role"], each["phone"]) for each in first] == [
        ("Pump hire", None, "96178"), (None, "supervisor", None),
    ]  # fmt: skip
    desk.run("emergency", "contact", "1", "1", "--remove")
    changed = desk.json("emergency", "change", "1", "--words", "地库进水", "--place", "2")
    assert changed[1]["recognised_by"] == ["地库进水"]
    assert changed[1]["advice"] == "Drive out."
    assert [each["role"] for each in changed[1]["contacts"]] == ["supervisor"]
    names = [each["name"] for each in desk.json("emergency", "remove", "2")]
    assert "地库进水" not in names


def test_who_was_told_stands_on_the_call(desk: Desk) -> None:
    call = desk.log("2026-03-02 22:03", "--urgency", "emergency")
    desk.json("emergency", "tell", call, "--whom", "孙督", "--at", "2026-03-02 22:05", by="钱前")
    told = ("--whom", "119", "--phone", "119", "--remark", "一刻钟到", "--at", "2026-03-02 22:06")
    assert desk.json("emergency", "tell", call, *told)["number"] == call
    shown = desk.run("call", "show", call).splitlines()
    assert any("22:05" in line and "supervisor told" in line and "孙督" in line for line in shown)
    assert any("22:06" in line and "119: 一刻钟到" in line for line in shown)
    desk.json("emergency", "tell", call, "--whom", "孙督", "--no-answer", "--at", "2026-03-02 22:07")
    shown = desk.run("call", "show", call).splitlines()
    assert any("22:07" in line and "did not answer" in line and "孙督" in line for line in shown)


def test_what_is_wrong_is_refused_with_what_to_do(desk: Desk) -> None:
    call = desk.log("2026-03-02 22:03")
    for words in (
        ("emergency", "tell", call),
        ("emergency", "tell", call, "--whom", "孙督", "--phone", "1"),
        ("emergency", "contact", "外星人", "--role", "supervisor"),
        ("emergency", "contact", "1", "9", "--phone", "119"),
        ("emergency", "add"),
    ):
        desk.run(*words, code=2)
        assert desk.err
    desk.run("emergency", "remove", "1", code=2, by="李强")
    assert not any(each["own"] for each in desk.json("emergency", "list"))
