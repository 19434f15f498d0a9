"""The steps of an order on its way: taken or given back, handed on, and the visit verified by the customer's code."""

from __future__ import annotations

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import calls, orders
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens import times
from repairdesk.screens.advice import advice_lines, barring_lines
from repairdesk.screens.drawn import Piece
from repairdesk.screens.fact_steps import NOW_HINT, WIDTH, Head, Quick
from repairdesk.screens.fields import Field
from repairdesk.screens.step_forms import REMARK, Lines, LineStep
from repairdesk.screens.steps import Plain
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, visible
from repairdesk.views.board import BoardRow
from repairdesk.views.steps import Steps

NAME = 60


class Pooled(LineStep, Plain):
    """The job is offered to all technicians."""

    question = N_("{room}: offer the job to all technicians. {content}")
    done = N_("Offered to all: {number}")

    def save(self, _form: object) -> None:
        """Whoever takes it has it."""
        store, who, call = self.common()
        orders.pool(store, who, call, now=clock.now())


class GivenBack(Quick):
    """Whoever took an order gives it back before he has gone."""

    question = N_("{room}: {technician} gives the order back; it is offered to all once more")
    done = N_("Given back: {number}")

    def compose_form(self) -> ComposeResult:
        """Why."""
        yield Field("reason", N_("Reason"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """In the pool again."""
        store, who, _call = self.common()
        orders.give_back(store, who, self.row.order or "", reason=form["reason"], now=clock.now())


class HandedOn(LineStep):
    """The order goes to somebody else, who has to accept it."""

    question = N_("{room}: hand the order on. It is with {technician} now.")
    done = N_("Handed on: {number}")

    def __init__(self, row: BoardRow, head: Head | None = None) -> None:
        super().__init__(row)
        self._head = head

    def compose_form(self) -> ComposeResult:
        """To whom, and with which words."""
        if self._head is not None:
            yield Lines(self._head)
        yield Field("to", N_("To"), limit=NAME, width=32, hint=N_("a name, or where it goes to"))
        yield Field("opinion", N_("Opinion"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """It is theirs once they accept it."""
        store, who, _call = self.common()
        orders.move(store, who, self.row.order or "", to=form["to"], opinion=form["opinion"], now=clock.now())


class Receipt(Quick):
    """Those to whom an order was handed on have accepted it: one of them is its technician from now on."""

    question = N_("{room}: the order that was handed on is accepted")
    done = N_("Acceptance recorded on {number}")

    def __init__(self, row: BoardRow, handed_to: str, head: Head | None = None) -> None:
        super().__init__(row)
        self._handed_to, self._head = handed_to, head

    def compose_form(self) -> ComposeResult:
        """Who."""
        yield Lines(lambda: [*(self._head() if self._head else []), self._to()])
        yield Field(
            "receiver", N_("Accepted by"), limit=NAME, width=24, hint=N_("empty where it is only one")
        )
        yield Field("at", N_("When"), width=16, code=True, hint=NOW_HINT)

    def _to(self) -> Piece:
        return _("Handed on to: {names}").format(names=visible(self._handed_to)), tone("note")

    def save(self, form: dict[str, str]) -> None:
        """He has it."""
        store, who, _call = self.common()
        orders.accept(
            store, who, self.row.order or "", receiver=form["receiver"], at=self.past(form), now=clock.now()
        )  # fmt: skip

    def complain(self, *problems: object) -> None:
        """The operation calls the receiver the technician."""
        super().complain(
            *(
                Problem("receiver", p.code, p.params)
                if isinstance(p, Problem) and p.field == "technician"
                else p
                for p in problems
            )  # type: ignore[arg-type]
        )


class AtTheDoor(LineStep):
    """The technician is there; where the customer has a code for the visit it is asked for, or who verified without."""

    question = N_("{room}: {technician} has arrived")
    done = N_("Arrival recorded on {number}")

    def __init__(self, row: BoardRow, steps: Steps, *, arrives: bool = True) -> None:
        self.question = self.question if arrives else N_("{room}: verify the visit of {technician}")
        super().__init__(row)
        self.done = self.done if arrives else N_("The visit is verified: {number}")
        self._steps, self._arrives = steps, arrives

    def compose_form(self) -> ComposeResult:
        """The code, or the rest; and when."""
        yield Lines(lambda: advice_lines(self._steps, "door", width=WIDTH, most=4))
        if self._steps.visit_code is not None:
            yield Field(
                "code", N_("Code"), width=12, code=True, hint=N_("the customer's, as the technician says it")
            )
            yield Field(
                "verified_by", N_("Without: by"), width=24, hint=N_("who verified it without the code")
            )
            yield Field("reason", N_("Reason"), limit=REMARK)
        if self._arrives:
            yield Field("at", N_("Arrived"), width=16, code=True, hint=NOW_HINT)

    def action_next_field(self) -> None:
        """With the code nothing more is asked."""
        at = getattr(getattr(self.focused, "parent", None), "field", "")
        if at == "code" and self.values()["code"]:
            self.action_save()
        else:
            super().action_next_field()

    def save(self, form: dict[str, str]) -> None:
        """There, and verified."""
        store, who, _call = self.common()
        proof = {name: form.get(name, "") for name in ("code", "verified_by", "reason")}
        number, now = self.row.order or "", clock.now()
        if self._arrives:
            orders.arrive(store, who, number, **proof, at=self.past(form), now=now)
        else:
            orders.verify(store, who, number, **proof, now=now)  # type: ignore[arg-type]


class Started(Quick):
    """The work begins. What must be there before is said, and refused while it is missing."""

    question = N_("{room}: {technician} begins the work")
    done = N_("The beginning is recorded on {number}")

    def __init__(self, row: BoardRow, steps: Steps) -> None:
        super().__init__(row)
        self._steps = steps

    def compose_form(self) -> ComposeResult:
        """When."""
        yield Lines(self._barring)
        yield Field("at", N_("When"), width=16, code=True, hint=NOW_HINT)

    def _barring(self) -> list[Piece]:
        missing = barring_lines(self._steps, "work.started", width=WIDTH)
        return missing or advice_lines(self._steps, "work", width=WIDTH, most=4)

    def save(self, form: dict[str, str]) -> None:
        """Begun."""
        store, who, _call = self.common()
        orders.start(store, who, self.row.order or "", at=self.past(form), now=clock.now())


class Stays(LineStep):
    """The line stays as it is for a reason that the office's procedure knows as a special one."""

    question = N_("{room}: it stays as it is for a special reason")
    done = N_("Recorded on {number}")

    def __init__(self, row: BoardRow, head: Head | None = None) -> None:
        super().__init__(row)
        self._head = head

    def compose_form(self) -> ComposeResult:
        """The reason, and until when."""
        if self._head is not None:
            yield Lines(self._head)
        yield Field("remark", N_("Reason"), limit=REMARK)
        yield Field("for", N_("Until"), width=18, code=True, hint=N_("may stay empty; or tomorrow 0900"))

    def read(self) -> dict[str, object]:
        """A special reason has to be one."""
        values = super().read()
        if not values["remark"]:
            raise Refused(Problem("remark", "required"))
        values["for"] = times.ahead(values["for"], "for", self.desk.hours, clock.now())
        return dict(values)

    def save(self, form: dict[str, object]) -> None:
        """The reason is noted, and then approved."""
        store, who, call = self.common()
        remark, until = str(form["remark"]), form["for"]
        with store.together():
            noted = calls.FactForm(what="note.written", remark=remark, by="clerk")
            calls.record_fact(store, who, call, noted, now=clock.now())
            approved = calls.FactForm(what="hold.approved", remark=remark, for_=until)  # type: ignore[arg-type]
            calls.record_fact(store, who, call, approved, now=clock.now())
