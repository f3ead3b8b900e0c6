"""The Word document of a version: what the page and the PDF say, to read, quote and work with in Word or WPS.

Headings are headings, tables are tables, and the contents are a field. The same document gives the same bytes: every
date in the file is the date of publication.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import docx
from django.conf import settings
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm

from . import word_style
from .imprint import SAMPLE, contents, cover, imprint, kind
from .layout import Entry
from .ooxml import field_end, field_start, legal, paragraph, run, w
from .opendata import heading_text, paragraph_text, tables_of
from .remarks import TITLE, printed_remarks
from .word_style import ACROSS_MARGINS, ACROSS_WIDTH, LONG_SIDE, SHORT_SIDE, UPRIGHT_MARGINS, UPRIGHT_WIDTH
from .word_table import Fit, caption, fit, table_element

Document = Mapping[str, Any]
Block = Mapping[str, Any]

#: The deepest style of a heading; what is deeper wears it too.
DEEPEST = 4
REMARKS = "check"  # the anchor of 勾稽说明
PARAGRAPHS = {"item": "Item", "note": "Note"}
#: What is kept of the empty file that python-docx begins with; its styles and settings are exchanged for ours.
KEPT = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
}


def render_word(document: Document, sha256: str) -> bytes:
    """The Word document of one version."""
    book = _empty_book()
    _describe(book, document, sha256)
    _set_section(book.sections[0], is_across=False)
    _head_and_foot(book.sections[0], document)
    entries, remarks = contents(document), printed_remarks(document)
    if remarks:
        entries.append((1, Entry(REMARKS, f"附　{TITLE}")))
    body = Body.of(document, entries)
    _append(book, _cover(document, sha256), _contents(entries, body))
    for is_across, blocks in groupby(_directions(document["blocks"], body.fits), key=lambda pair: pair[1]):
        _turn(book, is_across=is_across)
        _append(book, *(body.block(block) for block, _is_across in blocks))
    if remarks:
        _turn(book, is_across=False)
        _append(book, body.remarks(remarks))
    return _pack(book, document)


# The file ---------------------------------------------------------------------------------------------------------


def _empty_book() -> Any:
    """A file without a page, with our styles and settings and nothing of the template's own."""
    book = docx.Document()
    for relations in (book.part.rels, book.part.package.rels):
        for name in [name for name, relation in relations.items() if relation.reltype not in KEPT]:
            relations.pop(name)
    for element, content in (
        (book.styles.element, word_style.styles()),
        (book.settings.element, word_style.settings()),
    ):
        element[:] = content
    return book


def _describe(book: Any, document: Document, sha256: str) -> None:
    facts = book.core_properties
    published = datetime.fromisoformat(document["published_at"]).astimezone(UTC).replace(tzinfo=None)
    facts.title = legal(document["title"])
    facts.author = facts.last_modified_by = legal(document["department"]["name"])
    facts.subject = f"{document['region']['name']}{document['year']}年{kind(document)}预算"
    facts.comments = f"第{document['number']}版 sha256:{sha256}"
    facts.language = "zh-CN"
    facts.created = facts.modified = published
    facts.revision = document["number"]


