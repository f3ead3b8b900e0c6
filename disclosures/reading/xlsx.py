"""Workbooks (.xlsx) to lines and grids: what a reader of the visible sheets sees, numbers as their cells show them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from .cell_formats import BUILT_IN, exact, shown
from .framing import framed, is_caption, is_note
from .package import SAFELY, Package
from .prescan import BROKEN
from .raw import Cell, Grid, Line, Lost, Raw, Unreadable

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

#: More than this no disclosure has; what lies beyond is said to be lost.
MOST_CELLS = 400_000
MOST_ROWS = 60_000
MOST_COLUMNS = 400
MOST_SHEETS = 300
MOST_FAULTS = 50  # that are told one by one
UNCOUNTED = "（公式）"
#: A number as a program writes it into a cell; 1E400 and NaN are none.
HELD = re.compile(r"[-+]?(?:[0-9]{1,20}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")
NUMBER = re.compile(r"[-(（]?[\d,.]+[)）]?%?")

Block = Line | Grid | Lost


def read_xlsx(data: bytes, *, exactly: bool = False) -> Raw:
    """A workbook. Hidden sheets, rows and columns are not read; formulas are read as the program last counted them.

    ``exactly`` is how a workbook is read that is taken over and not only looked at: numbers with all their decimals,
    whatever their cells show; hidden cells too, marked as such, hidden sheets behind the others. Raises ``Unreadable``
    for files that are broken, encrypted or no workbook.
    """
    package = Package(data, "Excel 工作簿（.xlsx）")
    root = package.xml(package.main)
    related = package.related(package.main)
    parts = {kind: name for kind, name in related.values()}
    book = Book(
        strings=list(_strings(package, parts.get("sharedStrings"))),
        styles=_styles(package.optional(parts.get("styles"))),
        is_1904=any(e.get("date1904") in ("1", "true") for e in root.iter(S + "workbookPr")),
        is_exact=exactly,
    )
    blocks: list[Block] = []
    sheets = list(root.iter(S + "sheet"))
    visible = [sheet for sheet in sheets if _is_visible(sheet)]
    sheets = [*visible, *(sheet for sheet in sheets if exactly and not _is_visible(sheet))]
    for sheet in sheets[:MOST_SHEETS]:
        kind, part = related.get(sheet.get(R + "id", ""), ("", ""))
        if kind == "worksheet":
            stream = _stream(package, part)
            blocks += read_sheet(stream, sheet.get("name", ""), book, is_hidden=not _is_visible(sheet))
        elif kind == "chartsheet":
            blocks.append(Lost(0, f"工作表“{sheet.get('name', '')}”是图表，没有读出"))
    if len(sheets) > MOST_SHEETS:
        blocks.append(Lost(0, f"工作表超过{MOST_SHEETS}张，其余没有读出"))
    if not any(isinstance(block, Line | Grid) for block in blocks):
        raise Unreadable("工作簿里没有文字，请确认上传的是已公开的表格")
    return Raw(tuple(blocks), pages=0)


def _is_visible(sheet: etree._Element) -> bool:
    return sheet.get("state", "visible") == "visible"


@dataclass(frozen=True)
class Style:
    """How a cell shows its number, and whether lines are drawn around it."""

    code: str = "General"
    is_framed: bool = False


@dataclass(frozen=True)
class Book:
    """What the sheets of a workbook share."""

    strings: list[str]
    styles: list[Style]
    is_1904: bool = False
    is_exact: bool = False

    def style(self, index: str | None) -> Style:
        at = _number(index)
        return self.styles[at] if at < len(self.styles) else Style()


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else default


def _stream(package: Package, part: str) -> Iterator[etree._Element]:
    """The elements of a part as they end; the caller clears what it has read."""
    events = etree.iterparse(io.BytesIO(package.read(part)), events=("end",), **SAFELY)
    try:
        for n, (_, element) in enumerate(events):
            if n == 0 and element.getroottree().docinfo.doctype:
                raise Unreadable("文件含不允许的 XML 定义，请用办公软件打开后另存再上传")
            yield element
    except etree.XMLSyntaxError as error:
        raise Unreadable("文件损坏，内容无法解析，请用办公软件打开后另存再上传") from error


def _strings(package: Package, part: str | None) -> Iterator[str]:
    """The texts that cells refer to by number; readings above characters (rPh) are no text of the cell."""
    if part is None or not package.has(part):
        return
    for element in _stream(package, part):
        if element.tag == S + "si":
            yield _text(element)
            element.clear()


def _text(element: etree._Element) -> str:
    return (
        "".join(t.text or "" for t in element.iter(S + "t") if t.getparent().tag != S + "rPh")
        .replace("_x000D_", "")
        .replace("\r", "")
    )


def _styles(root: etree._Element | None) -> list[Style]:
    if root is None:
        return []
    codes = dict(BUILT_IN)
    codes |= {_number(e.get("numFmtId")): e.get("formatCode", "General") for e in root.iter(S + "numFmt")}
    borders = [
        sum(side.get("style", "none") != "none" for side in border) >= 2
        for border in root.iterfind(f"{S}borders/{S}border")
    ]
    found = []
    for xf in root.iterfind(f"{S}cellXfs/{S}xf"):
        border = _number(xf.get("borderId"))
        found.append(
            Style(
                codes.get(_number(xf.get("numFmtId")), "General"), border < len(borders) and borders[border]
            )
        )
    return found


# A sheet -----------------------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """What stands on a sheet: texts and frames by place (row, column from 0), merged areas, what is hidden."""

    name: str
    is_hidden: bool = False
    is_exact: bool = False
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    framed: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncounted: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # cells that hold an error or no number
    shows_zeros: bool = True
    is_cut: bool = False


def read_sheet(
    stream: Iterator[etree._Element], name: str, book: Book, *, is_hidden: bool = False
) -> Iterator[Block]:
    """The tables of a sheet with the lines around them, and what could not be read."""
    sheet = _gathered(stream, Sheet(name, is_hidden, book.is_exact), book)
    places = {place: text for place, text in sheet.texts.items() if text.strip()}
    if places:
        yield from _blocks(sheet)
    if sheet.uncounted:
        cells = "、".join(sheet.uncounted[:5]) + ("等" if len(sheet.uncounted) > 5 else "")
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


def _gathered(stream: Iterator[etree._Element], sheet: Sheet, book: Book) -> Sheet:
    at = (-1, -1)
    for element in stream:
        tag = element.tag
        if tag == S + "c":
            at = _place(element.get("r"), at)
            if at[0] < MOST_ROWS and at[1] < MOST_COLUMNS and len(sheet.texts) < MOST_CELLS:
                _take(sheet, element, at, book)
            elif len(element):  # a value, a formula or a text of its own
                sheet.is_cut = True
        elif tag == S + "row":
            row = _number(element.get("r"), at[0] + 1) - 1 if element.get("r") else max(at[0], 0)
            if element.get("hidden") in ("1", "true") or element.get("ht") in ("0", "0.0"):
                sheet.hidden_rows.add(row)
            at = (row + 1, -1)
            element.clear()
        elif tag == S + "col":
            if element.get("hidden") in ("1", "true") or element.get("width") in ("0", "0.0"):
                first, last = _number(element.get("min"), 1), _number(element.get("max"), 1)
                sheet.hidden_columns |= set(range(first - 1, min(last, MOST_COLUMNS)))
        elif tag == S + "mergeCell":
            area = _area(element.get("ref", ""))
            if area:
                sheet.merged.append(area)
        elif tag == S + "sheetView" and element.get("showZeros") in ("0", "false"):
            sheet.shows_zeros = False
    if not sheet.shows_zeros and not sheet.is_exact:
        sheet.texts = {k: "" if re.fullmatch(r"-?0(?:\.0+)?%?", v) else v for k, v in sheet.texts.items()}
    return sheet


def _place(reference: str | None, before: tuple[int, int]) -> tuple[int, int]:
    """A cell's row and column; where it names none it follows the one before."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", reference or "")
    if not found:
        return max(before[0], 0), before[1] + 1
    return int(found[2]) - 1, column_of(found[1])


