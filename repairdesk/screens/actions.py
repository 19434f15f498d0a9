"""What can be done about a line of the board: the one thing that is next, and everything else its procedure has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from repairdesk import clock
from repairdesk.rules.clocks import Clock
from repairdesk.rules.limits import Pattern
from repairdesk.screens import bar_steps, fact_steps, order_steps, sheet_steps
from repairdesk.screens import ending_forms as endings
from repairdesk.screens import step_forms as forms
from repairdesk.screens.board_lines import slip_is_out
from repairdesk.screens.shell import Shell
from repairdesk.screens.steps import Step
from repairdesk.text import N_
from repairdesk.views.board import BoardRow
from repairdesk.views.steps import Steps, steps

if TYPE_CHECKING:
    from repairdesk.screens.board import BoardScreen

UNDER_WAY = ("dispatched", "accepted", "on_site", "waiting")
OVER = ("finished", "returned", "called_back")
ENDED = ("closed", "withdrawn", "converted")
LATER = ("callback", "follow_up")
"""Stages of which the fields may be filled in on a line that has ended."""

Run = Callable[[Shell, BoardRow, Steps], None]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done: its title, for which lines, and how."""

    title: str
    fits: Callable[[BoardRow, Steps], bool]
    run: Run


# --- what is next ---------------------------------------------------------------------------------


def next_step(desk: Shell, row: BoardRow) -> None:
    """Do what the row says is next."""
    if row.own:
        _by_limit(desk, row)
    elif row.tell is not None and row.next == "chase":
        desk.push_screen(forms.SupervisorTold(row))
    elif row.callback is not None:
        desk.go("callbacks", row.call)
    elif row.next == "issue":
        desk.go("issue", row.call)
    elif row.kind == "matter" and row.next in ("await_arrival", "chase"):
        desk.push_screen(forms.Answered(row))
    elif row.next == "take_return" or (
        row.next == "chase" and slip_is_out(row) and not _only_stub(desk, row)
    ):
        desk.go("close", row.order)
    elif row.next == "chase" and row.state in OVER:
        _settled(desk, row, steps(desk.store, row.call, clock.now()))
    elif row.next in _NEXT:
        _NEXT[row.next](desk, row, steps(desk.store, row.call, clock.now()))
    else:
        all_steps(desk, row)


def _only_stub(desk: Shell, row: BoardRow) -> bool:
    """Whether the slip is back, and only something else that belongs to it is chased."""
    if row.state not in OVER:
        return False
    missing = steps(desk.store, row.call, clock.now()).missing
    return not any(p.what in ("slip.returned", "customer.signed") for bar in missing for p in bar.needs)


def go_on(desk: Shell, call: str) -> None:
    """Something about a call has just been settled: put the cursor on it, and go on with its next step."""
    board = cast("BoardScreen", desk.area("board"))
    board.read_board(select=call)
    for screen in desk.screen_stack[1:]:
        if (point_at := getattr(screen, "point_at", None)) is not None:
            point_at(call)
    row = board.row
    if row is not None and row.call == call and row.next in ("issue", "assign", "review"):
        next_step(desk, row)


def all_steps(desk: Shell, row: BoardRow) -> None:
    """Offer everything that can be done about the row."""
    known = steps(desk.store, row.call, clock.now())
    _choose(desk, row, known, [action for action in ALL if action.fits(row, known)])


def _choose(
    desk: Shell, row: BoardRow, known: Steps, actions: list[Action], head: fact_steps.Head | None = None
) -> None:
    from repairdesk.screens.menu import Menu

    desk.push_screen(Menu(row, known, actions, head))


