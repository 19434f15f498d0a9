"""Texts that callers, pranksters and other programs put into a field: the known ones, then seeded mixtures."""

from __future__ import annotations

import random
from collections.abc import Iterator

HAND_PICKED = (
    # markup of screens: it must neither vanish nor act
    "[", "]", "[/]", "[red]漏水[/red]", "[/b]", "[bold", "[3-2-501]", "[12:30]", "[@click=app.quit]点我[/]",
    "[link=file:///etc/passwd]x[/link]", "\\[", "\\", ":smile:", "{x}", "{0}", "{}", "%s", "%(x)s", "$HOME", "<b>x</b>",
    "[" * 300, "[red" * 50,
    # orders to a terminal: colour, clear, title, clipboard, reset, questions, the eight-bit forms
    "\x1b[31m红", "\x1b[2J", "\x1bc", "\x1b]0;标题\x07", "\x1b]52;c;aGVsbG8=\x07", "\x1b[6n", "\x1b[?1049l", "\x1bP+q544e\x1b\\",
    "\x9b31m", "\x9d0;x\x9c", "\x1b", "\x07", "覆盖\rOK", "\x08\x08\x08", "\x00", "a\x00b", "\x7f", "\x1a", "\x1b[201~",
    # lines and spaces
    "a\nb", "a\r\nb", "a\tb", "\n", " ", "", "\u3000全角空格\u3000", "\u00a0", "\u2028", "\u2029", "\x85", "漏水\n" * 300,
    # widths, directions, joins, look-alikes, what is no text at all
    "𠮷野家", "龘靐齉", "𰻝", "e\u0301", "１３８００００００", "①②③", "👨‍👩‍👧‍👦", "🇨🇳", "☎️", "\u202e138001\u202c", "\u2067abc\u2069",
    "اختبار", "ก็็็็็", "Z\u0300\u0301\u0302\u0303", "\u200b\u200c\u200d", "\ufeff漏水", "\ufffe", "\ufffd", "\ud800", "\udc80", "ı",
    "ﬁ", "İ", "﷽", "\u00ad软\u00ad连", "\U000e0041", "x\u200by",
    # other people's languages: of sheets, of databases, of searches, of shells, of printers
    "=1+1", "=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1:A9)", "＝1+1", "a,b", 'a"b', "'; DROP TABLE call;--", "' OR '1'='1", "%",
    "_", "*", '"', "NEAR(", "a OR", "a AND NOT", '"a', "(", "^a", "a:", "-a", "{a b}:", "NOT", "../../etc/passwd", "CON", "-rf",
    "--help", "$(id)", "`id`", "#read(\"/etc/passwd\")", "\\input{/etc/passwd}", "NULL", "nan", "1e999", "无",
    # far too much
    "长" * 2001, "龘" * 100_000, "[" * 10_000, "e" + "\u0301" * 3000,
)  # fmt: skip
REAL = ("3栋2单元501 水管漏水", "电梯困人", "王女士", "13800000001", "楼道灯不亮", "门禁坏了, 催第二次")


def texts(count: int, seed: int = 1) -> Iterator[str]:
    """``count`` texts, the same for a seed: first the hand-picked ones."""
    chance = random.Random(seed)
    short = [text for text in HAND_PICKED if len(text) <= 40]
    for number in range(count):
        if number < len(HAND_PICKED):
            yield HAND_PICKED[number]
            continue
        real, strange = chance.choice(REAL), chance.choice(short)
        at = chance.randrange(len(real) + 1)
        yield chance.choice((real[:at] + strange + real[at:], strange + chance.choice(short), strange + real))
