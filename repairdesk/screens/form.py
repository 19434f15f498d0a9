"""The base of every form: fields one after the other, saved as a whole or refused at the fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget

from repairdesk.models.errors import StoreError
from repairdesk.rules.refusal import Problem, Refused
from repairdesk.screens.fields import FormField
from repairdesk.screens.frame import DeskScreen
from repairdesk.text import N_, Coded

_LONG = 0.4
"""Seconds after which a save that still runs (somebody else is writing) is worth a word."""

_CHANGED = ("changed_since", "changed_meanwhile")
"""Refusals of what was decided on something that somebody else has changed meanwhile."""

_BELOW = 3
"""Lines of a scrolled form that are in sight below the field with the focus."""


class FormBody(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The fields, scrolled to the one with the focus when the window is too low for all of them.

    Keys go to the fields: Textual's own would scroll by Up and Down as soon as there is something to scroll.
    """

    DEFAULT_CSS = "FormBody { height: 1fr; scrollbar-size: 0 0; }"

    def keep_in_sight(self) -> None:
        """Scroll no further than shows the field with the focus and what comes next; the same from above and below."""
        focused = self.screen.focused if self.is_attached else None
        if focused is not None and self in focused.ancestors:
            within = [node for node in focused.ancestors_with_self if self in node.ancestors]
            end = sum(node.virtual_region.y for node in within if isinstance(node, Widget))
            wanted = end + focused.size.height + _BELOW - self.size.height
            self.scroll_to(y=max(0, wanted), animate=False)


