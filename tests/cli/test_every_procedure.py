"""Every procedure that comes with the program can be used from the first call to the end, by the command line alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairdesk import config
from repairdesk.rules.facts import Job
from repairdesk.rules.limits import Condition, Pattern
from tests.cli.conftest import Desk
from tests.cli.player import Line, procedure_named

NAMES = sorted(path.stem for path in config.procedures_dir().glob("*.toml"))
PROCEDURES = {name: procedure_named(name) for name in NAMES}
ROOMS = "room,resident,phone\n3-1201,,\n"


def only(name: str, value: object) -> Condition:
    """Jobs with this property."""
    return Condition(((name, frozenset({value})),))


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The offices set up so far, one for each procedure; its jobs do not mind one another."""
    return {"": tmp_path_factory.mktemp("offices")}


@pytest.fixture
def line(bare: Desk, offices: dict[str, Path], request: pytest.FixtureRequest) -> Line:
    """A new line in an office that works by the procedure."""
    name = request.node.callspec.params["name"]
    if name not in offices:
        bare.db = offices[""] / f"{name}.db"
        bare.run("init", "--procedure", name, "--name", "Office", "--manager", "王芳", by="")
        bare.run("staff", "add", "李强", "--role", "technician")
        (offices[""] / "rooms.csv").write_text(ROOMS, encoding="utf-8")
        bare.run("import", "rooms", str(offices[""] / "rooms.csv"))
        offices[name] = bare.db
    bare.db = offices[name]
    return Line(bare, PROCEDURES[name], caller=request.node.name[-50:])


def that_ask(*names: str) -> list[str]:
    """Procedures that make a difference by one of these properties."""
    return [name for name, procedure in PROCEDURES.items() if procedure.asked_about() & set(names)]


def with_sheets() -> list[str]:
    """Procedures that say what becomes of a follow-up sheet."""
    sheet, facts = Job(kind="follow_up"), ("follow_up.noted", "follow_up.checked")
    return [
        name for name, one in PROCEDURES.items() if any(one.waits_for(fact, sheet, "day") for fact in facts)
    ]


def closed(line: Line) -> None:
    """Play the line to its end, which is the strike-off, and off the board."""
    card = line.play()
    assert card["state"] == "closed", line.story()
    assert line.number not in [row["call"] for row in line.desk.json("board")["rows"]], line.story()


@pytest.mark.parametrize("name", NAMES)
def test_a_repair(line: Line, name: str) -> None:
    line.log()
    closed(line)


@pytest.mark.parametrize("name", that_ask("place", "origin"))
def test_a_repair_of_the_night_in_a_public_area(line: Line, name: str) -> None:
    line.moment = line.moment.replace(hour=22)
    line.log(wanted=[only("place", "public_area")])
    closed(line)


@pytest.mark.parametrize("name", that_ask("paid"))
def test_a_paid_repair(line: Line, name: str) -> None:
    line.log(wanted=[only("paid", True)])
    closed(line)


@pytest.mark.parametrize("name", [name for name in NAMES if PROCEDURES[name].matter])
def test_a_matter(line: Line, name: str) -> None:
    line.log("--matter-kind", PROCEDURES[name].matter[0].kind, wanted=[only("kind", "matter")])
    closed(line)


@pytest.mark.parametrize("name", with_sheets())
def test_a_follow_up_sheet(line: Line, name: str) -> None:
    line.log()
    line.issue()
    line.arrive()
    line.record(Pattern("work.finished", result="unfinished"))
    line.convert()
    closed(line)


@pytest.mark.parametrize(
    ("name", "code"), [(name, ending.code) for name in NAMES for ending in PROCEDURES[name].ending]
)
def test_an_ending(line: Line, name: str, code: str) -> None:
    ending = next(one for one in line.procedure.ending if one.code == code)
    line.log(wanted=[ending.when])
    card = line.end(ending)
    assert (card["state"], card["ending"]) == ("closed", code), line.story()
