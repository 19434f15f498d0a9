"""Lists, fields and dialogs on their own, without a terminal (type-ahead and the terminal: tests/terminal)."""

from __future__ import annotations

import ast
import asyncio
import random
import unicodedata
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

import repairdesk.screens

# isort: split
from textual.pilot import Pilot

from repairdesk import text
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem
from repairdesk.screens.dialogs import Ask, Confirm, Pick
from repairdesk.screens.drawn import Words, strip
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.shell import Shell
from repairdesk.screens.show import show
from repairdesk.screens.tones import TONES
from repairdesk.text import N_, cell_len

__all__ = ["repairdesk"]
SCREENS = Path(repairdesk.screens.__file__).parent


class Bench(DeskScreen[None]):
    """One of each."""

    def body(self):
        self.list = LineList(
            [Column(N_("Key"), 4), Column(N_("Action"), 8, grow=True), Column(N_("Back"), 6, right=True)],
            empty=N_("Nothing fits."),
        )
        self.text, self.code = Field("text", N_("Action"), limit=10), Field("code", N_("Key"), code=True)
        self.choice = ChoiceField("choice", N_("Key"), [("y", N_("Yes")), ("n", N_("No"))])
        self.words = Words(N_("Saved {number}"), number="[red]1[/]")
        yield from (self.words, self.list, self.text, self.code, self.choice)
        self.told: list[str] = []

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self.told.append(f"at {event.line.key if event.line else None}")

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        self.told.append(f"chosen {event.line.key}")


class App(Shell):
    AREAS = {"board": "tests.screens.test_foundation:Bench"}

    def area(self, name: str):
        if not self.is_screen_installed(name):
            self.install_screen(Bench(), name)
        return self.get_screen(name)


Play = Callable[[App, Bench, Pilot[Any]], Coroutine[Any, Any, None]]


def play(scene: Play, size: tuple[int, int] = (80, 24)) -> None:
    """Run the scene on a fresh bench."""

    async def played() -> None:
        app = App(office="阳光花园", operator=Operator(1, "张三", "clerk", "front_desk"))
        async with app.run_test(size=size) as pilot:
            assert isinstance(app.screen, Bench)
            await scene(app, app.screen, pilot)

    text.set_language("en")
    asyncio.run(played())


def shown(app: App) -> list[str]:
    lines = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in line).rstrip() for line in lines]


def lines(*keys: int, word: str = "row") -> list[Line]:
    return [Line(key, (str(key), f"{word} {key}", "")) for key in keys]


# --- lists ----------------------------------------------------------------------------------------


def test_the_cursor_stays_on_its_row_when_rows_are_read_anew() -> None:
    async def scene(_app, bench, pilot) -> None:
        bench.list.set_lines(lines(*range(50)))
        bench.list.focus()
        await pilot.press("pagedown", "down", "down")
        at = bench.list.current.key
        bench.list.set_lines(lines(*range(100, 130), *range(50)))
        assert bench.list.current.key == at
        bench.list.set_lines(lines(*(key for key in range(50) if key != at)))
        assert bench.list.current is not None
        assert bench.list.select(3)
        assert bench.list.current.key == 3
        assert not bench.list.select(at)
        bench.list.set_lines([])
        assert bench.list.current is None
        await pilot.press("down", "enter", "end", "pageup")
        assert any("Nothing fits." in line for line in shown(pilot.app))

    play(scene)


def test_keys_move_and_choose_and_say_so() -> None:
    async def scene(_app, bench, pilot) -> None:
        bench.list.set_lines(lines(*range(50)))
        bench.list.focus()
        await pilot.pause()
        bench.told.clear()
        await pilot.press("end", "down", "up", "home", "up", "enter")
        assert bench.told == ["at 49", "at 48", "at 0", "chosen 0"]
        bench.list.digits = True
        await pilot.press("3")
        assert bench.told[-2:] == ["at 2", "chosen 2"]

    play(scene)


def test_names_are_never_cut_without_a_sign_and_columns_stay_straight() -> None:
    async def scene(app, bench, pilot) -> None:
        bench.list.set_lines([
            Line(1, ("1", "欧阳娜娜" * 12, "7")), Line(2, ("2", "short", "12")), Line(3, ("欧阳娜娜", "𠮷㐂", ("3", "late"))),
        ])  # fmt: skip
        await pilot.pause()
        rows = [line for line in shown(app) if line.endswith(("7", "12", "3"))]
        assert len(rows) == 3
        assert {cell_len(row) for row in rows} == {80}
        assert "~" in rows[0]
        assert rows[2].startswith("欧~  𠮷㐂")

    play(scene)


def test_a_line_is_exactly_as_wide_as_asked() -> None:
    pick = random.Random(3)
    for width in range(30):
        words = "".join(pick.choice("a欧 ,e\u0301") for _ in range(pick.randrange(40)))
        made = strip([(words, TONES[""]), ("厨房", TONES["late"])], width)
        assert sum(cell_len(segment.text) for segment in made) == width


# --- fields ---------------------------------------------------------------------------------------


