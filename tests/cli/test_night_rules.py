"""The night of every procedure that speaks of one, rule by rule, as a script sees it: what is explained, what runs, what is next.

Monday is 2026-03-02; the office closes at 17:30 and opens at 09:00. Everything is told with ``--at``, as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from repairdesk import clock
from tests.cli.conftest import ROOMS, Desk

OPERATOR, CLERK, OFFICER, SUPERVISOR, FOREMAN, TECHNICIAN = "马夜", "钱前", "赵敏", "孙督", "郭领", "李强"
STAFF = {
    OPERATOR: "operator", CLERK: "clerk", OFFICER: "officer", SUPERVISOR: "supervisor", FOREMAN: "foreman",
    TECHNICIAN: "technician",
}  # fmt: skip


def day(told: str) -> str:
    """``22:03`` is Monday evening, ``+1 09:00`` the day after, ``+2 ...`` the one after that."""
    after, _, hour = told.rpartition(" ")
    return f"2026-03-{2 + int(after or 0):02d} {hour}"


@dataclass
class Line:
    """How a line stands at a moment: on its card, and on the board."""

    card: dict[str, Any]
    row: dict[str, Any] | None

    @property
    def next(self) -> str | None:
        """The next action on the board; None once the line is gone from it."""
        return self.row["next"] if self.row else None

    @property
    def clocks(self) -> dict[str, str]:
        """``{"arrival": "03-02 22:15 running"}``: of several of one name the one that is due last."""
        found = sorted(self.card["clocks"], key=lambda each: str(each["due"]))
        return {each["limit"]: f"{each['due'][5:10]} {each['due'][11:16]} {each['state']}" for each in found}

    @property
    def missing(self) -> set[str]:
        """What bars the strike-off."""
        return {each["code"] for each in self.card["missing_to_close"]}


@dataclass
class Night:
    """An office that works by one procedure."""

    desk: Desk
    procedure: str

    def log(self, at: str, *words: str, kind: str = "repair", by: str = OPERATOR) -> str:
        """The number of a call taken then."""
        given = ("--room", "3-1201", "--caller", "张三", "--phone", "13800001234", "--content", "水管漏水")
        made = self.desk.json("call", "log", "--kind", kind, *given, "--at", day(at), *words, by=by)
        return str(made["number"])

    def do(self, at: str, *words: str, by: str = OPERATOR, code: int = 0) -> str:
        """Any command, at that moment."""
        return self.desk.run(*words, "--at", day(at), by=by, code=code)

    def issue(self, call: str, at: str, *words: str, by: str = OPERATOR) -> str:
        """The number of the order."""
        command = ("order", "issue", call, "--technician", TECHNICIAN, *words, "--at", day(at))
        return str(self.desk.json(*command, by=by)["number"])

    def line(self, call: str, at: str) -> Line:
        """As it stood then."""
        rows = self.desk.json("board", "--at", day(at))["rows"]
        card = self.desk.json("call", "show", call, "--at", day(at))
        return Line(card, next((row for row in rows if row["call"] == call), None))

    def told(self, rule: str) -> str:
        """Everything that ``procedure show`` says with a rule beside it."""
        shown = self.desk.json("procedure", "show", self.procedure, by="")
        found = [
            " ".join((each["heading"], each["title"], *each["sentences"]))
            for section in shown["sections"]
            for each in section["statements"]
            if rule in each["rules"]
        ]
        assert found, f"{self.procedure} says nothing of {rule}"
        return "\n".join(found)


@pytest.fixture
def night(bare: Desk, tmp_path: Path) -> Callable[[str], Night]:
    def office(procedure: str) -> Night:
        bare.run("init", "--procedure", procedure, "--name", "Office", "--manager", "王芳", by="")
        for name, role in STAFF.items():
            bare.run("staff", "add", name, "--role", role)
        (tmp_path / "rooms.csv").write_text(ROOMS, encoding="utf-8")
        bare.run("import", "rooms", str(tmp_path / "rooms.csv"))
        return Night(bare, procedure)

    return office


@pytest.fixture
def at_the_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the machine's clock: for what is always done now."""

    def set_to(told: str) -> None:
        local = datetime.fromisoformat(day(told)) - timedelta(hours=8)
        monkeypatch.setattr(clock, "now", lambda: local.replace(tzinfo=UTC))

    return set_to


