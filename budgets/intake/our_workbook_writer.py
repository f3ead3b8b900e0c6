"""Our own workbook for one budget, filled in with everything that is stored: to be gone on with in Excel or WPS.

What may be filled in is coloured and unlocked, the rest protected (without a password). Amounts are numbers in 万元, exact
to the 分; text is never a formula; totals are formulas that have their result beside them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import Manager

from ..catalogue import ITEM
from ..ledger import ZERO, add
from ..models import Account, Budget
from ..money import WAN
from .cells import letters
from .our_workbook import (
    ACCOUNTS,
    CODE,
    DEPARTMENT,
    FIXED,
    GUIDE,
    HEAD_ROW,
    HELP_ROW,
    SHEETS,
    TITLE_ROW,
    TOTAL,
    UNIT,
    VALUES,
    WHOSE_ROW,
    YEAR,
    Column,
    Kind,
    Prompt,
    Sheet,
)
from .shapes import SHAPES

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "宋体", "font_size": 11, "font_scheme": "none"},
}
#: Where what is filled in goes; heads and what stands there already.
INPUT, HEAD, GIVEN = "#FFF9E5", "#DCE6F1", "#F2F2F2"
MONEY = (Kind.AMOUNT, Kind.STATED)
NUMBERS = (*MONEY, Kind.WHOLE)
#: Heights in points, of a row, of a line in it, of the highest there can be; widths in half-width characters.
ROW, LETTER, HIGHEST, GUIDE_WIDTH = 20, 15, 400, 100
#: Up to the 分 in 万元, with as many decimals as there are.
AMOUNT_FORMAT = "#,##0.00####"
#: What a person may do on a protected sheet.
ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}
#: A total counts what is added below too.
LAST_COUNTED = 5000
#: The lowest level of each classification, which is offered; sources have none that is too high.
LOWEST = {"function": 7, "economic": 5, "government": 5}
#: No more fits into a drop-down that is written out.
LONGEST_LIST = 255
NOT_LISTED = "不在下拉列表中。可填科目编码或“编码 名称”，上传后会核对。"
NO_SUCH_NAME = "没有这个名称，请先在“{}”表中填好。"
CHOOSE = "请从下拉列表中选。"
HOW = (
    "浅黄色的格是要填的，其他的格不用改。可以增加行，也可以只填用得着的表。",
    "金额一律按万元填，可填到六位小数（即到分）；没有的填 0，空着是没有填。",
    "科目从下拉列表中选，也可以只填编码；列表里没有的科目，见“可选科目”，或直接填编码。",
    "合计自动算出，不用填。不要合并单元格，不要改表名和表头。",
    "删去一行，导入时就删去这一条；确认之前会逐条列出。",
    "填好后保存为 .xlsx，在本部门预算页面点“上传工作簿”交回。核对差别、确认之后才写入。",
)


def workbook_of(budget: Budget) -> bytes:
    """The workbook, with what is stored now; seventeen queries whatever the budget's size."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": f"{budget}填报", "author": budget.department.name})
    _Writer(book, budget).write()
    book.close()
    return out.getvalue()


def file_name(budget: Budget) -> str:
    return f"{budget.year}年部门预算_{budget.department.short_name}.xlsx"


