"""The other post has changed the line meanwhile: what it did, and whether one's own entry is still meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.entries import entry_title
from repairdesk.field_names import FIELDS
from repairdesk.models.errors import StoreError
from repairdesk.rules.worktime import Hours
from repairdesk.screens.board_lines import when
from repairdesk.screens.card_lines import fact_words
from repairdesk.screens.dialogs import Choices
from repairdesk.screens.page import Brief, Text
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _, called, cell_len, cut, joined, money, spoken, word
from repairdesk.views.changes import Change, Changed, changes, last_entry

LABELS = {
    **FIELDS,
    "minor": N_("Minor repair"),
    "department": N_("Department"),
    "key_customer": N_("Key customer"),
    "active": N_("In use"),
    "works": N_("Works here"),
    "brand": N_("Brand"),
    "model": N_("Model"),
    "note": N_("Remark"),
    "installed_on": N_("Installed on"),
    "firm": N_("Firm"),
}
"""What a property of a line or of an entry of the directories is called."""
LOOK = N_("Leave mine, and look at the line")
NOT_SAVED = N_("Not saved. What you typed stays as it is.")
YES_NO = {"yes": N_("yes"), "no": N_("no")}
WIDTH, ROOM = 66, 13
"""Cells of a line, and lines of what others did that there is room for; the latest are shown."""


class ChangedSince(Choices):
    """Shows what others did meanwhile. Gives ``mine``: save all the same, or ``look``: what ``leave`` says."""

    def __init__(self, question: str, changes: Sequence[Change], leave: str, **values: object) -> None:
        options = (("mine", N_("Save mine as well")), ("look", leave))
        super().__init__(
            question, options, likely="look", **values
        )  # Enter pressed without reading saves nothing
        self._changes = tuple(changes)
        self._brief = Brief(self._written)
        self._brief.styles.margin = (0, 0, 1, 0)

    def body(self) -> ComposeResult:
        """What they did, then what to do."""
        yield self._brief
        yield from super().body()

    def _written(self) -> Sequence[Text]:
        desk = self.app
        hours = desk.hours if isinstance(desk, Shell) else Hours()
        told_ = [line for change in self._changes for line in told(change, hours, clock.now())]
        lines: list[Text] = []
        room = ROOM
        for line in reversed(told_):
            room -= -(-cell_len(line.words) // WIDTH)
            if room < 0:
                return [Text("..."), *lines]
            lines.insert(0, line)
        return lines


def told(change: Change, hours: Hours, now: datetime) -> Iterator[Text]:
    """One entry in words: when, what and who; below it what it brought."""
    who = joined((change.name, word(change.post)))
    yield Text(f"{when(change.at, hours, now)}  {_(entry_title(change.action))}   {who}", "bold")
    for fact in change.facts:
        at = when(fact.at, hours, now)
        words = fact_words(fact, hours, now)
        yield _below(words if at == when(change.at, hours, now) else f"{at}  {words}")
    for field in change.fields:
        yield _below(_field(field))
    for item, amount in change.charges:
        yield _below(f"{item}  {money(amount)}")
    if change.state:
        yield _below(_("now: {state}").format(state=word(change.state)), "bad" if change.ended else "")


def _below(words: str, tone: str = "") -> Text:
    """What belongs to the entry above."""
    return Text(cut(f"   {words}", 2 * WIDTH), tone)


def _field(field: Changed) -> str:
    """A field as it is now, and how it was."""
    line = field.now
    name = (
        _(LABELS[line.name]) if line.field is None and line.name in LABELS else called(line.title, line.name)
    )
    said = _("{field}: {value}").format(field=name, value=_value(field, line.value) or "-")
    return said + (
        "  " + _("(was {value})").format(value=_value(field, field.before)) if field.before else ""
    )


def _value(field: Changed, value: str) -> str:
    if value in YES_NO:
        return _(YES_NO[value])
    if field.now.name == "price":
        return money(int(value))
    own = field.now.field
    if own is not None:
        return next((spoken(one.title) for one in own.options if one.name == value), value)
    return word(value)


def tell_of(desk: Shell, call: str, since: int) -> int:
    """Say in the status line what others have done to a call since the entry ``since``. Returns the last one looked at."""
    try:
        looked = last_entry(desk.store)
        found = changes(desk.store, call, since)
    except StoreError as error:
        desk.notice_problem(error)
        return since
    if not found:
        return looked
    last, ended = found[-1], any(change.ended for change in found)
    message = (
        N_("{name} ({post}) has ended call {number}: {what}.")
        if ended
        else N_("{name} ({post}) is at call {number} too: {what}.")
    )
    desk.notice(
        message, "bad" if ended else "soon", name=last.name, post=lambda: word(last.post), number=call,
        what=lambda: _(entry_title(last.action)),
    )  # fmt: skip
    return max(looked, last.entry)


def card_of(desk: Shell, call: str) -> None:
    """Show the card of a call in front of whatever is typed; Esc leads back to that."""
    from repairdesk.screens.card import CardScreen

    card = CardScreen()
    desk.push_screen(card)
    card.call_later(card.opened, call)
