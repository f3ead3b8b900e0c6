"""Workbooks (.xlsx) to lines and grids: what a reader of the visible sheets sees, numbers as their cells show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from budgets.intake.cells import address

from .cell_formats import exact, shown
from .cells import HELD, Furniture, Held, Listed, Workbook
from .framing import framed, is_caption, is_note
from .raw import Cell, Grid, Line, Lost, Raw, Unreadable

#: More than this no disclosure has; what lies beyond is said to be lost.
MOST_CELLS = 400_000
MOST_ROWS = 60_000
MOST_COLUMNS = 400
MOST_SHEETS = 300
MOST_FAULTS = 50  # that are told one by one
UNCOUNTED = "（公式）"
NUMBER = re.compile(r"[-(（]?[\d,.]+[)）]?%?")

Block = Line | Grid | Lost


def read_xlsx(data: bytes, *, exactly: bool = False) -> Raw:
    """A workbook. Hidden sheets, rows and columns are not read; formulas are read as the program last counted them.

    ``exactly`` is how a workbook is read that is taken over and not only looked at: numbers with all their decimals,
    whatever their cells show; hidden cells too, marked as such, hidden sheets behind the others. Raises ``Unreadable``
    for files that are broken, encrypted or no workbook.
    """
    book = Workbook(data)
    blocks: list[Block] = []
    sheets = [sheet for sheet in book.sheets if not sheet.is_hidden]
    sheets += [sheet for sheet in book.sheets if sheet.is_hidden and exactly]
    for sheet in sheets[:MOST_SHEETS]:
        if sheet.kind == "worksheet":
            blocks += read_sheet(book, sheet, exactly=exactly)
        elif sheet.kind == "chartsheet":
            blocks.append(Lost(0, f"工作表“{sheet.name}”是图表，没有读出"))
    if len(sheets) > MOST_SHEETS:
        blocks.append(Lost(0, f"工作表超过{MOST_SHEETS}张，其余没有读出"))
    if not any(isinstance(block, Line | Grid) for block in blocks):
        raise Unreadable("工作簿里没有文字，请确认上传的是已公开的表格")
    return Raw(tuple(blocks), pages=0)


# A sheet -----------------------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """What stands on a sheet: texts and frames by place (row, column from 0), merged areas, what is hidden."""

    name: str
    is_hidden: bool
    is_exact: bool
    furniture: Furniture
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    framed: set[tuple[int, int]] = field(default_factory=set)
    uncounted: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # cells that hold an error or no number
    is_cut: bool = False


def read_sheet(book: Workbook, listed: Listed, *, exactly: bool = False) -> Iterator[Block]:
    """The tables of a sheet with the lines around them, and what could not be read."""
    sheet, name = _gathered(book, listed, exactly=exactly), listed.name
    places = {place: text for place, text in sheet.texts.items() if text.strip()}
    if places:
        yield from _blocks(sheet)
    if sheet.uncounted:
        told = len(sheet.uncounted) if exactly else 5
        cells = "、".join(sheet.uncounted[:told]) + ("等" if len(sheet.uncounted) > told else "")
        yield Lost(
            0,
            f"工作表“{name}”有{len(sheet.uncounted)}个公式没有计算结果，请用 Excel 打开并保存（{cells}）",
        )
    for fault in sheet.faults[:MOST_FAULTS]:
        yield Lost(0, f"工作表“{name}”{fault}")
    if len(sheet.faults) > MOST_FAULTS:
        yield Lost(0, f"工作表“{name}”另有 {len(sheet.faults) - MOST_FAULTS} 处")
    if sheet.is_cut:
        yield Lost(0, f"工作表“{name}”过大，只读了前一部分")


def _gathered(book: Workbook, listed: Listed, *, exactly: bool) -> Sheet:
    sheet = Sheet(listed.name, listed.is_hidden, exactly, Furniture(MOST_ROWS, MOST_COLUMNS))
    for held in book.held(book.part(listed), sheet.furniture):
        if held[0] < MOST_ROWS and held[1] < MOST_COLUMNS and len(sheet.texts) < MOST_CELLS:
            _take(sheet, held, book)
        elif held[4] is not None or held[5]:
            sheet.is_cut = True
    if not sheet.furniture.shows_zeros and not sheet.is_exact:
        sheet.texts = {k: "" if re.fullmatch(r"-?0(?:\.0+)?%?", v) else v for k, v in sheet.texts.items()}
    return sheet


def _take(sheet: Sheet, held: Held, book: Workbook) -> None:
    row, column, style_number, kind, value, is_formula = held
    at = row, column
    style = book.style(style_number)
    if style.is_framed:
        sheet.framed.add(at)
    if value is None:
        if is_formula:
            sheet.uncounted.append(address(*at))
            sheet.texts[at] = UNCOUNTED
        return
    if kind == "b":
        text = "TRUE" if value == "1" else "FALSE"
    elif kind in ("s", "str", "inlineStr", "d"):
        text = value
    elif kind == "e":
        text = value[:20]
        sheet.faults.append(f"第 {at[0] + 1} 行‘{address(*at)}’：公式错误 {text}")
    elif not HELD.fullmatch(value.strip()):
        text = value[:20]
        sheet.faults.append(f"第 {at[0] + 1} 行‘{address(*at)}’：不是有效金额")
    else:
        show = exact if sheet.is_exact else shown
        text = show(value.strip(), style.code, is_1904=book.is_1904)
    if text:
        sheet.texts[at] = text


# Its tables --------------------------------------------------------------------------------------------------------


def _blocks(sheet: Sheet) -> Iterator[Block]:
    """The sheet's tables, parted where a row without frame or text is followed by what begins a table."""
    merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.furniture.merged}
    last = max(row for row, _ in sheet.texts)
    # A merged cell without text below the last one changes nothing.
    framed_rows = {row for row, _ in sheet.framed if row <= last}
    by_row = _by_row(sheet.texts)
    filled = set(by_row)
    rows = [row for row in range(last + 1) if sheet.is_exact or row not in sheet.furniture.hidden_rows]
    used = {c for (r, c), text in sheet.texts.items() if text.strip()} | {
        c for r, c in sheet.framed if r <= last
    }
    used |= {
        c
        for top, left, _, right in sheet.furniture.merged
        for c in range(left, right + 1)
        if _has_text(sheet, top, left)
    }
    columns = [
        column for column in sorted(used) if sheet.is_exact or column not in sheet.furniture.hidden_columns
    ]
    start = 0
    for n, row in enumerate(rows):
        is_gap = n > start and rows[n - 1] not in filled and rows[n - 1] not in framed_rows
        if is_gap and row in filled and (_begins(by_row[row]) or row not in framed_rows):
            yield from _table(sheet, rows[start:n], columns, merged)
            start = n
    yield from _table(sheet, rows[start:], columns, merged)


