"""``print``: what waits for a printer, the printer of this machine, and printing in one go."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from repairdesk.preferences import PAPERS, WAYS, Preferences, keep_preferences, read_preferences
from repairdesk.rules.refusal import Problem, Refused, refuse
from repairdesk.text import N_, _, language, ngettext, say, spoken, visible

from .commands import noun, verb
from .guard import narrate
from .options import AsJson, Context, text
from .session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from repairdesk.views.printing import Print

print_ = noun(N_("Printing: what waits for a printer, and this machine's printer."))
NOUNS = {"print": print_}
PRINTER_HELP = N_("Name of a queue, path of a device, folder for files, or tcp://host.")
Printer = Annotated[str, text("PRINTER", PRINTER_HELP)]
Paper = Annotated[str, text("|".join(PAPERS), N_("The paper in it."))]
Prints = Annotated[
    list[int] | None, typer.Argument(metavar="[PRINT]...", help=N_("Numbers of prints, as print list shows."))
]
BATCHES = ("night-slips",)
SWITCH = {"yes": True, "no": False}


def chosen(printer: str, paper: str) -> Preferences:
    """How this machine prints, with what was asked for just now. Refused: ``not_one_of``."""
    if paper and paper not in PAPERS:
        raise refuse("paper", "not_one_of", allowed=PAPERS)
    kept = read_preferences()
    return replace(kept, printer=printer or kept.printer, paper=paper or kept.paper)


@verb(print_, "list", N_("List what waits to be printed, or what was printed of one order."))
def list_(
    ctx: Context,
    order: Annotated[
        str | None, typer.Argument(metavar="[ORDER]", help=N_("Number of the work order, or the end of it."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What was asked for first comes first."""
    from repairdesk.views import printing as views

    from . import output

    session: Session = ctx.obj
    found = views.waiting(session.store) if order is None else views.of_order(session.store, order)
    output.answer(
        as_json,
        lambda: views.as_json(found, session.hours),
        lambda: _table(session, found) if found else [_("Nothing waits to be printed.")],
    )


def _table(session: Session, found: Iterable[Print]) -> list[str]:
    from repairdesk.paper.queue import standing

    from . import cards, output

    headings = (
        _("Print"), _("Order no."), _("Room"), _("Form"), _("Print no."), _("State"), _("Since"), _("By"),
    )  # fmt: skip
    rows = [
        (
            str(one.id), one.order, one.room, spoken(one.title) if one.title else _("Work order"), str(one.place),
            standing(one), cards.when(one.printed_at or one.asked_at, session.hours), one.by,
        )
        for one in found
    ]  # fmt: skip
    return output.table(headings, rows, right=frozenset({0, 4}))


@verb(print_, "run", N_("Print what waits, some of it, or a batch."))
def run(
    ctx: Context,
    prints: Prints = None,
    batch: Annotated[str, text("|".join(BATCHES), N_("Ask for these first, and print them alone."))] = "",
    printer: Printer = "",
    paper: Paper = "",
    as_json: AsJson = False,
) -> None:
    """What fails stays to be printed; then the status is that of a refusal."""
    from repairdesk.desk import printing as desk
    from repairdesk.paper import queue
    from repairdesk.views import printing as views

    session: Session = ctx.obj
    wanted = chosen(printer, paper)
    queue.suited(wanted)
    if batch and batch not in BATCHES:
        raise refuse("batch", "not_one_of", allowed=BATCHES)
    ids = prints or [one.id for one in views.waiting(session.store)]
    if batch:
        orders = views.night_slips(session.store, session.now)
        ids = [
            desk.ask(
                session.store, session.who, number, paper=wanted.paper, language=language(), now=session.now
            )
            for number in orders
        ]
    done = queue.run(session.store, session.who, ids, wanted, now=session.now)
    told_of(done, as_json)


def told_of(done: object, as_json: bool) -> None:
    """Say what was printed and what was not. Raises the refusal of the first that was not."""
    from repairdesk.paper.queue import Done

    from . import output

    assert isinstance(done, Done)  # noqa: S101 - imported late, so not in the signature
    if done.lacking:
        narrate(say(Problem("output", "cannot_print", {"allowed": " ".join(done.lacking)})))
    count = len(done.printed)
    said = ngettext("Printed: {n} form.", "Printed: {n} forms.", count).format(n=count)
    output.answer(
        as_json,
        lambda: {"printed": list(done.printed), "failed": {str(n): p.code for n, p in done.failed}},
        lambda: [said] if count or not done.failed else [],
    )
    if done.failed:
        raise Refused(done.failed[0][1])


@verb(print_, "give-up", N_("What waits is not to be printed any more."))
def give_up(
    ctx: Context,
    prints: Prints = None,
    everything: Annotated[bool, typer.Option("--all", help=N_("All that waits."))] = False,
    reason: Annotated[str, text("TEXT", N_("Why not."))] = "",
) -> None:
    """It counts as never printed."""
    from repairdesk.desk import printing as desk
    from repairdesk.views import printing as views

    session: Session = ctx.obj
    ids = [one.id for one in views.waiting(session.store)] if everything else prints or []
    if not ids and not everything:
        raise refuse("print", "required")
    with session.store.together():
        for one in ids:
            desk.give_up(session.store, session.who, one, reason=reason, now=session.now)


@verb(print_, "setup", N_("Show or change how this machine prints."))
def setup(
    printer: Annotated[str | None, text("PRINTER", N_("As with print run; - is the system's own."))] = None,
    paper: Paper = "",
    way: Annotated[str, text("|".join(WAYS), N_("As a PDF, or as text for a dot-matrix printer."))] = "",
    issued: Annotated[
        str, text("yes|no", N_("Whether a slip is printed as soon as its order is issued."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Kept for this machine and its user."""
    from repairdesk.paper.queue import suited

    from . import output

    for name, value, allowed in (
        ("paper", paper, PAPERS),
        ("way", way, WAYS),
        ("issued", issued, (*SWITCH,)),
    ):
        if value and value not in allowed:
            raise refuse(name, "not_one_of", allowed=allowed)
    kept = read_preferences()
    wanted = replace(
        kept,
        printer=kept.printer if printer is None else printer.removeprefix("-"),
        paper=paper or kept.paper,
        way=way or kept.way,
        print_issued=SWITCH.get(issued, kept.print_issued),
    )
    suited(wanted)
    if wanted != kept:
        try:
            keep_preferences(wanted)
        except OSError as error:
            raise refuse("preferences", "cannot_open", path=str(error.filename or "")) from error
    shown = {name: asdict(wanted)[name] for name in ("printer", "paper", "way", "print_issued")}
    names = (_("Printer"), _("Paper"), _("Way"), _("Printed when issued"))
    values = (
        visible(wanted.printer) or _("the system's own"), wanted.paper, wanted.way,
        _("yes") if wanted.print_issued else _("no"),
    )  # fmt: skip
    output.answer(as_json, lambda: shown, lambda: output.pairs(zip(names, values, strict=True)))
