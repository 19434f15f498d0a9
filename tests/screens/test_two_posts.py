"""Two posts on one file: what the other one does is seen, told, and never saved over unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repairdesk import clock
from repairdesk.desk import calls, office, orders
from repairdesk.views.call_card import call_card
from repairdesk.views.directories import prices
from repairdesk.views.people import staff
from tests.screens.small_office import NOW, Office, at, picture, play


class Other(Office):
    """The other post: 周敏 at a terminal of her own."""

    def __init__(self, here: Office) -> None:
        super().__init__(here.store.path)
        self.who = office.operator(self.store, "周敏", now=NOW)

    def by(self, when):
        return self.store, self.who


@pytest.fixture
def job(small_office):
    """A call with its order out since 10:28."""
    return small_office, *small_office.issued(at("10:26")), Other(small_office)


def facts(desk: Office, call: str) -> list[str]:
    return [entry.what for entry in call_card(desk.store, call, clock.now() + timedelta(hours=1)).timeline]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_other_post_did_is_shown_before_mine_is_saved(job, language):
    here, call, order, other = job

    async def script(app, press):
        await press("enter")  # the box: the technician has arrived
        orders.arrive(*other.by(NOW), order, at=at("10:29"), now=NOW)
        await press("enter")
        shown = picture(app)
        for words in {
            "en": (
                "changed while you were at it",
                "Arrival recorded",
                "周敏, front desk",
                "1 Save mine as well",
            ),
            "zh": ("已被改动", "记录到场", "周敏、前台", "1 "),
        }[language]:
            assert words in shown
        assert facts(here, call).count("technician.arrived") == 1
        await press("escape")
        assert "10:29" not in facts(here, call)

    play(here, script, language=language)


def test_mine_is_saved_as_well_if_it_is_still_meant(job):
    here, call, _order, other = job

    async def script(app, press):
        await press("space")
        await note(app, press)
        await press(*"rings")
        calls.record_fact(*other.by(NOW), call, calls.FactForm(what="note.written", remark="second"), now=NOW)
        await press("enter")
        assert "second" in picture(app)
        await press("1")
        assert "Noted on" in picture(app)

    play(here, script)
    assert facts(here, call).count("note.written") == 2


def test_what_was_typed_stays_while_one_looks_and_is_asked_about_again(job):
    here, call, _order, other = job

    async def script(app, press):
        await press("space")
        await note(app, press)
        await press(*"rings")
        calls.record_fact(*other.by(NOW), call, calls.FactForm(what="note.written", remark="second"), now=NOW)
        await press("enter", "enter")  # the cursor stands on the careful answer
        assert "Timeline" in picture(app) or "The job" in picture(app)
        await press("escape")
        assert "rings" in picture(app)
        assert "What you typed stays" in picture(app)
        await press("enter")
        assert "second" in picture(app)
        await press("1")

    play(here, script)
    assert facts(here, call).count("note.written") == 2


def test_one_is_told_at_once_that_the_other_post_has_ended_the_line(job):
    here, call, _order, other = job

    async def script(app, press):
        await press("enter")
        calls.withdraw(*other.by(NOW), call, reason="taken twice", now=NOW)
        app.look()
        await press("f12")
        assert f"周敏 (front desk) has ended call {call}: Line withdrawn." in picture(app)
        await press("enter", "1")
        assert "withdrawn" in picture(app), "and saving it all the same says why that cannot be"

    play(here, script)
    assert "technician.arrived" not in facts(here, call)


def test_my_own_entries_are_not_held_against_me(job):
    here, _call, _order, other = job
    seen = other.who

    async def script(app, press):
        row = app.screen.row
        await press("enter", "enter")
        assert "Arrival recorded" in picture(app)
        from repairdesk.screens.step_forms import Note

        app.push_screen(Note(row))  # opened on the row as it was before
        await press(*"mine", "enter")
        assert "Noted on" in picture(app)

    play(here, script)
    assert seen.saw is None


def test_the_telephone_rings_for_a_call_that_the_other_post_has_made(small_office):
    first, order = small_office.issued(at("10:00"))
    second, later = small_office.issued(at("10:02"), room="1-1-102")
    other = Other(small_office)
    for call, paper in ((first, order), (second, later)):
        orders.arrive(*small_office.by(at("10:20")), paper, now=at("10:20"))
        del call

    async def script(app, press):
        from repairdesk.desk import callbacks

        await press("f5")
        in_hand = app.screen.about()
        await press("1")
        callbacks.record(*other.by(NOW), in_hand, kind="arrival", answer="there", now=NOW)
        app.look()
        await press("f12")
        assert app.screen.about() == in_hand, "what is typed belongs to this call and no other"
        assert f"周敏 (front desk) is at call {in_hand} too: Callback recorded." in picture(app)
        await press("enter")
        assert "changed while you were at it" in picture(app)
        await press("2", "escape", "escape")
        assert facts(small_office, in_hand).count("callback.made") == 1

    play(small_office, script)


def test_a_screen_out_of_sight_catches_up_when_it_comes_back(job):
    here, _call, order, other = job

    async def script(app, press):
        await press("f9")
        orders.arrive(*other.by(NOW), order, now=NOW)
        app.look()
        await press("escape")
        assert app.screen.row.state == "on_site"
        assert app.saves

    play(here, script)


async def note(app, press) -> None:
    """Choose "Note ..." in the list of all steps."""
    from repairdesk.screens.menu import Menu

    assert isinstance(app.screen, Menu)
    for _step in range(40):
        if "Note, for example" in app.screen.query_one("LineList").current.cells[1]:
            break
        await press("down")
    await press("enter")


def test_however_much_was_done_meanwhile_one_can_still_decide(job):
    here, call, order, other = job

    async def script(app, press):
        await press("enter")
        for n in range(20):
            note = calls.FactForm(what="note.written", remark=f"第{n}次来电：" + "漏" * 400)
            calls.record_fact(*other.by(NOW), call, note, now=NOW)
        orders.arrive(*other.by(NOW), order, at=at("10:29"), now=NOW)
        await press("enter")
        shown = picture(app)
        assert "  ..." in shown
        assert "第19次来电" in shown
        assert "now: on site" in shown
        assert "1 Save mine as well" in shown
        assert "Enter Choose" in shown

    play(here, script)


# --- the directories ------------------------------------------------------------------------------


def test_what_somebody_else_put_right_meanwhile_is_not_undone_unseen(small_office):
    other = Office(small_office.store.path)

    def person():
        return next(one for one in staff(small_office.store) if one.name == "周敏")

    async def script(app, press):
        await press("ctrl+d", "tab", "tab", *"zm")
        assert app.screen.listing.name == "staff"
        await press("enter", "enter", "down", "down", *["backspace"] * 3, *"805")
        form = office.StaffForm(name="周敏", role="officer", phone="802")
        office.change_staff(*other.by(NOW), "周敏", form, version=1, now=NOW)
        await press("ctrl+s")
        assert "Telephone: 802  (was 801)" in picture(app)
        await press("2")
        assert "What you typed stays" in picture(app)
        assert person().phone == "802"
        await press("ctrl+s", "1")

    play(small_office, script)
    assert person().phone == "805"
    assert person().role == "officer", "what was not put right here stays as the other one has entered it"


def test_a_price_that_somebody_else_has_entered_meanwhile_is_shown_first(small_office):
    other = Office(small_office.store.path)

    def price():
        return next(
            one for one in prices(small_office.store) if one.item == "水工" and one.price != 3000
        ).price

    async def script(app, press):
        await press("ctrl+d", "tab", "tab", "tab", *"水工", "enter")
        await press("enter", "enter", "enter", *["backspace"] * 5, *"35")
        form = office.PriceForm(item="水工", unit="half_hour", price=3200, valid_from=NOW.date())
        office.add_price(*other.by(NOW), form, now=NOW)
        await press("ctrl+s")
        assert "32" in picture(app)
        assert price() == 3200
        await press("1")

    play(small_office, script)
    assert price() == 3500
