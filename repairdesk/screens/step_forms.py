"""The steps of a line that need no screen of their own, each a small form in front of the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import calls, orders
from repairdesk.rules import parse
from repairdesk.rules.facts import Operator
from repairdesk.screens import times
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.steps import Plain, Step
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, visible, word
from repairdesk.views.board import BoardRow

REMARK = 1000
YES_NO = (("yes", N_("yes")), ("no", N_("not yet")))


def departments(code: str | None) -> str:
    """What a department is called."""
    known = {
        "engineering": _("the engineering department"),
        "security": _("the security department"),
        "customer_service": _("the customer-service department"),
        "service_centre": _("the service centre"),
    }
    return known.get(code or "", code or _("the service centre"))


class Lines(Drawn):
    """Lines that are worked out each time they are drawn."""

    DEFAULT_CSS = "Lines { width: 100%; height: auto; margin-bottom: 1; }"

    def __init__(self, lines: Callable[[], list[Piece]]) -> None:
        super().__init__()
        self._lines = lines

    def on_mount(self) -> None:
        """No empty line where there is nothing to say."""
        self.display = bool(self._lines())

    def get_content_height(self, *_sizes: object) -> int:
        """As many as there are."""
        return len(self._lines())

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One of them."""
        lines = self._lines()
        return [lines[y]] if y < len(lines) else []


class LineStep(Step):
    """A step about a line of the board."""

    question = ""

    def __init__(self, row: BoardRow) -> None:
        super().__init__(self.question, row.call, room=row.room or row.place_detail or row.call,
                         technician=row.technician or "", content=row.content, number=row.call)  # fmt: skip
        self.row, self.saw = row, row.saw
        self.who: Operator | None = None

    def about(self) -> str | None:
        """The call of the line."""
        return self.row.call

    def read(self) -> Any:
        """What was filled in, and who acts."""
        self.who = self.desk.acting(self.saw)
        return self.values()

    def common(self) -> tuple[Any, Operator, str]:
        """What every operation on the line begins with."""
        if self.who is None:
            raise RuntimeError("read comes before save")
        return self.desk.store, self.who, self.row.call

    def past(self, form: dict[str, str], name: str = "at") -> datetime | None:
        """The time typed for something that has happened; None means now."""
        return times.past(form[name], name, self.desk.hours, clock.now())


class Arrived(LineStep):
    """The technician says that he is there."""

    question = N_("{room}: {technician} has arrived")
    done = N_("Arrival recorded on {number}")

    def compose_form(self) -> ComposeResult:
        """When."""
        yield Field("at", N_("Arrived"), width=16, code=True, hint=N_("empty: now; or 1015"))

    def save(self, form: dict[str, str]) -> None:
        """One arrival."""
        store, who, _call = self.common()
        orders.arrive(store, who, self.row.order or "", at=self.past(form), now=clock.now())


class Accepted(Arrived):
    """The technician says that he takes the job."""

    question = N_("{room}: {technician} takes the job")
    done = N_("Acceptance recorded on {number}")

    def compose_form(self) -> ComposeResult:
        """When."""
        yield Field("at", N_("Accepted"), width=16, code=True, hint=N_("empty: now; or 1015"))

    def save(self, form: dict[str, str]) -> None:
        """He has it."""
        store, who, _call = self.common()
        orders.accept(store, who, self.row.order or "", at=self.past(form), now=clock.now())


class DepartmentTold(LineStep):
    """The department of a matter is told."""

    question = N_("{room}: {content}")
    done = N_("The department has been told of {number}")

    def __init__(self, row: BoardRow, department: str | None) -> None:
        super().__init__(row)
        self._department = department

    def compose_form(self) -> ComposeResult:
        """Who of the department."""
        yield Lines(
            lambda: [
                (
                    _("Tell {department}").format(department=visible(departments(self._department))),
                    tone("note"),
                )
            ]
        )
        yield Field("to", N_("Who was told"), hint=N_("may stay empty"), width=24)

    def save(self, form: dict[str, str]) -> None:
        """They know."""
        store, who, call = self.common()
        calls.assign(store, who, call, to=form["to"], now=clock.now())


class Answered(LineStep):
    """A matter has been answered."""

    question = N_("{room}: {content}")
    done = N_("The answer is recorded on {number}")

    def compose_form(self) -> ComposeResult:
        """What was answered, and when."""
        yield Field("result", N_("Answered"), limit=REMARK)
        yield Field("at", N_("When"), width=16, code=True, hint=N_("empty: now; or 1015"))

    def save(self, form: dict[str, str]) -> None:
        """It is settled but for the callback."""
        store, who, call = self.common()
        calls.answer(store, who, call, result=form["result"], at=self.past(form), now=clock.now())


