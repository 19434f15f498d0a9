"""The copies of slips by the keyboard: chased, handed on in one go, signed for, lost and found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repairdesk.desk import money, orders
from repairdesk.views import copies as views
from repairdesk.views.paper_lists import paper_lists
from tests.screens.small_office import NOW, Office, Written, at, matches, picture, play


def slip(office: Office, room: str, *, back: bool, technician: str = "王强") -> tuple[str, str]:
    """A paid repair of this morning (or of yesterday, its slip still out): the numbers of line and order."""
    day = 2 if back else 1
    call = office.call(room=room, when=at("9:00", day), paid=True)
    store, who = office.by(at("9:10", day))
    money.give_quote(store, who, call, amount=5000, now=at("9:01", day))
    money.agree_quote(store, who, call, now=at("9:02", day))
    order = orders.issue(store, who, call, technician=technician, now=at("9:03", day))
    if back:
        orders.arrive(store, who, order, now=at("9:12", day))
        orders.finish(store, who, order, now=at("9:30", day))
        orders.take_return(store, who, order, signed_by="赵女士", now=at("9:40", day))
    return call, order


@pytest.fixture
def busy(small_office: Office) -> Office:
    """Two slips late, with two technicians; two back."""
    slip(small_office, "1-1-101", back=False)
    slip(small_office, "1-1-102", back=False, technician="刘洋")
    slip(small_office, "2-1-301", back=True)
    slip(small_office, "1-1-101", back=True)
    return small_office


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages(busy, language):
    async def script(app, press):
        await press("ctrl+f")
        matches(app, f"copies_late_{language}")
        await press("tab", "tab", "space")
        matches(app, f"copies_hand_on_{language}")
        await press("enter")
        matches(app, f"copies_confirm_{language}")
        await press("enter", "tab", "tab")
        matches(app, f"copies_lists_{language}")

    play(busy, script, language=language)


def test_finance_copies_go_in_one_go_and_are_signed_for(busy):
    async def script(app, press):
        await press("ctrl+f", "tab", "tab", "ctrl+a")
        assert "2 of 2 marked" in picture(app)
        await press("ctrl+a")
        assert "marked" not in picture(app).split("\n")[0]
        await press("ctrl+a", "enter")
        assert "Hand on to: finance? Copies: 2" in picture(app)
        await press("enter")
        assert "Handed on with list: 2026-0001" in picture(app)
        assert "Nothing lies here" in picture(app)
        await press("tab", "tab", "enter", Written("钱会计"), "enter")
        assert "钱会计" in picture(app)
        await press("enter", Written("别人"), "enter")
        assert "has signed list 2026-0001 already" in picture(app)

    play(busy, script)
    (made,) = paper_lists(busy.store)
    assert (made.count, made.signed_by, made.keeper) == (2, "钱会计", "finance")


def test_what_the_other_terminal_has_handed_on_is_refused(busy):
    async def script(app, press):
        await press("ctrl+f", "tab", "tab", "ctrl+a", "enter")
        named = [(one.order, one.name) for one in views.due_to(busy.store, "finance", NOW)]
        from repairdesk.desk import copies

        copies.hand_on(busy.store, busy.who, named[:1], "finance", now=NOW)
        await press("enter")
        assert "has gone already" in picture(app)

    play(busy, script)
    assert len(views.due_to(busy.store, "finance", NOW + timedelta(minutes=1))) == 1


def test_a_late_slip_is_taken_in_and_a_lost_copy_found(busy):
    async def script(app, press):
        await press("ctrl+f", "ctrl+x", "3", Written("淋湿了"), "enter", "tab", "tab", "tab")
        assert "淋湿了" in picture(app)
        await press("enter", "enter")
        assert "No copy is lost" in picture(app)
        assert views.of_order(busy.store, "260301500002", NOW)[2].copy.state == "out"
        await press("tab", "tab", "enter")
        assert "Slip" in picture(app).split("\n")[0]
        assert "260301500002" in picture(app)

    play(busy, script)
