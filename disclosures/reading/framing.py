"""What stands above and below a table in its own grid, as rows across: given as lines, as where it stands outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .raw import Cell, Grid, Line

#: A row with nothing but these is no row of heads: who made the table, of what, in which unit.
FACTS = re.compile(
    r"(?:编制|编报|填报|填制|制表|公开|预算|主管|预算主管)?(?:部门|单位|机构|日期|时间|年度|人)(?:名称)?(?:[（(][^）)]{0,8}[）)])?\s*[:：].*"
    r"|(?:金额)?单\s*位\s*[:：]?\s*(?:人民币)?[（(]?[百千万亿]*元.*|金额单位.*"
    r"|[（(]?(?:金额)?单位\s*[:：].*|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}\s*年度?"
)
UNIT = re.compile(r"[（(]?(?:金额)?单\s*位\s*[:：]?\s*(?:人民币)?[（(]?[百千万亿]*元.*")
HEAD = re.compile(r"项\s*目|合\s*计|科目.*|.*(?:数|支出|收入|名称|编码)")
TITLE = re.compile(
    r".*(?:表|情况|目录|说明)(?:[（(][^（()）]{1,16}[)）])*(?:[（(]续表?[)）]|续)?"
    r"|(?:附件|附表|附|表|[^\s]{0,8}公开表?|预算?公开?\s*\d{1,2}\s*表)\s*[-0-9一二三四五六七八九十]*(?:[-.]\d+)?\s*[:：]?"
    r"|[（(]\s*\d{4}\s*年度?\s*[）)]"
)
NOTE = re.compile(r"\s*(?:备\s*)?注\s*\d*\s*(?:[:：.、]|$)|\s*说\s*明\s*[:：]|\s*[*＊※]")


def framed(grid: Grid) -> list[Line | Grid]:
    """A grid with the rows of title, maker and unit above it and of notes below it taken out, as lines around it."""
    rows = _rows(grid)
    width = grid.width
    top = 0
    above: list[Line] = []
    while top < len(rows):
        texts = _texts(rows[top])
        if texts and not _is_caption(rows[top], width, is_first=not above):
            break
        if any(cell.rows > 1 and cell.text for cell in rows[top]):
            break
        above += _lines(texts, grid.page)
        top += 1
    end = len(rows)
    below: list[Line] = []
    while end > top and not _texts(rows[end - 1]):
        end -= 1
    for n in range(end - 1, top, -1):
        texts = _texts(rows[n])
        if not texts:
            continue
        if is_note(texts):
            notes = [t for row in rows[n:end] for t in _texts(row)]
            if all(len(_texts(row)) <= 1 for row in rows[n:end]):
                below = [line for text in notes for line in _lines([text], grid.page)]
                end = n
        elif len(texts) > 1 or not _is_across(rows[n], width):
            break
    while end > top and not _texts(rows[end - 1]):
        end -= 1
    cells = tuple(
        replace(cell, row=cell.row - top, rows=min(cell.rows, end - cell.row))
        for row in rows[top:end]
        for cell in row
    )
    inner = [replace(grid, cells=cells, heads=max(grid.heads - top, 0))] if cells else []
    return [*above, *inner, *below]


def _rows(grid: Grid) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        rows[cell.row].append(cell)
    return rows


def _texts(row: Iterable[Cell]) -> list[str]:
    return [cell.text for cell in row if cell.text.strip()]


def _lines(texts: Sequence[str], page: int) -> list[Line]:
    """A row's texts as one line; a text of several paragraphs as several."""
    parts = [part.strip() for part in "  ".join(texts).split("\n")]
    return [Line(part, page, is_whole=True, is_centred=len(texts) == 1) for part in parts if part]


def _is_across(row: Sequence[Cell], width: int) -> bool:
    """Whether one cell of the row goes over (nearly) all columns."""
    return any(cell.columns >= max(2, width - 1) for cell in row if cell.text)


def _is_caption(row: Sequence[Cell], width: int, *, is_first: bool) -> bool:
    """Whether a row at the top says what the table is, and is no row of heads."""
    texts = _texts(row)
    if is_caption(texts) and width >= len(texts):
        return True
    return len(texts) == 1 and is_first and width > 2 and _is_across(row, width) and not is_note(texts)


def is_caption(texts: Sequence[str]) -> bool:
    """Whether a row of these texts says what a table is: its title or number, its maker, its unit."""
    own = [text.strip() for text in texts]
    if len(own) == 1:
        return bool(TITLE.fullmatch(own[0]) or FACTS.fullmatch(own[0]))
    if any(UNIT.fullmatch(text) for text in own):
        return len(own) <= 4 and not any(HEAD.fullmatch(text) for text in own)
    return len(own) <= 4 and all(FACTS.fullmatch(text) and set(text) & set(":：") for text in own)


def is_note(texts: Sequence[str]) -> bool:
    """Whether a row of these texts is a note under a table."""
    return len(texts) == 1 and NOTE.match(texts[0]) is not None
