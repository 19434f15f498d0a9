"""Options and arguments that many verbs share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from repairdesk.rules.refusal import refuse
from repairdesk.text import N_


def text(metavar: str, help: str) -> Any:  # noqa: A002 - Typer's own word
    """An option that takes a word or a text."""
    return typer.Option(metavar=metavar, help=help)


Context = typer.Context
Call = Annotated[str, typer.Argument(metavar="CALL", help=N_("Number of the call, or the end of it."))]
Order = Annotated[
    str, typer.Argument(metavar="ORDER", help=N_("Number of the work order, or the end of it."))
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help=N_('When it happened: "YYYY-MM-DD HH:MM"; else now.')),
]
AsOf = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help=N_('As it stood then: "YYYY-MM-DD HH:MM"; else now.')),
]
AsJson = Annotated[bool, typer.Option("--json", help=N_("Answer with one JSON document."))]
Pdf = Annotated[
    Path | None, typer.Option("--pdf", metavar="FILE", help=N_("Print it into a new file as well."))
]
Remark = Annotated[str, typer.Option(metavar="TEXT", help=N_("A remark."))]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME=VALUE", help=N_("A field of the office's own; may be repeated.")),
]
Pairs = Annotated[
    list[str], typer.Argument(metavar="NAME=VALUE...", help=N_("Fields and what is filled in."))
]
Special = Annotated[bool, typer.Option("--special", help=N_("The time was agreed as a special case."))]


def given(value: str, field: str) -> str:
    """A value that must be there."""
    if not value:
        raise refuse(field, "required")
    return value


def pairs(words: Iterable[str] | None) -> dict[str, str]:
    """``NAME=VALUE`` words by name; an empty value empties the field. Refused: ``not_a_pair``."""
    found = {}
    for word in words or ():
        name, sign, value = word.partition("=")
        if not sign or not name.strip():
            raise refuse("field", "not_a_pair", word=word)
        found[name.strip()] = value
    return found
