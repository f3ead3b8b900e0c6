"""Statements: statutory tables as declarations, and what they say about one set of figures.

A declaration names the figures of a table by their keys; ``build`` looks them up and prints each of them once, in the
unit of the form. The shapes: rows by code (``ByCode``), rows by budget unit (``ByUnit``), sides beside each other
(``Beside``), given lines (``Lines``), one row (``OneRow``); what is no grid of figures is a function (``Custom``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest

from budgets.catalogue import AREA
from budgets.figures import Figure, Figures
from budgets.ledger import CROSS, EXPENDITURE, LEVELS, NATURES, add, key, measure_of
from budgets.money import Unit, printed, rounded

from ..document import UNIT_HEAD, Cell, Column, Rounded, Row, Table

CODE = "{code}"
YEAR = "year"  # the token of this year's total: 结转下年 stands under no code
CHINESE_NUMBERS = "一二三四五六七八九十"
TOTAL, NAME_HEAD = "合计", "项目"
#: The measures of the ledger; anything else is the key of one figure.
MEASURES = ("income", "expenditure", "economic", "government", CROSS)


@dataclass(frozen=True)
class Head:
    """A column: its label and, for a leaf, the coordinates of its figures. CODE stands for the row's code.

    ``optional``: no column of the form, and printed only where there is money under it, so that every table adds up.
    """

    label: str
    at: tuple[str, ...] = ()
    view: str = ""
    children: tuple[Head, ...] = ()
    optional: bool = False

    def leaves(self) -> tuple[Head, ...]:
        return tuple(leaf for child in self.children for leaf in child.leaves()) if self.children else (self,)

    def has_cell(self, token: str) -> bool:
        """Whether there is a figure in the row of a token: no cross of what stands under no function."""
        return self.at[0] != CROSS or token not in ("nofunction", *NATURES)

    def figure_key(self, token: str) -> str:
        """The key of this column's figure in the row of a token; a narrowed column has no total of the year alone."""
        if token == YEAR and self.at[-1] != CODE:
            token = ""
        coordinates = (token if part == CODE else part for part in self.at[1:])
        base = key(self.at[0], *coordinates) if self.at[0] in MEASURES else self.at[0]
        return f"{base}.{self.view}" if self.view else base


#: The columns before the amounts: code and name under one head, as the national tables have them.
CODE_AND_NAME = (Column("科目编码", "code"), Column("科目名称", "name"))


def coded(label: str) -> tuple[Column, ...]:
    """科目编码 and 科目名称 under one head."""
    return (Column(label, "group", CODE_AND_NAME),)


@dataclass(frozen=True)
class Phrases:
    """The remarks under a form's tables. ``{subject}`` is what an empty table has none of."""

    empty: str = "注：本{kind}{year}年没有{subject}，本表无数据。"
    rounding: str = "注：本表金额按表列单位四舍五入，部分分项之和与合计的尾数可能不一致。"
    crossed: str = "注：分科目各行只列同时登记了功能分类和经济分类的支出，合计行列全部。"
    unclassed: str = "注：有的支出没有登记经济分类，没有列入各经济分类栏。"
    unassigned: str = "注：没有登记到单位的收支只列入合计行。"


@dataclass(frozen=True)
class ByCode:
    """One row for each code that carries money, headings included, and a total row.

    ``lead`` are the columns before the amounts: with one code column the whole code stands in it, with several a piece
    for each level (类, 款, 项). ``prints_zero``: a cell without money is 0.00, not blank.
    """

    key: str
    title: str
    rows: tuple[str, ...]  # measure and coordinates whose codes are the rows
    letter: str
    columns: tuple[Head, ...]
    subject: str  # what an empty table has none of
    lead: tuple[Column, ...] = coded("功能分类科目")
    total: str = ""  # the token of the total row
    nature: str = ""  # only codes with money of this nature are rows
    levels: tuple[int, ...] = (1, 2, 3)
    prints_zero: bool = False
    unit: Unit | None = None
    height: int = 0


