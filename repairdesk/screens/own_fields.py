"""The fields of the office's own forms: a widget for each kind, ticks as a checklist, and only those that the job asks.

In ``compose_form`` yield one ``OwnFields()``; ``ask`` it when the line is known, and again with another job when
something that the fields depend on has changed; ``answers`` gives what was filled in, by name, for the operation.
In the form the fields go by ``own-NAME``, so that no name of an office's can be one of the program's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.geometry import Offset, Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from repairdesk.rules import fields as rules
from repairdesk.rules import parse
from repairdesk.rules.facts import Job
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.rules.statements import Field as Statement
from repairdesk.rules.worktime import Hours
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.fields import LABEL, ChoiceField, Field, Label, Labelled
from repairdesk.screens.tones import tone
from repairdesk.text import N_, folded, pad, spoken

OWN = "own-"
"""Stands before the name of an office's field where it stands among the program's own."""
LIMIT = 500
SCORES = tuple((str(score), "") for score in range(1, 6))
SHORT = {"number": 12, "date": 12, "moment": 18}
"""Cells of the inputs that are not for words."""
MARK = 6
"""Cells of the digit and the tick before a line of a checklist."""
HINTS = {"date": N_("03-02, tomorrow"), "moment": N_("1015, -10, 03-02 1015")}


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields that may be asked, in their order, and the job that says which of them are."""

    procedure: Procedure
    job: Job
    origin: str
    fields: tuple[Statement, ...]

    @classmethod
    def of(
        cls, procedure: Procedure, job: Job, origin: str, stages: Sequence[str], order: Sequence[str] = ()
    ) -> Asked:
        """The fields of these stages; those that ``order`` names (a printed form's) first and in its order."""
        place = {name: n for n, name in enumerate(order)}
        found = [one for stage in stages for one in procedure.field if one.stage == stage]

        def rank(one: Statement) -> int:
            """Its place on the form; a group stays together, where its first field stands."""
            together = [each for each in found if each is one or (one.group and each.group == one.group)]
            return min(place.get(each.name, len(place)) for each in together)

        return cls(procedure, job, origin, tuple(sorted(found, key=rank)))

    @classmethod
    def named(cls, procedure: Procedure, job: Job, origin: str, names: Sequence[str]) -> Asked:
        """The fields of these names, whatever their stage."""
        return cls(procedure, job, origin, tuple(one for one in procedure.field if one.name in names))

    def without(self, *names: str) -> Asked:
        """The same but for these."""
        return replace(self, fields=tuple(one for one in self.fields if one.name not in names))

    def afresh(self) -> Asked:
        """The same, to be filled in anew whatever was filled in before: a sheet of which there are many."""
        names = {one.name for one in self.fields}
        entries = tuple((name, value) for name, value in self.job.entries if name not in names)
        return replace(self, job=replace(self.job, entries=entries))

    def shown(self, values: Mapping[str, str]) -> frozenset[str]:
        """The names of those to be asked, with these values filled in; what stands in one not asked counts for nothing."""
        shown = frozenset(one.name for one in self.fields)
        while True:
            counted = {name: value if name in shown else "" for name, value in values.items()}
            job = rules.filled(self.procedure, self.job, counted)
            asked = frozenset(one.name for one in self.fields if one.when.holds(job, self.origin))
            if asked >= shown:
                return asked & shown
            shown &= asked


# --- a checklist ----------------------------------------------------------------------------------


class Tick(Labelled):
    """One line of a checklist. The list has the focus and the keys; this shows them."""

    INDENT = LABEL + MARK

    def __init__(self, statement: Statement, value: str) -> None:
        super().__init__(
            OWN + statement.name, statement.title, note=statement.hint or "", must=statement.required
        )
        self._value = value

    @property
    def value(self) -> str:
        """``yes``, ``no`` where it was taken away again, or nothing."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.complain(None)
            self.refresh()
            if isinstance(self.parent, Ticks):
                self.parent.post_message(Ticks.Changed())

    def turn(self) -> None:
        """Tick it, or take the tick away."""
        self.value = "yes" if self._value != "yes" else "no"

    @property
    def above(self) -> int:
        """The title stands beside the tick."""
        return 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The title in as many lines as it takes, the note, and a problem."""
        return len(self._title(width)) + self._below(width)

    def _title(self, width: int) -> list[str]:
        return folded(self.called, width - self.INDENT)

    def pieces(self, y: int, width: int) -> list[Piece]:
        """Digit, tick and title; the heading of the list beside its first line."""
        ticks, title = self.parent, self._title(width)
        if not isinstance(ticks, Ticks) or y >= len(title):
            return self.beneath(y - len(title), width)
        shown = ticks.shown
        place = shown.index(self) + 1 if self in shown else 0
        first, here = y == 0 and place == 1, ticks.has_focus
        head = pad(spoken(ticks.label) if first else "", LABEL - 1) + (">" if here and first else " ")
        digit = str(place) if place < 10 and y == 0 else " "
        mark = ("[x]" if self._value == "yes" else "[ ]") if y == 0 else "   "
        style = Style(reverse=here and ticks.current is self, bold=self._value == "yes")
        return [(head, tone("bold" if here else "")), (f"{digit} ", Style()), (f"{mark} {title[y]}", style)]