class _Writer:
    """Writes sheet after sheet. A format is made once, however many cells wear it."""

    def __init__(self, book: Any, budget: Budget) -> None:
        self.book, self.budget = book, budget
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.stored = {sheet.table: list(_rows(budget, sheet.table)) for sheet in SHEETS}
        self.offered = _offered(budget, self.stored["entry"])

    def write(self) -> None:
        self._guide()
        for sheet in SHEETS:
            _SheetWriter(self, sheet, self.book.add_worksheet(sheet.title)).write()
        self._accounts()

    def format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "vcenter"} | properties)
        return self.formats[key]

    def _guide(self) -> None:
        page, department = self.book.add_worksheet("填表说明"), self.budget.department
        page.set_column(0, 0, 26)
        page.set_column(1, 1, GUIDE_WIDTH)
        page.set_row(0, 36)
        page.set_default_row(ROW)
        page.write_string(0, 0, GUIDE, self.format(bold=True, font_size=18))
        facts = (
            (DEPARTMENT, department.name),
            (CODE, department.code),
            (YEAR, str(self.budget.year)),
            (UNIT, "万元"),
        )
        for row, (name, words) in enumerate(facts, 1):
            page.write_string(row, 0, name, self.format(border=1, bg_color=HEAD))
            page.write_string(row, 1, words, self.format(border=1, num_format="@"))
        how = len(facts) + 2
        for n, words in enumerate(HOW, 1):
            page.write_string(how + n - 1, 0, f"{n}.", self.format(align="right"))
            page.write_string(how + n - 1, 1, words, self.format(text_wrap=True))
        for n, sheet in enumerate(SHEETS, how + len(HOW) + 1):
            page.set_row(n, _height([(sheet.help, GUIDE_WIDTH)]))
            page.write_string(n, 0, sheet.title, self.format(border=1, bg_color=HEAD))
            page.write_string(n, 1, sheet.help, self.format(border=1, text_wrap=True))
        bottom = how + len(HOW) + len(SHEETS)
        self.set_page(page, bottom, 1)
        page.protect("", {"format_columns": True})
        page.ignore_errors({"number_stored_as_text": f"A1:B{bottom + 1}"})

    def _accounts(self) -> None:
        """What the drop-downs offer."""
        page = self.book.add_worksheet(ACCOUNTS)
        page.set_column(0, len(self.offered) - 1, 40)
        page.write_string(0, 0, ACCOUNTS, self.format(bold=True, font_size=14))
        for column, (system, accounts) in enumerate(self.offered.items()):
            page.write_string(
                1, column, Account.System(system).label, self.format(border=1, bold=True, bg_color=HEAD)
            )
            for row, account in enumerate(accounts, 2):
                page.write_string(row, column, str(account), self.format(border=1))
        page.freeze_panes(2, 0)
        self.set_page(page, max(map(len, self.offered.values())) + 1, len(self.offered) - 1)
        page.repeat_rows(0, 1)
        page.protect("", ALLOWED)

    def range_of(self, system: str) -> str:
        """Where the accounts of a classification are listed."""
        letter = letters(list(self.offered).index(system))
        return f"='{ACCOUNTS}'!${letter}$3:${letter}${max(len(self.offered[system]), 1) + 2}"

    def set_page(self, page: Any, bottom: int, right: int) -> None:
        """A4 across, as wide as the page."""
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_footer("&C— &P —")
        page.print_area(0, 0, bottom, right)


