"""Amounts in the Chinese characters that are used on receipts, because no stroke can be added to them."""

from __future__ import annotations

CAPITALS = "合计大写"
DIGITS_BY_HAND = "万仟佰拾元角分"
"""The places of an amount that is written in by hand."""
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital(fen: int) -> str:
    """An amount in fen as it is written out on a receipt: 1605 is ``壹拾陆元零伍分``."""
    yuan, rest = divmod(abs(fen), 100)
    jiao, cent = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan or not rest else ""
    between = "零" if yuan and cent and not jiao else ""
    parts = [f"{_DIGITS[jiao]}角" if jiao else between, f"{_DIGITS[cent]}分" if cent else ""]
    return ("负" if fen < 0 else "") + whole + "".join(parts) + ("整" if not cent else "")


def _whole(number: int) -> str:
    """A whole number: groups of four digits, one zero said for any run of them between two digits."""
    if number == 0:
        return "零"
    said, gap = "", False
    digits = str(number)
    for place, digit in enumerate(digits):
        left = len(digits) - place - 1
        if digit == "0":
            gap = True
        else:
            said += ("零" if gap else "") + _DIGITS[int(digit)] + _PLACES[left % 4]
            gap = False
        if left % 4 == 0 and left and any(char != "0" for char in digits[max(0, place - 3) : place + 1]):
            said += _GROUPS[left // 4]
    return said