# --- S000-I, two posts and one procedure ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "origin", "post"),
    [
        ("17:29:59", "day", "front_desk"),
        ("17:30", "night", "monitoring_room"),
        ("23:59:59", "night", "monitoring_room"),
        ("+1 00:00", "night", "monitoring_room"),
        ("+1 08:59:59", "night", "monitoring_room"),
        ("+1 09:00", "day", "front_desk"),
        ("+5 12:00", "day", "front_desk"),  # a Saturday is as any day
        ("+6 23:00", "night", "monitoring_room"),
    ],
)
def test_s000_i_03_the_border_of_the_two_posts(night, at, origin, post) -> None:
    office = night("property-desk")
    assert office.desk.json("board", "--at", day(at))["post"] == post
    assert office.line(office.log(at), at).card["origin"] == origin
    assert "Front desk 09:00 to 17:30, monitoring room the rest" in office.desk.run("procedure", "show")
    assert "post" in office.told("S000-I-03")


def test_s000_i_03_whoever_is_on_duty_owes_the_next_call_but_the_job_stays_a_day_job(night) -> None:
    office = night("property-desk")
    call = office.log("17:20", by=CLERK)
    office.issue(call, "17:23", by=CLERK)
    line = office.line(call, "17:37")
    assert line.card["origin"] == "day"
    assert line.clocks["first_callback"] == "03-02 17:38 warning"
    assert "slip_written" not in line.clocks
    office.do("17:37", "callback", "record", call, "--kind", "arrival", "--answer", "there")
    assert office.line(call, "17:38").clocks["first_callback"] == "03-02 17:38 met"


def test_s000_i_04_and_34_any_employee_hands_it_on_and_the_minutes_count_from_the_desk(night) -> None:
    office = night("property-desk")
    call = office.log("22:10", "--heard-at", day("21:50"), by=OFFICER)
    line = office.line(call, "22:10")
    assert line.clocks["arrival"] == "03-02 22:25 running"
    assert line.card["received_at"][11:16] == "22:10"
    office.do("22:11", "call", "log", "--kind", "matter", "--matter-kind", "lost_property", "--caller", "张三",
              "--phone", "13800001234", "--content", "丢钱包", "--room", "3-1201", by=OFFICER)  # fmt: skip
    for rule in ("S000-I-04", "S000-I-34"):
        assert office.told(rule)


def test_s000_i_30_the_monitoring_room_works_the_normal_procedure(night) -> None:
    office = night("property-desk")
    call = office.log("+1 08:58")
    assert office.line(call, "+1 08:58").next == "issue"
    order = office.issue(call, "+1 08:59")
    line = office.line(call, "+1 08:59")
    assert line.card["origin"] == "night"
    assert (line.next, line.clocks["arrival"], line.clocks["first_callback"]) == (
        "await_arrival", "03-03 09:13 running", "03-03 09:14 running",
    )  # fmt: skip
    late = office.line(call, "+1 09:14")
    assert (late.next, late.clocks["arrival"][-7:]) == ("callback", "overdue")
    office.do("+1 09:13", "order", "arrive", order, by=CLERK)
    assert office.line(call, "+1 09:13").clocks["arrival"] == "03-03 09:13 met"


