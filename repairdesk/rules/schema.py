"""Reading a plain mapping (a parsed TOML file) into frozen dataclasses, strictly.

Each field of a schema class says how its value is read (``key(reader, "what it means")``). Anything unknown,
missing or of the wrong kind is a ``ProcedureError`` naming the file, the key and what is allowed. Each reader also
says what it takes (``takes``), so that editors and the reference of the keys know it from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import time
from typing import Any, TypeVar

Reader = Callable[[object, str], Any]
Shape = dict[str, Any]
R = TypeVar("R", bound=Reader)

SHAPES: dict[Reader, Shape] = {}
"""What each reader takes, as a JSON Schema."""
NAMED: dict[str, Shape] = {}
"""Those that are described once, under a name, and referred to by it: every table, and the long lists of words."""


def takes(shape: Shape, name: str = "") -> Callable[[R], R]:
    """Mark a reader with what it takes."""

    def mark(read: R) -> R:
        if name:
            NAMED[name] = shape
        SHAPES[read] = {"$ref": f"#/definitions/{name}"} if name else shape
        return read

    return mark


class ProcedureError(Exception):
    """A procedure file that cannot be used: which file, which key, and what is allowed there."""

    def __init__(self, key: str, code: str, *, source: str = "", **params: object) -> None:
        super().__init__(f"{source}: {key}: {code} {params or ''}".strip())
        self.source, self.key, self.code, self.params = source, key, code, params


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the office's own, in both languages."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text for ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en


def key(reader: Reader, doc: str, default: object = MISSING) -> Any:
    """A field of a schema class: how its value is read, and what it means to whoever writes the file."""
    metadata = {"read": reader, "doc": doc}
    if default is MISSING:
        return field(metadata=metadata)
    if default == {}:
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@takes({"type": "string", "pattern": "\\S"})
def text(value: object, path: str) -> str:
    """Any text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ProcedureError(path, "expected_text")
    return value


@takes({"type": "integer", "minimum": 0})
def number(value: object, path: str) -> int:
    """A whole number, zero or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ProcedureError(path, "expected_number")
    return value


@takes({"type": "boolean"})
def flag(value: object, path: str) -> bool:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise ProcedureError(path, "expected_flag")
    return value


@takes({"title": "HH:MM", "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"})
def clock_time(value: object, path: str) -> time:
    """A time of day, HH:MM."""
    try:
        return time.fromisoformat(value) if isinstance(value, str) else _not_a_clock(path)
    except ValueError:
        return _not_a_clock(path)


def _not_a_clock(path: str) -> time:
    raise ProcedureError(path, "expected_clock")


@takes(
    {
        "description": Words.__doc__,
        "type": "object",
        "properties": {"zh": SHAPES[text], "en": SHAPES[text]},
        "required": ["zh", "en"],
        "additionalProperties": False,
    },
    "Words",
)
def words(value: object, path: str) -> Words:
    """A table with ``zh`` and ``en``."""
    table = mapping(value, path)
    if set(table) != {"zh", "en"}:
        raise ProcedureError(path, "expected_words")
    return Words(text(table["zh"], f"{path}.zh"), text(table["en"], f"{path}.en"))


def mapping(value: object, path: str) -> Mapping[str, object]:
    """A table."""
    if not isinstance(value, Mapping):
        raise ProcedureError(path, "expected_table")
    return value


def one_of(*allowed: str, name: str = "") -> Reader:
    """One of a closed list of words; ``name`` is that of a long list."""

    @takes({"enum": [*allowed]}, name)
    def read(value: object, path: str) -> str:
        if value not in allowed:
            raise ProcedureError(path, "expected_one_of", value=value, allowed=", ".join(allowed))
        return str(value)

    return read


def many(reader: Reader, *, single: bool = False) -> Reader:
    """A list of values; with ``single``, one bare value stands for a list of one."""
    shape: Shape = {"type": "array", "items": SHAPES[reader]}

    @takes({"anyOf": [SHAPES[reader], shape]} if single else shape)
    def read(value: object, path: str) -> tuple[Any, ...]:
        if single and not isinstance(value, list):
            value = [value]
        if not isinstance(value, list):
            raise ProcedureError(path, "expected_list")
        return tuple(reader(item, f"{path}[{place}]") for place, item in enumerate(value, 1))

    return read


def table_of(reader: Reader) -> Reader:
    """A table whose keys are names of the office's own choice."""

    @takes({"type": "object", "additionalProperties": SHAPES[reader]})
    def read(value: object, path: str) -> dict[str, Any]:
        return {name: reader(item, f"{path}.{name}") for name, item in mapping(value, path).items()}

    return read


def _keys(cls: Any) -> Mapping[str, tuple[Reader, bool]]:
    return {
        f.name.rstrip("_"): (f.metadata["read"], f.default is MISSING and f.default_factory is MISSING)
        for f in fields(cls)
        if "read" in f.metadata
    }


def _table(cls: Any) -> Shape:
    """What a table read into ``cls`` looks like."""
    described = {f.name.rstrip("_"): f for f in fields(cls) if "read" in f.metadata}
    return {
        "description": cls.__doc__,
        "type": "object",
        "properties": {
            name: {
                **_beside(SHAPES[f.metadata["read"]]),
                "description": f.metadata["doc"],
                **_default(f.default),
            }
            for name, f in described.items()
        },
        "required": [name for name, (_, required) in _keys(cls).items() if required],
        "additionalProperties": False,
    }


def _beside(shape: Shape) -> Shape:
    """A shape beside which more may be said: what stands beside a reference is not read by every editor."""
    return {"allOf": [shape]} if "$ref" in shape else shape


def _default(value: object) -> Shape:
    if isinstance(value, time):
        return {"default": f"{value:%H:%M}"}
    return {"default": value} if isinstance(value, (str, int)) else {}


def record(cls: type[Any]) -> Reader:
    """A table read into ``cls``, key by key."""
    known = _keys(cls)
    names = {f.name.rstrip("_"): f.name for f in fields(cls)}

    @takes(_table(cls), cls.__name__)
    def read(value: object, path: str) -> Any:
        given = mapping(value, path)
        prefix = f"{path}." if path else ""
        for name in given:
            if name not in known:
                raise ProcedureError(f"{prefix}{name}", "unknown_key", allowed=", ".join(known))
        for name, (_, required) in known.items():
            if required and name not in given:
                raise ProcedureError(f"{prefix}{name}", "missing_key")
        return cls(**{names[name]: known[name][0](item, f"{prefix}{name}") for name, item in given.items()})

    return read
