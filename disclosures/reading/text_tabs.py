"""Tables with tabs in a text file: rows as a spreadsheet is pasted, or one cell a line as Word's plain text has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .raw import Cell, Grid, Line
from .text_lines import line_of

HEADING = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+)"
)


def tab_end(lines: Sequence[str], start: int) -> int:
    """Where the lines of a table with tabs end: 0 where a tab only indents a paragraph."""
    last = start
    inner = int("\t" in lines[start].strip("\t "))
    led = int(lines[start].startswith("\t"))
    for n in range(start + 1, len(lines)):
        if "\t" in lines[n]:
            gap = [line for line in lines[last + 1 : n] if line.strip()]
            if len(gap) > 12 or (not lines[last].startswith("\t") and any(_is_heading(line) for line in gap)):
                break
            last = n
            inner += "\t" in lines[n].strip("\t ")
            led += lines[n].startswith("\t")
    if not inner and led < 3:
        return 0
    while (
        last + 1 < len(lines) and lines[last + 1].strip() and not inner and not _is_heading(lines[last + 1])
    ):
        last += 1
    return last + 1


def _is_heading(line: str) -> bool:
    return HEADING.match(line) is not None


def tab_grids(lines: Sequence[str], page: int) -> Iterable[Line | Grid]:
    """The table in lines with tabs: rows with tabs between their cells, or one cell a line, begun by a tab."""
    inner = sum("\t" in line.strip("\t ") for line in lines)
    led = sum(line.startswith("\t") for line in lines)
    rows = _rows_of_lines(lines) if inner * 2 >= led else _rows_of_cells(lines)
    while rows and len(rows[0]) == 1 and len(rows) > 1:  # a title or a year above the table
        for text in rows.pop(0)[0].split("\n"):
            if text.strip():
                yield line_of(text, page, True)
    if not rows:
        return
    width = max(map(len, rows))
    cells = [
        Cell(_cell_text(text), r, n, 1, width - n if len(row) == 1 else 1)
        for r, row in enumerate(rows)
        for n, text in enumerate(row)
    ]
    yield Grid(tuple(cells), page=page)


def _cell_text(text: str) -> str:
    """A cell's lines joined: Chinese text without a gap, words with letters with one."""
    lines = [part.strip(" \u3000\u00a0\t") for part in text.split("\n")]
    joined = ""
    for line in filter(None, lines):
        gap = joined[-1:].isascii() and joined[-1:].isalnum() and line[0].isascii() and line[0].isalpha()
        joined += " " * gap + line
    return joined


def _rows_of_lines(lines: Sequence[str]) -> list[list[str]]:
    """Rows as a spreadsheet is pasted; a cell in quotation marks may go on over lines."""
    rows: list[list[str]] = []
    open_quote = False
    for line in lines:
        if open_quote and rows:
            first, *others = line.split("\t")
            rows[-1][-1] += "\n" + first
            rows[-1] += others
        elif line.strip():
            rows.append(line.split("\t"))
        else:
            continue
        open_quote = rows[-1][-1].startswith('"') and rows[-1][-1].count('"') % 2 == 1
    return [[_unquoted(cell) for cell in row] for row in rows]


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _rows_of_cells(lines: Sequence[str]) -> list[list[str]]:
    """Rows of a table with one cell a line, each begun by a tab, a row ended by a blank line.

    A blank line may also be the empty last paragraph of a cell. Which it is follows from the rows around: parts are put
    together where that makes a row as long as the row before it or as the longest.
    """
    parts: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("\t"):
            parts[-1].append(line[1:])
        elif line.strip():
            if parts[-1]:
                parts[-1][-1] += "\n" + line
            elif len(parts) > 1 and parts[-2]:
                parts[-2][-1] += "\n" + line
            else:
                parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return _regrouped([part for part in parts if part])


def _regrouped(parts: list[list[str]]) -> list[list[str]]:
    """Parts of rows put together so that lengths of rows change least; a part put to the one before costs a little, and more
    where the row does not go on below a merged cell, that is, begins with an empty one."""
    lengths = {len(part) for part in parts}
    longest = max(lengths, default=0)
    # By where a row ends and how long it is: the least cost, and where it began and how long the row before was.
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(0, 0): (0.0, None)}
    for end in range(1, len(parts) + 1):
        total = 0
        for start in range(end - 1, -1, -1):
            total += len(parts[start])
            if total > longest or end - start > 6:
                break
            joins = (0.3 if not parts[start][0].strip() else 1.5) * (end - start - 1)
            for (at, length), (cost, _) in list(best.items()):
                if at != start:
                    continue
                change = (
                    0.0 if total == length else 0.8 if total == longest else 1.0 if total in lengths else 1.6
                )
                new = cost + joins + change
                if new < best.get((end, total), (float("inf"), None))[0]:
                    best[end, total] = new, (at, length)
    state: tuple[int, int] | None = min(
        (key for key in best if key[0] == len(parts)), key=lambda key: best[key][0], default=None
    )
    rows: list[list[str]] = []
    while state and state[0]:
        previous = best[state][1]
        start = previous[0] if previous else 0
        rows.append([cell for part in parts[start : state[0]] for cell in part])
        state = previous
    return rows[::-1]
