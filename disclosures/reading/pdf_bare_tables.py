"""Tables without any rules: lines one below the other with amounts in one column, and the heads over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .captions import is_note, is_title
from .numbers import is_amount
from .pdf_bands import UNIT, Band, Chunk, between_rows, pieces
from .pdf_columns import column_bounds
from .pdf_grids import Lattice
from .pdf_head_grid import grid_heads
from .pdf_lines import Row

#: So many rows with amounts in one column make a table without rules; over them stand at most so many lines of heads.
LEAST_ROWS, MOST_HEADS = 3, 6

#: Dots that lead to a page's number: lines of contents.
_LEADER = re.compile(r"…{2,}|\.{4,}|·{4,}|_{4,}")

#: A figure, alone or with text run into it.
_FIGURE = re.compile(r"\d[,.]\d")
#: A figure and behind it what is no unit.
_NAME_BEHIND = re.compile(r"-?\d[\d,]*[,.]\d+(?![万亿千百元平])[\u4e00-\u9fff]")


def bare_lattices(rows: Sequence[Row]) -> list[Lattice]:
    """Tables without any rules: lines one below the other that have amounts in one column, and the heads over them.

    ``rows`` are the lines of the page that stand in no other table. Where it is not certain that there is a table, there
    is none: then the lines stay lines.
    """
    lines = pieces(rows)
    found: list[Lattice] = []
    for first, last in _bare_runs(lines):
        body = lines[first : last + 1]
        heads = _heads_above(lines, first)
        start = min(line[0].x0 for line in [*heads, *body]) - 2
        end = max(line[-1].x1 for line in [*heads, *body]) + 2
        top, bottom = (min(c.top for c in body[0]) - 0.5, max(c.bottom for c in body[-1]) + 0.5)
        bounds = column_bounds(body, heads, start, end)
        if len(bounds) < 3 or _run_together(bounds, body):
            continue
        floors = [top, *between_rows(Band(top, bottom, list(body))), bottom]
        if heads:
            floors.insert(0, min(c.top for c in heads[0]) - 0.5)
        lattice = grid_heads(bounds, floors, top, heads, ())
        if lattice is not None:
            found.append(lattice)
    return found


def _run_together(bounds: Sequence[float], body: Iterable[Sequence[Chunk]]) -> bool:
    """Does text run from one column into the next: a name right behind a figure, a column's end inside one. Then where
    columns part cannot be told."""
    return any(
        _NAME_BEHIND.match(chunk.text)
        or _FIGURE.search(chunk.text)
        and any(chunk.x0 + 1 < bound < chunk.x1 - 1 for bound in bounds[1:-1])
        for line in body
        for chunk in line
    )


def _bare_runs(lines: Sequence[Sequence[Chunk]]) -> list[tuple[int, int]]:
    """From where to where lines are rows: amounts below each other, nothing between that is a sentence."""
    runs: list[list[int]] = []
    for i, line in enumerate(lines):
        if not _is_row(line):
            continue
        if runs and _is_near(lines, runs[-1][-1], i):
            runs[-1].append(i)
        else:
            runs.append([i])
    found: list[tuple[int, int]] = []
    for run in runs:
        amounts = [chunk for i in run for chunk in lines[i] if is_amount(chunk.text)]
        aligned = max((sum(_stand_alike(one, other) for other in amounts) for one in amounts), default=0)
        are_money = sum("." in chunk.text or "," in chunk.text for chunk in amounts)
        if len(run) >= LEAST_ROWS and aligned >= LEAST_ROWS and 2 * are_money >= len(amounts):
            found.append((run[0], run[-1]))
    return found


def _is_row(line: Sequence[Chunk]) -> bool:
    """Does a line have an amount beside something else, and no leader of a list of contents."""
    has_amount = any(is_amount(chunk.text) for chunk in line)
    return len(line) > 1 and has_amount and not any(_LEADER.search(chunk.text) for chunk in line)


def _is_near(lines: Sequence[Sequence[Chunk]], before: int, i: int) -> bool:
    """Does a row follow the one before it, with at most the rest of a name between them."""
    height = lines[i][0].bottom - lines[i][0].top
    between = lines[before + 1 : i]
    is_close = lines[i][0].top - lines[before][0].bottom < (3 + len(between)) * height
    width = lines[before][-1].x1 - lines[before][0].x0
    return (
        is_close
        and all(
            len(line) == 1 and line[0].x1 - line[0].x0 < 0.5 * width and not is_title(line[0].text)
            for line in between
        )
        and len(between) <= 3
    )


def _stand_alike(one: Chunk, other: Chunk) -> bool:
    """Do two pieces end, begin or have their middles below one another."""
    return abs(one.x1 - other.x1) < 3 or abs(one.x0 - other.x0) < 3 or abs(one.middle - other.middle) < 3


def _heads_above(lines: Sequence[Sequence[Chunk]], first: int) -> list[Sequence[Chunk]]:
    """The lines over the first row that are heads: in pieces, close above, no caption."""
    heads: list[Sequence[Chunk]] = []
    for line in reversed(lines[max(0, first - MOST_HEADS) : first]):
        below = heads[0] if heads else lines[first]
        height = line[0].bottom - line[0].top
        text = " ".join(chunk.text for chunk in line)
        if below[0].top - line[0].bottom > 1.5 * height or UNIT.search(text):
            break
        if len(line) <= 2 and is_title(text) or is_note(text) or any(mark in text for mark in "。；"):
            break
        heads.insert(0, line)
    while heads and len(heads[0]) < 2:
        heads.pop(0)
    return heads
