"""PDF to Raw: lines and grids of every page, in reading order.

bytes ──pdf_visible──▶ Sheet (glyphs, rules) ──pdf_grids, pdf_lines──▶ lines and grids
  tables without all their rules: pdf_open_tables, pdf_bare_tables, pdf_divided_tables ──▶ grids
"""

from __future__ import annotations

import io
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

from .pdf_bare_tables import bare_lattices
from .pdf_budget import Budget
from .pdf_divided_tables import divided
from .pdf_grids import Lattice, aligned, lattices
from .pdf_lines import Row, cell_text, rows_of, text_of
from .pdf_open_tables import open_lattices
from .pdf_shapes import UNKNOWN, Box, Glyph, Sheet
from .pdf_visible import see
from .raw import Cell, Grid, Line, Lost, Raw, Unreadable

# What pdfminer has to say of faults in a file is no message for anybody.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

MOST_PAGES = 1000
#: A page with less text than this beside a picture of this part of the page is a picture of a page.
FEW_GLYPHS, GREAT_PICTURE = 40, 0.5
#: Of the glyphs of a page, how many may be unknown before the page counts as unreadable.
MOST_UNKNOWN = 0.2

NO_PDF = "这不是有效的 PDF 文件，或者文件已损坏。请用 PDF 阅读器打开确认，重新导出后再试。"
LOCKED = "PDF 设有打开密码，无法读取。请先取消密码，另存后再试。"
SCANNED = (
    "PDF 是扫描件，没有可读取的文字。请提供由 Word、WPS 或 Excel 直接导出的 PDF，或者 .docx、.xlsx 原件。"
)
NO_TEXT = "PDF 中没有可见的文字。请确认文件内容，重新导出后再试。"
NO_ENCODING = "PDF 的字体没有文字编码，看得见但读不出文字。请从原件重新导出 PDF，或者提供 .docx、.xlsx 原件。"


def read_pdf(data: bytes) -> Raw:
    """What a PDF shows. Raises Unreadable for what is no PDF, is locked, broken, or has no text to be read."""
    sheets = list(_sheets(data))
    blocks: list[Line | Grid | Lost] = []
    pages: list[_Page] = [_page(sheet) for sheet in sheets]
    if all(page.lost or not page.parts for page in pages):
        raise Unreadable(_why_silent(pages))
    margins = _margins(pages)
    before: Lattice | None = None
    for page in pages:
        if page.lost:
            blocks.append(Lost(page.sheet.number, page.lost))
        blocks.extend(_blocks(page, margins[page.size], before))
        before = page.last_lattice
    return Raw(tuple(blocks), len(sheets))


def _why_silent(pages: Sequence[_Page]) -> str:
    """Why there is nothing to be read on any page: empty pages between scanned ones are scanned too."""
    if any("扫描" in page.lost for page in pages):
        return SCANNED
    if any(page.lost for page in pages):
        return NO_ENCODING
    return SCANNED if any(page.sheet.pictures for page in pages) else NO_TEXT


# The file ---------------------------------------------------------------------------------------------------------


def _sheets(data: bytes) -> Iterator[Sheet]:
    budget = Budget()
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        off = _layers_off(document)
        manager = PDFResourceManager()
        number = 0
        for number, page in enumerate(PDFPage.create_pages(document), 1):
            if number > MOST_PAGES:
                raise Unreadable(f"PDF 超过 {MOST_PAGES} 页，不像一份预算公开文件，未予读取。")
            yield _turned(see(page, number, manager, budget, off))
    except PDFPasswordIncorrect as error:
        raise Unreadable(LOCKED) from error
    except (Unreadable, MemoryError):
        raise
    except (
        Exception
    ) as error:  # pdfminer raises what it likes on broken files: KeyError, TypeError, struct.error …
        raise Unreadable(NO_PDF) from error
    if not number:
        raise Unreadable(NO_PDF)


