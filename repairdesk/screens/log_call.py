"""F2: a call is taken. One box finds who calls; the words of the call suggest the rest; Ctrl+S saves."""

from __future__ import annotations

from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.timer import Timer
from textual.widgets import Input

from repairdesk import clock
from repairdesk.desk import calls
from repairdesk.models.errors import StoreError
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Refused
from repairdesk.screens import times
from repairdesk.screens.actions import go_on
from repairdesk.screens.board_lines import when
from repairdesk.screens.call_fields import DEFAULTS, arrange, call_fields
from repairdesk.screens.call_notes import CallNotes
from repairdesk.screens.fields import ChoiceField
from repairdesk.screens.finder import Finder
from repairdesk.screens.form import FormScreen
from repairdesk.screens.kept import Kept
from repairdesk.screens.lines import Column, Line
from repairdesk.text import N_, Coded, language, normalise
from repairdesk.views.callers import likely_duplicates
from repairdesk.views.intake import Intake, intake

PAUSE = 0.15
"""Seconds without a key after which the words of the call are looked at."""
PHONE_DIGITS = 7
"""From so many digits on, a number that nobody on file has is a telephone and not a room."""
KEEP_EVERY = 2.0
"""Seconds between two looks at whether something typed has to be kept."""

Form = tuple[Operator, calls.NewCall, datetime | None]


