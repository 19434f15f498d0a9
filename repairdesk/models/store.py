"""The register: the one way to read and to write it.

Reading and writing are short transactions of plain SQL. Every write is one transaction with one journal entry,
under the lock that lets one writer in at a time, and whoever gets past its end may say "saved": it is on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused, refuse

from . import driver, files, journal, migrations, search
from .driver import dbapi
from .values import Plain, fingerprint, plain

Row = dbapi.Row
"""A row of an answer: columns by name or position."""

NUMBERS = {"call": 0, "order": 500_000}
"""The series of numbers, and after which serial the day's first one comes."""

PER_DAY = 499_999
UNJOURNALED = {"draft", "call_text"}
"""Half-typed forms are nobody's entry yet, and the text of the index repeats what other records say."""


class Tx:
    """A reading transaction: everything it answers is of one moment. Values are bound to the ``?`` of the SQL."""

    def __init__(self, db: dbapi.Connection) -> None:
        self._db = db

    def all(self, sql: str, *values: object) -> list[Row]:
        """Every row of the answer."""
        return self._db.execute(sql, [plain("value", value) for value in values]).fetchall()

    def one(self, sql: str, *values: object) -> Row | None:
        """The first row of the answer, or None."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, *values)
        return row[0] if row is not None else None


class WriteTx(Tx):
    """A writing transaction. What it does to records goes into the journal entry that ends it.

    ``about`` names what the entry is about and may be set once it is known (the number of a new call).
    """

    def __init__(self, db: dbapi.Connection, about: str | None, known: dict[str, Mapping[str, type]]) -> None:
        super().__init__(db)
        self.about = about
        self._known = known
        self._changes: list[journal.Change] = []

    def insert(self, table: str, /, **values: object) -> int:
        """Add a record and return its id. Nothing but values: no SQL, no defaults of the database."""
        row = self._given(table, values)
        if "id" not in row:
            row["id"] = self.value(f'SELECT coalesce(max(id), 0) + 1 FROM "{table}"')  # noqa: S608
        if self._types(table).get("version") is int:
            row["version"] = 1
        row["hash"] = fingerprint(table, row)
        self._run(_insert(table, tuple(row)), table, row, *row.values())
        row_id = int(row["id"] or 0)
        self._record(table, row_id, None, row)
        return row_id

    def update(self, table: str, row_id: int, /, *, version: int | None = None, **values: object) -> bool:
        """Change columns of a record; False when they all were so already, and then nothing is written.

        ``version`` is the one the change was typed against: if the record has moved on since, somebody else's
        change would be undone unseen, so it is refused as ``changed_meanwhile``.
        """
        given = self._given(table, values)
        old = self.one(f'SELECT * FROM "{table}" WHERE id = ?', row_id)  # noqa: S608
        if old is None:
            raise LookupError(f"{table} {row_id}")
        if version is not None and old["version"] != version:
            raise refuse("version", "changed_meanwhile", table=table, id=row_id, version=old["version"])
        new = {name: given.get(name) for name in values if given.get(name) != old[name]}
        if not new:
            return False
        if self._types(table).get("version") is int:
            new["version"] = old["version"] + 1
        new["hash"] = fingerprint(table, {**dict(old), **new})
        self._run(_update(table, tuple(new)), table, new, *new.values(), row_id)
        self._record(table, row_id, old, new)
        return True

    def delete(self, table: str, row_id: int, /) -> None:
        """Remove a draft. Nothing else is ever removed: a mistake is undone by another entry."""
        if table != "draft":
            raise ValueError(f"records of {table} are kept")
        self._db.execute("DELETE FROM draft WHERE id = ?", (row_id,))

    def number(self, series: str, day: date) -> str:
        """The next number of ``series`` ("call" or "order") on an office day: yymmdd and a six-digit serial.

        Counted in the saving transaction, so that two posts never share one and a refused save leaves no gap.
        """
        serial = self.value(
            "INSERT INTO counter (series, day, n) VALUES (?, ?, 1) "
            "ON CONFLICT (series, day) DO UPDATE SET n = n + 1 RETURNING n",
            series,
            day,
        )
        if serial > PER_DAY:
            raise refuse("number", "too_large", most=PER_DAY)
        return f"{day:%y%m%d}{NUMBERS[series] + serial:06d}"

    def index_call(self, call_id: int, text: str) -> None:
        """Let a call be found by every word of ``text``, and no longer by the text given before."""
        old = self.value("SELECT text FROM call_text WHERE id = ?", call_id)
        if old == text:
            return
        if old is None:
            self.insert("call_text", id=call_id, text=text)
        else:
            # The index keeps no text of its own: to take something out it must be told what it was given.
            self._db.execute(
                "INSERT INTO call_search (call_search, rowid, words) VALUES ('delete', ?, ?)",
                (call_id, search.tokens(old)),
            )
            self.update("call_text", call_id, text=text)
        self._db.execute(
            "INSERT INTO call_search (rowid, words) VALUES (?, ?)", (call_id, search.tokens(text))
        )

    def note(self, **words: object) -> None:
        """Say something in the journal entry, which is then written even if no record changed."""
        self._changes.append({"note": {name: plain(name, word) for name, word in words.items()}})

    def finish(self, who: Operator, action: str, *, at: datetime, now: datetime) -> None:
        """Write the journal entry, if there is anything to say; called by ``Store.write`` before its commit."""
        if self._changes:
            journal.append(self._db, who, action, self.about, at=at, now=now, changes=self._changes)

    def _given(self, table: str, values: Mapping[str, object]) -> dict[str, Plain]:
        """The values that are there, as the columns take them.

        A column would quietly turn "12" into 12 and 12 into "12", and the hash would be of something that is not
        stored; so a value of the wrong type is an error here.
        """
        types = self._types(table)
        given: dict[str, Plain] = {}
        for name, value in values.items():
            ready = plain(name, value)
            if name not in types or name == "hash":
                raise TypeError(f"{table} has no column {name} to fill")
            if ready is not None:
                if types[name] is not type(ready):
                    raise TypeError(f"{table}.{name} takes no {type(value).__name__}")
                given[name] = ready
        return given

    def _types(self, table: str) -> Mapping[str, type]:
        """What the columns of a table hold; asked of the database once, since no writer outlives a change of it."""
        if table not in self._known:
            rows = self.all("SELECT name, type FROM pragma_table_info(?)", table)
            self._known[table] = {row["name"]: {"TEXT": str, "INTEGER": int}[row["type"]] for row in rows}
        return self._known[table]

    def _run(self, sql: str, table: str, row: Mapping[str, Plain], *values: Plain) -> None:
        try:
            self._db.execute(sql, values)
        except dbapi.IntegrityError as error:
            refusal = _refusal(str(error), table, row)
            if refusal is None:
                raise
            raise refusal from error

    def _record(self, table: str, row_id: int, old: Row | None, new: Mapping[str, Plain]) -> None:
        if table in UNJOURNALED:
            return
        change: dict[str, object] = {"table": table, "id": row_id, "hash": new["hash"]}
        change["after"] = {name: value for name, value in new.items() if name != "hash"}
        if old is not None:
            change["before"] = {name: old[name] for name in new if name != "hash"}
            change["was"] = old["hash"]
        self._changes.append(change)


@lru_cache(512)
def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608


@lru_cache(512)
def _update(table: str, columns: tuple[str, ...]) -> str:
    return f'UPDATE "{table}" SET {", ".join(f"{name} = ?" for name in columns)} WHERE id = ?'  # noqa: S608


def _refusal(message: str, table: str, row: Mapping[str, Plain]) -> Refused | None:
    """The refusal for a broken constraint, naming the field; None where only the program can be at fault."""
    kind, _, what = message.partition(" constraint failed: ")
    column = what.split(", ")[0].removeprefix(f"{table}.").removeprefix(f"{table}_")
    if kind == "UNIQUE":
        return refuse(column, "already_exists", name=row.get(column))
    if kind == "NOT NULL":
        return refuse(column, "required")
    if kind == "CHECK":
        return refuse(column, "not_accepted", value=row.get(column))
    return None


class _Session:
    """One thread's connection and the transaction it is in."""

    def __init__(self, db: dbapi.Connection) -> None:
        self.db = db
        self.tx: Tx | None = None
        self.whole: Tx | None = None
        self.seen: int | None = self.data_version()

    def data_version(self) -> int:
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    def __del__(self) -> None:
        self.db.close()


