from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from repairdesk.models import driver, migrations, tables
from repairdesk.models.doctor import doctor
from repairdesk.models.errors import Unsound
from repairdesk.models.migrations import run
from repairdesk.models.store import Store

from .conftest import MOMENT, WANG, add_call, add_order, busy_day, furnish, keep_house

HEAD = migrations.HEAD
NEXT = """
from alembic import op
import sqlalchemy as sa
revision = "9999"
down_revision = "{head}"
def upgrade():
    with op.batch_alter_table("room") as batch:
        batch.add_column(sa.Column("floor", sa.Integer))
    op.execute("UPDATE room SET floor = NULL")
    if {fail}:
        raise ValueError("the light went out")
"""


def layout(db: driver.dbapi.Connection) -> dict[str, str]:
    sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    return dict(db.execute(sql).fetchall())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_schema_file_is_what_the_tables_say() -> None:
    assert migrations.SCHEMA.read_text("utf-8") == tables.schema()


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_a_new_register_equals_one_upgraded_from_nothing_and_the_tables(path: Path) -> None:
    Store.create(path).close()
    nothing = path.with_name("nothing.db")
    nothing.touch()
    with run.engine(nothing).begin() as connection:
        run.command.upgrade(run.config(connection), "head")
    made, upgraded = (driver.dbapi.connect(str(file)) for file in (path, nothing))
    assert layout(made) == layout(upgraded)
    made.close()
    upgraded.close()
    declared = path.with_name("declared.db")
    declared.touch()
    with run.engine(declared).begin() as connection:
        SQLModel.metadata.create_all(connection)
    engine = run.engine(path)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    assert [diff for diff in found if "call_search" not in str(diff)] == []
    with Store.open(path).read() as tx:
        made_names = {row[0] for row in tx.all("SELECT name FROM sqlite_master")} - {"alembic_version"}
    db = driver.dbapi.connect(str(declared))
    assert {row[0] for row in db.execute("SELECT name FROM sqlite_master")} == {
        name for name in made_names if "autoindex_alembic" not in name
    }
    db.close()


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    scripts = ScriptDirectory(str(run.SCRIPTS))
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == migrations.REVISIONS
    assert scripts.get_current_head() == migrations.HEAD


