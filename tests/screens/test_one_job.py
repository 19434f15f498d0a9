"""The keys of one whole job, from the ring of the telephone to the strike-off.

A repair at home, free, by day. Counted are the keys that are pressed to get on (function keys, Enter, digits that
choose, Ctrl+S); what is typed because nobody else knows it (four digits of the caller's number, what is broken,
two times from the slip) is counted by itself.

    the telephone rings     F2                                      1
    who is it               0101 Enter                              1  + 4 typed
    what is broken          the words; trade and urgency follow     0  + the words
    into the register       Ctrl+S                                  1
    who goes                Enter: the best is proposed             1
                                                                   --
    taken and sent                                                  4

    the first callback      Enter on the board, 1 he is there, ^S   3
    the slip is back        Enter on the board, when it was done,
                            Enter Enter Enter, 1 he signed, ^S      6  + 4 typed
    the second callback     Enter on the board, 1 satisfied, ^S     3
    struck off              Enter on the board, Enter               2
                                                                   --
    the whole job                                                  18  + 8 typed, and the words

The board's cursor stays on the line, so that Enter is always the next thing to do about it.
"""

from __future__ import annotations

from repairdesk import clock
from repairdesk.views.board import board
from repairdesk.views.call_card import call_card
from tests.screens.small_office import NOW, Written, at, play


class Counted:
    """Presses keys, and counts those that only lead on."""

    def __init__(self, press) -> None:
        self._press, self.count = press, 0

    async def on(self, *keys: str) -> None:
        """Keys that lead on."""
        self.count += len(keys)
        await self._press(*keys)

    async def type(self, words: str) -> None:
        """What only the caller or the paper knows."""
        await self._press(Written(words))


def test_a_call_is_taken_and_sent_with_four_keys(small_office):
    desk = small_office

    async def script(app, press):
        keys = Counted(press)
        await keys.on("f2")
        await keys.type("0101")
        await keys.on("enter")
        await keys.type("厨房水龙头漏水")
        await keys.on("ctrl+s", "enter")
        assert keys.count == 4
        assert app.screen is app.area("board")

    play(desk, script)
    (row,) = board(desk.store, NOW).rows
    assert (row.room, row.caller, row.phone) == ("1-1-101", "赵㬎", "13800000101")
    assert (row.trade, row.urgency, row.technician, row.next) == (
        "plumbing",
        "routine",
        "王强",
        "await_arrival",
    )


def test_the_whole_job_takes_eighteen(small_office, monkeypatch):
    desk = small_office
    counts: dict[str, int] = {}

    def it_is(time: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: at(time))

    async def script(app, press):
        keys = Counted(press)

        def done(step: str) -> None:
            counts[step] = keys.count - sum(counts.values())

        await keys.on("f2")
        await keys.type("0101")
        await keys.on("enter")
        await keys.type("厨房水龙头漏水")
        await keys.on("ctrl+s", "enter")
        done("taken and sent")

        it_is("10:44")
        app.screen.read_board()
        await keys.on("enter", "1", "ctrl+s")
        done("first callback")
        await press("escape")
        assert app.screen is app.area("board")

        it_is("11:30")
        app.screen.read_board()
        assert app.screen.row.next == "take_return"
        await keys.on("enter")
        await keys.type("1115")  # finished; the arrival is known from the callback
        await keys.on("enter", "enter", "enter", "1", "ctrl+s")  # result, no lines, signed by the caller
        done("slip taken in")

        await press("escape")
        app.screen.read_board()
        assert app.screen.row.next == "callback"
        await keys.on("enter", "1", "ctrl+s")
        done("second callback")

        await press("escape")
        app.screen.read_board()
        assert app.screen.row.next == "close"
        await keys.on("enter", "enter")
        done("struck off")

    play(desk, script)
    steps = {
        "taken and sent": 4,
        "first callback": 3,
        "slip taken in": 6,
        "second callback": 3,
        "struck off": 2,
    }
    assert counts == steps
    assert not board(desk.store, at("11:30")).rows
    assert call_card(desk.store, "260302000001", at("11:30")).state == "closed"