def test_s000_i_31_the_slip_of_a_night_job_is_written_by_day(night) -> None:
    office = night("property-desk")
    call = office.log("23:40")
    order = office.issue(call, "23:42")
    office.do("23:50", "order", "arrive", order)
    office.do("+1 00:10", "order", "finish", order)
    stands = {
        at: office.line(call, at) for at in ("+1 08:59:59", "+1 09:00", "+1 10:00", "+1 14:00", "+1 14:00:01")
    }
    assert [(line.next, line.clocks["slip_written"]) for line in stands.values()] == [
        ("none", "03-03 14:00 running"),
        ("write_slip", "03-03 14:00 running"),
        ("write_slip", "03-03 14:00 warning"),
        ("write_slip", "03-03 14:00 warning"),
        ("write_slip", "03-03 14:00 overdue"),
    ]
    office.do("+1 09:20", "call", "fact", call, "slip.written", by=CLERK)
    line = office.line(call, "+1 09:20")
    assert (line.next, line.clocks["slip_return"]) == ("take_return", "03-03 17:00 running")
    assert "14:00" in office.told("S000-I-31")


@pytest.mark.parametrize(
    ("reported", "due"),
    [("17:30", "03-03 14:00"), ("+1 08:59:59", "03-03 14:00"), ("+4 23:00", "03-07 14:00")],
)
def test_s000_i_31_every_day_is_a_working_day(night, reported, due) -> None:
    office = night("property-desk")
    assert office.line(office.log(reported), reported).clocks["slip_written"] == f"{due} running"


def test_s000_i_31_a_day_job_has_its_slip_at_once(night) -> None:
    office = night("property-desk")
    assert "slip_written" not in office.line(office.log("17:29:59", by=CLERK), "17:30").clocks


def finished_by_night(office: Night, *words: str) -> tuple[str, str]:
    """A job taken at 23:40 and finished at 00:10, its slip written at 09:20."""
    call = office.log("23:40", *words)
    order = office.issue(call, "23:42")
    office.do("23:50", "order", "arrive", order)
    office.do("+1 00:10", "order", "finish", order)
    office.do("+1 09:20", "call", "fact", call, "slip.written", by=CLERK)
    return call, order


def test_s000_i_32_a_free_night_job_is_checked_by_the_officer_and_needs_no_signature(night) -> None:
    office = night("property-desk")
    call, order = finished_by_night(office)
    line = office.line(call, "+1 09:20")
    assert line.missing == {"officer_check", "copies", "completion_callback"}
    assert line.clocks["night_check"] == "03-03 17:30 running"
    office.do("+1 10:00", "call", "fact", call, "officer.signed", by=CLERK, code=2)
    office.do("+1 10:05", "call", "fact", call, "officer.signed", by=OFFICER)
    assert office.line(call, "+1 10:05").clocks["night_check"] == "03-03 17:30 met"
    office.do("+1 11:00", "order", "return", order, by=CLERK)
    office.do(
        "+1 11:05", "callback", "record", call, "--kind", "completion", "--answer", "satisfied", by=CLERK
    )
    assert office.line(call, "+1 11:05").next == "close"
    office.do("+1 11:06", "close", call, by=CLERK)
    assert office.line(call, "+1 11:06").card["state"] == "closed"
    assert "officer" in office.told("S000-I-32").casefold()


def test_s000_i_32_the_officer_may_also_ask_by_telephone_and_the_customer_may_sign_instead(night) -> None:
    office = night("property-desk")
    call, _order = finished_by_night(office)
    office.do("+1 10:05", "call", "confirm", call, "--reason", "夜间维修", by=OFFICER)
    assert "officer_check" not in office.line(call, "+1 10:05").missing
    other, order = finished_by_night(office)
    office.do("+1 10:06", "order", "return", order, "--signed-by", "张三", by=CLERK)
    line = office.line(other, "+1 10:06")
    assert "officer_check" not in line.missing
    assert line.clocks["night_check"].endswith("waived")


def test_s000_i_32_the_check_is_late_one_second_after_the_desk_goes_off(night) -> None:
    office = night("property-desk")
    call, _order = finished_by_night(office)
    assert office.line(call, "+1 17:30").clocks["night_check"] == "03-03 17:30 warning"
    assert office.line(call, "+1 17:30:01").clocks["night_check"] == "03-03 17:30 overdue"