class Appointment(LineStep):
    """Another time is agreed."""

    question = N_("{room}: which time has been agreed with the customer?")
    done = N_("The appointment is recorded on {number}")

    def compose_form(self) -> ComposeResult:
        """The time."""
        yield Field(
            "for", N_("Agreed time"), width=18, code=True, hint=N_("1500, +30, tomorrow 0900, 03-02 1015")
        )
        yield Field("remark", N_("Remark"), limit=REMARK)

    def read(self) -> Any:
        """The time has to be one."""
        values = super().read()
        values["for"] = parse.moment(
            values["for"], "for", hours=self.desk.hours, now=clock.now(), prefer="future"
        )
        return values

    def save(self, form: dict[str, Any]) -> None:
        """Agreed."""
        store, who, call = self.common()
        calls.agree_appointment(store, who, call, for_=form["for"], remark=form["remark"], now=clock.now())


class Withdrawn(LineStep):
    """The call is withdrawn, or was taken twice."""

    question = N_("Withdraw call {number}? It keeps its number.")
    done = N_("Withdrawn: {number}")

    def compose_form(self) -> ComposeResult:
        """Why."""
        yield Field("reason", N_("Reason"), limit=REMARK)
        yield Field(
            "duplicate_of",
            N_("Same as call"),
            width=16,
            code=True,
            hint=N_("its last digits, if taken twice"),
        )

    def save(self, form: dict[str, str]) -> None:
        """It ends here."""
        store, who, call = self.common()
        twin = form["duplicate_of"] or None
        calls.withdraw(store, who, call, reason=form["reason"], duplicate_of=twin, now=clock.now())


class Converted(LineStep, Plain):
    """A matter turns out to be a repair, or the reverse."""

    question = N_("{room}: {content}")

    def compose_form(self) -> ComposeResult:
        """What it becomes."""
        yield Lines(
            lambda: [
                (
                    _("This becomes a {kind} under a new number; the time of the call stays.").format(
                        kind=word(self._to)
                    ),
                    tone("note"),
                )
            ]
        )

    @property
    def _to(self) -> str:
        return "repair" if self.row.kind == "matter" else "matter"

    def save(self, _form: object) -> str:
        """A new line takes over."""
        store, who, call = self.common()
        return calls.convert(store, who, call, to=self._to, now=clock.now())

    def saved(self, form: Any, result: Any) -> None:
        """The new number."""
        super().saved(form, result)
        self.desk.notice(N_("{old} goes on as {number}"), "good", old=self.call, number=result)


class Corrected(LineStep):
    """What was written down wrongly at the start is put right."""

    question = N_("Correct call {number}")
    done = N_("Corrected: {number}")

    def compose_form(self) -> ComposeResult:
        """As it stands, to be changed, and why."""
        row = self.row
        yield ChoiceField("paid", N_("Payment"), PAID, value="paid" if row.paid else "free")
        yield ChoiceField("minor", N_("Size"), SIZES, optional=True)
        yield ChoiceField("urgency", N_("Urgency"), URGENCY, value=row.urgency)
        yield Field("phone", N_("Telephone"), value=row.phone, width=20, code=True, limit=40)
        yield Field("content", N_("Content"), value=row.content, limit=2000)
        yield Field("reason", N_("Reason"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """Only what differs is changed."""
        store, who, call = self.common()
        row = self.row
        calls.correct(
            store, who, call, reason=form["reason"], now=clock.now(),
            paid=form["paid"] == "paid" if (form["paid"] == "paid") != row.paid else None,
            minor=form["minor"] == "minor" if form["minor"] else None,
            urgency=form["urgency"] if form["urgency"] != row.urgency else None,
            phone=form["phone"] if form["phone"] != row.phone else None,
            content=form["content"] if form["content"] != row.content else None,
        )  # fmt: skip


PAID = (("free", N_("free")), ("paid", N_("paid")))
SIZES = (("minor", N_("minor, 15 minutes")), ("major", N_("no minor repair: by appointment")))
URGENCY = (("routine", N_("routine")), ("urgent", N_("urgent")), ("emergency", N_("emergency")))


class Note(LineStep):
    """Something to be kept about the line: the customer called again, say."""

    question = N_("{room}: {content}")
    done = N_("Noted on {number}")

    def compose_form(self) -> ComposeResult:
        """The note."""
        yield Field("remark", N_("Note"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """Kept in the timeline."""
        store, who, call = self.common()
        fact = calls.FactForm(what="note.written", remark=form["remark"], by="clerk")
        calls.record_fact(store, who, call, fact, now=clock.now())


class SupervisorTold(LineStep):
    """The supervisor is told that nobody has come."""

    question = N_("{room}: tell the supervisor that nobody has come after several rounds")
    done = N_("The supervisor has been told of {number}")

    def compose_form(self) -> ComposeResult:
        """What he said."""
        yield Field("remark", N_("His answer"), limit=REMARK, hint=N_("may stay empty"), width=40)

    def save(self, form: dict[str, str]) -> None:
        """He knows."""
        store, who, call = self.common()
        fact = calls.FactForm(what="supervisor.told", remark=form["remark"])
        calls.record_fact(store, who, call, fact, now=clock.now())
