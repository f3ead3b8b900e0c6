"""From what a file says to what can be stored: accounts by code, projects and units by name, every value a field's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from .. import accounts
from ..models import Account, Budget, Entry
from ..money import is_jump, jump_question, typed_back
from .contents import Contents, Level, Origin, Problem, Row, Value
from .lookup import Lookup
from .shapes import ACCOUNTS, NAMED, SHAPES, Key, Shape, called, key_of

REQUIRED = "请填写；无支出请填 0"
TO_FILL = "请填写“{}”"
MOST_NAMED = 3
#: How deep the accounts of what is published go, and how the level is called.
LOWEST = {"function": (7, "项"), "economic": (5, "款"), "government": (5, "款")}
SHORT = "有 {} 条明细的{}没有选到“{}”（{}）。可以导入，公开前请选到“{}”"
NEGATIVE = "{}金额不能为负；如为冲减请填写说明"
UNKNOWN_ROW = "没有{}“{}”，请先补上，或改成已有的名称"
GONE_ROW = "{}“{}”将被删除（工作簿里没有这一行），请补上这一行，或改成保留的名称"
#: What the database refuses of an entry, in its own words (models.Entry.Meta).
RULES = {constraint.name: str(constraint.violation_error_message) for constraint in Entry._meta.constraints}


@dataclass(slots=True)
class Resolved:
    """A row that can be stored: ``values`` by column as its model wants them, and which row it is."""

    row: Row
    key: Key
    values: dict[str, Any]


@dataclass
class Resolver:
    """Reads every row of a file against the chart of the year; ``problems`` is what was wrong."""

    budget: Budget
    chart: Lookup
    stored: dict[str, list[models.Model]]
    told: frozenset[str] = frozenset()  # places of which the reader has said that they are wrong
    problems: list[Problem] = field(default_factory=list)
    broken: dict[str, list[Key]] = field(
        default_factory=dict
    )  # by table, rows that cannot be stored as they are
    gone: dict[str, set[str]] = field(default_factory=dict)  # by table, names of rows that are to go
    faults: int = 0

    def __post_init__(self) -> None:
        self.names = self.chart.names
        self.named: dict[str, dict[str, models.Model]] = {
            table: {str(row): row for row in self.stored[table]} for table in set(NAMED.values())
        }
        self.in_use = {
            getattr(entry, f"{column}_id") for entry in self.stored["entry"] for column in ACCOUNTS
        }

    def rows(self, table: str, contents: Contents) -> list[Resolved]:
        """Those rows of one table that can be stored; what is wrong with the others is told."""
        shape = SHAPES[table]
        found = [
            resolved for row in contents.rows.get(table, ()) if (resolved := self._row(table, shape, row))
        ]
        if table == "entry":
            self.problems += self._short(found)
        if table in self.named:
            known = self.named[table]
            for each in found:
                known.setdefault(str(each.values["name"]), shape.model(budget=self.budget, **each.values))
        if shape.is_single:
            self._twice(table, found)
        return found

    def lose(self, table: str, rows: Iterable[models.Model]) -> None:
        """These rows are to go: what names them in a table that is read later is an error."""
        self.gone[table] = {str(row) for row in rows}

    def _short(self, found: list[Resolved]) -> Iterator[Problem]:
        """History is booked as it was, also on a heading; that what is published wants more is told once, counted. On what
        headings there is money already, the rules say."""
        for column, (length, level) in LOWEST.items():
            short = [
                each
                for each in found
                if (account := each.values.get(column))
                and len(account.code) < length
                and account.pk not in self.in_use
            ]
            if short:
                codes = list(dict.fromkeys(each.values[column].code for each in short))
                named = "、".join(
                    f"{code} {self.names[ACCOUNTS[column], code]}" for code in codes[:MOST_NAMED]
                ) + ("等" if len(codes) > MOST_NAMED else "")
                words = SHORT.format(len(short), accounts.SYSTEM_NAMES[column], level, named, level)
                origin = short[0].row.origins.get(column, Origin())
                yield Problem(Level.NOTICE, origin, "", words, kind=f"short-{column}")

    def _row(self, table: str, shape: Shape, row: Row) -> Resolved | None:
        faults = self.faults
        values = {name: self._value(table, row, name, value) for name, value in row.values.items()}
        if table == "entry":
            self._check_entry(row)
        if self.faults > faults:
            self.broken.setdefault(table, []).append(key_of(row.values, shape))
            return None
        return Resolved(row, key_of(row.values, shape), values)

    # One value

    def _value(self, table: str, row: Row, name: str, value: Value) -> Any:
        own = SHAPES[table].model._meta.get_field(name)
        if own.is_relation:
            refer = self._account if name in ACCOUNTS else self._named
            return refer(row, name, value) if value else None
        if value is None and not own.null:
            if own.blank or name == "position":
                return own.get_default()
            is_amount = isinstance(own, models.BigIntegerField)
            about = " · ".join(
                part for part in (_called(table, row, self.names), str(own.verbose_name)) if part
            )
            wanted = REQUIRED if is_amount else TO_FILL.format(own.verbose_name)
            self.fault(row, name, "", wanted, about=about)
            return None
        try:
            return own.clean(value, None)
        except ValidationError as error:
            self.fault(row, name, str(value), "；".join(error.messages), can_be_mended=True)
            return None

    def _account(self, row: Row, column: str, value: Value) -> Account | None:
        system, code = ACCOUNTS[column], str(value)
        account = self.chart.account(system, code)
        if account and (account.ended_on is None or account.pk in self.in_use):
            return account
        name = row.hints.get(column, "")
        meant = self.chart.only(system, name)
        wanted = self.chart.why_not(system, code) or f"科目 {code} 不能用"
        if meant and meant != code:
            wanted = f"{wanted.rstrip('。')}；“{name}”是 {meant}"
        self.fault(row, column, code, wanted, suggestion=meant, can_be_mended=True)
        return None

    def _named(self, row: Row, column: str, value: Value) -> models.Model | None:
        table = NAMED[column]
        is_gone = str(value) in self.gone.get(table, ())
        if not is_gone and (found := self.named[table].get(str(value))):
            return found
        words = (GONE_ROW if is_gone else UNKNOWN_ROW).format(SHAPES[table].model._meta.verbose_name, value)
        self.fault(row, column, str(value), words, can_be_mended=True)
        return None

    # One entry

    def _check_entry(self, row: Row) -> None:
        values = row.values
        amount, last, reason = values.get("amount"), values.get("last_amount"), values.get("reason")
        if rule := _broken(values):
            self.fault(row, "amount", "", RULES[rule], about=called("entry", values, self.names))
        if not isinstance(amount, Decimal):
            return
        if amount < 0 and not reason:
            words = NEGATIVE.format("收入" if values.get("direction") == "income" else "支出")
            about, found = called("entry", values, self.names), f"{typed_back(amount)} 万元"
            self.fault(row, "amount", found, words, about=about, can_be_mended=True)
        if isinstance(last, Decimal) and not reason and is_jump(amount, last):
            question = jump_question(amount, last)
            self.problems.append(
                Problem(
                    Level.QUESTION,
                    row.origin("amount"),
                    f"{typed_back(amount)} 万元",
                    question,
                    about=called("entry", values, self.names),
                    kind="jump",
                )
            )

    def _twice(self, table: str, found: list[Resolved]) -> None:
        first: dict[Key, Resolved] = {}
        for each in found:
            before = first.setdefault(each.key, each)
            if before is not each:
                where, name = before.row.origin(), called(table, each.row.values, self.names)
                words = f"第 {each.row.origin().row} 行与第 {where.row} 行重复：{name}"
                self.fault(each.row, "", "", words)

    def fault(
        self, row: Row, column: str, found: str, wanted: str, *, can_be_mended: bool = False, **more: Any
    ) -> None:
        """What the reader has said of a cell is not said again: what is missing there is what it could not read. A value
        without a cell of its own cannot be typed: it would go into another's."""
        self.faults += 1
        is_own = column in row.origins
        mending = can_be_mended and is_own
        problem = Problem(Level.ERROR, row.origin(column), found, wanted, can_be_mended=mending, **more)
        if not is_own or problem.place not in self.told:
            self.problems.append(problem)


def _called(table: str, row: Row, names: dict[tuple[str, str], str]) -> str:
    """What the row is called; empty where what it is called by is what is missing."""
    own = [name for name in ("key", "name", "function") if name in row.values]
    return (
        called(table, row.values, names) if table == "entry" or any(row.values[name] for name in own) else ""
    )


def _broken(values: dict[str, Value]) -> str:
    """The constraint that the database would refuse an entry for; empty where none."""
    accounts_spent = [values.get(name) for name in ("economic", "government")]
    if values.get("direction") == "income" and (
        not values.get("source") or any(accounts_spent) or values.get("nature")
    ):
        return "income_has_a_source_and_no_nature"
    if values.get("nature") == "carry" and any([values.get("function"), *accounts_spent]):
        return "carried_money_is_not_spent"
    if values.get("is_last_year_total"):
        carried = [values.get(name) for name in ("nature", "function", "project")]
        is_bare = not values.get("amount") and values.get("last_amount") is not None and values.get("source")
        if not is_bare or any([*carried, *accounts_spent]):
            return "a_bare_total_of_last_year_is_nothing_else"
    return ""
