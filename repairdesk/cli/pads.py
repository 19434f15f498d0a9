"""``pad``: pads of slips that are numbered in print: what is used, spoiled, not accounted for, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from repairdesk.desk import pads as desk
from repairdesk.text import N_, _, joined, visible

from .commands import noun, verb
from .options import AsJson, At, Context, given, text
from .session import Session

if TYPE_CHECKING:
    from repairdesk.views.as_json import Json
    from repairdesk.views.pads import Pad

pad = noun(N_("Pads of slips numbered in print: taken in, used, spoiled."))
NOUNS = {"pad": pad}
SHOWN = 6
"""Numbers of a kind that a table names."""


@verb(pad, "list", N_("List the pads with what is used, spoiled, not accounted for, and what comes next."))
def list_(
    ctx: Context,
    closed: Annotated[bool, typer.Option("--closed", help=N_("Those put away as well."))] = False,
    as_json: AsJson = False,
) -> None:
    """Those in use."""
    from repairdesk.views.pads import pads

    _answer(ctx.obj, pads(ctx.obj.store, closed=closed), as_json)


@verb(pad, "add", N_("Take a pad in, by its first and its last number as they are printed."))
def add(
    ctx: Context,
    first: Annotated[str, typer.Argument(metavar="FIRST", help=N_("The first number of the pad."))],
    last: Annotated[str, typer.Argument(metavar="LAST", help=N_("The last number of the pad."))],
    form: Annotated[str, text("FORM", N_("Which form it is; else the office's slip."))] = "",
    keeper: Annotated[str, text("NAME", N_("Who keeps it."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """From then on the numbers of this form come from it."""
    session: Session = ctx.obj
    made = desk.add(
        session.store,
        session.who,
        first=first,
        last=last,
        form=form,
        keeper=keeper,
        at=session.at(at),
        now=session.now,
    )
    _one(session, made, as_json)


@verb(pad, "spoil", N_("A sheet of a pad will not be used."))
def spoil(
    ctx: Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The number printed on it."))],
    reason: Annotated[str, text("TEXT", N_("Why it will not be used."))] = "",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Misprinted, torn, lost."""
    from repairdesk.views.pads import pads

    session: Session = ctx.obj
    desk.spoil(
        session.store, session.who, number, reason=given(reason, "reason"), at=session.at(at), now=session.now
    )
    _answer(session, pads(session.store), as_json)


@verb(pad, "close", N_("Put a pad away: no number comes from it any more."))
def close(
    ctx: Context,
    number: Annotated[int, typer.Argument(metavar="PAD", help=N_("Its number in the list of pads."))],
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """It stays on file."""
    session: Session = ctx.obj
    desk.close(session.store, session.who, number, at=session.at(at), now=session.now)
    _one(session, number, as_json)


def _one(session: Session, number: int, as_json: bool) -> None:
    from repairdesk.views.pads import pad_numbered

    _answer(session, [pad_numbered(session.store, number)], as_json)


def _answer(session: Session, found: Iterable[Pad], as_json: bool) -> None:
    from . import output

    rows = list(found)
    output.answer(
        as_json,
        lambda: [_json(one, session) for one in rows],
        lambda: _table(rows) if rows else [_("No pad is in use.")],
    )


def _json(one: Pad, session: Session) -> Json:
    from repairdesk.views.as_json import moment

    hours = session.hours
    return {
        "id": one.id,
        "form": one.form,
        "first": one.first,
        "last": one.last,
        "got_at": moment(one.got_at, hours),
        "keeper": one.keeper or None,
        "closed_at": moment(one.closed_at, hours),
        "next": one.next,
        "left": one.left,
        "used": one.used,
        "spoiled": [
            {"number": each.number, "at": moment(each.at, hours), "by": each.who, "reason": each.reason}
            for each in one.spoiled
        ],
        "missing": list(one.missing),
    }


def _table(found: Iterable[Pad]) -> list[str]:
    from . import output

    rows = [
        (
            str(one.id), visible(one.form), f"{visible(one.first)}-{visible(one.last)}", visible(one.keeper),
            visible(one.next or "") or _("closed"), str(one.left), str(len(one.used)),
            _some([each.number for each in one.spoiled]), _some(one.missing),
        )
        for one in found
    ]  # fmt: skip
    headings = (
        _("Pad"), _("Form"), _("Numbers"), _("Kept by"), _("Next number"), _("Left over"), _("Used"), _("Spoiled"),
        _("Not accounted for"),
    )  # fmt: skip
    return output.table(headings, rows, frozenset({0, 5, 6}))


def _some(numbers: Iterable[str]) -> str:
    """The first of some numbers, and how many there are if more."""
    found = list(numbers)
    more = f" ({len(found)})" if len(found) > SHOWN else ""
    return joined(found[:SHOWN]) + more
