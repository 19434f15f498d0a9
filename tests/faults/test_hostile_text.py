"""Whatever is typed is kept as it is or refused with a reason, can be searched for, and stays text on the screen."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from repairdesk import clock
from repairdesk.desk import calls
from repairdesk.desk.office import operator
from repairdesk.models.store import Store
from repairdesk.rules.refusal import Refused
from repairdesk.views import callers, register
from repairdesk.views.call_card import call_card
from tests.faults.hostile import HAND_PICKED, texts
from tests.faults.office import CLERK, ROOM, ROOT, Office, environment, run
from tests.terminal.pty_desk import Desk

COUNT = 200
LONGEST_LINE = 60


@dataclass
class Kept:
    """The office after all the texts: which were taken, under which number, and why the others were not."""

    office: Office
    taken: dict[str, str]
    refused: dict[str, set[str]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    office = Office.set_up(tmp_path_factory.mktemp("hostile") / "desk.db")
    store = Store.open(office.path)
    found = Kept(office, {}, {})
    who = operator(store, CLERK, now=clock.now())
    with store.together():
        for text in texts(COUNT):
            short = text if len(text) <= LONGEST_LINE else "张伟"
            form = calls.NewCall(
                kind="repair", room=ROOM, caller=short, phone="13800138000", content=text, place_detail=short
            )
            try:
                found.taken[text] = calls.log(store, who, form, now=clock.now()).number
            except Refused as refused:
                found.refused[text] = {problem.code for problem in refused.problems}
    store.close()
    return found


@pytest.fixture
def store(kept: Kept) -> Iterator[Store]:
    opened = Store.open(kept.office.path)
    yield opened
    opened.close()


def controls(text: str) -> set[str]:
    """The characters that are no text: controls, halves of characters, and what separates lines elsewhere."""
    return {char for char in text if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}}


# --- kept -------------------------------------------------------------------------------------------


def test_every_text_is_kept_as_typed_or_refused_with_a_reason(kept: Kept, store: Store) -> None:
    assert len(kept.taken) > COUNT / 2
    for text, number in kept.taken.items():
        lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
        assert call_card(store, number, clock.now()).content == lines
    for text, codes in kept.refused.items():
        empty, long = not text.strip(" \t\n\r\u3000\u00a0\x85\u2028\u2029\x1c\x1d\x1e\x1f"), len(text) > 2000
        reasons = {"control_characters"} if controls(text) else set()
        assert codes <= reasons | ({"required"} if empty else set()) | ({"too_long"} if long else set())
    assert kept.office.findings() == []


def test_texts_sent_by_a_script_are_answered_one_by_one(desk: Office) -> None:
    sent = [
        {"kind": "repair", "room": ROOM, "caller": "张伟", "phone": "13800138000", "content": text, "token": f"t{n}"}
        for n, text in enumerate(texts(COUNT))
    ]  # fmt: skip
    told = run(desk.command("call", "log", "--stdin"), "".join(json.dumps(each) + "\n" for each in sent))
    answers = [line.split(" ")[:2] for line in told.stdout.splitlines()]
    assert [token for _word, token in answers] == [each["token"] for each in sent]
    assert (told.returncode, told.stderr) == (2, "")
    assert {word for word, _token in answers} == {"ACK", "ERR"}
    assert not controls(told.stdout) - {"\n"}


# --- searched ---------------------------------------------------------------------------------------


def test_every_text_can_be_searched_for_and_is_found(kept: Kept, store: Store) -> None:
    for text in texts(COUNT):
        found = {line.number for line in register.search(store, text, limit=None)}
        if text in kept.taken and any(char.isalnum() for char in text):
            assert kept.taken[text] in found, ascii(text)


def test_every_text_can_be_typed_where_callers_are_found(store: Store) -> None:
    for text in texts(COUNT):
        if not controls(text):
            callers.find(store, text)


# --- shown ------------------------------------------------------------------------------------------

_SEQUENCE = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_].*?\x1b\\|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]|\x1b"
    rb"|\xc2[\x80-\x9f]|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", re.DOTALL,
)  # fmt: skip


def orders(sent: bytes) -> set[bytes]:
    """The kinds of orders to the terminal in what a program sent: without the numbers, which say where and how."""
    return {
        re.sub(rb"[0-9;]+", b"", order) if order.startswith(b"\x1b[") and order[-1:] in b"mHABCDK" else order
        for order in _SEQUENCE.findall(sent)
    }


def shown(office: Office) -> tuple[set[bytes], str]:
    """Walk over the board, the register and a card; the orders sent to the terminal and all that was on the screen."""
    with Desk(office.command(), columns=120, rows=40, cwd=ROOT, env=environment()) as desk:
        desk.wait("Board")
        seen = []
        for keys in (
            ["pagedown"] * 5,
            ["home", "down", "down"],
            ["f9"],
            ["down"] * 8,
            ["enter"],
            ["pagedown"],
            ["esc"],
        ):
            for key in keys:
                desk.keys(key)
                desk.rest(0.15)
                seen.append(desk.text)
        desk.keys("ctrl+q")
        assert desk.end() == 0
        return orders(desk.bytes), "\n".join(seen)


def test_hostile_text_on_the_screen_stays_text(kept: Kept, desk: Office) -> None:
    harmless = Store.open(desk.path)
    who = operator(harmless, CLERK, now=clock.now())
    with harmless.together():
        for _ in range(60):
            form = calls.NewCall(
                kind="repair", room=ROOM, caller="张伟", phone="13800138000", content="漏水" * 40
            )
            calls.log(harmless, who, form, now=clock.now())
    harmless.close()
    plain, _seen = shown(desk)
    hostile, seen = shown(kept.office)
    assert not hostile - plain
    for text in ("[red]漏水[/red]", "[@click=app.quit]点我[/]", "=cmd|'/C calc'!A0", "$(id)", "𠮷野家"):
        assert text in kept.taken
        assert text in seen


def test_hostile_text_in_the_answers_of_commands_stays_text(kept: Kept) -> None:
    numbers = [kept.taken[text] for text in HAND_PICKED if text in kept.taken]
    for words in (["board"], ["call", "list"], ["call", "show", numbers[5]], ["call", "show", numbers[-1]]):
        told = run(kept.office.command(*words))
        assert told.returncode == 0
        assert not controls(told.stdout) - {"\n"}
        assert not [
            char for char in told.stdout if unicodedata.bidirectional(char) in {"RLO", "LRO", "RLI", "PDF"}
        ]
    for words in (["board", "--json"], ["call", "list", "--json"]):
        assert json.loads(run(kept.office.command(*words)).stdout)
