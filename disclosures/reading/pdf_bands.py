"""Lines of a page in pieces, and bands of them: between rules that run through, between rows, above the body.

Whether a band is a head or part of the body follows from what stands in it: amounts and codes stand in bodies alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .numbers import is_amount
from .pdf_grids import NEAR
from .pdf_lines import Row, chunks, text_of

#: The line over a table that says its unit of money.
UNIT = re.compile(r"单\s*位\s*[:：]")
#: Codes of functions: class, group, item.
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
        """The x of its middle."""
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


def bands_of(places: Sequence[float], lines: Iterable[list[Chunk]]) -> list[Band]:
    """The bands between these places, from the top, each with the lines whose middle stands in it."""
    bands = [Band(a, b) for a, b in zip(places, places[1:], strict=False)]
    for line in lines:
        middle = (line[0].top + line[0].bottom) / 2
        for band in bands:
            if band.top <= middle < band.bottom:
                band.lines.append(line)
                break
    return bands


def body_from(bands: Sequence[Band]) -> int:
    """Where the body begins: with the first amount or code, or before it with an empty row, or with what stands first
    in several rows."""
    first = [band.lines[0][0] if band.lines else None for band in bands]
    for i, band in enumerate(bands):
        own = first[i]
        again = sum(1 for o in first if o and own and o.text == own.text and abs(o.x0 - own.x0) < NEAR)
        if band.is_body or i and (own is None or again > 1):
            return i
    return len(bands)


def with_heads_apart(bands: Sequence[Band]) -> list[Band]:
    """Bands, the first that has rows parted from the heads that stand in it above them, where no rule parts them."""
    found = list(bands)
    at = next((i for i, band in enumerate(found) if band.is_body), None)
    if at is None or not between_rows(found[at]):
        return found
    band = found[at]
    first = next(i for i, line in enumerate(band.lines) if any(is_value(chunk.text) for chunk in line))
    if first:
        heads, rows = band.lines[:first], band.lines[first:]
        y = (max(chunk.bottom for chunk in heads[-1]) + min(chunk.top for chunk in rows[0])) / 2
        found[at : at + 1] = [Band(band.top, y, heads), Band(y, band.bottom, rows)]
    return found


def between_rows(band: Band) -> list[float]:
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
