"""Jiangxi: the form of 2017 to 2021, whose tables stand behind the text, and that of 2022 and later, eleven tables first.

Sources: a county department's disclosure of 2021 (its outline, its sentences, the kinds of posts and of running costs) and
the outlines of the survey (domain/narrative.md §1, §3); the titles, order and columns of the tables (domain/tables.md §1,
§6). The text is the same in both: only where the tables and the performance targets stand differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from budgets.books import ProjectSheet, Target
from budgets.catalogue import OTHER_PEOPLE, PROJECT_FUNDS, RUNNING_COMPONENTS, VEHICLE_KINDS
from budgets.figures import Figures
from budgets.money import WANYUAN

from ...document import Cell, Column, Row, Table
from .. import lists
from ..form import Form
from ..lists import booked, codes, given, kinds
from ..narrative import Comparison, Joined, Wording
from ..outline import (
    Each,
    ForEach,
    Glossary,
    Say,
    Section,
    Tables,
    Told,
    Untold,
    Writer,
    none,
    section,
    some,
    stated,
    zero,
)
from ..statements import (
    CODE,
    Beside,
    Classes,
    Custom,
    Head,
    Line,
    OneRow,
    Press,
    Side,
    cell,
    chinese_number,
    coded,
)
from . import common, national
from .common import THREE_PUBLIC_SUMS

# The tables -------------------------------------------------------------------------------------------------------

BALANCE = Beside(
    "balance",
    "收支预算总表",
    (
        Side(
            "收入",
            (
                Line("一、财政拨款收入", "income.s1"),
                Line("（一）一般公共预算拨款收入", "income.s101", "part"),
                Line("（二）政府性基金预算拨款收入", "income.s102", "part"),
                Line("（三）国有资本经营预算拨款收入", "income.s103", "part"),
                Line("二、教育收费资金收入", "income.s2"),
                Line("三、事业收入", "income.s301"),
                Line("四、事业单位经营收入", "income.s302"),
                Line("五、附属单位上缴收入", "income.s304"),
                Line("六、上级补助收入", "income.s303"),
                Line("七、其他收入", "income.s305"),
                Line("本年收入合计", "income.year.total", "subtotal"),
                Line("八、使用非财政拨款结余", "income.s4"),
                Line("九、上年结转（结余）", "income.s5"),
                Line("收入总计", "income.total", "total"),
            ),
        ),
        Side(
            "支出",
            (
                Classes(("expenditure",)),
                Line("本年支出合计", "expenditure.year.total", "subtotal"),
                Line("结转下年", "expenditure.carry"),
                Line("支出总计", "expenditure.total", "total"),
            ),
        ),
    ),
)
INCOME = replace(
    national.INCOME,
    title="{kind}收入总表",
    columns=(
        Head("合计", ("income", CODE)),
        Head("上年结转", ("income", CODE, "s5")),
        Head(
            "财政拨款",
            children=(
                Head("小计", ("income", CODE, "s1")),
                Head("一般公共预算拨款收入", ("income", CODE, "s101")),
                Head("政府性基金预算拨款收入", ("income", CODE, "s102")),
                Head("国有资本经营预算拨款收入", ("income", CODE, "s103")),
            ),
        ),
        Head("教育收费资金收入", ("income", CODE, "s2")),
        Head("事业收入", ("income", CODE, "s301")),
        Head("事业单位经营收入", ("income", CODE, "s302")),
        Head("附属单位上缴收入", ("income", CODE, "s304")),
        Head("上级补助收入", ("income", CODE, "s303")),
        Head("其他收入", ("income", CODE, "s305")),
        Head("使用非财政拨款结余", ("income", CODE, "s4")),
    ),
)
EXPENDITURE = replace(
    national.EXPENDITURE,
    title="{kind}支出总表",
    lead=coded("支出功能分类科目"),
    columns=(
        *common.natures("expenditure"),
        Head("事业单位经营支出", ("expenditure", CODE, "operating"), optional=True),
        Head("上缴上级支出", ("expenditure", CODE, "upward"), optional=True),
        Head("对附属单位补助支出", ("expenditure", CODE, "downward"), optional=True),
    ),
)
THREE_PUBLIC = OneRow(
    "three-public",
    "一般公共预算“三公”经费支出表",
    (
        Head("合计", ("three-public.total",)),
        Head("因公出国（境）费", ("three-public.abroad",)),
        Head("公务接待费", ("three-public.reception",)),
        Head(
            "公务用车购置及运行维护费",
            children=(
                Head("小计", ("three-public.vehicles",)),
                Head("运行维护费", ("three-public.running",)),
                Head("购置费", ("three-public.purchase",)),
            ),
        ),
    ),
    sums=THREE_PUBLIC_SUMS,
    lead=((Column("单位编码", "code"), "code"), (Column("单位名称", "name"), "name")),
    subject="财政拨款安排的“三公”经费支出",
)
EIGHT = (
    BALANCE,
    INCOME,
    EXPENDITURE,
    national.GRANT,
    national.GENERAL,
    national.BASIC,
    THREE_PUBLIC,
    national.FUND,
)

# The sheets of performance targets --------------------------------------------------------------------------------

SHEET_COLUMNS = (
    Column("一级指标", "text"),
    Column("二级指标", "text"),
    Column("三级指标", "name"),
    Column("目标值", "text"),
    Column("金额"),
    Column("分值", "text"),
)
BLANK = Cell()
ABOUT_WHOLE = (
    ("staff.posts", "编制人数（人）"),
    ("staff.actual", "在职人数（人）"),
    ("assets.area", "办公及业务用房（平方米）"),
    ("assets.vehicles", "车辆（辆）"),
)
BUDGET_OF_WHOLE = (
    ("收入预算", "收入预算合计", "income.total"),
    ("支出预算", "支出预算合计", "expenditure.total"),
    ("支出预算", "其中：人员经费", "economic.basic.staff"),
    ("支出预算", "公用经费", "economic.basic.public"),
    ("支出预算", "项目经费", "expenditure.project"),
)
Cells = tuple[Cell, ...]


def fact(group: str, part: str, name: str, told: Cell = BLANK, amount: Cell = BLANK) -> Cells:
    """A row above the indicators: what a project is, or the whole budget."""
    return (Cell(group), Cell(part), Cell(name), told, amount, BLANK)


def indicator(target: Target) -> Cells:
    weight = "" if target.weight is None else str(target.weight)
    return (
        Cell(target.area),
        Cell(target.aspect),
        Cell(target.name),
        Cell(target.target),
        BLANK,
        Cell(weight),
    )


def sheet(press: Press, key: str, title: str, facts: Iterable[Cells], targets: Iterable[Target]) -> Table:
    """What the money is for, then a row for each indicator; the column of weights where any is given."""
    rows = [*facts, *map(indicator, targets)]
    width = len(SHEET_COLUMNS) - (not any(row[-1].text for row in rows))
    body = tuple(Row(row[:width], level=1) for row in rows)
    return Table(key, title, press.unit, SHEET_COLUMNS[:width], body)


def whole_facts(press: Press) -> Iterator[Cells]:
    figures = press.figures
    yield fact("基本情况", "", press.text("{kind}名称"), Cell(figures.books.department_name))
    for key, name in ABOUT_WHOLE:
        if figures.value(key) is not None:
            yield fact("基本情况", "", name, cell(figures[key], press.unit))
    for part, name, key in BUDGET_OF_WHOLE:
        yield fact("当年预算情况", part, name, amount=press.amount(key))


def project_facts(press: Press, project: ProjectSheet) -> Iterator[Cells]:
    figures = press.figures
    yield fact("基本情况", "", "项目名称", Cell(project.name))
    yield fact("基本情况", "", "主管部门", Cell(figures.books.department_name))
    if project.body:
        yield fact("基本情况", "", "实施单位", Cell(project.body.rstrip("。")))
    yield fact("项目资金", "", "年度资金总额", amount=cell(figures[project.key], press.unit))
    for fund, name in PROJECT_FUNDS:
        figure = figures[f"{project.key}.{fund}"]
        if figure.value is not None:
            yield fact("项目资金", "其中", name, amount=cell(figure, press.unit))


def goal_facts(goal: str) -> Iterator[Cells]:
    if goal.strip():
        yield fact("年度总体目标", "", "预期目标", Cell(goal.strip()))


WHOLE_TITLE = "{kind}整体支出绩效目标表"
PROJECT_TITLE = "项目绩效目标表"


def whole_goals(press: Press) -> Iterator[Table]:
    """部门整体支出绩效目标表: what is there to work with, the year's budget, the indicators."""
    books = press.figures.books
    if books.targets:
        facts = (*whole_facts(press), *goal_facts(books.notes.get("goal", "")))
        yield sheet(press, "goals", WHOLE_TITLE, facts, books.targets)
    else:
        yield no_goals(press, "goals", WHOLE_TITLE, "编报整体支出绩效目标")


