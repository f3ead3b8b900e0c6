"""Tables with rules between rows only, or a rule above, one under the heads and one at the end."""

from __future__ import annotations

from collections.abc import Sequence

from .captions import is_note, is_title
from .numbers import is_amount
from .pdf_bands import UNIT, Band, Chunk, bands_of, between_rows, body_from, pieces, with_heads_apart
from .pdf_columns import column_bounds
from .pdf_grids import NEAR, Lattice
from .pdf_head_grid import grid_heads
from .pdf_lines import Row
from .pdf_shapes import Rule

#: Between two rules nearer than this there is no row: a double rule (points).
LEAST_ROW = 5.0
#: A line this wide, of the table's width, and in one piece is a sentence and no row.
SENTENCE = 0.8


def open_lattices(level: Sequence[Rule], rows: Sequence[Row]) -> list[Lattice]:
    """Tables that have level rules only. ``rows`` are the lines of the page that stand in no ruled table."""
    lines = pieces(rows)
    found: list[Lattice] = []
    for start, end in _extents(level):
        through = [rule for rule in level if rule.start <= start + 4 and rule.end >= end - 4]
        for run in _runs(_bands(through, lines, start, end), start, end):
            inner = [
                rule
                for rule in level
                if start - 4 <= rule.start
                and rule.end <= end + 4
                and run[0].top + NEAR < rule.at < run[-1].bottom - NEAR
            ]
            lattice = _open_lattice(run, inner, start, end)
            if lattice is not None:
                found.append(lattice)
    return found


def _extents(level: Sequence[Rule]) -> list[tuple[float, float]]:
    """From where to where the rules of tables run: the extents that at least two rules have, which no others contain."""
    found: list[tuple[float, float]] = []
    for rule in level:
        twins = sum(abs(rule.start - other.start) < 4 and abs(rule.end - other.end) < 4 for other in level)
        is_new = all(abs(rule.start - start) >= 4 or abs(rule.end - end) >= 4 for start, end in found)
        if twins >= 2 and is_new and rule.end - rule.start > 60:
            found.append((rule.start, rule.end))
    return [
        (start, end)
        for start, end in found
        if not any(
            (a, b) != (start, end)
            and a <= start + 4
            and end <= b + 4
            and _encloses(level, (a, b), (start, end))
            for a, b in found
        )
    ]


def _encloses(level: Sequence[Rule], outer: tuple[float, float], inner: tuple[float, float]) -> bool:
    """Do rules of the wider extent stand above and below those of the narrower one."""

    def places(extent: tuple[float, float]) -> list[float]:
        return [
            rule.at for rule in level if abs(rule.start - extent[0]) < 4 and abs(rule.end - extent[1]) < 4
        ]

    return min(places(outer)) <= min(places(inner)) and max(places(outer)) >= max(places(inner))


def _bands(through: Sequence[Rule], lines: Sequence[Sequence[Chunk]], start: float, end: float) -> list[Band]:
    """The bands between rules that run through, with the text that stands in them, between these two ends."""
    inside = [[chunk for chunk in line if start - 4 <= chunk.middle <= end + 4] for line in lines]
    return bands_of(sorted({rule.at for rule in through}), [line for line in inside if line])


def _runs(bands: Sequence[Band], start: float, end: float) -> list[list[Band]]:
    """Bands that follow one another and make a table: no captions and no sentences between them, amounts among them."""
    runs: list[list[Band]] = [[]]
    for band in bands:
        if band.bottom - band.top < LEAST_ROW and not band.lines:
            if runs[-1]:  # a double rule: one row ends, the next begins
                runs[-1][-1].bottom = band.bottom
        elif _is_outside(band, start, end, is_first=not runs[-1]) or not runs[-1] and not _may_begin(band):
            runs.append([])
        else:
            runs[-1].append(band)
    return [run for run in runs if _is_table(run)]


def _may_begin(band: Band) -> bool:
    """A table begins with a head or a row, not with nothing and not with many rows that no rule parts: above those
    runs a rule of the page."""
    return bool(band.lines) and not between_rows(band)


def _is_outside(band: Band, start: float, end: float, *, is_first: bool) -> bool:
    """Captions and sentences, between two tables or above one."""
    sentences = 0
    for line in band.lines:
        text = " ".join(chunk.text for chunk in line)
        if UNIT.search(text) or len(line) <= 2 and is_title(text) or len(line) == 1 and is_note(text):
            return True
        if len(line) == 1 and line[0].x0 < start + 0.1 * (end - start):
            if line[0].x1 - line[0].x0 > SENTENCE * (end - start):
                return True
            sentences += any(mark in text for mark in "，。；")
    return bool(sentences) and (is_first or sentences == len(band.lines))


def _is_table(run: Sequence[Band]) -> bool:
    """Is a run of bands a table: several pieces in lines of it, and an amount or a third band."""
    several = sum(any(len(line) > 1 for line in band.lines) for band in run)
    amounts = sum(is_amount(c.text) for band in run for line in band.lines for c in line)
    return len(run) >= 2 and several >= 2 and amounts >= 1 or len(run) >= 3 and several >= 1


def _open_lattice(run: Sequence[Band], inner: Sequence[Rule], start: float, end: float) -> Lattice | None:
    """The lattice of a run of bands, ``inner`` being the rules in it; None where it has one column only."""
    run = with_heads_apart(run)
    first = body_from(run)
    heads, body = run[:first], run[first:]
    floors = [band.top for band in run] + [run[-1].bottom]
    for band in body:
        floors.extend(between_rows(band))
    head_lines = [line for band in heads for line in band.lines]
    body_lines = [line for band in body for line in band.lines]
    top = body[0].top if body else run[-1].bottom
    partial = [rule for rule in inner if rule.at < top and rule.end - rule.start < end - start - 8]
    bounds = column_bounds(body_lines, head_lines, start, end, partial)
    if len(bounds) < 3:
        return None
    return grid_heads(bounds, sorted(set(floors)), top, head_lines, partial)
