"""The cells of heads: how many rows a column's own head goes down, and how many columns stand under each other head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
from unicodedata import east_asian_width

from .raw import Cell
from .text_columns import Column, Parent, Unplaced
from .text_shares import shared
from .text_words import Word, joined

#: Heads over several columns mostly part names from amounts: so much of the table's width is a cut there worth.
BETWEEN = 0.1


@dataclass(frozen=True)
class Ruler:
    """How far to the right a column of the text stands on the page: a Chinese character is as wide as two digits."""

    at: tuple[int, ...]

    @classmethod
    def of(cls, lines: Iterable[Word], *, wide: int) -> Ruler:
        """The ruler of a text with these words, in which a Chinese character counts ``wide`` columns."""
        places: dict[int, int] = {}
        words = list(lines)
        for word in words:
            if wide == 1:
                for n, character in enumerate(word.text):
                    if east_asian_width(character) in "WF":
                        places[word.start + n] = 2
        at = [0]
        for n in range(max((word.end for word in words), default=0) + 1):
            at.append(at[-1] + places.get(n, 1))
        return cls(tuple(at))

    def __getitem__(self, column: int) -> int:
        return self.at[min(column, len(self.at) - 1)]

    def centre(self, start: int, end: int) -> float:
        """The middle between two columns of the text."""
        return (self[start] + self[end]) / 2


def place_heads(columns: Sequence[Column], parents: Sequence[Parent], ruler: Ruler) -> list[Cell]:
    """The head cells. A head of a column that goes down over several rows stands in the middle of them: that says how
    many heads stand over it. Where several stand over a run of columns, each takes those of which it is the middle."""
    levels = _levels(parents, columns)
    depth, width = len(levels), len(columns)
    if not any(column.head for column in columns) and not parents:
        return []
    first = [_first_row(column, levels, columns, parents) for column in columns]
    over: list[list[Parent | None]] = [[None] * width for _ in range(depth)]
    for n in range(depth - 1):
        mine = [p for p in parents if _level_of(p, levels) == n]
        for parent in mine:
            _lower(first, _nearest(parent, columns), n)
        for start, end in _runs(n, first, over):
            inside = [p for p in mine if _is_inside(p, columns, start, end)]
            for parent, (a, b) in _share(inside, columns, start, end, ruler):
                over[n][a:b] = [parent] * (b - a)
    return list(_head_cells(columns, over))


def _levels(parents: Sequence[Parent], columns: Sequence[Column]) -> list[float]:
    """The lines in the middle of each row of heads, the lowest being that of the columns' own."""
    found: list[float] = []
    for line in sorted(parent.line for parent in parents):
        if not found or line - found[-1] >= 1:
            found.append(line)
    own = max((column.middle for column in columns if column.head), default=0.0)
    return [*found, max(own, found[-1] + 1 if found else own)]


def _level_of(parent: Parent, levels: Sequence[float]) -> int:
    """The row of heads that is nearest to the middle of this one; never the lowest, which is the columns' own."""
    return min(range(len(levels) - 1), key=lambda k: abs(levels[k] - parent.line))


def _first_row(
    column: Column, levels: Sequence[float], columns: Sequence[Column], parents: Sequence[Parent]
) -> int:
    """The row that a column's own head begins in: it stands in the middle between there and the foot of the heads."""
    if not column.head:
        return 0
    last = max((_half(c.head) for c in columns if c.head and abs(c.middle - levels[-1]) < 1), default=0.0)

    def middle(row: int) -> float:
        own = max((_half(p.words) for p in parents if abs(p.line - levels[row]) < 1), default=0.0)
        half = last if row == len(levels) - 1 else own
        return (levels[row] - half + levels[-1] + last) / 2

    return min(range(len(levels)), key=lambda r: (abs(middle(r) - column.middle), -r))