def column_of(letters: str) -> int:
    """A is 0, Z 25, AA 26."""
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - ord("A") + 1
    return number - 1


def _area(reference: str) -> tuple[int, int, int, int] | None:
    """Of A1:C2 the first row and column and the last."""
    first, _, last = reference.partition(":")
    places = [_place(part, (-1, -2)) for part in (first, last or first)]
    if any(place[1] < 0 for place in places):
        return None
    (top, left), (bottom, right) = places
    return top, left, min(bottom, MOST_ROWS), min(right, MOST_COLUMNS)


def _take(sheet: Sheet, cell: etree._Element, at: tuple[int, int], book: Book) -> None:
    style = book.style(cell.get("s"))
    if style.is_framed:
        sheet.framed.add(at)
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        text = "".join(map(_text, cell.findall(S + "is")))
    else:
        held = cell.find(S + "v")
        if held is None or not (held.text or kind == "str"):
            if cell.find(S + "f") is not None:
                sheet.uncounted.append(_address(at))
                sheet.texts[at] = UNCOUNTED
            return
        value = held.text or ""
        if kind == "s":
            text = _shared(value, book)
        elif kind == "b":
            text = "TRUE" if value == "1" else "FALSE"
        elif kind in ("str", "d"):
            text = value.replace("\r", "")
        elif kind == "e":
            text = value[:20]
            sheet.faults.append(f"第 {at[0] + 1} 行‘{_address(at)}’：公式错误 {text}")
        elif not HELD.fullmatch(value.strip()):
            text = value[:20]
            sheet.faults.append(f"第 {at[0] + 1} 行‘{_address(at)}’：不是有效金额")
        else:
            show = exact if book.is_exact else shown
            text = show(value.strip(), style.code, is_1904=book.is_1904)
    if text:
        sheet.texts[at] = text


