"""Five whole jobs at a real terminal of 80 x 24, by keys alone, in Chinese and in English, and what a script is told.

Counted are the keys that lead on. What is typed because nobody else knows it (letters of a name, what is broken,
times, the last digits of the slip) is not. The jobs are written up after they happened, so that none has to be waited
for: each time that is typed costs the way to its field, which in the middle of the day nobody has to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.clerk import GARDEN, LANGUAGES, RESIDENTS, Clerk, at_the_desk


@pytest.fixture(params=LANGUAGES)
def clerk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clerk]:
    """The clerk of a small office has signed on."""
    with at_the_desk(tmp_path / "desk.db", request.param) as clerk:
        clerk.signs_on("clerk")
        yield clerk


def test_a_paid_repair_from_the_telephone_to_the_strike_off(clerk: Clerk) -> None:
    brook, tap = clerk.says(*RESIDENTS[0][1]), clerk.says("厨房水龙头漏水", "The kitchen tap leaks")
    fitting = clerk.says("ghs", "tf"), "30.00"

    call = clerk.takes_a_call(
        clerk.says("zx", "ab"), brook, tap, clerk.says("水工", "plumbing"), Received="-13"
    )
    clerk.tells_the_price(*fitting)
    order = clerk.sends("plumbing", Sent="-13")
    clerk.asks_whether_he_is_there(brook, since="-9")
    clerk.takes_the_slip(order, finished="-2")
    clerk.adds_a_line(*fitting)
    clerk.chooses("Signed by", brook)
    clerk.chooses("Money", "paid to the technician")
    clerk.has_the_slip_in(order, paid=True)
    clerk.asks_for_the_opinion(brook)
    clerk.gives_finance_its_copy()
    clerk.strikes_off(call)
    clerk.finds_again(clerk.says("漏水", "leaks"), call)

    card = clerk.has_closed(call)
    assert [(each["total"], each["paid"]) for each in card["orders"]] == [("30.00", "30.00")]
    assert card["callbacks"][-1]["answer"] == "satisfied"
    assert clerk.keys == 51


def test_an_unfinished_repair_is_sent_for_again(clerk: Clerk) -> None:
    young, socket = clerk.says(*RESIDENTS[1][1]), clerk.says("卧室插座没电", "No power in the bedroom")

    call = clerk.takes_a_call("4321", young, socket, clerk.says("电工", "electric"), Received="-40")
    first = clerk.sends("electric", Sent="-39")
    clerk.hears_that_he_is_there("-30")
    clerk.asks_whether_he_is_there(young)
    clerk.takes_the_slip(first, finished="-20")
    clerk.chooses("Result", "not finished")
    clerk.fills_in("Why not", clerk.says("缺空气开关", "The breaker is not in stock"))
    clerk.fills_in("Plan", clerk.says("取件后更换", "Fetch one and fit it"))
    clerk.fills_in("Next visit", "+30")
    clerk.chooses("Signed by", young)
    clerk.has_the_slip_in(first)
    clerk.asks_about_the_plan(young)

    clerk.goes_on_with("Enter: choose a technician and issue the work order")
    second = clerk.sends("electric")
    clerk.goes_on_with("Enter: the technician reports that he has arrived", "Arrived")
    clerk.press("enter")
    clerk.sees("Arrival recorded on {number}", number=call)
    clerk.takes_the_slip(second, finished="-0")
    clerk.chooses("Signed by", young)
    clerk.has_the_slip_in(second)
    clerk.asks_for_the_opinion(young)
    clerk.strikes_off(call)

    card = clerk.has_closed(call)
    assert [(each["number"], each["result"]) for each in card["orders"]] == [
        (first, "unfinished"),
        (second, "finished"),
    ]
    assert clerk.keys == 57


def test_a_matter_is_answered_by_its_department(clerk: Clerk) -> None:
    young, theft = clerk.says(*RESIDENTS[1][1]), clerk.says("电动车被偷了", "Her bicycle was stolen")

    call = clerk.takes_a_call("301", young, theft, clerk.says("报失", "Lost property"))
    clerk.sees("Tell {department}", department=clerk.says("秩序部", "the security department"))
    clerk.press("enter")
    clerk.sees("The department has been told of {number}", number=call)
    clerk.goes_on_with("Enter: the matter has been answered", "Answered")
    clerk.types(clerk.says("已查看监控并陪同报警", "Looked at the cameras, went to the police with her"))
    clerk.press("enter", "enter")
    clerk.sees("The answer is recorded on {number}", number=call)
    clerk.goes_on_with("Enter: call the customer: is he satisfied?")
    clerk.asks_for_the_opinion(young, matter=True)
    clerk.strikes_off(call)

    card = clerk.has_closed(call)
    assert (card["kind"], card["matter_kind"], card["orders"]) == ("matter", "lost_property", [])
    assert clerk.keys == 14


def test_a_lamp_in_the_public_area_is_checked_by_the_officer(clerk: Clerk) -> None:
    garden, lamp = clerk.says(*GARDEN), clerk.says("路灯不亮", "The street lamp is broken")
    passer = clerk.says("路过的张先生", "A passer-by")
    about = {"Caller": passer, "Telephone": "13900001111", "Where exactly": clerk.says("南门", "South gate")}

    call = clerk.takes_a_call(clerk.says("花园", "ga"), garden, lamp, clerk.says("电工", "electric"), **about)
    order = clerk.sends("electric")
    clerk.hears_that_he_is_there()
    clerk.takes_the_slip(order, finished="-0")
    clerk.has_the_slip_in(order)
    clerk.asks_for_the_opinion(passer)
    clerk.checks_as_officer()
    clerk.strikes_off(call)

    card = clerk.has_closed(call)
    assert card["place"] == "public_area"
    assert card["callbacks"][-1]["answer"] == "satisfied"
    assert clerk.keys == 33


def test_a_burst_pipe_of_last_night_is_written_up_in_the_morning(clerk: Clerk) -> None:
    brook, pipe = (
        clerk.says(*RESIDENTS[0][1]),
        clerk.says("卫生间水管爆裂", "A pipe has burst in the bathroom"),
    )

    call = clerk.takes_a_call("0101", brook, pipe, clerk.says("水工", "plumbing"), Received="2340")
    order = clerk.sends("plumbing", Sent="2342")  # by word of mouth
    clerk.hears_that_he_is_there("2355")
    clerk.goes_on_with("Enter: write the slip of the night job")
    clerk.sees("{room}: the night job's slip is written, with its night times", room="1-1-101")
    clerk.press("enter")
    clerk.sees("Slip written for {number}", number=call)
    clerk.takes_the_slip(order, finished="0030")
    clerk.has_the_slip_in(order)
    clerk.asks_for_the_opinion(brook)
    clerk.checks_as_officer()
    clerk.strikes_off(call)

    card = clerk.has_closed(call)
    assert (card["origin"], card["received_at"][11:16], card["finished_at"][11:16]) == (
        "night",
        "23:40",
        "00:30",
    )
    assert all(each["state"] == "met" for each in card["clocks"] if each["limit"] == "arrival")
    assert clerk.keys == 39
