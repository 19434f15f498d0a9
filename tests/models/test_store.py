from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from repairdesk.models import driver, files, migrations
from repairdesk.models.errors import Busy, Missing, NoRoom, Unsound
from repairdesk.models.store import Store
from repairdesk.models.values import from_text, to_text
from repairdesk.rules.refusal import Refused

from .conftest import DAY, MOMENT, WANG, add_call, busy_day, furnish


def raw(path: Path) -> driver.dbapi.Connection:
    return driver.dbapi.connect(str(path), isolation_level=None)


# --- a new file -----------------------------------------------------------------------------------


def test_a_new_register_is_private_and_stamped(path: Path) -> None:
    old = os.umask(0)
    try:
        store = Store.create(path)
        furnish(store)
        for file in (path, *files.sides(path)):
            assert not file.exists() or stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(old)
    with store.read() as tx:
        assert tx.value("PRAGMA application_id") == migrations.APPLICATION_ID
        assert tx.value("PRAGMA user_version") == migrations.FORMAT
        assert tx.value("PRAGMA journal_mode") == ("wal" if driver.SOUND_LOG else "delete")
        assert tx.value("PRAGMA synchronous") == (2 if driver.SOUND_LOG else 3)
        for pragma, value in {
            "foreign_keys": 1, "secure_delete": 1, "recursive_triggers": 1, "trusted_schema": 0,
            "cell_size_check": 1, "mmap_size": 0, "journal_size_limit": 4194304, "busy_timeout": 10000,
        }.items():  # fmt: skip
            assert (tx.value(f"PRAGMA {pragma}") or 0) == value, pragma
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["desk.db"]


def test_a_register_is_never_made_over_something_else(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.write_text("吃饭")
    with pytest.raises(Refused) as refused:
        Store.create(path)
    assert refused.value.problems[0].code == "already_a_file"
    assert path.read_text() == "吃饭"
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "nowhere.db")
    with pytest.raises(Refused):
        Store.create(link)
    with pytest.raises(Refused):
        Store.create(tmp_path / "two\nlines.db")


def test_what_an_earlier_file_left_beside_is_not_played_into_a_new_one(path: Path) -> None:
    path.parent.mkdir()
    for side in files.sides(path):
        side.write_bytes(b"left")
    Store.create(path).close()
    assert len([file for file in path.parent.iterdir() if "left-over" in file.name]) == 2
    Store.open(path).close()


# --- files that are no register -------------------------------------------------------------------


