"""One line of the register, whole, with the same things to do as on the board."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from repairdesk import clock
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.screens.actions import all_steps, next_step
from repairdesk.screens.board_lines import action_sentence, standing_word
from repairdesk.screens.card_lines import written
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.page import Page, Text
from repairdesk.screens.tones import tone
from repairdesk.text import N_, visible
from repairdesk.views.board import BoardRow, board_row
from repairdesk.views.call_card import CallCard, call_card
from repairdesk.views.follow_ups import Note, notes
from repairdesk.views.steps import Steps, steps


class CardTitle(Drawn):
    """The number, how the line stands, and what Enter does."""

    DEFAULT_CSS = "CardTitle { height: 3; width: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.row: BoardRow | None = None

    def pieces(self, y: int, width: int) -> list[Piece]:
        """Two lines and an empty one."""
        row = self.row
        if row is None or y == 2:
            return []
        if y == 0:
            where = visible(row.room or row.place_detail or row.caller)
            return [(f" {row.call}  {where}", tone("bold")), (f"   {standing_word(row)}", tone("bold"))]
        return [(f" {action_sentence(row)}", tone("note"))] if row.state not in ENDED else []


ENDED = ("closed", "withdrawn", "converted")


class CardScreen(DeskScreen[None]):
    """The card of one call. It is read anew when somebody saves something about it."""

    heading = N_("Card")
    BINDINGS = [
        Binding("enter", "next", N_("Next action"), id="card.next"),
        Binding("space", "steps", N_("All that can be done"), id="card.menu"),
        Binding("ctrl+z", "app.take_back", N_("Take back"), id="card.take_back"),
        Binding("ctrl+y", "app.print_slip", N_("Print the slip"), show=False, id="card.print"),
        Binding("escape", "back", N_("Back"), id="card.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._card: CallCard | None = None
        self._known: Steps | None = None
        self._notes: Sequence[Note] = ()
        self._title, self._page = CardTitle(), Page(self._written)

    def body(self) -> ComposeResult:
        """The title and the page."""
        yield self._title
        yield self._page

    def about(self) -> str | None:
        """The call on the card."""
        return self._card.number if self._card else None

    def opened(self, subject: object) -> None:
        """The card of the call with this number."""
        if isinstance(subject, str):
            self._read(subject, from_top=True)
        self.set_focus(self._page)

    def look_again(self) -> None:
        """Something about the line may have been saved."""
        if self._card is not None:
            self._read(self._card.number)

    def _read(self, number: str, *, from_top: bool = False) -> None:
        now = clock.now()
        try:
            self._card = call_card(self.desk.store, number, now)
            self._title.row = board_row(self.desk.store, self._card.number, now)
            self._known = steps(self.desk.store, self._card.number, now)
            sheet = self._card.kind == "follow_up"
            self._notes = notes(self.desk.store, self._card.number) if sheet else ()
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
        except StoreError as error:
            self.desk.notice_problem(error)
        self._title.refresh()
        self._page.renew(from_top=from_top)
        self.refresh_bindings()

    def _written(self) -> Sequence[Text]:
        if self._card is None:
            return []
        return list(written(self._card, clock.now(), self._known, self._notes))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is next on a line that has ended, and its keys are not offered."""
        row = self._title.row
        return action not in ("next", "steps") or (row is not None and row.state not in ENDED)

    def action_next(self) -> None:
        """What is next on this line."""
        if self._title.row is not None:
            next_step(self.desk, self._title.row)

    def action_steps(self) -> None:
        """Everything that can be done about it."""
        if self._title.row is not None:
            all_steps(self.desk, self._title.row)

    def action_back(self) -> None:
        """Back to where it was opened."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
