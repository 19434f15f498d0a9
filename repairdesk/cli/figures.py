"""``board`` and ``stats``: what is open now, and what the month has come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated

import typer

from repairdesk.rules.parse import narrow
from repairdesk.rules.refusal import refuse
from repairdesk.text import N_, _, joined, labelled, language, month_of, spoken, yuan

from .commands import alone
from .options import AsJson, AsOf, Context, Pdf
from .session import Session

if TYPE_CHECKING:
    from repairdesk.paper.sheet import Table
    from repairdesk.rules.month import Figures, Group, Rate
    from repairdesk.views.month import MonthView

board_app, board_command = alone(
    "board", N_("Every open line, most urgent first, with the next thing to do.")
)
stats_app, stats_command = alone("stats", N_("The figures of a month."))
fines_app, fines_command = alone(
    "fines", N_("The deductions of a month that the procedure names, proposed to the supervisor.")
)
NOUNS = {"board": board_app, "stats": stats_app, "fines": fines_app}
Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help=N_("The month; else this one."))]

RATES: dict[str, str] = {
    "timeliness": N_("Timeliness"),
    "completion": N_("Completion"),
    "callback": N_("Callbacks"),
    "satisfaction": N_("Satisfaction"),
    "slip_return": N_("Slips back in time"),
    "rework": N_("Rework"),
    "accuracy": N_("Accuracy"),
}
COUNTS: dict[str, str] = {
    "received": N_("Calls received"),
    "withdrawn": N_("Withdrawn"),
    "converted": N_("Converted"),
    "repair": N_("Repairs"),
    "matter": N_("Matters"),
    "day": N_("By day"),
    "night": N_("By night"),
    "in_home": N_("In homes"),
    "public_area": N_("In public areas"),
    "paid": N_("Paid"),
    "free": N_("Free"),
}


@board_command
def board(ctx: Context, at: AsOf = None, as_json: AsJson = False) -> None:
    """The board as it is, or as it stood at a time."""
    from repairdesk.views import as_json as forms
    from repairdesk.views import board as view

    from . import cards, output

    session: Session = ctx.obj
    then = session.at(at)
    shown = view.board(session.store, then or session.now, past=then is not None)
    output.answer(as_json, lambda: forms.board(shown), lambda: cards.board_lines(shown))


@stats_command
def stats(
    ctx: Context,
    month: Month = None,
    procedure: Annotated[
        str, typer.Option(metavar="NAME", help=N_("Only the calls of this procedure, with its rates."))
    ] = "",
    behind: Annotated[
        str | None, typer.Option("--list", metavar="FIGURE", help=N_("The calls behind one figure."))
    ] = None,
    at: AsOf = None,
    pdf: Pdf = None,
    as_json: AsJson = False,
) -> None:
    """Each rate with its numerator and denominator."""
    from repairdesk.views import as_json as forms
    from repairdesk.views.month import month as view

    from . import output

    session: Session = ctx.obj
    now = session.at(at) or session.now
    shown = view(session.store, *_month(session, month, now), now, procedure=procedure)
    if pdf is not None:
        name = month_of(shown.year, shown.month)
        ended = "" if shown.ended else _("The month is not over yet.")
        session.sheet(_("Figures of {month}").format(month=name), _sheet(shown), pdf, about=ended)
    if behind is None:
        output.answer(as_json, lambda: forms.stats(shown), lambda: _lines(shown))
    else:
        numerator, denominator = _behind(shown.figures, behind)
        document = {"figure": behind, "numerator": numerator, "denominator": denominator}
        output.answer(as_json, lambda: document, lambda: denominator)


def _month(session: Session, typed: str | None, now: datetime) -> tuple[int, int]:
    """The year and the month that were given, else those that run."""
    said = narrow(typed) if typed else f"{session.hours.local(now):%Y-%m}"
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", said)
    if not found:
        raise refuse("month", "bad_month")
    return int(found[1]), int(found[2])


@fines_command
def fines(ctx: Context, month: Month = None, at: AsOf = None, as_json: AsJson = False) -> None:
    """With every case; nothing is taken by the program."""
    from repairdesk.views import office_json as forms
    from repairdesk.views.fines import fines as view

    from . import cards, output

    session: Session = ctx.obj
    now, hours = session.at(at) or session.now, session.hours
    found = view(session.store, *_month(session, month, now), now)
    rows = [
        (spoken(each.title), cards.when(case.at, hours), case.about, yuan(case.amount))
        for each in found
        for case in each.cases
    ]
    headings = (_("Deduction"), _("Time"), _("About"), _("Amount"))
    output.answer(
        as_json,
        lambda: forms.fines(found, hours, language()),
        lambda: output.table(headings, rows, right=frozenset({3})) if rows else [_("Nothing is proposed.")],
    )


def _behind(figures: Figures, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers of the calls behind a rate or a count."""
    if name in figures.rates:
        return figures.rates[name].numerator, figures.rates[name].denominator
    if name in figures.calls:
        return figures.calls[name], figures.calls[name]
    raise refuse("list", "not_one_of", allowed=", ".join((*figures.rates, *figures.calls)))