def test_wrong_paths_are_refused_clearly_and_nothing_is_made(tmp_path: Path) -> None:
    fifo, empty, picture = tmp_path / "fifo", tmp_path / "empty.db", tmp_path / "picture.png"
    os.mkfifo(fifo)
    empty.touch()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000))
    other = tmp_path / "other.db"
    db = raw(other)
    db.execute("CREATE TABLE t (a)")
    db.close()
    before = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    expected = {
        tmp_path / "nothing.db": "no_file", tmp_path / "no" / "folder.db": "no_file", picture / "x.db": "no_file",
        tmp_path: "not_a_file", fifo: "not_a_file", Path("/dev/null"): "not_a_file", empty: "empty_file",
        picture: "foreign_file", other: "foreign_file", tmp_path / "nul\0l": "cannot_open",
    }  # fmt: skip
    for wrong, code in expected.items():
        with pytest.raises(Unsound) as error:
            Store.open(wrong)
        assert error.value.code == code, wrong
        assert isinstance(error.value, Missing) == (code == "no_file")
    assert {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == before


def test_a_newer_or_strangely_versioned_register_is_left_alone(store: Store, path: Path) -> None:
    store.close()
    for sql in (
        f"PRAGMA user_version = {migrations.FORMAT + 1}",
        "UPDATE alembic_version SET version_num = '9999'",
    ):
        Path(str(path) + ".copy").write_bytes(path.read_bytes())
        db = raw(path)
        db.execute(sql)
        db.close()
        content = path.read_bytes()
        with pytest.raises(Unsound) as error:
            Store.open(path)
        assert error.value.code == "newer_file"
        assert path.read_bytes() == content
        path.write_bytes(Path(str(path) + ".copy").read_bytes())


def test_a_second_name_is_refused_and_a_symbolic_link_is_not(
    store: Store, path: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    other = Store.open(link)
    with other.write(WANG, "note", now=MOMENT) as tx:
        tx.note(text="一")
    assert store.changed()
    assert not files.sides(link)[0].exists()
    (tmp_path / "hard.db").hardlink_to(path)
    for name in (path, tmp_path / "hard.db"):
        with pytest.raises(Unsound) as error:
            Store.open(name)
        assert error.value.code == "hard_link"
    with pytest.raises(Unsound), store.write(WANG, "note", now=MOMENT) as tx:
        tx.note(text="二")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root to act as somebody else")
def test_a_file_that_may_not_be_written_says_so(store: Store, path: Path) -> None:
    store.close()
    script = (
        "import os, sys; from repairdesk.models.store import Store; from repairdesk.models.errors import *\n"
        "os.setuid(65534)\n"
        "try: Store.open(sys.argv[1])\n"
        "except NoRoom as error: print(error.code, error.params['path'])\n"
    )
    seen = []
    for file_mode, folder_mode in ((0o600, 0o755), (0o644, 0o755), (0o666, 0o755)):
        path.chmod(file_mode)
        for folder in path.parents:
            if "pytest-of-" in str(folder):
                folder.chmod(0o755)
        path.parent.chmod(folder_mode)
        done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True)
        seen.append(done.stdout.strip() or done.stderr)
    assert seen == [f"cannot_open {path}", f"read_only {path}", f"read_only {path.parent}"]


def test_a_file_taken_away_is_noticed_before_the_next_save(store: Store, path: Path) -> None:
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    away = path.with_name("away.db")
    path.rename(away)
    with pytest.raises(Unsound) as error, store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    assert error.value.code == "replaced_file"
    Store.create(path).close()
    with pytest.raises(Unsound) as error, store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    assert error.value.code == "replaced_file"


def test_a_file_replaced_during_the_save_is_not_acknowledged(store: Store, path: Path) -> None:
    with pytest.raises(Unsound) as error, store.write(WANG, "call.log", now=MOMENT) as tx:  # noqa: PT012
        add_call(tx)
        path.rename(path.with_name("away.db"))
    assert error.value.code == "replaced_file"


@pytest.mark.skipif(not driver.SOUND_LOG, reason="an old SQLite keeps no log")
def test_a_file_cut_off_while_its_log_was_played_into_it_is_whole(
    store: Store, path: Path, tmp_path: Path
) -> None:
    size = path.stat().st_size
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        for n in range(60):
            add_call(tx, f"第{n}户" + "漏水" * 200)
    log = files.sides(path)[0].read_bytes()
    with raw(path) as db:
        db.execute("PRAGMA wal_checkpoint(FULL)")
    db.close()
    torn = tmp_path / "torn.db"
    torn.write_bytes(path.read_bytes()[: size + 4096])
    files.sides(torn)[0].write_bytes(log)
    with pytest.raises(driver.dbapi.DatabaseError, match="malformed"):
        driver.look(torn).execute("PRAGMA application_id")
    with Store.open(torn).read() as tx:
        assert tx.value("SELECT count(*) FROM call") == 60


# --- writing --------------------------------------------------------------------------------------


def test_a_write_is_whole_or_absent_and_leaves_one_entry(store: Store) -> None:
    with store.write(WANG, "call.log", at=MOMENT - timedelta(hours=1), now=MOMENT) as tx:
        call = add_call(tx)
    with pytest.raises(ZeroDivisionError), store.write(WANG, "call.log", now=MOMENT) as tx:  # noqa: PT012
        add_call(tx)
        raise ZeroDivisionError
    with store.read() as tx:
        assert [row["number"] for row in tx.all("SELECT number FROM call")] == ["260302000001"]
        assert tx.value("SELECT n FROM counter") == 1
        entry = tx.one("SELECT * FROM journal ORDER BY seq DESC")
        assert tx.value("SELECT count(*) FROM journal") == 2
    assert entry is not None
    assert (entry["action"], entry["about"], entry["name"], entry["post"], entry["staff_id"]) == (
        "call.log", "260302000001", "王小丽", "front_desk", 1,
    )  # fmt: skip
    assert (entry["happened_at"], entry["entered_at"]) == ("2026-03-02T04:50:00Z", "2026-03-02T05:50:00Z")
    changes = json.loads(entry["changes"])
    assert [change["table"] for change in changes] == ["call", "fact", "fact"]
    assert changes[0]["after"]["content"] == "厨房漏水，请尽快来人"
    assert changes[0]["id"] == call


def test_a_change_keeps_what_stood_there_before_whole(store: Store) -> None:
    long = "水" * 100_000
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        call = add_call(tx, long)
    with store.write(WANG, "call.correct", now=MOMENT) as tx:
        assert tx.update("call", call, content="好了", caller=None, version=1)
        assert not tx.update("call", call, content="好了", caller=None)
    with store.read() as tx:
        row = tx.one("SELECT * FROM call")
        (change,) = json.loads(tx.value("SELECT changes FROM journal ORDER BY seq DESC"))
    assert row is not None
    assert (row["version"], row["content"], row["caller"]) == (2, "好了", None)
    assert change["before"] == {"content": long, "caller": "张伟", "version": 1}
    assert change["after"] == {"content": "好了", "caller": None, "version": 2}
    with pytest.raises(Refused) as refused, store.write(WANG, "call.correct", now=MOMENT) as tx:
        tx.update("call", call, version=1, content="又漏了")
    assert refused.value.problems[0].code == "changed_meanwhile"
    with pytest.raises(LookupError), store.write(WANG, "x", now=MOMENT) as tx:
        tx.update("call", 99, content="")


def test_nothing_done_leaves_no_entry_unless_there_is_something_to_say(store: Store) -> None:
    def entries() -> int:
        with store.read() as tx:
            return int(tx.value("SELECT count(*) FROM journal"))

    before = entries()
    with store.write(WANG, "nothing", now=MOMENT):
        pass
    with store.write(WANG, "draft.save", now=MOMENT) as tx:
        draft = tx.insert("draft", kind="call", body="{}", saved_at=MOMENT)
    with store.write(WANG, "draft.drop", now=MOMENT) as tx:
        tx.delete("draft", draft)
    assert entries() == before
    with store.write(WANG, "staff.sign_on", now=MOMENT) as tx:
        tx.note(name="王小丽", tries=1)
    assert entries() == before + 1
    with pytest.raises(ValueError), store.write(WANG, "x", now=MOMENT) as tx:
        tx.delete("call", 1)


def test_a_journal_replayed_into_nothing_gives_the_same_records(store: Store) -> None:
    busy_day(store)
    replayed: dict[tuple[str, int], dict[str, object]] = {}
    with store.read() as tx:
        for (changes,) in tx.all("SELECT changes FROM journal ORDER BY seq"):
            for change in json.loads(changes):
                row = replayed.setdefault((change["table"], change["id"]), {})
                row.update(change["after"], hash=change["hash"])
        kept = {
            (table, row["id"]): {name: row[name] for name in row.keys() if row[name] is not None}  # noqa: SIM118
            for table in (
                "office", "procedure", "staff", "room", "resident", "price", "call", "fact", "work_order",
                "charge", "slip_copy", "enabled_procedure", "equipment", "entry", "book_line", "duty_done",
                "crew_full", "numbering", "alarm_answered", "handover", "handover_line", "desk_item", "emergency",
                "emergency_contact", "taken_back", "printing", "paper_list", "copy_move", "slip_pad", "slip_spoiled",
                "receipt", "waiver",
            )
            for row in tx.all(f"SELECT * FROM {table}")
        }  # fmt: skip
    assert replayed == kept


def test_values_a_column_would_bend_are_errors_and_values_no_file_holds_are_refused(store: Store) -> None:
    wrong = [{"phone": 13800000001}, {"minor": "1"}, {"paid": 0.5}, {"hash": "x"}, {"shoe_size": 44}]
    for more in wrong:
        with pytest.raises(TypeError), store.write(WANG, "call.log", now=MOMENT) as tx:
            add_call(tx, **more)
    with pytest.raises(ValueError), store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx, received_at=datetime(2026, 3, 2))
    refused_ones = {
        "content": ("\0", "control_characters"), "caller": ("\ud800", "control_characters"),
        "minor": (2**63, "too_large"), "kind": ("joke", "not_accepted"), "urgency": (None, "required"),
        "received_at": ("today", "not_accepted"), "number": ("1", "not_accepted"),
    }  # fmt: skip
    for field, (value, code) in refused_ones.items():
        with pytest.raises(Refused) as refused, store.write(WANG, "call.log", now=MOMENT) as tx:
            add_call(tx, **{field: value})
        assert [(p.field, p.code) for p in refused.value.problems] == [(field, code)]
    with pytest.raises(Refused) as refused, store.write(WANG, "staff.add", now=MOMENT) as tx:
        tx.insert("staff", name="王小丽", role="clerk", active=True)
    assert [(p.field, p.code) for p in refused.value.problems] == [("name", "already_exists")]
    with pytest.raises(driver.dbapi.IntegrityError), store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx, room_id=99)
    with pytest.raises(driver.dbapi.IntegrityError), store.write(WANG, "x", now=MOMENT) as tx:
        tx.update("fact", add_call(tx), remark="anders")


