"""A register in a folder of its own, with an office, a room, two people, and calls on demand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from repairdesk.models.store import Store, WriteTx
from repairdesk.rules.facts import Operator

WANG = Operator(1, "王小丽", "clerk", "front_desk")
MOMENT = datetime(2026, 3, 2, 5, 50, tzinfo=UTC)
DAY = date(2026, 3, 2)


def furnish(store: Store) -> None:
    """An office, a room with a resident, a clerk and a technician, and one price."""
    with store.write(WANG, "office.create", now=MOMENT) as tx:
        procedure = tx.insert("procedure", name="property-desk", version="1", body="{}", adopted_at=MOMENT)
        tx.insert(
            "office",
            name="阳光花园",
            zone="Asia/Shanghai",
            opening="09:00",
            closing="17:30",
            procedure_id=procedure,
            created_at=MOMENT,
        )
        tx.insert("staff", name="王小丽", role="clerk", active=True)
        tx.insert("staff", name="李师傅", role="technician", trade="plumber", active=True)
        room = tx.insert("room", name="3-2-1201", building="3", public_area=False)
        tx.insert(
            "resident", room_id=room, name="张伟", phone="13800000001", initials="zw", key_customer=False
        )
        tx.insert(
            "price", item="换水龙头", unit="piece", price_fen=3000, kind="labour", paid=True, valid_from=DAY
        )


def add_call(tx: WriteTx, content: str = "厨房漏水，请尽快来人", **more: Any) -> int:
    """One call with two facts and its place in the index."""
    number = tx.number("call", DAY)
    tx.about = number
    values: dict[str, Any] = {
        "number": number, "kind": "repair", "received_at": MOMENT, "entered_at": MOMENT, "post": "front_desk",
        "origin": "day", "channel": "phone", "room_id": 1, "room": "3-2-1201", "place": "in_home",
        "caller": "张伟", "phone": "13800000001", "phone_tail": "0001", "content": content,
        "urgency": "routine", "minor": True, "listed": True, "paid": False, "key_customer": False,
        "complaint": False, "important": False, "procedure_id": 1, "state": "open", "staff_id": 1,
    }  # fmt: skip
    call = tx.insert("call", **{**values, **more})
    for second, what in enumerate(("call.received", "call.entered")):
        at = MOMENT + timedelta(seconds=second)
        tx.insert("fact", call_id=call, at=at, what=what, entered_at=MOMENT, staff_id=1, post="front_desk")
    tx.index_call(call, f"{number} 3-2-1201 张伟 13800000001 {content}")
    return call


def add_order(tx: WriteTx, call: int) -> int:
    """A work order for a call with a charge and a copy, and a note of it on the call."""
    running = tx.running("slip", "2026")
    order = tx.insert(
        "work_order",
        form="slip",
        form_number=f"{running:05d}",
        number=tx.number("order", DAY),
        call_id=call,
        technician_id=2,
        issued_at=MOMENT,
        state="dispatched",
        total_fen=3000,
    )
    tx.insert(
        "charge",
        order_id=order,
        kind="labour",
        item="换水龙头",
        quantity_milli=1000,
        unit="piece",
        unit_price_fen=3000,
        source="list",
        amount_fen=3000,
    )
    tx.insert("slip_copy", order_id=order, name="第一联", keeper="technician", state="out")
    tx.insert(
        "entry", call_id=call, order_id=order, field="brand", value="海尔", staff_id=1, entered_at=MOMENT
    )
    tx.update("call", call, state="dispatched")
    return order


def keep_house(tx: WriteTx) -> None:
    """One record of each thing of the office's own."""
    tx.insert("enabled_procedure", name="storm-duty", procedure_id=1, active=True)
    lift = tx.insert("equipment", name="3号楼电梯", kind="电梯", installed_on=DAY, active=True)
    tx.update("equipment", lift, brand="三菱")
    tx.insert(
        "book_line", book="storms", at=MOMENT, entries='{"level": "yellow"}', staff_id=1, entered_at=MOMENT
    )
    tx.insert("duty_done", duty="report", period="2026-02", at=MOMENT, staff_id=1, entered_at=MOMENT)
    tx.insert("crew_full", trade="plumber", until=MOMENT, said_by="赵领班", declared_at=MOMENT)
    keep_shifts(tx)


