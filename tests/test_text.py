"""Languages, sentences, widths, and text from people."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairdesk import clock, config, text, words
from repairdesk.messages import MESSAGES
from repairdesk.rules import typed
from repairdesk.rules.refusal import Problem, Refused

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    yield
    text.set_language("en")


def code_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (problem,) = refused.value.problems
    return problem.field, problem.code


def test_now_is_an_aware_instant_of_whole_seconds() -> None:
    assert clock.now().tzinfo is UTC
    assert clock.now().microsecond == 0


# --- the language ---------------------------------------------------------------------------------


def test_the_language_can_change_at_any_time() -> None:
    assert text._("Room") == "Room"
    text.set_language("zh")
    assert (text.language(), text._("Room")) == ("zh", "房号")
    text.set_language("en")
    assert (text.language(), text._("Room")) == ("en", "Room")


def test_an_empty_message_is_empty_in_every_language() -> None:
    text.set_language("zh")
    assert text._("") == ""


@pytest.mark.parametrize(
    ("given", "environment", "spoken"),
    [
        ("zh", {"REPAIRDESK_LANG": "en"}, "zh"),
        (None, {"REPAIRDESK_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"REPAIRDESK_LANG": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        ("zh_CN", {}, "zh"),
    ],
)
def test_the_language_is_chosen_by_option_then_environment_then_locale(
    monkeypatch: pytest.MonkeyPatch, given: str | None, environment: dict[str, str], spoken: str
) -> None:
    for name in ("REPAIRDESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert config.wanted_language(given) == spoken


def test_a_language_not_spoken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused) as refused:
        config.wanted_language("fr")
    assert code_of(refused) == ("lang", "not_one_of")
    assert text.named(refused.value.problems[0]).endswith("Choose one of: zh, en.")
    monkeypatch.setenv("REPAIRDESK_LANG", "fr")
    with pytest.raises(Refused) as refused:
        config.wanted_language()
    assert code_of(refused) == ("REPAIRDESK_LANG", "not_one_of")


def test_the_database_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REPAIRDESK_DB", str(tmp_path / "office.db"))
    assert config.default_db() == tmp_path / "office.db"
    monkeypatch.setenv("REPAIRDESK_DB", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert config.default_db().name == "desk.db"
    assert config.default_db().parent == config.user_dir() == config.log_file().parent
    assert not list(tmp_path.iterdir()), "asking where things are makes nothing"


def test_the_reference_data_is_found() -> None:
    assert (config.locale_dir() / "zh_CN" / "LC_MESSAGES" / "repairdesk.mo").is_file()
    assert config.procedures_dir().parent == config.data_dir()


# --- sentences ------------------------------------------------------------------------------------


def test_a_problem_becomes_a_sentence_in_the_readers_language() -> None:
    problem = Problem("at", "time_before", {"earlier": datetime(2026, 3, 2, 13, 59), "event": "order.issued"})
    assert (
        text.say(problem)
        == "This is before 2 Mar 2026 13:59: work order issued. Give that time or a later one."
    )
    assert text.named(problem).startswith("Time: This is before")
    text.set_language("zh")
    assert text.say(problem) == "这个时间早于 2026年3月2日 13:59（派工）。请填同一时间或更晚的时间。"
    assert text.named(problem).startswith("时间：这个时间早于")


def test_the_codes_of_roles_become_words() -> None:
    problem = Problem("by", "not_permitted", {"role": "clerk", "roles": ("officer", "manager")})
    assert (
        text.say(problem)
        == "This is not for you to do as clerk. It is for: customer-service officer, manager."
    )


def test_a_field_without_a_name_stands_as_it_is() -> None:
    assert text.named(Problem("row 12", "required")) == "row 12: Nothing is filled in here. Fill it in."
    assert text.named(Problem("", "required")) == "Nothing is filled in here. Fill it in."


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("code", [*MESSAGES, "a_code_of_tomorrow"])
def test_a_sentence_never_fails_for_want_of_a_value(code: str, language: str) -> None:
    text.set_language(language)
    assert text.say(Problem("room", code))


def test_what_was_typed_is_shown_safely_and_cut() -> None:
    said = text.say(Problem("room", "unknown_room", {"room": "\x1b]0;x\x07{evil}[red]" + "长" * 500}))
    assert "\x1b" not in said
    assert "{evil}[red]" in said
    assert text.cell_len(said) < 200


def test_no_word_of_the_register_has_two_meanings() -> None:
    apart = (
        "ACTIONS",
        "ALARM_STAGES",
        "COPY_STATES",
        "HANDED_TO",
        "HELD",
        "REMARKS",
    )  # of one kind of thing alone
    groups = [
        value
        for name, value in vars(words).items()
        if isinstance(value, dict) and name.isupper() and name not in apart
    ]
    for group in groups:
        for code, message in group.items():
            assert words.WORDS[code] == message


def test_what_the_program_notes_beside_a_fact_is_in_the_language_spoken() -> None:
    text.set_language("zh")
    try:
        assert text.remark_of("payment.received", "technician") == "已付维修员"
        assert text.remark_of("payment.received", "advance") == "预付"
        assert text.remark_of("quote.agreed", "word 赵女士") == "口头 赵女士"
        assert text.remark_of("note.written", "word\n赵女士") == "word 赵女士"
    finally:
        text.set_language("en")


# --- dates and money ------------------------------------------------------------------------------


def test_dates_and_money_are_written_for_the_reader() -> None:
    when = datetime(2026, 3, 2, 9, 5, 7)
    assert (text.day(when.date()), text.short_day(when.date())) == ("Mon 2 Mar 2026", "2 Mar")
    assert (text.moment(when), text.clock(time(9, 5))) == ("2 Mar 2026 09:05:07", "09:05")
    assert (text.money(123456), text.money(-5), text.yuan(1610), text.yuan(-5)) == (
        "1,234.56 yuan", "-0.05 yuan", "16.10", "-0.05",
    )  # fmt: skip
    text.set_language("zh")
    assert (text.day(date(2026, 12, 31)), text.short_day(when)) == ("2026年12月31日 周四", "3月2日")
    assert text.money(123456) == "1,234.56元"


@given(st.integers(-(10**12), 10**12))
def test_no_fen_is_lost_in_writing(fen: int) -> None:
    assert int(text.yuan(fen).replace(".", "")) == fen


# --- widths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "cells", "short"),
    [
        ("欧阳娜娜", 8, "欧阳娜娜"),
        ("欧阳娜娜", 7, "欧阳娜~"),
        ("欧阳娜娜", 6, "欧阳~"),
        ("room 12", 7, "room 12"),
        ("room 12", 4, "roo~"),
        ("𠮷田", 3, "𠮷~"),
        ("欧", 1, "~"),
        ("欧", 0, ""),
    ],
)
def test_a_name_is_never_cut_without_a_sign(whole: str, cells: int, short: str) -> None:
    assert text.cut(whole, cells) == short


@given(ANY_TEXT, st.integers(0, 30), st.booleans())
def test_a_padded_text_fills_its_column(whole: str, cells: int, right: bool) -> None:
    shown = text.visible(whole)
    assert text.cell_len(text.pad(shown, cells, right=right)) == cells


# --- text from people -----------------------------------------------------------------------------


def test_a_line_is_kept_as_typed() -> None:
    assert typed.clean_line("  ３栋（东）\u3000", "room") == "３栋（东）"
    assert typed.clean_line("欧阳𠮷[red]", "name") == "欧阳𠮷[red]"
    assert text.normalise("\u3000３－２－１２０１ ") == "3-2-1201"


@pytest.mark.parametrize(
    "bad", ["a\nb", "a\tb", "a\x00b", "a\x1b[2Jb", "a\x9bb", "a\ud800b", "a\u2028b", "a\x7fb"]
)
def test_controls_are_refused_in_a_line(bad: str) -> None:
    with pytest.raises(Refused) as refused:
        typed.clean_line(bad, "caller")
    assert code_of(refused) == ("caller", "control_characters")


def test_a_text_may_have_several_lines() -> None:
    assert typed.clean_text(" 厨房\r\n漏水\r三\t楼\n", "content") == "厨房\n漏水\n三 楼"
    with pytest.raises(Refused) as refused:
        typed.clean_text("漏水\n\x1b[2J", "content")
    assert code_of(refused) == ("content", "control_characters")


def test_a_text_has_a_length() -> None:
    assert len(typed.clean_text("水" * 2000, "content")) == 2000
    with pytest.raises(Refused) as refused:
        typed.clean_text("水" * 10000, "content")
    assert code_of(refused) == ("content", "too_long")
    assert "10000" in text.say(refused.value.problems[0])


@given(ANY_TEXT)
def test_nothing_shown_acts_on_the_terminal(whole: str) -> None:
    shown = text.visible(whole)
    shown.encode()
    left = {char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert left <= {"\u200d"}
    assert text.visible(shown) == shown


def test_signs_stand_for_what_cannot_be_seen() -> None:
    assert text.visible("a\x1b[2J\u202eb\x9b\ud800\x7f") == "a␛[2J<202E>b<9B><D800>␡"
    assert text.visible("一\n二") == "一␊二"
    assert text.visible("一\n二\x07", lines=True) == "一\n二␇"
    assert text.visible("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    assert text.visible("王\u200d五") == "王<200D>五"


# --- the catalogue as it is installed --------------------------------------------------------------


def test_the_words_cost_little_to_load() -> None:
    """No parser of files, no database and no screen is behind a word."""
    lists = "import sys, repairdesk.text as t; t.set_language('zh'); t._('Room'); print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", lists], capture_output=True, text=True, check=True, env=os.environ
    )
    assert not {"textual", "sqlite3", "platformdirs", "tomllib", "pendulum", "babel"} & set(
        ran.stdout.split()
    )
