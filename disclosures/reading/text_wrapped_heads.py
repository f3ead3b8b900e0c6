"""Heads on several lines: whether a word goes on in the head below it, or stands over several columns itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations
from math import inf

from .text_columns import Column, Parent
from .text_shares import shared
from .text_words import Word

#: Words that say a whole head by themselves, and stand over columns: never the first line of a head on two.
OVER = frozenset(("收入", "支出", "本年收入", "本年支出", "收入预算", "支出预算", "项目"))

#: In how many columns of the text a word may be off the middle of what it stands over.
SLACK = 1.5


def continued(
    words: Sequence[Word], columns: Sequence[Column], parents: Sequence[Parent]
) -> list[tuple[Word, Column]]:
    """Which words of a line go on in the head below them, so that both are one head on two lines.

    Whether a word over one column does, or stands over its neighbours as well, follows from these: a head over others
    needs two of them at least.
    """
    found: list[tuple[Word, Column]] = []
    for run in _runs_of_heads(columns):
        candidates = [(w, c) for w in words if (c := _goes_on_in(w, run, parents)) is not None]
        if not candidates:
            continue
        wider = _level_with(run, columns)
        over = [w for w in words if wider[0].start <= w.centre <= wider[-1].end]
        below = [p.words[0] for p in parents if p.words[0].line > words[0].line]
        sizes = range(len(candidates) + 1) if len(candidates) <= 8 else (0, len(candidates))
        choices = (some for size in sizes for some in combinations(candidates, size))
        costs = [
            (_cost(wider, over, some, below) + 4 * (len(candidates) - len(some)), some) for some in choices
        ]
        best, chosen = min(costs, key=lambda pair: pair[0])
        if best < inf:
            found += chosen
    return found


def _level_with(run: Sequence[Column], columns: Sequence[Column]) -> list[Column]:
    """A run of columns with its neighbours whose heads stand as high: what has a head over this run has one over them."""

    def is_level(other: Column) -> bool:
        return bool(other.head) and abs(other.middle - run[0].middle) <= 0.5

    first, last = columns.index(run[0]), columns.index(run[-1])
    while first and is_level(columns[first - 1]):
        first -= 1
    while last + 1 < len(columns) and is_level(columns[last + 1]):
        last += 1
    return list(columns[first : last + 1])


def _runs_of_heads(columns: Sequence[Column]) -> list[list[Column]]:
    """Neighbouring columns whose heads begin on one line and have as many lines."""
    runs: list[list[Column]] = []
    last: Column | None = None
    for column in columns:
        if not column.head:
            last = None
            continue
        if last is not None and (column.top, len(column.head)) == (last.top, len(last.head)):
            runs[-1].append(column)
        else:
            runs.append([column])
        last = column
    return runs


def _goes_on_in(word: Word, run: Sequence[Column], parents: Sequence[Parent]) -> Column | None:
    """The one column whose head may go on from this word: right below it, on its middle or its beginning."""
    under = [column for column in run if word.overlaps(column.start, column.end)]
    if len(under) != 1 or word.text in OVER:
        return None
    (column,) = under
    first = min(column.head, key=lambda w: w.line)
    is_near = first.line - word.line <= 2 and (
        abs(word.centre - first.centre) <= SLACK or word.start == first.start
    )
    is_parted = any(
        word.line < p.line < first.line and p.words[0].overlaps(column.start, column.end) for p in parents
    )
    return column if is_near and not is_parted else None


def _cost(
    run: Sequence[Column],
    over: Sequence[Word],
    chosen: Sequence[tuple[Word, Column]],
    below: Sequence[Word],
) -> float:
    """How far the other words of a line are from the middle of the columns left to them, if these words go on in their
    columns; without end where one has less than two, or where columns have none, nor one on a line below, nor go on
    themselves."""
    own = [column for _, column in chosen]
    if len(set(map(id, own))) < len(own):
        return inf
    rest = [word for word in over if not any(word is mine for mine, _ in chosen)]
    left: list[list[Column]] = [[]]
    for column in run:
        if column in own:
            left.append([])
        else:
            left[-1].append(column)
    total = 0.0
    for part in filter(None, left):
        start, end = part[0].start - 1, part[-1].end + 1
        heads = [word for word in rest if start <= word.centre <= end]
        if len(part) < 2 * len(heads):
            return inf
        if heads:
            total += _misfit(part, heads)
        elif (
            chosen
            and any(len(c.head) == 1 for c in part)
            and not any(start <= w.centre <= end for w in below)
        ):
            return inf
    return total


def _misfit(part: Sequence[Column], heads: Sequence[Word]) -> float:
    """The least sum of distances of heads from the middle of columns shared out among them, two or more to each."""

    def cost(n: int, start: int, end: int) -> float:
        return abs(heads[n].centre - (part[start].start + part[end - 1].end) / 2)

    return shared(len(part), len(heads), cost, least=2)[0]


def same_parent(word: Word, parents: Sequence[Parent], lines: Collection[int]) -> int | None:
    """The head over columns of which this is the line before, if any; a line of other heads may stand between."""
    for n, parent in enumerate(parents):
        first = parent.words[0]
        is_aligned = abs(first.centre - word.centre) <= SLACK or first.start == word.start
        is_near = first.line - word.line == 1 or (first.line - word.line == 2 and word.line + 1 in lines)
        if is_near and is_aligned and len(word.text) >= len(first.text):
            return n
    return None
