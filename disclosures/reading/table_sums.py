"""Table sums: what a table's own build says adds up, whatever its words mean.

By rows: 项 → 款 → 类 → 合计 by the codes, 1. → （一） → 一、 → 总计 by the numbers. By columns: 合计 beside its siblings
under one head. What is marked 其中, what compares, counts of other things and percentages are never added. A relation
that the build only suggests is dropped where it fails too often to be one: then it was not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from budgets.facts import Said, Sum
from budgets.ledger import add

from .heads import PERCENT, Column
from .labels import LAST_WORDS, bare, is_partial, is_total, year_in
from .rows import BESIDE, ITEM, SUBTOTAL_ROW, TOTAL_ROW, Entry, children_of

#: The cell of a row in a column; None where the table has none.
Cells = Callable[[Entry, Column], Said | None]
#: How many of a suggested relation's instances may fail: more than a third means that it is none.
THIRD = 3
#: So many wrong figures of one kind are not likely in one table.
LEAST = 4


@dataclass(frozen=True, slots=True)
class Relation:
    """Sums of one build. ``is_sure``: by codes, numbers or known words; else it is only suggested."""

    name: str
    sums: tuple[Sum, ...]
    is_sure: bool


def holding(relations: Sequence[Relation]) -> tuple[list[Sum], list[str]]:
    """The sums of the relations that are ones, and the names of those that were not understood."""
    kept: list[Sum] = []
    dropped: list[str] = []
    for relation in relations:
        if not (_fails_everywhere(relation.sums) if relation.is_sure else _fails(relation.sums)):
            kept += relation.sums
        else:
            dropped.append(relation.name)
    return kept, dropped


def _fails(sums: Sequence[Sum]) -> bool:
    """Whether a suggested relation fails in more than a third of the places where it says something.

    One place that fails among others that hold is a wrong figure, not a misunderstanding.
    """
    telling = [
        each for each in sums if sum(not part.is_blank for part in each.parts) >= 2 or each.total.value
    ]
    failing = [each for each in telling if not holds(each)]
    if len(failing) <= 1 < len(telling):
        return False
    return len(failing) * THIRD > len(telling)


def _is_doubled(sums: Sequence[Sum]) -> bool:
    """Whether the parts come to twice their total everywhere: some of them are totals of the others."""
    telling = [each for each in sums if each.total.value and len(each.parts) > 1]
    twice = [
        each
        for each in telling
        if holds(replace(each, total=replace(each.total, value=each.total.value * 2)))
    ]
    return bool(telling) and len(twice) == len(telling)


def _fails_everywhere(sums: Sequence[Sum]) -> bool:
    """Whether a relation that is known to be one fails nearly everywhere: then columns or rows were not read."""
    telling = [each for each in sums if any(not part.is_blank for part in each.parts)]
    failing = [each for each in telling if not holds(each)]
    return len(failing) >= LEAST and len(failing) * THIRD > len(telling) * 2


def holds(each: Sum) -> bool:
    """Whether a sum is met, to the digits printed."""
    parts = [part for part in each.parts if not part.is_blank]
    step = max((said.step for said in (each.total, *parts)), default=each.total.step)
    miss = abs(each.total.value - add(part.value for part in parts))
    return miss <= step * (len(parts) + 1) / 2


# Rows ---------------------------------------------------------------------------------------------------------------


def row_relations(
    entries: Sequence[Entry], columns: Sequence[Column], cells: Cells, *, is_list: bool
) -> Iterator[Relation]:
    """What adds up over rows. ``is_list``: the rows are a plain list (of projects, of units)."""
    added = [column for column in columns if column.role != PERCENT and "单价" not in column.leaf]
    sure: list[Sum] = []
    guessed: dict[str, list[Sum]] = {}
    for total, parts, is_guessed in _families(entries):
        found = list(_over_rows(total, parts, entries, added, cells))
        if is_guessed and _is_doubled(found):
            continue
        if is_guessed and not is_list:
            guessed.setdefault(total.title, []).extend(each for each in found if not each.total.is_blank)
        else:
            sure += found
    if sure:
        yield Relation("各行", tuple(sure), is_sure=True)
    for name, sums in guessed.items():
        yield Relation(f"“{name}”与各行", tuple(sums), is_sure=False)


def _families(entries: Sequence[Entry]) -> Iterator[tuple[Entry, list[Entry], bool]]:
    """Each row that is a sum, its parts, and whether that is only suggested."""
    for entry in entries:
        if entry.kind == ITEM and (parts := list(children_of(entries, entry))):
            yield entry, parts, any(part.is_guessed for part in parts) or not (entry.code or entry.style)
    yield from _totals(entries)


def _totals(entries: Sequence[Entry]) -> Iterator[tuple[Entry, list[Entry], bool]]:
    """The total and the subtotals above it: 收入总计 = 本年收入合计 + 上年结转."""
    is_numbered = any(entry.style or entry.code for entry in entries)
    parts: list[Entry] = []
    for n, entry in enumerate(entries):
        if entry.kind == SUBTOTAL_ROW and n == 0:
            continue
        if entry.kind == SUBTOTAL_ROW:
            if parts:
                yield entry, parts, not is_numbered
            parts = [entry]
        elif entry.kind == TOTAL_ROW:
            below = n == 0 and not parts
            summed = list(children_of(entries[1:], None)) if below else parts
            if summed:
                yield entry, summed, not is_numbered or any(part.is_guessed for part in summed)
            if not below:
                return
        elif entry.kind == ITEM and entry.parent is None:
            parts.append(entry)


def _over_rows(
    total: Entry, parts: Sequence[Entry], entries: Sequence[Entry], columns: Sequence[Column], cells: Cells
) -> Iterator[Sum]:
    if _is_bare(total, columns, cells):
        return
    parts = [row for part in parts for row in _told(part, entries, columns, cells)]
    for column in columns:
        whole = cells(total, column)
        found = [said for part in parts if (said := cells(part, column)) is not None]
        if whole is not None and found and not _is_unknown(whole):
            yield Sum(whole, tuple(found), "rows", f"{total.title} · {column.leaf}")


def _is_unknown(said: Said) -> bool:
    """Whether a total is printed as a dash, which says that nobody adds it up."""
    return said.is_blank and bool(said.place.quote)


def _told(part: Entry, entries: Sequence[Entry], columns: Sequence[Column], cells: Cells) -> Iterator[Entry]:
    """A row, or the rows below it where it is a heading without amounts."""
    below = list(children_of(entries, part)) if _is_bare(part, columns, cells) else []
    if not below:
        yield part
    for row in below:
        yield from _told(row, entries, columns, cells)


def _is_bare(entry: Entry, columns: Sequence[Column], cells: Cells) -> bool:
    """Whether a row says no amount at all."""
    return all((said := cells(entry, column)) is None or said.is_blank for column in columns)


# Columns ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """A head with the heads under it; ``column`` for one that stands right over cells."""

    label: str
    children: tuple[Node, ...] = ()
    column: Column | None = None


def tree_of(columns: Sequence[Column]) -> tuple[Node, ...]:
    """The heads over value columns as a tree."""
    return _nodes([(column.path, column) for column in columns], 0)


def _nodes(paths: Sequence[tuple[tuple[str, ...], Column]], depth: int) -> tuple[Node, ...]:
    found: list[Node] = []
    n = 0
    while n < len(paths):
        path, column = paths[n]
        label = path[depth] if depth < len(path) else ""
        end = n + 1
        while (
            end < len(paths) and len(path) > depth + 1 and _is_same(paths[end], paths[end - 1], label, depth)
        ):
            end += 1
        if len(path) > depth + 1:
            found.append(Node(label, _nodes(paths[n:end], depth + 1)))
        else:
            found.append(Node(label, column=column))
        n = end
    return tuple(found)


def _is_same(
    this: tuple[tuple[str, ...], Column], before: tuple[tuple[str, ...], Column], label: str, depth: int
) -> bool:
    """Whether a column stands under the same head as the one before it."""
    path, column = this
    return len(path) > depth + 1 and path[depth] == label and column.place == before[1].place + 1


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """A column that is the sum of others."""

    total: Column
    parts: tuple[Column, ...]
    is_guessed: bool
    is_comparison: bool = False


def column_sums(columns: Sequence[Column]) -> list[ColumnSum]:
    """Which columns are sums of others, from their heads."""
    nodes = tree_of(columns)
    while len(nodes) == 1 and nodes[0].children:
        nodes = nodes[0].children
    return [*_sums_in(nodes), *_compared(columns)]


def _sums_in(nodes: Sequence[Node]) -> Iterator[ColumnSum]:
    for node in nodes:
        yield from _sums_in(node.children)
    totals = [n for n, node in enumerate(nodes) if node.column is not None and _is_total_head(node.label)]
    if len(totals) != 1 or len(nodes) < 3 and not _is_only(nodes, totals[0]):
        return
    place = totals[0]
    total = nodes[place].column
    if total is None:
        return
    others = [node for n, node in enumerate(nodes) if n != place and not _is_apart(node)]
    alternatives = [node for node in others if node.children and re.match("按|其中", node.label)]
    if alternatives:
        for node in alternatives:
            yield ColumnSum(total, tuple(_leaves_for(node.children)), is_guessed=True)
        return
    parts = tuple(column for node in others for column in _whole_of(node))
    if len(parts) > 1 or (parts and len(nodes) == 2):
        yield ColumnSum(total, parts, is_guessed=False)


def _is_total_head(label: str) -> bool:
    """合计, or a name with it: “三公”经费合计."""
    return is_total(label) or bool(re.fullmatch(r".{1,14}(?:合计|总计|小计)", bare(label)))


def _is_only(nodes: Sequence[Node], place: int) -> bool:
    """Whether a total stands beside one group only, whose columns it adds up."""
    return any(node.children for n, node in enumerate(nodes) if n != place)


def _is_apart(node: Node) -> bool:
    """Whether a head is no part of the total beside it: only some of another, or of another year, or a comparison."""
    if is_partial(node.label) and not node.children:
        return True
    label = node.label
    return bool(LAST_WORDS.match(label) or re.search(r"增减|比.*[年数]|[%％]|占比|比重", label)) or (
        node.column is not None and node.column.role == PERCENT
    )


def _whole_of(node: Node) -> list[Column]:
    """The columns that stand for a head in a sum: its own 小计, else all below it."""
    if node.column is not None:
        return [node.column]
    return _leaves_for(node.children)


def _leaves_for(nodes: Sequence[Node]) -> list[Column]:
    for node in nodes:
        if node.column is not None and (_is_total_head(node.label) or node.label == "金额"):
            return [node.column]
    return [column for node in nodes if not _is_apart(node) for column in _whole_of(node)]


def _compared(columns: Sequence[Column]) -> Iterator[ColumnSum]:
    """This year's as last year's and the change: the years stand in the heads."""
    named = [column for column in columns if column.role != PERCENT]
    changes = [
        c
        for c in named
        if re.search(r"增减|变动|差额", c.leaf) and not re.search(r"[%％]|率|幅度|比例", c.leaf)
    ]
    if len(changes) != 1:
        return
    before = changes[0].place
    rest = [c for c in named if c.place < before]
    lasts = [c for c in rest if _is_last(c, rest) and _is_whole(c, rest)]
    this = [c for c in rest if not _is_last(c, rest) and _is_whole(c, rest)]
    if len(lasts) == 1 and len(this) == 1:
        yield ColumnSum(this[0], (lasts[0], changes[0]), is_guessed=False, is_comparison=True)


def _is_last(column: Column, columns: Sequence[Column]) -> bool:
    years = [year for c in columns for label in c.path if (year := year_in(label))]
    own = next((year for label in column.path if (year := year_in(label))), 0)
    if own and years:
        return own < max(years)
    return any(LAST_WORDS.search(label) for label in column.path)


def _is_whole(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column is the whole of its year: its only one, or its 小计."""
    top = column.path[0] if len(column.path) > 1 else ""
    beside = [c for c in columns if top and c.path[:1] == (top,)]
    return len(beside) < 2 or is_total(column.leaf)


