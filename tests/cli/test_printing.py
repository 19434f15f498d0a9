"""``order print``: the slip of an order, or another form of it, as a PDF in a new file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paper import pages

from .conftest import Desk


def issued(desk: Desk) -> str:
    return desk.issue(desk.log("2026-03-30 10:00"), "2026-03-30 10:05")


def test_a_slip_is_printed_into_a_new_file(desk: Desk, tmp_path: Path) -> None:
    order, file = issued(desk), tmp_path / "slip.pdf"
    answered = desk.json("order", "print", order, "--output", str(file), "--paper", "a5")
    assert answered == desk.json("order", "show", order)
    found = pages.read(file.read_bytes())
    assert len(found) == len(answered["copies"])
    assert all(order in page.words and "Workorder" in page.words for page in found)


def test_a_file_that_is_there_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    order, file = issued(desk), tmp_path / "slip.pdf"
    file.write_bytes(b"mine")
    desk.run("order", "print", order, "--output", str(file), code=2)
    assert "exists already" in desk.err
    assert file.read_bytes() == b"mine"
    desk.run("order", "print", order, "--output", str(tmp_path / "none" / "x.pdf"), code=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--paper", "a3"), "241x93"), (("--form", "receipt"), "work_order"), (("--copy", "third"), "finance")],
)
def test_what_is_not_there_to_print_is_refused(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "slip.pdf"
    desk.run("order", "print", issued(desk), "--output", str(file), *words, code=2)
    assert said in desk.err
    assert not file.exists()


def test_rare_characters_are_named_on_the_other_stream(desk: Desk, tmp_path: Path) -> None:
    call = desk.log("2026-03-30 10:00", "--place-detail", "泵房\U000323ae")
    order = desk.issue(call, "2026-03-30 10:05")
    desk.json("order", "print", order, "--output", str(tmp_path / "slip.pdf"))
    assert "\U000323ae" in desk.err
    assert "lacks" in desk.err


def test_a_second_form_is_printed_by_its_name(bare: Desk, tmp_path: Path) -> None:
    bare.run("init", "--procedure", "contact-first", "--name", "Office", "--manager", "王芳", by="")
    bare.run("staff", "add", "李强", "--role", "technician")
    call = bare.json(
        "call", "log", "--kind", "repair", "--room", "3-1201", "--new-room", "--caller", "张三", "--phone",
        "13800001234", "--content", "水管漏水", "--at", "2026-03-30 10:00",
    )["number"]  # fmt: skip
    order = bare.issue(call, "2026-03-30 10:05")
    slip, note = tmp_path / "slip.pdf", tmp_path / "note.pdf"
    bare.run("order", "print", order, "--output", str(slip), lang="zh")
    bare.run("order", "print", order, "--output", str(note), "--form", "door_note", lang="zh")
    assert "上门维修记录" in pages.read(slip.read_bytes())[0].words
    words = pages.read(note.read_bytes())[0].words
    assert "留言" in words
    assert "您不在家" in words


def test_the_output_can_be_piped_on(desk: Desk) -> None:
    command = [sys.executable, "-m", "repairdesk", "--db", str(desk.db), "--by", "王芳"]
    ran = subprocess.run(
        [*command, "order", "print", issued(desk), "--output", "-"], capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert pages.read(ran.stdout)


@pytest.mark.parametrize(
    ("words", "said"), [(("call", "list"), "水管漏水"), (("stats", "--month", "2026-03"), "Timeliness")]
)
def test_a_list_and_a_month_are_printed_into_a_new_file(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    call, file = desk.log("2026-03-30 10:00"), tmp_path / "sheet.pdf"
    told = desk.run(*words)
    assert desk.run(*words, "--pdf", str(file)) == told
    printed = "".join(page.words for page in pages.read(file.read_bytes()))
    assert said in printed
    assert "Office" in printed
    assert (call in printed) == (words[0] == "call")
    desk.run(*words, "--pdf", str(file), code=2)


def test_a_handover_is_printed_as_text_or_as_a_pdf(desk: Desk, tmp_path: Path) -> None:
    call = desk.log("2026-03-31 17:00")
    text, file = tmp_path / "sheet.txt", tmp_path / "sheet.pdf"
    assert desk.json("handover", "print", "--output", str(text))["pages"] == 1
    assert desk.json("handover", "print", "--output", str(file))["pages"] == 1
    assert call in text.read_text("utf-8")
    assert call in pages.read(file.read_bytes())[0].words