def test_the_same_token_is_kept_once(store: Store) -> None:
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx, token="a")
    with pytest.raises(Refused) as refused, store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx, token="a")
    assert refused.value.problems[0].field == "token"


def test_numbers_start_anew_each_day_and_each_series_has_its_own(store: Store) -> None:
    with store.write(WANG, "x", now=MOMENT) as tx:
        assert [tx.number("call", DAY) for _ in range(2)] == ["260302000001", "260302000002"]
        assert tx.number("order", DAY) == "260302500001"
        assert tx.number("call", date(2026, 12, 31)) == "261231000001"
    with raw(store.path) as db:
        db.execute("UPDATE counter SET n = 499999 WHERE series = 'call' AND day = '2026-03-02'")
    with pytest.raises(Refused), store.write(WANG, "x", now=MOMENT) as tx:
        tx.number("call", DAY)


def test_instants_are_utc_text_and_come_back_as_they_went() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert to_text(datetime(2026, 3, 2, 13, 50, 7, 999, tzinfo=shanghai)) == "2026-03-02T05:50:07Z"
    assert from_text("2026-03-02T05:50:07Z") == datetime(2026, 3, 2, 5, 50, 7, tzinfo=UTC)
    assert to_text(datetime(985, 3, 2, tzinfo=UTC)) == "0985-03-02T00:00:00Z"


