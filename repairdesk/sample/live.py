"""The lines that are open at the sample office now: every stage of the work, with its clock running.

Each story stops where the line stands. ``ago`` counts minutes back from now, ``worked`` minutes of office hours, so
that a slip that came back by day came back by day even if the sample is opened at night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

from repairdesk.rules.worktime import minutes

from .estate import Resident
from .history import SEED
from .stage import Line, Stage, Story, dice


def lines(stage: Stage) -> Iterator[Story]:
    """The stories of the lines that are open now, each from another home."""
    rng = dice(SEED + 1)
    homes = rng.sample(stage.estate.residents, len(SCENES))
    for (scene, said, paid), home in zip(SCENES, homes, strict=True):
        typical = stage.estate.typical(said)
        area = next((area for area in stage.estate.public_areas if typical.where in area), "")
        caller = Resident(area, home.name, home.phone) if typical.where else home
        yield scene(stage, Line(stage, typical, caller, rng, paid=paid))


# --- on the way -----------------------------------------------------------------------------------


def fresh(stage: Stage, line: Line) -> Story:
    """Just called; nobody has been sent."""
    yield stage.ago(1.5)
    line.log()


def unsent(stage: Stage, line: Line) -> Story:
    """Called a while ago, still nobody sent."""
    yield stage.ago(7)
    line.log()


def sent(stage: Stage, line: Line, called: float = 6) -> Story:
    """Somebody is on his way."""
    yield stage.ago(called)
    line.log()
    yield stage.ago(called - 2)
    line.issue()
    yield stage.ago(called - 3)
    line.accept()


def nearly_due(stage: Stage, line: Line) -> Story:
    """On his way, and the quarter of an hour is nearly over."""
    yield from sent(stage, line, 12)


def late(stage: Stage, line: Line) -> Story:
    """Nobody came in time, and nobody has called the customer."""
    yield from sent(stage, line, 21)


def there(stage: Stage, line: Line, called: float = 17) -> Story:
    """He is there, and the first callback is due."""
    yield from sent(stage, line, called)
    yield stage.ago(called - 11)
    line.arrive()


def promised(stage: Stage, line: Line) -> Story:
    """Nobody there; told so with an apology, and promised again for a minute ago."""
    yield from sent(stage, line, 42)
    yield stage.ago(25)
    line.call_back("arrival", "not_there", promised=stage.ago(10), sorry=True)


def promised_thrice(stage: Stage, line: Line) -> Story:
    """Three times nobody there: the supervisor has to know."""
    yield from sent(stage, line, 75)
    for before in (58, 40, 21):
        yield stage.ago(before)
        line.call_back("arrival", "not_there", promised=stage.ago(before - 12), sorry=True)


def working(stage: Stage, line: Line) -> Story:
    """He is at work; the customer has said so and agreed to the price."""
    yield from there(stage, line, 48)
    yield stage.ago(35)
    line.call_back("arrival", "there")
    if line.paid:
        yield stage.ago(34)
        line.consent()


# --- at another time ------------------------------------------------------------------------------


def for_later(stage: Stage, line: Line) -> Story:
    """Agreed for an hour and a half from now, and somebody is named."""
    yield stage.ago(50)
    line.log(appointment=_half_hour(stage, stage.now + minutes(90)))
    yield stage.ago(46)
    line.issue()


def for_tomorrow(stage: Stage, line: Line) -> Story:
    """Agreed for tomorrow; nobody is sent yet."""
    yield stage.ago(80)
    line.log(appointment=_tomorrow(stage, 10))


def moved(stage: Stage, line: Line) -> Story:
    """Engineering could not come; the customer agreed to another time before the first had run out."""
    yield stage.ago(33)
    line.log()
    yield stage.ago(31)
    line.issue()
    yield stage.ago(24)
    line.agree(stage.now + minutes(25))


def waiting(stage: Stage, line: Line) -> Story:
    """Interrupted for a part, and agreed for tomorrow."""
    yield stage.worked(150)
    line.log()
    yield stage.worked(147)
    line.issue()
    yield stage.worked(134)
    line.call_back("arrival", "there", arrived=stage.worked(138))
    yield stage.worked(110)
    line.stop("等配件")
    line.agree(_tomorrow(stage, 14))


# --- the slip -------------------------------------------------------------------------------------


def finished(stage: Stage, line: Line, called: float = 120) -> Story:
    """Finished; the slip is still with the technician."""
    yield stage.worked(called)
    line.log()
    yield stage.worked(called - 3)
    line.issue()
    yield stage.worked(called - 13)
    line.call_back("arrival", "there", arrived=stage.worked(called - 11))
    if line.paid:
        yield stage.worked(called - 15)
        line.consent()
    yield stage.worked(called - 60)
    line.finish()


def slip_late(stage: Stage, line: Line) -> Story:
    """Finished on the day before yesterday; the slip should have been back long ago."""
    yield from finished(stage, line, 1100)


def back(stage: Stage, line: Line, called: float = 130) -> Story:
    """The slip is back; the completion callback is due."""
    yield from finished(stage, line, called)
    yield stage.worked(max(called - 110, 5))
    line.take_back(None, None)


def not_reached(stage: Stage, line: Line) -> Story:
    """The slip is back, and the customer did not answer."""
    yield from back(stage, line, 200)
    yield stage.worked(40)
    line.call_back("completion", "unreachable")


def lacking_finance_copy(stage: Stage, line: Line) -> Story:
    """All but the finance copy is there."""
    yield from back(stage, line, 260)
    yield stage.worked(100)
    line.call_back("completion", "satisfied")


def ready(stage: Stage, line: Line) -> Story:
    """Nothing is missing: to be struck off."""
    yield from lacking_finance_copy(stage, line)
    if line.paid:
        yield stage.worked(30)
        line.to_finance()


def dissatisfied(stage: Stage, line: Line) -> Story:
    """The customer is dissatisfied: somebody has to go again."""
    yield from back(stage, line, 230)
    yield stage.worked(25)
    line.call_back("completion", "dissatisfied")


# --- not finished ---------------------------------------------------------------------------------


def planned(stage: Stage, line: Line, again: datetime | None = None) -> Story:
    """Not finished: the slip is back with a plan, which the customer has yet to be asked about."""
    yield stage.worked(170)
    line.log()
    yield stage.worked(167)
    line.issue()
    yield stage.worked(155)
    line.call_back("arrival", "there", arrived=stage.worked(160))
    yield stage.worked(20)
    line.take_back_unfinished(None, stage.worked(130), again or _tomorrow(stage, 15))


def objected(stage: Stage, line: Line) -> Story:
    """The customer does not like the plan; another time is to be found."""
    yield from planned(stage, line)
    yield stage.worked(12)
    line.call_back("plan", "objects")


def to_be_sent_again(stage: Stage, line: Line) -> Story:
    """The customer agrees, and the time is near: a new order under the same line."""
    yield from planned(stage, line, _half_hour(stage, stage.now + minutes(45)))
    yield stage.worked(10)
    line.call_back("plan", "agreed")


# --- by night, in public --------------------------------------------------------------------------


def by_night(stage: Stage, line: Line) -> Story:
    """Mended last night by word of mouth; the slip is yet to be written."""
    start = _last_night(stage)
    yield start
    line.log()
    yield start + minutes(2)
    line.issue()
    yield start + minutes(14)
    line.call_back("arrival", "there", arrived=start + minutes(11))
    if line.paid:
        yield start + minutes(15)
        line.consent()
    yield start + minutes(45)
    line.finish()


def slip_written(stage: Stage, line: Line) -> Story:
    """Mended the night before; the slip was written this morning and is out."""
    yield from by_night(stage, line)
    yield stage.hours.next(stage.at, stage.hours.opening) + minutes(9)
    line.write_slip()


def night_unchecked(stage: Stage, line: Line) -> Story:
    """Mended last night, written and back; the officer has yet to look."""
    yield from slip_written(stage, line)
    yield stage.at + minutes(22)
    line.take_back(None, None)
    yield stage.at + minutes(4)
    line.call_back("completion", "satisfied")


def unchecked(stage: Stage, line: Line) -> Story:
    """A public area: mended, slip back; the officer has yet to pass by."""
    yield from finished(stage, line, 210)
    yield stage.worked(120)
    line.take_back(None, None)
    yield stage.worked(110)
    line.call_back("completion", "satisfied")


# --- matters --------------------------------------------------------------------------------------


def asked(stage: Stage, line: Line) -> Story:
    """A matter nobody has taken up."""
    yield stage.ago(3)
    line.log()


def passed_on(stage: Stage, line: Line, called: float = 9) -> Story:
    """With its department."""
    yield stage.ago(called)
    line.log()
    yield stage.ago(called - 2)
    line.assign()


def unanswered(stage: Stage, line: Line) -> Story:
    """With its department for longer than a quarter of an hour."""
    yield from passed_on(stage, line, 19)


def answered(stage: Stage, line: Line) -> Story:
    """Answered; the caller has yet to be asked whether he is content."""
    yield from passed_on(stage, line, 30)
    yield stage.ago(18)
    line.answer()


Scene = Callable[[Stage, Line], Story]
SCENES: tuple[tuple[Scene, str, bool], ...] = (
    (fresh, "厨房水龙头关不紧", True),
    (fresh, "单元门打不开", False),
    (unsent, "家里跳闸", False),
    (sent, "客厅吊灯", True),
    (sent, "全屋没电", False),
    (nearly_due, "厨房水管爆裂", False),
    (late, "主卧马桶堵了", True),
    (there, "钥匙断在锁芯里", True),
    (promised, "空调漏水", True),
    (promised_thrice, "淋浴间地漏", True),
    (working, "洗手盆水龙头漏水", True),
    (working, "地面积水", False),
    (for_later, "阳台纱窗", True),
    (for_tomorrow, "飘窗墙皮", False),
    (moved, "卫生间排气扇", True),
    (waiting, "风机盘管温控器", True),
    (finished, "走廊开关", True),
    (finished, "马桶进水软管", False),
    (slip_late, "推拉门轨道", False),
    (back, "马桶水箱一直进水", True),
    (back, "可视对讲没有声音", False),
    (not_reached, "门铃按了不响", False),
    (lacking_finance_copy, "卫生间两个角阀", True),
    (ready, "厨房柜门合页", True),
    (dissatisfied, "客厅空调不制冷", False),
    (planned, "卫生间墙砖", True),
    (objected, "卫生间木门", False),
    (to_be_sent_again, "阳台灯线路", False),
    (by_night, "厨房插座冒烟", False),
    (by_night, "大门打不开", True),
    (slip_written, "天花板滴水", False),
    (night_unchecked, "一开热水器就跳闸", False),
    (unchecked, "声控灯", False),
    (asked, "投诉楼上装修噪音", False),
    (passed_on, "咨询地暖", False),
    (unanswered, "快递放在门口不见了", False),
    (answered, "要办装修手续", False),
)


def _tomorrow(stage: Stage, hour: int) -> datetime:
    return stage.hours.at(stage.hours.local(stage.now).date() + timedelta(days=1), time(hour))


def _half_hour(stage: Stage, at: datetime) -> datetime:
    """The next full or half hour."""
    local = stage.hours.local(at)
    short = -(local.minute * 60 + local.second) % 1800
    return at + timedelta(seconds=short)


def _last_night(stage: Stage) -> datetime:
    """An evening hour of the last night that leaves time for a job to be done by now."""
    day = stage.hours.local(stage.worked(1)).date()
    evening = stage.hours.at(day, stage.hours.closing) + minutes(95)
    return evening if evening + minutes(60) <= stage.now else evening - timedelta(days=1)