def test_no_column_has_a_default_and_every_table_is_strict(store: Store) -> None:
    with store.read() as tx:
        names = [
            row[0]
            for row in tx.all("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
        ]
        for name in names:
            assert not tx.all("SELECT 1 FROM pragma_table_info(?) WHERE dflt_value IS NOT NULL", name)
        loose = "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND NOT strict"
        assert [row[0] for row in tx.all(loose)] == ["sqlite_schema"]


def test_the_lists_of_a_million_lines_use_their_indexes(store: Store) -> None:
    questions = {
        "SELECT * FROM call WHERE closed_at IS NULL ORDER BY received_at": "call_open",
        "SELECT * FROM call WHERE room_id = 1 ORDER BY received_at DESC LIMIT 50": "call_room",
        "SELECT * FROM call WHERE phone_tail = '0001' ORDER BY received_at DESC LIMIT 50": "call_phone_tail",
        "SELECT * FROM call WHERE received_at >= 'a' AND received_at < 'b'": "call_received_at",
        "SELECT * FROM call WHERE number = '260302000001'": "sqlite_autoindex_call_1",
        "SELECT * FROM call WHERE token = 'x'": "call_token",
        "SELECT * FROM fact WHERE call_id = 1 ORDER BY at": "fact_call",
        "SELECT * FROM work_order WHERE call_id = 1": "work_order_call",
        "SELECT count(*) FROM work_order WHERE technician_id = 2 AND state IN ('accepted', 'on_site')":
            "work_order_technician",
        "SELECT * FROM resident WHERE substr(phone, -4) = '0001'": "resident_phone_tail",
        "SELECT * FROM resident WHERE initials >= 'z' AND initials < 'zz'": "resident_initials",
        "SELECT * FROM charge WHERE order_id = 1": "charge_order",
        "SELECT * FROM call WHERE recall_at <= 'a'": "call_recall",
        "SELECT * FROM call WHERE equipment_id = 1": "call_equipment",
        "SELECT * FROM entry WHERE call_id IN (SELECT value FROM json_each('[1, 2]'))": "entry_field",
        "SELECT * FROM book_line WHERE book = 'x' ORDER BY at DESC LIMIT 50": "book_line_at",
        "SELECT * FROM slip_copy WHERE order_id = 1": "sqlite_autoindex_slip_copy_1",
    }  # fmt: skip
    with store.read() as tx:
        for sql, index in questions.items():
            plan = " ".join(row["detail"] for row in tx.all(f"EXPLAIN QUERY PLAN {sql}"))
            assert f"INDEX {index} " in f"{plan} ", plan
            assert "TEMP B-TREE" not in plan, plan


@pytest.fixture
def newer(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that has one revision more than the file, which has six calls."""
    busy_day(store)
    scripts = tmp_path / "scripts"
    (scripts / "versions").mkdir(parents=True)
    for file in (run.SCRIPTS / "env.py", *(run.SCRIPTS / "versions").glob("0*")):
        (scripts / file.relative_to(run.SCRIPTS)).write_bytes(file.read_bytes())
    monkeypatch.setattr(run, "SCRIPTS", scripts)
    monkeypatch.setattr(migrations, "REVISIONS", (*migrations.REVISIONS, "9999"))
    monkeypatch.setattr(migrations, "HEAD", "9999")
    monkeypatch.setattr(migrations, "FORMAT", migrations.FORMAT + 1)
    return scripts / "versions" / "9999_next.py"


def test_an_older_register_is_backed_up_and_upgraded(
    store: Store, path: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer.write_text(NEXT.format(head=HEAD, fail=False))
    upgraded = Store.open(path)
    with upgraded.read() as tx:
        assert tx.value("SELECT count(*) FROM resident") == 1, "no child is lost when its table is made anew"
        assert tx.value("SELECT floor FROM room") is None
        assert tx.value("SELECT version_num FROM alembic_version") == "9999"
    with upgraded.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)
    upgraded.close()
    monkeypatch.setattr(migrations, "FORMAT", migrations.FORMAT - 1)
    with pytest.raises(Unsound) as error, store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx)  # an older program that still had the file open
    assert error.value.code == "newer_file"
    store.close()
    monkeypatch.undo()
    (kept,) = path.parent.glob("*before-upgrade*")
    assert kept.stat().st_mode & 0o777 == 0o600
    with Store.open(kept).read() as tx:
        assert tx.value("SELECT count(*) FROM call") == 6
    assert doctor(kept) == []
    with pytest.raises(Unsound) as error:
        Store.open(path)
    assert error.value.code == "newer_file"


def test_an_upgrade_that_is_interrupted_leaves_the_old_register_whole(
    store: Store, path: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    before = digest(path)
    newer.write_text(NEXT.format(head=HEAD, fail=True))
    for _ in range(2):
        with pytest.raises(ValueError, match="light"):
            Store.open(path)
    monkeypatch.undo()
    assert digest(path) == before
    assert doctor(path) == []
    Store.open(path).close()


def test_a_register_of_the_first_layout_keeps_every_record(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "first.sql"
    table = "CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT;\n"
    first.write_text(table + (run.SCRIPTS / "versions" / "0001_first.sql").read_text("utf-8"), "utf-8")
    for name, was in {"SCHEMA": first, "REVISIONS": ("0001",), "HEAD": "0001", "FORMAT": 1}.items():
        monkeypatch.setattr(migrations, name, was)
    old = Store.create(path)
    furnish(old)
    for n in range(3):
        with old.write(WANG, "call.log", now=MOMENT) as tx:
            add_call(tx, f"第{n}户厨房漏水")
    old.close()
    assert doctor(path) == []
    before = records(path)
    before.pop("alembic_version")
    monkeypatch.undo()
    store = Store.open(path)
    assert doctor(path) == [], "hashes and journal hold, and the layout is that of a new register"
    (kept,) = path.parent.glob("*before-upgrade*")
    assert doctor(kept) == []
    after = records(path)
    for name, rows in before.items():
        assert rows == [{column: row[column] for column in rows[0]} for row in after[name]]
    with store.write(WANG, "call.log", now=MOMENT) as tx:
        call = add_call(tx, area="rural", scope="internal", recall_at=MOMENT)
        add_order(tx, call)
        keep_house(tx)
    assert doctor(path) == []
    with pytest.raises(driver.dbapi.IntegrityError), store.write(WANG, "book.add", now=MOMENT) as tx:
        tx.update("book_line", 1, entries='{"level": "red"}')
    store.close()


def records(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every record of every table."""
    with closing(driver.connect(path)) as db:
        tables_ = db.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
        names = [row[0] for row in tables_ if not row[0].startswith(("sqlite_", "call_search"))]
        return {name: [dict(row) for row in db.execute(f"SELECT * FROM {name}")] for name in names}
