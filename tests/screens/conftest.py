"""A small office in a file of its own for each test, and a clock that stands still."""

from __future__ import annotations

import shutil

import pytest

from repairdesk import clock
from repairdesk.desk import office
from tests.screens.small_office import NOW, Office, body_of, found


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


@pytest.fixture
def office_by(tmp_path, monkeypatch):
    """An office that works by the procedure of this name, with others in use beside it; it is half past ten."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def founded_by(procedure: str, *beside: str) -> Office:
        path = tmp_path / f"{procedure}.db"
        found(path, procedure)
        here = Office(path)
        for name in beside:
            office.adopt_procedure(here.store, here.who, body_of(name), also=True, now=NOW)
        return here

    return founded_by
