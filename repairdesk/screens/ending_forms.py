"""The steps at the end of a line: the night slip, what others confirm, what a paid job owes, the strike-off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import ComposeResult

from repairdesk import clock, text
from repairdesk.desk import calls, checks, money, orders
from repairdesk.rules import parse
from repairdesk.screens.bar_steps import PAID_TO, Money
from repairdesk.screens.close_parts import paid_by, paid_to
from repairdesk.screens.drawn import Piece
from repairdesk.screens.fact_steps import BY
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.own_fields import Asked, OwnFields
from repairdesk.screens.step_forms import REMARK, Lines, LineStep
from repairdesk.screens.steps import Plain
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import N_, _, visible, word
from repairdesk.views.board import BoardRow
from repairdesk.views.call_card import CallCard, call_card
from repairdesk.views.steps import Steps

YES_NO = (("yes", N_("yes")), ("no", N_("not yet")))


class SlipWritten(LineStep, Plain):
    """The slip of a night job is written by day."""

    question = N_("{room}: the night job's slip is written, with its night times")
    done = N_("Slip written for {number}")

    def save(self, _form: object) -> None:
        """On paper, and out with the technician."""
        store, who, call = self.common()
        orders.write_slip(store, who, call, now=clock.now())


class OfficerChecked(LineStep):
    """The officer has looked."""

    question = N_("{room}: the customer-service officer has checked the work")
    done = N_("Officer's check recorded on {number}")
    QUESTIONS = {
        "leader": N_("{room}: the team leader has checked the work"),
        "supervisor": N_("{room}: the supervisor has checked the work"),
        "clerk": N_("{room}: the desk has checked the work"),
    }

    def __init__(self, row: BoardRow, by: tuple[str, ...] = ()) -> None:
        self.question = self.QUESTIONS.get(by[0] if by else "", self.question)
        super().__init__(row)
        self._by = by

    def compose_form(self) -> ComposeResult:
        """Who of several, and what was found."""
        if len(self._by) > 1:
            yield ChoiceField("by", N_("Who"), tuple((by, BY[by]) for by in self._by))
        yield ChoiceField("result", N_("Found"), (("fixed", N_("mended")), ("not_fixed", N_("not mended"))))
        yield Field("remark", N_("Remark"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """Signed."""
        store, who, call = self.common()
        by = form.get("by") or (self._by[0] if self._by else "")
        checks.officer_check(
            store, who, call, result=form["result"], remark=form["remark"], by=by, now=clock.now()
        )


class ConfirmedByPhone(LineStep):
    """The customer could not sign, and the officer has telephoned instead."""

    question = N_("{room}: the officer has telephoned, because the customer did not sign")
    done = N_("Confirmation recorded on {number}")

    def compose_form(self) -> ComposeResult:
        """Why there is no signature."""
        yield Field("reason", N_("Reason"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """It stands for the signature."""
        store, who, call = self.common()
        checks.confirm_by_phone(store, who, call, reason=form["reason"], now=clock.now())


class Decided(LineStep):
    """The supervisor decides how it goes on."""

    question = N_("{room}: what does the supervisor decide?")
    done = N_("The decision is recorded on {number}")

    def compose_form(self) -> ComposeResult:
        """In his words."""
        yield Field("remark", N_("Decision"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """Decided."""
        store, who, call = self.common()
        checks.approve(store, who, call, remark=form["remark"], now=clock.now())


class Quoted(LineStep):
    """The customer has been told a price."""

    question = N_("{room}: the price was told to the customer")
    done = N_("The price is recorded on {number}")

    def compose_form(self) -> ComposeResult:
        """How much, and whether he agrees."""
        answers = (
            ("agreed", N_("agrees")),
            ("later", N_("has not answered yet")),
            ("declined", N_("declines: the job ends free of charge")),
        )
        yield Field("amount", N_("Price in yuan"), width=14, code=True)
        yield ChoiceField("consent", N_("Customer"), answers)

    def read(self) -> Any:
        """The amount has to be one."""
        values = super().read()
        values["amount"] = parse.fen(values["amount"], "amount")
        return values

    def save(self, form: dict[str, Any]) -> None:
        """Told, and answered."""
        store, who, call = self.common()
        with store.together():
            money.give_quote(store, who, call, amount=form["amount"], now=clock.now())
            if form["consent"] == "agreed":
                money.agree_quote(store, who, call, now=clock.now())
            elif form["consent"] == "declined":
                money.decline_quote(store, who, call, now=clock.now())


class Paid(LineStep):
    """Money is received between times: on account, in advance, or the rest."""

    question = N_("{room}: money is received")
    done = N_("Receipt written for {number}")

    def compose_form(self) -> ComposeResult:
        """How much, and by whom or how."""
        asked = money_of(card_of(self.desk.store, self.row)).asked
        amount = text.yuan(asked) if asked else ""
        yield Field("amount", N_("Paid, in yuan"), value=amount, width=14, code=True)
        yield ChoiceField("to", N_("Paid to"), PAID_TO)

    def save(self, form: dict[str, str]) -> str:
        """The number of its receipt."""
        store, who, call = self.common()
        amount = parse.fen(form["amount"], "amount")
        to, way = paid_to(form["to"]), paid_by(form["to"])
        return money.pay(store, who, call, amount=amount, to=to, way=way, now=clock.now())

    def saved(self, form: Any, result: Any) -> None:
        """With the receipt's number."""
        super().saved(form, result)
        self.desk.notice(N_("Settled: {number}. Receipt {receipt}"), "good", number=self.call, receipt=result)


