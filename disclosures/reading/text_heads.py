"""The heads of a table laid out with spaces: which words are the own head of which column, and which stand over several.

A column may have nothing but a head; a head may stand beside its amounts and not over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from .text_columns import Column, Parent, Unplaced
from .text_words import Word
from .text_wrapped_heads import continued, same_parent


def read_heads(lines: Sequence[Sequence[Word]], body: list[Column]) -> tuple[list[Column], list[Parent]]:
    """The columns with their own heads, those included that have nothing but a head, and what stands over them.

    From the lowest line up: a word over a headed column is the line before of that head, or stands over several.
    """
    columns: list[Column] = []
    parents: list[Parent] = []
    filled = {line[0].line for line in lines}
    for line in reversed(lines):
        over = [word for word in line if any(word.overlaps(c.start, c.end) for c in columns)]
        for word, column in _own_heads([w for w in line if w not in over], columns, body):
            if column is None:
                over.append(word)
                continue
            column.take(word)
            if column not in columns:
                columns.append(column)
        columns.sort(key=lambda c: c.start)
        going_on = dict(continued(over, columns, parents))
        for word in over:
            if word in going_on:
                going_on[word].take(word)
            elif (below := same_parent(word, parents, filled)) is not None:
                parents[below] = Parent((word, *parents[below].words))
            else:
                parents.append(Parent((word,)))
    return _matched(columns, body), parents


def _own_heads(
    words: Sequence[Word], columns: Sequence[Column], body: Sequence[Column]
) -> list[tuple[Word, Column | None]]:
    """For each word over no headed column the column that it is the head of; none where it stands over several.

    Between two columns whose heads are lower, one word alone stands over both, unless it has contents that neither of
    them can have; several are heads of columns between them, since no two can stand over several columns each.
    """
    found: list[tuple[Word, Column | None]] = []
    gaps = [_gap(word, columns) for word in words]
    for word, (left, right) in zip(words, gaps, strict=True):
        start = left.end if left else -1
        end = right.start if right else 10**6
        under = [
            c for c in body if not c.head and _stands_over(word, c) and start <= c.start and c.end <= end
        ]
        is_between = left is not None and right is not None and min(left.top, right.top) > word.line
        is_alone = is_between and gaps.count((left, right)) == 1
        if is_alone and not _is_wanting(word, columns, body):
            found.append((word, None))
        elif under:
            found.append((word, under[0] if len(under) == 1 else None))
        else:
            found.append((word, Column(word.start, word.end)))
    return found


def _is_wanting(word: Word, columns: Sequence[Column], body: Sequence[Column]) -> bool:
    """Whether around a word more contents are without a head than heads are without contents."""
    fixed = [c for c in columns if c in body]
    at = _rank(Column(word.start, word.end), fixed)
    contents = sum(not c.head and _rank(c, fixed) == at for c in body)
    return contents > sum(c not in fixed and _rank(c, fixed) == at for c in columns)


def _stands_over(word: Word, column: Column) -> bool:
    """Whether a head stands over these contents, and does not merely touch them."""
    common = min(word.end, column.end) - max(word.start, column.start)
    return common > 0 and common * 2 >= min(word.end - word.start, column.end - column.start)


def _gap(word: Word, columns: Sequence[Column]) -> tuple[Column | None, Column | None]:
    """The columns on both sides of a word."""
    left = max((c for c in columns if c.end <= word.start), key=lambda c: c.end, default=None)
    right = min((c for c in columns if c.start >= word.end), key=lambda c: c.start, default=None)
    return left, right


def _matched(columns: list[Column], body: Sequence[Column]) -> list[Column]:
    """The columns with what stands in them: a head that stands beside its amounts, not over them, is brought to them.

    Between two columns that have both, heads and contents go by their order; where there are more heads, some columns
    are empty: those that are farther from any contents.
    """
    fixed = [c for c in columns if c in body]
    found = list(fixed)
    for n in range(len(fixed) + 1):
        heads = [c for c in columns if c not in fixed and _rank(c, fixed) == n]
        contents = [c for c in body if c not in fixed and _rank(c, fixed) == n]
        if len(contents) > len(heads):
            raise Unplaced("有内容的栏目比表头的栏目多")
        chosen = _nearest_heads(heads, contents)
        for head, content in zip(chosen, contents, strict=True):
            content.head = head.head
            content.start, content.end = min(head.start, content.start), max(head.end, content.end)
        found += [c for c in heads if c not in chosen] + contents
    return sorted(found, key=lambda c: (c.start, c.end))


def _nearest_heads(heads: Sequence[Column], contents: Sequence[Column]) -> list[Column]:
    """For each of these contents, in order, the head that is its own: so that all distances together are least."""
    best: dict[int, tuple[float, list[Column]]] = {0: (0.0, [])}
    for head in heads:
        for count in sorted(best, reverse=True):
            if count < len(contents):
                cost, some = best[count]
                new = cost + _distance(head, contents[count])
                if new < best.get(count + 1, (inf,))[0]:
                    best[count + 1] = (new, [*some, head])
    return best[len(contents)][1]


def _rank(column: Column, fixed: Sequence[Column]) -> int:
    """How many of these columns are to the left of it."""
    return sum(other.start + other.end <= column.start + column.end for other in fixed)


def _distance(one: Column, other: Column) -> int:
    """How far apart two columns stand: 0 where they overlap."""
    return max(one.start - other.end, other.start - one.end, 0)
