"""The small office of the operations' tests, whose papers are printed."""

from __future__ import annotations

from tests.desk.conftest import desk

__all__ = ["desk"]
