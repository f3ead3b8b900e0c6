"""Tables without upright rules, or without any: columns by where the text stands, heads by what stands over what.

Many tables have rules between rows only, or a rule above, one under the heads and one at the end. Where no text stands
in any row of the body, columns part; a head over several columns is the head of those that it stands in the middle of,
or that a rule under it joins. What is found is a lattice like that of a ruled table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from .captions import is_note, is_title
from .numbers import is_amount
from .pdf_grids import NEAR, Lattice, lattice_of
from .pdf_lines import Row, chunks, parted, text_of
from .pdf_shapes import Rule

#: Between two rules nearer than this there is no row: a double rule (points).
LEAST_ROW = 5.0
#: Columns part where this much is free (points).
GUTTER = 1.8
#: Text as wide as this part of its table may run over several columns.
WIDE = 0.35
#: A line this wide, of the table's width, and in one piece is a sentence and no row.
SENTENCE = 0.8
#: What it costs to leave a column without a head, or a head without a column (in points of distance) …
FAR = 60.0
#: … and to pair two of which none stands over the other, beside their distance.
ASTRAY = 30.0
#: What it costs to take a head for one of several columns, between which it stands, or over one of which.
ASIDE, OVER = 8.0, 50.0
#: More heads over one run of columns than this are not tried in every way.
MOST_WAYS = 3000

#: So many rows with amounts in one column make a table without rules; over them stand at most so many lines of heads.
LEAST_ROWS, MOST_HEADS = 3, 6

_LEADER = re.compile(r"…{2,}|\.{4,}|·{4,}|_{4,}")
_UNIT = re.compile(r"单\s*位\s*[:：]")
_CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(slots=True)
class Chunk:
    """A piece of a line that stands in one column, or over several."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str
    row: Row | None = None

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class Band:
    """What stands between two rules that run through."""

    top: float
    bottom: float
    lines: list[list[Chunk]] = field(default_factory=list)

    @property
    def is_body(self) -> bool:
        """Does an amount or a code stand in it: then it is no head."""
        return any(is_value(chunk.text) for line in self.lines for chunk in line)


def is_value(text: str) -> bool:
    """An amount or a code, as stands in bodies; not a year, as stands in heads."""
    return not _YEAR.fullmatch(text) and (is_amount(text) or bool(_CODE.fullmatch(text)))


def pieces(rows: Iterable[Row]) -> list[list[Chunk]]:
    """Lines in pieces, from the top."""
    return [
        [Chunk(part.x0, part.x1, row.top, row.bottom, text_of(part), part) for part in chunks(row)]
        for row in rows
    ]


# Tables with rules between rows ------------------------------------------------------------------------------------


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
    places = sorted({rule.at for rule in through})
    bands = [Band(a, b) for a, b in zip(places, places[1:], strict=False)]
    for line in lines:
        middle = (line[0].top + line[0].bottom) / 2
        own = [chunk for chunk in line if start - 4 <= chunk.middle <= end + 4]
        for band in bands:
            if band.top <= middle < band.bottom and own:
                band.lines.append(own)
                break
    return bands


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
    return bool(band.lines) and not _between_rows(band)


def _is_outside(band: Band, start: float, end: float, *, is_first: bool) -> bool:
    """Captions and sentences, between two tables or above one."""
    sentences = 0
    for line in band.lines:
        text = " ".join(chunk.text for chunk in line)
        if _UNIT.search(text) or len(line) <= 2 and is_title(text) or len(line) == 1 and is_note(text):
            return True
        if len(line) == 1 and line[0].x0 < start + 0.1 * (end - start):
            if line[0].x1 - line[0].x0 > SENTENCE * (end - start):
                return True
            sentences += any(mark in text for mark in "，。；")
    return bool(sentences) and (is_first or sentences == len(band.lines))


