"""Several writes saved together: each with its entry, one refused alone taken back alone, all or none in the end."""

from __future__ import annotations

import pytest

from repairdesk.models.doctor import doctor
from repairdesk.models.store import Store
from repairdesk.rules.refusal import Refused

from .conftest import MOMENT, WANG, add_call


def log(store: Store, token: str | None = None) -> None:
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx, token=token)


def log_and_fail(store: Store) -> None:
    log(store)
    raise ZeroDivisionError


def counts(store: Store) -> tuple[int, int, int]:
    with store.read() as tx:
        return (
            tx.value("SELECT count(*) FROM call"),
            tx.value("SELECT count(*) FROM fact"),
            tx.value("SELECT count(*) FROM journal WHERE action = 'call.log'"),
        )


def test_writes_together_leave_one_entry_each_and_a_sound_register(store: Store) -> None:
    before = counts(store)
    with store.together():
        log(store)
        with store.read() as tx:
            assert tx.value("SELECT count(*) FROM call") == before[0] + 1
        log(store)
    calls, facts, entries = counts(store)
    assert (calls - before[0], facts - before[1], entries - before[2]) == (2, 4, 2)
    assert list(doctor(store.path)) == []


def test_one_that_is_refused_is_taken_back_alone(store: Store) -> None:
    before = counts(store)
    with store.together():
        log(store, "a")
        with pytest.raises(Refused):
            log(store, "a")
        log(store, "b")
    assert counts(store) == (before[0] + 2, before[1] + 4, before[2] + 2)
    assert list(doctor(store.path)) == []


def test_a_fault_takes_all_of_them_back(store: Store) -> None:
    before = counts(store)
    with pytest.raises(ZeroDivisionError), store.together():
        log_and_fail(store)
    assert counts(store) == before
    log(store)
    assert counts(store)[0] == before[0] + 1


def test_a_write_inside_a_write_stays_an_error(store: Store) -> None:
    with store.together(), pytest.raises(RuntimeError), store.write(WANG, "outer", now=MOMENT):
        log(store)
    with pytest.raises(RuntimeError), store.write(WANG, "outer", now=MOMENT), store.together():
        pass


def test_the_numbers_of_what_was_not_saved_together_are_not_ones_own(store: Store) -> None:
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    before = set(store.own)
    with pytest.raises(ZeroDivisionError), store.together():  # noqa: PT012
        with store.write(WANG, "call.log", now=MOMENT) as tx:
            add_call(tx)
        raise ZeroDivisionError
    assert store.own == before
    with store.together():
        with store.write(WANG, "call.log", now=MOMENT) as tx:
            add_call(tx)
        assert len(store.own) == len(before) + 1, "what follows in the same transaction knows of it"
    assert len(store.own) == len(before) + 1