def project_goals(press: Press) -> Iterator[Table]:
    """项目绩效目标表: a sheet for each project that has one."""
    sheets = [
        sheet(
            press,
            f"goals-{n}",
            f"{PROJECT_TITLE}（{project.name}）",
            (*project_facts(press, project), *goal_facts(project.goal)),
            project.targets,
        )
        for n, project in enumerate(press.figures.books.projects, 1)
        if has_sheet(project)
    ]
    yield from sheets or [no_goals(press, "project-goals", PROJECT_TITLE, "编报项目绩效目标")]


def has_sheet(project: ProjectSheet) -> bool:
    return bool(project.targets) or any(amount is not None for amount in project.funds)


def no_goals(press: Press, key: str, title: str, subject: str) -> Table:
    note = press.empty_note(subject)
    return Table(key, title, press.unit, SHEET_COLUMNS[:-1], (), notes=(note,), is_empty=True)


WHOLE_GOALS = Custom("goals", whole_goals, title=WHOLE_TITLE)
PROJECT_GOALS = Custom("project-goals", project_goals)


def press_of(writer: Writer) -> Press:
    return Press(writer.figures, writer.form.table_unit, writer.form.phrases)


def sheet_of_project(writer: Writer) -> Iterator[Table]:
    """Until 2021 the sheet of a project stands with the project."""
    press, books = press_of(writer), writer.figures.books
    for n, project in enumerate(books.projects, 1):
        if writer.speaker.item and writer.speaker.item.key == project.key and has_sheet(project):
            title = f"项目支出绩效目标表（{project.name}）"
            yield sheet(press, f"goals-{n}", title, project_facts(press, project), project.targets)