def test_s000_i_33_a_paid_night_job_needs_the_customers_signature_and_no_officer(night) -> None:
    office = night("property-desk")
    call, order = finished_by_night(office, "--paid")
    line = office.line(call, "+1 16:59")
    assert {"customer_signature", "consent", "payment", "finance_copy"} <= line.missing
    assert "officer_check" not in line.missing
    assert "night_check" not in line.clocks
    assert line.clocks["slip_return"].startswith("03-03 17:00")
    assert office.line(call, "+1 17:00:01").clocks["slip_return"] == "03-03 17:00 overdue"
    office.do("+1 17:05", "order", "return", order, "--signed-by", "张三", by=CLERK)
    assert "customer_signature" not in office.line(call, "+1 17:05").missing
    assert "signature" in office.told("S000-I-33")


def test_s000_i_29_by_night_a_public_area_is_checked_all_the_same(night) -> None:
    office = night("property-desk")
    call, _order = finished_by_night(office, "--place", "public_area")
    line = office.line(call, "+1 09:20")
    assert "officer_check" in line.missing
    assert line.clocks["area_check"] == "03-03 17:30 running"


@pytest.mark.parametrize(
    ("kind", "department"),
    [
        ("facilities", "engineering"), ("alteration", "engineering"), ("lost_property", "security"),
        ("home_check", "security"), ("moving_in", "customer_service"), ("fitting_out", "customer_service"),
        ("other", "service_centre"),
    ],
)  # fmt: skip
def test_s000_i_34_a_matter_is_taken_and_routed_at_any_hour(night, kind, department) -> None:
    office = night("property-desk")
    line = office.line(office.log("22:00", "--matter-kind", kind, kind="matter"), "22:00")
    assert line.card["department"] == department
    assert (line.next, line.clocks["matter_arrival"]) == ("assign", "03-02 22:15 running")


def test_s000_i_34_formalities_wait_for_the_opening_if_the_caller_agrees(night) -> None:
    office = night("property-desk")
    call = office.log("22:00", "--matter-kind", "moving_in", kind="matter")
    office.do("22:02", "call", "wait", call)
    assert office.line(call, "22:30").clocks["matter_arrival"] == "03-03 09:15 running"
    assert office.line(call, "+1 09:15:01").clocks["matter_arrival"] == "03-03 09:15 overdue"
    shown = office.desk.json("procedure", "show", office.procedure, by="")
    matters = next(each for each in shown["sections"] if each["section"] == "matters")["statements"]
    waits = {each["title"] for each in matters if "opening" in " ".join(each["sentences"])}
    assert waits == {"Moving in", "Fitting-out", "Other formalities"}


def test_s000_i_28_a_slip_that_comes_back_after_the_desk_went_off_is_called_about_the_next_day(night) -> None:
    office = night("property-desk")
    call = office.log("16:00", by=CLERK)
    order = office.issue(call, "16:03", by=CLERK)
    office.do("16:10", "order", "arrive", order, by=CLERK)
    office.do("18:00", "order", "finish", order)
    office.do("18:20", "order", "return", order, "--signed-by", "张三")
    assert office.line(call, "18:20").clocks["completion_callback"] == "03-03 17:30 running"


# --- S002-A, the monitoring room takes calls and wakes the supervisor -------------------------------------------------


def test_s002_a_08_outside_the_hours_the_monitoring_room_takes_the_call(night) -> None:
    office = night("dispatch-rules")
    assert office.desk.json("board", "--at", day("17:30"))["post"] == "monitoring_room"
    assert office.line(office.log("17:30"), "17:30").card["origin"] == "night"
    assert "post" in office.told("S002-A-08")


def test_s002_a_09_what_is_not_urgent_waits_and_is_handed_over_at_nine(night) -> None:
    office = night("dispatch-rules")
    call = office.log("22:00")
    line = office.line(call, "22:00")
    assert line.clocks == {"morning_handover": "03-03 09:00 running"}
    assert line.next == "assign"
    assert office.line(call, "+1 09:00").clocks["morning_handover"] == "03-03 09:00 warning"
    assert office.line(call, "+1 09:00:01").clocks["morning_handover"] == "03-03 09:00 overdue"
    office.do("+1 09:00", "call", "fact", call, "order.moved")
    taken = office.line(call, "+1 09:01")
    assert (taken.next, taken.clocks) == ("issue", {"morning_handover": "03-03 09:00 met"})
    assert "by the next 09:00" in office.told("S002-A-09")


