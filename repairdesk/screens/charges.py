"""The labour and material lines of a slip: an item found by a few letters, how much of it, and the sum as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from repairdesk.desk.orders import ChargeForm
from repairdesk.rules import bill, parse
from repairdesk.rules.refusal import Refused, refuse
from repairdesk.rules.statements import Fees
from repairdesk.screens.drawn import Drawn, Piece
from repairdesk.screens.fields import LABEL, ChoiceField, Field
from repairdesk.screens.lines import Column, Line, LineList
from repairdesk.screens.tones import tone
from repairdesk.text import N_, _, money, pad, visible, word, yuan
from repairdesk.views.slip import PriceItem, priced
from repairdesk.words import WORDS

KINDS = (("labour", N_("labour")), ("material", N_("material")))
SOURCES = (
    ("list", N_("at the list price")),
    ("customer", N_("the customer's own, free")),
    ("stock", N_("from stock")),
    ("commission", N_("bought for the customer")),
)
TIMES = ("begins", "ends")
MOST = 5
"""Items offered at a time."""


def amount(fees: Fees, form: ChargeForm) -> bill.Charge:
    """A line as the rules add it up."""
    return bill.Charge(
        form.kind, form.item, form.price or 0, form.milli, form.minutes, form.source, form.begins, form.ends
    )


def how_much(form: ChargeForm) -> str:
    """The quantity of a line: ``45 minutes``, ``2 pieces``."""
    if form.minutes is not None:
        return _("{n} minutes").format(n=form.minutes)
    quantity = f"{form.milli / bill.THOUSAND:g}"
    return f"{quantity} {word(form.unit)}" if form.unit else quantity


class ChargeTable(Drawn):
    """The lines entered so far, those on file before them, and what they come to."""

    DEFAULT_CSS = "ChargeTable { height: auto; width: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        self.fees = Fees()
        self.on_file: tuple[ChargeForm, ...] = ()
        self.forms: list[ChargeForm] = []
        self.paid = False

    @property
    def total(self) -> bill.Bill:
        """What all lines come to."""
        return bill.bill(self.fees, (amount(self.fees, form) for form in (*self.on_file, *self.forms)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each, and the total."""
        return len(self.on_file) + len(self.forms) + 1

    def pieces(self, y: int, width: int) -> list[Piece]:
        """One line: item, quantity, amount; or the total."""
        forms = [*self.on_file, *self.forms]
        start = (" " * LABEL, Style())
        if y < len(forms):
            form = forms[y]
            price = bill.amount(self.fees, amount(self.fees, form))
            source = "" if form.source == "list" else _(dict(SOURCES)[form.source])
            dim = tone("dim" if y < len(self.on_file) else "")
            item = pad(visible(form.item), max(12, width - LABEL - 48))
            words = f"{item} {pad(how_much(form), 14)} {pad(yuan(price), 9, right=True)}  {source}"
            return [start, (words, dim)]
        if y > len(forms):
            return []
        sums = self.total
        said = _("labour {labour}, material {material}: {total}").format(
            labour=yuan(sums.labour), material=yuan(sums.material), total=money(sums.total)
        )
        extra = _("  The job is marked free.") if sums.total and not self.paid else ""
        return [(pad(_("Total"), LABEL), Style()), (said, tone("bold")), (extra, tone("note"))]