def _lines(shown: MonthView) -> list[str]:
    from . import output

    figures = shown.figures
    head = f"{shown.year:04d}-{shown.month:02d}  {shown.procedure}"
    counts = output.pairs((_(COUNTS[name]), str(len(numbers))) for name, numbers in figures.calls.items())
    rates = output.table(
        (_("Rate"), _("Counted"), _("Of"), _("Share")),
        [(_title(shown, name), *_rate(rate)) for name, rate in figures.rates.items()],
        right=frozenset({1, 2, 3}),
    )
    lines = [head, "", *counts, "", *rates, *_answers(shown)]
    for title, found in _groups(figures):
        headings, rows = _group_rows(title, found, shown)
        lines += ["", *output.table(headings, rows, right=frozenset(range(1, len(headings))))]
    if figures.handled:
        lines += ["", *output.table(_handled_headings(), _handled(figures), right=frozenset({1}))]
    return [*lines, "", *output.pairs(_fees(figures))]


def _groups(figures: Figures) -> Iterator[tuple[str, tuple[Group, ...]]]:
    groups = (
        (_("Technician"), figures.by_technician),
        (_("Trade"), figures.by_trade),
        (_("Building"), figures.by_building),
    )
    return ((title, found) for title, found in groups if found)


def _handled_headings() -> tuple[str, ...]:
    return (_("Technician"), _("Finished"), _("By day of the month"))


def _handled(figures: Figures) -> list[tuple[str, ...]]:
    return [
        (each.name, str(len(each.calls)), "  ".join(f"{day:%d}: {len(n)}" for day, n in each.days.items()))
        for each in figures.handled
    ]


def _fees(figures: Figures) -> list[tuple[str, str]]:
    names = (_("Labour"), _("Material"), _("Total"), _("Received money"), _("Still open"))
    fees = figures.fees
    amounts = (fees.labour, fees.material, fees.total, fees.paid, fees.open)
    return [(name, yuan(fen)) for name, fen in zip(names, amounts, strict=True)]


def _sheet(shown: MonthView) -> Iterator[Table]:
    """The month on paper: the rates, the counts, what was answered, by technician, trade and building, the fees."""
    from repairdesk.paper.sheet import Table

    figures = shown.figures
    rates = [(_title(shown, name), *_rate(rate)) for name, rate in figures.rates.items()]
    numbers = frozenset({1, 2, 3})
    yield Table(_("Rates"), (_("Rate"), _("Counted"), _("Of"), _("Share")), rates, numbers)
    counts = [(_(COUNTS[name]), str(len(calls))) for name, calls in figures.calls.items()]
    # Two beside each other: a short list down a whole page reads badly.
    half = (len(counts) + 1) // 2
    rows = [(*one, *other) for one, other in zip_longest(counts[:half], counts[half:], fillvalue=("", ""))]
    yield Table(_("Calls"), (_("Figure"), _("Calls")) * 2, rows, frozenset({1, 3}))
    answers = [each.split(": ", 1) for each in _answers(shown)]
    if answers:
        yield Table(_("Answers"), (_("Field"), _("Answers")), answers)
    for title, groups in _groups(figures):
        headings, rows = _group_rows(title, groups, shown)
        yield Table(title, headings, rows, frozenset(range(1, len(headings))))
    if figures.handled:
        yield Table(_("Finished"), _handled_headings(), _handled(figures), frozenset({1}))
    yield Table(_("Fees"), (_("Fees"), _("yuan")), _fees(figures), frozenset({1}))


def _title(shown: MonthView, name: str) -> str:
    """What a rate is called: by the program, or by the office where it is one of its own."""
    own = shown.titles.get(name)
    return spoken(own) if own is not None else _(RATES.get(name, name))


def _answers(shown: MonthView) -> Iterator[str]:
    """What was filled in of the office's scores and choices, with the mean of a score."""
    for each in shown.figures.answers:
        titles = {option.name: spoken(option.title) for option in each.field.options}
        said = [f"{titles.get(name, name)} {len(calls)}" for name, calls in each.calls.items()]
        if said:
            mean = "" if each.mean is None else _("mean {mean}").format(mean=each.mean)
            yield labelled(spoken(each.field.title), joined([*said, *([mean] if mean else [])]))


def _rate(rate: Rate) -> tuple[str, str, str]:
    share = "-" if rate.value is None else f"{rate.value * 100:.1f} %"
    return str(len(rate.numerator)), str(len(rate.denominator)), share


def _group_rows(
    title: str, groups: Iterable[Group], month: MonthView
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The headings and rows of the table by technician, trade or building."""
    from repairdesk.text import word

    rows = [
        (
            word(group.name),
            str(len(group.calls)),
            *(_rate(rate)[2] for rate in group.rates.values()),
            yuan(group.total),
        )
        for group in groups
    ]
    shown = next(iter(groups))
    return (title, _("Calls"), *(_title(month, name) for name in shown.rates), _("Fees")), rows
