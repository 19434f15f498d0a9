"""F3: a technician is sent. The best is proposed first, Enter issues the order; the rest is only asked where needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock, text
from repairdesk.desk import calls, money, orders
from repairdesk.models.errors import StoreError
from repairdesk.preferences import read_preferences
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens import times
from repairdesk.screens.advice import Told, advice_lines, barring_lines
from repairdesk.screens.board_lines import when, wrapped
from repairdesk.screens.charges import ChargeLines
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.form import FormScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.own_fields import Asked, OwnFields
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, called, told, visible, word
from repairdesk.views.call_card import call_card, order_card
from repairdesk.views.dispatch import REASONS, Dispatch, dispatch, waiting
from repairdesk.views.order_cards import OrderCard
from repairdesk.views.people import Technician
from repairdesk.views.steps import Steps

PAYMENT = (("free", N_("free")), ("paid", N_("paid")))
CONSENT = (("agreed", N_("price told, customer agrees")), ("later", N_("not agreed yet")))
COLUMNS = (
    Column("", 1), Column(N_("Technician"), 12), Column(N_("Trade"), 16), Column(N_("Open orders"), 11, right=True),
    Column(N_("Where"), 16, grow=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sending:
    """An order as it is to be issued; money in fen."""

    who: Operator
    call: str
    technician: str
    at: datetime | None
    appointment: datetime | None
    paid: bool
    price: int
    agreed: bool
    fields: dict[str, str]
    takes: bool


ALL = "*"
"""The key of the line that offers the job to all technicians."""
TAKES = (("taken", N_("he takes it himself")), ("given", N_("it is given to him")))


class Crew(LineList):
    """The technicians: a digit puts the cursor on one, Enter issues the order to the one under the cursor."""

    DEFAULT_CSS = "Crew { height: auto; max-height: 10; } Crew.-low { max-height: 5; }"
    BINDINGS = [Binding("enter", "choose", N_("Issue the order"), id="issue.choose")]

    def __init__(self) -> None:
        super().__init__(COLUMNS, empty=N_("There are no technicians. Ctrl+D enters the staff."))

    def on_key(self, event: Any) -> None:
        """A digit goes to that technician."""
        if event.character and event.character in "123456789" and int(event.character) <= len(self.lines):
            event.stop()
            self.select(self.lines[int(event.character) - 1].key)


class Job(Drawn):
    """The call that somebody is sent to."""

    DEFAULT_CSS = "Job { height: 4; width: 100%; margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.about: Dispatch | None = None

    def pieces(self, y: int, width: int) -> list[Piece]:
        """Who and where; what was said; what is known of it."""
        if self.about is None or y > 3:
            return []
        card = self.about.card
        if y == 0:
            who = "  ".join(
                visible(p) for p in (card.room or card.place_detail, card.caller, card.phone) if p
            )
            came = _("received {time}").format(time=when(card.received_at, card.hours, clock.now()))
            return [(f" {who}", tone("bold")), (f"   {card.number}   {came}", Style())]
        if y in (1, 2):
            return [(f" {wrapped(card.content, width - 2, 2)[y - 1]}", Style())]
        return [(f" {text.joined(self._known())}", tone("note"))]

    def _known(self) -> list[str]:
        if self.about is None:
            return []
        card = self.about.card
        agreed = when(card.appointment, card.hours, clock.now()) if card.appointment is not None else ""
        parts = [
            called(card.urgency_title, card.urgency) if card.urgency != "routine" else "",
            word(card.trade) if card.trade else "",
            word("public_area") if card.place == "public_area" else "",
            _("agreed for {time}").format(time=agreed) if agreed else "",
            _("order {number}, {technician}: {state}").format(
                number=card.orders[-1].number, technician=visible(card.orders[-1].technician), state=word(card.state)
            ) if card.orders else "",
        ]  # fmt: skip
        return [part for part in parts if part]


class IssueScreen(FormScreen):
    """The call above, the technicians, and below them what is only sometimes asked."""

    heading = N_("Issue a work order")
    enter_saves = True
    BINDINGS = [
        Binding("ctrl+s", "save", N_("Issue"), id="issue.save"),
        Binding("ctrl+z", "take_back", N_("Take back"), show=False, id="issue.take_back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._job, self._crew, self._prices = Job(), Crew(), ChargeLines()
        self._own, self._bars, self._advice = OwnFields(), Told(above=True), Told()
        self._about: Dispatch | None = None

    def compose_form(self) -> ComposeResult:
        """Enter in the list issues the order; Tab leads to the fields."""
        yield self._job
        yield self._bars
        yield self._crew
        yield ChoiceField("takes", N_("Taken how"), TAKES)
        yield self._own
        yield Field(
            "for", N_("Appointment"), width=18, code=True, hint=N_("if asked for: 1500, tomorrow 0900")
        )
        yield ChoiceField("paid", N_("Payment"), PAYMENT)
        yield self._prices
        yield ChoiceField("consent", N_("Consent"), CONSENT)
        yield Field("at", N_("Sent"), width=18, code=True, hint=N_("empty: now; 1015 if written up later"))
        yield self._advice

    def on_mount(self) -> None:
        """Prices are asked only for a paid job."""
        self._arrange()

    # --- which call -------------------------------------------------------------------------------

    def about(self) -> str | None:
        """The call, for help and "why"."""
        return self._about.card.number if self._about is not None else None

    def opened(self, subject: object) -> None:
        """For this call; else for the one that was in sight, or the most urgent one, that waits for an order."""
        now = clock.now()
        try:
            number = subject if isinstance(subject, str) else waiting(self.desk.store, now, self._in_sight())
            if number is None:
                self.leave()
                self.desk.notice(N_("No call waits for a work order."))
                return
            self._about = dispatch(self.desk.store, number, now)
        except (Refused, StoreError) as error:
            self.leave()
            self.desk.notice_problem(error.problems[0] if isinstance(error, Refused) else error)
            return
        self._begin(self._about)

    def _in_sight(self) -> str | None:
        """The call of the screen from which F3 was pressed."""
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        about = getattr(below, "about", None)
        return about() if about is not None else None

    def _begin(self, about: Dispatch) -> None:
        self._job.about, self.saw = about, about.card.saw
        self._job.refresh()
        self._prices.items, self._prices.table.fees = about.prices, about.fees
        self._prices.table.paid = True
        self._prices.reset()
        paid = "paid" if about.card.paid else "free"
        with self.prevent(ChoiceField.Changed):
            self.fill(
                {"for": "", "at": "", "paid": paid, "consent": "agreed" if about.card.consent_at else "later"}
            )
        self._ask(about.known)
        self._arrange()
        self.relabel()
        self._crew.action_first()
        if about.reasons.get(about.crew[0].name if about.crew else ""):
            self._crew.select(about.crew[0].name)
        self.set_focus(self._crew)

    def action_take_back(self) -> None:
        """The call itself was logged wrongly, as is often seen only here: back, and take that back."""
        from repairdesk.screens.undo import ask

        self.leave()
        ask(self.desk)

    def look_again(self) -> None:
        """The call as it stands now; what is chosen and typed stays."""
        super().look_again()
        if self._about is not None:
            try:
                card = call_card(self.desk.store, self._about.card.number, clock.now())
            except StoreError as error:
                self.desk.notice_problem(error)
                return
            self._job.about = replace(self._about, card=card)
            self._job.refresh()

    def _ask(self, known: Steps) -> None:
        """What the office's own form asks, what has to be there first, and what is to be said."""
        gated = [name for gate in known.barring("order.issued") for name in gate.fields]
        names = [*gated, *(one.name for one in known.procedure.field if one.stage == "issue")]
        self._own.ask(Asked.named(known.procedure, known.job, known.origin, names))
        self._bars.tell(lambda width: barring_lines(known, "order.issued", "slip.written", width=width))
        self._advice.tell(lambda width: advice_lines(known, "dispatch", width=width))
        with self.prevent(ChoiceField.Changed):
            self.fill({"takes": "taken"})

    def relabel(self) -> None:
        """The technicians in the language spoken now; where a job is offered to all, that comes first."""
        about = self._about
        if about is None:
            return
        lines = [_line(place, each, about) for place, each in enumerate(about.crew, 2 if self._pools else 1)]
        if self._pools:
            everybody = Line(
                ALL, ("1", _("all of them"), "", "", _("offer the job, whoever takes it has it"))
            )
            lines = [everybody, *lines]
        self._crew.set_lines(lines)

    @property
    def _pools(self) -> bool:
        """Whether the job may be offered to all now."""
        known = self._about.known if self._about is not None else None
        return (
            known is not None
            and known.procedure.orders.pool is not None
            and known.state in ("open", "unfinished")
            and not known.timeline.offered
        )

    @on(ChoiceField.Changed, "#field-paid")
    def paid_or_free(self) -> None:
        """What it costs is told before somebody goes."""
        self._arrange()

    def _arrange(self) -> None:
        paid = self.values()["paid"] == "paid"
        self._prices.display = paid
        self._crew.set_class(paid, "-low")
        self.query_one("#field-consent").display = paid
        offered = self._about is not None and self._about.known.timeline.offered
        self.query_one("#field-takes").display = offered

    # --- issuing ----------------------------------------------------------------------------------

    def on_line_list_chosen(self, _event: LineList.Chosen) -> None:
        """Enter on a technician."""
        self.action_save()

    def read(self) -> Sending:
        """The order as it stands on the screen."""
        person = self._crew.current
        if self._about is None or person is None:
            raise Refused(Problem("technician", "required"))
        values, hours, now = self.values(), self.desk.hours, clock.now()
        paid = values["paid"] == "paid"
        return Sending(
            self.desk.acting(self.saw),
            self._about.card.number,
            person.item.name if person.key != ALL else "",
            times.past(values["at"], "at", hours, now),
            times.ahead(values["for"], "for", hours, now),
            paid and not self._about.card.paid,
            self._prices.table.total.total if paid else 0,
            paid and values["consent"] == "agreed" and self._about.card.consent_at is None,
            self._own.answers(hours, now),
            values["takes"] == "taken" and self._about.known.timeline.offered,
        )

    def save(self, form: Sending) -> OrderCard | None:
        """The appointment belongs to the order that follows it; the price is told before anybody works."""
        store, who, call, at, now = self.desk.store, form.who, form.call, form.at, clock.now()
        with store.together():
            if form.appointment is not None:
                calls.agree_appointment(store, who, call, for_=form.appointment, at=at, now=now)
            if form.price or form.paid:
                money.give_quote(store, who, call, amount=form.price, at=at, now=now)
            if form.agreed:
                money.agree_quote(store, who, call, at=at, now=now)
            if not form.technician:
                orders.pool(store, who, call, at=at, now=now)
                return None
            number = orders.issue(
                store, who, call, technician=form.technician, fields=form.fields, at=at, now=now
            )
            if form.takes:
                orders.accept(store, who, number, at=at, now=now)
        return order_card(call_card(store, call, now), number)

    def saved(self, form: Sending, result: OrderCard | None) -> None:
        """The number for the slip, that of its own series, and whom to hand it to."""
        self.leave()
        if result is None:
            self.desk.notice(N_("Offered to all: {number}"), "good", number=form.call)
        elif result.form_number is not None and result.form_title is not None:
            self.desk.notice(
                N_("Order {number} goes to {technician}: {form} {form_number}"), "good", number=result.number,
                technician=form.technician, form=result.form_title, form_number=result.form_number,
            )  # fmt: skip
        else:
            self.desk.notice(
                N_("Order {number} goes to {technician}"),
                "good",
                number=result.number,
                technician=form.technician,
            )
        if result is not None and read_preferences().print_issued:
            from repairdesk.screens.printing import print_order

            print_order(self.desk, result.number)


def _line(place: int, person: Technician, about: Dispatch) -> Line:
    """One technician: what he can do, what he carries, what speaks for him or where he is."""
    trade = word(person.trade) if person.trade else word(person.role)
    where = _("on site: {room}") if person.on_site else _("last: {room}") if person.last_room else ""
    said = [told(REASONS[step.code], step.params) for step in about.reasons.get(person.name, ())]
    if person.firm and not said:
        said = [told(REASONS["firm"], {"firm": person.firm})]
    said += [where.format(room=visible(person.last_room))] if where else []
    cells = (
        str(place) if place < 10 else "", person.name, trade, str(person.open_orders), text.joined(said),
    )  # fmt: skip
    return Line(person.name, cells, item=person)
