"""The doctor: is the register whole, and is it what the program wrote?

SQLite's own check finds damaged pages but not changed content, so every record is compared with its hash, the
chain of the journal is followed, and what the journal says of the records is compared with the records. Nothing
is changed, and the file stays in use meanwhile.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from repairdesk.rules.refusal import Problem

from . import driver, files, migrations, search
from .driver import dbapi
from .errors import Unsound
from .journal import BEGINNING
from .tx import NUMBERS, UNJOURNALED
from .values import fingerprint

MOST = 100
"""Findings of one kind that are told; a file with more is not repaired record by record."""

SERIES = {"call": "call", "order": "work_order"}


def doctor(path: Path | str) -> list[Problem]:
    """Everything that is wrong with the register at ``path``; empty when it is sound.

    The field of a finding is the table it is about, or ``db``. Raises ``Busy`` and ``NoRoom``.
    """
    path = Path(path).absolute()
    try:
        files.place(path)
        files.require_rights(path)
        migrations.require_known(path)
        with driver.meaningful(path), closing(driver.connect(path)) as db:
            return examine(db, path)
    except Unsound as error:
        return [Problem("db", error.code, error.params)]


def warnings(path: Path | str) -> list[Problem]:
    """What is not well about a sound register: who may read it, and a library that makes saving slow."""
    path = Path(path).absolute()
    told = [Problem("db", "open_to_others", {"path": str(file)}) for file in files.others_may(path)]
    if not driver.SOUND_LOG:
        told.append(Problem("db", "old_sqlite", {"version": dbapi.sqlite_version}))
    return told


def examine(db: dbapi.Connection, path: Path) -> list[Problem]:
    """The findings about what a connection sees, all of one moment; ``path`` is only named in them."""
    findings: list[Problem] = []
    db.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    db.execute("BEGIN")
    for check in CHECKS:
        try:
            findings += islice(check(db), MOST)
        except driver.ERRORS as error:
            told = driver.meaning(error, path)
            if told is not None and not isinstance(told, Unsound):
                raise told from error
            findings.append(Problem("db", "damaged", {"path": str(path)}))
    db.execute("ROLLBACK")
    return findings


def _pages(db: dbapi.Connection) -> Iterator[Problem]:
    """Pages, indexes, types and CHECKs, as SQLite sees them."""
    for row in db.execute(f"PRAGMA integrity_check({MOST})"):
        if row[0] != "ok":
            yield Problem("db", "bad_page", {"detail": row[0]})


def _references(db: dbapi.Connection) -> Iterator[Problem]:
    """Records that refer to records which are not there."""
    for row in db.execute("PRAGMA foreign_key_check"):
        yield Problem(row[0], "dangling", {"table": row[0], "id": row[1], "parent": row[2]})


def _layout(db: dbapi.Connection) -> Iterator[Problem]:
    """Tables, indexes and triggers against the layout of this version; one of an older version is as it was."""
    revisions = [row[0] for row in db.execute("SELECT version_num FROM alembic_version")]
    if len(revisions) != 1 or revisions[0] not in migrations.REVISIONS:
        yield Problem("db", "bad_revision", {"revision": ", ".join(map(str, revisions))})
    if revisions != [migrations.HEAD]:
        return
    with closing(dbapi.connect(":memory:", isolation_level=None)) as model:
        migrations.lay_out(model)
        expected, found = _statements(model), _statements(db)
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            yield Problem("db", "layout_changed", {"name": name})


def _statements(db: dbapi.Connection) -> dict[str, str]:
    """What made each part of the layout; what SQLite makes for itself is left out."""
    sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB '*_search_*'"
    return {name: made for name, made in db.execute(sql) if not name.startswith("sqlite_")}


def _records(db: dbapi.Connection) -> Iterator[Problem]:
    """Every record against its own hash, and all of a table against what the journal says of it."""
    expected = _journal_sums(db)
    for table in _tables(db):
        total = 0
        for row in db.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
            total += _weight(row["hash"])
            if not _genuine(table, row):
                yield Problem(table, "record_changed", {"table": table, "id": row["id"]})
        if table not in UNJOURNALED and total != expected[table]:
            yield from _compare(db, table)


def _tables(db: dbapi.Connection) -> list[str]:
    """The tables whose records carry a hash, but for the journal, which has a chain."""
    sql = """SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
             WHERE m.type = 'table' AND c.name = 'hash' AND m.name <> 'journal' ORDER BY 1"""
    return [row[0] for row in db.execute(sql)]


def _genuine(table: str, row: dbapi.Row) -> bool:
    try:
        return bool(fingerprint(table, dict(row)) == row["hash"])
    except TypeError:  # a value no column of ours can hold, such as bytes
        return False


def _weight(fingerprint_: object) -> int:
    """A hash as a number. Two tables of equal content have equal sums, in whatever order they are read."""
    try:
        return int(str(fingerprint_), 16)
    except ValueError:
        return 0


def _changes(db: dbapi.Connection) -> Iterator[dict[str, Any]]:
    """Every change of a record that the journal tells of, oldest first, as far as it can be read."""
    for row in db.execute("SELECT changes FROM journal ORDER BY seq"):
        try:
            changes = json.loads(row[0])
        except (TypeError, ValueError):
            continue
        if isinstance(changes, list):
            yield from (change for change in changes if isinstance(change, dict) and "table" in change)


def _journal_sums(db: dbapi.Connection) -> dict[str, int]:
    """For each table the sum of its records' hashes, as the journal's changes leave it."""
    sums: defaultdict[str, int] = defaultdict(int)
    for change in _changes(db):
        sums[str(change["table"])] += _weight(change.get("hash")) - _weight(change.get("was", "0"))
    return sums


def _compare(db: dbapi.Connection, table: str) -> Iterator[Problem]:
    """Which records of a table are not what the journal says; slower, and only asked where the sums differ."""
    expected = {change.get("id"): change.get("hash") for change in _changes(db) if change["table"] == table}
    found = {row[0]: row[1] for row in db.execute(f'SELECT id, hash FROM "{table}"')}  # noqa: S608
    for row_id in expected.keys() - found.keys():
        yield Problem(table, "record_missing", {"table": table, "id": row_id})
    for row_id in found.keys() - expected.keys():
        yield Problem(table, "record_unknown", {"table": table, "id": row_id})
    for row_id in found.keys() & expected.keys():
        if found[row_id] != expected[row_id]:
            yield Problem(table, "record_not_as_entered", {"table": table, "id": row_id})


def _chain(db: dbapi.Connection) -> Iterator[Problem]:
    """The journal's entries: numbered without a gap, each with the hash of the one before and its own."""
    previous, seq = BEGINNING, 0
    for row in db.execute("SELECT * FROM journal ORDER BY seq"):
        seq += 1
        if row["seq"] != seq or row["previous"] != previous or not _genuine("journal", row):
            yield Problem("journal", "entry_changed", {"seq": row["seq"]})
        previous, seq = row["hash"], row["seq"]


