"""The one way the program says no: problems as values, each naming its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as attribute


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the field (or row) it is about, a code, and the values the sentence needs.

    The sentence itself lives outside the rules, because a rule knows no language.
    """

    field: str
    code: str
    params: Mapping[str, object] = attribute(default_factory=dict)


class Refused(Exception):
    """An operation that was not done; ``problems`` says why, all of them at once, and nothing was changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(f"{p.field}: {p.code}" for p in problems))
        self.problems = problems


def refuse(field: str, code: str, **params: object) -> Refused:
    """A refusal with one problem, to be raised: ``raise refuse("room", "unknown_room", room=name)``."""
    return Refused(Problem(field, code, params))