@dataclass(frozen=True)
class ByUnit:
    """One row for each budget unit that entries are booked on, and a total row; one row where they name no unit."""

    key: str
    title: str
    columns: tuple[Head, ...]
    subject: str
    lead: tuple[Column, ...] = (Column("单位代码", "code"), Column("单位名称", "name"))
    unit: Unit | None = None
    height: int = 0


@dataclass(frozen=True)
class Line:
    """A given row: its label and its figure, or the token that stands for CODE in the columns of its side.

    ``kind``: item, part (of the item above), subtotal or total. ``optional``: printed only where there is money.
    ``{number}`` in the label is the line's place among the items of its side.
    """

    label: str
    key: str
    kind: str = "item"
    optional: bool = False


@dataclass(frozen=True)
class Classes:
    """A row for each 类 with money, numbered 一、二、…"""

    rows: tuple[str, ...]
    letter: str = "f"
    pattern: str = "{number}、{name}"


@dataclass(frozen=True)
class Side:
    """One side of a table: its head, its lines, and its amount columns where there is more than one."""

    head: str
    lines: tuple[Line | Classes, ...]
    columns: tuple[Head, ...] = ()
    name: str = "项目"
    amount: str = "预算数"


@dataclass(frozen=True)
class Beside:
    """Sides beside each other: income and expenditure. The last line of each side is its total."""

    key: str
    title: str
    sides: tuple[Side, ...]
    unit: Unit | None = None
    height: int = 0


@dataclass(frozen=True)
class Lines:
    """Given lines with the same columns for each; ``views`` are this, last, change, reason. Not statutory."""

    key: str
    title: str
    lines: tuple[Line, ...]
    views: tuple[str, ...] = ("this",)
    has_money: bool = True
    unit: Unit | None = None
    height: int = 0


