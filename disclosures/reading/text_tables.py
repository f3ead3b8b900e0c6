"""Tables that a text lays out with spaces, as ``pdftotext -layout`` and mono-spaced listings do.

    lines ──text_words──▶ words ──text_columns──▶ columns ──text_heads, text_wrapped_heads──▶ columns with heads
      ──text_head_cells──▶ cells of the heads
      ──text_rows, text_continued──▶ cells of the rows

Everything follows from where words begin and end: columns from the rows' words, the empty ones from their heads alone;
which words of the head stand over which columns; how many rows of heads a column's own head goes down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .raw import Cell, Grid
from .text_columns import Column, Unplaced, columns_of, extent
from .text_continued import as_before
from .text_head_cells import Ruler, place_heads
from .text_heads import read_heads
from .text_rows import rows_of
from .text_words import Word, is_body, measure, words_of


def read_grid(lines: Sequence[str], page: int, before: Grid | None = None) -> Grid:
    """The table in these lines, heads first. ``before`` is the part of it on the page before: it says what the columns
    are where this page repeats no head. Raises ``Unplaced`` where columns cannot be told apart."""
    wide = measure(lines)
    words = [words_of(line, n, wide=wide) for n, line in enumerate(lines)]
    start = next((n for n, row in enumerate(words) if is_body(row)), None)
    if start is None:
        start = _only_total(words)
    heads = [row for row in words[:start] if row]
    body = [row for row in words[start:] if row]
    try:
        return _laid_out(heads, body, page, before, wide)
    except Unplaced:
        if len(heads) == 1 and all(len(row) == len(heads[0]) for row in body):
            return _even(heads, body, page)
        raise


def _even(heads: Sequence[Sequence[Word]], body: Sequence[Sequence[Word]], page: int) -> Grid:
    """A table with a word in every place: nothing needs to be measured."""
    cells = [Cell(word.text, r, n) for r, row in enumerate([*heads, *body]) for n, word in enumerate(row)]
    return Grid(tuple(cells), page=page, heads=len(heads))


def _laid_out(
    heads: Sequence[Sequence[Word]], body: Sequence[Sequence[Word]], page: int, before: Grid | None, wide: int
) -> Grid:
    """The table by where its words stand; raises ``Unplaced``."""
    groups = columns_of(body)
    place = {word: n for n, group in enumerate(groups) for word in group}
    columns = [Column(*extent(group), has_names=not all(w.is_number for w in group)) for group in groups]
    owner = {word: columns[n] for word, n in place.items()}
    cells: list[Cell] = []
    if heads:
        columns, parents = read_heads(heads, columns)
        ruler = Ruler.of((word for row in (*heads, *body) for word in row), wide=wide)
        cells = place_heads(columns, parents, ruler)
    if before is None or heads:
        at = {id(column): n for n, column in enumerate(columns)}
        width = len(columns)
    else:
        at = as_before(columns, body, owner, before)
        width = before.width
    depth = max((cell.row + cell.rows for cell in cells), default=0)
    rows = rows_of(body, {word: at[id(column)] for word, column in owner.items()}, columns, at, width)
    return Grid((*cells, *_body_cells(rows, depth)), page=page, heads=depth)


def _only_total(words: Sequence[Sequence[Word]]) -> int:
    """Of a table without amounts: where its last row is, the total's name alone, if it has one."""
    last = max((n for n, row in enumerate(words) if row), default=0)
    is_total = all(word.is_total for word in words[last]) and sum(map(bool, words)) > 1
    return last if is_total else len(words)


def _body_cells(rows: Sequence[Sequence[Cell]], depth: int) -> Iterable[Cell]:
    """The cells of the rows, below ``depth`` rows of heads."""
    for n, row in enumerate(rows):
        for cell in row:
            yield Cell(cell.text, depth + n, cell.column, cell.rows, cell.columns)