def sheet_of_whole(writer: Writer) -> Iterator[Table]:
    """Until 2021 the targets of the whole budget, where a department has them, stand in the text."""
    press, targets = press_of(writer), writer.figures.books.targets
    if targets:
        yield sheet(press, "goals", press.text(WHOLE_TITLE), whole_facts(press), targets)


ELEVEN = (*EIGHT, national.CAPITAL, WHOLE_GOALS, PROJECT_GOALS)

# The words --------------------------------------------------------------------------------------------------------

WORDING = Wording(
    digits="short",
    separators=False,
    comparisons={
        "compare": Comparison(
            changed="较上年预算安排{this:verb}{this:delta}",
            same="与上年预算安排持平",
            unknown="上年预算数未公开，不能比较",
            tiny="与上年预算安排基本持平",
        ),
        # Behind an item of a list: nothing where last year's figure is not known.
        "rated": Comparison(
            changed="，较上年预算安排{this:verb}{this:delta}，{this:rate}{this:percent}",
            same="，与上年预算安排持平",
            unknown="",
            from_zero="，较上年预算安排{this:verb}{this:delta}，上年没有安排，增减率不可比",
            tiny="，与上年预算安排基本持平",
        ),
        "running": Comparison(
            changed="比{last_year}年预算{this:verb}{this:delta}，{this:rate}{this:percent}",
            same="与{last_year}年预算持平",
            unknown="{last_year}年预算数未公开，不能比较",
            from_zero="比{last_year}年预算{this:verb}{this:delta}，{last_year}年没有安排，增减率不可比",
            tiny="与{last_year}年预算基本持平",
        ),
        "item": Comparison(
            changed="比上年{this:verb}{this:delta}",
            same="与上年持平",
            unknown="上年预算数未公开，不能比较",
            tiny="与上年基本持平",
        ),
    },
    why_same="，主要原因是{this:reason}",
)
#: A kind with its figure and what the department says of it.
KIND = "[?{item:name}{item}[（{item:reason}）]]"

# First part: who the department is --------------------------------------------------------------------------------

