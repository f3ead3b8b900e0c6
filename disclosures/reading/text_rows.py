"""The rows of a table laid out with spaces: wrapped names brought home, and totals' names put over their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from .raw import Cell
from .text_columns import Column, Unplaced
from .text_words import ENUMERATED, Word, joined


@dataclass
class Row:
    """A row while its cells are gathered: the words of each column, and the name of a total."""

    lines: list[int]
    cells: dict[int, list[Word]]
    total: list[Word] = field(default_factory=list)


def rows_of(
    body: Sequence[Sequence[Word]],
    place: dict[Word, int],
    columns: Sequence[Column],
    at: dict[int, int],
    width: int,
) -> list[list[Cell]]:
    """The rows' cells, from row 0: names that go on over several lines are put together."""
    rows: list[Row] = []
    for line in body:
        row = Row([line[0].line], {})
        for word in line:
            if word in place:
                row.cells.setdefault(place[word], []).append(word)
            else:
                row.total.append(word)
        rows.append(row)
    numbers = {n for word, n in place.items() if word.is_number}
    names = {n for word, n in place.items() if not word.is_number}
    has_codes = bool(numbers) and bool(names) and min(numbers) < min(names)
    rows = _whole(rows, has_codes)
    return [_cells_of(row, columns, at, width) for row in rows]


def _whole(rows: list[Row], has_codes: bool) -> list[Row]:
    """Rows with the lines of wrapped names brought home.

    A line with names only belongs to the row right below it that has amounts and no name there, or to the row right
    above it; in a table of codes more likely, since a row of its own would have a code.
    """
    found: list[Row] = []
    waiting: Row | None = None
    for row, following in zip_longest(rows, rows[1:]):
        if waiting is not None:
            is_next = row.lines[0] - waiting.lines[-1] <= 1 and not row.total
            is_apart = not found or waiting.lines[0] - found[-1].lines[-1] > 1
            is_first = is_apart and not _begins(row) and (has_codes or _begins(waiting))
            is_nameless = not any(n in row.cells for n in waiting.cells)
            if is_next and not _is_text(row) and (is_nameless or is_first):
                row = _both(waiting, row)
            elif (
                is_next and _is_text(row) and not _begins(row) and all(n in waiting.cells for n in row.cells)
            ):
                waiting = _both(waiting, row)
                continue
            else:
                found.append(waiting)
            waiting = None
        last = found[-1] if found else None
        if not _is_text(row):
            found.append(row)
        elif (
            last
            and row.lines[0] - last.lines[-1] <= 1
            and (has_codes or not _begins(row))
            and _goes_on(last, row, following, has_codes)
        ):
            found[-1] = _both(last, row)
        else:
            waiting = row
    return [*found, waiting] if waiting is not None else found


def _is_text(row: Row) -> bool:
    """Whether a row has names and nothing else."""
    return not row.total and not any(w.is_number for words in row.cells.values() for w in words)


def _begins(row: Row) -> bool:
    """Whether a row begins a new item (一、…, 1.…)."""
    return any(ENUMERATED.match(w.text) for words in row.cells.values() for w in words)


def _goes_on(last: Row, row: Row, following: Row | None, has_codes: bool) -> bool:
    """Whether a line of names is the end of the row above it: that row has no name yet, or its name began above its
    amounts, or every row has a code; but not where the row below waits for a name."""
    names = [n for n in row.cells if n in last.cells]
    is_begun = len(last.lines) > 1 and all(last.cells[n][-1].line < last.lines[-1] for n in names)
    has_number = any(w.is_number for ws in last.cells.values() for w in ws)
    is_awaited = (
        following is not None
        and following.lines[0] - row.lines[0] <= 1
        and not following.total
        and not any(n in following.cells for n in row.cells)
    )
    return has_number and not last.total and (not names or is_begun or (has_codes and not is_awaited))


def _both(first: Row, second: Row) -> Row:
    """Two lines as one row."""
    cells = {n: list(words) for n, words in first.cells.items()}
    for n, words in second.cells.items():
        cells.setdefault(n, []).extend(words)
    return Row(first.lines + second.lines, cells, first.total + second.total)


def _cells_of(row: Row, columns: Sequence[Column], at: dict[int, int], width: int) -> list[Cell]:
    """A row's cells; the name of a total goes over the columns before the amounts beside it."""
    texts = {n: joined(words) for n, words in row.cells.items()}
    spans: dict[int, int] = {}
    for word in row.total:
        free = _free_run(word, row, columns, at, width)
        if free is None:
            raise Unplaced(f"“{word.text}”在哪一栏无法判断")
        start, end = free
        texts[start] = word.text
        spans[start] = end - start
    covered = {k for n, span in spans.items() for k in range(n + 1, n + span)}
    return [Cell(texts.get(n, ""), 0, n, 1, spans.get(n, 1)) for n in range(width) if n not in covered]


def _free_run(
    word: Word, row: Row, columns: Sequence[Column], at: dict[int, int], width: int
) -> tuple[int, int] | None:
    """The columns that a total's name stands over: those of names and codes around it, free in its row."""
    by_place = sorted((n, c) for c in columns for n in [at[id(c)]])
    nearest = min(
        (pair for pair in by_place if pair[0] not in row.cells),
        key=lambda pair: max(pair[1].start - word.centre, word.centre - pair[1].end, 0),
        default=None,
    )
    if nearest is None:
        return (0, 1) if 0 not in row.cells else None
    taken = {n: words[0] for n, words in row.cells.items()}
    right = min((n for n, w in taken.items() if w.start >= word.end), default=width)
    left = max((n + 1 for n, w in taken.items() if w.end <= word.start), default=0)
    end = min(right, nearest[0] + 1)
    return (left, end) if left < end else None
