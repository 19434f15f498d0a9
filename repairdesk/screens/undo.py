"""Ctrl+Z: what was entered last is shown, and on a reason and Enter taken back."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock
from repairdesk.desk.undo import Undone, take_back
from repairdesk.entries import entry_title
from repairdesk.models.errors import StoreError
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.rules.worktime import Hours
from repairdesk.screens.board_lines import when, wrapped
from repairdesk.screens.dialogs import Dialog
from repairdesk.screens.drawn import Piece
from repairdesk.screens.fields import Field
from repairdesk.screens.shell import Shell
from repairdesk.screens.step_forms import Lines
from repairdesk.screens.steps import Step
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, joined, say, visible, word
from repairdesk.views.undo import Undoable, last

WIDTH = 72
"""Cells of a line in the box."""
FACTS = 6
"""Lines of what an entry recorded; the rest is counted."""


def ask(desk: Shell) -> None:
    """Show what the person who works here entered last, and take it back if that is wanted."""
    try:
        who = desk.acting()
        found = last(desk.store, who, now=clock.now())
    except Refused as refused:
        desk.notice_problem(refused.problems[0])
    except StoreError as error:
        desk.notice_problem(error)
    else:
        if found is None:
            desk.notice_problem(Problem("entry", "nothing_to_undo", {}))
        elif found.problem is not None:
            desk.push_screen(NotTakenBack(found, desk.hours, found.problem))
        else:
            desk.push_screen(TakeBack(found, who))


def told(found: Undoable, hours: Hours) -> list[Piece]:
    """An entry in words: what it did, about which call, when, and what it recorded."""
    now = clock.now()
    about = joined(part for part in (found.call or found.about, found.room) if part)
    lines = [(f"{_(entry_title(found.action))}   {about}", tone("bold"))]
    entered = _("entered {time} by {who}, {post}").format(
        time=when(found.entered_at, hours, now), who=visible(found.name), post=word(found.post)
    )
    lines.append((entered, tone("")))
    lines += [(f"  {when(at, hours, now)}  {word(what)}", tone("dim")) for what, at in found.facts[:FACTS]]
    if len(found.facts) > FACTS:
        lines.append(("  " + _("and {n} more").format(n=len(found.facts) - FACTS), tone("dim")))
    for number in found.made:
        lines.append(
            (_("Call {number} is withdrawn; its number stays used.").format(number=number), tone("soon"))
        )
    return lines


class TakeBack(Step):
    """One entry, and the reason for taking it back."""

    BINDINGS = [
        Binding("enter", "save", N_("Take back"), id="undo.take_back"),
        Binding("down", "next_field", show=False),
    ]
    done = N_("Taken back: {what}, {about}")

    def __init__(self, found: Undoable, who: Operator) -> None:
        super().__init__(N_("Take this back?"), found.call or found.about)
        self.found, self.who = found, who

    def compose_form(self) -> ComposeResult:
        """What it is, and why."""
        yield Lines(lambda: told(self.found, self.desk.hours))
        yield Field("reason", N_("Reason"), limit=1000)

    def save(self, form: dict[str, str]) -> Undone:
        """Nothing but this entry, even if somebody has entered more meanwhile."""
        return take_back(self.desk.store, self.who, form["reason"], entry=self.found.entry, now=clock.now())

    def saved(self, form: dict[str, str], result: Undone) -> None:
        """Say what no longer counts."""
        self.leave()
        self.desk.notice(self.done, "good", what=lambda: _(entry_title(result.action)), about=self.call)


class NotTakenBack(Dialog[None]):
    """The last entry where it cannot be taken back, and what to do instead."""

    def __init__(self, found: Undoable, hours: Hours, problem: Problem) -> None:
        super().__init__(N_("This cannot be taken back"))
        self._found, self._hours, self._problem = found, hours, problem

    def body(self) -> ComposeResult:
        """What it is, and why it stays."""
        yield Lines(self._lines)

    def _lines(self) -> list[Piece]:
        why = [line for line in wrapped(say(self._problem), WIDTH, 3) if line]
        return [*told(self._found, self._hours), ("", tone("")), *((line, tone("soon")) for line in why)]
