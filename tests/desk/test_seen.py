"""What was decided on something that another post has changed meanwhile is refused, and nothing is saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from repairdesk.desk import alarms, calls, copies, entries, handover, office, orders, undo
from repairdesk.models.store import Store
from repairdesk.rules.refusal import Refused
from repairdesk.views.call_card import call_card
from repairdesk.views.changes import changes, record_changes
from repairdesk.views.directories import prices
from repairdesk.views.people import staff
from tests.desk.conftest import Office
from tests.desk.undo_steps import procedure_of

NOTE = calls.FactForm(what="note.written", remark="来过电话")


@pytest.fixture
def other(desk: Office):
    """The other post's program."""
    store = Store.open(desk.store.path)
    yield store
    store.close()


def entered(desk: Office) -> int:
    with desk.store.read() as tx:
        return int(tx.value("SELECT count(*) FROM journal"))


def test_a_change_of_the_line_by_another_program_is_refused_once_it_was_not_seen(
    desk: Office, other: Store
) -> None:
    call = desk.log()
    order = desk.issue(call)
    seen = call_card(desk.store, call, desk.now).saw
    orders.accept(other, desk.clerk, order, now=desk.now)
    who, before = replace(desk.clerk, saw=seen), entered(desk)
    for attempt in (
        lambda: calls.record_fact(desk.store, who, call, NOTE, now=desk.now),
        lambda: orders.arrive(desk.store, who, order, now=desk.now),
        lambda: entries.fill(desk.store, who, call, {}, now=desk.now),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        (problem,) = refused.value.problems
        assert (problem.code, problem.params["call"], problem.params["saw"]) == ("changed_since", call, seen)
    assert entered(desk) == before
    (change,) = changes(desk.store, call, seen)
    assert (change.action, change.name, change.state) == ("order.accept", desk.clerk.name, "accepted")
    assert [fact.what for fact in change.facts] == ["order.accepted"]
    known = replace(who, saw=problem.params["entry"])
    calls.record_fact(desk.store, known, call, NOTE, now=desk.now)


def test_what_was_done_to_several_lines_at_one_go_or_taken_back_was_not_seen_either(
    desk: Office, other: Store
) -> None:
    call = desk.log(paid=True)
    order = desk.issue(call)
    orders.arrive(desk.store, desk.clerk, order, now=desk.now)
    orders.finish(desk.store, desk.clerk, order, now=desk.now)
    orders.take_return(desk.store, desk.clerk, order, signed_by="赵女士", now=desk.now)
    calls.record_fact(desk.store, desk.clerk, call, NOTE, now=desk.now)
    (copy,) = (each.name for each in procedure_of(desk, call).copy if each.paid_only)
    for does in (
        lambda: undo.take_back(other, desk.clerk, "按错了", now=desk.now),
        lambda: copies.hand_on(other, desk.clerk, [(order, copy)], "finance", now=desk.now),
    ):
        who = replace(desk.clerk, saw=call_card(desk.store, call, desk.now).saw)
        does()
        with pytest.raises(Refused) as refused:
            calls.record_fact(desk.store, who, call, NOTE, now=desk.now)
        assert refused.value.problems[0].code == "changed_since"


def test_who_printed_it_or_heard_it_or_handed_it_over_has_changed_nothing(desk: Office, other: Store) -> None:
    call = desk.log()
    order = desk.issue(call)
    seen = call_card(desk.store, call, desk.now).saw
    desk.now = desk.now + timedelta(minutes=30)
    assert alarms.answer(other, desk.clerk, call, now=desk.now)
    handover.make(other, desk.clerk, now=desk.now)
    calls.record_fact(desk.store, replace(desk.clerk, saw=seen), call, NOTE, now=desk.now)
    assert order


def test_what_is_done_to_another_line_or_by_oneself_is_no_reason(desk: Office, other: Store) -> None:
    call, elsewhere = desk.log(), desk.log()
    who = replace(desk.clerk, saw=call_card(desk.store, call, desk.now).saw)
    calls.record_fact(other, desk.clerk, elsewhere, NOTE, now=desk.now)
    calls.record_fact(desk.store, who, call, NOTE, now=desk.now)
    calls.record_fact(desk.store, who, call, NOTE, now=desk.now)
    assert changes(desk.store, call, who.saw or 0) == ()


def test_a_change_tells_what_was_there_before(desk: Office, other: Store) -> None:
    call = desk.log()
    seen = call_card(desk.store, call, desk.now).saw
    calls.correct(other, desk.clerk, call, urgency="urgent", phone="802", reason="急", now=desk.now)
    (change,) = changes(desk.store, call, seen)
    told = {field.now.name: (field.before, field.now.value) for field in change.fields}
    assert told["urgency"] == ("routine", "urgent")
    assert told["phone"][1] == "802"
    assert not change.ended
    calls.withdraw(other, desk.clerk, call, reason="重复", now=desk.now)
    assert changes(desk.store, call, seen)[-1].ended


def test_a_person_whom_somebody_else_has_put_right_is_not_overwritten(desk: Office, other: Store) -> None:
    manager = desk.person("王经理")
    seen = next(one for one in staff(desk.store) if one.name == "王经理")
    with desk.store.read() as tx:
        last = int(tx.value("SELECT max(seq) FROM journal"))
    form = office.StaffForm(name="王经理", role="manager", phone="802")
    office.change_staff(other, manager, "王经理", form, version=seen.version, now=desk.now)
    with pytest.raises(Refused) as refused:
        office.change_staff(
            desk.store, manager, "王经理", replace(form, phone="803"), version=seen.version, now=desk.now
        )
    assert refused.value.problems[0].code == "changed_meanwhile"
    (change,) = record_changes(desk.store, "staff", [seen.id], last)
    assert [(field.now.name, field.now.value) for field in change.fields] == [("phone", "802")]


def test_a_price_is_entered_against_all_the_prices_of_its_item(desk: Office, other: Store) -> None:
    manager = desk.person("王经理")
    today = desk.now.date()
    first = office.PriceForm(item="换锁", unit="piece", price=5000, valid_from=today - timedelta(days=9))
    office.add_price(desk.store, manager, first, version=0, now=desk.now)
    seen = next(one for one in prices(desk.store) if one.item == "换锁")
    office.add_price(
        other, manager, replace(first, price=5500, valid_from=today), version=seen.version, now=desk.now
    )
    for version, code in ((seen.version, "changed_meanwhile"), (0, "already_exists")):
        with pytest.raises(Refused) as refused:
            office.add_price(
                desk.store,
                manager,
                replace(first, price=6000, valid_from=today),
                version=version,
                now=desk.now,
            )
        assert refused.value.problems[0].code == code
    assert [one.price for one in prices(desk.store) if one.item == "换锁"] == [5000, 5500]