class Waived(LineStep):
    """Part of the latest order's bill is not charged, or all of it: who approves that, and why."""

    question = N_("{room}: what is not charged of this bill")
    done = N_("Waived on {number}; the bill stays as it was")

    def compose_form(self) -> ComposeResult:
        """How much, who says so, why."""
        owed = text.yuan(money_of(card_of(self.desk.store, self.row)).owed)
        yield Field("amount", N_("Amount, yuan"), value=owed, width=14, code=True)
        yield Field("approver", N_("Approved by"), width=24, hint=N_("a supervisor or manager"))
        yield Field("reason", N_("Reason"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """Approved."""
        store, who, _call = self.common()
        amount = parse.fen(form["amount"], "amount")
        approver, reason = form["approver"], form["reason"]
        order = self.row.order or ""
        money.waive(store, who, order, amount=amount, approver=approver, reason=reason, now=clock.now())


class StruckOff(LineStep, Plain):
    """The line is struck off, or one sees what is missing."""

    question = N_("Strike off call {number}, {room}")
    done = N_("Struck off: {number}")

    def __init__(self, row: BoardRow, card: CallCard, steps: Steps) -> None:
        super().__init__(row)
        self._card = card
        self._own = OwnFields(Asked.of(steps.procedure, steps.job, steps.origin, ["close"]))

    def compose_form(self) -> ComposeResult:
        """The outcome, or the list of what is missing; what the office's form asks at the end."""
        yield Lines(lambda: list(self._missing() if self._card.missing else self._outcome()))
        yield self._own

    def read(self) -> dict[str, str]:
        """What was filled in of the office's own."""
        super().read()
        return self._own.answers(self.desk.hours, clock.now())

    def _missing(self) -> Iterator[Piece]:
        yield _("This cannot be struck off yet. Still missing:"), tone("bad")
        for line in self._card.missing:
            yield f"{SIGNS['bad']} {line.title.in_(text.language())}", tone("bad")

    def _outcome(self) -> Iterator[Piece]:
        card = self._card
        yield visible(card.content), tone("")
        for order in card.orders:
            said = _("signed by {name}").format(name=visible(order.signed_by)) if order.signed_by else ""
            total = text.money(order.total) if order.total else ""
            yield (
                text.joined(part for part in (order.number, order.technician, said, total) if part),
                tone(""),
            )
        if card.opinion:
            yield _("Customer: {opinion}").format(opinion=word(card.opinion)), tone("good")
        yield _("Nothing is missing."), tone("good")

    def save(self, form: dict[str, str]) -> None:
        """Struck off; refused with the list of what is missing."""
        store, who, call = self.common()
        calls.close(store, who, call, fields=form, now=clock.now())


def card_of(store: Any, row: BoardRow) -> CallCard:
    """The card of a row, for what the row does not tell."""
    return call_card(store, row.call, clock.now())


def money_of(card: CallCard) -> Money:
    """What is owed on a card, what is to be paid now, the price told, and the bill where it is above what was agreed."""
    above = card.due if card.due is not None and card.due > (card.agreed or card.due) else None
    owed = max(0, (card.due or 0) - card.received)
    asked = owed if card.due is not None else max(0, (card.quoted or 0) - card.received)
    return Money(owed, asked, card.quoted, above)


def handed_to(card: CallCard) -> str:
    """Whom the card's order was handed on to, while none of them has accepted it."""
    return (card.orders[-1].handed_to or "") if card.orders else ""
