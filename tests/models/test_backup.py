from __future__ import annotations

import os
import random
import stat
import threading
from pathlib import Path

import pytest

from repairdesk.models import driver, files
from repairdesk.models.backup import backup, restore
from repairdesk.models.doctor import doctor
from repairdesk.models.errors import Busy, NoRoom, StoreError, Unsound
from repairdesk.models.store import Store
from repairdesk.rules.refusal import Refused

from .conftest import MOMENT, WANG, add_call, busy_day


def calls(path: Path) -> int:
    store = Store.open(path)
    with store.read() as tx:
        count = int(tx.value("SELECT count(*) FROM call"))
    store.close()
    return count


def test_a_backup_holds_everything_saved_and_stands_alone(store: Store, tmp_path: Path) -> None:
    busy_day(store)
    old = os.umask(0)
    try:
        target = store.backup(tmp_path / "stick" / ".." / "备份 1.db")
    except StoreError as error:
        assert error.code == "cannot_open", "a folder that is not there is not made"
        target = store.backup(tmp_path / "备份 1.db")
    finally:
        os.umask(old)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert doctor(target) == []
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    target.rename(moved / "b.db")
    assert calls(moved / "b.db") == 6
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))


def test_backups_while_others_write_hold_what_was_acknowledged_before(store: Store, tmp_path: Path) -> None:
    done: list[int] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            with store.write(WANG, "call.log", now=MOMENT) as tx:
                add_call(tx)
            done.append(1)

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for n in range(5):
            before = len(done)
            assert calls(store.backup(tmp_path / f"{n}.db")) >= before
    finally:
        stop.set()
        writer.join()


def test_a_backup_overwrites_nothing(store: Store, path: Path, tmp_path: Path) -> None:
    fifo, link, existing = tmp_path / "fifo", tmp_path / "link", tmp_path / "existing"
    os.mkfifo(fifo)
    link.symlink_to(path)
    existing.write_text("mine")
    targets = [path, *files.sides(path), fifo, link, existing, tmp_path, Path("/dev/full"), tmp_path / "a\nb"]
    store.close()
    for target in targets:
        with pytest.raises(Refused):
            backup(path, target)
    with pytest.raises(NoRoom):
        backup(path, existing / "in-a-file.db")
    assert existing.read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["existing", "fifo", "link", "office"]
    assert doctor(path) == []


def test_an_unsound_register_gets_no_backup(store: Store, path: Path, tmp_path: Path) -> None:
    busy_day(store)
    with driver.dbapi.connect(str(path)) as db:
        db.execute("UPDATE call SET content = 'x' WHERE id = 1")
    db.close()
    with pytest.raises(Unsound) as error:
        store.backup(tmp_path / "b.db")
    assert (error.value.code, error.value.params["first"]) == ("unsound", "record_changed")
    assert [file.name for file in tmp_path.iterdir()] == ["office"]


def test_a_restore_brings_the_backup_back_and_keeps_the_present_aside(
    store: Store, path: Path, tmp_path: Path
) -> None:
    busy_day(store)
    saved = store.backup(tmp_path / "b.db")
    busy_day(store, 3)
    store.close()
    aside = restore(saved, path)
    assert aside is not None
    assert aside.parent == path.parent
    assert calls(path) == 6
    assert calls(aside) == 9
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert doctor(path) == doctor(aside) == []
    assert sorted(file.name for file in path.parent.iterdir()) == sorted([path.name, aside.name])
    with Store.open(path).read() as tx:
        assert tx.value("PRAGMA journal_mode") == ("wal" if driver.SOUND_LOG else "delete")


def test_a_restore_to_an_empty_place_and_over_what_an_old_file_left(
    store: Store, path: Path, tmp_path: Path
) -> None:
    busy_day(store)
    saved = store.backup(tmp_path / "b.db")
    assert restore(saved, tmp_path / "new" / "desk.db") is None
    assert calls(tmp_path / "new" / "desk.db") == 6
    left = [(side, side.read_bytes()) for side in files.sides(path) if side.exists()]
    store.close()
    path.unlink()
    for side, content in left:
        side.write_bytes(content)
    assert restore(saved, path) is None
    assert calls(path) == 6
    assert doctor(path) == []


def test_a_restore_over_a_damaged_register_keeps_every_byte_of_it(
    store: Store, path: Path, tmp_path: Path
) -> None:
    busy_day(store)
    saved = store.backup(tmp_path / "b.db")
    store.close()
    good = path.read_bytes()
    for damage in (good[:5000], b"", bytes(4096) + good[4096:], b"text"):
        path.write_bytes(damage)
        files.sides(path)[0].write_bytes(b"log")
        aside = restore(saved, path)
        assert aside is not None
        assert aside.read_bytes() == damage
        assert not any(side.exists() for side in files.sides(path)), (
            "nothing of the old one is played into it"
        )
        assert calls(path) == 6


def test_a_damaged_foreign_or_missing_backup_changes_nothing(
    store: Store, path: Path, tmp_path: Path
) -> None:
    busy_day(store)
    saved = store.backup(tmp_path / "b.db")
    store.close()
    before, good = path.read_bytes(), saved.read_bytes()
    rng = random.Random(9)
    bad = tmp_path / "bad.db"
    for _ in range(100):
        data = bytearray(good)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        bad.write_bytes(data)
        with pytest.raises(Unsound):
            restore(bad, path)
    bad.write_bytes(before)
    with pytest.raises(Unsound) as error:
        restore(bad, path)
    assert error.value.code == "no_backup", "a copy of the file is no backup"
    assert path.read_bytes() == before
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG" + bytes(5000))
    for wrong in (picture, tmp_path, tmp_path / "nothing.db"):
        with pytest.raises(Unsound):
            restore(wrong, path)
    with pytest.raises(Refused):
        restore(saved, saved)
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


def test_a_program_that_was_killed_is_no_obstacle(store: Store, path: Path, tmp_path: Path) -> None:
    busy_day(store)
    saved = store.backup(tmp_path / "b.db")
    busy_day(store, 3)
    left = [(file, file.read_bytes()) for file in (path, *files.sides(path)) if file.exists()]
    store.close()
    for file, content in left:
        file.write_bytes(content)
    aside = restore(saved, path)
    assert aside is not None
    assert (calls(path), calls(aside)) == (6, 9)
    assert len(list(path.parent.iterdir())) == 2
    assert restore(aside, path) is not None, "what was put aside can be put back"
    assert calls(path) == 9


def test_a_backup_can_be_worked_on(store: Store, tmp_path: Path) -> None:
    busy_day(store)
    saved = Store.open(store.backup(tmp_path / "b.db"))
    busy_day(saved, 3)
    saved.close()
    assert doctor(saved.path) == []
    assert calls(saved.path) == 9


@pytest.mark.skipif(not driver.SOUND_LOG, reason="with a rollback journal an idle program holds no lock")
def test_a_register_somebody_has_open_is_not_replaced(store: Store, path: Path, tmp_path: Path) -> None:
    busy_day(store)
    saved = store.backup(tmp_path / "b.db")
    with pytest.raises(Busy) as error:
        restore(saved, path, patience=0.1)
    assert error.value.code == "in_use"
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    store.close()
    assert calls(path) == 7
