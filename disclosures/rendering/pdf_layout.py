"""What stands on which page: a table together with the headings right above it, and where a new page begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .grid import together
from .layout import Block, Heading, Layout, Paragraph, Part, Table, Terms
from .pdf_tables import fit, fitted, height, stacked

#: A part with more characters than this, three quarters of a page, begins one.
LONG = 900
#: A table that takes up less than this of its page is not divided; a higher one begins a page.
WHOLE = 0.6


@dataclass(frozen=True)
class Printed:
    """A table set for its page (or several, one above the other), and the headings that stand on the same page."""

    anchor: str
    css: str
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    kind: str = "printed"


@dataclass(frozen=True)
class PrintedPart:
    blocks: tuple[Any, ...]
    begins_page: bool


def printed_parts(layout: Layout) -> list[PrintedPart]:
    """The parts as they are printed. A long one, or one with tables, begins a page, and so does what follows it."""
    found, was_long = [], False
    for n, part in enumerate(layout.parts):
        is_long = _is_long(part)
        begins_page = n > 0 and (is_long or was_long)
        found.append(PrintedPart(tuple(_blocks(part, begins_page or n == 0)), begins_page))
        was_long = is_long
    return found


def tables_of(parts: Sequence[PrintedPart]) -> list[Table]:
    """Every table as it is printed."""
    return [
        table
        for part in parts
        for block in part.blocks
        if isinstance(block, Printed)
        for table in block.tables
    ]


def _is_long(part: Part) -> bool:
    return (
        any(isinstance(block, Table) for block in part.blocks) or together(map(_length, part.blocks)) > LONG
    )


def _length(block: Block) -> int:
    match block:
        case Paragraph():
            return len("".join(run.text for run in block.runs))
        case Terms():
            return len("".join(item["name"] + item["text"] for item in block.items))
    return 0


def _blocks(part: Part, is_at_top: bool) -> Iterator[Any]:
    """The blocks, headings gathered to the table below them. ``is_at_top``: the part begins on a page of its own."""
    headings = [part.heading] if part.heading else []
    for block in part.blocks:
        if isinstance(block, Heading):
            headings.append(block)
        elif isinstance(block, Table):
            yield _printed(block, headings, is_at_top)
            headings, is_at_top = [], False
        else:
            yield from headings
            yield block
            headings, is_at_top = [], False
    yield from headings


def _printed(table: Table, headings: Sequence[Heading], is_at_top: bool) -> Printed:
    fits = [(each, fit(each)) for each in stacked(table)]
    sheet = max((one.sheet for _each, one in fits), key=lambda sheet: sheet.width)
    is_whole = together(height(each, one) for each, one in fits) < WHOLE * sheet.height
    words = ("tb", sheet.css, "whole" if is_whole else "", "" if is_whole or is_at_top else "top")
    return Printed(
        anchor=table.anchor,
        css=" ".join(word for word in words if word),
        headings=tuple(headings),
        tables=tuple(fitted(each, one) for each, one in fits),
        notes=table.notes,
    )
