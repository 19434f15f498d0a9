"""The money in the directories: what technicians hold, what lies at the desk, what is open; Enter does what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import copies, receipts
from repairdesk.desk import money as desk_money
from repairdesk.rules import parse
from repairdesk.screens.board_lines import when
from repairdesk.screens.directory_lists import narrowed
from repairdesk.screens.drawn import Piece
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.lines import Line
from repairdesk.screens.step_forms import REMARK, Lines
from repairdesk.screens.steps import Step
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, joined, money, ngettext, visible, yuan
from repairdesk.views import money as view

if TYPE_CHECKING:
    from repairdesk.rules.facts import Operator
    from repairdesk.screens.shell import Shell

WAYS = (("cash", N_("cash")), ("transfer", N_("bank transfer")), ("scan", N_("paid by code")))
Values = dict[str, Any]


def listed(desk: Shell, typed: str) -> list[Line]:
    """Technicians with cash first, then the desk, then the lines that owe something or were paid too much."""
    held, there = view.held(desk.store), view.at_desk(desk.store)
    lines = [_held(desk, one) for one in held]
    if there.receipts:
        since = when(there.receipts[0].at, desk.hours, clock.now())
        cells = (_("At the desk"), _counted(there), since, yuan(there.cash), (_("for finance"), "bold"))
        lines.append(Line("desk", cells, item=there))
    lines += [_owing(desk, one) for one in view.owing(desk.store)]
    return narrowed(lines, typed)


def _counted(there: view.AtDesk) -> str:
    n = len(there.receipts)
    return ngettext("{n} receipt", "{n} receipts", n).format(n=n)


def _held(desk: Shell, one: view.Held) -> Line:
    since = when(one.since, desk.hours, clock.now())
    rooms = joined(dict.fromkeys(each.room for each in one.receipts if each.room))
    cells = (f"{one.technician} {one.phone}".strip(), rooms, since, yuan(one.amount), (_("Hand in"), "bold"))
    return Line(("held", one.technician), cells, item=one)


def _owing(desk: Shell, one: view.Owing) -> Line:
    since = when(one.received_at, desk.hours, clock.now())
    who = " ".join(part for part in (one.room, one.caller) if part)
    if one.balance.too_much:
        said, todo = yuan(-one.balance.too_much), (_("Give back"), "soon")
    else:
        said, todo = yuan(one.balance.open), (_("still open"), "")
    return Line(
        ("call", one.call), (who, f"{one.call} {one.technician}".strip(), since, said, todo), item=one
    )


def opened(desk: Shell, line: Line) -> None:
    """Hand in, hand over, give back; what is open is on the card."""
    item = line.item
    if isinstance(item, view.Held):
        desk.push_screen(HandIn(item))
    elif isinstance(item, view.AtDesk):
        desk.push_screen(HandOver(item))
    elif item.balance.too_much:
        desk.push_screen(Refund(item))
    else:
        desk.go("card", item.call)


class MoneyStep(Step):
    """A step about money that is no line of the register."""

    who: Operator

    def read(self) -> Values:
        """What was filled in, and who acts."""
        self.who = self.desk.acting()
        return dict(self.values())

    def saved(self, form: Any, result: Any) -> None:
        """Said, and the list in sight is read anew."""
        super().saved(form, result)
        self.desk.screen.look_again()  # type: ignore[attr-defined]


class HandIn(MoneyStep):
    """A technician hands in his cash: it is counted, and the sum has to be right."""

    done = N_("Handed in: {number}")

    def __init__(self, held: view.Held) -> None:
        super().__init__(N_("{name} hands in cash"), held.technician, name=held.technician)
        self._held = held

    def compose_form(self) -> ComposeResult:
        """Each receipt, and what was counted."""
        yield Lines(self._receipts)
        yield Field("amount", N_("Counted, yuan"), value=yuan(self._held.amount), width=12, code=True)

    def _receipts(self) -> list[Piece]:
        return [(_said(one), tone("")) for one in self._held.receipts[-8:]]

    def save(self, form: Values) -> None:
        """All of it."""
        amount = parse.fen(form["amount"], "amount")
        numbers = [one.number for one in self._held.receipts]
        receipts.hand_in(
            self.desk.store, self.who, self._held.technician, receipts=numbers, amount=amount, now=clock.now()
        )


class HandOver(MoneyStep):
    """What lies at the desk goes to finance with a list; whoever is there signs at once."""

    done = N_("Handed over to finance, list {number}")

    def __init__(self, there: view.AtDesk) -> None:
        super().__init__(N_("Money to finance: {cash} in cash"), "", cash=money(there.cash))
        self._there = there

    def compose_form(self) -> ComposeResult:
        """What goes, and who signs for it."""
        yield Lines(self._receipts)
        yield Field("signed_by", N_("Signed by"), width=24, hint=N_("empty: signed later"))
        yield Field("remark", N_("Remark"), limit=REMARK)

    def _receipts(self) -> list[Piece]:
        there = self._there
        other = _("not in cash: {amount}").format(amount=money(there.other)) if there.other else ""
        return [(joined(part for part in (_counted(there), other) if part), tone(""))]

    def save(self, form: Values) -> None:
        """The list, and the signature where there is one."""
        store, now = self.desk.store, clock.now()
        numbers = [one.number for one in self._there.receipts]
        with store.together():
            made = receipts.to_finance(store, self.who, receipts=numbers, remark=form["remark"], now=now)
            if form["signed_by"]:
                copies.sign(store, self.who, made, signed_by=form["signed_by"], now=now)
        self.call = made


class Refund(MoneyStep):
    """What was paid above the bill goes back to the customer."""

    done = N_("Given back, receipt {number}")

    def __init__(self, owing: view.Owing) -> None:
        super().__init__(
            N_("{room} {caller}: paid too much, to be given back"),
            owing.call,
            room=owing.room,
            caller=owing.caller,
        )
        self._owing = owing

    def compose_form(self) -> ComposeResult:
        """How much, and how."""
        amount = yuan(self._owing.balance.too_much)
        yield Field("amount", N_("Amount, yuan"), value=amount, width=12, code=True)
        yield ChoiceField("way", N_("Way of payment"), WAYS, value="cash")
        yield Field("reason", N_("Reason"), limit=REMARK, hint=N_("may stay empty"))

    def save(self, form: Values) -> None:
        """With a receipt of its own."""
        self.call = desk_money.refund(
            self.desk.store, self.who, self._owing.call, amount=parse.fen(form["amount"], "amount"), way=form["way"],
            reason=form["reason"], now=clock.now(),
        )  # fmt: skip


def _said(one: view.Receipt) -> str:
    return "  ".join((one.number, yuan(one.signed), visible(one.room), visible(one.caller)))