class Ticks(Vertical, can_focus=True):
    """A checklist: a digit or Space turns a line, + all of them; Up and Down go through it, Enter on to the next field."""

    DEFAULT_CSS = "Ticks { height: auto; width: 100%; }"
    BINDINGS = [Binding("plus", "all", N_("All"), id="ticks.all")]

    class Changed(Message):
        """A line was ticked, or its tick taken away."""

    def __init__(self, ticks: Sequence[Tick], label: Label = "") -> None:
        super().__init__(*ticks)
        self.ticks, self.label = tuple(ticks), label
        self._at = 0

    @property
    def shown(self) -> list[Tick]:
        """The lines that this job asks."""
        return [tick for tick in self.ticks if tick.display]

    @property
    def current(self) -> Tick | None:
        """The line under the cursor."""
        shown = self.shown
        return shown[min(self._at, len(shown) - 1)] if shown else None

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs."""
        here = self.current or self
        return here.region.offset + Offset(LABEL + 2, 0)

    def on_key(self, event: events.Key) -> None:
        """Digits and Space turn; Up and Down move as long as there are lines."""
        shown, step = self.shown, {"up": -1, "down": 1}.get(event.key, 0)
        if step and 0 <= self._at + step < len(shown):
            self._at += step
        elif event.key == "space" and self.current is not None:
            self.current.turn()
        elif event.character and event.character in "123456789" and int(event.character) <= len(shown):
            self._at = int(event.character) - 1
            shown[self._at].turn()
        else:
            return
        event.stop()
        event.prevent_default()
        self._redraw()

    def action_all(self) -> None:
        """Tick every line; where all are ticked, none."""
        value = "no" if all(tick.value == "yes" for tick in self.shown) else "yes"
        for tick in self.shown:
            tick.value = value

    def on_focus(self) -> None:
        """Bold heading, cursor in reverse."""
        self._redraw()

    def on_blur(self) -> None:
        """Plain again."""
        self._redraw()

    def _redraw(self) -> None:
        for tick in self.ticks:
            tick.refresh()


# --- all of them ----------------------------------------------------------------------------------


class Heading(Drawn):
    """The heading of a group of fields."""

    DEFAULT_CSS = "Heading { height: 1; width: 100%; }"

    def __init__(self, label: Label) -> None:
        super().__init__()
        self._label = label

    def pieces(self, y: int, width: int) -> list[Piece]:
        """Its words."""
        return [(spoken(self._label), tone("note"))]


class OwnFields(Vertical):
    """The office's own fields of a form, and only those that the job as filled in asks."""

    DEFAULT_CSS = "OwnFields, OwnFields > Vertical { height: auto; width: 100%; }"

    class Changed(Message):
        """Something was filled in."""

    def __init__(self, asked: Asked | None = None) -> None:
        super().__init__()
        self._asked: Asked | None = None
        self._widgets: dict[str, Field | ChoiceField | Tick] = {}
        self._groups: list[tuple[Widget, frozenset[str]]] = []
        self._inner: Vertical | None = None
        self._shown: frozenset[str] = frozenset()
        if asked is not None:
            self._make(asked)

    def compose(self) -> ComposeResult:
        """What is asked from the start."""
        if self._inner is not None:
            yield self._inner

    def ask(self, asked: Asked | None) -> None:
        """Ask the fields of another line, or of the same with another job; what is on file is filled in."""
        if asked is not None and self._asked is not None and asked.fields == self._asked.fields:
            self._asked = asked
            with self.prevent(Input.Changed, ChoiceField.Changed, Ticks.Changed):
                for name, widget in self._widgets.items():
                    widget.value = asked.job.entry(name)
                    widget.complain(None)
            self._arrange()
            return
        before, self._inner, self._asked = self._inner, None, None
        self._widgets, self._groups = {}, []
        if before is not None:
            before.remove()
        if asked is not None and asked.fields:
            self.mount(self._make(asked))

    def about(self, job: Job, origin: str) -> None:
        """The job has changed while the form is filled in: other fields may be asked, what was typed stays."""
        if self._asked is not None:
            self._asked = Asked(self._asked.procedure, job, origin, self._asked.fields)
            self._arrange()

    def fill(self, values: Mapping[str, str]) -> None:
        """Fill in some fields by the office's names (a draft, a suggestion); names that are not asked are passed over."""
        with self.prevent(Input.Changed, ChoiceField.Changed, Ticks.Changed):
            for name, value in values.items():
                if name in self._widgets:
                    self._widgets[name].value = value
        self._arrange()

    @property
    def asked_now(self) -> tuple[str, ...]:
        """The names of the fields in sight, in their order."""
        return tuple(name for name in self._widgets if name in self._shown)

    @property
    def typed(self) -> dict[str, str]:
        """What stands in every field, by the office's names."""
        return {name: widget.value for name, widget in self._widgets.items()}

    @property
    def job(self) -> Job | None:
        """The job as filled in."""
        return rules.filled(self._asked.procedure, self._asked.job, self.typed) if self._asked else None

    def answers(self, hours: Hours, now: datetime) -> dict[str, str]:
        """What was changed in the fields shown, as the operation takes it. Refused: times and dates that are none."""
        asked = self._asked
        if asked is None:
            return {}
        found: dict[str, str] = {}
        problems: list[Problem] = []
        for one in asked.fields:
            value = self._widgets[one.name].value
            if value == asked.job.entry(one.name) or one.name not in self._shown:
                continue
            try:
                found[one.name] = _read(one, value, hours, now)
            except Refused as refused:
                problems += [Problem(OWN + one.name, p.code, p.params) for p in refused.problems]
        if problems:
            raise Refused(*problems)
        return found

    # --- making and arranging ---------------------------------------------------------------------

    def _make(self, asked: Asked) -> Vertical:
        self._asked = asked
        self._inner = Vertical(*self._made(asked))
        self._arrange()
        return self._inner

    def _made(self, asked: Asked) -> Iterator[Widget]:
        """A widget for each field; ticks that follow one another are one list."""
        last: object = None
        for (group, ticks), run in groupby(asked.fields, key=lambda one: (one.group, one.kind == "tick")):
            fields = tuple(run)
            names = frozenset(one.name for one in fields)
            if group is not None and group != last and not ticks:
                same = frozenset(one.name for one in asked.fields if one.group == group)
                yield self._one_of(Heading(group), same)
            if ticks:
                lines = [Tick(one, asked.job.entry(one.name)) for one in fields]
                self._widgets |= {one.name: line for one, line in zip(fields, lines, strict=True)}
                yield self._one_of(Ticks(lines, group if group is not None and group != last else ""), names)
            else:
                for one in fields:
                    field = self._widgets[one.name] = made(one, asked.job.entry(one.name))
                    yield field
            last = group

    def _one_of(self, widget: Widget, names: frozenset[str]) -> Widget:
        self._groups.append((widget, names))
        return widget

    def _arrange(self) -> None:
        """Show what is asked now."""
        if self._asked is None:
            return
        self._shown = self._asked.shown(self.typed)
        for name, widget in self._widgets.items():
            widget.display = name in self._shown
        for group, names in self._groups:
            group.display = bool(names & self._shown)

    @on(Input.Changed)
    @on(ChoiceField.Changed)
    @on(Ticks.Changed)
    def filled_in(self, event: Message) -> None:
        """An answer may ask for others."""
        event.stop()
        self._arrange()
        self.post_message(self.Changed())