POST_KINDS = (
    ("administrative", "行政"),
    ("civil-service", "参照公务员法管理事业"),
    ("full", "全部补助事业"),
    ("partial", "部分补助事业"),
    ("self", "自收自支事业"),
)
OVERVIEW = section(
    "{name}概况",
    "part-1",
    section(
        "{kind}主要职责",
        "duties",
        Told("{note.intro}"),
        Each(lists.duties, "（{item:cn}）{item:text}"),
    ),
    section(
        "机构设置及人员情况",
        "structure",
        Say(
            "{name}预算由{units.count}预算单位组成[，其中所属二级预算单位{units.subordinate}]。具体为：{*units}。",
            {"units": Joined(lists.units, "{item:name}（{item:about}）", "、")},
            when=some("units.count"),
        ),
        Say(
            "内设机构{offices.count}：{*offices}。",
            {"offices": Joined(lists.offices, "{item:name}", "、")},
            when=some("offices.count"),
        ),
        Say(
            "[?编制人数{staff.posts}[?，其中：{*posts}]。]"
            "[?实有人数{staff.present}，其中：在职人数{staff.actual}[?，包括{*actual}][?；{*others}]。]",
            {
                "posts": Joined(kinds("staff.posts", POST_KINDS), "[?{item:name}编制{item}]", "、"),
                "actual": Joined(kinds("staff.actual", POST_KINDS), "[?{item:name}人员{item}]", "、"),
                "others": Joined(kinds("staff", OTHER_PEOPLE), "[?{item:name}{item}]", "；"),
            },
        ),
        Say("[编制增减的原因：{staff.posts:reason}。][在职人员增减的原因：{staff.actual:reason}。]"),
        Told("{note.scope}"),
        remark="structure",
    ),
    section("年度主要工作任务", "tasks", Told("{note.tasks}")),
    Told("{note.remark.overview}", "note"),
)

# Third part: income and expenditure -------------------------------------------------------------------------------

SOURCES = given(
    ("income.s1", "财政拨款收入"),
    ("income.s2", "教育收费资金收入"),
    ("income.s301", "事业收入"),
    ("income.s302", "事业单位经营收入"),
    ("income.s304", "附属单位上缴收入"),
    ("income.s303", "上级补助收入"),
    ("income.s305", "其他收入"),
    ("income.s4", "使用非财政拨款结余"),
    ("income.s5", "上年结转"),
)
#: The sources and the economic classes that the form tells even where there is nothing.
TOLD_SOURCES = ("income.s1", "income.s2", "income.s302", "income.s5")
TOLD_COSTS = ("301", "302", "303", "310", "312")
INCOME_TEXT = section(
    "收入预算情况",
    "text-income",
    Say("{year}年{name}收入预算总额{income.total}，{income.total:compare}{income.total:why}。"),
    Say(
        "其中：{*sources}。",
        {"sources": Joined(booked(SOURCES, *TOLD_SOURCES), "{item:name}{item}{item:moved}", "；")},
    ),
    remark="income",
)


def by_nature(*grant: str) -> Say:
    """Expenditure by 基本支出 and 项目支出, each with its economic classes; ``grant`` for grants alone."""
    money = ".".join(("expenditure", *grant))
    others = given(
        (f"{money}.operating", "事业单位经营支出"),
        (f"{money}.upward", "上缴上级支出"),
        (f"{money}.downward", "对附属单位补助支出"),
        (f"{money}.carry", "结转下年"),
    )
    costs = {
        nature: Joined(
            codes("economic", *grant, letter="e", level=1, nature=nature), "{item:name}{item}", "，"
        )
        for nature in ("basic", "project")
    }
    return Say(
        f"按支出项目类别划分：基本支出{{{money}.basic}}{{{money}.basic:moved}}[，其中：{{*basic}}]；"
        f"项目支出{{{money}.project}}{{{money}.project:moved}}[，其中：{{*project}}][；{{*others}}]。",
        {**costs, "others": Joined(booked(others), "{item:name}{item}{item:moved}", "；")},
        when=some(f"{money}.total"),
    )


