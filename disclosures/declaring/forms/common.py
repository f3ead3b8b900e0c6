"""What several forms share: columns, the tables of particulars, lists and sections. A form takes what it prescribes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgets.books import ProjectSheet, Target
from budgets.catalogue import (
    POST_KINDS,
    RUNNING_COMPONENTS,
    THREE_PUBLIC_WITH_VEHICLES,
    TOTAL,
    VEHICLE_KINDS,
)
from budgets.figures import Figures

from ...document import Cell, Column, Row, Table
from ..lists import given, kinds
from ..narrative import Joined
from ..statements import CODE, Custom, Head, Line, Lines, Press, anchor_word, cell

# Columns ----------------------------------------------------------------------------------------------------------


def natures(*coordinates: str) -> tuple[Head, ...]:
    """合计, 基本支出, 项目支出 under the given coordinates."""
    return (
        Head("合计", (*coordinates, CODE)),
        Head("基本支出", (*coordinates, CODE, "basic")),
        Head("项目支出", (*coordinates, CODE, "project")),
    )


#: The columns of a table by function whose codes stand in three cells (类, 款, 项).
SPLIT_FUNCTION = (
    Column("类", "code"),
    Column("款", "code"),
    Column("项", "code"),
)

THREE_PUBLIC_SUMS = tuple(
    (f"{total}{view}", tuple(f"{part}{view}" for part in parts))
    for view in ("", ".last")
    for total, parts in (
        ("three-public.vehicles", TOTAL["three-public.vehicles"].parts),
        ("three-public.total", THREE_PUBLIC_WITH_VEHICLES),
    )
)

# Lists ------------------------------------------------------------------------------------------------------------

#: What a year brings, in the order of the statutory tables, and what earlier years left.
SOURCES = (
    ("income.s101", "一般公共预算拨款收入"),
    ("income.s102", "政府性基金预算拨款收入"),
    ("income.s103", "国有资本经营预算拨款收入"),
    ("income.s2", "财政专户管理资金收入"),
    ("income.s301", "事业收入"),
    ("income.s302", "事业单位经营收入"),
    ("income.s303", "上级补助收入"),
    ("income.s304", "附属单位上缴收入"),
    ("income.s305", "其他收入"),
)
BALANCES = (("income.s4", "使用非财政拨款结余"), ("income.s5", "上年结转"))
NATURES = (
    ("expenditure.basic", "基本支出"),
    ("expenditure.project", "项目支出"),
    ("expenditure.operating", "事业单位经营支出"),
    ("expenditure.upward", "上缴上级支出"),
    ("expenditure.downward", "对附属单位补助支出"),
    ("expenditure.carry", "结转下年"),
)


def by_kind(total: str, named: Sequence[tuple[str, str]]) -> Joined:
    """The kinds of a figure as far as they are stated: 执法执勤用车1辆、其他用车2辆."""
    return Joined(kinds(total, named), "[?{item:name}{item}]", "、")


sources = given(*SOURCES, *BALANCES)
expenditure_natures = given(*NATURES)

# Tables of particulars --------------------------------------------------------------------------------------------

STAFFING = Lines(
    "staffing",
    "人员编制和实有情况表",
    (
        Line("编制人数", "staff.posts"),
        *(Line(f"其中：{label}", f"staff.posts.{kind}", "part") for kind, label in POST_KINDS),
        Line("实有人数", "staff.actual"),
        *(Line(f"其中：{label}", f"staff.actual.{kind}", "part") for kind, label in POST_KINDS),
        Line("离休人员", "staff.retired-cadres"),
        Line("退休人员", "staff.retired"),
        Line("遗属人员", "staff.survivors"),
        Line("在校学生", "staff.students"),
    ),
    views=("this", "last", "reason"),
    has_money=False,
)
RUNNING = Lines(
    "running",
    "机关运行经费及会议费、培训费表",
    (
        Line("机关运行经费", "running"),
        *(Line(f"其中：{label}", f"running.{kind}", "part") for kind, label in RUNNING_COMPONENTS),
        Line("会议费总额", "meeting"),
        Line("培训费总额", "training"),
    ),
    views=("this", "last", "change", "reason"),
)
ASSETS = Lines(
    "assets",
    "国有资产占有使用及购置计划表",
    (
        Line("办公及业务用房", "assets.area"),
        Line("车辆", "assets.vehicles"),
        *(Line(f"其中：{label}", f"assets.vehicles.{kind}", "part") for kind, label in VEHICLE_KINDS),
        Line("大型设备", "assets.equipment"),
        Line("本年安排购置车辆", "assets.buy-vehicles"),
        *(Line(f"其中：{label}", f"assets.buy-vehicles.{kind}", "part") for kind, label in VEHICLE_KINDS),
        Line("本年安排购置大型设备", "assets.buy-equipment"),
    ),
    has_money=False,
)

PROCUREMENT_KINDS = (("goods", "货物"), ("works", "工程"), ("services", "服务"))


def procurement_table(press: Press) -> Iterator[Table]:
    """政府采购预算表: by kind, named items under each, and what is reserved for small firms."""
    figures = press.figures
    if figures.value("procurement.total") is None:
        return
    rows = []
    for kind, label in PROCUREMENT_KINDS:
        rows.append(_purchase_row(press, f"procurement.{kind}", label, 1))
        for purchase in figures.books.purchases:
            if purchase.kind == kind:
                rows.append(_purchase_row(press, purchase.key, purchase.name, 2, views=("",)))
    rows.append(_purchase_row(press, "procurement.total", "合计", 0, kind="total"))
    for name, label in (("sme", "面向中小企业预留"), ("small", "其中：小型和微型企业")):
        if figures.value(f"procurement.{name}") is not None:
            rows.append(_purchase_row(press, f"procurement.{name}", label, 1))
    columns = (Column("项目", "name"), Column("本年"), Column("上年"), Column("增减"))
    table = Table("procurement", "政府采购预算表", press.unit, columns, tuple(rows))
    parts = [f"procurement.{kind}" for kind, _label in PROCUREMENT_KINDS]
    yield press.noted(table, [("procurement.total", parts)])


def _purchase_row(
    press: Press,
    figure_key: str,
    label: str,
    level: int,
    *,
    kind: str = "item",
    views: tuple[str, ...] = ("", ".last", ".change"),
) -> Row:
    shown = [cell(press.figures[f"{figure_key}{view}"], press.unit) for view in views]
    blanks = [Cell()] * (3 - len(shown))
    return Row((Cell(label), *shown, *blanks), kind=kind, level=level, code=anchor_word(figure_key))


PROCUREMENT = Custom("procurement", procurement_table)


def projects_table(press: Press) -> Iterator[Table]:
    """项目支出预算表: one row a project, with what it is for."""
    books = press.figures.books
    columns = (
        Column("项目名称", "name"),
        Column("本年"),
        Column("上年"),
        Column("增减"),
        Column("主要用途", "text"),
    )
    rows = tuple(_project_row(press, project) for project in books.projects)
    total = _views(press, "project.total") if rows else [Cell()] * 3
    rows += (Row((Cell("合计"), *total, Cell()), kind="total", code="total"),)
    table = Table("projects", "项目支出预算表", press.unit, columns, rows, is_empty=not books.projects)
    if books.projects:
        yield press.noted(table, [("project.total", [p.key for p in books.projects])])
    else:
        yield press.noted(table, (), why_no_projects(press))


def _project_row(press: Press, project: ProjectSheet) -> Row:
    cells = (Cell(project.name), *_views(press, project.key), Cell(project.use))
    return Row(cells, level=1, code=anchor_word(project.key))


def _views(press: Press, figure_key: str) -> list[Cell]:
    """This year, last year, the change."""
    return [cell(press.figures[f"{figure_key}{view}"], press.unit) for view in ("", ".last", ".change")]


def why_no_projects(press: Press) -> str:
    spent = press.figures.amount("expenditure.project")
    word = "没有分项公开项目支出" if spent else "没有项目支出"
    return press.text("注：本{kind}{year}年{word}，本表无数据。", word=word)


PROJECTS = Custom("projects", projects_table)


def special_funds_table(press: Press) -> Iterator[Table]:
    """专项资金预算汇总表: the projects that are special funds."""
    chosen = [project for project in press.figures.books.projects if project.is_special_fund]
    columns = (Column("专项资金名称", "name"), Column("本年"), Column("主要用途", "text"))
    rows = [
        Row(
            (Cell(p.name), cell(press.figures[p.key], press.unit), Cell(p.use)),
            level=1,
            code=anchor_word(p.key),
        )
        for p in chosen
    ]
    yield _listing(
        press,
        Table("special-funds", "专项资金预算汇总表", press.unit, columns, tuple(rows)),
        "project.special",
        "专项资金",
    )


def public_services_table(press: Press) -> Iterator[Table]:
    """政府购买服务预算表: the purchases of services that the government buys from society."""
    chosen = [purchase for purchase in press.figures.books.purchases if purchase.is_public_service]
    columns = (Column("购买服务项目", "name"), Column("预算数"), Column("说明", "text"))
    rows = [
        Row((Cell(p.name), cell(press.figures[p.key], press.unit), Cell()), level=1, code=anchor_word(p.key))
        for p in chosen
    ]
    yield _listing(
        press,
        Table("public-services", "政府购买服务预算表", press.unit, columns, tuple(rows)),
        "purchase.services",
        "政府购买服务预算",
    )


def _listing(press: Press, table: Table, total: str, subject: str) -> Table:
    """A list with its total, and with its remark where there is nothing to list."""
    is_empty = not table.rows
    sum_ = Cell() if is_empty else cell(press.figures[total], press.unit)
    rows = (*table.rows, Row((Cell("合计"), sum_, Cell()), kind="total", code="total"))
    parts = [row.cells[1].figure for row in table.rows]
    notes = (press.empty_note(subject),) if is_empty else ()
    return press.noted(
        replace(table, rows=rows, is_empty=is_empty), [(total, parts)] if parts else (), *notes
    )


SPECIAL_FUNDS = Custom("special-funds", special_funds_table)
PUBLIC_SERVICES = Custom("public-services", public_services_table)


def goals_tables(press: Press) -> Iterator[Table]:
    """绩效目标表: the whole department's, then one for each project that has indicators."""
    yield from whole_goals(press)
    yield from project_goals(press)


