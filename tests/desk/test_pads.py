"""Pads of slips numbered in print: the sheet on top, another sheet, spoiled sheets, gaps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from repairdesk.desk import calls, orders, pads, undo
from repairdesk.models.doctor import doctor
from repairdesk.models.store import Store
from repairdesk.views.call_card import call_card
from repairdesk.views.pads import Pad, pad_numbered
from repairdesk.views.pads import pads as in_use
from tests.desk.conftest import Office, an_office, at, body_of, refused


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose slip has a number of its own, ``NO.1``, ``NO.2`` ..., and a pad NO.101 to NO.105."""
    desk = an_office(tmp_path, body_of("in-home-slip"))
    add(desk)
    return desk


def add(desk: Office, first: str = "NO.101", last: str = "NO.105", **more: str) -> int:
    return pads.add(desk.store, desk.clerk, first=first, last=last, at=at("09:00"), now=desk.now, **more)


def issued(desk: Office, number: str = "") -> str:
    """The number on the slip of a new order."""
    call = desk.log()
    orders.issue(
        desk.store, desk.clerk, call, technician="张师傅", form_number=number, at=at("10:04"), now=desk.now
    )
    return str(call_card(desk.store, call, desk.now).orders[-1].form_number)


def the_pad(desk: Office) -> Pad:
    return in_use(desk.store, closed=True)[0]


def spoil(desk: Office, number: str, reason: str = "撕坏了") -> None:
    pads.spoil(desk.store, desk.clerk, number, reason=reason, at=at("11:00"), now=desk.now)


def test_the_numbers_come_from_the_top_of_the_pad_and_then_from_the_next_one(office: Office) -> None:
    assert [issued(office) for _n in range(2)] == ["NO.101", "NO.102"]
    spoil(office, "NO.103")
    add(office, "NO.201", "NO.202", keeper="李前台")
    assert [issued(office) for _n in range(4)] == ["NO.104", "NO.105", "NO.201", "NO.202"]
    assert (the_pad(office).next, the_pad(office).left, the_pad(office).missing) == (None, 0, ())
    assert issued(office) == "NO.1", "without a pad the program counts"
    assert doctor(office.store.path) == []


def test_a_number_typed_from_the_pad_is_checked(office: Office) -> None:
    assert issued(office, "ＮＯ．103") == "NO.103"
    found = the_pad(office)
    assert (found.missing, found.next, found.left) == (("NO.101", "NO.102"), "NO.104", 2)
    spoil(office, "NO.102")
    for number, code in (("NO.103", "pad_number_used"), ("NO.102", "pad_number_spoiled"), ("NO.106", "not_in_pad"),
                         ("NO.0104", "not_in_pad"), ("无", "bad_pad_number")):  # fmt: skip
        call = office.log()
        with refused("form_number", code, office):
            orders.issue(
                office.store, office.clerk, call, technician="张师傅", form_number=number, now=office.now
            )
    assert issued(office, "NO.101") == "NO.101"
    assert issued(office) == "NO.104"
    assert the_pad(office).missing == ()


def test_a_number_is_refused_where_no_pad_is_in_use(desk: Office) -> None:
    call = desk.log()
    with refused("form_number", "no_pad_in_use", desk):
        orders.issue(desk.store, desk.clerk, call, technician="张师傅", form_number="NO.1", now=desk.now)


def test_the_number_of_a_slip_is_put_right_and_taken_back(office: Office) -> None:
    call = office.log()
    order = office.issue(call)

    def number() -> str | None:
        return call_card(office.store, call, office.now).orders[0].form_number

    pads.renumber(office.store, office.clerk, order, "NO.105", now=office.now)
    assert (number(), the_pad(office).missing[0]) == ("NO.105", "NO.101")
    undo.take_back(office.store, office.clerk, "看错了", now=office.now)
    assert number() == "NO.101"
    other = office.issue(office.log())
    with refused("form_number", "pad_number_used", office):
        pads.renumber(office.store, office.clerk, other, "NO.101", now=office.now)