def test_a_code_is_made_narrow_on_leaving_and_a_name_is_not() -> None:
    async def scene(_app, bench, pilot) -> None:
        bench.text.entry.focus()
        await pilot.press("Ａ", "１", "tab")
        await pilot.press("Ａ", "１", "２", "tab")
        assert bench.text.value == "Ａ１"
        assert bench.code.entry.value == "A12"
        assert pilot.app.focused is bench.choice
        await pilot.press("2")
        assert bench.choice.value == "n"
        await pilot.press("space", "right", "left")
        assert bench.choice.value == "y"

    play(scene)


def test_too_many_characters_are_told_at_once_and_not_cut() -> None:
    async def scene(app, bench, pilot) -> None:
        bench.text.entry.focus()
        await pilot.press(*"twelve chars".replace(" ", "_"))
        assert bench.text.value == "twelve_chars"
        assert bench.text.problem.code == "too_long"
        await pilot.press("backspace", "backspace")
        assert bench.text.problem is None
        bench.code.complain(Problem("code", "not_a_phone"))
        await pilot.pause()
        assert any("! This is no telephone number" in line for line in shown(app))

    play(scene)


# --- questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "answer"), [(("enter",), True), (("2",), False), (("escape",), None), (("1",), True)]
)
def test_a_yes_or_no(keys: tuple[str, ...], answer: bool | None) -> None:
    async def scene(app, _bench, pilot) -> None:
        answers = []
        app.push_screen(Confirm(N_("Saved {number}"), number="[/]"), answers.append)
        await pilot.press(*keys)
        assert answers == [answer]

    play(scene)


def test_a_reason_must_not_be_empty() -> None:
    async def scene(app, _bench, pilot) -> None:
        answers = []
        app.push_screen(Ask(N_("Action")), answers.append)
        await pilot.press("enter", "space", "enter")
        assert answers == []
        await pilot.press("o", "k", "enter")
        assert answers == ["ok"]

    play(scene)


def test_a_pick_list_narrows_by_every_word() -> None:
    async def scene(app, _bench, pilot) -> None:
        answers = []
        rows = [Line(n, (name, str(n))) for n, name in enumerate(("张三", "张丽", "李四"))]
        initials = {0: "ZS", 1: "ZL", 2: "LS"}
        app.push_screen(
            Pick(
                N_("Action"),
                [Column(N_("Key"), 10), Column(N_("Back"), 4)],
                rows,
                words=lambda row: initials[row.key],
            ),
            answers.append,
        )
        await pilot.press("张", "down", "enter")
        assert answers[0].key == 1
        app.push_screen(
            Pick(
                N_("Action"),
                [Column(N_("Key"), 10), Column(N_("Back"), 4)],
                rows,
                words=lambda row: initials[row.key],
            ),
            answers.append,
        )
        await pilot.press("l", "s", "enter")
        assert answers[1].key == 2

    play(scene)


# --- hostile text ---------------------------------------------------------------------------------

HOSTILE = (
    "[red]x[/red]", "[/]", "[", "[@click=app.quit]x[/]", "[link=http://x]y[/link]", "\\[b]", "$x {number} {0} %s", "\x1b[2J", "\x1b]0;t\x07",
    "\x9b31m", "\x00", "\u202eabc\u202c", "\u200b", "\ufeff", "a\u0301" * 30, "👨\u200d👩\u200d👧", "①→★“”…", "\u2028", "\ud800", "𠮷" * 50, "x" * 3000,
    "\t\r\n", "=1+1", "' OR 1=1 --", "<script>", "العربية", "",
)  # fmt: skip


def test_text_from_people_is_shown_as_it_is_everywhere() -> None:
    async def scene(app, bench, pilot) -> None:
        bench.text.entry.focus()
        for hostile in HOSTILE:
            bench.list.set_lines([Line(hostile, (hostile, hostile, hostile))])
            bench.words.say(N_("Saved {number}"), number=hostile)
            app.notice(N_("Saved {number}"), number=hostile)
            bench.text.entry.value = hostile
            bench.text.complain(Problem("text", "not_one_of", {"allowed": hostile}))
            app.office = hostile
            await pilot.pause()
            screen = "".join(shown(app))
            acting = {char for char in screen if unicodedata.category(char) in ("Cc", "Cf", "Cs")} - {
                "\u200d"
            }
            assert not acting, hostile
            if hostile.isprintable():
                assert hostile[:8] in screen
            assert str(show(hostile)) == text.visible(hostile)

    play(scene)


def calls(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


STOCK = {
    "Static",
    "Label",
    "Button",
    "Checkbox",
    "Option",
    "Collapsible",
    "TabPane",
    "DataTable",
    "OptionList",
    "Select",
    "Tree",
    "notify",
    "from_markup",
}


@pytest.mark.parametrize("path", sorted(SCREENS.glob("*.py")), ids=lambda path: path.stem)
def test_no_stock_widget_is_given_a_bare_text(path: Path) -> None:
    """A ``str`` is read as markup; what comes from people goes through ``show``, what is ours through ``Words``."""
    for node, name in calls(ast.parse(path.read_text("utf-8"))):
        if name in STOCK:
            safe = (
                node.args
                and isinstance(node.args[0], ast.Call)
                and getattr(node.args[0].func, "id", "") == "show"
            )
            assert safe, f"{path.name}:{node.lineno}: {name} is given something other than show(...)"
        if name == "Content" and path.stem not in ("show", "drawn", "frame"):
            raise AssertionError(f"{path.name}:{node.lineno}: use show(...) instead of Content")
