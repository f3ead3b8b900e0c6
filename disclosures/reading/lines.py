"""Lines: what is furniture of the page goes, and what was broken at the edge is one paragraph again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .numbering import number_of
from .raw import Grid, Line, Lost, Raw

Block = Line | Grid | Lost

#: Signs without a shape of their own; they are no text.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\x0c\x0b"))
_SPACES = str.maketrans({"\u00a0": " ", "\u2002": " ", "\u2003": "\u3000", "\u2009": " ", "\u202f": " "})

_PAGE_NUMBER = re.compile(
    r"[-—–－─·•~～\s]*(?:第\s*)?(\d{1,3}|[ivxlcIVXLC]{1,6})\s*(?:页)?[，,\s/／]*"
    r"(?:(?:共|of|/|／)\s*\d{1,3}\s*页?)?[-—–－─·•~～\s]*|Page\s+(\d{1,3})(?:\s+of\s+\d{1,3})?",
    re.IGNORECASE,
)
_DASHED = re.compile(r"[-—–－─]\s*\d{1,3}\s*[-—–－─]|第\s*\d{1,3}\s*页(?:[，,\s]*共\s*\d{1,3}\s*页)?")

#: Lines that repeat over pages and still say something: what stands around a table.
_AROUND_TABLES = re.compile(r"[:：]|表\s*$|表\s*[\d一二三四五六七八九十]|合计|总计")

SENTENCE_ENDS = "。！？!?；;"
_CLOSERS = "”’」』》〉）)】"
_OPENERS = "“‘「『《〈（(【"
_PAIRS = dict(zip(_OPENERS, "”’」』》〉）)】", strict=True))
_NEVER_FIRST = "，。、；：！？,;:!?）)》”’】」』%％"
_GOES_ON = "，、,（(《“—"


def clean(text: str) -> str:
    """A line without signs nobody sees, its edges and the spaces of letter-spaced words: 元 ， 财 政 → 元，财政."""
    text = text.translate(_UNSEEN).translate(_SPACES).strip()
    words = text.split(" ")
    if len(words) >= 6 and all(words) and sum(len(word) == 1 for word in words) * 10 >= len(words) * 7:
        return "".join(words)
    return text


def width(text: str) -> float:
    """How wide a text is, in full-width signs."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


# Furniture --------------------------------------------------------------------------------------------------------


