"""What the desk should see while it takes a call: other lines of the room, a likely twin, what to ask, drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.geometry import Size
from textual.message import Message

from repairdesk import clock, text
from repairdesk.rules.routing import Suggestion
from repairdesk.rules.schema import Words
from repairdesk.screens.board_lines import when, wrapped
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.shell import Shell
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import _, ngettext, spoken, visible, word
from repairdesk.views.callers import Caller, OpenLine
from repairdesk.views.crew import CrewFull
from repairdesk.views.drafts import DraftLine

OPEN, ENDED, QUESTIONS = 3, 1, 3
"""Lines shown of each."""


class CallNotes(Drawn):
    """Lines below the form; empty ones are left out."""

    DEFAULT_CSS = "CallNotes { width: 100%; height: auto; }"

    class Resized(Message):
        """There are more lines, or fewer."""

    def __init__(self) -> None:
        super().__init__()
        self.forget()

    def forget(self) -> None:
        """Another call."""
        self._drafts: Sequence[DraftLine] = ()
        self._caller: Caller | None = None
        self._twins: Sequence[OpenLine] = ()
        self._suggestion: Suggestion | None = None
        self._questions: Sequence[Words] = ()
        self._department: str | None = None
        self._advice: Sequence[Words] = ()
        self._full: CrewFull | None = None
        self._shown: list[list[Piece]] = []

    # --- what is told -----------------------------------------------------------------------------

    def offer(self, drafts: Sequence[DraftLine]) -> None:
        """Calls left in the middle."""
        self._drafts = drafts
        self._renew()

    def about(self, caller: Caller | None) -> None:
        """Whose room it is."""
        self._caller, self._drafts = caller, ()
        self._renew()

    def warn(self, twins: Sequence[OpenLine]) -> None:
        """Open lines that may be the same call."""
        self._twins = twins
        self._renew()

    def suggested(
        self, suggestion: Suggestion | None, questions: Sequence[Words], department: str | None
    ) -> None:
        """What the words point to, what to ask, and who answers a matter."""
        self._suggestion, self._questions, self._department = suggestion, questions, department
        self._renew()

    def advised(self, advice: Sequence[Words], full: CrewFull | None) -> None:
        """What the office says at such a call, and that the crew takes no more visits."""
        self._advice, self._full = advice, full
        self._renew()

    @property
    def height(self) -> int:
        """How many lines there are."""
        return len(self._shown)

    def _renew(self) -> None:
        lines = list(self._lines())
        if lines != self._shown:
            taller = len(lines) != len(self._shown)
            self._shown = lines
            self.refresh(layout=taller)
            if taller:
                self.post_message(self.Resized())

    def relabel(self) -> None:
        """The language changed."""
        self._shown = list(self._lines())

    # --- how it looks -----------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many as there are."""
        return len(self._shown)

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One of them."""
        return self._shown[y] if y < len(self._shown) else []

    def _lines(self) -> Iterator[list[Piece]]:
        for twin in self._twins[:1]:
            words = _("Likely the same as {number}: {content}").format(
                number=twin.number, content=visible(twin.content)
            )
            yield [(f" {SIGNS['late']} {words}", tone("late"))]
        if self._full is not None:
            yield [(f" {SIGNS['soon']} {self._no_visits(self._full)}", tone("soon"))]
        yield from self._asked()
        yield from self._room()
        if self._advice:
            mind, said = _("Mind:"), "  ".join(spoken(each) for each in self._advice)
            lines = wrapped(f"{mind} {said}", self.app.size.width - 2, 2)
            yield from ([(f" {line}", tone("dim"))] for line in lines if line)
        if self._drafts:
            count = len(self._drafts)
            head = ngettext("{n} call was left unfinished:", "{n} calls were left unfinished:", count).format(
                n=count
            )
            yield [(f" {head} ", tone("note")), (f"{self._draft(self._drafts[0])}   Ctrl+R", tone(""))]

    def _asked(self) -> Iterator[list[Piece]]:
        if self._suggestion is not None and self._suggestion.words:
            found = _("Suggested by: {words}").format(words=text.joined(self._suggestion.words))
            yield [(f" {found}", tone("dim"))]
        if self._department is not None:
            from repairdesk.screens.step_forms import departments

            words = _("For {department}").format(department=visible(departments(self._department)))
            yield [(f" {words}", tone("note"))]
        if self._questions:
            ask = _("Ask:")
            asked = "  ".join(visible(each.in_(text.language())) for each in self._questions[:QUESTIONS])
            lines = wrapped(f"{ask} {asked}", self.app.size.width - 2, 2)
            yield from ([(f" {line}", tone("note"))] for line in lines if line)

    def _no_visits(self, full: CrewFull) -> str:
        desk = self.app
        until = when(full.until, desk.hours, clock.now()) if isinstance(desk, Shell) else ""
        hands = word(full.trade) if full.trade else _("the whole crew")
        return _("No routine visits before {time}: {hands}, as {name} said").format(
            time=until, hands=hands, name=visible(full.said_by)
        )

    def _room(self) -> Iterator[list[Piece]]:
        caller = self._caller
        if caller is None:
            return
        if caller.key_customer:
            key_customer = _("Key customer")
            yield [(f" {SIGNS['soon']} {key_customer}", tone("soon"))]
        for lines, most, title in (
            (caller.open_calls, OPEN, _("Open here:")),
            (caller.recent, ENDED, _("Last:")),
        ):
            for line in lines[:most]:
                yield [(f" {title} ", tone("note")), (self._line(line), tone(""))]

    def _line(self, line: OpenLine) -> str:
        desk = self.app
        hours = desk.hours if isinstance(desk, Shell) else None
        at = when(line.received_at, hours, clock.now()) if hours is not None else ""
        parts = (
            at,
            word(line.state),
            word(line.trade) if line.trade else word(line.kind),
            visible(line.content),
        )
        return "  ".join(part for part in parts if part)

    def _draft(self, line: DraftLine) -> str:
        desk = self.app
        at = when(line.saved_at, desk.hours, clock.now()) if isinstance(desk, Shell) else ""
        return "  ".join(part for part in (at, visible(line.who), visible(line.title)) if part)
