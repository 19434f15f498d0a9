"""The boxes that say what is missing and take it in: before a step, before the strike-off, and at another end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from textual import on
from textual.app import ComposeResult

from repairdesk import clock, text
from repairdesk.desk import calls, entries, money
from repairdesk.models.store import Store
from repairdesk.rules import parse
from repairdesk.rules.facts import Operator
from repairdesk.rules.statements import Bar
from repairdesk.screens import times
from repairdesk.screens.close_parts import paid_by, paid_to
from repairdesk.screens.drawn import Piece
from repairdesk.screens.fact_steps import FACTS, REVIEW, WIDTH
from repairdesk.screens.fields import ChoiceField, Field, Labelled
from repairdesk.screens.own_fields import Asked, OwnFields
from repairdesk.screens.step_forms import REMARK, YES_NO, Lines, LineStep
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import N_, folded, spoken
from repairdesk.views.board import BoardRow
from repairdesk.views.steps import Steps, steps

DONE = (("", N_("not yet")), ("yes", N_("yes, now")))
PAID_TO = (
    ("desk", N_("desk")), ("technician", N_("technician")), ("advance", N_("in advance")), ("scan", N_("paid by code")),
    ("transfer", N_("bank transfer")),
)  # fmt: skip
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Money:
    """What a box about money begins with, in fen.

    ``owed``: what is open of the bill; ``asked``: that, or before there is a bill what is open of the price told;
    ``above``: the bill, where it is above the price agreed.
    """

    owed: int = 0
    asked: int = 0
    quoted: int | None = None
    above: int | None = None


# --- one part for each kind of fact that may be missing -------------------------------------------


def _agreed(about: Money, ahead: bool) -> Iterator[Labelled]:
    if ahead and about.quoted is None:
        yield Field("price", N_("Price in yuan"), width=14, code=True, hint=N_("as told to the customer"))
    elif about.above is not None:
        above = text.yuan(about.above)
        yield Field(
            "price", N_("Price in yuan"), value=above, width=14, code=True, hint=N_("above the price agreed")
        )
    yield ChoiceField("consent", N_("Price agreed"), YES_NO, value="no" if ahead else "")


def _payment(about: Money, ahead: bool) -> Iterator[Labelled]:
    amount = "" if ahead or not about.asked else text.yuan(about.asked)
    yield Field("amount", N_("Paid, in yuan"), value=amount, width=14, code=True)
    yield ChoiceField("to", N_("Paid to"), PAID_TO, value="advance" if ahead else "")


def _finance(_about: Money, _ahead: bool) -> Iterator[Labelled]:
    yield ChoiceField("copy", N_("To finance"), (("yes", N_("the copy has gone")), ("no", N_("not yet"))))


def _appointment(_about: Money, _ahead: bool) -> Iterator[Labelled]:
    hint = N_("1500, +30, tomorrow 0900, 03-02 1015")
    yield Field("for", N_("Agreed time"), width=18, code=True, hint=hint)


def _review(_about: Money, _ahead: bool) -> Iterator[Labelled]:
    yield ChoiceField("review", N_("Review"), REVIEW, optional=True)


def _result(_about: Money, _ahead: bool) -> Iterator[Labelled]:
    yield Field("entered", N_("Result"), limit=REMARK)


PARTS: dict[str, Callable[[Money, bool], Iterator[Labelled]]] = {
    "quote.agreed": _agreed,
    "payment.received": _payment,
    "finance.received": _finance,
    "appointment.agreed": _appointment,
    "review.answered": _review,
    "result.entered": _result,
}
TICKED: dict[str, str] = {
    **{what: ask.title for what, ask in FACTS.items()},
    "order.accepted": N_("The order has been accepted"),
}
"""Facts that are ticked off in a box, and what they are called there."""
NOT_HERE = ("technician.arrived", "technician.left")
"""Facts that come with the job itself, each at its own time."""


class Missing(LineStep):
    """What is missing, in words, with whatever of it can be filled in here; what is left empty stays missing."""

    question = N_("{room}: what is still open of this job")
    done = N_("Settled: {number}")

    def __init__(
        self, row: BoardRow, steps: Steps, bars: Sequence[Bar], about: Money | None = None, *, ahead: str = ""
    ) -> None:
        if ahead:
            self.question = N_("{room}: first of all")
        super().__init__(row)
        self._steps, self._bars, self._about, self._ahead = steps, tuple(bars), about or Money(), ahead
        wanted = [pattern.what for bar in bars for pattern in bar.needs]
        self._parts = [what for what in PARTS if what in wanted]
        elsewhere = (*PARTS, *NOT_HERE, "" if row.order is None else "customer.signed")
        self._facts = [what for what in TICKED if what in wanted and what not in elsewhere]
        names = [name for bar in bars for name in bar.fields]
        names += [name for bar in bars if bar.unless is not None for name, _values in bar.unless.wanted]
        self._own = OwnFields(Asked.named(steps.procedure, steps.job, steps.origin, names))

    def compose_form(self) -> ComposeResult:
        """The words, then a part for each."""
        yield Lines(self._said)
        for what in self._parts:
            yield from PARTS[what](self._about, bool(self._ahead))
        for what in self._facts:
            yield ChoiceField(what.replace(".", "-"), TICKED[what], DONE)
        yield self._own

    def _said(self) -> list[Piece]:
        plain = {"consent", "payment", "finance_copy"}
        if not self._ahead and {bar.code for bar in self._bars} <= plain:
            return []
        return [
            (line, tone("soon"))
            for bar in self._bars
            for line in folded(f"{SIGNS['soon']} {spoken(bar.title)}", WIDTH)
        ]

    def read(self) -> Values:
        """Amounts and times have to be such."""
        values: Values = super().read()
        for name in ("amount", "price"):
            values[name] = parse.fen(values[name], name) if values.get(name) else 0
        values["for"] = times.ahead(values.get("for", ""), "for", self.desk.hours, clock.now())
        values["fields"] = self._own.answers(self.desk.hours, clock.now())
        return values

    def save(self, form: Values) -> str:
        """One after the other, all or nothing; the number of the receipt, if one was written."""
        store, who, call = self.common()
        with store.together():
            receipt = _settle(store, who, call, form, clock.now())
            for what in self._facts:
                if form.get(what.replace(".", "-")) == "yes":
                    by = "customer" if what == "customer.signed" else None
                    calls.record_fact(store, who, call, calls.FactForm(what=what, by=by), now=clock.now())
        return receipt

    def saved(self, form: Any, result: Any) -> None:
        """Said; and where that has changed what stands in the way, on to the rest of it, or to the order."""
        super().saved(form, result)
        if result:
            self.desk.notice(
                N_("Settled: {number}. Receipt {receipt}"), "good", number=self.call, receipt=result
            )
        if self._ahead:
            from repairdesk.screens.actions import go_on

            now_barring = steps(self.desk.store, self.call, clock.now()).barring(self._ahead)
            if {gate.code for gate in now_barring} != {bar.code for bar in self._bars}:
                go_on(self.desk, self.call)


def _settle(store: Store, who: Operator, call: str, form: Values, now: datetime) -> str:
    """What was filled in of the parts; the number of the receipt, if one was written."""
    receipt = ""
    if form["fields"]:
        entries.fill(store, who, call, form["fields"], now=now)
    if form.get("review"):
        answer = calls.FactForm(what="review.answered", result=form["review"])
        calls.record_fact(store, who, call, answer, now=now)
    if form["for"] is not None:
        calls.agree_appointment(store, who, call, for_=form["for"], now=now)
    if form["price"]:
        money.give_quote(store, who, call, amount=form["price"], now=now)
    if form.get("consent") == "yes":
        money.agree_quote(store, who, call, now=now)
    if form["amount"]:
        to, way = paid_to(form["to"]), paid_by(form["to"])
        receipt = money.pay(store, who, call, amount=form["amount"], to=to, way=way, now=now)
    if form.get("copy") == "yes":
        money.to_finance(store, who, call, now=now)
    if form.get("entered"):
        entered = calls.FactForm(what="result.entered", remark=form["entered"])
        calls.record_fact(store, who, call, entered, now=now)
    return receipt


# --- fields, and other ends -----------------------------------------------------------------------


class FillIn(LineStep):
    """The office's own fields of one stage, filled in or put right at any time."""

    question = N_("{room}: {content}")
    done = N_("Filled in: {number}")

    def __init__(self, row: BoardRow, steps: Steps, stage: str) -> None:
        super().__init__(row)
        self._own = OwnFields(Asked.of(steps.procedure, steps.job, steps.origin, [stage]))

    def compose_form(self) -> ComposeResult:
        """Nothing but them."""
        yield self._own

    def read(self) -> dict[str, str]:
        """What was changed."""
        super().read()
        return self._own.answers(self.desk.hours, clock.now())

    def save(self, form: dict[str, str]) -> None:
        """On the line, or on its latest order."""
        store, who, call = self.common()
        entries.fill(store, who, call, form, now=clock.now())


