"""A clerk at a real terminal: the steps of his day as he would name them, played with keys alone in either language.

    with at_the_desk(path, "zh") as clerk:
        clerk.signs_on("clerk")
        call = clerk.takes_a_call("zx", "厨房水龙头漏水")

What he waits to read is named by the program's own message and looked for in his language. Whatever he looks at must
be in that language alone: the people and places of the Chinese office are Chinese, those of the English one English.

The office lies wherever on the globe it is ten in the morning now: an hour of the day post, long past the opening,
long before the closing and far from midnight, whenever the tests run.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from repairdesk import clock, text
from repairdesk.config import procedures_dir
from repairdesk.desk import office
from tests.faults.office import ROOT, environment, run
from tests.terminal.pty_desk import Desk

PEOPLE = {
    "manager": ("李华", "Lee Hua"), "clerk": ("周敏", "Zhou Min"), "operator": ("吴刚", "Wu Gang"),
    "officer": ("何静", "He Jing"), "foreman": ("孙涛", "Sun Tao"), "supervisor": ("钱进", "Qian Jin"),
    "finance": ("冯琳", "Feng Lin"), "plumbing": ("王强", "Wang Qiang"), "electric": ("刘洋", "Liu Yang"),
}  # fmt: skip
"""One of each role; the technicians by their trade."""
RESIDENTS = (
    ("1-1-101", ("赵㬎", "Anna Brook"), "13800000101"), ("2-1-301", ("欧阳娜娜", "Olivia Young"), "057187654321"),
)  # fmt: skip
GARDEN = ("中心花园", "Garden")
PRICES = (
    (("更换水龙头", "Tap fitting"), "piece", 3000, "labour"), (("水工", "Plumber"), "half_hour", 3000, "labour"),
    (("单冷水龙头", "Cold tap"), "piece", 4500, "material"),
)  # fmt: skip
LANGUAGES = ("zh", "en")

TAKE_CALL, SLIP_BACK, REGISTER, WHO, ALL_STEPS = "f2", "f4", "f9", "ctrl+o", "space"
SAVE, ON, NEXT_FIELD, BACK, EMPTY = "ctrl+s", "enter", "tab", "esc", "ctrl+u"
"""The keys of the desk; digits choose."""

_FOREIGN = {"en": re.compile("[\u2e80-\u9fff\uff00-\uffef]+"), "zh": re.compile("[A-Za-z]{2,}")}
_MARKED = re.compile(r"[ |]*(\S.*?) +>")
_NO_WORDS = re.compile(
    r"\b(F\d|Enter|Esc|Tab|Space|Right|Up|Down|PgUp|PgDn|BkSp|Ctrl\+\w|S000-I(-\d+)?|property-desk)\b|\^\w"
)
"""Names of keys, rules and procedures are the same in every language."""


def ten_in_the_morning(now: datetime) -> str:
    """A time zone in which it is between ten and eleven now; in the names of these zones east is minus."""
    return f"Etc/GMT{-((10 - now.hour + 11) % 24 - 11):+d}"


def found(path: Path, language: str, *, now: datetime | None = None, zone: str = "") -> None:
    """An office with somebody of each role, residents, a garden and a price list, since three days before ``now``."""
    mine, now = LANGUAGES.index(language), now or clock.now()
    body = tomllib.loads((procedures_dir() / "property-desk.toml").read_text("utf-8"))
    trades = ("plumbing", "electric")
    staff = tuple(
        office.StaffForm(
            name=names[mine],
            role="technician" if job in trades else job,
            trade=job if job in trades else "",
            phone=f"80{number}",
        )
        for number, (job, names) in enumerate(PEOPLE.items())
    )
    form = office.NewOffice(
        name=("阳光花园", "Sunshine Garden")[mine],
        procedure=body,
        zone=zone or ten_in_the_morning(now),
        staff=staff,
    )
    store = office.create_office(path, form, now=now - timedelta(days=3))
    who = office.operator(store, PEOPLE["manager"][mine], now=now)
    with store.write(who, "import", now=now) as tx:
        for room, names, phone in RESIDENTS:
            office.resident(tx, office.room(tx, room), names[mine], phone)
        office.room(tx, GARDEN[mine], public_area=True)
        for items, unit, price, kind in PRICES:
            office.price(tx, office.PriceForm(item=items[mine], unit=unit, price=price, kind=kind))
    store.close()


@contextmanager
def at_the_desk(path: Path, language: str) -> Iterator[Clerk]:
    """Somebody sits down at the desk of a new office, at a terminal of 80 x 24."""
    found(path, language)
    command = [sys.executable, "-m", "repairdesk", "--db", str(path), "--lang", language]
    before = text.language()
    text.set_language(language)
    try:
        with Desk(command, cwd=ROOT, env=environment()) as desk:
            clerk = Clerk(desk, path, language)
            yield clerk
            desk.keys("ctrl+q")
            assert desk.end() == 0
    finally:
        text.set_language(before)


def _pattern(message: str, known: dict[str, str]) -> re.Pattern[str]:
    """What a message looks like on the screen, what is known of it filled in."""

    def value(name: str) -> str:
        unknown = rf"(?P<{name}>\d{{12}})" if name == "number" else rf"(?P<{name}>.+?)"
        return re.escape(known[name]) if name in known else unknown

    parts = re.split(r"\{(\w+)\}", message)
    return re.compile("".join(value(part) if n % 2 else re.escape(part) for n, part in enumerate(parts)))


class Clerk:
    """Who works at the desk. ``keys`` counts the keys that lead on, ``typed`` the characters that only a caller or
    the paper knows."""

    def __init__(self, desk: Desk, path: Path, language: str) -> None:
        self.desk, self.path, self.language = desk, path, language
        self.keys = self.typed = 0
        self._own: set[str] = set()

    # --- keys and eyes ----------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Keys that lead on."""
        self.keys += len(keys)
        self.desk.keys(*keys)

    def types(self, words: str) -> None:
        """What nobody else knows."""
        self.typed += len(words)
        self._own.add(words)
        self.desk.keys(words)

    def says(self, chinese: str, english: str) -> str:
        """The same in the language of the office."""
        return chinese if self.language == "zh" else english

    def name(self, job: str) -> str:
        """Who does this job."""
        return self.says(*PEOPLE[job])

    def sees(self, message: str, rule: str = "", **known: str) -> dict[str, str]:
        """Wait for a message of the program, and the rule it cites; returns what stands in its other placeholders."""
        cited = f" ({rule})" if rule else ""
        seen = _pattern(text._(message) + cited, known)
        self.desk.until(lambda: seen.search(self.desk.text), repr(seen.pattern))
        self.reads_only_his_language()
        match = seen.search(self.desk.text)
        assert match, self.desk.text
        return match.groupdict()

    def reads_only_his_language(self) -> None:
        """No word on the screen, once it is drawn to its end, is of the other language."""
        self.desk.until(lambda: not self._foreign(), f"words of {self.language} alone")

    def _foreign(self) -> bool:
        shown = self.desk.text
        for words in self._own:
            shown = shown.replace(words, "")
        return _FOREIGN[self.language].search(_NO_WORDS.sub("", shown)) is not None

    @property
    def screen(self) -> str:
        """The heading of the screen."""
        return self.desk.lines[0].strip().partition("  ")[0]

    @property
    def place(self) -> str:
        """The name of the field that has the focus."""
        marked = (_MARKED.match(line) for line in self.desk.lines)
        return next((found[1] for found in marked if found), "")

    def comes_to(self, *labels: str) -> None:
        """Wait until the focus is in one of these fields."""
        names = [text._(label) for label in labels]
        self.desk.until(lambda: self.place in names, f"the focus at {names}")

    def goes_to(self, label: str) -> None:
        """Field by field to the one of this name."""
        for _step in range(20):
            if self.place == text._(label):
                return
            before = self.place
            self.press(NEXT_FIELD)
            self.desk.until(
                lambda before=before: self.place not in ("", before), f"the field after {before!r}"
            )
        raise AssertionError(f"no field {label!r} on:\n{self.desk.text}")

    def fills_in(self, label: str, words: str) -> None:
        """Go to a field and type."""
        self.goes_to(label)
        self.types(words)

    def chooses(self, label: str, option: str) -> None:
        """Go to a field and press the digit of an option."""
        self.goes_to(label)
        self.presses_digit_of(text._(option))

    def presses_digit_of(self, words: str) -> None:
        """The digit that stands before these words."""
        option = re.compile(rf"(?:^|[ \[])(\d) {re.escape(words)}", re.MULTILINE)
        self.desk.until(lambda: option.search(self.desk.text), f"a digit for {words}")
        self.press(option.findall(self.desk.text)[0])

    def goes_back_to_the_board(self) -> None:
        """Esc until the board is there."""
        while self.screen != text._("Board"):
            before = self.screen
            self.press(BACK)
            self.desk.until(lambda before=before: self.screen != before, f"another screen than {before}")

    def goes_on_with(self, sentence: str, *first: str) -> None:
        """Enter on the board, when it proposes this; ``first`` is the field that is asked first."""
        self.goes_back_to_the_board()
        self.sees(sentence)
        self.press(ON)
        if first:
            self.comes_to(*first)

    # --- who works ----------------------------------------------------------------------------------

    def signs_on(self, job: str, welcome: str = "{name} works here now, at the post: {post}") -> None:
        """Take the place at the desk, or leave it to somebody else; the desk says who works now, and where."""
        if self.keys:
            self.goes_back_to_the_board()
            self.press(WHO)
        self.sees("Who works at the desk now? Press the digit, or Enter on the name.")
        self.presses_digit_of(self.name(job))
        self.sees(welcome, name=self.name(job))

    # --- the telephone rings ------------------------------------------------------------------------

    def takes_a_call(self, letters: str, who: str, content: str, suggested: str, **more: str) -> str:
        """F2: who calls, found by a few letters; what he says, and what the desk makes of it. Returns the number.

        ``more``: what only this call needs, field by field.
        """
        self.press(TAKE_CALL)
        self.sees("Who calls")
        self.types(letters)
        self.desk.wait(f"  {who}")
        self.press(ON)
        self.comes_to("Content", "Caller")
        before = [label for label in more if label in ("Caller", "Telephone")]
        for label in before:
            self.fills_in(label, more.pop(label))
        self.fills_in("Content", content)
        self.sees("Suggested by: {words}")
        assert f" {suggested}]" in self.desk.text, f"{suggested} is not suggested:\n{self.desk.text}"
        for label, words in more.items():
            self.fills_in(label, words)
        self.press(SAVE)
        return self.sees("Call {number} is in the register")["number"]

    def sends(self, job: str, **more: str) -> str:
        """The technician who is proposed; Enter issues the order. Returns its number."""
        self.sees("Issue a work order")
        for label, words in more.items():
            self.fills_in(label, words)
        self.press(SAVE if more else ON)
        return self.sees("Order {number} goes to {technician}", technician=self.name(job))["number"]

    def tells_the_price(self, letters: str, amount: str) -> None:
        """A paid job: an item of the price list, and the customer agrees."""
        self.chooses("Payment", "paid")
        self.adds_a_line(letters, amount)
        self.chooses("Consent", "price told, customer agrees")

    def adds_a_line(self, letters: str, amount: str) -> None:
        """One of an item of the price list, found by a few letters."""
        self.fills_in("Labour, parts", letters)
        self.desk.wait(amount)
        self.press(ON)
        self.comes_to("Quantity")
        self.press(ON)
        self.comes_to("Labour, parts")
        assert amount in self.desk.line_with(text._("Total")), self.desk.text

    # --- he is there, he has finished ---------------------------------------------------------------

    def hears_that_he_is_there(self, at: str = "") -> None:
        """The technician reports his arrival, by way of all that can be done about the line."""
        self.goes_back_to_the_board()
        self.press(ALL_STEPS)
        self.presses_digit_of(text._("Technician has arrived"))
        self.comes_to("Arrived")
        self.types(at)
        self.press(ON)
        self.sees("Arrival recorded on {number}")

    def asks_whether_he_is_there(self, who: str, since: str = "") -> None:
        """The first callback: he is."""
        self.goes_on_with("Enter: call the customer: has the technician come?")
        self.sees("Ask: is {technician} there, how is it going?", "S000-I-11")
        self.presses_digit_of(text._("he is there"))
        if since:
            self.goes_to("There since")
            self.press(EMPTY)
            self.types(since)
        self._has_answered(who, "he is there")

    def asks_about_the_plan(self, who: str) -> None:
        """The customer agrees to the plan of an unfinished job."""
        self.sees("Ask: is the customer content with that?", "S000-I-22")
        self.presses_digit_of(text._("agrees"))
        self._has_answered(who, "agrees")

    def asks_for_the_opinion(self, who: str, *, matter: bool = False) -> None:
        """The last callback: satisfied."""
        if matter:
            self.sees("Ask: is the matter settled, and is the caller satisfied?", "S000-I-41")
        else:
            self.sees("Ask: is it mended, and how satisfied is the customer?", "S000-I-18")
        self.presses_digit_of(text._("satisfied"))
        self._has_answered(who, "satisfied")

    def _has_answered(self, who: str, answer: str) -> None:
        self.press(SAVE)
        self.sees("Saved: {who}, {answer}.", who=who, answer=text._(answer))

    def takes_the_slip(self, order: str, finished: str) -> None:
        """F4, the last digits of the slip, and when the work was done; when he came is known."""
        self.goes_back_to_the_board()
        self.press(SLIP_BACK)
        self.sees("The number stands at the top of the slip.")
        self.types(order[-3:])
        self.press(ON)
        self.comes_to("Finished")
        self.types(finished)

    def has_the_slip_in(self, order: str, *, paid: bool = False) -> None:
        """Ctrl+S saves the whole paper, with a receipt for money; Enter goes on to the customer's telephone."""
        self.press(SAVE)
        if paid:
            self.sees("Slip {number} is in, receipt {receipt}. Enter: call {caller} now.", number=order)
        else:
            self.sees("Slip {number} is in. Enter: call {caller} now. Or the next number.", number=order)
        self.press(ON)

    # --- the end ------------------------------------------------------------------------------------

    def gives_finance_its_copy(self) -> None:
        """What a paid job still owes."""
        self.goes_on_with("Enter: consent, payment and the copy for finance", "To finance")
        self.presses_digit_of(text._("the copy has gone"))
        self.press(ON)
        self.sees("Settled: {number}")

    def checks_as_officer(self) -> None:
        """The officer signs on, has found it mended, and gives the place back."""
        self.signs_on("officer")
        self.goes_on_with("Enter: the officer has checked the work", "Found")
        self.presses_digit_of(text._("mended"))
        self.press(ON, ON)
        self.sees("Officer's check recorded on {number}")
        self.signs_on("clerk")

    def strikes_off(self, call: str) -> None:
        """Nothing is missing: the line leaves the board."""
        self.goes_on_with("Enter: nothing is missing, strike the line off")
        self.sees("Nothing is missing.")
        self.press(ON)
        self.sees("Struck off: {number}", number=call)
        self.sees("No open lines. F2 takes a call.")

    def finds_again(self, words: str, call: str) -> None:
        """F9, a word of it, Enter: its card."""
        self.press(REGISTER)
        self.comes_to("Search")
        self.types(words)
        self.desk.wait(call)
        self.press(ON)
        self.sees("The job")
        self.sees("Opinion")
        self.desk.wait(f" {call}  ")

    def has_closed(self, call: str) -> dict[str, Any]:
        """What a script is told of the line: closed, nothing missing, and the register sound. Returns its card."""
        shown = run(self.command("call", "show", call, "--json"))
        card: dict[str, Any] = json.loads(shown.stdout)
        assert (card["state"], card["missing_to_close"]) == ("closed", []), card
        examined = run(self.command("doctor"))
        assert (examined.returncode, examined.stdout, examined.stderr) == (0, "", "")
        return card

    def command(self, *words: str) -> list[str]:
        """The command line on the same register."""
        return [sys.executable, "-m", "repairdesk", "--db", str(self.path), *words]
