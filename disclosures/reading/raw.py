"""Raw: what a file shows, in reading order, before anybody says what it means.

Every format is brought to this shape: lines of text and grids of cells. What a reader of the file cannot see (clipped,
covered, white, hidden rows and sheets, deleted text of tracked changes) is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


class Unreadable(Exception):
    """The file cannot be read; the message tells the person why and what to do, in Chinese."""


TOO_MUCH = "文字或表格过多，不像一份预算公开文件，未予读取。"


@dataclass(frozen=True, slots=True)
class Line:
    """A line as shown, or a whole paragraph where the format knows paragraphs (``is_whole``).

    ``level`` is that of a heading where the format marks headings, else 0; ``indent`` and ``size`` in points where the
    format has a page, else 0; ``is_centred`` where it stands in the middle of its line.
    """

    text: str
    page: int = 0
    is_whole: bool = False
    level: int = 0
    indent: float = 0
    size: float = 0
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, merged cells once: where its upper left corner stands, and how far it spans.

    ``address`` is where it stands in a workbook (部门支出总表!G11), empty elsewhere; ``is_hidden``: a person who opens the
    workbook does not see it.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    address: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells. ``heads`` is the number of head rows where the format marks them, else 0. The lines of title,
    maker and unit above it, and of notes under it, are Lines before and after it. ``name`` is a sheet's name."""

    cells: tuple[Cell, ...]
    page: int = 0
    heads: int = 0
    name: str = ""

    @property
    def height(self) -> int:
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        return max((cell.column + cell.columns for cell in self.cells), default=0)


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that is seen and cannot be read: a picture of a table, a page without text."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A whole file: lines and grids in reading order, and what was lost. ``residue`` are traces of editing that a reader
    of the printed page does not see but the file carries: field codes, bookmarks in the text, tracked changes."""

    blocks: tuple[Line | Grid | Lost, ...]
    pages: int = 0
    residue: tuple[str, ...] = field(default=())
