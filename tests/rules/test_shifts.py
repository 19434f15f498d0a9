"""When the posts relieve each other: to the second, at midnight, at the end of a month, over New Year and 29 February."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repairdesk.rules.shifts import (
    border_after,
    border_before,
    borders,
    nearest_border,
    shift,
    shift_ending,
)
from repairdesk.rules.worktime import Hours

HOURS = Hours()
DAY, NIGHT = "front_desk", "monitoring_room"


def at(wall: str) -> datetime:
    return HOURS.instant(datetime.fromisoformat(wall))


def wall(moment: datetime) -> str:
    return f"{HOURS.local(moment):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("now", "post", "begins", "ends"),
    [
        ("2026-03-02 08:59:59", NIGHT, "2026-03-01 17:30:00", "2026-03-02 09:00:00"),
        ("2026-03-02 09:00:00", DAY, "2026-03-02 09:00:00", "2026-03-02 17:30:00"),
        ("2026-03-02 17:29:59", DAY, "2026-03-02 09:00:00", "2026-03-02 17:30:00"),
        ("2026-03-02 17:30:00", NIGHT, "2026-03-02 17:30:00", "2026-03-03 09:00:00"),
        ("2026-03-02 23:59:59", NIGHT, "2026-03-02 17:30:00", "2026-03-03 09:00:00"),
        ("2026-03-03 00:00:00", NIGHT, "2026-03-02 17:30:00", "2026-03-03 09:00:00"),
        ("2026-01-31 20:00:00", NIGHT, "2026-01-31 17:30:00", "2026-02-01 09:00:00"),
        ("2025-12-31 23:59:59", NIGHT, "2025-12-31 17:30:00", "2026-01-01 09:00:00"),
        ("2028-02-28 22:00:00", NIGHT, "2028-02-28 17:30:00", "2028-02-29 09:00:00"),
        ("2028-02-29 12:00:00", DAY, "2028-02-29 09:00:00", "2028-02-29 17:30:00"),
        ("2028-02-29 22:00:00", NIGHT, "2028-02-29 17:30:00", "2028-03-01 09:00:00"),
        ("2026-02-28 22:00:00", NIGHT, "2026-02-28 17:30:00", "2026-03-01 09:00:00"),
    ],
)
def test_the_shift_in_which_a_moment_lies(now: str, post: str, begins: str, ends: str) -> None:
    found = shift(HOURS, at(now))
    assert (found.post, wall(found.begins), wall(found.ends)) == (post, begins, ends)


@pytest.mark.parametrize(
    ("border", "post", "begins"),
    [
        ("2026-03-02 09:00", NIGHT, "2026-03-01 17:30:00"),
        ("2026-03-02 17:30", DAY, "2026-03-02 09:00:00"),
        ("2026-01-01 09:00", NIGHT, "2025-12-31 17:30:00"),
        ("2028-03-01 09:00", NIGHT, "2028-02-29 17:30:00"),
    ],
)
def test_who_hands_over_at_a_change_of_shift(border: str, post: str, begins: str) -> None:
    found = shift_ending(HOURS, at(border))
    assert (found.post, wall(found.begins), found.ends) == (post, begins, at(border))


@pytest.mark.parametrize(
    ("now", "border"),
    [
        ("2026-03-02 08:59:59", "2026-03-02 09:00:00"),
        ("2026-03-02 09:00:00", "2026-03-02 09:00:00"),
        ("2026-03-02 13:14:59", "2026-03-02 09:00:00"),
        ("2026-03-02 13:15:00", "2026-03-02 17:30:00"),
        ("2026-03-02 17:29:59", "2026-03-02 17:30:00"),
        ("2026-03-02 17:30:00", "2026-03-02 17:30:00"),
        ("2026-03-03 01:14:59", "2026-03-02 17:30:00"),
        ("2026-03-03 01:15:00", "2026-03-03 09:00:00"),
        ("2026-01-01 00:00:00", "2025-12-31 17:30:00"),
    ],
)
def test_a_handover_is_for_the_nearest_change_of_two_as_near_the_one_to_come(now: str, border: str) -> None:
    assert wall(nearest_border(HOURS, at(now))) == border


def test_the_changes_of_a_span_are_counted_without_its_beginning_and_with_its_end() -> None:
    found = [wall(each) for each in borders(HOURS, at("2028-02-28 17:30"), at("2028-03-01 09:00"))]
    assert found == [
        "2028-02-29 09:00:00", "2028-02-29 17:30:00", "2028-03-01 09:00:00",
    ]  # fmt: skip


def test_an_office_with_summer_time_changes_shift_at_the_time_on_its_wall() -> None:
    berlin = Hours(zone=ZoneInfo("Europe/Berlin"))
    before = berlin.instant(datetime.fromisoformat("2026-03-28 18:00"))
    night = shift(berlin, before)
    assert (night.ends - night.begins, berlin.local(night.ends).time()) == (
        timedelta(hours=14, minutes=30),
        time(9),
    )


MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)).map(HOURS.instant)
CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(moment=MOMENTS, opening=CLOCKS, closing=CLOCKS)
@settings(max_examples=200, deadline=None)
def test_shifts_follow_one_another_without_gap_or_overlap(
    moment: datetime, opening: time, closing: time
) -> None:
    if opening >= closing:
        opening, closing = time(9), time(17, 30)
    hours = Hours(opening=opening, closing=closing)
    moment = moment.replace(microsecond=0)
    found = shift(hours, moment)
    assert found.begins <= moment < found.ends
    assert (border_before(hours, moment), border_after(hours, moment)) == (found.begins, found.ends)
    following = shift(hours, found.ends)
    assert (following.begins, following.post != found.post) == (found.ends, True)
    assert shift_ending(hours, found.ends) == found
    assert nearest_border(hours, moment) in (found.begins, found.ends)
