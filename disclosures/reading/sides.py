"""Sides: what the cells of one side of a table say, and what adds up in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from budgets.catalogue import MONEY, NUMBER
from budgets.facts import PrintedRow, Said, Sum, Unread
from budgets.keys import is_of_no_budget
from budgets.ledger import slug
from budgets.names import plain

from .heads import AMOUNT, COUNT, PERCENT, TOTAL_WORDS, Column, Side
from .kinds import EXPENDITURE, INCOME
from .labels import bare, is_partial, is_total, year_in
from .meanings import unit_of
from .numbers import Number, parse
from .raw import Cell
from .rows import ITEM, PART, SUBTOTAL_ROW, TOTAL_ROW, Entry, is_by_unit, read_entries
from .side_lines import Lines, letter_of
from .spots import COMPARED, NO_FUNCTION, Spot
from .table_places import unit_in
from .table_sums import ColumnSum, Relation, column_relations, column_sums, row_relations
from .three_public import three_public_sums

if TYPE_CHECKING:
    from .tables import TableReader

PERCENT_UNIT, WAN = "%", Decimal(10_000)
#: A table's own remark that some money stands in a total and in none of its rows or columns.
LEFT_OUT = re.compile(r"没有列入|未列入|只列")
#: Kinds whose rows are things with names of their own.
LISTS = ("projects", "special-funds", "public-services", "three-public")


class ReadSide:
    """One side of a table: its rows, and what its cells say."""

    def __init__(self, reader: TableReader, side: Side, number: int) -> None:
        self.reader, self.side, self.number = reader, side, number
        self.words, self.kind = reader.words, reader.kind
        self.entries = read_entries(reader.sheet.body, side, reader.kind, reader.context)
        self.base = self._base()
        self._kinds_of_purchases()
        self._parts_by_meaning()
        self.over = self._told_apart({column: self._over(column) for column in side.values})
        self.cells: dict[tuple[int, int], Said] = {}
        for entry in self.entries:
            for column in side.values:
                if (said := self._said(entry, column)) is not None:
                    self.cells[entry.number, column.place] = said
        self.said = tuple(self.cells.values())

    # What the columns and rows are ------------------------------------------------------------------------------------

    def _base(self) -> Spot:
        """What everything on this side has in common."""
        kind = self.kind
        if kind.is_two_sided:
            return self._base_of_balance()
        letters = Counter(entry.letter for entry in self.entries if entry.letter)
        letter = letters.most_common(1)[0][0] if letters else ""
        if kind.measure == EXPENDITURE and letter in ("e", "g"):
            measure = "economic" if letter == "e" else "government"
            return Spot(measure, kind.fund, nature=kind.nature)
        if kind.measure == EXPENDITURE and not letter and kind.name == "basic" and not self._has_units:
            return Spot("economic", kind.fund, nature=kind.nature)
        if kind.measure and not kind.name.startswith(("projects", "special")):
            return Spot(kind.measure, kind.fund, nature=kind.nature, code=kind.code)
        items = {
            "three-public": "three-public.total",
            "procurement": "procurement.total",
            "public-services": "purchase.services",
        }
        items |= {"running": "running", "projects": "project.total", "special-funds": "project.special"}
        return Spot(item=items.get(kind.name, ""))

    def _kinds_of_purchases(self) -> None:
        """What is bought stands under 货物, 工程, 服务, and need not be all of it."""
        if self.kind.name != "procurement":
            return
        above: Entry | None = None
        for entry in self.entries:
            if entry.kind != ITEM:
                continue
            if self._item_of(entry.name, self.base).is_known:
                above, entry.parent, entry.depth = entry, None, 1
            elif above is not None:
                entry.parent, entry.kind = above, PART

    def _parts_by_meaning(self) -> None:
        """Lines without numbers stand under what they are part of: 一般公共预算拨款 under 财政拨款."""
        is_of_lines = bool(self.kind.measure) or self.kind.is_two_sided
        if not is_of_lines or self._has_accounts or self.kind.name in LISTS or self._has_units:
            return
        above: tuple[Entry, Spot] | None = None
        for entry in self.entries:
            if entry.kind in (TOTAL_ROW, SUBTOTAL_ROW) or entry.style:
                above = None
                continue
            spot = self._lines.says(replace(entry, parent=None), self.base)
            if above is not None and spot.is_known and _is_within(spot, above[1]):
                entry.parent, entry.depth, entry.kind, entry.is_guessed = above[0], 2, ITEM, True
            elif entry.kind == ITEM and entry.parent is None:
                above = (entry, spot)

    def _base_of_balance(self) -> Spot:
        """Income or expenditure, as the head of the side says, or the first words on it."""
        labels = [label for column in (*self.side.lead, *self.side.values) for label in column.path]
        labels += [entry.name for entry in self.entries]
        for label in labels:
            told = plain(label)
            if ("收入" in told) != ("支出" in told):
                measure = INCOME if "收入" in told else EXPENDITURE
                return Spot(measure, self.kind.fund)
        return Spot(EXPENDITURE if self.number else INCOME, self.kind.fund)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.words, self.base, letter_of(self.base, self.side))

    @cached_property
    def _has_units(self) -> bool:
        return is_by_unit(self.side)

    def _over(self, column: Column) -> Spot:
        """What the heads over a column say."""
        spot = self.base
        for label in column.path:
            if self.kind.is_two_sided and label == self.side.head:
                continue
            spot = self.words.said_by(label, spot)
        return spot

    def _told_apart(self, over: dict[Column, Spot]) -> dict[int, Spot]:
        """Two columns that would say the same are not both understood: the total is, else none."""
        money = [column for column in over if column.role == AMOUNT]
        if self.kind.name in ("projects", "special-funds", "public-services") and len(money) == 1:
            over = over | {money[0]: self.base}
        counted = Counter(over.values())
        found = {}
        for column, spot in over.items():
            same = [other for other, told in over.items() if told == spot]
            whole = next((other for other in same if is_total(other.leaf)), None)
            is_known = counted[spot] == 1 or column is whole
            found[column.place] = spot if is_known else replace(spot, is_known=False)
        return found

    def _at(self, entry: Entry, column: Column) -> Spot:
        """What a row and a column say together."""
        spot = self.over[column.place]
        if not spot.is_known:
            return spot
        if entry.code:
            return self._coded(entry, spot)
        return self._named(entry, spot, column)

    def _coded(self, entry: Entry, spot: Spot) -> Spot:
        if id(entry) in self.repeated:
            return replace(spot, is_known=False)
        if entry.letter == "f" and spot.measure in (INCOME, EXPENDITURE):
            return replace(spot, function=entry.code)
        if entry.letter in ("e", "g") and spot.measure == (
            "economic" if entry.letter == "e" else "government"
        ):
            return replace(spot, code=f"{entry.letter}{entry.code}")
        return replace(spot, is_known=False)

    @cached_property
    def repeated(self) -> set[int]:
        """Which rows have the code and name of another: the table is a list of something else, none is the account's."""
        counted = Counter(map(_account, self.entries))
        return {id(entry) for entry in self.entries if entry.code and counted[_account(entry)] > 1}

    def _named(self, entry: Entry, spot: Spot, column: Column) -> Spot:
        if self.kind.is_two_sided:
            return self._lines.says(entry, spot)
        if self._is_only_row or entry in self.groups or self._is_plain_total(entry):
            return self._total(spot)
        if self._is_year(entry):
            return self.words.said_by(entry.name, spot)
        if entry.is_unit or self._is_purchase(entry) or (self.kind.name in LISTS and not self._has_items):
            return spot
        if self.kind.measure == EXPENDITURE and self.words.function_class(entry.name) == NO_FUNCTION:
            return replace(spot, function=NO_FUNCTION)
        if self.kind.measure and self.kind.name not in LISTS:
            return replace(spot, is_known=False) if self._has_accounts else self._lines.says(entry, spot)
        return self._item(entry, spot)

    @cached_property
    def _has_accounts(self) -> bool:
        return any(entry.code for entry in self.entries)

    def _is_year(self, entry: Entry) -> bool:
        """Whether a row of “三公” is a year, or the change from one to the next."""
        is_year = bool(year_in(entry.name)) or bool(COMPARED.search(bare(entry.name)))
        return self.kind.name == "three-public" and is_year

    def _is_plain_total(self, entry: Entry) -> bool:
        """Whether a row is the total of this side, and says no item of its own."""
        return entry.kind == TOTAL_ROW and (bool(self.kind.measure) or is_total(entry.name) or entry.is_unit)

    @cached_property
    def groups(self) -> list[Entry]:
        """The rows that are units with their accounts below them."""
        found: list[Entry] = []
        for entry in self.entries:
            if entry.group is not None and entry.group not in found:
                found.append(entry.group)
        return found

    def _total(self, spot: Spot) -> Spot:
        if spot.measure == EXPENDITURE and not spot.code and not spot.cost:
            return replace(spot, span="year")
        return spot

    @cached_property
    def _is_only_row(self) -> bool:
        """Whether the table has one row, which is the department's own."""
        return len(self.entries) == 1 and (self.kind.name == "three-public" or self._has_units)

    @cached_property
    def _has_items(self) -> bool:
        """Whether the rows of a “三公” table are its items, and its columns years or views."""
        if self.kind.name != "three-public" or self._has_units:
            return False
        names = [entry.name for entry in self.entries if entry.name and not is_total(entry.name)]
        known = [name for name in names if self._item_of(name, Spot()).item.startswith("three-public.")]
        return len(known) > 1

    def _item(self, entry: Entry, spot: Spot) -> Spot:
        """A row that is a particular: 编制人数, 货物, 机关运行经费."""
        base = replace(spot, item="") if self.kind.name not in ("procurement", "three-public") else spot
        if entry.parent is not None and entry.kind == PART:
            base = replace(base, item=self._item_of(entry.parent.name, base).item)
        return self._item_of(entry.name, base)

    def _item_of(self, label: str, base: Spot) -> Spot:
        found = self.words.said_by(label, base)
        whole = base.item and self.words.said_by(label, replace(base, item="")).item == base.item
        if found.is_known and found.item and (found.item != base.item or is_total(label) or whole):
            return found
        return replace(found, is_known=False)

    # What the cells say -----------------------------------------------------------------------------------------------

    def _said(self, entry: Entry, column: Column) -> Said | None:
        row = entry.row
        if column.place >= len(row.slots):
            return None
        if row.slots[column.place] is not None and not row.begins[column.place]:
            return None  # a merged cell, which is said where it begins
        text = row.text(column.place)
        number = parse(text)
        if number is None:
            self._miss_word(entry, column, text)
            return None
        if number.is_blank and not (entry.name or entry.code) and self.side.lead:
            return None
        return self._as_said(entry, column, number, text)

    def _miss_word(self, entry: Entry, column: Column, text: str) -> None:
        """A word where an amount should be: reported where there are digits in it; in a workbook, whose cells are what
        somebody typed and not what a page shows, whatever it is."""
        place = self.reader.place(
            entry.title,
            label_of(column),
            page=entry.row.page,
            quote=text,
            cell=entry.row.slots[column.place],
        )
        if column.role == AMOUNT and (place.cell or re.search(r"\d", text)):
            key = self._key(entry, column, self._at(entry, column))
            unit = self._unit_over(column) or self.reader.assumed_unit
            self.reader.unread.append(Unread(place, f"“{text}”不能读作金额", key, entry.unit or unit))

    def _as_said(self, entry: Entry, column: Column, number: Number, text: str) -> Said:
        spot = self._at(entry, column)
        key = self._key(entry, column, spot)
        unit = self._unit(column, entry, spot, number)
        each, told = Decimal(1), unit
        places = number.places
        if unit == MONEY:
            told = number.unit or entry.unit or self._unit_over(column) or self.reader.assumed_unit
            each = WAN if told == "万元" else Decimal(1)
            places = max(places, self.reader.usual_places)
        return Said(
            key=key,
            value=number.value * each,
            label=f"{entry.title} · {label_of(column)}" if entry.name or entry.code else label_of(column),
            unit=unit,
            printed=""
            if number.is_blank
            else text
            if number.unit
            else f"{text}{'' if told == NUMBER else told}",
            step=each.scaleb(-places) if unit in (MONEY, PERCENT_UNIT) else Decimal(0),
            place=self.reader.place(
                entry.title if entry.name or entry.code else "",
                label_of(column),
                page=entry.row.page,
                quote=text,
                cell=entry.row.slots[column.place],
            ),
            year=next((year for label in reversed(column.path) if (year := year_in(label))), 0),
            is_blank=number.is_blank,
        )

    def _unit_over(self, column: Column) -> str:
        return next((unit for label in column.path if (unit := unit_in(label))), "")

    def _unit(self, column: Column, entry: Entry, spot: Spot, number: Number) -> str:
        """What the cell is counted in: money, unless its column, row or item says otherwise."""
        if column.role == PERCENT or number.unit == "%":
            return PERCENT_UNIT
        if spot.is_known and spot.item:
            return unit_of(spot.item)
        if entry.unit and entry.unit not in ("元", "万元"):
            return entry.unit
        return NUMBER if column.role == COUNT else MONEY

    def _key(self, entry: Entry, column: Column, spot: Spot) -> str:
        base = spot.key()
        if base and self._is_listed(entry):
            base = self._listed_key(entry, base)
        elif base and (unit := self._unit_of(entry)):
            base = f"unit.{slug(plain(unit))}.{base}"
        is_part = entry.kind == PART and spot == self.over[column.place] and not self._is_purchase(entry)
        if not base or is_part:
            row = self.reader.offset + entry.number + 1
            return f"table.{self.reader.captioned.scope}.{row}.{column.place + 1}"
        return f"{base}.{spot.view}" if spot.view else base

    def _unit_of(self, entry: Entry) -> str:
        """The unit whose account a row is, where the table has several; empty for the department's own."""
        if len(self.groups) > 1 and (entry in self.groups or entry.group is not None):
            return (entry.group or entry).name
        return entry.of_unit if self.has_several_units else ""

    @cached_property
    def has_several_units(self) -> bool:
        return len({entry.of_unit for entry in self.entries if entry.of_unit}) > 1

    def _is_listed(self, entry: Entry) -> bool:
        if entry.code or self._is_only_row or self._is_year(entry):
            return False
        is_list = self.kind.name in LISTS and not self._has_items
        is_item = entry.kind == ITEM and (entry.is_unit or is_list)
        return is_item or self._is_purchase(entry)

    def _is_purchase(self, entry: Entry) -> bool:
        """Whether a row of 政府采购 is one thing that is bought."""
        return self.kind.name == "procurement" and entry.kind == PART and not is_partial(entry.name)

    def _listed_key(self, entry: Entry, base: str) -> str:
        """The key of a row of a list: a project's own, a unit's own; none for a column that says something else."""
        name = plain(entry.name)
        if not name:
            return ""
        if entry.is_unit:
            return base if name == plain(self.reader.context.department) else f"unit.{slug(name)}.{base}"
        if self.kind.name in ("projects", "special-funds"):
            return f"project.{slug(name)}"
        if self.kind.name == "procurement":
            kind = (
                self._item_of(entry.parent.name, self.base).item.rpartition(".")[2]
                if entry.parent
                else "goods"
            )
            return f"purchase.{slug(f'{kind} {name}')}"
        if self.kind.name == "public-services":
            return f"purchase.{slug(f'services {name}')}"
        return ""

    # What adds up -----------------------------------------------------------------------------------------------------

    def cell(self, entry: Entry, column: Column) -> Said | None:
        return self.cells.get((entry.number, column.place))

    def relations(self) -> Iterator[Relation]:
        if any(LEFT_OUT.search(note) for note in self.reader.captioned.notes):
            return
        if self._has_items:
            yield Relation("“三公”经费", tuple(self._item_sums()), is_sure=True)
        else:
            yield from row_relations(self.entries, self.side.values, self.cell, is_list=self._is_list)
        sure = bool(self.kind.name) and all(spot.is_known for spot in self.over.values())
        sums = column_sums(self.side.values)
        sums += [each for each in self._item_columns() if each.total not in [known.total for known in sums]]
        yield from column_relations(sums, self.entries, self.cell, is_sure=sure)

    @cached_property
    def _is_list(self) -> bool:
        """Whether the rows are things side by side, which their total adds up, or lines that are all understood."""
        if self.kind.name == "procurement":
            return any(
                self._item_of(entry.name, self.base).is_known for entry in self.entries if entry.kind == ITEM
            )
        return self.kind.name in LISTS or self._has_units or self._is_understood

    def _item_columns(self) -> Iterator[ColumnSum]:
        """The total and the items of “三公” where they are columns of one year."""
        for view in dict.fromkeys(spot.view for spot in self.over.values()):
            columns = {
                spot.item: column
                for column in self.side.values
                if (spot := self.over[column.place]).view == view and spot.is_known and column.role == AMOUNT
            }
            for whole, parts in three_public_sums(columns):
                yield ColumnSum(whole, tuple(parts), is_guessed=False)

    @cached_property
    def _is_understood(self) -> bool:
        """Whether every line of 收支总表 is known, and stands under what it is part of."""
        if not self.kind.is_two_sided and (self._has_accounts or not self.kind.measure):
            return False
        return all(not is_of_no_budget(said.key) for said in self.said if not said.is_blank)

    def _item_sums(self) -> Iterator[Sum]:
        """The total and the items of “三公” where they are rows."""
        rows = {self._item(entry, Spot()).item: entry for entry in self.entries if not is_total(entry.name)}
        for entry in self.entries:
            if is_total(entry.name):
                rows["three-public.total"] = entry
        for whole, parts in three_public_sums(rows):
            for column in self.side.values:
                total = self.cell(whole, column)
                found = [said for part in parts if (said := self.cell(part, column)) is not None]
                if total is not None and found and column.role != PERCENT:
                    yield Sum(total, tuple(found), "rows", f"{whole.title} · {column.leaf}")

    def printed_rows(self) -> Iterator[PrintedRow]:
        for entry in self.entries:
            yield PrintedRow(
                entry.code,
                entry.name,
                entry.level,
                self.reader.place(entry.title, page=entry.row.page, cell=self._named_in(entry)),
                entry.code_text,
            )

    def _named_in(self, entry: Entry) -> Cell | None:
        """The cell that names a row: that of its name, else the first that says anything of it."""
        row = entry.row
        said = [
            cell
            for column in self.side.lead
            if column.place < len(row.slots)
            and row.text(column.place)
            and (cell := row.slots[column.place]) is not None
        ]
        return next((cell for cell in said if cell.text.strip() == entry.name), next(iter(said), None))


def _is_within(part: Spot, whole: Spot) -> bool:
    """Whether a line is of what another sums: 一般公共预算拨款 of 财政拨款, 人员经费 of 基本支出."""
    if not whole.is_known:
        return False
    if part.source and whole.source:
        return part.source != whole.source and part.source.startswith(whole.source)
    return bool(part.cost and whole.nature == "basic" and not whole.cost)


def _account(entry: Entry) -> tuple[int, str, str, str]:
    return id(entry.group), entry.of_unit, entry.code, plain(entry.name)


def label_of(column: Column) -> str:
    """The heads over a column as a person reads them, without what only says that here are amounts."""
    path = [label for label in column.path if label not in ("项目", "预算数", "金额")] or list(column.path)
    return " ".join(path[-2:]) if path and path[-1] in (*TOTAL_WORDS, "金额") else " ".join(path[-1:])