def _is_table(run: Sequence[Band]) -> bool:
    several = sum(any(len(line) > 1 for line in band.lines) for band in run)
    amounts = sum(is_amount(c.text) for band in run for line in band.lines for c in line)
    return len(run) >= 2 and several >= 2 and amounts >= 1 or len(run) >= 3 and several >= 1


# Tables without rules ----------------------------------------------------------------------------------------------


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
        if len(bounds) < 3:
            continue
        floors = [top, *_between_rows(Band(top, bottom, list(body))), bottom]
        if heads:
            floors.insert(0, min(c.top for c in heads[0]) - 0.5)
        lattice = grid_heads(bounds, floors, top, heads, ())
        if lattice is not None:
            found.append(lattice)
    return found


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
    return abs(one.x1 - other.x1) < 3 or abs(one.x0 - other.x0) < 3 or abs(one.middle - other.middle) < 3


def _heads_above(lines: Sequence[Sequence[Chunk]], first: int) -> list[Sequence[Chunk]]:
    """The lines over the first row that are heads: in pieces, close above, no caption."""
    heads: list[Sequence[Chunk]] = []
    for line in reversed(lines[max(0, first - MOST_HEADS) : first]):
        below = heads[0] if heads else lines[first]
        height = line[0].bottom - line[0].top
        text = " ".join(chunk.text for chunk in line)
        if below[0].top - line[0].bottom > 1.5 * height or _UNIT.search(text):
            break
        if len(line) <= 2 and is_title(text) or is_note(text) or any(mark in text for mark in "。；"):
            break
        heads.insert(0, line)
    while heads and len(heads[0]) < 2:
        heads.pop(0)
    return heads


# Ruled tables with columns that no rule parts ----------------------------------------------------------------------


def divided(lattice: Lattice, rows: Sequence[Row], loose: Sequence[Rule] = ()) -> Lattice:
    """A ruled table, its columns parted where the text in most of them stands in several: two sides with one upright
    rule between them. ``rows`` are the lines in it, ``loose`` the level rules of the page that cross no upright. Where
    nothing asks for it, the table as it is."""
    lines = pieces(rows)
    ys = [y for y in lattice.ys if _runs_through(lattice, y)]
    bands = [Band(a, b) for a, b in zip(ys, ys[1:], strict=False)]
    for line in lines:
        middle = (line[0].top + line[0].bottom) / 2
        for band in bands:
            if band.top <= middle < band.bottom:
                band.lines.append(line)
    bands = _with_heads_apart(bands)
    body_from = _body_from(bands)
    body_top = bands[body_from].top if body_from < len(bands) else lattice.ys[-1]
    partial = [
        rule for rule in lattice.rules if not rule.is_upright and rule.at not in ys and rule.at < body_top
    ]
    partial += [
        rule
        for rule in loose
        if lattice.ys[0] + NEAR < rule.at < body_top - NEAR
        and lattice.xs[0] - NEAR < rule.start
        and rule.end < lattice.xs[-1] + NEAR
    ]
    bounds: list[float] = [lattice.xs[0]]
    for start, end in zip(lattice.xs, lattice.xs[1:], strict=False):
        body = [_within(line, start, end) for band in bands[body_from:] for line in band.lines]
        heads = [_within(line, start, end) for band in bands[:body_from] for line in band.lines]
        in_rows = [
            [c for line in band.lines for c in _within(line, start, end)] for band in bands[body_from:]
        ]
        if _stands_in_several(in_rows):
            bounds.extend(
                column_bounds([line for line in body if line], [h for h in heads if h], start, end)[1:]
            )
        else:
            bounds.append(end)
    floors = sorted({*ys, *(b.top for b in bands), *(y for b in bands[body_from:] for y in _between_rows(b))})
    if len(bounds) == len(lattice.xs) and len(floors) == len(ys):
        return lattice
    upright = [rule for rule in lattice.rules if rule.is_upright]
    head_lines = [line for band in bands[:body_from] for line in band.lines]
    return grid_heads(bounds, floors, body_top, head_lines, partial, upright) or lattice