def by_function(*grant: str) -> Say:
    money = ".".join(("expenditure", *grant))
    return Say(
        f"[按支出功能科目划分：{{*classes}}[；未列功能科目的支出{{{money}.nofunction}}]"
        f"[；结转下年{{{money}.carry}}]。]",
        {"classes": Joined(codes("expenditure", *grant, level=1), "{item:name}{item}{item:moved}", "；")},
        when=some(f"{money}.total"),
    )


def has_all_costs(figures: Figures) -> bool:
    """Everything spent this year has an economic class."""
    spent, classed = figures.amount("expenditure.year.total"), figures.amount("economic.total")
    return bool(classed) and spent == classed


def has_some_costs(figures: Figures) -> bool:
    return bool(figures.amount("economic.total")) and not has_all_costs(figures)


COSTS = {
    "costs": Joined(
        codes("economic", letter="e", level=1, always=TOLD_COSTS), "{item:name}{item}{item:rated}", "；"
    )
}
EXPENDITURE_TEXT = section(
    "支出预算情况",
    "text-expenditure",
    Say(
        "{year}年{name}支出预算总额{expenditure.total}，{expenditure.total:compare}{expenditure.total:why}。"
    ),
    by_nature(),
    by_function(),
    Say("按支出经济分类划分：{*costs}。", COSTS, when=has_all_costs),
    Say("按支出经济分类划分（列明经济科目的共{economic.total}）：{*costs}。", COSTS, when=has_some_costs),
    Told("{note.remark.basic}", "note"),
    remark="expenditure",
)
GRANT_TEXT = section(
    "财政拨款支出情况",
    "text-grant",
    Say(
        "{year}年{name}财政拨款支出预算总额{expenditure.grant.total}，{expenditure.grant.total:compare}"
        "[，主要原因是{note.reason.grant}]。其中：一般公共预算{expenditure.general.total}，"
        "政府性基金预算{expenditure.fund.total}，国有资本经营预算{expenditure.capital.total}。"
    ),
    by_function("grant"),
    by_nature("grant"),
    remark="grant",
)


def special(fund: str, name: str) -> tuple[Say, Say, Say]:
    """What is spent from a budget of its own, by its lowest functions; or that nothing is."""
    total = f"expenditure.{fund}.year.total"
    return (
        Say(
            f"{{year}}年{name}支出{{{total}}}，{{{total}:compare}}，其中：基本支出{{expenditure.{fund}.basic}}，"
            f"项目支出{{expenditure.{fund}.project}}。",
            when=some(total),
        ),
        Say(
            "[按支出功能科目划分：{*items}。]",
            {"items": Joined(codes("expenditure", fund, lowest=True), "{item:full}{item}{item:moved}", "；")},
            when=some(total),
        ),
        Say(
            f"{{year}}年没有使用{name}拨款安排的支出[，上年预算安排{{{total}.last}}]。",
            when=none(total),
        ),
    )


# Third part: the other matters ------------------------------------------------------------------------------------


def paid_for(figure: str, name: str) -> tuple[Say, Say]:
    """The sentence on one kind of cost, or that none is planned."""
    return (
        Say(f"{{year}}年安排{name}{{{figure}}}{{{figure}:moved}}{{{figure}:why}}。", when=some(figure)),
        Say(
            f"{{year}}年没有安排{name}[，上年预算安排{{{figure}.last}}]{{{figure}:why}}。",
            when=zero(figure),
        ),
    )


