"""Where the columns of a table part that no upright rule parts: by the free strips of its body and by its heads.

Where no text stands in any row of the body, columns part. A column may be empty: then its head says that it is there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from .pdf_bands import Chunk
from .pdf_head_blocks import blocks_of, cut
from .pdf_shapes import Rule

#: Columns part where this much is free (points).
GUTTER = 1.8
#: Text as wide as this part of its table may run over several columns.
WIDE = 0.35
#: What it costs to leave a column without a head, or a head without a column (in points of distance) …
FAR = 60.0
#: … and to pair two of which none stands over the other, beside their distance.
ASTRAY = 30.0
#: What it costs to take a head for one of several columns, between which it stands, or over one of which.
ASIDE, OVER = 8.0, 50.0


def column_bounds(
    body: Sequence[Sequence[Chunk]],
    heads: Sequence[Sequence[Chunk]],
    start: float,
    end: float,
    partial: Sequence[Rule] = (),
) -> list[float]:
    """The x where columns part, with both ends: by the free strips of the body, and by heads over empty columns."""
    columns = _covered([chunk for line in body for chunk in line], end - start)
    heads = cut(heads, columns)
    blocks = blocks_of(heads, partial)
    lowest = [block for block in blocks if not any(_is_under(other, block) for other in blocks)]
    groups = [block for block in lowest if _reach(block, columns) > 1]
    leaves = sorted((block for block in lowest if _reach(block, columns) <= 1), key=lambda one: one.middle)
    upper = [_has_heads_below(block, blocks) for block in leaves]
    columns = _headed(columns, leaves, upper, groups)
    inner = [(a[1] + b[0]) / 2 for a, b in zip(columns, columns[1:], strict=False)]
    return [start, *inner, end]


def _is_under(chunk: Chunk, block: Chunk) -> bool:
    """Does a piece stand below a block, with some of its width in common."""
    return chunk.top >= block.bottom - 1 and chunk.x0 < block.x1 and block.x0 < chunk.x1


def _has_heads_below(block: Chunk, blocks: Sequence[Chunk]) -> bool:
    """Do heads stand below this one, between those that stand to its left and right."""
    beside = [other for other in blocks if other.top < block.bottom - 1 and block.top < other.bottom - 1]
    left = max((other.x1 for other in beside if other.x1 <= block.x0), default=-math.inf)
    right = min((other.x0 for other in beside if other.x0 >= block.x1), default=math.inf)
    return any(other.top >= block.bottom - 1 and left <= other.x0 and other.x1 <= right for other in blocks)


def _headed(
    columns: Sequence[tuple[float, float]],
    heads: Sequence[Chunk],
    upper: Sequence[bool],
    groups: Sequence[Chunk],
) -> list[tuple[float, float]]:
    """Columns with their heads, both from the left: each head belongs to the column nearest to it that no other head
    has, or to one that is empty; one with heads below it (``upper``) may be the head of several columns, between which
    it stands. Found as the cheapest way to pair the two rows in order."""
    alone = [0.0 if any(g.x0 < x1 and x0 < g.x1 for g in groups) else FAR for x0, x1 in columns]
    lonely = [
        FAR if not is_upper else OVER if _reach(head, columns) else ASIDE
        for head, is_upper in zip(heads, upper, strict=True)
    ]
    cost = [[0.0] * (len(heads) + 1) for _ in range(len(columns) + 1)]
    step = [[""] * (len(heads) + 1) for _ in range(len(columns) + 1)]
    for i in range(len(columns) + 1):
        for j in range(len(heads) + 1):
            ways: list[tuple[float, str]] = []
            if i and j:
                away = max(0.0, heads[j - 1].x0 - columns[i - 1][1], columns[i - 1][0] - heads[j - 1].x1)
                ways.append((cost[i - 1][j - 1] + (ASTRAY + away if away else 0.0), "both"))
            if i:
                ways.append((cost[i - 1][j] + alone[i - 1], "column"))
            if j:
                ways.append((cost[i][j - 1] + lonely[j - 1], "head"))
            if ways:
                cost[i][j], step[i][j] = min(ways)
    found: list[tuple[float, float]] = []
    i, j = len(columns), len(heads)
    while i or j:
        took = step[i][j]
        spans = [columns[i - 1]] if took != "head" else []
        spans += [(heads[j - 1].x0, heads[j - 1].x1)] if took != "column" else []
        if took != "head" or not upper[j - 1]:
            found.append((min(x0 for x0, _ in spans), max(x1 for _, x1 in spans)))
        i, j = i - (took != "head"), j - (took != "column")
    found.reverse()
    return _parted_evenly(found)


def _parted_evenly(columns: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Columns that overlap, because a head is wider than its column, cut in the middle of what they share."""
    found = list(columns)
    for i in range(1, len(found)):
        (a0, a1), (b0, b1) = found[i - 1], found[i]
        if a1 > b0:
            middle = (a1 + b0) / 2
            found[i - 1], found[i] = (a0, middle), (middle, b1)
    return found


def _covered(found: Sequence[Chunk], width: float) -> list[tuple[float, float]]:
    """Where text stands in a body: the strips between gutters. Remarks that run over several of them do not count."""
    wide = [chunk for chunk in found if chunk.x1 - chunk.x0 > WIDE * width]
    strips = _united(sorted((chunk.x0, chunk.x1) for chunk in found if chunk.x1 - chunk.x0 <= WIDE * width))
    fitting = [(chunk.x0, chunk.x1) for chunk in wide if _reach(chunk, strips) <= 1]
    return _united(sorted([*strips, *fitting]))


def _united(strips: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Strips from the left, those put together that no gutter parts."""
    found: list[tuple[float, float]] = []
    for x0, x1 in strips:
        if found and x0 < found[-1][1] + GUTTER:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _reach(chunk: Chunk, columns: Sequence[tuple[float, float]]) -> int:
    """Over how many columns a piece stands."""
    return sum(x0 < chunk.x1 and chunk.x0 < x1 for x0, x1 in columns)
