"""Emergencies: who was told is on the line, and the office's own list takes the place of the usual one."""

from __future__ import annotations

from typing import Any

import pytest

from repairdesk.desk import emergencies, emergency_list, office
from repairdesk.desk.emergency_list import ContactForm, EmergencyForm
from repairdesk.models.store import Row
from repairdesk.suggestions import word_lists
from repairdesk.views.emergencies import EmergencyLine, emergency_named, recognised, telephoned
from repairdesk.views.emergencies import emergencies as view
from tests.desk.conftest import Office, at, refused

FLOOD = "爆管、严重漏水"


def told(desk: Office, call: str, when: str = "10:01", **given: Any) -> Row:
    """What was recorded last on the line after somebody was told."""
    emergencies.told(desk.store, desk.person("周夜班"), call, at=at(when), now=desk.now, **given)
    return last(desk, call)


def last(desk: Office, call: str) -> Row:
    with desk.store.read() as tx:
        found = tx.one(
            "SELECT f.* FROM fact f JOIN call c ON c.id = f.call_id WHERE c.number = ? ORDER BY f.id DESC",
            call,
        )
    assert found is not None
    return found


# --- who was told -------------------------------------------------------------------------------------------------


def test_the_supervisor_is_told_with_the_number_on_file(desk: Office) -> None:
    office.change_staff(
        desk.store, desk.person("王经理"), "孙主管",
        office.StaffForm(name="孙主管", role="supervisor", phone="803"), now=desk.now,
    )  # fmt: skip
    fact = told(desk, desk.log(urgency="emergency"), whom="孙主管", remark="马上到")
    assert (fact["what"], fact["remark"]) == ("supervisor.told", "孙主管 803: 马上到")
    assert fact["post"] == "front_desk"


def test_the_manager_counts_as_the_supervisor(desk: Office) -> None:
    assert told(desk, desk.log(), whom="王经理")["what"] == "supervisor.told"


def test_somebody_outside_is_a_note_with_his_number(desk: Office) -> None:
    fact = told(desk, desk.log(), whom="燃气公司", phone="0571 8765 4321")
    assert (fact["what"], fact["by_whom"], fact["remark"]) == (
        "note.written", "clerk", "燃气公司 0571-87654321",
    )  # fmt: skip


def test_a_technician_is_told_where_the_line_has_an_order(desk: Office) -> None:
    call = desk.log()
    desk.issue(call)
    assert told(desk, call, "10:05", whom="赵师傅")["what"] == "technician.told"


def test_telling_another_technician_does_not_undo_an_arrival(desk: Office) -> None:
    from repairdesk.desk import orders

    call = desk.log()
    orders.arrive(desk.store, desk.clerk, desk.issue(call), at=at("10:12"), now=desk.now)
    assert told(desk, call, "10:20", whom="赵师傅")["what"] == "note.written"
    assert desk.call(call)["state"] == "on_site"


def test_a_role_said_comes_before_the_one_on_file(desk: Office) -> None:
    fact = told(desk, desk.log(), whom="门卫老王", role="foreman")
    assert (fact["what"], fact["remark"]) == ("technician.told", "门卫老王")


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"whom": " "}, "whom", "required"),
        ({"whom": "老王", "role": "king"}, "role", "not_one_of"),
        ({"whom": "老王", "phone": "12"}, "phone", "bad_phone"),
    ],
)
def test_a_refusal_leaves_nothing_behind(desk: Office, given: dict[str, Any], field: str, code: str) -> None:
    call = desk.log()
    with refused(field, code, desk):
        told(desk, call, **given)


def test_a_technician_records_nobody_as_told(desk: Office) -> None:
    call = desk.log()
    with refused("by", "not_permitted", desk):
        emergencies.told(desk.store, desk.person("张师傅"), call, whom="孙主管", now=desk.now)


