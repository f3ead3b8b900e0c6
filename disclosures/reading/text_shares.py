"""Columns in a row shared out among heads in a row, at the least cost."""

from __future__ import annotations

from collections.abc import Callable
from math import inf


def shared(
    count: int, parts: int, cost: Callable[[int, int, int], float], *, least: int = 1
) -> tuple[float, list[tuple[int, int]]]:
    """``count`` columns in a row shared out among ``parts`` heads, ``least`` or more to each: the least sum of costs
    (of head n over the columns from start up to end), and who gets which; no end of costs where there are too few."""
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for n in range(parts):
        found: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for start, (sum_, shares) in best.items():
            for end in range(start + least, count + 1):
                new = sum_ + cost(n, start, end)
                if new < found.get(end, (inf,))[0]:
                    found[end] = (new, [*shares, (start, end)])
        best = found
    return best.get(count, (inf, []))
