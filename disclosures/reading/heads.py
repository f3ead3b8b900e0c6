"""Heads: where a table's heads end, what stands over each column, and what each column holds.

A grid comes with its merged cells, or with blanks where they were; both give the same tree of heads. Titles and units
inside the grid, and rows that number the columns (栏次 1 2 3), are no heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from budgets.names import plain

from .numbers import BLANKS, is_amount
from .raw import Cell, Grid

CODE, NAME, AMOUNT, PERCENT, COUNT, TEXT, UNIT = "code", "name", "amount", "percent", "count", "text", "unit"
VALUES = (AMOUNT, PERCENT, COUNT)
#: What a code cell looks like: 类 (3 digits), 款, 项; spaces may stand inside.
CODE_TEXT = re.compile(r"[2-5]\d{2}(?:\s*\d{1,2}){0,2}")
#: 一、 （一） 1. （1） 1） ①
NUMBERED = re.compile(
    r"^(?:(?P<a>[一二三四五六七八九十]+[、.．])|(?P<b>[（(][一二三四五六七八九十]+[）)]、?)|(?P<c>\d{1,2}[.、．](?!\d))"
    r"|(?P<d>[（(]\d{1,2}[）)])|(?P<e>\d{1,2}[)）])|(?P<f>[①-⑳]))"
)
TOTAL_WORDS = ("合计", "总计", "小计", "共计", "总数", "总和")
NUMBERING_CELL = re.compile(
    r"\d{1,2}|[A-Za-z]|[*]+|栏次|行次|[甲乙丙丁戊]|[\dA-Za-z]+[=＝][\dA-Za-z+＋()（）\-－/×*%]+"
)
UNIT_LINE = re.compile(
    r"(?:金额)?单位[:：]|(?:编制|填报|公开)?(?:部门|单位)(?:名称)?[:：]|^(?:部门)?公开表\d|^附件|^附表|^表\s*[\d一二三四五六七八九十]+$"
)
NOTE = re.compile(r"(?:备注|注|说明)\s*\d?[:：]")
#: What stands over a page on which a table goes on.
CONTINUED = re.compile(r"续表|续上表|[（(]续[）)]|^续\s*表?\d*$")
CODE_HEAD = re.compile(r".*(?:编码|代码|编号)(?:（.*）)?|类|款|项|类款项|.*科目（类款项）编码")
NAME_HEAD = re.compile(
    r".*名称(?:（.*）)?|.*科目(?:（.*）)?|(?:[收支][入出])?项目|.*项目（按.*）|项目/.*|预算单位|.*（单位）|单位|部门|"
    r"支出功能分类|[收支][入出]内容|内容|三级指标|指标|功能分类|经济分类|.*采购项目|.*服务项目|支出按.*|.*分类|项目按.*"
)
TEXT_HEAD = re.compile(
    r".*(?:说明|备注|用途|依据|目标|原因|指标|方式|时间|日期|性质|是否|类型|类别|目录|规格|概述|职责|标准|内容|周期|"
    r"指标值|目标值|联系|电话|实施|主管|评分|措施|来源|方案|情况).*|序号|行次"
)
COUNT_HEAD = re.compile(
    r".*(?:（(?:人|辆|台|套|台套|个|平方米|户)）|人数|数量|分值|权重|得分|面积|编制数|实有数)"
)
PERCENT_HEAD = re.compile(r".*(?:[%％]|比例|比率|增减率|增长率|幅度|占比|比重|执行率|百分比).*")
AMOUNT_HEAD = re.compile(
    r".*(?:金额|总额|预算数|决算数|执行数|合计|小计|总计|支出|收入|经费|拨款|资金|增减额?|费)"
)
UNIT_CELLS = {"人", "辆", "台", "套", "台（套）", "台套", "个", "平方米", "元", "万元", "户", "人次", "次"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row over all columns: the cell that covers each slot, and whether the cell begins there."""

    slots: tuple[Cell | None, ...]
    begins: tuple[bool, ...]
    page: int

    def text(self, column: int) -> str:
        """What begins in this slot; empty where nothing does or a merged cell goes on."""
        cell = self.slots[column]
        return cell.text.strip() if cell is not None and self.begins[column] else ""

    def texts(self) -> list[str]:
        return [self.text(n) for n in range(len(self.slots))]

    def said(self) -> list[str]:
        """What is not blank, in order."""
        return [text for text in self.texts() if text]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of cells: its place, the heads over it, outermost first, and what it holds."""

    place: int
    path: tuple[str, ...]
    role: str

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Side:
    """Columns that are read together: what names a row, then what is said of it."""

    lead: tuple[Column, ...]
    values: tuple[Column, ...]
    beside: tuple[Column, ...] = ()  # texts behind the amounts: 备注, 主要用途

    @property
    def head(self) -> str:
        """The outermost head over its first column."""
        columns = (*self.lead, *self.values)
        return columns[0].path[0] if columns and len(columns[0].path) > 1 else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table's grids as one: what stands above the heads, the heads by column, the rows of the body.

    ``strangers`` are the grids that are no continuation: their heads are others.
    """

    above: tuple[str, ...]
    columns: tuple[Column, ...]
    body: tuple[SheetRow, ...]
    strangers: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()