def _runs_through(lattice: Lattice, y: float) -> bool:
    x0, _, x1, _ = lattice.box
    covered = sum(
        min(rule.end, x1) - max(rule.start, x0)
        for rule in lattice.rules
        if not rule.is_upright and abs(rule.at - y) < 0.1
    )
    return covered > 0.9 * (x1 - x0) or y in (lattice.ys[0], lattice.ys[-1])


def _within(line: Sequence[Chunk], start: float, end: float) -> list[Chunk]:
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


# Columns ----------------------------------------------------------------------------------------------------------


def _open_lattice(run: Sequence[Band], inner: Sequence[Rule], start: float, end: float) -> Lattice | None:
    run = _with_heads_apart(run)
    body_from = _body_from(run)
    heads, body = run[:body_from], run[body_from:]
    floors = [band.top for band in run] + [run[-1].bottom]
    for band in body:
        floors.extend(_between_rows(band))
    head_lines = [line for band in heads for line in band.lines]
    body_lines = [line for band in body for line in band.lines]
    top = body[0].top if body else run[-1].bottom
    partial = [rule for rule in inner if rule.at < top and rule.end - rule.start < end - start - 8]
    bounds = column_bounds(body_lines, head_lines, start, end, partial)
    if len(bounds) < 3:
        return None
    return grid_heads(bounds, sorted(set(floors)), top, head_lines, partial)


def _body_from(bands: Sequence[Band]) -> int:
    """Where the body begins: with the first amount or code, or before it with an empty row, or with what stands first
    in several rows."""
    first = [band.lines[0][0] if band.lines else None for band in bands]
    for i, band in enumerate(bands):
        own = first[i]
        again = sum(1 for o in first if o and own and o.text == own.text and abs(o.x0 - own.x0) < NEAR)
        if band.is_body or i and (own is None or again > 1):
            return i
    return len(bands)


def _with_heads_apart(bands: Sequence[Band]) -> list[Band]:
    """Bands, the first that has rows parted from the heads that stand in it above them, where no rule parts them."""
    found = list(bands)
    at = next((i for i, band in enumerate(found) if band.is_body), None)
    if at is None or not _between_rows(found[at]):
        return found
    band = found[at]
    first = next(i for i, line in enumerate(band.lines) if any(is_value(chunk.text) for chunk in line))
    if first:
        heads, rows = band.lines[:first], band.lines[first:]
        y = (max(chunk.bottom for chunk in heads[-1]) + min(chunk.top for chunk in rows[0])) / 2
        found[at : at + 1] = [Band(band.top, y, heads), Band(y, band.bottom, rows)]
    return found


def _between_rows(band: Band) -> list[float]:
    """Where rows part that no rule parts: between lines that have amounts in one column."""
    anchors = [line for line in band.lines if any(is_amount(chunk.text) for chunk in line)]
    if len(anchors) < 2:
        return []
    owners: list[int] = []
    middles = [(line[0].top + line[0].bottom) / 2 for line in anchors]
    for line in band.lines:
        middle = (line[0].top + line[0].bottom) / 2
        owners.append(min(range(len(anchors)), key=lambda i: abs(middles[i] - middle)))
    floors: list[float] = []
    for (line, owner), (below, next_owner) in zip(
        zip(band.lines, owners, strict=True), list(zip(band.lines, owners, strict=True))[1:], strict=False
    ):
        if owner != next_owner:
            floors.append((max(c.bottom for c in line) + min(c.top for c in below)) / 2)
    return floors


