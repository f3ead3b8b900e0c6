"""The columns of a table laid out with spaces: from the words of its rows, before any head is looked at.

Words that overlap from line to line are one column; two words in one line are two. Amounts are never added up to find
their place: what the lines do not show is said to be lost (``Unplaced``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import mean

from .text_words import Word, joined

#: By so many columns of the text an amount stands too far to the left for each amount that it is chained to.
DRIFT = 5


class Unplaced(Exception):
    """Where the columns are cannot be told from the lines; the message says why, in Chinese."""


@dataclass(eq=False)
class Column:
    """A column while its head is looked for: what stands in it, from where to where, and the words of its own head."""

    start: int
    end: int
    head: list[Word] = field(default_factory=list)
    has_names: bool = False

    def take(self, word: Word) -> None:
        """Make a word part of its head: the column goes as far as that."""
        self.head.append(word)
        self.start, self.end = min(self.start, word.start), max(self.end, word.end)

    @property
    def top(self) -> int:
        """The line that its head begins on."""
        return min(word.line for word in self.head)

    @property
    def middle(self) -> float:
        """The line in the middle of its head."""
        return mean(word.line for word in self.head)


@dataclass(frozen=True)
class Parent:
    """A head that stands over several columns; its words stand below one another."""

    words: tuple[Word, ...]

    @cached_property
    def line(self) -> float:
        """The line in the middle of its words."""
        return mean(word.line for word in self.words)

    @property
    def text(self) -> str:
        """Its words as one."""
        return joined(self.words)


def columns_of(rows: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The words of each column of the body. The names of totals stand across columns and are no evidence, and chained
    amounts only where no column is next to the one of the amount before."""
    words = [word for row in rows for word in row if not word.is_total]
    evidence = [word for word in words if not word.is_chained]
    while True:
        found = _grouped(evidence)
        missing = _chain(rows, found)
        if not missing:
            return found
        evidence += missing


def _groups_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words that overlap each other from line to line, from left to right."""
    found: list[list[Word]] = []
    end = -1
    for word in sorted(words, key=lambda w: (w.start, w.end)):
        if found and word.start < end:
            found[-1].append(word)
        else:
            found.append([word])
            end = -1
        end = max(end, word.end)
    return found


def _grouped(words: Sequence[Word]) -> list[list[Word]]:
    """Columns from the left: words that overlap, parted where a line has two of them; indented names are one column."""
    found: list[list[Word]] = []
    for group in _groups_of(words):
        found += [group] if _is_one(group) else _parted(group)
    ordered = sorted(found, key=lambda g: (min(w.start for w in g), max(w.end for w in g)))
    merged: list[list[Word]] = []
    for group in ordered:
        if merged and _are_indented(merged[-1], group):
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
    return merged


def _are_indented(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether two columns of names are one whose lower levels are indented: they are close, and no line has both."""
    are_names = not any(word.is_number for word in (*left, *right))
    gap = min(word.start for word in right) - max(word.end for word in left)
    return are_names and gap <= 2 and not {w.line for w in left} & {w.line for w in right}


def _chain(rows: Sequence[Sequence[Word]], groups: list[list[Word]]) -> list[Word]:
    """Put the chained amounts in the columns next to each other; returns the first of a row that fits in none."""
    place = {word: n for n, group in enumerate(groups) for word in group}
    extents = [extent(group) for group in groups]
    missing: list[Word] = []
    added: list[tuple[int, Word]] = []
    for row in rows:
        at, length = -1, 0
        for n, word in enumerate(row):
            if word in place:
                at, length = place[word], 0
                continue
            if not word.is_chained:
                continue
            at, length = at + 1, length + 1
            following = next((place[w] for w in row[n + 1 :] if w in place), len(groups))
            is_near = at < len(groups) and extents[at][0] - DRIFT * length <= word.start <= extents[at][1]
            if at >= following or not is_near:
                missing.append(word)
                break
            added.append((at, word))
    if not missing:
        for at, word in added:
            groups[at].append(word)
    return missing


def extent(group: Sequence[Word]) -> tuple[int, int]:
    """From where to where a column goes, by the words that stand where they should."""
    words = [word for word in group if not word.is_chained] or group
    return min(word.start for word in words), max(word.end for word in words)


def _is_one(group: Sequence[Word]) -> bool:
    """Whether no line has two of these words."""
    return len({word.line for word in group}) == len(group)


def _parted(group: Sequence[Word]) -> list[list[Word]]:
    """A group with two words in one line, parted: names from numbers, and amounts by where they end."""
    numbers = [word for word in group if word.is_number]
    others = [word for word in group if not word.is_number]
    parts = _groups_of(others)
    for part in _groups_of(numbers):
        parts += [part] if _is_one(part) else _by_ends(part)
    if not all(_is_one(part) for part in parts):
        raise Unplaced("同一行有两处文字在同一栏位置，分不出栏目")
    return parts


def _by_ends(group: Sequence[Word]) -> list[list[Word]]:
    """Amounts of several columns, parted at the widest steps between their right ends."""
    ends = sorted({word.end for word in group})
    lines = [word.line for word in group]
    count = max(lines.count(line) for line in lines)
    cuts = sorted(sorted(pairwise(ends), key=lambda pair: pair[0] - pair[1])[: count - 1])
    parts: list[list[Word]] = [[] for _ in range(count)]
    for word in group:
        parts[sum(word.end > cut for cut, _ in cuts)].append(word)
    return parts
