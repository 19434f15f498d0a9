"""Words for people: the language, sentences for problems, widths in cells, dates and money, and text made safe.

Messages are written in English at the place where they are used, wrapped in ``_`` (looked up now) or ``N_``
(only marked, looked up later with ``_``), and translated by the catalogues in ``data/locale``. The language can
change while the program runs, so whatever stays on the screen is looked up again each time it is drawn.
"""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol

from rich.cells import cell_len, split_graphemes

from repairdesk import config
from repairdesk.field_names import FIELDS
from repairdesk.messages import MESSAGES, N_
from repairdesk.rules.schema import Words
from repairdesk.words import REMARKS, WORDS

__all__ = [
    "N_", "_", "cell_len", "clock", "cut", "day", "folded", "joined", "language", "moment", "money", "month_of",
    "named", "ngettext", "normalise", "pad", "say", "set_language", "short_day", "span", "spoken", "told", "visible", "word", "yuan",
]  # fmt: skip

QUOTED = 60
"""Cells of a typed text that a sentence repeats."""


# --- the language ---------------------------------------------------------------------------------

_catalogues: dict[str, gettext.NullTranslations] = {"en": gettext.NullTranslations()}
_chosen = "en"


def set_language(name: str) -> None:
    """Speak ``zh`` or ``en`` from now on. The catalogue is read once, when its language is first chosen."""
    global _chosen  # noqa: PLW0603 - one program speaks one language at a time
    if name not in _catalogues:
        folder = {"zh": "zh_CN"}[name]
        with (config.locale_dir() / folder / "LC_MESSAGES" / "repairdesk.mo").open("rb") as file:
            _catalogues[name] = gettext.GNUTranslations(file)
    _chosen = name


def language() -> str:
    """The language spoken now, ``zh`` or ``en``."""
    return _chosen


def _(message: str) -> str:
    """``message`` in the language spoken now. The argument is a plain string or a marked one, never an f-string."""
    return _catalogues[_chosen].gettext(message) if message else ""


def spoken(words: str | Words) -> str:
    """A marked message, or words of the office's own, in the language spoken now and safe to show."""
    return visible(words.in_(_chosen)) if isinstance(words, Words) else _(words)


def called(title: Words | None, code: str) -> str:
    """What the office calls something, or the program's own word for its code."""
    return spoken(title) if title is not None else word(code)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of the message that fits the number ``n``, not yet filled in."""
    return _catalogues[_chosen].ngettext(one, many, n)


# --- sentences for problems -----------------------------------------------------------------------


class Coded(Protocol):
    """A problem of a field, or an error of the store: a code and the values its sentence needs."""

    @property
    def code(self) -> str:
        """The key of the sentence in ``messages.MESSAGES``."""

    @property
    def params(self) -> Mapping[str, object]:
        """The values of the sentence's placeholders."""


def say(problem: Coded) -> str:
    """The sentence for a problem, in the language spoken now, with its values as a reader writes them.

    Times among the values are shown as they stand, so they are given on the office's clock; values whose name
    ends in ``_fen`` are money. Typed text is shown safely and cut.
    """
    sentence = MESSAGES.get(problem.code, MESSAGES["other"])
    return told(sentence, {"code": problem.code, **problem.params})


def told(message: str, params: Mapping[str, object]) -> str:
    """A marked message in the language spoken now, its values written as in ``say``."""
    return _(message).format_map(_Known({name: _value(name, value) for name, value in params.items()}))


def named(problem: Coded) -> str:
    """The sentence with the name of its field before it, for where no field is in sight (the command line)."""
    field = str(getattr(problem, "field", ""))
    if not field:
        return say(problem)
    name = _(FIELDS[field]) if field in FIELDS else visible(field)
    return _("{field}: {sentence}").format(field=name, sentence=say(problem))


def word(code: str) -> str:
    """What a code of the register (``on_site``, ``technician.arrived``) is called; a code of no list is itself."""
    return _(WORDS[code]) if code in WORDS else visible(code)


def remark_of(what: str, remark: str) -> str:
    """The remark beside a fact on one line, safe to show; a code that the program noted itself is in words."""
    first, *rest = visible(" ".join(remark.split())).split(" ", 1)
    return " ".join([_(REMARKS.get(what, {}).get(first, first)), *rest])


def joined(words: Iterable[object]) -> str:
    """Words as a list within a sentence."""
    return _(", ").join(visible(str(word)) for word in words)


def labelled(name: str, value: str) -> str:
    """A name and its value as this language writes them: ``Colour: red``. Both are to be shown safely by then."""
    return _("{field}: {value}").format(field=name, value=value)


