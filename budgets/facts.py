"""Facts: what the rules look at, whether a department entered it or somebody printed it.

A *figure* has one key (see ``ledger``, ``catalogue``, ``figures``) and is *said* in one or more places: once, and exactly,
in what is entered; in every table and sentence of a published document, each time to the digits printed there. A document
that was read is a ``Reading``: headings, paragraphs and tables in order, and what they say.

Keys of what is printed are those of ``figures``: ``income.total``, ``expenditure.general.f2010601.basic``,
``three-public.reception``, each with the views ``.last``, ``.change`` (signed), ``.percent`` (signed), ``.share``. What a
table says under heads or rows that the vocabulary does not know has a key of its own, ``table.<scope>.<row>.<column>``:
it is looked at where the table's own sums are, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from .catalogue import MONEY

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said. ``scope`` is what is read together: ``t3`` a table, ``p12`` a paragraph, ``h4`` a heading.

    ``text`` tells a person where to look (第 7 页 · 表 2 部门收入总表 · 2080506 机关事业单位职业年金缴费支出 · 合计),
    ``quote`` what stands there: the sentence or the cell. ``start`` counts the characters before it in its paragraph.
    ``cell`` is its address in a workbook (部门支出总表!G11), empty elsewhere; ``is_hidden``: nobody who opens it sees it.
    """

    scope: str = ""
    text: str = ""
    page: int = 0
    quote: str = ""
    start: int = 0
    cell: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as it is said in one place.

    ``value`` in ``unit`` of figures (元, 人, 辆, %, …); ``printed`` as it stands there, with its unit (940.95万元);
    ``step`` what one of the last printed digit is worth (100 for 0.01 万元), 0 where the value is exact. ``year`` is the
    year that is named beside it, of a comparison the year compared with (0: none is named). ``word`` is the verb of a
    change as printed (增加, 下降, 持平, 增加（减少）). ``is_blank``: an empty cell, which counts as nothing.
    """

    key: str
    value: Decimal
    label: str = ""
    unit: str = MONEY
    printed: str = ""
    step: Decimal = ZERO
    place: Place = field(default_factory=Place)
    year: int = 0
    word: str = ""
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts as a table's own build shows them: a heading row and the rows below it, 合计 and the columns
    beside it. ``axis`` is ``rows`` or ``columns``; ``label`` names the total (208 社会保障和就业支出 · 合计)."""

    total: Said
    parts: tuple[Said, ...]
    axis: str
    label: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as printed: ``（二）支出预算`` has number ``（二）``, ordinal 2, style ``（一）``, level 2.

    ``ordinal`` 0: not numbered. ``styles``: 第一部分, 一、, （一）, 1., （1）, 1）, ①. ``is_listed``: it stands in the
    contents list, not in the body. ``is_lead``: it is the head of a paragraph (（一）收入预算：2021年…), which follows.
    """

    text: str
    level: int
    place: Place
    number: str = ""
    ordinal: int = 0
    style: str = ""
    is_listed: bool = False
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its lines joined; ``section`` is the path of headings that it stands under, outermost first."""

    text: str
    place: Place
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of a table by what names it: code digits as one (``2080506``), empty where it has none; ``code_text`` as
    printed, cells joined by bars (``301|2``); ``level`` 1 for 类, 0 outside the tree (合计, rows without codes)."""

    code: str
    name: str
    level: int
    place: Place
    code_text: str = ""


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as read. ``kind`` is what it is recognised as (see ``disclosures.reading.tables``), empty for none known.

    ``number`` as printed before its title; ``unit`` 元 or 万元 (empty: none printed); ``year`` in its title (0: none);
    ``letter`` of its row codes (f, e, g; empty: none); ``columns`` the paths of heads of its amount columns;
    ``is_empty``: no amount stands in it, or only zeros; ``notes`` the lines under it.
    """

    kind: str
    title: str
    place: Place
    number: str = ""
    unit: str = ""
    year: int = 0
    maker: str = ""
    letter: str = ""
    columns: tuple[tuple[str, ...], ...] = ()
    rows: tuple[PrintedRow, ...] = ()
    said: tuple[Said, ...] = ()
    sums: tuple[Sum, ...] = ()
    notes: tuple[str, ...] = ()
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, and why; never passed over in silence. Of a cell that should hold an amount also the figure's
    ``key`` and the ``unit`` (元, 万元) that it would be read in."""

    place: Place
    reason: str
    key: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read: who says it, of what year, and what it says. ``untied`` are amounts in the text that no
    sentence pattern ties to a figure. ``published_on`` is an ISO date where the document names one, else empty."""

    title: str
    year: int
    department: str
    region: str
    kind: str  # department or unit
    headings: tuple[Heading, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[PrintedTable, ...] = ()
    spoken: tuple[Said, ...] = ()  # what the paragraphs say
    unread: tuple[Unread, ...] = ()
    untied: tuple[Place, ...] = ()
    pages: int = 0
    published_on: str = ""
    residue: tuple[str, ...] = ()  # traces of editing that the file carries: tracked changes, comments

    def everything_said(self) -> Iterator[Said]:
        """Every figure in its places: those of the tables, then those of the text, in order."""
        for table in self.tables:
            yield from table.said
        yield from self.spoken
