"""Statements: statutory tables as declarations, and what they say about one set of figures.

A declaration names the figures of a table by their keys; ``build`` looks them up and prints each of them once, in the
unit of the form. Three shapes cover the national set: rows by code (``ByCode``), income beside expenditure
(``TwoSided``) and given lines (``Lines``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from budgets.catalogue import AREA
from budgets.figures import Figure, Figures
from budgets.ledger import LEVELS, add, key
from budgets.money import Unit, printed, rounded

from .document import Cell, Column, Row, Table

CODE = "{code}"
YEAR = "year"  # the token of this year's total: 结转下年 stands under no code
CHINESE_NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Head:
    """A column: its label and, for a leaf, the coordinates of its figures. CODE stands for the row's code."""

    label: str
    at: tuple[str, ...] = ()
    view: str = ""
    children: tuple[Head, ...] = ()

    def leaves(self) -> tuple[Head, ...]:
        return tuple(leaf for child in self.children for leaf in child.leaves()) if self.children else (self,)

    def figure_key(self, token: str) -> str:
        """The key of this column's figure in the row of a token; a narrowed column has no total of the year alone."""
        if token == YEAR and self.at[-1] != CODE:
            token = ""
        coordinates = (token if part == CODE else part for part in self.at[1:])
        base = key(self.at[0], *coordinates) if self.at[0] in MEASURES else self.at[0]
        return f"{base}.{self.view}" if self.view else base


MEASURES = ("income", "expenditure", "economic", "government")


@dataclass(frozen=True)
class ByCode:
    """One row for each code that carries money, headings included, and a total row."""

    key: str
    title: str
    rows: tuple[str, ...]  # measure and coordinates whose codes are the rows
    letter: str
    code_label: str
    columns: tuple[Head, ...]
    subject: str  # what an empty table has none of
    total: str = ""  # the token of the total row
    nature: str = ""  # only codes with money of this nature are rows


@dataclass(frozen=True)
class Line:
    """A given row: its label and its figure. ``kind`` item, part (of the item above), subtotal or total."""

    label: str
    key: str
    kind: str = "item"


@dataclass(frozen=True)
class Narrowed:
    """A row of a side with columns: its label, and the token that stands for CODE in each column."""

    label: str
    token: str
    kind: str = "item"


@dataclass(frozen=True)
class Classes:
    """One such row for each 类 with money, numbered 一、二、…"""

    rows: tuple[str, ...]


@dataclass(frozen=True)
class TwoSided:
    """Income beside expenditure; the right side may have several amount columns."""

    key: str
    title: str
    left_label: str
    right_label: str
    left: tuple[Line, ...]
    right: tuple[Narrowed | Classes, ...]
    right_columns: tuple[Head, ...]


@dataclass(frozen=True)
class Lines:
    """Given lines with the same columns for each; ``views`` are this, last, change, reason."""

    key: str
    title: str
    lines: tuple[Line, ...]
    views: tuple[str, ...] = ("this",)
    has_money: bool = True


