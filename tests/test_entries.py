"""Every operation that leaves an entry in the journal has a name that people read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from repairdesk.desk.permissions import ALLOWED
from repairdesk.entries import ENTRIES, entry_title

PROGRAM = Path(__file__).parents[1] / "repairdesk"
WRITERS = {"write": 1, "on_call": 2, "on_order": 2}
"""What writes an entry, and the place of the operation's name among what it is given."""


def written(path: Path) -> Iterator[str]:
    """The names of operations that a module gives to whatever writes entries."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[WRITERS[name] :] if name in WRITERS else []
            if given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
                yield given[0].value


def test_every_operation_has_a_name() -> None:
    named = {action for path in PROGRAM.rglob("*.py") for action in written(path)}
    assert {"order.arrive", "call.log", "staff.change", "import"} <= named, "what writes entries is found"
    assert (named | ALLOWED.keys()) - ENTRIES.keys() == set()


def test_an_unknown_action_is_called_by_its_code() -> None:
    assert entry_title("order.arrive") == "Arrival recorded"
    assert entry_title("not.known") == "not.known"