# --- several at once ------------------------------------------------------------------------------


@pytest.mark.skipif(not driver.SOUND_LOG, reason="with a rollback journal a writer waits for the readers")
def test_a_reader_sees_one_moment_and_a_read_inside_a_write_sees_the_write(store: Store, path: Path) -> None:
    other = Store.open(path)
    with store.read() as tx:
        assert tx.value("SELECT count(*) FROM call") == 0
        with other.write(WANG, "call.log", now=MOMENT) as writing:
            add_call(writing)
            with other.read() as inside:
                assert inside.value("SELECT count(*) FROM call") == 1
        assert tx.value("SELECT count(*) FROM call") == 0
        with store.read() as again:
            assert again is tx
        with pytest.raises(RuntimeError), store.write(WANG, "x", now=MOMENT):
            pass
    with store.read() as tx:
        assert tx.value("SELECT count(*) FROM call") == 1
    other.close()


def test_a_change_by_somebody_else_is_noticed_once(store: Store, path: Path) -> None:
    other = Store.open(path)
    assert not other.changed()
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    assert other.changed()
    assert not other.changed()
    assert not store.changed()
    threading.Thread(target=lambda: busy_day(store, 1)).start()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    assert store.changed()
    assert other.changed()
    other.close()


def test_a_held_lock_ends_in_busy_and_the_next_save_goes_through(store: Store) -> None:
    store._patience = 0.2
    store.close()
    holder = raw(store.path)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy) as error, store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    assert (error.value.code, error.value.exit_status) == ("busy", 4)
    holder.close()
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    assert store.changed(), "what was missed while the connection was lost counts as a change"


WRITER = """
import sys; from datetime import datetime, UTC
from repairdesk.models.store import Store
sys.path.insert(0, {here!r})
from tests.models.conftest import WANG, add_call, DAY
store = Store.open(sys.argv[1])
for n in range(int(sys.argv[2])):
    with store.write(WANG, "call.log", now=datetime.now(UTC)) as tx:
        add_call(tx, token=f"{{sys.argv[3]}}-{{n}}")
    print("ACK", f"{{sys.argv[3]}}-{{n}}", tx.about, flush=True)
"""


def start(path: Path, count: int, name: str) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", WRITER.format(here=str(root)), str(path), str(count), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