class FormScreen(DeskScreen[None]):
    """A form. Write ``compose_form``, ``read`` and ``save``; ``saved`` and ``keep_draft`` where they are needed.

    Enter and Down go to the next field, Shift+Tab and Up to the one before, Ctrl+S saves, Esc leaves with
    everything kept as typed. The screen itself is kept, so that opening it again costs one repaint.
    """

    BINDINGS = [
        Binding("ctrl+s", "save", N_("Save"), id="form.save"),
        Binding("escape", "leave", N_("Back"), id="form.leave"),
        Binding("enter,down", "next_field", N_("Next field"), id="form.next", key_display="enter"),
        Binding("up", "previous_field", show=False),
        Binding("tab", "tab_on", show=False),
        Binding("shift+tab", "previous_field", show=False),
    ]
    enter_saves: ClassVar[bool] = False
    """Whether Enter in the last field saves (for forms of four fields at three in the morning)."""

    saw: int | None = None
    """The number of the journal's last entry when the line was read that the form is filled in against; None for forms
    that change no line. Whatever others have done to the line since is shown before anything is saved over it."""

    saving: bool = False
    """A save is running: what is typed waits."""
    _told = 0
    """The last entry about the line that was told."""

    # --- to be written by each form ----------------------------------------------------------------

    def about(self) -> str | None:
        """The number of the call that the form is about."""
        return None

    def compose_form(self) -> ComposeResult:
        """The fields, and whatever else stands between them."""
        raise NotImplementedError

    def read(self) -> Any:
        """The form's input as the operation wants it. Raises ``Refused`` for what can be seen to be wrong."""
        raise NotImplementedError

    def save(self, form: Any) -> Any:
        """Run the operation. Called in the store's thread: no widgets here. Raises what the operation raises."""
        raise NotImplementedError

    def saved(self, form: Any, result: Any) -> None:
        """It is saved: say so and leave. Override to go on elsewhere."""
        self.desk.notice(N_("Saved {number}"), "good", number=result)
        self.clear()
        self.leave()

    # --- what forms can use -------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """The form, scrolled."""
        with FormBody():
            yield from self.compose_form()

    @property
    def fields(self) -> dict[str, FormField]:
        """The fields by name, in the order in which they stand."""
        return {widget.field: widget for widget in self._field_widgets()}

    def values(self) -> dict[str, str]:
        """What is filled in, by field name."""
        return {name: field.value for name, field in self.fields.items()}

    def fill(self, values: dict[str, str]) -> None:
        """Fill in some fields (a draft, a suggestion); names that the form has not are passed over."""
        fields = self.fields
        for name, value in values.items():
            if name in fields:
                fields[name].value = value

    def clear(self) -> None:
        """Empty every field of text and take the problems away. Choices are the form's own matter."""
        for widget in self._field_widgets():
            if not getattr(widget, "options", None):
                widget.value = ""
            widget.complain(None)
        self.focus_field()

    def focus_field(self, name: str | None = None) -> None:
        """Put the focus on a field, by default the first that can have it."""
        for target in self._stops():
            if name is None or any(
                getattr(node, "field", None) == name
                for node in (*target.ancestors_with_self, *target.children)
            ):
                self.set_focus(target)
                return

    def complain(self, *problems: Coded) -> None:
        """Put each problem at its field, the rest in the status line, and the focus on the first field in need."""
        fields = self.fields
        for field in fields.values():
            field.complain(None)
        placed: list[str] = []
        for problem in problems:
            name = getattr(problem, "field", "")
            name = name if name in fields else f"own-{name}"
            if name in fields:
                if name not in placed:
                    fields[name].complain(problem)
                placed.append(name)
            else:
                self.desk.notice_problem(problem)
        first = next((name for name in fields if name in placed), None)
        if first is not None:
            self.focus_field(first)
            if len(placed) == len(problems):
                self.desk.notice(N_("Not saved. See the fields marked with !"), "bad")

    def leave(self) -> None:
        """Back to where the form was opened."""
        if self.app.screen is self and len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Give a field the focus. Textual would put it in the middle of the form; here the form moves as little as it can."""
        super().set_focus(widget, scroll_visible=False, from_app_focus=from_app_focus)
        for body in self.query(FormBody):
            self.call_after_refresh(body.keep_in_sight)

    # --- keys ---------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Leave; what was typed is kept. What was wrong with it is no news elsewhere."""
        self.desk.leave_notice()
        self.keep_draft()
        self.leave()

    def action_next_field(self) -> None:
        """The next field; in the last one Enter saves where the form wants that."""
        stops = self._stops()
        at = stops.index(self.focused) if self.focused in stops else -1
        if at + 1 < len(stops):
            self.set_focus(stops[at + 1])
        elif self.enter_saves:
            self.action_save()
        else:
            self.desk.notice(N_("This is the last field. Ctrl+S saves."))

    def action_tab_on(self) -> None:
        """The next field; Tab never saves."""
        stops = self._stops()
        at = stops.index(self.focused) if self.focused in stops else -1
        if at + 1 < len(stops):
            self.set_focus(stops[at + 1])

    def action_previous_field(self) -> None:
        """The field before."""
        stops = self._stops()
        at = stops.index(self.focused) if self.focused in stops else 1
        if at > 0:
            self.set_focus(stops[at - 1])

    def action_save(self) -> None:
        """Save once; pressing the key again meanwhile does nothing."""
        if not self.saving:
            self.saving = True
            self._save()

    @work(exclusive=True, group="save")
    async def _save(self) -> None:
        waiting = self.set_timer(_LONG, self._tell_waiting)
        with self.desk.keys_held():
            try:
                form = self.read()
                result = await self.desk.off_screen(self.save, form)
            except Refused as refused:
                changed = next((each for each in refused.problems if each.code in _CHANGED), None)
                if changed is None:
                    self.complain(*refused.problems)
                    return
                try:
                    self.ask_again(changed)
                except StoreError as error:
                    self.desk.notice_problem(error)
            except StoreError as error:
                self.desk.notice_problem(error)
            else:
                self.saved(form, result)
            finally:
                self.saving = False
                waiting.stop()

    def ask_again(self, changed: Problem) -> None:
        """Somebody else has changed the line: show how, and ask whether this is to be saved as well."""
        from repairdesk.screens.changed import LOOK, NOT_SAVED, ChangedSince, card_of
        from repairdesk.views.changes import changes

        if changed.code != "changed_since":
            self.complain(changed)
            return
        call, entry = str(changed.params["call"]), int(str(changed.params["entry"]))
        self._told = entry

        def answered(answer: str | None) -> None:
            if answer == "mine":
                self.saw = entry
                self.action_save()
                return
            self.desk.notice(NOT_SAVED)
            if answer == "look":
                card_of(self.desk, call)

        found = changes(self.desk.store, call, self.saw or 0)
        question = N_("Not saved yet: call {number} was changed while you were at it.")
        self.app.push_screen(ChangedSince(question, found, LOOK, number=call), answered)

    def look_again(self) -> None:
        """Say at once what others do to the line that is being worked on here."""
        call = self.about()
        if self.saw is not None and call is not None:
            from repairdesk.screens.changed import tell_of

            self._told = tell_of(self.desk, call, max(self.saw, self._told))

    def _tell_waiting(self) -> None:
        if self.saving:
            self.desk.notice(N_("Saving. What is typed meanwhile waits."))

    def _field_widgets(self) -> Iterator[Any]:
        return (widget for widget in self.query(Widget) if isinstance(getattr(widget, "field", None), str))

    def _stops(self) -> list[Widget]:
        """Where the focus may go, in the order of the form.

        Not Textual's focus chain: that one goes by places on the screen, and what has just been shown has none yet
        when the next key was typed ahead.
        """
        return [
            widget
            for body in self.query(FormBody)
            for widget in body.walk_children(Widget)
            if widget.focusable and all(node.display for node in widget.ancestors_with_self)
        ]
