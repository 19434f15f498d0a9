"""What Textual reads from the environment when it is imported, decided here instead.

Some of these variables name code to import, files to write or keys to press; the desk is run by people who may
not even know that they are set. The rest are choices of ours, each with its reason.
"""

from __future__ import annotations

import os

_OURS = {
    # Under the Kitty protocol a Chinese input method's commit of five or more characters turns to junk keys.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    # The terminal's own sixteen colours: legible on dark and light, and few bytes over a slow line.
    "TEXTUAL_THEME": "ansi-dark",
    "TEXTUAL_COLOR_SYSTEM": "standard",
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    # What follows from a key is painted at the next tick of this clock; it stands still while nothing changes.
    "TEXTUAL_FPS": "120",
}
_ESCAPE_MS = "30"
"""How long a lone Esc waits for the rest of a key's sequence; Textual's own is 100 ms."""


def prepare() -> None:
    """Clear every TEXTUAL variable and set ours. Must run before the first import of Textual."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    os.environ.update(_OURS)
    os.environ.setdefault("ESCDELAY", _ESCAPE_MS)
