"""The one door through which stored text reaches a widget."""

from __future__ import annotations

from textual.content import Content

from repairdesk.text import visible


def show(text: str, *, lines: bool = False) -> Content:
    """Text from people as display content: never markup, and with a visible sign for every control character.

    Everything that comes from the database, a file or a person goes through here before a widget gets it
    (``LineList`` does so by itself). A plain ``str`` given to a widget is read as markup: ``[red]`` would colour,
    ``[@click=...]`` would act and an unmatched bracket would end the program. With ``lines`` line breaks stay.
    """
    return Content(visible(text, lines=lines))