class EndedOtherwise(LineStep):
    """The line ends another way than by being struck off when all is done."""

    question = N_("{room}: how does it end? {content}")
    done = N_("Ended: {number}")

    def __init__(self, row: BoardRow, steps: Steps) -> None:
        super().__init__(row)
        self._steps, self._endings = steps, steps.endings
        names = [name for ending in self._endings for name in ending.fields]
        self._asked = Asked.named(steps.procedure, steps.job, steps.origin, names)
        self._own = OwnFields(self._of(self._endings[0].code))

    def _of(self, code: str) -> Asked:
        wanted = next(one.fields for one in self._endings if one.code == code)
        return self._asked.without(*(one.name for one in self._asked.fields if one.name not in wanted))

    def compose_form(self) -> ComposeResult:
        """Which end, what it asks, and why."""
        options = tuple((one.code, one.title) for one in self._endings)
        yield ChoiceField("ending", N_("It ends as"), options)
        yield self._own
        yield Field("reason", N_("Reason"), limit=REMARK)

    @on(ChoiceField.Changed, "#field-ending")
    def another(self, event: ChoiceField.Changed) -> None:
        """Another end asks other fields."""
        self._own.ask(self._of(event.value))

    def read(self) -> Values:
        """With the fields it asks."""
        return {**super().read(), "fields": self._own.answers(self.desk.hours, clock.now())}

    def save(self, form: Values) -> None:
        """It ends here."""
        store, who, call = self.common()
        calls.end(
            store, who, call, form["ending"], reason=form["reason"], fields=form["fields"], now=clock.now()
        )
