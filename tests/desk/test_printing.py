"""What is to be printed waits until a printer has taken it; a slip printed once more says so, and why."""

from __future__ import annotations

import pytest

from repairdesk.desk import copies, orders, printing, undo
from repairdesk.models.doctor import doctor
from repairdesk.rules.refusal import Refused
from repairdesk.views import printing as views
from repairdesk.views.call_card import card_of_order
from tests.desk.conftest import Office, at, desk

__all__ = ["desk"]


@pytest.fixture
def order(desk: Office) -> str:
    """An order that has been issued: its copies are with the technician."""
    return desk.issue(desk.log())


def code(refusal: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (problem,) = refusal.value.problems
    return problem.field, problem.code


def test_it_waits_until_it_is_printed(desk: Office, order: str) -> None:
    one = printing.ask(desk.store, desk.clerk, order, now=at("10:05"))
    (waits,) = views.waiting(desk.store)
    assert (waits.id, waits.order, waits.place, waits.by, waits.state) == (one, order, 1, "李前台", "waiting")
    printing.failed(desk.store, desk.clerk, one, problem="printer_off", printer="office", now=at("10:06"))
    (waits,) = views.waiting(desk.store)
    assert (waits.problem, waits.printer) == ("printer_off", "office")
    printing.printed(desk.store, desk.clerk, one, printer="office", paper="a5", now=at("10:07"))
    assert views.waiting(desk.store) == ()
    (kept,) = views.of_order(desk.store, order)
    assert (kept.state, kept.printed_at, kept.paper, kept.problem) == ("printed", at("10:07"), "a5", "")
    for operation in (printing.printed, printing.give_up):
        with pytest.raises(Refused) as refusal:
            operation(desk.store, desk.clerk, one, now=at("10:08"))
        assert code(refusal) == ("printing", "already_printed")
    assert list(doctor(desk.store.path)) == []


def test_what_waits_is_not_asked_for_twice_but_another_copy_or_form_is(desk: Office, order: str) -> None:
    ask = lambda **more: printing.ask(desk.store, desk.clerk, order, now=at("10:05"), **more)  # noqa: E731
    assert ask() == ask()
    copy = next(iter(views_copies(desk, order)))
    assert ask(copy=copy) == ask(copy=copy) != ask()


def views_copies(desk: Office, order: str) -> list[str]:
    return [one.name for one in card_of_order(desk.store, order, desk.now).orders[-1].copies]


def test_a_slip_that_is_out_is_printed_once_more_with_a_reason_only(desk: Office, order: str) -> None:
    first = printing.ask(desk.store, desk.clerk, order, now=at("10:05"))
    printing.printed(desk.store, desk.clerk, first, now=at("10:05"))
    with pytest.raises(Refused) as refusal:
        printing.ask(desk.store, desk.clerk, order, now=at("10:20"))
    assert code(refusal) == ("reason", "reprint_reason")
    assert len(views.of_order(desk.store, order)) == 1, "a refusal leaves nothing behind"
    printing.ask(desk.store, desk.clerk, order, reason="被雨淋湿", now=at("10:20"))
    assert [(one.place, one.reason) for one in views.of_order(desk.store, order)] == [
        (1, ""),
        (2, "被雨淋湿"),
    ]


def test_one_that_is_given_up_counts_for_nothing(desk: Office, order: str) -> None:
    first = printing.ask(desk.store, desk.clerk, order, now=at("10:05"))
    printing.give_up(desk.store, desk.clerk, first, reason="不用了", now=at("10:06"))
    assert views.waiting(desk.store) == ()
    with pytest.raises(Refused) as refusal:
        printing.printed(desk.store, desk.clerk, first, now=at("10:07"))
    assert code(refusal) == ("printing", "given_up")
    printing.ask(desk.store, desk.clerk, order, now=at("10:08"))
    assert [one.place for one in views.waiting(desk.store)] == [1]


def test_it_needs_no_reason_once_the_slip_is_back(desk: Office, order: str) -> None:
    one = printing.ask(desk.store, desk.clerk, order, now=at("10:05"))
    printing.printed(desk.store, desk.clerk, one, now=at("10:05"))
    back = orders.ReturnedForm(arrived_at=at("10:20"), finished_at=at("10:40"), result="finished")
    orders.close_out(desk.store, desk.clerk, order, back, now=at("11:00"))
    printing.ask(desk.store, desk.clerk, order, now=at("11:05"))
    assert [each.place for each in views.waiting(desk.store)] == [2]


def test_a_technician_does_not_print(desk: Office, order: str) -> None:
    with pytest.raises(Refused) as refusal:
        printing.ask(desk.store, desk.person("张师傅"), order, now=at("10:05"))
    assert code(refusal) == ("by", "not_permitted")


def test_printing_does_not_keep_an_order_from_being_taken_back(desk: Office, order: str) -> None:
    one = printing.ask(desk.store, desk.clerk, order, now=at("10:05"))
    printing.printed(desk.store, desk.clerk, one, now=at("10:05"))
    undone = undo.take_back(desk.store, desk.clerk, "派错人", now=at("10:06"))
    assert undone.action == "order.issue"
    assert list(doctor(desk.store.path)) == []


def test_a_copy_that_was_lost_is_there_again_as_a_duplicate_that_says_so(desk: Office, order: str) -> None:
    lost, *others = views_copies(desk, order)
    copies.lost(desk.store, desk.clerk, order, lost, reason="丢了", now=at("10:10"))

    def states() -> dict[str, str]:
        card = card_of_order(desk.store, order, desk.now)
        return {one.name: one.state for one in card.orders[-1].copies}

    other = printing.ask(desk.store, desk.clerk, order, copy=others[0], reason="湿了", now=at("10:12"))
    printing.printed(desk.store, desk.clerk, other, now=at("10:12"))
    assert states()[lost] == "lost", "another copy was printed"
    one = printing.ask(desk.store, desk.clerk, order, copy=lost, reason="丢了", now=at("10:15"))
    assert views.print_of(desk.store, one).place == 3
    printing.printed(desk.store, desk.clerk, one, now=at("10:15"))
    assert states()[lost] == "out"
    assert list(doctor(desk.store.path)) == []


def test_the_first_print_of_a_slip_that_was_lost_is_a_reprint(desk: Office, order: str) -> None:
    copies.lost(desk.store, desk.clerk, order, views_copies(desk, order)[0], reason="丢了", now=at("10:10"))
    one = printing.ask(desk.store, desk.clerk, order, now=at("10:15"))
    assert views.print_of(desk.store, one).place == 2


@pytest.mark.parametrize(("printed_at", "stands"), [("08:59", "warning"), ("09:00", "met")])
def test_the_slip_of_a_night_job_is_written_when_the_day_prints_it(
    desk: Office, printed_at: str, stands: str
) -> None:
    night = desk.issue(desk.log("2026-03-01 23:00"), "2026-03-01 23:05")
    slip = printing.ask(desk.store, desk.clerk, night, now=at(printed_at))
    printing.printed(desk.store, desk.clerk, slip, now=at(printed_at))
    clocks = card_of_order(desk.store, night, at("10:30")).clocks
    assert [clock.state for clock in clocks if clock.limit == "slip_written"] == [stands]
    assert list(doctor(desk.store.path)) == []
