"""A small desk on the real foundation, for the tests of the terminal. Run as a program.

F2 opens a form of six fields and a choice, F3 a dialog, F4 crashes, F5 shows hostile text, F8 a second form.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import repairdesk.screens  # first: the environment of Textual

# isort: split
from textual import work
from textual.binding import Binding

from repairdesk.app import DeskApp, run_desk
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens.dialogs import Ask, Confirm
from repairdesk.screens.drawn import Words
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.form import FormScreen
from repairdesk.screens.frame import DeskScreen
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.show import show

__all__ = ["Board", "Form", "Toy", "repairdesk"]

OUT = Path(sys.argv[1]) if len(sys.argv) > 1 else None


def note(text):
    if OUT is not None:
        with OUT.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


class Board(DeskScreen):
    heading = "Board"
    BINDINGS = [
        Binding("f6", "ask", "Ask", id="toy.ask"),
        Binding("f7", "crash", "Crash", id="toy.crash"),
        Binding("f10", "hostile", "Hostile", id="toy.hostile"),
    ]

    def body(self):
        yield Words("Good day, {name}", name="[red]Zhang[/]")
        self.list = LineList(
            [
                Column("No.", 6),
                Column("Room", 10),
                Column("Trouble", 20, grow=True),
                Column("Left", 8, ticking=True),
            ],
            ticker=lambda line: (
                str(int(time.monotonic()) % 1000 + line.item),
                "late" if line.item % 3 else "",
            ),
            empty="Nothing to do",
        )
        yield self.list

    def on_mount(self):
        self.list.set_lines(
            [
                Line(f"N{n}", (f"{n}", f"{n}-欧阳娜娜的家", "厨房水管漏水" * (n % 5 + 1), ""), item=n)
                for n in range(1, 60)
            ]
        )
        self.list.focus()

    def on_line_list_chosen(self, event):
        note(f"chosen {event.line.key}")
        self.desk.go("form", event.line.key)

    @work
    async def action_ask(self):
        answer = await self.app.push_screen_wait(Ask("Why?"))
        note(f"answer {answer!r}")
        if answer is not None and await self.app.push_screen_wait(Confirm("Really {what}?", what=answer)):
            note(f"sure {answer!r}")
            self.desk.notice("Answered {what}", "good", what=answer)

    def action_crash(self):
        pin, phone = "42" + "4242", "1380000" + "0001"
        raise ValueError(f"phone {phone} {pin}")

    def action_hostile(self):
        text = "\x1b[31m[red]x[/red] [@click=app.quit]q[/] \x9b2J \u202eabc [/"
        self.list.set_lines([Line(1, (text, text, text, ""), item=1)])
        self.query_one(Words).say("{x}", x=text)
        self.desk.notice("{x}", x=text)
        self.query_one(Words).tooltip = show(text)


class Form(FormScreen):
    heading = "Form"

    def compose_form(self):
        for n in range(1, 7):
            yield Field(
                f"f{n}", f"Field {n}", limit=200, code=n == 2, width=30 if n == 3 else 0, hint="a hint"
            )
        yield ChoiceField(
            "urgency", "Urgency", [("routine", "Routine"), ("urgent", "Urgent"), ("emergency", "Emergency")]
        )

    def opened(self, subject):
        self.subject = subject
        self.focus_field()

    def read(self):
        return self.values()

    def save(self, form):
        time.sleep(0.15)
        if not form["f1"]:
            raise Refused(Problem("f1", "required"), Problem("f4", "not_a_phone"))
        return "261122000037"

    def saved(self, form, result):
        note(f"saved {form}")
        super().saved(form, result)

    def keep_draft(self):
        note(f"draft {self.values()}")


class Toy(DeskApp):
    AREAS = {"board": "tests.terminal.toy:Board", "form": "tests.terminal.toy:Form"}
    BINDINGS = [Binding("f2", "go('form')", "Log call", id="toy.log")]


if __name__ == "__main__":
    sys.exit(run_desk(app=Toy(office="阳光花园", operator=Operator(1, "张三", "clerk", "front_desk"))))
