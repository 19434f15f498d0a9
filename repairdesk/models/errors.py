"""What can be wrong with the register itself, as opposed to what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class StoreError(Exception):
    """The register could not be opened, read or written; nothing was changed.

    ``code`` is the key of the sentence in ``messages.MESSAGES`` and ``params`` holds its values, ``path`` always
    among them. ``exit_status`` is what the command line ends with.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.params: Mapping[str, object] = params


class Unsound(StoreError):
    """The file is damaged, foreign, made by a newer program, or not the file that was opened."""

    exit_status = 3


class Missing(Unsound):
    """There is no file of that name: the first start, or a mistyped path."""


class Busy(StoreError):
    """Somebody else kept the register locked for longer than anyone should wait."""

    exit_status = 4


class NoRoom(StoreError):
    """The disk is full, broken or read-only."""

    exit_status = 5
