"""Fields of forms: one line each, a label at the left, an error below where there is one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from repairdesk import text
from repairdesk.rules.refusal import Problem
from repairdesk.rules.schema import Words
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.tones import SIGNS, tone
from repairdesk.text import Coded, _, cell_len, cut, folded, pad, spoken, visible

LINE = 60
"""Characters that a field takes where nothing else is said."""
LABEL = 15
"""Cells of the label and the space after it."""


@runtime_checkable
class FormField(Protocol):
    """What a form asks of its fields, whatever they look like."""

    field: str

    @property
    def value(self) -> str:
        """What is filled in, in the form in which it is to be saved."""

    @value.setter
    def value(self, value: str) -> None:
        """Fill in."""

    def complain(self, problem: Coded | None) -> None:
        """Show a problem below the field; None takes it away."""


Label = str | Words
"""What a field or an option is called: a message of the program, or the office's own words."""


def plain(name: str) -> str:
    """A name of an office's own as the id of a widget, which takes letters, digits, dashes and underscores only."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char in "-_") else f"u{ord(char):x}" for char in name
    )


class Labelled(Drawn):
    """A label, room for the field itself, a hint beside it and a line for a problem.

    The office's own label that is too long for its column stands in a line above the field; its ``note`` below it.
    """

    DEFAULT_CSS = "Labelled { height: auto; width: 100%; }"
    INDENT = LABEL
    """Cells before what stands below the field."""

    def __init__(
        self, field: str, label: Label, *, hint: str = "", note: Label = "", must: bool = False
    ) -> None:
        super().__init__(id=f"field-{plain(field)}")
        self.field, self.label, self.hint, self.note, self.must = field, label, hint, note, must
        self._problem: Coded | None = None

    @property
    def called(self) -> str:
        """The label in the language spoken now, with a star where the field may not stay empty."""
        return spoken(self.label) + (" *" if self.must else "")

    @property
    def above(self) -> int:
        """Lines that the label takes above the field."""
        return int(isinstance(self.label, Words) and cell_len(self.called) >= LABEL)

    @property
    def problem(self) -> Coded | None:
        """The problem shown, if any."""
        return self._problem

    def complain(self, problem: Coded | None) -> None:
        """Show a problem below the field; None takes it away."""
        if problem is not self._problem:
            self._problem = problem
            self.set_class(problem is not None, "-bad")
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The field, the office's note, and a line for a problem while there is one."""
        return self.above + self.height + self._below(width)

    def _below(self, width: int) -> int:
        return len(self._noted(width)) + len(self._told(width))

    def _noted(self, width: int) -> list[str]:
        """The office's note on the field, in as many lines as it takes."""
        return folded(spoken(self.note), width - self.INDENT) if self.note else []

    def _told(self, width: int) -> list[str]:
        """The problem in a sentence, in as many lines as it takes."""
        return folded(text.say(self._problem), width - LABEL) if self._problem is not None else []

    @property
    def height(self) -> int:
        """Lines of the field itself, without the problem's."""
        return 1

    def inside(self, y: int, width: int) -> list[Piece]:
        """Line ``y`` of the field itself and what stands right of it."""
        raise NotImplementedError

    def pieces(self, y: int, width: int) -> list[Piece]:
        """Label and field, the note, or the problem."""
        above, here = self.above, self.has_focus_within
        if y < above:
            return [(self.called, tone("bold" if here else ""))]
        y -= above
        if y < self.height:
            here = here and y == 0
            words = pad(self.called if y == 0 and not above else "", LABEL - 1) + (">" if here else " ")
            return [(words, tone("bold" if here else "")), *self.inside(y, width - LABEL)]
        return self.beneath(y - self.height, width)

    def beneath(self, line: int, width: int) -> list[Piece]:
        """The lines below the field itself."""
        noted, told = self._noted(width), self._told(width)
        if line < len(noted):
            return [(f"{' ' * self.INDENT}{noted[line]}", tone("dim"))]
        line -= len(noted)
        if line >= len(told):
            return []
        sign = SIGNS["bad"] if line == 0 else " "
        return [(f"{' ' * (LABEL - 2)}{sign} {told[line]}", tone("bad"))]