def _has_text(sheet: Sheet, row: int, column: int) -> bool:
    return bool(sheet.texts.get((row, column), "").strip())


def _by_row(texts: dict[tuple[int, int], str]) -> dict[int, list[str]]:
    """The texts of each row that has any, from left to right; in one pass, for sheets have thousands of rows."""
    found: dict[int, list[str]] = {}
    for (row, _), text in sorted(texts.items()):
        if text.strip():
            found.setdefault(row, []).append(text)
    return found


def _begins(texts: list[str]) -> bool:
    """Whether a row with these texts begins a table."""
    return is_caption(texts) or is_note(texts)


def _table(
    sheet: Sheet, rows: list[int], columns: list[int], merged: dict[tuple[int, int], tuple[int, int]]
) -> Iterator[Line | Grid]:
    """The grid in these rows: only columns that hold anything in them, merged cells once and without hidden parts."""
    own = set(rows)
    texts = {place: text for place, text in sheet.texts.items() if place[0] in own and text.strip()}
    if not texts:
        return
    by_row = list(_by_row(texts).values())
    if not _is_table(by_row, has_frame=any(place[0] in own for place in sheet.framed)):
        for row_texts in by_row:
            yield from _paragraphs("  ".join(row_texts))
        return
    areas = {corner: end for corner, end in merged.items() if corner[0] in own or end[0] in own}
    alive = {c for _, c in texts} | {c for r, c in sheet.framed if r in own}
    columns = [column for column in columns if column in alive]
    down = {row: n for n, row in enumerate(rows)}
    across = {column: n for n, column in enumerate(columns)}
    cells: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sorted(areas.items()):
        inner_rows = [down[r] for r in range(top, bottom + 1) if r in down]
        inner_columns = [across[c] for c in range(left, right + 1) if c in across]
        if not inner_rows or not inner_columns or (inner_rows[0], inner_columns[0]) in covered:
            continue
        covered |= {(r, c) for r in inner_rows for c in inner_columns}
        spans = len(inner_rows), len(inner_columns)
        cells.append(_cell(sheet, (top, left), (inner_rows[0], inner_columns[0]), spans))
    for row in rows:
        for column in columns:
            place = down[row], across[column]
            if place not in covered:
                cells.append(_cell(sheet, (row, column), place))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    yield from framed(Grid(tuple(cells), name=sheet.name))


def _cell(
    sheet: Sheet, place: tuple[int, int], inner: tuple[int, int], spans: tuple[int, int] = (1, 1)
) -> Cell:
    """The cell of a grid at its ``inner`` place, which stands at ``place`` of the sheet."""
    row, column = place
    is_hidden = (
        sheet.is_hidden or row in sheet.furniture.hidden_rows or column in sheet.furniture.hidden_columns
    )
    text = _tidy(sheet.texts.get(place, ""))
    return Cell(text, *inner, *spans, address=f"{sheet.name}!{address(*place)}", is_hidden=is_hidden)


def _is_table(rows: list[list[str]], *, has_frame: bool) -> bool:
    """Whether these are rows of a table: one text a row are paragraphs, and so are pairs of words without a number."""
    if all(len(row) == 1 for row in rows):
        return False
    if any(len(row) > 2 or any(NUMBER.fullmatch(text) or text == UNCOUNTED for text in row) for row in rows):
        return True
    return has_frame and sum(len(row) == 2 for row in rows) < 2


def _paragraphs(text: str) -> Iterator[Line]:
    for part in text.split("\n"):
        line = part.strip(" \u3000\u00a0\t")
        if line:
            yield Line(line, is_whole=True)


def _tidy(text: str) -> str:
    """A cell's lines joined: Chinese without a gap, words in letters with one."""
    lines = [line.strip(" \u3000\u00a0\t") for line in text.split("\n")]
    lines = [line for line in lines if line]
    result = lines[0] if lines else ""
    for before, line in pairwise(lines):
        gap = before[-1].isascii() and before[-1].isalnum() and line[0].isascii() and line[0].isalpha()
        result += " " * gap + line
    return result