class _SheetWriter:
    """One declared sheet being written."""

    def __init__(self, writer: _Writer, sheet: Sheet, page: Any) -> None:
        self.writer, self.sheet, self.page = writer, sheet, page
        self.rows = list(self._rows())
        self.bottom = sheet.first + len(self.rows) + sheet.spare - 1
        self.right = len(sheet.columns) - 1

    def _rows(self) -> Iterable[Sequence[Any]]:
        """The cells of each row that is there: stored ones, or those that wait for an answer."""
        stored = self.writer.stored[self.sheet.table]
        if not self.sheet.prompts:
            for row in filter(self.sheet.holds, stored):
                yield [_shown(column, getattr(row, column.field)) for column in self.sheet.columns]
            yield from self._unanswered(stored)
            return
        for prompt in self.sheet.prompts:
            row = self._stored_under(prompt, stored)
            yield [self._prompted(column, prompt, row) for column in self.sheet.columns]

    def _unanswered(self, stored: Sequence[Any]) -> Iterable[Sequence[Any]]:
        """Function codes that carry grants and have no purpose yet, for the sheet that asks for one."""
        if self.sheet.table != "purpose":
            return
        told = {row.function_id for row in stored}
        grants = {
            entry.function_id: entry.function
            for entry in self.writer.stored["entry"]
            if entry.direction == "expenditure" and entry.function_id and _is_grant(entry)
        }
        for account in sorted(grants.values(), key=lambda account: account.code):
            if account.pk not in told:
                yield [str(account), *[None] * (len(self.sheet.columns) - 1)]

    def _stored_under(self, prompt: Prompt, stored: Sequence[Any]) -> Any:
        if self.sheet.table == "budget":
            return self.writer.budget
        return next((row for row in stored if row.key == prompt.values["key"]), None)

    def _prompted(self, column: Column, prompt: Prompt, row: Any) -> Any:
        if column.kind is Kind.LABEL:
            return prompt.label
        if column.kind is Kind.HINT:
            return prompt.unit if column.head == "按此计量" else prompt.hint
        if row is None:
            return None
        if column.kind is Kind.VALUE:
            own = VALUES[str(prompt.values[""])]
            return _shown(own, getattr(row, own.field))
        value = getattr(row, column.field)
        is_money = column.kind is Kind.STATED and ITEM[row.key].is_money
        return value / WAN if is_money and value is not None else _shown(column, value)

    # Writing

    def write(self) -> None:
        self._top()
        for n, cells in enumerate(self.rows, self.sheet.first):
            self.page.set_row(n, _height(zip(cells, (c.width for c in self.sheet.columns), strict=True)))
            for c, (column, value) in enumerate(zip(self.sheet.columns, cells, strict=True)):
                self._cell(n, c, column, value)
        for n in range(self.sheet.first + len(self.rows), self.bottom + 1):
            for c, column in enumerate(self.sheet.columns):
                self.page.write_blank(n, c, None, self._look(column))
        self._offer()
        self._set_page()

    def _top(self) -> None:
        page, budget, format_of = self.page, self.writer.budget, self.writer.format
        page.set_row(TITLE_ROW, 28)
        page.set_row(HEAD_ROW, 32)
        page.set_default_row(ROW)
        page.write_string(TITLE_ROW, 0, self.sheet.title, format_of(bold=True, font_size=16))
        unit = "　单位：万元" if self._is_in_money() else ""
        whose = f"{budget.department.name}　{budget.year}年{unit}"
        page.write_string(WHOSE_ROW, 0, whose, format_of(font_color="#555555"))
        page.write_string(HELP_ROW, 0, self.sheet.help, format_of(font_color="#555555"))
        for c, column in enumerate(self.sheet.columns):
            page.set_column(c, c, column.width)
            look = format_of(border=1, bold=True, align="center", text_wrap=True, bg_color=HEAD)
            page.write_string(HEAD_ROW, c, self._head(column), look)
            if self.sheet.has_total:
                self._total(c, column)

    def _is_in_money(self) -> bool:
        return any(column.kind is Kind.AMOUNT for column in self.sheet.columns) or self._is_all_money()

    def _is_all_money(self) -> bool:
        """Whether every particular of the sheet is an amount."""
        return bool(self.sheet.prompts) and all(prompt.unit == "万元" for prompt in self.sheet.prompts)

    def _head(self, column: Column) -> str:
        is_money = column.kind is Kind.AMOUNT or (column.kind is Kind.STATED and self._is_all_money())
        return f"{column.head}（万元）" if is_money else column.head

    def _total(self, c: int, column: Column) -> None:
        """合计 under the heads, so that rows can be added below."""
        n, look = self.sheet.first - 1, {"border": 1, "bold": True, "bg_color": GIVEN}
        if column.kind is Kind.AMOUNT:
            amounts = [cells[c] for cells in self.rows if cells[c] is not None]
            letter = letters(c)
            formula = f"=SUM({letter}{self.sheet.first + 1}:{letter}{LAST_COUNTED})"
            total = self.writer.format(**look, num_format=AMOUNT_FORMAT)
            self.page.write_formula(n, c, formula, total, add(amounts) if amounts else ZERO)
        elif c == 0:
            self.page.write_string(n, c, TOTAL, self.writer.format(**look, align="center"))
        else:
            self.page.write_blank(n, c, None, self.writer.format(**look))

    def _cell(self, n: int, c: int, column: Column, value: Any) -> None:
        look = self._look(column, starts_like_a_formula=isinstance(value, str) and value[:1] in tuple("=+-@"))
        if value is None or value == "":
            self.page.write_blank(n, c, None, look)
        elif isinstance(value, str):
            self.page.write_string(n, c, value, look)
        else:
            self.page.write_number(n, c, value, look)

    def _look(self, column: Column, starts_like_a_formula: bool = False) -> Any:
        look: dict[str, Any] = {"border": 1, "bg_color": GIVEN if column.kind in FIXED else INPUT}
        look["locked"] = column.kind in FIXED
        if column.kind in NUMBERS:
            is_money = column.kind is Kind.AMOUNT or (column.kind is Kind.STATED and self._is_all_money())
            look["num_format"] = AMOUNT_FORMAT if is_money else "General"
            return self.writer.format(**look)
        look |= {"num_format": "@", "text_wrap": True}
        if starts_like_a_formula:
            look["quote_prefix"] = True
        return self.writer.format(**look)

    # Drop-downs

    def _offer(self) -> None:
        for c, column in enumerate(self.sheet.columns):
            if offered := self._offered(column):
                self.page.data_validation(self.sheet.first, c, max(self.bottom, self.sheet.first), c, offered)
        if self.sheet.table == "budget":
            for n, prompt in enumerate(self.sheet.prompts, self.sheet.first):
                if offered := self._offered(VALUES[str(prompt.values[""])]):
                    self.page.data_validation(n, 1, n, 1, offered)

    def _offered(self, column: Column) -> dict[str, Any]:
        """Choices are the only ones there are; an account or a name that is not offered is asked about."""
        if column.choices:
            words = {"error_title": column.head, "error_message": CHOOSE}
            return {"validate": "list", "source": [label for label in column.choices]} | words
        words = {"error_type": "warning", "error_title": column.head}
        if column.kind is Kind.ACCOUNT:
            source = self.writer.range_of(column.system)
            return {"validate": "list", "source": source, "error_message": NOT_LISTED} | words
        if column.kind is Kind.NAME:
            source = self._range_of(next(sheet for sheet in SHEETS if sheet.title == column.of))
            message = NO_SUCH_NAME.format(column.of)
            return {"validate": "list", "source": source, "error_message": message} | words
        return {}

    def _range_of(self, sheet: Sheet) -> str:
        """Where the names on another sheet stand or will stand."""
        last = sheet.first + len(self.writer.stored[sheet.table]) + sheet.spare
        return f"='{sheet.title}'!$A${sheet.first + 1}:$A${last}"

    def _set_page(self) -> None:
        """Heads that stay in sight and come again on each page; codes may look like numbers."""
        page, sheet = self.page, self.sheet
        filled = max(sheet.first + len(self.rows) - 1, sheet.first)
        self.writer.set_page(page, filled, self.right)
        page.freeze_panes(sheet.first, 1)
        page.repeat_rows(TITLE_ROW, sheet.first - 1)
        page.protect("", ALLOWED)
        area = f"A1:{letters(self.right)}{max(self.bottom, sheet.first) + 1}"
        page.ignore_errors({"number_stored_as_text": area, "formula_range": area})


