"""Money by the command line: receipts, cash in hand, lists for finance, refunds, waivers and what is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.cli.conftest import Desk

DAY = "2026-03-30"


@pytest.fixture
def job(desk: Desk) -> tuple[Desk, str, str]:
    """A paid job of 45 yuan, agreed, done, its slip back; nothing paid yet."""
    call = desk.log(f"{DAY} 10:00")
    desk.json("quote", "give", call, "--amount", "45", "--at", f"{DAY} 10:01")
    desk.json("quote", "agree", call, "--how", "word", "--name", "张三", "--at", f"{DAY} 10:02")
    order = desk.issue(call, f"{DAY} 10:03")
    desk.json("order", "arrive", order, "--at", f"{DAY} 10:12")
    desk.json("order", "finish", order, "--at", f"{DAY} 10:50")
    words = ["--kind", "labour", "--item", "换水龙头", "--price", "45"]
    desk.json("order", "charge", order, *words)
    desk.json("order", "return", order, "--signed-by", "张三", "--at", f"{DAY} 11:00")
    return desk, call, order


def pay(desk: Desk, call: str, amount: str, *more: str) -> Any:
    return desk.json("pay", call, "--amount", amount, "--at", f"{DAY} 11:05", *more)


def test_pay_answers_with_the_call_and_tells_the_receipt_beside_it(job: tuple[Desk, str, str]) -> None:
    desk, call, _order = job
    assert pay(desk, call, "45", "--to", "technician")["orders"][0]["paid"] == "45.00"
    assert "2026-00001" in desk.err
    shown = desk.json("receipt", "show", "1")
    assert {name: shown[name] for name in ("number", "kind", "amount", "to", "way", "place", "technician", "list")} == {
        "number": "2026-00001", "kind": "payment", "amount": "45.00", "to": "technician", "way": "cash",
        "place": "technician", "technician": "李强", "list": None,
    }  # fmt: skip
    assert [one["number"] for one in desk.json("receipt", "list", "--call", call)] == ["2026-00001"]
    desk.run("receipt", "show", "9", code=2)


def test_cash_goes_from_the_technician_to_the_desk_and_on_to_finance(
    job: tuple[Desk, str, str], tmp_path: Path
) -> None:
    desk, call, _order = job
    pay(desk, call, "45", "--to", "technician")
    (held,) = desk.json("money", "list", "--held")["held"]
    assert (held["technician"], held["amount"], held["since"]) == ("李强", "45.00", f"{DAY}T11:05:00+08:00")
    desk.run("money", "hand-in", "李强", "--amount", "44", code=2)
    assert "45.00" in desk.err
    done = desk.json("money", "hand-in", "李强", "--amount", "45")
    assert done == {"technician": "李强", "amount": "45.00", "receipts": ["2026-00001"]}
    assert "前台" in (shown := desk.run("money", "list", lang="zh"))
    assert "到前台" not in shown
    found = desk.json("money", "list")
    assert (found["held"], found["desk"]["cash"], found["open"]) == ([], "45.00", [])
    made = desk.json("money", "to-finance", "--signed-by", "赵财务")
    assert (made["number"], made["kind"], made["amount"], made["signed_by"]) == (
        "2026-0001", "cash", "45.00", "赵财务",
    )  # fmt: skip
    assert [one["place"] for one in made["receipts"]] == ["finance"]
    desk.run("money", "to-finance", code=2)
    assert desk.json("money", "show", "2026-0001") == made
    file = tmp_path / "list.txt"
    desk.run("money", "print", "2026-0001", "--output", str(file), lang="zh")
    printed = file.read_text("utf-8")
    assert all(words in printed for words in ("肆拾伍元整", "赵财务", "2026-00001"))
    assert "2026-00001" in desk.run("receipt", "print", "1", "--output", "-", lang="zh")
    desk.run("copy", "sign", "2026-0001", "--signed-by", "某人", code=2)
    assert "2026-00001" in desk.run("copy", "show", "2026-0001")
    for number, words in (("2026-0001", ("money", "print")), ("1", ("receipt", "print"))):
        sheet = tmp_path / f"{words[0]}.pdf"
        desk.run(*words, number, "--output", str(sheet), lang="zh")
        read = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet))
        assert all(said in read for said in ("2026-00001", "肆拾伍元整"))


def test_money_is_given_back_and_waived(job: tuple[Desk, str, str], tmp_path: Path) -> None:
    desk, call, order = job
    (owing,) = desk.json("money", "list", "--open")["open"]
    assert (owing["call"], owing["due"], owing["open"]) == (call, "45.00", "45.00")
    waived = desk.json("money", "waive", order, "--amount", "5", "--approver", "王芳", "--reason", "老客户")
    assert (waived["total"], waived["waived"]) == ("45.00", "5.00")
    pay(desk, call, "60")
    (owing,) = desk.json("money", "list", "--open")["open"]
    assert (owing["due"], owing["paid"], owing["open"], owing["too_much"]) == (
        "40.00",
        "60.00",
        "0.00",
        "20.00",
    )
    assert desk.json("money", "refund", call)["orders"][0]["paid"] == "40.00"
    assert desk.json("money", "list", "--open")["open"] == []
    sheet = tmp_path / "refund.pdf"
    desk.run("receipt", "print", "2", "--output", str(sheet), lang="zh")
    printed = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet))
    assert "退给" in printed
    assert "收款人" in printed  # who is given money signs for it
    assert "交款人" not in printed
    fees = desk.json("stats", "--month", "2026-03")["fees"]
    assert fees == {
        "labour": "45.00",
        "material": "0.00",
        "total": "45.00",
        "paid": "40.00",
        "open": "0.00",
    }
    day = desk.json("money", "takings", "--month", "2026-03")
    assert day == {
        "period": "2026-03", "due": "45.00", "received": "60.00", "refunded": "20.00", "waived": "5.00", "open": "0.00",
        "ways": {"cash": "40.00"},
    }  # fmt: skip
    assert desk.json("money", "takings", "--day", "2026-03-29")["received"] == "0.00"
    desk.run("money", "takings", "--day", "nonsense", code=2)
    for language in ("en", "zh"):
        desk.run("money", "list", lang=language)
        desk.run("money", "takings", lang=language)
        desk.run("receipt", "list", lang=language)


def test_a_bill_is_read_in_the_language_spoken(job: tuple[Desk, str, str], tmp_path: Path) -> None:
    desk, call, order = job
    desk.json(
        "order", "charge", order, "--kind", "material", "--item", "角阀", "--price", "8", "--unit", "piece"
    )
    pay(desk, call, "53", "--to", "technician")
    sheet = tmp_path / "slip.pdf"
    desk.run("order", "print", order, "--output", str(sheet), lang="zh")
    printed = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet))
    card = desk.run("call", "show", call, lang="zh")
    assert all(words in card for words in ("人工", "材料", "件", "已付维修员", "口头 张三"))
    assert not any(code in card + printed for code in ("labour", "material", "piece", "technician"))