def test_somebody_who_does_not_answer_is_noted_with_his_number_and_the_time(desk: Office) -> None:
    office.change_staff(
        desk.store, desk.person("王经理"), "孙主管",
        office.StaffForm(name="孙主管", role="supervisor", phone="803"), now=desk.now,
    )  # fmt: skip
    call = desk.log(urgency="emergency")
    before = desk.call(call)["state"]
    operator = desk.person("周夜班")
    for minute in ("10:01", "10:03"):
        emergencies.not_reached(desk.store, operator, call, whom="孙主管", at=at(minute), now=desk.now)
    fact = last(desk, call)
    assert (fact["what"], fact["kind"], fact["by_whom"], fact["remark"]) == (
        "note.written", "not_reached", "clerk", "孙主管 803",
    )  # fmt: skip
    assert desk.call(call)["state"] == before
    told(desk, call, "10:05", whom="孙主管", remark="马上到")
    found = telephoned(desk.store, call)
    assert [(one.at, one.whom, one.answered) for one in found] == [
        (at("10:01"), "孙主管 803", False), (at("10:03"), "孙主管 803", False), (at("10:05"), "孙主管 803: 马上到", True),
    ]  # fmt: skip
    assert all(one.is_of("孙主管") and not one.is_of("孙主") for one in found)


@pytest.mark.parametrize(
    ("given", "code"), [({"whom": ""}, "required"), ({"whom": "老王", "phone": "1"}, "bad_phone")]
)
def test_nobody_in_particular_cannot_fail_to_answer(desk: Office, given: dict[str, Any], code: str) -> None:
    call = desk.log()
    with refused("whom" if code == "required" else "phone", code, desk):
        emergencies.not_reached(desk.store, desk.clerk, call, **given, now=desk.now)


# --- what is recognised -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("1201 水管爆了，水漫到走廊", FLOOD),
        ("Burst pipe in 1201", FLOOD),
        ("厨房有燃气味", "燃气泄漏"),
        ("两个人困在电梯里", "电梯困人"),
        ("电梯里有人被困", "电梯困人"),
        ("配电箱冒烟，还打火花", "火灾、冒烟"),
        ("插座打火花", "触电、漏电打火"),
        ("孩子反锁在卧室里", "有人受伤、急病或反锁在内"),
        ("老人被困在卫生间", "有人受伤、急病或反锁在内"),
        ("外墙脱落，砖快掉下来了", "高空坠物、外墙脱落"),
    ],
)
def test_an_emergency_is_recognised_by_its_words(desk: Office, content: str, title: str) -> None:
    found = recognised(desk.store, content)
    assert found is not None
    assert found.title.zh == title


@pytest.mark.parametrize(
    "content", ["", "厨房水龙头漏水", "消防演习几点开始", "烟感坏了", "没有漏水", "Fire drill today"]
)
def test_what_only_looks_like_one_is_none(desk: Office, content: str) -> None:
    assert recognised(desk.store, content) is None


def test_whatever_words_make_a_call_an_emergency_say_whom_to_telephone(desk: Office) -> None:
    for word in word_lists().urgency["emergency"]:
        found = recognised(desk.store, word)
        assert found is not None, word
        assert found.contacts, word


# --- the list -----------------------------------------------------------------------------------------------------


def test_the_usual_list_names_the_people_on_file(desk: Office) -> None:
    flood = emergency_named(desk.store, FLOOD)
    assert flood.id is None
    assert flood.contacts[0].people == (("张师傅", ""),)
    assert flood.contacts[1].people == (("孙主管", ""),)


def test_where_nobody_has_the_trade_somebody_stands_in(desk: Office) -> None:
    form = office.StaffForm(name="吴师傅", role="technician", trade="weak_current", phone="13700000218")
    office.add_staff(desk.store, desk.person("王经理"), form, now=desk.now)
    lift = emergency_named(desk.store, "People trapped in a lift")
    assert [each.people for each in lift.contacts if each.trade == "lifts"] == [(("吴师傅", "13700000218"),)]


def test_the_first_change_takes_the_usual_list_over(desk: Office) -> None:
    before = view(desk.store)
    made = emergency_list.add(
        desk.store, desk.clerk, EmergencyForm(zh="停车场积水", en="Flooded garage", recognised_by="地库进水，车库进水"),
        place=1, now=desk.now,
    )  # fmt: skip
    after = view(desk.store)
    assert after[0].id == made
    assert after[0].recognised_by == ("地库进水", "车库进水")
    assert [plain(each) for each in after[1:]] == [plain(each) for each in before]