def test_s002_a_09_taking_the_shift_over_takes_the_line_over(night, at_the_clock) -> None:
    office = night("dispatch-rules")
    at_the_clock("22:00")
    call = str(office.desk.json("call", "log", "--kind", "repair", "--room", "3-1201", "--caller", "张三",
                                "--phone", "13800001234", "--content", "水管漏水", by=OPERATOR)["number"])  # fmt: skip
    at_the_clock("+1 08:58")
    office.desk.run("handover", "make", by=OPERATOR)
    at_the_clock("+1 09:00")
    office.desk.run("handover", "accept", by=CLERK)
    line = office.line(call, "+1 09:00")
    assert (line.next, line.clocks["morning_handover"]) == ("issue", "03-03 09:00 met")


def test_s002_a_09_and_11_the_twenty_minutes_begin_with_the_day_shift(night) -> None:
    office = night("dispatch-rules")
    call = office.log("22:00")
    office.do("+1 09:00", "call", "fact", call, "order.moved")
    order = office.issue(call, "+1 09:05", by=CLERK)
    assert office.line(call, "+1 09:25").clocks["arrival"] == "03-03 09:25 warning"
    assert office.line(call, "+1 09:25:01").next == "chase"
    office.do("+1 09:25", "order", "arrive", order, by=CLERK)
    assert office.line(call, "+1 09:25").clocks["arrival"] == "03-03 09:25 met"
    sent = office.log("22:10")
    office.issue(sent, "22:15")
    assert office.line(sent, "22:15").clocks["arrival"] == "03-03 09:20 running"
    assert "20 minutes" in office.told("S002-A-11")


def test_s002_a_09_that_the_caller_agrees_to_wait_promises_no_minute(night) -> None:
    office = night("dispatch-rules")
    call = office.log("22:00")
    office.do("22:02", "call", "wait", call)
    assert "arrival" not in office.line(call, "+1 09:10").clocks
    office.do("22:03", "call", "wait", call, "--until", day("+1 10:00"))
    assert office.line(call, "+1 09:10").clocks["arrival"] == "03-03 10:00 warning"


@pytest.mark.parametrize("urgency", ["urgent", "emergency"])
def test_s002_a_10_the_supervisor_is_told_promptly_and_his_ten_minutes_begin(night, urgency) -> None:
    office = night("dispatch-rules")
    call = office.log("22:03", "--urgency", urgency)
    line = office.line(call, "22:03")
    assert "morning_handover" not in line.clocks
    assert line.clocks == {"arrival": "03-02 22:13 running", "supervisor_told": "03-02 22:08 running"}
    assert office.line(call, "22:09").clocks["supervisor_told"] == "03-02 22:08 warning"
    office.do("22:05", "emergency", "tell", call, "--whom", SUPERVISOR)
    told = office.line(call, "22:05")
    assert told.clocks == {"arrival": "03-02 22:15 running", "supervisor_told": "03-02 22:08 met"}
    assert "burst pipe" in office.told("S002-A-10").casefold()


def test_s002_a_12_in_an_emergency_he_is_there_within_ten_minutes_of_the_first_notice(night) -> None:
    office = night("dispatch-rules")
    call = office.log("22:03", "--urgency", "emergency")
    office.do("22:05", "emergency", "tell", call, "--whom", SUPERVISOR)
    office.do("22:06", "emergency", "tell", call, "--whom", TECHNICIAN)
    order = office.issue(call, "22:07")
    assert office.line(call, "22:15").clocks["arrival"] == "03-02 22:15 warning"
    late = office.line(call, "22:15:01")
    assert (late.next, late.clocks["arrival"]) == ("chase", "03-02 22:15 overdue")
    office.do("22:15", "order", "arrive", order)
    assert office.line(call, "22:15").clocks["arrival"] == "03-02 22:15 met"


