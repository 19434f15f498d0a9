from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from repairdesk.models import driver, tables
from repairdesk.models.doctor import doctor, warnings
from repairdesk.models.errors import StoreError
from repairdesk.models.journal import BEGINNING
from repairdesk.models.store import Store
from repairdesk.models.values import fingerprint

from .conftest import MOMENT, WANG, add_call, busy_day

GUARDS = tuple(f"{table}_no_{act}" for table in tables.APPEND_ONLY for act in ("update", "delete"))


def tamper(path: Path) -> driver.dbapi.Connection:
    """The file in the hand of somebody who knows SQL: no foreign keys, no triggers, no CHECKs."""
    db = driver.dbapi.connect(str(path), isolation_level=None)
    db.execute("PRAGMA ignore_check_constraints=ON")
    db.row_factory = driver.dbapi.Row
    return db


def without_guards(db: driver.dbapi.Connection, act: Callable[[], object]) -> None:
    """Do something with the triggers of the append-only tables away, and put them back."""
    kept = [
        db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] for name in GUARDS
    ]
    for name in GUARDS:
        db.execute(f"DROP TRIGGER {name}")
    act()
    for sql in kept:
        db.execute(sql)


@pytest.fixture
def sound(store: Store, path: Path) -> Path:
    busy_day(store)
    store.close()
    assert doctor(path) == []
    return path


def codes(path: Path) -> set[str]:
    return {problem.code for problem in doctor(path)}


def test_every_single_change_of_any_field_is_found(sound: Path, tmp_path: Path) -> None:
    rng = random.Random(7)
    copy = tmp_path / "copy.db"
    with tamper(sound) as db:
        fields = [
            (table, column, kind)
            for (table,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'call_search*'"
            ).fetchall()
            for column, kind in db.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
        ]
    db.close()
    assert len(fields) > 130
    for table, column, kind in fields:
        shutil.copyfile(sound, copy)
        db = tamper(copy)
        rowid = rng.choice([row[0] for row in db.execute(f"SELECT rowid FROM {table}")])
        old = db.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (rowid,)).fetchone()[0]
        news = [(old or 0) + 1000, 77] if kind == "INTEGER" else [f"{old or ''}x", f"{old or '0'}0"]
        if (
            old is not None
            and rng.random() < 0.3
            and not db.execute(
                f"SELECT 1 FROM pragma_table_info('{table}') WHERE name = ? AND \"notnull\"", (column,)
            ).fetchone()
        ):
            news = [None]
        new = rng.choice(news)
        without_guards(
            db,
            lambda db=db, sql=f"UPDATE {table} SET {column} = ? WHERE rowid = ?", to=(new, rowid): db.execute(
                sql, to
            ),
        )
        db.close()
        assert doctor(copy), f"{table}.{column}: {old!r} became {new!r}"


def test_every_changed_bit_that_changed_a_record_is_found(sound: Path, tmp_path: Path) -> None:
    def content(file: Path) -> object:
        db = driver.dbapi.connect(f"file:{file}?mode=ro", uri=True)
        db.text_factory = bytes
        try:
            tables = db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name").fetchall()
            return [
                db.execute(f'SELECT * FROM "{name.decode()}" ORDER BY rowid').fetchall()
                for (name,) in tables
                if not name.startswith(b"call_search")
            ]
        except driver.ERRORS:
            return None
        finally:
            db.close()

    good, before = sound.read_bytes(), content(sound)
    rng = random.Random(3)
    copy = tmp_path / "copy.db"
    used = [at for at, byte in enumerate(good) if byte]
    changed = silent = 0
    for _ in range(150):
        data = bytearray(good)
        at = rng.choice(used)
        data[at] ^= 1 << rng.randrange(8)
        copy.write_bytes(data)
        differs = content(copy) != before
        try:
            found = bool(doctor(copy))
        except StoreError:
            found = True
        assert copy.read_bytes() == bytes(data), "the doctor only looks"
        changed += differs
        silent += differs and not found
    assert changed > 30
    assert silent == 0


