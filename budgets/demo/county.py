"""A small county around 普陀区 for the demo: departments of 2026, every figure invented, at every stage of the way.

What a department has follows from how many people and vehicles it has, the same amounts for each of them. It had one person
fewer the year before, so that the years of one department follow from each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.catalogue import VEHICLE_KINDS
from budgets.money import WANYUAN

from . import Sample

YEAR = 2026
REGION = {"code": "310107", "name": "上海市普陀区", "level": "区"}
#: Invented like everything here, near what lives there.
PEOPLE = (
    {"year": 2024, "persons": 1_240_000, "source": "样例数据，不是统计公报"},
    {"year": 2025, "persons": 1_236_000, "source": "样例数据，不是统计公报"},
)
MORE = "在职人员增加 1 人"

#: 万元 for each person on the staff, by 部门经济科目.
STAFF = {
    "30101": "4.20",
    "30102": "13.80",
    "30103": "0.40",
    "30108": "2.40",
    "30109": "1.20",
    "30110": "1.40",
    "30112": "0.10",
    "30113": "2.50",
}
GOODS = {
    "30201": "0.50",
    "30211": "0.20",
    "30217": "0.03",
    "30228": "0.40",
    "30229": "0.60",
    "30239": "0.80",
    "30299": "0.30",
}
#: The same money by function: what is for all of the staff, and the rest, which is the department's own.
FUNCTIONS = {"2080505": "2.40", "2080506": "1.20", "2101101": "1.40", "2210201": "2.50"}
OWN, RUNNING, RECEPTION = "21.33", "2.83", "0.03"
#: 万元 for each vehicle: 公务用车运行维护费.
VEHICLE = "2.40"


@dataclass(frozen=True)
class Place:
    """A department of the county: ``own`` is the 款 of its own functions, 01 of it 行政运行 and 02 its projects."""

    code: str
    short_name: str
    own: str
    people: int
    project: str
    use: str
    project_amount: str  # 万元
    task: str
    vehicles: int = 0
    #: An annuity typed wrong, as a clerk might: it contradicts the economic account.
    annuity: str = ""
    #: The years before that it published too.
    earlier: tuple[int, ...] = ()


PLACES = (
    Place(
        code="301",
        short_name="卫生健康委",
        own="21001",
        people=42,
        project="基层卫生人员培训",
        use="社区卫生服务中心人员的培训",
        project_amount="86.00",
        task="管理全区卫生健康工作。",
        annuity="54.00",
    ),
    Place("201", "教育局", "20501", 56, "教育督导", "聘请督学和开展督导评估", "64.00", "管理全区的教育。"),
    Place(
        "202", "人力资源社会保障局", "20801", 38, "就业服务", "举办招聘会", "45.00", "管理就业和社会保障。"
    ),
    Place("203", "司法局", "20406", 31, "法治宣传", "法治宣传教育活动", "28.00", "管理公共法律服务。"),
    Place("204", "民政局", "20802", 29, "社区服务评估", "委托第三方评估社区服务", "33.00", "管理社会救助。"),
    Place(
        "205",
        "审计局",
        "20108",
        27,
        "审计业务委托",
        "委托中介机构参与审计",
        "52.00",
        "监督财政收支。",
        vehicles=2,
        earlier=(2025,),
    ),
    Place("206", "档案局", "20126", 12, "档案数字化", "馆藏档案的数字化加工", "40.00", "管理全区档案工作。"),
    Place(
        "207",
        "文化和旅游局",
        "20701",
        34,
        "公益文化活动",
        "公益演出和展览",
        "75.00",
        "管理文化和旅游。",
        vehicles=3,
    ),
    Place(
        "208",
        "统计局",
        "20105",
        24,
        "专项统计调查",
        "居民和企业的抽样调查",
        "58.00",
        "组织统计调查。",
        vehicles=1,
    ),
    Place("209", "商务委员会", "20113", 30, "促进消费活动", "举办促进消费的活动", "96.00", "管理商贸流通。"),
    Place(
        "210",
        "应急管理局",
        "22401",
        36,
        "应急演练",
        "组织综合应急演练",
        "47.00",
        "管理安全生产和应急。",
        vehicles=5,
    ),
    Place("299", "某部门", "20103", 10, "专项工作", "开展专项工作", "20.00", "办理交办的事项。"),
)
UNIT = {
    "code": "105001",
    "name": "上海市普陀区国库收付中心（样例）",
    "short_name": "国库收付中心",
    "kind": "unit",
}


def samples() -> Iterator[Sample]:
    return (sample_of(place, YEAR) for place in PLACES)


def earlier() -> Iterator[Sample]:
    """What some of them published in the years before."""
    return (sample_of(place, year) for place in PLACES for year in place.earlier)


def sample_of(place: Place, year: int) -> Sample:
    """What a department has entered for a year."""
    name = f"上海市普陀区{place.short_name}"
    now = place.people - (YEAR - year)
    return Sample(
        unit=WANYUAN,
        region=REGION,
        department={"code": place.code, "name": f"{name}（样例）", "short_name": place.short_name},
        budget={"year": year, "assets_on": date(year - 1, 8, 31), "equipment_threshold": 100},
        income=tuple(
            ("101", function, this, last)
            for function, _nature, this, last, _project in _functions(place, now)
        ),
        expenditure=tuple(("101", *row) for row in _functions(place, now)),
        economic=tuple(_economic(place, now)),
        last_totals=(),
        particulars=_particulars(place, now),
        duties=(place.task, "办理区委、区政府交办的其他事项。"),
        offices=("办公室", "业务科", "财务科"),
        units=((f"{name}本部（样例）", "administrative", "", True),),
        projects=(
            {
                "name": place.project,
                "amount": place.project_amount,
                "last_amount": place.project_amount,
                "use": place.use,
                "overview": f"{place.use}，全年分批实施。",
                "basis": "区政府年度工作安排（样例）。",
                "body": "业务科",
                "plan": "按季度安排，年末考核。",
                "period": f"{year}年1月至12月",
                "goal": "按计划完成全年任务。",
            },
        ),
        indicators=(
            (place.project, "output", "数量指标", "活动次数", "≥", "12", "次"),
            (place.project, "benefit", "社会效益指标", "服务人次", "≥", "1000", "人次"),
            (place.project, "satisfaction", "服务对象满意度指标", "满意度", "≥", "90", "%"),
        ),
        purposes=tuple((function, use, "", "") for function, use in _purposes(place).items()),
        notes={
            "intro": "本单位是演示用的样例部门，数字和文字均为虚构。",
            "scope": "本预算只包括本部，没有下属预算单位。",
            "reason.income": MORE,
            "reason.expenditure": MORE,
        },
    )


def _times(each: str, count: int) -> str:
    return str(Decimal(each) * count)


def _both(each: str, people: int, vehicles: int) -> str:
    """So much for each person, and for each vehicle its running."""
    return str(Decimal(each) * people + Decimal(VEHICLE) * vehicles)


def _economic(place: Place, now: int) -> Iterator[tuple[str, str, str, str, str]]:
    """(source, economic, nature, this year, last year)."""
    for code, each in (STAFF | GOODS).items():
        yield "101", code, "basic", _times(each, now), _times(each, now - 1)
    if place.vehicles:
        running = _times(VEHICLE, place.vehicles)
        yield "101", "30231", "basic", running, running


def _functions(place: Place, now: int) -> Iterator[tuple[str, str, str, str, str]]:
    """(function, nature, this year, last year, project)."""
    this, last = _both(OWN, now, place.vehicles), _both(OWN, now - 1, place.vehicles)
    yield f"{place.own}01", "basic", this, last, ""
    yield f"{place.own}02", "project", place.project_amount, place.project_amount, place.project
    for function, each in FUNCTIONS.items():
        this = place.annuity if function == "2080506" and place.annuity else _times(each, now)
        yield function, "basic", this, _times(each, now - 1), ""


def _purposes(place: Place) -> dict[str, str]:
    return {
        f"{place.own}01": "机关的人员经费和公用经费",
        f"{place.own}02": place.use,
        "2080505": "基本养老保险的单位缴费",
        "2080506": "职业年金的单位缴费",
        "2101101": "在职人员的基本医疗保险缴费",
        "2210201": "在职人员住房公积金的单位缴存",
    }


def _particulars(place: Place, now: int) -> dict[str, tuple[str, str, str]]:
    """The other figures: the vehicles it has and no new ones, a little reception, the project bought as a service."""
    before, running = now - 1, _times(VEHICLE, place.vehicles)
    without = "" if place.vehicles else "没有公务用车"
    return {
        "staff.posts": (str(now + 2), "", ""),
        "staff.actual": (str(now), "", ""),
        "three-public.abroad": ("0", "0", "由区里统一安排"),
        "three-public.purchase": ("0", "0", without or "没有到更新年限的车辆"),
        "three-public.running": (running, running, without or "车辆数量与上年相同"),
        "three-public.reception": (_times(RECEPTION, now), _times(RECEPTION, before), "来访人次略有增加"),
        "running": (_both(RUNNING, now, place.vehicles), _both(RUNNING, before, place.vehicles), MORE),
        "procurement.goods": ("0", "", ""),
        "procurement.works": ("0", "", ""),
        "procurement.services": (place.project_amount, "", ""),
        "assets.vehicles": (str(place.vehicles), "", ""),
        **{f"assets.vehicles.{kind}": ("0", "", "") for kind, _ in VEHICLE_KINDS if kind != "general"},
        "assets.vehicles.emergency": (str(place.vehicles), "", ""),
        "assets.equipment": ("0", "", ""),
        "assets.buy-vehicles": ("0", "", ""),
        **{f"assets.buy-vehicles.{kind}": ("0", "", "") for kind, _ in VEHICLE_KINDS if kind != "general"},
        "assets.buy-equipment": ("0", "", ""),
    }
