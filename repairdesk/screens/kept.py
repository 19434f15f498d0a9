"""One half-typed form that is kept while it is typed, and forgotten when it has been saved as what it was to be."""

from __future__ import annotations

import os

from repairdesk import clock
from repairdesk.desk import drafts
from repairdesk.models.errors import StoreError
from repairdesk.screens.shell import Shell
from repairdesk.views.drafts import DraftLine, draft
from repairdesk.views.drafts import drafts as every_draft


class Kept:
    """The draft of a form of one ``kind``. ``token`` stays with it, so that what is saved twice is saved once."""

    def __init__(self, desk: Shell, kind: str) -> None:
        self._desk, self._kind = desk, kind
        self.token = os.urandom(8).hex()
        self.id: int | None = None
        self._body: dict[str, str] = {}
        self._over = False

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
        """Keep it while everything goes on; what fails is said in the status line."""
        if body == self._body or self._desk.operator is None:
            return
        try:
            self.id = await self._desk.behind(
                drafts.save, self._desk.store, self._desk.acting(), self._kind, title,
                {**body, "token": self.token}, draft_id=self.id, now=clock.now(),
            )  # fmt: skip
        except StoreError as error:
            self._desk.notice_problem(error)
            return
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
