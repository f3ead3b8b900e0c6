"""The styles of the Word document: one list. Page and typefaces follow GB/T 9704, as the printed document does.

Typefaces are named, not embedded: 宋体 and 黑体 are on every machine that has Word or WPS in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Emu, Mm

from .ooxml import w

SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"

#: Top, right, bottom, left.
UPRIGHT_MARGINS = (Mm(32), Mm(26), Mm(30), Mm(28))
ACROSS_MARGINS = (Mm(27), Mm(24), Mm(22), Mm(24))
SHORT_SIDE, LONG_SIDE = Mm(210), Mm(297)
UPRIGHT_WIDTH = Emu(SHORT_SIDE - UPRIGHT_MARGINS[1] - UPRIGHT_MARGINS[3])
ACROSS_WIDTH = Emu(LONG_SIDE - ACROSS_MARGINS[1] - ACROSS_MARGINS[3])


#: In twentieths of a point.
CELL_MARGINS = (("top", 30), ("left", 60), ("bottom", 30), ("right", 60))


@dataclass(frozen=True)
class Style:
    """A paragraph style. Sizes and distances in points, ``first`` and ``hanging`` in characters, ``outline`` from 1."""

    id: str
    name: str
    size: float = 12
    face: str = SONG
    align: str = "both"
    line: float = 1.5
    before: float = 0
    after: float = 0
    first: int = 0
    hanging: int = 0
    left: int = 0
    outline: int = 0
    next: str = ""
    keeps_next: bool = False
    breaks_page: bool = False
    rule: str = ""  # the side that has a line


HEADING: dict[str, Any] = {"face": HEI, "align": "left", "keeps_next": True, "next": "BodyText"}
STYLES = (
    Style("Normal", "Normal"),
    Style("BodyText", "Body Text", first=2),
    Style("Item", "条目", first=2),
    Style("Note", "说明", first=2, before=6),
    Style("Heading1", "heading 1", 16, outline=1, after=12, breaks_page=True, **HEADING),
    Style("Heading2", "heading 2", 13, outline=2, before=12, after=4, **HEADING),
    Style("Heading3", "heading 3", 12, outline=3, before=8, first=2, **HEADING),
    Style("Heading4", "heading 4", 12, outline=4, before=6, first=2, **HEADING),
    Style("CoverKind", "封面类别", 14, HEI, "left", before=40, after=80),
    Style("Title", "Title", 28, align="left", after=24),
    Style("Subtitle", "Subtitle", 14, align="left", after=150),
    Style("Imprint", "版本信息", 10.5, align="left", line=1.3, left=7, hanging=7),
    Style("Sample", "样例", 9, align="left", before=14),
    Style("TOCHeading", "TOC Heading", 18, HEI, "center", after=18, breaks_page=True),
    Style("TOC1", "toc 1", align="left", line=1.2, before=4),
    Style("TOC2", "toc 2", 10.5, align="left", line=1.2, left=2),
    Style("Caption", "caption", 13, HEI, "center", line=1.2, before=18, after=3, keeps_next=True),
    Style("TableUnit", "表头", 9, align="left", line=1.1, after=2, keeps_next=True),
    Style("Cell", "表格", 9, align="left", line=1.1),
    Style("CellSmall", "表格小字", 7.5, align="left", line=1.1),
    Style("CellTiny", "表格微字", 6, align="left", line=1.1),
    Style("TableNote", "表注", 9, align="left", line=1.3, before=3),
    Style("SectionEnd", "分节", 1, line=0.1),
    Style("Header", "header", 9, HEI, "left", line=1, rule="bottom"),
    Style("Footer", "footer", 10.5, align="center", line=1),
)


def styles() -> Iterator[Any]:
    """The defaults, the styles of the list, the one of words in 黑体, and the one of tables."""
    yield w("docDefaults", w("rPrDefault", w("rPr", *_face(SONG, 12), _language())), w("pPrDefault"))
    for style in STYLES:
        yield _paragraph_style(style)
    plain = w(
        "style", w("name", val="Default Paragraph Font"), type="character", styleId="DefaultParagraphFont"
    )
    yield _default(plain)
    yield w(
        "style",
        w("name", val="Strong"),
        w("basedOn", val="DefaultParagraphFont"),
        w("qFormat"),
        w("rPr", _fonts(HEI)),
        type="character",
        styleId="Strong",
    )
    yield w(
        "style",
        w("name", val="Table Grid"),
        w("tblPr", _borders(), w("tblCellMar", *(w(side, w=n, type="dxa") for side, n in CELL_MARGINS))),
        type="table",
        styleId="TableGrid",
    )


def _default(style: Any) -> Any:
    """The style of what names none."""
    style.set(qn("w:default"), "1")
    return style


def _paragraph_style(style: Style) -> Any:
    element = w("style", w("name", val=style.name), type="paragraph", styleId=style.id)
    if style.id == "Normal":
        element = _default(element)
    else:
        element.extend([w("basedOn", val="Normal"), w("next", val=style.next or style.id)])
    element.append(w("qFormat"))
    element.append(w("pPr", *_paragraph_properties(style)))
    element.append(w("rPr", *_face(style.face, style.size)))
    return element


def _paragraph_properties(style: Style) -> Iterator[Any]:
    if style.keeps_next:
        yield from (w("keepNext"), w("keepLines"))
    if style.breaks_page:
        yield w("pageBreakBefore")
    if style.rule:
        yield w("pBdr", w(style.rule, val="single", sz=4, space=4, color="888888"))
    yield w(
        "spacing",
        before=round(style.before * 20),
        after=round(style.after * 20),
        line=round(style.line * 240),
        lineRule="auto",
    )
    yield _indent(style)
    yield w("jc", val=style.align)
    if style.outline:
        yield w("outlineLvl", val=style.outline - 1)


def _indent(style: Style) -> Any:
    """In characters, as Chinese typesetting counts, and in twentieths of a point for programs that do not."""
    found: dict[str, int] = {}
    for name, characters in (("left", style.left), ("hanging", style.hanging), ("firstLine", style.first)):
        if characters:
            found |= {f"{name}Chars": characters * 100, name: round(characters * style.size * 20)}
    return w("ind", **found)


def _face(face: str, size: float) -> tuple[Any, ...]:
    half_points = round(size * 2)
    return _fonts(face), w("sz", val=half_points), w("szCs", val=half_points)


def _fonts(face: str) -> Any:
    """黑体 sets Latin letters and digits itself; beside 宋体 stands a serif face."""
    latin = LATIN if face == SONG else face
    return w("rFonts", ascii=latin, hAnsi=latin, eastAsia=face, cs=latin, hint="eastAsia")


def _language() -> Any:
    return w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")  # figures are not broken as Chinese is


def _borders() -> Any:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in sides))


def settings() -> Iterator[Any]:
    """What Word and WPS are told of the file: the layout rules of Word 2013 and later, and its language."""
    yield w("defaultTabStop", val=420)
    yield w("characterSpacingControl", val="compressPunctuation")
    mode = w(
        "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15
    )
    yield w("compat", w("useFELayout"), mode)
    yield w("themeFontLang", val="zh-CN", eastAsia="zh-CN")
    yield w("decimalSymbol", val=".")
    yield w("listSeparator", val=",")
