"""What an office keeps besides its register: equipment, books of its own, duties, a crew that is full; and asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from repairdesk import text
from repairdesk.desk import books, calls, crew, duties, equipment, office, orders
from repairdesk.models.doctor import doctor
from repairdesk.rules.refusal import Refused
from repairdesk.views import books as book_views
from repairdesk.views import duties as duty_views
from repairdesk.views.crew import crew_full
from repairdesk.views.directories import procedures_in_use
from repairdesk.views.dispatch import dispatch
from repairdesk.views.equipment import equipment as equipment_list
from repairdesk.views.equipment import equipment_card, frequent_faults
from repairdesk.views.fines import Case, fines
from repairdesk.views.retention import may_be_destroyed
from tests.desk.conftest import Office, an_office, at, body_of


@contextmanager
def refused(*problems: tuple[str, str]) -> Iterator[None]:
    """What is inside is refused with these problems, each said in a whole sentence."""
    with pytest.raises(Refused) as refusal:
        yield
    assert [(problem.field, problem.code) for problem in refusal.value.problems] == list(problems)
    for language in ("en", "zh"):
        text.set_language(language)
        assert not any("{" in text.say(problem) for problem in refusal.value.problems)
    text.set_language("en")


@pytest.fixture
def clerks(tmp_path: Path) -> Iterator[Office]:
    """Clerks with books, duties and fines; their office was founded on 20 March 2026."""
    here = an_office(tmp_path, body_of("service-clerks"))
    yield here
    here.store.close()


# --- equipment --------------------------------------------------------------------------------------------------------


def test_equipment_is_kept_with_its_faults(desk: Office) -> None:
    s, who, now = desk.store, desk.clerk, desk.now
    lift = equipment.EquipmentForm(
        name="１号梯", kind="电梯", brand="日立", place="1栋", installed_on=date(2019, 5, 1)
    )
    equipment.add(s, who, lift, now=now)
    equipment.add(s, who, equipment.EquipmentForm(name="水泵A"), now=now)
    with refused(("name", "already_exists")):
        equipment.add(s, who, lift, now=now)
    with refused(("name", "required")):
        equipment.add(s, who, equipment.EquipmentForm(name=" "), now=now)
    with refused(("by", "not_permitted")):
        equipment.add(s, desk.person("张师傅"), equipment.EquipmentForm(name="B"), now=now)
    with refused(("equipment", "unknown_equipment")):
        desk.log(equipment="3号梯")
    numbers = [
        desk.log(when, equipment="1号梯")
        for when in ("2026-02-10 10:00", "2026-03-02 10:00", "2026-03-10 10:00")
    ]
    calls.withdraw(s, who, numbers[2], reason="误报", now=now)
    card = equipment_card(s, "1号梯")
    assert [fault.call for fault in card.faults] == numbers[::-1]
    assert card.by_month == {"2026-02": 1, "2026-03": 1}
    assert (card.equipment.faults, card.equipment.last_fault_at) == (2, at("2026-03-02 10:00"))
    assert [each.name for each in equipment_list(s, "日立")] == ["1号梯"]
    equipment.change(
        s, who, "1号梯", equipment.EquipmentForm(name="1号梯", note="报废"), active=False, now=now
    )
    assert [each.name for each in equipment_list(s)] == ["水泵A"]
    assert equipment_list(s, gone=True)[1].note == "报废"
    with refused(("equipment", "unknown_equipment")):
        equipment_card(s, "3号梯")
    with refused(("equipment", "unknown_equipment")):
        desk.log(equipment="1号梯")
    assert doctor(s.path) == []


def test_three_faults_in_thirty_days_are_frequent(desk: Office) -> None:
    s, who = desk.store, desk.clerk
    equipment.add(s, who, equipment.EquipmentForm(name="水泵A"), now=desk.now)
    pump = [desk.log(f"2026-03-{day:02d} 10:00", equipment="水泵A") for day in (1, 5, 9)]
    desk.log("2026-02-18 11:59", trade="plumbing", content="早了一分钟")
    here = [desk.log(f"2026-03-{day:02d} 10:00", trade="plumbing") for day in (2, 6)]
    desk.log("2026-03-07 10:00", trade="electric")
    assert [each.calls for each in frequent_faults(s, desk.now)] == [tuple(pump)]
    here.append(desk.log("2026-03-08 10:00", trade="plumbing"))
    found = {each.equipment or (each.room, each.trade): each.calls for each in frequent_faults(s, desk.now)}
    assert found == {"水泵A": tuple(pump), ("3-2-1201", "plumbing"): tuple(here)}


# --- books ------------------------------------------------------------------------------------------------------------


def test_a_book_is_filled_line_by_line(clerks: Office) -> None:
    s, who, now = clerks.store, clerks.clerk, clerks.now
    call = clerks.log()
    given = {"maker": "海尔", "amount": "１6.10", "person": ""}
    books.add(s, who, "makers_fees", given, call=call, at=at("10:00"), now=now)
    books.add(s, who, "makers_fees", {"maker": "美的", "amount": "5"}, at=at("09:00"), now=now)
    lines = book_views.lines(s, "makers_fees")
    assert [(line.at, line.entries, line.call, line.who) for line in lines] == [
        (at("10:00"), {"maker": "海尔", "amount": "16.10"}, call, "李前台"),
        (at("09:00"), {"maker": "美的", "amount": "5"}, None, "李前台"),
    ]
    assert [line.at for line in book_views.lines(s, "makers_fees", since=at("09:30"))] == [at("10:00")]
    assert "slip_stock" in {book.name for book in book_views.books(s)}
    assert doctor(s.path) == []


def test_a_line_that_does_not_fit_its_book_is_refused_with_everything_wrong(clerks: Office) -> None:
    before = clerks.content()
    s, who, now = clerks.store, clerks.clerk, clerks.now
    with refused(("book", "unknown_book")):
        books.add(s, who, "weather", {}, now=now)
    with refused(("colour", "unknown_field"), ("amount", "not_a_number"), ("maker", "field_required")):
        books.add(s, who, "makers_fees", {"colour": "红", "amount": "很多"}, now=now)
    with refused(("at", "time_in_future")):
        books.add(s, who, "delays", {"order": "x"}, at=at("2026-04-01 10:00"), now=now)
    assert clerks.content() == before


# --- duties -----------------------------------------------------------------------------------------------------------


def state_of(desk: Office, name: str, when: str) -> list[tuple[str, str]]:
    found = duty_views.duties(desk.store, at(when))
    return [(line.period, line.state) for line in found if line.duty.name == name]


def test_a_duty_is_owed_once_for_each_period(clerks: Office) -> None:
    s, who = clerks.store, clerks.clerk
    name = "month_expense_check"
    assert state_of(clerks, name, "2026-03-20 12:00") == [], "it was due before there was this office"
    assert state_of(clerks, name, "2026-04-01 00:00") == [("2026-04", "warning")]
    assert state_of(clerks, name, "2026-04-03 23:59:59") == [("2026-04", "warning")]
    assert state_of(clerks, name, "2026-04-04 00:00") == [("2026-04", "overdue")]
    now = at("2026-05-02 10:00")
    assert state_of(clerks, name, "2026-05-02 10:00") == [("2026-04", "overdue"), ("2026-05", "warning")]
    assert duties.done(s, who, name, period="2026-04", remark="补做", now=now) == "2026-04"
    assert duties.done(s, who, name, now=now) == "2026-05"
    with refused(("period", "already_done")):
        duties.done(s, who, name, now=now)
    with refused(("period", "unknown_period")):
        duties.done(s, who, name, period="2026-06", now=now)
    with refused(("duty", "unknown_duty")):
        duties.done(s, who, "sleep", now=now)
    assert state_of(clerks, name, "2026-05-02 10:00") == [("2026-05", "done")]
    missed = duty_views.missed(s, at("2026-04-01 00:00"), at("2026-06-01 00:00"), at("2026-06-01 00:00"))
    assert [line.period for line in missed if line.duty.name == name] == ["2026-04"]
    assert doctor(s.path) == []


# --- fines ------------------------------------------------------------------------------------------------------------


def test_fines_are_proposed_case_by_case(clerks: Office) -> None:
    s, who, now = clerks.store, clerks.clerk, at("2026-04-30 12:00")
    for day in (1, 8, 9):
        books.add(s, who, "unclear_accounts", {"account": "不符"}, at=at(f"2026-04-{day:02d} 10:00"), now=now)
    books.add(s, who, "makers_fees", {"maker": "海尔", "amount": "16.10"}, at=at("2026-04-02 10:00"), now=now)
    books.add(s, who, "makers_fees", {"maker": "海尔", "amount": "9"}, at=at("2026-03-31 23:00"), now=now)
    for day in range(1, 30):
        if day != 13:
            duties.done(s, who, "job_cards", at=at(f"2026-04-{day:02d} 18:00"), now=now)
    found = {each.name: each for each in fines(s, 2026, 4, now)}
    assert [case.amount for case in found["unclear_accounts"].cases] == [0, 5000, 5000]
    assert found["makers_fee"].total == 1610
    assert [case.about for case in found["makers_fee"].cases] == ["海尔  16.10"]
    assert found["month_expense_check"].cases == (Case(at("2026-04-03 23:59:59"), "2026-04", 1000),)
    assert [case.about for case in found["job_cards"].cases] == ["2026-04-13"]
    assert "delay" not in found
    with refused(("month", "bad_month")):
        fines(s, 2026, 13, now)


def test_every_fine_of_the_clerks_is_proposed_at_its_amount(clerks: Office) -> None:
    s, who, now = clerks.store, clerks.clerk, at("2026-05-31 23:59:59")
    (procedure,) = procedures_in_use(s)
    named = {book.name: book for book in procedure.book}
    for fine in procedure.fine:
        if fine.book and fine.book != "unclear_accounts":
            entries = {one.name: "16.10" if one.kind == "number" else "x" for one in named[fine.book].fields}
            books.add(s, who, fine.book, entries, at=at("2026-04-02 10:00"), now=now)
    found = {each.name: [case.amount for case in each.cases] for each in fines(s, 2026, 4, now)}
    assert {name: amounts[0] for name, amounts in found.items()} == {
        "delay": 1000, "wrong_settlement": 5000, "makers_fee": 1610, "month_expense_check": 1000, "covered_up": 1000,
        "job_cards": 2000, "installation_summary": 2000, "job_card_summary": 2000, "slip_losses": 3000,
        "case_texts": 3000,
    }  # fmt: skip
    assert len(found["job_cards"]) == 30


def test_a_limit_that_was_missed_is_a_case_of_its_fine(tmp_path: Path) -> None:
    fine = {
        "name": "late",
        "rule": "S000-I-09",
        "title": {"zh": "迟到", "en": "Late"},
        "fen": 500,
        "limit": "arrival",
    }
    desk = an_office(tmp_path, {**body_of("property-desk"), "fine": [fine]})
    late, kept = desk.log(), desk.log()
    for call, when in ((late, "10:16"), (kept, "10:15")):
        orders.arrive(desk.store, desk.clerk, desk.issue(call), at=at(when), now=desk.now)
    (found,) = fines(desk.store, 2026, 3, desk.now)
    assert found.cases == (Case(at("10:15"), late, 500),)


# --- the crew ---------------------------------------------------------------------------------------------------------


def test_the_crew_is_full_until_it_is_free_again(tmp_path: Path, desk: Office) -> None:
    with refused(("until", "no_crew_full")):
        crew.full(desk.store, desk.clerk, until=at("2026-03-21 08:00"), said_by="吴班长", now=desk.now)
    (tmp_path / "pool").mkdir()
    here = an_office(tmp_path / "pool", body_of("grab-pool"))
    s, who, now = here.store, here.clerk, here.now
    with refused(("said_by", "required")):
        crew.full(s, who, until=at("2026-03-21 08:00"), now=now)
    with refused(("until", "time_in_past")):
        crew.full(s, who, until=at("2026-03-20 08:00"), said_by="吴班长", now=now)
    with refused(("by", "not_permitted")):
        crew.full(s, here.person("张师傅"), until=at("2026-03-21 08:00"), said_by="吴班长", now=now)
    crew.full(s, who, until=at("2026-03-21 08:00"), said_by="吴班长", now=now)
    crew.full(s, who, until=at("2026-03-22 08:00"), said_by="吴班长", now=now)
    crew.full(s, who, until=at("2026-03-25 08:00"), said_by="吴班长", trade="electric", now=now)
    shown = [(each.trade, each.until) for each in crew_full(s, now)]
    assert shown == [("", at("2026-03-22 08:00")), ("electric", at("2026-03-25 08:00"))]
    assert [each.trade for each in crew_full(s, at("2026-03-22 08:00"))] == ["electric"]
    with refused(("trade", "crew_not_full")):
        crew.free(s, who, trade="plumbing", now=now)
    crew.free(s, who, trade="electric", now=now)
    crew.free(s, who, now=now)
    assert crew_full(s, now) == ()
    with refused(("trade", "crew_not_full")):
        crew.free(s, who, now=now)
    assert doctor(s.path) == []


# --- who is proposed --------------------------------------------------------------------------------------------------


def test_the_technician_is_proposed_by_trade_building_and_load(tmp_path: Path) -> None:
    people: tuple[Any, ...] = (
        office.StaffForm(name="周水工", role="technician", trade="plumbing", area="1栋，3"),
        office.StaffForm(name="郑水工", role="technician", trade="plumbing", area="3"),
        office.StaffForm(name="外水工", role="technician", trade="plumbing", area="3", firm="安居公司"),
    )
    desk = an_office(tmp_path, body_of("auto-assign"), *people)
    desk.issue(desk.log(trade="plumbing"), technician="周水工")
    found = dispatch(desk.store, desk.log(trade="plumbing"), desk.now)
    assert [each.name for each in found.crew] == ["郑水工", "周水工", "张师傅", "赵师傅"]
    codes = {name: [step.code for step in steps] for name, steps in found.reasons.items()}
    assert codes["郑水工"] == ["trade", "area", "fewest"]
    assert codes["周水工"] == ["trade", "area"]
    assert found.crew[0].area == "3"


def test_without_the_statement_nobody_is_proposed(desk: Office) -> None:
    found = dispatch(desk.store, desk.log(), desk.now)
    assert {each.name for each in found.crew} == {"张师傅", "赵师傅"}
    assert found.reasons == {}


# --- how long lines are kept ------------------------------------------------------------------------------------------


def test_what_has_been_kept_long_enough_is_listed(tmp_path: Path) -> None:
    keep = [
        {"rule": "S000-I-25", "years": 2, "when": {"paid": True}},
        {"rule": "S000-I-25", "years": 1},
        {"rule": "S000-I-25", "when": {"important": True}},
    ]
    desk = an_office(tmp_path, {**body_of("property-desk"), "keep": keep})
    free, important = desk.log(), desk.log(important=True)
    for call in (free, important):
        desk.done(call, desk.issue(call))
        calls.close(desk.store, desk.clerk, call, at=at("11:30"), now=desk.now)
    still_open = desk.log()
    assert may_be_destroyed(desk.store, at("2027-03-02 23:59:59")) == ()
    (found,) = may_be_destroyed(desk.store, at("2027-03-03 00:00"))
    assert (found.call, found.keep_until, found.closed_at) == (free, date(2027, 3, 2), at("11:30"))
    assert still_open not in {each.call for each in may_be_destroyed(desk.store, at("2099-01-01 00:00"))}
    assert may_be_destroyed(desk.store, at("2099-01-01 00:00"), limit=1) == (found,)


def test_an_office_that_lays_nothing_down_keeps_everything(tmp_path: Path) -> None:
    body = {
        name: part
        for name, part in body_of("property-desk").items()
        if name not in ("keep", "retention_years")
    }
    desk = an_office(tmp_path, body)
    call = desk.log()
    desk.done(call, desk.issue(call))
    calls.close(desk.store, desk.clerk, call, at=at("11:30"), now=desk.now)
    assert may_be_destroyed(desk.store, at("2099-01-01 00:00")) == ()
