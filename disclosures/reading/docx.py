"""Word files (.docx) to lines and grids: what a reader of the printed page sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from .docx_styles import Lists, Styles, W, is_on, number, val
from .framing import framed
from .package import Package
from .raw import Cell, Grid, Line, Lost, Raw, Unreadable

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

#: A picture at least so large, in EMU (8 by 2.5 centimetres), may hold a table.
LARGE = (2_880_000, 900_000)
DEEPEST = 200

Block = Line | Grid | Lost


def read_docx(data: bytes) -> Raw:
    """A Word file. Numbers of lists are counted as Word does; results of fields are read and their codes are not;
    hidden and deleted text is not read. Raises ``Unreadable`` for files that are broken, encrypted or no Word file."""
    package = Package(data, "Word 文档（.docx）")
    root = package.xml(package.main)
    body = root.find(W + "body")
    if body is None:
        raise Unreadable("文件里没有正文，请确认它是 Word 文档（.docx）")
    related = {kind: name for kind, name in package.related(package.main).values()}
    styles = Styles(package.optional(related.get("styles")))
    lists = Lists(package.optional(related.get("numbering")), styles)
    reader = Reader(styles, lists)
    blocks = list(reader.blocks(body))
    for kind in ("footnotes", "endnotes"):
        notes = package.optional(related.get(kind))
        if notes is not None:
            blocks += reader.notes(notes, kind[:-1])
    comments = package.optional(related.get("comments"))
    if comments is not None:
        reader.comment(comments)
    if not any(isinstance(block, Line | Grid) for block in blocks):
        raise Unreadable("文件里没有文字，可能是扫描的图片，请上传有文字的文件")
    return Raw(tuple(blocks), residue=tuple(reader.residue))


@dataclass
class Field:
    """A field that has begun: its code is not read, its result is."""

    has_result: bool = False


@dataclass
class Reader:
    """Goes through a document once, in order: lists count on, fields begin and end in different paragraphs."""

    styles: Styles
    lists: Lists
    residue: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    footnotes: list[tuple[str, str]] = field(default_factory=list)
    aside: list[Block] = field(default_factory=list)
    begun: str = ""

    # Blocks

    def blocks(self, parent: etree._Element, depth: int = 0) -> Iterator[Block]:
        """Paragraphs and tables of a body, a cell or a text box."""
        if depth > DEEPEST:
            raise Unreadable("文件的嵌套层次过深，不像是公开的预算文件")
        for element in parent:
            if element.tag == W + "p":
                yield from self.paragraph(element)
            elif element.tag == W + "tbl":
                yield from self.table(element, depth + 1)
            elif element.tag == W + "altChunk":
                yield Lost(0, "嵌入的外部文档没有读出")
            elif element.tag == MC + "AlternateContent":
                yield from self.blocks(_chosen(element), depth + 1)
            elif element.tag == W + "sdt":
                content = element.find(W + "sdtContent")
                if content is not None:
                    yield from self.blocks(content, depth + 1)
            elif element.tag in (W + "customXml", W + "ins", W + "moveTo", W + "smartTag"):
                yield from self.blocks(element, depth + 1)

    def paragraph(self, element: etree._Element) -> Iterator[Block]:
        """A paragraph as whole lines, then what floats beside it. A paragraph whose end was deleted goes on in the next."""
        properties = element.find(W + "pPr")
        style = val(properties, "pStyle") or self.styles.default
        mark = self._number(properties, style)
        is_contents = self.styles.name(style).lower().startswith(("toc", "目录"))
        self.aside = []
        text = "".join(self.inline(element, self.styles.is_hidden(style)))
        text = text.replace("\t", "……" if is_contents else "  ")
        ends_deleted = properties is not None and properties.find(f"{W}rPr/{W}del") is not None
        aside = self.aside
        if ends_deleted:
            self.begun += mark * (not self.begun) + text
        else:
            text, self.begun = (self.begun or mark) + text if text.strip() or self.begun else "", ""
            outline = val(properties, "outlineLvl")
            level = self.styles.level(style) if outline is None else (number(outline, 9) + 1) % 10
            jc = val(properties, "jc")
            is_centred = jc == "center" if jc is not None else self.styles.is_centred(style)
            for part in paragraphs_of(text) if not level else [joined(text)]:
                if part:
                    yield Line(part, is_whole=True, level=level, is_centred=is_centred)
        yield from aside

    def _number(self, properties: etree._Element | None, style: str) -> str:
        numbering = properties.find(W + "numPr") if properties is not None else None
        name, by_style, at = self.styles.list_of(style)
        if numbering is not None:
            own = val(numbering, "numId")
            level = val(numbering, "ilvl")
            if own is not None:
                name, by_style = own, "" if own != name else by_style
            if level is not None:
                at = number(level)
            elif own is not None and not by_style:
                at = 0
        return self.lists.number_of(name, at, by_style) if name != "0" else ""

    # Text

    def inline(self, parent: etree._Element, is_hidden: bool = False, depth: int = 0) -> Iterator[str]:
        """The text inside a paragraph; a line break is a newline, a tab a tab."""
        if depth > DEEPEST:
            raise Unreadable("文件的嵌套层次过深，不像是公开的预算文件")
        for element in parent:
            tag = element.tag
            if tag == W + "r":
                yield from self.run(element, is_hidden)
            elif tag in (W + "del", W + "moveFrom"):
                self.trace("删除", "".join(element.itertext(W + "delText", W + "t")))
            elif tag in (W + "ins", W + "moveTo"):
                text = "".join(self.inline(element, is_hidden, depth + 1))
                self.trace("插入", text)
                yield text
            elif tag == W + "sdt":
                content = element.find(W + "sdtContent")
                if content is not None:
                    yield from self.inline(content, is_hidden, depth + 1)
            elif tag == MC + "AlternateContent":
                yield from self.inline(_chosen(element), is_hidden, depth + 1)
            elif tag == MATH + "t":
                yield element.text or ""
            elif tag not in (W + "pPr", W + "rPr", W + "rt"):
                yield from self.inline(element, is_hidden, depth + 1)

    def run(self, run: etree._Element, is_hidden: bool) -> Iterator[str]:
        properties = run.find(W + "rPr")
        own = is_on(properties, "vanish")
        if own is None:
            style = val(properties, "rStyle")
            own = is_hidden or (bool(style) and self.styles.is_hidden(style or ""))
        for element in run:
            yield from self._piece(element, bool(own))

    def _piece(self, element: etree._Element, is_hidden: bool) -> Iterator[str]:
        tag = element.tag
        if tag == W + "fldChar":
            self._field(element.get(W + "fldCharType", ""))
        elif tag == MC + "AlternateContent":
            for piece in _chosen(element):
                yield from self._piece(piece, is_hidden)
        elif is_hidden or any(not field.has_result for field in self.fields):
            return
        elif tag == W + "t":
            yield element.text or ""
        elif tag in (W + "tab", W + "ptab"):
            yield "\t"
        elif tag == W + "cr" or tag == W + "br" and element.get(W + "type") in (None, "textWrapping"):
            yield "\n"
        elif tag == W + "noBreakHyphen":
            yield "-"
        elif tag == W + "sym":
            code = element.get(W + "char", "")
            # Symbol fonts keep their signs in the private area: there is no telling which sign is seen.
            yield chr(int(code, 16)) if len(code) == 4 and code[0] not in "FEDfed" else ""
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            kind = "footnote" if tag == W + "footnoteReference" else "endnote"
            self.footnotes.append((kind, element.get(W + "id", "")))
        elif tag in (W + "drawing", W + "pict", W + "object"):
            self._float(element)
        elif tag == W + "ruby":
            for base in element.iter(W + "rubyBase"):
                yield from self.inline(base)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].has_result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _float(self, element: etree._Element) -> None:
        """A drawing: the text of its boxes is read beside the paragraph, a large picture is lost."""
        boxes = [box for box in element.iter(W + "txbxContent") if not _is_inside(box, element)]
        kept = self.aside
        for box in boxes:
            self.aside = []
            found = list(self.blocks(box))
            kept += found
        self.aside = kept
        if boxes:
            return
        if element.tag == W + "object":
            self.aside.append(Lost(0, "嵌入的工作表或其他对象没有读出"))
        elif _is_large(element):
            self.aside.append(Lost(0, "图片里的文字或表格没有读出"))

    def trace(self, kind: str, text: str) -> None:
        text = text.strip()
        if text:
            self.residue.append(f"修订痕迹：{kind}“{_short(text)}”")

    def comment(self, root: etree._Element) -> None:
        for element in root.iter(W + "comment"):
            text = "".join(t.text or "" for t in element.iter(W + "t")).strip()
            self.residue.append(f"批注：{element.get(W + 'author', '')}“{_short(text)}”")

    def notes(self, root: etree._Element, kind: str) -> Iterator[Block]:
        """The notes that the text refers to, in order of reference."""
        by_id = {element.get(W + "id", ""): element for element in root.findall(W + kind)}
        for own, name in list(self.footnotes):
            if own == kind and name in by_id:
                yield from self.blocks(by_id[name])

    # Tables

    def table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        """A table; one that only frames text (a single column, or tables in its cells) is read as what it frames."""
        rows = list(self._rows(table))
        contents = [[list(self.blocks(cell, depth + 1)) for _, _, _, cell in row] for row, _ in rows]
        width = max((at + span for row, _ in rows for at, span, _, _ in row), default=0)
        has_tables = any(isinstance(block, Grid) for row in contents for blocks in row for block in blocks)
        if width <= 1 or has_tables:
            for blocks in (blocks for row in contents for blocks in row):
                yield from blocks
            return
        cells: list[Cell] = []
        above: dict[int, int] = {}
        for r, ((row, _), texts) in enumerate(zip(rows, contents, strict=True)):
            for (at, span, merged, _), blocks in zip(row, texts, strict=True):
                if merged == "continue" and at in above:
                    n = above[at]
                    old = cells[n]
                    cells[n] = Cell(old.text, old.row, old.column, r - old.row + 1, old.columns)
                    continue
                above[at] = len(cells)
                text = joined("\n".join(block.text for block in blocks if isinstance(block, Line)))
                cells.append(Cell(text, r, at, 1, span))
        heads = next((n for n, (_, is_head) in enumerate(rows) if not is_head), len(rows))
        yield from framed(Grid(tuple(cells), heads=heads if heads < len(rows) else 0))
        yield from (b for row in contents for blocks in row for b in blocks if isinstance(b, Lost))

    def _rows(
        self, table: etree._Element
    ) -> Iterator[tuple[list[tuple[int, int, str, etree._Element]], bool]]:
        """Each row's cells (column, span, vertical merge, cell), and whether the row is marked as a head."""
        for row in _within(table, W + "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.trace("删除", "".join(row.itertext(W + "t", W + "delText")))
                continue
            at = number(val(properties, "gridBefore"))
            found: list[tuple[int, int, str, etree._Element]] = []
            for cell in _within(row, W + "tc"):
                own = cell.find(W + "tcPr")
                span = min(max(number(val(own, "gridSpan"), 1), 1), 500)
                down = val(own, "vMerge")
                across = val(own, "hMerge")
                merged = "" if down is None else down or "continue"
                if across is not None and (across or "continue") == "continue" and found:
                    last = found[-1]
                    found[-1] = (last[0], last[1] + span, last[2], last[3])
                else:
                    found.append((at, span, merged, cell))
                at += span
            yield found, bool(is_on(properties, "tblHeader"))


def _within(parent: etree._Element, tag: str) -> Iterable[etree._Element]:
    """The rows of a table or the cells of a row, those in content controls included."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from _within(element, tag)


def _chosen(element: etree._Element) -> etree._Element:
    """Of what is given twice, for new and for old programs, one: the first that holds anything."""
    choices = [*element.findall(MC + "Choice"), *element.findall(MC + "Fallback")]
    return next((choice for choice in choices if len(choice)), element)


def _is_inside(box: etree._Element, outer: etree._Element) -> bool:
    """Whether a text box stands in another one of the drawing, or is given a second time for old programs."""
    for parent in box.iterancestors():
        if parent is outer:
            return False
        if parent.tag in (W + "txbxContent", MC + "Fallback"):
            return True
    return False


def _is_large(element: etree._Element) -> bool:
    for extent in element.iter(DRAWING + "extent"):
        return number(extent.get("cx")) >= LARGE[0] and number(extent.get("cy")) >= LARGE[1]
    return False


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def joined(text: str) -> str:
    """Lines of a cell or a heading as one: Chinese without a gap, words in letters with one."""
    result = ""
    for part in text.split("\n"):
        line = part.strip(" \u3000\u00a0\t")
        if line:
            gap = result[-1:].isascii() and result[-1:].isalnum() and line[0].isascii() and line[0].isalpha()
            result += " " * gap + line
    return result


def paragraphs_of(text: str) -> list[str]:
    """A paragraph with line breaks: each line is a paragraph that ends as one, others go on in the next line."""
    found: list[str] = []
    for part in text.split("\n"):
        line = part.strip(" \u3000\u00a0\t")
        if found and line and found[-1][-1:] not in "。；：！？;:!?":
            found[-1] = joined(f"{found[-1]}\n{line}")
        elif line:
            found.append(line)
    return found
