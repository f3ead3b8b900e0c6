"""The tables that rows come into: which columns make a row this row and no other, and how a stored row is told plainly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from .. import catalogue
from ..models import (
    Budget,
    BudgetUnit,
    Duty,
    Entry,
    Indicator,
    Note,
    Office,
    Particular,
    ProcurementItem,
    Project,
    Purpose,
)
from .contents import Value

#: Columns that name an account, and the classification it is one of.
ACCOUNTS = {"source": "source", "function": "function", "economic": "economic", "government": "government"}
#: Columns that name another row of the budget by its name, and its table.
NAMED = {"project": "project", "unit": "budgetunit"}
Key = tuple[Value, ...]


@dataclass(frozen=True)
class Shape:
    """``key``: of two rows that agree in these columns each is the other; ``is_single``: there is never a second such.
    ``main`` is the column that is shown of a row which is new or gone, with ``last`` beside it where it has one."""

    model: type[models.Model]
    key: tuple[str, ...]
    main: str
    is_single: bool = True
    last: str = ""

    @property
    def is_ordered(self) -> bool:
        return any(field.name == "position" for field in self.model._meta.concrete_fields)


#: In this order rows can be written: what others refer to first.
SHAPES: dict[str, Shape] = {
    "budget": Shape(Budget, (), ""),
    "project": Shape(Project, ("name",), "amount", last="last_amount"),
    "budgetunit": Shape(BudgetUnit, ("name",), "name"),
    "office": Shape(Office, ("name",), "name"),
    "duty": Shape(Duty, ("position",), "text"),
    "particular": Shape(Particular, ("key",), "value", last="last"),
    "note": Shape(Note, ("key",), "text"),
    "procurementitem": Shape(ProcurementItem, ("kind", "name"), "amount"),
    "purpose": Shape(Purpose, ("function",), "use"),
    "indicator": Shape(Indicator, ("project", "area", "aspect", "name"), "target", is_single=False),
    "entry": Shape(
        Entry,
        (
            "direction",
            "source",
            "function",
            "economic",
            "government",
            "nature",
            "project",
            "unit",
            "is_last_year_total",
        ),
        "amount",
        is_single=False,
        last="last_amount",
    ),
}


def plain(row: models.Model, columns: Iterable[str]) -> dict[str, Value]:
    """Columns of a stored row as readers tell them: accounts by code, projects and units by name, blank as ''."""
    return {column: _plain(getattr(row, column)) for column in columns}


def _plain(value: Any) -> Value:
    if isinstance(value, models.Model):
        return value.code if hasattr(value, "system") else str(value)
    return value


def key_of(values: Mapping[str, Value], shape: Shape) -> Key:
    """Which row it is. A column that is not told is blank."""
    return tuple(_same(values.get(column)) for column in shape.key)


def _same(value: Value) -> Value:
    return "" if value is None or value is False else value


def called(table: str, values: Mapping[str, Value], names: Mapping[tuple[str, str], str]) -> str:
    """What a row is called on the pages; ``names`` are the accounts' by classification and code."""
    match table:
        case "entry":
            return " · ".join(_parts_of_entry(values, names))
        case "particular":
            return catalogue.ITEM[str(values["key"])].label
        case "note":
            return catalogue.NOTE[str(values["key"])].label
        case "duty":
            return f"主要职责第 {values['position']} 条"
        case "purpose":
            return f"{_account('function', values, names)} · 用途"
        case "indicator":
            return f"{values.get('project') or '部门整体'} · 绩效指标：{values['name']}"
        case "budget":
            return ""
    return f"{SHAPES[table].model._meta.verbose_name}：{values['name']}"


def _parts_of_entry(values: Mapping[str, Value], names: Mapping[tuple[str, str], str]) -> Iterable[str]:
    direction = str(values.get("direction") or "")
    for column in ("function", "economic", "government"):
        if values.get(column):
            yield _account(column, values, names)
    if values.get("source") and (direction == "income" or not any(map(values.get, ACCOUNTS_SPENT))):
        yield _account("source", values, names)
    if values.get("nature"):
        yield NATURES[str(values["nature"])]
    yield from (str(values[column]) for column in ("project", "unit") if values.get(column))
    if values.get("is_last_year_total"):
        yield "上年合计"


NATURES = {value: str(label) for value, label in Entry.Nature.choices}
ACCOUNTS_SPENT = ("function", "economic", "government")


def _account(column: str, values: Mapping[str, Value], names: Mapping[tuple[str, str], str]) -> str:
    code = str(values[column])
    return f"{code} {names.get((ACCOUNTS[column], code), '')}".strip()


def is_amount(table: str, column: str, values: Mapping[str, Value]) -> bool:
    """Whether a column holds money; a particular may be a count."""
    if table == "particular":
        return column in ("value", "last") and catalogue.ITEM[str(values["key"])].is_money
    return SHAPES[table].model._meta.get_field(column).__class__.__name__ == "MoneyField"


def unit_of(table: str, column: str, values: Mapping[str, Value]) -> str:
    """What a count is counted in; empty for all else."""
    if table == "particular" and column in ("value", "last"):
        item = catalogue.ITEM[str(values["key"])]
        return "" if item.is_money else item.unit
    return ""


def shown(value: Value, unit: str = "") -> str:
    """A value that is no money, as the pages show it."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f} {unit}".strip()
    return str(value)
