"""The register as a plain file: written out line by line, and an old one read in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from repairdesk.desk import callbacks, calls, checks, money, orders
from repairdesk.models.store import Store
from repairdesk.rules import parse
from repairdesk.rules.cases import yuan
from repairdesk.rules.facts import Operator
from repairdesk.rules.worktime import Hours
from repairdesk.views import load
from repairdesk.views.register import History, history

from .csv_files import Column, Line, write

COLUMNS = (
    Column("number", ("编号", "登记号")),
    Column("received_at", ("接报时间", "报修时间", "日期"), required=True),
    Column("kind", ("类别", "类型")),
    Column("state", ("状态",)),
    Column("channel", ("途径", "渠道")),
    Column("room", ("房号", "房间"), required=True),
    Column("place", ("地点",)),
    Column("place_detail", ("具体位置", "位置")),
    Column("caller", ("报修人", "业主", "姓名")),
    Column("phone", ("电话", "联系电话")),
    Column("content", ("内容", "报修内容", "维修内容"), required=True),
    Column("urgency", ("紧急程度",)),
    Column("trade", ("工种", "专业")),
    Column("paid", ("有偿", "收费")),
    Column("appointment", ("预约时间",)),
    Column("order", ("派工单号",)),
    Column("technician", ("维修员", "维修人员")),
    Column("issued_at", ("派单时间",)),
    Column("arrived_at", ("到场时间",)),
    Column("finished_at", ("完工时间", "完成时间")),
    Column("signed_by", ("客户签字", "签字人")),
    Column("returned_at", ("返单时间",)),
    Column("checked_at", ("复查时间",)),
    Column("called_at", ("回访时间",)),
    Column("opinion", ("业户回访意见", "回访意见", "满意度")),
    Column("labour", ("人工费",)),
    Column("material", ("材料费",)),
    Column("closed_at", ("销单时间",)),
    Column("reason", ("原因", "作废原因")),
)
KINDS = {"报修": "repair", "报事": "matter", "": "repair"}
OPINIONS = {"满意": "satisfied", "基本满意": "basically", "不满意": "dissatisfied"}


def export(store: Store, path: Path, *, now: datetime) -> int:
    """Write every line of the register to a new file, oldest first; returns how many.

    Times are of the office's clock, amounts in yuan. The file can be read in again.
    """
    with store.read() as tx:
        hours = load.office(tx).hours
    return write(path, [column.name for column in COLUMNS], _rows(store, hours, now))


def _rows(store: Store, hours: Hours, now: datetime) -> Iterator[list[str]]:
    for line in history(store, now):
        values = _values(line, hours)
        yield [values[column.name] for column in COLUMNS]


def _values(line: History, hours: Hours) -> dict[str, str]:
    def at(when: datetime | None) -> str:
        return f"{hours.local(when):%Y-%m-%d %H:%M:%S}" if when else ""

    texts = ("number", "kind", "state", "channel", "room", "place", "place_detail", "caller", "phone", "content",
             "urgency", "trade", "order", "technician", "signed_by", "opinion", "reason")  # fmt: skip
    times = ("received_at", "appointment", "issued_at", "arrived_at", "finished_at", "returned_at", "checked_at",
             "called_at", "closed_at")  # fmt: skip
    return {
        **{name: getattr(line, name) for name in texts},
        **{name: at(getattr(line, name)) for name in times},
        "paid": "yes" if line.paid else "no",
        "labour": yuan(line.labour) if line.labour else "",
        "material": yuan(line.material) if line.material else "",
    }


def enter(store: Store, who: Operator, line: Line, added: list[str], *, now: datetime) -> None:
    """One line of an old register as a call, worked through by the same operations as any other.

    A line whose own number was read in before is passed over, so that a file can be read in twice. Refused is what
    the operations refuse, a time out of order above all.
    """
    past = _Past(store, who, line, now)
    logged = past.log()
    if not logged.created:
        return
    added.append(logged.number)
    if line["state"] in ("withdrawn", "作废", "撤销"):
        closed = past.at("closed_at") or past.received
        calls.withdraw(store, who, logged.number, reason=line["reason"] or "-", at=closed, now=now)
    elif past.kind == "matter":
        past.answer(logged.number)
    elif line["technician"]:
        past.work(logged.number)


class _Past:
    """A job of the past: its line in the file, and the operations on it."""

    def __init__(self, store: Store, who: Operator, line: Line, now: datetime) -> None:
        self.store, self.who, self.line, self.now = store, who, line, now
        with store.read() as tx:
            self.hours = load.office(tx).hours
        self.kind = KINDS.get(line["kind"], line["kind"])
        self.received = self.at("received_at") or now

    def at(self, name: str) -> datetime | None:
        """The time in a column; an empty received time is refused."""
        typed = self.line[name]
        if not typed and name != "received_at":
            return None
        return parse.moment(typed, name, hours=self.hours, now=self.now)

    def log(self) -> calls.Logged:
        """Take the call in."""
        line = self.line
        form = calls.NewCall(
            kind=self.kind,
            content=line["content"],
            room=line["room"],
            caller=line["caller"],
            phone=line["phone"],
            place=line["place"] or None,
            place_detail=line["place_detail"],
            channel=line["channel"] or "phone",
            urgency=line["urgency"] or None,
            trade=line["trade"] or None,
            paid=line.flag("paid", default=False),
            appointment=self.at("appointment"),
            token=f"register:{line['number']}" if line["number"] else None,
            new_room=True,
        )
        return calls.log(self.store, self.who, form, at=self.received, now=self.now)

    def work(self, call: str) -> None:
        """The order, the visit, the slip and what came after it, as far as the line tells."""
        store, who, now, line = self.store, self.who, self.now, self.line
        issued = self.at("issued_at") or self.received
        number = orders.issue(store, who, call, technician=line["technician"], at=issued, now=now)
        if line.flag("paid", default=False):
            self._consent(call, issued)
        if arrived := self.at("arrived_at"):
            orders.arrive(store, who, number, at=arrived, now=now)
        finished = self.at("finished_at")
        if finished is None:
            return
        orders.finish(store, who, number, at=finished, now=now)
        self._charges(number)
        returned = self.at("returned_at") or finished
        orders.take_return(store, who, number, signed_by=line["signed_by"], at=returned, now=now)
        if checked := self.at("checked_at"):
            checks.officer_check(store, who, call, at=checked, now=now)
        self._end(call, returned)

    def answer(self, call: str) -> None:
        """A matter: answered, called back, ended."""
        answered = self.at("finished_at") or self.at("arrived_at")
        if answered is not None:
            calls.answer(self.store, self.who, call, at=answered, now=self.now)
            self._end(call, answered)

    def _consent(self, call: str, issued: datetime) -> None:
        total = sum(parse.fen(self.line[name], name) for name in ("labour", "material") if self.line[name])
        money.give_quote(self.store, self.who, call, amount=total, at=issued, now=self.now)
        money.agree_quote(self.store, self.who, call, at=issued, now=self.now)

    def _charges(self, order: str) -> None:
        for kind in ("labour", "material"):
            if self.line[kind]:
                price = parse.fen(self.line[kind], kind)
                form = orders.ChargeForm(kind=kind, item=kind, price=price)
                orders.charge(self.store, self.who, order, form, now=self.now)

    def _end(self, call: str, since: datetime) -> None:
        store, who, now, line = self.store, self.who, self.now, self.line
        opinion = OPINIONS.get(line["opinion"], line["opinion"])
        if opinion:
            called = self.at("called_at") or since
            callbacks.record(store, who, call, kind="completion", answer=opinion, at=called, now=now)
        closed = self.at("closed_at")
        if closed is None:
            return
        if line.flag("paid", default=False):
            total = sum(parse.fen(line[name], name) for name in ("labour", "material") if line[name])
            money.was_paid(store, who, call, amount=max(total, 1), at=since, now=now)
            money.to_finance(store, who, call, at=closed, now=now)
        calls.close(store, who, call, at=closed, now=now)
