"""A small office for the tests of screens: a few rooms, people and prices, and lines at every stage of their way."""

from __future__ import annotations

import asyncio
import os
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from repairdesk import text
from repairdesk.app import DeskApp
from repairdesk.config import procedures_dir
from repairdesk.desk import callbacks, calls, office, orders
from repairdesk.models.store import Store
from repairdesk.rules.facts import Operator

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
"""Monday the 2nd of March 2026, 10:30 on the office's clock."""

PEOPLE = (
    ("李华", "manager", "", "13900000001"),
    ("周敏", "clerk", "", "801"),
    ("何静", "officer", "", "803"),
    ("王强", "technician", "plumbing", "13900000004"),
    ("刘洋", "technician", "electrical", "13900000005"),
)
ROOMS = (
    ("1-1-101", "赵㬎", "13800000101"),
    ("1-1-102", "欧阳娜娜", "13800000102"),
    ("2-1-301", "陈伟", "057187654321"),
)
PRICES = (
    ("更换水龙头", "piece", 3000, "labour"),
    ("水工", "half_hour", 3000, "labour"),
    ("单冷水龙头", "piece", 4500, "material"),
    ("PPR水管", "metre", 980, "material"),
)  # fmt: skip


def at(clock_time: str, day: int = 2) -> datetime:
    """A time of March 2026 on the office's clock, as UTC."""
    hour, minute = clock_time.split(":")
    return datetime(2026, 3, day, int(hour), int(minute), tzinfo=UTC) - timedelta(hours=8)


def body_of(procedure: str) -> dict[str, object]:
    """A procedure that comes with the program, as it stands in its file."""
    return tomllib.loads((procedures_dir() / f"{procedure}.toml").read_text("utf-8"))


def found(path: Path, procedure: str = "property-desk") -> None:
    """Set the office up in a new file: people, rooms, prices, and nothing else."""
    body = body_of(procedure)
    staff = tuple(office.StaffForm(name=n, role=r, trade=t, phone=p) for n, r, t, p in PEOPLE)
    founded = NOW - timedelta(days=30)
    store = office.create_office(
        path, office.NewOffice(name="阳光花园", procedure=body, staff=staff), now=founded
    )
    who = office.operator(store, "李华", now=NOW)
    with store.write(who, "import", now=founded) as tx:
        for room, name, phone in ROOMS:
            office.resident(tx, office.room(tx, room), name, phone)
        office.room(tx, "中心花园", public_area=True)
        for item, unit, price, kind in PRICES:
            office.price(tx, office.PriceForm(item=item, unit=unit, price=price, kind=kind))
    store.close()


class Office:
    """The office in a file of its own; ``who`` is its manager."""

    def __init__(self, path: Path) -> None:
        self.store: Store = Store.open(path)
        self.who = office.operator(self.store, "李华", now=NOW)

    def by(self, when: datetime) -> tuple[Store, Operator]:
        return self.store, office.operator(self.store, "李华", now=when)

    def call(
        self, when: datetime, room: str = "1-1-101", content: str = "厨房水龙头漏水", **more: object
    ) -> str:
        name = next((n for r, n, _p in ROOMS if r == room), "何静")
        phone = next((p for r, _n, p in ROOMS if r == room), "803")
        values = {"kind": "repair", "caller": name, "phone": phone, **more}
        form = calls.NewCall(content=content, room=room, **values)  # type: ignore[arg-type]
        return calls.log(*self.by(when), form, now=when).number

    def issued(self, when: datetime, technician: str = "王强", **more: object) -> tuple[str, str]:
        call = self.call(when, **more)  # type: ignore[arg-type]
        order = orders.issue(*self.by(when), call, technician=technician, now=when + timedelta(minutes=2))
        return call, order

    def there(self, call: str, order: str, when: datetime) -> None:
        orders.arrive(*self.by(when), order, now=when)
        callbacks.record(
            *self.by(when), call, kind="arrival", answer="there", now=when + timedelta(minutes=1)
        )

    def returned(self, call: str, order: str, when: datetime, **more: object) -> None:
        form = orders.ReturnedForm(finished_at=when, **{"signed_by": "赵㬎", **more})  # type: ignore[arg-type]
        orders.close_out(*self.by(when), order, form, now=when + timedelta(minutes=5))


def play(desk: Office, script, *, size: tuple[int, int] = (80, 24), language: str = "en") -> None:
    """Open the desk on the office and run ``script(app, press)``; ``press`` types keys and waits for the answer."""

    async def run() -> None:
        app = DeskApp(desk.store, office="阳光花园", operator=desk.who)
        async with app.run_test(size=size) as pilot:

            async def press(*keys: str) -> None:
                """Each key, or text at one go, when the one before it has been dealt with (as in a terminal)."""
                await app._settle(text=False)
                for key in keys:
                    await answered(app, key)
                await settle()

            async def settle() -> None:
                await app._settle(text=False)
                await app.workers.wait_for_complete()
                await pilot.pause()

            await settle()
            await script(app, press)

    text.set_language(language)
    try:
        asyncio.run(run())
    finally:
        text.set_language("en")


async def answered(app: DeskApp, key: str) -> None:
    """Give the desk a key, or a text as a paste, and wait until it has been dealt with; a save keeps keys waiting."""
    from textual import events
    from textual.keys import _character_to_key

    if isinstance(key, Written):
        app.focused.post_message(events.Paste(key))
    else:
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        char = {"enter": "\r", "space": " "}.get(key, key if len(key) == 1 else None)
        app.post_message(events.Key(name, char))
    await app._settle(text=False)
    await app._free.wait()
    await app._settle(text=False)


class Written(str):
    """A text that comes at one go, as from an input method: the pilot takes its time over single keys."""

    __slots__ = ()


def typed(words: str) -> tuple[str, ...]:
    """The keys that type these words."""
    return tuple(words)


def matches(app, name: str) -> None:
    """The screen is as in ``pictures/NAME.txt``; with PICTURES=new in the environment it is drawn anew.

    Look at the difference before you accept it: these files are what a clerk sees.
    """
    file = Path(__file__).with_name("pictures") / f"{name}.txt"
    now = picture(app) + "\n"
    if os.environ.get("PICTURES") == "new":
        file.parent.mkdir(exist_ok=True)
        file.write_text(now, "utf-8")
    assert now == file.read_text("utf-8")


def picture(app) -> str:
    """What is on the screen, as plain text: one line a row, spaces at the ends taken off."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(s.text for s in strip.crop(0, width)).rstrip() for strip in lines[:height])
