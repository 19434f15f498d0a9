"""Two posts at two terminals on one file, with two hundred clocks running: what one does, the other sees and heeds."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from repairdesk import clock, text
from repairdesk.desk import calls, office, orders
from repairdesk.models.doctor import doctor
from repairdesk.models.store import Store
from repairdesk.screens.actions import ALL
from repairdesk.views.board import board_row
from repairdesk.views.call_card import call_card
from repairdesk.views.steps import steps
from tests.faults.office import ROOT, environment
from tests.terminal.clerk import EMPTY, LANGUAGES, ON, PEOPLE, RESIDENTS, SAVE, TAKE_CALL, Clerk, found
from tests.terminal.pty_desk import Desk

LINES = 200
SEEN_WITHIN = 1.0
"""Seconds from the moment when one post reads that it is saved until the other post reads what."""
NOTE = "Note, for example that the customer called again"
JOBS = (
    ("甲户漏水", "Leak at A"),
    ("乙户漏水", "Leak at B"),
    ("丙户漏水", "Leak at C"),
    ("丁户漏水", "Leak at D"),
)


def fill(path: Path, language: str) -> list[str]:
    """Two hundred open lines, the first few with somebody on the way. Returns the numbers of these."""
    mine, now = LANGUAGES.index(language), clock.now()
    store = Store.open(path)
    who = office.operator(store, PEOPLE["clerk"][mine], now=now)
    room, names, phone = RESIDENTS[0]

    def call(content: str, at: datetime) -> str:
        form = calls.NewCall(kind="repair", room=room, caller=names[mine], phone=phone, content=content)
        return calls.log(store, who, form, now=at).number

    with store.together():
        early = [call(names[mine], now - timedelta(minutes=6, seconds=-n)) for n, names in enumerate(JOBS)]
        for number in early:
            sent = now - timedelta(minutes=5)
            orders.issue(store, who, number, technician=PEOPLE["plumbing"][mine], now=sent)
        for n in range(LINES - len(JOBS)):
            call(("房门异响", "The door creaks")[mine], now - timedelta(seconds=n % 60))
    store.close()
    return early


@pytest.fixture(params=LANGUAGES)
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Clerk, Clerk, list[str]]]:
    """The front desk and the monitoring room, and the first few calls of their board."""
    path, language = tmp_path / "desk.db", request.param
    found(path, language)
    numbers = fill(path, language)
    command = [sys.executable, "-m", "repairdesk", "--db", str(path), "--lang", language]
    before = text.language()
    text.set_language(language)
    try:
        with ExitStack() as stack:
            posts = []
            for job in ("clerk", "operator"):
                post = Clerk(stack.enter_context(Desk(command, cwd=ROOT, env=environment())), path, language)
                post.signs_on(job)
                posts.append(post)
            yield posts[0], posts[1], numbers
            for post in posts:
                post.desk.keys("ctrl+q")
                assert post.desk.end() == 0
        assert list(doctor(path)) == []
    finally:
        text.set_language(before)


def test_what_one_post_does_the_other_sees_within_a_second(two: tuple[Clerk, Clerk, list[str]]) -> None:
    one, other, _numbers = two
    took = []
    for chinese, english in JOBS:
        leak = one.says(chinese, english)
        one.desk.keys("home")
        one.sees("Enter: the technician reports that he has arrived")
        other.desk.wait(leak)
        assert text.word("on_site") not in other.desk.line_with(leak)
        one.press(ON)
        one.comes_to("Arrived")
        one.press(ON)
        one.sees("Arrival recorded on {number}")
        began = time.monotonic()
        other.desk.until(lambda leak=leak: text.word("on_site") in other.desk.line_with(leak), "the arrival")
        took.append(time.monotonic() - began)
        one.desk.wait(text._("Board"))
    assert median(took) < SEEN_WITHIN, took


def test_both_at_one_line_the_second_sees_the_difference_and_decides(
    two: tuple[Clerk, Clerk, list[str]],
) -> None:
    one, other, numbers = two
    call = numbers[-1]
    for first, second, decides in (("ALPHA", "BETA", "1"), ("GAMMA", "DELTA", "2")):
        for post, words in ((one, first), (other, second)):
            opens_a_note(post, call)
            post.types(words)
        one.press(ON)
        one.sees("Noted on {number}", number=call)
        other._own.add(first)
        other.sees("{name} ({post}) is at call {number} too: {what}.", name=one.name("clerk"), number=call)
        other.press(ON)
        other.sees("Not saved yet: call {number} was changed while you were at it.", number=call)
        assert first in other.desk.text
        other.press(decides)
        if decides == "1":
            other.sees("Noted on {number}", number=call)
        else:
            other.sees("The job")
            other.press("end")
            other.desk.wait(first)
            other.press("esc")
            other.desk.wait(second)
            other.sees("Not saved. What you typed stays as it is.")
            other.press("esc")
        for post in (one, other):
            post.goes_back_to_the_board()
    store = Store.open(one.path)
    timeline = call_card(store, call, clock.now()).timeline
    store.close()
    notes = [entry.remark for entry in timeline if entry.what == "note.written"]
    assert notes == ["ALPHA", "BETA", "GAMMA"]


def test_calls_taken_at_both_posts_at_once_have_numbers_of_their_own(
    two: tuple[Clerk, Clerk, list[str]],
) -> None:
    taken = []
    for _round in range(2):
        for post in two[:2]:
            post.press(TAKE_CALL)
            post.sees("Who calls")
            post.types("0101")
            post.desk.wait(f"  {post.says(*RESIDENTS[0][1])}")
            post.press(ON)
            post.comes_to("Content")
            post.types(post.says("门锁坏了", "The lock is broken"))
        for post in two[:2]:
            post.press(SAVE)
        for post in two[:2]:
            taken.append(newly_saved(post, taken))
            post.goes_back_to_the_board()
    assert len(set(taken)) == len(taken)
    assert max(taken) == f"{taken[0][:6]}{LINES + len(taken):06d}"


def newly_saved(post: Clerk, taken: list[str]) -> str:
    """The number of the call that has just been saved, told in the place where the last one may still stand."""
    message = re.compile(
        re.escape(text._("Call {number} is in the register")).replace(r"\{number\}", r"(\d{12})")
    )
    found: list[str] = []

    def another() -> bool:
        found[:] = [number for number in message.findall(post.desk.text) if number not in taken]
        return bool(found)

    post.desk.until(another, "the number of a new call")
    return found[0]


def opens_a_note(post: Clerk, call: str) -> None:
    """By way of the register: the card of a call, all that can be done about it, a note."""
    post.goes_back_to_the_board()
    post.press("f9")
    post.comes_to("Search")
    post.press(EMPTY)
    post.types(call[-6:])  # all twelve at one go would be a scanner's
    post.sees("Lines: {n}", n="1")
    post.press(ON)
    post.sees("The job")
    post.press("space")
    store = Store.open(post.path)
    row, known = board_row(store, call, clock.now()), steps(store, call, clock.now())
    titles = [action.title for action in ALL if action.fits(row, known)]
    store.close()
    post.sees(titles[0])
    post.press(*["down"] * titles.index(NOTE), ON)
    box = re.compile(rf"{text._('Note')} +>")
    post.desk.until(lambda: box.search(post.desk.text), "the box of the note")
