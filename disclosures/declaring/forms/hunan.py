"""Hunan: the county form of 2018 to 2021, and the long set of 2022 and later.

Sources: a county department's disclosure of 2021 and the outlines of the survey (domain/narrative.md §1, §3); the titles of
the long set as cities of Hunan publish them. In both the text comes first and the tables (``hunan_tables``) last.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgets.catalogue import OTHER_PEOPLE, POST_KINDS, RUNNING_COMPONENTS, VEHICLE_KINDS
from budgets.figures import Figures
from budgets.money import WANYUAN

from .. import lists
from ..form import Form
from ..lists import codes, given
from ..narrative import Comparison, Item, Joined, Over, Wording
from ..outline import (
    Condition,
    Each,
    ForEach,
    Glossary,
    Say,
    Section,
    Tables,
    Told,
    Untold,
    none,
    section,
    some,
    stated,
    zero,
)
from . import common, national
from .hunan_tables import COUNTY_TABLES, LONG_TABLES, YEARS_INCOME

# Words of both forms ----------------------------------------------------------------------------------------------

SOURCES = (
    ("income.s101", "一般公共预算拨款"),
    ("income.s102", "政府性基金预算拨款"),
    ("income.s103", "国有资本经营预算拨款"),
    ("income.s2", "纳入专户管理的非税收入拨款"),
    ("income.s301", "事业收入"),
    ("income.s302", "事业单位经营收入"),
    ("income.s303", "上级补助收入"),
    ("income.s304", "附属单位上缴收入"),
    ("income.s305", "其他收入"),
    ("income.s4", "使用非财政拨款结余"),
    ("income.s5", "上年结转"),
)
#: What stands under no 类 of the functions.
BESIDE_CLASSES = (("expenditure.nofunction", "未列功能科目的支出"), ("expenditure.carry", "结转下年"))
OTHER_NATURES = (
    ("expenditure.operating", "事业单位经营支出"),
    ("expenditure.upward", "上缴上级支出"),
    ("expenditure.downward", "对附属单位补助支出"),
    ("expenditure.carry", "结转下年"),
)
THREE_PUBLIC = (
    ("three-public.reception", "公务接待费"),
    ("three-public.purchase", "公务用车购置费"),
    ("three-public.running", "公务用车运行费"),
    ("three-public.abroad", "因公出国（境）费"),
)
CLASSES = Joined(codes("expenditure", level=1), "[{item:name}{item}]")
BASIC_COSTS = Joined(
    codes("economic", letter="e", level=1, nature="basic"), "[{item:name}{item}{item:moved}]", "；"
)


def moves_as_one(figures: Figures) -> bool:
    """Income and expenditure are the same, changed by the same and for one reason."""
    received, spent = figures.pair("income.total"), figures.pair("expenditure.total")
    reason = figures.reason("income.total")
    return (received.this, received.last) == (spent.this, spent.last) and reason in (
        "",
        figures.reason("expenditure.total"),
    )


def moves_apart(figures: Figures) -> bool:
    return not moves_as_one(figures)


def explained(over: Over) -> Over:
    """Those of these figures that changed, or that the department gives a reason for."""
    return lambda figures: (
        item for item in over(figures) if figures.change(item.key) or figures.reason(item.key)
    )


def is_alone(figures: Figures) -> bool:
    """The department is listed, and no unit under it."""
    return bool(figures.books.units) and not figures.value("units.subordinate")


def has_other_projects(figures: Figures) -> bool:
    """Projects are paid for from other money than general grants too."""
    return figures.amount("expenditure.project") != figures.amount("expenditure.general.project")


def lists_every_project(figures: Figures) -> bool:
    return common.has_projects(figures) and figures.amount("project.total") == figures.amount(
        "expenditure.project"
    )


def lists_some_projects(figures: Figures) -> bool:
    return common.has_projects(figures) and not lists_every_project(figures)


# The county form, 2018 to 2021 ------------------------------------------------------------------------------------

COUNTY_WORDING = Wording(
    digits="whole",
    separators=False,
    comparisons={
        "compare": Comparison(
            changed="比上年{this:verb}{this:delta}",
            same="与上年持平",
            unknown="因上年预算数没有公开，不能比较",
            from_zero="比上年{this:verb}{this:delta}，上年没有安排",
            tiny="与上年基本持平",
        )
    },
)


def set_apart(fund: str, name: str) -> Section:
    """What is spent from a budget of its own; nothing where nothing is, the other matters say so."""
    total = f"expenditure.{fund}.year.total"
    return section(
        f"{name}支出",
        f"text-{fund}",
        Say(
            f"{{year}}年年初预算数为{{{total}}}{{{total}:moved}}，其中，{{*classes}}。",
            {"classes": Joined(codes("expenditure", fund, level=1), "[{item:name}{item}]", "，")},
            when=some(total),
        ),
        remark=fund,
    )


def unplanned(figures: Figures) -> Iterator[Item]:
    """The money that a county says it did not budget, then what the department adds, a line each."""
    breaks_down = bool(figures.amount("economic.total"))
    kinds_of_money = (
        ("政府性基金预算", "expenditure.fund.total", True),
        ("纳入专户管理的非税收入拨款", "income.s2", True),
        ("对个人和家庭的补助", "economic.e303", breaks_down),
        ("国有资本经营预算", "expenditure.capital.total", True),
    )
    for name, key, is_known in kinds_of_money:
        if is_known and not figures.amount(key):
            yield Item(words={"name": name, "told": ""})
    for line in figures.books.notes.get("remark.other", "").splitlines():
        yield Item(words={"name": "", "told": line.strip()})


STAFFING = Say(
    "本{kind}共有编制人数{staff.posts}[?（{*posts}）][?，实有人数{staff.actual}[?（{*actual}）]{staff.actual:why}]"
    "[?；另有{*others}]。",
    {
        "posts": common.by_kind("staff.posts", POST_KINDS),
        "actual": common.by_kind("staff.actual", POST_KINDS),
        "others": common.by_kind("staff", OTHER_PEOPLE),
    },
    when=stated("staff.posts"),
)
OFFICES = Say(
    "内设机构{offices.count}，分别为：{*offices}。",
    {"offices": Joined(lists.offices, "{item:name}", "、")},
    when=some("offices.count"),
)
#: The goals of a project stand in a table of their own.
PROJECT = (
    Say("（{item:n}）{item:name}{item}{item:moved}。[主要用于{item:use}。]", role="item"),
    *(told for told in national.PROJECT_SHEET if "goal" not in told.pattern),
)
RESERVED = Say(
    "[?面向中小企业预留{procurement.sme}[?，其中面向小型和微型企业{procurement.small}]。]",
    when=some("procurement.total"),
)
REACH_OF_GOALS = (
    Say("[?编报绩效目标的预算单位{goals.units}。]"),
    Say("[?编报绩效目标的项目{goals.projects}[?，涉及预算资金{goals.funds}]。]"),
)
ABOUT_TABLES = Say("规定的表格全部列在下面；没有数据的表，表下注明本{kind}没有哪一类收支。", role="note")
COUNTY_OVERVIEW = (
    section(
        "{kind}职能职责",
        "duties",
        Told("{note.intro}"),
        Each(lists.duties, "（{item:cn}）{item:text}"),
        Told("{note.tasks}"),
        remark="overview",
    ),
    section(
        "机构设置",
        "structure",
        STAFFING,
        OFFICES,
        Say(
            "本{kind}有{units.subordinate}下属二级预算单位，分别为：{*units}。",
            {"units": Joined(lists.subordinate_units, "{item:name}", "、")},
            when=some("units.subordinate"),
        ),
        Say("本{kind}无下属二级预算单位。", when=is_alone),
        remark="structure",
    ),
)
COUNTY_BALANCE = section(
    "{kind}收支概况",
    "text-balance",
    Told("{note.scope}"),
    section(
        "收入预算",
        "text-income",
        Say(
            "{year}年年初预算数{income.total}[，其中，{*sources}]。",
            {"sources": Joined(given(*SOURCES), "[{item:name}{item}]")},
        ),
        remark="income",
    ),
    section(
        "支出预算",
        "text-expenditure",
        Say(
            "{year}年年初预算数{expenditure.total}[，其中，{*classes}][，{*others}]。",
            {"classes": CLASSES, "others": Joined(given(*BESIDE_CLASSES), "[{item:name}{item}]")},
        ),
        Say("具体安排如下：", when=some("expenditure.total")),
        section(
            "基本支出",
            "text-basic",
            Say(
                "{year}年年初预算数为{expenditure.basic}{expenditure.basic:moved}，用于保障本{kind}正常运转、完成日常工作，"
                "包括人员经费和日常公用经费[。按经济分类：{*costs}]。",
                {"costs": BASIC_COSTS},
                when=some("expenditure.basic"),
            ),
            Say("{year}年没有安排基本支出。", when=none("expenditure.basic")),
            remark="basic",
        ),
        section(
            "项目支出",
            "text-projects",
            Say(
                "{year}年年初预算数为{expenditure.project}{expenditure.project:moved}，"
                "用于完成特定的行政工作任务或事业发展目标。",
                when=some("expenditure.project"),
            ),
            Say("{year}年没有安排项目支出。", when=none("expenditure.project")),
            Say("其中：", when=lists_every_project),
            Say("其中公开的项目{projects.count}，合计{project.total}：", when=lists_some_projects),
            ForEach(lists.projects, PROJECT),
            remark="projects",
        ),
        section(
            "其他支出和结转",
            "text-other-natures",
            Say(
                "[{year}年年初预算数：{*natures}。]",
                {"natures": Joined(given(*OTHER_NATURES), "[{item:name}{item}{item:moved}]", "；")},
            ),
        ),
        set_apart("fund", "政府性基金预算"),
        set_apart("capital", "国有资本经营预算"),
        remark="expenditure",
    ),
    section(
        "预算收支增减变化情况说明",
        "text-changes",
        Say(
            "{year}年度本{kind}年初预算数为{expenditure.total}，{expenditure.total:compare}{expenditure.total:why}。",
            when=moves_as_one,
        ),
        Say(
            "{year}年度本{kind}收入预算{income.total}，{income.total:compare}{income.total:why}。",
            when=moves_apart,
        ),
        Say(
            "{year}年度本{kind}支出预算{expenditure.total}，{expenditure.total:compare}{expenditure.total:why}。",
            when=moves_apart,
        ),
        Say(
            "[其中，财政拨款支出{expenditure.grant.total}{expenditure.grant.total:moved}，{note.reason.grant}。]"
        ),
        remark="grant",
    ),
)
COUNTY_RUNNING = section(
    "机关运行经费",
    "other-running",
    Say(
        "本{kind}{year}年年初预算机关运行经费共安排{running}，{running:compare}{running:why}[?。其中：{*components}]。",
        {"components": common.by_kind("running", RUNNING_COMPONENTS)},
        when=some("running"),
    ),
    Say("本{kind}{year}年没有安排机关运行经费{running:why}。", when=zero("running")),
    remark="running",
)
COUNTY_PROCUREMENT = section(
    "政府采购预算",
    "other-procurement",
    Say(
        "{year}年年初预算数为{procurement.total}{procurement.total:moved}[。包含：{*kinds}]。[按采购项目：{*items}。]",
        {
            "kinds": Joined(
                given(
                    ("procurement.goods", "政府采购货物"),
                    ("procurement.works", "政府采购工程"),
                    ("procurement.services", "政府采购服务"),
                ),
                "[{item:name}{item}{item:moved}{item:why}]",
                "；",
            ),
            "items": Joined(lists.purchases(), "{item:name}{item}", "、"),
        },
        when=some("procurement.total"),
    ),
    RESERVED,
    Say("{year}年没有安排政府采购预算。", when=zero("procurement.total")),
    remark="procurement",
)
COUNTY_ASSETS = section(
    "国有资产占有情况",
    "other-assets",
    Say(
        "[截至{assets_on}，]本{kind}共有[?办公及业务用房{assets.area}；]车辆{assets.vehicles}[?（{*vehicles}）]"
        "[?；单位价值{threshold}万元（含）以上大型设备{assets.equipment:bare}套]。",
        {"vehicles": common.by_kind("assets.vehicles", VEHICLE_KINDS)},
    ),
    Say(
        "[?{year}年{kind}预算安排购置车辆{assets.buy-vehicles}[?（{*vehicles}）]"
        "[?，购置单位价值{threshold}万元（含）以上大型设备{assets.buy-equipment:bare}套]。]",
        {"vehicles": common.by_kind("assets.buy-vehicles", VEHICLE_KINDS)},
    ),
    when=stated("assets.vehicles"),
    remark="assets",
)
COUNTY_GOALS = section(
    "预算绩效目标",
    "other-goals",
    Say(
        "[?纳入{year}年{kind}整体支出绩效目标的金额为{goals.total}，其中，基本支出{goals.basic}，项目支出{goals.project}"
        "（绩效目标见“{kind}预算公开表”）。]"
    ),
    *REACH_OF_GOALS,
    remark="performance",
)
COUNTY_THREE_PUBLIC = section(
    "“三公”经费预算",
    "other-three-public",
    Say(
        "{year}年“三公”经费预算数{three-public.total}，其中：{*items}。[?{year}年公务用车购置数{assets.buy-vehicles:bare}台。]",
        {"items": Joined(given(*THREE_PUBLIC), "{item:name}{item}", "、")},
    ),
    Say(
        "{year}年“三公”经费预算数{three-public.total:compare}{three-public.total:why}[。其中：{*changes}]。",
        {"changes": Joined(explained(given(*THREE_PUBLIC)), "{item:name}{item:compare}{item:why}", "；")},
    ),
    when=stated("three-public.total"),
    remark="three-public",
)
COUNTY_MEETINGS = section(
    "会议费、培训费预算",
    "other-meetings",
    *(
        Say(f"{{year}}年预算安排{name}{{{key}}}{{{key}:moved}}{{{key}:why}}。", when=some(key))
        for key, name in (("meeting", "会议费"), ("training", "培训费"))
    ),
    *(
        Say(f"{{year}}年预算没有安排{name}{{{key}:why}}。", when=zero(key))
        for key, name in (("meeting", "会议费"), ("training", "培训费"))
    ),
    remark="meeting",
)
COUNTY_OUTLINE = (
    *COUNTY_OVERVIEW,
    COUNTY_BALANCE,
    section(
        "其他重要事项情况说明",
        "text-other",
        COUNTY_RUNNING,
        COUNTY_PROCUREMENT,
        COUNTY_ASSETS,
        COUNTY_GOALS,
        COUNTY_THREE_PUBLIC,
        COUNTY_MEETINGS,
        section(
            "其他事项",
            "other-remarks",
            Each(unplanned, "{item:n}.[{year}年预算没有安排{item:name}。][{item:told}]"),
            Untold(),
        ),
    ),
    section("名词解释", "terms", Glossary(own=True), number=""),
    section(
        "{kind}预算公开表",
        "tables",
        ABOUT_TABLES,
        Tables(),
        number="",
    ),
)
COUNTY = Form(
    key="hunan-county",
    family="hunan-county",
    title="湖南县级（2018至2021年）",
    regions=("43",),
    valid_from=2018,
    valid_to=2021,
    table_unit=WANYUAN,
    statements=COUNTY_TABLES,
    outline=COUNTY_OUTLINE,
    numbering=("{cn}、", "（{cn}）", "{n}.", "（{n}）"),
    wording=COUNTY_WORDING,
    maker="{kind}名称：{name}",
)

# The long set, 2022 and later -----------------------------------------------------------------------------------------

LONG_WORDING = Wording(
    separators=False,
    comparisons={
        "compare": Comparison(
            changed="较上年{this:verb}{this:delta}，{this:rate}{this:percent}",
            same="与上年持平",
            unknown="因上年预算数没有公开，不能比较",
            from_zero="较上年{this:verb}{this:delta}，上年没有安排，增减率不可比",
            tiny="与上年基本持平",
        )
    },
    why="，主要是因为{this:reason}",
)


def counted_apart(total: str, name: str, *, when_none: str) -> tuple[Say, Say]:
    """What is spent from money that has a table of its own, or that nothing is."""
    return (
        Say(
            f"{{year}}年本{{kind}}{name}支出{{{total}}}，{{{total}:compare}}。",
            when=some(total),
        ),
        Say(when_none, when=none(total)),
    )


def planned(key: str, name: str) -> tuple[Say, Say]:
    return (
        Say(f"{{year}}年本{{kind}}{name}预算{{{key}}}{{{key}:moved}}{{{key}:why}}。", when=some(key)),
        Say(f"{{year}}年本{{kind}}没有安排{name}{{{key}:why}}。", when=zero(key)),
    )


LONG_SOURCES = given(
    *((f"income.{source}", name) for source, name in YEARS_INCOME),
    ("income.s4", "使用非财政拨款结余"),
    ("income.s5", "上年结转结余"),
)
LONG_PROFILE = section(
    "{kind}基本概况",
    "overview",
    section(
        "职能职责",
        "duties",
        Told("{note.intro}"),
        Each(lists.duties, "{item:n}.{item:text}"),
        Told("{note.tasks}"),
    ),
    section("机构设置", "structure", OFFICES, STAFFING, remark="structure"),
    remark="overview",
)
LONG_UNITS = section(
    "{kind}预算单位构成",
    "units",
    Say("本{kind}没有下属预算单位，{kind}预算只含本级预算。", when=is_alone),
    Say("纳入{year}年{kind}预算编制范围的预算单位共{units.count}：", when=some("units.subordinate")),
    Each(lists.units, "{item:n}.{item:name}（{item:about}）", when=some("units.subordinate")),
    Told("{note.scope}"),
)
LONG_BALANCE = section(
    "{kind}收支总体情况",
    "text-balance",
    section(
        "收入预算",
        "text-income",
        Say(
            "{year}年本{kind}收入预算{income.total}[，其中，{*sources}]。",
            {"sources": Joined(LONG_SOURCES, "[{item:name}{item}]")},
        ),
        Say("收入{income.total:compare}{income.total:why}。"),
        remark="income",
    ),
    section(
        "支出预算",
        "text-expenditure",
        Say(
            "{year}年本{kind}支出预算{expenditure.total}[，其中，{*classes}][，{*others}]。",
            {"classes": CLASSES, "others": Joined(given(*BESIDE_CLASSES), "[{item:name}{item}]")},
        ),
        Say("支出{expenditure.total:compare}{expenditure.total:why}。"),
        Say(
            "[按支出性质分：{*natures}。]",
            {"natures": Joined(common.expenditure_natures, "[{item:name}{item}{item:moved}]", "；")},
        ),
        remark="expenditure",
    ),
)
GENERAL_TOTAL = "expenditure.general.year.total"
GENERAL_BASIC, GENERAL_PROJECTS = "expenditure.general.basic", "expenditure.general.project"


def lacks(part: str) -> Condition:
    """General grants are spent, and nothing of them on this."""
    return lambda figures: bool(figures.amount(GENERAL_TOTAL)) and not figures.amount(part)


LONG_GENERAL = section(
    "一般公共预算拨款支出",
    "text-general",
    Say("{year}年本{kind}没有使用一般公共预算拨款安排的支出。", when=none(GENERAL_TOTAL)),
    Say(
        "{year}年本{kind}一般公共预算拨款支出{expenditure.general.year.total}，"
        "{expenditure.general.year.total:compare}。其中，{*classes}。",
        {"classes": Joined(codes("expenditure", "general", level=1), "[{item:name}{item}]")},
        when=some(GENERAL_TOTAL),
    ),
    Say("[财政拨款支出{expenditure.grant.total}{expenditure.grant.total:moved}，{note.reason.grant}。]"),
    section(
        "基本支出",
        "text-basic",
        Say(
            "{year}年本{kind}基本支出{expenditure.general.basic}{expenditure.general.basic:moved}，"
            "用于保障本{kind}正常运转、完成日常工作[，其中，人员经费{economic.general.basic.staff}]"
            "[，公用经费{economic.general.basic.public}]。",
            when=some(GENERAL_BASIC),
        ),
        Say(
            "[按经济分类：{*costs}。]",
            {
                "costs": Joined(
                    codes("economic", "general", letter="e", level=1, nature="basic"),
                    "[{item:name}{item}{item:moved}]",
                    "；",
                )
            },
        ),
        Say("{year}年本{kind}没有使用一般公共预算拨款安排的基本支出。", when=lacks(GENERAL_BASIC)),
        remark="basic",
    ),
    section(
        "项目支出",
        "text-projects",
        Say(
            "{year}年本{kind}项目支出{expenditure.general.project}{expenditure.general.project:moved}，"
            "用于完成特定的行政工作任务或事业发展目标。",
            when=some(GENERAL_PROJECTS),
        ),
        Say(
            "{year}年本{kind}没有使用一般公共预算拨款安排的项目支出。",
            when=lacks(GENERAL_PROJECTS),
        ),
        Say("各类资金安排的项目支出共{expenditure.project}。", when=has_other_projects),
        Say("具体安排如下：", when=lists_every_project),
        Say("其中公开的项目{projects.count}，合计{project.total}：", when=lists_some_projects),
        ForEach(lists.projects, PROJECT),
        remark="projects",
    ),
    remark="grant",
)
LONG_FUND = section(
    "政府性基金预算支出",
    "text-fund",
    *counted_apart(
        "expenditure.fund.year.total",
        "政府性基金预算",
        when_none="{year}年本{kind}没有使用政府性基金预算拨款安排的支出，相应的表没有数据。",
    ),
    Say(
        "[其中，{*classes}。]",
        {"classes": Joined(codes("expenditure", "fund", level=1), "[{item:name}{item}]")},
    ),
    remark="fund",
)
LONG_RUNNING = section(
    "机关运行经费",
    "other-running",
    Say(
        "{year}年本{kind}机关运行经费预算{running}，{running:compare}{running:why}[?。其中：{*components}]。",
        {"components": common.by_kind("running", RUNNING_COMPONENTS)},
        when=some("running"),
    ),
    Say("{year}年本{kind}没有安排机关运行经费{running:why}。", when=zero("running")),
    remark="running",
)
LONG_THREE_PUBLIC = section(
    "“三公”经费预算",
    "other-three-public",
    Say(
        "{year}年本{kind}“三公”经费预算{three-public.total}，其中，公务接待费{three-public.reception}，"
        "公务用车购置及运行费{three-public.vehicles}（其中，公务用车购置费{three-public.purchase}，"
        "公务用车运行费{three-public.running}），因公出国（境）费{three-public.abroad}。"
    ),
    Say(
        "“三公”经费预算{three-public.total:compare}{three-public.total:why}[。其中：{*changes}]。",
        {"changes": Joined(explained(given(*THREE_PUBLIC)), "{item:name}{item:compare}{item:why}", "；")},
    ),
    when=stated("three-public.total"),
    remark="three-public",
)
LONG_PROCUREMENT = section(
    "政府采购情况",
    "other-procurement",
    Say(
        "{year}年本{kind}政府采购预算{procurement.total}{procurement.total:moved}，其中，"
        "货物类{procurement.goods}{procurement.goods:why}；工程类{procurement.works}{procurement.works:why}；"
        "服务类{procurement.services}{procurement.services:why}。",
        when=some("procurement.total"),
    ),
    RESERVED,
    Say("[政府采购预算中，政府购买服务{purchase.services}。]"),
    Say("{year}年本{kind}没有安排政府采购预算。", when=zero("procurement.total")),
    remark="procurement",
)
LONG_ASSETS = section(
    "国有资产占用使用及新增资产配置情况",
    "other-assets",
    Say(
        "[截至{assets_on}，]本{kind}共有[?办公及业务用房{assets.area}；]车辆{assets.vehicles}[?（{*vehicles}）]"
        "[?；单位价值{threshold}万元（含）以上大型设备{assets.equipment}]。",
        {"vehicles": common.by_kind("assets.vehicles", VEHICLE_KINDS)},
    ),
    Say(
        "[?{year}年拟新增配置车辆{assets.buy-vehicles}[?（{*vehicles}）]"
        "[?，新增配置单位价值{threshold}万元（含）以上大型设备{assets.buy-equipment}]。]",
        {"vehicles": common.by_kind("assets.buy-vehicles", VEHICLE_KINDS)},
    ),
    when=stated("assets.vehicles"),
    remark="assets",
)
LONG_GOALS = section(
    "预算绩效目标说明",
    "other-goals",
    Say(
        "[?纳入{year}年{kind}整体支出绩效目标的金额为{goals.total}，其中，基本支出{goals.basic}，项目支出{goals.project}"
        "（绩效目标见“{year}年{kind}预算表”）。]"
    ),
    *REACH_OF_GOALS,
    remark="performance",
)
LONG_OTHER = section(
    "其他重要事项的情况说明",
    "text-other",
    LONG_RUNNING,
    LONG_THREE_PUBLIC,
    section(
        "一般性支出情况",
        "other-meetings",
        *planned("meeting", "会议费"),
        *planned("training", "培训费"),
        remark="meeting",
    ),
    LONG_PROCUREMENT,
    LONG_ASSETS,
    LONG_GOALS,
    section(
        "其他事项",
        "other-remarks",
        *counted_apart(
            "expenditure.capital.year.total",
            "国有资本经营预算",
            when_none="{year}年本{kind}没有使用国有资本经营预算拨款安排的支出。",
        ),
        Told("{note.remark.capital}", "note"),
        *counted_apart(
            "expenditure.account.year.total",
            "财政专户管理资金",
            when_none="{year}年本{kind}没有使用财政专户管理资金安排的支出。",
        ),
        Untold(),
        remark="other",
    ),
)
LONG_OUTLINE = (
    section(
        "{year}年{kind}预算说明",
        "part-1",
        LONG_PROFILE,
        LONG_UNITS,
        LONG_BALANCE,
        LONG_GENERAL,
        LONG_FUND,
        LONG_OTHER,
        section("名词解释", "terms", Glossary(own=True)),
    ),
    section("{year}年{kind}预算表", "part-2", ABOUT_TABLES, Tables()),
)
LONG = Form(
    key="hunan-long",
    family="hunan-long",
    title="湖南（2022年起）",
    regions=("43",),
    valid_from=2022,
    valid_to=2099,
    table_unit=WANYUAN,
    statements=LONG_TABLES,
    outline=LONG_OUTLINE,
    numbering=("第{cn}部分", "{cn}、", "（{cn}）", "{n}."),
    wording=LONG_WORDING,
    maker="{kind}名称：{name}",
)
FORMS = (COUNTY, LONG)