def _half(words: Sequence[Word]) -> float:
    """Half the height of a head on several lines."""
    lines = [word.line for word in words]
    return (max(lines) - min(lines)) / 2


def _runs(level: int, first: Sequence[int], over: Sequence[Sequence[Parent | None]]) -> list[tuple[int, int]]:
    """Neighbouring columns that have a head above their own at this level, under the same head of the level above."""
    found: list[tuple[int, int]] = []
    for n, row in enumerate(first):
        if row <= level:
            continue
        if found and found[-1][1] == n and (not level or over[level - 1][n] is over[level - 1][n - 1]):
            found[-1] = (found[-1][0], n + 1)
        else:
            found.append((n, n + 1))
    return found


def _is_inside(parent: Parent, columns: Sequence[Column], start: int, end: int) -> bool:
    """Whether its middle is nearer to this run of columns than to any column outside it."""
    return start <= _nearest(parent, columns) < end


def _nearest(parent: Parent, columns: Sequence[Column]) -> int:
    """The column that is nearest to the middle of a head."""
    centre = mean(word.centre for word in parent.words)
    return min(range(len(columns)), key=lambda n: max(columns[n].start - centre, centre - columns[n].end, 0))


def _lower(first: list[int], at: int, level: int) -> None:
    """Let the columns around ``at`` begin below this level, since a head of this level stands over them."""
    if first[at] > level:
        return
    start = end = at
    while start and first[start - 1] <= level:
        start -= 1
    while end + 1 < len(first) and first[end + 1] <= level:
        end += 1
    first[start : end + 1] = [level + 1] * (end + 1 - start)


def _share(
    parents: Sequence[Parent], columns: Sequence[Column], start: int, end: int, ruler: Ruler
) -> list[tuple[Parent, tuple[int, int]]]:
    """Which of a run of columns each head stands over: all are shared out, so that each is nearest to its middle."""
    if not parents:
        return []
    ordered = sorted(parents, key=lambda p: p.words[0].centre)
    edges = [columns[start].start, *(((a.end + b.start) // 2) for a, b in pairwise(columns[start:end]))]
    edges.append(columns[end - 1].end)
    if len(ordered) > end - start:
        raise Unplaced("表头的层次与栏目对不上")
    size, rest = divmod(end - start, len(ordered))
    names = [joined(column.head) for column in columns[start:end]]
    if (
        not rest and size > 1 and names == names[:size] * len(ordered)
    ):  # 上年 and 本年, each with the same columns
        return [(parent, (start + n * size, start + (n + 1) * size)) for n, parent in enumerate(ordered)]

    bonus = BETWEEN * ruler[columns[end - 1].end]

    def cost(n: int, a: int, b: int) -> float:
        words = ordered[n].words
        is_between = a > 0 and columns[start + a - 1].has_names != columns[start + a].has_names
        middle = mean(ruler.centre(word.start, word.end) for word in words)
        return abs(middle - ruler.centre(edges[a], edges[b])) - bonus * is_between

    _, shares = shared(end - start, len(ordered), cost)
    return [(parent, (start + a, start + b)) for parent, (a, b) in zip(ordered, shares, strict=True)]


def _head_cells(columns: Sequence[Column], over: Sequence[Sequence[Parent | None]]) -> Iterable[Cell]:
    """The cells of the heads: ``over`` says for each row but the lowest which head stands over each column."""
    depth = len(over)
    seen: set[int] = set()
    for n, column in enumerate(columns):
        row = 0
        for level in range(depth - 1):
            parent = over[level][n]
            if parent is None:
                continue
            if id(parent) not in seen:
                seen.add(id(parent))
                span = sum(p is parent for p in over[level])
                below = next((k for k in range(level + 1, depth - 1) if over[k][n] is not None), level + 1)
                yield Cell(parent.text, row, n, (below if span == 1 else level + 1) - row, span)
            row = level + 1
        yield Cell(joined(column.head), row, n, depth - row)