class Store:
    """An open register. Any number of threads may share one; each gets a connection of its own."""

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        """For a file already known to be a register of this version; everybody else calls ``open``."""
        self.path = path
        self._patience = patience
        self._place = files.place(path)
        self._known: dict[str, Mapping[str, type]] = {}
        self._local = threading.local()
        self._sessions: WeakSet[_Session] = WeakSet()

    @classmethod
    def create(cls, path: Path | str, *, patience: float = 10.0) -> Store:
        """Make an empty register at ``path``, which must be free, private to its owner, and open it."""
        path = Path(path).absolute()
        files.require_free(path, "db")
        with files.meaningful(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with files.part(path) as part:
            with driver.meaningful(path), closing(driver.connect(part, patience=patience)) as db:
                migrations.lay_out(db)
                driver.use_best_journal(db)
            files.put_sides_aside(path)
            files.require_free(path, "db")
            files.appear(part, path)
        return cls.open(path, patience=patience)

    @classmethod
    def open(cls, path: Path | str, *, patience: float = 10.0) -> Store:
        """Open the register at ``path``, and bring one of an older version up to date after a backup beside it.

        Raises ``Missing``, ``Unsound``, ``Busy`` or ``NoRoom`` and leaves what it refuses untouched.
        ``patience``: seconds that a read or a write waits for others.
        """
        path = Path(path).absolute()
        files.place(path)
        files.require_rights(path)
        migrations.require_known(path)
        store = cls(path, patience=patience)
        with store.read() as tx:
            revision = migrations.revision(tx, path)
        if revision != migrations.HEAD:
            store.close()
            migrations.upgrade(path, patience=patience)
        return store

    def close(self) -> None:
        """Close the connections of all threads; nobody may be in a transaction. Using the store opens them anew."""
        for session in list(self._sessions):
            session.db.close()
        self._sessions = WeakSet()
        self._local = threading.local()

    def backup(self, target: Path | str) -> Path:
        """Make a sound copy under the free name ``target`` and return that name, see ``backup.backup``."""
        from .backup import backup

        return backup(self.path, target)

    def changed(self) -> bool:
        """Whether anybody else (a program, or a thread of this one) has saved since this thread last asked."""
        with driver.meaningful(self.path):
            session = self._session()
            known, session.seen = session.seen, session.data_version()
        return known != session.seen

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A reading transaction; inside another one of this thread, that one. Keep it short."""
        session = self._session()
        if session.tx is not None:
            yield session.tx
            return
        tx = Tx(session.db)
        with self._transaction(session, tx, "BEGIN"):
            yield tx

    @contextmanager
    def write(
        self,
        who: Operator,
        action: str,
        about: str | None = None,
        *,
        at: datetime | None = None,
        now: datetime,
    ) -> Iterator[WriteTx]:
        """A writing transaction by ``who``: all of it is saved, on the disk, with its journal entry, or nothing.

        ``action`` is the operation's name, ``now`` the time of entry, ``at`` the time it happened if another.
        """
        session = self._session()
        tx = WriteTx(session.db, about, self._known)
        is_part = session.whole is not None and session.tx is session.whole
        with self._part(session, tx) if is_part else self._alone(session, tx):
            yield tx
            tx.finish(who, action, at=at or now, now=now)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the writes inside be saved together at the end, or not at all: to fill a register at one go.

        Each still leaves its own journal entry, and one that is refused is taken back by itself, so that the
        others can go on. Nobody may be told that anything is saved before this has ended.
        """
        session = self._session()
        whole = Tx(session.db)
        with self._alone(session, whole):
            session.whole = whole
            try:
                yield
            finally:
                session.whole = None

    @contextmanager
    def _alone(self, session: _Session, tx: Tx) -> Iterator[None]:
        """A transaction that writes, on the file that was opened and in the format that is known."""
        if session.tx is not None:
            raise RuntimeError("a write inside another transaction")
        files.require_same(self.path, self._place)
        with self._transaction(session, tx, "BEGIN IMMEDIATE"):
            migrations.require_format(tx, self.path)
            yield
        files.require_same(self.path, self._place)

    @contextmanager
    def _part(self, session: _Session, tx: Tx) -> Iterator[None]:
        """One write of several that are saved together."""
        whole, session.tx = session.tx, tx
        try:
            session.db.execute("SAVEPOINT part")
            yield
            session.db.execute("RELEASE part")
        except BaseException:
            if session.db.in_transaction:
                session.db.execute("ROLLBACK TO part")
                session.db.execute("RELEASE part")
            raise
        finally:
            session.tx = whole

    @contextmanager
    def _transaction(self, session: _Session, tx: Tx, begin: str) -> Iterator[None]:
        session.tx = tx
        try:
            session.db.execute(begin)
            yield
            session.db.execute("COMMIT")
        except BaseException as error:
            self._give_up(session, error)
            told = driver.meaning(error, self.path) if isinstance(error, driver.ERRORS) else None
            if told is not None:
                raise told from error
            raise
        finally:
            session.tx = None

    def _give_up(self, session: _Session, error: BaseException) -> None:
        """Take the transaction back. After an error of the disk the connection itself is not trusted again."""
        try:
            if session.db.in_transaction:
                session.db.execute("ROLLBACK")
            broken = isinstance(error, dbapi.DatabaseError) and not isinstance(error, dbapi.IntegrityError)
        except dbapi.Error:
            broken = True
        if broken:
            session.db.close()
            self._local.session = None

    def _session(self) -> _Session:
        session: _Session | None = getattr(self._local, "session", None)
        if session is None:
            with driver.meaningful(self.path):
                session = _Session(driver.connect(self.path, patience=self._patience))
            files.require_same(self.path, self._place)
            if hasattr(self._local, "session"):
                session.seen = None  # an earlier one was lost, and with it what happened meanwhile
            self._local.session = session
            self._sessions.add(session)
        return session