def read_sheet(grids: Sequence[Grid]) -> Sheet:
    """The grids of one table joined: heads once, then all rows."""
    first, *others = [grid for grid in grids if grid.cells] or [Grid(())]
    rows = rows_of(first)
    top, bottom = head_span(rows, first.heads)
    heads, body = rows[top:bottom], rows[bottom:]
    above = tuple(text for row in rows[:top] for text in row.said())
    strangers = []
    for grid in others:
        more = continued(rows_of(grid), heads, _extent(first)[1])
        if more is None:
            strangers.append(grid)
        else:
            body += more
    heads = [row for row in heads if not is_numbering(row)]
    notes = [row.said()[0] for row in body if _is_note(row)]
    body = [row for row in body if not _is_note(row)]
    width = max((len(row.slots) for row in (*heads, *body)), default=0)
    paths = paths_of(heads, width)
    columns = tuple(Column(n, path, _role(n, path, body, n == 0)) for n, path in enumerate(paths))
    return Sheet(above, _settled(columns), tuple(body), tuple(strangers), tuple(notes))


def _is_note(row: SheetRow) -> bool:
    """Whether a row is a remark under the table: 注：…"""
    said = row.said()
    return len(said) == 1 and bool(NOTE.match(said[0]))


def _extent(grid: Grid) -> tuple[int, int]:
    """How many rows and columns cells begin in: what a merged cell spans beyond them holds nothing."""
    return max((c.row for c in grid.cells), default=-1) + 1, max(
        (c.column for c in grid.cells), default=-1
    ) + 1


def rows_of(grid: Grid) -> list[SheetRow]:
    """A grid row by row."""
    height, width = _extent(grid)
    slots: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in grid.cells:
        for r in range(cell.row, min(cell.row + cell.rows, height)):
            for c in range(cell.column, min(cell.column + cell.columns, width)):
                slots[r][c] = cell
    return [
        SheetRow(
            tuple(row),
            tuple(cell is not None and (cell.row, cell.column) == (r, c) for c, cell in enumerate(row)),
            grid.page,
        )
        for r, row in enumerate(slots)
    ]


# Where the heads are ------------------------------------------------------------------------------------------------


def head_span(rows: Sequence[SheetRow], marked: int = 0) -> tuple[int, int]:
    """The first row of heads, and the first below them; ``marked`` is what the format says, 0 where it says nothing."""
    top = 0
    while top < len(rows) - 1 and _is_title(rows[top]):
        top += 1
    bottom = top
    while bottom < len(rows) and bottom - top < 8:
        if bottom >= max(marked, top) and _is_body(rows, bottom, top):
            break
        bottom += 1
    return top, bottom


def _is_title(row: SheetRow) -> bool:
    """Whether a row stands above the heads: blank, a title over all columns, or maker and unit."""
    said = row.said()
    if not said:
        return True
    if any(UNIT_LINE.search(text) for text in said):
        return True
    return len(said) == 1 and len(row.slots) > 1 and not NUMBERED.match(said[0]) and not is_amount(said[0])


def _is_body(rows: Sequence[SheetRow], r: int, top: int) -> bool:
    row = rows[r]
    said = row.said()
    if not said:
        return not _is_covered(rows, r, top)
    if is_numbering(row):
        return False
    if any(CODE_TEXT.fullmatch(text) for text in row.texts()[:4]):
        return True
    if any(is_amount(text) and not re.fullmatch(r"20\d\d", text) for text in said):
        return True
    if r == top:
        return bool(NUMBERED.match(said[0]))
    if NUMBERED.match(said[0]) or len(said) == 1 and plain(said[0]) in TOTAL_WORDS:
        return True
    if _is_covered(rows, r, top):
        return False
    return len(said) < 2 or not _has_groups(rows, r - 1, top)


