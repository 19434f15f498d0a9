"""What can be done in a transaction: read with plain SQL, and write records that carry the hash of their content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused, refuse

from . import journal, search
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
        self.entry: int | None = None
        """The number of the journal entry that ended it; None before, and where nothing was changed."""

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

    def running(self, series: str, period: str) -> int:
        """How many numbers a form has been given in a period, with the one that is now taken: 1, 2, 3 ...

        ``series`` is what ``work_order.form`` holds. Counted in the saving transaction, as ``number`` is.
        """
        row = self.one("SELECT id, n FROM numbering WHERE series = ? AND period = ?", series, period)
        if row is None:
            self.insert("numbering", series=series, period=period, n=1)
            return 1
        self.update("numbering", row["id"], n=row["n"] + 1)
        return int(row["n"]) + 1

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
            self.entry = journal.append(
                self._db, who, action, self.about, at=at, now=now, changes=self._changes
            )

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
