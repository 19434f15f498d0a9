"""The present moment: the only place in the program that reads the time."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present as an aware UTC instant of whole seconds, the finest the register keeps."""
    return datetime.now(UTC).replace(microsecond=0)