def _shared(number: str, book: Book) -> str:
    at = _number(number, 10**9)
    if at >= len(book.strings):
        raise Unreadable(BROKEN)
    return book.strings[at]


def _address(at: tuple[int, int]) -> str:
    """A place as the program shows it: (6, 3) is D7."""
    row, column = at
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return f"{letters}{row + 1}"


# Its tables --------------------------------------------------------------------------------------------------------


def _blocks(sheet: Sheet) -> Iterator[Block]:
    """The sheet's tables, parted where a row without frame or text is followed by what begins a table."""
    merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
    last = max(row for row, _ in sheet.texts)
    # A merged cell without text below the last one changes nothing.
    framed_rows = {row for row, _ in sheet.framed if row <= last}
    by_row = _by_row(sheet.texts)
    filled = set(by_row)
    rows = [row for row in range(last + 1) if sheet.is_exact or row not in sheet.hidden_rows]
    used = {c for (r, c), text in sheet.texts.items() if text.strip()} | {
        c for r, c in sheet.framed if r <= last
    }
    used |= {
        c
        for top, left, _, right in sheet.merged
        for c in range(left, right + 1)
        if _has_text(sheet, top, left)
    }
    columns = [column for column in sorted(used) if sheet.is_exact or column not in sheet.hidden_columns]
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
    is_hidden = sheet.is_hidden or row in sheet.hidden_rows or column in sheet.hidden_columns
    text = _tidy(sheet.texts.get(place, ""))
    return Cell(text, *inner, *spans, address=f"{sheet.name}!{_address(place)}", is_hidden=is_hidden)


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
