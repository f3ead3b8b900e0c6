"""Tables that go on from the page before without a head: which columns are which follows from what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from .raw import Grid
from .text_columns import Column, Unplaced
from .text_words import NUMBER, STRICT, Word


def as_before(
    columns: Sequence[Column], body: Sequence[Sequence[Word]], owner: dict[Word, Column], before: Grid
) -> dict[int, int]:
    """Which columns of the page before these are: as many amounts, and as many codes before the name."""
    amounts = [c for c in columns if _is_amounts(c, body, owner)]
    others = [c for c in columns if c not in amounts]
    sides = _kinds(before)
    there = [n for n, kind in enumerate(sides) if kind == "amount"]
    texts = [n for n, kind in enumerate(sides) if kind != "amount"]
    if len(amounts) != len(there):
        raise Unplaced(f"本页表格没有表头，有{len(amounts)}栏金额，上页有{len(there)}栏，无法判断各栏是什么")
    found = {id(c): n for c, n in zip(amounts, there, strict=True)}
    if len(others) == len(texts):
        found |= {id(c): n for c, n in zip(others, texts, strict=True)}
    elif len(others) <= 1:
        names = [n for n in texts if sides[n] == "name"] or texts
        found |= {id(c): names[0] for c in others}
    else:
        raise Unplaced("本页表格没有表头，文字栏数与上页不同，无法判断各栏是什么")
    return found


def _is_amounts(column: Column, body: Sequence[Sequence[Word]], owner: dict[Word, Column]) -> bool:
    """A column of numbers that stands behind a name; codes stand before it."""
    mine = [word for row in body for word in row if owner.get(word) is column]
    if not all(word.is_number for word in mine):
        return False
    return any(STRICT.fullmatch(w.text) for w in mine) or any(
        not w.is_number for row in body for w in row if w.end <= column.start
    )


def _kinds(grid: Grid) -> list[str]:
    """What stands in each column of a table: amount, name or code; an empty one behind a name is one of amounts."""
    found: list[str] = []
    for n in range(grid.width):
        texts = [
            c.text for c in grid.cells if c.column == n and c.columns == 1 and c.row >= grid.heads and c.text
        ]
        are_numbers = all(NUMBER.fullmatch(text) for text in texts)
        if not are_numbers:
            found.append("name")
        elif "name" in found:
            found.append("amount")
        else:
            found.append("code")
    return found if "name" in found else ["amount" if kind == "code" else kind for kind in found]
