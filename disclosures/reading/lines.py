"""Lines: what was broken at the edge of a page is one paragraph again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf

from .numbering import number_of
from .raw import Grid, Line, Lost
from .sections import ENDINGS, is_section

Block = Line | Grid | Lost

#: Signs without a shape of their own; they are no text.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\x0c\x0b"))
_SPACES = str.maketrans({"\u00a0": " ", "\u2002": " ", "\u2003": "\u3000", "\u2009": " ", "\u202f": " "})

SENTENCE_ENDS = "。！？!?；;"
_CLOSERS = "”’」』》〉）)】"
_OPENERS = "“‘「『《〈（(【"
_PAIRS = dict(zip(_OPENERS, "”’」』》〉）)】", strict=True))
#: So much of a paragraph is looked at to see whether it goes on.
_TAIL = 400
#: Where no edge is to be seen, a line so long that does not end a sentence was broken.
_LONG = 30
#: No page has longer lines: where they are, nothing was broken.
_LONGEST = 70
_NEVER_FIRST = "，。、；：！？,;:!?）)》”’】」』%％"
_GOES_ON = "，、,（(《“—"


@lru_cache(maxsize=8192)  # every line is looked at from several sides
def clean(text: str) -> str:
    """A line without signs nobody sees, its edges and the spaces of letter-spaced words: 元 ， 财 政 → 元，财政."""
    text = text.translate(_UNSEEN).translate(_SPACES).strip()
    words = text.split(" ")
    if len(words) >= 6 and all(words) and sum(len(word) == 1 for word in words) * 10 >= len(words) * 7:
        return "".join(words)
    return text


def squeezed(text: str) -> str:
    """A line without any space, as lines are compared."""
    return "".join(clean(text).split())


def body_size(lines: Sequence[Line]) -> float:
    """The size in which most of the text is set; 0 where the format knows none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0)


def width(text: str) -> float:
    """How wide a text is, in full-width signs: what Latin-1 has is half as wide."""
    narrow = len(text.encode("latin-1", "ignore"))
    return len(text) - narrow / 2


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
        if not self.right:
            return width(line.text.strip()) >= _LONG
        return self.edge(line) >= self.right - (1 if self.is_counted else 6)


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
    shown = {page: one for page, one in found.items() if 0 < one.right < inf}
    if not whole.right and shown:
        whole = max(shown.values(), key=lambda one: one.right)
    return Setting(whole, shown)


def _measure(body: Sequence[Line], whole: Measure | None = None) -> Measure:
    """The measure of these lines; of a page, whether paragraphs are indented is that of the whole document."""
    counted, wide = (replace(by, right=_body_edge(body, by)) for by in (Measure(is_counted=True), Measure()))
    is_counted = whole.is_counted if whole else bool(counted.right)
    rough = counted if is_counted else wide
    if not rough.right:
        longest = max((wide.edge(line) for line in body), default=0)
        return Measure(right=inf if longest > _LONGEST else 0)
    pairs = list(zip(body, body[1:], strict=False))
    left = min((start(b) for a, b in pairs if rough.is_full(a) and not _ended(clean(a.text))), default=0.0)
    begun = [
        start(b)
        for a, b in pairs
        if not rough.is_full(a) and rough.is_full(b) and not number_of(clean(b.text))
    ]
    indented = sum(1 for place in begun if place >= left + 1)
    is_indented = len(begun) >= 3 and indented * 10 >= len(begun) * 7
    return replace(rough, left=left, is_indented=whole.is_indented if whole else is_indented)


def _body_edge(body: Sequence[Line], by: Measure) -> float:
    """The edge that many broken lines come close to; 0 where lines end anywhere, as in a text of whole paragraphs.

    Where characters were counted, all of them end at one place."""
    broken = Counter(round(by.edge(line)) for line in body if not _ended(clean(line.text)))
    spread = 1 if by.is_counted else 4
    best, most = 0, 0
    for place in broken:
        near = sum(broken[place - back] for back in range(spread))
        if place > 12 and (near, place) > (most, best):
            best, most = place, near
    longer = sum(1 for line in body if round(by.edge(line)) > best + spread)
    rivals = (
        sum(count for place, count in broken.items() if best * 0.7 < place <= best) if by.is_counted else 0
    )
    is_clear = most >= max(5, rivals * 0.7) if by.is_counted else most >= 3
    return float(best) if is_clear and longer * 4 <= most + 4 else 0.0


def join(numbered: Sequence[tuple[int, Line]], setting: Setting) -> list[Text]:
    """Lines that follow one another without anything between, brought to paragraphs."""
    found: list[tuple[int, Line, list[str]]] = []
    last: Line | None = None
    tail = ""  # the end of the paragraph so far
    for n, line in numbered:
        text = clean(line.text)
        if last is not None and _goes_on(tail, last, line, setting.of(last)):
            found[-1][2].append(glue(tail, text)[len(tail) :])
            tail = (tail + found[-1][2][-1])[-_TAIL:]
        else:
            found.append((n, line, [text]))
            tail = text[-_TAIL:]
        last = line
    return [_text(n, line, "".join(pieces)) for n, line, pieces in found]


def _text(at: int, line: Line, text: str) -> Text:
    return Text(text, at, line.page, line.level, line.size, line.is_centred, line.is_whole)


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
    if _ended(said) and is_section(next_said) or _is_over_text(said, last, line):
        return False
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


def _is_over_text(said: str, last: Line, line: Line) -> bool:
    """The next line is set in and this is no line of its paragraph: a heading, or the end of another. What stands
    behind a number may be set in throughout."""
    if start(line) < start(last) + 1.5:
        return False
    number = number_of(said)
    return number is None or bool(ENDINGS.search(number.rest)) and "，" not in number.rest


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
    for sign in text:
        if sign in _PAIRS:
            waiting.append(_PAIRS[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
    return bool(waiting) and len(text) - max(text.rfind(o) for o in _OPENERS) <= 60


def _is_indented(line: Line, set_as: Measure) -> bool:
    return start(line) >= set_as.left + 1
