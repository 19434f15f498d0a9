"""Options and arguments that many verbs share."""

from __future__ import annotations

from typing import Annotated, Any

import typer

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
Remark = Annotated[str, typer.Option(metavar="TEXT", help=N_("A remark."))]
