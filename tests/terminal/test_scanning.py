"""A scanner at a real terminal: from wherever one is, the slip is laid on the desk, and not a digit is left anywhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from repairdesk import clock, text
from repairdesk.desk import calls, office, orders
from repairdesk.models.store import Store
from repairdesk.views.board import board
from repairdesk.views.call_card import card_of_order
from tests.faults.office import ROOT, environment
from tests.terminal.clerk import LANGUAGES, PEOPLE, RESIDENTS, Clerk, found
from tests.terminal.pty_desk import Desk

GAPS = (0.001, 0.005, 0.02)
FOREIGN = "690123456789"


@pytest.fixture(params=LANGUAGES)
def at_work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Clerk, list[str]]]:
    """The clerk of a small office, and the numbers of three slips: two are out, the third is back."""
    path, language = tmp_path / "desk.db", request.param
    found(path, language)
    numbers = slips(path, language)
    before = text.language()
    text.set_language(language)
    try:
        command = [sys.executable, "-m", "repairdesk", "--db", str(path), "--lang", language]
        with Desk(command, cwd=ROOT, env=environment()) as desk:
            clerk = Clerk(desk, path, language)
            clerk.signs_on("clerk")
            clerk.desk.wait(text._("Board"))
            yield clerk, numbers
            desk.keys("ctrl+q")
            assert desk.end() == 0
    finally:
        text.set_language(before)


def slips(path: Path, language: str) -> list[str]:
    mine, now = LANGUAGES.index(language), clock.now()
    room, names, phone = RESIDENTS[0]
    store = Store.open(path)
    who = office.operator(store, PEOPLE["clerk"][mine], now=now)
    made = []
    for n in (3, 2, 1):
        content = ("厨房漏水", "Kitchen leak")[mine] + str(n)
        form = calls.NewCall(kind="repair", room=room, caller=names[mine], phone=phone, content=content)
        sent = now - timedelta(minutes=10 * n)
        call = calls.log(store, who, form, now=sent).number
        made.append(orders.issue(store, who, call, technician=PEOPLE["plumbing"][mine], at=sent, now=now))
    back = orders.ReturnedForm(
        arrived_at=now - timedelta(minutes=5), finished_at=now - timedelta(minutes=2), result="finished"
    )
    orders.close_out(store, who, made[-1], back, now=now)
    store.close()
    return made


def scan(desk: Desk, number: str, gap: float) -> None:
    """The scanner types, and keeps time also where this test is kept waiting."""
    began = time.monotonic()
    for at, char in enumerate(f"{number}\r"):
        time.sleep(max(0.0, began + at * gap - time.monotonic()))
        desk.send(char.encode())


def lies_on_the_desk(clerk: Clerk, number: str) -> None:
    clerk.desk.wait(text._("Slip back"))
    clerk.desk.until(lambda: number in clerk.desk.line_with(text._("Work order")), f"the slip {number}")


def content(clerk: Clerk, n: int) -> str:
    return clerk.says("厨房漏水", "Kitchen leak") + str(n)


@pytest.mark.parametrize("gap", GAPS)
def test_from_the_board(at_work: tuple[Clerk, list[str]], gap: float) -> None:
    clerk, (first, _second, _back) = at_work
    scan(clerk.desk, first, gap)
    lies_on_the_desk(clerk, first)
    clerk.desk.wait(content(clerk, 3))
    clerk.comes_to("Arrived")


@pytest.mark.parametrize("gap", GAPS)
def test_from_the_middle_of_a_text(at_work: tuple[Clerk, list[str]], gap: float) -> None:
    clerk, (_first, second, _back) = at_work
    clerk.press("f2")
    clerk.sees("Who calls")
    clerk.types("xyz")
    clerk.desk.wait("xyz")
    clerk.press("left")
    clerk.desk.rest(0.1)
    scan(clerk.desk, second, gap)
    lies_on_the_desk(clerk, second)
    clerk.press("esc")
    clerk.sees("Who calls")
    clerk.desk.keys("7")
    clerk.desk.wait("xy7z")


@pytest.mark.parametrize("gap", GAPS)
def test_from_a_choice_that_digits_answer(at_work: tuple[Clerk, list[str]], gap: float) -> None:
    clerk, (first, second, _back) = at_work
    scan(clerk.desk, first, 0.001)
    lies_on_the_desk(clerk, first)
    clerk.comes_to("Arrived")
    clerk.goes_to("Result")
    chosen = clerk.desk.line_with(text._("Result"))
    assert f"1 {text._('finished')}]" in chosen
    scan(clerk.desk, second, gap)
    lies_on_the_desk(clerk, second)
    scan(clerk.desk, first, gap)
    lies_on_the_desk(clerk, first)
    clerk.comes_to("Arrived")
    assert f"1 {text._('finished')}]" in clerk.desk.line_with(text._("Result"))
    assert text._("What was typed before is filled in again.") not in clerk.desk.text


@pytest.mark.parametrize("gap", GAPS)
def test_from_a_menu_that_digits_answer(at_work: tuple[Clerk, list[str]], gap: float) -> None:
    clerk, (first, _second, _back) = at_work
    clerk.press("space")
    clerk.sees("Technician has arrived")
    scan(clerk.desk, first, gap)
    lies_on_the_desk(clerk, first)
    store = Store.open(clerk.path)
    assert len(board(store, clock.now()).rows) == 3
    assert not any(visit.arrived_at for visit in card_of_order(store, first, clock.now()).orders[0].visits)
    store.close()


@pytest.mark.parametrize("gap", GAPS)
def test_from_a_box_with_a_field(at_work: tuple[Clerk, list[str]], gap: float) -> None:
    clerk, (_first, second, _back) = at_work
    clerk.press("space")
    clerk.presses_digit_of(text._("Technician has arrived"))
    clerk.comes_to("Arrived")
    clerk.types("-")
    scan(clerk.desk, second, gap)
    lies_on_the_desk(clerk, second)
    clerk.press("esc")
    clerk.desk.until(lambda: clerk.screen == text._("Board"), "the box in front of the board")
    clerk.desk.keys("4")
    clerk.desk.wait(">-4")


def test_in_the_midst_of_a_slip_the_next_one_comes_and_this_one_is_kept(
    at_work: tuple[Clerk, list[str]],
) -> None:
    clerk, (first, second, _back) = at_work
    scan(clerk.desk, first, 0.005)
    lies_on_the_desk(clerk, first)
    clerk.comes_to("Arrived")
    clerk.goes_to("Finished")
    clerk.types("-1x")
    scan(clerk.desk, second, 0.005)
    lies_on_the_desk(clerk, second)
    assert "-1x" not in clerk.desk.text
    scan(clerk.desk, first, 0.005)
    lies_on_the_desk(clerk, first)
    clerk.sees("What was typed before is filled in again.")
    clerk.desk.wait("-1x")
    scan(clerk.desk, first, 0.005)
    clerk.sees("This slip is on the desk.")


def test_numbers_that_are_no_slip_to_be_closed_say_so(at_work: tuple[Clerk, list[str]]) -> None:
    clerk, (first, _second, back) = at_work
    scan(clerk.desk, FOREIGN, 0.005)
    clerk.desk.wait(f"{FOREIGN} ")
    clerk.sees("Not saved. See the fields marked with !")
    scan(clerk.desk, first, 0.005)
    lies_on_the_desk(clerk, first)
    scan(clerk.desk, FOREIGN, 0.005)
    clerk.sees("There is no work order {number}. Check the number on the slip.", number=FOREIGN)
    lies_on_the_desk(clerk, first)
    scan(clerk.desk, back, 0.005)
    lies_on_the_desk(clerk, back)
    clerk.desk.until(
        lambda: text._("This slip came back at {time} already.").partition("{")[0] in clerk.desk.text, "back"
    )


def test_twelve_digits_by_hand_are_typed(at_work: tuple[Clerk, list[str]]) -> None:
    clerk, (first, _second, _back) = at_work
    clerk.press("f2")
    clerk.sees("Who calls")
    for char in first:
        clerk.desk.keys(char)
        time.sleep(0.08)
    clerk.desk.keys("enter")
    clerk.desk.rest()
    assert clerk.screen != text._("Slip back")
    assert first in clerk.desk.text


@pytest.mark.parametrize("gap", GAPS)
def test_every_one_of_many_scans_is_heard(at_work: tuple[Clerk, list[str]], gap: float) -> None:
    clerk, (first, second, _back) = at_work
    for _round in range(10):
        for number in (first, second):
            scan(clerk.desk, number, gap)
            lies_on_the_desk(clerk, number)


def scan_with_a_stall(clerk: Clerk, number: str, sign: str) -> None:
    """A machine that is busy reads the first digits so early that they are typed before the others come."""
    clerk.desk.keys(number[:3])
    clerk.desk.wait(sign)
    clerk.desk.send(f"{number[3:]}\r".encode())
    lies_on_the_desk(clerk, number)


def test_digits_that_were_typed_in_a_stall_are_taken_back_from_a_text(
    at_work: tuple[Clerk, list[str]],
) -> None:
    clerk, (first, _second, _back) = at_work
    clerk.press("f2")
    clerk.sees("Who calls")
    clerk.types("xyz")
    clerk.desk.wait("xyz")
    scan_with_a_stall(clerk, first, "xyz261")
    clerk.press("esc")
    clerk.sees("Who calls")
    clerk.desk.keys("7")
    clerk.desk.wait("xyz7")


def test_a_choice_that_was_made_in_a_stall_is_as_it_was(at_work: tuple[Clerk, list[str]]) -> None:
    clerk, (first, second, _back) = at_work
    scan(clerk.desk, first, 0.001)
    lies_on_the_desk(clerk, first)
    clerk.comes_to("Arrived")
    clerk.goes_to("Result")
    clerk.desk.keys(second[:1])  # a 2: not finished
    clerk.desk.wait(f"2 {text._('not finished')}]")
    clerk.desk.send(f"{second[1:]}\r".encode())
    lies_on_the_desk(clerk, second)
    scan(clerk.desk, first, 0.001)
    lies_on_the_desk(clerk, first)
    clerk.desk.wait(f"1 {text._('finished')}]")
    assert text._("What was typed before is filled in again.") not in clerk.desk.text