def plain(line: EmergencyLine) -> tuple[object, ...]:
    """A line without what only a stored one has."""
    contacts = tuple((each.title, each.role, each.trade, each.people, each.phone) for each in line.contacts)
    return line.name, line.title, line.advice, line.recognised_by, contacts


def test_the_gas_company_gets_its_number(desk: Office) -> None:
    form = ContactForm(zh="燃气公司抢修", en="Gas company", phone="96177")
    emergency_list.change_contact(desk.store, desk.clerk, "燃气泄漏", 1, form, version=0, now=desk.now)
    assert emergency_named(desk.store, "燃气泄漏").contacts[0].phone == "96177"


def test_contacts_are_put_in_order_and_taken_out(desk: Office) -> None:
    store, clerk, now = desk.store, desk.clerk, desk.now
    emergency_list.add_contact(store, clerk, FLOOD, ContactForm(role="officer"), place=2, now=now)
    emergency_list.change_contact(
        store, clerk, FLOOD, 1, ContactForm(role="technician", trade="plumbing"), place=5, now=now
    )
    roles = [each.role for each in emergency_named(store, FLOOD).contacts]
    assert roles == ["officer", "supervisor", "foreman", "manager", "technician"]
    emergency_list.remove_contact(store, clerk, FLOOD, 1, now=now)
    roles = [each.role for each in emergency_named(store, FLOOD).contacts]
    assert roles == ["supervisor", "foreman", "manager", "technician"]


def test_a_stale_change_is_refused(desk: Office) -> None:
    store, clerk, now = desk.store, desk.clerk, desk.now
    usual = emergency_named(store, FLOOD)
    form = EmergencyForm(zh="爆管", en="Burst pipe", recognised_by="爆管")
    emergency_list.change(store, clerk, FLOOD, form, version=usual.version, now=now)
    seen = emergency_named(store, "爆管")
    emergency_list.change(
        store, clerk, "爆管", EmergencyForm(zh="爆管", recognised_by="爆"), version=seen.version, now=now
    )
    for stale in (usual.version, seen.version):
        with refused("version", "changed_meanwhile", desk):
            emergency_list.remove(store, clerk, "爆管", version=stale, now=now)
    contact = emergency_named(store, "爆管").contacts[0]
    emergency_list.change_contact(
        store, clerk, "爆管", 1, ContactForm(role="manager"), version=contact.version, now=now
    )
    with refused("version", "changed_meanwhile", desk):
        emergency_list.remove_contact(store, clerk, "爆管", 1, version=contact.version, now=now)


def test_what_was_taken_out_can_come_back(desk: Office) -> None:
    store, clerk, now = desk.store, desk.clerk, desk.now
    emergency_list.remove(store, clerk, FLOOD, now=now)
    assert recognised(store, "水管爆了") is None
    emergency_list.add(store, clerk, EmergencyForm(zh=FLOOD, recognised_by="水管爆"), now=now)
    found = recognised(store, "水管爆了")
    assert found is not None
    assert len(found.contacts) == 4


def test_wrong_names_numbers_and_empty_forms_are_refused(desk: Office) -> None:
    store, clerk, now = desk.store, desk.clerk, desk.now
    with refused("emergency", "unknown_emergency", desk):
        emergency_list.remove(store, clerk, "外星人", now=now)
    with refused("contact", "unknown_contact", desk):
        emergency_list.remove_contact(store, clerk, FLOOD, 9, now=now)
    with refused("zh", "required", desk):
        emergency_list.add(store, clerk, EmergencyForm(), now=now)
    with refused("role", "required", desk):
        emergency_list.add_contact(store, clerk, FLOOD, ContactForm(phone="119"), now=now)
    with refused("zh", "already_exists", desk):
        emergency_list.add(store, clerk, EmergencyForm(zh=FLOOD), now=now)
    with refused("by", "not_permitted", desk):
        emergency_list.add(store, desk.person("张师傅"), EmergencyForm(zh="水"), now=now)
    with store.read() as tx:
        assert not tx.all("SELECT * FROM emergency")