def furniture(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of lines that belong to the page and not to the text: page numbers, running heads and feet."""
    edges = _edges(blocks)
    found = _page_numbers(blocks, edges)
    found |= {
        n
        for n, block in enumerate(blocks)
        if isinstance(block, Line) and _DASHED.fullmatch(block.text.strip())
    }
    found |= {n for n, block in enumerate(blocks) if isinstance(block, Line) and not clean(block.text)}
    # What is behind a page number is at the edge too.
    inner = _edges([None if n in found else block for n, block in enumerate(blocks)])
    found |= _repeated(blocks, sorted(edges | inner))
    found |= _running_titles(blocks, sorted(edges | inner))
    return frozenset(found | _in_small_print(blocks))


def _edges(blocks: Sequence[Block | None]) -> set[int]:
    """The first and the last line of each page."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for n, block in enumerate(blocks):
        if block is not None and block.page:
            first.setdefault(block.page, n)
            last[block.page] = n
    return {n for n in [*first.values(), *last.values()] if isinstance(blocks[n], Line)}


def _page_numbers(blocks: Sequence[Block], edges: Iterable[int]) -> set[int]:
    """The lines at the edges that are the page's number: a number alone has to be as far from the page's as most."""
    matches = {n: found for n in edges if (found := _PAGE_NUMBER.fullmatch(_text_of(blocks[n]).strip()))}
    printed = {n: found[1] or found[2] for n, found in matches.items()}
    ahead = {n: int(digits) - blocks[n].page for n, digits in printed.items() if digits.isdecimal()}
    usual = Counter(ahead.values()).most_common(1)
    return {
        n
        for n, found in matches.items()
        if n not in ahead or ahead[n] == usual[0][0] or found[0].strip() != printed[n]
    }


def _text_of(block: Block) -> str:
    return block.text if isinstance(block, Line) else ""


def _repeated(blocks: Sequence[Block], edges: Sequence[int]) -> set[int]:
    """Lines at the edges of many pages that say the same but for the page's number. The first of them stays where it
    is the only one that is the title of the cover."""
    lines = {n: block for n, block in enumerate(blocks) if isinstance(block, Line)}
    places: dict[str, list[int]] = {}
    for n in edges:
        if not _AROUND_TABLES.search(lines[n].text) and clean(lines[n].text)[-1:] not in SENTENCE_ENDS:
            places.setdefault(_but_for_page(lines[n]), []).append(n)
    found: set[int] = set()
    for text, where in places.items():
        if text and _is_on_many(blocks, where):
            elsewhere = any(n not in where and _squeezed(line.text) == text for n, line in lines.items())
            found.update(where if elsewhere or lines[where[0]].page > 1 else where[1:])
    return found


def _running_titles(blocks: Sequence[Block], edges: Sequence[int]) -> set[int]:
    """Lines at the edges of many pages that begin or end with the same words, a title, and say the section beside it."""
    said = {n: clean(_text_of(blocks[n])) for n in edges}
    heads = Counter(word for text in said.values() for word in {*text.split()[:1], *text.split()[-1:]})
    titles = {word for word, count in heads.items() if count >= 3}
    titles |= {
        _squeezed(block.text) for block in blocks[:80] if isinstance(block, Line) and 0 < block.page <= 2
    }
    found: set[int] = set()
    for title in titles:
        if len(title) < 6 or _AROUND_TABLES.search(title) or title[-1] in SENTENCE_ENDS:
            continue
        lines = {n: _squeezed(text) for n, text in said.items()}
        where = [
            n
            for n, line in lines.items()
            if line != title and (line.startswith(title) or line.endswith(title))
        ]
        if _is_on_many(blocks, where):
            found.update(where)
    return found


def _in_small_print(blocks: Sequence[Block]) -> set[int]:
    """Lines at the head or foot of pages in a size smaller than the text's, where most pages have such: two at most."""
    pages: dict[int, list[int]] = {}
    for n, block in enumerate(blocks):
        if block.page:
            pages.setdefault(block.page, []).append(n)
    body = body_size([block for block in blocks if isinstance(block, Line)])
    found: set[int] = set()
    for inwards in (1, -1):
        bands = [_small_band(blocks, where[::inwards], body) for where in pages.values()]
        sizes = Counter(_size(blocks[band[0]]) for band in bands if band)
        usual = {size for size, count in sizes.items() if count >= max(4, len(pages) // 2)}
        found |= {n for band in bands for n in band if _size(blocks[n]) in usual}
    return found


def _small_band(blocks: Sequence[Block], inwards: Sequence[int], body: float) -> list[int]:
    """The places of one or two small lines at an edge of a page, where the text behind them is larger."""
    if not inwards or not 0 < _size(blocks[inwards[0]]) <= body - 1.5:
        return []
    size = _size(blocks[inwards[0]])
    band: list[int] = []
    for n in inwards:
        block = blocks[n]
        if (
            not isinstance(block, Line)
            or block.size != size
            or _AROUND_TABLES.search(block.text)
            and not band
        ):
            break
        band.append(n)
    return band if len(band) <= 2 < len(inwards) else []


def _size(block: Block) -> float:
    return block.size if isinstance(block, Line) else 0


def body_size(lines: Sequence[Line]) -> float:
    """The size in which most of the text is set; 0 where the format knows none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0)


def _is_on_many(blocks: Sequence[Block], places: Sequence[int]) -> bool:
    """These lines stand on three pages and two fifths of all: a running head may change from left to right."""
    pages = {block.page for block in blocks if block.page}
    return len({blocks[n].page for n in places}) >= max(3, len(pages) * 2 / 5)


def _but_for_page(line: Line) -> str:
    """A line as it is compared over pages: the number that may be the page's is any number."""
    return re.sub(r"(?<![\d.,])\d{1,3}(?![\d.,年月])", "#", _squeezed(line.text), count=1)


def _squeezed(text: str) -> str:
    return "".join(clean(text).split())


# Joining ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Lines that are one: a paragraph, a heading, a caption line. ``at`` is the place of its first line among the
    blocks; ``level``, ``size`` and ``is_centred`` are those of its first line."""

    text: str
    at: int
    page: int = 0
    level: int = 0
    size: float = 0
    is_centred: bool = False
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """How the lines of a page are set: where its body begins and ends, in full-width signs of its own size, or in
    characters where it was broken by counting them; whether the first line of a paragraph is indented."""

    left: float = 0
    right: float = 0
    is_indented: bool = False
    is_counted: bool = False

    def edge(self, line: Line) -> float:
        """Where a line ends."""
        text = line.text.strip()
        return start(line) + (len(text) if self.is_counted else width(text))

    def is_full(self, line: Line) -> bool:
        """The line ends where the body ends: the next may go on with it. A word that was not broken leaves up to six
        signs open (3,121.42万元)."""
        return self.right > 12 and self.edge(line) >= self.right - (1 if self.is_counted else 6)


def start(line: Line) -> float:
    """Where a line begins, in full-width signs."""
    spaces = line.text.expandtabs(4)
    own = width(spaces) - width(spaces.lstrip())
    return own + (line.indent / line.size if line.size else line.indent / 12)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the lines of a document are set, and of those pages that show it by themselves."""

    whole: Measure
    pages: Mapping[int, Measure]

    def of(self, line: Line) -> Measure:
        return self.pages.get(line.page, self.whole)


def measure(lines: Sequence[Line]) -> Setting:
    """How the lines of the body are set. Where nothing was broken at an edge there is none: right is 0."""
    body = [one for one in lines if not (one.is_whole or one.level or one.is_centred) and clean(one.text)]
    pages: dict[int, list[Line]] = {}
    for line in body:
        if line.page:
            pages.setdefault(line.page, []).append(line)
    whole = _measure(body) if len(body) >= 4 else Measure()
    found = {page: _measure(on_it, whole) for page, on_it in pages.items() if len(on_it) >= 5}
    shown = {page: one for page, one in found.items() if one.right}
    if not whole.right and shown:
        whole = max(shown.values(), key=lambda one: one.right)
    return Setting(whole, shown)


def _measure(body: Sequence[Line], whole: Measure | None = None) -> Measure:
    """The measure of these lines; of a page, whether paragraphs are indented is that of the whole document."""
    rough = Measure(right=_body_edge(body, Measure()))
    if not rough.right:
        rough = Measure(right=_body_edge(body, Measure(is_counted=True)), is_counted=True)
    if not rough.right:
        return Measure()
    pairs = list(zip(body, body[1:], strict=False))
    left = min((start(b) for a, b in pairs if rough.is_full(a) and not _ended(clean(a.text))), default=0.0)
    begun = [
        start(b)
        for a, b in pairs
        if not rough.is_full(a) and _ended(clean(a.text)) and not number_of(clean(b.text))
    ]
    indented = sum(1 for place in begun if place >= left + 1)
    is_indented = len(begun) >= 3 and indented * 10 >= len(begun) * 7
    return replace(rough, left=left, is_indented=whole.is_indented if whole else is_indented)


def _body_edge(body: Sequence[Line], by: Measure) -> float:
    """The edge that many broken lines come close to; 0 where lines end anywhere, as in a text of whole paragraphs."""
    spread = 1 if by.is_counted else 4
    broken = Counter(round(by.edge(line)) for line in body if not _ended(clean(line.text)))
    best, most = 0, 0
    for place in broken:
        near = sum(broken[place - back] for back in range(spread))
        longer = sum(1 for line in body if round(by.edge(line)) > place + spread)
        if place > 12 and near >= 3 and longer * 4 <= near + 4 and (near, place) > (most, best):
            best, most = place, near
    return float(best)


def join(numbered: Sequence[tuple[int, Line]], setting: Setting) -> list[Text]:
    """Lines that follow one another without anything between, brought to paragraphs."""
    found: list[Text] = []
    last: Line | None = None
    for n, line in numbered:
        text = clean(line.text)
        if last is not None and _goes_on(found[-1].text, last, line, setting.of(last)):
            found[-1] = replace(found[-1], text=glue(found[-1].text, text))
        else:
            found.append(Text(text, n, line.page, line.level, line.size, line.is_centred, line.is_whole))
        last = line
    return found


def glue(a: str, b: str) -> str:
    """Two pieces of a text: a space stands between two Latin words only."""
    latin = a[-1:].isascii() and a[-1:].isalpha() and b[:1].isascii() and b[:1].isalpha()
    return f"{a} {b}" if latin else a + b


def _goes_on(said: str, last: Line, line: Line, set_as: Measure) -> bool:
    next_said = clean(line.text)
    if _is_bare_number(said) and not (line.level and not last.level):
        return not number_of(next_said) and len(next_said) <= 40
    if last.is_whole or line.is_whole or last.level or line.level:
        return False
    if last.is_centred != line.is_centred and not set_as.is_full(last):
        return False
    if last.is_centred and line.is_centred:
        return _is_wrapped_title(last, line, set_as)
    if last.size and line.size and abs(last.size - line.size) > 1.5:
        return False
    if number_of(next_said) or starts_apart(next_said):
        return False
    if next_said[0] in _NEVER_FIRST:
        return True
    full = set_as.is_full(last)
    if not _ended(said) or full and said[-1] in ";；":
        return full or _is_open(said) or said[-1] in _GOES_ON and not _is_indented(line, set_as)
    return full and set_as.is_indented and not _is_indented(line, set_as)


def starts_apart(text: str) -> bool:
    """A line that never goes on from the one before: a note of a table, a line of maker and unit."""
    return bool(
        re.match(
            r"(?:注|备注|附注|附件|附表)\s*\d*\s*[:：]|(?:金额)?单\s*位\s*[:：]\s*(?:万?元)|编制(?:部门|单位)\s*[:：]",
            text,
        )
    )


def _is_bare_number(text: str) -> bool:
    if len(text) > 12:
        return False
    number = number_of(text)
    return number is not None and not number.rest


def _is_wrapped_title(last: Line, line: Line, set_as: Measure) -> bool:
    """The second line of a title that was too long for one: set alike, and the first is no heading by itself."""
    if last.page != line.page or abs(last.size - line.size) > 0.5:
        return False
    if number_of(clean(line.text)) or starts_apart(clean(line.text)):
        return False
    return (
        _is_open(clean(last.text))
        or width(clean(last.text)) >= 20
        and not clean(last.text).endswith(
            ("表", "说明", "解释", "情况", "预算", "概况", "职能", "职责", "设置", "目录")
        )
    )


def _ended(text: str) -> bool:
    return text.rstrip(_CLOSERS + " ")[-1:] in tuple(SENTENCE_ENDS + "：:") if text else True


def _is_open(text: str) -> bool:
    """A bracket or a quotation was opened in the last sentence and not closed."""
    waiting: list[str] = []
    text = text[-400:]
    for sign in text:
        if sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
    return bool(waiting) and len(text) - max(text.rfind(o) for o in _OPENERS) <= 60


def _is_indented(line: Line, set_as: Measure) -> bool:
    return start(line) >= set_as.left + 1


def without_furniture(raw: Raw) -> tuple[list[tuple[int, Block]], tuple[Line, ...]]:
    """The blocks with their places, furniture taken out, and the furniture."""
    gone = furniture(raw.blocks)
    kept = [(n, block) for n, block in enumerate(raw.blocks) if n not in gone]
    return kept, tuple(replace(b) for n, b in enumerate(raw.blocks) if n in gone and isinstance(b, Line))
