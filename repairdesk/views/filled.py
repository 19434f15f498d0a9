"""What was filled in of the office's own fields, in the order of its forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from repairdesk.rules.procedure import Procedure
from repairdesk.rules.schema import Words
from repairdesk.rules.statements import Field


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field and its value as it is kept; ``field`` is None for what the program itself keeps beside them."""

    name: str
    value: str
    field: Field | None

    @property
    def title(self) -> Words | None:
        """What the office calls the field."""
        return self.field.title if self.field else None

    @property
    def option(self) -> Words | None:
        """What the office calls the value of a choice."""
        options = self.field.options if self.field else ()
        return next((one.title for one in options if one.name == self.value), None)


def lines(procedure: Procedure, values: Mapping[str, str]) -> tuple[FieldLine, ...]:
    """The fields that are filled in, the office's own first, in the order of the procedure."""
    known = {one.name: one for one in procedure.field}
    names = [*(name for name in known if name in values), *(name for name in values if name not in known)]
    return tuple(FieldLine(name, values[name], known.get(name)) for name in names if values[name])
