"""F5: the calls to be made, most urgent first, with the number in large figures, what to say, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.geometry import Size
from textual.widget import Widget

from repairdesk import clock
from repairdesk.desk import callbacks as desk
from repairdesk.desk.callbacks import FINAL
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens import times
from repairdesk.screens.advice import Told, advice_lines
from repairdesk.screens.board_lines import clock_cell, wrapped
from repairdesk.screens.callback_words import answers, attempt, script
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.form import FormBody, FormScreen
from repairdesk.screens.lines import Cell, Column, Line, LineList
from repairdesk.screens.own_fields import OWN, Asked, OwnFields
from repairdesk.screens.telephone import Telephone, grouped
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import N_, _, visible, word
from repairdesk.views import callbacks as views
from repairdesk.views.call_card import CallCard, call_card
from repairdesk.views.callbacks import CallbackDue
from repairdesk.views.steps import Steps, steps

COLUMNS = (
    Column("", 1), Column(N_("Left"), 10, right=True, ticking=True), Column(N_("Call about"), 19),
    Column(N_("Room"), 10), Column(N_("Whom"), 8), Column(N_("What"), 10, grow=True), Column(N_("Tries"), 5),
)  # fmt: skip
LOW = 30
"""Lines of a window below which nothing stands apart."""
REACHED = ("there", "not_there")


@dataclass(frozen=True, slots=True)
class Made:
    """One call that was made, as it is recorded."""

    due: CallbackDue
    who: Operator
    answer: str
    promised: datetime | None
    arrived_at: datetime | None
    remark: str
    apologised: bool
    fields: dict[str, str]


class Person(Drawn):
    """Who is called about what."""

    DEFAULT_CSS = "Person { height: 3; width: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.due: CallbackDue | None = None

    def pieces(self, y: int, width: int) -> list[Piece]:
        """A rule, the person, the trouble."""
        if y == 0:
            return [("-" * width, tone("dim"))]
        due = self.due
        if due is None:
            return []
        if y == 2:
            return [(" " + wrapped(due.content, width - 2, 1)[0], Style())]
        who = "  ".join(visible(part) for part in (due.caller, due.room) if part)
        key = "   " + _("KEY CUSTOMER") if due.key_customer else ""
        phone = grouped(due.phone) if due.phone else _("no number is known")
        return [
            (f" {who}   {visible(phone)}", tone("bold")),
            (key, tone("soon")),
            (f"   {word(due.kind)}", Style()),
        ]


class Script(Drawn):
    """What to say, as many lines as it takes."""

    DEFAULT_CSS = "Script { height: auto; width: 100%; margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._due: CallbackDue | None = None
        self._card: CallCard | None = None
        self._known: Steps | None = None

    def show_script(self, due: CallbackDue | None, card: CallCard | None, known: Steps | None) -> None:
        """The words for another call."""
        self._due, self._card, self._known = due, card, known
        self.refresh(layout=True)

    def _lines(self) -> list[tuple[str, str]]:
        if self._due is None or self._card is None or self._known is None:
            return []
        return script(self._due, self._card, self._known, clock.now())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line each."""
        return len(self._lines())

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One sentence with its sign."""
        lines = self._lines()
        if y >= len(lines):
            return []
        words, name = lines[y]
        return [(f" {SIGNS.get(name, ' ')} {words}", tone(name))]


class CallbacksScreen(FormScreen):
    """The list above, the call in hand below. Up and Down choose another call; what was typed for one waits there."""

    heading = N_("Callbacks")
    DEFAULT_CSS = """
    CallbacksScreen #due { height: 1fr; min-height: 3; }
    CallbacksScreen FormBody { height: auto; max-height: 8; margin-top: 1; }
    CallbacksScreen.-low Script { max-height: 4; margin-top: 0; }
    CallbacksScreen.-low FormBody { max-height: 5; margin-top: 0; }
    """
    BINDINGS = [
        Binding("enter", "next_field", N_("Save, next call"), id="callbacks.next"),
        Binding("up", "other(-1)", N_("Other call"), id="callbacks.up"),
        Binding("down", "other(1)", show=False),
        Binding("ctrl+r", "card", N_("Card"), id="callbacks.card"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._list = LineList(
            COLUMNS, ticker=self._left, empty=N_("No call is due. Esc leads back to the board."), id="due"
        )
        self._list.can_focus = False
        self._person, self._phone, self._script = Person(), Telephone(), Script()
        self._typed: dict[str, dict[str, str]] = {}
        self._shown: CallbackDue | None = None
        self._arrived = True
        self._extra: str | None = None
        self._own, self._advice = OwnFields(), Told()

    def body(self) -> ComposeResult:
        """List, person, number, words, answer."""
        yield self._list
        yield self._person
        yield self._phone
        yield self._script
        with FormBody():
            yield from self.compose_form()

    def compose_form(self) -> ComposeResult:
        """The answer and what belongs to it."""
        yield ChoiceField("answer", N_("Answer"), (), optional=True)
        yield Field(
            "arrived_at", N_("There since"), width=16, code=True, hint=N_("1015, or -10 for ten minutes ago")
        )
        yield Field(
            "promised", N_("Promised for"), width=16, code=True, hint=N_("1115, or +20 for in twenty minutes")
        )
        yield ChoiceField("apologised", N_("Apology"), (("yes", N_("said")),), optional=True)
        yield self._own
        yield Field("remark", N_("Remark"), limit=500)
        yield self._advice

    # --- the list ---------------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        """In a low window everything moves together."""
        self.set_class(event.size.height < LOW, "-low")
        super().on_resize(event)

    def look_again(self) -> None:
        """Others make calls too. One for which something is typed stays in hand as it was, whatever they did to it."""
        super().look_again()
        self.reload(keep=any(self.values().values()))

    def about(self) -> str | None:
        """The call in hand."""
        return self._shown.call if self._shown else None

    def opened(self, subject: object) -> None:
        """The calls due; with the number of a call that one, due or not."""
        self._extra = subject if isinstance(subject, str) else None
        self.reload(select=self._extra)
        if self._extra is not None and self._extra not in {line.key for line in self._list.lines}:
            self.desk.notice(N_("There is nothing to ask about on this line yet."))

    def reload(self, select: str | None = None, *, keep: bool = False) -> None:
        """Read the calls anew; the one in hand stays in hand. With ``keep`` it does so even if it is due no more."""
        now = clock.now()
        found = list(views.due(self.desk.store, now))
        if self._extra is not None and self._extra not in {due.call for due in found}:
            about = views.about(self.desk.store, self._extra, now)
            found = [about, *found] if about is not None else found
        in_hand = self._shown
        if keep and in_hand is not None:
            if in_hand.call not in {due.call for due in found}:
                found = [in_hand, *found]
            found = [in_hand if due.call == in_hand.call else due for due in found]
        self._list.set_lines([self._line(due) for due in found], select=select)
        self._take_up(self._list.current)

    def relabel(self) -> None:
        """The language changed: words in cells are looked up again."""
        self._list.set_lines([self._line(line.item) for line in self._list.lines])

    @staticmethod
    def _line(due: CallbackDue) -> Line:
        name = {"overdue": "late", "warning": "soon"}.get(due.clock_state or "", "")
        tries = f"{due.attempts}/{due.give_up_after}" if due.give_up_after else str(due.attempts)
        cells: tuple[Cell, ...] = (
            (SIGNS.get(name, ""), name), "", word(due.kind), due.room, due.caller, due.content,
            tries if due.attempts else "",
        )  # fmt: skip
        return Line(due.call, cells, item=due)

    @staticmethod
    def _left(line: Line) -> Cell:
        return clock_cell(line.item, clock.now())

    def action_other(self, by: int) -> None:
        """Another call; what was typed for this one is kept."""
        self._list.action_move(by)

    def action_card(self) -> None:
        """The whole line of this call."""
        if self._shown is not None:
            self.desk.go("card", self._shown.call)

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        """Another call is in hand."""
        self._take_up(event.line)

    # --- the call in hand -------------------------------------------------------------------------

    def _take_up(self, line: Line | None) -> None:
        due: CallbackDue | None = line.item if line is not None else None
        before = self._shown
        if before is not None and (due is None or due.call != before.call):
            self._typed[before.call] = self.values()
        self._shown, self.saw = due, due.saw if due is not None else None
        card = call_card(self.desk.store, due.call, clock.now()) if due else None
        self._arrived = card is None or not card.orders or any(v.arrived_at for v in card.orders[-1].visits)
        self._person.due = due
        self._person.refresh()
        self._phone.show_number(due.phone if due else "")
        known = steps(self.desk.store, due.call, clock.now()) if due else None
        self._script.show_script(due, card, known)
        if due is None or before is None or (due.call, due.kind) != (before.call, before.kind):
            self._begin(due, known)
        self._arrange()

    def _begin(self, due: CallbackDue | None, known: Steps | None) -> None:
        """Empty fields, or what was typed for this call before."""
        self.query_one("#field-answer", ChoiceField).set_options(
            answers(due.kind, known) if due and known else ()
        )
        for field in self.fields.values():
            field.value = ""
            field.complain(None)
        self._ask(due, known)
        if due is not None:
            typed = self._typed.pop(due.call, {})
            self._own.fill({name.removeprefix(OWN): value for name, value in typed.items()})
            self.fill({name: value for name, value in typed.items() if not name.startswith(OWN)})
        self.focus_field("answer")

    def _ask(self, due: CallbackDue | None, known: Steps | None) -> None:
        """What the office's own form of the call asks, and what its document says to say."""
        final = known is not None and due is not None and due.kind in FINAL
        asked = Asked.of(known.procedure, known.job, known.origin, ["callback"]) if known and final else None
        self._own.ask(asked)
        self._advice.tell(
            lambda width: advice_lines(known, "callback", width=width) if final and known else []
        )

    def _arrange(self) -> None:
        values, due = self.values(), self._shown
        shown = {
            "answer": due is not None,
            "arrived_at": values["answer"] == "there" and not self._arrived,
            "promised": values["answer"] == "not_there",
            "apologised": self._sorry(values),
            "remark": due is not None,
        }
        for name, wanted in shown.items():
            self.query_one(f"#field-{name}").display = wanted
        self._own.display = values["answer"] not in ("", "unreachable")

    def _sorry(self, values: dict[str, str]) -> bool:
        """Whether an apology belongs to this call (S000-I-12, reading I11)."""
        due = self._shown
        return due is not None and due.apologise and values["answer"] in REACHED

    @on(ChoiceField.Changed)
    def _chosen(self, _event: ChoiceField.Changed) -> None:
        """Another answer asks for other fields."""
        if (
            self.values()["answer"] == "there"
            and not self._arrived
            and self._shown
            and not self._shown.apologise
        ):
            self.fill({"arrived_at": times.typed(clock.now(), self.desk.hours, clock.now())})
        self._arrange()

    def action_next_field(self) -> None:
        """Enter: to what this answer still needs, else save."""
        values = self.values()
        if not values["answer"]:
            if self._shown is not None:
                self.desk.notice(N_("Choose the answer with a digit."))
            self.focus_field("answer")
            return
        stops = self._stops()
        at = stops.index(self.focused) if self.focused in stops else -1
        following = [stop for stop in stops[at + 1 :] if self._asks(stop, values)]
        if following and (at >= 0 and self._asks(stops[at], values, also="answer")):
            self.set_focus(following[0])
        else:
            self.action_save()

    def _asks(self, stop: Widget, values: dict[str, str], also: str = "") -> bool:
        """Whether Enter passes through this field: it is one of the office's own, or this answer still needs it."""
        nodes = stop.ancestors_with_self
        if self._own in nodes:
            return True
        name = next((str(node.field) for node in nodes if hasattr(node, "field")), "")
        return name == also or (name in self._needed(values) and (bool(also) or not values[name]))

    def _needed(self, values: dict[str, str]) -> list[str]:
        """The fields that Enter passes through for this answer."""
        answer = values["answer"]
        found = ["arrived_at"] if answer == "there" and not self._arrived else []
        found += ["promised"] if answer == "not_there" else []
        found += ["apologised"] if self._sorry(values) else []
        return found + (["remark"] if answer in ("dissatisfied", "objects") else [])

    # --- saving -----------------------------------------------------------------------------------

    def read(self) -> Made:
        """The call as it was made."""
        due, values, now = self._shown, self.values(), clock.now()
        if due is None or not values["answer"]:
            raise Refused(Problem("answer", "choose_one"))
        sorry = self._sorry(values)
        if sorry and not values["apologised"]:
            raise Refused(Problem("apologised", "not_apologised"))
        hours, there = self.desk.hours, values["answer"] == "there" and not self._arrived
        return Made(
            due=due,
            who=self.desk.acting(self.saw),
            answer=values["answer"],
            promised=times.ahead(values["promised"], "promised", hours, now)
            if values["answer"] == "not_there"
            else None,
            arrived_at=times.past(values["arrived_at"], "arrived_at", hours, now) if there else None,
            remark=values["remark"],
            apologised=sorry,
            fields=self._own.answers(hours, now) if self._own.display else {},
        )

    def save(self, form: Made) -> CallbackDue:
        """One call, one transaction."""
        desk.record(
            self.desk.store, form.who, form.due.call, kind=form.due.kind, answer=form.answer, promised=form.promised,
            arrived_at=form.arrived_at, remark=form.remark, apologised=form.apologised, fields=form.fields, now=clock.now(),
        )  # fmt: skip
        return form.due

    def saved(self, form: Any, result: Any) -> None:
        """Say what was recorded and take up the next call."""
        lines = self._list.lines
        at = next((n for n, line in enumerate(lines) if line.key == result.call), 0)
        following = lines[at + 1] if at + 1 < len(lines) else lines[0] if len(lines) > 1 else None
        self._typed.pop(result.call, None)
        self._shown, self._extra = None, None
        self.reload(select=str(following.key) if following else None)
        if form.answer == "unreachable":
            self.desk.notice(
                N_("{who} was not reached: {attempt} is noted."),
                who=result.caller or result.room, attempt=partial(attempt, result, result.attempts + 1),
            )  # fmt: skip
        else:
            self.desk.notice(
                N_("Saved: {who}, {answer}."),
                "good",
                who=result.caller or result.room,
                answer=partial(word, form.answer),
            )

    def keep_draft(self) -> None:
        """What is typed for a call stays with it while the desk is open."""
        if self._shown is not None:
            self._typed[self._shown.call] = self.values()
