"""Codes to be scanned, drawn as SVG: a QR code and the bars of Code 128.

The measures suit a printer of 150 dots to the inch or more. The number is digits only: letters that a scanner types
would end in the window of a Chinese input method.
"""

from __future__ import annotations

from collections.abc import Iterable

BAR = 0.34
"""Millimetres of the thinnest bar: two dots at 150 to the inch."""
QUIET = 10
"""Bars of white that a reader needs beside the code."""


def bars(number: str, height: float = 9) -> bytes:
    """The number as Code 128, with the white beside it; ``height`` in millimetres."""
    modules = _modules(number)
    return _svg(_runs([modules], tall=height / BAR), len(modules) * BAR, height, BAR)


def bars_width(number: str) -> float:
    """How wide the code of a number is, in millimetres; narrower it cannot be read."""
    return round(len(_modules(number)) * BAR, 2)


def _modules(number: str) -> str:
    from barcode import Code128

    return "0" * QUIET + str(Code128(number).build()[0]) + "0" * QUIET


def square(number: str, size: float = 15) -> bytes:
    """The number as a QR code with the white around it; ``size`` in millimetres."""
    import segno

    rows = [
        "".join("1" if dark else "0" for dark in row)
        for row in segno.make(number, error="m", micro=False).matrix
    ]
    edge = "0" * 4
    wide = [f"{edge}{row}{edge}" for row in rows]
    blank = ["0" * len(wide[0])] * 4
    side = len(wide[0])
    return _svg(_runs([*blank, *wide, *blank]), size, size, size / side)


def _runs(rows: Iterable[str], tall: float = 1) -> str:
    """The path around each run of dark modules of each row."""
    found = []
    for y, row in enumerate(rows):
        x = 0
        for run in row.replace("01", "0 1").replace("10", "1 0").split():
            if run[0] == "1":
                found.append(f"M{x} {y}h{len(run)}v{tall:g}h-{len(run)}z")
            x += len(run)
    return "".join(found)


def _svg(path: str, width: float, height: float, module: float) -> bytes:
    box = f"0 0 {width / module:g} {height / module:g}"
    size = f'width="{width:g}mm" height="{height:g}mm"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{box}"><path d="{path}"/></svg>'.encode()
