"""What is a scan and what is typing, by the times of the keys alone."""

from __future__ import annotations

import pytest

from repairdesk.screens.scanner import BY_HAND, FIRST, STALL, Heard, Typed, hear

NUMBER = "261122500037"
CR = "enter"


def keys(characters: str, gap: float, *more: str, start: float = 10.0) -> list[Typed]:
    """Characters one after the other, then keys by name."""
    named = [*((char, char) for char in characters), *((name, None) for name in more)]
    return [Typed(name, char, start + at * gap) for at, (name, char) in enumerate(named)]


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.005, 0.02, 0.03])
@pytest.mark.parametrize("end", ["enter", "ctrl+j"])
def test_twelve_digits_and_enter_at_a_scanners_pace(gap, end):
    waiting = keys(NUMBER, gap, end)
    assert hear(waiting, [], waiting[-1].time) == Heard(number=NUMBER, keys=13)


def test_digits_of_an_input_method_set_to_full_width_are_digits():
    wide = "".join(chr(ord(char) - ord("0") + ord("０")) for char in NUMBER)
    assert hear(keys(wide, 0.005, CR), [], 11).number == NUMBER


def test_keys_behind_a_scan_are_left_where_they_are():
    assert hear([*keys(NUMBER, 0.005, CR), Typed("a", "a", 10.2)], [], 11).keys == 13


@pytest.mark.parametrize(
    "waiting",
    [
        keys(NUMBER, 0.031, CR),  # each a little too slow
        keys(NUMBER, 0.15, CR),  # by hand
        keys(NUMBER[1:], 0.005, CR),  # a telephone number pasted where a paste is typed
        keys(NUMBER + "1", 0.005, CR),
        keys(NUMBER, 0.005, "tab"),
        keys(NUMBER[:6] + "-" + NUMBER[6:], 0.005, CR),
        [*keys(NUMBER[:5], 0.005), *keys(NUMBER[5:], 0.005, CR, start=10.02 + STALL + 0.001)],
        keys("x", 0.005),
        keys("", 0.005, CR),
        [],
    ],
)
def test_what_is_typing(waiting):
    assert hear(waiting, [], 20) == BY_HAND


def test_the_end_of_a_longer_row_of_digits_is_no_scan():
    waiting = keys(NUMBER, 0.001, CR)
    near, far = (Typed("1", "1", 10 - pause) for pause in (FIRST, FIRST + 0.001))
    assert hear(waiting, [near], 11) == BY_HAND
    assert hear(waiting, [far], 11) == Heard(number=NUMBER, keys=13)


def test_a_scan_in_the_midst_of_typing():
    waiting = keys(NUMBER, 0.001, CR)
    assert hear(waiting, [Typed("x", "x", 9.999)], 11) == Heard(number=NUMBER, keys=13)


@pytest.mark.parametrize("early", range(1, 12))
def test_what_passed_as_typing_in_a_stall_is_taken_back(early):
    whole = keys(NUMBER, 0.02, CR)
    late = [key._replace(time=key.time + 0.3) for key in whole[early:]]
    assert hear(late, whole[:early], 11) == Heard(number=NUMBER, keys=13 - early, back=early)
    hand = Typed("7", "7", 9.9)
    assert hear(late, [hand, *whole[:early]], 11).back == early


def test_a_digit_typed_by_hand_waits_forty_milliseconds_and_no_longer():
    (one,) = keys("1", 0)
    assert hear([one], [], 10).wait == pytest.approx(0.04)
    assert hear([one], [], 10.03).wait == pytest.approx(0.01)
    assert hear([one], [], 10.04) == BY_HAND
    second = Typed("2", "2", 10.12)
    assert hear([second], [one], 10.12).wait == pytest.approx(0.04)


@pytest.mark.parametrize("gap", [0.001, 0.02, 0.03])
def test_a_scan_is_waited_for_to_its_end(gap):
    waiting = keys(NUMBER, gap, CR)
    for count in range(1, len(waiting)):
        assert hear(waiting[:count], [], waiting[count].time).wait > 0
