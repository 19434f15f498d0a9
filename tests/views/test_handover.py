"""What a handover says: each open line in one section, everything kept as codes, and which shifts nobody accepted."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from repairdesk.desk import callbacks, calls, drafts, handover, items, orders
from repairdesk.rules.worktime import Hours
from repairdesk.views import handover as view
from repairdesk.views.board import board, board_row
from repairdesk.views.handover_lines import OF_CALLS, SECTIONS, row_of
from repairdesk.views.loose_ends import loose_ends
from tests.desk.conftest import Office, at

EVENING = at("2026-03-02 17:30")


def sections(desk: Office, now: datetime) -> list[tuple[str, str | None]]:
    return [(line.section, line.call) for line in view.draft_sheet(desk.store, now).lines]


def tell(desk: Office, call: str) -> None:
    """At 22:05 a technician was told by telephone."""
    told = calls.FactForm(what="technician.told", remark="张师傅")
    calls.record_fact(desk.store, desk.clerk, call, told, at=at("2026-03-02 22:05"), now=desk.now)


@pytest.fixture
def day(desk: Office) -> tuple[Office, dict[str, str]]:
    """Monday at closing: one line for each section of a sheet."""
    here = replace(desk, now=EVENING)
    s, who, now = here.store, here.clerk, EVENING
    found = {"record": here.log("09:30", content="误报")}
    calls.withdraw(s, who, found["record"], reason="误报", at=at("09:40"), now=now)
    found["open"] = here.log("17:20", content="换灯")
    for name, technician in (("form_out", "赵师傅"), ("form_out_2", "张师傅"), ("form_out_3", "赵师傅")):
        found[name] = here.log("17:00", content=technician)
        order = here.issue(found[name], "17:05", technician)
        orders.arrive(s, who, order, at=at("17:10"), now=now)
        orders.finish(s, who, order, at=at("17:20"), now=now)
    found["callback"] = here.log("10:00")
    order = here.issue(found["callback"])
    orders.arrive(s, who, order, at=at("10:12"), now=now)
    orders.finish(s, who, order, at=at("11:00"), now=now)
    orders.take_return(s, who, order, signed_by="赵女士", at=at("11:10"), now=now)
    found["emergency"] = here.log("17:25", content="水管爆裂", urgency="emergency")
    items.take(s, who, kind="message", content="请转告", at=at("12:00"), now=now)
    items.take(s, who, kind="other", content="雨伞", at=at("12:01"), now=now)
    items.take(s, who, kind="key", content="钥匙", at=at("12:02"), now=now)
    items.take(s, who, kind="cash", content="押金", amount=100, at=at("12:03"), now=now)
    drafts.save(s, who, "call", "3-2-1201", {"content": "半"}, now=now)
    return here, found


def test_the_sections_stand_in_their_order_and_slips_by_technician(
    day: tuple[Office, dict[str, str]],
) -> None:
    desk, calls_ = day
    assert sections(desk, EVENING) == [
        ("emergency", calls_["emergency"]),
        ("callback", calls_["callback"]),
        ("form_out", calls_["form_out_2"]),
        ("form_out", calls_["form_out"]),
        ("form_out", calls_["form_out_3"]),
        ("open", calls_["open"]),
        ("record", calls_["record"]),
        ("cash", None),
        ("key", None),
        ("other", None),
        ("message", None),
        ("draft", None),
    ]
    sheet = view.draft_sheet(desk.store, EVENING)
    assert [line.place for line in sheet.lines] == list(range(1, 13))
    assert (sheet.id, sheet.state, sheet.made_by, sheet.from_post) == (0, "draft", "", "front_desk")
    assert {name: sheet.head[name] for name in ("taken", "ended", "open")} == {
        "taken": 7,
        "ended": 1,
        "open": 6,
    }


def test_the_night_hands_no_half_typed_forms_over(day: tuple[Office, dict[str, str]]) -> None:
    desk, _calls = day
    assert "draft" not in {section for section, _call in sections(desk, at("2026-03-03 08:55"))}


def test_a_night_job_hands_its_unwritten_slip_over_before_it_can_be_written(desk: Office) -> None:
    here = replace(desk, now=at("2026-03-03 08:59:59"))
    call = here.log("2026-03-02 22:00")
    assert sections(here, here.now) == [("open", call)]
    tell(here, call)
    assert sections(here, here.now) == [("write_slip", call)]
    (line,) = view.draft_sheet(here.store, here.now).lines
    assert line.content["told"] == [
        {
            "what": "technician.told", "at": "2026-03-02T14:05:00Z", "kind": None, "answer": None, "result": None,
            "remark": "张师傅", "who": "李前台",
        }
    ]  # fmt: skip


def test_the_slip_of_an_order_given_by_word_of_mouth_is_not_out_before_it_is_written(desk: Office) -> None:
    here = replace(desk, now=at("2026-03-03 08:56"))
    call = here.log("2026-03-02 22:00")
    order = here.issue(call, "22:05")
    orders.arrive(here.store, here.clerk, order, at=at("2026-03-02 22:15"), now=here.now)
    orders.finish(here.store, here.clerk, order, at=at("2026-03-02 22:40"), now=here.now)
    assert sections(here, here.now) == [("write_slip", call)]
    opened = replace(here, now=at("2026-03-03 09:05"))
    assert sections(opened, opened.now) == [("write_slip", call)]
    orders.write_slip(opened.store, opened.clerk, call, now=opened.now)
    assert sections(opened, opened.now) == [("form_out", call)]


def test_an_emergency_whose_work_is_done_is_paper_like_any_other(desk: Office) -> None:
    here = replace(desk, now=EVENING)
    call = here.log("10:00", urgency="emergency")
    order = here.issue(call)
    orders.arrive(here.store, here.clerk, order, at=at("10:12"), now=EVENING)
    assert sections(here, EVENING) == [("emergency", call)]
    orders.finish(here.store, here.clerk, order, at=at("11:00"), now=EVENING)
    assert sections(here, EVENING) == [("form_out", call)]


def test_a_line_of_the_sheet_is_the_row_of_the_board_and_can_be_kept_as_json(
    day: tuple[Office, dict[str, str]],
) -> None:
    desk, calls_ = day
    for line in view.draft_sheet(desk.store, EVENING).lines:
        kept = json.loads(json.dumps(line.content, ensure_ascii=False))
        assert kept == line.content
        if line.section in OF_CALLS:
            assert row_of(kept) == board_row(desk.store, line.call or "", EVENING)
    promised = at("2026-03-03 10:00")
    calls.agree_appointment(desk.store, desk.clerk, calls_["open"], for_=promised, now=EVENING)
    line = next(one for one in view.draft_sheet(desk.store, EVENING).lines if one.call == calls_["open"])
    assert line.time("promised") == promised


def test_what_a_sheet_made_long_ago_did_not_know_is_empty() -> None:
    row = row_of(
        {"number": "260302000001", "received_at": "2026-03-02T02:00:00Z", "content": "漏水", "paid": False}
    )
    assert (row.call, row.room, row.due, row.limit_title) == ("260302000001", "", None, None)


def test_every_open_line_stands_on_the_sheet_once_whatever_was_done(desk: Office) -> None:
    dice = random.Random(7)
    here = replace(desk, now=at("2026-03-04 08:58"))
    s, who, now = here.store, here.clerk, here.now
    for n in range(40):
        begun = at("2026-03-02 09:05") + timedelta(minutes=70 * n % 2800)
        call = here.log(
            f"{here_time(begun)}", urgency=dice.choice(["routine", "urgent", "emergency"]),
            kind=dice.choice(["repair", "repair", "matter"]), matter_kind="complaint",
        )  # fmt: skip
        if here.call(call)["kind"] == "repair" and dice.random() < 0.7:
            order = here.issue(call, here_time(begun + timedelta(minutes=1)))
            for step, work in enumerate((orders.arrive, orders.finish), 2):
                if dice.random() < 0.6:
                    work(s, who, order, at=begun + timedelta(minutes=step), now=now)  # type: ignore[operator]
            if "work.finished" in here.facts(call) and dice.random() < 0.6:
                orders.take_return(
                    s, who, order, signed_by="赵女士", at=begun + timedelta(minutes=9), now=now
                )
                if dice.random() < 0.5:
                    callbacks.record(
                        s,
                        who,
                        call,
                        kind="completion",
                        answer="satisfied",
                        at=begun + timedelta(minutes=11),
                        now=now,
                    )
        elif dice.random() < 0.3:
            calls.withdraw(s, who, call, reason="误报", at=begun + timedelta(minutes=5), now=now)
    open_ = {row.call for row in board(s, now).rows}
    shown = Counter(line.call for line in view.draft_sheet(s, now).lines if line.section in OF_CALLS)
    assert shown == dict.fromkeys(open_, 1)
    assert len({line.section for line in view.draft_sheet(s, now).lines}) >= 5
    recorded = {line.call for line in view.draft_sheet(s, now).lines if line.section == "record"}
    assert not recorded & open_
    assert set(SECTIONS) >= {line.section for line in view.draft_sheet(s, now).lines}


def here_time(moment: datetime) -> str:
    return f"{Hours().local(moment):%Y-%m-%d %H:%M}"


def test_the_record_is_of_this_shift_to_the_second(desk: Office) -> None:
    here = replace(desk, now=EVENING)
    numbers = [
        here.log(when) for when in ("2026-03-02 08:59:59", "2026-03-02 09:00:00", "2026-03-02 17:29:59")
    ]
    for number in numbers:
        calls.withdraw(here.store, here.clerk, number, reason="误报", now=EVENING)
    assert sections(here, EVENING) == [("record", numbers[1]), ("record", numbers[2])]
    assert sections(here, at("2026-03-02 08:59:59")) == []
    night = replace(desk, now=at("2026-03-03 09:00"))
    assert sections(night, at("2026-03-03 08:00")) == []


# --- which shifts nobody has accepted -----------------------------------------------------------------------------------


def waiting(desk: Office, now: str) -> list[tuple[str, str, int | None]]:
    return [
        (f"{Hours().local(one.border):%m-%d %H:%M}", one.from_post, one.id)
        for one in view.waiting(desk.store, at(now))
    ]


def test_nothing_waits_in_a_register_that_never_handed_over(desk: Office) -> None:
    assert waiting(desk, "2026-03-20 12:00") == []
    assert view.latest(desk.store) is None


def test_a_shift_waits_until_it_is_accepted_and_the_next_from_the_second_it_ends(desk: Office) -> None:
    s, who = desk.store, desk.clerk
    first = handover.make(s, who, now=at("2026-03-02 17:20"))
    assert waiting(desk, "2026-03-02 17:20") == [("03-02 17:30", "front_desk", first)]
    handover.accept(s, desk.person("周夜班"), first, now=at("2026-03-02 17:31"))
    assert waiting(desk, "2026-03-03 08:59:59") == []
    assert waiting(desk, "2026-03-03 09:00:00") == [("03-03 09:00", "monitoring_room", None)]
    second = handover.make(s, who, now=at("2026-03-03 09:10"))
    assert waiting(desk, "2026-03-03 17:30:00") == [
        ("03-03 09:00", "monitoring_room", second), ("03-03 17:30", "front_desk", None),
    ]  # fmt: skip
    assert view.latest(s) == second


def test_it_is_counted_over_the_end_of_a_february_with_29_days_and_over_new_year(desk: Office) -> None:
    first = handover.make(desk.store, desk.clerk, now=at("2023-12-31 17:25"))
    handover.accept(desk.store, desk.clerk, first, now=at("2023-12-31 17:30"))
    assert waiting(desk, "2024-01-01 17:30") == [
        ("01-01 09:00", "monitoring_room", None), ("01-01 17:30", "front_desk", None),
    ]  # fmt: skip
    assert [border for border, _post, _id in waiting(desk, "2024-03-01 09:00")][-4:] == [
        "02-28 17:30", "02-29 09:00", "02-29 17:30", "03-01 09:00",
    ]  # fmt: skip
    assert len(waiting(desk, "2024-03-01 09:00")) == 2 * 60 + 1


def test_a_shift_handed_over_by_the_hours_of_then_is_not_missing_by_those_of_now(desk: Office) -> None:
    first = handover.make(desk.store, desk.clerk, now=at("2026-03-02 17:20"))
    handover.accept(desk.store, desk.clerk, first, now=at("2026-03-02 17:31"))
    second = handover.make(desk.store, desk.clerk, now=at("2026-03-03 09:00"))
    handover.accept(desk.store, desk.clerk, second, now=at("2026-03-03 09:01"))
    with desk.store.write(desk.clerk, "office.create", now=desk.now) as tx:
        tx.update("office", 1, opening=time(8), closing=time(18))
    assert waiting(desk, "2026-03-03 17:59:59") == []
    assert waiting(desk, "2026-03-03 18:00:00") == [("03-03 18:00", "front_desk", None)]


def test_the_sheets_are_listed_the_latest_first_without_those_made_anew(desk: Office) -> None:
    s, who = desk.store, desk.clerk
    desk = replace(desk, now=at("2026-03-02 17:20"))
    desk.log("17:00")
    handover.make(s, who, now=at("2026-03-02 17:20"))
    second = handover.make(s, who, now=at("2026-03-02 17:21"))
    handover.accept(s, who, second, lines={1: "没写清"}, now=at("2026-03-02 17:22"))
    third = handover.make(s, who, now=at("2026-03-03 08:50"))
    assert [(one.id, one.state, one.lines, one.lines_left, one.objections) for one in view.sheets(s)] == [
        (third, "made", 1, 1, 0), (second, "accepted", 1, 0, 1),
    ]  # fmt: skip
    assert [one.id for one in view.sheets(s, 1)] == [third]


# --- what the day leaves undone ---------------------------------------------------------------------------------------


def undone(desk: Office, now: str) -> list[tuple[str, str | None]]:
    return [(line.section, line.call) for line in loose_ends(desk.store, at(now))]


def test_the_day_closes_with_what_should_have_been_done(day: tuple[Office, dict[str, str]]) -> None:
    desk, calls_ = day
    assert undone(desk, "2026-03-02 17:30") == [("callback", calls_["callback"]), ("draft", None)]


def test_a_slip_that_is_due_by_the_end_of_the_shift_is_a_loose_end(desk: Office) -> None:
    here = replace(desk, now=EVENING)
    due, later = here.log("13:50"), here.log("13:55")
    here.issue(due, "13:59:59")
    here.issue(later, "14:00")
    assert undone(here, "2026-03-02 16:00") == [("form_out", due)]
    assert undone(here, "2026-03-03 16:00") == [("form_out", due), ("form_out", later)]


def test_a_night_slip_is_a_loose_end_of_the_day_not_of_the_night(desk: Office) -> None:
    here = replace(desk, now=at("2026-03-03 17:00"))
    call = here.log("2026-03-02 22:00")
    tell(here, call)
    assert undone(here, "2026-03-03 08:55") == []
    assert undone(here, "2026-03-03 17:00") == [("write_slip", call)]