@dataclass(frozen=True)
class OneRow:
    """Figures side by side in one row, as the 三公 table is printed; ``sums`` are totals with their parts."""

    key: str
    title: str
    columns: tuple[Head, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Custom:
    """A table that is no grid of figures: projects, performance targets."""

    key: str
    build: Callable[[Figures, Unit], Iterable[Table]]


Statement = ByCode | TwoSided | Lines | OneRow | Custom


def build(statement: Statement, figures: Figures, unit: Unit) -> tuple[Table, ...]:
    """The tables a statement makes of these figures (a Custom one may make none or several)."""
    match statement:
        case ByCode():
            return (_by_code(statement, figures, unit),)
        case TwoSided():
            return (_two_sided(statement, figures, unit),)
        case Lines():
            return _lines(statement, figures, unit)
        case OneRow():
            return (_one_row(statement, figures, unit),)
        case Custom():
            return tuple(statement.build(figures, unit))


def cell(figure: Figure, unit: Unit, *, blank: bool = False) -> Cell:
    """A figure as printed in a table; ``blank`` where nothing at all is booked there."""
    if blank:
        return Cell("", figure.key)
    return Cell(print_figure(figure, unit), figure.key)


def print_figure(figure: Figure, unit: Unit) -> str:
    """A figure as printed: money in the table's unit, counts plain, percentages with two places, unknown as a dash."""
    if figure.value is None:
        return "—"
    if figure.is_money:
        return printed(figure.value, unit)
    if figure.unit in ("%", AREA):
        return f"{figure.value:,.2f}".replace("-", "−")
    return f"{figure.value.normalize():,f}" if figure.value else "0"


def _heads(heads: tuple[Head, ...], figures: Figures) -> tuple[Column, ...]:
    """Column heads, with {year} and {last_year} in their labels filled in."""
    year = figures.books.year
    return tuple(
        Column(
            head.label.format(year=year, last_year=year - 1),
            "percent" if head.view == "percent" else "amount",
            _heads(head.children, figures),
        )
        for head in heads
    )


# Rows by code ---------------------------------------------------------------------------------------------------


def _by_code(statement: ByCode, figures: Figures, unit: Unit) -> Table:
    ledger, letter = figures.books.ledger, statement.letter
    codes = ledger.codes(*statement.rows, letter=letter, nature=statement.nature)
    leaves = tuple(leaf for head in statement.columns for leaf in head.leaves())
    rows = [_code_row(figures, leaves, letter, code, unit) for code in codes]
    without_code = key(*statement.rows, "nofunction")
    if letter == "f" and without_code in ledger and (ledger[without_code].this or ledger[without_code].last):
        cells = _amounts(figures, leaves, "nofunction", unit)
        rows.append(Row((Cell(), Cell("未列功能科目"), *cells), level=1, code="nofunction"))
    is_empty = not rows
    total = Row(
        (Cell(), Cell("合计"), *_amounts(figures, leaves, statement.total, unit)), kind="total", code="total"
    )
    if is_empty:
        total = Row((Cell(), Cell("合计"), *(Cell() for _ in leaves)), kind="total", code="total")
    columns = (
        Column(statement.code_label, "group", (Column("科目编码", "code"), Column("科目名称", "name"))),
        *_heads(statement.columns, figures),
    )
    table = Table(statement.key, statement.title, unit, columns, (*rows, total), is_empty=is_empty)
    books = figures.books
    if is_empty:
        note = f"注：本{books.kind_label}{books.year}年没有{statement.subject}，本表无数据。"
        return _with_notes(table, note)
    return _with_notes(table, *rounding_note(figures, unit, _table_sums(table, leaves)))


def _code_row(figures: Figures, leaves: tuple[Head, ...], letter: str, code: str, unit: Unit) -> Row:
    name = figures.books.name_of(letter, code)
    level = LEVELS[letter].index(len(code)) + 1
    cells = _amounts(figures, leaves, f"{letter}{code}", unit)
    return Row((Cell(code), Cell(name), *cells), level=level, code=code)


def _amounts(figures: Figures, leaves: tuple[Head, ...], token: str, unit: Unit) -> tuple[Cell, ...]:
    return tuple(_amount(figures, leaf.figure_key(token), unit) for leaf in leaves)


def _amount(figures: Figures, figure_key: str, unit: Unit) -> Cell:
    """A cell stays blank where nothing is booked, this year or last."""
    base = figure_key
    for view in (".last", ".change", ".percent"):
        base = base.removesuffix(view)
    figure = figures[figure_key]
    return cell(figure, unit, blank=base not in figures.books.ledger)


# Income beside expenditure ---------------------------------------------------------------------------------------


def _two_sided(statement: TwoSided, figures: Figures, unit: Unit) -> Table:
    left = list(statement.left)
    right = [line for part in statement.right for line in _expand(part, figures)]
    left_total, right_total = left.pop(), right.pop()
    pairs = list(zip_longest(*_levelled(left, right)))
    heads = tuple(leaf for head in statement.right_columns for leaf in head.leaves())
    rows = [_pair_row(pair, heads, figures, unit) for pair in pairs]
    rows.append(_pair_row((left_total, right_total), heads, figures, unit, kind="total"))
    columns = (
        Column(statement.left_label, "group", (Column("项目", "name"), Column("预算数"))),
        Column(
            statement.right_label,
            "group",
            (Column("项目", "name", side=True), *_heads(statement.right_columns, figures)),
        ),
    )
    table = Table(statement.key, statement.title, unit, columns, tuple(rows), is_two_sided=True)
    sums = [(left_total.key, [line.key for line in left if line.kind == "item"])]
    for head in heads:
        items = [head.figure_key(line.token) for line in right if line.kind == "item"]
        sums.append((head.figure_key(right_total.token), items))
    return _with_notes(table, *rounding_note(figures, unit, sums))


def _levelled(
    left: list[Line], right: list[Narrowed]
) -> tuple[Sequence[Line | None], Sequence[Narrowed | None]]:
    """Both sides with their subtotals (本年收入合计, 本年支出合计) on one row."""
    at_left, at_right = _subtotal_place(left), _subtotal_place(right)
    if at_left is None or at_right is None:
        return left, right
    height = max(at_left, at_right)
    return (
        [*left[:at_left], *[None] * (height - at_left), *left[at_left:]],
        [*right[:at_right], *[None] * (height - at_right), *right[at_right:]],
    )


def _subtotal_place(side: Sequence[Line | Narrowed]) -> int | None:
    return next((n for n, line in enumerate(side) if line.kind == "subtotal"), None)


def _expand(part: Narrowed | Classes, figures: Figures) -> list[Narrowed]:
    if isinstance(part, Narrowed):
        return [part]
    codes = figures.books.ledger.codes(*part.rows, letter="f", level=1)
    names = (figures.books.name_of("f", code) for code in codes)
    rows = [(f"f{code}", name) for code, name in zip(codes, names, strict=True)]
    if figures.amount(key(*part.rows, "nofunction")):
        rows.append(("nofunction", "未列功能科目的支出"))
    return [Narrowed(f"{chinese_number(n)}、{name}", token) for n, (token, name) in enumerate(rows, 1)]


def _pair_row(
    pair: tuple[Line | None, Narrowed | None],
    heads: tuple[Head, ...],
    figures: Figures,
    unit: Unit,
    kind: str = "item",
) -> Row:
    left, right = pair
    cells = [Cell(left.label), _amount(figures, left.key, unit)] if left else [Cell(), Cell()]
    cells.append(Cell(right.label if right else ""))
    cells += _amounts(figures, heads, right.token, unit) if right else (Cell() for _ in heads)
    is_subtotal = bool(left and left.kind == "subtotal")
    level = 2 if left and left.kind == "part" else 1
    return Row(tuple(cells), kind="subtotal" if is_subtotal else kind, level=level)


def chinese_number(n: int) -> str:
    """1 → 一, 12 → 十二, 21 → 二十一 (up to 99)."""
    tens, ones = divmod(n, 10)
    head = "" if not tens else "十" if tens == 1 else f"{CHINESE_NUMBERS[tens - 1]}十"
    return head + (CHINESE_NUMBERS[ones - 1] if ones else "")


# Given lines ------------------------------------------------------------------------------------------------------

VIEW_LABELS = {"this": "本年", "last": "上年", "change": "增减", "reason": "说明"}


def _lines(statement: Lines, figures: Figures, unit: Unit) -> tuple[Table, ...]:
    """The table of the lines that are stated; none where nothing is (these tables are not statutory)."""
    lines = [line for line in statement.lines if figures.value(line.key) is not None]
    columns = [Column("项目", "name")]
    columns += [Column("单位", "text")] if not statement.has_money else []
    columns += [Column(VIEW_LABELS[v], "text" if v == "reason" else "amount") for v in statement.views]
    rows = tuple(_line_row(line, statement, figures, unit) for line in lines)
    table_unit = unit if statement.has_money else ""
    return (Table(statement.key, statement.title, table_unit, tuple(columns), rows),) if rows else ()


def _line_row(line: Line, statement: Lines, figures: Figures, unit: Unit) -> Row:
    cells = [Cell(line.label)]
    if not statement.has_money:
        cells.append(Cell(figures.unit(line.key)))
    for view in statement.views:
        if view == "reason":
            cells.append(Cell(figures.reason(line.key)))
        else:
            cells.append(cell(figures[line.key if view == "this" else f"{line.key}.{view}"], unit))
    level = 2 if line.kind == "part" else 1
    return Row(tuple(cells), level=level, code=anchor_word(line.key))


def anchor_word(figure_key: str) -> str:
    """A figure's key as part of an address."""
    return figure_key.replace(".", "-")


def _one_row(statement: OneRow, figures: Figures, unit: Unit) -> Table:
    leaves = tuple(leaf for head in statement.columns for leaf in head.leaves())
    row = Row(tuple(cell(figures[leaf.figure_key("")], unit) for leaf in leaves))
    table = Table(statement.key, statement.title, unit, _heads(statement.columns, figures), (row,))
    return _with_notes(table, *rounding_note(figures, unit, statement.sums))


# Rounding ---------------------------------------------------------------------------------------------------------

ROUNDING_NOTE = "注：本表金额按表列单位四舍五入，部分分项之和与合计的尾数可能不一致。"


def rounding_note(figures: Figures, unit: Unit, sums: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """The note where printed parts do not meet their printed total although the exact ones do; else nothing.

    That exact parts do not meet their total is no rounding but a contradiction: the rules find it.
    """
    for total, parts in sums:
        whole, values = figures.value(total), [figures.value(part) for part in parts]
        known = [value for value in values if value is not None]
        if whole is None or len(known) != len(values) or add(known) != whole:
            continue
        if add(rounded(value, unit) for value in known) != rounded(whole, unit):
            return (ROUNDING_NOTE,)
    return ()


def _table_sums(table: Table, leaves: tuple[Head, ...]) -> Iterable[tuple[str, list[str]]]:
    """What is a sum in a table by code: a heading in each column, and 合计 across the columns of a row."""
    for place, leaf in enumerate(leaves, 2):
        if leaf.view != "percent":
            for parent, children in _families(table):
                yield parent.cells[place].figure, [child.cells[place].figure for child in children]
    whole, *parts = [place for place, leaf in enumerate(leaves, 2) if not leaf.view]
    for row in table.rows:
        yield row.cells[whole].figure, [row.cells[part].figure for part in parts]


def _families(table: Table) -> Iterable[tuple[Row, list[Row]]]:
    """Each row that is a sum, with the rows it sums: the total with the 类, a 类 with its 款, a 款 with its 项."""
    yield table.rows[-1], [row for row in table.rows[:-1] if row.level == 1]
    for parent in table.rows[:-1]:
        under = [r for r in table.rows[:-1] if r.level == parent.level + 1 and r.code.startswith(parent.code)]
        if under:
            yield parent, under


def _with_notes(table: Table, *notes: str) -> Table:
    return replace(table, notes=notes)
