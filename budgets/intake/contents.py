"""What a reader found: rows of the budget's tables, each value with the place where it stands, and what is wrong.

A row holds only what its file says: columns that it does not name stay as they are. Values are plain: text, ``Decimal``
元 for amounts, ``int``, ``bool``, None for an empty cell. Accounts stand as codes, projects and units as names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

Value = str | Decimal | int | bool | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands: the sheet's name and the cell (G11), the row (17, counted as the program shows it) where there
    is no single cell. ``table`` is what the sheet was recognised as (表 3 支出总表), empty where it is only named. ``part``
    is the paragraph where a cell holds several (0: it holds one)."""

    sheet: str = ""
    cell: str = ""
    row: int = 0
    table: str = ""
    part: int = 0

    def __str__(self) -> str:
        place = self.cell or (f"第 {self.row} 行" if self.row else "")
        place += f" 第 {self.part} 段" if self.part else ""
        return " · ".join(part for part in (self.table or self.sheet, place) if part)


class Level(StrEnum):
    """How much a problem stops: an error everything, a question until it is ticked, a notice nothing."""

    ERROR = "error"
    QUESTION = "question"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person must mend, tick or know.

    ``found`` is what stands in the cell, ``wanted`` a sentence (security.md §5); ``suggestion`` a value that fits, to be
    taken with one press, empty where none is known. ``about`` names the figure (2010608 财政委托业务支出 · 项目支出).
    ``can_be_mended``: another value may be typed for this cell, without a new upload. ``kind`` tells apart what is said of
    one place.
    """

    level: Level
    origin: Origin
    found: str
    wanted: str
    suggestion: str = ""
    about: str = ""
    can_be_mended: bool = False
    kind: str = ""

    @property
    def place(self) -> str:
        """By which a mended value is remembered."""
        return f"{self.origin.sheet}!{self.origin.cell or self.origin.row}"

    @property
    def key(self) -> str:
        """By which a tick is remembered."""
        return f"{self.place}:{self.kind}" if self.kind else self.place


@dataclass(slots=True)
class Row:
    """One row of a table of the budget: values by field name, and where each of them stands. ``hints`` are the names that
    stand beside codes, by field: what a wrong code may have meant."""

    values: dict[str, Value]
    origins: dict[str, Origin] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)

    def origin(self, name: str = "") -> Origin:
        """Of one value; without it or where it has none, of any."""
        return self.origins.get(name) or next(iter(self.origins.values()), Origin())


@dataclass(frozen=True, slots=True)
class Stated:
    """A total as a sheet states it, held against the sum of what was read (元). It is not imported."""

    label: str
    stated: Decimal
    read: Decimal
    origin: Origin = Origin()


@dataclass(slots=True)
class Contents:
    """Everything one file says of one budget.

    ``rows`` by table (model name as in ``walls.CONTENT``, and ``budget`` for the budget's own columns). ``covers`` says of
    which stored rows the file speaks: those whose columns have these values ({} is all of a table). A stored row that is
    covered and not in the file is one to remove; tables without an entry here lose nothing. ``department`` and ``year`` as
    the file names them, empty and 0 where it does not. ``kind`` is what the file is: ours, official, detail, a paste.
    ``recognised`` tells sheet by sheet what it was taken for.
    ``left_out`` are the keys of questions (``asking.TWICE``) to which somebody said that the row shall not come in.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    covers: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    recognised: list[tuple[str, str]] = field(default_factory=list)
    department: str = ""
    department_code: str = ""
    year: int = 0
    kind: str = ""
    left_out: Collection[str] = ()

    def add(self, table: str, row: Row) -> None:
        self.rows.setdefault(table, []).append(row)
