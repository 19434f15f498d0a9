"""F2 in the night watch: a call is taken in four fields, and Enter in the last one saves it.

What the words say decides the rest (kind, trade, urgency, emergency). F2 or PgDn opens the whole form with what was typed.
"""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input

from repairdesk import clock
from repairdesk.desk import calls, night
from repairdesk.desk.work import NOTHING
from repairdesk.models.errors import StoreError
from repairdesk.rules.facts import Operator
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens.actions import go_on
from repairdesk.screens.board_lines import when
from repairdesk.screens.call_fields import DEFAULTS, NEW_ROOM, the_call
from repairdesk.screens.call_notes import CallNotes
from repairdesk.screens.dialogs import Choices
from repairdesk.screens.fields import ChoiceField, Field
from repairdesk.screens.finder import Finder
from repairdesk.screens.form import FormBody
from repairdesk.screens.kept import DraftedForm
from repairdesk.screens.log_call import PAUSE, phone_of
from repairdesk.screens.page import Brief, Text
from repairdesk.screens.visit_code import tell_code
from repairdesk.text import N_, Coded, _, joined, normalise, spoken, word
from repairdesk.views.board import board_row
from repairdesk.views.callers import Caller, find, likely_duplicates
from repairdesk.views.drafts import draft
from repairdesk.views.emergencies import EmergencyLine, recognised
from repairdesk.views.intake import Intake, intakes

WHERE = (*NEW_ROOM, ("place", N_("no room but a place")))
ASKED = ("find", "caller", "phone", "content")
"""The four fields."""
NIGHT = "night"
"""The mark of a draft of this form; any other draft of a call has more fields than these."""
AHEAD = (
    ("now", N_("Somebody goes now")),
    ("wait", N_("It may wait for the day shift; the caller agrees")),
)

Form = tuple[Operator, calls.NewCall]


