"""One whole night at two real terminals of 80 x 24 on one register, by keys alone, in Chinese and in English.

The front desk hands over at half past five; a pipe bursts at 22:03; an ordinary call of 23:40 may wait; a customer
does not answer the telephone; a call that nobody was given rings until a key is pressed; the morning takes over with
one objection and writes the slip. The clock of both programs is set as the night goes on, see ``shifted``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from repairdesk import text
from tests.faults.office import ROOT, environment, run
from tests.terminal import shifted
from tests.terminal.clerk import LANGUAGES, ON, RESIDENTS, Clerk, found
from tests.terminal.pty_desk import Desk

ZONE = ZoneInfo("Asia/Shanghai")
WATCH, HANDOVER, TAKE_CALL, HEARD, BACK = "f6", "f7", "f2", "ctrl+g", "esc"
BROOK, YOUNG = RESIDENTS[0][1], RESIDENTS[1][1]


class Post(Clerk):
    """Somebody at one of the two posts, whose program goes by the night's clock."""

    def __init__(self, desk: Desk, path: Path, language: str, clock: Path) -> None:
        super().__init__(desk, path, language)
        self.clock = clock

    def command(self, *words: str) -> list[str]:
        """The command line on the same register, at the same time."""
        return [*_program(self.clock), "--db", str(self.path), *words]

    def asks(self, *words: str) -> Any:
        """What a script is told."""
        told = run(self.command(*words, "--json"))
        assert told.returncode == 0, told.stderr
        return json.loads(told.stdout)

    def takes_over(self) -> None:
        """Ctrl+S and Enter: all that is left."""
        self.press("ctrl+s")
        self.sees("Take over all that is left from {name}: {n}?")
        self.press(ON)

    def logs_by_night(self, letters: str, who: str, content: str) -> str:
        """The four fields, in front of the night watch."""
        self.press(WATCH)
        self.desk.until(lambda: self.screen == text._("Night watch") or self.rings, "the night watch")
        self.press(TAKE_CALL)
        self.comes_to("Room or place")
        self.types(letters)
        self.desk.wait(f"  {who}")
        self.press(ON)
        self.comes_to("What happened")
        self.types(content)
        self.sees("Taken as: {parts}")
        self.press(ON)
        return self.sees("Call {number} is in the register")["number"]

    def moves_to(self, words: str) -> None:
        """Down the board to the line that says this."""
        for _line in range(6):
            self.desk.rest()
            if words in self.desk.text:
                return
            self.press("down")
        raise AssertionError(f"no line says {words!r}:\n{self.desk.text}")

    @property
    def rings(self) -> bool:
        """Whether the first line says so."""
        return text._("Heard") in self.desk.lines[0] and "^G" in self.desk.lines[0]

    def bells(self, times: int) -> int:
        """How often the bell rings while it should so many times; the one that ends a notification is none."""
        before = len(self.desk.bytes)
        for _ring in range(times):
            shifted.set_to(self.clock, shifted.shown_by(self.clock) + timedelta(seconds=11))
            end = time.monotonic() + 1.5
            while time.monotonic() < end:
                self.desk.rest(0.2)
        heard = self.desk.bytes[before:]
        return heard.count(b"\a") - heard.count(b"\x1b]")


def _program(clock: Path) -> list[str]:
    return [sys.executable, "-m", "tests.terminal.shifted", str(clock)]


@contextmanager
def both_posts(folder: Path, language: str) -> Iterator[tuple[Post, Post]]:
    """The clerk and the operator, each at a terminal of his own."""
    path, clock = folder / "desk.db", folder / "clock"
    found(path, language, now=_moment("17:00"), zone=str(ZONE))
    shifted.set_to(clock, _moment("17:20"))
    command = [*_program(clock), "--db", str(path), "--lang", language]
    before = text.language()
    text.set_language(language)
    quiet = {**environment(), "XDG_DATA_HOME": str(folder)}
    try:
        with (
            Desk(command, cwd=ROOT, env=quiet, patience=20) as desk,
            Desk(command, cwd=ROOT, env=quiet, patience=20) as room,
        ):
            clerk, operator = (Post(each, path, language, clock) for each in (desk, room))
            yield clerk, operator
            for each in (desk, room):
                each.keys("ctrl+q")
                assert each.end() == 0
    finally:
        text.set_language(before)


