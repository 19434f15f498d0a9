"""F2: a call is taken. One box finds who calls; the words of the call suggest the rest; Ctrl+S saves.

What is asked follows from the procedure: of the fields below only those that its statements are about, and its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import Input

from repairdesk import clock
from repairdesk.desk import calls
from repairdesk.desk.work import NOTHING
from repairdesk.rules.facts import Operator
from repairdesk.rules.fields import beforehand
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens import times
from repairdesk.screens.actions import go_on
from repairdesk.screens.call_fields import DEFAULTS, UNSAID, arrange, call_fields, job_of, the_call
from repairdesk.screens.call_notes import CallNotes
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.finder import Finder
from repairdesk.screens.form import FormBody
from repairdesk.screens.kept import DraftedForm
from repairdesk.screens.lines import Column, Line
from repairdesk.screens.more import More
from repairdesk.screens.own_fields import OWN, Asked, OwnFields
from repairdesk.screens.picked import PickedField
from repairdesk.screens.visit_code import tell_code
from repairdesk.text import N_, Coded, normalise
from repairdesk.views.callers import Caller, likely_duplicates
from repairdesk.views.equipment import equipment
from repairdesk.views.intake import Intake, intakes

PAUSE = 0.15
"""Seconds without a key after which the words of the call are looked at."""
PHONE_DIGITS = 7
"""From so many digits on, a number that nobody on file has is a telephone and not a room."""

FRAME = 5
"""Lines of the screen that are not for the form: header, status, keys, and the one between form and notes."""
ASKED_ABOUT = {"unknown_room": "new_room", "outside_booking_hours": "special", "crew_full": "special"}
"""Refusals that the clerk may overrule, and the field in which he does."""

Form = tuple[Operator, calls.NewCall, datetime | None]


class LogCallScreen(DraftedForm):
    """The form of a call. F2 in the middle of one keeps it as a draft and begins another; Ctrl+R takes drafts up."""

    heading = N_("Log a call")
    enter_saves = True
    DEFAULT_CSS = "LogCallScreen FormBody { height: auto; }"
    kind_of_draft = "call"
    BINDINGS = [
        # The desk's own F2 leads here; pressed here it means that the telephone rings again.
        Binding("f2", "another", N_("Another call"), id="log.another"),
        Binding("ctrl+r", "take_one_up", N_("Unfinished calls"), id="log.drafts"),
        Binding("pagedown", "own_fields", N_("Fields"), id="log.own"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._finder, self._notes, self._more, self._own = Finder(), CallNotes(), More(), OwnFields()
        self._procedure = ChoiceField("procedure", N_("Procedure"), (("", ""),))
        self._equipment = PickedField(
            Field("equipment", N_("Equipment"), width=24, hint=N_("a part of its name, kind or place")),
            (Column("", 14, grow=True), Column("", 12), Column("", 14)),
            self._fitting,
        )
        self._intakes: tuple[Intake, ...] = ()
        self._timer: Timer | None = None
        self._chosen: set[str] = set()
        self._proposed: dict[str, str] = {}
        self._unsure = ""
        self._caller: Caller | None = None
        self._has_own = False

    def body(self) -> ComposeResult:
        """The form as high as it is, scrolled where it is too high; what the desk should see stays in sight below it."""
        with Vertical():
            with FormBody():
                yield from self.compose_form()
            yield self._more
            yield self._notes

    def compose_form(self) -> ComposeResult:
        """By which procedure, where there are several; who, where, what; what the words suggest; what is asked at times."""
        yield self._procedure
        yield self._finder
        yield from call_fields(self._own, self._equipment)

    def on_mount(self) -> None:
        """What stays hidden until it is needed."""
        super().on_mount()
        self._look_at_procedures()

    @on(CallNotes.Resized)
    def fit(self) -> None:
        """The form has the lines that the notes leave."""
        body = self.query_one(FormBody)
        body.styles.max_height = max(5, self.size.height - FRAME - self._notes.height)
        self._more.follow(body)
        self.call_after_refresh(body.keep_in_sight)

    def on_resize(self, event: Resize) -> None:
        """Another window, another share of it."""
        super().on_resize(event)
        self.fit()

    # --- by which procedure -----------------------------------------------------------------------

    @property
    def _intake(self) -> Intake:
        """What a call by the procedure chosen is asked."""
        chosen = self._procedure.value
        return next((each for each in self._intakes if each.procedure.id == chosen), self._intakes[0])

    def _look_at_procedures(self) -> None:
        """Which procedures are in use now; where there are several, the call is asked by which it goes."""
        found = intakes(self.desk.store)
        if found != self._intakes:
            self._intakes = found
            with self.prevent(ChoiceField.Changed):
                self._procedure.set_options(
                    [
                        (each.procedure.id, each.procedure.source.about or each.procedure.source.title)
                        for each in found
                    ]
                )
            self._procedure.display = len(found) > 1
            self._go_by()

    def _go_by(self) -> None:
        """Ask what a call by this procedure is asked; what is typed already stays."""
        intake, typed = self._intake, self._own.typed
        options = [(each.kind, each.title) for each in intake.matters]
        with self.prevent(ChoiceField.Changed):
            self.query_one("#field-matter_kind", ChoiceField).set_options(options or [("other", N_("other"))])
        self._own.ask(Asked.of(intake.procedure, job_of(self.values()), self._origin(), ("call",)))
        self._own.fill(typed)
        self._propose_own()
        self._arrange()
        self._advise()

    def _origin(self) -> str:
        """Whether the call comes by day or by night, at the time typed."""
        hours, now = self.desk.hours, clock.now()
        try:
            at = times.past(self.values()["at"], "at", hours, now)
        except Refused:
            at = None
        return hours.origin(at or now)

    def _fitting(self, typed: str) -> list[Line]:
        """The equipment that may be meant."""
        found = equipment(self.desk.store, typed, limit=20)
        return [Line(one.name, (one.name, one.kind, one.place), item=one) for one in found]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key to the office's own fields, where there are any."""
        return action != "own_fields" or bool(self._own.asked_now)

    def action_own_fields(self) -> None:
        """Past what the words have suggested, to the first of the office's own fields."""
        self.focus_field(next((OWN + name for name in self._own.asked_now), None))

    # --- opening, leaving -------------------------------------------------------------------------

    def opened(self, subject: object) -> None:
        """A call in the middle goes on; else an empty form, with the drafts offered. ``subject`` may be a draft's id."""
        if isinstance(subject, int):
            self._look_at_procedures()
            self._take(subject)
        elif self.is_blank:
            self._look_at_procedures()
            self._notes.offer(self._kept.others())
            self._begin()
        self.set_timer(0.1, self._prepare)

    def _begin(self) -> None:
        """By which procedure it goes is asked first, where there are several."""
        self.focus_field("procedure" if self._procedure.display else "find")

    def _prepare(self) -> None:
        """What the first words will need, read while nobody waits for it."""
        from repairdesk.suggestions import word_lists

        word_lists()
        if "kind" in self.fields:  # else the form has been left, and taken away, meanwhile
            self._advise()

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been typed."""
        said = ((name, value) for name, value in self.values().items() if value and name not in UNSAID)
        return all(value == self._proposed.get(name.removeprefix(OWN)) for name, value in said)

    def empty(self) -> None:
        """Begin another call."""
        super().empty()
        self._chosen, self._proposed, self._unsure, self._caller = set(), {}, "", None
        with self.prevent(ChoiceField.Changed, Input.Changed):
            self.fill({**DEFAULTS, "procedure": self._intakes[0].procedure.id})
            self.clear()
        self._own.fill(dict.fromkeys(self._own.typed, ""))
        self._go_by()
        self._finder.put_away()
        self._notes.forget()
        self._notes.offer(self._kept.others())
        self._advise()
        self._begin()

    # --- who calls --------------------------------------------------------------------------------

    @on(Finder.Taken)
    def take_caller(self, event: Finder.Taken) -> None:
        """Fill in who calls and from where, and go to the first thing that is still to be asked."""
        caller = event.caller
        place = "public_area" if caller.public_area else "in_home"
        with self.prevent(ChoiceField.Changed):
            self.fill({"room": caller.room, "caller": caller.name, "phone": caller.phone, "place": place})
            if "key_customer" not in self._chosen:
                self.fill({"key_customer": "yes" if caller.key_customer else "no"})
        self._caller = caller if caller.resident_id is not None else None
        self._notes.about(caller)
        self._propose_own()
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
        field = "room" if any(char.isdigit() for char in words) else "caller"
        if phone_of(words):
            field = "phone"
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
        if event.sender is self._procedure:
            self._go_by()
        else:
            self._chosen.add(event.sender.field)
        self._arrange()
        self.more_words()

    @on(OwnFields.Changed)
    def answered(self) -> None:
        """What is filled in of the office's own fields may change what else is asked."""
        self._arrange()

    def _look(self) -> None:
        """Suggest from the words, and compare with the open lines of the room."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._suggest()
        self._advise()
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
        found = suggest(values["content"], word_lists())
        matter = found.matter_kind or "other"
        wanted = {"trade": found.trade or "", "urgency": found.urgency}
        if "matter" in self._intake.asks:
            wanted |= {"kind": found.kind, "complaint": "yes" if matter == "complaint" else "no"}
        if self._intake.matter(matter) is not None or not self._intake.matters:
            wanted["matter_kind"] = matter
        with self.prevent(ChoiceField.Changed):
            self.fill({name: value for name, value in wanted.items() if name not in self._chosen})
        self._propose_own(wanted)
        self._arrange()
        values = self.values()
        repair = values["kind"] == "repair"
        questions = word_lists().questions.get(values["trade"], ()) if repair else ()
        self._notes.suggested(found, questions, None if repair else self._propose(values))

    def _propose_own(self, wanted: Mapping[str, str] = NOTHING) -> None:
        """What goes without saying, what the register knows, and what the words suggest, until the clerk chooses.

        The last of these where a field of the office's own sets what the words are about.
        """
        known, typed = self._known(), self._own.typed
        for one in self._intake.procedure.field:
            if one.name not in typed:
                continue
            value = wanted.get(one.sets or "", "")
            if not any(option.name == value for option in one.options):
                value = known.get(one.name, "")
            before = self._proposed.get(one.name, "")
            if value != before and typed[one.name] == before:
                self._proposed[one.name] = value
                self._own.fill({one.name: value})

    def _known(self) -> dict[str, str]:
        """What the fields of such a call hold beforehand, by the office's names."""
        values, caller, origin = self.values(), self._caller, self._origin()
        on_file = caller is not None and (caller.room, caller.name) == (values["room"], values["caller"])
        return beforehand(self._intake.procedure, self._own.job or job_of(values), origin, on_file=on_file)

    def _propose(self, values: dict[str, str]) -> str | None:
        """The department of a matter; at night, where it may wait, also the time at which it is answered."""
        intake, now = self._intake, clock.now()
        matter = intake.matter(values["matter_kind"])
        at = intake.proposed_appointment(matter.kind, now) if matter is not None else None
        proposed = times.typed(at, self.desk.hours, now)
        if values["appointment"] == self._proposed.get("appointment", "") != proposed:
            self._proposed["appointment"] = proposed
            self.fill({"appointment": proposed})
        return matter.department if matter is not None else None

    def _advise(self) -> None:
        """What the office says at such a call; and that the crew is full."""
        intake, values = self._intake, self.values()
        job = self._own.job or job_of(values)
        advice = [one.text for one in intake.procedure.advised(job, self._origin(), "call")]
        self._notes.advised(advice, intake.full(self.desk.store, job, values["trade"], clock.now()))

    def _arrange(self) -> None:
        """Only the fields that this kind of call has."""
        values, origin = self.values(), self._origin()
        self._own.about(job_of(values), origin)
        elsewhere = self._intake.set_by_fields(self._own.job or job_of(values), origin)
        arrange(self, values, self._intake, elsewhere, self._unsure)
        self.call_after_refresh(self.fit)
        if bool(self._own.asked_now) != self._has_own:
            self._has_own = not self._has_own
            self.refresh_bindings()

    # --- saving -----------------------------------------------------------------------------------

    def read(self) -> Form:
        """The call as it stands in the form."""
        self._finder.put_away()
        self._look()
        who, hours, now = self.desk.acting(), self.desk.hours, clock.now()
        values = self.values()
        emptied = {name: "" for name in self._known() if not self._own.typed[name]}
        call = the_call(
            values, self._intake, self._chosen, {**emptied, **self._own.answers(hours, now)},
            appointment=times.ahead(values["appointment"], "appointment", hours, now), token=self._kept.token,
        )  # fmt: skip
        return who, call, times.past(values["at"], "at", hours, now)

    def save(self, form: Form) -> calls.Logged:
        """Into the register."""
        who, call, at = form
        return calls.log(self.desk.store, who, call, at=at, now=clock.now())

    def saved(self, form: Form, result: calls.Logged) -> None:
        """Go on with the work order, or with telling the department; Esc leaves that for later."""
        self.run_worker(self._kept.forget(), group="forget")
        self.empty()
        self.leave()
        self.desk.notice(N_("Call {number} is in the register"), "good", number=result.number)
        tell_code(self.desk, result.number, lambda: go_on(self.desk, result.number))

    def complain(self, *problems: Coded) -> None:
        """A room that is not on file may be a new one, and a time out of hours a special case: ask."""
        self._unsure = next((problem.code for problem in problems if problem.code in ASKED_ABOUT), "")
        self._arrange()
        super().complain(*(self._of_own(problem) for problem in problems))
        if self._unsure and len(problems) == 1:
            self.focus_field(ASKED_ABOUT[self._unsure])

    def _of_own(self, problem: Coded) -> Coded:
        """An office's field may have the name of one that is not asked here."""
        name = getattr(problem, "field", "")
        hidden = name in self.fields and not self.query_one(f"#field-{name}").display
        if hidden and name in self._own.typed:
            return Problem(OWN + name, problem.code, problem.params)
        return problem

    # --- drafts -----------------------------------------------------------------------------------

    def draft(self) -> dict[str, str]:
        """What is typed, the office's own fields too, and what the clerk has chosen himself."""
        own = {OWN + name: value for name, value in self._own.typed.items()}
        return {**self.values(), **own, "chosen": " ".join(sorted(self._chosen))}

    def draft_title(self) -> str:
        """Where, who, what."""
        values = self.values()
        parts = (values["room"] or values["find"], values["caller"], values["content"])
        return " ".join(part for part in parts if part)

    def take_up(self, body: dict[str, str]) -> None:
        """Fill the form in as it was left, and go on where the caller stopped."""
        self._chosen = set(body.pop("chosen", "").split())
        with self.prevent(ChoiceField.Changed, Input.Changed):
            self.fill(body)
        self._go_by()
        own = {name.removeprefix(OWN): value for name, value in body.items() if name.startswith(OWN)}
        self._own.fill(own)
        self._arrange()
        self._look()
        values = self.values()
        self.focus_field("content" if values["room"] or values["content"] else "find")


def phone_of(words: str) -> str:
    """What was typed, where it is a telephone number rather than a room; else nothing."""
    digits = words.replace("-", "") if words.startswith("0") else words  # 0571-8765 4321: an area code
    return words if digits.isdigit() and len(digits) >= PHONE_DIGITS else ""
