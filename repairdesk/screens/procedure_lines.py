"""An office's procedure on a page: the sentences of ``repairdesk.explain``, section by section."""

from __future__ import annotations

from collections.abc import Iterator

from repairdesk import text
from repairdesk.explain import explained, references
from repairdesk.rules.procedure import Procedure
from repairdesk.screens.page import Text
from repairdesk.text import _, visible


def procedure(found: Procedure) -> Iterator[Text]:
    """The whole procedure, line by line."""
    title = found.source.title.in_(text.language())
    yield Text(_("{title} ({name}, version {n})").format(title=title, name=found.id, n=found.version), "bold")
    for section in explained(found):
        yield Text(section.title, section=True)
        heading = ""
        for each in section.statements:
            if each.heading != heading:
                heading = each.heading
                yield Text(heading, "note")
            rules = references(found, each.rules)
            yield Text("  ".join(filter(None, (each.title, rules))), "bold")
            yield from (Text(visible(sentence), indent=3) for sentence in each.sentences)
