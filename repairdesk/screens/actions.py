"""What can be done about a line of the board: the one thing that is next, and everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from repairdesk.screens import ending_forms as endings
from repairdesk.screens import step_forms as forms
from repairdesk.screens.board_lines import slip_is_out
from repairdesk.screens.shell import Shell
from repairdesk.screens.steps import Step
from repairdesk.text import N_
from repairdesk.views.board import BoardRow

if TYPE_CHECKING:
    from repairdesk.screens.board import BoardScreen

UNDER_WAY = ("dispatched", "accepted", "on_site", "waiting")
OVER = ("finished", "returned", "called_back")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done: its title, for which rows, and how."""

    title: str
    fits: Callable[[BoardRow], bool]
    run: Callable[[Shell, BoardRow], None]


def next_step(desk: Shell, row: BoardRow) -> None:
    """Do what the row says is next."""
    if row.tell is not None and row.next == "chase":
        desk.push_screen(forms.SupervisorTold(row))
    elif row.callback is not None:
        desk.go("callbacks", row.call)
    elif row.next == "issue":
        desk.go("issue", row.call)
    elif row.kind == "matter" and row.next in ("await_arrival", "chase"):
        desk.push_screen(forms.Answered(row))
    elif row.next == "take_return" or (row.next == "chase" and slip_is_out(row)):
        desk.go("close", row.order)
    elif row.next in _NEXT:
        _NEXT[row.next](desk, row)
    else:
        all_steps(desk, row)


def go_on(desk: Shell, call: str) -> None:
    """A call has just been taken: put the board's cursor on it and go on with its next step."""
    board = cast("BoardScreen", desk.area("board"))
    board.read_board(select=call)
    row = board.row
    if row is not None and row.call == call and row.next in ("issue", "assign"):
        next_step(desk, row)


def all_steps(desk: Shell, row: BoardRow) -> None:
    """Offer everything that can be done about the row."""
    from repairdesk.screens.menu import Menu

    desk.push_screen(Menu(row, [action for action in ALL if action.fits(row)]))


def _step(made: Callable[[BoardRow], Step]) -> Callable[[Shell, BoardRow], None]:
    def run(desk: Shell, row: BoardRow) -> None:
        desk.push_screen(made(row))

    return run


def _with_card(made: type[endings.StruckOff] | type[endings.Settled]) -> Callable[[Shell, BoardRow], None]:
    def run(desk: Shell, row: BoardRow) -> None:
        desk.push_screen(made(row, endings.card_of(desk.store, row)))

    return run


def _told(desk: Shell, row: BoardRow) -> None:
    desk.push_screen(forms.Told(row, endings.card_of(desk.store, row).department))


def _area(name: str) -> Callable[[Shell, BoardRow], None]:
    return lambda desk, row: desk.go(name, row.call)


def _order_out(row: BoardRow) -> bool:
    return row.order is not None and row.state in UNDER_WAY


_NEXT: dict[str, Callable[[Shell, BoardRow], None]] = {
    "assign": _told,
    "await_arrival": _step(forms.Arrived),
    "chase": _step(forms.Arrived),
    "write_slip": _step(endings.SlipWritten),
    "officer_check": _step(endings.OfficerChecked),
    "close": _with_card(endings.StruckOff),
    "review": _step(endings.Decided),
    "collect": _with_card(endings.Settled),
}

ALL = (
    Action(N_("Issue a work order, or give the job to somebody else"),
           lambda row: row.kind == "repair" and row.state in ("open", "dispatched", "accepted", "unfinished"), _area("issue")),
    Action(N_("Appointment agreed"), lambda row: row.state in ("open", "unfinished", *UNDER_WAY), _step(forms.Appointment)),
    Action(N_("Technician takes the job"), lambda row: row.order is not None and row.state == "dispatched", _step(forms.Accepted)),
    Action(N_("Technician has arrived"), _order_out, _step(forms.Arrived)),
    Action(N_("Matter answered"), lambda row: row.kind == "matter" and row.next in ("assign", "await_arrival", "chase"),
           _step(forms.Answered)),
    Action(N_("Call the customer back"), lambda row: row.order is not None or row.kind == "matter", _area("callbacks")),
    Action(N_("Take the slip in"), lambda row: row.order is not None, lambda desk, row: desk.go("close", row.order)),
    Action(N_("Write the slip of the night job"), lambda row: row.origin == "night" and row.order is not None, _step(endings.SlipWritten)),
    Action(N_("Price told, and agreed or declined"), lambda row: row.kind == "repair", _step(endings.Quoted)),
    Action(N_("Officer's check"), lambda row: row.order is not None and row.state in OVER, _step(endings.OfficerChecked)),
    Action(N_("Confirmed by telephone instead of signed"),
           lambda row: row.kind == "repair" and row.place == "in_home" and row.state in OVER, _step(endings.ConfirmedByPhone)),
    Action(N_("Supervisor's decision"), lambda row: row.state in ("unfinished", "returned", "called_back"), _step(endings.Decided)),
    Action(N_("Note, for example that the customer called again"), lambda _row: True, _step(forms.Note)),
    Action(N_("Correct paid, urgency, telephone or content"), lambda _row: True, _step(forms.Corrected)),
    Action(N_("Matter turns out to be a repair, or the reverse"), lambda row: row.state in ("open", "dispatched", "accepted"),
           _step(forms.Converted)),
    Action(N_("Withdraw, or taken twice"), lambda _row: True, _step(forms.Withdrawn)),
    Action(N_("Strike off, or see what is missing"), lambda _row: True, _with_card(endings.StruckOff)),
    Action(N_("Card with the whole timeline"), lambda _row: True, _area("card")),
    Action(N_("Why is the clock as it is?"), lambda row: row.due is not None, _area("help")),
)  # fmt: skip
