"""Handing an order on by text message: what is understood, and the answer to every kind of mistake (S002-G)."""

from __future__ import annotations

import pytest

from repairdesk.rules.refusal import Refused
from repairdesk.rules.statements import Account, Centre, Group, Room, Transfer
from repairdesk.rules.transfer import read

DIRECTORY = Transfer(
    rule="S002-G-01",
    own="网管维护中心",
    centre=(
        Centre(
            "网管维护中心",
            (
                Room(
                    "核心维护室",
                    (
                        Group("话务维护组", (Account("helijia", "何丽佳"), Account("wangwei2", "王伟"))),
                        Group("信令组", (Account("wangwei", "王伟"),)),
                    ),
                ),
                Room("传输室"),
            ),
        ),
        Centre(
            "信息技术中心", (Room("业务维护室", (Group("OA维护组", (Account("miyonglin", "米永林"),)),)),)
        ),
    ),
)
OWN = ("网管维护中心", "核心维护室", "话务维护组")

UNDERSTOOD = [
    ("ZP#网管维护中心-核心维护室-话务维护组-helijia#已经恢复,请核查。", "person", ((*OWN, "helijia"),), "已经恢复,请核查。"),
    ("ZP#-核心维护室-话务维护组-helijia#已经恢复,请核查。", "person", ((*OWN, "helijia"),), "已经恢复,请核查。"),
    ("ZP#信息技术中心-业务维护室-OA维护组-miyonglin#公司,OA系统故障,请继续处理。", "person",
     (("信息技术中心", "业务维护室", "OA维护组", "miyonglin"),), "公司,OA系统故障,请继续处理。"),
    ("ZP#-核心维护室#请处理", "room", (("网管维护中心", "核心维护室", "", ""),), "请处理"),
    ("ZP#信息技术中心-业务维护室#请处理", "room", (("信息技术中心", "业务维护室", "", ""),), "请处理"),
    ("ZP#-核心维护室-话务维护组#请处理", "group", ((*OWN, ""),), "请处理"),
    ("ZP#-核心维护室-话务维护组-helijia;wangwei2#请处理", "person", ((*OWN, "helijia"), (*OWN, "wangwei2")), "请处理"),
    ("ZP#-核心维护室-话务维护组-helijia;helijia#请处理", "person", ((*OWN, "helijia"),), "请处理"),
    ("ZP#-核心维护室-话务维护组-helijia;-核心维护室-信令组-wangwei#请处理", "person",
     ((*OWN, "helijia"), ("网管维护中心", "核心维护室", "信令组", "wangwei")), "请处理"),
    ("zp＃－核心维护室－话务维护组－HeLiJia；wangwei2＃请 # 处理", "person", ((*OWN, "helijia"), (*OWN, "wangwei2")), "请 # 处理"),
    ("  ZP # - 核心维护室 - 话务维护组 - helijia # 请处理  ", "person", ((*OWN, "helijia"),), "请处理"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "people", "opinion"), UNDERSTOOD, ids=[text for text, *_ in UNDERSTOOD]
)
def test_a_message_is_understood(
    text: str, kind: str, people: tuple[tuple[str, ...], ...], opinion: str
) -> None:
    target = read(text, DIRECTORY)
    assert (target.kind, target.people, target.opinion) == (kind, people, opinion)


REFUSED = [
    ("今天的派单都处理完了", "transfer_not_one"),
    ("", "transfer_not_one"),
    ("ZZ#-核心维护室#请处理", "transfer_not_one"),
    ("ZP-核心维护室#请处理", "transfer_not_one"),
    ("ZP#-核心维护室", "transfer_no_second_mark"),
    ("ZP#-核心维护室#", "transfer_no_opinion"),
    ("ZP#-核心维护室#   ", "transfer_no_opinion"),
    ("ZP##请处理", "transfer_no_hyphen"),
    ("ZP#核心维护室#请处理", "transfer_no_hyphen"),
    ("ZP#核心维护室-话务维护组#请处理", "transfer_no_hyphen"),
    ("ZP#何丽佳#请处理", "transfer_no_hyphen"),
    ("ZP#市场中心-业务室#请处理", "transfer_unknown_centre"),
    ("ZP#-业务维护室#请处理", "transfer_other_centre"),
    ("ZP#-数据室#请处理", "transfer_unknown_room"),
    ("ZP#-话务维护组#请处理", "transfer_room_missing"),
    ("ZP#-核心维护室-数据组#请处理", "transfer_unknown_group"),
    ("ZP#-核心维护室-helijia#请处理", "transfer_group_missing"),
    ("ZP#-核心维护室-何丽佳#请处理", "transfer_group_missing"),
    ("ZP#-核心维护室-话务维护组-何丽佳#请处理", "transfer_name_not_account"),
    ("ZP#-核心维护室-话务维护组-nobody#请处理", "transfer_unknown_account"),
    ("ZP#-核心维护室-话务维护组-wangwei#请处理", "transfer_unknown_account"),
    ("ZP#-核心维护室-话务维护组-helijia-x#请处理", "transfer_bad_path"),
    ("ZP#-核心维护室--helijia#请处理", "transfer_bad_path"),
    ("ZP#-核心维护室-话务维护组-helijia;#请处理", "transfer_bad_path"),
    ("ZP#-核心维护室;helijia#请处理", "transfer_mixed"),
    ("ZP#-核心维护室-话务维护组;信令组#请处理", "transfer_mixed"),
    ("ZP#-核心维护室-话务维护组-helijia;-核心维护室-信令组#请处理", "transfer_mixed"),
    ("ZP#-核心维护室-话务维护组-helijia、wangwei2#请处理", "transfer_wrong_mark"),
    ("ZP#—核心维护室—话务维护组#请处理", "transfer_wrong_mark"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[text or "nothing" for text, _ in REFUSED])
def test_every_kind_of_mistake_has_its_own_answer(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text, DIRECTORY)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_the_short_form_is_written_out_whole() -> None:
    target = read("ZP#-核心维护室-话务维护组-helijia;wangwei2#请处理", DIRECTORY)
    assert target.path() == "网管维护中心-核心维护室-话务维护组-helijia;wangwei2"
    assert target.accounts == ("helijia", "wangwei2")
