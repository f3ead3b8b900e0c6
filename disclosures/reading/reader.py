"""Reading a document that somebody published: from the bytes of a file to what the document says.

``read`` is for files from outside and reads them in a process of its own; ``understand`` is for what is here already.
"""

from __future__ import annotations

from collections.abc import Callable

from budgets.facts import PrintedTable, Reading, Unread

from . import structure
from .codec import unpacked
from .context import Context
from .prescan import BROKEN, format_of
from .raw import Raw, Unreadable
from .sandbox import answer_for
from .tables import read_table


def read(data: bytes, name: str = "") -> Reading:
    """A published document: PDF with text, .docx, .xlsx, HTML, plain text, or our own disclosure.json.

    What it is, its content says; ``name`` is only for the log. Raises Unreadable with a sentence for the person who
    chose the file.
    """
    answer = answer_for(data, name)
    try:
        return unpacked(Reading, answer)
    except ValueError as error:
        raise Unreadable(BROKEN) from error


def read_here(data: bytes) -> Reading:
    """The same in this process, without its limits."""
    return understand(raw_of(data))


def raw_of(data: bytes) -> Raw:
    """What a file shows."""
    return _reader_of(format_of(data))(data)


def _reader_of(kind: str) -> Callable[[bytes], Raw]:
    """Who reads a format. Only that one is loaded: a page of text needs no reader of PDFs."""
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


def understand(raw: Raw) -> Reading:
    """What a file says: its parts, the figures of its tables, the figures of its sentences."""
    from .grammar import tell

    parts = structure.build(raw)
    context = Context(parts.year, parts.department, parts.kind)
    tables: list[PrintedTable] = []
    unread: list[Unread] = list(parts.unread)
    for captioned in parts.tables:
        table, missed = read_table(captioned, context)
        tables.append(table)
        unread.extend(missed)
    told = tell(parts.paragraphs, context)
    return Reading(
        title=parts.title,
        year=parts.year,
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
    )
