"""What an order's papers are printed from: the order with its line, the form with its fields, and the copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from repairdesk.rules.clocks import origin
from repairdesk.rules.facts import Job
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import refuse
from repairdesk.rules.schema import Words
from repairdesk.rules.statements import Field, Form

from . import load
from .call_card import CallCard, OrderCard, card_of_order, order_card

if TYPE_CHECKING:
    from repairdesk.models.store import Row, Store, Tx


@dataclass(frozen=True, slots=True)
class Paper:
    """One form of an order.

    ``form`` is None where the office has laid down none for such a job; ``fields`` are the office's own by name, and
    ``values`` what is filled in of them. ``copies`` are the copies the form is printed in; none is one page without a
    mark. ``numbered``: it is the form that the order's own running number belongs to.
    """

    office: str
    card: CallCard
    order: OrderCard
    form: Form | None
    fields: Mapping[str, Field]
    values: Mapping[str, str]
    copies: tuple[Words, ...]
    numbered: bool


def paper(store: Store, number: str, now: datetime, *, form: str = "", copy: str = "") -> Paper:
    """The paper of this name for an order, without a name its slip; of all its copies, or of one.

    Refused: ``unknown_order``, ``bad_number``, ``several_numbers``, ``not_one_of`` (form, copy).
    """
    with store.read() as tx:
        row = load.order_row(tx, number)
        call = tx.one("SELECT * FROM call WHERE id = ?", row["call_id"])
        if call is None:
            raise LookupError(f"no call {row['call_id']}")
        office, procedure = load.office(tx), load.procedure(tx, call["procedure_id"])
        values = _values(tx, row)
        job = load.job(call, tuple(values.items()))
        at = origin(procedure, load.timeline(tx, call)) or "day"
    card = card_of_order(store, row["number"], now)
    order = order_card(card, row["number"])
    found = _form(procedure, job, at, form or order.form or "", wanted=bool(form))
    slip = found is None or found.name == (order.form or _main(procedure, job, at))
    return Paper(
        office=office.name,
        card=card,
        order=order,
        form=found,
        fields=own_fields(procedure, job, at),
        values=values,
        copies=_copies(order, copy) if slip or copy else (),
        numbered=slip,
    )


def _values(tx: Tx, order: Row) -> dict[str, str]:
    """What is filled in on the call and on this order of it; the order's own counts first."""
    rows = tx.all(
        "SELECT field, value FROM entry WHERE call_id = ? AND value <> '' AND (order_id IS NULL OR order_id = ?)"
        " ORDER BY order_id IS NOT NULL, id",
        order["call_id"], order["id"],
    )  # fmt: skip
    return {row["field"]: row["value"] for row in rows}


def _main(procedure: Procedure, job: Job, at: str) -> str | None:
    return next((one.name for one in procedure.form if one.when.holds(job, at)), None)


def _form(procedure: Procedure, job: Job, at: str, name: str, *, wanted: bool) -> Form | None:
    """The form of this name, of several the one for such a job; without a name the first for such a job.

    A form that was asked for by name is printed for any job: a blank receipt goes along before it is needed.
    """
    named = [one for one in procedure.form if one.name == name]
    if wanted and not named:
        raise refuse("form", "not_one_of", allowed=tuple(dict.fromkeys(one.name for one in procedure.form)))
    held = [one for one in named or procedure.form if one.when.holds(job, at)]
    return next(iter(held or named), None)


def own_fields(procedure: Procedure, job: Job, at: str) -> dict[str, Field]:
    """The office's own fields by name; of several of one name the one that is asked about such a job."""
    found: dict[str, Field] = {}
    for one in procedure.field:
        if one.name not in found or one.when.holds(job, at):
            found[one.name] = one
    return found


def _copies(order: OrderCard, name: str) -> tuple[Words, ...]:
    copies = [one for one in order.copies if name in ("", one.name)]
    if name and not copies:
        raise refuse("copy", "not_one_of", allowed=tuple(one.name for one in order.copies))
    return tuple(one.title or Words(one.name, one.name) for one in copies)
