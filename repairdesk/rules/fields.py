"""The office's own fields: which are asked at a stage of the job, and what a typed value means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from .facts import Job
from .parse import narrow
from .procedure import Procedure
from .refusal import refuse
from .schema import Words
from .statements import Field
from .typed import clean_text

YES = ("yes", "y", "true", "1", "是", "√", "x")
NO = ("no", "n", "false", "0", "否")


def asked(procedure: Procedure, job: Job, origin: str, stage: str) -> tuple[Field, ...]:
    """The fields asked about such a job at one stage, in the order of the file."""
    return tuple(one for one in procedure.field if one.stage == stage and one.when.holds(job, origin))


def beforehand(procedure: Procedure, job: Job, origin: str, *, on_file: bool) -> dict[str, str]:
    """What the fields of such a call hold before anybody fills them in, by name.

    That is what goes without saying, or what the register knows of a caller who is ``on_file`` with the room.
    """
    found = {
        one.name: (on_file and one.on_file) or one.preset for one in asked(procedure, job, origin, "call")
    }
    return {name: value for name, value in found.items() if value}


def urgency_title(procedure: Procedure, urgency: str) -> Words | None:
    """What the office calls this class of urgency, where a field of its own sets the class; else it has no name of its own."""
    options = (option for one in procedure.field if one.sets == "urgency" for option in one.options)
    return next((option.title for option in options if option.name == urgency), None)


def unfilled(procedure: Procedure, job: Job, origin: str, stage: str) -> tuple[Field, ...]:
    """The required fields of a stage that are still empty; a required tick must be set."""
    return tuple(
        one
        for one in asked(procedure, job, origin, stage)
        if one.required and job.entry(one.name) in (("", "no") if one.kind == "tick" else ("",))
    )


def filled(procedure: Procedure, job: Job, values: Mapping[str, str]) -> Job:
    """The job with these values of its fields, by name, in place of those before; a field that sets a property sets it.

    Nothing is checked: this is for a form that is still being filled in.
    """
    given = {one.sets: values[one.name] for one in procedure.field if one.sets and values.get(one.name)}
    sets = {str(name): value == "yes" if value in ("yes", "no") else value for name, value in given.items()}
    entries = {**dict(job.entries), **values}
    return replace(job, entries=tuple((name, value) for name, value in entries.items() if value), **sets)  # type: ignore[arg-type]


def value_of(field: Field, typed: str) -> str:
    """The value as it is kept: an option's name, ``yes`` or ``no``, digits, an ISO date, an office time; or nothing.

    Raises ``Refused`` naming the field and what would be accepted.
    """
    said = clean_text(typed, field.name)
    if not said:
        return ""
    if field.kind == "text":
        return said
    return _READ[field.kind](field, narrow(said).strip())


def _choice(field: Field, said: str) -> str:
    typed = said.lower()
    named = sorted(field.options, key=lambda one: one.name.lower() != typed)  # a name before another's title
    for option in named:
        if typed in (option.name.lower(), option.title.zh.lower(), option.title.en.lower()):
            return option.name
    raise refuse(field.name, "not_one_of", allowed=", ".join(option.name for option in field.options))


def _tick(field: Field, said: str) -> str:
    if said.lower() in YES:
        return "yes"
    if said.lower() in NO:
        return "no"
    raise refuse(field.name, "not_one_of", allowed="yes, no")


def _number(field: Field, said: str) -> str:
    whole, _, part = said.partition(".")
    if not (whole.isascii() and whole.isdigit()) or (part and not (part.isascii() and part.isdigit())):
        raise refuse(field.name, "not_a_number")
    return said.rstrip(".")


def _score(field: Field, said: str) -> str:
    if said not in ("1", "2", "3", "4", "5"):
        raise refuse(field.name, "not_one_of", allowed="1, 2, 3, 4, 5")
    return said


def _date(field: Field, said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise refuse(field.name, "bad_date") from None


def _moment(field: Field, said: str) -> str:
    try:
        return f"{datetime.fromisoformat(said).replace(tzinfo=None):%Y-%m-%d %H:%M}"
    except ValueError:
        raise refuse(field.name, "bad_time") from None


_READ = {
    "choice": _choice, "tick": _tick, "number": _number, "score": _score, "date": _date, "moment": _moment,
}  # fmt: skip
