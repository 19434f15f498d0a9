"""How alarms ring in this office: ``data/watch.toml``, read when the first alarm is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from repairdesk.config import data_dir
from repairdesk.rules.schema import ProcedureError, key, number, record


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """``repeat``: seconds from one ring to the next; ``unassigned``: minutes after which nobody's job rings."""

    repeat: int = key(
        number, "seconds from one ring to the next, while anything that rings has not been heard"
    )
    unassigned: int = key(number, "minutes after which a job rings that nobody has been given")


@dataclass(frozen=True, slots=True)
class _File:
    alarm: AlarmSettings = key(record(AlarmSettings), "how alarms ring")


@cache
def alarm_settings() -> AlarmSettings:
    """The settings of ``data/watch.toml``, read once. Raises ``ProcedureError`` if somebody broke the file."""
    import tomllib

    path = data_dir() / "watch.toml"
    try:
        read: _File = record(_File)(tomllib.loads(path.read_text(encoding="utf-8")), "")
        if not read.alarm.repeat:
            raise ProcedureError("alarm.repeat", "expected_number")
    except ProcedureError as error:
        raise ProcedureError(error.key, error.code, source=path.name, **error.params) from None
    return read.alarm