def _by_limit(desk: Shell, row: BoardRow) -> None:
    """What a limit of the office's own wants: one of the facts that settle it; or somebody is told that it ran out."""
    known = steps(desk.store, row.call, clock.now())
    limit = known.next.clock
    if limit is None:
        all_steps(desk, row)
        return
    if known.next.tell is not None:
        desk.push_screen(fact_steps.TellOf(row, known.next.tell, _head(desk, known, limit)))
        return
    ways: dict[str, Action] = {}
    for pattern in limit.definition.to:
        way = _way(pattern, row, known, limit)
        if way is not None:
            ways.setdefault(way.title, way)
    if len(ways) == 1:
        next(iter(ways.values())).run(desk, row, known)
    elif ways:
        _choose(desk, row, known, list(ways.values()), _head(desk, known, limit))
    else:
        all_steps(desk, row)


def _head(desk: Shell, known: Steps, limit: Clock) -> fact_steps.Head:
    return lambda: fact_steps.limit_lines(known, limit, desk.hours, clock.now())


def _way(pattern: Pattern, row: BoardRow, known: Steps, limit: Clock) -> Action | None:
    """How the desk records a fact that settles a limit; None where that cannot be done now."""
    what = pattern.what
    if what in _WITH_ORDER and row.order is None:
        what = "order.issued"
    if what == "job.closed" and known.missing:
        return None

    def box(desk: Shell, made: Callable[[fact_steps.Head], Step]) -> None:
        desk.push_screen(made(_head(desk, known, limit)))

    made: Callable[[fact_steps.Head], Step] | None = None
    title = _WAYS.get(what, "")
    match what:
        case "order.moved":
            made = partial(order_steps.HandedOn, row)
        case "note.written":
            made = partial(fact_steps.Said, row, "customer" if pattern.by == ("customer",) else "technician")
        case "hold.approved":
            made = partial(order_steps.Stays, row)
        case "job.converted":
            made = partial(sheet_steps.ToSheet, row)
        case "follow_up.noted":
            made = partial(sheet_steps.Contact, row, known)
        case "follow_up.checked":
            made = partial(sheet_steps.Checked, row, pattern.by or ("leader", "supervisor"))
        case _ if what in fact_steps.FACTS:
            title = fact_steps.FACTS[what].title
            made = partial(_recorded, row, what, pattern.by)
    if made is not None:
        return Action(title, _always, lambda desk, _row, _known: box(desk, made))
    run = _RUN.get(what)
    return Action(title, _always, run) if run is not None else None


def _recorded(row: BoardRow, what: str, by: tuple[str, ...], head: fact_steps.Head) -> Step:
    return fact_steps.Recorded(row, what, by=by, head=head)


# --- how each thing is done -----------------------------------------------------------------------


def _always(_row: BoardRow, _known: Steps) -> bool:
    return True


def _step(made: Callable[[BoardRow], Step]) -> Run:
    return _known(lambda row, _steps: made(row))


def _known(made: Callable[[BoardRow, Steps], Step]) -> Run:
    def run(desk: Shell, row: BoardRow, known: Steps) -> None:
        desk.push_screen(made(row, known))

    return run


def _area(name: str) -> Run:
    return lambda desk, row, _known: desk.go(name, row.call)


def _slip(desk: Shell, row: BoardRow, _known: Steps) -> None:
    desk.go("close", row.order)


def _told(desk: Shell, row: BoardRow, _known: Steps) -> None:
    desk.push_screen(forms.DepartmentTold(row, endings.card_of(desk.store, row).department))


def _struck_off(desk: Shell, row: BoardRow, known: Steps) -> None:
    desk.push_screen(endings.StruckOff(row, endings.card_of(desk.store, row), known))


def _settled(desk: Shell, row: BoardRow, known: Steps) -> None:
    about = endings.money_of(endings.card_of(desk.store, row))
    desk.push_screen(bar_steps.Missing(row, known, known.missing, about))


def _decided(desk: Shell, row: BoardRow, known: Steps) -> None:
    """The supervisor's decision; before an order, what has to be there first."""
    gates = known.barring("order.issued") if row.tell is None else ()
    if gates:
        about = endings.money_of(endings.card_of(desk.store, row))
        desk.push_screen(bar_steps.Missing(row, known, gates, about, ahead="order.issued"))
    else:
        desk.push_screen(endings.Decided(row))


