"""What the words of a call suggest, with the lists that are shipped; and which calls look alike."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairdesk.config import data_dir
from repairdesk.rules.procedure import parse
from repairdesk.rules.routing import OpenLine, Suggestion, likely_duplicate, read_lists, suggest
from repairdesk.rules.schema import ProcedureError
from repairdesk.suggestions import word_lists


@pytest.mark.parametrize(
    ("content", "trade", "urgency"),
    [
        ("厨房水龙头滴水", "plumbing", "routine"),
        ("卫生间水管爆了, 水漫到客厅", "plumbing", "emergency"),
        ("厨房漏水严重", "plumbing", "emergency"),
        ("马桶堵了", "plumbing", "urgent"),
        ("没水", "plumbing", "urgent"),
        ("空调漏水", "air_conditioning", "routine"),
        ("家里跳闸了, 推不上去", "electric", "urgent"),
        ("插座冒烟", "electric", "emergency"),
        ("应急灯不亮", "electric", "routine"),
        ("灯泡换一个, 不急", "electric", "routine"),
        ("灯泡换一个, 很急", "electric", "urgent"),
        ("电梯困人, 二单元", "lifts", "emergency"),
        ("闻到煤气味", None, "emergency"),
        ("门锁打不开了, 人在外面", "locks", "urgent"),
        ("单元门打不开", "weak_current", "urgent"),
        ("墙皮脱落", "masonry", "routine"),
        ("窗户关不上", "carpentry", "routine"),
        ("晾衣架坏了", "general", "routine"),
        ("投诉水管漏水没人修", "plumbing", "routine"),
        ("请问电梯怎么坏了", "lifts", "routine"),
        ("ＬＥＡＫ under the sink", "plumbing", "routine"),
        ("The tap is dripping", "plumbing", "routine"),
        ("Socket sparks!", "electric", "emergency"),
        ("Somebody is trapped in the lift", "lifts", "emergency"),
        ("place account", None, "routine"),
        ("", None, "routine"),
    ],
)
def test_something_broken_is_a_repair(content: str, trade: str | None, urgency: str) -> None:
    found = suggest(content, word_lists())
    assert (found.kind, found.trade, found.urgency, found.matter_kind) == ("repair", trade, urgency, None)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("咨询装修手续", "fitting_out"),
        ("请问停电通知是什么时候", "facilities"),
        ("请问电梯几点开", "facilities"),
        ("想把厨房水管改造一下", "alteration"),
        ("电动车被偷了", "lost_property"),
        ("孩子手机丢了, 很着急", "lost_property"),
        ("家里进了陌生人, 要求户内检查", "home_check"),
        ("要办入住手续", "moving_in"),
        ("门禁卡丢了要补卡", "formalities"),
        ("投诉楼上装修噪音", "complaint"),
        ("I lost my wallet", "lost_property"),
        ("a complaint about the guard", "complaint"),
    ],
)
def test_what_is_not_broken_is_a_matter(content: str, kind: str) -> None:
    found = suggest(content, word_lists())
    assert (found.kind, found.matter_kind, found.trade) == ("matter", kind, None)


def test_the_words_that_decided_are_named() -> None:
    assert suggest("卫生间水龙头坏了, 请尽快", word_lists()).words == ("水龙头", "尽快")


def test_the_longest_word_decides_and_of_equals_the_first() -> None:
    lists = read_lists(
        {"trades": {"one": ["水"], "two": ["水管"], "three": ["灯泡"]}, "matters": {}, "urgency": {}}
    )
    assert suggest("水和水管", lists).trade == "two"
    assert suggest("灯泡和水管", lists).trade == "three"
    assert suggest("水管和灯泡", lists).trade == "two"


def test_a_faulty_list_is_named() -> None:
    for data, key in (
        ({"trades": {}, "matters": {}, "urgency": {"soon": []}}, "urgency"),
        ({"trades": {"one": "水"}, "matters": {}, "urgency": {}}, "trades.one"),
        ({"trades": {}, "matters": {}, "urgency": {}, "colours": []}, "colours"),
    ):
        with pytest.raises(ProcedureError) as raised:
            read_lists(data)
        assert raised.value.key == key


def test_every_kind_of_matter_in_the_lists_has_a_department_in_the_default_procedure() -> None:
    path = data_dir() / "procedures" / "property-desk.toml"
    procedure = parse(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    assert set(word_lists().matters) <= {department.kind for department in procedure.matter}


def test_questions_are_asked_about_known_trades() -> None:
    lists = word_lists()
    assert set(lists.questions) == set(lists.trades)
    assert all(question.zh and question.en for asked in lists.questions.values() for question in asked)


def test_no_word_stands_in_two_lists_of_one_kind() -> None:
    lists = word_lists()
    for table in (lists.trades, lists.matters, lists.urgency):
        words = [word for entries in table.values() for word in entries]
        assert len(words) == len(set(words)), {word for word in words if words.count(word) > 1}


@given(st.text(max_size=300))
def test_any_text_gives_a_suggestion(content: str) -> None:
    assert isinstance(suggest(content, word_lists()), Suggestion)


LINES = [
    OpenLine("260302000001", "水龙头又漏水了", "plumbing"),
    OpenLine("260302000002", "客厅灯不亮", "electric"),
    OpenLine("260302000003", "厨房水龙头一直漏水", "plumbing"),
]


@pytest.mark.parametrize(
    ("content", "trade", "number"),
    [
        ("厨房水龙头漏水", "plumbing", "260302000003"),
        ("卧室灯不亮", "electric", "260302000002"),
        ("卧室灯不亮", None, None),
        ("客厅灯不亮了", None, "260302000002"),
        ("马桶堵了", "plumbing", None),
        ("", "plumbing", None),
    ],
)
def test_a_call_that_was_made_before_is_noticed(content: str, trade: str | None, number: str | None) -> None:
    found = likely_duplicate(content, trade, LINES)
    assert (found.number if found else None) == number
