"""The follow-up sheet at the desk: a job becomes one, contacts are noted, it is checked, handed on, and finished."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult

from repairdesk import clock
from repairdesk.desk import calls, follow_ups
from repairdesk.screens.drawn import Piece
from repairdesk.screens.fact_steps import BY, NOW_HINT, Head, Quick
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.own_fields import Asked, OwnFields
from repairdesk.screens.step_forms import REMARK, Lines, LineStep
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, visible
from repairdesk.views.board import BoardRow
from repairdesk.views.steps import Steps

NAME = 60
TRACKER = "tracker"
"""The field of the person who follows a sheet; the program keeps it, whether the office's form names it or not."""


class ToSheet(LineStep):
    """A job that cannot be finished in time goes on as a follow-up sheet with one named person."""

    question = N_("{room}: this goes on as a follow-up sheet under a new number")

    def __init__(self, row: BoardRow, head: Head | None = None) -> None:
        super().__init__(row)
        self._head = head

    def compose_form(self) -> ComposeResult:
        """Why, how things stand, and who follows it."""
        if self._head is not None:
            yield Lines(self._head)
        yield Field("reason", N_("Reason"), limit=REMARK)
        yield Field("state", N_("How it stands"), limit=REMARK)
        yield Field("tracker", N_("Followed by"), limit=NAME, width=24, hint=N_("one person on the staff"))

    def save(self, form: dict[str, str]) -> str:
        """The old line is closed with it."""
        store, who, call = self.common()
        return calls.convert(
            store, who, call, to="follow_up", tracker=form["tracker"], state=form["state"], reason=form["reason"],
            now=clock.now(),
        )  # fmt: skip

    def saved(self, form: Any, result: Any) -> None:
        """The number of the sheet."""
        super().saved(form, result)
        self.desk.notice(N_("{old} goes on as {number}"), "good", old=self.call, number=result)


class Contact(LineStep):
    """One contact about a sheet: what was said, and what the office's own form of it asks."""

    question = N_("{room}: follow-up. {content}")
    done = N_("Noted on {number}")

    def __init__(self, row: BoardRow, steps: Steps, head: Head | None = None) -> None:
        super().__init__(row)
        self._steps, self._head = steps, head
        asked = Asked.of(steps.procedure, steps.job, steps.origin, ["follow_up"])
        self._own = OwnFields(asked.without(TRACKER).afresh())

    def compose_form(self) -> ComposeResult:
        """The words, the person while there is none, and the form."""
        yield Lines(lambda: [*(self._head() if self._head else []), *self._tracker()])
        yield Field("content", N_("What was said"), limit=REMARK)
        if not self._steps.job.entry(TRACKER):
            yield Field(TRACKER, N_("Followed by"), limit=NAME, width=24, hint=N_("one person on the staff"))
        yield self._own

    def _tracker(self) -> list[Piece]:
        name = self._steps.job.entry(TRACKER)
        return [(_("Followed by {name}").format(name=visible(name)), tone("note"))] if name else []

    def read(self) -> dict[str, Any]:
        """With what the form asks."""
        return {**super().read(), "fields": self._own.answers(self.desk.hours, clock.now())}

    def save(self, form: dict[str, Any]) -> None:
        """Noted; the week begins anew."""
        store, who, call = self.common()
        now = clock.now()
        with store.together():
            if form.get(TRACKER):
                follow_ups.change_tracker(store, who, call, form[TRACKER], now=now)
            follow_ups.note(store, who, call, form["content"], fields=form["fields"], now=now)


class Checked(Quick):
    """The team leader or the supervisor has looked through the sheet."""

    question = N_("{room}: the follow-up sheet has been checked")
    done = N_("The check is recorded on {number}")

    def __init__(self, row: BoardRow, by: tuple[str, ...], head: Head | None = None) -> None:
        super().__init__(row)
        self._by, self._head = by, head

    def compose_form(self) -> ComposeResult:
        """Who, and what was found."""
        if self._head is not None:
            yield Lines(self._head)
        if len(self._by) > 1:
            yield ChoiceField("by", N_("Checked by"), tuple((by, BY[by]) for by in self._by))
        yield Field("remark", N_("Remark"), limit=REMARK)

    def save(self, form: dict[str, str]) -> None:
        """Looked through."""
        store, who, call = self.common()
        by = form.get("by") or self._by[0]
        follow_ups.check(store, who, call, by=by, remark=form["remark"], now=clock.now())


class Tracked(LineStep):
    """Somebody else follows the sheet from now on."""

    question = N_("{room}: who follows the sheet from now on?")
    done = N_("The person is changed on {number}")

    def compose_form(self) -> ComposeResult:
        """His name."""
        yield Field(TRACKER, N_("Followed by"), limit=NAME, width=24, hint=N_("one person on the staff"))

    def save(self, form: dict[str, str]) -> None:
        """One person, never two."""
        store, who, call = self.common()
        follow_ups.change_tracker(store, who, call, form[TRACKER], now=clock.now())


class SheetDone(LineStep):
    """What was followed is done."""

    question = N_("{room}: what was followed is done. {content}")
    done = N_("The result is entered on {number}")

    def __init__(self, row: BoardRow, steps: Steps) -> None:
        super().__init__(row)
        self._own = OwnFields(Asked.of(steps.procedure, steps.job, steps.origin, ["close"]))

    def compose_form(self) -> ComposeResult:
        """The result, and what the form asks at the end."""
        yield Field("result", N_("Result"), limit=REMARK)
        yield Field("at", N_("When"), width=16, code=True, hint=NOW_HINT)
        yield self._own

    def read(self) -> dict[str, Any]:
        """With what the form asks."""
        return {**super().read(), "fields": self._own.answers(self.desk.hours, clock.now())}

    def save(self, form: dict[str, Any]) -> None:
        """It can be signed and struck off."""
        store, who, call = self.common()
        follow_ups.finish(
            store, who, call, result=form["result"], fields=form["fields"], at=self.past(form), now=clock.now()
        )  # fmt: skip
