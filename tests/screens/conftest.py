"""A small office in a file of its own for each test, and a clock that stands still."""

from __future__ import annotations

import shutil

import pytest

from repairdesk import clock
from tests.screens.small_office import NOW, Office, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory):
    """The office as it was set up, once for all tests."""
    path = tmp_path_factory.mktemp("founded") / "desk.db"
    found(path)
    return path


@pytest.fixture
def small_office(founded, tmp_path, monkeypatch):
    """A copy of it, and it is half past ten."""
    shutil.copy(founded, tmp_path / "desk.db")
    (tmp_path / "desk.db").chmod(0o600)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Office(tmp_path / "desk.db")
