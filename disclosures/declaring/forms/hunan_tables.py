"""The tables of Hunan: the short set of the county form, and the long set of twenty-five.

Lists and columns: domain/tables.md §1 and §7. The long set breaks expenditure down by function and by both economic
classifications at once, with a column for each 款; the performance tables are the same in both sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from budgets.books import ProjectSheet, Target
from budgets.chart import rows_of

from ...document import Cell, Column, Row, Table
from ..statements import (
    CODE,
    YEAR,
    Beside,
    ByCode,
    ByUnit,
    Classes,
    Custom,
    Head,
    Line,
    OneRow,
    Press,
    Side,
    anchor_word,
    cell,
    leaves_of,
)
from . import common, national

# Performance tables of both forms -------------------------------------------------------------------------------------

INDICATORS = Column(
    "绩效指标",
    "group",
    (
        Column("一级指标", "text"),
        Column("二级指标", "text"),
        Column("三级指标", "text"),
        Column("指标值", "text"),
        Column("评（扣）分标准", "text"),
    ),
)
WHOLE_FUNDS = (
    Head("资金总额", ("income.total",)),
    Head(
        "按收入性质分",
        children=(
            Head("一般公共预算拨款", ("income.s101",)),
            Head("政府性基金预算拨款", ("income.s102",)),
            Head("国有资本经营预算拨款", ("income.s103",)),
            Head("财政专户管理资金", ("income.s2",)),
            Head("单位资金", ("income.s3",)),
            Head("结转结余", ("income.balance.total",)),
        ),
    ),
    Head(
        "按支出性质分",
        children=(
            Head("基本支出", ("expenditure.basic",)),
            Head("项目支出", ("expenditure.project",)),
        ),
    ),
)


def project_goals(press: Press) -> Iterator[Table]:
    """项目支出绩效目标表: every project with its amount and goal, and a row for each of its indicators."""
    projects = press.figures.books.projects
    columns = (
        Column("项目名称", "name"),
        Column("资金总额"),
        Column("实施期绩效目标", "text"),
        INDICATORS,
        Column("备注", "text"),
    )
    yield Table(
        "project-goals",
        "项目支出绩效目标表",
        press.unit,
        columns,
        tuple(row for project in projects for row in _project_rows(press, project)),
        () if projects else (common.why_no_projects(press),),
        is_empty=not projects,
    )


def _project_rows(press: Press, project: ProjectSheet) -> Iterator[Row]:
    amount = cell(press.figures[project.key], press.unit)
    lead = ((Cell(project.name),), (amount,), (Cell(project.goal),))
    return _goal_rows(
        (*lead, *_indicators(project.targets), (Cell(project.period),)), anchor_word(project.key)
    )


def whole_goals(press: Press) -> Iterator[Table]:
    """整体支出绩效目标表: all the money of the department, what it is for, and a row for each indicator."""
    books = press.figures.books
    columns = (
        Column("{kind}名称", "name"),
        Column("年度预算申请", "group", press.heads(WHOLE_FUNDS)),
        Column("{kind}职能职责概述", "text"),
        Column("整体绩效目标", "text"),
        INDICATORS,
    )
    amounts = ((amount,) for amount in press.amounts(leaves_of(WHOLE_FUNDS), ""))
    duties = tuple(Cell(duty) for duty in books.duties)
    lead = ((Cell(books.department_name),), *amounts, duties, (Cell(books.notes.get("goal", "")),))
    yield Table(
        "goals",
        "整体支出绩效目标表",
        press.unit,
        press.lead(columns),
        tuple(_goal_rows((*lead, *_indicators(books.targets)), "whole")),
        () if books.targets else (press.text("注：本{kind}{year}年没有公开整体支出绩效指标。"),),
    )


def _goal_rows(columns: Sequence[Sequence[Cell]], code: str) -> Iterator[Row]:
    """Columns of different heights as rows; the first is addressed by the code."""
    for n, cells in enumerate(zip_longest(*columns, fillvalue=Cell())):
        yield Row(cells, level=1, code="" if n else code)


def _indicators(targets: tuple[Target, ...]) -> Iterator[tuple[Cell, ...]]:
    """The columns of the indicators, a cell for each."""
    for name in ("area", "aspect", "name", "target", "weight"):
        told = (getattr(target, name) for target in targets)
        yield tuple(Cell("" if text is None else str(text)) for text in told)


PROJECT_GOALS = Custom("project-goals", project_goals)
WHOLE_GOALS = Custom("goals", whole_goals)
COUNTY_TABLES = (*national.STATUTORY, PROJECT_GOALS, WHOLE_GOALS)

# The long set ---------------------------------------------------------------------------------------------------------

FUNCTION = (Column("功能科目", "group", common.SPLIT_FUNCTION), Column("科目名称", "name"))
ECONOMIC = (Column("科目编码", "group", common.SPLIT_FUNCTION[:2]), Column("科目名称", "name"))
#: The accounts that have a column: a year whose chart has others needs a form of its own.
CHART = tuple(rows_of(2022))
SPENT_OTHERWISE = (
    ("operating", "事业单位经营支出"),
    ("upward", "上缴上级支出"),
    ("downward", "对附属单位补助支出"),
)
YEARS_INCOME = (
    ("s101", "一般公共预算拨款"),
    ("s102", "政府性基金预算拨款"),
    ("s103", "国有资本经营预算拨款"),
    ("s2", "财政专户管理资金"),
    ("s301", "事业收入"),
    ("s302", "事业单位经营收入"),
    ("s303", "上级补助收入"),
    ("s304", "附属单位上缴收入"),
    ("s305", "其他收入"),
)
BROUGHT_FORWARD = (
    ("s501", "一般公共预算拨款"),
    ("s502", "政府性基金预算拨款"),
    ("s503", "国有资本经营预算拨款"),
    ("s509", "财政专户管理资金和单位资金"),
)


def classes(system: str) -> list[tuple[str, str]]:
    """The 类 of an economic classification, as its chart of 2022 has them: code and name."""
    return [(row.code, row.name) for row in CHART if row.system == system and len(row.code) == 3]


def items(system: str, code: str) -> list[tuple[str, str]]:
    """The 款 of one 类."""
    return [
        (row.code, row.name)
        for row in CHART
        if row.system == system and len(row.code) == 5 and row.code.startswith(code)
    ]


def by_government(key: str, title: str, fund: str = "", subject: str = "支出") -> ByCode:
    """All expenditure, or that of one fund: a column for each 类 of the government classification."""
    return ByCode(
        key,
        title,
        rows=("expenditure", fund),
        letter="f",
        lead=FUNCTION,
        columns=(
            Head("总计", ("expenditure", fund, CODE)),
            *(Head(name, ("cross", fund, CODE, f"g{code}")) for code, name in classes("government")),
        ),
        subject=subject,
        total=YEAR,
    )


def by_economic(key: str, title: str, fund: str = "", subject: str = "支出") -> ByCode:
    """The same by the department classification, basic expenditure and projects apart."""
    return ByCode(
        key,
        title,
        rows=("expenditure", fund),
        letter="f",
        lead=FUNCTION,
        columns=(
            Head("总计", ("expenditure", fund, CODE)),
            of_nature("基本支出", fund, "basic", ("301", "302", "303")),
            of_nature("项目支出", fund, "project", tuple(code for code, _name in classes("economic"))),
            *(
                Head(name, ("expenditure", fund, CODE, nature), optional=True)
                for nature, name in SPENT_OTHERWISE
            ),
        ),
        subject=subject,
        total=YEAR,
    )


def of_nature(label: str, fund: str, nature: str, declared: tuple[str, ...]) -> Head:
    """Expenditure of one nature: its total, and a column for each declared 类, for others where there is money."""
    columns = (
        Head(name, ("cross", fund, CODE, nature, f"e{code}"), optional=code not in declared)
        for code, name in classes("economic")
    )
    return Head(label, children=(Head("合计", ("expenditure", fund, CODE, nature)), *columns))


def basic_cost(key: str, title: str, code: str, *columns: Head) -> ByCode:
    """General basic expenditure of one 类, by function."""
    return ByCode(
        key,
        f"一般公共预算基本支出表—{title}",
        rows=("expenditure", "general"),
        letter="f",
        lead=FUNCTION,
        columns=(Head("总计", ("cross", "general", CODE, "basic", f"e{code}")), *columns),
        subject=f"一般公共预算拨款安排的{dict(classes('economic'))[code]}",
        nature="basic",
    )


def basic_items(system: str, code: str) -> tuple[Head, ...]:
    """A column for each 款."""
    letter = system[0]
    return tuple(
        Head(name, ("cross", "general", CODE, "basic", f"{letter}{item}"))
        for item, name in items(system, code)
    )


def government_items(code: str, of_institutions: str) -> tuple[Head, Head]:
    """A 类 of the government classification with its 款, and what 事业单位 are given for the same."""
    names = dict(classes("government"))
    subtotal = Head("小计", ("cross", "general", CODE, "basic", f"g{code}"))
    given = [head for head in basic_items("government", "505") if head.at[-1] == f"g{of_institutions}"]
    return (
        Head(names[code], children=(subtotal, *basic_items("government", code))),
        Head(names["505"], children=tuple(given)),
    )


def spent_side(label: str, measure: str, letter: str, year: str) -> Side:
    """One breakdown of all expenditure."""
    return Side(
        f"支出（按{label}）",
        (
            Classes((measure,), letter),
            Line("本年支出合计", year, "subtotal"),
            Line("结转下年", "expenditure.carry"),
            Line("支出总计", "expenditure.total", "total"),
        ),
        amount="本年预算",
    )


BALANCE = Beside(
    "balance",
    "收支总表",
    (
        Side(
            "收入",
            (
                *(Line(f"{{number}}、{name}", f"income.{source}") for source, name in YEARS_INCOME),
                Line("本年收入合计", "income.year.total", "subtotal"),
                Line("使用非财政拨款结余", "income.s4"),
                Line("上年结转结余", "income.s5"),
                Line("收入总计", "income.total", "total"),
            ),
            amount="本年预算",
        ),
        spent_side("功能分类", "expenditure", "f", "expenditure.year.total"),
        spent_side("部门预算经济分类", "economic", "e", "economic.total"),
        spent_side("政府预算经济分类", "government", "g", "government.total"),
    ),
)
INCOME = ByUnit(
    "income",
    "收入总表",
    (
        Head("合计", ("income",)),
        Head(
            "本年收入",
            children=(
                Head("小计", ("income", "year")),
                *(Head(name, ("income", source)) for source, name in YEARS_INCOME),
            ),
        ),
        Head("使用非财政拨款结余", ("income", "s4")),
        Head(
            "上年结转结余",
            children=(
                Head("小计", ("income", "s5")),
                *(Head(name, ("income", source)) for source, name in BROUGHT_FORWARD),
            ),
        ),
    ),
    subject="收入",
)
THREE_PUBLIC_TABLE = OneRow(
    "three-public",
    "一般公共预算“三公”经费支出表",
    (
        Head("“三公”经费合计", ("three-public.total",)),
        Head("因公出国（境）费", ("three-public.abroad",)),
        Head(
            "公务用车购置及运行费",
            children=(
                Head("小计", ("three-public.vehicles",)),
                Head("公务用车购置费", ("three-public.purchase",)),
                Head("公务用车运行费", ("three-public.running",)),
            ),
        ),
        Head("公务接待费", ("three-public.reception",)),
    ),
    sums=common.THREE_PUBLIC_SUMS,
    lead=((Column("单位代码", "code"), "code"), (Column("单位名称", "name"), "name")),
)
ACCOUNT = replace(
    national.FUND,
    key="account",
    title="财政专户管理资金预算支出表",
    rows=("expenditure", "account"),
    columns=(Head("本年财政专户管理资金预算支出", children=common.natures("expenditure", "account")),),
    subject="使用财政专户管理资金安排的支出",
    lead=FUNCTION,
)
GENERAL_COLUMNS = (
    Head("合计", ("expenditure", "general", CODE)),
    Head(
        "基本支出",
        children=(
            Head("小计", ("expenditure", "general", CODE, "basic")),
            Head("人员经费", ("cross", "general", CODE, "basic", "staff")),
            Head("公用经费", ("cross", "general", CODE, "basic", "public")),
        ),
    ),
    Head("项目支出", ("expenditure", "general", CODE, "project")),
)
BY_GOVERNMENT, BY_ECONOMIC = "（按政府预算经济分类）", "（按部门预算经济分类）"
WAGES, PERSONS, OFFICE = (
    "人员经费（工资福利支出）",
    "人员经费（对个人和家庭的补助）",
    "公用经费（商品和服务支出）",
)
OF_FUND = "使用政府性基金预算拨款安排的支出"
LONG_TABLES = (
    BALANCE,
    INCOME,
    replace(national.EXPENDITURE, lead=FUNCTION),
    by_government("government", f"支出预算分类汇总表{BY_GOVERNMENT}"),
    by_economic("economic", f"支出预算分类汇总表{BY_ECONOMIC}"),
    national.GRANT,
    replace(national.GENERAL, lead=FUNCTION, columns=GENERAL_COLUMNS),
    replace(national.BASIC, lead=ECONOMIC),
    basic_cost("wages-government", f"{WAGES}{BY_GOVERNMENT}", "301", *government_items("501", "50501")),
    basic_cost("wages", f"{WAGES}{BY_ECONOMIC}", "301", *basic_items("economic", "301")),
    basic_cost("persons-government", f"{PERSONS}{BY_GOVERNMENT}", "303", *basic_items("government", "509")),
    basic_cost("persons", f"{PERSONS}{BY_ECONOMIC}", "303", *basic_items("economic", "303")),
    basic_cost("office-government", f"{OFFICE}{BY_GOVERNMENT}", "302", *government_items("502", "50502")),
    basic_cost("office", f"{OFFICE}{BY_ECONOMIC}", "302", *basic_items("economic", "302")),
    THREE_PUBLIC_TABLE,
    replace(national.FUND, lead=FUNCTION),
    by_government("fund-government", f"政府性基金预算支出分类汇总表{BY_GOVERNMENT}", "fund", OF_FUND),
    by_economic("fund-economic", f"政府性基金预算支出分类汇总表{BY_ECONOMIC}", "fund", OF_FUND),
    replace(national.CAPITAL, lead=FUNCTION),
    ACCOUNT,
    common.SPECIAL_FUNDS,
    PROJECT_GOALS,
    WHOLE_GOALS,
    common.PROCUREMENT,
    common.PUBLIC_SERVICES,
)