class Entry(Input, inherit_bindings=False):
    """A stock input of one line: no border, no blinking, and only the keys that the desk does not need itself."""

    DEFAULT_CSS = (
        "Entry { height: 1; border: none; padding: 0; } Entry:focus { border: none; background-tint: 0%; }"
    )
    BINDINGS = [
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("shift+left", "cursor_left(True)", show=False),
        Binding("shift+right", "cursor_right(True)", show=False),
        Binding("ctrl+left", "cursor_left_word", show=False),
        Binding("ctrl+right", "cursor_right_word", show=False),
        Binding("home,ctrl+a", "home", show=False),
        Binding("end,ctrl+e", "end", show=False),
        Binding("shift+home", "home(True)", show=False),
        Binding("shift+end", "end(True)", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+w", "delete_left_word", show=False),
        Binding("ctrl+u", "delete_left_all", show=False),
        Binding("ctrl+k", "delete_right_all", show=False),
    ]

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """The text's size. Textual's own lays the whole form out at every character; no entry is as wide as its text."""

    class TooLong(Message):
        """A paste of ``length`` characters was not taken because it does not fit."""

        def __init__(self, length: int) -> None:
            super().__init__()
            self.length = length

    def __init__(self, value: str = "", *, limit: int = LINE, id: str | None = None) -> None:  # noqa: A002
        super().__init__(value, compact=True, select_on_focus=False, id=id)
        self.cursor_blink = False
        self.limit = limit

    @property
    def cursor_screen_offset(self) -> Offset:
        """The cell of the cursor, where an input method opens its window; Textual's is one off at the end."""
        corner = self.content_region.offset
        return corner + Offset(self._position_to_cell(self.cursor_position) - self.scroll_offset.x, 0)

    @property
    def _value(self) -> Text:
        """What is drawn: Textual's input would send marks that act on a terminal as they stand in the text."""
        return Text(_seen(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        """The cell at which a character is drawn."""
        return cell_len(_seen(self.value[:position]))

    def to_put_back(self) -> Callable[[], None]:
        """What makes the text again what it is now (for digits that turn out to be a scanner's)."""
        value, cursor = self.value, self.cursor_position

        def put_back() -> None:
            self.value, self.cursor_position = value, cursor

        return put_back

    def on_focus(self) -> None:
        """What is typed goes on behind what is there, also where that was filled in by somebody else."""
        self.cursor_position = len(self.value)

    def _on_paste(self, event: events.Paste) -> None:
        """Take a paste whole, its lines joined by spaces, or not at all."""
        event.stop()
        event.prevent_default()
        line = " ".join(event.text.split())
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start) + len(line)
        if length > self.limit:
            self.post_message(self.TooLong(length))
        elif line:
            self.replace(line, start, end)


def _seen(value: str) -> str:
    """The text with one sign for each character that is unseen or would act, so that positions stay the same."""
    if value.isprintable():
        return value
    return "".join(_HIDDEN if unicodedata.category(char) in _UNSEEN else char for char in value)


_HIDDEN = "\u2426"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Field(Labelled):
    """One line of text. ``code``: a number or a key, made narrow (full-width digits become digits) on leaving.

    ``width``: cells of the input, 0 for all the room there is; a hint needs a width. ``limit``: characters.
    """

    DEFAULT_CSS = f"Field {{ layout: horizontal; }} Field Entry {{ margin-left: {LABEL}; width: 1fr; }}"

    def __init__(
        self,
        field: str,
        label: Label,
        *,
        value: str = "",
        limit: int = LINE,
        width: int = 0,
        hint: str = "",
        code: bool = False,
        note: Label = "",
        must: bool = False,
    ) -> None:
        super().__init__(field, label, hint=hint, note=note, must=must)
        self.limit, self.code = limit, code
        self.entry = Entry(value, limit=limit)
        self._width = width
        if width:
            self.entry.styles.width = width
        self.relabel()

    def relabel(self) -> None:
        """The input stands below a label that is above the field."""
        if isinstance(self.label, Words):
            self.entry.styles.margin = (self.above, 0, 0, LABEL)

    def compose(self) -> ComposeResult:
        """The input itself."""
        yield self.entry

    @property
    def value(self) -> str:
        """What is filled in, spaces at the ends taken off."""
        return text.normalise(self.entry.value) if self.code else self.entry.value.strip()

    @value.setter
    def value(self, value: str) -> None:
        self.entry.value = value

    def inside(self, y: int, width: int) -> list[Piece]:
        """The hint, right of the input."""
        room = width - self._width - 1
        if not self.hint or not self._width or room < 4:
            return []
        return [(" " * (self._width + 1), Style()), (cut(_(self.hint), room), tone("dim"))]

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Typing answers the last problem, and too many characters are a new one at once."""
        length = len(self.entry.value)
        self.complain(_too_long(self, length) if length > self.limit else None)

    def on_entry_too_long(self, event: Entry.TooLong) -> None:
        """A paste did not fit: nothing of it was taken."""
        event.stop()
        self.complain(_too_long(self, event.length))

    def on_descendant_focus(self) -> None:
        """The label of the field with the focus is bold."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """On leaving, a code is put into its one form."""
        self.refresh()
        if self.code and self.entry.value != self.value:
            with self.prevent(Input.Changed):
                self.entry.value = self.value


def _too_long(field: Field, length: int) -> Problem:
    return Problem(field.field, "too_long", {"limit": field.limit, "length": length})


class ChoiceField(Labelled, can_focus=True):
    """One of a few: all are in sight with their digits, the chosen one in brackets.

    ``options`` are (value, message marked with ``N_`` or the office's own words); digits choose, Left, Right and
    Space go round.
    """

    BINDINGS = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
    ]

    class Changed(Message):
        """Another option was chosen."""

        def __init__(self, sender: ChoiceField, value: str) -> None:
            super().__init__()
            self.sender, self.value = sender, value

        @property
        def control(self) -> ChoiceField:
            """The field that sent it."""
            return self.sender

    def __init__(
        self,
        field: str,
        label: Label,
        options: Sequence[tuple[str, Label]],
        *,
        value: str = "",
        optional: bool = False,
        note: Label = "",
        must: bool = False,
    ) -> None:
        super().__init__(field, label, note=note, must=must)
        self.options = tuple(options)
        self.optional = optional
        self._value = value if value or optional else self.options[0][0]

    @property
    def above(self) -> int:
        """A label too long for its column stands above, whoever's words it is."""
        return int(cell_len(self.called) >= LABEL)

    @property
    def value(self) -> str:
        """The value chosen; empty where nothing was chosen and nothing has to be."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.complain(None)
            self.refresh()
            self.post_message(self.Changed(self, value))

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs."""
        return self.region.offset + Offset(LABEL, self.above)

    def to_put_back(self) -> Callable[[], None]:
        """What chooses again what is chosen now (for digits that turn out to be a scanner's)."""
        value = self.value

        def put_back() -> None:
            self.value = value

        return put_back

    def set_options(self, options: Sequence[tuple[str, Label]]) -> None:
        """Offer other options; the value stays if it is still among them."""
        self.options = tuple(options)
        if self._value not in (value for value, _words in self.options):
            self._value = "" if self.optional or not self.options else self.options[0][0]
        self.refresh(layout=True)

    def action_turn(self, by: int) -> None:
        """The next or the previous option, round and round."""
        values = [value for value, _words in self.options]
        at = values.index(self._value) + by if self._value in values else 0
        self.value = values[at % len(values)]

    def on_key(self, event: events.Key) -> None:
        """A digit chooses; 0 and Backspace empty a field that may be empty."""
        if event.character and event.character in "123456789" and int(event.character) <= len(self.options):
            event.stop()
            self.value = self.options[int(event.character) - 1][0]
        elif self.optional and event.key in ("0", "backspace", "delete"):
            event.stop()
            self.value = ""

    def on_focus(self) -> None:
        """Bold label, chosen option in reverse."""
        self.refresh()

    def on_blur(self) -> None:
        """Plain again."""
        self.refresh()

    @property
    def height(self) -> int:
        """Lines that the options need at this width."""
        return max(1, len(self._rows(self.size.width - LABEL)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of the options and of a problem."""
        return self.above + max(1, len(self._rows(width - LABEL))) + self._below(width)

    def inside(self, y: int, width: int) -> list[Piece]:
        """One line of options."""
        rows = self._rows(width)
        return rows[y] if y < len(rows) else []

    def _rows(self, width: int) -> list[list[Piece]]:
        rows: list[list[Piece]] = [[]]
        room = width
        for number, (value, words) in enumerate(self.options, 1):
            chosen = value == self._value
            option = f"{number} {visible(spoken(words))}".rstrip() if number < 10 else visible(spoken(words))
            option = f"[{option}]" if chosen else f" {option} "
            if cell_len(option) > room and rows[-1]:
                rows.append([])
                room = width
            style = Style(bold=True, reverse=self.has_focus) if chosen else Style()
            rows[-1].append((option, style))
            room -= cell_len(option)
        return rows
