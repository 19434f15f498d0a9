"""What the office keeps, in sentences: papers, money, callbacks, figures, duties, books, roles, words to say."""

from __future__ import annotations

from collections.abc import Iterator

from repairdesk.rules.procedure import Procedure
from repairdesk.rules.statements import ADVICE_AT as STEPS_IN_ORDER
from repairdesk.rules.statements import Field, Fine, Form, Numbering, OwnRate
from repairdesk.text import _, joined, money, ngettext, spoken, word

from .parts import Statement, told
from .phrases import Phrases, begun
from .steps import entry
from .words import ADVICE_AT, FEATURES, KEEPERS, PERIODS

# --- papers ---------------------------------------------------------------------------------------


def papers(say: Phrases) -> Iterator[Statement]:
    """The copies of the slip and the printed forms."""
    copies, forms = _("Copies of the slip"), _("Printed forms")
    for copy in say.found.copy:
        keeps = _("In the end it is kept by {keeper}.").format(keeper=_(KEEPERS[copy.goes_to]))
        paid = _("Only a paid job has it handed on.") if copy.paid_only else ""
        stays = _("It stays at the desk when the slip goes out.") if copy.stays else ""
        yield told(spoken(copy.title), (stays, keeps, paid, say.only(copy.when)), copy, heading=copies)
    for form in say.found.form:
        yield told(spoken(form.title), _form(form, say), form, form.numbering, heading=forms)


def _form(form: Form, say: Phrases) -> Iterator[str]:
    yield say.only(form.when)
    if form.numbering is not None:
        yield _number(form.numbering)
    if form.fields:
        yield _("It holds: {fields}.").format(fields=say.fields(form.fields))
    if form.signatures:
        yield _("Signed by: {names}.").format(names=joined(spoken(one) for one in form.signatures))
    if form.disclaimer is not None:
        yield _("Disclaimer: {text}").format(text=spoken(form.disclaimer))
    if form.notes is not None:
        yield _("Also printed: {text}").format(text=spoken(form.notes))


def _number(numbering: Numbering) -> str:
    first = f"{numbering.prefix}{numbering.first:0{numbering.digits}d}"
    said = {
        "ever": _("It has its own number, from {first} on."),
        "year": _("It has its own number, from {first} on, begun anew every year."),
        "month": _("It has its own number, from {first} on, begun anew every month."),
    }
    return said[numbering.each].format(first=first)


# --- money and callbacks --------------------------------------------------------------------------


def fees(say: Phrases) -> Iterator[Statement]:
    """How amounts are worked out."""
    yield told(_("How amounts are worked out"), _fees(say), say.found.fees)


def _fees(say: Phrases) -> Iterator[str]:
    fees = say.found.fees
    jobs = say.jobs(fees.charged)
    if jobs:
        yield _("Charged for at all: {jobs}.").format(jobs=jobs)
    yield _("Labour counts by each {n} minutes begun.").format(n=fees.unit_minutes)
    if fees.blocks:
        yield _("Several kinds of work in one such unit are charged once, at the highest rate.")
    if fees.stock_percent != 100:
        yield _("Material off the list costs {n} per cent of its stock price.").format(n=fees.stock_percent)
    if fees.round_to != 1:
        yield _("Such prices are rounded to {amount}, half up.").format(amount=money(fees.round_to))
    if fees.prepay_from is not None:
        yield _("From {amount} on it is paid in advance.").format(amount=money(fees.prepay_from))
    if fees.rework_free:
        yield _("Doing a job again is recorded, not charged.")


def callbacks(say: Phrases) -> Iterator[Statement]:
    """How the desk is walked through its calls; nothing where none is owed."""
    sentences = tuple(_callbacks(say))
    if sentences:
        yield told(_("How the desk is walked through its calls"), sentences, say.found.callbacks)


def _callbacks(say: Phrases) -> Iterator[str]:
    found, owed = say.found.callbacks, _owed(say.found)
    if "arrival" in owed:
        yield ngettext(
            "An arrival call is proposed {n} minute before its limit.",
            "An arrival call is proposed {n} minutes before its limit.",
            found.early,
        ).format(n=found.early)
    if "plan" in owed:
        yield ngettext(
            "After {n} objection to a plan the supervisor decides.",
            "After {n} objections to a plan the supervisor decides.",
            found.objections,
        ).format(n=found.objections)
    if "completion" in owed:
        tries = say.found.closing.unreachable_after
        yield _("After {n} calls that reached nobody the callback may be given up.").format(n=tries)
    if found.share != 100:
        yield _("Of 100 finished jobs {n} are drawn for a call.").format(n=found.share)
    for condition in found.always:
        yield _("Always drawn: {jobs}.").format(jobs=say.jobs(condition))


def _owed(found: Procedure) -> set[str]:
    """The kinds of callback that a limit or a bar names."""
    named = [p for limit in found.limit for p in (*limit.from_, *limit.or_from, *limit.to)]
    named += [p for bar in (*found.gate, *found.closing.bar) for p in bar.needs]
    completion = any(bar.code == "completion_callback" for bar in found.closing.bar)
    return {p.kind for p in named if p.kind is not None} | ({"completion"} if completion else set())


# --- figures --------------------------------------------------------------------------------------