def test_s002_a_12_forgetting_to_tell_anybody_does_not_help(night) -> None:
    office = night("dispatch-rules")
    call = office.log("22:30", "--urgency", "emergency")
    office.do("22:31", "emergency", "tell", call, "--whom", "120", "--phone", "120")
    line = office.line(call, "22:40:01")
    assert (line.next, line.clocks["arrival"]) == ("issue", "03-02 22:40 overdue")


def test_s002_a_13_in_an_emergency_the_slip_is_written_afterwards_and_only_then_comes_back(night) -> None:
    office = night("dispatch-rules")
    call = office.log("22:03", "--urgency", "emergency")
    order = office.issue(call, "22:05")
    assert office.desk.json("order", "show", order)["copies"][0]["state"] == "blank"
    office.do("22:12", "order", "arrive", order)
    office.do("23:00", "order", "finish", order)
    by_night = office.line(call, "23:01")
    assert by_night.clocks["slip_afterwards"] == "03-03 17:30 running"
    assert "slip_return" not in by_night.clocks
    assert office.line(call, "+1 09:00").next == "write_slip"
    assert office.line(call, "+1 17:30:01").clocks["slip_afterwards"] == "03-03 17:30 overdue"
    office.do("+1 09:20", "call", "fact", call, "slip.written", by=CLERK)
    written = office.line(call, "+1 09:20")
    assert (written.next, written.clocks["slip_return"]) == ("take_return", "03-03 17:30 running")
    assert "until slip written" in office.told("S002-A-13")


def test_s002_a_13_an_ordinary_job_has_its_slip_before_anybody_goes(night) -> None:
    office = night("dispatch-rules")
    order = office.issue(office.log("10:00", by=CLERK), "10:02", by=CLERK)
    assert office.desk.json("order", "show", order)["copies"][0]["state"] == "out"


# --- S000-E, the watchdogs never sleep --------------------------------------------------------------------------------


@pytest.mark.parametrize(("taken", "minute"), [("10:00", "10:06"), ("17:28", "17:34"), ("23:57", "+1 00:03")])
def test_s000_e_06_nobody_took_it_for_five_minutes(night, taken, minute) -> None:
    """One minute from the call to the pool, five in it, by day, over the change of shift and over midnight."""
    office = night("grab-pool")
    call = office.log(taken)
    pooled = datetime.fromisoformat(day(taken)) + timedelta(minutes=1)
    office.desk.run("order", "pool", call, "--at", f"{pooled:%Y-%m-%d %H:%M}", by=OPERATOR)
    assert office.line(call, minute).next == "none"
    late = office.line(call, f"{minute}:01")
    assert (late.next, late.clocks["grab"][-7:]) == ("chase", "overdue")
    assert "within 5 minutes" in office.told("S000-E-06")


def test_s000_e_06_once_the_supervisor_has_assigned_it_he_is_chased_no_more(night) -> None:
    office = night("grab-pool")
    call = office.log("22:00")
    office.do("22:01", "order", "pool", call)
    office.do("22:08", "call", "fact", call, "supervisor.told")
    office.issue(call, "22:10", by=SUPERVISOR)
    assigned = office.line(call, "22:10")
    assert (assigned.next, assigned.clocks["grab"]) == ("await_arrival", "03-02 22:15 running")
    assert (
        office.line(call, "22:15:01").next == "chase"
    )  # whoever was assigned has not accepted it (S000-E-09, -12)


def test_s000_e_05_given_back_it_is_anybodys_for_five_minutes_again(night) -> None:
    office = night("grab-pool")
    call = office.log("22:00")
    order = office.issue(call, "22:10")
    office.do("22:12", "order", "accept", order, by=TECHNICIAN)
    office.do("23:00", "order", "give-back", order, by=TECHNICIAN)
    assert [office.line(call, at).next for at in ("23:01", "23:05", "23:05:01")] == ["none", "none", "chase"]
    assert office.line(call, "23:01").clocks["progress"] == "03-03 01:00 running"