class ChargeLines(Vertical):
    """Where lines are entered. Only the field for the item is there until something is typed in it."""

    DEFAULT_CSS = """
    ChargeLines { height: auto; width: 100%; }
    ChargeLines LineList { height: auto; margin-left: 15; }
    """

    class Changed(Message):
        """A line was added or taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.table = ChargeTable()
        self.items: tuple[PriceItem, ...] = ()
        self.worked: timedelta | None = None
        self.read_time: Callable[[str, str], datetime | None] | None = None
        """Reads a time typed in a field; only a slip that has been worked on has times."""
        self._item: PriceItem | None = None
        self._what = Field("item", N_("Labour, parts"), width=28, hint=N_("name or initials; empty: go on"))
        columns = (Column("", 20, grow=True), Column("", 9, right=True), Column("", 12))
        self._offers = LineList(columns, titles=False)
        self._offers.can_focus = False
        self._kind = ChoiceField("charge_kind", N_("Kind"), KINDS)
        self._price = Field("price", N_("Price, yuan"), width=12, code=True, hint=N_("for one unit"))
        self._quantity = Field("quantity", N_("Quantity"), width=12, code=True)
        self._minutes = Field(
            "minutes", N_("Minutes"), width=12, code=True, hint=N_("each half hour begun counts")
        )
        self._begins = Field("begins", N_("From"), width=12, code=True, hint=N_("when this work began: 1015"))
        self._ends = Field(
            "ends", N_("To"), width=12, code=True, hint=N_("when it ended; both may stay empty")
        )
        self._source = ChoiceField("source", N_("Material"), SOURCES)
        self._stock = Field(
            "stock_price", N_("Stock price"), width=12, code=True, hint=N_("yuan for one unit")
        )

    def compose(self) -> ComposeResult:
        """The table, the field for the item with its offers, and what is asked about it."""
        yield self.table
        yield self._what
        yield self._offers
        for widget in self._details:
            widget.display = False
            yield widget
        self._offers.display = False

    @property
    def _details(self) -> tuple[Widget, ...]:
        return (
            self._kind, self._price, self._quantity, self._begins, self._ends, self._minutes, self._source,
            self._stock,
        )  # fmt: skip

    @property
    def forms(self) -> tuple[ChargeForm, ...]:
        """The lines entered."""
        return tuple(self.table.forms)

    @property
    def unfinished(self) -> bool:
        """Whether something is typed that is no line yet."""
        return bool(self._what.value)

    def reset(self, on_file: Sequence[ChargeForm] = (), forms: Sequence[ChargeForm] = ()) -> None:
        """Begin anew, with these lines."""
        self.table.on_file, self.table.forms = tuple(on_file), list(forms)
        self._leave_line()
        self.table.refresh(layout=True)

    def as_body(self) -> list[dict[str, object]]:
        """The lines entered, as a draft keeps them."""
        return [
            {
                name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in asdict(form).items()
            }
            for form in self.table.forms
        ]

    def from_body(self, body: Sequence[dict[str, Any]]) -> None:
        """The lines of a draft."""
        self.table.forms = [
            ChargeForm(**{**line, **{n: datetime.fromisoformat(line[n]) for n in TIMES if line.get(n)}})
            for line in body
        ]
        self.table.refresh(layout=True)

    # --- one line ---------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what fits while the item is typed."""
        if event.input is self._what.entry:
            self._item = None
            found = priced(self.items, self._what.value)[:MOST] if self._what.value else ()
            self._offers.set_lines(
                [self._offer(item) for item in found], select=found[0].item if found else None
            )
            self._offers.display = bool(found)
            self._offers.refresh(layout=True)
            self._show()

    @staticmethod
    def _offer(item: PriceItem) -> Line:
        return Line(item.item, (item.item, yuan(item.price), word(item.unit)), item=item)

    async def on_key(self, event: events.Key) -> None:
        """Enter goes through the line and adds it; Up and Down choose an offer; Backspace takes the last line back."""
        at_name = self._what.entry.has_focus
        if event.key in ("up", "down") and at_name and self._offers.display:
            self._offers.action_move(1 if event.key == "down" else -1)
        elif event.key == "backspace" and at_name and not self._what.entry.value and self.table.forms:
            self._take_back(self.table.forms.pop())
        elif event.key == "escape" and not at_name:
            self._leave_line()
        elif event.key != "enter" or (at_name and not self._what.value):
            return
        elif at_name:
            self._choose()
        else:
            self._next()
        event.stop()
        event.prevent_default()

    def on_choice_field_changed(self, event: ChoiceField.Changed) -> None:
        """Another kind or source asks something else."""
        event.stop()
        if any(widget.display for widget in self._details):
            self._show(asking=True)

    def _choose(self) -> None:
        """The item is named: ask what else the line needs."""
        line = self._offers.current if self._offers.display else None
        self._item = line.item if line else None
        if self._item is not None:
            with self._what.prevent(Input.Changed):
                self._what.value = self._item.item
        self._offers.display = False
        self._quantity.value = "1"
        self._minutes.value = str(round(self.worked.total_seconds() / 60)) if self.worked else ""
        self._source.value = "list"
        self._show(asking=True)
        first = self._shown()[0]
        self.screen.set_focus(first.entry if isinstance(first, Field) else first)

    def _show(self, *, asking: bool = False) -> None:
        """Show what has to be asked about the item, and nothing else."""
        item = self._item
        kind = item.kind if item else self._kind.value
        timed = item is not None and item.unit == "half_hour"
        self._kind.display = self._price.display = asking and item is None
        self._minutes.display = asking and timed
        self._quantity.display = asking and not timed
        self._source.display = asking and (item is None or kind == "material")
        fees = self.table.fees
        self._stock.display = (
            asking and item is not None and self._source.value == "stock" and fees.stock_percent != 100
        )
        self._begins.display = self._ends.display = (
            asking and kind == "labour" and fees.blocks and self.read_time is not None
        )
        self._quantity.hint = WORDS.get(item.unit, "") if item else ""

    def _shown(self) -> list[Field | ChoiceField]:
        return [w for w in self._details if w.display and isinstance(w, Field | ChoiceField)]

    def _next(self) -> None:
        """The next question about the line; after the last the line is there."""
        shown = self._shown()
        at = next(n for n, widget in enumerate(shown) if widget.has_focus_within)
        if at + 1 < len(shown):
            following = shown[at + 1]
            self.screen.set_focus(following.entry if isinstance(following, Field) else following)
            return
        try:
            self.table.forms.append(self._read())
        except Refused as refused:
            problem = refused.problems[0]
            field = next((widget for widget in shown if widget.field == problem.field), shown[0])
            field.complain(problem)
            self.screen.set_focus(field.entry if isinstance(field, Field) else field)
        else:
            self._leave_line()
            self.post_message(self.Changed())

    def _read(self) -> ChargeForm:
        item = self._item
        timed = item is not None and item.unit == "half_hour"
        source = self._source.value if self._source.display else "list"
        own = source == "customer"
        begins, ends = self._times()
        price = item.price if item else 0 if own else parse.fen(self._price.value, "price")
        if self._stock.display:
            price = parse.fen(self._stock.value, "stock_price")
        minutes = self._minutes.value
        if timed and begins is not None and ends is not None:
            minutes = str(max(0, round((ends - begins).total_seconds() / 60)))
        return ChargeForm(
            kind=item.kind if item else self._kind.value,
            item=item.item if item else self._what.value,
            milli=bill.THOUSAND if timed else parse.milli(self._quantity.value, "quantity"),
            minutes=parse.milli(minutes, "minutes") // bill.THOUSAND if timed else None,
            price=0 if own else price,
            source=source,
            unit=item.unit if item else "",
            begins=begins,
            ends=ends,
        )

    def _times(self) -> tuple[datetime | None, datetime | None]:
        """When the work of the line began and ended, where that is asked."""
        if not self._begins.display or self.read_time is None:
            return None, None
        begins, ends = (self.read_time(field.value, field.field) for field in (self._begins, self._ends))
        if (begins is None) != (ends is None):
            raise refuse("begins" if begins is None else "ends", "required")
        return begins, ends

    def _take_back(self, form: ChargeForm) -> None:
        """The last line comes back into the fields, to be put right or dropped."""
        self._what.value = form.item
        found = [item for item in self.items if item.item == form.item]
        self._item = found[0] if found else None
        self.table.refresh(layout=True)
        self.post_message(self.Changed())

    def _leave_line(self) -> None:
        with self._what.prevent(Input.Changed):
            self._what.value = ""
        for field in (self._price, self._quantity, self._minutes, self._begins, self._ends, self._stock):
            field.value = ""
        self._item = None
        self._offers.display = False
        focused_here = any(widget.has_focus_within for widget in self._details)
        self._show()
        if focused_here:
            self.screen.set_focus(self._what.entry)
        self.table.refresh(layout=True)
