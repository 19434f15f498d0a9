"""Ctrl+Z at a real terminal, where elsewhere it stops a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.office import run
from tests.terminal.clerk import LANGUAGES, ON, RESIDENTS, at_the_desk


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_is_taken_back_with_two_keys_and_a_reason(tmp_path: Path, language: str) -> None:
    with at_the_desk(tmp_path / "desk.db", language) as clerk:
        clerk.signs_on("clerk")
        tap = clerk.says("厨房水龙头漏水", "The kitchen tap leaks")
        trade = clerk.says("水工", "plumbing")
        call = clerk.takes_a_call(clerk.says("zx", "ab"), clerk.says(*RESIDENTS[0][1]), tap, trade)
        clerk.goes_back_to_the_board()
        before = clerk.keys
        clerk.press("ctrl+z")
        clerk.sees("Call {number} is withdrawn; its number stays used.", number=call)
        clerk.types(clerk.says("登错了", "wrong room"))
        clerk.press(ON)
        clerk.sees("Taken back: {what}, {about}", about=call)
        assert clerk.keys - before == 2
        shown = json.loads(run(clerk.command("call", "show", call, "--json")).stdout)
        assert (shown["state"], shown["reason"]) == ("withdrawn", clerk.says("登错了", "wrong room"))
