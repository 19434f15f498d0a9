"""A small office on a real file, and a clerk who works in it on Monday 2026-03-02."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from repairdesk import config, text
from repairdesk.desk import callbacks, calls, office, orders
from repairdesk.models.store import Row, Store
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused
from repairdesk.rules.worktime import Hours
from repairdesk.views import load

STAFF = (
    office.StaffForm(name="王经理", role="manager"),
    office.StaffForm(name="李前台", role="clerk"),
    office.StaffForm(name="周夜班", role="operator"),
    office.StaffForm(name="陈专员", role="officer"),
    office.StaffForm(name="孙主管", role="supervisor"),
    office.StaffForm(name="钱财务", role="finance"),
    office.StaffForm(name="张师傅", role="technician", trade="plumbing"),
    office.StaffForm(name="赵师傅", role="technician", trade="electric"),
)


def at(text: str) -> datetime:
    """``10:15`` on that Monday, or a whole ``2026-03-03 09:00``, on the office's clock."""
    return Hours().instant(datetime.fromisoformat(text if len(text) > 8 else f"2026-03-02 {text}"))


@dataclass
class Office:
    """The store and the people, with the shortest words for what the tests do most."""

    store: Store
    now: datetime

    def person(self, name: str) -> Operator:
        return office.operator(self.store, name, now=self.now)

    @property
    def clerk(self) -> Operator:
        return self.person("李前台")

    def log(self, when: str = "10:00", **changes: object) -> str:
        form = {
            "kind": "repair",
            "room": "3-2-1201",
            "caller": "赵女士",
            "phone": "13800138000",
            "content": "厨房漏水",
        }
        new = calls.NewCall(**{**form, **changes})  # type: ignore[arg-type]
        return calls.log(self.store, self.clerk, new, at=at(when), now=self.now).number

    def issue(self, call: str, when: str = "10:04", technician: str = "张师傅") -> str:
        return orders.issue(self.store, self.clerk, call, technician=technician, at=at(when), now=self.now)

    def done(self, call: str, order: str) -> None:
        """Arrived 10:12, finished 11:00, signed, back at 11:10, satisfied at 11:15."""
        s, who, now = self.store, self.clerk, self.now
        orders.arrive(s, who, order, at=at("10:12"), now=now)
        orders.finish(s, who, order, at=at("11:00"), now=now)
        orders.take_return(s, who, order, signed_by="赵女士", at=at("11:10"), now=now)
        callbacks.record(s, who, call, kind="completion", answer="satisfied", at=at("11:15"), now=now)

    def call(self, number: str) -> Row:
        with self.store.read() as tx:
            return load.call_row(tx, number)

    def facts(self, number: str) -> list[str]:
        """What happened on a line, in order."""
        with self.store.read() as tx:
            return [fact.what for fact in load.timeline(tx, load.call_row(tx, number)).facts]

    def content(self) -> list[object]:
        """Everything on file, to see that a refusal changed nothing."""
        tables = ("call", "fact", "work_order", "charge", "slip_copy", "room", "resident", "staff", "price", "journal",
                  "counter", "entry", "equipment", "enabled_procedure", "book_line", "duty_done", "crew_full",
                  "numbering", "emergency", "emergency_contact", "alarm_answered",
                  "handover", "handover_line", "desk_item", "copy_move", "receipt", "waiver", "paper_list", "slip_pad", "slip_spoiled")  # fmt: skip
        with self.store.read() as tx:
            return [[tuple(row) for row in tx.all(f"SELECT * FROM {table}")] for table in tables]


def body_of(procedure: str) -> dict[str, Any]:
    """A procedure that comes with the program, as it stands in its file."""
    return tomllib.loads((config.procedures_dir() / f"{procedure}.toml").read_text("utf-8"))


def an_office(path: Path, body: dict[str, Any], *staff: office.StaffForm) -> Office:
    """An office that works by this procedure, with two rooms, a gate, a resident and a price."""
    now = at("2026-03-20 12:00")
    form = office.NewOffice(name="阳光花园", procedure=body, staff=(*STAFF, *staff))
    store = office.create_office(path / "office.db", form, now=now)
    here = Office(store, now)
    manager = here.person("王经理")
    for name in ("3-2-1201", "3-2-1202"):
        office.add_room(store, manager, name, now=now)
    office.add_room(store, manager, "东门", public_area=True, now=now)
    office.add_resident(store, manager, room_name="3-2-1202", name="欧阳𠮷", phone="13900139000", now=now)
    office.add_price(store, manager, office.PriceForm(item="换水龙头", unit="个", price=3500), now=now)
    return here


@contextmanager
def refused(field: str, code: str, desk: Office) -> Iterator[None]:
    """What is inside is refused with this one problem, said in a whole sentence, and changes nothing."""
    before = desk.content()
    with pytest.raises(Refused) as refusal:
        yield
    assert [(problem.field, problem.code) for problem in refusal.value.problems] == [(field, code)]
    for language in ("en", "zh"):
        text.set_language(language)
        assert "{" not in text.say(refusal.value.problems[0])
    text.set_language("en")
    assert desk.content() == before


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    here = an_office(tmp_path, body_of("property-desk"))
    yield here
    here.store.close()
