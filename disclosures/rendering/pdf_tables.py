"""Tables on paper: the page, the size of the letters and the width of each column, from what stands in the cells.

A typesetter that finds the widths itself reads every cell twice: a third of the time a document takes. Here widths are
measured once by the advances of the face, in em of the table's letters, and handed over as percentages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from . import fonts
from .grid import stretched, together
from .layout import Cell, Head, Row, Table

MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Sheet:
    """A kind of page: the class of what is printed on it (static/print.css), and the room inside its margins in mm."""

    css: str
    width: float
    height: float

    def room(self, size: float) -> float:
        """The width, in em of letters of this size."""
        return self.width / (size * MM_PER_POINT)


UPRIGHT = Sheet("", 156, 235)
ACROSS = Sheet("land", 249, 161)
#: A3: GB/T 9704 knows it for tables that A4 cannot hold.
LARGE = Sheet("vast", 372, 240)

#: Pages and sizes (小五, 六号, 小六, 七号), the best to read first: the first that breaks no number is taken.
TRIES = (
    (UPRIGHT, 9),
    (UPRIGHT, 7.5),
    (ACROSS, 9),
    (ACROSS, 7.5),
    (ACROSS, 6.5),
    (LARGE, 7.5),
    (LARGE, 6.5),
    (LARGE, 5.5),
)

#: The size that is small, but no strain.
SMALL = 7.5

# In em of the table's letters; static/print.css says the same.
PADDING = 0.9  # left and right together
LEADING = 1.4
PADDED = 0.7  # above and below, and the rule
INDENT = 1.4
NARROW = 0.1  # against rounding
#: Words are not set narrower than this, and ask for no more; names beside texts are brief.
LEAST, MOST = {"nm": 7, "tx": 9}, {"nm": 24, "tx": 60}
BRIEF = 12
#: A row that takes up more of its page than this is high.
HIGH = 0.25
#: A label is folded into at most so many lines, and likes to be in so many.
FOLDS, LIKED_FOLDS = 3, 2


@dataclass(frozen=True)
class Fit:
    """How a table is printed. ``widths`` are in em, padding included."""

    sheet: Sheet
    size: float
    widths: tuple[float, ...]


@dataclass
class Need:
    """What a column cannot do without, and what it would like."""

    least: float
    liked: float


def fit(table: Table) -> Fit:
    """The first page and size on which no number is broken; a size less, if that saves the table from being divided; the
    last, with whatever there is room for, if there is none."""
    needs = _needs(table)
    fits = [fit for sheet, size in TRIES if (fit := _into(sheet, size, needs, table))]
    if not fits:
        sheet, size = TRIES[-1]
        return Fit(sheet, size, tuple(stretched([need.least for need in needs], sheet.room(size))))
    first = fits[0]
    smaller = [fit for fit in fits if fit.sheet == first.sheet and SMALL <= fit.size < first.size]
    return next((fit for fit in (first, *smaller) if height(table, fit) < fit.sheet.height), first)


def stacked(table: Table) -> tuple[Table, ...]:
    """A single row whose columns stand in groups as a table for each group, one above the other, if one line would be
    tight: so it can be read."""
    groups = [
        (left, right)
        for head, left, right in placed(table)
        if head.scope == "colgroup" and head in table.head[0]
    ]
    is_grouped = len(table.rows) == 1 and len(groups) == len(table.head[0]) > 1
    if not is_grouped or together(need.liked for need in _needs(table)) <= UPRIGHT.room(TRIES[0][1]):
        return (table,)
    return tuple(_columns(table, left, right) for left, right in groups)


def _columns(table: Table, left: int, right: int) -> Table:
    """A table of these columns only; its title stands over the first."""
    heads = {id(head) for head, start, _end in placed(table) if left <= start < right}
    (row,) = table.rows
    return replace(
        table,
        title="" if left else table.title,
        columns=table.columns[left:right],
        head=tuple(tuple(head for head in line if id(head) in heads) for line in table.head),
        rows=(replace(row, cells=row.cells[left:right]),),
    )


def _into(sheet: Sheet, size: float, needs: Sequence[Need], table: Table) -> Fit | None:
    room = sheet.room(size)
    if together(need.least for need in needs) > room:
        return None
    return Fit(sheet, size, _share(needs, table.columns, room))


def width(text: str) -> float:
    """How long a line of text is, in em."""
    advances = fonts.advances()
    return together(advances.get(character, 1) for character in text)


def height(table: Table, fit: Fit) -> float:
    """About how high a table stands, in mm."""
    head = (1 + len(table.head)) * 2 * LEADING * fit.size * MM_PER_POINT
    return head + together(_row_height(row, fit) for row in table.rows)


def _row_height(row: Row, fit: Fit) -> float:
    return (PADDED + LEADING * max(map(_lines, row.cells, fit.widths))) * fit.size * MM_PER_POINT


def fitted(table: Table, fit: Fit) -> Table:
    """The table with the classes that set it so, and its heads folded into lines of one length."""
    shares = stretched(fit.widths, 10000)
    words = [f"{css} w{round(share)}" for css, share in zip(table.columns, shares, strict=True)]
    rooms = {id(head): together(fit.widths[left:right]) for head, left, right in placed(table)}
    heads = ((replace(head, label=folded(head.label, rooms[id(head)])) for head in row) for row in table.head)
    return replace(
        table,
        css=f"{table.css} s{round(fit.size * 10)}".strip(),
        columns=tuple(words),
        head=tuple(map(tuple, heads)),
        rows=tuple(_fitted_row(row, fit) for row in table.rows),
    )


def _fitted_row(row: Row, fit: Fit) -> Row:
    """A high row may be divided. Cells have no address here: nothing leads to them, and a place in the file for each is
    5 KB."""
    is_high = _row_height(row, fit) > HIGH * fit.sheet.height
    cells = tuple(replace(cell, anchor="") for cell in row.cells)
    return replace(row, cells=cells, css=f"{row.css} high".strip() if is_high else row.css)


def width_rules(tables: Sequence[Table]) -> str:
    """The style of every width in use, in hundredths of a per cent."""
    used = {css.rpartition(" w")[2] for table in tables for css in table.columns}
    return "\n".join(f".w{n} {{ width: {int(n) / 100}% }}" for n in sorted(used, key=int))


def folded(label: str, room: float) -> str:
    """A label in as few lines as there is room for, about equally long; no line begins with a closing mark."""
    lines = ceil(width(label) / max(floor(room - PADDING), 1))
    found, rest = [""], label
    while rest:
        length = width(found[-1] + rest) / max(lines - len(found) + 1, 1)
        if width(found[-1]) >= length and not _is_bound(found[-1][-1], rest[0]):
            found.append("")
        found[-1] += rest[0]
        rest = rest[1:]
    return "\n".join(found)


def _is_bound(before: str, after: str) -> bool:
    """Whether no line may end between these two."""
    is_year = before.isdigit() and after == "年"
    return is_year or after in "）、，》”" or before in "（《“" or (before + after).isascii()


# What columns need ------------------------------------------------------------------------------------------------


def _needs(table: Table) -> list[Need]:
    needs = [_need(css, [row.cells[n] for row in table.rows], table) for n, css in enumerate(table.columns)]
    for head, left, right in sorted(placed(table), key=lambda placed: placed[2] - placed[1]):
        long = width(head.label)
        _bear(
            needs[left:right],
            max(ceil(long / FOLDS), min(long, 2)),
            long if long <= 4 else ceil(long / LIKED_FOLDS),
        )
    return needs


def _need(css: str, cells: Sequence[Cell], table: Table) -> Need:
    kind = css.removeprefix("c")
    longest = max([0.0, *(width(cell.text) for cell in cells)]) + NARROW
    if kind not in LEAST:
        return Need(longest + PADDING, longest + PADDING)
    inset = INDENT * max([0, *(int(row.css[1:]) - 1 for row in table.rows if row.css in ("l2", "l3"))])
    liked = min(longest + inset, BRIEF if kind == "nm" and "ctx" in table.columns else MOST[kind])
    least = min(liked, max(LEAST[kind], longest / 2 + inset if kind == "nm" else 0))
    return Need(least + PADDING, liked + PADDING)


def _bear(spanned: Sequence[Need], least: float, liked: float) -> None:
    """Let the columns below a head bear in equal parts what it lacks."""
    lacking = least + NARROW + PADDING - together(need.least for need in spanned)
    wished = liked + NARROW + PADDING - together(need.liked for need in spanned)
    for need in spanned:
        need.least += max(lacking, 0) / len(spanned)
        need.liked = max(need.liked + max(wished, 0) / len(spanned), need.least)


def placed(table: Table) -> Iterator[tuple[Head, int, int]]:
    """Every head with its first column and the one behind its last."""
    reached = [0] * len(table.columns)
    for n, row in enumerate(table.head):
        column = 0
        for head in row:
            while reached[column] > n:
                column += 1
            for spanned in range(column, column + head.colspan):
                reached[spanned] = n + head.rowspan
            yield head, column, column + head.colspan
            column += head.colspan


# Sharing out ------------------------------------------------------------------------------------------------------


def _share(needs: Sequence[Need], columns: Sequence[str], room: float) -> tuple[float, ...]:
    """Widths that fill the room: first what is liked, then amounts as wide as each other, then all in proportion."""
    widths = _towards([need.liked for need in needs], [need.least for need in needs], room)
    widest = max((each for each, css in zip(widths, columns, strict=True) if css == "cn"), default=0)
    alike = [widest if css == "cn" else each for each, css in zip(widths, columns, strict=True)]
    return tuple(stretched(_towards(alike, widths, room), room))


def _towards(wanted: Sequence[float], widths: Sequence[float], room: float) -> list[float]:
    """Widths as near to the wanted ones as there is room for."""
    lacking = [more - less for more, less in zip(wanted, widths, strict=True)]
    part = min((room - together(widths)) / (together(lacking) or 1), 1)
    return [width + gap * part for width, gap in zip(widths, lacking, strict=True)]


def _lines(cell: Cell, room: float) -> int:
    return max(_folds(cell.text, room), 1)


def _folds(text: str, room: float) -> int:
    """In how many lines a text stands in a column."""
    return ceil((width(text) - NARROW) / max(room - PADDING, 1))
