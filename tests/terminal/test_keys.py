"""Keys typed ahead reach the field that was meant, in fields, dialogs and screens that are opened on the way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.terminal.test_terminal import Start, done, out, start

__all__ = ["out", "start"]

COMMIT = "三楼厨房水管漏水"


@pytest.mark.parametrize("_round", range(2))
def test_a_burst_across_fields_dialogs_and_screens(start: Start, out: Path, _round: int) -> None:
    with start() as desk:
        desk.wait("Board", "No.")
        desk.keys(
            "f2", "a1", "enter", "１２", "tab", "c3", "down", COMMIT, "enter", "e5", "up", "X", "enter", "enter", "enter", "2", "ctrl+s",
            "f6", "why", "enter", "enter",
            "down", "enter", "second", "ctrl+s",
        )  # fmt: skip
        end = time.monotonic() + 10
        while len(done(out)) < 5 and time.monotonic() < end:
            desk.rest(0.05)
    assert done(out) == [
        f"saved {{'f1': 'a1', 'f2': '12', 'f3': 'c3', 'f4': '{COMMIT}X', 'f5': 'e5', 'f6': '', 'urgency': 'urgent'}}",
        "answer 'why'",
        "sure 'why'",
        "chosen N2",
        "saved {'f1': 'second', 'f2': '', 'f3': '', 'f4': '', 'f5': '', 'f6': '', 'urgency': 'urgent'}",
    ]


def test_a_long_burst_is_whole_and_in_order(start: Start, out: Path) -> None:
    text = "".join(chr(ord("a") + n % 26) for n in range(200))
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", text, "ctrl+s")
        desk.wait("Saved")
    assert f"'f1': '{text}'" in done(out)[0]


def test_keys_typed_while_the_desk_ends_are_no_fault(start: Start) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", "abc", "ctrl+q", "def", "enter", "f2")
        assert desk.end() == 0


def test_a_lone_esc_is_answered_at_once(start: Start) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2")
        desk.wait("Field 6")
        desk.rest()
        began = time.monotonic()
        desk.keys("esc")
        desk.wait("No.")
        assert time.monotonic() - began < 0.25


def test_the_input_methods_window_is_at_the_cursor_also_in_a_dialog(start: Start) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f6", "水管")
        desk.wait("水管")
        desk.rest()
        row = next(n for n, line in enumerate(desk.lines) if "水管" in line and "Reason" in line)
        assert (desk.screen.cursor.y, desk.screen.cursor.x) == (row, 2 + 2 + 15 + 4)
        assert desk.screen.buffer[row][desk.screen.cursor.x].reverse, "seen on a dark and on a light terminal"
        desk.keys("left")
        desk.rest()
        assert desk.screen.cursor.x == 2 + 2 + 15 + 2


def test_a_refused_save_keeps_the_form_and_marks_the_fields(start: Start, out: Path) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", "enter", "b2", "ctrl+s")
        desk.wait("! Nothing is filled in here", "! This is no telephone number", "Not saved")
        desk.rest()
        assert (desk.screen.cursor.y, desk.screen.cursor.x) == (1, 15), (
            "the first field in need has the focus"
        )
        desk.keys("now", "ctrl+s")
        desk.wait("Saved")
    assert "'f1': 'now', 'f2': 'b2'" in done(out)[0]


def test_the_language_changes_in_place(start: Start, out: Path) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys("f2", "enter", "typed")
        desk.wait("typed", "Save", "Log call")
        desk.keys("ctrl+l")
        desk.wait("保存", "返单", "回访", "菜单")
        desk.keys(" more", "ctrl+l")
        desk.wait("Log call", "typed more")
        desk.keys("up", "x", "ctrl+l", "ctrl+s")
        desk.wait("已保存")
    assert "'f1': 'x', 'f2': 'typed more'" in done(out)[0]


def test_the_menu_narrows_and_runs_an_action(start: Start, out: Path) -> None:
    with start() as desk:
        desk.wait("Board")
        desk.keys(
            "ctrl+p", "ask", "enter", "from the menu", "enter", "2", "ctrl+p", "log", "enter", "x", "ctrl+s"
        )
        desk.wait("Saved")
    assert done(out)[0] == "answer 'from the menu'"
    assert "'f1': 'x'" in done(out)[1]


def test_footer_fits_80_columns_in_both_languages(start: Start) -> None:
    with start() as desk:
        desk.wait("^P Menu")
        desk.rest()
        last = desk.lines[-1]
        assert all(key in last for key in ("F1", "F2", "F3", "F4", "F5", "F8", "F9", "^P")), last
        desk.keys("ctrl+l")
        desk.wait("^P 菜单")
        assert "F9 登记簿" in desk.lines[-1]


def test_a_move_on_the_list_costs_few_bytes(start: Start) -> None:
    with start(columns=120, rows=36) as desk:
        desk.wait("^P Menu")
        desk.rest(0.1)
        costs = []
        for _ in range(8):
            before = len(desk.bytes)
            desk.keys("down")
            desk.rest(0.02)
            costs.append(len(desk.bytes) - before)
        assert min(costs) <= 400, "a second's tick may come between, hence the least"
        before = len(desk.bytes)
        desk.keys("f2")
        desk.wait("Field 6")
        desk.rest()
        before = len(desk.bytes)
        desk.keys("x")
        desk.rest()
        assert len(desk.bytes) - before <= 250