@dataclass(frozen=True)
class OneRow:
    """Figures side by side in one row, as the 三公 table is printed; ``sums`` are totals with their parts.

    ``lead`` are columns before them: a column and the word of the books that stands in it (name, code). ``subject`` is
    what the table is said to have none of where all its figures are 0. ``prints_zero``: 0 is 0.00, not blank.
    """

    key: str
    title: str
    columns: tuple[Head, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()
    lead: tuple[tuple[Column, str], ...] = ()
    subject: str = ""
    prints_zero: bool = True
    unit: Unit | None = None
    height: int = 0


@dataclass(frozen=True)
class Custom:
    """A table that is no grid of figures: projects, performance targets."""

    key: str
    build: Callable[[Press], Iterable[Table]]
    title: str = ""  # where a form calls its one table otherwise
    unit: Unit | None = None
    height: int = 0


Statement = ByCode | ByUnit | Beside | Lines | OneRow | Custom


def build(
    statement: Statement, figures: Figures, unit: Unit, phrases: Phrases = Phrases()
) -> tuple[Table, ...]:
    """The tables a statement makes of these figures: one, none where it is not statutory and nothing is stated, or
    several where it is Custom. ``unit`` is the form's; a statement may have its own."""
    press = Press(figures, statement.unit or unit, phrases)
    if isinstance(statement, ByCode | ByUnit | OneRow):
        statement = replace(statement, columns=press.kept(statement.columns))
    match statement:
        case ByCode():
            tables = [_by_code(statement, press)]
        case ByUnit():
            tables = [_by_unit(statement, press)]
        case Beside():
            tables = [_beside(statement, press)]
        case Lines():
            tables = list(_lines(statement, press))
        case OneRow():
            tables = [_one_row(statement, press)]
        case Custom():
            tables = [replace(t, title=statement.title or t.title) for t in statement.build(press)]
    return tuple(replace(table, title=press.text(table.title), height=statement.height) for table in tables)


@dataclass(frozen=True)
class Press:
    """What every table is printed with: the figures, the unit, the form's phrases."""

    figures: Figures
    unit: Unit
    phrases: Phrases

    def text(self, pattern: str, **words: str) -> str:
        """A title, a head or a remark with the words of the books."""
        books = self.figures.books
        known = {"year": books.year, "last_year": books.year - 1, "kind": books.kind_label}
        for name, word in {**known, **words}.items():
            pattern = pattern.replace(f"{{{name}}}", str(word))
        return pattern

    def kept(self, heads: Iterable[Head]) -> tuple[Head, ...]:
        """These columns without the optional ones that no money stands under, and groups of nothing but such."""
        found = (
            replace(head, children=self.kept(head.children)) if head.children else head for head in heads
        )
        return tuple(
            head
            for head in found
            if head.children or (head.at and (not head.optional or self.figures.amount(head.figure_key(""))))
        )

    def heads(self, heads: Iterable[Head]) -> tuple[Column, ...]:
        return tuple(
            Column(
                self.text(head.label),
                "percent" if head.view == "percent" else "amount",
                self.heads(head.children),
            )
            for head in heads
        )

    def lead(self, columns: Iterable[Column]) -> tuple[Column, ...]:
        return tuple(
            replace(column, label=self.text(column.label), children=self.lead(column.children))
            for column in columns
        )

    def amounts(self, leaves: Iterable[Head], token: str, *, prints_zero: bool = False) -> tuple[Cell, ...]:
        return tuple(
            self.amount(leaf.figure_key(token), prints_zero=prints_zero) if leaf.has_cell(token) else Cell()
            for leaf in leaves
        )

    def amount(self, figure_key: str, *, prints_zero: bool = False) -> Cell:
        """A cell stays blank where nothing is booked, this year or last."""
        base = figure_key
        for view in (".last", ".change", ".percent"):
            base = base.removesuffix(view)
        return cell(self.figures[figure_key], self.unit, blank=not prints_zero and not self._is_booked(base))

    def _is_booked(self, base: str) -> bool:
        if base.partition(".")[0] in MEASURES:
            return base in self.figures.books.ledger
        return self.figures.value(base) is not None or self.figures.last(base) is not None

    def noted(self, table: Table, sums: Iterable[tuple[str, Iterable[str]]], *more: str) -> Table:
        """A table with the remark on rounding where it needs one, and others."""
        found = tuple(rounded_in(self.figures, self.unit, sums))
        rounded_off = (self.phrases.rounding,) if found else ()
        return replace(table, notes=(*rounded_off, *more), rounded=found)

    def empty_note(self, subject: str) -> str:
        return self.text(self.phrases.empty, subject=subject)


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


# What a declaration prints ----------------------------------------------------------------------------------------


def labels_of(statement: Statement) -> Iterator[str]:
    """Every title, head and row label that a declaration names; what a function makes it knows itself."""
    yield statement.title
    match statement:
        case ByCode() | ByUnit():
            yield from (*_column_labels(statement.lead), *_head_labels(statement.columns), TOTAL)
            yield statement.subject
        case Beside():
            for side in statement.sides:
                yield from (side.head, side.name, *_head_labels(side.columns))
                yield from [] if side.columns else [side.amount]
                labels = (line.label for line in side.lines if isinstance(line, Line))
                yield from (label.replace("{number}", chinese_number(1)) for label in labels)
        case Lines():
            yield from (NAME_HEAD, *([] if statement.has_money else [UNIT_HEAD]))
            yield from (VIEW_LABELS[view] for view in statement.views)
            yield from (line.label for line in statement.lines)
        case OneRow():
            lead = (column for column, _word in statement.lead)
            yield from (*_column_labels(lead), *_head_labels(statement.columns))
            yield from [statement.subject] if statement.subject else []


def _head_labels(heads: Iterable[Head]) -> Iterator[str]:
    for head in heads:
        yield head.label
        yield from _head_labels(head.children)


def _column_labels(columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        yield column.label
        yield from _column_labels(column.children)


def leaves_of(heads: Iterable[Head]) -> tuple[Head, ...]:
    return tuple(leaf for head in heads for leaf in head.leaves())


# Rows by code ---------------------------------------------------------------------------------------------------


def _by_code(statement: ByCode, press: Press) -> Table:
    figures, leaves = press.figures, leaves_of(statement.columns)
    lead = [leaf for column in statement.lead for leaf in column.leaves()]
    found = [
        *(_code_row(statement, lead, leaves, code, press) for code in _codes(statement, figures)),
        *_row_without_code(statement, lead, leaves, press),
    ]
    rows = [row for row in found if any(c.figure and c.text for c in row.cells)]
    is_empty = not rows and not _has_total(statement, leaves, figures)
    amounts = press.amounts(leaves, statement.total, prints_zero=statement.prints_zero and not is_empty)
    if is_empty:
        amounts = tuple(Cell() for _ in leaves)
    total = Row((*_lead_cells(lead, "", "合计"), *amounts), kind="total", code="total")
    columns = (*press.lead(statement.lead), *press.heads(statement.columns))
    table = Table(statement.key, statement.title, press.unit, columns, (*rows, total), is_empty=is_empty)
    unclassed = (press.phrases.unclassed,) if _lacks_classes(leaves, figures) else ()
    if is_empty:
        return replace(table, notes=unclassed or (press.empty_note(statement.subject),))
    crossed = (press.phrases.crossed,) if _lacks_crosses(leaves, statement.rows, figures) else ()
    sums = _table_sums(table, leaves, len(lead)) if not crossed else ()
    return press.noted(table, sums, *crossed, *unclassed)


def _has_total(statement: ByCode, leaves: tuple[Head, ...], figures: Figures) -> bool:
    """Whether the total row says something of this year where no row does: money that carries no function."""
    return any(figures.amount(leaf.figure_key(statement.total)) for leaf in leaves if not leaf.view)


def _codes(statement: ByCode, figures: Figures) -> list[str]:
    letter = statement.letter
    codes = figures.books.ledger.codes(*statement.rows, letter=letter, nature=statement.nature)
    return [code for code in codes if _level(letter, code) in statement.levels]


def _level(letter: str, code: str) -> int:
    return LEVELS[letter].index(len(code)) + 1


def _lead_cells(lead: Sequence[Column], code: str, name: str) -> list[Cell]:
    """The cells before the amounts: the code whole, or its pieces in a column for each level, and the name."""
    places = [n for n, column in enumerate(lead) if column.kind == "code"]
    pieces = [code] if len(places) == 1 else [code[:3], code[3:5], code[5:7]]
    cells = [Cell(name if column.kind == "name" else "") for column in lead]
    for place, piece in zip(places, pieces, strict=False):
        cells[place] = Cell(piece)
    return cells


def _code_row(
    statement: ByCode, lead: Sequence[Column], leaves: tuple[Head, ...], code: str, press: Press
) -> Row:
    letter = statement.letter
    name = press.figures.books.name_of(letter, code)
    amounts = press.amounts(leaves, f"{letter}{code}", prints_zero=statement.prints_zero)
    return Row((*_lead_cells(lead, code, name), *amounts), level=_level(letter, code), code=code)


def _row_without_code(
    statement: ByCode, lead: Sequence[Column], leaves: tuple[Head, ...], press: Press
) -> Iterator[Row]:
    """Money without a function has a row of its own, this year's or last year's."""
    without = key(*statement.rows, "nofunction")
    ledger = press.figures.books.ledger
    if statement.letter == "f" and without in ledger and (ledger[without].this or ledger[without].last):
        cells = (*_lead_cells(lead, "", "未列功能科目"), *press.amounts(leaves, "nofunction"))
        yield Row(cells, level=1, code="nofunction")


def _lacks_crosses(leaves: Iterable[Head], rows: tuple[str, ...], figures: Figures) -> bool:
    """Whether some of the money that the total row counts by nature stands under no function."""
    ledger = figures.books.ledger
    for leaf in crosses_of(leaves):
        parts = add(
            ledger[leaf.figure_key(f"f{code}")].this for code in ledger.codes(*rows, letter="f", level=1)
        )
        if parts != ledger[leaf.figure_key("")].this:
            return True
    return False


def crosses_of(leaves: Iterable[Head]) -> list[Head]:
    return [leaf for leaf in leaves if leaf.at and leaf.at[0] == CROSS]


def _lacks_classes(leaves: Iterable[Head], figures: Figures) -> bool:
    """Whether some of the money that the columns cross with economic codes carries none."""
    breakdowns = {
        (measure_of(leaf.figure_key("")), *(part for part in leaf.at[1:-1] if part != CODE))
        for leaf in crosses_of(leaves)
    }
    return any(_is_partial(*breakdown, figures=figures) for breakdown in breakdowns)


def _is_partial(measure: str, *coordinates: str, figures: Figures) -> bool:
    """Whether less of this year's expenditure is broken down by a measure than there is."""
    span = () if set(coordinates) & set(NATURES) else (YEAR,)
    return figures.amount(key(measure, *coordinates)) < figures.amount(key(EXPENDITURE, *coordinates, *span))


# Rows by unit -----------------------------------------------------------------------------------------------------


def _by_unit(statement: ByUnit, press: Press) -> Table:
    books, leaves = press.figures.books, leaves_of(statement.columns)
    lead = [leaf for column in statement.lead for leaf in column.leaves()]
    units = [unit for unit in books.units if books.ledger.of_unit(unit.key)]
    rows = [
        Row(
            (*_lead_cells(lead, unit.code, unit.name), *_unit_cells(leaves, unit.key, press)),
            level=1,
            code=unit.key,
        )
        for unit in units
    ]
    if not rows:
        own = (*_lead_cells(lead, books.department_code, books.department_name), *press.amounts(leaves, ""))
        rows = [Row(own, level=1, code="itself")]
    total = Row((*_lead_cells(lead, "", TOTAL), *press.amounts(leaves, "")), kind="total", code="total")
    columns = (*press.lead(statement.lead), *press.heads(statement.columns))
    table = Table(statement.key, statement.title, press.unit, columns, (*rows, total))
    sums = [(c.figure, [row.cells[n].figure for row in rows]) for n, c in enumerate(total.cells) if c.figure]
    figures = press.figures
    is_whole = all(figures.amount(whole) == add(map(figures.amount, parts)) for whole, parts in sums)
    return press.noted(table, sums, *(() if is_whole else (press.phrases.unassigned,)))


def _unit_cells(leaves: tuple[Head, ...], unit: str, press: Press) -> Iterator[Cell]:
    ledger = press.figures.books.ledger.of_unit(unit)
    for leaf in leaves:
        base = leaf.figure_key("")
        yield cell(press.figures[f"unit.{unit}.{base}"], press.unit, blank=base not in ledger)


# Sides beside each other ------------------------------------------------------------------------------------------


def _beside(statement: Beside, press: Press) -> Table:
    sides = tuple(replace(side, columns=press.kept(side.columns)) for side in statement.sides)
    lines_of = [_expanded(side, press.figures) for side in sides]
    bodies = [[line for line in lines if line.kind != "total"] for lines in lines_of]
    totals = [next((line for line in lines if line.kind == "total"), None) for lines in lines_of]
    rows = [_row_of_lines(lines, sides, press) for lines in zip_longest(*_levelled(bodies))]
    rows.append(_row_of_lines(totals, sides, press, kind="total"))
    columns = tuple(_side_columns(side, press, is_first=not n) for n, side in enumerate(sides))
    table = Table(statement.key, statement.title, press.unit, columns, tuple(rows), is_two_sided=True)
    return press.noted(table, _side_sums(sides, bodies, totals), *_left_out(sides, press))


def _left_out(sides: tuple[Side, ...], press: Press) -> Iterator[str]:
    """The remarks on money that stands in a total and in none of the columns or lines above it."""
    figures = press.figures
    classes = [
        (part.rows, leaves_of(side.columns))
        for side in sides
        for part in side.lines
        if isinstance(part, Classes)
    ]
    if any(_lacks_crosses(leaves, rows, figures) for rows, leaves in classes):
        yield press.phrases.crossed
    broken_down = [rows[0] for rows, _leaves in classes if rows[0] in ("economic", "government")]
    if any(_is_partial(measure, figures=figures) for measure in broken_down) or any(
        _lacks_classes(leaves, figures) for _rows, leaves in classes
    ):
        yield press.phrases.unclassed


def _side_columns(side: Side, press: Press, *, is_first: bool) -> Column:
    amounts = press.heads(side.columns) or (Column(press.text(side.amount)),)
    name = Column(press.text(side.name), "name", side=not is_first)
    return Column(press.text(side.head), "group", (name, *amounts))


def _expanded(side: Side, figures: Figures) -> list[Line]:
    lines = [line for part in side.lines for line in _expand(part, side, figures)]
    places = accumulate(line.kind == "item" for line in lines)
    return [
        replace(line, label=line.label.replace("{number}", chinese_number(place)))
        for line, place in zip(lines, places, strict=True)
    ]


def _expand(part: Line | Classes, side: Side, figures: Figures) -> list[Line]:
    if isinstance(part, Line):
        return [part] if not part.optional or figures.amount(_line_key(part, side)) else []
    letter = part.letter
    codes = figures.books.ledger.codes(*part.rows, letter=letter, level=1)
    rows = [(f"{letter}{code}", figures.books.name_of(letter, code)) for code in codes]
    if letter == "f" and figures.amount(key(*part.rows, "nofunction")):
        rows.append(("nofunction", "未列功能科目的支出"))
    return [
        Line(
            part.pattern.replace("{number}", chinese_number(n)).replace("{name}", name),
            token if side.columns else key(*part.rows, token),
        )
        for n, (token, name) in enumerate(rows, 1)
    ]


def _line_key(line: Line, side: Side) -> str:
    """The figure of a line; of one with several, the first."""
    return leaves_of(side.columns)[0].figure_key(line.key) if side.columns else line.key


def _levelled(sides: list[list[Line]]) -> list[Sequence[Line | None]]:
    """All sides with their subtotals (本年收入合计, 本年支出合计) on one row."""
    places = [next((n for n, line in enumerate(side) if line.kind == "subtotal"), None) for side in sides]
    known = [place for place in places if place is not None]
    if len(known) != len(sides):
        return list(sides)
    height = max(known)
    return [
        [*side[:place], *[None] * (height - place), *side[place:]]
        for side, place in zip(sides, known, strict=True)
    ]


def _row_of_lines(
    lines: Sequence[Line | None], sides: tuple[Side, ...], press: Press, kind: str = "item"
) -> Row:
    cells: list[Cell] = []
    for line, side in zip(lines, sides, strict=True):
        cells.append(Cell(press.text(line.label) if line else ""))
        cells += _line_cells(line, side, press)
    kinds = {line.kind for line in lines if line}
    first = lines[0]
    return Row(
        tuple(cells),
        kind="subtotal" if "subtotal" in kinds else kind,
        level=2 if first and first.kind == "part" else 1,
    )


def _line_cells(line: Line | None, side: Side, press: Press) -> Iterable[Cell]:
    if line is None:
        return [Cell() for _ in leaves_of(side.columns)] or [Cell()]
    if side.columns:
        return press.amounts(leaves_of(side.columns), line.key)
    return [press.amount(line.key) if line.key else Cell()]


def _side_sums(
    sides: tuple[Side, ...], bodies: list[list[Line]], totals: list[Line | None]
) -> Iterator[tuple[str, list[str]]]:
    for side, body, total in zip(sides, bodies, totals, strict=True):
        items = [line.key for line in body if line.kind == "item" and line.key]
        if total is None:
            continue
        if not side.columns:
            yield total.key, items
        for head in leaves_of(side.columns):
            parts = [head.figure_key(token) for token in items if head.has_cell(token)]
            yield head.figure_key(total.key), parts


def chinese_number(n: int) -> str:
    """1 → 一, 12 → 十二, 21 → 二十一, 105 → 一百零五, 110 → 一百一十 (up to 999; a list has 300 rows at most)."""
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    head = f"{CHINESE_NUMBERS[hundreds - 1]}百" if hundreds else ""
    if tens:
        head += "十" if tens == 1 and not hundreds else f"{CHINESE_NUMBERS[tens - 1]}十"
    elif hundreds and ones:
        head += "零"
    return head + (CHINESE_NUMBERS[ones - 1] if ones else "")


# Given lines ------------------------------------------------------------------------------------------------------

VIEW_LABELS = {"this": "本年", "last": "上年", "change": "增减", "reason": "说明"}


def _lines(statement: Lines, press: Press) -> Iterator[Table]:
    """The table of the lines that are stated; none where nothing is (these tables are not statutory)."""
    lines = [line for line in statement.lines if press.figures.value(line.key) is not None]
    columns = [Column(NAME_HEAD, "name")]
    columns += [Column(UNIT_HEAD, "text")] if not statement.has_money else []
    columns += [Column(VIEW_LABELS[v], "text" if v == "reason" else "amount") for v in statement.views]
    rows = tuple(_line_row(line, statement, press) for line in lines)
    if rows:
        yield Table(
            statement.key, statement.title, press.unit if statement.has_money else "", tuple(columns), rows
        )


def _line_row(line: Line, statement: Lines, press: Press) -> Row:
    figures = press.figures
    cells = [Cell(line.label)]
    if not statement.has_money:
        cells.append(Cell(figures.unit(line.key)))
    for view in statement.views:
        if view == "reason":
            cells.append(Cell(figures.reason(line.key)))
        else:
            cells.append(cell(figures[line.key if view == "this" else f"{line.key}.{view}"], press.unit))
    level = 2 if line.kind == "part" else 1
    return Row(tuple(cells), level=level, code=anchor_word(line.key))


def anchor_word(figure_key: str) -> str:
    """A figure's key as part of an address."""
    return figure_key.replace(".", "-")


def _one_row(statement: OneRow, press: Press) -> Table:
    books = press.figures.books
    known = {"name": books.department_name, "code": books.department_code}
    lead = [Cell(known[word]) for _column, word in statement.lead]
    leaves = leaves_of(statement.columns)
    figures = [press.figures[leaf.figure_key("")] for leaf in leaves]
    amounts = [cell(f, press.unit, blank=f.value == 0 and not statement.prints_zero) for f in figures]
    columns = (*press.lead(column for column, _word in statement.lead), *press.heads(statement.columns))
    table = Table(statement.key, statement.title, press.unit, columns, (Row((*lead, *amounts)),))
    if statement.subject and all(figure.value == 0 for figure in figures):
        return replace(table, notes=(press.empty_note(statement.subject),))
    return press.noted(table, statement.sums)


# Rounding ---------------------------------------------------------------------------------------------------------


def rounded_in(figures: Figures, unit: Unit, sums: Iterable[tuple[str, Iterable[str]]]) -> Iterator[Rounded]:
    """The totals that printed parts do not meet although the exact ones do.

    That exact parts do not meet their total is no rounding but a contradiction: the rules find it.
    """
    for total, parts in sums:
        whole, values = figures.value(total), [figures.value(part) for part in parts]
        known = [value for value in values if value is not None]
        if whole is None or len(known) != len(values) or add(known) != whole:
            continue
        printed_whole, summed = rounded(whole, unit), add(rounded(value, unit) for value in known)
        if summed != printed_whole:
            yield Rounded(total, printed_whole, summed)


def _table_sums(table: Table, leaves: tuple[Head, ...], lead: int) -> Iterator[tuple[str, list[str]]]:
    """What is a sum in a table by code: a heading in each column, and 合计 across the columns of a row."""
    for place, leaf in enumerate(leaves, lead):
        if leaf.view != "percent":
            for parent, children in _families(table):
                yield parent.cells[place].figure, _figures_at(place, children)
    whole, *parts = [place for place, leaf in enumerate(leaves, lead) if not leaf.view]
    for row in table.rows:
        yield row.cells[whole].figure, [row.cells[part].figure for part in parts if row.cells[part].figure]


def _figures_at(place: int, rows: Iterable[Row]) -> list[str]:
    return [row.cells[place].figure for row in rows if row.cells[place].figure]


def _families(table: Table) -> Iterator[tuple[Row, list[Row]]]:
    """Each row that is a sum, with the rows it sums: the total with the 类, a 类 with its 款, a 款 with its 项."""
    yield table.rows[-1], [row for row in table.rows[:-1] if row.level == 1]
    for parent in table.rows[:-1]:
        under = [r for r in table.rows[:-1] if r.level == parent.level + 1 and r.code.startswith(parent.code)]
        if under:
            yield parent, under
