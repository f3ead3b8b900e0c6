"""Ruled tables with columns that no rule parts: two sides, say, with one upright rule between them."""

from __future__ import annotations

from collections.abc import Sequence

from .numbers import is_amount
from .pdf_bands import Band, Chunk, bands_of, between_rows, body_from, pieces, with_heads_apart
from .pdf_columns import GUTTER, column_bounds
from .pdf_grids import NEAR, Lattice
from .pdf_head_grid import grid_heads
from .pdf_lines import Row
from .pdf_shapes import Rule


def divided(lattice: Lattice, rows: Sequence[Row], loose: Sequence[Rule] = ()) -> Lattice:
    """A ruled table, its columns parted where the text in most of them stands in several: two sides with one upright
    rule between them. ``rows`` are the lines in it, ``loose`` the level rules of the page that cross no upright. Where
    nothing asks for it, the table as it is."""
    ys = [y for y in lattice.ys if _runs_through(lattice, y)]
    bands = with_heads_apart(bands_of(ys, pieces(rows)))
    first = body_from(bands)
    heads, body = bands[:first], bands[first:]
    body_top = body[0].top if body else lattice.ys[-1]
    bounds = _divided_bounds(lattice.xs, heads, body)
    floors = sorted({*ys, *(band.top for band in bands), *(y for band in body for y in between_rows(band))})
    if len(bounds) == len(lattice.xs) and len(floors) == len(ys):
        return lattice
    partial = _rules_in_heads(lattice, ys, loose, body_top)
    upright = [rule for rule in lattice.rules if rule.is_upright]
    head_lines = [line for band in heads for line in band.lines]
    return grid_heads(bounds, floors, body_top, head_lines, partial, upright) or lattice


def _rules_in_heads(
    lattice: Lattice, ys: Sequence[float], loose: Sequence[Rule], body_top: float
) -> list[Rule]:
    """The level rules over the body that do not run through: those of the table, and loose ones that stand in it."""
    own = [rule for rule in lattice.rules if not rule.is_upright and rule.at not in ys and rule.at < body_top]
    inside = [
        rule
        for rule in loose
        if lattice.ys[0] + NEAR < rule.at < body_top - NEAR
        and lattice.xs[0] - NEAR < rule.start
        and rule.end < lattice.xs[-1] + NEAR
    ]
    return [*own, *inside]


def _divided_bounds(xs: Sequence[float], heads: Sequence[Band], body: Sequence[Band]) -> list[float]:
    """The x of the table's columns, and of those that its text stands in where a column holds several."""
    bounds: list[float] = [xs[0]]
    for start, end in zip(xs, xs[1:], strict=False):
        rows = [[_within(line, start, end) for line in band.lines] for band in body]
        if _stands_in_several([[chunk for line in row for chunk in line] for row in rows]):
            head_lines = [_within(line, start, end) for band in heads for line in band.lines]
            body_lines = [line for row in rows for line in row if line]
            bounds.extend(column_bounds(body_lines, [line for line in head_lines if line], start, end)[1:])
        else:
            bounds.append(end)
    return bounds


def _runs_through(lattice: Lattice, y: float) -> bool:
    """Does a rule part the whole table here, or does the table begin or end."""
    x0, _, x1, _ = lattice.box
    covered = sum(
        min(rule.end, x1) - max(rule.start, x0)
        for rule in lattice.rules
        if not rule.is_upright and abs(rule.at - y) < 0.1
    )
    return covered > 0.9 * (x1 - x0) or y in (lattice.ys[0], lattice.ys[-1])


def _within(line: Sequence[Chunk], start: float, end: float) -> list[Chunk]:
    """The pieces of a line that have their middle between these two."""
    return [chunk for chunk in line if start <= chunk.middle < end]


def _stands_in_several(rows: Sequence[Sequence[Chunk]]) -> bool:
    """In most rows of a column that have an amount something else stands to the left of it."""
    with_amount = several = 0
    for row in rows:
        last = max((chunk for chunk in row if is_amount(chunk.text)), key=lambda one: one.x0, default=None)
        if last is not None:
            with_amount += 1
            several += any(chunk.x1 < last.x0 - GUTTER for chunk in row)
    return several >= 2 and 2 * several >= with_amount
