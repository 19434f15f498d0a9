"""A work slip as a document: every field of its form with its label and its value, or room to write it by hand.

Pure: it is made from what the register says, in the language spoken now. How it looks stands in ``data/forms``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from repairdesk.rules.facts import OPINIONS, PLACES
from repairdesk.rules.refusal import refuse
from repairdesk.rules.schema import Words
from repairdesk.rules.statements import Field, Form
from repairdesk.text import N_, _, called, day, joined, language, moment, visible, word, yuan
from repairdesk.views import papers
from repairdesk.views.as_json import quantity
from repairdesk.views.call_card import CallCard, ChargeLine, OrderCard
from repairdesk.views.papers import Paper

from . import codes, typeset
from .amounts import CAPITALS, DIGITS_BY_HAND, capital

if TYPE_CHECKING:
    from repairdesk.models.store import Store

Item = dict[str, Any]

PLAIN = Form(
    rule="",
    name="work_order",
    title=Words("派工单", "Work order"),
    fields=(
        "number", "received", "caller", "phone", "room", "place", "content", "appointment", "technician", "issued",
        "arrived", "finished", "result", "reason", "lines", "labour", "material", "total", "opinion", "remark",
    ),
    signatures=(Words("客户", "Customer"), Words("维修人员", "Technician")),
)  # fmt: skip
"""The slip of an office that has laid down none of its own."""

LABELS: dict[str, str] = {
    "number": N_("Order no."),
    "received": N_("Reported at"),
    "receiver": N_("Report taken by"),
    "dispatcher": N_("Sent out by"),
    "caller": N_("Reported by"),
    "phone": N_("Telephone"),
    "room": N_("Room"),
    "place": N_("Place"),
    "content": N_("What is reported"),
    "urgency": N_("Urgency"),
    "appointment": N_("Appointed for"),
    "technician": N_("Technician"),
    "issued": N_("Sent out at"),
    "accepted": N_("Accepted at"),
    "arrived": N_("Arrived at"),
    "started": N_("Work begun at"),
    "finished": N_("Work ended at"),
    "result": N_("Result"),
    "reason": N_("Not finished because"),
    "lines": N_("Charges"),
    "labour": N_("Labour"),
    "material": N_("Materials"),
    "total": N_("Total"),
    "opinion": N_("Customer's opinion"),
    "callback": N_("Called back"),
    "remark": N_("Remark"),
}
"""What a slip calls the fields that every slip may have."""
CHARGED: dict[str, str] = {"labour": N_("Labour"), "material": N_("Material")}
UNITS: dict[str, str] = {"moment": N_("/|/||:|"), "date": N_("/|/|"), "money": N_("yuan")}
"""What stands in an empty field behind each thing that is written there by hand, parted by bars."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a print has made, and the characters that could not be printed."""

    pdf: bytes
    lacking: tuple[str, ...]


def printed(
    store: Store, number: str, *, size: str = "a4", form: str = "", copy: str = "", now: datetime
) -> Printed:
    """An order's slip as a PDF, or another form of it by name; of all its copies, or of one.

    Refused: what ``views.papers.paper`` refuses, ``not_one_of`` (paper), ``no_font``.
    """
    if size not in typeset.PAPERS:
        raise refuse("paper", "not_one_of", allowed=typeset.PAPERS)
    made = document(papers.paper(store, number, now, form=form, copy=copy), size=size)
    return Printed(typeset.pdf(made, "slip"), typeset.lacking(typeset.texts(made)))


def document(paper: Paper, *, size: str = "a4", reprint: int = 0) -> dict[str, Any]:
    """The paper as the document of the template ``slip``, for paper of this size.

    ``reprint`` is the number of this print where it is not the first.
    """
    form, order = paper.form or PLAIN, paper.order
    sheet = {
        "office": visible(paper.office),
        "title": _spoken(form.title),
        "number": order.number,
        "number-label": _(LABELS["number"]),
        "form-number": visible(order.form_number or "") if paper.numbered else "",
        "reprint": _("Reprint {n}").format(n=reprint) if reprint else "",
        "bars": codes.bars(order.number),
        "bars-width": codes.bars_width(order.number),
        "square": codes.square(order.number),
        "copies": [_spoken(title) for title in paper.copies] or [""],
        "parts": list(_parts(paper, form)),
        "signatures": [_spoken(title) for title in form.signatures],
        "date-label": _("Date"),
        "date-units": _units("date"),
        "disclaimer": _spoken(form.disclaimer),
        "notes": _spoken(form.notes),
    }
    return together([sheet], paper.office, size=size, name=f"{sheet['title']} {order.number}")


def together(sheets: list[dict[str, Any]], office: str, *, size: str, name: str) -> dict[str, Any]:
    """One document of several sheets, for a print of many slips."""
    return {
        "name": name,
        "office": visible(office),
        "paper": size,
        "language": language(),
        "words": {"continued": _(" (continued)"), "page": _("page {number} of {count}")},
        "sheets": sheets,
    }


