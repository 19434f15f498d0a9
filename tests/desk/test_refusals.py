"""What bad input gets: one problem at its field, and nothing saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from repairdesk import text
from repairdesk.desk import callbacks, calls, checks, money, office, orders
from repairdesk.desk.permissions import ALLOWED
from repairdesk.messages import MESSAGES
from repairdesk.rules.facts import ROLES
from repairdesk.rules.refusal import Refused
from tests.desk.conftest import Office, at

Attempt = Callable[[Office, str, str], object]


def log(**changes: object) -> Attempt:
    """An attempt to take a call."""
    return lambda desk, call, order: desk.log(**changes)  # type: ignore[arg-type]


def on_order(operation: Callable[..., object], **words: object) -> Attempt:
    """An attempt to report on the order of 10:04."""
    return lambda desk, call, order: operation(desk.store, desk.clerk, order, **words, now=desk.now)


def on_call(operation: Callable[..., object], **words: object) -> Attempt:
    """An attempt on the call of 10:00."""
    return lambda desk, call, order: operation(desk.store, desk.clerk, call, **words, now=desk.now)


REFUSALS: list[tuple[str, Attempt, str, str]] = [
    ("received in the future", log(when="2027-01-01 10:00"), "at", "time_in_future"),
    ("an unknown room", log(room="9-9-999"), "room", "unknown_room"),
    ("no room", log(room=" "), "room", "required"),
    ("a telephone that is none", log(phone="abc"), "phone", "bad_phone"),
    ("nothing said", log(content="  "), "content", "required"),
    ("ten thousand characters", log(content="水" * 10000), "content", "too_long"),
    ("an escape character", log(content="漏\x1b[31m水"), "content", "control_characters"),
    ("a line break in a name", log(caller="赵\n女士"), "caller", "control_characters"),
    ("half a character", log(content="漏\udc00水"), "content", "control_characters"),
    ("an unknown kind", log(kind="order"), "kind", "not_one_of"),
    ("an unknown urgency", log(urgency="panic"), "urgency", "not_one_of"),
    ("an unknown channel", log(channel="pigeon"), "channel", "not_one_of"),
    ("an unknown kind of matter", log(kind="matter", matter_kind="weather"), "matter_kind", "not_one_of"),
    ("an appointment before the call", log(appointment=at("09:00")), "appointment", "time_in_past"),
    ("arrived before the order", on_order(orders.arrive, at=at("10:03")), "at", "time_before"),
    ("arrived in the future", on_order(orders.arrive, at=at("2027-01-01 10:00")), "at", "time_in_future"),
    ("an unknown result", on_order(orders.finish, result="perhaps", at=at("11:00")), "result", "not_one_of"),
    ("unfinished without a reason", on_order(orders.finish, result="unfinished", at=at("11:00")), "reason", "required"),
    ("an unknown order", lambda d, c, o: orders.arrive(d.store, d.clerk, "260302599999", now=d.now), "order", "unknown_order"),
    ("an unknown technician", on_call(orders.issue, technician="诸葛亮"), "technician", "unknown_technician"),
    ("a clerk as technician", on_call(orders.issue, technician="李前台"), "technician", "unknown_technician"),
    ("an unknown answer", on_call(callbacks.record, kind="arrival", answer="maybe"), "answer", "not_one_of"),
    ("satisfied before it is finished", on_call(callbacks.record, kind="completion", answer="satisfied"), "kind", "not_finished_yet"),
    ("a plan nobody made", on_call(callbacks.record, kind="plan", answer="agreed"), "kind", "no_plan_yet"),
    ("money below zero", on_call(money.pay, amount=-1), "amount", "not_above_zero"),
    ("a quote below zero", on_call(money.give_quote, amount=-1), "amount", "below_zero"),
    ("an item of no list", on_order(orders.charge, form=orders.ChargeForm(kind="labour", item="登月")), "item", "unknown_item"),
    ("a price below zero", on_order(orders.charge, form=orders.ChargeForm(kind="labour", item="x", price=-1)), "price", "below_zero"),
    ("a quantity of nothing", on_order(orders.charge, form=orders.ChargeForm(kind="labour", item="x", price=1, milli=0)), "quantity", "not_above_zero"),
    ("no reason to withdraw", on_call(calls.withdraw, reason=" "), "reason", "required"),
    ("a duplicate of itself", lambda d, c, o: calls.withdraw(d.store, d.clerk, c, reason="x", duplicate_of=c, now=d.now), "duplicate_of", "same_call"),
    ("struck off too early", on_call(calls.close), "call", "cannot_close"),
    ("converted into itself", on_call(calls.convert, to="repair"), "to", "not_one_of"),
    ("an agreed time that has passed", on_call(calls.agree_appointment, for_=at("10:01"), at=at("10:05")), "for", "time_in_past"),
    ("the slip of a day job written afterwards", on_call(orders.write_slip), "call", "not_a_night_job"),
    ("the copy of a free job to finance", on_call(money.to_finance), "call", "not_a_paid_job"),
    ("an unknown fact", on_call(calls.record_fact, form=calls.FactForm(what="tea.made")), "what", "not_one_of"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("attempt", "field", "code"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_saved(
    desk: Office, attempt: Attempt, field: str, code: str
) -> None:
    call = desk.log()
    order = desk.issue(call)
    before = desk.content()
    with pytest.raises(Refused) as refused:
        attempt(desk, call, order)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]
    assert desk.content() == before
    assert code in MESSAGES
    assert "{" not in text.say(refused.value.problems[0])


def test_finished_before_arrived_is_refused(desk: Office) -> None:
    call = desk.log()
    order = desk.issue(call)
    orders.arrive(desk.store, desk.clerk, order, at=at("10:12"), now=desk.now)
    with pytest.raises(Refused) as refused:
        orders.finish(desk.store, desk.clerk, order, at=at("10:11"), now=desk.now)
    assert refused.value.problems[0].code == "time_before"


def test_everything_wrong_with_a_call_is_said_at_once(desk: Office) -> None:
    with pytest.raises(Refused) as refused:
        desk.log(room="9-9-999", phone="abc", content="", urgency="panic")
    assert {problem.field for problem in refused.value.problems} == {"room", "phone", "content", "urgency"}


def test_a_half_typed_slip_leaves_nothing_behind(desk: Office) -> None:
    order = desk.issue(desk.log())
    before = desk.content()
    form = orders.ReturnedForm(arrived_at=at("10:12"), finished_at=at("10:10"), signed_by="赵女士")
    with pytest.raises(Refused):
        orders.close_out(desk.store, desk.clerk, order, form, now=desk.now)
    assert desk.content() == before


def test_the_list_of_what_is_missing_is_said_in_words(desk: Office) -> None:
    call = desk.log(paid=True)
    orders.finish(desk.store, desk.clerk, desk.issue(call), at=at("11:00"), now=desk.now)
    with pytest.raises(Refused) as refused:
        calls.close(desk.store, desk.clerk, call, now=desk.now)
    assert "The payment is missing" in text.say(refused.value.problems[0])


def test_a_line_that_has_ended_takes_nothing_more(desk: Office) -> None:
    call = desk.log()
    calls.withdraw(desk.store, desk.clerk, call, reason="业主自行解决", at=at("10:20"), now=desk.now)
    for attempt in (
        on_call(calls.close),
        on_call(orders.issue, technician="张师傅"),
        on_call(money.pay, amount=100),
    ):
        with pytest.raises(Refused) as refused:
            attempt(desk, call, "")
        assert refused.value.problems[0].code == "wrong_state"


def test_an_order_that_was_replaced_takes_no_more_reports(desk: Office) -> None:
    call = desk.log()
    first = desk.issue(call)
    desk.issue(call, "10:08", "赵师傅")
    with pytest.raises(Refused) as refused:
        orders.arrive(desk.store, desk.clerk, first, at=at("10:12"), now=desk.now)
    assert refused.value.problems[0].code == "replaced_order"


OPERATIONS: dict[str, Attempt] = {
    "call.log": lambda d, c, o: None,
    "call.withdraw": on_call(calls.withdraw, reason="x"),
    "call.close": on_call(calls.close),
    "order.issue": on_call(orders.issue, technician="赵师傅"),
    "check.officer": on_call(checks.officer_check),
    "check.approve": on_call(checks.approve, remark="x"),
    "finance.receive": on_call(money.to_finance),
    "callback.record": on_call(callbacks.record, kind="arrival", answer="there"),
}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("manager", "foreman")])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_a_role_may_not_do_is_refused_in_the_operation(desk: Office, operation: str, role: str) -> None:
    call = desk.log()
    order = desk.issue(call)
    with desk.store.read() as tx:
        name = tx.value("SELECT name FROM staff WHERE role = ?", role)
    desk.__class__ = type("Acting", (Office,), {"clerk": property(lambda self: self.person(name))})
    try:
        desk.log() if operation == "call.log" else OPERATIONS[operation](desk, call, order)
        refused = False
    except Refused as refusal:
        refused = refusal.problems[0].code == "not_permitted"
    assert refused is (role not in ALLOWED[operation])


def test_a_fact_that_only_the_supervisor_may_record_cannot_be_slipped_in(desk: Office) -> None:
    call = desk.log()
    with pytest.raises(Refused) as refused:
        calls.record_fact(desk.store, desk.clerk, call, calls.FactForm(what="hold.approved"), now=desk.now)
    assert refused.value.problems[0].code == "not_permitted"


@pytest.mark.parametrize("what", ["call.received", "order.issued", "call.withdrawn", "job.converted"])
def test_a_fact_with_an_operation_of_its_own_is_not_recorded_bare(desk: Office, what: str) -> None:
    call = desk.log()
    with pytest.raises(Refused) as refused:
        calls.record_fact(desk.store, desk.clerk, call, calls.FactForm(what=what), now=desk.now)
    assert refused.value.problems[0].code == "has_its_own_command"


def test_the_office_keeps_a_manager(desk: Office) -> None:
    form = office.StaffForm(name="王经理", role="clerk")
    with pytest.raises(Refused) as refused:
        office.change_staff(desk.store, desk.person("王经理"), "王经理", form, now=desk.now)
    assert refused.value.problems[0].code == "last_manager"