def test_s000_e_15_two_hours_without_a_move_or_a_word(night) -> None:
    office = night("grab-pool")
    call = office.log("22:00")
    order = office.issue(call, "22:10")
    office.do("22:12", "order", "accept", order, by=TECHNICIAN)
    assert office.line(call, "+1 00:12").next == "await_arrival"
    assert office.line(call, "+1 00:12:01").next == "chase"
    office.do("+1 00:12", "call", "fact", call, "note.written", "--as", "clerk", "--remark", "没人接电话")
    assert office.line(call, "+1 00:12:01").next == "chase"  # the desk's own note is no word of his
    office.do("+1 00:20", "call", "fact", call, "note.written", "--as", "technician", "--remark", "路上")
    assert office.line(call, "+1 00:20").clocks["progress"] == "03-03 02:20 running"
    office.do("+1 01:00", "order", "arrive", order, "--reason", "客户手机没电", "--verified-by", OPERATOR)
    assert office.line(call, "+1 03:00").clocks["progress"] == "03-03 03:00 warning"
    assert "within 2 hours" in office.told("S000-E-15")


def test_s000_e_15_with_an_appointment_in_the_morning_nobody_is_chased_by_night(night) -> None:
    office = night("grab-pool")
    call = office.log("22:00", "--appointment", day("+1 09:30"))
    office.issue(call, "22:10")
    assert office.line(call, "+1 08:00").clocks["progress"] == "03-03 11:30 running"


def test_s000_e_07_and_15_a_matter_is_watched_too(night) -> None:
    office = night("grab-pool")
    call = office.log("22:00", "--matter-kind", "other", kind="matter")
    assert office.line(call, "22:00").next == "assign"
    office.issue(call, "22:03")
    assert office.line(call, "+1 00:03:01").clocks["progress"] == "03-03 00:03 overdue"
    assert office.told("S000-E-07")


# --- S002-L, alarms are heard and signed for --------------------------------------------------------------------------


def test_s002_l_03_an_alarm_is_received_looked_up_and_signed_for(night, at_the_clock) -> None:
    office = night("complaint-orders")
    call = office.log("22:00", "--appointment", day("+1 10:00"))
    at_the_clock("+1 22:30")
    assert office.desk.json("alarm", "list") == []
    at_the_clock("+1 23:30")
    assert [each["stage"] for each in office.desk.json("alarm", "list")] == ["warning"]
    at_the_clock("+2 00:00")
    (rings,) = office.desk.json("alarm", "list")
    assert (rings["call"], rings["stage"], rings["limit"]) == (call, "limit", "appointment")
    office.desk.run("alarm", "answer", call, by=TECHNICIAN, code=2)
    at_the_clock("+2 00:01")
    office.desk.run("alarm", "answer", call, by=FOREMAN)
    assert office.desk.json("alarm", "list") == []
    heard = office.desk.json("alarm", "list", "--heard", day("+2 00:00"))
    assert [(each["call"], each["stage"], each["by"], each["at"][11:16]) for each in heard] == [
        (call, "limit", FOREMAN, "00:01")
    ]
    assert office.told("S002-L-03")


# --- S004-G, storm ------------------------------------------------------------------------------------------------------


def test_s004_g_the_warning_is_entered_by_night_with_whoever_was_told(night) -> None:
    office = night("storm-duty")
    line = (
        "warned_at=2026-03-02 22:00",
        "weather=rainstorm",
        "told=全体保安、各栋业主",
        "pumps=yes",
        "power_told_at=2026-03-02 22:10",
    )
    office.do("22:12", "book", "add", "warnings", "weather=rainstorm", code=2)
    office.do("22:12", "book", "add", "warnings", *line)
    (entered,) = office.desk.json("book", "show", "warnings")
    assert entered["at"][11:16] == "22:12"
    assert entered["fields"]["told"] == "全体保安、各栋业主"
    assert entered["fields"]["power_told_at"].startswith("2026-03-02 22:10")
    assert "rescue" in office.told("S004-G-01")
    assert "power and water suppliers" in office.told("S004-G-02")
