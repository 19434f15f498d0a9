"""The ledger of copies: every move is kept, what is late is chased, what is handed on is on a list, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from repairdesk.desk import calls, copies, money, orders, printing, undo
from repairdesk.models.doctor import doctor
from repairdesk.models.store import Store
from repairdesk.rules.refusal import Refused
from repairdesk.views import copies as ledger
from repairdesk.views.call_card import call_card
from repairdesk.views.paper_lists import paper_list, paper_lists
from tests.desk.conftest import Office, an_office, at, body_of, refused

SECOND = timedelta(seconds=1)


def places(desk: Office, order: str) -> dict[str, tuple[str, str]]:
    """Where the copies of an order are."""
    return {
        one.copy.name: (one.copy.state, one.copy.keeper)
        for one in ledger.of_order(desk.store, order, desk.now)
    }


def history(desk: Office, order: str, copy: str) -> list[tuple[str, str, datetime]]:
    """The moves of a copy: state, keeper, when."""
    found = next(one for one in ledger.of_order(desk.store, order, desk.now) if one.copy.name == copy)
    return [(move.state, move.keeper, move.at) for move in found.moves]


def back(desk: Office, when: str = "11:10", **changes: object) -> tuple[str, str]:
    """A paid repair whose slip is back: the numbers of the line and of the order."""
    call = desk.log(**{"paid": True, **changes})
    if desk.call(call)["paid"]:
        money.give_quote(desk.store, desk.clerk, call, amount=5000, at=at("10:01"), now=desk.now)
        money.agree_quote(desk.store, desk.clerk, call, at=at("10:02"), now=desk.now)
    order = desk.issue(call)
    orders.arrive(desk.store, desk.clerk, order, at=at("10:12"), now=desk.now)
    orders.finish(desk.store, desk.clerk, order, at=at("11:00"), now=desk.now)
    orders.take_return(desk.store, desk.clerk, order, signed_by="赵女士", at=at(when), now=desk.now)
    return call, order


def hand_on(desk: Office, *named: tuple[str, str], to: str = "finance", when: str = "12:00") -> str:
    return copies.hand_on(desk.store, desk.clerk, named, to, at=at(when), now=desk.now)


def lose(desk: Office, order: str, copy: str, when: str = "10:30") -> None:
    copies.lost(desk.store, desk.clerk, order, copy, reason="淋湿了", at=at(when), now=desk.now)


# --- the ledger ---------------------------------------------------------------------------------------------------------


def test_every_move_is_kept_with_its_time_and_by_whom(desk: Office) -> None:
    _call, order = back(desk)
    assert history(desk, order, "finance") == [
        ("out", "technician", at("10:04")), ("returned", "desk", at("11:10")),
    ]  # fmt: skip
    number = hand_on(desk, (order, "finance"))
    last = ledger.of_order(desk.store, order, desk.now)[2]
    assert (last.moves[-1].who, last.moves[-1].list_number) == ("李前台", number)
    assert (last.copy.since, last.copy.list_number) == (at("12:00"), number)
    assert doctor(desk.store.path) == []


def test_a_move_that_is_taken_back_is_followed_by_another_one(desk: Office) -> None:
    _call, order = back(desk)
    undo.take_back(desk.store, desk.clerk, "收错了", now=desk.now)
    assert places(desk, order)["desk"] == ("out", "technician")
    assert history(desk, order, "desk") == [
        ("out", "technician", at("10:04")), ("returned", "desk", at("11:10")), ("out", "technician", at("10:04")),
    ]  # fmt: skip
    assert ledger.of_order(desk.store, order, desk.now)[1].moves[-1].reason == "收错了"


def test_the_copies_of_a_free_job_are_filed_and_none_is_due_to_finance(desk: Office) -> None:
    call, order = back(desk, paid=False)
    assert ledger.due_to(desk.store, "finance", desk.now) == ()
    with refused("copy", "copy_not_for", desk):
        hand_on(desk, (order, "finance"))
    with refused("copy", "copy_line_open", desk):
        hand_on(desk, (order, "finance"), to="archive")
    desk.now = at("2026-03-20 12:00")
    calls.withdraw(desk.store, desk.clerk, call, reason="重复", now=desk.now)
    assert [one.name for one in ledger.due_to(desk.store, "archive", desk.now)] == ["desk", "finance"]
    hand_on(desk, (order, "finance"), (order, "desk"), to="archive", when="2026-03-20 12:00")
    assert set(places(desk, order).values()) == {("handed_on", "customer"), ("handed_on", "archive")}


def test_the_copy_that_stays_at_the_desk_does_not_go_out_with_the_others(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("three-copy-visit"))
    order = desk.issue(desk.log())
    assert places(desk, order) == {
        "desk": ("returned", "desk"), "team": ("out", "technician"), "customer": ("out", "technician"),
    }  # fmt: skip
    assert ledger.to_hand_on(desk.store, desk.now) == ()


# --- late ---------------------------------------------------------------------------------------------------------------


def late(desk: Office, moment: datetime) -> list[tuple[str, str]]:
    return [(one.order, one.name) for one in ledger.chase(desk.store, moment)]


def test_a_slip_is_late_a_second_after_the_office_s_limit(desk: Office) -> None:
    order = desk.issue(desk.log())
    assert late(desk, at("17:00")) == []
    assert late(desk, at("17:00") + SECOND) == [(order, name) for name in ("customer", "desk", "finance")]
    (one, *_rest) = ledger.chase(desk.store, at("2026-03-03 09:00"))
    assert (one.technician, one.due, one.since) == ("张师傅", at("17:00"), at("10:04"))


@pytest.mark.parametrize(
    ("finished", "due"),
    [
        ("17:29:59", "17:30"),
        ("17:30", "2026-03-03 09:00"),
        ("2026-03-03 08:59:59", "2026-03-03 09:00"),
        ("2026-03-03 09:00", "2026-03-03 17:30"),
    ],
)
def test_without_a_limit_a_slip_is_late_after_the_shift_in_which_the_work_was_finished(
    tmp_path: Path, finished: str, due: str
) -> None:
    desk = an_office(tmp_path, body_of("three-channels"))
    order = desk.issue(desk.log())
    orders.arrive(desk.store, desk.clerk, order, at=at("10:12"), now=desk.now)
    assert late(desk, at("2026-03-19 10:00")) == []
    orders.finish(desk.store, desk.clerk, order, at=at(finished), now=desk.now)
    assert late(desk, at(due)) == []
    assert late(desk, at(due) + SECOND) == [(order, "desk")]


def test_a_slip_that_was_out_when_its_line_was_withdrawn_is_chased_until_it_is_brought_back(
    desk: Office,
) -> None:
    call = desk.log()
    order = desk.issue(call)
    with refused("copy", "copy_with_slip", desk):
        copies.found(desk.store, desk.clerk, order, "desk", at=at("10:05"), now=desk.now)
    calls.withdraw(desk.store, desk.clerk, call, reason="不修了", at=at("10:10"), now=desk.now)
    assert late(desk, at("17:30")) == []
    assert len(late(desk, at("17:30") + SECOND)) == 3
    for name in ("customer", "desk", "finance"):
        copies.found(desk.store, desk.clerk, order, name, at=at("18:00"), now=desk.now)
    assert late(desk, desk.now) == []
    assert set(places(desk, order).values()) == {("returned", "desk")}


def test_technicians_are_chased_one_after_the_other_the_latest_slip_first(desk: Office) -> None:
    first = desk.issue(desk.log(), "10:04", "赵师傅")
    second = desk.issue(desk.log("10:05"), "14:30", "张师傅")  # due the next day
    third = desk.issue(desk.log("10:06"), "10:08", "张师傅")
    found = ledger.chase(desk.store, at("2026-03-04 09:00"))
    assert [one.order for one in found if one.name == "desk"] == [third, second, first]


def test_engineering_keeps_its_part_and_brings_it_back_by_the_fifth(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("warranty-office"))
    desk.now = at("2026-04-20 12:00")
    _call, order = back(desk)
    assert places(desk, order) == {
        "desk": ("returned", "desk"), "desk_second": ("returned", "desk"), "engineering": ("handed_on", "engineering"),
    }  # fmt: skip
    due = at("2026-04-05 23:59:59")
    (part,) = [one for one in ledger.out(desk.store, due) if one.name == "engineering"]
    assert (part.due, part.overdue) == (due, False)
    assert late(desk, due + SECOND) == [(order, "engineering")]
    calls.record_fact(desk.store, desk.clerk, _call, calls.FactForm(what="stub.returned"), now=desk.now)
    assert places(desk, order)["engineering"] == ("returned", "desk")
    assert late(desk, desk.now) == []


def test_copies_for_engineering_and_finance_wait_at_the_desk_even_when_the_line_is_closed(
    tmp_path: Path,
) -> None:
    desk = an_office(tmp_path, body_of("price-review"))
    _call, order = back(desk, paid=False, appointment=at("10:30"))
    assert [(one.name, one.due_to) for one in ledger.to_hand_on(desk.store, desk.now)] == [
        ("finance", "finance"), ("engineering", "engineering"),
    ]  # fmt: skip
    hand_on(desk, (order, "engineering"), to="engineering")
    assert places(desk, order)["engineering"] == ("handed_on", "engineering")
    assert late(desk, desk.now) == []


# --- lost ---------------------------------------------------------------------------------------------------------------


def test_a_lost_copy_stays_lost_when_the_others_come_back(desk: Office) -> None:
    call, order = desk.log(paid=True), ""
    order = desk.issue(call)
    lose(desk, order, "财务联")
    orders.finish(desk.store, desk.clerk, order, at=at("11:00"), now=desk.now)
    orders.take_return(desk.store, desk.clerk, order, at=at("11:10"), now=desk.now)
    assert places(desk, order)["finance"] == ("lost", "technician")
    assert places(desk, order)["desk"] == ("returned", "desk")
    with refused("copy", "copy_lost", desk):
        hand_on(desk, (order, "finance"))
    with refused("copy", "copy_lost", desk):
        lose(desk, order, "finance", "11:30")
    copies.found(desk.store, desk.clerk, order, "finance", at=at("11:40"), now=desk.now)
    assert places(desk, order)["finance"] == ("returned", "desk")
    hand_on(desk, (order, "finance"))


def test_a_copy_found_while_the_slip_is_out_comes_back_with_it(desk: Office) -> None:
    order = desk.issue(desk.log())
    lose(desk, order, "desk")
    assert [one.name for one in ledger.out(desk.store, desk.now)] == ["customer", "finance"]
    copies.found(desk.store, desk.clerk, order, "desk", at=at("10:40"), now=desk.now)
    assert places(desk, order)["desk"] == ("out", "technician")


@pytest.mark.parametrize("copy", ["", "finance"])
def test_a_lost_copy_that_is_printed_anew_is_a_duplicate(desk: Office, copy: str) -> None:
    order = desk.issue(desk.log(paid=True))
    lose(desk, order, "finance")
    lose(desk, order, "customer", "10:31")
    asked = printing.ask(desk.store, desk.clerk, order, copy=copy, reason="遗失补打", now=desk.now)
    assert places(desk, order)["finance"] == ("lost", "technician"), "not before it is on paper"
    printing.printed(desk.store, desk.clerk, asked, now=desk.now)
    customer, _desk, finance = ledger.of_order(desk.store, order, desk.now)
    assert (finance.copy.state, finance.duplicate) == ("out", True)
    assert (customer.copy.state, customer.duplicate) == (("lost", False) if copy else ("out", True))


def test_another_form_of_the_order_brings_no_copy_back(tmp_path: Path) -> None:
    desk = an_office(tmp_path, body_of("contact-first"))
    order = desk.issue(desk.log(appointment=at("10:30")))
    lose(desk, order, "desk")
    note = printing.ask(desk.store, desk.clerk, order, form="door_note", now=desk.now)
    printing.printed(desk.store, desk.clerk, note, now=desk.now)
    assert places(desk, order)["desk"] == ("lost", "technician")
    record = printing.ask(desk.store, desk.clerk, order, now=desk.now)
    printing.printed(desk.store, desk.clerk, record, now=desk.now)
    assert places(desk, order)["desk"] == ("out", "technician")


def test_what_cannot_be_lost_or_found(desk: Office) -> None:
    _call, order = back(desk)
    with refused("reason", "required", desk):
        copies.lost(desk.store, desk.clerk, order, "desk", reason=" ", now=desk.now)
    with refused("copy", "not_one_of", desk):
        lose(desk, order, "第四联", "12:00")
    with refused("copy", "copy_gone", desk):
        lose(desk, order, "customer", "12:00")
    with refused("copy", "copy_not_lost", desk):
        copies.found(desk.store, desk.clerk, order, "desk", now=desk.now)
    with refused("at", "time_before", desk):
        lose(desk, order, "desk", "10:03")
    with refused("by", "not_permitted", desk):
        copies.lost(desk.store, desk.person("张师傅"), order, "desk", reason="丢了", now=desk.now)


# --- handed on with a list ----------------------------------------------------------------------------------------------


def test_finance_copies_go_with_one_list_and_finance_has_received_them(desk: Office) -> None:
    (one, first), (two, second) = back(desk), back(desk)
    number = hand_on(desk, (first, "finance"), (second, "财务联"), (first, "finance"))
    assert number == "2026-0001"
    for call in (one, two):
        assert desk.facts(call).count("finance.received") == 1
    made = paper_list(desk.store, number)
    assert [(line.order, line.name, line.call) for line in made.lines] == [
        (first, "finance", one),
        (second, "finance", two),
    ]
    assert (made.keeper, made.made_by, made.signed_by, made.count) == ("finance", "李前台", "", 2)
    finance = desk.person("钱财务")
    with refused("at", "time_before", desk):
        copies.sign(desk.store, finance, number, signed_by="钱财务", at=at("11:59:59"), now=desk.now)
    copies.sign(desk.store, finance, number, signed_by="钱财务", at=at("12:00"), now=desk.now)
    assert paper_list(desk.store, number).signed_by == "钱财务"
    assert paper_lists(desk.store, unsigned=True) == ()
    with refused("paper_list", "list_signed", desk):
        copies.sign(desk.store, finance, number, signed_by="别人", now=desk.now)
    with refused("paper_list", "unknown_list", desk):
        copies.sign(desk.store, finance, "2026-0002", signed_by="钱财务", now=desk.now)


def test_one_copy_that_cannot_go_keeps_all_of_them_and_each_is_named(desk: Office) -> None:
    _one, first = back(desk)
    still_out = desk.issue(desk.log("10:20", paid=True), "10:24")
    hand_on(desk, (first, "finance"))
    _two, second = back(desk)
    before = desk.content()
    with pytest.raises(Refused) as refusal:
        hand_on(desk, (first, "finance"), (still_out, "finance"), (second, "finance"), (second, "desk"))
    assert desk.content() == before
    told = [(one.code, one.params["order"]) for one in refusal.value.problems]
    assert told == [("copy_gone", first), ("copy_out", still_out), ("copy_not_for", second)]


def test_nothing_to_hand_on_nobody_to_hand_it_to_and_not_before_it_was_back(desk: Office) -> None:
    _call, order = back(desk)
    with refused("copy", "nothing_to_hand_on", desk):
        hand_on(desk)
    with refused("to", "not_one_of", desk):
        hand_on(desk, (order, "finance"), to="technician")
    with refused("at", "time_before", desk):
        hand_on(desk, (order, "finance"), when="11:09:59")
    with refused("by", "not_permitted", desk):
        copies.hand_on(desk.store, desk.person("张师傅"), [(order, "finance")], "finance", now=desk.now)


def test_two_terminals_hand_on_the_same_copies_and_one_of_them_is_told(desk: Office) -> None:
    named = [(back(desk)[1], "finance") for _n in range(3)]

    def one_terminal(_n: int) -> str:
        store = Store.open(desk.store.path)
        try:
            return copies.hand_on(store, desk.clerk, named, "finance", at=at("12:00"), now=desk.now)
        except Refused as refused:
            return ",".join(sorted({problem.code for problem in refused.problems}))
        finally:
            store.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(one_terminal, range(2)))
    assert said == ["2026-0001", "copy_gone"]
    assert paper_list(desk.store, "2026-0001").count == 3
    assert doctor(desk.store.path) == []


def test_a_list_is_taken_back_until_somebody_has_signed_it(desk: Office) -> None:
    call, order = back(desk)
    number = hand_on(desk, (order, "finance"))
    undo.take_back(desk.store, desk.clerk, "点错了", now=desk.now)
    assert places(desk, order)["finance"] == ("returned", "desk")
    assert "finance.received" not in desk.facts(call)
    assert paper_list(desk.store, number).void
    with refused("paper_list", "list_void", desk):
        copies.sign(desk.store, desk.clerk, number, signed_by="钱财务", now=desk.now)
    again = hand_on(desk, (order, "finance"))
    assert again == "2026-0002", "a number stays used"
    copies.sign(desk.store, desk.person("钱财务"), again, signed_by="钱财务", now=desk.now)
    with refused("entry", "undo_list_signed", desk):
        undo.take_back(desk.store, desk.clerk, "点错了", now=desk.now)
    undo.take_back(desk.store, desk.person("钱财务"), "签错了", now=desk.now)
    undo.take_back(desk.store, desk.clerk, "点错了", now=desk.now)
    assert doctor(desk.store.path) == []


def test_a_line_is_no_longer_kept_open_for_a_copy_that_went_with_a_list(desk: Office) -> None:
    call, order = back(desk)

    def missing() -> list[str]:
        return [one.code for one in call_card(desk.store, call, desk.now).missing]

    assert "finance_copy" in missing()
    hand_on(desk, (order, "finance"))
    assert "finance_copy" not in missing()
