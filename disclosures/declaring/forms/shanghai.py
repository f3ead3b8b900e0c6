"""Shanghai, its districts: nine tables in 元, a short explanation, five other matters and a sheet on projects.

Sources: the official workbook of 2026 for departments, and two disclosures of Putuo district, of 2024 and of 2025
(domain/tables.md §1, §2; narrative.md §1, §3). Departments and their units differ in the titles, in the expenditure side
of the first table and in the sheet on projects, which only departments have. The years differ in what is declared under
“The years” below; where no document of a year is at hand, it takes what the next one has (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from budgets.catalogue import RUNNING_COMPONENTS
from budgets.figures import Figures
from budgets.money import WANYUAN, YUAN

from ...document import Cell, Column, Row, Table
from .. import lists
from ..form import DEPARTMENT, UNIT, Form
from ..lists import booked, codes, first_stated, given, kinds
from ..narrative import Comparison, Item, Joined, Wording
from ..outline import (
    Content,
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
from ..statements import (
    CODE,
    YEAR,
    Beside,
    ByCode,
    Classes,
    Custom,
    Head,
    Line,
    OneRow,
    Phrases,
    Press,
    Side,
    Statement,
    anchor_word,
)
from . import common, national
from .common import SPLIT_FUNCTION, THREE_PUBLIC_SUMS, natures

# The tables -------------------------------------------------------------------------------------------------------
#
# The form has no room for some kinds of money. Where there is such money, a column or line of its own is added.

FUNCTION = (
    Column(
        "项目",
        "group",
        (Column("功能分类科目编码", "group", SPLIT_FUNCTION), Column("功能分类科目名称", "name")),
    ),
)
ECONOMIC = (
    Column(
        "项目",
        "group",
        (
            Column("部门预算经济分类科目编码", "group", SPLIT_FUNCTION[:2]),
            Column("经济分类科目名称", "name"),
        ),
    ),
)
#: What the form calls the three budgets in its first and fourth table: until 2025, and since.
FUNDS_UNTIL_2025 = ("一般公共预算资金", "政府性基金", "国有资本经营预算")
FUNDS = ("一般公共预算", "政府性基金预算", "国有资本经营预算")
GRANTS = ("income.s101", "income.s102", "income.s103")
#: Income that the form names, and other income that there may be.
NAMED_INCOME = (
    ("income.s301", "事业收入"),
    ("income.s302", "事业单位经营收入"),
    ("income.s305", "其他收入"),
)
UNNAMED_INCOME = (
    ("income.s2", "财政专户管理资金收入"),
    ("income.s303", "上级补助收入"),
    ("income.s304", "附属单位上缴收入"),
    ("income.s4", "使用非财政拨款结余"),
    ("income.s5", "上年结转"),
)
OTHER_NATURES = tuple(
    Head(name, ("expenditure", CODE, nature), optional=True)
    for nature, name in (
        ("operating", "事业单位经营支出"),
        ("upward", "上缴上级支出"),
        ("downward", "对附属单位补助支出"),
    )
)
CARRIED_ON = Line("{number}、结转下年", "expenditure.carry", optional=True)


def received(names: tuple[str, ...]) -> Side:
    """本年收入: the grants with what they are made of, then income of other kinds."""
    return Side(
        "本年收入",
        (
            Line("{number}、财政拨款收入", "income.s1"),
            *(
                Line(f"{n}. {name}", key, "part")
                for n, (name, key) in enumerate(zip(names, GRANTS, strict=True), 1)
            ),
            *(Line(f"{{number}}、{name}", key) for key, name in NAMED_INCOME),
            *(Line(f"{{number}}、{name}", key, optional=True) for key, name in UNNAMED_INCOME),
            Line("收入总计", "income.total", "total"),
        ),
    )


SPENT = Side(
    "本年支出",
    (Classes(("expenditure",)), CARRIED_ON, Line("支出总计", "expenditure.total", "total")),
)
#: Units part their expenditure by nature and cost here already.
SPENT_BY_COST = Side(
    "本年支出",
    (Classes(("expenditure",)), replace(CARRIED_ON, key="carry"), Line("支出总计", "", "total")),
    columns=(
        Head(
            "预算数",
            children=(
                Head("合计", ("expenditure", CODE)),
                Head(
                    "基本支出",
                    children=(
                        Head("人员经费", ("cross", CODE, "basic", "staff")),
                        Head("公用经费", ("cross", CODE, "basic", "public")),
                    ),
                ),
                Head("项目支出", ("expenditure", CODE, "project")),
                *OTHER_NATURES,
            ),
        ),
    ),
)


def balance(names: tuple[str, ...], spent: Side) -> Beside:
    return Beside("balance", "{year}年{kind}财务收支预算总表", (received(names), spent), height=14)


INCOME = ByCode(
    "income",
    "{year}年{kind}收入预算总表",
    rows=("income",),
    letter="f",
    lead=FUNCTION,
    columns=(
        Head(
            "收入预算",
            children=(
                Head("合计", ("income", CODE)),
                Head("财政拨款收入", ("income", CODE, "s1")),
                *(Head(name, ("income", CODE, key.removeprefix("income."))) for key, name in NAMED_INCOME),
                *(
                    Head(name, ("income", CODE, key.removeprefix("income.")), optional=True)
                    for key, name in UNNAMED_INCOME
                ),
            ),
        ),
    ),
    subject="收入预算",
    height=12,
)
EXPENDITURE = ByCode(
    "expenditure",
    "{year}年{kind}支出预算总表",
    rows=("expenditure",),
    letter="f",
    lead=FUNCTION,
    columns=(Head("支出预算", children=(*natures("expenditure"), *OTHER_NATURES)),),
    subject="支出预算",
    total=YEAR,
    height=12,
)


def grant(names: tuple[str, ...]) -> Beside:
    return Beside(
        "grant",
        "{year}年{kind}财政拨款收支预算总表",
        (
            Side(
                "财政拨款收入",
                (
                    *(Line(f"{{number}}、{name}", key) for name, key in zip(names, GRANTS, strict=True)),
                    Line("{number}、上年结转", "income.grant.s5", optional=True),
                    Line("收入总计", "income.grant.total", "total"),
                ),
            ),
            Side(
                "财政拨款支出",
                (
                    Classes(("expenditure", "grant")),
                    replace(CARRIED_ON, key="carry"),
                    Line("支出总计", "", "total"),
                ),
                columns=(
                    Head("合计", ("expenditure", "grant", CODE)),
                    Head("一般公共预算", ("expenditure", "general", CODE)),
                    Head("政府性基金预算", ("expenditure", "fund", CODE)),
                    Head("国有资本经营预算", ("expenditure", "capital", CODE)),
                ),
            ),
        ),
        height=14,
    )


def by_function(fund: str, name: str) -> ByCode:
    """A table by function of what one of the three budgets pays."""
    return ByCode(
        fund,
        f"{{year}}年{{kind}}{name}支出功能分类预算表",
        rows=("expenditure", fund),
        letter="f",
        lead=FUNCTION,
        columns=(Head(f"{name}支出", children=natures("expenditure", fund)),),
        subject=f"{name}财政拨款安排的预算",
        total=YEAR,
        height=13,
    )


BASIC = ByCode(
    "basic",
    "{year}年{kind}一般公共预算基本支出部门预算经济分类预算表",
    rows=("economic", "general"),
    letter="e",
    lead=ECONOMIC,
    columns=(
        Head(
            "一般公共预算基本支出",
            children=(
                Head("合计", ("economic", "general", CODE, "basic")),
                Head("人员经费", ("economic", "general", CODE, "basic", "staff")),
                Head("公用经费", ("economic", "general", CODE, "basic", "public")),
            ),
        ),
    ),
    subject="一般公共预算财政拨款安排的基本支出预算",
    nature="basic",
    prints_zero=True,
    height=13,
)


def three_public(title: str, of_year: str) -> OneRow:
    """“三公”经费 and 机关运行经费; ``of_year`` is what its heads begin with."""
    return OneRow(
        "three-public",
        title,
        (
            Head(
                f"{of_year}“三公”经费预算数",
                children=(
                    Head("合计", ("three-public.total",)),
                    Head("因公出国(境)费", ("three-public.abroad",)),
                    Head("公务接待费", ("three-public.reception",)),
                    Head(
                        "公务用车购置及运行费",
                        children=(
                            Head("小计", ("three-public.vehicles",)),
                            Head("购置费", ("three-public.purchase",)),
                            Head("运行费", ("three-public.running",)),
                        ),
                    ),
                ),
            ),
            Head(f"{of_year}机关运行经费预算数", ("running",)),
        ),
        sums=THREE_PUBLIC_SUMS[:2],
        subject="“三公”经费和机关运行经费预算",
        prints_zero=False,
        unit=WANYUAN,
    )


THREE_PUBLIC = three_public("{year}年{kind}“三公”经费和机关运行经费预算表", "")
THREE_PUBLIC_UNTIL_2024 = replace(
    three_public("{kind}“三公”经费和机关运行经费预算表", "{year}年"), prints_zero=True
)
PROJECT_FUNDS = Column(
    "项目资金",
    "group",
    (
        Column("年度资金申请总额"),
        Column("当年财政拨款"),
        Column("上年结转资金"),
        Column("其他资金"),
    ),
)
INDICATORS = Column(
    "绩效指标",
    "group",
    tuple(Column(label, "text") for label in ("一级指标", "二级指标", "三级指标", "年度指标值")),
)


def goal_sheets(press: Press) -> Iterator[Table]:
    """财政项目支出绩效目标填报表: the projects that have indicators, a row for each of them."""
    projects = [project for project in press.figures.books.projects if project.targets]
    columns = (Column("项目名称", "name"), PROJECT_FUNDS, Column("年度总体目标", "text"), INDICATORS)
    rows = []
    for project in projects:
        funds = (project.key, *(f"{project.key}.{fund}" for fund in ("grant", "carried", "other")))
        about = (
            Cell(project.name),
            *(press.amount(key) for key in funds),
            Cell(project.goal),
        )
        for target in project.targets:
            indicator = (Cell(word) for word in (target.area, target.aspect, target.name, target.target))
            rows.append(Row((*about, *indicator), level=1, code=anchor_word(project.key)))
            about = (Cell(),) * len(about)
    if rows:
        yield Table("project-goals", "{year}年财政项目支出绩效目标填报表", press.unit, columns, tuple(rows))


GOALS = Custom("project-goals", goal_sheets)


def statements(names: tuple[str, ...], costs: OneRow, *, prints_zero: bool = False) -> tuple[Statement, ...]:
    """The nine tables and those of the goals. ``prints_zero``: a cell without money in a table by function is 0.00."""
    income, expenditure, general, fund, capital = (
        replace(table, prints_zero=prints_zero)
        for table in (
            INCOME,
            EXPENDITURE,
            by_function("general", "一般公共预算"),
            by_function("fund", "政府性基金预算"),
            by_function("capital", "国有资本经营预算"),
        )
    )
    summaries = balance(names, SPENT), income, expenditure, grant(names)
    return (*summaries, general, fund, capital, BASIC, costs, common.WHOLE_GOALS, GOALS)


def of_unit(statement: Statement) -> Statement:
    """A table as units have it: they call themselves 预算单位 in its title."""
    if isinstance(statement, Custom):
        return statement
    if isinstance(statement, Beside) and statement.key == "balance":
        statement = replace(statement, sides=(statement.sides[0], SPENT_BY_COST))
    return replace(statement, title=statement.title.replace("{kind}", "预算{kind}"))


# The words --------------------------------------------------------------------------------------------------------

PHRASES = Phrases(empty="注：本{kind}{year}年无{subject}，故本表为空表。")
WORDING = Wording(
    comparisons={
        "compare": Comparison(
            changed="比{last_year}年预算{this:verb}{this:delta}",
            same="与{last_year}年预算持平",
            unknown="{last_year}年预算数没有公开，无法比较",
            tiny="与{last_year}年预算基本持平",
        ),
        "executed": Comparison(
            changed="比{last_year}年预算执行数{this:verb}{this:percent}",
            same="与{last_year}年预算执行数持平",
            unknown="{last_year}年预算执行数没有公开",
            from_zero="{last_year}年没有执行数，增减率不可比",
            tiny="与{last_year}年预算执行数基本持平",
        ),
    },
    why_same="，主要原因是{this:reason}",
)
WORDING_UNTIL_2024 = replace(WORDING, zero="0.00")

# Who the department is --------------------------------------------------------------------------------------------

DUTIES = (
    Told("{note.intro}"),
    Say("主要职能包括：", when=lambda figures: bool(figures.books.duties)),
    Each(lists.duties, "（{item:cn}）{item:text}"),
    Told("{note.tasks}"),
)
STAFFING = Say("[?本{kind}编制{staff.posts}[?，实有{staff.actual}]{staff.actual:why}。]")
OFFICES = Say(
    "本{kind}设{offices.count}内设机构，分别是：{*offices}。",
    {"offices": Joined(lists.offices, "{item:name}", "、")},
    when=some("offices.count"),
)
UNITS = (
    Say(
        "{name}部门预算由{short}本部和下属{units.subordinate:bare}家预算单位的收支计划汇总而成。",
        when=some("units.count"),
    ),
    Say(
        "本部门有行政单位{units.administrative:bare}家[、参公单位{units.civil-service:bare}家]"
        "、事业单位{units.institution:bare}家，具体是：",
        when=some("units.count"),
    ),
    Each(lists.units, "{item:n}. {item:name}"),
)
GLOSSARY = Glossary(own=True, number="（{cn}）")

# 预算编制说明 ---------------------------------------------------------------------------------------------------------


def reasons(figures: Figures) -> Iterator[Item]:
    """The reasons that the department gives, each once: of grants, of income, of expenditure."""
    grants, income, spent = (
        figures.books.notes.get(f"reason.{name}", "").strip().rstrip("。")
        for name in ("grant", "income", "expenditure")
    )
    is_all_grants = figures.amount("income.s1") == figures.amount("income.total")
    told = [("expenditure.grant.total", "财政拨款收入支出", grants)]
    if income == spent:
        told.append(("expenditure.total", "财政拨款收入支出" if is_all_grants else "收入支出预算", spent))
    else:
        told += [("income.total", "收入预算", income), ("expenditure.total", "支出预算", spent)]
    once = {reason: (figure, name) for figure, name, reason in reversed(told) if reason}
    for reason, (figure, name) in reversed(once.items()):
        yield Item(figure, {"name": name, "reason": reason})


def reasons_of_changes(figures: Figures) -> Iterator[Item]:
    return (item for item in reasons(figures) if figures.change(item.key))


def other_reasons(figures: Figures) -> Iterator[Item]:
    return (item for item in reasons(figures) if figures.change(item.key) == 0)


MONEY = (
    Say(
        "{year}年，{name}收入预算{income.total}，其中：财政拨款收入{income.s1}，{income.s1:compare}；{*others}。",
        {
            "others": Joined(
                booked(given(*NAMED_INCOME, *UNNAMED_INCOME), *(key for key, _name in NAMED_INCOME)),
                "{item:name}{item}",
                "；",
            )
        },
    ),
    Told("{note.remark.income}", "note"),
    Say(
        "支出预算{expenditure.total}，其中：财政拨款支出预算{expenditure.grant.total}，"
        "{expenditure.grant.total:compare}。按资金来源分，{*funds}。",
        {
            "funds": Joined(
                given(
                    ("expenditure.general.total", "一般公共预算拨款支出预算"),
                    ("expenditure.fund.total", "政府性基金拨款支出预算"),
                    ("expenditure.capital.total", "国有资本经营预算拨款支出预算"),
                ),
                "{item:name}{item}{item:moved}",
                "；",
            )
        },
    ),
    Told("{note.remark.expenditure}", "note"),
    Each(reasons_of_changes, "{item:name}{item:verb}的主要原因是{item:reason}。", role=""),
    Each(other_reasons, "{item:name}{item:compare}，{item:reason}。", role=""),
    Told("{note.remark.grant}", "note"),
    Say("财政拨款支出主要内容如下：", when=some("expenditure.grant.total")),
)
PURPOSES = Each(
    codes("expenditure", "grant", lowest=True),
    "{item:n}. “{item:full}”{item}[，主要用于{item:use}]。",
)
#: Until 2024 each 项 is held against what was executed under it last year.
PURPOSES_UNTIL_2024 = Each(
    lists.purposes("expenditure", "grant"),
    "{item:n}. “{item:full}”{item}[，主要用于{item:use}]。"
    "[?{last_year}年当年预算执行数{item.last}，{year}年预算安排{item}，{item:executed}。]"
    "[主要原因是：{item:reason}。]",
)
REMARKS_ON_GRANTS = tuple(Told(f"{{note.remark.{key}}}", "note") for key in ("basic", "fund", "capital"))

# 其他相关情况说明 ---------------------------------------------------------------------------------------------------

#: The eight kinds of the form; 一般公务用车 only where there are some.
VEHICLES = (
    ("ministerial", "部级领导干部用车"),
    ("leaders", "主要领导干部用车"),
    ("confidential", "机要通信用车"),
    ("emergency", "应急保障用车"),
    ("law", "执法执勤用车"),
    ("special", "特种专业技术用车"),
    ("retired", "离退休干部用车"),
    ("other", "其他用车"),
)


def vehicles(base: str) -> Joined:
    """The eight kinds as far as they are stated, and 一般公务用车 where there are some."""
    every = kinds(base, (*VEHICLES, ("general", "一般公务用车")))
    return Joined(
        booked(every, *(f"{base}.{kind}" for kind, _name in VEHICLES)), "[?{item:name}{item}]", "、"
    )


THREE_PUBLIC_TEXT = replace(
    national.THREE_PUBLIC_TEXT, title="{year}年“三公”经费预算情况说明", anchor="other-three-public"
)


def running_bodies(figures: Figures) -> Iterable[Item]:
    """The kinds of units that have 机关运行经费, where there are units under the department."""
    bodies = given(("units.administrative", "家机关"), ("units.civil-service", "家参公事业单位"))
    return bodies(figures) if figures.amount("units.subordinate") else ()


RUNNING_TEXT = section(
    "机关运行经费预算",
    "other-running",
    Say(
        "{year}年{name}[（{*bodies}）]由财政拨款安排的机关运行经费预算{running}{running:moved}{running:why}。"
        "[?包括{*components}。]",
        {
            "bodies": Joined(running_bodies, "[{item:bare}{item:name}]", "、"),
            "components": common.by_kind("running", RUNNING_COMPONENTS),
        },
        when=some("running"),
    ),
    Say("本{kind}无机关运行经费{running:why}。", when=zero("running")),
    remark="running",
)
PROCUREMENT_TEXT = section(
    "政府采购预算情况",
    "other-procurement",
    Say(
        "{year}年本{kind}政府采购预算{procurement.total}，分为货物{procurement.goods}、工程{procurement.works}、"
        "服务{procurement.services}[；具体项目有{*purchases}]。",
        {"purchases": Joined(lists.purchases(), "{item:name}{item}", "、")},
        when=some("procurement.total"),
    ),
    Say(
        "[?预留给中小企业的采购项目预算{procurement.sme}[?，其中留给小型和微型企业{procurement.small}]。]",
        when=some("procurement.total"),
    ),
    Say("{name}{year}年未安排政府采购预算。", when=zero("procurement.total")),
    remark="procurement",
)
#: A list of projects that is short enough to be told in one sentence.
FEW = 10


def few_projects(figures: Figures) -> Iterable[Item]:
    return lists.projects(figures) if len(figures.books.projects) <= FEW else ()


def counts_by_list(figures: Figures) -> bool:
    """The projects with goals are those that are listed: the department states no other number."""
    return figures.value("goals.projects") is None and common.has_projects(figures)


def reports_no_goals(figures: Figures) -> bool:
    return not figures.amount("goals.projects") and not counts_by_list(figures)


def reporting_units(figures: Figures) -> Iterable[Item]:
    """How many units report goals; a unit reports its own."""
    either = first_stated("goals.units", "units.count")
    return either(figures) if figures.books.kind == DEPARTMENT else ()


REPORTING = {"units": Joined(reporting_units, "[{item}预算单位]")}
GOALS_TEXT = (
    Say(
        "{year}年本{kind}[{*units}]编报绩效目标的项目{goals.projects}[?，涉及项目预算资金{goals.funds}]。",
        REPORTING,
        when=some("goals.projects"),
    ),
    Say(
        "{year}年本{kind}[{*units}]编报绩效目标的项目{projects.count}，涉及项目预算资金{*funds}[，其中：{*projects}]。",
        REPORTING
        | {
            "funds": Joined(first_stated("goals.funds", "project.total"), "{item}"),
            "projects": Joined(few_projects, "{item:name}{item}"),
        },
        when=counts_by_list,
    ),
    Say("{year}年本{kind}没有编报绩效目标的项目。", when=reports_no_goals),
    Say("[?{kind}整体支出绩效目标涉及{goals.total}，其中基本支出{goals.basic}、项目支出{goals.project}。]"),
    Told("{note.goal}"),
)
ASSETS_TEXT = section(
    "国有资产占有使用情况",
    "other-assets",
    Say(
        "[截至{assets_on}，]{name}共有车辆{assets.vehicles}[?，其中：{*vehicles}]"
        "[?；单价{threshold}万元（含）以上设备（不含车辆）{assets.equipment}][?；办公及业务用房{assets.area}]。",
        {"vehicles": vehicles("assets.vehicles")},
    ),
    Say(
        "[?{year}年{kind}预算安排购置车辆{assets.buy-vehicles}[?，其中：{*vehicles}]"
        "[?；购置单价{threshold}万元（含）以上设备（不含车辆）{assets.buy-equipment}]。]",
        {"vehicles": vehicles("assets.buy-vehicles")},
    ),
    when=stated("assets.vehicles"),
    remark="assets",
)
MORE_TEXT = section(
    "其他需要说明的情况",
    "other-remarks",
    *national.paid_for("meeting", "会议费"),
    *national.paid_for("training", "培训费"),
    Told("{note.remark.meeting}"),
    Told("{note.remark.other}"),
    Untold(),
)


def other_matters(*goals: Content) -> tuple[Section, ...]:
    """The five matters of the form, and what else there is to say; ``goals`` is what the fourth closes with."""
    return (
        THREE_PUBLIC_TEXT,
        RUNNING_TEXT,
        PROCUREMENT_TEXT,
        section("绩效目标设置情况", "other-goals", *GOALS_TEXT, *goals, remark="performance"),
        ASSETS_TEXT,
        MORE_TEXT,
    )


# 项目经费情况说明 ---------------------------------------------------------------------------------------------------
#
# The form has a sheet of seven headings for a project. Where a department fills one, it stands by itself and lists what
# each project gets; where it fills several, each has a heading of its own.

SHEET = (
    ("项目概述", "overview"),
    ("立项依据", "basis"),
    ("实施主体", "body"),
    ("实施方案", "plan"),
    ("实施周期", "period"),
)
SHEET_WORDS = (*(word for _title, word in SHEET), "schedule", "goal")


def has_sheet(item: Item) -> bool:
    return any(item.words[word] for word in SHEET_WORDS)


def sheets(figures: Figures) -> list[Item]:
    return [item for item in lists.projects(figures) if has_sheet(item)]


def only_sheet(figures: Figures) -> list[Item]:
    found = sheets(figures)
    return found if len(found) == 1 else []


def several_sheets(figures: Figures) -> list[Item]:
    found = sheets(figures)
    return found if len(found) > 1 else []


def without_sheet(figures: Figures) -> list[Item]:
    return [item for item in lists.projects(figures) if not has_sheet(item)]


ALLOCATION = "{item:name}{item}{item:moved}，主要用于{item:use}。"


def sheet(*allocation: Content) -> tuple[Section, ...]:
    return (
        *(
            section(title, f"project-{word}", Told(f"{{item:{word}}}"), number="{cn}、")
            for title, word in SHEET
        ),
        section("年度预算安排", "project-allocation", *allocation, Told("{item:schedule}"), number="{cn}、"),
        section("绩效目标", "project-goal", Told("{item:goal}"), number="{cn}、"),
    )


PROJECTS_TEXT = (
    ForEach(only_sheet, sheet(Each(lists.projects, ALLOCATION, role=""))),
    ForEach(
        several_sheets,
        (section("{item:name}", "project", *sheet(Say(ALLOCATION)), number="（{cn}）"),),
    ),
    section(
        "其他项目",
        "project-others",
        Each(without_sheet, "{item:n}. " + ALLOCATION),
        number="（{cn}）",
        when=lambda figures: bool(several_sheets(figures)),
    ),
    Each(without_sheet, "{item:n}. " + ALLOCATION, when=lambda figures: not sheets(figures)),
    Say("{year}年没有项目支出。", when=none("expenditure.project")),
    Say("{year}年项目支出{expenditure.project}，没有分项公开。", when=common.spends_unlisted),
)
PROJECT_LIST = (Each(lists.projects, "{item:n}. " + ALLOCATION), Told("{note.remark.projects}", "note"))
GOAL_TABLES = Tables(("goals", "project-goals"))
NINE_TABLES = Tables()

# The outline ------------------------------------------------------------------------------------------------------
#
# Headings of the first level have a number in the contents only, and the tables a heading of their own, which the
# published texts do without.


def beginning(name: str, structure: tuple[Content, ...], purposes: Each) -> tuple[Section, ...]:
    """What departments and units have in common; ``name`` is how they are called in the first headings."""
    return (
        section(f"{name}主要职能", "duties", *DUTIES, listed="一、{kind}主要职能", remark="overview"),
        section(
            f"{name}机构设置",
            "structure",
            *structure,
            Told("{note.scope}"),
            listed="二、{kind}机构设置",
            remark="structure",
        ),
        section("名词解释", "glossary", GLOSSARY, listed="三、名词解释", stays=True),
        section(
            "{year}年{kind}预算编制说明",
            "explanation",
            *MONEY,
            purposes,
            *REMARKS_ON_GRANTS,
            listed="四、{kind}预算编制说明",
        ),
        section("{kind}预算表", "tables", NINE_TABLES, listed="五、{kind}预算表"),
    )


def outline_of_department(name: str, purposes: Each, *, goals_apart: bool = False) -> tuple[Section, ...]:
    """``goals_apart``: the tables of goals are a part of their own."""
    goals = () if goals_apart else (GOAL_TABLES,)
    return (
        *beginning(name, (*UNITS, OFFICES, STAFFING), purposes),
        section("其他相关情况说明", "other", *other_matters(), listed="六、其他相关情况说明"),
        section(
            "项目经费情况说明",
            "projects",
            Told("{note.remark.projects}", "note"),
            *PROJECTS_TEXT,
            *goals,
            listed="七、项目经费情况说明",
            stays=True,
        ),
        *([section("项目绩效目标", "goals", GOAL_TABLES, listed="八、项目绩效目标")] if goals_apart else []),
    )


def outline_of_unit(name: str, purposes: Each) -> tuple[Section, ...]:
    """Units have no sheet on projects: their projects stand with the goals."""
    structure = (
        OFFICES,
        Say("本单位的预算包括下属单位{units.subordinate}：", when=some("units.subordinate")),
        Each(lists.subordinate_units, "{item:n}. {item:name}"),
        STAFFING,
    )
    return (
        *beginning(name, structure, purposes),
        section(
            "其他相关情况说明",
            "other",
            *other_matters(*PROJECT_LIST, GOAL_TABLES),
            listed="六、其他相关情况说明",
        ),
    )


# The years --------------------------------------------------------------------------------------------------------

NAMED_WITH_KIND, NAMED = "{name}（{kind}）", "{name}"
COVER = "{region}{year}年{level}级{kind}预算"
YEAR_2024 = Form(
    key="shanghai-2024",
    family="shanghai",
    title="上海市区级（2024年）",
    regions=("31",),
    valid_from=2024,
    valid_to=2024,
    table_unit=YUAN,
    statements=statements(FUNDS_UNTIL_2025, THREE_PUBLIC_UNTIL_2024, prints_zero=True),
    outline=outline_of_department(NAMED_WITH_KIND, PURPOSES_UNTIL_2024),
    numbering=("", "{cn}、", "（{cn}）"),
    cover=(COVER, "预算主管部门：{name}"),
    wording=WORDING_UNTIL_2024,
    phrases=PHRASES,
    kinds=(DEPARTMENT,),
    table_label="",
    asks=("purposes", "executed"),
)
UNTIL_2023 = replace(
    YEAR_2024,
    key="shanghai-2021",
    title="上海市区级（2021至2023年）",
    valid_from=2021,
    valid_to=2023,
    outline=outline_of_department(NAMED_WITH_KIND, PURPOSES_UNTIL_2024, goals_apart=True),
)
YEAR_2025 = replace(
    YEAR_2024,
    key="shanghai-2025",
    title="上海市区级（2025年）",
    valid_from=2025,
    valid_to=2025,
    statements=statements(FUNDS_UNTIL_2025, THREE_PUBLIC),
    outline=outline_of_department(NAMED, PURPOSES),
    wording=WORDING,
    asks=("purposes",),
)
SINCE_2026 = replace(
    YEAR_2025,
    key="shanghai-2026",
    title="上海市区级（2026年起）",
    valid_from=2026,
    valid_to=2099,
    statements=statements(FUNDS, THREE_PUBLIC),
    outline=outline_of_department(NAMED_WITH_KIND, PURPOSES),
)


def for_units(form: Form, outline: tuple[Section, ...], **features: Any) -> Form:
    return replace(
        form,
        **{"key": f"{form.key}-unit", "title": f"{form.title}，单位"} | features,
        statements=tuple(of_unit(statement) for statement in form.statements),
        outline=outline,
        cover=(COVER, "预算单位：{name}"),
        kinds=(UNIT,),
    )


FORMS = (
    UNTIL_2023,
    YEAR_2024,
    YEAR_2025,
    SINCE_2026,
    for_units(
        YEAR_2024,
        outline_of_unit(NAMED_WITH_KIND, PURPOSES_UNTIL_2024),
        key="shanghai-2021-unit",
        title="上海市区级（2021至2024年），单位",
        valid_from=2021,
    ),
    for_units(YEAR_2025, outline_of_unit(NAMED, PURPOSES)),
    for_units(SINCE_2026, outline_of_unit(NAMED_WITH_KIND, PURPOSES)),
)
