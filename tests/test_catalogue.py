"""The translations are complete, and the check that says so finds what is wrong."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from scripts import catalogue

ROOT = Path(__file__).parents[1]
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def entry(said: str, translated: str, flag: str = "") -> str:
    return f'{flag}msgid "{said}"\nmsgstr "{translated}"\n\n'


def found(tmp_path: Path, program: str, **files: str) -> list[str]:
    """What the check says of a program of one file and these .po files."""
    package, folder = tmp_path / "program", tmp_path / "zh_CN"
    for each in (package, folder):
        each.mkdir()
    (package / "one.py").write_text(program, "utf-8")
    for name, text in files.items():
        (folder / f"{name}.po").write_text(HEAD + text, "utf-8")
    return catalogue.problems(package, folder)


def test_every_message_of_the_program_is_translated() -> None:
    assert catalogue.problems() == []


def test_the_catalogue_in_use_is_the_one_of_the_translations() -> None:
    assert catalogue.MO.read_bytes() == catalogue.compiled(), "run scripts/catalogue.py compile"


def test_sound_translations_pass(tmp_path: Path) -> None:
    program = '_("Room")\nngettext("{n} call", "{n} calls", n)\n_(LABELS[x])\n_(labels.get(x))\n'
    plural = 'msgid "{n} call"\nmsgid_plural "{n} calls"\nmsgstr[0] "{n} 单"\n\n'
    assert found(tmp_path, program, desk=entry("Room", "房号") + plural, board=entry("Room", "房号")) == []
    assert catalogue.compiled(tmp_path / "zh_CN") == catalogue.compiled(tmp_path / "zh_CN")


@pytest.mark.parametrize(
    ("program", "po", "fault"),
    [
        ('_("Room")', "", "program/one.py:1: 'Room': not translated"),
        ('N_("Room")', entry("Room", ""), "desk.po: 'Room': not translated"),
        ('_("Room")', entry("Room", "房号", "#, fuzzy\n"), "desk.po: 'Room': marked fuzzy"),
        ('_("{n} left")', entry("{n} left", "还剩 {m}"), "placeholders ['m'] instead of ['n']"),
        ("", entry("Gone", "没了"), "desk.po: 'Gone': no longer said by the program"),
        ('_("Room")', entry("Room", "“房号”"), "one cell wide in some terminals"),
        ('_(f"Room {n}")', "", "one.py:1: the message is put together inside _()"),
        ('_("Room {n}".format(n=n))', "", "one.py:1: the message is put together inside _()"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, program: str, po: str, fault: str) -> None:
    assert fault in "\n".join(found(tmp_path, program, desk=po))


def test_one_message_has_one_translation(tmp_path: Path) -> None:
    wrong = found(tmp_path, '_("Open")', desk=entry("Open", "待派工"), board=entry("Open", "打开"))
    assert wrong == ["desk.po: 'Open': translated differently in board.po"]


def test_no_message_hides_in_an_f_string_where_it_is_not_found() -> None:
    """Babel does not look inside f-strings, so a message there would stay English without anybody noticing."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "repairdesk").rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "N_", "ngettext")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []
