"""Handing an order on: to people, a group or a room, one of whom accepts it (S002-G).

The receivers stand in the fact ``order.moved`` as they were named, before the opinion. Until one of them accepts it
the order is in the hands of all of them; then he is its technician. Limits keep running meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from repairdesk.models.store import Row, Store, Tx
from repairdesk.rules import parse, typed
from repairdesk.rules import transfer as messages
from repairdesk.rules.facts import Operator
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import Refused, refuse
from repairdesk.rules.statements import Transfer
from repairdesk.views import load
from repairdesk.views.directories import procedures_in_use

from .acting import operator
from .permissions import CREW
from .work import Work, on_order

BETWEEN = ": "
"""Stands between the receivers and the opinion."""
IN_HANDS = ("dispatched", "accepted", "on_site", "waiting")
FOR_OTHERS = ("supervisor", "manager")

Person = tuple[str, ...]
"""The names somebody goes by: his account and his name, or only one of them."""

_OPEN = """
SELECT o.* FROM call c JOIN standing_work_order o ON o.id = (SELECT max(id) FROM standing_work_order WHERE call_id = c.id)
WHERE c.closed_at IS NULL AND c.state IN ('dispatched', 'accepted', 'on_site', 'waiting') ORDER BY o.id
"""
_LAST = """
SELECT what, remark FROM standing_fact WHERE call_id = ? AND order_id = ? AND what IN ('order.moved', 'order.accepted')
ORDER BY at DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """An order that was handed on: its number, to whom as named in full, and the opinion that went with it."""

    order: str
    to: str
    opinion: str


@dataclass(frozen=True, slots=True)
class Hands:
    """In whose hands an order is; ``waits``: it was handed on and nobody has accepted it yet.

    ``people`` is empty where it went to a department whose people are not known; ``named`` says that they were named
    one by one.
    """

    to: str
    people: tuple[Person, ...]
    named: bool
    waits: bool = False

    def hold(self, name: str) -> bool:
        """Whether somebody of this name has it."""
        return any(name in person for person in self.people)


def transfer(
    store: Store, who: Operator, text: str, *, order: str | None = None, at: datetime | None = None, now: datetime
) -> Moved:  # fmt: skip
    """Hand an order on as a text message says: ``ZP#centre-room-group-account#opinion``.

    Which order: ``order``, or the only open one in the sender's hands. Refused to anybody but the holder or a
    supervisor, and to oneself; a message that is refused changes nothing (S002-G-01 to -14).
    """
    number = order or _only_one_of(store, who)
    with on_order(store, who, "order.move", number, at=at, now=now) as (work, row):
        directory = work.procedure.transfer
        if directory is None:
            raise refuse("text", "no_transfer")
        target = messages.read(text, directory)
        if who.role not in FOR_OTHERS:
            must_hold(work, row)
        hand_on(work, row, _named(directory, target), target.opinion, field="text")
        return Moved(row["number"], target.path(), target.opinion)


def sender(store: Store, account: str, *, now: datetime) -> Operator:
    """Who sent a message: somebody on the staff by name, or by the account that a procedure in use knows him by.

    Refused: ``unknown_staff``, ``not_active``.
    """
    wanted = parse.narrow(account).strip()
    names = [
        person.name
        for procedure in procedures_in_use(store)
        for centre in (procedure.transfer.centre if procedure.transfer else ())
        for room in centre.room
        for group in room.group
        for person in group.people
        if person.account.lower() == wanted.lower()
    ]
    try:
        return operator(store, wanted, now=now)
    except Refused:
        if not names:
            raise
    return operator(store, names[0], now=now)


def hand_on(work: Work, order: Row, to: Hands, opinion: str, *, field: str = "to") -> None:
    """The order goes to somebody else, who has to accept it; refused to oneself, and where it is with them already."""
    work.must_be(*IN_HANDS)
    present = hands(work.tx, work.procedure, order)
    same = to.named and any(present.hold(name) for person in to.people for name in person)
    if same or to.to == present.to:
        raise refuse(field, "already_there", holder=present.to)
    if to.named and to.hold(work.who.name):
        raise refuse(field, "already_there", holder=work.who.name)
    known = _on_file(work.tx, to.people)
    work.tx.update("work_order", order["id"], technician_id=known[0]["id"] if len(known) == 1 else None)
    said = typed.clean_text(opinion, "opinion", typed.REMARK)
    work.fact("order.moved", order=order, remark=BETWEEN.join(part for part in (to.to, said) if part))


def accepted_by(work: Work, order: Row, receiver: str) -> str:
    """Who accepts an order that was handed on: he is its technician from now on. "" where it was not handed on.

    Whoever is one of the receivers accepts for himself, the first who does has it; the desk names the receiver,
    unless there is only one.
    """
    held = hands(work.tx, work.procedure, order)
    if not held.waits:
        return ""
    own = held.hold(work.who.name) or (not held.people and work.who.role in CREW)
    named = receiver or (work.who.name if own else "")
    if not named and len(held.people) == 1 and work.who.role not in CREW:
        named = held.people[0][-1]
    if not named or (held.people and not held.hold(named)):
        raise refuse("technician", "not_the_receiver", holder=held.to)
    person = next((one for one in held.people if named in one), (named,))
    known = _on_file(work.tx, (person,))
    work.tx.update("work_order", order["id"], technician_id=known[0]["id"] if known else None)
    return known[0]["name"] if known else person[-1]


def must_hold(work: Work, order: Row) -> None:
    """Refuse to dispose of an order that is in other hands."""
    held = hands(work.tx, work.procedure, order)
    if not held.hold(work.who.name):
        raise refuse("order", "not_your_order", holder=held.to)


def hands(tx: Tx, procedure: Procedure, order: Row) -> Hands:
    """In whose hands an order is: of its technician, or of those it was handed on to last."""
    last = tx.one(_LAST, order["call_id"], order["id"])
    if last is not None and last["what"] == "order.moved":
        to = receivers(tx, procedure, (last["remark"] or "").partition(BETWEEN)[0])
        return Hands(to.to, to.people, to.named, waits=True)
    name = tx.value("SELECT name FROM staff WHERE id = ?", order["technician_id"])
    holder = name or (last["remark"] if last is not None else None) or ""
    return Hands(holder, ((holder,),) if holder else (), named=True)


def receivers(tx: Tx, procedure: Procedure, to: str) -> Hands:
    """Whom an order is handed on to: a path of the directory, somebody on the staff, or a department by its name."""
    directory = procedure.transfer
    if directory is not None:
        try:
            return _named(directory, messages.read(f"{messages.WORD}#{to}#.", directory))
        except Refused:
            pass  # no path of the directory: a plain name
    on_staff = bool(_on_file(tx, ((to,),)))
    return Hands(to, ((to,),) if on_staff else (), named=on_staff)


def _named(directory: Transfer, target: messages.Target) -> Hands:
    """Everybody whom a target names; of a group or a room all who are in it."""
    people = tuple(
        (person.account, person.name)
        for centre in directory.centre
        for room in centre.room
        for group in room.group
        for person in group.people
        if any(_within((centre.name, room.name, group.name, person.account), one) for one in target.people)
    )
    return Hands(target.path(), people, target.kind == "person")


def _within(place: Person, wanted: Person) -> bool:
    return all(part in ("", here) for here, part in zip(place, wanted, strict=True))


def _on_file(tx: Tx, people: tuple[Person, ...]) -> list[Row]:
    """Those of these people who are on the staff."""
    names = {name for person in people for name in person}
    return [row for row in tx.all("SELECT * FROM staff WHERE active ORDER BY id") if row["name"] in names]


def _only_one_of(store: Store, who: Operator) -> str:
    """The number of the only open order in somebody's hands."""
    with store.read() as tx:
        held = [row["number"] for row in tx.all(_OPEN) if hands(tx, _procedure(tx, row), row).hold(who.name)]
    if not held:
        raise refuse("order", "no_order_held")
    if len(held) > 1:
        raise refuse("order", "several_orders", allowed=", ".join(held))
    return str(held[0])


def _procedure(tx: Tx, order: Row) -> Procedure:
    return load.procedure(tx, tx.value("SELECT procedure_id FROM call WHERE id = ?", order["call_id"]))