def column_relations(
    added: Sequence[ColumnSum], entries: Sequence[Entry], cells: Cells, *, is_sure: bool
) -> Iterator[Relation]:
    """What adds up over columns, row by row."""
    for each in added:
        sums = tuple(_over_columns(each, entries, cells))
        if sums:
            name = f"“{each.total.leaf}”与其他各栏"
            yield Relation(name, sums, is_sure=is_sure and not each.is_guessed)


def _over_columns(each: ColumnSum, entries: Sequence[Entry], cells: Cells) -> Iterator[Sum]:
    """One column's sums. What is carried forward stands in the total column alone, and in no other of the total row."""
    beside: list[Said] = []
    for entry in entries:
        whole = cells(entry, each.total)
        parts = [said for column in each.parts if (said := cells(entry, column)) is not None]
        is_blank = all(part.is_blank for part in parts)
        if (
            whole is None
            or not parts
            or _is_unknown(whole)
            or (is_blank and (whole.is_blank or each.is_comparison))
        ):
            continue
        if is_blank and not entry.code and BESIDE.search(entry.name):
            beside.append(whole)
            continue
        if entry.kind == TOTAL_ROW:
            parts += beside
        yield Sum(
            whole,
            tuple(parts),
            "columns",
            " · ".join(filter(None, (entry.title, " ".join(each.total.path[-2:])))),
        )
