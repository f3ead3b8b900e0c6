"""Furniture: lines that belong to the page and not to the text — page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .lines import SENTENCE_ENDS, Block, body_size, clean, squeezed
from .raw import Line

_PAGE_NUMBER = re.compile(
    r"[-—–－─·•~～\s]*(?:第\s*)?(\d{1,3}|[ivxlcIVXLC]{1,6})\s*(?:页)?[，,\s/／]*"
    r"(?:(?:共|of|/|／)\s*\d{1,3}\s*页?)?[-—–－─·•~～\s]*|Page\s+(\d{1,3})(?:\s+of\s+\d{1,3})?",
    re.IGNORECASE,
)
_DASHED = re.compile(r"[-—–－─]\s*\d{1,3}\s*[-—–－─]|第\s*\d{1,3}\s*页(?:[，,\s]*共\s*\d{1,3}\s*页)?")

#: Lines that repeat over pages and still say something: what stands around a table.
_AROUND_TABLES = re.compile(r"[:：]|表\s*$|表\s*[\d一二三四五六七八九十]|合计|总计")

#: The title of the cover is among the first lines.
_FIRST_LINES = 80


def without_furniture(blocks: Sequence[Block]) -> tuple[list[tuple[int, Block]], tuple[str, ...]]:
    """The blocks with their places, furniture taken out, and the furniture."""
    gone = _Pages(blocks).furniture()
    kept = [(n, block) for n, block in enumerate(blocks) if n not in gone]
    return kept, tuple(clean(b.text) for n, b in enumerate(blocks) if n in gone and isinstance(b, Line))


@dataclass
class _Pages:
    """The blocks by page, and what is asked of them again and again."""

    blocks: Sequence[Block]

    @cached_property
    def lines(self) -> dict[int, Line]:
        return {n: block for n, block in enumerate(self.blocks) if isinstance(block, Line)}

    @cached_property
    def texts(self) -> dict[int, str]:
        """Every line without spaces."""
        return {n: squeezed(line.text) for n, line in self.lines.items()}

    @cached_property
    def pages(self) -> dict[int, list[int]]:
        """The places of what stands on each page, in order."""
        found: dict[int, list[int]] = {}
        for n, block in enumerate(self.blocks):
            if block.page:
                found.setdefault(block.page, []).append(n)
        return found

    def furniture(self) -> set[int]:
        edges = self._edges(set())
        found = self._numbers(edges)
        found |= {n for n, text in self.texts.items() if _DASHED.fullmatch(text)}
        found |= {n for n, text in self.texts.items() if not text}
        edges |= self._edges(found)  # what is behind a page number is at the edge too
        return found | self._repeated(edges) | self._running_titles(edges) | self._small_print()

    def _edges(self, gone: set[int]) -> set[int]:
        """The first and the last line of each page."""
        kept = [[n for n in where if n not in gone] for where in self.pages.values()]
        return {n for where in kept if where for n in (where[0], where[-1]) if n in self.lines}

    def _numbers(self, edges: set[int]) -> set[int]:
        """The lines at the edges that are the page's number: a number alone has to be as far from the page's as most."""
        short = [n for n in edges if len(self.texts[n]) <= 20 and len(self.lines[n].text) <= 200]
        matches = {n: found for n in short if (found := _PAGE_NUMBER.fullmatch(self.lines[n].text.strip()))}
        printed = {n: found[1] or found[2] for n, found in matches.items()}
        ahead = {n: int(digits) - self.lines[n].page for n, digits in printed.items() if digits.isdecimal()}
        usual = {number for number, _ in Counter(ahead.values()).most_common(1)}
        return {
            n
            for n, found in matches.items()
            if n not in ahead or ahead[n] in usual or found[0].strip() != printed[n]
        }

    def _repeated(self, edges: set[int]) -> set[int]:
        """Lines at the edges of many pages that say the same but for the page's number. The first of them stays where
        it is the only one that is the title of the cover."""
        places: dict[str, list[int]] = {}
        for n in sorted(edges):
            if not _AROUND_TABLES.search(self.lines[n].text) and self.texts[n][-1:] not in SENTENCE_ENDS:
                places.setdefault(_but_for_page(self.texts[n]), []).append(n)
        said = Counter(self.texts.values())
        found: set[int] = set()
        for text, where in places.items():
            if self._is_on_many(where):
                elsewhere = said[text] > sum(self.texts[n] == text for n in where)
                found.update(where if elsewhere or self.lines[where[0]].page > 1 else where[1:])
        return found

    def _running_titles(self, edges: set[int]) -> set[int]:
        """Lines at the edges of many pages that begin or end with the same words, a title, and say the section beside
        it."""
        words = {n: clean(self.lines[n].text).split() for n in edges}
        outer: dict[str, list[int]] = {}
        for n, said in words.items():
            for word in {*said[:1], *said[-1:]}:
                outer.setdefault(word, []).append(n)
        titles = {word for word, where in outer.items() if self._is_on_many(where)}
        titles |= {text for n, text in self.texts.items() if n < _FIRST_LINES and 0 < self.lines[n].page <= 2}
        found: set[int] = set()
        for title in titles:
            if len(title) < 6 or _AROUND_TABLES.search(title) or title[-1] in SENTENCE_ENDS:
                continue
            where = [n for n in edges if self.texts[n] != title and _begins_or_ends(self.texts[n], title)]
            if self._is_on_many(where):
                found.update(where)
        return found

    def _small_print(self) -> set[int]:
        """Lines at the head or foot of pages in a size smaller than the text's, where most pages have such: two at
        most."""
        body = body_size(list(self.lines.values()))
        found: set[int] = set()
        for inwards in (1, -1):
            bands = [self._small_band(where[::inwards], body) for where in self.pages.values()]
            sizes = Counter(self._size(band[0]) for band in bands if band)
            usual = {size for size, count in sizes.items() if count >= max(4, len(self.pages) // 2)}
            found |= {n for band in bands for n in band if self._size(n) in usual}
        return found

    def _small_band(self, inwards: Sequence[int], body: float) -> list[int]:
        """The places of one or two small lines at an edge of a page, where the text behind them is larger."""
        size = self._size(inwards[0])
        if not 0 < size <= body - 1.5 or _AROUND_TABLES.search(self.lines[inwards[0]].text):
            return []
        band: list[int] = []
        for n in inwards[:4]:
            if self._size(n) != size:
                break
            band.append(n)
        return band if len(band) <= 2 < len(inwards) else []

    def _size(self, n: int) -> float:
        return self.lines[n].size if n in self.lines else 0

    def _is_on_many(self, places: Sequence[int]) -> bool:
        """These lines stand on three pages and two fifths of all: a running head may change from left to right."""
        if len(places) < 3:
            return False
        return len({self.blocks[n].page for n in places}) >= max(3, len(self.pages) * 2 / 5)


def _begins_or_ends(text: str, title: str) -> bool:
    return text.startswith(title) or text.endswith(title)


def _but_for_page(text: str) -> str:
    """A line as it is compared over pages: the number that may be the page's is any number."""
    return re.sub(r"(?<![\d.,])\d{1,3}(?![\d.,年月])", "#", text, count=1)
