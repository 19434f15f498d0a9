from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from repairdesk.models import driver, search
from repairdesk.models.store import Store

from .conftest import MOMENT, WANG, add_call

HAN = st.text("漏水管厨房张伟老人𠮷㐂䶮", max_size=30)
RUNS = st.lists(
    st.one_of(st.text("漏水管厨", min_size=1, max_size=4), st.text("a1b", min_size=1, max_size=3))
)


def finds(text: str, question: str) -> bool:
    """Whether a fresh index that holds only ``text`` answers ``question`` with it."""
    db = driver.dbapi.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE f USING fts5(words, content='', tokenize='ascii')")
    db.execute("INSERT INTO f (rowid, words) VALUES (1, ?)", (search.tokens(text),))
    found = db.execute("SELECT rowid FROM f WHERE words MATCH ?", (search.match(question),)).fetchall()
    db.close()
    return bool(found)


@settings(max_examples=300, deadline=None)
@given(HAN, st.text("漏水管厨房张伟老人𠮷㐂䶮", min_size=1, max_size=5))
def test_chinese_is_found_exactly_where_in_finds_it(text: str, question: str) -> None:
    assert finds(text, question) == (question in text)


@settings(max_examples=300, deadline=None)
@given(HAN.filter(bool), st.data())
def test_every_part_of_a_chinese_text_finds_it(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    assert finds(text, text[begin:end])


@settings(max_examples=300, deadline=None)
@given(RUNS, RUNS.filter(bool))
def test_mixed_text_is_found_where_a_word_begins(runs: list[str], asked: list[str]) -> None:
    text, question = "".join(runs), "".join(asked)
    begins = [
        at
        for at in range(len(text))
        if text.startswith(question, at) and not (question[0].isascii() and at > 0 and text[at - 1].isascii())
    ]
    assert finds(text, question) == bool(begins)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_finds_itself_and_no_text_is_an_error(text: str) -> None:
    if search.match(text):
        assert finds(text, text)
    else:
        assert not search.tokens(text[: search.LONGEST_QUESTION])


def test_spelling_does_not_matter() -> None:
    text = "３－２－１２０１ Ａ座 Straße 漏水"
    for question in ("3-2-1201", "3 2", "a座", "A", "STRASSE", "漏水 3", "漏", "水", "1201", "３"):
        assert finds(text, question), question
    for question in ("201", "水漏", "座漏", "漏水 张伟"):
        assert not finds(text, question), question
    assert search.match('"*()- NEAR') == '"near" *'
    assert search.match("-- \ud800 %%% ") == ""


def test_a_call_is_found_by_its_present_text_only(store: Store) -> None:
    def found(question: str) -> list[int]:
        sql = "SELECT rowid FROM call_search WHERE words MATCH ? ORDER BY rowid DESC"
        with store.read() as tx:
            return [row[0] for row in tx.all(sql, search.match(question))]

    with store.write(WANG, "call.log", now=MOMENT) as tx:
        add_call(tx, "厨房漏水")
        second = add_call(tx, "卫生间漏水")
    assert found("漏水") == [2, 1]
    with store.write(WANG, "call.correct", now=MOMENT) as tx:
        tx.index_call(second, "大厅灯不亮")
        tx.index_call(second, "大厅灯不亮")
    assert found("漏水") == [1]
    assert found("灯不亮") == found("大厅") == [2]