def test_the_sheet_of_an_order_that_was_taken_back_has_to_be_accounted_for(office: Office) -> None:
    assert issued(office) == "NO.101"
    undo.take_back(office.store, office.clerk, "派错了", now=office.now)
    assert (the_pad(office).used, the_pad(office).missing, the_pad(office).next) == (
        {},
        ("NO.101",),
        "NO.102",
    )
    spoil(office, "NO.101", "派错了，已写")
    assert the_pad(office).missing == ()
    assert the_pad(office).spoiled[0].reason == "派错了，已写"


def test_a_withdrawn_line_has_used_its_sheet(office: Office) -> None:
    call = office.log()
    order = office.issue(call)
    calls.withdraw(office.store, office.clerk, call, reason="不修了", now=office.now)
    assert the_pad(office).used == {"NO.101": order}


WRONG = [
    ("NO.101", "NO.99", "last", "bad_pad_number"),
    ("NO.301", "XX.310", "last", "bad_pad_number"),
    ("abc", "NO.310", "first", "bad_pad_number"),
    ("NO.310", "NO.301", "last", "pad_backwards"),
    ("NO.1000", "NO.2000", "last", "too_large"),
    ("NO.105", "NO.110", "first", "pad_overlaps"),
    ("NO.0101", "NO.0105", "first", "pad_overlaps"),
    ("NO.090", "NO.101", "first", "pad_overlaps"),
]


@pytest.mark.parametrize(("first", "last", "field", "code"), WRONG)
def test_what_is_no_pad(office: Office, first: str, last: str, field: str, code: str) -> None:
    with refused(field, code, office):
        add(office, first, last)


def test_pads_side_by_side_and_closed_ones(office: Office) -> None:
    add(office, "NO.106", "NO.110")
    add(office, "NO.0111", "NO.0115")
    with refused("form", "not_one_of", office):
        add(office, "NO.301", "NO.310", form="receipt")
    pads.close(office.store, office.clerk, 1, now=office.now)
    assert [one.first for one in in_use(office.store)] == ["NO.106", "NO.0111"]
    assert issued(office) == "NO.106"
    assert pad_numbered(office.store, 1).closed_at == office.now
    with refused("pad", "pad_closed", office):
        pads.close(office.store, office.clerk, 1, now=office.now)
    with refused("pad", "unknown_pad", office):
        pads.close(office.store, office.clerk, 9, now=office.now)
    with refused("entry", "undo_pad", office):
        undo.take_back(office.store, office.clerk, "错了", entry=_close_entry(office), now=office.now)


def _close_entry(desk: Office) -> int:
    with desk.store.read() as tx:
        return int(tx.value("SELECT seq FROM journal WHERE action = 'pad.close'"))


def test_what_cannot_be_spoiled(office: Office) -> None:
    issued(office)
    with refused("number", "pad_number_used", office):
        spoil(office, "NO.101")
    with refused("number", "not_in_pad", office):
        spoil(office, "NO.999")
    with refused("reason", "required", office):
        spoil(office, "NO.102", " ")
    spoil(office, "NO.102")
    with refused("number", "pad_number_spoiled", office):
        spoil(office, "NO.102")
    with refused("by", "not_permitted", office):
        pads.spoil(office.store, office.person("张师傅"), "NO.103", reason="丢了", now=office.now)


def test_two_terminals_never_take_the_same_sheet(office: Office) -> None:
    add(office, "NO.201", "NO.240")

    def one_terminal(_n: int) -> list[str]:
        here = Office(Store.open(office.store.path), office.now)
        try:
            return [issued(here) for _time in range(8)]
        finally:
            here.store.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = [number for found in pool.map(one_terminal, range(2)) for number in found]
    assert len(set(numbers)) == 16
    assert sorted(numbers)[:5] == [f"NO.10{n}" for n in range(1, 6)]


def test_a_pad_is_of_the_form_that_an_ordinary_repair_is_written_on(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("warranty-office"))
    add(desk)
    assert the_pad(desk).form == "work_order"  # the file begins with the form of a builder's job
    desk.store.close()
