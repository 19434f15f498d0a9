"""One half-typed form that is kept while it is typed, and forgotten when it has been saved as what it was to be."""

from __future__ import annotations

import os
from typing import ClassVar

from repairdesk import clock
from repairdesk.desk import drafts
from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Refused
from repairdesk.screens.board_lines import when
from repairdesk.screens.form import FormScreen
from repairdesk.screens.lines import Column, Line
from repairdesk.screens.shell import Shell
from repairdesk.text import N_
from repairdesk.views.drafts import DraftLine, draft
from repairdesk.views.drafts import drafts as every_draft


class Kept:
    """The draft of a form of one ``kind``. ``token`` stays with it, so that what is saved twice is saved once."""

    def __init__(self, desk: Shell, kind: str) -> None:
        self._desk, self._kind = desk, kind
        self.token = os.urandom(8).hex()
        self.id: int | None = None
        self._body: dict[str, str] = {}
        self._over = self._keeping = False

    def others(self) -> list[DraftLine]:
        """The other drafts of this kind, the one kept last first."""
        return [
            line for line in every_draft(self._desk.store) if line.kind == self._kind and line.id != self.id
        ]

    def take_up(self, draft_id: int) -> dict[str, str]:
        """What was typed into a draft; from now on it is this one."""
        body = {name: str(value) for name, value in draft(self._desk.store, draft_id).items()}
        if body:
            self.id, self.token, self._body = draft_id, body.pop("token", self.token), dict(body)
        return body

    def keep(self, title: str, body: dict[str, str]) -> bool:
        """Keep it now; False if nobody has signed on, who could keep it. Raises what the operation raises."""
        if self._desk.operator is None:
            return False
        if body != self._body:
            self.id = drafts.save(
                self._desk.store, self._desk.acting(), self._kind, title, {**body, "token": self.token},
                draft_id=self.id, now=clock.now(),
            )  # fmt: skip
            self._body = body
        return True

    async def keep_behind(self, title: str, body: dict[str, str]) -> None:
        """Keep it while everything goes on; what fails is said in the status line.

        One at a time: a second one that does not know the first one's draft would begin another.
        """
        if body == self._body or self._keeping or self._desk.operator is None:
            return
        self._keeping = True
        try:
            self.id = await self._desk.behind(
                drafts.save, self._desk.store, self._desk.acting(), self._kind, title,
                {**body, "token": self.token}, draft_id=self.id, now=clock.now(),
            )  # fmt: skip
        except StoreError as error:
            self._desk.notice_problem(error)
            return
        finally:
            self._keeping = False
        self._body = body
        if self._over:  # the form was saved while its draft was on its way to the disk
            await self.forget()

    async def forget(self) -> None:
        """The form has been saved: the draft has done its work."""
        self._over = True
        if self.id is not None:
            try:
                await self._desk.behind(
                    drafts.drop, self._desk.store, self._desk.acting(), self.id, now=clock.now()
                )
            except StoreError as error:
                self._desk.notice_problem(error)


KEEP_EVERY = 2.0
"""Seconds between two looks at whether something typed has to be kept."""


class DraftedForm(FormScreen):
    """A form that is kept while it is typed, put aside for another one, and taken up again.

    Write ``is_blank``, ``draft``, ``draft_title``, ``take_up`` and ``empty``.
    """

    kind_of_draft: ClassVar[str] = ""

    def on_mount(self) -> None:
        """What is typed is kept now and then."""
        self._kept = Kept(self.desk, self.kind_of_draft)
        self.set_interval(KEEP_EVERY, self._keep_if_typed)

    # --- to be written by the form ------------------------------------------------------------------

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been typed."""
        raise NotImplementedError

    def draft(self) -> dict[str, str]:
        """What is typed."""
        return self.values()

    def draft_title(self) -> str:
        """By what it is recognised among others."""
        raise NotImplementedError

    def take_up(self, body: dict[str, str]) -> None:
        """Fill the form in as it was left."""
        raise NotImplementedError

    def empty(self) -> None:
        """Begin another one; what is typed is lost unless it has been kept."""
        self._kept = Kept(self.desk, self.kind_of_draft)

    # --- keeping ------------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """Keep what is typed, if it is not kept already."""
        if self.is_mounted and not self.is_blank:
            self._kept.keep(self.draft_title(), self.draft())

    def _keep_if_typed(self) -> None:
        """Now and then, so that not even a power cut takes a call away."""
        if not self.saving and not self.is_blank:
            self.run_worker(self._kept.keep_behind(self.draft_title(), self.draft()), group="keep")

    def _put_aside(self) -> bool:
        """Keep it as a draft and empty the form; False, with the reason told, if it cannot be kept."""
        try:
            kept = self._kept.keep(self.draft_title(), self.draft())
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
            return False
        except StoreError as error:
            self.desk.notice_problem(error)
            return False
        if kept:
            self.empty()
            self.desk.notice(N_("The unfinished call is kept: F2, then Ctrl+R takes it up again"))
        return True

    # --- keys ---------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Esc: it is kept, to be taken up again."""
        self.desk.leave_notice()
        blank = self.is_blank
        if blank or self._put_aside():
            self.leave()

    def action_another(self) -> None:
        """The telephone rings in the middle of a call: keep it, and take the next one."""
        if not self.is_blank:
            self._put_aside()

    def action_take_one_up(self) -> None:
        """Take up one that was left in the middle; what is typed now is kept in its place."""
        from repairdesk.screens.dialogs import Pick

        lines = self._kept.others()
        if not lines:
            self.desk.notice(N_("No call was left unfinished."))
        elif len(lines) == 1:
            self._take(lines[0].id)
        else:
            hours, now = self.desk.hours, clock.now()
            columns = (Column(N_("Kept"), 12), Column(N_("By"), 8), Column(N_("Call"), 30, grow=True))
            rows = [
                Line(each.id, (when(each.saved_at, hours, now), each.who, each.title), item=each.id)
                for each in lines
            ]
            self.app.push_screen(Pick(N_("Which call do you take up again?"), columns, rows), self._picked)

    def _picked(self, line: Line | None) -> None:
        if line is not None:
            self._take(line.item)

    def _take(self, draft_id: int) -> None:
        if not self.is_blank and not self._put_aside():
            return
        body = self._kept.take_up(draft_id)
        if body:
            self.take_up(body)
        else:
            self.desk.notice(N_("Somebody has finished this call meanwhile."))