RUNNING_TEXT = section(
    "机关运行经费等重要事项的说明",
    "other-running",
    Say("{year}年{kind}机关运行费预算{running}，{running:running}{running:why}。", when=some("running")),
    Say(
        "{year}年没有安排机关运行费[，{last_year}年预算为{running.last}]{running:why}。",
        when=zero("running"),
    ),
    Say(
        "[机关运行费按财政部《地方预决算公开操作规程》的口径填列，包括：{*components}。]",
        {"components": Joined(kinds("running", RUNNING_COMPONENTS), KIND, "、")},
        when=some("running"),
    ),
    *paid_for("meeting", "会议费"),
    *paid_for("training", "培训费"),
    Told("{note.remark.meeting}", "note"),
    remark="running",
)
PROCUREMENT_TEXT = section(
    "政府采购情况",
    "other-procurement",
    Say(
        "{year}年{kind}所属各单位政府采购预算总额{procurement.total}{procurement.total:moved}，其中：{*kinds}。",
        {
            "kinds": Joined(
                given(
                    ("procurement.goods", "政府采购货物预算"),
                    ("procurement.works", "政府采购工程预算"),
                    ("procurement.services", "政府采购服务预算"),
                ),
                KIND,
                "，",
            )
        },
        when=some("procurement.total"),
    ),
    Say(
        "[列明的采购项目：{*purchases}。]",
        {"purchases": Joined(lists.purchases(), "{item:name}{item}", "、")},
        when=some("procurement.total"),
    ),
    Say(
        "[?面向中小企业预留{procurement.sme}[?，其中面向小型和微型企业{procurement.small}]。]",
        when=some("procurement.total"),
    ),
    Say(
        "{year}年没有安排政府采购预算[，上年预算安排{procurement.total.last}]。",
        when=zero("procurement.total"),
    ),
    remark="procurement",
)
ASSETS_TEXT = section(
    "国有资产占有使用情况",
    "other-assets",
    Say(
        "[截至{assets_on}，]{kind}共有车辆{assets.vehicles}[?，其中：{*vehicles}]。"
        "[?办公及业务用房{assets.area}。][?单位价值{threshold}万元（含）以上的大型设备{assets.equipment}。]",
        {"vehicles": Joined(kinds("assets.vehicles", VEHICLE_KINDS), "[?{item:name}{item}]", "，")},
        when=stated("assets.vehicles"),
    ),
    Say(
        "[?{year}年{kind}预算安排购置车辆{assets.buy-vehicles}[?，其中：{*vehicles}]。]"
        "[?安排购置单位价值{threshold}万元（含）以上的大型设备{assets.buy-equipment}。]",
        {"vehicles": Joined(kinds("assets.buy-vehicles", VEHICLE_KINDS), "[{item:name}{item}]", "，")},
    ),
    remark="assets",
)
#: The seven headings under which a project is told, with what stands under each but the last.
PROJECT_HEADINGS = (
    ("项目概述", "overview", Told("{item:overview}")),
    ("立项依据", "basis", Told("{item:basis}")),
    ("实施主体", "body", Told("{item:body}")),
    ("实施方案", "plan", Told("{item:plan}")),
    ("实施周期", "period", Told("{item:period}")),
    (
        "年度预算安排",
        "budget",
        Say("安排{item}{item:moved}[，主要用于{item:use}]。"),
        Told("{item:schedule}"),
    ),
)


def projects_text(*goals) -> Section:
    """Every project under its seven headings; ``goals`` is what the last of them has beside the goal itself."""
    headings = (*PROJECT_HEADINGS, ("绩效目标和指标", "goal", Told("{item:goal}"), *goals))
    return section(
        "项目情况说明",
        "text-projects",
        Say("{year}年没有项目支出。", when=none("expenditure.project")),
        Say("{year}年项目支出{expenditure.project}，没有分项公开。", when=common.spends_unlisted),
        ForEach(
            lists.projects,
            (
                section(
                    "{item:name}",
                    "project",
                    *(section(title, f"project-{anchor}", *told) for title, anchor, *told in headings),
                ),
            ),
        ),
        remark="projects",
    )


def goals_text(*goals) -> Section:
    return section(
        "绩效目标设置情况",
        "other-goals",
        Say(
            "[?编报绩效目标的预算单位{goals.units}。][?编报绩效目标的项目{goals.projects}"
            "[?，涉及项目预算资金{goals.funds}]。]"
        ),
        Say(
            "[?{year}年纳入整体支出绩效目标的金额{goals.total}，其中：基本支出{goals.basic}，"
            "项目支出{goals.project}。]"
        ),
        Told("{note.goal}"),
        *goals,
        remark="performance",
    )


def three_public_text(money: str) -> Section:
    return section(
        "{year}年“三公”经费预算情况说明",
        "text-three-public",
        Say(
            f"{{year}}年{{name}}“三公”经费{money}安排{{three-public.total}}，"
            "{three-public.total:item}{three-public.total:why}。其中：",
            when=stated("three-public.total"),
        ),
        Each(
            given(
                ("three-public.abroad", "因公出国（境）费"),
                ("three-public.reception", "公务接待费"),
                ("three-public.running", "公务用车运行维护费"),
                ("three-public.purchase", "公务用车购置费"),
            ),
            "[?{item:name}{item}，{item:item}{item:why}。]",
        ),
        remark="three-public",
    )