def _spoken(title: Words | None) -> str:
    return visible(title.in_(language()), lines=True) if title is not None else ""


def _units(kind: str) -> list[str]:
    return _(UNITS[kind]).split("|") if kind in UNITS else []


def _time(at: datetime) -> str:
    """A time on paper goes to the minute."""
    return moment(at.replace(second=0))


# --- the fields of a form --------------------------------------------------------------------------


def _parts(paper: Paper, form: Form) -> Iterator[Item]:
    """The fields in the order of the form: runs of labels and values, and the table of charges between them."""
    source = _Source(paper.card, paper.order)
    names = [name for name in form.fields if name != "number"]
    run: list[Item] = []
    while names:
        name = names.pop(0)
        if name == "lines" and name not in paper.fields:
            if run:
                yield {"kind": "fields", "items": _ticked(run)}
            run = []
            sums = []
            while names and names[0] in _SUMS and names[0] not in paper.fields:
                sums.append(names.pop(0))
            yield _charges(paper.order, sums)
        elif name in paper.fields:
            run.append(_own(paper.fields[name], paper.values.get(name, "")))
        else:
            run += source.items(name)
    if run:
        yield {"kind": "fields", "items": _ticked(run)}


def _ticked(run: list[Item]) -> list[Item]:
    """Ticks of one list that follow each other become one list."""
    found: list[Item] = []
    for item in run:
        last = found[-1] if found else {}
        if (
            item["kind"] == "tick"
            and last.get("kind") in ("tick", "ticks")
            and last["group"] == item["group"]
        ):
            ticks = last["ticks"] if last["kind"] == "ticks" else [(last["label"], last["chosen"])]
            found[-1] = {
                "kind": "ticks",
                "group": item["group"],
                "label": item["group"] or _("Checked"),
                "ticks": [*ticks, (item["label"], item["chosen"])],
            }
        else:
            found.append(item)
    return found


def _own(field: Field, value: str) -> Item:
    """A field of the office's own."""
    title = _spoken(field.title)
    if field.kind == "tick":
        return {"kind": "tick", "label": title, "chosen": value == "yes", "group": _spoken(field.group)}
    if field.kind in ("choice", "score"):
        named = [(one.name, _spoken(one.title)) for one in field.options] or [(n, n) for n in "12345"]
        known = value in {name for name, _title in named}
        return _choice(title, named, value) if known or not value else _field(title, value)
    return _field(title, _written(field.kind, value), units=field.kind)


def _written(kind: str, value: str) -> str:
    """A value of a field as a reader writes it."""
    if kind == "date" and value:
        return day(date.fromisoformat(value))
    if kind == "moment" and value:
        return moment(datetime.fromisoformat(value))
    return visible(value, lines=True)


def _field(
    label: str,
    value: str,
    *,
    units: str = "",
    share: int = 1,
    tall: bool = False,
    options: Iterable[tuple[str, bool]] = (),
) -> Item:
    """A label with its value, the boxes to be ticked, or the units between which is written by hand.

    ``share``: 1 is as wide as it needs, 3 a whole row, 2 a whole row where two labels stand side by side.
    """
    return {
        "kind": "field",
        "label": label,
        "value": value,
        "units": _units(units),
        "share": share,
        "tall": tall,
        "options": list(options),
    }