def _arrived(desk: Shell, row: BoardRow, known: Steps) -> None:
    asks = known.visit_code is not None or known.advised("door")
    desk.push_screen(order_steps.AtTheDoor(row, known) if asks else forms.Arrived(row))


def _taken(desk: Shell, row: BoardRow, known: Steps) -> None:
    """He has the job: out of the pool, as the one it was handed on to, or simply the one it was given to."""
    if known.timeline.offered or row.order is None:
        desk.go("issue", row.call)
        return
    handed_to = endings.handed_to(endings.card_of(desk.store, row))
    desk.push_screen(order_steps.Receipt(row, handed_to) if handed_to else forms.Accepted(row))


def _checked(desk: Shell, row: BoardRow, known: Steps) -> None:
    """Somebody checks and signs; where the check is a matter of the office's own fields, these."""
    if row.next == "officer_check" and not any(
        p.what == "officer.signed" for bar in known.missing for p in bar.needs
    ):
        _settled(desk, row, known)
        return
    signers = [p.by for bar in known.missing for p in bar.needs if p.what == "officer.signed" and p.by]
    desk.push_screen(endings.OfficerChecked(row, signers[0] if signers else ()))


def _ways_in(desk: Shell, row: BoardRow, known: Steps) -> None:
    """The follow-up sheet where nothing is due yet: a contact is noted."""
    if row.kind == "follow_up":
        desk.push_screen(sheet_steps.Contact(row, known))
    else:
        all_steps(desk, row)


_NEXT: dict[str, Run] = {
    "assign": _told,
    "await_arrival": _arrived,
    "chase": _arrived,
    "write_slip": _step(endings.SlipWritten),
    "officer_check": _checked,
    "close": _struck_off,
    "review": _decided,
    "collect": _settled,
    "follow_up": _ways_in,
}
_WITH_ORDER = ("order.accepted", "order.moved", "slip.returned", "work.finished")
_WAYS: dict[str, str] = {
    "order.issued": N_("Issue a work order"),
    "order.accepted": N_("Somebody takes the job"),
    "order.moved": N_("Hand the order on"),
    "technician.arrived": N_("Technician has arrived"),
    "visit.answered": N_("Matter answered"),
    "appointment.agreed": N_("Appointment agreed"),
    "note.written": N_("Note what the technician reports"),
    "work.finished": N_("Take the slip in"),
    "slip.returned": N_("Take the slip in"),
    "hold.approved": N_("It stays as it is, for a special reason"),
    "job.converted": N_("It goes on as a follow-up sheet"),
    "follow_up.noted": N_("Note a contact on the sheet"),
    "follow_up.checked": N_("The sheet has been checked"),
    "job.closed": N_("Strike off, or see what is missing"),
    "callback.made": N_("Call the customer back"),
}
"""What recording a fact is called in a list."""
_RUN: dict[str, Run] = {
    "order.issued": _area("issue"),
    "order.accepted": _taken,
    "technician.arrived": _arrived,
    "visit.answered": _step(forms.Answered),
    "appointment.agreed": _step(forms.Appointment),
    "work.finished": _slip,
    "slip.returned": _slip,
    "slip.written": _step(endings.SlipWritten),
    "callback.made": _area("callbacks"),
    "officer.signed": _checked,
    "job.closed": _struck_off,
}
"""How a fact is recorded where the desk has a form for it."""


# --- everything that can be done ------------------------------------------------------------------


def _open(row: BoardRow) -> bool:
    return row.state not in ENDED


def _order_out(row: BoardRow, _known: Steps) -> bool:
    return row.order is not None and row.state in UNDER_WAY


def _may_be_issued(row: BoardRow, known: Steps) -> bool:
    orders = row.kind == "repair" or (row.kind == "matter" and known.procedure.orders.matters is not None)
    return orders and row.state in ("open", "dispatched", "accepted", "unfinished")


def _has_pool(known: Steps) -> bool:
    return known.procedure.orders.pool is not None


