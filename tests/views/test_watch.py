"""The night watch as a question: which line comes first, what rings, what waits for the morning, when it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from repairdesk.desk import alarms, callbacks, calls, orders
from repairdesk.views.board import board
from repairdesk.views.watch import Watch, watch
from tests.desk.conftest import Office, at

NIGHT = "2026-03-02 22:20"


def seen(desk: Office, when: str) -> Watch:
    return watch(desk.store, at(when))


def test_the_most_urgent_line_comes_first(desk: Office) -> None:
    here = replace(desk, now=at(NIGHT))
    late = here.log("21:50")
    soon = here.log("22:10")
    emergency = here.log("22:15", urgency="emergency")
    waits_longer = here.log("22:19", kind="matter", matter_kind="complaint", content="噪音")
    no_clock = here.log("22:00", kind="matter", matter_kind="complaint", content="问")
    calls.answer(here.store, here.clerk, no_clock, result="已答", at=at("22:02"), now=here.now)
    slip = here.log("09:30")
    order = here.issue(slip, "09:32")
    here.done(slip, order)
    rows = seen(here, NIGHT).rows
    assert [one.row.call for one in rows] == [emergency, late, soon, waits_longer, slip, no_clock]
    assert {one.row for one in rows} == set(board(here.store, at(NIGHT)).rows), "the board's own rows"


def test_nothing_changes_before_it_says(desk: Office) -> None:
    here = replace(desk, now=at(NIGHT))
    call = here.log("22:00")
    moment, end = at("22:00"), at("2026-03-03 15:00")
    turns = 0
    while moment < end:
        read = watch(here.store, moment)
        assert read.changes_at is not None
        assert read.changes_at > moment
        just_before = watch(here.store, read.changes_at - timedelta(seconds=1))
        assert (just_before.ringing, just_before.morning, just_before.post) == (
            read.ringing,
            read.morning,
            read.post,
        )
        assert [one.row.clock_state for one in just_before.rows] == [one.row.clock_state for one in read.rows]
        moment, turns = read.changes_at, turns + 1
    assert turns < 20
    assert [one.call for one in read.ringing] == [call] * len(read.ringing)


def test_what_rings_stands_beside_its_line_and_all_together_by_time(desk: Office) -> None:
    here = replace(desk, now=at(NIGHT))
    first, second = here.log("22:03"), here.log("22:00")
    found = seen(here, NIGHT)
    assert [(one.call, one.limit) for one in found.ringing] == [
        (second, "technician_named"), (first, "technician_named"), (second, "arrival"), (first, "arrival"),
    ]  # fmt: skip
    assert {(one.row.call, len(one.ringing)) for one in found.rows} == {(first, 2), (second, 2)}
    (warned,) = (one for one in seen(here, "22:17").ringing if one.limit == "arrival" and one.call == first)
    assert (warned.stage, warned.since, warned.due) == ("warning", at("22:13"), at("22:18"))
    assert warned.limit_title is not None
    assert (warned.room, warned.content, warned.limit_title.en) == ("3-2-1201", "厨房漏水", "Arrival")


def test_what_was_heard_is_of_the_present_shift(desk: Office) -> None:
    here = replace(desk, now=at("17:29:59"))
    here.log("17:00")
    assert alarms.answer_all(here.store, here.clerk, now=here.now) > 0
    assert {one.who for one in watch(here.store, here.now).heard} == {"李前台"}
    at_night = watch(here.store, at("17:30:00"))
    assert at_night.heard == ()
    assert at_night.post == "monitoring_room"
    assert at_night.ringing == (), "what the day has heard does not ring for the night"


def test_the_morning_list(desk: Office) -> None:
    here = replace(desk, now=at("2026-03-03 08:00"))
    s, who, now = here.store, here.person("周夜班"), here.now
    unsent, agreed, sent, promised, by_day, public = (
        here.log(when) for when in ("22:00", "22:01", "22:02", "22:03", "17:00", "22:05")
    )
    for call in (agreed, sent, promised, by_day, public):
        here.issue(call, "22:10")
    tomorrow = at("2026-03-03 10:00")
    calls.agree_appointment(s, who, agreed, for_=tomorrow, at=at("22:12"), now=now)
    callbacks.record(
        s,
        who,
        promised,
        kind="arrival",
        answer="not_there",
        at=at("22:30"),
        promised=at("2026-03-03 09:30"),
        now=now,
    )
    callbacks.record(
        s,
        who,
        by_day,
        kind="arrival",
        answer="not_there",
        at=at("22:31"),
        promised=at("2026-03-03 09:00"),
        now=now,
    )
    found = {row.call for row in seen(here, "2026-03-03 08:00").morning}
    assert found >= {unsent, agreed, promised, by_day}
    assert {row.call for row in seen(here, "2026-03-03 09:00").morning} == found, (
        "what it finds when it begins"
    )
    callbacks.record(s, who, by_day, kind="arrival", answer="there", at=at("22:50"), now=now)
    assert by_day not in {row.call for row in seen(here, "2026-03-03 08:00").morning}


def test_a_slip_to_be_written_waits_for_the_morning_until_it_is(desk: Office) -> None:
    here = replace(desk, now=at("2026-03-03 08:00"))
    call = here.log("22:00")
    order = here.issue(call, "22:05")
    orders.arrive(here.store, here.clerk, order, at=at("22:12"), now=here.now)
    assert [row.call for row in watch(here.store, here.now).morning] == [call]
    opened = replace(here, now=at("2026-03-03 09:10"))
    assert [row.call for row in watch(opened.store, opened.now).morning] == [call]
    orders.write_slip(opened.store, opened.clerk, call, now=opened.now)
    assert watch(opened.store, opened.now).morning == ()


def test_an_emergency_rings_before_what_has_rung_longer(desk: Office) -> None:
    here = replace(desk, now=at("2026-03-02 22:40"))
    tap = here.log("22:00")
    lift = here.log("22:20", content="有人被困在电梯里", urgency="emergency")
    assert [one.call for one in watch(here.store, here.now).ringing] == [lift, lift, tap, tap]
    alarms.answer(here.store, here.person("周夜班"), lift, now=here.now)
    assert [one.call for one in watch(here.store, here.now).ringing] == [tap, tap]


def test_an_empty_register_changes_at_the_end_of_the_shift(desk: Office) -> None:
    found = seen(desk, "2026-03-21 08:59:59")
    assert (found.rows, found.ringing, found.morning, found.heard) == ((), (), (), ())
    assert found.changes_at == at("2026-03-21 09:00:00")
    assert seen(desk, "2026-03-21 09:00:00").changes_at == at("2026-03-21 17:30:00")
