"""The first start without a database, and signing on."""

from __future__ import annotations

import asyncio

import pytest

from repairdesk import text
from repairdesk.app import DeskApp
from repairdesk.models.store import Store
from repairdesk.screens.welcome import names, technician
from repairdesk.views.load import office
from repairdesk.views.people import staff
from tests.screens.small_office import Written, answered, matches, picture, play


@pytest.fixture
def first(tmp_path, small_office):
    """Open the desk where there is no database yet and run a script on it; the clock stands still."""

    def run(script, language: str = "en") -> None:
        async def body() -> None:
            app = DeskApp()
            app.new = tmp_path / "new" / "desk.db"
            async with app.run_test(size=(80, 24)) as pilot:

                async def press(*keys: str) -> None:
                    for key in keys:
                        await answered(app, key)
                    await app.workers.wait_for_complete()
                    await pilot.pause()

                await pilot.pause()
                await script(app, press)

        text.set_language(language)
        try:
            asyncio.run(body())
        finally:
            text.set_language("en")

    return run


def test_a_new_office_is_set_up_and_its_people_can_sign_on(first, tmp_path):
    async def script(app, press):
        await press("f2")  # no area before there is a database
        assert "There is no database yet" in picture(app)
        await press("enter", Written("阳光花园"), "enter", "ctrl+s")
        assert app.focused.parent.field == "manager"  # the procedure goes without saying
        await press(
            "up", "up", "up", Written("matters"), "enter", "enter", "ctrl+u", Written("１８００"), "enter"
        )
        await press("ctrl+s")
        assert "Nothing is filled in here" in picture(app)
        await press(
            Written("李华"), "enter", Written("周敏，何静"), "enter", Written("马建国"), "enter", "enter"
        )
        await press(Written("王强 plumbing, Liu electric、罗建军"), "enter")
        assert "Who works at the desk now?" in picture(app)
        await press("1")
        assert "周敏 works here now, at the post: front desk" in picture(app)
        assert "阳光花园" in picture(app)

    first(script)
    store = Store.open(tmp_path / "new" / "desk.db")
    with store.read() as tx:
        place = office(tx)
    assert (place.name, f"{place.hours.opening:%H:%M}", f"{place.hours.closing:%H:%M}") == (
        "阳光花园",
        "09:00",
        "18:00",
    )
    assert [(p.name, p.role, p.trade) for p in staff(store)] == [
        ("李华", "manager", ""), ("周敏", "clerk", ""), ("何静", "clerk", ""), ("马建国", "operator", ""),
        ("王强", "technician", "plumbing"), ("Liu", "technician", "electric"), ("罗建军", "technician", "general"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_it_looks(first, language, monkeypatch):
    async def script(app, press):
        app.new = None  # a path of this machine is in no picture
        app.screen.query_one(".about").say("")
        await asyncio.sleep(0.05)
        matches(app, f"welcome_{language}")
        await press("enter", "enter", Written("slip" if language == "en" else "派工单"))
        matches(app, f"welcome_procedure_{language}")

    first(script, language)


def test_the_sample_office_is_there_after_two_keys(first, tmp_path, monkeypatch):
    made = []

    def build(path, *, now):
        from tests.screens.small_office import found

        path.parent.mkdir(parents=True, mode=0o700)
        found(path)
        made.append(now)
        return Store.open(path)

    monkeypatch.setattr("repairdesk.sample.build_sample", build)

    async def script(app, press):
        await press("2", "ctrl+s")
        assert "Who works at the desk now?" in picture(app)

    first(script)
    assert len(made) == 1


def test_hours_that_end_before_they_begin_are_refused_and_no_file_is_made(first, tmp_path):
    async def script(app, press):
        await press("enter", Written("阳光花园"), "enter", "down", "enter", "ctrl+u", Written("2000"))
        app.screen.focus_field("manager")
        await press(Written("李华"), "ctrl+s")
        assert "The day post would end before it begins" in picture(app)

    first(script)
    assert not (tmp_path / "new").exists()


def test_names_and_trades_as_they_are_typed():
    assert names("王强， 李电,、 ") == ["王强", "李电"]
    assert technician("王强 电工").trade in ("electric", "电工")
    assert technician("Wang Qiang plumbing").name == "Wang Qiang"
    assert technician("王强").trade == "general"


# --- signing on ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_somebody_else_takes_over_with_ctrl_o(small_office, language):
    async def script(app, press):
        await press("ctrl+o")
        matches(app, f"operator_{language}")
        await press("1")
        assert app.operator.name == "周敏"
        assert app.screen is app.area("board")

    play(small_office, script, language=language)


def test_the_desk_asks_who_works_when_nobody_has_signed_on(small_office):
    small_office.who = None

    async def script(app, press):
        assert "Who works at the desk now?" in picture(app)
        await press("escape")
        assert "you can read, but not enter anything" in picture(app)

    play(small_office, script)
