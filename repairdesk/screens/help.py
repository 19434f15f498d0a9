"""F1: the keys of the screen one comes from, why the clocks of its call stand so, the terms, the procedure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from repairdesk import clock, text
from repairdesk.rules.procedure import Procedure
from repairdesk.rules.refusal import Refused
from repairdesk.screens.board_lines import when
from repairdesk.screens.card_lines import CLOCK_TONES
from repairdesk.screens.drawn import Tabs
from repairdesk.screens.frame import DeskScreen, key_name
from repairdesk.screens.page import Page, Text
from repairdesk.screens.procedure_lines import procedure
from repairdesk.screens.tones import SIGNS
from repairdesk.text import N_, _, told, word
from repairdesk.views.directories import procedure_in_use
from repairdesk.views.why import STEPS, WhyClock, why

TABS = (("keys", N_("Keys")), ("why", N_("Why")), ("terms", N_("Terms")), ("procedure", N_("Procedure")))
TERMS = (
    (
        N_("A call"),
        N_("One line of the register: somebody reported something. It keeps its number for ever."),
    ),
    (N_("A repair"), N_("Something has to be mended: a technician is sent with a work order.")),
    (N_("A matter"), N_("A question or request: a department answers it. Without a work order.")),
    (
        N_("A work order"),
        N_("The slip that the technician carries, in several copies. An unfinished job gets another one."),
    ),
    (
        N_("Slip back"),
        N_("The signed slip is at the desk again: times, result, lines and signature are typed in with F4."),
    ),
    (N_("A callback"), N_("The desk telephones: is he there, is the plan all right, are you satisfied?")),
    (N_("Appointment"), N_("A later time agreed with the customer. It takes the place of the 15 minutes.")),
    (
        N_("Re-check"),
        N_("Public areas and free night jobs: the officer looks and signs instead of the customer."),
    ),
    (N_("Strike-off"), N_("Nothing is missing any more: the line is closed and filed.")),
    (N_("Called off"), N_("Withdrawn or taken twice: the line keeps its number, with the reason.")),
    (
        N_("Day, night"),
        N_("When the call came decides: by night word of mouth first, the slip is written after opening."),
    ),
    (N_("Timeliness"), N_("Repairs reached within their limit, of those whose limit fell in the month")),
    (
        N_("Rework"),
        N_("The customer was dissatisfied, or the officer found it not in order: another work order."),
    ),
)
_Key = tuple[str, str]


class HelpScreen(DeskScreen[None]):
    """Pages to be read; Left and Right turn them. What it is about is the screen below and the call in sight there."""

    heading = N_("Help")
    BINDINGS = [
        Binding("left", "turn(-1)", N_("Other page"), id="help.earlier", key_display="Left/Right"),
        Binding("right,tab", "turn(1)", show=False, id="help.later"),
        Binding("escape,f1", "back", N_("Back"), id="help.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._tabs = Tabs([title for _name, title in TABS])
        self._page = Page(self._written)
        self._here: tuple[_Key, ...] = ()
        self._desk_keys: tuple[_Key, ...] = ()
        self._title = ""
        self._call: str | None = None
        self._procedure: Procedure | None = None

    def body(self) -> ComposeResult:
        """The tabs and the page."""
        yield self._tabs
        yield self._page

    def opened(self, subject: object) -> None:
        """With the number of a call why its clocks stand so, with ``procedure`` or one of them that; else the keys of
        the screen below.
        """
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else self
        self._look_at(below)
        self._procedure = subject if isinstance(subject, Procedure) else None
        if subject == "procedure" or self._procedure is not None:
            self._show(3)
        elif isinstance(subject, str):
            self._call = subject
            self._show(1)
        else:
            self._show(0)
        self.set_focus(self._page)

    def _look_at(self, below: Screen[Any]) -> None:
        """The keys that work there (those with a name are ours), and the call in sight."""
        here: dict[str, _Key] = {}
        everywhere: dict[str, _Key] = {}
        for each in below.active_bindings.values():
            binding = each.binding
            if binding.description and binding.id and each.enabled:
                key = key_name(binding.key_display or binding.key)
                (everywhere if each.node is self.app else here).setdefault(
                    binding.action, (key, binding.description)
                )
        self._here, self._desk_keys = tuple(here.values()), tuple(everywhere.values())
        self._title = getattr(below, "heading", "")
        about = getattr(below, "about", None)
        self._call = about() if callable(about) else None

    # --- the pages --------------------------------------------------------------------------------

    def _show(self, which: int) -> None:
        self._tabs.show(which)
        self._page.renew(from_top=True)

    def action_turn(self, by: int) -> None:
        """Another page."""
        self._show(self._tabs.shown + by)

    def _written(self) -> Sequence[Text]:
        name = TABS[self._tabs.shown][0]
        if name == "keys":
            return list(self._keys())
        if name == "why":
            return list(self._why())
        if name == "terms":
            return [Text(_(said), label=_(term)) for term, said in TERMS]
        return list(procedure(self._procedure or procedure_in_use(self.desk.store)))

    def _keys(self) -> Iterator[Text]:
        if self._title:
            yield Text(_("On this screen: {title}").format(title=_(self._title)), section=True)
        yield from (Text(_(description), label=key) for key, description in self._here)
        yield Text(_("Everywhere"), section=True)
        yield from (Text(_(description), label=key) for key, description in self._desk_keys)
        yield Text(_("In lists and forms"), section=True)
        yield Text(_("The row above or below; in forms the field above or below"), label=_("Up, Down"))
        yield Text(
            _("A choice is made with its digit; full-width digits are accepted everywhere"), label="1 - 9"
        )
        yield Text(
            _("1015 is 10:15; -10 is ten minutes ago, +20 in twenty minutes; 0302 1015 has the day"),
            label=_("Times"),
        )
        yield Text(_("A part of the name, or the first letters of its pinyin: ghslt"), label=_("Names"))

    def _why(self) -> Iterator[Text]:
        if self._call is None:
            yield Text(
                _(
                    "No call is in sight. Put the cursor on one on the board or in the register, then press F1."
                )
            )
            return
        now = clock.now()
        try:
            found = why(self.desk.store, self._call, now)
        except Refused as refused:
            yield Text(text.say(refused.problems[0]), "bad")
            return
        yield Text(
            _("Call {number}: each clock, its rule, and the steps of the sum").format(number=self._call),
            "bold",
        )
        if not found:
            yield Text(_("No limit runs on this line."))
        for one in found:
            yield from self._clock(one)

    def _clock(self, one: WhyClock) -> Iterator[Text]:
        language, hours, now = text.language(), self.desk.hours, clock.now()
        name = CLOCK_TONES.get(one.state, "")
        yield Text(f"{one.title.in_(language)}, {one.rule}, {one.clause}", section=True)
        due = _("by {time}").format(time=when(one.due, hours, now))
        yield Text(f"{SIGNS.get(name, ' ')} {word(one.state)}, {due}", name or "bold")
        yield Text(one.text.in_(language), "dim")
        for n, step in enumerate(one.steps, 1):
            yield Text(f"{n}. {told(STEPS[step.code], step.params)}", indent=3)

    def action_back(self) -> None:
        """Back to where one was."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
