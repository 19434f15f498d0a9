"""The steps that record one fact which has no form of its own, and what a limit of the office's says above a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock, text
from repairdesk.desk import calls
from repairdesk.rules.clocks import Clock
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.rules.worktime import Hours
from repairdesk.screens.board_lines import when
from repairdesk.screens.drawn import Piece
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.step_forms import REMARK, Lines, LineStep
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import N_, _, folded, spoken, word
from repairdesk.views.board import BoardRow
from repairdesk.views.steps import Steps

WIDTH = 70
"""Cells for the words in a box."""
RULE_LINES = 3
HEAD_TONES = {"overdue": "late", "warning": "soon"}
NOW_HINT = N_("empty: now; or 1015")


@dataclass(frozen=True, slots=True)
class Ask:
    """How a fact is asked for: its title in the menu, the question above the box, and what its remark is called."""

    title: str
    question: str
    remark: str = N_("Remark")


FACTS: dict[str, Ask] = {
    "engineering.told": Ask(
        N_("Engineering has been told"), N_("{room}: engineering has been told"), N_("Who was told")
    ),
    "supervisor.told": Ask(
        N_("The supervisor has been told"), N_("{room}: the supervisor has been told"), N_("His answer")
    ),
    "technician.told": Ask(
        N_("The technician has been told"), N_("{room}: the technician has been told"), N_("Who was told")
    ),
    "slip.fetched": Ask(
        N_("The slip has been fetched"), N_("{room}: the slip has been fetched"), N_("Fetched by")
    ),
    "technician.ready": Ask(N_("The technician is ready"), N_("{room}: the technician is ready to go")),
    "technician.left": Ask(N_("The technician has left"), N_("{room}: the technician has left for the job")),
    "technician.arrived": Ask(N_("Somebody is there to look"), N_("{room}: somebody is there to look at it")),
    "review.answered": Ask(
        N_("The review is answered"), N_("{room}: can it be done? {content}"), N_("Answer")
    ),
    "made_safe": Ask(N_("Made safe for now"), N_("{room}: made safe for now; the work goes on later")),
    "result.entered": Ask(N_("Enter the result"), N_("{room}: the result"), N_("Result")),
    "stub.returned": Ask(N_("The stub is back"), N_("{room}: the stub of the slip is back")),
    "hold.approved": Ask(
        N_("The supervisor lets it stand"), N_("{room}: the supervisor lets it stand"), N_("Decision")
    ),
    "customer.signed": Ask(N_("The customer has signed"), N_("{room}: the customer has signed"), N_("Name")),
}
"""The facts that a procedure may wait for and that are nothing but themselves."""
REVIEW = (("possible", N_("possible")), ("not_possible", N_("not possible")))
TELL: dict[str, str] = {
    "supervisor": N_("Tell the supervisor"),
    "leader": N_("Tell the team leader"),
    "technician": N_("Tell the technician"),
    "engineering": N_("Tell engineering"),
}
BY: dict[str, str] = {
    "technician": N_("technician"), "leader": N_("team leader"), "supervisor": N_("supervisor"),
    "officer": N_("customer-service officer"), "clerk": N_("clerk"), "customer": N_("customer"),
}  # fmt: skip


# --- what stands above a step ---------------------------------------------------------------------


def limit_lines(steps: Steps, limit: Clock, hours: Hours, now: datetime) -> list[Piece]:
    """The limit by its title, how it stands, what the rule says, and what to do once it is broken."""
    name = HEAD_TONES.get(limit.state, "note")
    said = _("{limit}: by {time}, {state}").format(
        limit=spoken(limit.definition.title), time=when(limit.due, hours, now), state=word(limit.state)
    )
    found: list[Piece] = [(f"{SIGNS[name]} {said}", tone(name))]
    rule = folded(f"{spoken(steps.rule(limit.rule))} ({limit.rule})", WIDTH)
    if len(rule) > RULE_LINES:
        rule = [*rule[: RULE_LINES - 1], text.cut(rule[RULE_LINES - 1] + rule[RULE_LINES], WIDTH)]
    found += [(line, tone("dim")) for line in rule]
    if limit.state == "overdue" and limit.definition.on_breach is not None:
        found += [(line, tone("late")) for line in folded(spoken(limit.definition.on_breach), WIDTH)]
    return found


# --- the steps ------------------------------------------------------------------------------------


class Quick(LineStep):
    """A step of which nothing must be filled in: Enter saves from every field, Down goes to the next."""

    BINDINGS = [
        Binding("enter", "save", N_("Save"), id="quick.save"),
        Binding("down", "tab_on", N_("Next field"), id="quick.next"),
    ]


Head = Callable[[], list[Piece]]


class Recorded(Quick):
    """One fact: when, who of several, with which result, and a remark."""

    done = N_("Recorded on {number}")

    def __init__(self, row: BoardRow, what: str, *, by: Iterable[str] = (), head: Head | None = None) -> None:
        self._what, self._ask = what, FACTS[what]
        self.question = self._ask.question
        super().__init__(row)
        self._by, self._head = tuple(by), head

    def compose_form(self) -> ComposeResult:
        """Only what this fact is asked for."""
        if self._head is not None:
            yield Lines(self._head)
        if self._what == "review.answered":
            yield ChoiceField("result", N_("Review"), REVIEW, optional=True)
        if len(self._by) > 1:
            yield ChoiceField("by", N_("Who"), tuple((by, BY[by]) for by in self._by))
        yield Field("remark", self._ask.remark, limit=REMARK)
        yield Field("at", N_("When"), width=16, code=True, hint=NOW_HINT)

    def read(self) -> dict[str, str]:
        """An answer has to be chosen."""
        values: dict[str, str] = super().read()
        if values.get("result") == "":
            raise Refused(Problem("result", "choose_one"))
        return values

    def save(self, form: dict[str, str]) -> None:
        """Into the timeline."""
        store, who, call = self.common()
        by = form.get("by") or (self._by[0] if self._by else None)
        fact = calls.FactForm(what=self._what, remark=form["remark"], by=by, result=form.get("result"))
        calls.record_fact(store, who, call, fact, at=self.past(form), now=clock.now())


class Said(Quick):
    """A word of the customer's or of the technician's, kept in the timeline."""

    done = N_("Noted on {number}")
    QUESTIONS = {
        "customer": N_("{room}: the customer asks again. {content}"),
        "technician": N_("{room}: what the technician reports. {content}"),
    }

    def __init__(self, row: BoardRow, by: str, *, head: Head | None = None) -> None:
        self.question = self.QUESTIONS[by]
        super().__init__(row)
        self._by, self._head = by, head

    def compose_form(self) -> ComposeResult:
        """The words."""
        if self._head is not None:
            yield Lines(self._head)
        yield Field("remark", N_("Note"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """Kept; the customer's stands first on the board until somebody does something."""
        store, who, call = self.common()
        fact = calls.FactForm(what="note.written", remark=form["remark"], by=self._by)
        calls.record_fact(store, who, call, fact, now=clock.now())


class TellOf(Quick):
    """Somebody is told that a limit has run out."""

    done = N_("Recorded on {number}")
    QUESTIONS = {
        "supervisor": N_("{room}: tell the supervisor"),
        "leader": N_("{room}: tell the team leader"),
        "technician": N_("{room}: tell the technician"),
        "engineering": N_("{room}: tell engineering"),
    }

    def __init__(self, row: BoardRow, to: str, head: Head) -> None:
        self.question = self.QUESTIONS[to]
        super().__init__(row)
        self._to, self._head = to, head

    def compose_form(self) -> ComposeResult:
        """Of what, and the answer."""
        yield Lines(self._head)
        yield Field("remark", N_("His answer"), limit=REMARK, hint=N_("may stay empty"), width=40)

    def save(self, form: dict[str, str]) -> None:
        """A fact of its own, or for the team leader a note."""
        store, who, call = self.common()
        told = f"{self._to}.told"
        fact = calls.FactForm(what=told, remark=form["remark"])
        if told not in FACTS:
            remark = ": ".join(part for part in (_(TELL[self._to]), form["remark"]) if part)
            fact = calls.FactForm(what="note.written", by=self._to, remark=remark)
        calls.record_fact(store, who, call, fact, now=clock.now())
