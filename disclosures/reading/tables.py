"""Tables: a captioned grid read into figures, each with its key, its unit and its place, and the sums of its build.

A cell's key comes from what its table is about (``kinds``), what its row is (``rows``) and what stands over it
(``heads``). Where one of them is not understood, the cell has a key of its own, ``table.<scope>.<row>.<column>``.
Performance tables are read by ``goal_tables``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from budgets.catalogue import MONEY
from budgets.facts import Place, PrintedTable, Unread

from . import goal_tables
from .context import Context
from .heads import AMOUNT, Sheet, read_sheet, sides_of
from .kinds import Kind, kind_of
from .labels import year_in
from .numbers import parse
from .raw import Cell
from .sides import ReadSide
from .spots import Words
from .structure import Captioned
from .table_places import first_cell, place_of, printed_unit
from .table_sums import holding

#: Kinds that the heads alone tell.
TOLD_BY_HEADS = ("three-public", "balance", "grant")


def read_table(captioned: Captioned, context: Context) -> tuple[PrintedTable, tuple[Unread, ...]]:
    """A table as read, and what of it could not be read."""
    if goal_tables.is_goal_table(captioned, context.department):
        return goal_tables.read_goals(captioned, context)
    return TableReader(captioned, context).read()


@dataclass
class TableReader:
    """Reads one table."""

    captioned: Captioned
    context: Context
    offset: int = 0  # rows of the table that were read before
    is_stranger: bool = False  # no part of the table that its title names
    unread: list[Unread] = field(default_factory=list)

    @cached_property
    def sheet(self) -> Sheet:
        return read_sheet(self.captioned.grids)

    @cached_property
    def kind(self) -> Kind:
        """By the title; where it says nothing, by what stands in the grid above the heads, the sheet's name, a heading
        that is called a table, or heads over several columns that only one kind has."""
        captioned = self.captioned
        sheets = [grid.name for grid in captioned.grids if grid.name]
        headings = [heading for heading in captioned.section[-1:] if heading.endswith("表")]
        for title in (captioned.title, *self.sheet.above, *sheets, *headings) if not self.is_stranger else ():
            if (kind := kind_of(title, self.context.department)).name:
                return kind
        groups = "".join(
            dict.fromkeys(column.path[0] for column in self.sheet.columns if len(column.path) > 1)
        )
        kind = kind_of(groups)
        return kind if kind.name in TOLD_BY_HEADS else Kind("")

    @cached_property
    def words(self) -> Words:
        return Words(self.context, self.kind)

    @cached_property
    def unit(self) -> str:
        """元 or 万元, as the caption, the title or the heads say; empty where nothing does."""
        heads = [label for column in self.sheet.columns for label in column.path]
        return printed_unit(self.captioned, (*self.sheet.above, *heads))

    @cached_property
    def usual_places(self) -> int:
        """How many decimals this table prints where it prints any: a 10 in it is 10.00."""
        counted: Counter[int] = Counter()
        for row in self.sheet.body:
            for column in self.sheet.columns:
                if column.role == AMOUNT and column.place < len(row.slots):
                    number = parse(row.text(column.place))
                    if number is not None and number.places:
                        counted[number.places] += 1
        return max(counted, key=lambda places: (counted[places], places), default=0)

    @cached_property
    def assumed_unit(self) -> str:
        """The unit to count with: the printed one, else what amounts of this size can only be."""
        if self.unit:
            return self.unit
        values = [
            abs(number.value)
            for row in self.sheet.body
            for column in self.sheet.columns
            if column.role == AMOUNT
            and column.place < len(row.slots)
            and (number := parse(row.text(column.place))) is not None
        ]
        return "元" if max(values, default=Decimal(0)) >= 10_000_000 else "万元"

    def read(self) -> tuple[PrintedTable, tuple[Unread, ...]]:
        captioned, sheet = self.captioned, self.sheet
        sides = [ReadSide(self, side, n) for n, side in enumerate(sides_of(sheet.columns))]
        said = tuple(each for side in sides for each in side.said)
        relations = [relation for side in sides for relation in side.relations()]
        sums, dropped = holding(relations)
        for name in dropped:
            self.miss(f"{name}的加总关系未能判断")
        if any(each.unit == MONEY and not each.is_blank for each in said):
            if not self.kind.name:
                self.miss("没有认出这是什么表，只核对了表内的加总")
            elif not self.unit:
                self.miss(f"没有注明金额单位，按{self.assumed_unit}读取")
        rows = tuple(row for side in sides for row in side.printed_rows())
        letters = Counter(entry.letter for side in sides for entry in side.entries if entry.letter)
        has_values = any(side.side.values for side in sides)
        table = PrintedTable(
            kind=self.kind.name,
            title=captioned.title or next(iter(sheet.above), ""),
            place=self.place("", cell=first_cell(captioned)),
            number=captioned.number,
            unit=self.unit,
            year=year_in(captioned.title)
            or next((year for text in sheet.above if (year := year_in(text))), 0),
            maker=captioned.maker,
            letter=letters.most_common(1)[0][0] if letters else "",
            columns=tuple(column.path for side in sides for column in side.side.values),
            rows=rows,
            said=said,
            sums=tuple(sums),
            notes=(*captioned.notes, *sheet.notes),
            is_empty=not any(each.value for each in said) if has_values else not rows,
        )
        return self._with_strangers(table), tuple(self.unread)

    def _with_strangers(self, table: PrintedTable) -> PrintedTable:
        """The table with what stands on pages whose heads are others: read by itself, as a table that nobody named."""
        grids = self.sheet.strangers
        if not grids:
            return table
        self.miss("续表的表头与前面不同，这一部分按另一张表读取", grids[0].page)
        rest = replace(self.captioned, grids=grids, page=grids[0].page)
        other, unread = TableReader(
            rest, self.context, self.offset + len(self.sheet.body), is_stranger=True
        ).read()
        self.unread += unread
        return replace(
            table,
            rows=(*table.rows, *other.rows),
            said=(*table.said, *other.said),
            sums=(*table.sums, *other.sums),
            columns=(*table.columns, *other.columns),
            is_empty=table.is_empty and other.is_empty,
        )

    def place(self, *what: str, page: int = 0, quote: str = "", cell: Cell | None = None) -> Place:
        return place_of(self.captioned, *what, page=page, quote=quote, cell=cell)

    def miss(self, reason: str, page: int = 0) -> None:
        self.unread.append(Unread(self.place(page=page), reason))
