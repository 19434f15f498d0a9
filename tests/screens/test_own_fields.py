"""The office's own fields in a form: one widget a kind, checklists, conditions, and what is handed to the operation."""

from __future__ import annotations

import asyncio

import pytest

from repairdesk import clock, text
from repairdesk.rules.facts import Job
from repairdesk.rules.procedure import parse
from repairdesk.rules.refusal import Refused
from repairdesk.rules.worktime import Hours
from repairdesk.screens.form import FormScreen
from repairdesk.screens.own_fields import Asked, OwnFields
from repairdesk.screens.shell import Shell
from tests.desk.conftest import body_of
from tests.screens.small_office import NOW, Written, answered, matches


class Form(FormScreen):
    """A form of nothing but the office's own fields."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.own = OwnFields(asked)

    def compose_form(self):
        yield self.own


def asked(name: str, *stages: str, **job: object) -> Asked:
    return Asked.of(parse(body_of(name)), Job(**job), "day", stages)


@pytest.fixture(autouse=True)
def half_past_ten(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def fill_in(asked_for: Asked, script, *, size=(80, 24), language="en") -> None:
    async def run() -> None:
        app = Shell(hours=Hours())
        app.FIRST = "form"
        form = Form(asked_for)
        app.get_default_screen = lambda: form
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            form.focus_field()

            async def press(*keys: str) -> None:
                for key in keys:
                    await answered(app, key)
                await pilot.pause()

            await script(app, form, press)

    text.set_language(language)
    try:
        asyncio.run(run())
    finally:
        text.set_language("en")


def test_a_checklist_takes_one_key_for_all_of_it_and_enter_goes_on():
    async def script(_app, form, press):
        await press("+", "enter")
        filled = form.own.answers(Hours(), NOW)
        assert {"caller_known", "five_elements", "tools_ready"} <= set(filled)
        assert set(filled.values()) == {"yes"}
        await press("1")
        assert form.own.answers(Hours(), NOW)["installation"] == "yes"

    fill_in(asked("follow-up-sheets", "visit"), script)


def test_a_field_is_asked_once_its_condition_holds():
    async def script(_app, form, press):
        form.focus_field("own-drilling")
        assert not form.query_one("#field-own-pipe_plan").display
        await press("1")
        assert form.query_one("#field-own-pipe_plan").display
        await press("enter", "2")
        assert form.query_one("#field-own-pipe_risk").display
        await press("enter", "1")
        assert form.own.answers(Hours(), NOW) == {"drilling": "yes", "pipe_plan": "none", "pipe_risk": "yes"}
        form.focus_field("own-drilling")
        await press("1")
        assert form.own.answers(Hours(), NOW) == {"drilling": "no"}

    fill_in(asked("follow-up-sheets", "visit"), script)


def test_times_and_dates_may_be_typed_short():
    async def script(_app, form, press):
        form.focus_field("own-next_date")
        await press(Written("03-05"))
        assert form.own.answers(Hours(), NOW) == {"next_date": "2026-03-05"}
        form.fill({"own-next_date": "soon"})
        with pytest.raises(Refused) as refused:
            form.own.answers(Hours(), NOW)
        assert [p.field for p in refused.value.problems] == ["own-next_date"]

    fill_in(asked("follow-up-sheets", "return"), script)


def test_scores_are_digits():
    async def script(_app, form, press):
        await press("4", "enter", "5")
        assert set(form.own.answers(Hours(), NOW).values()) == {"4", "5"}

    fill_in(asked("service-slip", "return"), script)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_it_looks(language):
    async def script(app, form, press):
        await press("enter", "1")
        matches(app, f"own_fields_{language}")

    fill_in(asked("follow-up-sheets", "visit", "return"), script, language=language, size=(80, 36))