def _layers_off(document: PDFDocument) -> frozenset[int]:
    """The layers that a reader does not see unless he switches them on, by the numbers of their objects."""
    properties = resolve1(document.catalog.get("OCProperties"))
    usual = resolve1(properties.get("D")) if isinstance(properties, dict) else None
    if not isinstance(properties, dict) or not isinstance(usual, dict):
        return frozenset()

    def numbers(value: object) -> set[int]:
        found = resolve1(value)
        return (
            {item.objid for item in found if isinstance(item, PDFObjRef)}
            if isinstance(found, list)
            else set()
        )

    off = numbers(usual.get("OFF"))
    base = resolve1(usual.get("BaseState"))
    if isinstance(base, PSLiteral) and base.name == "OFF":
        off |= numbers(properties.get("OCGs")) - numbers(usual.get("ON"))
    return frozenset(off)


def _turned(sheet: Sheet) -> Sheet:
    """A page whose text runs up or down the paper, as a person turns it to read."""
    turns: dict[int, int] = defaultdict(int)
    for glyph in sheet.glyphs:
        turns[glyph.turn] += 1
    most = max(turns, key=lambda turn: turns[turn], default=0)
    if most == 0 or turns[most] < 0.6 * len(sheet.glyphs):
        return sheet
    wide, high = sheet.width, sheet.height

    def box(b: Box) -> Box:
        x0, top, x1, bottom = b
        if most == 90:  # text runs upwards: its left is the foot of the paper
            return high - bottom, x0, high - top, x1
        if most == 270:
            return top, wide - x1, bottom, wide - x0
        return wide - x1, high - bottom, wide - x0, high - top

    for glyph in sheet.glyphs:
        glyph.x0, glyph.top, glyph.x1, glyph.bottom = box((glyph.x0, glyph.top, glyph.x1, glyph.bottom))
        glyph.turn = (glyph.turn - most) % 360
    rules = []
    for rule in sheet.rules:
        line = (
            (rule.at, rule.start, rule.at, rule.end)
            if rule.is_upright
            else (rule.start, rule.at, rule.end, rule.at)
        )
        x0, top, x1, bottom = box(line)
        is_upright = rule.is_upright if most == 180 else not rule.is_upright
        rules.append(replace(rule, is_upright=is_upright, at=x0 if is_upright else top,
                             start=top if is_upright else x0, end=bottom if is_upright else x1))  # fmt: skip
    sheet.rules = rules
    sheet.areas = [replace(area, box=box(area.box)) for area in sheet.areas]
    sheet.pictures = [box(picture) for picture in sheet.pictures]
    if most != 180:
        sheet.width, sheet.height = high, wide
    return sheet


# A page -----------------------------------------------------------------------------------------------------------


@dataclass
class _Page:
    """A page by its parts: lines of text outside tables, and tables with the glyphs of their cells."""

    sheet: Sheet
    parts: list[Row | tuple[Lattice, dict[tuple[int, int], list[Glyph]]]]
    lost: str = ""

    @property
    def size(self) -> tuple[int, int]:
        return round(self.sheet.width), round(self.sheet.height)

    @property
    def last_lattice(self) -> Lattice | None:
        tables = [part[0] for part in self.parts if isinstance(part, tuple)]
        return tables[-1] if tables else None


def _page(sheet: Sheet) -> _Page:
    page = _Page(sheet, [])
    page.lost = _lost(sheet)
    if page.lost and _are_unknown(sheet.glyphs):
        return page
    ruled, level = lattices(sheet.rules)
    tables = [lattice for lattice in ruled if len(lattice.xs) > 2]
    outside, inside = _shared_out(sheet.glyphs, tables)
    parted = [
        divided(table, rows_of(chain.from_iterable(cells.values())), level)
        for table, cells in zip(tables, inside, strict=True)
    ]
    if (found := open_lattices(level, rows_of(outside))) or parted != tables:
        tables = [*parted, *found]
        outside, inside = _shared_out(sheet.glyphs, tables)
    if found := bare_lattices(rows_of(outside)):
        tables += found
        outside, inside = _shared_out(sheet.glyphs, tables)
    page.parts.extend(rows_of(outside))
    page.parts.extend(
        (lattice, cells) for lattice, cells in zip(tables, inside, strict=True) if any(cells.values())
    )
    page.parts.sort(key=_top)
    return page


