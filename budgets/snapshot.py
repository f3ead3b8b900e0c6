"""All that is entered of a budget as plain JSON: to say what a change changed, and to bring back what a correction leaves.

Shape: {table: {primary key: {column: text or None}}}; amounts in 元, as decimal strings. The budget's own columns that the
public will read stand under ``budget``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import models, transaction

from . import catalogue
from .models import Budget
from .walls import COLUMNS, CONTENT

Snapshot = dict[str, dict[str, dict[str, Any]]]
#: In this order rows can be written: what others refer to first.
ORDER = ("project", "budgetunit", *(name for name in CONTENT if name not in ("project", "budgetunit")))
NOT_SHOWN = ("id", "budget", "position")


def snapshot(budget: Budget, tables: Iterable[str] = CONTENT) -> Snapshot:
    """What stands in these tables now; one query a table."""
    found = {name: apps.get_model("budgets", name)._default_manager.filter(budget=budget) for name in tables}
    return snapshot_of(budget, {name: rows.order_by("pk") for name, rows in found.items()})


def snapshot_of(budget: Budget, rows: Mapping[str, Iterable[models.Model]]) -> Snapshot:
    """The same of rows by table that were read already."""
    found: Snapshot = {"budget": {"": _columns(budget, [budget._meta.get_field(name) for name in COLUMNS])}}
    for name, each in rows.items():
        fields = apps.get_model("budgets", name)._meta.concrete_fields
        found[name] = {str(row.pk): _columns(row, fields) for row in each}
    return found


def _columns(row: models.Model, fields: Iterable[models.Field]) -> dict[str, Any]:
    return {field.attname: _text(row, field) for field in fields}


def _text(row: models.Model, field: models.Field) -> str | None:
    return None if getattr(row, field.attname) is None else str(field.value_to_string(row))


@transaction.atomic
def restore(budget: Budget, taken: Snapshot) -> None:
    """Bring everything back to what it was; the budget must be in the state in which it may be changed."""
    for name in reversed(ORDER):
        apps.get_model("budgets", name)._default_manager.filter(budget=budget).delete()
    for name in ORDER:
        model = apps.get_model("budgets", name)
        model._default_manager.bulk_create(_row(model, columns) for columns in taken[name].values())
    columns = _values(Budget, taken["budget"][""])
    Budget.objects.filter(pk=budget.pk).update(**columns)


def _row(model: type[models.Model], columns: Mapping[str, Any]) -> models.Model:
    return model(**_values(model, columns))


def _values(model: type[models.Model], columns: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: None if text is None else fields[name].to_python(text) for name, text in columns.items()}


# What a change changed --------------------------------------------------------------------------------------------


def differences(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    """[{"table", "row", "label", "before", "after"}]: one for each value that is another; a row that is new or gone tells
    each of its values."""
    return list(_differences(before, after))


def _differences(before: Snapshot, after: Snapshot) -> Iterator[dict[str, Any]]:
    for table in before:
        old, new = before[table], after[table]
        for row in sorted({*old, *new}, key=lambda pk: int(pk or 0)):
            was, now = old.get(row, {}), new.get(row, {})
            if was == now:
                continue
            called = _row_name(table, now or was)
            for column in {**was, **now}:
                if was.get(column) != now.get(column) and column.removesuffix("_id") not in NOT_SHOWN:
                    told = {"table": table, "row": row, "label": _label(called, table, column)}
                    yield told | {"before": was.get(column), "after": now.get(column)}


@lru_cache(maxsize=4096)
def _label(called: str, table: str, column: str) -> str:
    """What a value is called on the pages: its row's name and its column."""
    return " · ".join(part for part in (called, _column_name(table, column)) if part)


@cache
def _column_name(table: str, column: str) -> str:
    model = apps.get_model("budgets", table)
    return next(str(each.verbose_name) for each in model._meta.concrete_fields if each.attname == column)


def _row_name(table: str, row: Mapping[str, Any]) -> str:
    if table == "particular":
        return catalogue.ITEM[row["key"]].label
    if table == "note":
        return catalogue.NOTE[row["key"]].label
    name = row.get("name") or ""
    model = apps.get_model("budgets", table)
    return f"{model._meta.verbose_name} {name}".strip() if table != "budget" else ""
