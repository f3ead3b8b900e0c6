"""Where things stand in a table, for a person, and the unit that a table prints."""

from __future__ import annotations

import re
from collections.abc import Iterable

from budgets.facts import Place

from .raw import Cell
from .structure import Captioned

CAPTION_UNIT = re.compile(
    r"(?:金额)?单位[:：]?(?:人民币)?(?P<unit>万元|元)|[（(](?:单位[:：])?(?P<bare>万元|元)[)）]"
)


def place_of(
    captioned: Captioned, *what: str, page: int = 0, quote: str = "", cell: Cell | None = None
) -> Place:
    """A place in a table: page, number and title, then what names it there; ``cell`` stands there."""
    page = page or captioned.page
    number = re.sub(r"[表、.．\s：:]+", "", captioned.number)
    name = f"表 {number} {captioned.title}" if number else captioned.title or "表格"
    parts = (f"第 {page} 页" if page else "", name.strip(), *what)
    text = " · ".join(part for part in parts if part)
    if cell is None:
        return Place(captioned.scope, text, page, quote)
    return Place(captioned.scope, text, page, quote, cell=cell.address, is_hidden=cell.is_hidden)


def first_cell(captioned: Captioned) -> Cell | None:
    """The first cell of a table that says anything."""
    return next((cell for grid in captioned.grids for cell in grid.cells if cell.text), None)


def unit_in(text: str) -> str:
    """元 or 万元 where a text names it; else empty."""
    if text in ("元", "万元"):
        return text
    found = CAPTION_UNIT.search(text)
    return (found["unit"] or found["bare"]) if found else ""


def printed_unit(captioned: Captioned, heads: Iterable[str]) -> str:
    """The unit of a table as its caption, its title, its heads or its notes say; empty where nothing does."""
    for text in (captioned.unit, captioned.title, *heads, *captioned.notes):
        if unit := unit_in(text):
            return unit
    return ""
