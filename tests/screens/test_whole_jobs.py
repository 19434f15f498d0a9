"""One whole job by each of several procedures, taken from the ring of the telephone to the strike-off.

Enter on the board is always the next thing to do. Everything else that is pressed is an answer: a digit, or words
that only the customer or the paper knows.
"""

from __future__ import annotations

from repairdesk import clock
from repairdesk.views.call_card import call_card
from repairdesk.views.follow_ups import notes
from tests.screens.small_office import Written, at, picture, play


class Clerk:
    """Somebody at the desk, with a clock on the wall."""

    def __init__(self, app, press, monkeypatch) -> None:
        self.app, self._press, self._patch = app, press, monkeypatch

    async def at(self, time: str, day: int = 2) -> None:
        """It is so late now, and the board is in sight."""
        self._patch.setattr(clock, "now", lambda: at(time, day))
        while len(self.app.screen_stack) > 1:
            await self._press("escape")
        self.app.screen.read_board()

    @property
    def row(self):
        return self.app.screen.row

    @property
    def next(self) -> tuple[str, str]:
        """Where the line stands and what is next."""
        return self.row.state, self.row.next

    async def press(self, *keys: str) -> None:
        await self._press(*keys)

    async def type(self, words: str) -> None:
        await self._press(Written(words))

    async def menu(self, title: str) -> None:
        """Choose an entry of the menu by its title."""
        await self._press("space")
        titles = [line.cells[1] for line in self.app.screen._list.lines]
        place = next((n for n, words in enumerate(titles) if title in words), None)
        assert place is not None, (title, titles)
        await self._press(*["down"] * place, "enter")

    def saw(self, *words: str) -> None:
        shown = picture(self.app)
        for each in words:
            assert each in shown, f"{each!r} is not in\n{shown}"


def test_price_review(office_by, monkeypatch):
    """Not on the list: the slip is fetched, engineering reviews it, and only then somebody goes."""
    desk = office_by("price-review")
    call = desk.call(at("10:30"), listed=False, fields={"statistics": "repair"})

    async def script(app, press):
        clerk = Clerk(app, press, monkeypatch)
        await clerk.at("10:31")
        assert clerk.next == ("open", "issue")
        await clerk.press("enter", "enter")
        await clerk.menu("The slip has been fetched")
        await clerk.type("张班长")
        await clerk.press("enter")

        await clerk.at("10:33")
        assert clerk.next == ("dispatched", "review")
        await clerk.press("enter")
        clerk.saw("After the review the customer is told whether it can be repaired.")
        await clerk.press("1", "enter")

        await clerk.at("10:40")
        assert clerk.next == ("dispatched", "await_arrival")
        await clerk.press("enter", "enter")

        await clerk.at("11:30")
        assert clerk.next == ("on_site", "take_return")
        await clerk.press("enter")
        clerk.saw("Actual items", "Tried or checked by the customer", "Ask the customer to try it out")
        await clerk.type("1115")
        await clerk.press(
            "enter", "enter", "enter"
        )  # finished, no lines: to what the office's slip has besides
        await clerk.type("换龙头")
        await clerk.press("enter", "enter", "1", "enter", "1", "ctrl+s")

        await clerk.at("11:35")
        assert clerk.next == ("returned", "callback")
        await clerk.press("enter")
        clerk.saw("is it mended, and how satisfied is the customer? (S003-I-15)")
        await clerk.press("1", "enter")

        await clerk.at("11:40")
        assert clerk.next == ("called_back", "close")
        await clerk.press("enter", "enter")

    play(desk, script)
    assert call_card(desk.store, call, at("18:00")).state == "closed"


def test_grab_pool(office_by, monkeypatch):
    """Offered to all, taken late, verified at the door by the customer's code, called back."""
    desk = office_by("grab-pool")
    call = desk.call(at("10:30"))
    code = call_card(desk.store, call, at("10:30")).visit_code

    async def script(app, press):
        clerk = Clerk(app, press, monkeypatch)
        await clerk.at("10:31")
        assert clerk.next == ("open", "issue")
        await clerk.press("enter")
        clerk.saw("1 all of them", "offer the job, whoever takes it")
        await clerk.press("enter")

        await clerk.at("10:32")
        assert clerk.next == ("open", "none")
        clerk.saw("Wait")
        await clerk.at("10:37")
        assert (clerk.next, clerk.row.tell) == (("open", "chase"), "supervisor")
        await clerk.press("enter")
        clerk.saw("Nobody takes it within 5 minutes", "Chase the engineering supervisor, who assigns it")
        await clerk.press("enter")

        await clerk.at("10:38")
        assert clerk.row.tell is None
        await clerk.press("enter")
        clerk.saw("[1 he takes it himself]")
        await clerk.press("enter")

        await clerk.at("10:39")
        assert clerk.next == ("accepted", "await_arrival")
        await clerk.press("enter")
        clerk.saw("Where the customer cannot give the code, telephone the central desk")
        await clerk.type("000000" if code != "000000" else "111111")
        await clerk.press("enter")
        clerk.saw("This is not the customer's code.")
        await clerk.press("ctrl+u")
        await clerk.type(code)
        await clerk.press("enter")

        await clerk.at("11:00")
        assert clerk.next == ("on_site", "take_return")
        await clerk.press("enter")
        await clerk.type("1050")
        await clerk.press("ctrl+s")  # this office asks for no signature

        await clerk.at("11:10")
        assert clerk.next == ("finished", "callback")
        await clerk.press("enter", "1", "enter")
        await clerk.at("11:12")
        assert clerk.next == ("called_back", "close")
        await clerk.press("enter", "enter")

    play(desk, script)
    card = call_card(desk.store, call, at("18:00"))
    assert card.state == "closed"
    assert [entry.what for entry in card.timeline if entry.what.startswith("order.")] == [
        "order.pooled",
        "order.issued",
        "order.accepted",
    ]
    assert {line.name: line.value for line in card.fields}["visit_verified"] == "code"


