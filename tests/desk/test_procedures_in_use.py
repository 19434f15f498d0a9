"""Which of the procedures in use is the office's own: the others stay in use beside it."""

from __future__ import annotations

import pytest

from repairdesk.desk import office
from repairdesk.rules.refusal import Refused
from repairdesk.views import directories
from tests.desk.conftest import Office, body_of


def in_use(desk: Office) -> list[str]:
    return [each.id for each in directories.procedures_in_use(desk.store)]


def test_another_procedure_becomes_the_office_s_own_and_the_first_stays(desk: Office) -> None:
    manager = desk.person("王经理")
    office.adopt_procedure(desk.store, manager, body_of("storm-duty"), also=True, now=desk.now)
    office.prefer_procedure(desk.store, manager, "storm-duty", now=desk.now)
    assert in_use(desk) == ["storm-duty", "property-desk"]
    office.prefer_procedure(desk.store, manager, "storm-duty", now=desk.now)
    assert in_use(desk) == ["storm-duty", "property-desk"]
    office.prefer_procedure(desk.store, manager, "property-desk", now=desk.now)
    assert in_use(desk) == ["property-desk", "storm-duty"]
    office.stop_procedure(desk.store, manager, "storm-duty", now=desk.now)
    with pytest.raises(Refused, match="not_in_use"):
        office.prefer_procedure(desk.store, manager, "storm-duty", now=desk.now)
    with pytest.raises(Refused, match="not_permitted"):
        office.prefer_procedure(desk.store, desk.clerk, "property-desk", now=desk.now)


def test_an_adopted_version_can_be_read_and_adopted_again(desk: Office) -> None:
    manager = desk.person("王经理")
    office.adopt_procedure(desk.store, manager, body_of("storm-duty"), also=True, now=desk.now)
    office.stop_procedure(desk.store, manager, "storm-duty", now=desk.now)
    (stopped,) = [each for each in directories.procedures(desk.store) if each.name == "storm-duty"]
    assert not stopped.in_use
    assert directories.adopted(desk.store, stopped.id).id == "storm-duty"
    body = directories.adopted_body(desk.store, stopped.id)
    assert office.adopt_procedure(desk.store, manager, body, also=True, now=desk.now) == 1
    assert in_use(desk) == ["property-desk", "storm-duty"]