def _is_covered(rows: Sequence[SheetRow], r: int, top: int) -> bool:
    """Whether a cell of the heads above reaches down to this row."""
    if r <= top:
        return False
    beneath = zip(rows[r].slots, rows[r].begins, rows[r - 1].slots, strict=False)
    return any(cell is not None and not begins and cell is above for cell, begins, above in beneath)


def _has_groups(rows: Sequence[SheetRow], r: int, top: int) -> bool:
    """Whether some head of this row stands over more than one column."""
    owners = _owners(rows[top : r + 1])[-1]
    own = [id(cell) for n, cell in enumerate(owners) if cell is not None and _is_of_row(cell, rows[r], n)]
    return len(own) != len(set(own))


def _is_of_row(cell: Cell, row: SheetRow, column: int) -> bool:
    return any(
        cell is slot and begins for slot, begins in zip(row.slots[: column + 1], row.begins, strict=False)
    )


def is_numbering(row: SheetRow) -> bool:
    """Whether a row numbers the columns: 栏次 1 2 3=4+5."""
    said = [plain(text) for text in row.said()]
    if len(said) < 2 or not all(NUMBERING_CELL.fullmatch(text) for text in said):
        return False
    counted = [int(re.match(r"\d+", text)[0]) for text in said if text[0].isdigit()]  # type: ignore[index]
    if not counted:
        return True
    return len(counted) > 1 and all(b == a + 1 for a, b in zip(counted, counted[1:], strict=False))


# What stands over what ----------------------------------------------------------------------------------------------


def _owners(heads: Sequence[SheetRow]) -> list[list[Cell | None]]:
    """The cell over each slot. A blank head belongs to the one above it, or to the left of it where that one is
    spread over several columns itself."""
    owners: list[list[Cell | None]] = []
    origin: dict[int, int] = {}
    for row in heads:
        above = owners[-1] if owners else []
        line: list[Cell | None] = []
        for column, cell in enumerate(row.slots):
            if cell is not None and cell.text.strip():
                origin.setdefault(id(cell), column)
                line.append(cell)
                continue
            over = above[column] if column < len(above) else None
            left = line[column - 1] if column else None
            beneath_same = column > 0 and (not above or (over is not None and over is above[column - 1]))
            if over is not None and (origin.get(id(over)) == column or not beneath_same or left is over):
                line.append(over)
            else:
                line.append(left if beneath_same else over)
        owners.append(line)
    return owners


def paths_of(heads: Sequence[SheetRow], width: int) -> list[tuple[str, ...]]:
    """The heads over each column, outermost first, each once."""
    paths: list[list[Cell]] = [[] for _ in range(width)]
    for line in _owners(heads):
        for column, cell in enumerate(line):
            if cell is not None and not any(cell is known for known in paths[column]):
                paths[column].append(cell)
    return [tuple(head_text(cell.text) for cell in path) for path in paths]


def head_text(text: str) -> str:
    """A head without breaks, and without the number of its column behind it (合计 1=2+3)."""
    return re.sub(r"[（(]?\d{1,2}[=＝][\d+＋\-－]+[)）]?$", "", plain(text))


# What a column holds ------------------------------------------------------------------------------------------------


def _role(n: int, path: tuple[str, ...], body: Sequence[SheetRow], is_first: bool) -> str:
    leaf = next((label for label in reversed(path) if label), "")
    texts = [text for row in body if n < len(row.slots) and (text := row.text(n)) not in BLANKS]
    numeric = sum(is_amount(text) for text in texts)
    words = [plain(text) for text in texts]
    if CODE_HEAD.fullmatch(leaf):
        return CODE
    if leaf == "单位" and words and set(words) <= UNIT_CELLS:
        return UNIT
    is_numeric = bool(texts) and numeric * 2 >= len(texts)
    if NAME_HEAD.fullmatch(leaf) and not (is_numeric and AMOUNT_HEAD.fullmatch(leaf)):
        return NAME
    if PERCENT_HEAD.fullmatch(leaf) and (is_numeric or not texts):
        return PERCENT
    if COUNT_HEAD.fullmatch(leaf) and (is_numeric or not texts):
        return COUNT
    if is_numeric:
        if is_first and all(CODE_TEXT.fullmatch(text) for text in texts if is_amount(text)):
            return CODE
        return TEXT if TEXT_HEAD.fullmatch(leaf) and not AMOUNT_HEAD.fullmatch(leaf) else AMOUNT
    if texts:
        return NAME if is_first else TEXT
    if TEXT_HEAD.fullmatch(leaf) and not AMOUNT_HEAD.fullmatch(leaf):
        return TEXT
    return AMOUNT if path else TEXT