def _handed_on(row: BoardRow, known: Steps) -> bool:
    handed = known.procedure.transfer is not None or known.concerns("order.moved")
    return handed and _order_out(row, known) and not known.timeline.offered


def _fact(what: str, *states: str) -> Action:
    """A fact that the office's procedure speaks of, at these states."""
    return Action(
        fact_steps.FACTS[what].title,
        lambda row, known: _open(row) and known.concerns(what) and (not states or row.state in states),
        _step(lambda row: fact_steps.Recorded(row, what)),
    )


STAGES: dict[str, str] = {
    "call": N_("Fill in what the call asks"),
    "survey": N_("Fill in the survey"),
    "issue": N_("Fill in what belongs to the order"),
    "visit": N_("Fill in what belongs to the visit"),
    "return": N_("Fill in what stands on the slip"),
    "callback": N_("Fill in what the callback asks"),
    "close": N_("Fill in what the strike-off asks"),
    "follow_up": N_("Fill in what belongs to the follow-up"),
}


def _fillable(row: BoardRow, known: Steps) -> list[Action]:
    """The stages of which fields may be filled in now."""

    def made(stage: str) -> Run:
        return _known(lambda row, known: bar_steps.FillIn(row, known, stage))

    stages = [stage for stage in STAGES if stage in known.stages and (_open(row) or stage in LATER)]
    return [Action(STAGES[stage], _always, made(stage)) for stage in stages]


def _fill_in(desk: Shell, row: BoardRow, known: Steps) -> None:
    """The only stage, or one of several."""
    stages = _fillable(row, known)
    if len(stages) == 1:
        stages[0].run(desk, row, known)
    else:
        _choose(desk, row, known, stages)


def _sheet(row: BoardRow, _known: Steps) -> bool:
    return row.kind == "follow_up" and _open(row)


CALLS = ("completion_callback", "opinion")
"""Bars that a call to the customer lifts without naming it."""
BEFORE = ("open", "dispatched", "accepted", "waiting", "unfinished")

