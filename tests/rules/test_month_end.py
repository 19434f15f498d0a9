"""The month's figures are reminded of three days before its last day, and until it is over."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from repairdesk.rules.month import figures_due
from tests.rules.test_cases import procedure


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-27 23:59:59", None),
        ("2026-03-28 00:00", date(2026, 3, 31)),
        ("2026-03-31 23:59:59", date(2026, 3, 31)),
        ("2026-04-01 00:00", None),
        ("2026-02-25 09:00", date(2026, 2, 28)),
        ("2028-02-26 09:00", date(2028, 2, 29)),
        ("2028-02-25 09:00", None),
        ("2026-12-28 09:00", date(2026, 12, 31)),
    ],
)
def test_the_reminder(now: str, due: date | None) -> None:
    default = procedure("property-desk")
    assert figures_due(default, default.hours.instant(datetime.fromisoformat(now))) == due
