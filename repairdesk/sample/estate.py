"""The sample office's directories, from data/sample: an estate, who lives there, who works there, what they ask for."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from repairdesk.config import data_dir, procedures_dir
from repairdesk.desk import office
from repairdesk.models.store import Store
from repairdesk.rules import parse
from repairdesk.rules.bill import THOUSAND
from repairdesk.rules.facts import Operator
from repairdesk.rules.worktime import Hours
from repairdesk.views import load


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who may call, and the room he calls about."""

    room: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Typical:
    """A typical call: what is said, and for a repair what it takes to mend it. Quantities in thousandths."""

    kind: str
    place: str
    trade: str
    urgency: str
    minutes: int
    labour: str
    pieces: int | None
    material: str
    quantity: int
    where: str
    content: str


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _typical(row: dict[str, str]) -> Typical:
    return Typical(
        kind=row["kind"],
        place=row["place"],
        trade=row["trade"],
        urgency=row["urgency"],
        minutes=int(row["minutes"]),
        labour=row["labour"],
        pieces=int(row["pieces"]) if row["pieces"] else None,
        material=row["material"],
        quantity=parse.milli(row["quantity"], "quantity") if row["quantity"] else THOUSAND,
        where=row["where"],
        content=row["content"],
    )


class Estate:
    """What data/sample describes, read once."""

    def __init__(self) -> None:
        folder = data_dir() / "sample"
        self.office = next(_rows(folder / "office.csv"))
        self.rooms = list(_rows(folder / "rooms.csv"))
        self.staff = list(_rows(folder / "staff.csv"))
        self.prices = list(_rows(data_dir() / "price_list.csv"))
        self.calls = [_typical(row) for row in _rows(folder / "calls.csv")]

    @cached_property
    def residents(self) -> list[Resident]:
        """Everybody who lives there."""
        return [Resident(row["room"], row["resident"], row["phone"]) for row in self.rooms if row["resident"]]

    @cached_property
    def public_areas(self) -> list[str]:
        """The places that belong to everybody."""
        return [row["room"] for row in self.rooms if row["public_area"]]

    @cached_property
    def price_of(self) -> dict[str, int]:
        """The price list, in fen."""
        return {row["item"]: parse.fen(row["price"], "price") for row in self.prices}

    @cached_property
    def unit_of(self) -> dict[str, str]:
        """What each price is for: a piece, half an hour, a metre."""
        return {row["item"]: row["unit"] for row in self.prices}

    @cached_property
    def hours(self) -> Hours:
        """The office's hours."""
        opening, closing = (time.fromisoformat(self.office[name]) for name in ("opening", "closing"))
        return Hours(ZoneInfo(self.office["zone"]), opening, closing)

    def called(self, role: str, trade: str = "") -> list[str]:
        """The names of those with this role, and this trade if it is given."""
        return [
            row["name"] for row in self.staff if row["role"] == role and (not trade or row["trade"] == trade)
        ]

    def typical(self, beginning: str) -> Typical:
        """The typical call whose text begins so."""
        return next(call for call in self.calls if call.content.startswith(beginning))

    def set_up(self, path: Path, founded: datetime) -> Store:
        """A new register at ``path`` with the office, its people, rooms, residents and prices."""
        import tomllib

        file = procedures_dir() / f"{self.office['procedure']}.toml"
        store = office.create_office(
            path,
            office.NewOffice(
                name=self.office["name"],
                procedure=tomllib.loads(file.read_text(encoding="utf-8")),
                opening=self.hours.opening,
                closing=self.hours.closing,
                zone=self.office["zone"],
                staff=tuple(office.StaffForm(**row) for row in self.staff),
            ),
            now=founded,
        )
        self._fill_directories(store, founded)
        return store

    def _fill_directories(self, store: Store, founded: datetime) -> None:
        manager = office.operator(store, self.called("manager")[0], now=founded)
        with store.write(manager, "rooms.import", now=founded) as tx:
            for row in self.rooms:
                room = office.room(
                    tx, row["room"], public_area=bool(row["public_area"]), building=row["building"]
                )
                if row["resident"]:
                    key = bool(row["key_customer"])
                    office.resident(tx, room, row["resident"], row["phone"], key_customer=key)
        with store.write(manager, "prices.import", now=founded) as tx:
            for row in self.prices:
                form = office.PriceForm(
                    item=row["item"],
                    unit=row["unit"],
                    price=self.price_of[row["item"]],
                    kind=row["kind"],
                    paid=row["paid"] == "yes",
                    valid_from=date.fromisoformat(row["valid_from"]),
                )
                office.price(tx, form)


def operators(store: Store, now: datetime) -> Callable[[str, datetime], Operator]:
    """Who acts: looks up a person by name, at the post on duty at a time."""
    with store.read() as tx:
        hours = load.office(tx).hours
        rows = {row["name"]: row for row in tx.all("SELECT id, name, role FROM staff")}

    def act(name: str, at: datetime) -> Operator:
        row = rows[name]
        return Operator(row["id"], row["name"], row["role"], hours.post(at))

    return act
