"""What the terminal sends, cured of two faults: pastes that act as keys, and waits without a known end."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator

from textual import events
from textual._time import get_time
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

PASTE_LIMIT = 100_000
"""Characters kept of one paste. No field takes as many; it only has to be too long for the field to say so."""
_PATIENCE = 2.0
"""Seconds without a word after which a paste whose end got lost is taken as ended, so that keys work again."""

_ACTING = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"}


class NotUtf8(Message):
    """The terminal sent bytes that are no UTF-8; the characters were left out."""


class DeskParser(XTermParser):
    """Textual's parser, with the text between the two marks of a paste taken as text and nothing else.

    The original ends a paste at an ESC inside it and takes the rest as typed keys, among them the one that quits.
    """

    def __init__(self) -> None:
        super().__init__(debug=False)
        self._tail = ""
        self._pasted: str | None = None
        self._heard = 0.0

    @property
    def patience(self) -> float | None:
        """Seconds until ``tick`` has something to do; None when nothing is half read."""
        if self._pasted is not None:
            return max(0.0, self._heard + _PATIENCE - get_time())
        if self._timeout_time is not None:
            return max(0.0, self._timeout_time - get_time())
        return None

    def feed(self, data: str) -> Iterator[Message]:
        """The events of what was read; an empty string means that nothing more will come."""
        if not data:
            yield from super().feed(data)
        while data:
            read = self._read_typed if self._pasted is None else self._read_pasted
            data = yield from read(data)

    def tick(self) -> Iterable[Message]:
        """The events due because nothing followed: a lone Esc, or a paste without an end."""
        if self._pasted is not None and get_time() >= self._heard + _PATIENCE:
            yield from self._end_paste()
        yield from super().tick()

    def _read_typed(self, data: str) -> Generator[Message, None, str]:
        """Give keys on, up to the mark where a paste begins (which may have come in two pieces)."""
        known = self._tail + data
        at = known.find(BRACKETED_PASTE_START)
        if at < 0:
            self._tail = known[1 - len(BRACKETED_PASTE_START) :]
            yield from super().feed(data)
            return ""
        begin = at + len(BRACKETED_PASTE_START) - len(self._tail)
        self._tail, self._pasted, self._heard = "", "", get_time()
        yield from super().feed(data[:begin])
        return data[begin:]

    def _read_pasted(self, data: str) -> Generator[Message, None, str]:
        """Collect a paste up to the mark where it ends."""
        self._heard = get_time()
        before = self._pasted or ""
        text = before + data
        at = text.find(BRACKETED_PASTE_END, max(0, len(before) - len(BRACKETED_PASTE_END)))
        if at < 0:
            # What is over the limit is dropped, but not a piece of the mark at the very end.
            mark = 1 - len(BRACKETED_PASTE_END)
            self._pasted = text if len(text) <= PASTE_LIMIT else text[: PASTE_LIMIT + mark] + text[mark:]
            return ""
        self._pasted = text[:at]
        yield from self._end_paste()
        return text[at + len(BRACKETED_PASTE_END) :]

    def _end_paste(self) -> Iterator[Message]:
        text, self._pasted = self._pasted or "", None
        for event in super().feed(BRACKETED_PASTE_END):
            if not isinstance(event, events.Paste):  # the original's own, always empty
                yield event
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_ACTING)
        if text:
            yield events.Paste(text[:PASTE_LIMIT])