def explanation(*, three_public: str, goals_of_project: tuple = (), goals_of_whole: tuple = ()) -> Section:
    """The part that explains the budget, the same in every year but for these."""
    return section(
        "{name}{year}年{kind}预算情况说明",
        "part-3",
        section(
            "{year}年{kind}预算收支情况说明",
            "text-balance",
            INCOME_TEXT,
            EXPENDITURE_TEXT,
            GRANT_TEXT,
            section("政府性基金情况", "text-fund", *special("fund", "政府性基金预算"), remark="fund"),
            section(
                "国有资本经营情况", "text-capital", *special("capital", "国有资本经营预算"), remark="capital"
            ),
            RUNNING_TEXT,
            PROCUREMENT_TEXT,
            ASSETS_TEXT,
            projects_text(*goals_of_project),
            goals_text(*goals_of_whole),
        ),
        three_public_text(three_public),
        section("其他需要说明的事项", "text-other", Told("{note.remark.other}"), Untold()),
    )


# Fourth part: the words -------------------------------------------------------------------------------------------

GLOSSARY = section(
    "名词解释",
    "part-4",
    section(
        "收入科目",
        "terms-income",
        Glossary(
            (
                "grant",
                "special-account",
                "business",
                "operating-income",
                "subordinate",
                "superior",
                "other-income",
                "balance-used",
                "carried",
            ),
            names={"special-account": "教育收费资金收入", "carried": "上年结转和结余"},
            whole=True,
            number="（{cn}）",
        ),
    ),
    section(
        "支出科目",
        "terms-expenditure",
        Glossary(("basic", "project", "staff", "public", "three-public", "running"), number="（{cn}）"),
    ),
    section("专业名词解释", "terms-other", Glossary(own=True, number="（{cn}）")),
)

# The forms --------------------------------------------------------------------------------------------------------

#: The second part only names the tables; they are the annex of the document.
NAMED_TABLES = section(
    "{name}{year}年{kind}预算表",
    "part-2",
    Say("（详见附表）"),
    *(Say(f"{chinese_number(n)}、《{table.title}》", role="item") for n, table in enumerate(EIGHT, 1)),
)


def with_tables(statements) -> Section:
    """The second part with a section for each table, as the contents list them."""
    return section(
        "{name}{year}年{kind}预算表",
        "part-2",
        *(section(f"《{s.title or PROJECT_TITLE}》", f"list-{s.key}", Tables((s.key,))) for s in statements),
    )


UNTIL_2021 = Form(
    key="jiangxi-2017",
    family="jiangxi",
    title="江西（2017至2021年）",
    regions=("36",),
    valid_from=2017,
    valid_to=2021,
    table_unit=WANYUAN,
    statements=EIGHT,
    outline=(
        OVERVIEW,
        NAMED_TABLES,
        explanation(
            three_public="一般公共预算",
            goals_of_project=(sheet_of_project,),
            goals_of_whole=(sheet_of_whole,),
        ),
        GLOSSARY,
        section("附表", "annex", Tables(), number=""),
    ),
    numbering=("第{cn}部分", "{cn}、", "（{cn}）", "{n}.", "{n}）"),
    wording=WORDING,
    maker="填报单位：{name}",
)
IN_2022 = replace(
    UNTIL_2021,
    key="jiangxi-2022",
    title="江西（2022年）",
    valid_from=2022,
    valid_to=2022,
    statements=ELEVEN,
    outline=(OVERVIEW, with_tables(ELEVEN), explanation(three_public="一般公共预算"), GLOSSARY),
)
ELEVEN_SINCE_2023 = tuple(
    replace(table, title="财政拨款“三公”经费支出表") if table is THREE_PUBLIC else table for table in ELEVEN
)
SINCE_2023 = replace(
    IN_2022,
    key="jiangxi-2023",
    title="江西（2023年起）",
    valid_from=2023,
    valid_to=2099,
    statements=ELEVEN_SINCE_2023,
    outline=(OVERVIEW, with_tables(ELEVEN_SINCE_2023), explanation(three_public="财政拨款"), GLOSSARY),
)
FORMS = (UNTIL_2021, IN_2022, SINCE_2023)
