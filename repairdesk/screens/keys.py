"""Type-ahead: keys and pastes are delivered one at a time, each to the widget that has the focus by then.

Textual forwards a key to the widget that is focused when the key arrives, while the key before it may still wait
in that widget's queue. Keys that come in one burst (a slow line, a busy moment, a scanner, a fast typist) then
land in the old field, or a dialog's answer in the field behind it. Here the next key is given on only when
everything that the last one set going has been done: in the focused widget, in all that contain it, and in a
screen that it opened.

What a scanner types is no keys at all here: it becomes one ``Scanned`` (see ``scanner``).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from textual import events
from textual._time import get_time
from textual.app import App
from textual.message import Message

from repairdesk.screens.scanner import LENGTH, Heard, Typed, hear

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.widget import Widget

_PAINT = 0.012
"""Seconds in which a key that came alone is painted."""
_TURNS = 3
"""Turns of the loop that a key needs from the thread that reads it to the queue."""
_PATIENCE = 1.0
"""Seconds that one widget, and three times this that all together, may keep the next key waiting."""


class Scanned(Message):
    """A scanner has read the number of a slip."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


@dataclass(frozen=True, slots=True)
class Given:
    """A character given on to a widget, and how to put that back as it was before."""

    typed: Typed
    put_back: Callable[[], None] | None

    @classmethod
    def to(cls, widget: Widget | None, typed: Typed) -> Given:
        """A character that is about to be given to the widget, which may have ``to_put_back``."""
        remember = getattr(widget, "to_put_back", None) if typed.digit else None
        return cls(typed, remember() if remember is not None else None)

    def take_back(self) -> None:
        """As if it had never been typed, where the widget can do that."""
        if self.put_back is not None:
            self.put_back()


class TypeAhead(App[int]):
    """An app whose keys wait for each other. Without a terminal (in headless tests) keys pass as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._given: deque[Given] = deque(maxlen=LENGTH + 1)
        """The last characters that were given on."""
        self._feeder: asyncio.Task[None] | None = None
        self._came = asyncio.Event()
        self._holders = 0
        self._free = asyncio.Event()
        self._free.set()

    def post_message(self, message: Message) -> bool:
        """Take keys and pastes that come from the terminal into the queue; everything else goes its usual way."""
        if (
            not isinstance(message, (events.Key, events.Paste))
            or message.is_forwarded
            or not self._running
            or self.is_headless
        ):
            return super().post_message(message)
        self._typed.append(message)
        self._came.set()
        if self._feeder is None:
            self._feeder = asyncio.create_task(self._feed(), name="type-ahead")
        return True

    @contextmanager
    def keys_held(self) -> Iterator[None]:
        """Keep what is typed waiting, for example while a save runs, until the block is left."""
        self._holders += 1
        self._free.clear()
        try:
            yield
        finally:
            self._holders -= 1
            if not self._holders:
                self._free.set()

    async def _feed(self) -> None:
        try:
            while self._typed and self._running:
                if self._holders:
                    await self._free.wait()
                    await self._settle(text=False)
                    continue
                heard = self._heard()
                if heard.wait:
                    await self._more(heard.wait)
                    continue
                event = self._next(heard)
                super().post_message(event)
                await self._pause()
                await self._settle(_is_text(event))
        except Exception as error:  # noqa: BLE001 - a task of its own: it has to report as widgets do
            self._handle_exception(error)
        finally:
            self._feeder = None

    def _heard(self) -> Heard:
        """What the keys that wait are: typed by hand, a scan, or perhaps the beginning of one."""
        waiting = [_typed(event) for event in islice(self._typed, LENGTH + 1)]
        return hear(waiting, [each.typed for each in self._given], get_time())

    def _next(self, heard: Heard) -> events.Key | events.Paste | Scanned:
        """The next key; or the scan that was heard in its place, what was given on of it taken back."""
        if heard.number:
            for _key in range(heard.keys):
                self._typed.popleft()
            for _digit in range(heard.back):
                self._given.pop().take_back()
            self._given.clear()
            return Scanned(heard.number)
        event = self._typed.popleft()
        if _is_text(event):
            self._given.append(Given.to(self.focused, _typed(event)))
        else:
            self._given.clear()
        return event

    async def _more(self, seconds: float) -> None:
        """Wait for another key; one that is read already but still on its way through the loop counts too."""
        self._came.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._came.wait(), seconds)
        for _turn in range(_TURNS):
            await asyncio.sleep(0)

    async def _pause(self) -> None:
        """Give a key the time to be painted before asking whether it is done, unless the next one is here."""
        if not self._typed:
            self._came.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), _PAINT)

    async def _settle(self, text: bool) -> None:
        """Wait until nothing is left to do for the last key.

        ``text``: a character, which an input field answers in one go; anything else may set off a chain of
        messages, so that all must have been quiet once more after it.
        """
        try:
            async with asyncio.timeout(3 * _PATIENCE):
                calm = 0
                while not self._over() and calm < (1 if text else 2):
                    before = (self.screen, self.focused)
                    path = [self, *(self.focused or self.screen).ancestors_with_self]
                    for pump in path:
                        await _caught_up(pump)
                        if self._over():
                            return
                    unmoved = (self.screen, self.focused) == before
                    quiet = not any(pump.message_queue_size for pump in path)
                    calm = calm + 1 if unmoved and quiet else 0
        except TimeoutError:
            self.log.warning("a key waited too long for the one before it")

    def _over(self) -> bool:
        """Whether the desk is ending and its screens are being taken down."""
        return not self._running


def _typed(event: events.Key | events.Paste) -> Typed:
    known = (event.key, event.character) if isinstance(event, events.Key) else ("paste", None)
    return Typed(*known, event.time)


def _is_text(event: Message) -> bool:
    return isinstance(event, events.Key) and event.is_printable


async def _caught_up(pump: MessagePump) -> None:
    """Wait until the widget has done what stood in its queue when we asked."""
    done = asyncio.get_running_loop().create_future()

    def finish() -> None:
        if not done.done():
            done.set_result(None)

    if pump.call_later(finish):
        await asyncio.wait((done,), timeout=_PATIENCE)
