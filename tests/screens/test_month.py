"""The month at a glance, the help, and the directories."""

from __future__ import annotations

import pytest

from repairdesk.config import procedures_dir
from repairdesk.desk import calls, entries
from repairdesk.rules.month import Rate
from repairdesk.screens.month_lines import BAR, bar, missed, percent
from repairdesk.views.directories import prices, residents
from repairdesk.views.people import staff
from tests.screens.small_office import at, matches, picture, play, typed


@pytest.fixture
def worked(small_office):
    for received, technician, there in (
        ("9:00", "王强", "9:10"),
        ("9:10", "刘洋", "9:29"),
        ("9:20", "王强", ""),
    ):
        call, order = small_office.issued(at(received), technician=technician)
        if there:
            small_office.there(call, order, at(there))
            small_office.returned(call, order, at("10:00"))
    return small_office


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_the_month_looks(worked, language):
    async def script(app, press):
        await press("f8")
        matches(app, f"month_{language}")
        await press("2")
        matches(app, f"month_by_technician_{language}")

    play(worked, script, language=language)


def test_a_figure_opens_into_its_calls(worked):
    async def script(app, press):
        await press("f8")
        await press("enter")
        assert "Timeliness 2026-03: 3." in picture(app)
        await press("escape", "space")
        assert "Timeliness 2026-03: 2." in picture(app)

    play(worked, script)


def test_the_months_turn_but_not_into_the_future(worked):
    async def script(app, press):
        await press("f8")
        await press("right")
        assert "That month has not begun" in picture(app)
        await press("left")
        assert "Feb 2026" in picture(app)
        assert "Timeliness 0 / 0 - " in " ".join(picture(app).split())

    play(worked, script)


def test_shares_and_bars_never_flatter():
    assert percent(Rate(tuple("a" * 35), tuple("a" * 38))) == "92.1 %"
    assert percent(Rate()) == "-"
    assert bar(1, 1000).count("#") == 1
    assert bar(999, 1000).count("#") == BAR - 1
    assert bar(7, 7) == "#" * BAR
    assert missed(Rate(("1", "1"), ("1", "1", "1", "2"))) == ("1", "2")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_tells_the_keys_of_where_one_is_and_the_procedure(worked, language):
    async def script(app, press):
        await press("f8", "f1")
        matches(app, f"help_{language}")
        await press("left")
        matches(app, f"procedure_{language}")

    play(worked, script, language=language)


def test_a_price_is_added_and_found(small_office):
    async def script(app, press):
        await press("ctrl+d", "tab", "tab", "tab", "ctrl+n")
        await press(*typed("换灯"), "enter", "enter", "enter", *typed("-1"), "ctrl+s")
        assert "below zero" in picture(app)
        await press("backspace", "backspace", *typed("12.5"), "ctrl+s")
        assert "换灯 is on file" in picture(app)
        await press(*typed("换灯"))
        matches(app, "directories_en")

    play(small_office, script)
    assert [(p.item, p.price) for p in prices(small_office.store) if p.item == "换灯"] == [("换灯", 1250)]


def test_a_resident_is_found_by_initials_and_changed(small_office):
    async def script(app, press):
        await press("ctrl+d", *typed("oynn"), "enter")
        app.screen.fill({"phone": "13900000000", "key_customer": "yes"})
        await press("ctrl+s")
        assert "13900000000" in picture(app)

    play(small_office, script)
    assert [(r.phone, r.key_customer) for r in residents(small_office.store, "oynn")] == [
        ("13900000000", True)
    ]


def test_a_room_leads_to_its_residents_and_a_new_one(small_office):
    async def script(app, press):
        await press("ctrl+d", "tab", *typed("2-1"), "enter")
        assert "陈伟" in picture(app)
        await press("ctrl+n", *typed("2-1-301"), "enter", *typed("陈小"), "ctrl+s")
        assert "陈小" in picture(app)

    play(small_office, script)


def test_who_leaves_is_kept_but_marked(small_office):
    async def script(app, press):
        await press("ctrl+d", "tab", "tab", *typed("ly"), "enter")
        app.screen.fill({"active": "no"})
        await press("ctrl+s")
        assert "has left" in picture(app)

    play(small_office, script)
    assert not next(p for p in staff(small_office.store) if p.name == "刘洋").active


@pytest.mark.parametrize("procedure", sorted(path.stem for path in procedures_dir().glob("*.toml")))
def test_the_month_of_every_office_is_shown(office_by, procedure):
    """Also where it has rates, scores and choices of its own."""

    async def script(app, press):
        await press("f8", "2", "3", "4", "1")
        assert "Mar 2026" in picture(app)

    play(office_by(procedure), script)


def test_rates_and_scores_of_the_office_s_own(office_by):
    here = office_by("service-slip")
    call, order = here.issued(at("9:00"))
    here.there(call, order, at("9:10"))
    entries.fill(
        *here.by(at("9:40")), call, {"quality": "5", "attitude": "4", "in_time": "late"}, now=at("9:40")
    )

    async def script(app, press):
        await press("f8")
        shown = " ".join(picture(app).split())
        assert "In time, in the own~ 0 / 1" in shown
        assert "Attitude 1 4.00 4 1" in shown
        assert "In time or not 1 Late 1" in shown

    play(here, script)


def test_what_was_registered_wrongly_counts_against_accuracy(office_by):
    here = office_by("reception-targets")
    right, wrong = here.issued(at("9:00"))[0], here.issued(at("9:05"))[0]
    store, who = here.by(at("9:40"))
    calls.correct(store, who, right, reason="收费项目", paid=True, now=at("9:40"))
    calls.correct(store, who, wrong, reason="听错了", content="阳台漏水", now=at("9:40"))

    async def script(app, press):
        await press("f8")
        assert "Accuracy 1 / 2 50.0 %" in " ".join(picture(app).split())

    play(here, script)
