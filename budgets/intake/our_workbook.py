"""Our own workbook, declared once: its sheets, their columns, and what a row of each is. Written by
``our_workbook_writer``, read by ``our_workbook_reader``; another column is one line here.

On every sheet the title stands in A1, heads in row 4, totals (where there are any) in row 5, rows below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .. import catalogue
from ..models import Budget, BudgetUnit, Entry, Indicator, ProcurementItem
from .contents import Value

GUIDE, ACCOUNTS = "部门预算填报工作簿", "可选科目"
#: What the guide says in its first column; the answer stands beside it.
DEPARTMENT, CODE, YEAR, UNIT = "部门（单位）", "部门编码", "年度", "金额单位"
TOTAL, YES, WORDS = "合计", "是", "定性"
#: Rows from 0.
TITLE_ROW, WHOSE_ROW, HELP_ROW, HEAD_ROW = 0, 1, 2, 3


class Kind(StrEnum):
    """What stands in a column. LABEL says which of the declared rows it is, HINT is there to be read alone."""

    ACCOUNT = "account"
    AMOUNT = "amount"
    CHOICE = "choice"
    CODE = "code"
    DATE = "date"
    FLAG = "flag"
    HINT = "hint"
    LABEL = "label"
    LINE = "line"
    NAME = "name"  # of a row on another sheet
    STATED = "stated"  # a particular: an amount, or people, vehicles, m²
    TEXT = "text"
    VALUE = "value"  # a column of the budget itself
    WHOLE = "whole"


#: What is there already and not typed.
FIXED = (Kind.LABEL, Kind.HINT)


@dataclass(frozen=True)
class Column:
    """``field`` of the table; ``head`` without its unit. ``choices`` are {label: value}; ``system`` of an account; ``of``
    the title of the sheet whose names may stand here. ``is_prompt``: what stands here alone makes no row.
    ``may_be_negative``: what is taken back may be entered (with a reason). ``is_numbered``: people
    write （一） before it."""

    field: str
    head: str
    width: int
    kind: Kind
    choices: Mapping[str, Value] = field(default_factory=dict)
    system: str = ""
    of: str = ""
    is_required: bool = False
    is_prompt: bool = False
    may_be_negative: bool = False
    is_numbered: bool = False


@dataclass(frozen=True)
class Prompt:
    """A row that is there to be filled in: its label, what it is of the table, in what it is counted, a hint."""

    label: str
    values: Mapping[str, Value]
    unit: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Sheet:
    """``values`` are the same in every row; ``holds`` says which stored rows stand here; ``spare`` empty rows are ready.
    ``covers`` is which stored rows the sheet speaks of, where it alone does."""

    title: str
    table: str
    help: str
    columns: tuple[Column, ...]
    spare: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)
    holds: Callable[[Any], bool] = lambda row: True
    covers: tuple[Mapping[str, Value], ...] = ({},)
    prompts: tuple[Prompt, ...] = ()
    has_total: bool = False

    @property
    def first(self) -> int:
        """The first row for what is filled in, from 0."""
        return HEAD_ROW + (2 if self.has_total else 1)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.field == name)


def choices(given: Any) -> dict[str, Value]:
    """{label: value} of a model's choices."""
    return {str(label): value for value, label in given.choices}


FLAG = {YES: True}
INCOME, SPENT, COSTS = "收入明细", "支出明细（按功能分类）", "支出明细（按部门经济分类）"
PROJECTS, UNITS = "项目", "预算单位"

#: Columns of entries, in the order of the pages.
SOURCE = Column("source", "资金来源", 20, Kind.ACCOUNT, system="source")
FUNCTION = Column("function", "功能科目", 34, Kind.ACCOUNT, system="function")
ECONOMIC = Column("economic", "部门经济科目", 28, Kind.ACCOUNT, system="economic")
GOVERNMENT = Column("government", "政府经济科目", 28, Kind.ACCOUNT, system="government")
NATURE = Column("nature", "性质", 14, Kind.CHOICE, choices=choices(Entry.Nature))
PROJECT = Column("project", "项目", 24, Kind.NAME, of=PROJECTS)
OF_UNIT = Column("unit", "单位", 24, Kind.NAME, of=UNITS)
ENTERED = (
    Column("amount", "本年", 15, Kind.AMOUNT, is_required=True, may_be_negative=True),
    Column("last_amount", "上年", 15, Kind.AMOUNT, may_be_negative=True),
    Column("reason", "说明", 28, Kind.LINE),
    Column("is_last_year_total", "上年只有合计", 14, Kind.FLAG, choices=FLAG),
)
ENTERING = "金额按万元填，最多六位小数；没有的填 0，不知道的上年数留空。"


