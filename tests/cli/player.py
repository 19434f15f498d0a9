"""Plays a whole job by the command line as any procedure leads: it knows its statements, and does what is refused for want of.

What a command is refused for (a gate, a required field) is supplied as the refusal names it, and the command is given
again; what bars the strike-off is taken from ``missing_to_close``. Nothing here knows a procedure by name.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from repairdesk import config
from repairdesk.cli import start
from repairdesk.rules.facts import CALLBACK_ANSWERS
from repairdesk.rules.limits import PROPERTIES, Condition, Pattern
from repairdesk.rules.procedure import Procedure, parse
from repairdesk.rules.statements import Bar, Ending, Field
from tests.cli.conftest import Desk

TECHNICIAN = "李强"
BEGIN = "2026-03-02 10:00"
ENDED = ("closed", "withdrawn", "converted")
TAKES_FIELDS = ("call log", "order issue", "order return", "callback record", "follow-up note", "follow-up finish", "close", "call end")  # fmt: skip
FLAGS = {
    "paid": ("--paid", "--free"), "minor": ("--minor", "--not-minor"), "listed": ("--listed", "--unlisted"),
    "important": ("--important", "--not-important"), "key_customer": ("--key-customer", "--no-key-customer"),
    "complaint": ("--complaint", "--no-complaint"),
}  # fmt: skip
OPTIONS = ("kind", "place", "urgency", "area", "scope", "channel")
SAMPLES = {
    "text": "甲", "tick": "yes", "number": "1", "date": "2026-03-02", "moment": "2026-03-02 10:00", "score": "5",
}  # fmt: skip


def procedure_named(name: str) -> Procedure:
    """One of those that come with the program."""
    return parse(tomllib.loads((config.procedures_dir() / f"{name}.toml").read_text("utf-8")))


class Line:
    """One line of the register, from the telephone to its end; every command comes a minute after the one before."""

    def __init__(self, desk: Desk, procedure: Procedure, caller: str = "张三", begin: str = BEGIN) -> None:
        self.desk, self.procedure = desk, procedure
        self.moment = datetime.fromisoformat(begin)
        self.number = self.order = ""
        self.caller = caller
        self.wanted: dict[str, str] = {}
        self.told: list[str] = []

    # -- commands -----------------------------------------------------------------------------------------------

    def do(self, *words: str, by: str = "王芳") -> dict[str, Any]:
        """Give a command until it is taken, supplying each time what it was refused for."""
        fields: dict[str, str] = {}
        for _ in range(8):
            given = [word for name, value in fields.items() for word in ("--field", f"{name}={value}")]
            self.moment += timedelta(minutes=1)
            command = (*words, *given, "--at", f"{self.moment:%Y-%m-%d %H:%M}")
            status, out, err = self.give(*command, by=by)
            self.told.append(" ".join(command) + (f"\n      {err.strip()}" if status else ""))
            if status == 0:
                return dict(json.loads(out))
            assert status == 2, self.story()
            needed = dict(self.needed(err))
            if needed and " ".join(words[: 1 if words[0] == "close" else 2]) in TAKES_FIELDS:
                fields |= needed
            elif needed:
                self.fill(needed)
            elif err.startswith("Consent:"):
                self.record(Pattern("quote.given"))
                self.record(Pattern("quote.agreed"))
            elif gates := [gate for gate in self.procedure.gate if gate.title.en in err]:
                for gate in gates:
                    self.lift(gate)
            else:
                raise AssertionError(self.story())
        raise AssertionError(self.story())

    def give(self, *words: str, by: str = "王芳") -> tuple[int, str, str]:
        """One command: its exit status, and what it said on both streams."""
        self.desk.captured()
        status = start.run(["--db", str(self.desk.db), "--lang", "en", "--by", by, *words, "--json"])
        said = self.desk.captured()
        return status, said.out, said.err

    def needed(self, refusal: str) -> Iterable[tuple[str, str]]:
        """The office's own fields that a refusal asks for, with a value for each."""
        for line in refusal.splitlines():
            name = line.partition(":")[0]
            found = self.procedure.field_named(name)
            if found is not None and "needed here" in line:
                yield name, self.value(found)

    def value(self, field: Field) -> str:
        """What is filled in: what the job wants, or anything that the field takes."""
        return self.wanted.get(field.name) or SAMPLES.get(field.kind) or field.options[0].name

    def fill(self, values: dict[str, str]) -> None:
        """Fill fields in on the line."""
        self.do("call", "field", self.number, *(f"{name}={value}" for name, value in values.items()))

    def story(self) -> str:
        """Every command so far, with what was refused."""
        return "\n".join([self.procedure.id, *self.told])

    def card(self) -> dict[str, Any]:
        """The line as it is."""
        status, out, err = self.give("call", "show", self.number)
        assert status == 0, err
        return dict(json.loads(out))

    # -- steps --------------------------------------------------------------------------------------------------

    def log(self, *words: str, wanted: Iterable[Condition] = ()) -> None:
        """Take the call; each condition says what the job must be."""
        options = {
            "kind": "repair",
            "room": "3-1201",
            "caller": self.caller,
            "phone": "13800001234",
            "content": "漏水",
        }
        flags: list[str] = []
        for condition in wanted:
            for name, values in condition.wanted:
                value = max(values, key=str)
                if name in FLAGS:
                    flags.append(FLAGS[name][0 if value is True else 1])
                elif name in OPTIONS:
                    options[name] = str(value)
                elif name not in PROPERTIES and value is not False:
                    field = self.procedure.field_named(name)
                    assert field is not None
                    self.wanted[name] = self.value(field) if value is True else str(value)
        given = [word for name, value in options.items() for word in (f"--{name}", value)]
        made = self.do("call", "log", *given, *flags, *words)
        self.number = str(made["number"])
        if self.wanted:
            self.fill(self.wanted)

    def issue(self) -> None:
        """Send somebody: offered to all where that is the way, else by name."""
        if self.procedure.orders.pool is not None:
            self.do("order", "pool", self.number)
            made = self.do("order", "take", self.number, by=TECHNICIAN)
        else:
            made = self.do("order", "issue", self.number, "--technician", TECHNICIAN)
        self.order = str(made["number"])

    def arrive(self) -> None:
        """Be there, with the code where the customer has one."""
        code = self.card()["visit_code"]
        self.do("order", "arrive", self.order, *(("--code", str(code)) if code else ()))

    def lift(self, bar: Bar) -> None:
        """Do what lifts a bar or a gate."""
        if bar.fields:
            fields = (self.procedure.field_named(name) for name in bar.fields)
            self.fill({one.name: self.value(one) for one in fields if one is not None})
        if bar.needs:
            self.record(bar.needs[0])
        if bar.code in ("completion_callback", "opinion") and not bar.needs and not bar.fields:
            self.record(Pattern("callback.made", kind="completion"))

    def record(self, wanted: Pattern) -> None:
        """Record a fact that fits, by its own command where it has one."""
        if wanted.after is not None:
            self.record(Pattern(wanted.after))
        by = ("--as", wanted.by[0]) if wanted.by else ()
        result = ("--result", wanted.result) if wanted.result else ()
        later = f"{self.moment + timedelta(hours=2):%Y-%m-%d %H:%M}"
        kind = wanted.kind or "completion"
        answer = wanted.answer[0] if wanted.answer else CALLBACK_ANSWERS[kind][0]
        commands = {
            "order.accepted": ("order", "accept", self.order),
            "work.started": ("order", "start", self.order),
            "work.finished": ("order", "finish", self.order, *result, "--reason", "缺配件"),
            "slip.returned": ("order", "return", self.order, "--signed-by", "张三"),
            "quote.given": ("quote", "give", self.number, "--amount", "50"),
            "quote.agreed": ("quote", "agree", self.number),
            "quote.declined": ("quote", "decline", self.number),
            "payment.received": ("pay", self.number, "--amount", "50"),
            "appointment.agreed": ("appointment", "agree", self.number, "--for", later, "--special"),
            "callback.made": ("callback", "record", self.number, "--kind", kind, "--answer", answer),
        }
        if wanted.what == "technician.arrived":
            self.arrive()
        elif wanted.what == "order.issued":
            self.issue()
        else:
            self.do(*commands.get(wanted.what, ("call", "fact", self.number, wanted.what, *by, *result)))

    # -- whole jobs ---------------------------------------------------------------------------------------------

    def finish_work(self) -> None:
        """The next step towards the end of the work, by the state the line is in."""
        card = self.card()
        if card["kind"] == "follow_up":
            self.do("follow-up", "note", self.number, "--content", "已联系")
            self.do("follow-up", "check", self.number, "--as", "leader")
            self.do("follow-up", "finish", self.number, "--result", "已修好")
        elif card["kind"] == "matter" and self.procedure.orders.matters is None:
            self.do("call", "assign", self.number)
            self.do("call", "answer", self.number, "--result", "已答复")
        elif card["state"] in ("open", "unfinished"):
            self.issue()
        elif card["state"] in ("dispatched", "accepted"):
            if card["state"] == "dispatched":
                self.do("order", "accept", self.order)
            self.arrive()
            self.do("order", "start", self.order)
        else:
            self.do("order", "finish", self.order)

    def play(self) -> dict[str, Any]:
        """Do whatever is still missing until the line is struck off; the line as it then is."""
        for _ in range(30):
            card = self.card()
            missing = list(card["missing_to_close"])
            if card["state"] in ENDED:
                return card
            if not missing:
                self.do("close", self.number)
            elif missing[0]["code"] == "not_finished":
                self.finish_work()
            else:
                self.lift(
                    next(bar for bar in self.procedure.closing.bar if bar.title.en == missing[0]["message"])
                )
        raise AssertionError(self.story())

    def convert(self) -> None:
        """Go on as a follow-up sheet."""
        old = self.do(
            "call", "convert", self.number, "--to", "follow_up", "--tracker", "王芳", "--reason", "缺配件"
        )
        self.number, self.order = str(old["linked_call"]), ""

    def finished(self) -> None:
        """Only up to the end of the work."""
        while any(one["code"] == "not_finished" for one in self.card()["missing_to_close"]):
            self.finish_work()

    def end(self, ending: Ending) -> dict[str, Any]:
        """End the line so, with everything that this ending asks for."""
        if ending.finished:
            self.finished()
        for _ in range(ending.attempts):
            self.record(Pattern("callback.made", kind="completion", answer=("unreachable",)))
        if ending.needs:
            self.record(ending.needs[0])
        if self.card()["state"] in ENDED:  # a price that is declined ends the line by itself
            return self.card()
        if ending.past is not None:
            self.moment += timedelta(days=20)
        if ending.fields:
            fields = (self.procedure.field_named(name) for name in ending.fields)
            self.fill({one.name: self.value(one) for one in fields if one is not None})
        return self.do("call", "end", self.number, "--as", ending.code, "--reason", "按流程")
