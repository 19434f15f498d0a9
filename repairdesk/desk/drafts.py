"""Forms left in the middle: kept, several at once, until they are finished or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from repairdesk.models.store import Store
from repairdesk.rules import typed
from repairdesk.rules.facts import Operator

from .permissions import require


def save(
    store: Store, who: Operator, kind: str, title: str, body: Mapping[str, object], *, draft_id: int | None = None,
    now: datetime,
) -> int:  # fmt: skip
    """Keep what is typed so far, as a new draft or in place of ``draft_id``. Returns the draft's id."""
    require(who, "draft.save")
    with store.write(who, "draft.save", now=now) as tx:
        values: dict[str, Any] = {
            "kind": kind, "title": typed.clean_line(title[: typed.LINE], "title"),
            "body": json.dumps(body, ensure_ascii=False), "staff_id": who.staff_id, "saved_at": now,
        }  # fmt: skip
        if draft_id is not None and tx.value("SELECT id FROM draft WHERE id = ?", draft_id) is not None:
            tx.update("draft", draft_id, **values)
            return draft_id
        return tx.insert("draft", **values)


def drop(store: Store, who: Operator, draft_id: int, *, now: datetime) -> None:
    """Throw a draft away, because it was saved as what it was to be or is not wanted; gone already is well."""
    require(who, "draft.save")
    with store.write(who, "draft.drop", now=now) as tx:
        if tx.value("SELECT id FROM draft WHERE id = ?", draft_id) is not None:
            tx.delete("draft", draft_id)