def test_two_programs_at_once_lose_nothing_and_share_no_number(store: Store, path: Path) -> None:
    writers = [start(path, 200, name) for name in "ab"]
    acks = [line for writer in writers for line in writer.communicate()[0].splitlines()]
    assert [writer.returncode for writer in writers] == [0, 0]
    with store.read() as tx:
        kept = {f"ACK {token} {number}" for token, number in tx.all("SELECT token, number FROM call")}
        serials = [int(row[0][6:]) for row in tx.all("SELECT number FROM call ORDER BY number")]
    assert set(acks) == kept
    assert serials == list(range(1, 401))


def test_a_killed_program_loses_nothing_it_acknowledged(store: Store, path: Path) -> None:
    from repairdesk.models.doctor import doctor

    acknowledged = set()
    for round_ in range(4):
        writer = start(path, 100_000, f"r{round_}")
        assert writer.stdout is not None
        for _ in range(20 + 7 * round_):
            acknowledged.add(writer.stdout.readline().split()[1])
        writer.kill()
        acknowledged |= {
            line.split()[1] for line in writer.communicate()[0].splitlines() if line.endswith("\n")
        }
    with store.read() as tx:
        kept = [row[0] for row in tx.all("SELECT token FROM call")]
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept))
    assert doctor(path) == []


def test_no_other_sqlite_and_no_heavy_library_is_loaded() -> None:
    script = (
        "import sys, tempfile, os\n"
        "from repairdesk.models.store import Store\n"
        "Store.open(Store.create(os.path.join(tempfile.mkdtemp(), 'a.db')).path)\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'pydantic', 'alembic', 'typer', 'pendulum', 'tomllib', 'pypinyin'}\n"
        "print(sorted(heavy & {m.split('.')[0] for m in sys.modules}))\n"
        "print(sorted({'sqlite3', 'pysqlite3'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy, libraries = done.stdout.splitlines()
    assert heavy == "[]"
    assert libraries.count("sqlite3") == 1


def test_the_choice_of_library_and_of_the_journal() -> None:
    sound = [(3, 51, 3), (3, 53, 4), (3, 50, 7), (3, 44, 6), (4, 0, 0)]
    unsound = [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
    assert all(map(driver.has_sound_log, sound))
    assert not any(map(driver.has_sound_log, unsound))


def test_an_old_library_takes_a_register_back_from_the_log(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "SOUND_LOG", False)
    if driver.dbapi.sqlite_version_info >= (3, 51, 3):
        store._patience = 0.1
        other = Store(path, patience=0.1)
        with pytest.raises(Busy), other.read():
            pass  # somebody still has it open with the log
    store.close()
    with Store.open(path).write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
        assert tx.value("PRAGMA journal_mode") == "delete"
        assert tx.value("PRAGMA synchronous") == 3


def test_every_error_of_the_disk_has_a_meaning(path: Path) -> None:
    class Failed(driver.dbapi.OperationalError):
        sqlite_errorcode = 0

    expected = {13: ("no_room", 5), 10 | 4 << 8: ("io_error", 5), 8: ("read_only", 5), 11: ("damaged", 3),
                26: ("foreign_file", 3), 5 | 2 << 8: ("busy", 4), 14: ("cannot_open", 5)}  # fmt: skip
    for number, (code, status) in expected.items():
        error = Failed()
        error.sqlite_errorcode = number
        told = driver.meaning(error, path)
        assert told is not None
        assert (told.code, told.exit_status) == (code, status)
    assert driver.meaning(driver.dbapi.OperationalError("no such table"), path) is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs limits of the size of files")
def test_a_disk_that_takes_no_more_is_told_and_forgiven(store: Store, path: Path) -> None:
    script = (
        "import resource, signal, sys; sys.path.insert(0, '.')\n"
        "from tests.models.conftest import *\n"
        "from repairdesk.models.errors import NoRoom\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "store = Store.open(sys.argv[1]); saved = 0\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    while True:\n"
        "        with store.write(WANG, 'call.log', now=MOMENT) as tx: add_call(tx)\n"
        "        saved += 1\n"
        "except NoRoom as error: print(error.code, error.exit_status)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "with store.write(WANG, 'call.log', now=MOMENT) as tx: add_call(tx)\n"
        "print(saved + 1)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    told, saved = done.stdout.splitlines()
    assert told in {"io_error 5", "no_room 5"}
    with store.read() as tx:
        assert tx.value("SELECT count(*) FROM call") == int(saved) > 5
    assert issubclass(NoRoom, Exception)