def _choice(label: str, named: Iterable[tuple[str, str]], value: str, beside: str = "") -> Item:
    return _field(label, beside, options=((title, name == value) for name, title in named))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the fields that every slip may have are taken from."""

    card: CallCard
    order: OrderCard

    def items(self, name: str) -> list[Item]:
        """The field of this name, with what belongs to it; a name of no field is a label to write beside."""
        make = _STANDARD.get(name)
        return make(self) if make else [_field(_label(name), "")]

    def time(self, name: str, *instants: datetime | None) -> list[Item]:
        """A field of one time, or of several of them, one below the other."""
        local = self.card.hours.local
        return [_field(_label(name), "\n".join(_time(local(at)) for at in instants if at), units="moment")]

    def place(self) -> list[Item]:
        detail = self.card.place_detail
        return [
            _choice(_label("place"), ((one, word(one)) for one in PLACES), self.card.place, visible(detail))
        ]

    def result(self) -> list[Item]:
        named = ((one, word(one)) for one in ("finished", "unfinished"))
        return [_choice(_label("result"), named, self.order.result or "")]

    def reason(self) -> list[Item]:
        """The part of a job that is not finished: why, what is to be done, and when."""
        order = self.order
        goes_on = self.card.appointment if order.result == "unfinished" else None
        return [
            _field(_label("reason"), _lines(order.unfinished_reason), share=2, tall=True),
            _field(_("What comes next"), _lines(order.plan), share=2, tall=True),
            *self.time("next_visit", goes_on),
        ]

    def opinion(self) -> list[Item]:
        return [_choice(_label("opinion"), ((one, word(one)) for one in OPINIONS), self.card.opinion or "")]

    def callback(self) -> list[Item]:
        """The calls made to the customer, one below the other."""
        local = self.card.hours.local
        made = [
            joined(
                part
                for part in (_time(local(one.at)), word(one.kind), word(one.answer or ""), one.remark, one.by)
                if part
            )
            for one in self.card.callbacks
        ]
        return [_field(_label("callback"), "\n".join(made), share=3, tall=not made)]

    def dispatcher(self) -> list[Item]:
        sent = (
            each.who
            for each in self.card.timeline
            if each.what == "order.issued" and each.order == self.order.number
        )
        return [_field(_label("dispatcher"), visible(next(sent, "")))]

    def technician(self) -> list[Item]:
        named = "  ".join(part for part in (self.order.technician, self.order.technician_phone) if part)
        return [_field(_label("technician"), visible(named))]

    def content(self) -> list[Item]:
        label = _label("content") if self.card.kind == "repair" else _("What it is about")
        return [_field(label, _lines(self.card.content), share=3, tall=True)]

    def sum(self, name: str) -> list[Item]:
        return [_field(_label(name), _sum(self.order, name), units="money")]


_STANDARD: Mapping[str, Callable[[_Source], list[Item]]] = {
    "received": lambda s: s.time("received", s.card.received_at),
    "receiver": lambda s: [_field(_label("receiver"), visible(s.card.logged_by))],
    "dispatcher": _Source.dispatcher,
    "caller": lambda s: [_field(_label("caller"), visible(s.card.caller))],
    "phone": lambda s: [_field(_label("phone"), visible(s.card.phone))],
    "room": lambda s: [_field(_label("room"), visible(s.card.room))],
    "place": _Source.place,
    "content": _Source.content,
    "urgency": lambda s: [_field(_label("urgency"), called(s.card.urgency_title, s.card.urgency))],
    "appointment": lambda s: s.time("appointment", s.card.appointment),
    "technician": _Source.technician,
    "issued": lambda s: s.time("issued", s.order.issued_at),
    "accepted": lambda s: s.time("accepted", s.order.accepted_at),
    "arrived": lambda s: s.time("arrived", *(visit.arrived_at for visit in s.order.visits)),
    "started": lambda s: s.time("started", *(visit.started_at for visit in s.order.visits)),
    "finished": lambda s: s.time("finished", s.order.finished_at),
    "result": _Source.result,
    "reason": _Source.reason,
    "opinion": _Source.opinion,
    "callback": _Source.callback,
    "remark": lambda s: [_field(_label("remark"), "", share=3, tall=True)],
    "labour": lambda s: s.sum("labour"),
    "material": lambda s: s.sum("material"),
    "total": lambda s: s.sum("total"),
}
"""How each field that every slip may have is filled in; ``number`` and ``lines`` have places of their own."""
_SUMS = ("labour", "material", "total")


def _label(name: str) -> str:
    if name == "next_visit":
        return _("Next visit")
    return _(LABELS[name]) if name in LABELS else word(name)


def _lines(words: str | None) -> str:
    return visible(words or "", lines=True)


# --- charges ---------------------------------------------------------------------------------------


def _sum(order: OrderCard, name: str) -> str:
    """An amount of the order; empty as long as nothing is charged and the work goes on."""
    known = order.charges or order.state == "returned"
    return yuan(getattr(order, name)) if known else ""


def _charges(order: OrderCard, sums: list[str]) -> Item:
    """The table of charges with the sums that the form has below it; the total stays whole beside what is waived."""
    waived = [(_("Waived"), yuan(order.waived), _("yuan"))] if order.waived else []
    return {
        "kind": "charges",
        "head": [_("No."), _("Kind"), _("Item"), _("Quantity"), _("Unit"), _("Price"), _("Amount")],
        "rows": [_charge(line) for line in order.charges],
        "done": order.state == "returned",
        "sums": [*((_(LABELS[name]), _sum(order, name), _("yuan")) for name in sums), *waived],
        "in-words": _in_words(order, sums),
    }


def _in_words(order: OrderCard, sums: list[str]) -> Item | None:
    """The total in the characters that cannot be altered, where Chinese is written; else nothing."""
    if language() != "zh" or "total" not in sums:
        return None
    known = _sum(order, "total")
    value = capital(order.total) if known else ""
    return {"label": CAPITALS, "value": value, "units": list(DIGITS_BY_HAND)}


def _charge(line: ChargeLine) -> list[str]:
    return [
        _(CHARGED.get(line.kind, "")) or word(line.kind),
        visible(line.item),
        quantity(line.milli),
        word(line.unit),
        yuan(line.unit_price),
        yuan(line.amount),
    ]
