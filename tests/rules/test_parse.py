"""Typed text at its boundaries: what is taken, as what, and what is refused with which code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairdesk.rules import parse
from repairdesk.rules.refusal import Refused
from repairdesk.rules.worktime import Hours

HOURS = Hours()


def office(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOURS.zone).astimezone(UTC)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (problem,) = refused.value.problems
    return problem.field, problem.code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800138000", "13800138000"),
        ("１３８ ００１３－８０００", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("0571-87654321", "0571-87654321"),
        ("057187654321", "0571-87654321"),
        ("（0571）8765 4321", "0571-87654321"),
        ("02187654321", "021-87654321"),
        ("010-8765432", "010-8765432"),
        ("+86 10 87654321", "010-87654321"),
        ("0571-87654321-801", "0571-87654321x801"),
        ("0571-87654321转801", "0571-87654321x801"),
        ("021-87654321 ext. 6", "021-87654321x6"),
        ("87654321#12", "87654321x12"),
        ("8765-4321", "87654321"),
        ("400-123-4567", "4001234567"),
        ("+852 9123 4567", "+85291234567"),
        ("110", "110"),
        ("95598", "95598"),
        ("12", None),
        ("123456789", None),
        ("1380013800", None),
        ("138001380001", None),
        ("0571-876543", None),
        ("13800138000x1", None),
        ("138oo138000", None),
        ("王先生", None),
        ("٠١٢٣٤", None),
        ("138\n00138000", None),
        ("110\x1b[31m", None),
        ("8" * 10_000, None),
    ],
)
def test_a_telephone_has_one_stored_form(typed: str, stored: str | None) -> None:
    if stored is None:
        with pytest.raises(Refused) as refused:
            parse.phone(typed, "phone")
        assert code_of(refused) == ("phone", "bad_phone")
    else:
        assert parse.phone(typed, "phone") == stored
        assert parse.phone(stored, "phone") == stored


def test_the_tail_leaves_the_extension_out() -> None:
    assert parse.phone_tail("0571-87654321x801") == "4321"
    assert parse.phone_tail("13800138000") == "8000"
    assert parse.phone_tail("801") == "801"


NOW = "2026-03-02 10:05:30"


@pytest.mark.parametrize(
    ("typed", "now", "past", "future"),
    [
        ("1003", NOW, "2026-03-02 10:03", "2026-03-03 10:03"),
        ("1005", NOW, "2026-03-02 10:05", "2026-03-02 10:05"),
        ("10:15", NOW, "2026-03-02 10:15", "2026-03-02 10:15"),
        ("10：15", NOW, "2026-03-02 10:15", "2026-03-02 10:15"),
        ("１０１５", NOW, "2026-03-02 10:15", "2026-03-02 10:15"),
        ("10:15:30", NOW, "2026-03-02 10:15:30", "2026-03-02 10:15:30"),
        ("101530", NOW, "2026-03-02 10:15:30", "2026-03-02 10:15:30"),
        ("915", NOW, "2026-03-02 09:15", "2026-03-03 09:15"),
        ("9:15", NOW, "2026-03-02 09:15", "2026-03-03 09:15"),
        ("0000", NOW, "2026-03-02 00:00", "2026-03-03 00:00"),
        # What happened last night: more than twelve hours ahead can only be yesterday's.
        ("2340", "2026-03-02 09:20", "2026-03-01 23:40", "2026-03-02 23:40"),
        ("2350", "2026-03-02 00:10", "2026-03-01 23:50", "2026-03-02 23:50"),
        ("2205:30", NOW, None, None),
        ("22:05:30", NOW, "2026-03-02 22:05:30", "2026-03-02 22:05:30"),
        ("22:05:31", NOW, "2026-03-01 22:05:31", "2026-03-02 22:05:31"),
        ("0302 1015", NOW, "2026-03-02 10:15", "2026-03-02 10:15"),
        ("03-02 10:15", NOW, "2026-03-02 10:15", "2026-03-02 10:15"),
        ("3/1 8:05", NOW, "2026-03-01 08:05", "2026-03-01 08:05"),
        ("12-31 23:00", "2026-01-01 08:00", "2025-12-31 23:00", "2025-12-31 23:00"),
        ("01-02 10:00", "2026-12-30 08:00", "2027-01-02 10:00", "2027-01-02 10:00"),
        ("02-29 10:00", "2027-03-02 08:00", "2028-02-29 10:00", "2028-02-29 10:00"),
        ("02-29 10:00", "2025-03-02 08:00", "2024-02-29 10:00", "2024-02-29 10:00"),
        ("2026-03-02 10:15", NOW, "2026-03-02 10:15", "2026-03-02 10:15"),
        ("2026-03-02T10:15:59", NOW, "2026-03-02 10:15:59", "2026-03-02 10:15:59"),
        ("20260302 1015", NOW, "2026-03-02 10:15", "2026-03-02 10:15"),
        ("２０２６－０３－０２　１０：１５", NOW, "2026-03-02 10:15", "2026-03-02 10:15"),
        ("+30", NOW, "2026-03-02 10:35:30", "2026-03-02 10:35:30"),
        ("＋３０", NOW, "2026-03-02 10:35:30", "2026-03-02 10:35:30"),
        ("-6", NOW, "2026-03-02 09:59:30", "2026-03-02 09:59:30"),
        ("明天 10:00", NOW, "2026-03-03 10:00", "2026-03-03 10:00"),
        ("明天1000", NOW, "2026-03-03 10:00", "2026-03-03 10:00"),
        ("Tomorrow 10:00", NOW, "2026-03-03 10:00", "2026-03-03 10:00"),
        ("今天 8:00", NOW, "2026-03-02 08:00", "2026-03-02 08:00"),
        ("昨天 2340", NOW, "2026-03-01 23:40", "2026-03-01 23:40"),
        ("yesterday 2340", NOW, "2026-03-01 23:40", "2026-03-01 23:40"),
        ("后天 0900", NOW, "2026-03-04 09:00", "2026-03-04 09:00"),
    ],
)
def test_a_moment_is_what_the_clerk_means(typed: str, now: str, past: str | None, future: str | None) -> None:
    for expected, prefer in ((past, "past"), (future, "future")):
        if expected is None:
            with pytest.raises(Refused):
                parse.moment(typed, "at", hours=HOURS, now=office(now), prefer=prefer)  # type: ignore[arg-type]
        else:
            found = parse.moment(typed, "at", hours=HOURS, now=office(now), prefer=prefer)  # type: ignore[arg-type]
            assert found == office(expected)
            assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("　", "required"),
        ("soon", "bad_time"),
        ("10", "bad_time"),
        ("10:5", "bad_time"),
        ("明天", "bad_time"),
        ("2026-03-02", "bad_time"),
        ("10:15 x", "bad_time"),
        ("10:15\x1b[A", "bad_time"),
        ("+99999", "bad_time"),
        ("2460", "no_such_time"),
        ("24:00", "no_such_time"),
        ("10:60", "no_such_time"),
        ("10:15:60", "no_such_time"),
        ("02-30 10:00", "no_such_date"),
        ("13-01 10:00", "no_such_date"),
        ("2025-02-29 10:00", "no_such_date"),
        ("0001-01-01 10:00", "no_such_date"),
        ("9999-12-31 23:59", "no_such_date"),
    ],
)
def test_a_moment_that_is_none_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse.moment(typed, "at", hours=HOURS, now=office(NOW))
    assert code_of(refused) == ("at", code)


def test_a_time_that_the_office_clock_jumps_over_is_refused() -> None:
    berlin = Hours(zone=ZoneInfo("Europe/Berlin"))
    with pytest.raises(Refused) as refused:
        parse.office_time("2026-03-29 02:30", "at", berlin)
    assert code_of(refused) == ("at", "no_such_time")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2026-03-02 10:15", "2026-03-02 10:15"),
        ("2026-03-02 10:15:59", "2026-03-02 10:15:59"),
        ("2026-03-02T10:15", "2026-03-02 10:15"),
        ("２０２６－０３－０２ １０：１５", "2026-03-02 10:15"),
        ("2026-03-02 9:15", "bad_office_time"),
        ("2026-3-2 09:15", "bad_office_time"),
        ("10:15", "bad_office_time"),
        ("+30", "bad_office_time"),
        ("2026-03-02 10:15+08:00", "bad_office_time"),
        ("2026-03-02 10:15:59.5", "bad_office_time"),
        ("2026-02-29 10:15", "no_such_date"),
        ("2026-03-02 24:00", "no_such_time"),
        ("", "required"),
    ],
)
def test_the_command_line_time_is_strict(typed: str, found: str) -> None:
    if found[0] == "2":
        assert parse.office_time(typed, "at", HOURS) == office(found)
    else:
        with pytest.raises(Refused) as refused:
            parse.office_time(typed, "at", HOURS)
        assert code_of(refused) == ("at", found)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0", 0),
        ("16.1", 1610),
        ("16.10", 1610),
        ("16.01", 1601),
        ("１６．１０", 1610),
        ("16。1", 1610),
        ("¥35", 3500),
        ("￥1,200.50", 120050),
        ("35元", 3500),
        (".5", 50),
        ("5.", 500),
        ("10000000", 1_000_000_000),
        ("10000000.01", "too_large"),
        ("9" * 10_000, "too_large"),
        ("16.105", "too_fine"),
        ("16.100", "too_fine"),
        ("-1", "below_zero"),
        ("－0.01", "below_zero"),
        ("", "required"),
        (".", "bad_amount"),
        ("1,20", "bad_amount"),
        ("1e3", "bad_amount"),
        ("1²", "bad_amount"),
        ("٣", "bad_amount"),
        ("nan", "bad_amount"),
        ("16.1.0", "bad_amount"),
        ("十六", "bad_amount"),
    ],
)
def test_yuan_as_typed_are_fen(typed: str, found: int | str) -> None:
    if isinstance(found, int):
        assert parse.fen(typed, "amount") == found
    else:
        with pytest.raises(Refused) as refused:
            parse.fen(typed, "amount")
        assert code_of(refused) == ("amount", found)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2", 2000),
        ("1.5", 1500),
        ("０．１２５", 125),
        ("100000", 100_000_000),
        ("100000.001", "too_large"),
        ("0", "not_above_zero"),
        ("0.000", "not_above_zero"),
        ("-2", "below_zero"),
        ("0.0005", "too_fine"),
        ("two", "bad_quantity"),
        ("", "required"),
    ],
)
def test_a_quantity_is_in_thousandths(typed: str, found: int | str) -> None:
    if isinstance(found, int):
        assert parse.milli(typed, "quantity") == found
    else:
        with pytest.raises(Refused) as refused:
            parse.milli(typed, "quantity")
        assert code_of(refused) == ("quantity", found)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("260302000001", "260302000001"),
        ("２６０３０２０００００１", "260302000001"),
        ("260302-000001", "260302000001"),
        (" 260302 000001 ", "260302000001"),
        ("7", None),
        ("0007", None),
        ("2603020000011", None),
        ("26030200000a", None),
    ],
)
def test_a_number_is_twelve_digits(typed: str, found: str | None) -> None:
    if found:
        assert parse.number12(typed, "call") == found
    else:
        with pytest.raises(Refused) as refused:
            parse.number12(typed, "call")
        assert code_of(refused) == ("call", "bad_number")


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_value_or_a_refusal_at_its_field(typed: str) -> None:
    now = office(NOW)
    for read in (
        lambda: parse.phone(typed, "f"),
        lambda: parse.moment(typed, "f", hours=HOURS, now=now),
        lambda: parse.moment(typed, "f", hours=HOURS, now=now, prefer="future"),
        lambda: parse.office_time(typed, "f", HOURS),
        lambda: parse.fen(typed, "f"),
        lambda: parse.milli(typed, "f"),
        lambda: parse.number12(typed, "f"),
    ):
        try:
            read()
        except Refused as refused:
            assert [problem.field for problem in refused.problems] == ["f"]


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(0, 23), st.integers(0, 59))
def test_a_bare_time_lies_within_a_day_of_now(now: datetime, hour: int, minute: int) -> None:
    typed, then = f"{hour:02}{minute:02}", now.replace(tzinfo=UTC)
    past = parse.moment(typed, "at", hours=HOURS, now=then)
    future = parse.moment(typed, "at", hours=HOURS, now=then, prefer="future")
    assert -timedelta(hours=24) <= past - then <= timedelta(hours=12)
    assert -timedelta(minutes=1) < future - then <= timedelta(hours=24)
    for found in (past, future):
        assert (HOURS.local(found).hour, HOURS.local(found).minute) == (hour, minute)