def whole_goals(press: Press) -> Iterator[Table]:
    if press.figures.books.targets:
        yield _targets_table("goals", "{kind}整体支出绩效目标表", press.figures.books.targets)


def project_goals(press: Press) -> Iterator[Table]:
    for n, project in enumerate(press.figures.books.projects, 1):
        if project.targets:
            yield _targets_table(f"goals-{n}", f"项目支出绩效目标表（{project.name}）", project.targets)


def _targets_table(table_key: str, title: str, targets: tuple[Target, ...]) -> Table:
    columns = (
        Column("一级指标", "text"),
        Column("二级指标", "text"),
        Column("三级指标", "name"),
        Column("指标值", "text"),
        Column("权重", "text"),
    )
    rows = tuple(
        Row(
            (
                Cell(t.area),
                Cell(t.aspect),
                Cell(t.name),
                Cell(t.target),
                Cell("" if t.weight is None else str(t.weight)),
            ),
            level=1,
        )
        for t in targets
    )
    return Table(table_key, title, "", columns, rows)


GOALS = Custom("goals", goals_tables)
WHOLE_GOALS = Custom("goals", whole_goals)
PROJECT_GOALS = Custom("project-goals", project_goals)
PARTICULARS = (STAFFING, RUNNING, PROCUREMENT, ASSETS, PROJECTS, GOALS)


def has_projects(figures: Figures) -> bool:
    return bool(figures.books.projects)


def spends_unlisted(figures: Figures) -> bool:
    """Money is spent on projects, and none is named."""
    return not figures.books.projects and bool(figures.amount("expenditure.project"))