def _settled(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The same columns, where a table of words and numbers has a name at all: else its last text before a value is."""
    leads = [column for column in columns if column.role in (CODE, NAME)]
    if leads:
        return columns
    places = [column.place for column in columns if column.role in VALUES]
    before = [c for c in columns if places and c.place < places[0] and c.role == TEXT and c.leaf != "序号"]
    return tuple(replace(c, role=NAME) if before and c is before[-1] else c for c in columns)


def sides_of(columns: Sequence[Column]) -> list[Side]:
    """The sides of a table: a name behind amounts, with amounts behind it, begins another."""
    sides: list[list[Column]] = [[]]
    for n, column in enumerate(columns):
        has_values = any(c.role in VALUES for c in sides[-1])
        more = any(c.role in VALUES for c in columns[n + 1 :])
        if column.role in (CODE, NAME) and has_values and more:
            sides.append([])
        sides[-1].append(column)
    return [_side(side) for side in sides if side]


def _side(columns: Sequence[Column]) -> Side:
    values = tuple(column for column in columns if column.role in VALUES)
    first = values[0].place if values else len(columns) + columns[0].place
    lead = tuple(c for c in columns if c.role not in VALUES and c.place < first)
    return Side(lead, values, tuple(c for c in columns if c.role not in VALUES and c.place > first))


# Pages --------------------------------------------------------------------------------------------------------------


def continued(rows: list[SheetRow], heads: Sequence[SheetRow], width: int) -> list[SheetRow] | None:
    """The rows that a further grid brings, without the heads that it repeats; None where its heads are others."""
    known = [_words(row) for row in heads]
    start = 0
    while start < len(rows) and (_is_above(rows[start]) or _repeats(rows[start], known)):
        start += 1
    rest = rows[start:]
    if start == 0 and rest:
        top, bottom = head_span(rest)
        if bottom > top and bottom < len(rest) and any(_words(row) for row in rest[top:bottom]):
            return None
    elif rest and not _is_body(rest, 0, 0) and is_numbering(rest[0]):
        rest = rest[1:]
    return [_fitted(row, width) for row in rest]


def _is_above(row: SheetRow) -> bool:
    """Whether a row stands over a page's part of a table: blank, 续表, maker and unit."""
    said = row.said()
    return (
        not said
        or any(UNIT_LINE.search(text) for text in said)
        or (len(said) == 1 and bool(CONTINUED.search(said[0])))
    )


def _repeats(row: SheetRow, known: Iterable[frozenset[str]]) -> bool:
    words = _words(row)
    return any(words and words <= whole for whole in known)


def _words(row: SheetRow) -> frozenset[str]:
    return frozenset(plain(text) for text in row.said())


def _fitted(row: SheetRow, width: int) -> SheetRow:
    """A row of a narrower grid in the columns of the wider: what names it first, its amounts at the right."""
    lacking = width - len(row.slots)
    if lacking <= 0:
        return row
    split = next((n for n, text in enumerate(row.texts()) if is_amount(text)), len(row.slots))
    split = split if 0 < split < len(row.slots) else 1
    blank: tuple[None, ...] = (None,) * lacking
    return SheetRow(
        (*row.slots[:split], *blank, *row.slots[split:]),
        (*row.begins[:split], *([False] * lacking), *row.begins[split:]),
        row.page,
    )


def numbering_style(text: str) -> tuple[str, str]:
    """The style of a label's number (a 一、 b （一） c 1. d （1） e 1） f ①; empty for none), and the label without it."""
    found = NUMBERED.match(text.strip())
    if not found:
        return "", text.strip()
    style = next(name for name, value in found.groupdict().items() if value)
    return style, text.strip()[found.end() :].strip()