class NightLogScreen(DraftedForm):
    """Where, who, telephone, what. A call in the middle is kept as every other is."""

    heading = N_("Night log")
    enter_saves = True
    kind_of_draft = "call"
    DEFAULT_CSS = """
    NightLogScreen FormBody { height: auto; max-height: 14; margin-top: 1; }
    NightLogScreen Brief { margin-top: 1; }
    """
    BINDINGS = [
        Binding("f2,pagedown", "whole_form", N_("Whole form"), id="night.whole", key_display="pagedown"),
        Binding("ctrl+r", "take_one_up", N_("Unfinished calls"), id="night.drafts"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._finder = Finder(N_("Room or place"))
        self._taken, self._notes = Brief(self._said), CallNotes()
        self._caller: Caller | None = None
        self._unsure = False
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        """The form; below it what the words say, and what should be known of the room."""
        with Vertical():
            with FormBody():
                yield from self.compose_form()
            yield self._taken
            yield self._notes

    def compose_form(self) -> ComposeResult:
        """The four, and what is asked where the room is not on file."""
        yield self._finder
        yield ChoiceField("new_room", N_("Not on file"), WHERE)
        yield Field("caller", N_("Caller"), width=20, hint=N_("nobody: seen on the round or the screens"))
        yield Field("phone", N_("Telephone"), width=20, code=True, limit=40)
        yield Field("content", N_("What happened"), limit=2000)

    def on_mount(self) -> None:
        """An empty form."""
        super().on_mount()
        self._ask_where(False)

    def opened(self, _subject: object) -> None:
        """A call in the middle goes on; else an empty form, with the drafts offered."""
        if self.is_blank:
            self._notes.offer(self._kept.others())
            self.focus_field("find")

    # --- drafts -----------------------------------------------------------------------------------

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been typed."""
        values = self.values()
        return not any(values[name] for name in ASKED)

    def draft(self) -> dict[str, str]:
        """What is typed, by the names that the whole form has for it."""
        values = self.values()
        return {**self._where(values), **{name: values[name] for name in ASKED}, "log": NIGHT}

    def draft_title(self) -> str:
        """Where, who, what."""
        values = self.values()
        return " ".join(values[name] for name in ("find", "caller", "content") if values[name])

    def take_up(self, body: dict[str, str]) -> None:
        """Fill the form in as it was left."""
        with self.prevent(Input.Changed):
            self.fill({name: body.get(name, "") for name in ASKED})
        self._look()
        self._ask_next()

    def empty(self) -> None:
        """Begin another call."""
        super().empty()
        self._caller = None
        with self.prevent(Input.Changed):
            self.clear()
        self._finder.put_away()
        self._ask_where(False)
        self._notes.forget()
        self._notes.offer(self._kept.others())
        self._taken.renew()
        self.focus_field("find")

    def _take(self, draft_id: int) -> None:
        """A draft of this form here, any other in the whole one, which has its other fields."""
        if draft(self.desk.store, draft_id).get("log") == NIGHT:
            super()._take(draft_id)
        elif self.is_blank or self._put_aside():
            self.leave()
            self.desk.go("log", draft_id)

    def action_whole_form(self) -> None:
        """F2, PgDn: the whole form goes on with what is typed here."""
        kept, blank = self._kept, self.is_blank
        if blank or self._put_aside():
            self.leave()
            self.desk.go("log", None if blank else kept.id)

    # --- who and where ----------------------------------------------------------------------------

    @on(Finder.Taken)
    def take_caller(self, event: Finder.Taken) -> None:
        """Where and who are filled in; on to what is still to be asked."""
        caller = event.caller
        with self.prevent(Input.Changed):
            self.fill({"find": caller.room, "caller": caller.name, "phone": caller.phone})
        self._caller = caller
        self._notes.about(caller)
        self._ask_where(False)
        self._ask_next()
        self._look()

    @on(Finder.Unknown)
    def keep_words(self, event: Finder.Unknown) -> None:
        """Somewhere that is not on file; a telephone number goes where it belongs."""
        phone = phone_of(normalise(event.words))
        if phone and not self.values()["phone"]:
            with self.prevent(Input.Changed):
                self.fill({"find": "", "phone": phone})
        self._ask_next()

    def _ask_next(self) -> None:
        """To the first field that is still empty, the last if none is."""
        values = self.values()
        self.focus_field(next((name for name in ASKED if not values[name]), "content"))

    def _ask_where(self, unsure: bool) -> None:
        """Ask what the words in the first field are, where no room is called so."""
        self._unsure = unsure
        field = self.query_one("#field-new_room", ChoiceField)
        field.display = unsure
        if not unsure:
            field.value = "no"

    def _where(self, values: dict[str, str]) -> dict[str, str]:
        """Room or place as the whole form has them."""
        words, caller = values["find"], self._caller
        if caller is None or caller.room != words:
            same = (each for each in find(self.desk.store, words) if each.room == normalise(words))
            caller = next(same, None) if words else None
        if caller is not None:
            place = "public_area" if caller.public_area else "in_home"
            return {"room": caller.room, "place": place, "place_detail": "", "new_room": "no"}
        named = values["new_room"] if self._unsure else "no"
        if named == "place" or not any(char.isdigit() for char in words):
            return {"room": "", "place": "public_area", "place_detail": words, "new_room": "no"}
        return {"room": words, "place": "in_home", "place_detail": "", "new_room": named}

    # --- what is said -----------------------------------------------------------------------------

    @on(Input.Changed, "#field-content Entry")
    def more_words(self) -> None:
        """Look at the words as soon as there is a pause."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._look)

    def _look(self) -> None:
        """What the words say, and whether it is known already."""
        from repairdesk.rules.routing import suggest
        from repairdesk.suggestions import word_lists

        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._taken.renew()
        values = self.values()
        content = values["content"]
        if not content:
            self._notes.suggested(None, (), None)
            return
        room = self._where(values)["room"]
        found = suggest(content, word_lists())
        trade = found.trade or ""
        questions = word_lists().questions.get(trade, ()) if found.kind == "repair" else ()
        self._notes.suggested(None, questions, None)
        now = clock.now()
        twins = likely_duplicates(self.desk.store, room, content, trade, now) if room else ()
        self._notes.warn(twins)

    def _emergency(self) -> EmergencyLine | None:
        content = self.values()["content"]
        return recognised(self.desk.store, content) if content else None

    def _by_the_words(self, intake: Intake) -> dict[str, str]:
        """Kind, trade, urgency and matter, as the words of the call suggest them."""
        from repairdesk.rules.routing import suggest
        from repairdesk.suggestions import word_lists

        found = suggest(self.values()["content"], word_lists())
        matter = found.matter_kind or "other"
        known = intake.matter(matter) is not None or not intake.matters
        return {
            "kind": found.kind if "matter" in intake.asks else "repair",
            "trade": found.trade or "",
            "urgency": "emergency" if self._emergency() is not None else found.urgency,
            "matter_kind": matter if known else intake.matters[0].kind,
            "complaint": "yes" if matter == "complaint" else "no",
        }

    def _said(self) -> list[Text]:
        """As what the call is taken, and the emergency that was recognised."""
        if not self.is_mounted or not self.values()["content"]:
            return []
        said = self._by_the_words(intakes(self.desk.store)[0])
        parts = [word(said["kind"])]
        if said["kind"] == "repair":
            parts += [word(said["trade"])] if said["trade"] else []
            parts.append(word(said["urgency"]))
        else:
            parts.append(word(said["matter_kind"]))
        lines = [Text(_("Taken as: {parts}").format(parts=joined(parts)), "bold")]
        emergency = self._emergency()
        if emergency is not None:
            lines = [
                Text(_("EMERGENCY {content}").replace("{content}", spoken(emergency.title)), "late"),
                *lines,
            ]
        return lines

    # --- saving -----------------------------------------------------------------------------------

    def read(self) -> Form:
        """The call as it stands in the four fields."""
        self._finder.put_away()
        values = self.values()
        if not values["find"]:
            raise Refused(Problem("find", "required"))
        intake = intakes(self.desk.store)[0]
        nobody = not values["caller"] and not values["phone"]
        whole = {
            **DEFAULTS, **self._by_the_words(intake), **self._where(values), "procedure": "", "equipment": "",
            "caller": values["caller"], "phone": values["phone"], "content": values["content"],
            "channel": "patrol" if nobody else "phone",
        }  # fmt: skip
        chosen = {"complaint"} if "complaint" in intake.asks else set()
        call = the_call(whole, intake, chosen, NOTHING, appointment=None, token=self._kept.token)
        return self.desk.acting(), call

    def save(self, form: Form) -> calls.Logged:
        """Into the register."""
        who, call = form
        return calls.log(self.desk.store, who, call, now=clock.now())

    def saved(self, form: Form, result: calls.Logged) -> None:
        """Whom to telephone in an emergency; whether a routine call may wait; else what comes next."""
        emergency = self._emergency()
        self.run_worker(self._kept.forget(), group="forget")
        self.empty()
        self.leave()
        self.desk.notice(N_("Call {number} is in the register"), "good", number=result.number)
        tell_code(self.desk, result.number, partial(self._after, form[1], result.number, emergency))

    def _after(self, call: calls.NewCall, number: str, emergency: EmergencyLine | None) -> None:
        desk = self.desk
        if emergency is not None:
            from repairdesk.screens.emergency import EmergencyScreen

            desk.push_screen(EmergencyScreen(emergency, number, lambda: go_on(desk, number)))
        elif call.urgency in (None, "routine") and not desk.hours.is_day(clock.now()):
            saw = board_row(desk.store, number, clock.now()).saw
            question = Choices(N_("Call {number}: can it wait?"), AHEAD, number=number)
            desk.push_screen(question, partial(self._ahead, number, saw))
        else:
            go_on(desk, number)

    def _ahead(self, number: str, saw: int | None, answer: str | None) -> None:
        """Somebody is sent, or it waits for the day shift; Esc leaves both for later."""
        if answer == "now":
            go_on(self.desk, number)
        elif answer == "wait":
            self.desk.run_worker(self._wait(number, saw), group="wait")

    async def _wait(self, number: str, saw: int | None) -> None:
        """The caller agrees that it waits, as the call stood when that was asked."""
        desk = self.desk
        try:
            who = desk.acting(saw)
            until = await desk.off_screen(night.may_wait, desk.store, who, number, now=clock.now())
        except Refused as refused:
            desk.notice_problem(refused.problems[0])
        except StoreError as error:
            desk.notice_problem(error)
        else:
            time = partial(when, until, desk.hours, clock.now())
            desk.look()
            desk.notice(N_("Call {number} waits until {time}"), "good", number=number, time=time)

    def complain(self, *problems: Coded) -> None:
        """Whatever is asked here, here; anything else that the office wants to know in the whole form."""
        placed = [_here(problem) for problem in problems]
        if any(getattr(each, "field", "") not in (*ASKED, "by") for each in placed):
            self.action_whole_form()
            self.desk.notice_problem(placed[0])
            return
        self._ask_where(any(problem.code == "unknown_room" for problem in problems))
        super().complain(*placed)
        if self._unsure and len(problems) == 1:
            self.focus_field("new_room")


def _here(problem: Coded) -> Coded:
    """The room is asked for in the first field."""
    if isinstance(problem, Problem) and problem.field in ("room", "place_detail"):
        return Problem("find", problem.code, problem.params)
    return problem