def _is_grant(entry: Any) -> bool:
    """Money of the three budgets, whose use is told by function."""
    return bool(entry.source) and entry.source.code.startswith("1")


def _rows(budget: Budget, table: str) -> Iterable[Any]:
    """The stored rows of a table with what they refer to."""
    if table == "budget":
        return []
    model = SHAPES[table].model
    manager: Manager[Any] = model._default_manager
    related = [
        field.name
        for field in model._meta.fields
        if field.is_relation and field.name not in ("budget", "department")
    ]
    rows = manager.filter(budget=budget).select_related(*related)
    return sorted(rows, key=_by_account) if table == "entry" else rows


def _by_account(entry: Any) -> tuple[Any, ...]:
    """In the order of the chart; what has no account comes last, on either engine."""
    accounts = (getattr(entry, name) for name in ("function", "economic", "government", "source"))
    return (*((account is None, account.code if account else "") for account in accounts), entry.pk)


def _offered(budget: Budget, entries: Iterable[Any]) -> dict[str, list[Account]]:
    """The accounts in use by classification, at the level that is entered, those the department books on first."""
    entries = list(entries)
    found: dict[str, list[Account]] = {}
    accounts = list(Account.objects.filter(year=budget.year).in_use().order_by("code"))
    for system in ("source", "function", "economic", "government"):
        used = {getattr(entry, f"{system}_id") for entry in entries}
        wanted = [
            account
            for account in accounts
            if account.system == system and (account.pk in used or len(account.code) >= LOWEST.get(system, 0))
        ]
        found[system] = sorted(wanted, key=lambda account: account.pk not in used)
    return found


def _height(texts: Iterable[tuple[Any, int]]) -> int:
    """How high a row is in which each of these wraps in so much room: programs do not always see to that."""
    most = max((_lines(text, width) for text, width in texts if isinstance(text, str)), default=1)
    return ROW if most == 1 else min(most * LETTER + ROW - LETTER, HIGHEST)


def _lines(text: str, width: int) -> int:
    """Each Chinese character is as wide as two letters, as it is two bytes in GB 18030 (the rare ones four)."""
    wrapped = [
        (line, n)
        for line in text.split("\n")
        for n in range(0, max(len(line.encode("gb18030", "replace")), 1), max(width - 2, 1))
    ]
    return len(wrapped)


def _shown(column: Column, value: Any) -> Any:
    """What a cell holds: text, or a number in the unit of its head; None where it is blank."""
    if value is None:
        return None
    match column.kind:
        case Kind.AMOUNT:
            return value / WAN
        case Kind.CHOICE | Kind.FLAG:
            return next((label for label, each in column.choices.items() if each == value), None)
        case Kind.STATED | Kind.WHOLE:
            return Decimal(value)
    return str(value)
