"""What others have changed on a line since somebody looked at it: what a save is held against before it is meant."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules.next_action import ENDED
from repairdesk.rules.procedure import Procedure

from . import load
from .call_card import Entry
from .filled import FieldLine
from .touched import changes_since

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx

LINE = (
    "room",
    "place",
    "place_detail",
    "caller",
    "phone",
    "content",
    "urgency",
    "trade",
    "department",
    "reason",
)
FLAGS = ("paid", "minor", "key_customer", "active", "works")
"""Properties of a line that people enter; what is derived from its facts is told by these."""
FILES: dict[str, dict[str, str]] = {
    "staff": {
        **{each: each for each in ("name", "role", "trade", "phone", "area", "firm")},
        "active": "works",
    },
    "resident": {each: each for each in ("name", "phone", "key_customer")},
    "price": {"price_fen": "price", "unit": "unit", "kind": "kind", "valid_from": "valid_from"},
    "equipment": {
        each: each for each in ("name", "kind", "brand", "model", "place", "installed_on", "note", "active")
    },
    "emergency": {each: each for each in ("zh", "en", "recognised_by", "advice_zh", "advice_en", "active")},
    "emergency_contact": {each: each for each in ("role", "trade", "zh", "en", "phone", "active")},
}
"""What is told of an entry of the directories, by its column."""
_OF_RECORDS = """
SELECT DISTINCT j.* FROM journal j, json_each(j.changes) c
WHERE j.seq > ? AND c.value ->> 'table' = ? AND c.value ->> 'id' IN (SELECT value FROM json_each(?)) ORDER BY j.seq
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that an entry filled in or put right, as it is now and as it was; "" where it is empty."""

    now: FieldLine
    before: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the journal about a line: who made it at which post and when it was entered, and what it did.

    ``action`` is the operation's name, see ``repairdesk.entries``; ``state`` where the line stands since, "" where that
    did not change. ``charges`` are the items entered, with their amounts in fen.
    """

    entry: int
    at: datetime
    name: str
    post: str
    action: str
    state: str
    facts: tuple[Entry, ...]
    fields: tuple[Changed, ...]
    charges: tuple[tuple[str, int], ...]

    @property
    def ended(self) -> bool:
        """Whether the line has ended with it."""
        return self.state in ENDED


def last_entry(store: Store) -> int:
    """The number of the journal's last entry, see ``load.latest_entry``."""
    with store.read() as tx:
        return load.latest_entry(tx)


def changes(store: Store, call: str, saw: int) -> tuple[Change, ...]:
    """What was entered about a line since the journal's entry ``saw`` by anybody but this program, the oldest first.

    Refused: ``unknown_call``.
    """
    with store.read() as tx:
        row = load.call_row(tx, call)
        found = changes_since(tx, row, saw, store.own)
        procedure = load.procedure(tx, row["procedure_id"])
        return tuple(_change(tx, procedure, entry) for entry in found)


def record_changes(store: Store, table: str, ids: Sequence[int], saw: int) -> tuple[Change, ...]:
    """What was entered since about records of the directories (``FILES``), told as ``changes`` does."""
    with store.read() as tx:
        found = tx.all(_OF_RECORDS, saw, table, json.dumps([*ids]))
        ours = {(table, each) for each in ids}
        return tuple(_change(tx, None, entry, ours) for entry in found if entry["seq"] not in store.own)


def _change(
    tx: Tx, procedure: Procedure | None, entry: Row, ours: Container[tuple[str, int]] | None = None
) -> Change:
    """What an entry did: to all its records, or only to ``ours`` by table and id."""
    records: list[dict[str, Any]] = [
        each
        for each in json.loads(entry["changes"])
        if "table" in each and (ours is None or (each["table"], each["id"]) in ours)
    ]
    states = [each["after"].get("state") for each in records if each["table"] == "call"]
    return Change(
        entry=entry["seq"],
        at=load.instant(entry["entered_at"]),
        name=entry["name"],
        post=entry["post"],
        action=entry["action"],
        state=next((state for state in reversed(states) if state), ""),
        facts=tuple(_fact(tx, each["after"], entry["name"]) for each in records if each["table"] == "fact"),
        fields=tuple(changed for each in records for changed in _fields(tx, procedure, each)),
        charges=tuple(
            (each["after"]["item"], each["after"]["amount_fen"])
            for each in records
            if each["table"] == "charge" and "before" not in each
        ),
    )


def _fact(tx: Tx, after: dict[str, Any], who: str) -> Entry:
    return Entry(
        at=load.instant(after["at"]),
        what=after["what"],
        order=tx.value("SELECT number FROM work_order WHERE id = ?", after.get("order_id")),
        for_=load.instant(after.get("for_at")),
        kind=after.get("kind"),
        answer=after.get("answer"),
        by=after.get("by_whom"),
        result=after.get("result"),
        amount=after.get("amount_fen"),
        remark=after.get("remark") or "",
        who=who,
        post=after["post"],
        entered_at=load.instant(after["entered_at"]),
    )


def _fields(tx: Tx, procedure: Procedure | None, record: dict[str, Any]) -> Iterator[Changed]:
    """The properties of the line, the office's own fields, and who has an order."""
    after, before = record["after"], record.get("before", {})
    match record["table"]:
        case table if table in FILES:
            for column, name in FILES[table].items():
                if column in after:
                    now, was = (_value(name, each.get(column)) for each in (after, before))
                    yield Changed(FieldLine(name, now, None), was if before else "")
        case "call" if before:
            for name in (*LINE, *FLAGS):
                if name in after:
                    now, was = (_value(name, each[name]) for each in (after, before))
                    yield Changed(FieldLine(name, now, None), was)
        case "entry":
            name = after.get("field") or tx.value("SELECT field FROM entry WHERE id = ?", record["id"])
            own = procedure.field if procedure is not None else ()
            field = next((one for one in own if one.name == name), None)
            yield Changed(FieldLine(name, after.get("value", ""), field), before.get("value", ""))
        case "work_order" if after.get("technician_id") is not None:
            person = "SELECT name FROM staff WHERE id = ?"
            now = tx.value(person, after["technician_id"]) or ""
            was = tx.value(person, before.get("technician_id")) or ""
            yield Changed(FieldLine("technician", now, None), was)


def _value(name: str, value: Any) -> str:
    """A property as it is told: yes or no where it is a flag."""
    if name in FLAGS:
        return "yes" if value else "no"
    return str(value or "")