ALL = (
    Action(N_("Issue a work order, or give the job to somebody else"), _may_be_issued, _area("issue")),
    Action(N_("Offer the job to all technicians"),
           lambda row, known: _has_pool(known) and row.state in ("open", "unfinished") and not known.timeline.offered,
           _step(order_steps.Pooled)),
    Action(N_("The order is given back to all"),
           lambda row, known: _has_pool(known) and row.state in ("dispatched", "accepted") and not known.timeline.offered,
           _step(order_steps.GivenBack)),
    Action(N_("Appointment agreed"), lambda row, _k: row.state in ("open", "unfinished", *UNDER_WAY), _step(forms.Appointment)),
    _fact("engineering.told", *BEFORE),
    _fact("supervisor.told"),
    _fact("review.answered", *BEFORE, "on_site"),
    _fact("slip.fetched", *BEFORE),
    Action(N_("Technician takes the job"), lambda row, _k: row.order is not None and row.state == "dispatched", _taken),
    Action(N_("Hand the order on"), _handed_on, _step(order_steps.HandedOn)),
    _fact("technician.ready", *UNDER_WAY),
    _fact("technician.left", *UNDER_WAY, "unfinished", *OVER),
    Action(N_("Technician has arrived"), _order_out, _arrived),
    Action(fact_steps.FACTS["technician.arrived"].title,
           lambda row, known: row.order is None and row.state == "open" and bool(known.barring("order.issued")),
           _step(lambda row: fact_steps.Recorded(row, "technician.arrived"))),
    Action(N_("Verify the visit by the customer's code"),
           lambda row, known: row.order is not None and known.visit_code is not None and row.state in ("on_site", *OVER),
           _known(lambda row, known: order_steps.AtTheDoor(row, known, arrives=False))),
    Action(N_("The work begins"), lambda row, known: _order_out(row, known) and known.concerns("work.started"),
           _known(order_steps.Started)),
    _fact("made_safe"),
    Action(N_("Matter answered"), lambda row, _k: row.kind == "matter" and row.next in ("assign", "await_arrival", "chase"),
           _step(forms.Answered)),
    Action(N_("Call the customer back"),
           lambda row, known: (row.order is not None or row.kind == "matter") and known.knows("callback.made", *CALLS),
           _area("callbacks")),
    Action(N_("Take the slip in"), lambda row, _k: row.order is not None, _slip),
    _fact("result.entered"),
    _fact("stub.returned"),
    Action(N_("Write the slip of the night job"),
           lambda row, known: row.origin == "night" and row.order is not None and known.knows("slip.written"),
           _step(endings.SlipWritten)),
    Action(N_("Price told, and agreed or declined"), lambda row, _k: row.kind == "repair", _step(endings.Quoted)),
    Action(N_("Money is received"), lambda row, _k: row.paid and _open(row), _step(endings.Paid)),
    Action(N_("Part of the bill is not charged"), lambda row, known: bool(known.timeline.job.due) and _open(row),
           _step(endings.Waived)),
    Action(N_("Officer's check"),
           lambda row, known: row.order is not None and row.state in OVER and known.knows("officer.signed"), _checked),
    Action(N_("Confirmed by telephone instead of signed"),
           lambda row, known: row.kind == "repair" and row.place == "in_home" and row.state in OVER
           and known.knows("customer.signed"), _step(endings.ConfirmedByPhone)),
    Action(N_("Supervisor's decision"),
           lambda row, known: row.state in ("unfinished", "returned", "called_back")
           and known.knows("hold.approved", "rework_open"), _step(endings.Decided)),
    Action(N_("It stays as it is, for a special reason"),
           lambda row, known: _open(row) and known.waits_for("hold.approved"), _step(order_steps.Stays)),
    Action(N_("It goes on as a follow-up sheet"),
           lambda row, known: row.kind == "repair" and _open(row) and known.waits_for("job.converted") and not known.finished,
           _step(sheet_steps.ToSheet)),
    Action(N_("Note a contact on the sheet"), _sheet, _known(sheet_steps.Contact)),
    Action(N_("The sheet has been checked"), _sheet, _step(lambda row: sheet_steps.Checked(row, ("leader", "supervisor")))),
    Action(N_("Somebody else follows the sheet"), _sheet, _step(sheet_steps.Tracked)),
    Action(N_("What was followed is done"), _sheet, _known(sheet_steps.SheetDone)),
    Action(N_("The customer has signed"), _sheet, _step(lambda row: fact_steps.Recorded(row, "customer.signed", by=("customer",)))),
    Action(N_("Note, for example that the customer called again"), lambda _row, _k: True, _step(forms.Note)),
    Action(N_("The customer asks again: this comes first"), lambda row, known: _open(row) and known.serves("chase"),
           _step(lambda row: fact_steps.Said(row, "customer"))),
    Action(N_("Note what the technician reports"), lambda row, known: _open(row) and known.waits_for("note.written"),
           _step(lambda row: fact_steps.Said(row, "technician"))),
    Action(N_("Fill in what the office's own forms ask"), lambda row, known: bool(_fillable(row, known)), _fill_in),
    Action(N_("Correct paid, urgency, telephone or content"), lambda _row, _k: True, _step(forms.Corrected)),
    Action(N_("Matter turns out to be a repair, or the reverse"),
           lambda row, known: row.state in ("open", "dispatched", "accepted") and row.kind != "follow_up"
           and bool(known.procedure.matter), _step(forms.Converted)),
    Action(N_("End it another way"), lambda row, known: _open(row) and bool(known.endings), _known(bar_steps.EndedOtherwise)),
    Action(N_("Withdraw, or taken twice"), lambda _row, _k: True, _step(forms.Withdrawn)),
    Action(N_("Strike off, or see what is missing"), lambda _row, _k: True, _struck_off),
    Action(N_("Card with the whole timeline"), lambda _row, _k: True, _area("card")),
    Action(N_("Why is the clock as it is?"), lambda row, _k: row.due is not None, _area("help")),
)  # fmt: skip