def test_warranty_office(office_by, monkeypatch):
    """A large paid job: engineering is told, the price agreed and paid in advance, the slip's stub comes back."""
    desk = office_by("warranty-office")
    call = desk.call(at("10:30"), paid=True)

    async def script(app, press):
        clerk = Clerk(app, press, monkeypatch)
        await clerk.at("10:31")
        assert clerk.next == ("open", "assign")
        await clerk.press("enter")
        clerk.saw("Engineering told: by 10:35, running", "(S001-A-24)")
        await clerk.press("enter")

        await clerk.at("10:32")
        assert clerk.next == ("dispatched", "review")
        clerk.saw("Enter: first of all, The customer's consent to the price is missing")
        await clerk.press("enter")
        await clerk.type("800")
        await clerk.press("enter", "1", "enter")
        clerk.saw("A large repair has not been paid in advance")  # what is next of all comes by itself
        await clerk.type("800")
        await clerk.press("enter", "enter")  # settled: on to the order by itself
        clerk.saw("Agreement signed", "Proof of payment")
        await clerk.press("enter")
        clerk.saw("Repair work order 00001")

        await clerk.at("11:30")
        assert clerk.next == ("dispatched", "await_arrival")
        await clerk.press("enter", "enter")
        await clerk.at("12:30")
        assert clerk.next == ("on_site", "take_return")
        await clerk.press("enter")
        await clerk.type("1200")
        await clerk.press("ctrl+s", "1", "ctrl+s")  # who signed has to be said

        await clerk.at("12:35")
        assert clerk.next == ("returned", "callback")
        await clerk.press("enter")
        clerk.saw("Faulty service goes to the responsible department at once")
        await clerk.press("1", "ctrl+s")
        await clerk.at("12:36")
        assert clerk.next == ("called_back", "take_return")
        await clerk.press("enter")
        clerk.saw("the stub of the slip is back")
        await clerk.press("enter")

        await clerk.at("12:37")
        assert clerk.next == ("called_back", "collect")
        clerk.saw("Enter: still missing: A large repair has no signed agreement")
        await clerk.press("enter", "1", "enter")
        await clerk.at("12:38")
        assert clerk.next == ("called_back", "close")
        await clerk.press("enter", "enter")

    play(desk, script, size=(80, 30))
    assert call_card(desk.store, call, at("18:00")).state == "closed"


def test_follow_up_sheets(office_by, monkeypatch):
    """Not finished on the day: it becomes a sheet, is noted and checked, and ends with the customer's signature."""
    desk = office_by("follow-up-sheets")
    call = desk.call(at("10:30"))

    async def script(app, press):
        clerk = Clerk(app, press, monkeypatch)
        await clerk.at("10:31")
        assert clerk.next == ("open", "issue")
        await clerk.press("enter", "enter")
        await clerk.menu("Technician takes the job")
        await clerk.press("enter")
        await clerk.at("10:40")
        assert clerk.next == ("accepted", "await_arrival")
        await clerk.press("enter")
        clerk.saw("Knock gently, smile, stand upright")
        await clerk.press("enter")

        await clerk.at("23:10")
        assert clerk.next == ("on_site", "follow_up")
        await clerk.press("enter", "2")
        for words in ("缺配件", "已拆下旧件", "王强"):
            await clerk.type(words)
            await clerk.press("enter")
        await clerk.at("23:11")
        assert (clerk.row.kind, clerk.row.follows) == ("follow_up", "王强")

        await clerk.at("10:00", 9)
        assert clerk.next == ("open", "follow_up")
        await clerk.press("enter", "enter")
        clerk.saw("Followed by 王强", "Opinions of those concerned")
        await clerk.type("配件已到货")
        await clerk.press("enter")
        await clerk.type("前台")
        await clerk.press("ctrl+s")

        await clerk.at("9:00", 15)
        assert clerk.row.limit == "leader_check"
        await clerk.press("enter", "enter")
        await clerk.at("9:01", 15)
        await clerk.menu("What was followed is done")
        await clerk.type("已更换")
        await clerk.press("ctrl+s")
        await clerk.at("9:02", 15)
        assert clerk.next == ("finished", "chase")
        await clerk.press("enter", "2", "enter")  # the customer has signed
        await clerk.at("9:03", 15)
        assert clerk.next == ("finished", "close")
        await clerk.press("enter", "enter")

    play(desk, script, size=(80, 30))
    old = call_card(desk.store, call, at("9:04", 15))
    assert old.state == "converted"
    sheet = call_card(desk.store, old.linked_call or "", at("9:04", 15))
    assert (sheet.state, sheet.keep_until) == ("closed", "forever")
    (note,) = notes(desk.store, sheet.number)
    assert (note.content, [line.name for line in note.filled]) == ("配件已到货", ["contact_place"])
