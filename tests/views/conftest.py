"""The small office of the operations' tests, for the questions about it."""

from __future__ import annotations

from tests.desk.conftest import desk

__all__ = ["desk"]
