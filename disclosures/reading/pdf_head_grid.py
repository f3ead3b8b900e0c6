"""The lattice of a table whose columns and rows are known: which fields of its heads are one.

A head over several columns is the head of those that it stands in the middle of, or that a rule under it joins.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from .pdf_bands import Chunk
from .pdf_grids import NEAR, Lattice, lattice_of
from .pdf_head_blocks import blocks_of, cut
from .pdf_shapes import Rule

#: More heads over one run of columns than this are not tried in every way.
MOST_WAYS = 3000


def grid_heads(
    bounds: Sequence[float],
    floors: Sequence[float],
    body_top: float,
    head_lines: Sequence[Sequence[Chunk]],
    partial: Sequence[Rule],
    upright: Sequence[Rule] = (),
) -> Lattice | None:
    """The lattice of a table whose columns and rows are known: in its head, what no rule parts is joined by its words.

    ``partial`` are rules in the head that do not run through: under a head of several columns. No head goes over an
    ``upright`` rule.
    """
    columns = list(zip(bounds, bounds[1:], strict=False))
    head_lines = cut(head_lines, columns)
    blocks = blocks_of(head_lines, partial)
    if not partial:
        partial = _rules_under(blocks, columns, floors, body_top)
    xs, ys = list(bounds), sorted({*floors, *(rule.at for rule in partial)})
    width, height = len(columns), len(ys) - 1
    floor_set: set[tuple[int, int]] = set()
    for line, y in enumerate(ys):
        for column, (x0, x1) in enumerate(columns):
            runs_through = y in floors
            if runs_through or any(
                rule.at == y and min(x1, rule.end) - max(x0, rule.start) > 0.5 * (x1 - x0) for rule in partial
            ):
                floor_set.add((column, line))
    wall_set = {(row, line) for row in range(height) for line in range(width + 1)}
    for row, group in _head_groups(ys, columns, floor_set, body_top, blocks, [*partial, *upright]):
        wall_set -= {(r, line) for r in row for line in range(group[0] + 1, group[-1] + 1)}
    return lattice_of(xs, ys, wall_set, floor_set)


def _rules_under(
    blocks: Sequence[Chunk], columns: Sequence[tuple[float, float]], floors: Sequence[float], body_top: float
) -> list[Rule]:
    """Rules that are not drawn: under heads of several columns, over the heads of those columns."""
    found: list[Rule] = []
    edges = sorted({y for y in floors if y < body_top} | {body_top})
    for top, bottom in zip(edges, edges[1:], strict=False):
        own = [block for block in blocks if top <= (block.top + block.bottom) / 2 < bottom]
        first = min((block.bottom for block in own), default=bottom)
        lower = [block for block in own if block.top >= first - 1]
        if not lower:
            continue
        y = (first + min(block.top for block in lower)) / 2
        upper = [block for block in own if block.bottom <= y + 1]
        under = [
            i for i, (x0, x1) in enumerate(columns) if any(block.x0 < x1 and x0 < block.x1 for block in lower)
        ]
        for run in _side_by_side(under):
            x0, x1 = columns[run[0]][0], columns[run[-1]][1]
            if not any(x0 <= block.middle <= x1 for block in upper):
                continue
            for group in _shared(run, columns, upper):
                found.append(Rule(False, y, columns[group[0]][0], columns[group[-1]][1]))
    return found


def _side_by_side(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers in runs that follow one another."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _head_groups(
    ys: Sequence[float],
    columns: Sequence[tuple[float, float]],
    floors: set[tuple[int, int]],
    body_top: float,
    blocks: Sequence[Chunk],
    rules: Sequence[Rule],
) -> list[tuple[range, list[int]]]:
    """Heads of several columns: in which rows, over which columns."""
    top_rows = sum(y < body_top - 0.1 for y in ys)
    stretches: dict[int, list[range]] = {}
    for column in range(len(columns)):
        edges = [line for line in range(top_rows + 1) if (column, line) in floors or line in (0, top_rows)]
        stretches[column] = [range(a, b) for a, b in zip(edges, edges[1:], strict=False)]
    found: list[tuple[range, list[int]]] = []
    for stretch in sorted({s for own in stretches.values() for s in own}, key=lambda s: (s.start, s.stop)):
        if stretch.stop == top_rows:
            continue  # the lowest heads are those of single columns
        y = ys[stretch.stop]
        run: list[int] = []
        for column in range(len(columns) + 1):
            goes_on = column < len(columns) and stretch in stretches[column]
            if goes_on and run and _parted(rules, ys[stretch.start], y, columns[column][0]):
                goes_on, again = False, True
            else:
                again = False
            if goes_on:
                run.append(column)
                continue
            if run:
                own = [b for b in blocks if ys[stretch.start] <= (b.top + b.bottom) / 2 < y]
                found.extend((stretch, group) for group in _shared(run, columns, own) if len(group) > 1)
            run = [column] if again else []
    return found


def _parted(rules: Sequence[Rule], top: float, bottom: float, x: float) -> bool:
    """Does a level rule at the bottom end and another begin where a column begins, or does an upright stand there."""
    return any(
        abs(rule.at - x) < NEAR and rule.start < top + 4 and rule.end > bottom - 4
        if rule.is_upright
        else rule.at == bottom and abs(rule.start - x) < 6
        for rule in rules
    )


def _shared(
    run: Sequence[int], columns: Sequence[tuple[float, float]], blocks: Sequence[Chunk]
) -> list[list[int]]:
    """Columns side by side, shared out among the heads over them so that each stands over the middle of its own."""
    x0, x1 = columns[run[0]][0], columns[run[-1]][1]
    own = sorted((b for b in blocks if x0 <= b.middle <= x1), key=lambda block: block.middle)
    if len(own) <= 1 or len(own) > len(run):
        return [list(run)] if len(own) <= 1 else [[column] for column in run]

    def cost(cuts: Sequence[int]) -> float:
        edges = [0, *cuts, len(run)]
        return sum(
            abs((columns[run[a]][0] + columns[run[b - 1]][1]) / 2 - block.middle)
            for a, b, block in zip(edges, edges[1:], own, strict=False)
        )

    ways = combinations(range(1, len(run)), len(own) - 1)
    best = min((way for way, _ in zip(ways, range(MOST_WAYS), strict=False)), key=cost)
    edges = [0, *best, len(run)]
    return [list(run[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