def keep_shifts(tx: WriteTx) -> None:
    """A message held, a shift handed over, and an emergency with whom to telephone."""
    held: dict[str, object] = {"staff_id": 1, "post": "front_desk", "entered_at": MOMENT}
    tx.insert("desk_item", kind="key", content="301室备用钥匙", taken_at=MOMENT, **held)
    shift = tx.insert(
        "handover",
        border=MOMENT,
        from_post="front_desk",
        made_at=MOMENT,
        staff_id=1,
        sheet="{}",
        state="made",
    )
    tx.insert(
        "handover_line", handover_id=shift, place=1, section="message", content='{"text": "水表房漏水"}'
    )
    tx.update("handover", shift, state="accepted", accepted_at=MOMENT, accepted_by=1)
    burst = tx.insert("emergency", zh="爆管", en="Burst pipe", recognised_by="爆管", place=1, active=True)
    tx.insert("emergency_contact", emergency_id=burst, place=1, role="supervisor", active=True)
    keep_paper(tx)
    said: dict[str, object] = {"staff_id": 1, "post": "monitoring_room"}
    tx.insert("alarm_answered", call_id=1, limit_name="arrival", due=MOMENT, stage="limit", at=MOMENT, **said)
    tx.insert(
        "taken_back", entry=1, what="journal", record_id=1, reason="登记错房号", entered_at=MOMENT, **said
    )


def keep_paper(tx: WriteTx) -> None:
    """A form printed, a copy handed on with a signed list, a pad, money taken and a part of it waived."""
    said: dict[str, object] = {"staff_id": 1, "post": "front_desk"}
    order = tx.value("SELECT min(id) FROM work_order")
    if order is None:
        return
    listed = tx.insert(
        "paper_list",
        number="202603-001",
        kind="cash",
        keeper="finance",
        made_at=MOMENT,
        amount_fen=3000,
        **said,
    )
    copy = tx.value("SELECT min(id) FROM slip_copy")
    moved: dict[str, object] = {"keeper": "finance", "state": "handed_on", "at": MOMENT, "entered_at": MOMENT}
    tx.insert("copy_move", copy_id=copy, list_id=listed, **moved, **said)
    tx.insert(
        "printing", kind="order", form="work_order", subject="260302500001", order_id=order, paper="a4", language="zh",
        place=1, state="waiting", asked_at=MOMENT, **said,
    )  # fmt: skip
    pad = tx.insert("slip_pad", prefix="NO", first=1, last=50, digits=5, got_at=MOMENT, staff_id=1)
    tx.insert("slip_spoiled", pad_id=pad, serial=7, reason="写坏", at=MOMENT, staff_id=1)
    tx.insert(
        "receipt", number="2026-00001", call_id=1, kind="payment", amount_fen=3000, taken_by="desk", at=MOMENT,
        entered_at=MOMENT, **said,
    )  # fmt: skip
    tx.insert(
        "waiver", order_id=order, original_fen=3000, waived_fen=500, approver_id=1, reason="老客户", at=MOMENT,
        entered_at=MOMENT, **said,
    )  # fmt: skip


def busy_day(store: Store, calls: int = 6) -> None:
    """Some calls, every other one with an order, and a form half typed in."""
    for n in range(calls):
        with store.write(WANG, "call.log", now=MOMENT) as tx:
            call = add_call(tx, f"第{n}户厨房漏水")
        if n % 2:
            with store.write(WANG, "order.issue", now=MOMENT + timedelta(minutes=n)) as tx:
                add_order(tx, call)
    with store.write(WANG, "office.keep", now=MOMENT) as tx:
        if not tx.value("SELECT 1 FROM equipment"):
            keep_house(tx)
    with store.write(WANG, "draft.save", now=MOMENT) as tx:
        tx.insert(
            "draft", kind="call", title="3-2-1201", body='{"room":"3-2-1201"}', staff_id=1, saved_at=MOMENT
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office" / "desk.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    made = Store.create(path, patience=2)
    furnish(made)
    yield made
    made.close()
