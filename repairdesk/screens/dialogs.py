"""Questions in front of a screen; each gives a typed answer, or None for Esc.

From a method decorated with ``@work``: ``reason = await self.app.push_screen_wait(Ask(N_("Why?")))``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from repairdesk.rules.refusal import Problem
from repairdesk.screens.drawn import Words
from repairdesk.screens.fields import Entry, Field, Label
from repairdesk.screens.frame import KeyLines
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.text import N_, spoken

T = TypeVar("T")


class Dialog(ModalScreen[T], Generic[T]):
    """A box in front of the screen, with its question above and its keys below."""

    DEFAULT_CSS = """
    Dialog { align: center middle; layout: vertical; }
    Dialog > Vertical { width: 76; height: auto; max-height: 100%; background: $background; border: ascii $foreground;
      padding: 0 1; }
    Dialog .question { text-style: bold; width: 100%; margin-bottom: 1; }
    Dialog KeyLines { height: 1; margin-top: 1; }
    """
    BINDINGS = [
        Binding("escape", "give_up", N_("Cancel"), id="dialog.cancel"),
        # The desk's own keys do not work behind a box, but the telephone may ring.
        Binding("f2", "app.take_call", N_("Log call"), show=False, id="dialog.log"),
    ]

    def __init__(self, question: str, **values: object) -> None:
        super().__init__()
        self._question, self._values = question, values

    def compose(self) -> ComposeResult:
        """Question, body, keys."""
        with Vertical():
            yield Words(self._question, "question", **self._values)
            yield from self.body()
            yield KeyLines()

    def body(self) -> ComposeResult:
        """What is between the question and the keys."""
        yield from ()

    def action_give_up(self) -> None:
        """Esc: no answer."""
        self.dismiss(None)


class Confirm(Dialog[bool]):
    """A yes or no; Esc is None, which is no. ``Confirm(N_("Withdraw call {number}?"), number=...)``."""

    BINDINGS = [
        Binding("enter,1,y", "answer(True)", N_("Yes"), id="confirm.yes", key_display="enter"),
        Binding("2,n", "answer(False)", N_("No"), id="confirm.no"),
    ]

    def action_answer(self, answer: bool) -> None:
        """Answer and close."""
        self.dismiss(answer)


class Choices(Dialog[str]):
    """One of a few things to do, by digit or Enter; gives its code. ``options`` are (code, marked message or ``Words``).

    The cursor is on the one that is ``likely``, else on the first.
    """

    DEFAULT_CSS = "Choices LineList { height: auto; max-height: 18; }"

    def __init__(
        self,
        question: str,
        options: Sequence[tuple[str, Label]],
        *,
        likely: str | None = None,
        **values: object,
    ) -> None:
        super().__init__(question, **values)
        self._options, self._likely = tuple(options), likely
        self._list = LineList((Column("", 1), Column("", 20, grow=True)), titles=False, digits=True)

    def body(self) -> ComposeResult:
        """The list."""
        yield self._list

    def on_mount(self) -> None:
        """Filled and ready."""
        self.relabel()
        if self._likely is not None:
            self._list.select(self._likely)
        self.set_focus(self._list)

    def relabel(self) -> None:
        """The options in the language spoken now."""
        self._list.set_lines(
            [Line(code, (str(n), spoken(words))) for n, (code, words) in enumerate(self._options, 1)]
        )

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Give the one chosen."""
        self.dismiss(str(event.line.key))


class Ask(Dialog[str]):
    """One line of text, such as a reason; empty is not accepted unless ``optional``."""

    BINDINGS = [Binding("enter", "answer", N_("Accept"), id="ask.accept")]

    def __init__(
        self, question: str, *, label: str = N_("Reason"), value: str = "", limit: int = 1000, optional: bool = False,
        code: bool = False, **values: object,
    ) -> None:  # fmt: skip
        super().__init__(question, **values)
        self._field = Field("answer", label, value=value, limit=limit, code=code)
        self._optional = optional

    def body(self) -> ComposeResult:
        """The field."""
        yield self._field

    def action_answer(self) -> None:
        """Give what was typed, if it will do."""
        answer = self._field.value
        if not answer and not self._optional:
            self._field.complain(Problem("answer", "required"))
        elif len(answer) <= self._field.limit:
            self.dismiss(answer)


class Pick(Dialog[Line]):
    """One row of a list, narrowed by typing; gives the ``Line``.

    ``lines``: the rows, or a function that gives them in the language spoken now. ``find``: the rows for what was
    typed (a search in the database, say). Without it the rows given are narrowed to those that hold every word typed,
    in any of their cells or in ``words`` (pinyin initials, for instance).
    """

    DEFAULT_CSS = "Pick > Vertical { height: 90%; max-height: 24; } Pick Entry { margin-bottom: 1; }"
    BINDINGS = [
        Binding("enter", "answer", N_("Choose"), id="pick.choose"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    def __init__(
        self,
        question: str,
        columns: Sequence[Column],
        lines: Sequence[Line] | Callable[[], Sequence[Line]],
        *,
        find: Callable[[str], Sequence[Line]] | None = None,
        words: Callable[[Line], str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(question, **values)
        self._lines = lines
        self._find = find or self._narrowed
        self._words = words or (lambda _line: "")
        self._list = LineList(columns, empty=N_("Nothing fits."))
        self._list.can_focus = False

    def body(self) -> ComposeResult:
        """The box to type in and the list."""
        yield Entry()
        yield self._list

    def on_mount(self) -> None:
        """All rows, until something is typed."""
        self.relabel()

    def relabel(self) -> None:
        """The rows in the language spoken now."""
        self._list.set_lines(self._find(self.query_one(Entry).value.strip()))

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show what fits; the cursor goes to the first."""
        event.stop()
        found = tuple(self._find(event.value.strip()))
        self._list.set_lines(found, select=found[0].key if found else None)

    def _narrowed(self, typed: str) -> Sequence[Line]:
        words = typed.casefold().split()
        lines = self._lines() if callable(self._lines) else self._lines
        return [line for line in lines if all(word in self._text_of(line) for word in words)]

    def _text_of(self, line: Line) -> str:
        cells = (cell if isinstance(cell, str) else cell[0] for cell in line.cells)
        return " ".join((*cells, self._words(line))).casefold()

    def action_move(self, by: int) -> None:
        """Up and down in the list while the box keeps the focus."""
        self._list.action_move(by)

    def action_page(self, by: int) -> None:
        """A page up or down in the list."""
        self._list.action_page(by)

    def action_answer(self) -> None:
        """Give the row under the cursor."""
        if self._list.current is not None:
            self.dismiss(self._list.current)
