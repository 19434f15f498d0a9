"""Type-ahead: keys and pastes are delivered one at a time, each to the widget that has the focus by then.

Textual forwards a key to the widget that is focused when the key arrives, while the key before it may still wait
in that widget's queue. Keys that come in one burst (a slow line, a busy moment, a scanner, a fast typist) then
land in the old field, or a dialog's answer in the field behind it. Here the next key is given on only when
everything that the last one set going has been done: in the focused widget, in all that contain it, and in a
screen that it opened.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from textual import events
from textual.app import App

if TYPE_CHECKING:
    from textual.message import Message
    from textual.message_pump import MessagePump

_PAINT = 0.012
"""Seconds in which a key that came alone is painted."""
_PATIENCE = 1.0
"""Seconds that one widget, and three times this that all together, may keep the next key waiting."""


class TypeAhead(App[int]):
    """An app whose keys wait for each other. Without a terminal (in headless tests) keys pass as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
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
                event = self._typed.popleft()
                super().post_message(event)
                await self._pause()
                await self._settle(_is_text(event))
        except Exception as error:  # noqa: BLE001 - a task of its own: it has to report as widgets do
            self._handle_exception(error)
        finally:
            self._feeder = None

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


def _is_text(event: events.Key | events.Paste) -> bool:
    return isinstance(event, events.Key) and event.is_printable


async def _caught_up(pump: MessagePump) -> None:
    """Wait until the widget has done what stood in its queue when we asked."""
    done = asyncio.get_running_loop().create_future()

    def finish() -> None:
        if not done.done():
            done.set_result(None)

    if pump.call_later(finish):
        await asyncio.wait((done,), timeout=_PATIENCE)