def test_records_and_entries_added_or_taken_away_are_found(sound: Path, tmp_path: Path) -> None:
    def entry(db: driver.dbapi.Connection, seq: int, previous: str) -> None:
        row = dict(db.execute("SELECT * FROM journal WHERE seq = ?", (seq,)).fetchone())
        row["previous"] = previous
        row["hash"] = fingerprint("journal", row)
        db.execute("UPDATE journal SET previous = ?, hash = ? WHERE seq = ?", (previous, row["hash"], seq))

    def forge(db: driver.dbapi.Connection) -> None:
        row = dict(db.execute("SELECT * FROM price").fetchone())
        row["price_fen"] = 1
        db.execute("UPDATE price SET price_fen = 1, hash = ?", (fingerprint("price", row),))

    def smuggle(db: driver.dbapi.Connection) -> None:
        row = dict(db.execute("SELECT * FROM staff WHERE id = 1").fetchone())
        row |= {"id": 9, "name": "某人", "role": "manager"}
        row["hash"] = fingerprint("staff", row)
        db.execute(
            f"INSERT INTO staff ({','.join(row)}) VALUES ({','.join('?' * len(row))})", tuple(row.values())
        )

    acts: dict[str, Callable[[driver.dbapi.Connection], object]] = {
        "record_missing": lambda db: db.execute("DELETE FROM fact WHERE id = 3"),
        "record_not_as_entered": forge,
        "record_unknown": smuggle,
        "entry_changed": lambda db: db.execute("DELETE FROM journal WHERE seq = 2"),
        "entry_changed ": lambda db: entry(db, 3, BEGINNING),
        "record_unknown ": lambda db: db.execute("DELETE FROM journal WHERE seq > 5"),
        "record_changed": lambda db: db.execute(
            "UPDATE call SET content = CASE id WHEN 1 THEN '第1户厨房漏水' ELSE '第0户厨房漏水' END WHERE id < 3"
        ),
        "numbers_broken": lambda db: db.execute("UPDATE counter SET n = n + 1 WHERE series = 'order'"),
        "numbers_broken ": lambda db: db.execute("INSERT INTO counter VALUES ('call', '2026-03-09', 2)"),
        "layout_changed": lambda db: db.execute("DROP INDEX call_open"),
        "layout_changed ": lambda db: db.execute("CREATE TABLE mine (a)"),
        "bad_revision": lambda db: db.execute("INSERT INTO alembic_version VALUES ('0000')"),
        "not_indexed": lambda db: db.execute("DELETE FROM call_text WHERE id = 2"),
        "index_wrong": lambda db: db.execute("INSERT INTO call_search (rowid, words) VALUES (1, '大厅')"),
        "dangling": lambda db: db.execute("UPDATE resident SET room_id = 55"),
    }
    for code, act in acts.items():
        copy = tmp_path / "copy.db"
        shutil.copyfile(sound, copy)
        db = tamper(copy)
        without_guards(db, lambda db=db, act=act: act(db))
        db.close()
        assert code.strip() in codes(copy), code


def test_a_dropped_guard_is_found(sound: Path) -> None:
    db = tamper(sound)
    db.execute("DROP TRIGGER journal_no_update")
    db.close()
    (problem,) = doctor(sound)
    assert (problem.code, dict(problem.params)) == ("layout_changed", {"name": "journal_no_update"})


def test_a_register_others_may_read_and_an_old_library_are_told_of(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (warnings(sound) == []) == driver.SOUND_LOG
    sound.chmod(0o644)
    monkeypatch.setattr(driver, "SOUND_LOG", False)
    assert [problem.code for problem in warnings(sound)] == ["open_to_others", "old_sqlite"]
    assert doctor(sound) == []


def test_damaged_and_foreign_files_are_findings_and_stay_as_they_are(sound: Path, tmp_path: Path) -> None:
    good = sound.read_bytes()
    rng = random.Random(5)
    damaged = {
        "cut": good[: len(good) // 2], "head": rng.randbytes(16) + good[16:], "empty": b"",
        "page": good[:8192] + rng.randbytes(4096) + good[12288:], "text": "这不是登记册\n".encode() * 100,
        "tail": good[:-4096] + bytes(4096), "schema": good[:100] + rng.randbytes(60) + good[160:],
    }  # fmt: skip
    for name, data in damaged.items():
        file = tmp_path / f"{name}.db"
        file.write_bytes(data)
        assert doctor(file), name
        assert file.read_bytes() == data
        assert [f.name for f in tmp_path.glob(f"{name}.db*")] == [f"{name}.db"]
    assert codes(tmp_path / "nothing.db") == {"no_file"}


def test_the_doctor_looks_while_others_write(store: Store, path: Path) -> None:
    busy_day(store)
    assert doctor(path) == []
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
        assert doctor(path) == []
    assert doctor(path) == []
