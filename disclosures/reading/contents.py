"""Contents: the list of headings before the text, with dots and page numbers or without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .captions import CONTENTS, is_particular
from .lines import SENTENCE_ENDS, Block, clean, glue, squeezed, start, width
from .numbering import PART, number_of
from .raw import Line

_LEADERS = re.compile(
    r"[\s　]*(?:(?:[.．·•‥⋯_﹒。]\s*){4,}|(?:…\s*)+(?:[.．]\s*)*|[-—－―]{4,})\s*(?:\d{1,3}|[ivxIVX]+)?\s*$"
)
_PAGE = re.compile(r"(?:\t|[\s　]{2,}|(?<=\D)\s)\s*[-（(]?\s*\d{1,3}\s*[-）)]?$")


#: No line of a contents list has more characters.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the contents as printed, without dots and page; ``at`` its place among the blocks; ``depth`` how far
    its line is set in, from 1, where lines are set in by steps, else 0."""

    text: str
    at: int
    page: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What the document lists, and the places of the lines that this takes, the word 目录 included."""

    entries: tuple[Listed, ...] = ()
    places: frozenset[int] = frozenset()


def find_contents(numbered: Sequence[tuple[int, Block]]) -> Contents:
    """The contents list: after the word 目录, or where lines end in dots."""
    for i, (n, block) in enumerate(numbered):
        if isinstance(block, Line) and squeezed(block.text) in CONTENTS:
            taken = _after(numbered, i + 1)
            return _entries([numbered[j] for j in taken], {n})
    dotted = [
        i
        for i, (_, block) in enumerate(numbered)
        if isinstance(block, Line) and _is_dotted(clean(block.text))
    ]
    return _entries([numbered[j] for j in dotted], set()) if len(dotted) >= 3 else Contents()


def _after(numbered: Sequence[tuple[int, Block]], first: int) -> list[int]:
    """The places in ``numbered`` of the lines of the list that begins there."""
    lines = _short_lines(numbered, first)
    dotted = [j for j in lines if _is_dotted(clean(_line(numbered[j]).text))]
    if dotted:
        return [j for j in lines if j <= dotted[-1]]
    after = numbered[lines[-1] + 1][1] if lines and lines[-1] + 1 < len(numbered) else None
    if isinstance(after, Line) and after.level and all(_may_be_entry(_line(numbered[j])) for j in lines):
        return lines
    begun = _first_again(numbered, lines)
    if begun is not None:
        return [j for j in lines if j < begun]
    first_page = _line(numbered[lines[0]]).page if lines else 0
    if not first_page:
        return _numbered_at_head(numbered, lines)
    return [j for j in lines if _line(numbered[j]).page == first_page]


def _short_lines(numbered: Sequence[tuple[int, Block]], first: int) -> list[int]:
    """The lines from here on that may be entries: up to a grid, a heading that the format marks, a sentence."""
    found: list[int] = []
    for j in range(first, len(numbered)):
        block = numbered[j][1]
        if not isinstance(block, Line) or block.level:
            break
        text = clean(block.text)
        if not _is_dotted(text) and (width(text) > 60 or any(c in SENTENCE_ENDS for c in text)):
            break
        found.append(j)
    return found


def _numbered_at_head(numbered: Sequence[tuple[int, Block]], lines: Sequence[int]) -> list[int]:
    """The numbered lines that the list begins with, up to one without a number. Where the first number comes again, an
    inner list begins, or the body; a body has a text below its first headings."""
    found: list[int] = []
    numbers: list[tuple[str, int]] = []
    for j in lines:
        number = number_of(_entry(_line(numbered[j]).text))
        if number is None:
            break
        numbers.append((number.style, number.ordinal))
        found.append(j)
    again = len(numbers) - 1 - numbers[::-1].index(numbers[0]) if numbers else 0
    if again and len(found) - again <= 2:
        found = found[:again]
    return found if len(found) >= 3 else []


def _may_be_entry(line: Line) -> bool:
    return width(clean(line.text)) <= 45


def _first_again(numbered: Sequence[tuple[int, Block]], lines: Sequence[int]) -> int | None:
    """Where the body begins: the first entry stands there once more, as a heading."""
    if not lines:
        return None
    first = _entry(_line(numbered[lines[0]]).text)
    following = range(lines[0] + 1, lines[-1] + 2)
    for j in following:
        if (
            j < len(numbered)
            and isinstance(numbered[j][1], Line)
            and _alike(first, clean(_line(numbered[j]).text))
        ):
            return j
    return None


def _alike(listed: str, text: str) -> bool:
    a, b = number_of(listed), number_of(text)
    if a and b and a.style == b.style == PART and a.ordinal == b.ordinal:
        return True
    return squeezed(listed) == squeezed(text)


def _entries(taken: Sequence[tuple[int, Block]], places: set[int]) -> Contents:
    found: list[Listed] = []
    open_entry = ""
    dotted = any(_is_dotted(clean(_line(pair).text)) for pair in taken)
    depth_of = _steps([_line(pair) for pair in taken])
    for n, block in taken:
        line = _line((n, block))
        text = clean(line.text)
        if is_particular(text) and not _is_dotted(text):
            continue
        places.add(n)
        entry = glue(open_entry, _entry(text))
        if dotted and not _is_dotted(text) and not _PAGE.search(text) and width(text) >= 25:
            open_entry = entry
            continue
        open_entry = ""
        if entry:
            found.append(Listed(entry, n, line.page, depth_of(line)))
    if open_entry:
        found.append(Listed(open_entry, taken[-1][0], _line(taken[-1]).page))
    return Contents(tuple(found), frozenset(places))


def _steps(lines: Sequence[Line]) -> Callable[[Line], int]:
    """How far a line is set in, counted in steps; 0 where the lines do not stand in two to four clear columns."""
    starts = sorted(round(start(line)) for line in lines if not line.is_centred)
    columns = [place for n, place in enumerate(starts) if not n or place - starts[n - 1] >= 2]
    if len(starts) < len(lines) or not 2 <= len(columns) <= 4:
        return lambda _line: 0
    return lambda line: sum(1 for place in columns if place <= round(start(line)))


def _is_dotted(text: str) -> bool:
    """Dots lead from the entry to its page."""
    return len(text) <= _LONGEST and bool(_LEADERS.search(text))


def _entry(text: str) -> str:
    text = clean(text)
    if _is_dotted(text):
        return _LEADERS.sub("", text).strip()
    return _PAGE.sub("", text).strip() if len(text) <= _LONGEST else text


def _line(pair: tuple[int, Block]) -> Line:
    block = pair[1]
    if not isinstance(block, Line):
        raise TypeError("a contents list is made of lines")
    return block