def _numbers(db: dbapi.Connection) -> Iterator[Problem]:
    """The numbers given out, against the counters: each day's series without gap or repeat."""
    counted = {
        (series, day[2:].replace("-", "")): n for series, day, n in db.execute("SELECT * FROM counter")
    }
    for series, table in SERIES.items():
        totals = "substr(number, 1, 6), count(*), min(number), max(number)"
        days = db.execute(f"SELECT {totals} FROM {table} GROUP BY 1")  # noqa: S608
        for day, count, first, last in days:
            base = NUMBERS[series]
            whole = first == f"{day}{base + 1:06d}" and last == f"{day}{base + count:06d}"
            if counted.pop((series, day), None) != count or not whole:
                yield Problem("counter", "numbers_broken", {"series": series, "day": day})
    for (series, day), count in counted.items():
        if count != 0:
            yield Problem("counter", "numbers_broken", {"series": series, "day": day})


def _index(db: dbapi.Connection) -> Iterator[Problem]:
    """The search index: every call in it, and it holds the words of their texts and no others."""
    for row in db.execute("SELECT id FROM call WHERE id NOT IN (SELECT id FROM call_text)"):
        yield Problem("call_text", "not_indexed", {"id": row[0]})
    calls: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for row in db.execute("SELECT text FROM call_text"):
        words = search.tokens(row[0]).split()
        calls.update(set(words))
        places.update(words)
    db.execute("CREATE VIRTUAL TABLE temp.call_words USING fts5vocab(main, call_search, row)")
    held = {term: (doc, cnt) for term, doc, cnt in db.execute("SELECT term, doc, cnt FROM temp.call_words")}
    db.execute("DROP TABLE temp.call_words")
    if held != {word: (calls[word], places[word]) for word in places}:
        yield Problem("call_text", "index_wrong", {})


CHECKS: tuple[Callable[[dbapi.Connection], Iterator[Problem]], ...] = (
    _pages, _references, _layout, _records, _chain, _numbers, _index,
)  # fmt: skip
