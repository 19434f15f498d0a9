"""What a clerk types, as values: telephones, times, money, quantities and numbers.

Every function returns the value or raises ``Refused`` with one problem at the named field. Full-width digits and
signs are accepted everywhere, because an input method that was left switched on types them.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from repairdesk.rules.refusal import refuse
from repairdesk.rules.worktime import Hours

MAX_FEN = 1_000_000_000
"""Ten million yuan: no repair costs more, and a slipped finger is caught."""
MAX_MILLI = 100_000_000
"""A hundred thousand pieces or metres."""
YEARS = (2000, 2099)

# Only the forms a keyboard makes: full NFKC would read the typing error "1²" as 12.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("\u3000"): " ",
    ord("\u00a0"): " ",
    ord("。"): ".",
    ord("．"): ".",
    ord("￥"): "¥",
    ord("、"): ",",
    ord("–"): "-",
    ord("—"): "-",
    ord("−"): "-",
    ord("‐"): "-",
    ord("‑"): "-",
}


def narrow(text: str) -> str:
    """``text`` with full-width letters, digits and signs as ASCII, without spaces at the ends."""
    return text.translate(_NARROW).strip()


def _filled(text: str, field: str) -> str:
    """The narrow text, refused if there is none."""
    found = narrow(text)
    if not found:
        raise refuse(field, "required")
    return found


# --- telephones -----------------------------------------------------------------------------------

_EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|x|#)\s*([0-9]{1,6})$", re.IGNORECASE)
_DASHED_EXTENSION = re.compile(r"(\(?0[0-9]{2,3}\)?[- ]?[0-9]{7,8})-([0-9]{1,6})")
_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})")
_MOBILE = re.compile(r"1[0-9]{10}")
_OTHER = re.compile(r"[48]00[0-9]{7}|\+[1-9][0-9]{6,14}|[0-9]{3,8}")
"""400 and 800 numbers; numbers abroad; local and internal ones."""


def phone(text: str, field: str) -> str:
    """A telephone number in its one stored form, so that equal numbers compare equal.

    Accepted: mobiles (11 digits from 1), landlines with area code (stored as ``0571-87654321``), 400 and 800
    numbers, a foreign number with ``+``, and local or internal numbers of 3 to 8 digits; all but mobiles may
    have an extension (``转801``, ``x801``, ``#801``, stored as ``...x801``). Spaces, dashes and brackets do not
    matter, ``+86`` is dropped. Refused: ``bad_phone``.
    """
    typed = _filled(text, field)
    dashed = _DASHED_EXTENSION.fullmatch(typed)
    marked = _EXTENSION.search(typed)
    number, extension = typed, ""
    if dashed:
        number, extension = dashed.groups()
    elif marked:
        number, extension = typed[: marked.start()], marked[1]
    main = _main_number(re.sub(r"[ ()\-]", "", number))
    if main is None or (extension and _MOBILE.fullmatch(main)):
        raise refuse(field, "bad_phone")
    return f"{main}x{extension}" if extension else main


def _main_number(digits: str) -> str | None:
    national = re.fullmatch(r"(?:\+|00)860?([0-9]+)", digits)
    if national:
        digits = national[1] if _MOBILE.fullmatch(national[1]) else f"0{national[1]}"
    area = _AREA.match(digits)
    if area:
        local = digits[area.end() :]
        return f"{area[0]}-{local}" if re.fullmatch(r"[0-9]{7,8}", local) else None
    return digits if _MOBILE.fullmatch(digits) or _OTHER.fullmatch(digits) else None


def phone_tail(stored: str) -> str:
    """The last four digits of a stored number, without its extension: what a caller gives for himself."""
    return stored.partition("x")[0][-4:]


# --- times ----------------------------------------------------------------------------------------

_DAY_WORDS = {
    "今天": 0, "今日": 0, "today": 0,
    "明天": 1, "明日": 1, "tomorrow": 1,
    "后天": 2, "昨天": -1, "昨日": -1, "yesterday": -1, "前天": -2,
}  # fmt: skip
_DAY_WORD = re.compile(rf"({'|'.join(_DAY_WORDS)})\s*(.*)", re.IGNORECASE)
_RELATIVE = re.compile(r"([+-])\s*([0-9]{1,4})")
_CLOCK = re.compile(
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?|([0-9]{1,2})([0-9]{2})|([0-9]{2})([0-9]{2})([0-9]{2})"
)
_DATED = re.compile(
    r"(?:([0-9]{4})[-/.])?([0-9]{1,2})[-/.]([0-9]{1,2})[ T]+(.+)|([0-9]{4})?([0-9]{2})([0-9]{2}) +(.+)"
)
_OFFICE_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)")
_HALF_DAY = timedelta(hours=12)


def moment(
    text: str, field: str, *, hours: Hours, now: datetime, prefer: Literal["past", "future"] = "past"
) -> datetime:
    """The instant (UTC, whole seconds) that a clerk means, on the office's clock.

    ``1015``, ``10:15`` and ``10:15:30`` are times of a day near ``now``; ``0302 1015``, ``03-02 10:15`` and
    ``2026-03-02 10:15`` name the day; so do 今天, 明天, 昨天, ``today``, ``tomorrow``, ``yesterday`` before a
    time; ``+30`` and ``-30`` are minutes from now.

    Which day a bare time means: with ``future`` (appointments, promises) its next occurrence. With ``past``
    (what happened) today, also when that lies ahead, so that a typing error is refused by the operation and not
    moved to another day in silence; only a time more than twelve hours ahead is yesterday's: 2350 typed at
    00:10, 2340 typed after nine in the morning. A date without a year is the one nearest to ``now``.
    Refused: ``required``, ``bad_time``, ``no_such_date``, ``no_such_time``.
    """
    typed = _filled(text, field)
    relative = _RELATIVE.fullmatch(typed)
    if relative:
        count = timedelta(minutes=int(relative[2]))
        return _whole(now + count if relative[1] == "+" else now - count)
    today = hours.local(now).date()
    worded = _DAY_WORD.fullmatch(typed)
    if worded:
        day = today + timedelta(days=_DAY_WORDS[worded[1].lower()])
        return _on(day, _clock(worded[2], field), field, hours)
    dated = _DATED.fullmatch(typed)
    if dated:
        year, month, mday, rest = dated.groups()[:4] if dated[4] else dated.groups()[4:]
        clock = _clock(rest, field)
        return _on(_near(today, year, int(month), int(mday), field), clock, field, hours)
    return _near_clock(_clock(typed, field), field, hours, now, prefer)


def _near_clock(clock: time, field: str, hours: Hours, now: datetime, prefer: str) -> datetime:
    today = hours.local(now).date()
    found = _on(today, clock, field, hours)
    if prefer == "future" and found < now.replace(second=0, microsecond=0):
        return _on(today + timedelta(days=1), clock, field, hours)
    if prefer == "past" and found - now > _HALF_DAY:
        return _on(today - timedelta(days=1), clock, field, hours)
    return found


def office_time(text: str, field: str, hours: Hours) -> datetime:
    """The instant (UTC) of ``YYYY-MM-DD HH:MM[:SS]`` on the office's clock, and of nothing looser.

    This is what scripts give with ``--at``: no day is guessed. Refused: ``bad_office_time``, ``no_such_date``,
    ``no_such_time``.
    """
    found = _OFFICE_TIME.fullmatch(_filled(text, field))
    if not found:
        raise refuse(field, "bad_office_time")
    day = _date(int(found[1]), int(found[2]), int(found[3]), field)
    return _on(day, _clock(found[4], field), field, hours)


def _clock(text: str, field: str) -> time:
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise refuse(field, "bad_time")
    parts = [int(part) for part in found.groups() if part is not None]
    hour, minute, second = (*parts, 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        raise refuse(field, "no_such_time")
    return time(hour, minute, second)


def _date(year: int, month: int, day: int, field: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise refuse(field, "no_such_date") from error
    if not YEARS[0] <= year <= YEARS[1]:
        raise refuse(field, "no_such_date")
    return found


def _near(today: date, year: str | None, month: int, day: int, field: str) -> date:
    if year:
        return _date(int(year), month, day, field)
    found = []
    for candidate in (today.year, today.year - 1, today.year + 1):
        try:
            found.append(date(candidate, month, day))
        except ValueError:  # the 29th of February has no place in most years
            continue
    if not found:
        raise refuse(field, "no_such_date")
    return min(found, key=lambda each: abs(each - today))


def _on(day: date, clock: time, field: str, hours: Hours) -> datetime:
    """The instant, refused where the office's clock jumps over that time in spring."""
    found = hours.at(day, clock)
    if hours.local(found).replace(tzinfo=None) != datetime.combine(day, clock):
        raise refuse(field, "no_such_time")
    return found


def _whole(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


# --- money, quantities, numbers -------------------------------------------------------------------

_AMOUNT = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.([0-9]*))?")


def fen(text: str, field: str) -> int:
    """An amount typed in yuan (``16.1``, ``16.10``, ``¥1,200``, ``35元``) as whole fen.

    Refused: ``bad_amount``, ``below_zero``, ``too_fine`` (more than two decimals), ``too_large``.
    """
    typed = _filled(text, field).removeprefix("¥").removesuffix("元").strip()
    return _scaled(typed, field, 2, MAX_FEN, "bad_amount")


def milli(text: str, field: str) -> int:
    """A quantity (``2``, ``1.5``, ``0.125``) as whole thousandths, above zero.

    Refused: ``bad_quantity``, ``below_zero``, ``not_above_zero``, ``too_fine`` (more than three decimals),
    ``too_large``.
    """
    found = _scaled(_filled(text, field), field, 3, MAX_MILLI, "bad_quantity")
    if found == 0:
        raise refuse(field, "not_above_zero")
    return found


def _scaled(typed: str, field: str, decimals: int, most: int, code: str) -> int:
    found = _AMOUNT.fullmatch(typed)
    if not found or not (found[2] or found[3]):
        raise refuse(field, code)
    fraction = found[3] or ""
    if found[1]:
        raise refuse(field, "below_zero")
    if len(fraction) > decimals:
        raise refuse(field, "too_fine", decimals=decimals)
    whole = found[2].replace(",", "") or "0"
    scale: int = 10**decimals
    if len(whole) > 12 or (value := int(whole) * scale + int(fraction.ljust(decimals, "0"))) > most:
        raise refuse(field, "too_large", most=most // scale)
    return value


def number12(text: str, field: str) -> str:
    """A call or order number: 12 digits, spaces and dashes between them allowed. Refused: ``bad_number``."""
    found = re.sub(r"[\s\-]", "", _filled(text, field))
    if not re.fullmatch(r"[0-9]{12}", found):
        raise refuse(field, "bad_number")
    return found
