"""Everything that can be done on a line and taken back, each as one step of one person, for the laws of undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from repairdesk.desk import (
    books,
    callbacks,
    calls,
    checks,
    copies,
    emergencies,
    entries,
    follow_ups,
    money,
    night,
    orders,
    pads,
    receipts,
)
from repairdesk.rules.facts import CALLBACK_ANSWERS
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.statements import Field
from repairdesk.views import load
from repairdesk.views.books import books as all_books
from repairdesk.views.call_card import call_card
from repairdesk.views.copies import RECEIVERS, of_order
from repairdesk.views.money import receipts as receipts_of
from repairdesk.views.paper_lists import paper_lists
from tests.desk.conftest import Office

Step = Callable[[Office, str, datetime, int], str]
"""Does something on a call at a moment, in one of several ways; returns the name of whoever did it."""


def order_of(desk: Office, call: str, now: datetime) -> str:
    """The number of the order issued last; one that is none where none was."""
    card = call_card(desk.store, call, now)
    return card.orders[-1].number if card.orders else "260302599999"


def procedure_of(desk: Office, call: str) -> Procedure:
    """The procedure of the line."""
    with desk.store.read() as tx:
        return load.procedure(tx, load.call_row(tx, call)["procedure_id"])


def on_call(operation: Callable[..., object], person: str = "李前台", **words: object) -> Step:
    def step(desk: Office, call: str, now: datetime, _way: int) -> str:
        operation(desk.store, desk.person(person), call, **words, now=now)
        return person

    return step


def on_order(operation: Callable[..., object], person: str = "李前台", **words: object) -> Step:
    def step(desk: Office, call: str, now: datetime, _way: int) -> str:
        operation(desk.store, desk.person(person), order_of(desk, call, now), **words, now=now)
        return person

    return step


def issue(desk: Office, call: str, now: datetime, way: int) -> str:
    technician = ("张师傅", "赵师傅")[way % 2]
    orders.issue(desk.store, desk.clerk, call, technician=technician, now=now)
    return "李前台"


def take(desk: Office, call: str, now: datetime, way: int) -> str:
    technician = ("张师傅", "赵师傅")[way % 2]
    orders.issue(desk.store, desk.person(technician), call, technician=technician, now=now)
    return technician


def move(desk: Office, call: str, now: datetime, way: int) -> str:
    orders.move(desk.store, desk.clerk, order_of(desk, call, now), to=("赵师傅", "张师傅")[way % 2], now=now)
    return "李前台"


def unfinished(desk: Office, call: str, now: datetime, way: int) -> str:
    later = now + timedelta(hours=20) if way % 2 else None
    orders.finish(
        desk.store, desk.clerk, order_of(desk, call, now), result="unfinished", reason="缺配件", plan="明天带来",
        next_time=later, now=now,
    )  # fmt: skip
    return "李前台"


def charge(desk: Office, call: str, now: datetime, way: int) -> str:
    form = (
        orders.ChargeForm(kind="labour", item="换水龙头", milli=1000 * (1 + way % 3)),
        orders.ChargeForm(kind="material", item="水龙头", price=1500, source="list"),
    )[way % 2]
    orders.charge(desk.store, desk.clerk, order_of(desk, call, now), form, now=now)
    return "李前台"


def close_out(desk: Office, call: str, now: datetime, way: int) -> str:
    form = orders.ReturnedForm(
        arrived_at=now - timedelta(minutes=2), finished_at=now - timedelta(minutes=1), signed_by="赵女士",
        received=100 if way % 2 else None, charges=(orders.ChargeForm(kind="labour", item="换水龙头"),) if way % 3 else (),
    )  # fmt: skip
    orders.close_out(desk.store, desk.clerk, order_of(desk, call, now), form, now=now)
    return "李前台"


def call_back(desk: Office, call: str, now: datetime, way: int) -> str:
    kinds = [(kind, answer) for kind, answers in CALLBACK_ANSWERS.items() for answer in answers]
    kind, answer = kinds[way % len(kinds)]
    callbacks.record(
        desk.store, desk.clerk, call, kind=kind, answer=answer, remark="说了", apologised=bool(way % 2),
        promised=now + timedelta(minutes=30) if answer == "not_there" else None, now=now,
    )  # fmt: skip
    return "李前台"


def satisfied(desk: Office, call: str, now: datetime, _way: int) -> str:
    callbacks.record(desk.store, desk.clerk, call, kind="completion", answer="satisfied", now=now)
    return "李前台"


def appointment(desk: Office, call: str, now: datetime, way: int) -> str:
    agreed = now + timedelta(minutes=30 * (1 + way % 9))
    calls.agree_appointment(desk.store, desk.clerk, call, for_=agreed, special=bool(way % 2), now=now)
    return "李前台"


def correct(desk: Office, call: str, now: datetime, way: int) -> str:
    changes: dict[str, object] = [
        {"paid": True}, {"urgency": "urgent"}, {"content": "卫生间漏水"}, {"phone": "13900139000"},
        {"minor": False, "complaint": True}, {"area": "rural", "important": True},
    ][way % 6]  # fmt: skip
    calls.correct(desk.store, desk.clerk, call, reason="听错了", now=now, **changes)
    return "李前台"


def value_of(field: Field, way: int = 0) -> str:
    """Something that may be filled in there."""
    if field.options:
        return field.options[way % len(field.options)].name
    return {"tick": "yes", "time": "2026-03-20 09:30"}.get(field.kind, "3")


def fill(desk: Office, call: str, now: datetime, way: int) -> str:
    fields = procedure_of(desk, call).field
    if fields:
        one = fields[way % len(fields)]
        entries.fill(desk.store, desk.clerk, call, {one.name: value_of(one, way)}, now=now)
    return "李前台"


def fact(desk: Office, call: str, now: datetime, way: int) -> str:
    what = (
        "technician.left",
        "made_safe",
        "supervisor.told",
        "slip.fetched",
        "stub.returned",
        "review.answered",
    )[way % 6]
    calls.record_fact(desk.store, desk.clerk, call, calls.FactForm(what=what, remark="记下"), now=now)
    return "李前台"


def end(desk: Office, call: str, now: datetime, way: int) -> str:
    procedure = procedure_of(desk, call)
    if procedure.ending:
        ending = procedure.ending[way % len(procedure.ending)]
        fields = {one.name: value_of(one) for one in procedure.field if one.name in ending.fields}
        calls.end(desk.store, desk.clerk, call, ending.code, reason="不用了", fields=fields, now=now)
    return "李前台"


def convert(desk: Office, call: str, now: datetime, way: int) -> str:
    to = ("matter", "repair", "follow_up")[way % 3]
    calls.convert(desk.store, desk.clerk, call, to=to, tracker="陈专员", reason="换一种", now=now)
    return "李前台"


def book(desk: Office, call: str, now: datetime, way: int) -> str:
    known = all_books(desk.store)
    if known:
        one = known[way % len(known)]
        values = {field.name: value_of(field) for field in one.fields}
        books.add(desk.store, desk.clerk, one.name, values, call=call, now=now)
    return "李前台"


def hand_in(desk: Office, call: str, now: datetime, way: int) -> str:
    receipts.hand_in(desk.store, desk.clerk, ("张师傅", "赵师傅")[way % 2], now=now)
    return "李前台"


def money_on(desk: Office, call: str, now: datetime, way: int) -> str:
    mine = [one.number for one in receipts_of(desk.store, call=call) if one.place == "desk"]
    receipts.to_finance(desk.store, desk.clerk, receipts=mine, now=now)
    return "李前台"


def a_copy(desk: Office, call: str, now: datetime, way: int, *, lost: bool = False) -> tuple[str, str]:
    """An order and the name of one of its copies, of those that are lost if ``lost``."""
    order = order_of(desk, call, now)
    found = [
        one.copy.name for one in of_order(desk.store, order, now) if not lost or one.copy.state == "lost"
    ]
    return order, found[way % len(found)] if found else "desk"


def lose(desk: Office, call: str, now: datetime, way: int) -> str:
    copies.lost(desk.store, desk.clerk, *a_copy(desk, call, now, way), reason="丢了", now=now)
    return "李前台"


def find(desk: Office, call: str, now: datetime, way: int) -> str:
    copies.found(desk.store, desk.clerk, *a_copy(desk, call, now, way, lost=True), now=now)
    return "李前台"


def hand_on(desk: Office, call: str, now: datetime, way: int) -> str:
    copies.hand_on(desk.store, desk.clerk, [a_copy(desk, call, now, way)], RECEIVERS[way % 4], now=now)
    return "李前台"


def renumber(desk: Office, call: str, now: datetime, way: int) -> str:
    pads.renumber(desk.store, desk.clerk, order_of(desk, call, now), f"NO.{500 + way:04d}", now=now)
    return "李前台"


def sign(desk: Office, _call: str, now: datetime, _way: int) -> str:
    waiting = paper_lists(desk.store, unsigned=True)
    if waiting:
        copies.sign(desk.store, desk.person("钱财务"), waiting[-1].number, signed_by="钱财务", now=now)
    return "钱财务"


STEPS: dict[str, Step] = {
    "assign": on_call(calls.assign, to="秩序部"),
    "answer": on_call(calls.answer, result="在门岗找到"),
    "correct": correct,
    "fact": fact,
    "wait": on_call(night.may_wait),
    "withdraw": on_call(calls.withdraw, reason="不修了"),
    "convert": convert,
    "close": on_call(calls.close),
    "end": end,
    "appointment": appointment,
    "pool": on_call(orders.pool),
    "issue": issue,
    "take": take,
    "give_back": on_order(orders.give_back, reason="没空"),
    "move": move,
    "accept": on_order(orders.accept),
    "verify": on_order(orders.verify, verified_by="陈专员", reason="门口有人"),
    "arrive_verified": on_order(orders.arrive, verified_by="陈专员", reason="门口有人"),
    "arrive": on_order(orders.arrive),
    "start": on_order(orders.start),
    "stop": on_order(orders.stop, remark="等配件"),
    "finish": on_order(orders.finish),
    "unfinished": unfinished,
    "charge": charge,
    "return": on_order(orders.take_return, signed_by="赵女士"),
    "close_out": close_out,
    "write_slip": on_call(orders.write_slip),
    "call_back": call_back,
    "satisfied": satisfied,
    "check": on_call(checks.officer_check, "孙主管"),
    "recheck": on_call(checks.officer_check, "陈专员", result="not_fixed"),
    "confirm": on_call(checks.confirm_by_phone, "陈专员", reason="不在家"),
    "approve": on_call(checks.approve, "孙主管", remark="同意"),
    "quote": on_call(money.give_quote, amount=60000),
    "agree": on_call(money.agree_quote),
    "decline": on_call(money.decline_quote),
    "pay": on_call(money.pay, amount=70000),
    "refund": on_call(money.refund, "钱财务", amount=100, reason="多收了"),
    "waive": on_order(money.waive, amount=100, approver="孙主管", reason="老客户"),
    "hand_in": hand_in,
    "money_on": money_on,
    "finance": on_call(money.to_finance, "钱财务"),
    "fill": fill,
    "note": on_call(follow_ups.note, content="电话联系"),
    "sheet_check": on_call(follow_ups.check, "孙主管"),
    "track": on_call(follow_ups.change_tracker, tracker="孙主管"),
    "sheet_done": on_call(follow_ups.finish, result="修好了"),
    "book": book,
    "lose": lose,
    "find": find,
    "hand_on": hand_on,
    "sign": sign,
    "renumber": renumber,
    "not_reached": on_call(emergencies.not_reached, whom="孙主管"),
    "told": on_call(emergencies.told, whom="孙主管", role="supervisor"),
}
