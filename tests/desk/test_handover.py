"""A shift is handed over and taken over by name, line by line; what the desk holds goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from repairdesk.desk import callbacks, calls, handover, items, money, orders, receipts
from repairdesk.models.doctor import doctor
from repairdesk.rules.refusal import Refused
from repairdesk.views import handover as view
from repairdesk.views import load
from repairdesk.views.items import items as held
from repairdesk.views.watch import heard_since, watch
from tests.desk.conftest import Office, an_office, at, body_of, refused

EVENING = "2026-03-02 17:25"
MORNING = "2026-03-03 08:55"


def when(desk: Office, moment: str) -> Office:
    """The same office at another moment."""
    return replace(desk, now=at(moment))


def made(desk: Office, **more: object) -> int:
    return handover.make(desk.store, desk.person("周夜班"), now=desk.now, **more)  # type: ignore[arg-type]


def accepted(desk: Office, number: int, **more: object) -> handover.Accepted:
    return handover.accept(desk.store, desk.clerk, number, now=desk.now, **more)  # type: ignore[arg-type]


def sheet(desk: Office, number: int) -> view.Sheet:
    return view.sheet(desk.store, number)


@pytest.fixture
def night(desk: Office) -> Office:
    """Tuesday, five to nine: two calls of the night are open, and a key lies at the desk."""
    here = when(desk, MORNING)
    here.log("2026-03-02 22:03")
    here.log("2026-03-03 01:10", content="门锁坏了")
    items.take(
        here.store,
        here.person("周夜班"),
        kind="key",
        content="3-2-1202 钥匙",
        at=at("2026-03-02 19:00"),
        now=here.now,
    )
    return here


# --- making it --------------------------------------------------------------------------------------------------------


def test_a_shift_is_handed_over_with_everything_that_is_open(night: Office) -> None:
    number = made(night, remark="3号楼停水")
    found = sheet(night, number)
    assert (found.border, found.from_post, found.to_post) == (
        at("2026-03-03 09:00"),
        "monitoring_room",
        "front_desk",
    )
    assert (found.made_at, found.made_by, found.state, found.remark) == (
        night.now,
        "周夜班",
        "made",
        "3号楼停水",
    )
    assert [(line.place, line.section, line.accepted_at) for line in found.lines] == [
        (1, "open", None), (2, "open", None), (3, "key", None),
    ]  # fmt: skip
    assert found.head["taken"] == 2
    assert view.latest(night.store) == number
    with night.store.read() as tx:
        entry = tx.one("SELECT * FROM journal ORDER BY seq DESC LIMIT 1")
    assert entry is not None
    assert (entry["action"], entry["about"]) == ("handover.make", "2026-03-03 09:00")
    assert doctor(night.store.path) == []


@pytest.mark.parametrize(
    ("now", "border", "post"),
    [
        ("2026-03-03 08:59:59", "2026-03-03 09:00", "monitoring_room"),
        ("2026-03-03 09:00:00", "2026-03-03 09:00", "monitoring_room"),
        ("2026-03-03 17:29:59", "2026-03-03 17:30", "front_desk"),
        ("2026-03-03 17:30:00", "2026-03-03 17:30", "front_desk"),
        ("2026-03-04 00:00:00", "2026-03-03 17:30", "front_desk"),
    ],
)
def test_it_is_for_the_nearest_change_of_shift(desk: Office, now: str, border: str, post: str) -> None:
    here = when(desk, now)
    found = sheet(here, made(here))
    assert (found.border, found.from_post) == (at(border), post)


def test_made_anew_it_takes_the_place_of_the_earlier_one(night: Office) -> None:
    first = made(night)
    second = made(night)
    assert [sheet(night, each).state for each in (first, second)] == ["replaced", "made"]
    assert [one.id for one in view.waiting(night.store, night.now)] == [second]
    with refused("handover", "replaced_handover", night):
        accepted(night, first)


def test_what_was_accepted_and_has_not_changed_stays_accepted_when_it_is_made_anew(night: Office) -> None:
    first = made(night)
    accepted(night, first, lines={1: "没写电话", 2: ""})
    second = sheet(night, first).lines[1].call or ""
    calls.correct(night.store, night.clerk, second, reason="听错了", content="换锁", now=night.now)
    later = when(night, "2026-03-03 08:58")
    lines = sheet(later, made(later)).lines
    assert [(one.text("content"), one.accepted_by, one.objection) for one in lines] == [
        ("厨房漏水", "李前台", "没写电话"), ("换锁", "", ""), ("3-2-1202 钥匙", "", ""),
    ]  # fmt: skip
    assert lines[0].accepted_at == night.now


def test_once_accepted_the_next_one_is_for_the_next_change(night: Office) -> None:
    accepted(night, made(night))
    here = when(night, "2026-03-03 09:05")
    assert view.draft_sheet(here.store, here.now).border == at("2026-03-03 17:30")
    assert sheet(here, made(here)).border == at("2026-03-03 17:30")


def test_a_shift_that_was_forgotten_is_handed_over_afterwards(desk: Office) -> None:
    here = when(desk, EVENING)
    accepted(here, made(here))
    later = when(desk, "2026-03-03 20:00")
    missing = at("2026-03-03 09:00")
    assert [one.border for one in view.waiting(later.store, later.now)] == [missing, at("2026-03-03 17:30")]
    number = made(later, border=missing)
    assert (sheet(later, number).from_post, sheet(later, number).border) == ("monitoring_room", missing)
    with refused("border", "not_a_border", later):
        made(later, border=at("2026-03-03 09:01"))
    with refused("border", "border_ahead", later):
        made(later, border=at("2026-03-04 17:30"))
    with refused("handover", "already_accepted", later):
        made(later, border=at("2026-03-02 17:30"))


def test_written_up_afterwards_it_holds_what_stood_open_then(desk: Office) -> None:
    here = when(desk, "2026-03-03 12:00")
    ended = here.log("2026-03-02 10:00")
    here.log("2026-03-02 20:00", content="后来的")
    calls.withdraw(here.store, here.clerk, ended, reason="误报", at=at("2026-03-02 18:00"), now=here.now)
    found = sheet(here, made(here, at=at("2026-03-02 17:40")))
    assert (found.border, found.made_at) == (at("2026-03-02 17:30"), at("2026-03-02 17:40"))
    assert [(line.section, line.call, line.text("state")) for line in found.lines] == [
        ("open", ended, "open")
    ]
    with refused("at", "time_in_future", here):
        made(here, at=at("2026-03-03 12:01"))


def test_only_the_desk_hands_over_and_takes_over(night: Office) -> None:
    with refused("by", "not_permitted", night):
        handover.make(night.store, night.person("张师傅"), now=night.now)
    number = made(night)
    with refused("by", "not_permitted", night):
        handover.accept(night.store, night.person("陈专员"), number, now=night.now)


# --- taking it over ---------------------------------------------------------------------------------------------------


def test_it_is_taken_over_line_by_line_and_whole_with_the_last(night: Office) -> None:
    number = made(night)
    later = when(night, "2026-03-03 08:59")
    assert accepted(later, number, lines={2: ""}) == handover.Accepted((2,), 2, by_maker=False)
    assert accepted(later, number, lines={1: " 已派人 "}).left == 1
    found = sheet(later, number)
    assert (found.state, [line.place for line in found.left]) == ("made", [3])
    assert [(one.accepted_by, one.accepted_at, one.objection) for one in found.lines[:2]] == [
        ("李前台", later.now, "已派人"), ("李前台", later.now, ""),
    ]  # fmt: skip
    end = when(night, "2026-03-03 09:02")
    supervisor = end.person("孙主管")
    assert handover.accept(end.store, supervisor, number, lines={3: ""}, now=end.now).left == 0
    found = sheet(end, number)
    assert (found.state, found.accepted_at, found.accepted_by) == ("accepted", end.now, "孙主管")
    assert view.waiting(end.store, end.now) == ()
    assert doctor(night.store.path) == []


def test_a_line_or_a_sheet_is_taken_over_once(night: Office) -> None:
    number = made(night)
    accepted(night, number, lines={1: ""})
    with refused("line", "already_accepted", night):
        accepted(night, number, lines={2: "", 1: "不对"})
    with refused("line", "unknown_line", night):
        accepted(night, number, lines={2: "", 4: ""})
    with refused("handover", "unknown_handover", night):
        accepted(night, number + 1)
    with refused("at", "time_before", night):
        accepted(night, number, at=night.now - timedelta(seconds=1))
    accepted(night, number)
    with refused("handover", "already_accepted", night):
        accepted(night, number)


def test_the_refusal_names_who_has_accepted_it_and_when(night: Office) -> None:
    number = made(night)
    accepted(night, number)
    with pytest.raises(Refused) as refusal:
        accepted(night, number)
    params = refusal.value.problems[0].params
    assert (params["name"], f"{params['at']:%H:%M}") == ("李前台", "08:55")


def test_whoever_made_it_may_take_it_over_and_is_told_so(night: Office) -> None:
    number = made(night)
    assert handover.accept(night.store, night.person("周夜班"), number, now=night.now).by_maker


def test_a_shift_in_which_nothing_was_is_handed_over_too(desk: Office) -> None:
    here = when(desk, MORNING)
    number = made(here)
    assert view.waiting(here.store, here.now)[0].lines_left == 0
    assert accepted(here, number) == handover.Accepted((), 0, by_maker=False)
    assert sheet(here, number).state == "accepted"


def test_what_is_taken_over_knowingly_does_not_ring(desk: Office) -> None:
    here = when(desk, "2026-03-03 08:58")
    first = here.log("2026-03-02 22:00")
    second = here.log("2026-03-02 22:05", content="跳闸")
    number = made(here)
    place = next(line.place for line in sheet(here, number).lines if line.call == first)
    ringing = {one.call for one in watch(here.store, here.now).ringing}
    assert ringing == {first, second}
    accepted(here, number, lines={place: ""})
    assert {one.call for one in watch(here.store, here.now).ringing} == {second}
    assert {(one.call, one.who) for one in heard_since(here.store, here.now)} == {(first, "李前台")}
    accepted(here, number)
    assert watch(here.store, here.now).ringing == ()
    with here.store.read() as tx:
        ended = tx.value("SELECT count(*) FROM journal WHERE action = 'handover.accept'")
    assert ended == 2


# --- a limit that waits for it ----------------------------------------------------------------------------------------


@pytest.fixture
def dispatchers(tmp_path: Path) -> Iterator[Office]:
    """An office whose night calls are handed on in the morning, one by one."""
    here = an_office(tmp_path, body_of("dispatch-rules"))
    yield here
    here.store.close()


def handed_on(desk: Office, call: str) -> list[str]:
    with desk.store.read() as tx:
        rows = tx.all(
            "SELECT f.remark FROM standing_fact f JOIN call c ON c.id = f.call_id"
            " WHERE c.number = ? AND f.what = 'order.moved'", call,
        )  # fmt: skip
    return [row["remark"] for row in rows]


def clock(desk: Office, call: str, name: str) -> str:
    from repairdesk.rules.clocks import clocks

    with desk.store.read() as tx:
        row = load.call_row(tx, call)
        found = clocks(load.procedure(tx, row["procedure_id"]), load.timeline(tx, row), desk.now)
    return next(one.state for one in found if one.limit == name)


def test_taking_a_line_over_settles_the_limit_that_waits_for_it(dispatchers: Office) -> None:
    here = when(dispatchers, MORNING)
    night_call, day_call = here.log("2026-03-02 22:03"), here.log("2026-03-02 10:00")
    number = made(here)
    places = {line.call: line.place for line in sheet(here, number).lines}
    accepted(here, number, lines={places[day_call]: ""})
    assert handed_on(here, day_call) == []
    accepted(here, number)
    assert handed_on(here, night_call) == ["周夜班 > 李前台"]
    assert clock(here, night_call, "morning_handover") == "met"
    with here.store.read() as tx:
        about = [row["about"] for row in tx.all("SELECT about FROM journal WHERE action = 'handover.accept'")]
    assert about == ["2026-03-03 09:00", "2026-03-03 09:00", night_call]
    assert doctor(here.store.path) == []


def test_taken_over_too_late_the_limit_is_missed(dispatchers: Office) -> None:
    here = when(dispatchers, MORNING)
    call = here.log("2026-03-02 22:03")
    number = made(here)
    late = when(here, "2026-03-03 09:00:01")
    accepted(late, number)
    assert clock(late, call, "morning_handover") == "missed"


def test_once_an_order_is_out_taking_the_line_over_moves_no_order(dispatchers: Office) -> None:
    here = when(dispatchers, MORNING)
    call = here.log("2026-03-02 22:03")
    here.issue(call, "2026-03-02 22:10")
    accepted(here, made(here))
    assert handed_on(here, call) == []


def test_a_line_that_changed_since_somebody_looked_can_still_be_taken_over(dispatchers: Office) -> None:
    here = when(dispatchers, MORNING)
    call = here.log("2026-03-02 22:03")
    number = made(here)
    looked = replace(here.clerk, saw=1)
    calls.agree_appointment(
        here.store, here.person("孙主管"), call, for_=at("2026-03-03 15:00"), now=here.now
    )
    handover.accept(here.store, looked, number, now=here.now)
    assert handed_on(here, call) == ["周夜班 > 李前台"]


# --- what the desk holds ----------------------------------------------------------------------------------------------


def test_what_is_held_stands_on_every_handover_until_it_is_dealt_with(desk: Office) -> None:
    here = when(desk, EVENING)
    s, who, now = here.store, here.clerk, here.now
    key = items.take(s, who, kind="key", content=" 3-2-1202 钥匙 ", room="3-2-1202", at=at("10:00"), now=now)
    cash = items.take(s, who, kind="cash", content="押金", amount=5000, now=now)
    found = held(s)
    assert [(one.id, one.content, one.room, one.amount, one.who, one.post) for one in found] == [
        (key, "3-2-1202 钥匙", "3-2-1202", None, "李前台", "front_desk"),
        (cash, "押金", "", 5000, "李前台", "front_desk"),
    ]  # fmt: skip
    assert [line.section for line in view.draft_sheet(s, now).lines] == ["cash", "key"]
    items.done(s, who, key, given_to="欧阳𠮷", version=found[0].version, at=at("16:00"), now=now)
    assert [one.id for one in held(s)] == [cash]
    (given,) = held(s, done_since=at("16:00"))
    assert (given.done_by, given.given_to, given.done_at) == ("李前台", "欧阳𠮷", at("16:00"))
    assert held(s, done_since=at("16:00:01")) == ()
    assert doctor(s.path) == []


def test_what_is_no_thing_to_hold_is_refused(desk: Office) -> None:
    s, who, now = desk.store, desk.clerk, desk.now
    for values, field, code in (
        ({"kind": "parcel"}, "kind", "not_one_of"),
        ({"content": "　"}, "content", "required"),
        ({"kind": "cash"}, "amount", "required"),
        ({"kind": "cash", "amount": 0}, "amount", "not_above_zero"),
        ({"room": "x" * 61}, "room", "too_long"),
        ({"content": "a\x1bb"}, "content", "control_characters"),
        ({"at": now + timedelta(seconds=1)}, "at", "time_in_future"),
    ):
        form = {"kind": "message", "content": "转告", **values}
        with refused(field, code, desk):
            items.take(s, who, now=now, **form)  # type: ignore[arg-type]
    with refused("by", "not_permitted", desk):
        items.take(s, desk.person("张师傅"), kind="message", content="x", now=now)


def test_what_is_held_is_given_out_once_and_not_before_it_came(desk: Office) -> None:
    s, who, now = desk.store, desk.clerk, desk.now
    item = items.take(s, who, kind="other", content="雨伞", at=at("10:00"), now=now)
    with refused("item", "nothing_held", desk):
        items.done(s, who, item + 1, now=now)
    with refused("at", "time_before", desk):
        items.done(s, who, item, at=at("09:59:59"), now=now)
    with refused("version", "changed_meanwhile", desk):
        items.done(s, who, item, version=2, now=now)
    items.done(s, who, item, version=1, at=at("10:00"), now=now)
    with refused("item", "already_done", desk):
        items.done(s, who, item, now=now)


def test_money_paid_is_handed_over_until_finance_has_it(desk: Office) -> None:
    here = when(desk, EVENING)
    s, who, now = here.store, here.clerk, here.now
    call = here.log("10:00", paid=True)
    order = here.issue(call)
    orders.arrive(s, who, order, at=at("10:12"), now=now)

    money.agree_quote(s, who, call, at=at("10:20"), now=now)
    money.pay(s, who, call, amount=3000, to="technician", at=at("11:00"), now=now)
    money.pay(s, who, call, amount=500, to="technician", at=at("11:05"), now=now)
    orders.finish(s, who, order, at=at("11:10"), now=now)
    orders.take_return(s, who, order, signed_by="赵女士", at=at("11:20"), now=now)
    callbacks.record(s, who, call, kind="completion", answer="satisfied", at=at("11:25"), now=now)
    (cash,) = [line for line in view.draft_sheet(s, now).lines if line.section == "cash"]
    assert (cash.call, cash.content["amount_fen"], cash.text("holder"), cash.text("paid_to")) == (
        call, 3500, "张师傅", "technician",
    )  # fmt: skip
    assert cash.text("receipts") == "2026-00001, 2026-00002"
    money.to_finance(s, here.person("钱财务"), call, at=at("11:30"), now=now)  # its copy, not the cash
    assert [line.section for line in view.draft_sheet(s, now).lines] == ["open", "cash"]
    receipts.hand_in(s, who, "张师傅", at=at("11:40"), now=now)
    (cash,) = [line for line in view.draft_sheet(s, now).lines if line.section == "cash"]
    assert (cash.content["amount_fen"], cash.text("holder")) == (3500, "李前台")
    receipts.to_finance(s, who, at=at("11:50"), now=now)
    assert [line.section for line in view.draft_sheet(s, now).lines] == ["open"]
    (then,) = [one for one in view.draft_sheet(s, at("11:45"), past=True).lines if one.section == "cash"]
    assert then.text("holder") == "李前台"


def test_a_payment_without_a_receipt_is_handed_over_until_finance_has_its_copy(desk: Office) -> None:
    here = when(desk, EVENING)
    call = here.log("10:00", paid=True)
    order = here.issue(call)
    s, who, now = here.store, here.clerk, here.now
    money.was_paid(s, who, call, amount=700, at=at("10:30"), now=now)
    (cash,) = [line for line in view.draft_sheet(s, now).lines if line.section == "cash"]
    assert (cash.content["amount_fen"], cash.text("receipts")) == (700, "")
    here.done(call, order)
    money.to_finance(s, who, call, at=at("11:30"), now=now)
    assert [line.section for line in view.draft_sheet(s, now).lines] == ["open"]