def _pack(book: Any, document: Document) -> bytes:
    """The file, with the date of publication in place of the clock's."""
    moment = datetime.fromisoformat(document["published_at"]).timetuple()[:6]
    written, packed = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, moment)
            part.create_system = 0  # the same on every system
            target.writestr(part, source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _append(book: Any, *parts: Iterator[Any]) -> None:
    """Elements at the end of what there is, before the properties of the section."""
    end = book.element.body.get_or_add_sectPr()
    for part in parts:
        for element in part:
            end.addprevious(element)


# Sections ---------------------------------------------------------------------------------------------------------


def _directions(blocks: Sequence[Block], fits: Mapping[str, Fit]) -> list[tuple[Block, bool]]:
    """Each block, and whether its page lies across: that of a wide table does, and that of the headings right above it."""
    found, is_across = [], False
    for block in reversed(blocks):
        if block["type"] == "table":
            is_across = fits[block["key"]].is_across
        elif block["type"] != "heading":
            is_across = False
        found.append((block, is_across))
    return found[::-1]


def _turn(book: Any, *, is_across: bool) -> None:
    """Turn the page if it does not lie so already."""
    if (book.sections[-1].orientation == WD_ORIENT.LANDSCAPE) != is_across:
        section = book.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        _set_section(section, is_across=is_across)
        end = book.element.body.p_lst[-1]  # carries the properties of the section before
        end.get_or_add_pPr().insert(0, w("pStyle", val="SectionEnd"))


def _set_section(section: Any, *, is_across: bool) -> None:
    margins, sides = UPRIGHT_MARGINS, (SHORT_SIDE, LONG_SIDE)
    section.orientation = WD_ORIENT.PORTRAIT
    if is_across:
        margins, sides = ACROSS_MARGINS, (LONG_SIDE, SHORT_SIDE)
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = sides
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = margins
    section.header_distance = section.footer_distance = Mm(15)


def _head_and_foot(section: Any, document: Document) -> None:
    """The title on every page but the cover, and the number of the page."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    section.header.paragraphs[0].add_run(legal(f"{document['title']}　第{document['number']}版"))
    number = [run("— "), *field_start("PAGE"), run("1"), field_end(), run(" —")]
    section.footer.paragraphs[0]._p.extend(number)


# What stands in it ------------------------------------------------------------------------------------------------


def _cover(document: Document, sha256: str) -> Iterator[Any]:
    yield paragraph("CoverKind", f"{kind(document)}预算公开文本")
    title, subtitle = cover(document)
    yield paragraph("Title", title)
    yield paragraph("Subtitle", subtitle)
    for name, words in imprint(document, sha256):
        yield paragraph("Imprint", f"{name}\t{words}")
    if settings.SITE_SAMPLE:
        yield paragraph("Sample", SAMPLE)


def _contents(entries: Sequence[tuple[int, Entry]], body: Body) -> Iterator[Any]:
    """A field that Word and WPS bring up to date, page numbers and all; filled in, so that it reads before that."""
    yield paragraph("TOCHeading", "目　录")
    for n, (level, entry) in enumerate(entries, 1):
        link = w("hyperlink", run(entry.text), anchor=_mark(body.marks[entry.anchor]), history=1)
        start = field_start(r'TOC \o "1-2" \h \z \u') if n == 1 else []
        end = [field_end()] if n == len(entries) else []
        yield paragraph(f"TOC{level}", *start, link, *end)


def _mark(n: int) -> str:
    """The name of a bookmark as Word itself gives them to what the contents list."""
    return f"_Toc{n:09}"


@dataclass(frozen=True)
class Body:
    """The blocks as elements. ``marks`` are the anchors that the contents lead to, ``within`` the keys of the tables
    that the contents list under a heading of their own."""

    fits: Mapping[str, Fit]
    marks: Mapping[str, int]
    within: frozenset[str]

    @classmethod
    def of(cls, document: Document, entries: Sequence[tuple[int, Entry]]) -> Body:
        fits = {table["key"]: fit(table) for table in tables_of(document)}
        marks = {entry.anchor: n for n, (_level, entry) in enumerate(entries, 1)}
        return cls(fits, marks, frozenset(_tables_in_sections(document["blocks"])))

    def block(self, block: Block) -> Iterator[Any]:
        match block["type"]:
            case "heading":
                style = f"Heading{min(block['level'], DEEPEST)}"
                yield paragraph(style, *self._marked(heading_text(block), block["anchor"]))
            case "paragraph":
                yield paragraph(PARAGRAPHS.get(block["role"], "BodyText"), paragraph_text(block))
            case "terms":
                for item in block["items"]:
                    yield paragraph("BodyText", run(item["name"], "Strong"), f"：{item['text']}")
            case "table":
                yield from self._table(block)

    def remarks(self, remarks: Sequence[str]) -> Iterator[Any]:
        """勾稽说明, behind the document."""
        yield paragraph("Heading1", *self._marked(f"附　{TITLE}", REMARKS))
        yield from (paragraph("BodyText", remark) for remark in remarks)

    def _table(self, table: Block) -> Iterator[Any]:
        """Its caption, whose it is and in what unit, the table, and its notes."""
        fit, level = self.fits[table["key"]], () if table["key"] in self.within else (w("outlineLvl", val=1),)
        words = self._marked(caption(table), f"table-{table['key']}")
        yield paragraph("Caption", *words, properties=level)
        unit = f"单位：{table['unit']}" if table["unit"] else ""
        if table["maker"] or unit:
            width = ACROSS_WIDTH if fit.is_across else UPRIGHT_WIDTH
            at_the_right = w("tabs", w("tab", val="right", pos=width.twips))
            yield paragraph("TableUnit", f"{table['maker']}\t{unit}", properties=(at_the_right,))
        yield table_element(table, fit)
        for note in table["notes"]:
            yield paragraph("TableNote", note)
        if not table["notes"]:
            yield paragraph("SectionEnd")  # two tables without a paragraph between them would be one

    def _marked(self, words: str, anchor: str) -> list[Any]:
        if anchor not in self.marks:
            return [run(words)]
        n = self.marks[anchor]
        return [w("bookmarkStart", id=n, name=_mark(n)), run(words), w("bookmarkEnd", id=n)]


def _tables_in_sections(blocks: Sequence[Block]) -> Iterator[str]:
    is_within = False
    for block in blocks:
        if block["type"] == "heading" and block["level"] <= 2:
            is_within = block["level"] == 2
        elif block["type"] == "table" and is_within:
            yield block["key"]
