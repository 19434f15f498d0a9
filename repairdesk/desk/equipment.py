"""The register of equipment: lifts, pumps, computers that calls are about again and again (S000-F-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from repairdesk.models.store import Store
from repairdesk.rules import parse, typed
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import refuse

from .permissions import require


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentForm:
    """What is on file about one piece of equipment; its name, or number, tells it from all others."""

    name: str
    kind: str = ""
    brand: str = ""
    model: str = ""
    place: str = ""
    installed_on: date | None = None
    note: str = ""


def add(store: Store, who: Operator, form: EquipmentForm, *, now: datetime) -> int:
    """New equipment. Returns its id. Refused: ``required``, ``already_exists``."""
    require(who, "directory.equipment")
    with store.write(who, "equipment.add", about=form.name, now=now) as tx:
        return tx.insert("equipment", active=True, **_values(form))


def change(
    store: Store, who: Operator, name: str, form: EquipmentForm, *, active: bool = True, version: int | None = None,
    now: datetime,
) -> None:  # fmt: skip
    """Put right what is on file; what is out of use is kept with its calls, but takes no more."""
    require(who, "directory.equipment")
    with store.write(who, "equipment.change", about=name, now=now) as tx:
        found = tx.value("SELECT id FROM equipment WHERE name = ?", parse.narrow(name))
        if found is None:
            raise refuse("equipment", "unknown_equipment", name=name)
        tx.update("equipment", int(found), version=version, active=active, **_values(form))


def _values(form: EquipmentForm) -> dict[str, Any]:
    name = typed.clean_line(parse.narrow(form.name), "name")
    if not name:
        raise refuse("name", "required")
    lines = {"kind": form.kind, "brand": form.brand, "model": form.model, "place": form.place}
    return {
        "name": name,
        **{field: typed.clean_line(said, field) or None for field, said in lines.items()},
        "installed_on": form.installed_on,
        "note": typed.clean_text(form.note, "note", typed.REMARK) or None,
    }