def _is_cost(entry: Entry) -> bool:
    """A second breakdown of the same money: it carries no function."""
    return entry.direction == "expenditure" and not entry.function_id and _is_classed(entry)


def _is_classed(entry: Entry) -> bool:
    return bool(entry.economic_id or entry.government_id)


def _is_spent(entry: Entry) -> bool:
    return entry.direction == "expenditure" and not _is_cost(entry)


def _is_income(entry: Entry) -> bool:
    return entry.direction == "income"


ENTRIES = (
    Sheet(
        INCOME,
        "entry",
        f"每行一笔收入。{ENTERING}",
        (
            Column("source", "收入来源", 28, Kind.ACCOUNT, system="source", is_required=True),
            FUNCTION,
            OF_UNIT,
            *ENTERED,
        ),
        spare=200,
        values={"direction": "income"},
        holds=_is_income,
        covers=({"direction": "income"},),
        has_total=True,
    ),
    Sheet(
        SPENT,
        "entry",
        f"钱用来办什么事，选到“项”。{ENTERING}",
        (FUNCTION, ECONOMIC, GOVERNMENT, NATURE, SOURCE, PROJECT, OF_UNIT, *ENTERED),
        spare=200,
        values={"direction": "expenditure"},
        holds=_is_spent,
        covers=(),  # see EXPENDITURE
        has_total=True,
    ),
    Sheet(
        COSTS,
        "entry",
        f"同一笔钱花在什么上，选到“款”；已在功能分类那张表写明经济科目的，不在这里重复。{ENTERING}",
        (ECONOMIC, GOVERNMENT, NATURE, SOURCE, PROJECT, OF_UNIT, *ENTERED),
        spare=200,
        values={"direction": "expenditure"},
        holds=_is_cost,
        covers=(),
        has_total=True,
    ),
)
#: Together these speak of all expenditure; one alone of none of it.
EXPENDITURE = (SPENT, COSTS)


def _money(name: str, head: str, width: int = 15, *, is_required: bool = False) -> Column:
    return Column(name, head, width, Kind.AMOUNT, is_required=is_required)


LISTS = (
    Sheet(
        PROJECTS,
        "project",
        "每行一个项目。名称定下后，明细和绩效指标按名称对上。",
        (
            Column("name", "项目名称", 28, Kind.LINE, is_required=True),
            _money("amount", "年度预算安排", is_required=True),
            _money("last_amount", "上年数"),
            Column("use", "主要用途", 34, Kind.TEXT, is_required=True),
            Column("overview", "项目概述", 40, Kind.TEXT),
            Column("basis", "立项依据", 40, Kind.TEXT),
            Column("body", "实施主体", 24, Kind.TEXT),
            Column("plan", "实施方案", 40, Kind.TEXT),
            Column("schedule", "年度预算安排说明", 40, Kind.TEXT),
            Column("period", "实施周期", 22, Kind.LINE),
            Column("goal", "年度总体目标", 40, Kind.TEXT),
            _money("grant_funds", "当年财政拨款"),
            _money("carried_funds", "上年结转资金"),
            _money("other_funds", "其他资金"),
            Column("is_special_fund", "属于专项资金", 14, Kind.FLAG, choices=FLAG),
        ),
        spare=50,
        has_total=True,
    ),
    Sheet(
        "绩效指标",
        "indicator",
        "“项目”一列空着的，是部门整体的指标。数和单位分开填，如 ≥ 200 人次；同一项目各指标权重之和为 100。",
        (
            PROJECT,
            Column("area", "一级指标", 14, Kind.CHOICE, choices=choices(Indicator.Area), is_required=True),
            Column("aspect", "二级指标", 18, Kind.LINE, is_required=True),
            Column("name", "三级指标", 30, Kind.LINE, is_required=True),
            Column("operator", "比较", 8, Kind.CHOICE, choices=choices(Indicator.Operator)),
            Column("target", "指标值", 20, Kind.LINE, is_required=True),
            Column("unit", "计量单位", 10, Kind.LINE),
            Column("weight", "权重", 8, Kind.WHOLE),
        ),
        spare=100,
    ),
    Sheet(
        "采购项目",
        "procurementitem",
        "列入政府采购预算的项目，每行一个。",
        (
            Column(
                "kind", "采购类别", 12, Kind.CHOICE, choices=choices(ProcurementItem.Kind), is_required=True
            ),
            Column("name", "采购项目", 40, Kind.LINE, is_required=True),
            _money("amount", "本年", is_required=True),
            Column("is_public_service", "属于政府购买服务", 18, Kind.FLAG, choices=FLAG),
        ),
        spare=50,
        has_total=True,
    ),
    Sheet(
        "科目用途",
        "purpose",
        "财政拨款各科目的用途，和上年执行数（不是上年公开的预算数）。",
        (
            Column(
                "function",
                "功能科目",
                34,
                Kind.ACCOUNT,
                system="function",
                is_required=True,
                is_prompt=True,
            ),
            Column("use", "主要用途", 50, Kind.TEXT),
            _money("executed", "上年执行数"),
            Column("reason", "增减原因", 50, Kind.TEXT),
        ),
        spare=30,
    ),
    Sheet(
        UNITS,
        "budgetunit",
        "纳入本部门预算的单位，部门自己的机关在“本级”一列选“是”。",
        (
            Column("name", "单位名称", 36, Kind.LINE, is_required=True),
            Column("code", "单位代码", 16, Kind.CODE),
            Column("kind", "单位性质", 12, Kind.CHOICE, choices=choices(BudgetUnit.Kind), is_required=True),
            Column("funding", "经费形式", 14, Kind.CHOICE, choices=choices(BudgetUnit.Funding)),
            Column("is_itself", "本级", 8, Kind.FLAG, choices=FLAG),
        ),
        spare=50,
    ),
    Sheet(
        "内设机构",
        "office",
        "每行一个，写全称。个数自动数，与正文一致。",
        (Column("name", "内设机构", 50, Kind.LINE, is_required=True, is_numbered=True),),
        spare=50,
    ),
    Sheet(
        "主要职责",
        "duty",
        "每条一行，不用写“（一）（二）”，序号自动加。",
        (Column("text", "主要职责", 110, Kind.TEXT, is_required=True, is_numbered=True),),
        spare=40,
    ),
)

