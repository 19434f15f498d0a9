"""Printing at a real terminal: Ctrl+Y, a printer that is off, what waits, and keys that are answered meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from repairdesk import clock, text
from repairdesk.desk import calls, office, orders, printing
from repairdesk.models.store import Store
from repairdesk.views import printing as views
from tests.faults.office import ROOT, environment
from tests.terminal.clerk import LANGUAGES, PEOPLE, RESIDENTS, Clerk, found
from tests.terminal.pty_desk import Desk

SLIPS = 60
ANSWERED = 0.1
"""Seconds in which a key is answered while slips are printed; half of them on this machine, whatever else it does."""


@pytest.fixture(params=LANGUAGES)
def at_work(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clerk]:
    """The clerk of a small office with two orders out, at a machine with a folder for a printer."""
    path, language = tmp_path / "desk.db", request.param
    found(path, language)
    issue(path, language, 2)
    (tmp_path / "paper").mkdir()
    before = text.language()
    text.set_language(language)
    command = [sys.executable, "-m", "repairdesk", "--db", str(path), "--lang", language]
    try:
        with Desk(command, cwd=ROOT, env=machine(tmp_path)) as desk:
            clerk = Clerk(desk, path, language)
            clerk.signs_on("clerk")
            set_up(clerk, tmp_path / "paper")
            yield clerk
            desk.keys("ctrl+q")
            assert desk.end() == 0
    finally:
        text.set_language(before)


def machine(folder: Path) -> dict[str, str]:
    """A machine of its own, with its own preferences."""
    return {**environment(), "XDG_DATA_HOME": str(folder / "share"), "HOME": str(folder)}


def issue(path: Path, language: str, count: int) -> list[str]:
    """Orders, the oldest first."""
    mine, now = LANGUAGES.index(language), clock.now()
    room, names, phone = RESIDENTS[0]
    store, made = Store.open(path), []
    who = office.operator(store, PEOPLE["clerk"][mine], now=now)
    with store.together():
        for n in range(count):
            form = calls.NewCall(
                kind="repair", room=room, caller=names[mine], phone=phone, content=("漏水", "Leak")[mine]
            )
            call = calls.log(store, who, form, now=now - timedelta(minutes=9, seconds=-n % 60)).number
            made.append(orders.issue(store, who, call, technician=PEOPLE["plumbing"][mine], now=now))
    store.close()
    return made


def set_up(clerk: Clerk, printer: object, *words: str) -> None:
    """``print setup`` on the clerk's machine."""
    command = clerk.command("print", "setup", "--printer", str(printer), *words)
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=machine(clerk.path.parent))


def paper(clerk: Clerk) -> list[Path]:
    return sorted((clerk.path.parent / "paper").iterdir(), key=lambda file: file.stat().st_mtime_ns)


def test_ctrl_y_prints_the_slip_and_asks_why_it_is_printed_once_more(at_work: Clerk) -> None:
    at_work.press("ctrl+y")
    at_work.desk.until(lambda: len(paper(at_work)) == 1, "a slip on paper")
    at_work.desk.wait(text._("Printed: {slip}").partition("{")[0])
    at_work.press("ctrl+y")
    at_work.sees("Slip {number} is out already. Why is it printed once more?")
    at_work.types("torn")
    at_work.press("enter")
    at_work.desk.until(lambda: len(paper(at_work)) == 2, "the second one")
    assert paper(at_work)[0].read_bytes().startswith(b"%PDF")
    store = Store.open(at_work.path)
    order = views.last_printed(store)[0].order
    assert [(one.place, one.reason) for one in views.of_order(store, order)] == [(1, ""), (2, "torn")]
    store.close()


def test_a_printer_that_is_off_leaves_the_slip_to_be_printed(at_work: Clerk) -> None:
    set_up(at_work, "tcp://127.0.0.1:9")
    at_work.press("ctrl+y")
    at_work.desk.wait("tcp://127.0.0.1:9")
    at_work.press("ctrl+d")
    at_work.desk.wait(text._("to be printed"))
    for _step in range(12):
        if text._("printer off") in at_work.desk.text:
            break
        at_work.press("tab")
        at_work.desk.rest(0.2)
    at_work.desk.wait(text._("printer off"))
    at_work.press("enter")
    at_work.presses_digit_of(text._("another printer for this machine"))
    at_work.desk.wait("tcp://127.0.0.1:9")
    at_work.desk.keys("ctrl+u", str(at_work.path.parent / "paper"), "enter")
    at_work.desk.wait(text._("This machine prints there from now on."))
    at_work.press("enter")
    at_work.presses_digit_of(text._("print all that waits"))
    at_work.desk.until(lambda: len(paper(at_work)) == 1, "a slip on paper")
    at_work.desk.wait(text._("Printed: {slip}").partition("{")[0])


def test_keys_are_answered_while_slips_are_printed(at_work: Clerk) -> None:
    language = at_work.language
    numbers = issue(at_work.path, language, SLIPS)
    store, now = Store.open(at_work.path), clock.now()
    who = office.operator(store, at_work.name("clerk"), now=now)
    with store.together():
        for order in numbers:
            printing.ask(store, who, order, language=language, now=now)
    store.close()
    at_work.press("ctrl+d")
    at_work.desk.wait(text._("to be printed"))
    for _step in range(12):
        if text._("waits") in at_work.desk.text and text._("Print no.") in at_work.desk.text:
            break
        at_work.press("tab")
        at_work.desk.rest(0.2)
    at_work.press("enter")
    at_work.presses_digit_of(text._("print all that waits"))
    at_work.desk.until(lambda: paper(at_work), "the first one")
    at_work.desk.keys("f2")
    at_work.sees("Who calls")
    took = []
    while len(paper(at_work)) < SLIPS and len(took) < 40:
        began = time.monotonic()
        at_work.desk.keys("abcdefghij"[len(took) % 10])
        typed = ("abcdefghij" * 5)[: len(took) + 1][-15:]
        at_work.desk.until(lambda typed=typed: typed in at_work.desk.text, typed)
        took.append(time.monotonic() - began)
        at_work.desk.rest(0.03)
    assert len(took) > 5, "there was time to type"
    assert sorted(took)[len(took) // 2] < ANSWERED, took
    at_work.desk.until(lambda: len(paper(at_work)) == SLIPS, "all of them")


def test_a_slip_is_printed_as_soon_as_its_order_is_issued_where_the_machine_is_set_up_so(
    at_work: Clerk,
) -> None:
    set_up(at_work, at_work.path.parent / "paper", "--issued", "yes")
    at_work.press("f2")
    at_work.sees("Who calls")
    at_work.types(at_work.says("zx", "ab"))
    at_work.desk.wait(f"  {at_work.says(*RESIDENTS[0][1])}")
    at_work.press("enter")
    at_work.comes_to("Content", "Caller")
    at_work.fills_in("Content", at_work.says("厨房水龙头漏水", "The kitchen tap leaks"))
    at_work.press("ctrl+s")
    at_work.sees("Issue a work order")
    at_work.press("enter")
    at_work.desk.until(lambda: len(paper(at_work)) == 1, "a slip on paper")