def month(say: Phrases) -> Iterator[Statement]:
    """The figures owed at the end of the month, and what is to be reached."""
    found = say.found.month
    if found is None:
        return
    yield told(
        _("The sheet of the month"),
        (
            _("It shows: {rates}.").format(rates=joined(say.rate(name) for name in found.rates)),
            _("The desk is reminded of it {n} days before the last of the month.").format(
                n=found.remind_days
            ),
        ),
        found,
    )
    for rate in found.rate:
        yield told(spoken(rate.title), (_rate(rate, say), say.only(rate.when), _target(rate.name, say)), rate)
    own_names = {rate.name for rate in found.rate}
    for name in found.targets:
        if name not in own_names:
            yield Statement(say.rate(name), (_target(name, say),))


def _rate(rate: OwnRate, say: Phrases) -> str:
    if rate.limits:
        said = _("Of these limits, as far as they fell due in the month, those that were kept: {limits}.")
        return said.format(limits=say.limits(rate.limits))
    field = say.found.field_named(rate.field or "")
    if field is None:
        return ""
    titles = {option.name: spoken(option.title) for option in field.options}
    good = joined(titles.get(option, option) for option in rate.options)
    return _("Of the answers to {field} those that are: {answers}.").format(
        field=spoken(field.title), answers=good
    )


def _target(name: str, say: Phrases) -> str:
    targets = say.found.month.targets if say.found.month else {}
    if name not in targets:
        return ""
    return _("To be reached: {n} %.").format(n=f"{targets[name] / 10:g}")


# --- what is owed and kept ------------------------------------------------------------------------


def duties(say: Phrases) -> Iterator[Statement]:
    """What the office owes regularly."""
    for duty in say.found.duty:
        when = _(PERIODS[duty.every])
        if duty.day is not None:
            when = _("{every}, by the end of its day {n}").format(every=when, n=duty.day)
        sentences = [_("{sentence}.").format(sentence=when)]
        if duty.every != "day":
            sentences.append(
                ngettext(
                    "The desk is reminded {n} day before.",
                    "The desk is reminded {n} days before.",
                    duty.remind_days,
                ).format(n=duty.remind_days)
            )
        yield told(spoken(duty.title), sentences, duty)


def books(say: Phrases) -> Iterator[Statement]:
    """Registers of the office's own."""
    for book in say.found.book:
        holds = _("; ").join(_column(field) for field in book.fields)
        yield told(
            spoken(book.title), (_("Each line holds: {fields}.").format(fields=holds),), book, *book.fields
        )


def _column(field: Field) -> str:
    more = [entry(field)] if field.kind != "text" else []
    more += [_("always")] if field.required else []
    return (
        _("{name} ({more})").format(name=spoken(field.title), more=joined(more))
        if more
        else spoken(field.title)
    )


def keeping(say: Phrases) -> Iterator[Statement]:
    """How long closed lines are kept."""
    for keep in say.found.keep:
        jobs = say.jobs(keep.when) or _("every line")
        if keep.converted:
            jobs = _("{jobs} that led to a follow-up sheet").format(jobs=jobs)
        yield told(_("Keep: {jobs}").format(jobs=jobs), (_years(keep.years),), keep)
    if say.found.retention_years is not None:
        yield Statement(_("Keep: {jobs}").format(jobs=_("every line")), (_years(say.found.retention_years),))


def _years(years: int | None) -> str:
    if years is None:
        return _("Without end.")
    return ngettext(
        "For {n} full year after the day of the strike-off.",
        "For {n} full years after the day of the strike-off.",
        years,
    ).format(n=years)


def fines(say: Phrases) -> Iterator[Statement]:
    """Deductions that are proposed."""
    for fine in say.found.fine:
        yield told(spoken(fine.title), _fine(fine, say), fine)


def _fine(fine: Fine, say: Phrases) -> Iterator[str]:
    books = {book.name: book for book in say.found.book}
    duties = {duty.name: spoken(duty.title) for duty in say.found.duty}
    if fine.limit is not None:
        yield _("For each time this limit was missed: {limit}.").format(limit=say.limits([fine.limit]))
    if fine.duty is not None:
        yield _("For each time this duty was missed: {duty}.").format(duty=duties.get(fine.duty, ""))
    if fine.book is not None:
        yield _("For each line of the book: {book}.").format(book=spoken(books[fine.book].title))
    if fine.amount is not None:
        columns = {field.name: spoken(field.title) for field in books[fine.book].fields} if fine.book else {}
        yield _("The amount proposed stands there: {field}.").format(
            field=columns.get(fine.amount, fine.amount)
        )
    else:
        yield _("Proposed: {amount}.").format(amount=money(fine.fen))
    if fine.from_ > 1:
        yield _("From case {n} of the month on.").format(n=fine.from_)


# --- people and words -----------------------------------------------------------------------------


def roles(say: Phrases) -> Iterator[Statement]:
    """Who may record what."""
    for may in say.found.may:
        by = joined(word(role) for role in may.roles)
        yield told(
            begun(say.fact(may.what)),
            (
                say.only(may.when),
                _("Recorded by: {roles}; a manager always may.").format(roles=by) if by else "",
                _("Not by whoever carried the job's last order.") if may.not_technician else "",
            ),
            may,
        )


def advice(say: Phrases) -> Iterator[Statement]:
    """What to say and to watch, step by step."""
    for step in STEPS_IN_ORDER:
        for one in say.found.advice:
            if one.at == step:
                yield told(spoken(one.text), (say.only(one.when),), one, heading=_(ADVICE_AT[step]))


def served(say: Phrases) -> Iterator[Statement]:
    """The rules that the program serves for every office."""
    for one in say.found.served:
        yield told(_(FEATURES[one.feature]), (), one)
