"""Where the tables of a page are: ruled ones by their rules, others by where their text stands.

Rules are put in line by pdfplumber (``merge_edges``): pieces of one line are joined, lines nearly in one place are
made one. What hangs together by crossings is a table; its lines divide it into fields, and fields between which no
rule runs are one cell. So merged cells have their span without guessing, and a rule that is missing on an outer side
(many tables are printed open to the left and right) is put back where the other rules end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pdfplumber.table import merge_edges

from .pdf_shapes import Box, Rule

#: Rules nearer than this are one (points).
NEAR = 2.5
#: Shorter rules divide nothing: strokes of drawn characters, ticks (points).
SHORT = 4.0
#: A rule that goes on this far beyond the outermost crossing rule leaves its table open on that side.
OPEN = 8.0
#: More fields than this are no table but a drawing.
MOST_FIELDS = 60_000


@dataclass(frozen=True, slots=True)
class Field:
    """A cell's place: its rows and columns in the lattice, and its box."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: the x of its columns, the y of its rows, its cells, and the rules that it was made from."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def places(self) -> dict[tuple[int, int], Field]:
        """Every row and column of the lattice with the cell that holds it."""
        return {
            (row, column): one
            for one in self.fields
            for row in range(one.row, one.row + one.rows)
            for column in range(one.column, one.column + one.columns)
        }

    def field_in(self, places: dict[tuple[int, int], Field], x: float, y: float) -> Field | None:
        """The cell that a point lies in; ``places`` as made by ``places``."""
        return places.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def straightened(rules: Iterable[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical rules, each line in one piece, from the top and from the left."""
    edges = [
        {
            "orientation": "v",
            "x0": rule.at,
            "x1": rule.at,
            "top": rule.start,
            "bottom": rule.end,
            "height": rule.end - rule.start,
        }
        if rule.is_upright
        else {
            "orientation": "h",
            "x0": rule.start,
            "x1": rule.end,
            "top": rule.at,
            "bottom": rule.at,
            "width": rule.end - rule.start,
        }
        for rule in rules
    ]
    level: list[Rule] = []
    upright: list[Rule] = []
    for edge in merge_edges(edges, NEAR, NEAR, NEAR + 0.5, NEAR + 0.5) if edges else ():
        if edge["orientation"] == "v" and edge["bottom"] - edge["top"] >= SHORT:
            upright.append(Rule(True, edge["x0"], edge["top"], edge["bottom"]))
        elif edge["orientation"] == "h" and edge["x1"] - edge["x0"] >= SHORT:
            level.append(Rule(False, edge["top"], edge["x0"], edge["x1"]))
    level.sort(key=lambda rule: (rule.at, rule.start))
    upright.sort(key=lambda rule: (rule.at, rule.start))
    return level, upright


def _cross(one: Rule, other: Rule) -> bool:
    return one.start - NEAR <= other.at <= one.end + NEAR and other.start - NEAR <= one.at <= other.end + NEAR


def _together(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that hang together by crossings, from the top of the page."""
    parent = list(range(len(level) + len(upright)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for i, across in enumerate(level):
        for j, down in enumerate(upright, len(level)):
            if _cross(across, down):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate([*level, *upright]):
        groups[root(i)][rule.is_upright].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def lattices(rules: Iterable[Rule]) -> tuple[list[Lattice], list[Rule]]:
    """The ruled tables of a page, and the horizontal rules that belong to none (tables without uprights have such)."""
    level, upright = straightened(rules)
    found: list[Lattice] = []
    used: set[Rule] = set()
    for across, down in _together(level, upright):
        lattice = _lattice(across, down)
        if lattice is not None:
            found.append(lattice)
            used.update(across)
    found = [
        one for one in found if not any(_lies_in_cell(one, other) for other in found if other is not one)
    ]
    return sorted(found, key=lambda one: one.box[1]), [rule for rule in level if rule not in used]


def _lies_in_cell(inner: Lattice, outer: Lattice) -> bool:
    """A table inside one cell of a greater one that has cells of its own beside it: the greater one is the table."""
    if len(outer.fields) <= len(inner.fields):
        return False
    x0, top, x1, bottom = inner.box
    return any(
        one.box[0] - NEAR <= x0
        and one.box[1] - NEAR <= top
        and x1 <= one.box[2] + NEAR
        and bottom <= one.box[3] + NEAR
        for one in outer.fields
    )


def _places(rules: Iterable[Rule], ends: Iterable[tuple[float, float]]) -> tuple[list[float], bool, bool]:
    """The places of rules, with the ends of the rules across them where those go well beyond; and which side is open."""
    places = sorted({rule.at for rule in rules})
    spans = list(ends)
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    opens, closes = places[0] - first > OPEN, last - places[-1] > OPEN
    return [*([first] if opens else []), *places, *([last] if closes else [])], opens, closes


def _lattice(level: list[Rule], upright: list[Rule]) -> Lattice | None:
    xs, left_open, right_open = _places(upright, ((rule.start, rule.end) for rule in level))
    ys, top_open, bottom_open = _places(level, ((rule.start, rule.end) for rule in upright))
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > MOST_FIELDS:
        return None
    walls = _walls(upright, xs, ys)  # (row, line) between the columns left and right of it
    floors = _walls(level, ys, xs)  # (column, line) between the rows above and below it
    rows, columns = len(ys) - 1, len(xs) - 1
    for row in range(rows):
        walls |= {(row, 0)} if left_open else set()
        walls |= {(row, columns)} if right_open else set()
    for column in range(columns):
        floors |= {(column, 0)} if top_open else set()
        floors |= {(column, rows)} if bottom_open else set()
    lattice = lattice_of(xs, ys, walls, floors)
    return replace(lattice, rules=(*level, *upright)) if lattice else None


def lattice_of(
    xs: Sequence[float], ys: Sequence[float], walls: set[tuple[int, int]], floors: set[tuple[int, int]]
) -> Lattice | None:
    """The table of these lines: ``walls`` are (row, line of xs), ``floors`` (column, line of ys) where a rule runs."""
    fields = [
        Field(row, column, tall, wide, (xs[column], ys[row], xs[column + wide], ys[row + tall]))
        for row, column, tall, wide in _cells(len(ys) - 1, len(xs) - 1, walls, floors)
    ]
    return _tight(xs, ys, fields) if len(fields) > 1 else None


def _walls(rules: Iterable[Rule], lines: Sequence[float], across: Sequence[float]) -> set[tuple[int, int]]:
    """Where rules run: (index of the stretch between two of ``across``, index of the line they stand on)."""
    found: set[tuple[int, int]] = set()
    index = {at: i for i, at in enumerate(lines)}
    for rule in rules:
        line = index[rule.at]
        for stretch, (start, end) in enumerate(zip(across, across[1:], strict=False)):
            covered = min(end, rule.end) - max(start, rule.start)
            if covered >= 0.6 * (end - start):
                found.add((stretch, line))
    return found


def _cells(
    rows: int, columns: int, walls: set[tuple[int, int]], floors: set[tuple[int, int]]
) -> list[tuple[int, int, int, int]]:
    """Fields joined where no rule parts them: (row, column, rows, columns). What is open to the outside is no cell."""
    region: dict[tuple[int, int], int] = {}
    cells: list[tuple[int, int, int, int]] = []
    for start in ((row, column) for row in range(rows) for column in range(columns)):
        if start in region:
            continue
        mark = len(region)
        region[start] = mark
        queue, members, is_closed = [start], [start], True
        while queue:
            row, column = queue.pop()
            sides = (
                ((row, column - 1), (row, column) in walls),
                ((row, column + 1), (row, column + 1) in walls),
                ((row - 1, column), (column, row) in floors),
                ((row + 1, column), (column, row + 1) in floors),
            )
            for (r, c), is_parted in sides:
                if is_parted or (r, c) in region:
                    continue
                if not (0 <= r < rows and 0 <= c < columns):
                    is_closed = False
                    continue
                region[r, c] = mark
                queue.append((r, c))
                members.append((r, c))
        if is_closed:
            cells.extend(_rectangles(members))
    return sorted(cells)


def _rectangles(members: Iterable[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """A region as rectangles: one if it is one, else its runs of columns, equal ones below each other joined."""
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, column in members:
        by_row[row].append(column)
    done: list[tuple[int, int, int, int]] = []
    growing: dict[tuple[int, int], list[int]] = {}  # (first column, columns) -> [first row, rows]
    for row in sorted(by_row):
        runs: set[tuple[int, int]] = set()
        columns = sorted(by_row[row])
        first = columns[0]
        for column, following in zip(columns, [*columns[1:], -1], strict=True):
            if following != column + 1:
                runs.add((first, column - first + 1))
                first = following
        for run in [run for run in growing if run not in runs or sum(growing[run]) != row]:
            top, tall = growing.pop(run)
            done.append((top, run[0], tall, run[1]))
        for run in runs:
            if run in growing:
                growing[run][1] += 1
            else:
                growing[run] = [row, 1]
    done.extend((top, run[0], tall, run[1]) for run, (top, tall) in growing.items())
    return done


def _tight(xs: Sequence[float], ys: Sequence[float], fields: Sequence[Field]) -> Lattice:
    """The lattice without lines that bound no cell (those of decoration, and of what was open)."""
    columns = sorted({one.column for one in fields} | {one.column + one.columns for one in fields})
    rows = sorted({one.row for one in fields} | {one.row + one.rows for one in fields})
    to_column, to_row = ({old: new for new, old in enumerate(kept)} for kept in (columns, rows))
    return Lattice(
        tuple(xs[i] for i in columns),
        tuple(ys[i] for i in rows),
        tuple(
            Field(
                to_row[one.row],
                to_column[one.column],
                to_row[one.row + one.rows] - to_row[one.row],
                to_column[one.column + one.columns] - to_column[one.column],
                one.box,
            )
            for one in fields
        ),
    )


def aligned(lattice: Lattice, before: Lattice) -> Lattice:
    """A table that goes on from the page before, on that page's columns, if its own are among them.

    A page that holds only the row of totals has no rule between code and name; on the columns of the page before,
    its cells stand where they belong.
    """
    if len(lattice.xs) >= len(before.xs):
        return lattice
    to_column: dict[int, int] = {}
    for i, x in enumerate(lattice.xs):
        near = min(range(len(before.xs)), key=lambda j: abs(before.xs[j] - x))
        if abs(before.xs[near] - x) > 2 * NEAR:
            return lattice
        to_column[i] = near
    if to_column[0] != 0 or to_column[len(lattice.xs) - 1] != len(before.xs) - 1:
        return lattice
    return Lattice(
        before.xs,
        lattice.ys,
        tuple(
            Field(
                one.row,
                to_column[one.column],
                one.rows,
                to_column[one.column + one.columns] - to_column[one.column],
                one.box,
            )
            for one in lattice.fields
        ),
    )
