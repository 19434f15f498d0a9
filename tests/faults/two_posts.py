"""Two posts at work on the same few lines, each deciding on what it has read before; figures of how that went.

python -m tests.faults.two_posts 2000        two programs with 2000 operations each, on a new office
python -m tests.faults.two_posts DB NAME N   one of them: a line of JSON for each operation
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from repairdesk import clock
from repairdesk.desk import calls, office, orders
from repairdesk.models.store import Store
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused
from repairdesk.views.call_card import CallCard, call_card
from repairdesk.views.register import numbers
from tests.faults.office import CLERK, ROOM, ROOT, Office, environment, gaps

POSTS = (CLERK, "王经理")
TECHNICIAN = "赵师傅"
SHARED = 5
"""Lines that both posts work on."""


def prepare(desk: Office) -> None:
    """A technician, and the lines that both work on."""
    store, now = desk.open(), clock.now()
    manager = office.operator(store, "王经理", now=now)
    office.add_staff(store, manager, office.StaffForm(name=TECHNICIAN, role="technician"), now=now)
    for line in range(SHARED):
        _log(store, manager, f"第{line}户水管漏水")
    store.close()


def _log(store: Store, who: Operator, content: str) -> str:
    form = calls.NewCall(
        kind="repair", room=ROOM, caller="赵女士", phone="13800138000", content=content, token=content
    )
    return calls.log(store, who, form, now=clock.now()).number


# --- one post -------------------------------------------------------------------------------------


def post(path: Path, name: str, count: int) -> Iterator[dict[str, Any]]:
    """The operations of one post, each with what it had seen and what became of it.

    It reads a line, thinks for a moment, and saves what it made of what it read. Refused because the other was there
    first, it looks again and decides anew with the next operation.
    """
    store, chance = Store.open(path), random.Random(name)
    who = office.operator(store, name, now=clock.now())
    shared = numbers(store)[:SHARED]
    for n in range(count):
        token = f"{'ab'[POSTS.index(name)]}{n}"
        if chance.random() < 0.2:
            call = _log(store, who, token)
            order = orders.issue(store, who, call, technician=TECHNICIAN, now=clock.now())
            yield {"token": token, "what": "log", "call": call, "order": order, "entry": max(store.own)}
            continue
        card = call_card(store, chance.choice(shared), clock.now())
        time.sleep(chance.uniform(0, 0.004))
        yield _decide(store, replace(who, saw=card.saw), card, token, chance.choice(("note", "correct")))
    store.close()


def _decide(store: Store, who: Operator, card: CallCard, token: str, what: str) -> dict[str, Any]:
    told: dict[str, Any] = {"token": token, "what": what, "call": card.number, "saw": who.saw}
    try:
        if what == "note":
            note = calls.FactForm(what="note.written", remark=token)
            calls.record_fact(store, who, card.number, note, now=clock.now())
        else:
            content = f"{card.content} {token}"
            calls.correct(store, who, card.number, content=content, reason="more", now=clock.now())
    except Refused as refused:
        (problem,) = refused.problems
        return {**told, "refused": problem.code, "by": problem.params.get("entry")}
    return {**told, "entry": max(store.own)}


# --- both, and what must hold of them -------------------------------------------------------------


@dataclass(frozen=True)
class Played:
    """What both posts told, and what the register holds afterwards."""

    told: list[dict[str, Any]]
    entries: list[tuple[int, str, str, str]]
    """Of the journal: number, who, action, about."""
    notes: Counter[str]
    contents: dict[str, list[str]]
    calls: list[str]
    orders: list[str]
    findings: list[object]
    seconds: float

    @property
    def stale(self) -> list[dict[str, Any]]:
        """The operations that were refused because the other post had changed the line."""
        return [each for each in self.told if each.get("refused") == "changed_since"]

    def figures(self) -> dict[str, Any]:
        """The whole in numbers."""
        done = [each for each in self.told if "entry" in each]
        return {
            "operations": len(self.told), "saved": len(done), "refused as stale": len(self.stale),
            "calls": len(self.calls), "orders": len(self.orders), "entries": len(self.entries),
            "findings of the doctor": len(self.findings), "seconds": round(self.seconds, 1),
        }  # fmt: skip

    def require_sound(self) -> None:
        """Nothing is lost, no number is given twice, and all that was decided on an old state was refused."""
        done = [each for each in self.told if "entry" in each]
        assert len(done) + len(self.stale) == len(self.told), "refused for another reason"
        assert self.notes == Counter(each["token"] for each in done if each["what"] == "note")
        for call, tokens in self.contents.items():
            mine = [each for each in done if each["what"] == "correct" and each["call"] == call]
            assert tokens == [each["token"] for each in sorted(mine, key=lambda one: one["entry"])]
        for made in (self.calls, self.orders):
            assert len(made) == len(set(made))
            assert not gaps(made)
        assert [b - a for a, b in pairwise(seq for seq, *_rest in self.entries)] == [1] * (
            len(self.entries) - 1
        )
        self._require_every_stale_one_refused()
        assert self.findings == []

    def _require_every_stale_one_refused(self) -> None:
        about: dict[str, list[tuple[int, str]]] = {}
        for seq, who, _action, call in self.entries:
            about.setdefault(call, []).append((seq, who))
        for each in self.told:
            if each["what"] == "log":
                continue
            me = POSTS["ab".index(each["token"][0])]
            others = [seq for seq, who in about[each["call"]] if who != me and seq > each["saw"]]
            if "entry" in each:
                assert not [seq for seq in others if seq < each["entry"]], f"{each} was saved over another's"
            else:
                assert each["by"] in others, f"{each} was refused for nothing"


def play(desk: Office, count: int) -> Played:
    """Two programs at once, with ``count`` operations each."""
    began = time.monotonic()
    posts = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.two_posts", str(desk.path), name, str(count)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment(),
        )
        for name in POSTS
    ]  # fmt: skip
    told = []
    for each in posts:
        out, err = each.communicate(timeout=1800)
        assert (each.returncode, err) == (0, b""), err.decode()
        told += [json.loads(line) for line in out.decode().splitlines()]
    return _held(desk, told, time.monotonic() - began)


def _held(desk: Office, told: list[dict[str, Any]], seconds: float) -> Played:
    store = desk.open()
    with store.read() as tx:
        entries = [
            (row["seq"], row["name"], row["action"], row["about"] or "")
            for row in tx.all("SELECT seq, name, action, about FROM journal ORDER BY seq")
        ]
        notes = Counter(
            row["remark"]
            for row in tx.all(
                "SELECT remark FROM fact WHERE what = 'note.written' AND remark GLOB '[ab][0-9]*'"
            )
        )
        rows = tx.all("SELECT number, content FROM call ORDER BY id LIMIT ?", SHARED)
        orders_ = [row["number"] for row in tx.all("SELECT number FROM work_order ORDER BY id")]
    store.close()
    contents = {row["number"]: row["content"].split()[1:] for row in rows}
    return Played(told, entries, notes, contents, desk.numbers(), orders_, desk.findings(), seconds)


def main() -> None:
    """One post, or both with the figures."""
    if len(sys.argv) > 2:
        for told in post(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])):
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        desk = Office.set_up(Path(folder) / "office" / "desk.db")
        prepare(desk)
        played = play(desk, int(sys.argv[1]))
        played.require_sound()
    for name, figure in played.figures().items():
        sys.stdout.write(f"{name}: {figure}\n")


if __name__ == "__main__":
    main()