def _moment(at: str) -> datetime:
    """A time of that night: from noon on of the second of March, before it of the third."""
    clock = datetime.strptime(at, "%H:%M").replace(tzinfo=ZONE)
    return clock.replace(year=2026, month=3, day=2 if clock.hour >= 12 else 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_night_from_half_past_five_to_nine(tmp_path: Path, language: str) -> None:
    with both_posts(tmp_path, language) as (clerk, operator):
        one_night(clerk, operator)


def one_night(clerk: Post, operator: Post) -> None:
    def it_is(at: str) -> None:
        shifted.set_to(clerk.clock, _moment(at))

    # The front desk hands over.
    clerk.signs_on("clerk")
    brook, young = clerk.says(*BROOK), clerk.says(*YOUNG)
    tap = clerk.says("厨房水龙头漏水", "The kitchen tap leaks")
    day_call = clerk.takes_a_call(clerk.says("zx", "ab"), brook, tap, clerk.says("水工", "plumbing"))
    clerk.sends("plumbing")
    it_is("17:25")
    clerk.hears_that_he_is_there()
    clerk.asks_whether_he_is_there(brook)
    it_is("17:28")
    clerk.press(HANDOVER)
    clerk.sees("{shift}: this is what Ctrl+S hands over now")
    clerk.press("ctrl+s")
    clerk.sees("Hand this shift over as it stands now?")
    clerk.types(clerk.says("水表房有水声", "Water is heard in the meter room"))
    clerk.press(ON)
    clerk.sees("Handed over. Whoever comes now takes it over with F7; Ctrl+Y prints it.")

    it_is("17:31")
    operator.desk.rest(1)  # who sits there by night stands first then, and has the digit 1
    operator.signs_on("operator", "{name} works here now: {post}. F7 takes over the shift that waits")
    operator.press(HANDOVER)
    operator.desk.wait(clerk.says("水表房有水声", "Water is heard in the meter room"))
    operator.takes_over()
    operator.sees("All of it is taken over from {name}", name=clerk.name("clerk"))

    # A pipe bursts; the front desk's terminal shows it within a second.
    it_is("22:03")
    pipe = operator.says("厨房水管爆了，水漫到客厅", "A pipe has burst, water everywhere")
    emergency = operator.logs_by_night("301", young, pipe)
    began = time.monotonic()
    clerk.goes_back_to_the_board()
    clerk.desk.wait(pipe[:6])
    assert time.monotonic() - began < 5
    operator.press("2")
    operator.sees("Noted: {name} has been told.", name=operator.name("supervisor"))
    operator.press(BACK)
    operator.desk.until(lambda: operator.screen == text._("Issue a work order"), "whom to send")
    operator.sends("plumbing")
    it_is("22:12")
    operator.press(ON)
    operator.comes_to("Arrived")
    operator.press(ON)
    operator.sees("Arrival recorded on {number}", number=emergency)
    operator.desk.wait(pipe[:6])  # the figures beside it were painted anew, and cut nothing

    # The customer does not answer, and does the second time.
    it_is("22:17")
    operator.press(ON)
    operator.sees("Ask: is {technician} there, how is it going?", "S000-I-11")
    operator.presses_digit_of(text._("not reached"))
    operator.press("ctrl+s")
    operator.sees("{who} was not reached: {attempt} is noted.", who=young)
    it_is("22:19")
    operator.presses_digit_of(text._("he is there"))
    operator._has_answered(young, "he is there")

    # An ordinary call may wait; it stands on the list for the morning.
    it_is("23:40")
    lamp = operator.says("客厅灯不亮", "The living-room lamp is dark")
    waiting = operator.logs_by_night(operator.says("zx", "ab"), brook, lamp)
    operator.presses_digit_of(text._("It may wait for the day shift; the caller agrees"))
    operator.sees("Call {number} waits until {time}", number=waiting)

    # Nobody was given this one: it rings at both posts until a key is pressed, and says by whom.
    it_is("00:10")
    socket = operator.says("卧室插座没电", "No power in the bedroom")
    forgotten = operator.logs_by_night("301", young, socket)
    operator.desk.rest()
    operator.press(BACK)
    it_is("00:26")
    operator.desk.until(lambda: operator.rings, "the alarm")
    assert operator.bells(3) >= 3
    clerk.desk.until(lambda: clerk.rings, "the alarm at the other post")
    operator.press(HEARD)
    operator.desk.until(lambda: not operator.rings, "silence")
    clerk.desk.until(lambda: not clerk.rings, "silence at the other post")
    assert operator.bells(2) == 0
    heard = operator.asks("alarm", "list", "--heard", "2026-03-02 17:30")
    assert {(each["by"], each["post"]) for each in heard if each["call"] == forgotten} == {
        (operator.name("operator"), "monitoring_room")
    }

    # The morning: handed over, taken over with one objection, the slip written.
    it_is("08:56")
    operator.press(HANDOVER)
    operator.sees("{shift}: this is what Ctrl+S hands over now")
    operator.press("ctrl+s")
    operator.sees("Hand this shift over as it stands now?")
    operator.press(ON)
    operator.sees("Handed over. Whoever comes now takes it over with F7; Ctrl+Y prints it.")
    it_is("09:01")
    clerk.press(HANDOVER)
    clerk.sees("handed over by {name} at {time}", name=clerk.name("operator"))
    clerk.press("ctrl+x")
    clerk.sees("Objection")
    wrong = clerk.says("没有写是谁关的总阀", "It does not say who closed the valve")
    clerk.types(wrong)
    clerk.press(ON)
    clerk.sees("Taken over with your objection. Left: {n}")
    clerk.takes_over()
    clerk.sees("All of it is taken over from {name}", name=clerk.name("operator"))
    sheet = clerk.asks("handover", "show")
    assert (sheet["state"], sheet["accepted_by"]) == ("accepted", clerk.name("clerk"))
    assert [line["objection"] for line in sheet["lines"] if line["objection"]] == [wrong]
    assert {day_call, emergency, waiting, forgotten} <= {line["call"] for line in sheet["lines"]}

    clerk.goes_back_to_the_board()
    clerk.press("home")
    clerk.moves_to(text._("Enter: write the slip of the night job"))
    clerk.press(ON)
    clerk.sees("{room}: the night job's slip is written, with its night times", room="2-1-301")
    clerk.press(ON)
    clerk.sees("Slip written for {number}", number=emergency)

    card = clerk.asks("call", "show", emergency)
    assert (card["origin"], card["post"]) == ("night", "monitoring_room")
    assert [each["answer"] for each in card["callbacks"]] == ["unreachable", "there"]
    examined = run(clerk.command("doctor"))
    assert (examined.returncode, examined.stdout, examined.stderr) == (0, "", "")