def _top(part: Row | tuple[Lattice, object]) -> float:
    return part[0].box[1] if isinstance(part, tuple) else (part.top + part.bottom) / 2


def _lost(sheet: Sheet) -> str:
    shown = [glyph for glyph in sheet.glyphs if not glyph.text.isspace()]
    if _are_unknown(shown):
        return f"第 {sheet.number} 页的字体没有文字编码，读不出文字"
    paper = sheet.width * sheet.height
    picture = max(((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in sheet.pictures), default=0.0)
    if len(shown) < FEW_GLYPHS and picture > GREAT_PICTURE * paper:
        return f"第 {sheet.number} 页是扫描件或图片，读不出文字"
    return ""


def _are_unknown(glyphs: Sequence[Glyph]) -> bool:
    return sum(UNKNOWN in glyph.text for glyph in glyphs) > MOST_UNKNOWN * max(1, len(glyphs))


def _shared_out(
    glyphs: Iterable[Glyph], tables: Sequence[Lattice]
) -> tuple[list[Glyph], list[dict[tuple[int, int], list[Glyph]]]]:
    """The glyphs outside all tables, and those of each cell by its row and column."""
    outside: list[Glyph] = []
    inside: list[dict[tuple[int, int], list[Glyph]]] = [
        {(field.row, field.column): [] for field in lattice.fields} for lattice in tables
    ]
    places = [lattice.places() for lattice in tables]
    for glyph in glyphs:
        x, y = glyph.middle
        for lattice, fields, cells in zip(tables, places, inside, strict=True):
            field = lattice.field_in(fields, x, y)
            if field is not None:
                cells[field.row, field.column].append(glyph)
                break
        else:
            outside.append(glyph)
    return outside, inside


# Blocks -----------------------------------------------------------------------------------------------------------


def _margins(pages: Sequence[_Page]) -> dict[tuple[int, int], tuple[float, float]]:
    """The left and right edge of the text on pages of each size: where the outermost lines of many begin and end."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for size in {page.size for page in pages}:
        rows = [part for page in pages if page.size == size for part in page.parts if isinstance(part, Row)]
        long = [row for row in rows if row.x1 - row.x0 > 0.5 * size[0]] or rows
        found[size] = (
            _edge([row.x0 for row in long], 1) if long else 0.0,
            _edge([row.x1 for row in long], -1) if long else float(size[0]),
        )
    return found


def _edge(values: Sequence[float], sign: int) -> float:
    """The outermost of the values that at least two others (or all there are) stand near."""
    ordered = sorted(values, key=lambda value: sign * value)
    for value in ordered:
        if sum(abs(value - other) < 3 for other in ordered) >= min(3, len(ordered)):
            return value
    return ordered[0]


def _blocks(page: _Page, margins: tuple[float, float], before: Lattice | None) -> Iterator[Line | Grid]:
    """The lines and grids of a page. ``before`` is the last table of the page before, which its first may go on."""
    left, right = margins
    number, is_first = page.sheet.number, True
    for part in page.parts:
        if isinstance(part, Row):
            text = text_of(part)
            if text:
                yield Line(
                    text,
                    number,
                    indent=round(max(0.0, part.x0 - left), 1),
                    size=round(part.size, 1),
                    is_centred=_is_centred(part, left, right, page.sheet.width),
                )
            continue
        lattice, glyphs = part
        if is_first and before is not None:
            lattice = aligned(lattice, before)
        is_first = False
        texts = [cell_text(rows_of(glyphs[key])) for key in glyphs]
        yield Grid(
            tuple(
                Cell(text, field.row, field.column, field.rows, field.columns)
                for text, field in zip(texts, lattice.fields, strict=True)
            ),
            number,
        )


def _is_centred(row: Row, left: float, right: float, width: float) -> bool:
    """Does a line stand in the middle of the text or of the paper, farther from both margins than a paragraph's first
    line may be by chance."""
    if min(row.x0 - left, right - row.x1) < 3 * min(row.size, 16.0):
        return False
    middle = (row.x0 + row.x1) / 2
    return min(abs(middle - (left + right) / 2), abs(middle - width / 2)) < max(0.6 * row.size, 0.01 * width)
