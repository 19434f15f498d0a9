"""The list of everything that can be done now, made from the keys: nothing has to be remembered."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import ActiveBinding

from repairdesk.screens.dialogs import Pick
from repairdesk.screens.frame import key_name
from repairdesk.screens.lines import Column, Line
from repairdesk.screens.shell import Shell
from repairdesk.text import N_, _

BESIDE = (("app.sound", N_("Sound on / off"), "F6 ^N"),)
"""What can be done from anywhere, though its key works on one screen alone: action, name, where the key works."""


def _lines(desk: Shell, keys: Sequence[ActiveBinding]) -> list[Line]:
    """One row for each of these keys that does something; the screen's own first. Textual's own keys have no id."""
    rows: list[Line] = []
    for each in keys:
        binding = each.binding
        if each.enabled and binding.id and binding.description and binding.action != "palette":
            key = key_name(binding.key_display or binding.key)
            rows.append(Line(binding.action, (_(binding.description), key), item=(binding.action, each.node)))
    rows += [Line(action, (_(name), key), item=(action, desk)) for action, name, key in BESIDE]
    return list({line.key: line for line in reversed(rows)}.values())[::-1]


async def choose_action(desk: Shell) -> None:
    """Ask which action, and run it where its key belongs. Call from a worker."""
    columns = (Column(N_("Action"), 40, grow=True), Column(N_("Key"), 8))
    keys = tuple(desk.screen.active_bindings.values())
    line = await desk.push_screen_wait(
        Pick(N_("What would you like to do?"), columns, lambda: _lines(desk, keys))
    )
    if line is not None:
        action, node = line.item
        await desk.run_action(action, default_namespace=node)