#: Sections of particulars, as their sheets are called.
SECTIONS = {
    "staffing": "人员编制",
    "three-public": "“三公”经费",
    "running": "机关运行经费和会议、培训费",
    "procurement": "政府采购预算",
    "assets": "国有资产",
    "performance": "整体支出绩效",
}
ITEM = Column("key", "事项", 34, Kind.LABEL)
COUNTED = Column("", "按此计量", 12, Kind.HINT)
HINTS = Column("", "填写说明", 60, Kind.HINT)


def _particulars(section: str, title: str) -> Sheet:
    items = catalogue.items_of(section)
    this, last = (
        Column("value", "本年", 15, Kind.STATED),
        Column("last", "上年", 15, Kind.STATED),
    )
    has_last = any(item.last for item in items)
    return Sheet(
        title,
        "particular",
        "空着是没有填，没有的请填 0。",
        (ITEM, COUNTED, this, *((last,) if has_last else ()), Column("reason", "说明", 40, Kind.TEXT), HINTS),
        covers=tuple({"key": item.key} for item in items),
        prompts=tuple(
            Prompt(item.label, {"key": item.key}, "万元" if item.is_money else item.unit, item.help)
            for item in items
        ),
    )


STATED = (
    *(_particulars(section, title) for section, title in SECTIONS.items()),
    Sheet(
        "说明与原因",
        "note",
        "写到具体事项。空着的不印。",
        (Column("key", "事项", 34, Kind.LABEL), Column("text", "文字", 90, Kind.TEXT), HINTS),
        prompts=tuple(Prompt(note.label, {"key": note.key}, hint=note.help) for note in catalogue.NOTES),
    ),
    Sheet(
        "其他填报事项",
        "budget",
        "随公开格式而定的几项。",
        (Column("", "事项", 34, Kind.LABEL), Column("value", "填报", 24, Kind.VALUE), HINTS),
        covers=(),
        prompts=(
            Prompt("资产数截止日期", {"": "assets_on"}, hint="上年 8月31日 或 12月31日，写成 2024-12-31。"),
            Prompt("大型设备单价标准", {"": "equipment_threshold"}, hint="以公开格式为准，不含车辆。"),
            Prompt("本年无项目支出", {"": "no_projects"}, hint="没有项目支出的选“是”，公开文本会写明。"),
        ),
    ),
)
#: What stands beside each of the budget's own columns.
VALUES = {
    "assets_on": Column("assets_on", "资产数截止日期", 24, Kind.DATE),
    "equipment_threshold": Column(
        "equipment_threshold", "大型设备单价标准", 24, Kind.CHOICE, choices=choices(Budget.Threshold)
    ),
    "no_projects": Column("no_projects", "本年无项目支出", 24, Kind.FLAG, choices=FLAG),
}

SHEETS = (*ENTRIES, *LISTS, *STATED)
