"""F4: the returned slip is typed in, in the order of the paper, and saved as one operation."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from textual import on
from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import checks, orders
from repairdesk.models.errors import StoreError
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens import times
from repairdesk.screens.advice import Told, advice_lines
from repairdesk.screens.charges import ChargeLines
from repairdesk.screens.close_parts import (
    PAID_TO,
    CopyPlaces,
    SlipHead,
    asked_on,
    charges_on_file,
    forget,
    keep,
    kept,
    paid_by,
    paid_to,
    signers,
)
from repairdesk.screens.fact_steps import BY
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.form import FormScreen
from repairdesk.screens.own_fields import OWN, OwnFields
from repairdesk.text import N_, yuan
from repairdesk.views.slip import Slip, slip

RESULTS = (("finished", N_("finished")), ("unfinished", N_("not finished")))
TIMES = ("arrived_at", "finished_at", "next_time", "returned_at")
ELSEWHERE = {"amount": "received", "to": "paid_to", "at": "returned_at"}
"""Where the operation names a field by another name than the form does."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A slip as it was typed in: what stands on it, who else has signed it, and the customer's code."""

    slip: Slip
    who: Operator
    returned: orders.ReturnedForm
    checked: str
    code: str


class CloseOutScreen(FormScreen):
    """The slip on the desk: number, times, result, lines, signature, money. Another number makes it another slip."""

    heading = N_("Slip back")

    def __init__(self) -> None:
        super().__init__()
        self.slip: Slip | None = None
        self._done: str | None = None
        self._draft: int | None = None
        self._known_arrival = ""
        self._untouched: dict[str, object] = {}
        self._head, self._lines, self._copies = SlipHead(), ChargeLines(), CopyPlaces()
        self._own, self._advice = OwnFields(), Told()
        self._lines.read_time = self._at_work

    def compose_form(self) -> ComposeResult:
        """In the order of the paper."""
        yield Field(
            "order", N_("Work order"), width=16, code=True, hint=N_("scan it, or type its last digits")
        )
        yield self._head
        yield Field("arrived_at", N_("Arrived"), width=16, code=True, hint=N_("1015, or 03-01 1015"))
        yield Field(
            "code", N_("Code"), width=12, code=True, hint=N_("the customer's, if it stands on the slip")
        )
        yield Field("finished_at", N_("Finished"), width=16, code=True, hint=N_("1045"))
        yield ChoiceField("result", N_("Result"), RESULTS)
        yield Field("reason", N_("Why not"), limit=500)
        yield Field("plan", N_("Plan"), limit=400)
        yield Field(
            "next_time", N_("Next visit"), width=16, code=True, hint=N_("as agreed: 1500, tomorrow 0900")
        )
        yield self._lines
        yield self._own
        yield ChoiceField("signature", N_("Signed by"), (), optional=True)
        yield Field("signed_by", N_("Name"), width=24, hint=N_("as it is signed on the slip"))
        yield ChoiceField("checked", N_("Checked by"), (), optional=True)
        yield ChoiceField("paid_to", N_("Money"), PAID_TO)
        yield Field("received", N_("Amount, yuan"), width=12, code=True)
        yield Field("returned_at", N_("Back at"), width=16, code=True, hint=N_("empty: now"))
        yield self._copies
        yield self._advice

    def on_mount(self) -> None:
        """Nothing is asked before there is a slip."""
        self._arrange()

    # --- which slip -------------------------------------------------------------------------------

    def about(self) -> str | None:
        """The call that the slip belongs to."""
        return self.slip.card.number if self.slip else None

    def opened(self, subject: object) -> None:
        """A slip by the number of its order or of its call; without one whatever was being typed goes on."""
        if isinstance(subject, str):
            self._take(subject)
        elif self.slip is None:
            self.focus_field("order")

    def _take(self, number: str) -> None:
        """Lay this slip on the desk; a half-typed other one is kept as a draft."""
        now = clock.now()
        try:
            found = slip(self.desk.store, number, now)
        except Refused as refused:
            if self.slip is not None and number != self.values()["order"]:  # scanned in the midst of another
                self.desk.notice_problem(refused.problems[0])
            else:
                self.fill({"order": number})
                self.complain(*refused.problems)
            return
        if self.slip is not None and found.order.number == self.slip.order.number:
            self.desk.notice(N_("This slip is on the desk."))
            return
        self.keep_draft()
        self.slip, self.saw = found, found.card.saw
        self._fill_in(found)
        self._untouched = self._body()
        self._draft, body = kept(self.desk.store, found.order.number)
        self._from_draft(body)
        self._arrange()
        self._say_where_it_stands(found, drafted=bool(body))
        empty = [name for name in ("arrived_at", "finished_at") if not self.values()[name]]
        self.focus_field(empty[0] if empty else "item")

    def look_again(self) -> None:
        """The slip as it stands now, above and below what is typed from it."""
        super().look_again()
        if self.slip is not None:
            try:
                found = slip(self.desk.store, self.slip.order.number, clock.now())
            except (Refused, StoreError) as error:
                self.desk.notice_problem(error.problems[0] if isinstance(error, Refused) else error)
                return
            self._head.show_slip(found)
            self._copies.show_slip(found)

    def _fill_in(self, found: Slip) -> None:
        """What the desk already knows."""
        card, order, now = found.card, found.order, clock.now()
        self._clear_fields()
        arrivals = [visit.arrived_at for visit in order.visits if visit.arrived_at]
        self._known_arrival = times.typed(arrivals[-1] if arrivals else None, card.hours, now)
        self.fill(
            {
                "order": order.number,
                "arrived_at": self._known_arrival,
                "finished_at": times.typed(order.finished_at, card.hours, now),
                "result": order.result or "finished",
                "reason": order.unfinished_reason or "",
                "plan": order.plan or "",
            }
        )
        signature = self.query_one("#field-signature", ChoiceField)
        signature.set_options(signers(found))
        signature.value = "" if found.signature == "customer" and not order.signed_by else "none"
        self._lines.items = found.prices
        self._lines.table.fees, self._lines.table.paid = found.fees, card.paid
        self._lines.reset(charges_on_file(order))
        self.query_one("#field-checked", ChoiceField).set_options(
            tuple((by, BY[by]) for by in found.checkers)
        )
        self._own.ask(asked_on(found))
        self._advice.tell(lambda width: advice_lines(found.known, "done", width=width))

    def _clear_fields(self) -> None:
        for field in self.fields.values():
            field.value = "finished" if field.field == "result" else ""
            field.complain(None)
        self._lines.reset()

    def _say_where_it_stands(self, found: Slip, *, drafted: bool) -> None:
        order = found.order
        if not found.latest:
            self.desk.notice(
                N_("A later order has taken this one's place: {number}."),
                "bad",
                number=found.card.orders[-1].number,
            )
        elif order.returned_at is not None:
            back = times.typed(order.returned_at, found.card.hours, clock.now())
            self.desk.notice(N_("This slip came back at {time} already."), "note", time=back)
        elif drafted:
            self.desk.notice(N_("What was typed before is filled in again."))
        else:
            self.desk.clear_notice()

    # --- which fields -----------------------------------------------------------------------------

    @on(ChoiceField.Changed)
    def _choice(self, event: ChoiceField.Changed) -> None:
        if event.sender.field == "paid_to" and event.value and not self.values()["received"]:
            owed = self._lines.table.total.total + (self.slip.owed_besides if self.slip else 0)
            self.fill({"received": yuan(owed) if owed > 0 else ""})
        self._arrange()

    def on_charge_lines_changed(self, _event: ChargeLines.Changed) -> None:
        """Other lines, another sum."""
        self._arrange()

    def _arrange(self) -> None:
        """Show the fields that this slip asks for."""
        values, slip_ = self.values(), self.slip
        ended = slip_ is not None and slip_.order.finished_at is not None
        unfinished = values["result"] == "unfinished"
        money = slip_ is not None and (slip_.card.paid or self._lines.table.total.total > 0)
        shown = {
            **dict.fromkeys(("arrived_at", "finished_at", "result", "signature", "returned_at"), True),
            **dict.fromkeys(("reason", "plan", "next_time"), unfinished),
            "signed_by": values["signature"] == "other",
            "checked": slip_ is not None and bool(slip_.checkers),
            "code": slip_ is not None and slip_.known.visit_code is not None,
            "paid_to": money,
            "received": money and bool(values["paid_to"]),
        }
        for name, wanted in shown.items():
            widget = self.query_one(f"#field-{name}")
            widget.display = wanted and slip_ is not None
            widget.disabled = ended and name in ("finished_at", "result", "reason", "plan", "next_time")
        self._lines.display = self._own.display = slip_ is not None
        if slip_ is None:
            self._advice.tell(lambda _width: [])
        self._head.show_slip(slip_)
        self._copies.show_slip(slip_)

    # --- keys -------------------------------------------------------------------------------------

    def action_next_field(self) -> None:
        """The next field; at the number its slip is fetched, or with nothing typed the customer is called."""
        focused = self.focused.parent if self.focused is not None else None
        name = getattr(focused, "field", None)
        if name == "order":
            number = self.values()["order"]
            if number and (self.slip is None or not self.slip.order.number.endswith(number)):
                self._take(number)
                return
            if not number and self._done is not None:
                call, self._done = self._done, None
                self.desk.go("callbacks", call)
                return
        elif name in TIMES:
            self._check_time(name)
        super().action_next_field()

    def _check_time(self, name: str) -> None:
        """Say at once what is wrong with a time, or show how it was understood."""
        try:
            when = self._time(name)
        except Refused as refused:
            self.fields[name].complain(refused.problems[0])
            return
        if when is not None and self.slip is not None:
            self.fill({name: times.typed(when, self.slip.card.hours, clock.now())})
            self._lines.worked = self._worked()

    def _time(self, name: str) -> datetime | None:
        """The instant typed in a field, checked against what came before it."""
        assert self.slip is not None  # noqa: S101 - the fields of times are hidden without a slip
        hours, now, value = self.slip.card.hours, clock.now(), self.values()[name]
        if name == "next_time":
            return times.ahead(value, name, hours, now)
        when = times.past(value, name, hours, now)
        if when is not None and when > now:
            raise Refused(Problem(name, "time_in_future", {"now": hours.local(now)}))
        for earlier, event in self._before(name):
            if when is not None and earlier is not None and when < earlier:
                raise Refused(Problem(name, "time_before", {"earlier": hours.local(earlier), "event": event}))
        return when

    def _at_work(self, value: str, name: str) -> datetime | None:
        """A time at which one of the kinds of work began or ended: on the day of the visit."""
        if self.slip is None:
            return None
        try:
            about = self._time("finished_at")
        except Refused:
            about = None
        return times.past(value, name, self.slip.card.hours, about or clock.now())

    def _before(self, name: str) -> list[tuple[datetime | None, str]]:
        """What must have come before this time."""
        assert self.slip is not None  # noqa: S101 - as above
        found: list[tuple[datetime | None, str]] = [(self.slip.order.issued_at, "order.issued")]
        following = {
            "finished_at": ("arrived_at", "technician.arrived"),
            "returned_at": ("finished_at", "work.finished"),
        }
        if name in following:
            other, event = following[name]
            with suppress(Refused):  # the other field tells its own problem
                found.append((self._time(other), event))
        return found

    def _worked(self) -> timedelta | None:
        try:
            arrived, finished = self._time("arrived_at"), self._time("finished_at")
        except Refused:
            return None
        return finished - arrived if arrived and finished else None

    # --- saving -----------------------------------------------------------------------------------

    def read(self) -> Paper:
        """The whole paper; every problem at once."""
        if self.slip is None or not self.slip.order.number.endswith(self.values()["order"] or "-"):
            raise Refused(Problem("order", "required" if not self.values()["order"] else "not_fetched"))
        values = self.values()
        problems: list[Problem] = []
        when: dict[str, datetime | None] = {}
        ended = self.slip.order.finished_at is not None
        for name in TIMES:
            try:
                when[name] = self._time(name)
            except Refused as refused:
                problems += refused.problems
        if self._lines.unfinished:
            problems.append(Problem("item", "line_not_finished"))
        problems += self._must(values, ended=ended)
        received, own = None, {}
        try:
            received = self._received(values)
        except Refused as refused:
            problems += refused.problems
        try:
            own = self._own.answers(self.slip.card.hours, clock.now())
        except Refused as refused:
            problems += refused.problems
        if problems:
            raise Refused(*problems)
        unchanged = values["arrived_at"] == self._known_arrival
        signed = {"caller": self.slip.card.caller, "other": values["signed_by"]}.get(values["signature"], "")
        unfinished = values["result"] == "unfinished" and not ended
        form = orders.ReturnedForm(
            arrived_at=None if unchanged else when["arrived_at"],
            finished_at=None if ended else when["finished_at"],
            result=values["result"],
            reason=values["reason"] if unfinished else "",
            plan=values["plan"] if unfinished else "",
            next_time=when["next_time"] if unfinished else None,
            charges=self._lines.forms,
            signed_by=signed,
            returned_at=when["returned_at"],
            received=received,
            paid_to=paid_to(values["paid_to"]),
            paid_by=paid_by(values["paid_to"]),
            fields=own,
        )
        return Paper(self.slip, self.desk.acting(self.saw), form, values["checked"], values["code"])

    @staticmethod
    def _must(values: dict[str, str], *, ended: bool) -> list[Problem]:
        """The fields that may not be empty."""
        needed = ["arrived_at", "finished_at"]
        if values["result"] == "unfinished" and not ended:
            needed += ["reason", "plan"]
        if values["signature"] == "other":
            needed.append("signed_by")
        empty = [Problem(name, "required") for name in needed if not values[name]]
        return empty + ([] if values["signature"] else [Problem("signature", "choose_one")])

    @staticmethod
    def _received(values: dict[str, str]) -> int | None:
        from repairdesk.rules import parse

        return parse.fen(values["received"], "received") if values["paid_to"] else None

    def save(self, form: Paper) -> str | None:
        """All of it in one transaction; the number of the receipt, where money was received."""
        store, number, now = self.desk.store, form.slip.order.number, clock.now()
        with store.together():
            if form.code:
                orders.verify(store, form.who, number, code=form.code, now=now)
            receipt = orders.close_out(store, form.who, number, form.returned, now=now)
            if form.checked:
                call = form.slip.card.number
                checks.officer_check(
                    store, form.who, call, by=form.checked, at=form.returned.returned_at, now=now
                )
        return receipt

    def saved(self, form: Any, result: Any) -> None:
        """The desk is clear for the next slip; Enter calls the customer of this one."""
        slip_: Slip = form.slip
        forget(self.desk, self._draft)
        self._done, self._draft, self.slip = slip_.card.number, None, None
        self._clear_fields()
        self._arrange()
        self.focus_field("order")
        said = N_("Slip {number} is in. Enter: call {caller} now. Or the next number.")
        if result is not None:
            said = N_("Slip {number} is in, receipt {receipt}. Enter: call {caller} now.")
        caller = slip_.card.caller or slip_.card.room
        self.desk.notice(said, "good", number=slip_.order.number, receipt=result, caller=caller)

    def complain(self, *problems: Any) -> None:
        """Put problems that the operation names otherwise at the form's own fields."""
        moved = [
            Problem(ELSEWHERE[p.field], p.code, p.params)
            if isinstance(p, Problem) and p.field in ELSEWHERE
            else p
            for p in problems
        ]
        super().complain(*moved)

    # --- drafts -----------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep a half-typed slip under its number; it is filled in again when the slip is taken up again."""
        if self.slip is None:
            return
        body = self._body()
        if body == self._untouched:
            return
        try:
            self._draft = keep(self.desk, self.slip.order.number, body, self._draft)
        except (Refused, StoreError) as error:
            self.desk.notice_problem(error.problems[0] if isinstance(error, Refused) else error)

    def _body(self) -> dict[str, object]:
        """What is typed, as it is kept."""
        values = {name: value for name, value in self.values().items() if not name.startswith(OWN)}
        return {**values, "own": self._own.typed, "lines": self._lines.as_body()}

    def _from_draft(self, body: dict[str, Any]) -> None:
        apart = ("lines", "own", "order")
        self.fill({name: str(value) for name, value in body.items() if name not in apart})
        if body:
            self._own.fill(body.get("own", {}))
            self._lines.from_body(body.get("lines", []))
