"""A month's figures as rows: each with its share, a bar that reads without colour, and the calls behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from repairdesk.rules.month import Answers, Figures, Group, Rate, Target
from repairdesk.rules.schema import Words
from repairdesk.screens.lines import Cell, Column, Line
from repairdesk.screens.tones import SIGNS
from repairdesk.text import N_, _, labelled, spoken, word, yuan

BAR = 24
"""Cells of a full bar."""

RATES = {
    "timeliness": N_("Timeliness"),
    "completion": N_("Completion rate"),
    "callback": N_("Callback rate"),
    "satisfaction": N_("Satisfaction"),
    "slip_return": N_("Slips in time"),
    "rework": N_("Rework"),
    "accuracy": N_("Accuracy"),
}
MEANING = {
    "timeliness": N_("Repairs reached within their limit, of those whose limit fell in the month"),
    "completion": N_("Repairs finished and confirmed, of those received less the withdrawn"),
    "callback": N_("Finished calls whose customer was reached by telephone, of all finished"),
    "satisfaction": N_("Satisfied or basically satisfied, of all who gave an opinion"),
    "slip_return": N_("Slips back in time, of those due back in the month"),
    "rework": N_("Finished calls that needed another order, of all finished: the lower the better"),
    "accuracy": N_("Calls of which nothing that was written down had to be corrected, of those received"),
}
COUNTS = {
    "received": N_("Calls received"),
    "withdrawn": N_("withdrawn"),
    "converted": N_("converted"),
    "repair": N_("repairs"),
    "matter": N_("matters"),
    "day": N_("by day"),
    "night": N_("by night"),
    "in_home": N_("in homes"),
    "public_area": N_("public area"),
    "paid": N_("paid"),
    "free": N_("free"),
}
FIGURES = (
    Column(N_("Figure"), 20), Column(N_("Of"), 11, right=True), Column(N_("Share"), 8, right=True), Column("", BAR + 2),
    Column(N_("Target"), 10, grow=True),
)  # fmt: skip
GROUPS = {
    "technician": N_("Technician"),
    "trade": N_("Trade"),
    "building": N_("Building"),
}
SHORT = {
    "timeliness": N_("Timely"),
    "completion": N_("Done"),
    "callback": N_("Called"),
    "satisfaction": N_("Pleased"),
    "slip_return": N_("Slips"),
    "rework": N_("Rework"),
    "accuracy": N_("Exact"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a figure: its name (a message, or a person's), what it means, its calls and those it missed."""

    name: str
    meaning: str
    calls: tuple[str, ...]
    missed: tuple[str, ...] = ()


def bar(part: int, whole: int) -> str:
    """A share as a bar of hashes and points: a little is never nothing, and almost all is never all."""
    if not whole:
        return "-" * BAR
    full = round(BAR * part / whole)
    full = min(max(full, 1 if part else 0), BAR if part >= whole else BAR - 1)
    return "#" * full + "." * (BAR - full)


def percent(rate: Rate) -> str:
    """``92.1 %``; a dash where there is nothing to have a share of."""
    whole = len(rate.denominator)
    if not whole:
        return "-"
    thousandths = (2000 * len(rate.numerator) + whole) // (2 * whole)
    return f"{thousandths // 10}.{thousandths % 10} %"


def missed(rate: Rate) -> tuple[str, ...]:
    """The calls of the whole that are not among the part, each as often as it is missing."""
    left = list(rate.denominator)
    for number in rate.numerator:
        left.remove(number)
    return tuple(left)


def figures(found: Figures, titles: Mapping[str, Words]) -> Iterator[Line]:
    """The rates, those of the office's own under its ``titles``, then its scores and choices, then the counts."""
    targets = {target.rate: target for target in found.targets}
    for name, rate in found.rates.items():
        yield _rate(name, rate, targets.get(name), titles.get(name))
    for answers in found.answers:
        if answers.calls:
            yield _given(answers)
    yield Line("", ("", "", "", "", ""))
    received = len(found.calls.get("received", ()))
    for name, calls in found.calls.items():
        if name == "converted" and not calls:
            continue
        share = Rate(calls, found.calls["received"])
        first = name == "received"
        cells: tuple[Cell, ...] = (
            _(COUNTS[name]) if first else f"  {_(COUNTS[name])}", str(len(calls)),
            "" if first else percent(share), "" if first else bar(len(calls), received), "",
        )  # fmt: skip
        yield Line(name, cells, item=Behind(COUNTS[name], "", calls))


def _given(answers: Answers) -> Line:
    """What was filled in of one of the office's fields: how often each answer, and the mean of a score."""
    title = spoken(answers.field.title)
    options = {option.name: spoken(option.title) for option in answers.field.options}
    calls = tuple(number for numbers in answers.calls.values() for number in numbers)
    mean = "" if answers.mean is None else f"{answers.mean:.2f}"
    said = "  ".join(f"{options.get(name, name)} {len(numbers)}" for name, numbers in answers.calls.items())
    cells: tuple[Cell, ...] = (title, str(len(calls)), mean, said, "")
    return Line(f"answers {answers.field.name}", cells, item=Behind(title, labelled(title, said), calls))


def _rate(name: str, rate: Rate, target: Target | None, title: Words | None) -> Line:
    part, whole = len(rate.numerator), len(rate.denominator)
    goal: Cell = ""
    if target is not None:
        tone = {True: "good", False: "late", None: ""}[target.reached]
        goal = (f"{SIGNS.get(tone, ' ')} {target.target * 100:.1f} %", tone)
    reached = rate.numerator if name == "rework" else missed(rate)
    called = RATES[name] if title is None else spoken(title)
    cells: tuple[Cell, ...] = (
        (_(called), "bold"), f"{part} / {whole}", (percent(rate), "bold"), bar(part, whole), goal,
    )  # fmt: skip
    meaning = MEANING[name] if title is None else called
    return Line(f"rate {name}", cells, item=Behind(called, meaning, rate.denominator, reached))


def group_columns(kind: str, found: Figures) -> tuple[Column, ...]:
    """The columns of the table by technician, trade or building; the office's own rates would not fit."""
    rates = tuple(Column(SHORT[name], 7, right=True) for name in found.rates if name in SHORT)
    return (
        Column(GROUPS[kind], 10, grow=True),
        Column(N_("Calls"), 6, right=True),
        *rates,
        Column(N_("Fees"), 10, right=True),
    )


def group_lines(kind: str, groups: tuple[Group, ...]) -> Iterator[Line]:
    """One row for each; a share is written as part and whole, because the wholes are small."""
    for group in groups:
        name = word(group.name) if kind == "trade" else group.name
        shares = (
            f"{len(rate.numerator)}/{len(rate.denominator)}" if rate.denominator else "-"
            for rate_name, rate in group.rates.items()
            if rate_name in SHORT
        )
        cells = (name, str(len(group.calls)), *shares, yuan(group.total))
        late = group.rates.get("timeliness")
        behind = Behind(name, "", group.calls, missed(late) if late else ())
        yield Line(group.name, cells, item=behind)