class LogCallScreen(FormScreen):
    """The form of a call. F2 in the middle of one keeps it as a draft and begins another; Ctrl+R takes drafts up."""

    heading = N_("Log a call")
    enter_saves = True
    BINDINGS = [
        # The desk's own F2 leads here; pressed here it means that the telephone rings again.
        Binding("f2", "another", N_("Another call"), id="log.another"),
        Binding("ctrl+r", "take_up", N_("Unfinished calls"), id="log.drafts"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._finder, self._notes = Finder(), CallNotes()
        self._intake: Intake | None = None
        self._timer: Timer | None = None
        self._chosen: set[str] = set()
        self._proposed = ""
        self._room_is_new = False

    def compose_form(self) -> ComposeResult:
        """Who, where, what; then what the words suggest; then what is only sometimes asked."""
        yield self._finder
        yield from call_fields()
        yield self._notes

    def on_mount(self) -> None:
        """What stays hidden until it is needed; what is typed is kept now and then."""
        self._kept = Kept(self.desk, "call")
        self._arrange()
        self.set_interval(KEEP_EVERY, self._keep_if_typed)

    # --- opening, leaving -------------------------------------------------------------------------

    def opened(self, _subject: object) -> None:
        """A call in the middle goes on; else an empty form, with the drafts offered."""
        if self.is_blank:
            self._notes.offer(self._kept.others())
            self.focus_field("find")
        if self._intake is None:
            self.set_timer(0.1, self._prepare)

    def _prepare(self) -> None:
        """What the first words will need, read while nobody waits for it."""
        from repairdesk.suggestions import word_lists

        word_lists()
        if self._intake is None:
            self._intake = intake(self.desk.store)
            self.relabel()

    def relabel(self) -> None:
        """The office's own words in the language spoken now."""
        if self._intake is not None:
            spoken = language()
            options = [(matter.kind, matter.title.in_(spoken)) for matter in self._intake.matters]
            self.query_one("#field-matter_kind", ChoiceField).set_options(options)

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been typed."""
        return not any(value for name, value in self.values().items() if name not in DEFAULTS)

    def _empty(self) -> None:
        """Begin another call."""
        self._kept = Kept(self.desk, "call")
        self._chosen, self._proposed, self._room_is_new = set(), "", False
        with self.prevent(ChoiceField.Changed, Input.Changed):
            self.fill(DEFAULTS)
            self.clear()
        self._finder.put_away()
        self._notes.forget()
        self._notes.offer(self._kept.others())
        self._arrange()
        self.focus_field("find")

    def action_leave(self) -> None:
        """Esc: the call is kept, to be taken up again."""
        self.desk.leave_notice()
        blank = self.is_blank
        if blank or self._put_aside():
            self.leave()

    def action_another(self) -> None:
        """F2 in the middle of a call: keep it, and take the next one."""
        if not self.is_blank:
            self._put_aside()

    def _put_aside(self) -> bool:
        """Keep the call as a draft and empty the form; False, with the reason told, if it cannot be kept."""
        try:
            kept = self._kept.keep(self._title(), self._body())
        except Refused as refused:
            self.desk.notice_problem(refused.problems[0])
            return False
        except StoreError as error:
            self.desk.notice_problem(error)
            return False
        if kept:
            self._empty()
            self.desk.notice(N_("The unfinished call is kept: F2, then Ctrl+R takes it up again"))
        return True

    # --- who calls --------------------------------------------------------------------------------

    @on(Finder.Taken)
    def take_caller(self, event: Finder.Taken) -> None:
        """Fill in who calls and from where, and go to the first thing that is still to be asked."""
        caller = event.caller
        place = "public_area" if caller.public_area else "in_home"
        with self.prevent(ChoiceField.Changed):
            self.fill({"room": caller.room, "caller": caller.name, "phone": caller.phone, "place": place})
        self._notes.about(caller)
        self._arrange()
        self._ask_next()
        self._look()

    def _ask_next(self) -> None:
        """Go to the first thing about the caller that is still to be asked."""
        values = self.values()
        asked = ("room", "caller", "phone", "content")
        self.focus_field(next((name for name in asked if not values[name]), "content"))

    @on(Finder.Unknown)
    def keep_words(self, event: Finder.Unknown) -> None:
        """Somebody new: what was typed goes where it belongs, so that it is not typed twice."""
        words = normalise(event.words)
        field = "caller"
        if any(char.isdigit() for char in words):
            digits = (
                words.replace("-", "") if words.startswith("0") else words
            )  # 0571-8765 4321: an area code
            field = "phone" if digits.isdigit() and len(digits) >= PHONE_DIGITS else "room"
        if not self.values()[field]:
            self.fill({field: words})
        self._ask_next()

    # --- what is said -----------------------------------------------------------------------------

    @on(Input.Changed, "#field-content Entry, #field-room Entry")
    def more_words(self) -> None:
        """Look at the words as soon as there is a pause."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._look)

    @on(ChoiceField.Changed)
    def chosen(self, event: ChoiceField.Changed) -> None:
        """What the clerk has chosen is no longer suggested."""
        self._chosen.add(event.sender.field)
        self._arrange()
        self.more_words()

    def _look(self) -> None:
        """Suggest from the words, and compare with the open lines of the room."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._suggest()
        values = self.values()
        room, content, trade = (values[name] for name in ("room", "content", "trade"))
        twins = (
            likely_duplicates(self.desk.store, room, content, trade, clock.now()) if room and content else ()
        )
        self._notes.warn(twins)

    def _suggest(self) -> None:
        from repairdesk.rules.routing import suggest
        from repairdesk.suggestions import word_lists

        values = self.values()
        if not values["content"]:
            self._notes.suggested(None, (), None)
            return
        self._prepare()
        found = suggest(values["content"], word_lists())
        wanted = {
            "kind": found.kind, "trade": found.trade or "", "urgency": found.urgency,
            "matter_kind": found.matter_kind or "other",
        }  # fmt: skip
        with self.prevent(ChoiceField.Changed):
            self.fill({name: value for name, value in wanted.items() if name not in self._chosen})
        self._arrange()
        values = self.values()
        repair = values["kind"] == "repair"
        questions = word_lists().questions.get(values["trade"], ()) if repair else ()
        self._notes.suggested(found, questions, None if repair else self._propose(values))

    def _propose(self, values: dict[str, str]) -> str | None:
        """The department of a matter; at night, where it may wait, also the time at which it is answered."""
        office, now = self._intake, clock.now()
        matter = office.matter(values["matter_kind"]) if office is not None else None
        at = (
            office.proposed_appointment(matter.kind, now)
            if office is not None and matter is not None
            else None
        )
        proposed = times.typed(at, self.desk.hours, now)
        if values["appointment"] == self._proposed != proposed:
            self._proposed = proposed
            self.fill({"appointment": proposed})
        return matter.department if matter is not None else None

    def _arrange(self) -> None:
        """Only the fields that this kind of call has."""
        arrange(self, self.values(), room_is_new=self._room_is_new)

    # --- saving -----------------------------------------------------------------------------------

    def read(self) -> Form:
        """The call as it stands in the form."""
        self._finder.put_away()
        self._look()
        who, hours, now = self.desk.acting(), self.desk.hours, clock.now()
        values = self.values()
        repair, public = values["kind"] == "repair", values["place"] == "public_area"
        call = calls.NewCall(
            kind=values["kind"],
            content=values["content"],
            room=values["room"],
            caller=values["caller"],
            phone=values["phone"],
            place=values["place"],
            place_detail=values["place_detail"] if public else "",
            channel=values["channel"],
            urgency=values["urgency"] if repair else None,
            trade=values["trade"] if repair else None,
            matter_kind=None if repair else values["matter_kind"],
            paid=repair and values["paid"] == "paid",
            appointment=times.ahead(values["appointment"], "appointment", hours, now),
            token=self._kept.token,
            new_room=values["new_room"] == "yes",
        )
        return who, call, times.past(values["at"], "at", hours, now)

    def save(self, form: Form) -> calls.Logged:
        """Into the register."""
        who, call, at = form
        return calls.log(self.desk.store, who, call, at=at, now=clock.now())

    def saved(self, form: Form, result: calls.Logged) -> None:
        """Go on with the work order, or with telling the department; Esc leaves that for later."""
        self.run_worker(self._kept.forget(), group="forget")
        self._empty()
        self.leave()
        self.desk.notice(N_("Call {number} is in the register"), "good", number=result.number)
        go_on(self.desk, result.number)

    def complain(self, *problems: Coded) -> None:
        """A room that is not on file may be a new one: ask."""
        self._room_is_new = any(problem.code == "unknown_room" for problem in problems)
        self._arrange()
        super().complain(*problems)
        if self._room_is_new and len(problems) == 1:
            self.focus_field("new_room")

    # --- drafts -----------------------------------------------------------------------------------

    def _body(self) -> dict[str, str]:
        return {**self.values(), "chosen": " ".join(sorted(self._chosen))}

    def _title(self) -> str:
        values = self.values()
        parts = (values["room"] or values["find"], values["caller"], values["content"])
        return " ".join(part for part in parts if part)

    def keep_draft(self) -> None:
        """Keep what is typed, if it is not kept already."""
        if self.is_mounted and not self.is_blank:
            self._kept.keep(self._title(), self._body())

    def _keep_if_typed(self) -> None:
        """Now and then, so that not even a power cut takes a call away."""
        if not self.saving and not self.is_blank:
            self.run_worker(self._kept.keep_behind(self._title(), self._body()), group="keep", exclusive=True)

    def action_take_up(self) -> None:
        """Ctrl+R: take up a call that was left in the middle; what is typed now is kept in its place."""
        from repairdesk.screens.dialogs import Pick

        lines = self._kept.others()
        if not lines:
            self.desk.notice(N_("No call was left unfinished."))
        elif len(lines) == 1:
            self._take_up(lines[0].id)
        else:
            hours, now = self.desk.hours, clock.now()
            columns = (Column(N_("Kept"), 12), Column(N_("By"), 8), Column(N_("Call"), 30, grow=True))
            rows = [
                Line(each.id, (when(each.saved_at, hours, now), each.who, each.title), item=each.id)
                for each in lines
            ]
            self.app.push_screen(Pick(N_("Which call do you take up again?"), columns, rows), self._picked)

    def _picked(self, line: Line | None) -> None:
        if line is not None:
            self._take_up(line.item)

    def _take_up(self, draft_id: int) -> None:
        if not self.is_blank and not self._put_aside():
            return
        body = self._kept.take_up(draft_id)
        if not body:
            self.desk.notice(N_("Somebody has finished this call meanwhile."))
            return
        self._chosen = set(body.pop("chosen", "").split())
        with self.prevent(ChoiceField.Changed, Input.Changed):
            self.fill(body)
        self._arrange()
        self._look()
        values = self.values()
        self.focus_field("content" if values["room"] or values["content"] else "find")
