"""Reading a document that somebody published: from the bytes of a file to what the document says.

``read`` is for files from outside and reads them in a process of its own; ``understand`` is for what is here already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from budgets.facts import Place, PrintedTable, Reading, Unread

from . import structure
from .codec import unpacked
from .context import Context
from .grammar import tell
from .look_alikes import block_as_meant
from .prescan import BROKEN, NO_WORKBOOK, format_of
from .raw import TOO_MUCH, Grid, Line, Lost, Raw, Unreadable
from .sandbox import answer_for
from .structure import Captioned
from .tables import read_table
from .whose import year_of

#: What one document may hold: lines and tables, texts in both, their characters. A long one has a tenth of each.
MOST_BLOCKS, MOST_TEXTS = 40_000, 400_000
MOST_CHARACTERS, LONGEST_TEXT = 1_000_000, 60_000


#: A text of more letters than these, fewer of them Chinese than this part, is in another language.
FEW_LETTERS, LEAST_CHINESE = 200, 0.3
NOT_CHINESE = "文件不是中文文本。请上传以中文公开的预算文本；本站的英文页面请改用中文页面或 disclosure.json。"


def read(data: bytes, name: str = "", *, exactly: bool = False) -> Reading:
    """A published document: PDF with text, .docx, .xlsx, HTML, plain text, or our own disclosure.json.

    What it is, its content says; ``name`` is for the log, and what is called .xlsx must be a workbook. ``exactly``: of a
    workbook all decimals and all that is hidden (``xlsx.read_xlsx``); nothing but a workbook is read so. Raises
    Unreadable with a sentence for the person who chose the file.
    """
    answer = answer_for(data, name, exactly=exactly)
    try:
        return unpacked(Reading, answer)
    except ValueError as error:
        raise Unreadable(BROKEN) from error


def read_here(data: bytes) -> Reading:
    """The same in this process, without its limits."""
    return read_as(format_of(data), data)


def read_as(kind: str, data: bytes, *, exactly: bool = False) -> Reading:
    """The same for a file of a format that is known (``prescan.format_of``)."""
    return understand(raw_of(data, kind, exactly=exactly))


def raw_of(data: bytes, kind: str = "", *, exactly: bool = False) -> Raw:
    """What a file shows; ``kind`` is its format where that is known.

    Raises Unreadable where it shows more than any disclosure does.
    """
    kind = kind or format_of(data)
    if exactly and kind != "xlsx":
        raise Unreadable(NO_WORKBOOK)
    raw = _reader_of(kind, exactly=exactly)(data)
    raw = replace(raw, blocks=tuple(map(block_as_meant, raw.blocks)))
    texts = [len(text) for block in raw.blocks for text in _texts(block)]
    if len(raw.blocks) > MOST_BLOCKS or len(texts) > MOST_TEXTS:
        raise Unreadable(TOO_MUCH)
    if sum(texts) > MOST_CHARACTERS or max(texts, default=0) > LONGEST_TEXT:
        raise Unreadable(TOO_MUCH)
    if not _is_chinese(raw):
        raise Unreadable(NOT_CHINESE)
    return raw


def _is_chinese(raw: Raw) -> bool:
    """Whether its letters are Chinese characters, a good part of them; of a few words nobody can tell."""
    letters = [
        letter for block in raw.blocks for text in _texts(block) for letter in text if letter.isalpha()
    ]
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in letters)
    return len(letters) < FEW_LETTERS or chinese >= LEAST_CHINESE * len(letters)


def _texts(block: Line | Grid | Lost) -> Iterator[str]:
    match block:
        case Line():
            yield block.text
        case Grid():
            yield from (cell.text for cell in block.cells)


def _reader_of(kind: str, *, exactly: bool) -> Callable[[bytes], Raw]:
    """Who reads a format. Only that one is loaded: a page of text needs no reader of PDFs."""
    if exactly:
        from .xlsx import read_xlsx

        return partial(read_xlsx, exactly=True)
    match kind:
        case "pdf":
            from .pdf import read_pdf as found
        case "docx":
            from .docx import read_docx as found
        case "xlsx":
            from .xlsx import read_xlsx as found
        case "html":
            from .html import read_html as found
        case "json":
            from .frozen import read_json as found
        case _:
            from .text import read_text as found
    return found


#: Parts of a document that are drawings; the words beside bars and slices stand in columns too.
DRAWN = re.compile(r"图解|图示|图表(?!格)|附图")


def _is_drawn(captioned: Captioned) -> bool:
    """Whether what stands in rows and columns is a chart: it has no title, and stands among charts."""
    return not captioned.title and any(DRAWN.search(heading) for heading in captioned.section)


#: A document with codes that does not say of what year: the chart of no year can be held against them.
NO_YEAR = "没有写明是哪一年的预算，科目没有与科目表核对"
#: So many rows of a table are looked through for its year; heads stand in the first rows.
HEAD_ROWS = 8


def _year_of_tables(tables: Sequence[Captioned]) -> int:
    """The budget year that sheets, heads and notes of tables name, for a document that says it nowhere else."""
    said: list[str] = []
    for captioned in tables:
        said += [*captioned.over, *captioned.notes, *(grid.name for grid in captioned.grids)]
        said += [cell.text for grid in captioned.grids for cell in grid.cells if cell.row < HEAD_ROWS]
    return year_of("", (), said, ())


def understand(raw: Raw) -> Reading:
    """What a file says: its parts, the figures of its tables, the figures of its sentences."""
    parts = structure.build(raw)
    year = parts.year or _year_of_tables(parts.tables)
    context = Context(year, parts.department, parts.kind)
    tables: list[PrintedTable] = []
    unread: list[Unread] = list(parts.unread)
    for captioned in parts.tables:
        if _is_drawn(captioned):
            continue
        table, missed = read_table(captioned, context)
        tables.append(table)
        unread.extend(missed)
    if not year and any(table.letter for table in tables):
        unread.append(Unread(Place(text="全文"), NO_YEAR))
    told = tell(parts.paragraphs, context)
    return Reading(
        title=parts.title,
        year=year,
        department=parts.department,
        region=parts.region,
        kind=parts.kind,
        headings=parts.headings,
        paragraphs=parts.paragraphs,
        tables=tuple(tables),
        spoken=told.spoken,
        unread=tuple(unread),
        untied=told.untied,
        pages=raw.pages,
        published_on=parts.published_on,
        residue=raw.residue,
    )