def made(one: Statement, value: str = "") -> Field | ChoiceField:
    """The widget of a field that is no tick."""
    note, must, name = one.hint or "", one.required, OWN + one.name
    if one.kind in ("choice", "score"):
        options = SCORES if one.kind == "score" else tuple((o.name, o.title) for o in one.options)
        return ChoiceField(name, one.title, options, value=value, optional=True, note=note, must=must)
    width, hint = SHORT.get(one.kind, 0), HINTS.get(one.kind, "")
    return Field(
        name,
        one.title,
        value=value,
        limit=LIMIT,
        width=width,
        hint=hint,
        code=bool(width),
        note=note,
        must=must,
    )


def _read(one: Statement, typed: str, hours: Hours, now: datetime) -> str:
    """A time or a date as it is kept, from the short forms in which it may be typed; anything else as it stands."""
    if not typed or one.kind not in ("moment", "date"):
        return typed
    if one.kind == "moment":
        return f"{hours.local(parse.moment(typed, one.name, hours=hours, now=now)):%Y-%m-%d %H:%M}"
    try:
        return date.fromisoformat(parse.narrow(typed)).isoformat()
    except ValueError:
        return f"{hours.local(parse.moment(f'{typed} 0000', one.name, hours=hours, now=now)):%Y-%m-%d}"
