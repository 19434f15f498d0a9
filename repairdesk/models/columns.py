"""How a column of the register is declared: its type, and the rule it must obey."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Integer, Text
from sqlmodel import Field, SQLModel

DIGIT = "[0-9]"
DATE = f"{DIGIT * 4}-{DIGIT * 2}-{DIGIT * 2}"
INSTANT = f"{DATE}T{DIGIT * 2}:{DIGIT * 2}:{DIGIT * 2}Z"


def words(**more: Any) -> Any:
    """A column of text."""
    return Field(sa_type=Text, **more)


def link(table: str, **more: Any) -> Any:
    """The id of a record of another table."""
    return Field(sa_type=Integer, foreign_key=f"{table}.id", **more)


def layout(table: str, *parts: Any, **rules: str) -> tuple[Any, ...]:
    """The constraints and indexes of a STRICT table; each rule is a CHECK named ``table_column``."""
    named = [CheckConstraint(rule, name=f"{table}_{column}") for column, rule in rules.items()]
    return (*parts, *named, {"sqlite_strict": True})


def one_of(column: str, *allowed: str) -> dict[str, str]:
    """The rule that a column holds one of these words."""
    return {column: f"{column} IN ({', '.join(repr(word) for word in allowed)})"}


def like(pattern: str, *columns: str) -> dict[str, str]:
    """The rule that columns hold text of this form."""
    return {column: f"{column} GLOB '{pattern}'" for column in columns}


def flag(*columns: str) -> dict[str, str]:
    """The rule that columns say yes or no."""
    return {column: f"{column} IN (0, 1)" for column in columns}


def not_below_zero(*columns: str) -> dict[str, str]:
    """The rule that columns hold amounts, never debts."""
    return {column: f"{column} >= 0" for column in columns}


NUMBER = like(DIGIT * 12, "number")


class Record(SQLModel):
    """What every record has: an id, and the hash of its content."""

    id: int | None = Field(default=None, sa_type=Integer, primary_key=True)
    hash: str = words()
