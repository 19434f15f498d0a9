"""What callers, colleagues and pranksters wrote stays text in the night watch, the handover and all that belongs to them.

Each field of the night's own operations gets every hostile text that it takes; then the screens are walked through at
a real terminal, which must be given no order that a harmless office does not give it.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from repairdesk.config import procedures_dir
from repairdesk.desk import calls, emergencies, emergency_list, handover, items, office, undo
from repairdesk.models.store import Store
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused
from repairdesk.screens.terminal import notification
from tests.faults.hostile import HAND_PICKED
from tests.faults.office import ROOT, environment, run
from tests.faults.test_hostile_text import controls, orders
from tests.terminal.pty_desk import Desk
from tests.terminal.shifted import set_to

TEXTS = tuple(dict.fromkeys(text for text in HAND_PICKED if 0 < len(text.strip()) <= 40))
MACRO = '6;GuiMacro("x")'
"""Where a terminal takes what follows OSC 9 as an order of its own, this one runs a program."""


def at(clock_time: str, day: int = 2) -> datetime:
    hour, minute = (int(part) for part in clock_time.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Night:
    """An office at half past ten at night, with the texts in every field that takes them; the command at its clock."""

    path: Path
    clock: Path

    def command(self, *words: str) -> list[str]:
        program = [sys.executable, "-m", "tests.terminal.shifted", str(self.clock)]
        return [*program, "--db", str(self.path), "--lang", "en", "--by", "吴夜班", *words]


def taken(operation: Callable[..., Any], *args: Any, **values: Any) -> Any:
    """What the operation gives; None where it does not take this text."""
    try:
        return operation(*args, **values)
    except Refused:
        return None


def office_of(folder: Path, texts: tuple[str, ...]) -> Night:
    folder.mkdir()
    path, now = folder / "desk.db", at("8:00")
    body = tomllib.loads((procedures_dir() / "property-desk.toml").read_text("utf-8"))
    names = {"manager": "王经理", "clerk": "李前台", "operator": "吴夜班"}
    staff = tuple(office.StaffForm(name=name, role=role) for role, name in names.items())
    store = office.create_office(
        path, office.NewOffice(name="阳光花园", procedure=body, staff=staff), now=now
    )
    who = {role: office.operator(store, name, now=now) for role, name in names.items()}
    for n, text in enumerate(texts):
        _live(store, who, n, text)
    night = at("22:10")
    first = handover.make(store, who["clerk"], remark=texts[0], border=at("17:30"), now=night)
    for n, text in enumerate(texts[:20]):
        taken(handover.accept, store, who["operator"], first, lines={n + 1: text}, now=night)
    store.close()
    clock = folder / "clock"
    set_to(clock, at("22:30"))
    return Night(path, clock)


def _live(store: Store, who: dict[str, Operator], n: int, text: str) -> None:
    """One text in whatever can be typed by day and by night."""
    clerk, manager, now = who["clerk"], who["manager"], at("16:00")
    form = office.StaffForm(name=text, role="supervisor", phone="803")
    if n < 5:
        taken(office.add_staff, store, manager, form, now=now)
    form = calls.NewCall(
        kind="repair", caller=text, phone="13800138000", content=text, place="public_area", place_detail=text,
        urgency="emergency" if n % 3 == 0 else "routine",
    )  # fmt: skip
    logged = taken(calls.log, store, clerk, form, now=now + timedelta(seconds=n))
    taken(items.take, store, clerk, kind="message", content=text, room=text, now=now)
    taken(
        emergency_list.add,
        store,
        manager,
        emergency_list.EmergencyForm(zh=text, en=text, advice_en=text, recognised_by=text),
        now=now,
    )
    if logged is None:
        return
    taken(
        emergencies.told, store, clerk, logged.number, whom=text, remark=text, now=now + timedelta(seconds=n)
    )
    taken(emergencies.not_reached, store, clerk, logged.number, whom=text, now=now + timedelta(seconds=n))
    if n % 5 == 0:
        taken(undo.take_back, store, clerk, text, now=now + timedelta(seconds=n))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return office_of(tmp_path_factory.mktemp("hostile") / "office", (MACRO, *TEXTS))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return office_of(
        tmp_path_factory.mktemp("harmless") / "office", tuple(f"漏水{n}" for n in range(len(TEXTS) + 1))
    )


def walked(night: Night) -> tuple[set[bytes], str, bytes]:
    """The kinds of orders that the terminal got on the way through all the new screens, what was seen, and every byte."""
    environ = {**environment(), "XDG_DATA_HOME": str(night.path.parent)}
    seen = []
    with Desk(night.command(), columns=120, rows=36, cwd=ROOT, env=environ, patience=20) as desk:
        desk.wait("ALARM")
        for keys in (
            ["f6"], ["pagedown"] * 3, ["space"], ["tab"], ["pagedown"] * 2, ["tab"], ["ctrl+a"], ["pagedown"] * 2,
            ["ctrl+e"], ["pagedown"], ["enter"], ["esc"], ["esc"], ["f6"], ["f2"], ["公共"], ["enter"] * 3, ["漏水"], ["esc"],
            ["f7"], ["down"] * 12, ["end"], ["up"] * 3, ["ctrl+x"], ["esc"], ["ctrl+s"], ["esc"], ["tab"], ["pagedown"] * 2,
            ["tab"], ["enter"], ["down"] * 3, ["esc"], ["ctrl+z"], ["esc"], ["f9"], ["down"] * 8, ["enter"], ["pagedown"] * 3,
            ["ctrl+z"], ["esc"], ["esc"], ["ctrl+d"], ["tab"] * 5, ["enter"], ["esc"],
        ):  # fmt: skip
            for key in keys:
                desk.keys(key)
                desk.rest(0.1)
                seen.append(desk.text)
        desk.keys("ctrl+q")
        assert desk.end() == 0
        return orders(desk.bytes), "\n".join(seen), desk.bytes


@pytest.mark.parametrize(
    "words",
    [
        ("alarm", "list"), ("alarm", "list", "--heard", "2026-03-02 17:30"), ("handover", "show", "1"), ("handover", "check"), ("handover", "list"),
        ("handover", "print", "1", "--output", "-"), ("item", "list"), ("emergency", "list"), ("call", "list"),
    ],
)  # fmt: skip
def test_in_the_answers_of_commands_it_stays_text(hostile: Night, words: tuple[str, ...]) -> None:
    told = run(hostile.command(*words))
    assert told.returncode == 0, told.stderr
    assert not controls(told.stdout) - {"\n", "\x0c"}
    if "print" not in words:
        assert json.loads(run(hostile.command(*words, "--json")).stdout) is not None


@pytest.mark.parametrize("text", [*TEXTS, MACRO, "4;3;50", "9;/tmp", "长" * 2000])
def test_the_terminal_s_own_notice_is_words_and_no_order(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    sent = notification(text)
    assert sent.startswith("\x1b]9;")
    assert sent.endswith("\x07")
    said = sent[4:-1]
    assert not controls(said)
    assert not said[0].isdigit()
    assert len(said) <= 200


def test_in_the_new_screens_and_boxes_it_stays_text(hostile: Night, harmless: Night) -> None:
    plain, _seen, _bytes = walked(harmless)
    found, seen, sent = walked(hostile)
    notices = {order for order in found | plain if order.startswith(b"\x1b]9;")}
    assert not found - plain - notices
    assert notices
    for text in ("[red]漏水[/red]", "[@click=app.quit]点我[/]", "$(id)"):
        assert text in seen, text
    assert b"\x1b]9;6;" not in sent
