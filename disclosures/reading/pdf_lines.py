"""Glyphs to lines: which stand in one line, and where a gap between two of them is a space.

Programs that set Chinese put glyphs where they want them: a justified line has wide gaps everywhere, a heading is
spaced out, two numbers side by side have nothing between them but their distance. So a gap counts as a space by what
stands on both sides of it and by how wide the other gaps of the line are; spaces that the file has are gaps, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from .pdf_shapes import Glyph

#: Two glyphs stand in one line if their middles are nearer than this part of the smaller one's size.
SAME_LINE = 0.55


@dataclass(frozen=True, slots=True)
class Row:
    """Glyphs of one line, from left to right, spaces left out."""

    glyphs: tuple[Glyph, ...]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return max(glyph.x1 for glyph in self.glyphs)

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def size(self) -> float:
        return median(glyph.size for glyph in self.glyphs)


def rows_of(glyphs: Iterable[Glyph]) -> list[Row]:
    """Lines from the top. A small glyph (a raised 2, a comma of another face) belongs to the line that it overlaps."""
    rows: list[list[Glyph]] = []
    middles: list[tuple[float, float]] = []  # of the greatest glyph of each row: its middle and its size
    for glyph in sorted(glyphs, key=lambda one: (one.top + one.bottom, one.x0)):
        middle = (glyph.top + glyph.bottom) / 2
        for i in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            at, size = middles[i]
            is_raised = min(size, glyph.size) < 0.75 * max(size, glyph.size)
            if abs(middle - at) <= SAME_LINE * min(size, glyph.size) or (
                is_raised and abs(middle - at) < 0.5 * max(size, glyph.size)
            ):
                rows[i].append(glyph)
                if glyph.size > size * 1.05:
                    middles[i] = (middle, glyph.size)
                break
        else:
            rows.append([glyph])
            middles.append((middle, glyph.size))
    shown = (sorted((g for g in row if not g.text.isspace()), key=lambda one: one.x0) for row in rows)
    return sorted((Row(tuple(row)) for row in shown if row), key=lambda row: (row.top + row.bottom, row.x0))


def is_wide(char: str) -> bool:
    """Does a character fill a square: a Chinese character, or full-width punctuation and digits."""
    return unicodedata.east_asian_width(char) in "WFA" and char not in "·—…‘’“”"


def _kind(glyph: Glyph) -> str:
    char = glyph.text[-1:]
    if char.isdigit() and char.isascii() or char in ".,%-+":
        return "digit"
    return "wide" if is_wide(char) else "letter"


#: The gap from which there is a space, in sizes of the glyphs, beyond what the line's gaps of that kind have anyway.
_SPACE = {
    ("wide", "wide"): 0.8,
    ("digit", "digit"): 0.22,
    ("letter", "letter"): 0.22,
    ("digit", "letter"): 0.22,
    ("letter", "digit"): 0.22,
}
_SPACE_OTHER = (
    0.6  # between a Chinese character and a number, where programs put a quarter of their own accord
)


def text_of(row: Row) -> str:
    """What a line says. One space where a reader sees one; none within words and numbers that are only spread out."""
    glyphs = row.glyphs
    pairs = list(zip(glyphs, glyphs[1:], strict=False))
    gaps = [max(0.0, right.x0 - left.x1) / max(left.size, right.size, 0.1) for left, right in pairs]
    kinds = [tuple(sorted((_kind(left), _kind(right)))) for left, right in pairs]
    usual: dict[tuple[str, ...], float] = {}
    for kind in set(kinds):
        own = [gap for gap, other in zip(gaps, kinds, strict=True) if other == kind]
        # What only two or three gaps have is nothing usual: 目 录 is spaced out, 201 05 are two codes.
        usual[kind] = min(median(own), 1.2 if "wide" in kind else 0.3) if len(own) >= 4 else 0.0
    parts = [glyphs[0].text]
    for (left, right), gap, kind in zip(pairs, gaps, kinds, strict=True):
        least = _SPACE.get((_kind(left), _kind(right)), _SPACE_OTHER)
        if left.text[-1:] == "." and kind != ("digit", "digit"):
            least = 0.3  # after the number of a heading: 1. 一般公共预算
        if gap > usual[kind] + least:
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


#: The same for what stands in one column of a table: there nothing is spread out so far.
_APART = {("wide", "wide"): 0.9, ("digit", "digit"): 0.22, ("letter", "letter"): 0.5}
_APART_OTHER = 0.5
_CENTS = re.compile(r"(?:^|[^\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d$")


def chunks(row: Row) -> list[Row]:
    """A line cut where columns may part: before every gap that is wide for what stands on its sides.

    Two amounts in narrow columns may stand closer than that: one with its two decimals is complete.
    """
    found: list[list[Glyph]] = [[row.glyphs[0]]]
    for left, right in zip(row.glyphs, row.glyphs[1:], strict=False):
        gap = (right.x0 - left.x1) / max(left.size, right.size, 0.1)
        least = _APART.get((_kind(left), _kind(right)), _APART_OTHER)
        if gap > 0.04 and right.text.isdigit() and _CENTS.search("".join(g.text for g in found[-1][-20:])):
            least = 0.04
        if gap > least:
            found.append([])
        found[-1].append(right)
    return [Row(tuple(glyphs)) for glyphs in found]


def parted(row: Row, gutters: Sequence[tuple[float, float]]) -> list[Row]:
    """A line cut in gutters between columns, where a gap of it is clearly wider than its gaps usually are."""
    glyphs = row.glyphs
    gaps = [right.x0 - left.x1 for left, right in zip(glyphs, glyphs[1:], strict=False)]
    if not gaps:
        return [row]
    usual = sorted(gaps)[len(gaps) // 2] if len(gaps) > 2 else 0.0
    found: list[list[Glyph]] = [[glyphs[0]]]
    for left, right, gap in zip(glyphs, glyphs[1:], gaps, strict=False):
        middle = (left.x1 + right.x0) / 2
        if gap > max(usual, 0.0) + 0.12 * row.size and any(a <= middle <= b for a, b in gutters):
            found.append([])
        found[-1].append(right)
    return [Row(tuple(part)) for part in found]


def is_spread(row: Row) -> bool:
    """Is the line one word, spread out: 合　　计."""
    glyphs = row.glyphs
    gaps = [right.x0 - left.x1 for left, right in zip(glyphs, glyphs[1:], strict=False)]
    return (
        1 < len(glyphs) <= 6
        and all(is_wide(glyph.text[-1:]) for glyph in glyphs)
        and min(gaps) > 0.3 * row.size
        and max(gaps) < 2 * min(gaps) + 0.5 * row.size
    )


def cell_text(rows: Sequence[Row]) -> str:
    """What a cell says: its lines joined, a word spread out closed up. A number that a narrow cell broke is one again."""
    said = ""
    for row in rows:
        text = "".join(glyph.text for glyph in row.glyphs) if is_spread(row) else text_of(row)
        said = joined(said, text)
    return said


def joined(first: str, second: str) -> str:
    """Two lines of one cell as one text."""
    if not first or not second:
        return first or second
    last, following = first[-1], second[0]
    if is_wide(last) or is_wide(following):
        return first + second
    if last in "0123456789,." and following in "0123456789,.":
        is_whole = "." in first.rsplit(" ", 1)[-1][-3:-1]  # 100.00 is complete, 31,214,20 goes on
        return first + (" " if is_whole else "") + second
    return f"{first} {second}" if last.isalnum() and following.isalnum() else first + second