class _Known(dict[str, str]):
    """Values by name; one that was not given is left as its name, because a message must never fail."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


_WORDED = frozenset({"role", "roles", "state", "kind", "event", "events", "post", "keeper"})
"""The values of sentences that are codes of the register."""
_WHOLE = frozenset({"allowed", "path", "detail"})
"""The values that are of no use when they are cut."""


def _value(name: str, value: object) -> str:
    match value:
        case Words():
            return value.in_(_chosen)
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case time():
            return clock(value)
        case timedelta():
            return span(int(value.total_seconds() // 60))
        case int() if name.endswith("_fen"):
            return money(value)
        case list() | tuple():
            return joined(word(str(item)) if name in _WORDED else _value("", item) for item in value)
        case str() if name in _WORDED:
            return word(value)
        case _ if name in _WHOLE:
            return visible(str(value))
        case _:
            return cut(visible(str(value)), QUOTED)


# --- dates and money ------------------------------------------------------------------------------

_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def day(when: date) -> str:
    """A date with its weekday: ``Mon 2 Mar 2026``, ``2026年3月2日 周一``."""
    return _("{weekday} {day} {month} {year}").format(
        weekday=_(_WEEKDAYS[when.weekday()]), day=when.day, month=_(_MONTHS[when.month - 1]), year=when.year
    )


def short_day(when: date) -> str:
    """A date within this year: ``2 Mar``, ``3月2日``."""
    return _("{day} {month}").format(day=when.day, month=_(_MONTHS[when.month - 1]))


def month_of(year: int, month: int) -> str:
    """A month of a year: ``Mar 2026``, ``2026年3月``."""
    return _("{month} {year}").format(month=_(_MONTHS[month - 1]), year=year)


def clock(when: datetime | time) -> str:
    """Hours and minutes as the value has them, ``09:05``; seconds only where they are not zero."""
    return f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"


def moment(when: datetime) -> str:
    """A date and time of the office's clock (the caller has converted it): ``2 Mar 2026 13:59``."""
    return _("{day} {month} {year} {time}").format(
        day=when.day, month=_(_MONTHS[when.month - 1]), year=when.year, time=clock(when)
    )


_HOUR, _DAY = 60, 1440


def span(minutes: int) -> str:
    """Minutes as one says them: ``45 minutes``, ``90 minutes``, ``24 hours``, ``2 days 3 hours``."""
    days, rest = divmod(minutes, _DAY) if minutes >= 2 * _DAY else (0, minutes)
    hours, rest = divmod(rest, _HOUR) if rest % _HOUR == 0 or rest > 2 * _HOUR else (0, rest)
    parts = [ngettext("{n} day", "{n} days", days).format(n=days)] if days else []
    parts += [ngettext("{n} hour", "{n} hours", hours).format(n=hours)] if hours else []
    parts += [ngettext("{n} minute", "{n} minutes", rest).format(n=rest)] if rest or not parts else []
    return " ".join(parts)


def yuan(fen: int) -> str:
    """An amount as a plain decimal in yuan, ``16.10``: for columns, files and scripts."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def money(fen: int) -> str:
    """An amount for a reader, with its unit: ``1,200.00 yuan``."""
    whole, rest = divmod(abs(fen), 100)
    return _("{amount} yuan").format(amount=f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}")


# --- widths ---------------------------------------------------------------------------------------


def cut(text: str, cells: int) -> str:
    """``text`` in at most ``cells`` terminal cells; where something is left out it ends in ``~``.

    A name cut without a sign looks like another name. ``~`` is one cell wide in every terminal, ``…`` is not.
    """
    if cell_len(text) <= cells:
        return text
    if cells <= 0:
        return ""
    kept, room = 0, cells - 1
    for _start, end, width in split_graphemes(text)[0]:
        if width > room:
            break
        kept, room = end, room - width
    return text[:kept] + "~"


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """``text`` in exactly ``cells`` cells, cut or filled with spaces; with ``right`` it stands at the right."""
    short = cut(text, cells)
    space = " " * (cells - cell_len(short))
    return space + short if right else short + space


_CLOSING = frozenset("，。、；：！？）】》」”’")


def folded(words: str, width: int) -> list[str]:
    """Text in as many lines of at most ``width`` cells as it takes, broken at spaces where there are any near.

    No line begins with a sign that closes what stands before it. Line breaks in the text stay. An empty text is one
    empty line.
    """
    found: list[str] = []
    for line in words.split("\n"):
        rest = line
        while cell_len(rest) > width > 1:
            part = cut(rest, width + 1)[:-1] or rest[:1]
            space = part.rfind(" ")
            part = part[: space + 1] if space > len(part) // 2 and rest[len(part)] != " " else part
            while rest[len(part) : len(part) + 1] in _CLOSING and len(part) > 1:
                part = part[:-1]
            found.append(part.rstrip())
            rest = rest[len(part) :].lstrip()
        found.append(rest)
    return found


# --- text from people -----------------------------------------------------------------------------


def normalise(text: str) -> str:
    """A code, a number or a key in its one form: full-width characters narrow (NFKC), no space at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str, *, lines: bool = False) -> str:
    """``text`` fit for a terminal: what would act or be unseen there is replaced by a sign that is seen.

    That is controls, bidirectional and zero-width marks, line and paragraph separators and lone surrogates;
    the joiner inside an emoji stays. With ``lines`` line breaks stay too.
    """
    if text.isprintable():
        return text
    return "".join(
        char
        if unicodedata.category(char) not in _HIDDEN or (lines and char == "\n") or _joins(text, at)
        else _sign(ord(char))
        for at, char in enumerate(text)
    )


def _joins(text: str, at: int) -> bool:
    """Whether the character is a joiner between two symbols, as in the picture of a family."""
    if text[at] != "\u200d" or not 0 < at < len(text) - 1:
        return False
    return all(unicodedata.category(text[beside]) in ("So", "Sk", "Mn") for beside in (at - 1, at + 1))


def _sign(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<{code:02X}>"
