"""Initials of names: every reading is found, and the table is the one that pypinyin gives."""

from __future__ import annotations

import runpy
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repairdesk import pinyin

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "make_pinyin.py"


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("张伟", {"zw"}),
        ("曾志伟", {"czw", "zzw"}),
        ("单雄信", {"dxx", "sxx"}),
        ("仇英", {"cy", "qy"}),
        ("解缙", {"jj", "xj"}),
        ("查良镛", {"cly", "zly"}),
        ("区小明", {"qxm", "oxm"}),
        ("万俟卨", {"mqx"}),
        ("尉迟恭", {"wcg", "ycg"}),
        ("盖叫天", {"gjt"}),
        ("谌龙", {"cl", "sl"}),
        ("赟喆", {"yz"}),
        ("堃淼", {"km"}),
        ("䶮㐂", {"yx"}),
        ("𠮷田", {"jt"}),
        ("欧阳娜娜", {"oynn"}),
        ("Anna Li", {"al"}),
        ("ＡＮＮＡ", {"a"}),
        ("王 Tom", {"wt"}),
    ],
)
def test_a_name_is_found_by_any_of_its_readings(name: str, among: set[str]) -> None:
    assert among <= set(pinyin.initials(name))


def test_the_ordinary_reading_comes_first() -> None:
    assert pinyin.initials("乐乐")[0] == "ll"
    assert pinyin.initials("张伟") == ("zw",)


@pytest.mark.parametrize("name", ["", "123", "  ", "!?", "\U0001f600", "\u200b"])
def test_a_name_without_letters_has_none(name: str) -> None:
    assert pinyin.initials(name) == ()


def test_a_long_name_is_capped_and_keeps_every_reading_of_the_surname() -> None:
    found = pinyin.initials("单" + "乐" * 2000)
    assert len(found) == len(set(found)) == pinyin.MOST
    assert {each[0] for each in found} == {"d", "c", "s"}


def test_the_table_agrees_with_pypinyin() -> None:
    made = runpy.run_path(str(SCRIPT))
    assert made["TABLE"].read_text(encoding="utf-8") == made["table"](), "run scripts/make_pinyin.py"
    for character, letters in made["readings"]().items():
        assert pinyin._letters(character) == letters, character


def test_the_program_does_not_need_pypinyin() -> None:
    code = (
        "import sys; from repairdesk import pinyin; pinyin.initials('曾'); print('pypinyin' in sys.modules)"
    )
    root = str(SCRIPT.parent.parent)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == "False\n"


def test_the_table_is_read_in_a_few_milliseconds() -> None:
    best = 1.0
    for _ in range(5):
        pinyin._table.cache_clear()
        start = time.perf_counter()
        pinyin._table()
        best = min(best, time.perf_counter() - start)
    assert best < 0.005
