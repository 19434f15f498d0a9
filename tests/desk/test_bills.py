"""What stands on a slip to be paid, as the office's file works it out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from repairdesk.desk import callbacks, entries, office, orders
from repairdesk.models.doctor import doctor
from repairdesk.models.store import Row
from repairdesk.rules.refusal import Refused
from repairdesk.views import load
from repairdesk.views.call_card import call_card
from repairdesk.views.dispatch import dispatch
from repairdesk.views.slip import slip
from tests.desk.conftest import Office, an_office, at, body_of


@pytest.fixture
def sheets(tmp_path: Path) -> Iterator[Office]:
    """An office that charges by blocks of half an hour and puts 30 per cent on its stock."""
    here = an_office(tmp_path, body_of("follow-up-sheets"))
    yield here
    here.store.close()


def charge(desk: Office, order: str, **form: Any) -> Row:
    """The order with one more line."""
    orders.charge(desk.store, desk.clerk, order, orders.ChargeForm(**form), now=desk.now)
    with desk.store.read() as tx:
        return load.order_row(tx, order)


def refusal(desk: Office, order: str, **form: Any) -> tuple[str, str]:
    before = desk.content()
    with pytest.raises(Refused) as refused:
        charge(desk, order, **form)
    assert desk.content() == before
    problem = refused.value.problems[0]
    return problem.field, problem.code


def test_two_kinds_in_half_an_hour_are_charged_once_at_the_higher_rate(sheets: Office) -> None:
    order = sheets.issue(sheets.log(paid=True))
    bulb = {"kind": "labour", "item": "换灯泡", "price": 500, "minutes": 5}
    toilet = {"kind": "labour", "item": "通马桶", "price": 3000, "minutes": 20}
    assert charge(sheets, order, **bulb)["labour_fen"] == 500
    assert charge(sheets, order, **toilet)["labour_fen"] == 3000


def test_times_of_the_work_say_which_block_it_falls_in(sheets: Office) -> None:
    order = sheets.issue(sheets.log(paid=True))
    first = {"begins": at("10:10"), "ends": at("10:15"), "minutes": 5}
    second = {"begins": at("10:15"), "ends": at("10:55"), "minutes": 40}
    charge(sheets, order, kind="labour", item="换灯泡", price=500, **first)
    row = charge(sheets, order, kind="labour", item="通马桶", price=3000, **second)
    assert row["labour_fen"] == 6000
    with sheets.store.read() as tx:
        kept = tx.all("SELECT begins_at, ends_at FROM charge ORDER BY id")
    assert [load.instant(line["begins_at"]) for line in kept] == [at("10:10"), at("10:15")]
    assert doctor(sheets.store.path) == []


@pytest.mark.parametrize(
    ("times", "problem"),
    [
        ({"begins": "10:10"}, ("ends", "required")),
        ({"ends": "10:10"}, ("begins", "required")),
        ({"begins": "10:10", "ends": "10:09"}, ("ends", "time_before")),
        ({"begins": "10:10", "ends": "2026-03-20 12:01"}, ("ends", "time_in_future")),
        ({"begins": "10:10", "ends": "10:39", "minutes": 30}, ("minutes", "too_large")),
    ],
)
def test_times_that_cannot_be_are_refused(
    sheets: Office, times: dict[str, Any], problem: tuple[str, str]
) -> None:
    order = sheets.issue(sheets.log(paid=True))
    given = {name: at(said) if isinstance(said, str) else said for name, said in times.items()}
    assert refusal(sheets, order, kind="labour", item="x", price=100, **given) == problem


def test_stock_is_charged_with_its_surcharge_on_the_stock_price(sheets: Office) -> None:
    order = sheets.issue(sheets.log(paid=True))
    assert refusal(sheets, order, kind="material", item="换水龙头", source="stock") == ("price", "required")
    assert (
        charge(sheets, order, kind="material", item="角阀", source="stock", price=1235)["material_fen"]
        == 1610
    )
    row = charge(sheets, order, kind="material", item="换水龙头")
    assert row["material_fen"] == 1610 + 3500


def test_a_job_outside_the_service_carries_no_charge(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("in-home-slip"))
    call = desk.log()
    inside = desk.issue(call)
    assert charge(desk, inside, kind="labour", item="x", price=100)["total_fen"] == 100
    outside = desk.log()
    entries.fill(desk.store, desk.clerk, outside, {"outside_service": "yes"}, now=desk.now)
    order = desk.issue(outside)
    assert refusal(desk, order, kind="labour", item="x", price=100) == ("item", "no_charges")
    assert charge(desk, order, kind="material", item="灯泡", source="customer")["total_fen"] == 0


@pytest.mark.parametrize(
    ("procedure", "labour"), [("three-copy-visit", 0), ("follow-up-sheets", 0), ("numbered-slip", 3000)]
)
def test_doing_a_job_again_is_recorded_and_charged_only_where_the_office_says_so(
    tmp_path: Path, procedure: str, labour: int
) -> None:
    desk = an_office(tmp_path, body_of(procedure))
    call = desk.log(paid=True)
    first = desk.issue(call)
    work = {"kind": "labour", "item": "通马桶", "price": 3000, "minutes": 20}
    assert charge(desk, first, **work)["labour_fen"] == 3000
    desk.done(call, first)
    said = {"kind": "completion", "answer": "dissatisfied"}
    callbacks.record(desk.store, desk.person("孙主管"), call, **said, at=at("15:00"), now=desk.now)
    assert dispatch(desk.store, call, desk.now).fees.nothing is (labour == 0)
    again = desk.issue(call, "15:10")
    row = charge(desk, again, **work)
    assert (row["labour_fen"], row["total_fen"]) == (labour, labour)
    with desk.store.read() as tx:
        lines = tx.all("SELECT unit_price_fen, minutes, amount_fen FROM charge ORDER BY id")
    assert [tuple(line) for line in lines] == [(3000, 20, 3000), (3000, 20, labour)]
    assert slip(desk.store, again, desk.now).fees.nothing is (labour == 0)
    assert not slip(desk.store, first, desk.now).fees.nothing


def test_two_slips_of_one_visit_are_charged_as_one(sheets: Office) -> None:
    bulb, toilet = sheets.issue(sheets.log(paid=True)), sheets.issue(sheets.log("10:01", paid=True))
    toilet_work = {"begins": at("10:15"), "ends": at("10:40"), "minutes": 25}
    assert (
        charge(sheets, toilet, kind="labour", item="通马桶", price=3000, **toilet_work)["labour_fen"] == 3000
    )
    bulb_work = {"begins": at("10:10"), "ends": at("10:15"), "minutes": 5}
    assert charge(sheets, bulb, kind="labour", item="换灯泡", price=500, **bulb_work)["labour_fen"] == 0


def test_two_slips_whose_times_do_not_fit_one_half_hour_are_charged_apart(sheets: Office) -> None:
    bulb, toilet = sheets.issue(sheets.log(paid=True)), sheets.issue(sheets.log("10:01", paid=True))
    toilet_work = {"begins": at("10:15"), "ends": at("10:41"), "minutes": 26}
    charge(sheets, toilet, kind="labour", item="通马桶", price=3000, **toilet_work)
    bulb_work = {"begins": at("10:10"), "ends": at("10:15"), "minutes": 5}
    assert charge(sheets, bulb, kind="labour", item="换灯泡", price=500, **bulb_work)["labour_fen"] == 500


@pytest.mark.parametrize(("received", "amount"), [("2026-03-08 23:59:59", 3000), ("2026-03-09 00:00", 3500)])
def test_the_price_in_force_on_the_day_of_the_report_is_charged(
    desk: Office, received: str, amount: int
) -> None:
    for price, day in ((3000, date(2026, 3, 1)), (3500, date(2026, 3, 9)), (9900, date(2026, 3, 20))):
        form = office.PriceForm(item="修门", unit="次", price=price, valid_from=day)
        office.add_price(desk.store, desk.person("王经理"), form, now=desk.now)
    order = desk.issue(desk.log(received), received)
    assert charge(desk, order, kind="labour", item="修门")["total_fen"] == amount


def test_an_item_on_no_list_in_force_is_charged_only_at_a_price_that_was_said(desk: Office) -> None:
    form = office.PriceForm(item="修门", unit="次", price=3000, valid_from=date(2026, 3, 9))
    office.add_price(desk.store, desk.person("王经理"), form, now=desk.now)
    order = desk.issue(desk.log())
    assert refusal(desk, order, kind="labour", item="修门") == ("item", "unknown_item")
    assert charge(desk, order, kind="labour", item="修门", price=3000)["total_fen"] == 3000
    assert charge(desk, order, kind="material", item="门", source="customer", milli=2500)["total_fen"] == 3000


def test_the_whole_is_the_sum_of_its_lines_and_a_part_of_a_piece_is_rounded_half_up(desk: Office) -> None:
    order = desk.issue(desk.log(paid=True))
    charge(desk, order, kind="labour", item="x", price=3000)
    row = charge(desk, order, kind="material", item="y", price=333, milli=2500)  # 8.325
    assert (row["labour_fen"], row["material_fen"], row["total_fen"]) == (3000, 833, 3833)


def test_an_outside_firm_s_price_is_passed_on_as_it_is(tmp_path: Path) -> None:
    """S002-A-16: a job beyond the office's means goes to a firm, and costs what the firm asks."""
    desk = an_office(tmp_path, body_of("dispatch-rules"))
    order = desk.issue(desk.log(paid=True))
    row = charge(desk, order, kind="material", item="专业公司疏通", source="commission", price=38050)
    assert (row["material_fen"], row["total_fen"]) == (38050, 38050)


def test_whoever_bears_the_cost_in_a_public_area_is_named(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("warranty-office"))
    call = desk.log(room="东门", place="public_area", paid=True)
    with pytest.raises(Refused):
        entries.fill(desk.store, desk.clerk, call, {"cost_bearer": "somebody"}, now=desk.now)
    entries.fill(desk.store, desk.clerk, call, {"cost_bearer": "company"}, now=desk.now)
    kept = call_card(desk.store, call, desk.now).fields
    assert [field.value for field in kept if field.name == "cost_bearer"] == ["company"]
