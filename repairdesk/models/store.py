"""The register: the one way to read and to write it.

Reading and writing are short transactions of plain SQL. Every write is one transaction with one journal entry,
under the lock that lets one writer in at a time, and whoever gets past its end may say "saved": it is on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from weakref import WeakSet

from repairdesk.rules.facts import Operator

from . import driver, files, migrations
from .driver import dbapi
from .tx import Row, Tx, WriteTx

__all__ = ["Row", "Store", "Tx", "WriteTx"]


class _Session:
    """One thread's connection and the transaction it is in."""

    def __init__(self, db: dbapi.Connection) -> None:
        self.db = db
        self.tx: Tx | None = None
        self.whole: Tx | None = None
        self.parts: set[int] = set()
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
        self.own: set[int] = set()
        """The journal's numbers of what was written through this store: changes that its user knows of."""

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
        if tx.entry is not None:
            self.own.add(tx.entry)
            if is_part:
                session.parts.add(tx.entry)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the writes inside be saved together at the end, or not at all: to fill a register at one go.

        Each still leaves its own journal entry, and one that is refused is taken back by itself, so that the
        others can go on. Nobody may be told that anything is saved before this has ended.
        """
        session = self._session()
        whole = Tx(session.db)
        session.parts = set()
        try:
            with self._alone(session, whole):
                session.whole = whole
                try:
                    yield
                finally:
                    session.whole = None
        except BaseException:
            self.own -= session.parts  # numbers that others' entries will have
            raise

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
