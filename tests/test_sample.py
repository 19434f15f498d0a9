"""The sample office: whole, sound, the same each time, at whatever hour it is opened, and quick to build."""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repairdesk import config
from repairdesk.models.doctor import doctor
from repairdesk.models.store import Store
from repairdesk.rules import parse
from repairdesk.rules.facts import ROLES
from repairdesk.rules.worktime import Hours
from repairdesk.sample import build_sample
from repairdesk.sample.estate import Estate
from repairdesk.suggestions import word_lists
from repairdesk.views.board import board

HOURS = Hours()
MORNING = HOURS.instant(datetime(2026, 3, 20, 10, 30, 12))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = build_sample(tmp_path_factory.mktemp("sample") / "desk.db", now=MORNING)
    yield store
    store.close()


def lines(store: Store) -> list[tuple[object, ...]]:
    with store.read() as tx:
        return [
            tuple(row) for row in tx.all("SELECT number, room, caller, content, state, closed_at FROM call")
        ]


# --- the data ---------------------------------------------------------------------------------------


def test_the_data_fit_together() -> None:
    estate, procedure_kinds = Estate(), set(word_lists().matters) | {"other"}
    items = set(estate.price_of)
    for call in estate.calls:
        assert call.kind in ("repair", "matter")
        assert call.trade in (word_lists().trades if call.kind == "repair" else procedure_kinds), call
        assert not call.labour or call.labour in items, call
        assert not call.material or call.material in items, call
        assert bool(call.where) == (call.place == "public_area"), call
        assert not call.where or any(call.where in area for area in estate.public_areas), call


def test_the_estate_is_large_enough_and_every_number_is_a_number() -> None:
    estate = Estate()
    homes = {row["room"] for row in estate.rooms if not row["public_area"]}
    assert len(homes) >= 250
    assert len(estate.residents) >= 290
    assert len(estate.called("technician")) == 9
    assert {row["role"] for row in estate.staff} == set(ROLES)
    for phone in [resident.phone for resident in estate.residents] + [row["phone"] for row in estate.staff]:
        assert parse.phone(phone, "phone") == phone
    names = "".join(resident.name for resident in estate.residents)
    assert all(rare in names for rare in "赟喆㐂堃淼䶮𠮷单曾仇解查区")


def test_the_files_have_the_headings_that_rosters_have() -> None:
    for name, required in (
        ("sample/rooms.csv", {"room", "resident", "phone"}),
        ("sample/staff.csv", {"name", "role", "trade", "phone"}),
        ("price_list.csv", {"item", "unit", "price", "paid", "valid_from"}),
    ):
        with (config.data_dir() / name).open(encoding="utf-8", newline="") as file:
            assert required <= set(csv.DictReader(file).fieldnames or ())


# --- the office -------------------------------------------------------------------------------------


def test_every_kind_of_thing_to_do_waits_on_the_board(sample: Store) -> None:
    rows = board(sample, MORNING).rows
    assert 30 <= len(rows) <= 50
    assert {row.next for row in rows} >= {
        "assign", "issue", "await_arrival", "callback", "chase", "take_return", "write_slip", "officer_check",
        "close", "collect",
    }  # fmt: skip
    assert {row.callback for row in rows if row.next == "callback"} >= {"arrival", "completion", "plan"}
    assert {row.clock_state for row in rows} >= {"running", "warning", "overdue"}
    assert {row.state for row in rows} >= {
        "open", "dispatched", "accepted", "on_site", "waiting", "unfinished", "finished", "returned", "called_back",
    }  # fmt: skip
    assert any(row.tell == "supervisor" for row in rows)
    assert any(row.apologise for row in rows)
    assert {row.origin for row in rows} == {"day", "night"}


def test_a_month_of_work_is_behind_it(sample: Store) -> None:
    with sample.read() as tx:
        states = Counter(row["state"] for row in tx.all("SELECT state FROM call"))
        first = tx.value("SELECT min(received_at) FROM call")
        days = tx.value("SELECT count(DISTINCT substr(received_at, 1, 10)) FROM call")
        paid = tx.value("SELECT count(*) FROM work_order WHERE total_fen > 0")
        late = tx.value("SELECT count(*) FROM call WHERE received_at > ?", "2026-03-20T02:30:12Z")
    assert states["closed"] > 350
    assert states["withdrawn"] > 5
    assert first < "2026-02-20"
    assert days >= 29
    assert paid > 80
    assert late == 0


def test_the_doctor_finds_nothing(sample: Store) -> None:
    assert doctor(sample.path) == []


def test_numbers_are_given_in_the_order_of_the_calls(sample: Store) -> None:
    with sample.read() as tx:
        rows = tx.all("SELECT number, received_at FROM call ORDER BY number")
        numbers = [row["number"] for row in rows]
        assert [row["received_at"] for row in rows] == sorted(row["received_at"] for row in rows)
        days = Counter(number[:6] for number in numbers)
        assert all(
            f"{day}{serial:06d}" in numbers for day, count in days.items() for serial in range(1, count + 1)
        )


def test_the_same_time_makes_the_same_office(sample: Store, tmp_path: Path) -> None:
    again = build_sample(tmp_path / "desk.db", now=MORNING)
    assert lines(again) == lines(sample)
    again.close()


@pytest.mark.parametrize("hour", [0, 9, 17, 23])
def test_it_can_be_opened_at_any_hour(hour: int, tmp_path: Path) -> None:
    now = HOURS.instant(datetime(2026, 3, 1, hour, 2, 33))
    store = build_sample(tmp_path / "desk.db", now=now)
    assert 30 <= len(board(store, now).rows) <= 55
    store.close()


def test_it_is_built_in_a_few_seconds_and_says_how_far_it_is(tmp_path: Path) -> None:
    told: list[datetime] = []
    begun = time.process_time()
    build_sample(tmp_path / "desk.db", now=MORNING, told=told.append).close()
    assert time.process_time() - begun < 4
    assert told == sorted(told)
    assert told[-1] <= MORNING < told[-1] + timedelta(minutes=5)
    assert all(at.tzinfo is UTC for at in told)
