"""Work slips on paper: every form of every procedure, in both languages, on every paper."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from repairdesk import config, text
from repairdesk.desk import orders
from repairdesk.paper import dot_matrix, slip, typeset
from repairdesk.paper.amounts import capital
from repairdesk.rules.facts import Job
from repairdesk.rules.procedure import Procedure, parse
from repairdesk.rules.refusal import Refused
from repairdesk.rules.statements import Form
from repairdesk.views.order_cards import ChargeLine
from repairdesk.views.papers import Paper, own_fields, paper
from tests.desk.conftest import Office, at
from tests.needs import need

from . import pages

ROOT = Path(__file__).resolve().parent.parent.parent
NARROW = {"a4": 0, "a5": 0, "241x93": 16, "241x140": 16}
"""Millimetres that each paper keeps free at both sides."""
SIZES = {"a4": (210, 297), "a5": (210, 148), "241x93": (241, 93.1), "241x140": (241, 139.7)}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    text.set_language("en")
    yield
    text.set_language("en")


@pytest.fixture
def printable(desk: Office) -> Paper:
    """An order that has just been issued, on the slip of the office."""
    call = desk.log()
    return paper(desk.store, desk.issue(call), desk.now)


def procedures() -> Iterator[Procedure]:
    for path in sorted(config.procedures_dir().glob("*.toml")):
        yield parse(tomllib.loads(path.read_text(encoding="utf-8")))


def every_form(blank: Paper) -> Iterator[tuple[Form, Paper]]:
    for procedure in procedures():
        fields = own_fields(procedure, Job(), "day")
        copies = tuple(one.title for one in procedure.copy)[:1]
        for form in procedure.form:
            yield form, replace(blank, form=form, fields=fields, values={}, copies=copies)


def labels(form: Form, known: Paper) -> list[str]:
    """What has to stand on such a form, without any white."""
    language = text.language()
    found = [form.title, *form.signatures, form.disclaimer, form.notes, *known.copies]
    said = [each.in_(language) for each in found if each is not None]
    for name in form.fields:
        own = known.fields.get(name)
        standard = slip.LABELS.get(name, "") if name not in ("lines", "content") else "Item"
        if name == "content" and not own:
            standard = "What is reported"
        said.append(own.title.in_(language) if own else text._(standard))
        said += [option.title.in_(language) for option in own.options] if own else []
    return [plain(each) for each in said]


def plain(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", typeset.PAPERS)
def test_every_form_holds_all_it_has_to_say(printable: Paper, language: str, size: str) -> None:
    text.set_language(language)
    wrong = []
    for form, each in every_form(printable):
        found = pages.read(typeset.pdf(slip.document(each, size=size), "slip"))
        words = "".join(page.words for page in found)
        # What stands upright along the edge is read letter by letter.
        missing = [
            label for label in labels(form, each) if label.replace("：", "") not in words.replace("：", "")
        ]
        missing += [number for number in (each.order.number,) if number not in words]
        missing += [f"off: {letter}" for page in found for letter in page.outside(NARROW[size])]
        missing += [f"on each other: {pair}" for page in found for pair in page.collisions()]
        width, height = SIZES[size]
        assert abs(found[0].width - width * pages.MM) < 0.1
        assert abs(found[0].height - height * pages.MM) < 0.1
        if missing:
            wrong.append(f"{form.title.en}: {missing[:5]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", typeset.PAPERS)
def test_a_scanner_reads_both_codes_from_a_coarse_print(printable: Paper, size: str, tmp_path: Path) -> None:
    need("zbarimg")
    made = typeset.pdf(slip.document(printable, size=size), "slip")
    number = printable.order.number
    assert len(number) == 12
    assert number.isdigit()
    for page in range(len(pages.read(made))):
        seen = pages.scanned(pages.bitmap(made, page, tmp_path / f"{page}.pgm"))
        assert seen == [f"CODE-128:{number}", f"QR-Code:{number}"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", typeset.PAPERS)
def test_long_texts_flow_over_pages_and_nothing_is_lost(printable: Paper, language: str, size: str) -> None:
    text.set_language(language)
    content = "".join(chr(0x4E00 + n) for n in range(1990)) + "最后一字完。"
    name = "欧阳" + "".join(chr(0x5200 + n) for n in range(58))
    rows = tuple(
        ChargeLine(
            "material", f"第{n}项" + "很长的名称" * (n % 9), 1000, "个", 100 * n, 100 * n, "list", None
        )
        for n in range(1, 41)
    )
    card = replace(printable.card, caller=name, content=content, room="栋" * 40, phone="1" * 60)
    order = replace(printable.order, charges=rows, total=82000, labour=0, material=82000)
    full = replace(printable, card=card, order=order, office="物业" * 40, copies=printable.copies[:1])
    found = pages.read(typeset.pdf(slip.document(full, size=size), "slip"))
    # A page repeats what it belongs to above the text; letters are compared, each as often as it has to be there.
    words = "".join(page.words for page in found)
    for wanted in (content, name, "1" * 60, "栋" * 40):
        assert all(words.count(letter) >= wanted.count(letter) for letter in set(wanted))
    assert all(row.item in words for row in rows)
    assert "820.00" in words
    assert len(found) > 1
    for place, page in enumerate(found, 1):
        count = f"第{place}页，共{len(found)}页" if language == "zh" else f"page{place}of{len(found)}"
        assert count in page.words
        assert order.number in page.words
        assert not page.outside(NARROW[size])
        assert not page.collisions()


def test_a_word_without_end_stays_within_its_lines(printable: Paper) -> None:
    card = replace(printable.card, content="a" * 900, caller="https://" + "x" * 200)
    for size in typeset.PAPERS:
        for page in pages.read(typeset.pdf(slip.document(replace(printable, card=card), size=size), "slip")):
            assert not page.outside(NARROW[size])
            assert not page.collisions()


def test_what_people_typed_is_never_code(printable: Paper) -> None:
    typed = '#import "x": *  $x^2$ *b* _i_ `c` @a <b> \\u{41} ] } // /* #read("slip.typ") = 标题 - 项'
    card = replace(printable.card, content=typed, caller="#panic()")
    words = pages.read(typeset.pdf(slip.document(replace(printable, card=card)), "slip"))[0].words
    assert plain(typed) in words
    assert "#panic()" in words


def test_a_character_that_the_font_lacks_is_named_and_the_rest_printed(printable: Paper) -> None:
    card = replace(printable.card, caller="赟喆㐂堃淼䶮", content="\U0001f600水管\U000323ae漏\x1b[31m水")
    made = slip.document(replace(printable, card=card))
    assert typeset.lacking(typeset.texts(made)) == ("\U0001f600", "\U000323ae", "␛")
    words = pages.read(typeset.pdf(made, "slip"))[0].words
    assert "赟喆㐂堃淼䶮" in words
    assert "〓水管〓漏〓[31m水" in words


@pytest.mark.parametrize("size", typeset.PAPERS)
def test_what_was_waived_stands_on_every_form_with_a_bill(printable: Paper, size: str) -> None:
    row = ChargeLine("labour", "通马桶", 1000, "", 3000, 3000, "list", None)
    order = replace(printable.order, charges=(row,), total=3000, labour=3000, material=0, waived=500)
    for form, each in every_form(replace(printable, order=order)):
        if "lines" in form.fields:
            found = pages.read(typeset.pdf(slip.document(each, size=size), "slip"))
            assert "Waived5.00" in "".join(page.words for page in found), form.title.en
            assert not any(page.collisions() for page in found)


@pytest.mark.parametrize("size", typeset.PAPERS)
def test_a_slip_keeps_the_whole_amount_beside_what_was_waived(printable: Paper, size: str) -> None:
    row = ChargeLine("labour", "通马桶", 1000, "", 3000, 3000, "list", None)
    order = replace(printable.order, charges=(row,), total=3000, labour=3000, material=0, waived=500)
    document = slip.document(replace(printable, order=order), size=size)
    words = pages.read(typeset.pdf(document, "slip"))[0].words
    assert "30.00" in words
    assert "Waived5.00" in words
    if size.startswith("241"):
        assert "Waived:5.00yuan" in plain(
            "".join(line for page in dot_matrix.pages(document) for line in page)
        )


# --- which form, which copies ---------------------------------------------------------------------


def test_every_copy_has_a_page_with_its_mark(desk: Office, printable: Paper) -> None:
    text.set_language("zh")
    found = pages.read(typeset.pdf(slip.document(printable, size="a5"), "slip"))
    assert ["客户联" in page.words for page in found] == [True, False, False]
    assert ["前台联" in page.words for page in found] == [False, True, False]
    only = slip.printed(desk.store, printable.order.number, copy="finance", now=desk.now)
    assert [("财务联" in page.words) for page in pages.read(only.pdf)] == [True]
    with pytest.raises(Refused, match="not_one_of"):
        paper(desk.store, printable.order.number, desk.now, copy="third")


def test_an_unknown_form_or_paper_is_refused(desk: Office, printable: Paper) -> None:
    with pytest.raises(Refused, match="form: not_one_of"):
        slip.printed(desk.store, printable.order.number, form="receipt", now=desk.now)
    with pytest.raises(Refused, match="paper: not_one_of"):
        slip.printed(desk.store, printable.order.number, size="a3", now=desk.now)
    with pytest.raises(Refused, match="unknown_order"):
        slip.printed(desk.store, "999999", now=desk.now)


def test_a_reprint_says_so(printable: Paper) -> None:
    text.set_language("zh")
    first, second = (
        pages.read(typeset.pdf(slip.document(printable, reprint=n), "slip"))[0].words for n in (0, 2)
    )
    assert "补打" not in first
    assert "补打2" in second


def test_a_slip_that_came_back_holds_what_happened(desk: Office, printable: Paper) -> None:
    order = printable.order.number
    charge = orders.ChargeForm(kind="material", item="换水龙头", milli=2000, price=None, source="list")
    orders.arrive(desk.store, desk.clerk, order, at=at("10:12"), now=desk.now)
    orders.charge(desk.store, desk.clerk, order, charge, at=at("10:50"), now=desk.now)
    orders.finish(
        desk.store,
        desk.clerk,
        order,
        result="unfinished",
        reason="缺配件",
        plan="明天带来",
        at=at("11:00"),
        now=desk.now,
    )
    text.set_language("zh")
    words = pages.read(slip.printed(desk.store, order, now=desk.now).pdf)[0].words
    wanted = [
        "2026年3月2日10:12",
        "2026年3月2日11:00",
        "缺配件",
        "明天带来",
        "换水龙头",
        "35.00",
        "70.00",
        "柒拾元整",
    ]
    assert pages.in_order(words, wanted)


def test_an_office_without_a_form_has_a_plain_one(printable: Paper) -> None:
    words = pages.read(typeset.pdf(slip.document(replace(printable, form=None, fields={})), "slip"))[0].words
    assert all(plain(label) in words for label in ("Work order", "Reported by", "Remark", "Technician"))


def test_fields_of_the_offices_own_are_filled_in(printable: Paper) -> None:
    text.set_language("zh")
    known = next(each for form, each in every_form(printable) if form.title.zh == "校园维修单")
    room_kind = known.fields["room_kind"].options[1]
    values = {"room_kind": room_kind.name, "pupils_out": "yes", "watcher": "王老师"}
    made = slip.document(replace(known, values=values))
    items = {item["label"]: item for part in made["sheets"][0]["parts"] for item in part.get("items", ())}
    assert items["现场监护人"]["value"] == "王老师"
    assert [title for title, chosen in items["场所"]["options"] if chosen] == [room_kind.title.zh]
    assert [title for title, chosen in items["实验室安全（实验老师确认）"]["ticks"] if chosen] == [
        "学生已离开"
    ]


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"), (5, "伍分"), (1605, "壹拾陆元零伍分"), (12050, "壹佰贰拾元伍角整"), (100050, "壹仟元伍角整"),
        (1000100, "壹万零壹元整"), (100000500, "壹佰万零伍元整"), (123456789, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        (1_000_000_000_000, "壹佰亿元整"), (-1200, "负壹拾贰元整"),
    ],
)  # fmt: skip
def test_amounts_in_capitals(fen: int, said: str) -> None:
    assert capital(fen) == said


# --- the press ------------------------------------------------------------------------------------


def test_threads_print_beside_each_other(printable: Paper) -> None:
    made = slip.document(printable)
    with ThreadPoolExecutor(6) as threads:
        printed = list(threads.map(lambda _n: typeset.pdf(made, "slip"), range(12)))
    assert len({len(one) for one in printed}) == 1
    assert all(one.startswith(b"%PDF-") for one in printed)


def test_without_a_font_it_says_what_is_missing() -> None:
    code = (
        "import sys; sys.modules['noto_cjk_sans_otc'] = None\n"
        "from pathlib import Path\nfrom repairdesk.paper import typeset\n"
        "typeset.DEBIAN = Path('/nowhere/font.ttc')\ntypeset.lacking('x')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "no_font" in ran.stderr