def column_bounds(
    body: Sequence[Sequence[Chunk]],
    heads: Sequence[Sequence[Chunk]],
    start: float,
    end: float,
    partial: Sequence[Rule] = (),
) -> list[float]:
    """The x where columns part, with both ends: by the free strips of the body, and by heads over empty columns."""
    columns = _covered([chunk for line in body for chunk in line], end - start)
    heads = _cut(heads, columns)
    blocks = _blocks(heads, columns, partial)
    lowest = [block for block in blocks if not any(_is_under(other, block) for other in blocks)]
    groups = [block for block in lowest if _reach(block, columns) > 1]
    leaves = sorted((block for block in lowest if _reach(block, columns) <= 1), key=lambda one: one.middle)
    upper = [_has_heads_below(block, blocks) for block in leaves]
    columns = _headed(columns, leaves, upper, groups)
    inner = [(a[1] + b[0]) / 2 for a, b in zip(columns, columns[1:], strict=False)]
    return [start, *inner, end]


def _cut(lines: Sequence[Sequence[Chunk]], columns: Sequence[tuple[float, float]]) -> list[list[Chunk]]:
    """Heads of narrow columns stand close together: pieces cut between columns where a gap is, if a small one."""
    found: list[list[Chunk]] = []
    for line in lines:
        found.append([])
        for chunk in line:
            gutters = [
                (a1 - 3, b0 + 3)
                for (_, a1), (b0, _) in zip(columns, columns[1:], strict=False)
                if chunk.x0 < a1 and b0 < chunk.x1
            ]
            parts = parted(chunk.row, gutters) if chunk.row and gutters else ()
            if len(parts) < 2:
                found[-1].append(chunk)
            else:
                found[-1] += [Chunk(p.x0, p.x1, chunk.top, chunk.bottom, text_of(p), p) for p in parts]
    return found


def _is_under(chunk: Chunk, block: Chunk) -> bool:
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
    found: list[tuple[float, float]] = []
    for x0, x1 in strips:
        if found and x0 < found[-1][1] + GUTTER:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _blocks(
    heads: Sequence[Sequence[Chunk]], columns: Sequence[tuple[float, float]], partial: Sequence[Rule]
) -> list[Chunk]:
    """Heads, the lines of one joined: close below each other, in the middle of each other, no rule between them."""
    blocks: list[Chunk] = []
    for line in heads:
        for chunk in line:
            twin = next((block for block in blocks if _goes_on(block, chunk, columns, partial)), None)
            if twin is None:
                blocks.append(Chunk(chunk.x0, chunk.x1, chunk.top, chunk.bottom, chunk.text))
            else:
                twin.x0, twin.x1 = min(twin.x0, chunk.x0), max(twin.x1, chunk.x1)
                twin.bottom, twin.text = chunk.bottom, twin.text + chunk.text
    return blocks


def _goes_on(
    block: Chunk, chunk: Chunk, columns: Sequence[tuple[float, float]], partial: Sequence[Rule]
) -> bool:
    gap = chunk.top - block.bottom
    if not -1.0 < gap < 0.45 * (chunk.bottom - chunk.top):
        return False
    if abs(chunk.middle - block.middle) > 4 + 0.1 * (block.x1 - block.x0):
        return False
    return not any(
        block.bottom - 2 < rule.at < chunk.top + 2 and rule.start < chunk.middle < rule.end
        for rule in partial
    )


def _reach(chunk: Chunk, columns: Sequence[tuple[float, float]]) -> int:
    return sum(x0 < chunk.x1 and chunk.x0 < x1 for x0, x1 in columns)


# Heads ------------------------------------------------------------------------------------------------------------


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
    head_lines = _cut(head_lines, columns)
    blocks = _blocks(head_lines, columns, partial)
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
    best = _least((way for way, _ in zip(ways, range(MOST_WAYS), strict=False)), cost)
    edges = [0, *best, len(run)]
    return [list(run[a:b]) for a, b in zip(edges, edges[1:], strict=False)]


def _least(ways: Iterable[tuple[int, ...]], cost: Callable[[Sequence[int]], float]) -> tuple[int, ...]:
    return min(ways, key=cost)
